"""Calculators over columns answer as the value reading does, all other projects known."""

import random
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="the columns reading works on arrays")
pytest.importorskip("pyarrow", reason="columns are read by Arrow")

from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from fundtrack.checks import Register, run  # noqa: E402
from fundtrack.formulas import Kind  # noqa: E402
from fundtrack.frames.columns import rows as rows_of_columns  # noqa: E402
from fundtrack.frames.columns.cumulated import ROUNDED, _places  # noqa: E402
from fundtrack.frames.columns.inputs import Input  # noqa: E402
from fundtrack.frames.columns.remainders import _divided, _greatest_first  # noqa: E402
from fundtrack.frames.question import Question, Unsupported  # noqa: E402
from fundtrack.frames.tables import tables_of  # noqa: E402
from fundtrack.funding import CALCULATORS, Answer  # noqa: E402
from fundtrack.projects import read_project  # noqa: E402
from fundtrack.rulebooks import load_book  # noqa: E402
from fundtrack.values import MODES, Rounding  # noqa: E402
from tests.checks.small import TEXTS, book, parameter, project, rule  # noqa: E402
from tests.frames.readings import Asked, ByColumns, same  # noqa: E402


@pytest.fixture(autouse=True, params=[3, rows_of_columns.BLOCK], scope="module")
def block(request):
    """Blocks of so few rows that every table is cut, and all rows in one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_of_columns, "BLOCK", request.param)
        yield


def agree(said, projects, basis="claimed", *, register=True, calculators=CALCULATORS):
    """Every project comes out as its own check has it, all others known; return columns."""
    held = load_book(said) if isinstance(said, dict) else said
    read = [read_project(one) for one in projects]
    question = Question(held, basis, calculators=calculators, register=register)
    columns = ByColumns(tables_of(read, book=held), question)
    others = Register(read) if register else None
    for place, one in enumerate(read):
        checked = run(one, held, register=others, calculators=calculators)
        mine = Asked(checked.bound, basis)
        same(columns.of(place), mine.read(checked.tally(basis)))
    return columns


# ---- Books that call -------------------------------------------------------------------------


def asked(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "cite": "act#1", "ask": TEXTS, **more}


def called(name: str, kind: str = "money", **inputs: str) -> dict[str, Any]:
    rounding = {"rounding": "cents"} if kind == "money" else {}
    return {"call": name, "kind": kind, "cite": "act#1", "with": inputs} | rounding


def value(text: str, **more: Any) -> dict[str, Any]:
    return {"value": text, "cite": "act#1", **more}


AMOUNT = {"amount": "aid.gross_grant_equivalent", "on": "aid.granted_on"}


@lru_cache
def windows():
    """Windows by one fact and by several, of rows' own years; what rests on them."""
    plain = {**AMOUNT, "within": "undertaking", "years": "three"}
    own = {**AMOUNT, "within": "undertaking, sector, country", "years": "aid.years"}
    return load_book(book(
        parameter={
            "three": parameter("number", {"value": 3}),
            "third": parameter("rate", {"value": "1/3"}),
            "most": parameter("money", {"value": "500.00 EUR"}),
        },
        fact={"aid": {
            "years": asked("number"),
            "start": asked("code", codes=["inclusive", "strict", "other"]),
        }},
        define={
            "aid": {
                "inside": called("window_total", **plain, start="'inclusive'"),
                "strictly": called("window_total", **plain, start="'strict'"),
                "own": called("window_total", **own, start="aid.start"),
                "share": called("window_total", **{
                    **own, "amount": "aid.gross_grant_equivalent * third", "start": "'strict'",
                    "years": "three",
                }),
                "over": value("max(aid.inside - most, most - most)"),
            },
            "project": {"granted": value("total(aid.inside)")},
        },
        rule={"T-1": rule("aid", measured="aid.own", at_most="most")},
    ))  # fmt: skip


