"""What was known on a day: rows that came later are gone and so are their findings."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fundtrack.checks import Checked, Verdict, run
from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import load_book
from fundtrack.tracking import as_known, position
from fundtrack.values import InputError
from tests.checks.small import cost
from tests.random_projects import draw_project
from tests.tracking.ledgers import claim, entry, ledger, payment, small_book
from tests.tracking.test_position import DAYS, SUMMED, without_facts

EVER = date(2030, 1, 1)
DAY, EVE = date(2017, 5, 2), date(2017, 5, 1)
BASE = load_book("fundtrack/base")


def ids(of: Project, name: str) -> list[str] | None:
    rows = getattr(of, name)
    return None if rows is None else [one.id for one in rows]


def broken(found: Checked) -> dict[str, list[str]]:
    """The rules about the ledger and about links that are broken, with their subjects."""
    return {
        one.rule: sorted(row.key for row in one.subjects)
        for one in found.findings
        if one.rule[:6] in ("FT-LED", "FT-LNK") and one.verdict is Verdict.BROKEN
    }


# ---- row by row ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("entries", entry("E", "deducted", "1.00", "2017-05-02", cost="C")),
        ("payments", payment("P", "interim", "1.00", "2017-05-02")),
        ("claims", claim("K", 1, "2017-05-02")),
    ],
)
def test_a_row_is_known_from_its_day(name: str, row: dict[str, Any]) -> None:
    asked = ledger(cost("C"), **{name: [row]})
    assert as_known(asked, DAY) == asked
    assert getattr(as_known(asked, EVE), name) == ()


def test_a_plan_is_known_from_its_approval_and_a_waiver_from_its_day() -> None:
    plans = [{"number": 1}, {"number": 2, "approved_on": "2017-05-02"}]
    waived = {"rule": "X-1", "subject": "project", "granted_on": "2017-05-02", "by": "office"}
    asked = ledger(plans=plans, waivers=[waived])
    assert as_known(asked, DAY) == asked
    early = as_known(asked, EVE)
    assert ([one.number for one in early.plans], early.waivers) == ([1], ())
    with pytest.raises(InputError, match=r"no plan was known on this day .*found 2017-05-01"):
        as_known(ledger(plans=plans[1:]), EVE)


def test_what_states_no_day_stays_and_what_nobody_states_stays_unstated() -> None:
    asked = ledger(cost("C", claim="K"), cost("D"), claims=[claim("K", 1, None)])
    assert as_known(asked, date(2000, 1, 1)) == asked
    bare = read_project({"schema_version": 1, "agreement": {"book": "b", "currency": "EUR"},
                         "plans": [{"number": 1}]})  # fmt: skip
    assert as_known(bare, EVE) == bare


def test_a_cost_comes_with_its_claim_or_with_what_was_decided_of_it() -> None:
    rows = [cost("A", claim="K1"), cost("B", claim="K2"), cost("C", claim="K2"), cost("D"),
            cost("E"), cost("F", claim="K3"), cost("G")]  # fmt: skip
    asked = ledger(
        *rows,
        claims=[claim("K1", 1, "2017-05-01"), claim("K2", 2, "2017-05-02"),
                claim("K3", 3, "2017-05-02"), claim("K4", 4, "2017-06-01")],
        entries=[
            entry("E1", "parked", "1.00", "2017-05-01", cost="C"),
            entry("E2", "declared", "1.00", "2017-05-02", cost="E"),
            entry("E3", "declared", "1.00", "2017-05-02", cost="G"),
            entry("E4", "declared", "1.00", "2017-04-02", cost="G"),
        ],
    )  # fmt: skip
    known = as_known(asked, EVE)
    assert ids(known, "costs") == ["A", "C", "D", "E", "G"]  # that E comes is not known
    assert ids(known, "claims") == ["K1", "K2"]  # a known decision names a cost of the second
    assert ids(known, "entries") == ["E1", "E4"]
    assert broken(run(known, BASE)) == {}


@pytest.mark.parametrize(
    "row",
    [
        {"entries": [entry("E", "deducted", "1.00", "2017-05-01", claim="K")]},
        {"entries": [entry("E", "deducted", "1.00", "2017-05-01", cost="C", in_claim="K")]},
        {"payments": [payment("P", "interim", "1.00", "2017-05-01", claim="K")]},
    ],
)
def test_a_claim_that_something_known_names_stays(row: dict[str, Any]) -> None:
    asked = ledger(cost("C"), claims=[claim("K", 1, "2017-05-02")], **row)
    assert as_known(asked, EVE) == asked


def test_what_a_known_credit_note_reverses_is_known_however_far_back() -> None:
    rows = [cost("A", claim="K"), cost("B", claim="K", reverses="A"), cost("C", reverses="B")]
    asked = ledger(*rows, cost("D", claim="K"), claims=[claim("K", 1, "2017-05-02")])
    assert ids(as_known(asked, EVE), "costs") == ["A", "B", "C"]


@pytest.mark.parametrize("day", [None, 20170501, "01.05.2017", datetime(2017, 5, 1)])
def test_what_is_no_day_and_no_project_is_refused(day: Any) -> None:
    with pytest.raises(InputError, match="not a day"):
        as_known(ledger(), day)
    with pytest.raises(InputError, match="what was known needs a project"):
        as_known({"plans": []}, EVE)  # type: ignore[arg-type]


# ---- what a check of it finds ----------------------------------------------------------------

FIRST = {"document": "7", "supplier": "X"}
CLAIMS = [claim("K1", 1, "2017-05-01", period="2016-01-01/2016-12-31")]


@pytest.mark.parametrize(
    ("rule", "costs", "later", "subjects"),
    [
        ("FT-LED-007", [cost("A", **FIRST), cost("B", claim="K2", **FIRST)],
         claim("K2", 2, "2017-05-02"), ["cost:A", "cost:B"]),
        ("FT-LED-009", [], claim("K2", 2, "2017-05-02", period="2017-01-01/2019-01-01"),
         ["claim:K2"]),
        ("FT-LED-010", [cost("A", claim="K2", paid_on="2016-05-01")],
         claim("K2", 2, "2017-05-02", period="2017-01-01/2017-12-31"), ["cost:A"]),
        ("FT-LED-011", [], claim("K2", 1, "2017-05-02"), ["claim:K1", "claim:K2"]),
        ("FT-LED-012", [], claim("K2", 3, "2017-05-02"), ["claim:K2"]),
    ],
)  # fmt: skip
def test_a_later_claim_and_its_documents_change_nothing_that_was_known(
    rule: str, costs: list[Any], later: dict[str, Any], subjects: list[str]
) -> None:
    asked = ledger(*costs, claims=[*CLAIMS, later])
    for day, found in ((DAY, {rule: subjects}), (EVE, {})):
        assert broken(run(as_known(asked, day), BASE, on=EVER)) == found
    # a check alone reads claims and documents as they are known now, whatever is known of plans
    assert broken(run(asked, BASE, on=EVER, known_on=EVE)) == {rule: subjects}


def test_the_period_of_a_plan_counts_as_known_in_a_check_alone() -> None:
    plans: list[dict[str, Any]] = [
        {"number": 1, "period": "2016-01-01/2017-12-31"},
        {"number": 2, "period": "2016-01-01/2018-12-31", "approved_on": "2017-05-02"},
    ]
    late = claim("K2", 2, "2017-05-01", period="2017-01-01/2018-12-31")
    asked = ledger(plans=plans, claims=[*CLAIMS, late])
    for known_on, found in ((DAY, {}), (EVE, {"FT-LED-009": ["claim:K2"]})):
        assert broken(run(asked, BASE, on=EVER, known_on=known_on)) == found
        assert broken(run(as_known(asked, known_on), BASE, on=EVER)) == found


# ---- laws ------------------------------------------------------------------------------------


def drawn(seed: int) -> Project:
    made = without_facts(draw_project(seed))
    made["agreement"]["book"] = "test/small"
    return read_project(made)


def known(of: Project, day: date) -> Project | None:
    """The same, or None where no plan was known."""
    try:
        return as_known(of, day)
    except InputError:
        return None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_what_was_known_is_known_of_what_was_known_later(
    seed: int, one: date, other: date
) -> None:
    early, late = sorted((one, other))
    asked = drawn(seed)
    then, later = known(asked, early), known(asked, late)
    if then is not None:
        assert later is not None
        assert known(later, early) == then == known(then, late)


@settings(max_examples=60, deadline=None)
@example(4, DAYS[2], DAYS[1])
@example(2438, DAYS[0], DAYS[0])
@given(st.integers(0, 100_000), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_a_position_of_it_is_the_position_as_known(seed: int, on: date, day: date) -> None:
    asked = drawn(seed)
    then = known(asked, day)
    if then is None:
        return
    found = position(then, on=on, book=small_book())
    wanted = position(asked, on=on, known_on=day, book=small_book())
    for name in ("planned", *SUMMED, "paid"):
        mine, other = getattr(found, name), getattr(wanted, name)
        assert (mine.value, mine.at_least, mine.at_most) == (
            other.value, other.at_least, other.at_most,
        ), name  # fmt: skip


def test_the_draws_hold_rows_that_come_later() -> None:
    """The laws above would hold of projects all of which was known."""
    projects = [drawn(seed) for seed in range(60)]
    assert sum(known(one, DAYS[1]) != one for one in projects) > 20
