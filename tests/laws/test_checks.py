"""What holds for every check: nothing is lost, no order matters, no completion contradicts.

Books and projects are drawn (`tests.random_books`), each from a seed.
"""

import os
import random
import subprocess
import sys
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fundtrack.checks import Checked, Line, Verdict, run
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.values import Money
from tests.checks.small import book, cost, parameter, project, rule
from tests.random_books import draw_asked, draw_book, draw_project
from tests.random_projects import fill

SEEDS = st.integers(0, 10**6)
#: What a list of rows is called whose order says nothing.
ROWS = ("partners", "costs", "entries", "procurements", "budget", "activities", "options")
FLAT = {
    "value": "total(line.limited, where=line.category == 'travel') * share",
    "counts_as": "staff",
    "rounding": "cents",
    "cite": "act#4",
}
#: A flat rate, a credit note, two limits one after the other, the second over everything.
LIMITED = book(
    parameter={
        "share": parameter("rate", {"value": "20 %"}),
        "low": parameter("money", {"value": "80.00 EUR"}),
        "high": parameter("money", {"value": "150.00 EUR"}),
    },
    define={"partner": {"flat": FLAT}},
    rule={
        "T-1": rule("cost", effect="limit", limits="line.admitted", measured="cost.admitted",
                    at_most="low"),
        "T-2": rule("project", effect="limit", limits="line.limited", at_most="high",
                    measured="total(line.limited)", consume="line.day", basis="claimed"),
    },
)  # fmt: skip
LEDGER = project(
    cost("A", "100.00 EUR", partner="P", category="travel", paid_on="2016-05-01"),
    cost("B", "-30.00 EUR", partner="P", category="travel", paid_on="2016-05-02"),
    cost("C", "95.00 EUR", partner="P", category="works", paid_on="2016-05-03"),
)