@lru_cache
def keys():
    """What is counted and added up by keys of several facts."""
    return load_book(book(
        fact={"cost": {"person": asked("text"), "year": asked("text"), "paper": asked("bool")}},
        define={
            "cost": {
                "seen": called("seen_elsewhere", "number", key="document, supplier"),
                "seen_alike": called(
                    "seen_elsewhere", "number",
                    key="document, supplier, cost.net, cost.paid_on, paper",
                ),
                "seen_half": called("seen_elsewhere", "number", key="cost.net * 1"),
                "days": called(
                    "total_elsewhere", "number", amount="cost.quantity", key="person, year"
                ),
                "allowed": value("cost.net if cost.seen == 0 else cost.net - cost.net"),
            },
            "project": {"papers": called("seen_elsewhere", "number", key="project.number")},
            "partner": {"alike": called("seen_elsewhere", "number", key="partner.name")},
        },
        rule={
            "T-1": rule("cost", met_when="cost.seen == 0", effect="exclude"),
            "T-2": rule("project", met_when="project.papers == 0"),
        },
    ))  # fmt: skip


@lru_cache
def remainders():
    """A whole shared out over the rows of a project, and over those that say alike."""
    shared = {"weight": "cost.net", "unit": "cent", "whole": "project.pot"}
    return load_book(book(
        parameter={
            "cent": parameter("money", {"value": "0.01 EUR"}),
            "third": parameter("rate", {"value": "1/3"}),
            "little": parameter("rate", {"value": "1/97"}),
        },
        fact={
            "project": {"pot": asked("money")},
            "cost": {"part_of": asked("money"), "step": asked("money"), "sort": asked("code")},
        },
        group={"sorts": {"by": ["partner", "category"], "of": ["cost"]}},
        define={
            "cost": {
                "part": called("largest_remainder", **shared, within="project.number"),
                "kind": called("largest_remainder", **shared, within="category, sort"),
                "own": called("largest_remainder", **{
                    **shared, "whole": "cost.part_of", "unit": "cost.step",
                    "weight": "cost.net * third", "within": "cost.category",
                }),
                "fine": called("largest_remainder", **{
                    **shared, "whole": "cost.part_of * little", "unit": "cost.step * little",
                    "within": "cost.category",
                }),
                "thirds": called("largest_remainder", **{
                    **shared, "whole": "cost.part_of", "unit": "cost.step * third",
                    "within": "cost.category",
                }),
            },
            "sorts": {
                "spent": value("total(cost.net)"),
                "part": called("largest_remainder", **{
                    **shared, "weight": "sorts.spent", "within": "project.number",
                }),
            },
            "project": {"parts": value("total(cost.part)")},
        },
    ))  # fmt: skip


@lru_cache
def paid():
    """What is paid by what was paid before."""
    terms = {"amount": "cost.net", "rate": "cost.rate", "ceiling": "project.most"}
    due = {**terms, "unit": "cent", "order": "cost.paid_on, cost.id", "within": "category"}
    own = {
        "rate": "cost.rate", "unit": "cost.step * third", "order": "quantity, document",
        "amount": "cost.net * third", "within": "project.number",
        "ceiling": "project.most / of",
    }  # fmt: skip
    return load_book(book(
        parameter={
            "cent": parameter("money", {"value": "0.01 EUR"}),
            "third": parameter("rate", {"value": "1/3"}),
            "of": parameter("number", {"value": "7"}),
        },
        fact={
            "project": {"most": asked("money")},
            "cost": {"rate": asked("rate"), "mode": asked("code"), "step": asked("money")},
        },
        define={"cost": {
            "due": called("cumulative_split", **due, mode="'half_even'"),
            "by_mode": called("cumulative_split", **due, mode="cost.mode"),
            "own": called("cumulative_split", **own, mode="cost.mode"),
        }},
    ))  # fmt: skip


