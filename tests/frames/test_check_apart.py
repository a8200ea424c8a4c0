"""Who is asked by himself beside the columns: one small table for each reason."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fundtrack.frames import Checks, check
from fundtrack.projects import Limits
from fundtrack.rulebooks import Book, load_book
from tests.checks.small import TEXTS, book, parameter, rule
from tests.frames.both_ways import both, differing, everything

pytest.importorskip("numpy", reason="the columns way works on arrays")
pa = pytest.importorskip("pyarrow", reason="columns are read by Arrow")

from fundtrack.frames.columns import settled  # noqa: E402

MOST = {"most": parameter("money", {"value": "10.00 EUR"})}
FLAG = {"kind": "bool", "ask": TEXTS, "cite": "act#1"}
SORT = {"kind": "code", "codes": ["good", "bad"], "ask": TEXTS, "cite": "act#1"}


def small(**parts: Any) -> Book:
    """A book of which every part is asked on the basis of costs."""
    return load_book(
        book(
            fact={"cost": {"flag": FLAG, "sort": SORT}, "project": {"late": FLAG}},
            parameter=MOST,
            **parts,
        )
    )


def costs(*rows: dict[str, Any]) -> dict[str, list[Any]]:
    """Costs of project A unless they say otherwise, with the columns that one of them has."""
    usual: dict[str, Any] = {
        "project": "A", "form": "actual", "category": "staff", "net": 900, "vat": 0
    }  # fmt: skip
    said = [{**usual, "id": f"C{place}", **row} for place, row in enumerate(rows)]
    names = dict.fromkeys(name for row in said for name in row)
    return {name: [row.get(name) for row in said] for name in names}


def asked(tables: Any, held: Book, **more: Any) -> Checks:
    """The check by columns, which that by values agrees with."""
    ours, theirs = both(tables, held, **more)
    assert isinstance(ours, Checks), ours
    assert isinstance(theirs, Checks), theirs
    assert ours.way == "columns", ours.why
    found, wanted = (everything(one, held, tables) for one in (ours, theirs))
    assert [*differing(found, wanted)] == []
    return ours


PLAIN = small(
    rule={
        "T-1": rule(
            "cost", met_when="cost.form == 'lump' or (cost.flag and cost.sort == 'good')"
        )
    }
)
DAYS = small(
    rule={
        "T-1": rule(
            "plan", met_when="plan.period.first <= plan.period.last and plan.number >= 1"
        ),
        "T-2": rule("claim", met_when="claim.period.first <= claim.period.last"),
        "T-3": rule("partner", met_when="partner.country == 'LV'"),
        "T-4": rule("payment", met_when="payment.amount <= most"),
        "T-5": rule("cost", met_when="cost.useful_life > cost.useful_life"),
    }
)
TWO: Any = {"project": {"project": ["A", "B"]}}
CLAIM: Any = {"project": ["A"], "id": ["K"], "number": [1], "final": [False]}
ENTRY: Any = {"id": ["E"], "kind": ["deducted"], "amount": [5],
              "decided_on": [date(2016, 5, 5)], "cost": ["C0"]}  # fmt: skip

#: What the gate refuses of project A, though a column that says so reads well.
REFUSED: dict[str, tuple[Book, Any, str]] = {
    "a fact that is no code of its list": (
        PLAIN, TWO | {"cost": costs({"sort": "odd"})}, "no such code"
    ),
    "a form that is none": (PLAIN, TWO | {"cost": costs({"form": "odd"})}, ""),
    "a code of wrong signs": (PLAIN, TWO | {"cost": costs({"category": "no way"})}, ""),
    "a form that is missing": (PLAIN, TWO | {"cost": costs({}, {"form": None})}, ""),
    "an id that is missing": (PLAIN, TWO | {"cost": costs({}, {"id": None})}, ""),
    "an id that stands twice": (PLAIN, TWO | {"cost": costs({"id": "C"}, {"id": "C"})}, ""),
    "an id twice, not side by side": (
        PLAIN, TWO | {"cost": costs({"id": "C"}, {"project": "B"}, {"id": "C"})}, ""
    ),
    "an id with a hidden sign": (PLAIN, TWO | {"cost": costs({"id": "C\u200b"})}, ""),
    "too many digits": (PLAIN, TWO | {"cost": costs({"net": 10**18})}, "digits"),
    "finer than a cent": (
        PLAIN,
        TWO | {"cost": costs({"net": Decimal("1.005"), "vat": Decimal(0)})},
        "finer",
    ),
    "a currency that is none": (
        PLAIN, {"project": {"project": ["A", "B"], "agreement.currency": ["XXX", "EUR"]}}, ""
    ),
    "a row in a currency that is none": (
        PLAIN, TWO | {"cost": costs({"currency": "XXX"})}, ""
    ),
    "rows that are not stated": (
        PLAIN,
        {"project": {"project": ["A", "B"], "states.cost": [False, True]}, "cost": costs({})},
        "does not state",
    ),
    "rows of which nobody says it": (
        PLAIN,
        {"project": {"project": ["A", "B"], "states.cost": [None, True]}, "cost": costs({})},
        "does not state",
    ),
    "a period that ends first": (
        DAYS,
        {"project": {"project": ["A", "B"], "plan.period.first": [date(2016, 5, 2)] * 2,
                     "plan.period.last": [date(2016, 5, 1), date(2016, 5, 2)]}},
        "",
    ),
    "a number below zero": (
        DAYS, {"project": {"project": ["A", "B"], "plan.number": [-1, 2]}}, ""
    ),
    "a number that is not whole": (
        DAYS,
        {"project": {"project": ["A", "B"], "plan.number": [Decimal("1.5"), Decimal(2)]}},
        "",
    ),
    "more months than there can be": (
        DAYS, TWO | {"cost": costs({"useful_life": 1_201})}, ""
    ),
    "a country of wrong signs": (
        DAYS,
        TWO | {"partner": {"project": ["A"], "id": ["P"], "role": ["lead"],
                           "country": ["Latvia"]}},
        "",
    ),
    "a payment with a sign": (
        DAYS,
        TWO | {"payment": {"project": ["A"], "id": ["Y"], "kind": ["interim"],
                           "amount": [-1], "paid_on": [date(2016, 5, 5)]}},
        "negative",
    ),
    "an entry with a sign": (
        PLAIN, TWO | {"cost": costs({}), "entry": {"project": ["A"], **ENTRY, "amount": [-5]}},
        "negative",
    ),
    "an entry about two things": (
        PLAIN,
        TWO | {"cost": costs({}), "claim": CLAIM,
               "entry": {"project": ["A"], **ENTRY, "claim": ["K"]}},
        "exactly one",
    ),
    "an entry about nothing": (
        PLAIN, TWO | {"cost": costs({}), "entry": {"project": ["A"], **ENTRY, "cost": [None]}},
        "exactly one",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_gate_refuses_is_refused_of_its_project_alone(case: str) -> None:
    held, tables, message = REFUSED[case]
    checks = asked(tables, held)
    assert checks.problems["project"] == ["A"]
    assert message in checks.problems["message"][0]
    assert checks.outcomes["outcome"][0] is None
    assert checks.outcomes["outcome"][1] is not None


def test_a_period_may_be_open_and_a_day_both_ends() -> None:
    days = [date(2016, 5, 2), None, date(2016, 5, 2)]
    tables = {"project": {"project": ["A", "B", "C"], "plan.period.first": days,
                          "plan.period.last": [None, *days[:1], *days[:1]]}}  # fmt: skip
    assert asked(tables, DAYS).problems["project"] == []


DAY, NOON = 86_400, 43_200
#: Cells that are no day: as Arrow counts them, and what is said to have been found.
NO_DAYS = {
    "a day after the year 9999": ("date32[day]", 2_932_897, "2932897 (date32[day])"),
    "a day of no calendar": ("date32[day]", 2**31 - 1, "2147483647 (date32[day])"),
    "a moment after the year 9999": ("timestamp[s]", 10**15, "1000000000000000 (timestamp[s])"),
    "a moment past microseconds": ("timestamp[ms]", 2**62, f"{2**62} (timestamp[ms])"),
    "a moment with a time": ("timestamp[s]", 16_801 * DAY + NOON, "a datetime"),
    "one in nanoseconds": ("timestamp[ns]", (16_801 * DAY + NOON) * 10**9, "a datetime"),
}


@pytest.mark.parametrize("case", NO_DAYS)
def test_a_cell_that_is_no_day_is_refused_of_its_project_alone(case: str) -> None:
    kind, cell, found = NO_DAYS[case]
    per_day = {"date32[day]": 1, "timestamp[s]": DAY, "timestamp[ms]": DAY * 1000}
    usual = 16_801 * per_day.get(kind, DAY * 10**9)
    counted = pa.int32() if kind.startswith("date") else pa.int64()
    days = pa.array([cell, usual], counted).view(pa.type_for_alias(kind.partition("[d")[0]))
    tables = {
        "project": {"project": ["A", "B"]},
        "cost": {**costs({}, {"project": "B"}), "paid_on": days},
    }
    checks = asked(tables, PLAIN)
    said = checks.problems
    assert (said["project"], said["pointer"]) == (["A"], ["/costs/0/paid_on"])
    assert said["found"] in ([f'"{found}"'], [found])


def test_an_agreement_outside_the_days_of_the_book_answers_nothing() -> None:
    signed = [date(2013, 12, 31), date(2014, 1, 1), date(2023, 12, 31), date(2024, 1, 1), None]
    tables = {
        "project": {"project": [*"ABCDE"], "agreement.signed_on": signed},
        "cost": costs(*({"project": one, "flag": True, "sort": "good"} for one in "ABCDE")),
    }
    found = asked(tables, PLAIN).findings
    rules = [
        one for one, code in zip(found["project"], found["rule"], strict=True) if code == "T-1"
    ]
    assert {*rules} == {"A", "D"}


def test_a_plan_that_is_not_in_force_yet_has_no_rows() -> None:
    tables = {
        "project": {
            "project": [*"ABCD"],
            "plan.approved_on": [date(2016, 1, 1), date(2016, 1, 2), date(2016, 1, 2), None],
            "plan.effective_from": [None, None, date(2016, 1, 1), date(2016, 1, 2)],
        },
        "budget_line": {"project": [*"ABCD"], "id": [1] * 4, "form": ["actual"] * 4,
                        "category": ["staff"] * 4, "amount": [100] * 4},
    }  # fmt: skip
    on = asked(tables, PLAIN, on=date(2016, 1, 1)).lines("plan")
    assert on["gross"] == [100, None, 100, None]
    known = asked(tables, PLAIN, known_on=date(2016, 1, 1)).lines("plan")
    assert known["gross"] == [100, None, None, 100]


def test_each_project_answers_on_the_bases_it_states() -> None:
    tables = {
        "project": {"project": [*"ABC"], "states.cost": [True, True, False],
                    "states.entry": [True, False, True]},
        "cost": costs({}, {"project": "B"}),
        "entry": {"project": ["A"], **ENTRY},
    }  # fmt: skip
    checks = asked(tables, PLAIN)
    assert checks.bases == ("plan", "claimed", "accepted")
    assert checks.totals["accepted.gross"] == [895, None, None]
    assert checks.totals["claimed.gross"] == [900, 900, None]
    empty: Any = {**ENTRY, "project": []} | {name: [] for name in ENTRY}
    none = asked({**tables, "entry": empty}, PLAIN)
    assert none.bases == ("plan", "claimed")


def test_bounds_decide_a_rule_that_reports_and_its_outcome() -> None:
    held = small(
        rule={
            "T-0": rule("cost", met_when="cost.flag", effect="exclude", severity="note"),
            "T-1": rule(
                "project", measured="project.eligible", at_most="most", basis="claimed"
            ),
        }
    )
    sure = {"flag": True}
    tables = {
        "project": {"project": [*"ABC"]},
        "cost": costs(
            {"net": 700}, {"net": 1_001, **sure}, {"project": "B", "net": 700},
            {"project": "C", "net": 700}, {"project": "C", "net": 600, **sure},
        ),
    }  # fmt: skip
    checks = asked(tables, held, basis="claimed")
    assert checks.outcomes["outcome"] == ["breached", "undecided", "undecided"]
    found = checks.findings
    rules = zip(found["project"], found["rule"], found["verdict"], strict=True)
    assert [one for one in rules if one[1] == "T-1"] == [
        ("A", "T-1", "broken"), ("C", "T-1", "unknown")
    ]  # fmt: skip


def test_two_exceptions_at_once_are_a_conflict() -> None:
    lifted = {
        name: {"when": f"cost.{name}", "met_when": "cost.flag", "cite": "act#2"}
        for name in ("flag", "other")
    }
    said = book(
        fact={"cost": {"flag": FLAG, "other": FLAG}},
        rule={"T-1": rule("cost", met_when="cost.form == 'lump'", unless=lifted)},
    )
    tables = TWO | {
        "cost": costs({"flag": True, "other": True}, {"project": "B", "flag": True,
                                                      "other": False})
    }  # fmt: skip
    checks = asked(tables, load_book(said), basis="claimed")
    assert checks.findings["verdict"] == ["conflict"]
    assert checks.outcomes["outcome"] == ["breached", "in_order"]


def test_a_waiver_takes_the_breach_from_the_outcome_and_names_who_gave_it() -> None:
    held = small(rule={"T-1": rule("cost", met_when="cost.form == 'lump'", waivable=True)})
    tables = TWO | {
        "cost": costs({}, {"project": "B"}),
        "waiver": {"project": ["A"], "rule": ["T-1"], "subject": ["cost:C0"],
                   "granted_on": [date(2016, 5, 5)], "by": ["the authority"]},
    }  # fmt: skip
    checks = asked(tables, held, basis="claimed")
    assert checks.outcomes["outcome"] == ["in_order", "breached"]
    assert checks.findings["waived_by"] == ["the authority", None]


def test_a_waiver_gives_back_what_its_rule_took() -> None:
    held = small(
        rule={
            "T-1": rule("cost", met_when="cost.form == 'lump'", effect="exclude", waivable=True)
        }
    )
    tables = TWO | {
        "cost": costs({}, {"project": "B"}),
        "waiver": {"project": ["A", "B"], "rule": ["T-1", "T-2"], "subject": ["cost:C0"] * 2,
                   "granted_on": [date(2016, 5, 5)] * 2, "by": ["the authority"] * 2},
    }  # fmt: skip
    checks = asked(tables, held)
    assert checks.totals["claimed.admitted"] == [900, 0]
    told = {*zip(checks.findings["project"], checks.findings["rule"], strict=True)}
    assert told - {("A", "FT-DAY-001"), ("B", "FT-DAY-001")} == {
        ("A", "T-1"), ("B", "T-1"), ("B", "FT-WVR-001")
    }  # fmt: skip
    assert checks.outcomes["outcome"] == [
        "undecided",
        "breached",
    ]  # whether the book held is open


def test_the_subject_of_a_waiver_is_an_id_in_both_ways() -> None:
    held = small(rule={"T-1": rule("cost", met_when="cost.form == 'lump'", waivable=True)})
    tables = TWO | {
        "cost": costs({}, {"project": "B"}),
        "waiver": {"project": ["A"], "rule": ["T-1"], "subject": ["cost:C\u200b0"],
                   "granted_on": [date(2016, 5, 5)], "by": ["the authority"]},
    }  # fmt: skip
    checks = asked(tables, held, basis="claimed")
    assert checks.problems["project"] == ["A"]


def test_within_the_unit_of_a_rounding_bounds_decide_nothing() -> None:
    euro = {"mode": "down", "unit": "1", "cite": "act#3", "verification": "unverified"}
    cents = {**euro, "unit": "0.01"}
    asks = {"measured": "project.eligible", "at_most": "most", "basis": ["claimed"]}
    held = small(
        rule={
            "T-0": rule("cost", met_when="cost.flag", effect="exclude", severity="note"),
            "T-1": rule("project", rounding="euro", **asks),
        },
        rounding={"cents": cents, "euro": euro},
    )
    for net, verdict in ((701, ["unknown"]), (700, []), (1, [])):
        rows = [{"net": 300, "flag": True, "project": one} for one in "AB"]
        tables = TWO | {"cost": costs(*rows, {"net": net})}
        assert verdicts(asked(tables, held, basis="claimed").findings, "T-1") == verdict


def test_bounds_are_those_of_the_rules_asked_with_and_without_the_other_projects() -> None:
    """A rule about the portfolio is asked only where the other projects are shown."""
    held = small(
        rule={
            "T-0": rule("cost", met_when="cost.flag", effect="exclude", severity="note"),
            "T-1": rule(
                "portfolio", measured="project.eligible", at_most="most", basis=["claimed"]
            ),
        }
    )
    tables = TWO | {"cost": costs({"net": 700}, {"net": 1_001, "flag": True})}
    for across in (False, True, False, True):
        checks = asked(tables, held, basis="claimed", across=across)
        told = verdicts(checks.findings, "T-1")
        assert told[0] == ("broken" if across else "unknown")
        assert checks.projects["claimed.eligible.at_least"][0] == 1_001


def test_a_group_that_may_have_a_row_is_an_open_question() -> None:
    held = small(
        group={"sorts": {"by": ["category"], "of": ["cost"]}},
        rule={"T-1": rule("sorts", met_when="total(cost.net) <= most")},
    )
    tables = {
        "project": {"project": [*"ABCD"], "states.cost": [True, True, True, False]},
        "cost": costs({"category": None}, {"project": "B"},
                      {"project": "B", "category": None}),
    }  # fmt: skip
    checks = asked(tables, held, basis="claimed")
    found = checks.findings
    mine = [row for row, code in enumerate(found["rule"]) if code == "T-1"]
    assert [found["project"][row] for row in mine][:1] == ["A"]
    assert found["reason"][mine[0]] == "missing"
    assert "C" not in [found["project"][row] for row in mine]
    assert checks.rows("sorts", "claimed")["id"] == ["staff"]


def test_rows_of_groups_stand_by_their_names_whatever_came_first() -> None:
    held = small(
        group={"sorts": {"by": ["partner", "category"], "of": ["cost"]}},
        define={"sorts": {"spent": {"value": "total(cost.net)", "cite": "act#1"}}},
        rule={"T-1": rule("sorts", measured="sorts.spent", at_most="most")},
    )
    lines = [("B", 9, "travel"), ("B", 9, "land"), ("B", 10, "land"), ("A", None, "land")]
    tables = TWO | {
        "partner": {"project": ["B", "B"], "id": [9, 10], "role": ["lead", "partner"]},
        "cost": costs(
            *({"project": of, "partner": who, "category": sort, "net": 1_100}
              for of, who, sort in lines)
        ),
    }  # fmt: skip
    checks = asked(tables, held, basis="claimed")
    groups = checks.rows("sorts", "claimed")
    assert groups["id"] == ["-/land", "10/land", "9/land", "9/travel"]
    assert groups["spent"] == [1_100] * 4
    found = checks.findings
    assert [
        name for name, code in zip(found["id"], found["rule"], strict=True) if code == "T-1"
    ] == ["-/land", "10/land", "9/land", "9/travel"]


def test_an_amount_of_more_digits_than_there_can_be_is_not_known() -> None:
    rows = costs(*({"net": 10**18 - 1} for _ in range(2)))
    checks = asked(TWO | {"cost": rows}, PLAIN, basis="claimed")
    assert checks.totals["claimed.gross"] == [None, 0]


def test_lines_open_at_the_end_tell_what_they_may_lose() -> None:
    held = small(
        rule={"T-1": rule("cost", met_when="cost.flag", effect="exclude")},
    )
    tables = TWO | {
        "cost": costs({"net": 700}, {"net": -200}, {"net": 0}, {"net": 50, "flag": True})
    }
    checks = asked(tables, held, basis="claimed")
    made = checks.waterfall("claimed")
    place = made["kind"].index("open")
    names = ("step", "lines", "amount", "at_least", "at_most")
    assert [made[name][place] for name in names] == ["admitted", 2, None, -200, 700]


def test_several_currencies_are_each_counted_in_their_own() -> None:
    tables = {
        "project": {"project": [*"ABC"], "agreement.currency": ["SEK", "JPY", None]},
        "cost": costs({}, {"project": "B"}, {"project": "C"}),
    }
    checks = asked(tables, PLAIN)
    assert checks.totals["currency"] == ["SEK", "JPY", "EUR"]
    made = checks.waterfall("claimed")
    pairs = zip(made["currency"], made["amount"], strict=True)
    assert {one for one in pairs if one[1] is not None} == {
        ("EUR", 900), ("JPY", 900), ("SEK", 900)
    }  # fmt: skip


def test_floats_asked_for_are_exact_in_both_ways() -> None:
    tables = TWO | {"cost": costs({"net": 1.57, "vat": 0.1}, {"project": "B", "vat": 0.0})}
    tables["cost"]["net"][1] = None
    checks = asked(tables, PLAIN, floats="exact")
    assert checks.lines("claimed")["gross"] == [167, None]


def test_a_project_too_large_for_the_gate_keeps_what_the_columns_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settled, "Limits", lambda: Limits(rows=4))
    held = small(
        rule={
            "T-0": rule("cost", met_when="cost.flag", effect="exclude", severity="note"),
            "T-1": rule(
                "project", measured="project.eligible", at_most="most", basis="claimed"
            ),
            "T-2": rule(
                "project", measured="project.eligible", at_most="most", at_least="most",
                basis="claimed",
            ),
        }
    )  # fmt: skip
    rows = [{"net": 700}, {"net": 1_001, "flag": True}, {"net": 1, "flag": True}]
    tables = TWO | {"cost": costs(*rows, *({**one, "project": "B"} for one in rows[:2]))}
    checks = check(tables, held, way="columns", basis="claimed")
    assert checks.projects["claimed.eligible.at_least"] == [1_002, 1_001]
    assert checks.problems["project"] == []
    assert checks.outcomes["outcome"] == ["breached", "breached"]
    found = checks.findings
    assert verdicts(found, "T-1") == ["broken", "broken"]
    assert verdicts(found, "T-2") == ["unknown", "broken"]  # of two limits only the walk tells


def verdicts(found: Any, code: str) -> list[str]:
    """The verdicts of a rule in a table of findings."""
    pairs = zip(found["rule"], found["verdict"], strict=True)
    return [verdict for rule, verdict in pairs if rule == code]


def test_a_code_is_compared_with_one_that_no_row_states() -> None:
    home = {"kind": "code", "ask": TEXTS, "cite": "act#1"}
    held = load_book(
        book(
            fact={"project": {"home": home}},
            rule={
                "T-1": rule("partner", met_when="partner.country == project.home"),
                "T-2": rule("partner", met_when="project.home != partner.country"),
            },
        )
    )
    partner = {"project": ["A", "B"], "id": ["P", "P"], "country": ["LV", None]}
    summary = asked({**TWO, "partner": partner}, held).summary
    open_ = dict(zip(summary["rule"], summary["unknown"], strict=True))
    assert (open_["T-1"], open_["T-2"]) == (2, 2)