def asked(seed: int, said: dict[str, Any] | None = None, *, sure: bool = False) -> Checked:
    """The check of a drawn project under a drawn book."""
    made = load_book(draw_book(seed // 10, sure=sure))
    return run(read_project(said or draw_project(seed)), made, **draw_asked(seed))


# ---- The waterfall ---------------------------------------------------------------------------


def adds_up(checked: Checked) -> None:
    """Gross is what is left and what was refused, per line and in total."""
    for basis in checked.bases:
        lines = checked.lines(basis)
        for one in lines:
            if one.gross is not None and one.eligible is not None:
                assert one.gross.minor == one.eligible.minor + refused(one)
        if all(one.gross is not None and one.eligible is not None for one in lines):
            gross = sum(one.gross.minor for one in lines if one.gross is not None)
            left = sum(one.eligible.minor for one in lines if one.eligible is not None)
            assert gross == left + sum(map(refused, lines))
            if checked.bound.rows(checked.world(basis).line) is not None:
                figures = checked.tally(basis).project
                assert figures["project.gross"] == gross
                assert figures["project.eligible"] == left


def refused(line: Line) -> int:
    """What a line lost, in cents."""
    lost = [one.amount for one in line.refusals]
    assert None not in lost
    return sum(one.minor for one in lost if one is not None)


def test_a_ledger_with_a_credit_note_a_flat_rate_and_limits_adds_up() -> None:
    checked = run(read_project(LEDGER), load_book(LIMITED))
    adds_up(checked)
    assert checked.amounts["claimed.gross"].value == Money("175.00 EUR")  # 165, and 20 % of 50
    assert checked.amounts["claimed.eligible"].value == Money("140.00 EUR")  # C is cut by 15


@settings(max_examples=20, derandomize=True)
@example(16)
@given(SEEDS)
def test_gross_is_what_is_left_and_all_refusals(seed: int) -> None:
    adds_up(asked(seed))


# ---- The order of rows -----------------------------------------------------------------------


def mixed(said: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same project with its rows in another order."""
    draw, other = random.Random(seed), deepcopy(said)
    for holder in (other, *other["plans"]):
        for name in ROWS:
            if name in holder:
                draw.shuffle(holder[name])
    return other


def told(checked: Checked) -> dict[str, Any]:
    """What a check says, by the keys of what it speaks of."""
    return {
        "amounts": {
            name: (one.value, one.at_least, one.at_most, one.missing_count)
            for name, one in checked.amounts.items()
        },
        "lines": {
            (basis, one.key): (one.gross, one.eligible, one.refusals)
            for basis in checked.bases
            for one in checked.lines(basis)
        },
        "summary": {code: dict(counts) for code, counts in checked.summary.items()},
        "findings": {
            (one.rule, one.basis, one.verdict): (one.count, one.refused)
            for one in checked.findings
        },
        "outcome": checked.outcome,
    }


def test_a_ledger_in_another_order_says_the_same() -> None:
    made = load_book(LIMITED)
    one, *others = (run(read_project(mixed(LEDGER, seed)), made) for seed in range(6))
    assert [told(other) for other in others] == [told(one)] * 5


@settings(max_examples=12, derandomize=True)
@example(100)
@given(SEEDS)
def test_the_order_of_rows_and_of_partners_changes_nothing(seed: int) -> None:
    said = draw_project(seed)
    assert told(asked(seed, mixed(said, seed))) == told(asked(seed, said))


# ---- Completions -----------------------------------------------------------------------------


def verdicts(checked: Checked) -> dict[tuple[str, str, str], Verdict]:
    """What the rules of the book say of each row; the library's own ask what is stated."""
    found = {}
    for basis in checked.bases:
        held = checked.tally(basis)
        for loop, codes in held.rules.items():
            own = [code for code in codes if code.startswith("T-")]
            rows = checked.world(basis).rows_of(loop) if own else ()
            for index, row in enumerate(rows):
                for code in own:
                    found[basis, code, row.key] = held.verdict(loop, index, code)
    return found


def opened(checked: Checked) -> dict[tuple[str, str, str], Verdict]:
    """What bounds and conflicts say of what the value reading leaves open."""
    return {
        (basis, code, "project" if row.noun == "plan" else row.key): verdict
        for (basis, code), answers in checked.verdicts.answers.items()
        for verdict, rows in answers.items()
        for row in rows
    }


class Known:
    """What a check of a project with holes has decided."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        self.amounts = checked.amounts
        more = opened(checked)
        told = {key: more.get(key, one) for key, one in verdicts(checked).items()}
        self.verdicts = {key: one for key, one in told.items() if one is not Verdict.UNKNOWN}

    def allows(self, other: Checked) -> None:
        """No completion says otherwise."""
        for basis in self.checked.bases:
            held, left = self.checked.tally(basis).project, other.tally(basis).project
            for name, value in held.items():
                if value is not None:
                    assert left[name] == value, (basis, name)
                elif name.startswith("project.") and left[name] is not None:
                    self.contains(basis, name.removeprefix("project."), left[name])
        now = verdicts(other)
        changed = {key for key, one in self.verdicts.items() if now.get(key, one) != one}
        more = opened(other) if changed else {}
        for key in changed:
            assert more.get(key, now[key]) == self.verdicts[key], key

    def contains(self, basis: str, name: str, value: Any) -> None:
        figure = self.amounts[name if basis == "plan" else f"{basis}.{name}"]
        assert figure.at_least is None or figure.at_least.minor <= value, (basis, name)
        assert figure.at_most is None or value <= figure.at_most.minor, (basis, name)


def no_completion_contradicts(seed: int, times: int) -> None:
    made = load_book(draw_book(seed // 10, sure=True))
    said, on = draw_project(seed), draw_asked(seed)
    known = Known(run(read_project(said), made, **on))
    for one in range(times):
        completed = read_project(fill(said, seed * 1000 + one))
        known.allows(run(completed, made, **on))


def test_a_missing_day_a_missing_amount_and_a_missing_category_are_contained() -> None:
    made, holder = load_book(LIMITED), deepcopy(LEDGER)
    first, second, third = holder["costs"]
    del first["paid_on"], second["net"], third["category"]
    known = Known(run(read_project(holder), made))
    for first["paid_on"] in "2016-04-01", "2016-05-02", "2017-01-01":
        for second["net"] in "-30.00 EUR", "0.00 EUR", "60.00 EUR":
            for third["category"] in "travel", "works", "staff":
                known.allows(run(read_project(holder), made))


# 218, 363, 514: a group nobody can name yet, with a computed line of its own
@pytest.mark.parametrize("seed", [*range(20), 218, 363, 514])
def test_every_completion_lies_within_the_bounds_and_turns_no_decision(seed: int) -> None:
    no_completion_contradicts(seed, 10)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 600))
def test_a_hundred_thousand_completions_turn_no_decision(seed: int) -> None:
    no_completion_contradicts(seed, 200)


# ---- Two runs --------------------------------------------------------------------------------

PRINTED = """
import json
from fundtrack.projects import read_project
from fundtrack.reports import Report
from fundtrack.checks import run
from fundtrack.rulebooks import load_book
from tests.random_books import draw_asked, draw_book, draw_project
for seed in range(0, 30, 10):
    checked = run(read_project(draw_project(seed)), load_book(draw_book(seed // 10)),
                  **draw_asked(seed))
    print(json.dumps(Report(checked).to_dict()))
"""


def printed(hash_seed: str) -> bytes:
    env = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-c", PRINTED], env=env, capture_output=True, check=True
    ).stdout


def test_two_processes_print_the_same_bytes() -> None:
    first = printed("1")
    assert len(first.splitlines()) == 3
    assert printed("2") == first