@lru_cache
def by_row():
    """Every calculator that looks at one row only."""
    days = {"available_on": "cost.paid_on", "first": "plan.period.first"}
    worn = {
        "price": "cost.net", "share_of_use": "cost.share", "useful_life": "cost.useful_life",
        "last": "plan.period.last", **days,
    }  # fmt: skip
    kept = {
        "grant": "cost.net", "counted_from": "plan.period.first", "last": "plan.period.last",
        "breach_on": "cost.paid_on", "breach_day": "'kept'",
    }  # fmt: skip
    later = {"rate": "cost.share", "years": "cost.years"}
    return load_book(book(
        fact={"cost": {
            "share": asked("rate"), "years": asked("number"), "counted": asked("code"),
        }},
        parameter={"kept_for": parameter("months", {"value": 60})},
        define={
            "cost": {
                "worn": called("depreciation", **worn, counted="cost.counted"),
                "worn_by_days": called("depreciation_by_days", **worn),
                "hour": called(
                    "hourly_rate", "price", gross="cost.net", hours="cost.years",
                    working_time="cost.share",
                ),
                "hours": value("cost.hour * cost.years", rounding="cents"),
                "now": called("discounted", amount="cost.net", **later),
                "factor": called("discount_factor", "rate", **later),
                "worth": value("cost.net * cost.factor", rounding="cents"),
                "gap": called(
                    "funding_gap", investment="cost.net", revenue="cost.vat",
                    eligible="cost.net", rate="cost.share",
                ),
                "back": called("durability_recovery", **kept),
                "back_by_months": called("durability_recovery_by_months", **{
                    **kept, "last": "months_after(plan.period.first, kept_for)",
                    "part_month": "'counts'",
                }),
            },
            "project": {"all_worn": value("total(cost.worn)")},
        },
    ))  # fmt: skip


# ---- Projects with holes ---------------------------------------------------------------------

HUGE = "9999999999999999.99 EUR"
AMOUNTS = ("0.00 EUR", "0.01 EUR", "33.33 EUR", "100.00 EUR", "100.01 EUR", "250.01 EUR")
DAYS = ("2016-02-29", "2018-12-31", "2019-02-28", "2019-03-01", "2022-02-28", "2022-03-01")
CODES = ("staff", "travel")


