"""What a book needs of tables: all that its formulas name, and nothing that it does without."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest

from fundtrack.checks import Verdict, View, formulas_of, rule_formulas
from fundtrack.formulas import Node, Op, nodes
from fundtrack.frames import Need, answer_each, needs, tables_of
from fundtrack.frames.named import BASES
from fundtrack.frames.needs import blanks
from fundtrack.frames.shapes import INNER, TABLES, shape_of
from fundtrack.projects import noun_fields, read_project
from fundtrack.rulebooks import VIRTUAL_FACTS, Book, books, load_book
from tests.book_cases import every_case
from tests.checks.small import book, parameter, rule
from tests.checks.test_calculators import de_minimis
from tests.random_books import draw_asked, draw_book, draw_project

Tables = dict[str, dict[str, list[Any]]]
SHIPPED = sorted(books())


def column_of(noun: str, name: str) -> tuple[str, str]:
    outer = next((one for one, inner in INNER.items() if noun in inner), None)
    return (noun, name) if outer is None else (outer, f"{noun}.{name}")


def named(book: Book) -> Iterator[tuple[str, str, str]]:
    """Every fact that a formula of a book names, as the readings look it up."""
    for basis in BASES:
        view = View(book, basis)
        formulas: list[Node] = [
            one
            for rule in book.rules.values()
            if basis in rule.basis
            for one in rule_formulas(rule)
        ]
        formulas += [one for define in book.defines.values() for one in formulas_of(define)]
        for formula in formulas:
            for node in nodes(formula):
                if node.op is not Op.FACT:
                    continue
                path = view.path(node)
                noun = path.root
                for link in path.links:
                    if noun in TABLES and link in shape_of(noun).spots:
                        yield basis, noun, link
                    noun = view.links(noun)[link]
                known = noun_fields().get(noun)
                if known is None or path.name in VIRTUAL_FACTS:
                    continue
                name = path.name.replace(".length", ".first")
                if name in known.fields or (noun, name) in book.facts:
                    yield basis, *column_of(noun, name)


def by_column(book: Book) -> dict[tuple[str, str], Need]:
    return {(one.noun, one.column): one for one in needs(book)}


def assert_all_named(book: Book) -> None:
    told = by_column(book)
    for basis, noun, column in named(book):
        assert (noun, column) in told, (basis, noun, column)
        assert basis in told[noun, column].bases, (basis, noun, column)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_fact_of_a_shipped_book_is_named(name: str) -> None:
    assert_all_named(load_book(name))


@pytest.mark.parametrize("seed", range(40))
def test_every_fact_of_a_random_book_is_named(seed: int) -> None:
    assert_all_named(load_book(draw_book(seed)))


@pytest.mark.parametrize("name", SHIPPED)
def test_what_a_book_needs_is_a_column_once(name: str) -> None:
    book = load_book(name)
    told = needs(book)
    assert len(by_column(book)) == len(told)
    for one in told:
        assert one.noun in TABLES
        assert one.asked_by
        assert set(one.bases) <= set(BASES)
        if one.column in shape_of(one.noun).spots:
            assert one.kind == shape_of(one.noun).spots[one.column].kind
        if one.names:
            assert one.kind == "id"
    tables = {one.noun for one in told}
    for noun in tables:
        assert (noun, "project") in by_column(book)
        assert by_column(book)[noun, "project"].required


# ---- Without what is not named nothing changes -----------------------------------------------


def trimmed(tables: Tables, book: Book) -> Tables:
    told = by_column(book)
    return {
        noun: {name: values for name, values in table.items() if (noun, name) in told}
        for noun, table in tables.items()
        if (noun, "project") in told
    }


def answers(tables: Tables, book: Book, **asked: Any) -> list[Any]:
    return [
        (
            one.key, one.problems, one.outcome, one.amounts, one.found,
            {
                basis: (held.steps, held.losses, held.verdicts, held.columns, held.project)
                for basis, held in one.bases.items()
            },
            one.checked and one.checked.findings,
        )
        for one in answer_each(tables, book, **asked)
    ]  # fmt: skip


def assert_enough(tables: Tables, book: Book, **asked: Any) -> int:
    less = trimmed(tables, book)
    assert answers(less, book, **asked) == answers(tables, book, **asked)
    return sum(map(len, tables.values())) - sum(map(len, less.values()))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_cases_of_a_shipped_book_need_no_more(name: str) -> None:
    book = load_book(name)
    cases = sorted(
        (case for case in every_case() if case.book == name), key=lambda case: str(case.on)
    )
    for _, held in groupby(cases, key=lambda case: case.on):
        some = [*held]
        tables: Any = tables_of([read_project(dict(case.project)) for case in some], book=book)
        assert_enough(tables, book, on=some[0].on)


def random_tables(seed: int) -> tuple[Tables, Book, dict[str, Any]]:
    book, asked = load_book(draw_book(seed)), draw_asked(seed)
    projects = [read_project(draw_project(seed * 10 + one)) for one in range(3)]
    tables: Any = tables_of(projects, book=book, on=asked.get("on"))
    return tables, book, asked


@pytest.mark.parametrize("seed", range(20))
def test_a_random_book_needs_no_more(seed: int) -> None:
    tables, book, asked = random_tables(seed)
    assert_enough(tables, book, **asked)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 400))
def test_many_random_books_need_no_more(seed: int) -> None:
    tables, book, asked = random_tables(seed)
    assert_enough(tables, book, **asked)


# ---- Without what is named something is open -------------------------------------------------


def test_without_a_column_that_decides_the_answer_is_open() -> None:
    book = load_book("lv/cluster-2016")
    case = next(case for case in every_case() if case.book == "lv/cluster-2016")
    tables: Any = tables_of([read_project(dict(case.project))], book=book)
    (whole,) = answer_each(tables, book)
    assert by_column(book)["cost", "paid_on"].asked_by.count("EU-ERDF14-002") == 1
    del tables["cost"]["paid_on"]
    (less,) = answer_each(tables, book)
    before, after = (
        one.bases["claimed"].verdicts["cost"]["EU-ERDF14-002"] for one in (whole, less)
    )
    assert Verdict.UNKNOWN not in before
    assert set(after) == {Verdict.UNKNOWN}


def test_without_a_table_that_decides_the_answer_is_open() -> None:
    book = load_book("lv/cluster-2016")
    case = next(case for case in every_case() if case.book == "lv/cluster-2016")
    tables: Any = tables_of([read_project(dict(case.project))], book=book)
    del tables["partner"]
    (less,) = answer_each(tables, book)
    assert "LV-CLU-003" in {one.rule for one in less.found if one.reason is not None}


def test_without_a_required_column_that_is_read_no_project_is_read() -> None:
    book = load_book("lv/cluster-2016")
    case = next(case for case in every_case() if case.book == "lv/cluster-2016")
    tables: Any = tables_of([read_project(dict(case.project))], book=book)
    required = [one for one in needs(book) if one.required and one.column != "project"]
    assert ("cost", "form") in {(one.noun, one.column) for one in required}
    for one in required:
        table = tables.get(one.noun, {})
        if one.column in table and table["project"]:
            less = tables | {one.noun: {k: v for k, v in table.items() if k != one.column}}
            (answer,) = answer_each(less, book)
            assert [p.pointer.rpartition("/")[2] for p in answer.problems][:1] == [one.column]


def test_what_nobody_reads_and_the_gate_demands_may_be_left_out() -> None:
    book = load_book("lv/cluster-2016")
    told = by_column(book)
    for noun, columns in blanks(book).items():
        for column in columns:
            assert (noun, column) not in told or not told[noun, column].required
    tables: Any = {
        "project": {"project": ["A"]},
        "procurement": {"project": ["A"], "id": ["W"]},
        "indicator": {"project": ["A"], "id": ["I"]},
        "option": {"project": ["A"]},
        "source": {"project": ["A"], "id": ["S"]},
        "claim": {"project": ["A"], "id": ["C"], "number": [1]},
        "aid": {"project": ["A"], "id": ["D"]},
    }
    (one,) = answer_each(tables, book)
    assert one.problems == ()


def test_terms_facts_and_links_say_what_they_are() -> None:
    told = by_column(load_book(draw_book(1)))
    assert (told["partner", "terms.term_rate"].kind, told["cost", "flag"].kind) == (
        "rate",
        "bool",
    )
    assert told["project", "plan.terms.term_rate"].kind == "rate"
    assert told["entry", "kind"].codes == noun_fields()["entry"].fields["kind"][1]
    assert (told["cost", "reverses"].kind, told["cost", "reverses"].names) == ("id", "cost")
    assert told["cost", "currency"].kind == "code"
    assert told["project", "states.cost"].kind == "bool"


# ---- Who asks for what -----------------------------------------------------------------------

ASKED = {
    "a-refusal-of-what-lines-belong-to": (
        book(rule={"T-1": rule("procurement", effect="exclude", basis=["claimed"],
                               met_when="known(procurement.awarded_on)")}),
        "cost.procurement procurement.awarded_on procurement.project",
    ),
    "the-plan-of-a-day": (
        book(rule={"T-1": rule("cost", met_when="cost.plan.period.first <= cost.paid_on")}),
        "cost.incurred_on cost.paid_on cost.project project.plan.period.first",
    ),
    "the-method-of-a-partner": (
        book(rule={"T-1": rule("partner", met_when="partner.option.staff == 'flat'")}),
        "option.covers option.method option.partner partner.project",
    ),
    "how-long-a-period-is": (
        book(rule={"T-1": rule("activity", met_when="known(activity.period.length)")}),
        "activity.period.first activity.period.last activity.project",
    ),
    "a-sum-up-to-each-row": (
        book(rule={"T-1": rule(
            "cost", at_most="plan.support",
            measured="running_total(cost.net, within=partner, order=cost.paid_on)",
        )}),
        "cost.net cost.paid_on cost.partner cost.project partner.project project.plan.support",
    ),
    "a-sum-of-what-belongs-to-a-row": (
        book(rule={"T-1": rule(
            "partner", at_most="plan.support",
            measured="total(cost.net, where=cost.category == 'staff')",
        )}),
        "cost.category cost.net cost.partner cost.project partner.project project.plan.support",
    ),
    "whether-a-rule-is-waived": (
        book(rule={"T-1": rule("project", waivable=True, met_when="known(project.stage)")}),
        "project.project project.stage waiver.by waiver.document waiver.granted_on waiver.rule "
        "waiver.subject",
    ),
    "a-term-of-the-partner": (
        book(
            parameter={
                "r": parameter("rate", {"value": "10 %"}, set_in=["partner", "book"])
            },
            rule={"T-1": rule("cost", measured="cost.share_of_use", at_most="r")},
        ),
        "cost.partner cost.project cost.share_of_use partner.project",
    ),
    "a-sum-of-a-group": (
        book(
            group={"g": {"by": ["partner", "category"], "of": ["cost"]}},
            rule={"T-1": rule("g", measured="total(cost.net)", at_most="plan.support")},
        ),
        "cost.net cost.project project.plan.support",
    ),
    "what-the-texts-show": (
        book(rule={"T-1": rule(
            "cost", met_when="known(cost.net)",
            title={"en": "{cost.performed}", "lv": "{cost.supplier}"},
        )}),
        "cost.net cost.performed.first cost.performed.last cost.project cost.supplier",
    ),
    "in-which-order-lines-take-up-a-limit": (
        book(rule={"T-1": rule(
            "partner", effect="limit", limits="line.admitted", basis=["claimed"],
            measured="total(line.admitted)", at_most="plan.own",
            consume=["line.day", "line.id"],
        )}),
        "cost.id cost.paid_on cost.partner cost.project partner.project project.plan.own",
    ),
    "what-only-the-ledger-shows": (
        book(rule={"T-1": rule(
            "entry", basis=["claimed"], met_when="entry.declared_once"
        )}),
        "cost.net cost.vat entry.amount entry.claim entry.cost entry.decided_on entry.kind "
        "entry.procurement entry.project entry.sequence",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fact", "columns"), [
    ("payment.happened", "payment.paid_on payment.project"),
    ("entry.happened", "entry.decided_on entry.project"),
    ("entry.parked_before", "cost.claim cost.procurement entry.amount entry.claim "
     "entry.cost entry.decided_on entry.kind entry.procurement entry.project entry.sequence"),
    ("entry.corrected_within", "cost.net cost.vat entry.amount entry.claim entry.cost "
     "entry.decided_on entry.kind entry.procurement entry.project entry.sequence"),
    ("cost.document_once", "cost.document cost.project cost.reverses cost.supplier"),
    ("cost.within_its_claim", "claim.period.first claim.period.last cost.claim "
     "cost.incurred_on cost.paid_on cost.project"),
    ("claim.number_once", "claim.number claim.partner claim.project"),
    ("claim.number_follows", "claim.number claim.partner claim.project"),
])  # fmt: skip
def test_a_fact_of_the_ledger_turns_on_columns(fact: str, columns: str) -> None:
    made = book(rule={"T-1": rule(fact.partition(".")[0], basis=["claimed"], met_when=fact)})
    told = needs(load_book(made))
    assert sorted(str(one) for one in told if "T-1" in one.asked_by) == columns.split()


@pytest.mark.parametrize(("said", "columns"), ASKED.values(), ids=ASKED)
def test_a_need_says_who_asks(said: dict[str, Any], columns: str) -> None:
    told = needs(load_book(said))
    assert sorted(str(one) for one in told if "T-1" in one.asked_by) == columns.split()


def test_parameters_groups_and_calculators_ask_too() -> None:
    group = needs(load_book(ASKED["a-sum-of-a-group"][0]))
    assert {str(one) for one in group if "group.g" in one.asked_by} == {
        "cost.partner", "cost.category", "partner.project",
    }  # fmt: skip
    term = needs(load_book(ASKED["a-term-of-the-partner"][0]))
    assert [str(one) for one in term if "parameter.r" in one.asked_by] == ["partner.terms.r"]
    called = needs(load_book(de_minimis()))
    assert [one.column for one in called if "aid.in_window" in one.asked_by] == [
        "project", "undertaking", "granted_on", "gross_grant_equivalent",
    ]  # fmt: skip


def test_who_pays_asks_for_what_tells_who_pays_for_a_line() -> None:
    bears = {"strands": "waterfall", "rounding": "cents", "cite": "act#1"}
    told = needs(load_book(book(define={"source": {"bears": bears}})))
    assert {str(one) for one in told if "source.bears" in one.asked_by} == {
        *(f"source.{name}" for name in ("project", "kind", "base", "order", "residual")),
        *(f"source.{name}" for name in ("rate", "amount", "covers")),
        *(f"cost.{name}" for name in ("category", "partner", "activity")),
        *(f"budget_line.{name}" for name in ("category", "partner", "activity")),
        "partner.region",
    }


def test_the_library_asks_for_what_no_formula_names() -> None:
    told = [one for one in needs(load_book(book())) if "fundtrack" in one.asked_by]
    columns = {str(one): one.bases for one in told if not one.column.startswith("states.")}
    assert columns["project.plan.eligible"] == ("plan",)
    assert columns["budget_line.amount"] == ("plan",)
    assert columns["cost.net"] == ("claimed", "accepted")
    assert "accepted" in columns["entry.amount"]
    assert columns["project.agreement.signed_on"] == BASES
    assert columns["project.plan.effective_from"] == BASES
    assert "cost.exchange.units_per_euro" not in columns
    for on, column in (("paid_on", "cost.paid_on"), ("submitted_on", "claim.submitted_on")):
        by = {"rates": ["host"], "on": on, "by": "day", "rounding": "cents", "cite": "act#1"}
        said = needs(load_book(book(exchange={"cost": by})))
        converted = {str(one) for one in said if "fundtrack" in one.asked_by}
        assert {"cost.exchange.units_per_euro", "cost.vat_recoverable", column} <= converted