class Drawn:
    """Projects of one seed: some leave nothing out, some a lot; in some odd things are said."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.holes = self.draw.choice([0, 0, 0.01, 0.03, 0.2])
        self.odd = self.draw.choice([0, 0, 0.02, 0.1])
        self.few = self.draw.choice([1, 2, 4])  # different words

    def some(self, *often: object, rarely: tuple[object, ...] = ()) -> object:
        """One of a few values, now and then an odd one, or none."""
        if self.draw.random() < self.holes:
            return None
        return self.draw.choice(rarely if rarely and self.draw.random() < self.odd else often)

    def word(self, letter: str) -> object:
        return self.some(*(f"{letter}{at}" for at in range(self.few)))

    def projects(self, **nouns: Any) -> list[dict[str, Any]]:
        return [self.project(**nouns) for _ in range(self.draw.randrange(1, 5))]

    def project(
        self, *, aid: Any = None, cost: Any = None, facts: Any = None
    ) -> dict[str, Any]:
        partners = [told(id=one, role="lead", name=self.word("O")) for one in "PQ"]
        partners[1]["role"] = "partner"
        made = project(**told(number=self.word("N"), partners=partners))
        made["costs"] = [] if cost is None else self.rows("C", cost)
        if aid is not None and self.draw.random() < 0.9:
            made["aid"] = self.rows("A", aid)
        return made | ({} if facts is None else {"facts": told(**facts())})

    def rows(self, letter: str, one: Any) -> list[dict[str, Any]]:
        return [one() | {"id": f"{letter}{at}"} for at in range(self.draw.randrange(9))]

    def amount(self, *rarely: str) -> object:
        return self.some(*AMOUNTS, rarely=("5.00 SEK", HUGE, *rarely))

    def award(self) -> dict[str, Any]:
        facts = told(
            years=self.some("1", "3", "0", "-1", rarely=("1.5",)),
            start=self.some("inclusive", "strict", "other"),
        )
        said = told(
            granted_on=self.some(*DAYS),
            gross_grant_equivalent=self.amount(),
            sector=self.word("a"),
            country=self.some("LV", "EE"),
            facts=facts,
        )
        held = {"regulation": "R", "instrument": "grant"}
        return {"undertaking": self.draw.choice("UV"), **held, **said}

    def cost(self, **facts: Any) -> dict[str, Any]:
        return told(
            form="actual",
            net=self.amount("-33.33 EUR", "-33.33 EUR"),
            vat="0.00 EUR",
            paid_on=self.some(*DAYS),
            category=self.some(*CODES),
            document=self.word("F"),
            supplier=self.word("S"),
            quantity=self.some("1", "2.5", "0", "0.125"),
            useful_life=self.some(36, 48, rarely=(0,)),
            partner=self.some("P", "Q", rarely=("NOBODY",)),
            facts=told(**facts),
        )


def told(**said: object) -> dict[str, Any]:
    """What is stated."""
    return {name: one for name, one in said.items() if one is not None}


SEEDS = st.integers(0, 10**9)


@given(SEEDS)
def test_windows_are_those_of_each_project(seed):
    drawn = Drawn(seed)
    agree(windows(), drawn.projects(aid=drawn.award), register=seed % 5 > 0)


@given(SEEDS)
def test_what_is_seen_elsewhere_is_that_of_each_project(seed):
    drawn = Drawn(seed)

    def one():
        return drawn.cost(
            person=drawn.word("p"), year=drawn.some("2025", "2026"),
            paper=drawn.some(True, False),
        )  # fmt: skip

    agree(keys(), drawn.projects(cost=one), register=seed % 5 > 0)


@given(SEEDS)
def test_parts_are_those_of_each_project(seed):
    drawn = Drawn(seed)
    same_step = drawn.draw.choice(["0.01 EUR", "0.05 EUR"])
    whole = drawn.draw.choice(["100.00 EUR", "100.00 EUR", "9999999999999999.95 EUR"])

    def one():
        part = whole if drawn.draw.random() < 0.97 else "0.00 EUR"
        step = same_step if drawn.draw.random() < 0.97 else "0.00 EUR"
        return drawn.cost(
            part_of=drawn.some(part), step=drawn.some(step), sort=drawn.word("x")
        )  # fmt: skip

    def facts():
        return {"pot": drawn.some(*AMOUNTS, "-100.00 EUR", "1000000000000.01 EUR", HUGE)}

    agree(remainders(), drawn.projects(cost=one, facts=facts), register=seed % 5 > 0)


@given(SEEDS)
def test_payments_are_those_of_each_project(seed):
    drawn = Drawn(seed)

    def one():
        return drawn.cost(
            rate=drawn.some("85 %", "1/3", "50 %", "100 %"),
            mode=drawn.some(*MODES, rarely=("sideways",)),
            step=drawn.some("0.01 EUR", "0.05 EUR", rarely=("0.00 EUR",)),
        )

    def facts():
        return {"most": drawn.some(*AMOUNTS, "1000.00 EUR", rarely=("-1.00 EUR",))}

    agree(paid(), drawn.projects(cost=one, facts=facts))


@given(SEEDS)
def test_rows_alone_are_those_of_each_project(seed):
    drawn = Drawn(seed)

    def one():
        return drawn.cost(
            share=drawn.some("85 %", "1/3", "100 %", rarely=("0 %",)),
            years=drawn.some("2", "1", "7", rarely=("2.5", "-1", "0")),
            counted=drawn.some("begun", "completed", rarely=("guessed",)),
        )

    agree(by_row(), drawn.projects(cost=one))


# ---- Figures that are known ------------------------------------------------------------------


def aided(*awards, **more):
    """A project with awards: days and amounts, all to one undertaking."""
    held = {"undertaking": "U", "regulation": "R", "instrument": "grant"}
    return project(**more) | {
        "aid": [
            {
                "id": f"A{at}",
                **held,
                "granted_on": day,
                "gross_grant_equivalent": f"{amount} EUR",
            }
            | rest
            for at, (day, amount, rest) in enumerate(awards)
        ]
    }


def answers(columns, loop, name, projects):
    return [columns.rows(loop, name, place) for place in range(projects)]


@pytest.mark.parametrize(
    ("day", "inside", "strictly"),
    [
        ("2025-02-27", 3, 3),
        ("2025-02-28", 3, 2),  # the window begins on 2022-02-28
        ("2025-03-01", 2, 2),
        ("2022-02-27", 2, 2),
    ],
)
def test_a_window_is_open_or_closed_on_its_first_day(day, inside, strictly):
    first = aided(("2022-02-28", "0.01", {}))
    second = aided(("2022-02-27" if day < "2023" else day, "0.02", {}))
    columns = agree(windows(), [first, second])
    found = answers(columns, "aid", "inside", 2), answers(columns, "aid", "strictly", 2)
    assert [found[0][1], found[1][1]] == [[inside], [strictly]]


def test_without_the_other_projects_nobody_knows():
    columns = agree(windows(), [aided(("2022-02-28", "1.00", {}))], register=False)
    assert answers(columns, "aid", "inside", 1) == [[None]]


@pytest.mark.parametrize(
    ("other", "inside"),
    [
        ({"sector": "a", "country": "LV"}, 3),
        ({"sector": "a", "country": "EE"}, 1),
        ({"sector": "a"}, None),
        ({"country": "EE"}, 1),
        ({"country": "EE", "granted_on": None}, 1),
        ({"country": "LV", "granted_on": None}, None),
        ({"sector": "a", "country": "LV", "granted_on": None}, None),
        ({"sector": "a", "granted_on": "2022-03-02"}, 1),
        ({"sector": "a", "granted_on": "2019-03-01"}, 1),
        ({"sector": "a", "granted_on": "2019-03-02"}, None),
    ],
)
def test_an_award_that_lacks_a_part_of_its_key_may_count_where_the_rest_agrees(other, inside):
    mine = {"sector": "a", "country": "LV", "facts": {"years": "3", "start": "strict"}}
    first = aided(("2022-03-01", "0.01", mine))
    second = aided(("2022-03-01", "0.02", other))
    second["aid"][0] = told(**second["aid"][0])
    columns = agree(windows(), [first, second])
    assert answers(columns, "aid", "own", 2)[0] == [inside]


def test_a_window_of_amounts_past_64_bits_is_exact():
    many = [("2022-02-28", HUGE.removesuffix(" EUR"), {}) for _ in range(12)]
    columns = agree(windows(), [aided(*many), aided(("2022-03-01", "0.01", {}))])
    assert answers(columns, "aid", "inside", 2)[1] == [12 * (10**18 - 1) + 1]


def test_a_window_that_makes_no_sense_is_a_failure_of_its_project_alone():
    facts = {"facts": {"years": "1.5", "start": "strict"}, "sector": "a", "country": "LV"}
    whole = {**facts, "facts": {"years": "2", "start": "strict"}}
    first = aided(("2022-02-28", "1.00", facts), ("2022-02-28", "2.00", whole))
    columns = agree(windows(), [first, aided(("2022-02-28", "4.00", whole))])
    assert answers(columns, "aid", "own", 2) == [[None, None], [700]]
    assert columns.kernel.store.arrays["failed", "aid.own"].tolist() == [True, False]
    alone = agree(windows(), [aided(("2022-02-28", "1.00", facts))])
    assert answers(alone, "aid", "own", 1) == [[None]]


@pytest.mark.parametrize("years", ["2021", "2022", "2100", "1000000000000"])
@pytest.mark.parametrize("start", ["inclusive", "strict"])
def test_a_window_that_begins_before_the_calendar_holds_all_before(years, start):
    far = {"facts": {"years": years, "start": start}, "sector": "a", "country": "LV"}
    old = ("0001-02-28", "2.00", far), ("0001-01-01", "4.00", far)
    columns = agree(windows(), [aided(("2022-02-28", "1.00", far), *old), aided(*old)])
    whole = {("2021", "inclusive"): 500, ("2021", "strict"): 100}.get((years, start), 1300)
    assert answers(columns, "aid", "own", 2)[0][0] == whole


def test_a_window_of_less_than_nothing_is_a_failure():
    less = {"facts": {"years": "-1", "start": "strict"}, "sector": "a", "country": "LV"}
    columns = agree(windows(), [aided(("2022-02-28", "1.00", less))])
    assert answers(columns, "aid", "own", 1) == [[None]]
    assert columns.kernel.store.arrays["failed", "aid.own"].tolist() == [True]


def shared_out(pot, *nets):
    return project(number="N", facts=told(pot=pot and f"{pot} EUR")) | {
        "costs": [
            {"id": f"C{at}", "form": "actual", "net": f"{net} EUR", "vat": "0.00 EUR"}
            for at, net in enumerate(nets)
        ]
    }


@pytest.mark.parametrize(
    ("pot", "nets", "parts"),
    [
        ("1.00", ("1.00", "1.00", "1.00"), [34, 33, 33]),
        ("-1.00", ("1.00", "1.00", "1.00"), [-34, -33, -33]),
        ("0.00", ("0.00",), [0]),
        ("1.00", ("0.00", "0.00"), [None, None]),
        ("1.00", ("1.00", "-0.01"), [None, None]),
        (  # a float misplaces this cent
            "47830588.61",
            ("1886.00", "2625.00", "66.00", "3431.00", "6741.00"),
            [611624450, 851280054, 21403613, 1112663567, 2186087177],
        ),
        (  # products past 64 bits
            "9999999999999999.99",
            ("99999999999999.99", "0.01", "99999999999999.98"),
            [500000000000000000, 50, 499999999999999949],
        ),
    ],
)
def test_parts_go_to_the_largest_remainders(pot, nets, parts):
    columns = agree(remainders(), [shared_out(pot, *nets), shared_out("0.01", "1.00")])
    assert answers(columns, "cost", "part", 2) == [parts, [1]]


def lines(*said, most=None, number="N"):
    """A project with costs in their order: facts of the book beside what all costs have."""
    held = {"form": "actual", "vat": "0.00 EUR", "category": "staff"}
    facts = {"facts": {"most": most}} if most else {}
    return project(number=number, **facts) | {
        "costs": [
            {**held, "id": f"C{at}", **one} | {"facts": told(**own)}
            for at, (one, own) in enumerate(said)
        ]
    }


@pytest.mark.parametrize(
    ("terms", "parts"),
    [
        ((("1.00", "0.05"), ("1.00", "0.05")), [50, 50]),
        ((("1.00", "0.05"), ("1.00", "0.01")), [None, None]),
        ((("1.00", "0.05"), ("2.00", "0.05")), [None, None]),
        ((("1.01", "0.05"), ("1.01", "0.05")), [None, None]),
        ((("1.00", "0.00"), ("1.00", "0.00")), [None, None]),
    ],
)
def test_rows_that_share_name_one_whole_of_whole_units(terms, parts):
    said = [
        ({"net": "3.00 EUR"}, {"part_of": f"{part} EUR", "step": f"{step} EUR"})
        for part, step in terms
    ]
    columns = agree(remainders(), [lines(*said), lines(said[0])])
    assert answers(columns, "cost", "own", 2)[0] == parts


TERMS = {"rate": "50 %", "mode": "half_up", "step": "0.01 EUR"}


@pytest.mark.parametrize(
    ("changes", "most", "due"),
    [
        ({}, "9.99 EUR", [1, 0, 1]),  # half of 0.01, of 0.02, of 0.03
        ({"mode": "down"}, "9.99 EUR", [0, 1, 0]),
        ({}, "0.01 EUR", [1, 0, 0]),
        ({}, "0.00 EUR", [0, 0, 0]),
        ({}, "-0.01 EUR", [None, None, None]),
        ({"mode": "sideways"}, "9.99 EUR", [None, None, None]),
        ({"mode": None}, "9.99 EUR", [None, None, None]),
        ({}, None, [None, None, None]),
    ],
)
def test_a_row_is_paid_what_those_before_it_left(changes, most, due):
    def one(day, **more):
        return {"net": "0.01 EUR", "paid_on": day} | more, TERMS | changes

    days = ("2018-12-31", "2019-02-28", "2019-03-01")
    columns = agree(paid(), [lines(*map(one, days), most=most), lines(one(days[0]), most=most)])
    assert answers(columns, "cost", "by_mode", 2) == [due, due[:1]]
    backwards = agree(paid(), [lines(*map(one, days[::-1]), most=most)])
    assert answers(backwards, "cost", "by_mode", 1) == [due[::-1]]


def test_a_unit_of_nothing_pays_nobody():
    one = {"net": "9.00 EUR", "quantity": "1", "document": "F", "paid_on": "2019-02-28"}
    nothing = TERMS | {"step": "0.00 EUR"}
    projects = [lines((one, terms), most="7.00 EUR") for terms in (nothing, TERMS)]
    columns = agree(paid(), projects)
    assert answers(columns, "cost", "own", 2) == [[None], [100]]  # 1/7 of the ceiling
    assert answers(columns, "cost", "by_mode", 2) == [[450], [450]]


def test_what_is_not_known_comes_before_all_that_is():
    days = Input(Kind.DATE, np.array([5, 5, 7]), np.array([False, True, False]))
    (found,) = _places([days])
    assert found[1] < found[0] < found[2]


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 3) | st.integers(0, 2**60)), min_size=1
    )
)
@example([(at, 2**60 - at % 3) for at in range(9)])
def test_the_greatest_of_each_group_comes_first(rows):
    group, rests = (np.array(one, np.int64) for one in zip(*rows, strict=True))
    wanted = sorted(range(len(rows)), key=lambda at: (rows[at][0], -rows[at][1]))
    assert _greatest_first(rests, group).tolist() == wanted


def test_a_row_whose_place_is_not_known_leaves_those_open_that_it_may_stand_before():
    said = [
        ({"net": "0.02 EUR", "paid_on": "2018-12-31"}, TERMS),
        ({"net": "0.02 EUR"}, TERMS),
        ({"net": "0.02 EUR", "paid_on": "2019-02-28", "category": "travel"}, TERMS),
    ]
    columns = agree(paid(), [lines(*said, most="9.99 EUR")])
    assert answers(columns, "cost", "by_mode", 1) == [[None, None, 1]]
    said[1] = ({"net": "0.02 EUR", "paid_on": "2019-02-28", "category": None}, TERMS)
    said[1] = (told(**said[1][0]), TERMS)
    both = [lines(*said, most="9.99 EUR"), lines(said[0], most="9.99 EUR")]
    both[0]["costs"][1].pop("category")
    columns = agree(paid(), both)
    assert answers(columns, "cost", "by_mode", 2) == [[1, None, None], [1]]


@given(
    st.lists(st.tuples(st.integers(0, 2**40), st.integers(0, 2**50)), min_size=1),
    st.integers(1, 11),
)
@example([(2**40, 2**50)], 11)
def test_a_quotient_by_some_bits_at_a_time_is_the_quotient(pairs, chunk):
    weights, wholes = (np.array(one, np.int64) for one in zip(*pairs, strict=True))
    totals = np.maximum(weights, 1)
    for total in (totals, totals + 1, totals * 2):
        parts, rests = _divided(wholes, weights, total, chunk)
        exact = [
            divmod(whole * weight, under)
            for whole, weight, under in zip(
                wholes.tolist(), weights.tolist(), total.tolist(), strict=True
            )
        ]
        assert [*zip(parts.tolist(), rests.tolist(), strict=True)] == exact


@given(st.lists(st.tuples(st.integers(-999, 999), st.integers(1, 30)), min_size=1))
@example([(above, 2) for above in range(-5, 6)])
def test_roundings_by_a_denominator_of_each_row_are_those_of_values(pairs):
    above, below = (np.array(one, np.int64) for one in zip(*pairs, strict=True))
    assert {*ROUNDED} == {*MODES}
    for mode, rounded in ROUNDED.items():
        found = rounded(above, below).tolist()
        assert found == [Rounding(mode, "1").minor(*pair, 0) for pair in pairs]


# ---- What a host brings, and what columns leave alone ----------------------------------------


class Host:
    """A calculator of a host: how much more others have than this project."""

    name = "host"
    inputs = {"amount": Kind.MONEY, "who": None}  # noqa: RUF012 (a calculator of a test)
    portfolio = True

    def __init__(self, gives=Kind.MONEY, answer=None):
        self.gives, self.answer = gives, answer

    def calculate(self, own, others):
        if self.answer is not None:
            return [Answer(self.answer) for _ in own]
        if others is None:
            return [Answer(None) for _ in own]
        theirs = sum(row["amount"] or 0 for row in others)
        return [
            Answer(None if row["amount"] is None else theirs - row["amount"] / 3) for row in own
        ]


def hosted(kind="money", inputs=None, **more):
    said = called("host", kind, **(inputs or {"amount": "cost.net", "who": "cost.paid_on"}))
    return book(define={"cost": {"more": said, **more}})


@pytest.mark.parametrize("register", [True, False])
def test_a_calculator_of_the_host_is_asked_project_by_project(register):
    projects = [shared_out(None, "1.00", "2.00"), shared_out(None, "4.00")]
    columns = agree(hosted(), projects, register=register, calculators=(Host(),))
    expected = [[366, 333], [166]] if register else [[None, None], [None]]
    assert answers(columns, "cost", "more", 2) == expected


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("date", date(2016, 2, 29)),
        ("bool", True),
        ("number", Fraction(1, 3)),
        ("days", Fraction(3)),
    ],
)
def test_answers_are_of_any_kind_that_columns_hold(kind, answer):
    used = {
        "date": "cost.net if cost.more == plan.period.first else cost.vat",
        "bool": "cost.net if cost.more else cost.vat",
        "number": "cost.net * cost.more",
        "days": "cost.net if cost.more > cost.more else cost.vat",
    }
    more = {"used": value(used[kind], rounding="cents")}
    host = Host(Kind(kind), answer)
    columns = agree(hosted(kind, **more), [shared_out(None, "1.00")], calculators=(host,))
    assert answers(columns, "cost", "more", 1) == [[answer]]


def test_a_calculator_that_gives_a_text_is_left_to_the_other_reading():
    with pytest.raises(Unsupported, match="gives a code"):
        agree(hosted("code"), [shared_out(None, "1.00")], calculators=(Host(Kind.CODE, "a"),))


def test_what_looks_across_projects_by_what_does_too_is_left_to_the_other_reading():
    chained = {**AMOUNT, "within": "undertaking", "years": "three", "start": "'strict'"}
    said = book(
        parameter={"three": parameter("number", {"value": 3})},
        define={
            "aid": {"inside": called("window_total", **chained)},
            "project": {
                "granted": value("total(aid.inside)"),
                "alike": called("seen_elsewhere", "number", key="project.granted"),
            },
        },
    )
    projects = [aided(("2022-02-28", "1.00", {}))]
    agree(said, projects, register=False)
    with pytest.raises(Unsupported, match="looks across projects"):
        agree(said, projects)
