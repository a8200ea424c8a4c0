"""What the book tells of bounds: no rule that they decide is said to be out of their reach."""

from collections import Counter

import pytest

from fundtrack.checks import Verdict, bounds_may_decide, run, view_of
from fundtrack.funding import CALCULATORS
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from tests.checks.small import book, parameter, rule
from tests.random_books import draw_asked, draw_book, draw_project

UNSURE = (Verdict.UNKNOWN, Verdict.CONFLICT, Verdict.FAILED)
CENTS = {"cite": "act#1", "rounding": "cents"}
DEFINES = {
    "cost": {
        "part": {"value": "cost.admitted * half", **CENTS},
        "raw": {"value": "cost.net", **CENTS},
    },
    "partner": {
        "whole": {"value": "total(line.eligible)", **CENTS},
        "split": {
            "call": "largest_remainder", "kind": "money",
            "with": {"whole": "partner.whole", "weight": "partner.whole", "unit": "cent",
                     "within": "plan.number"},
            **CENTS,
        },
    },
}  # fmt: skip
HALF = parameter("rate", {"value": "1/2"})
CENT = parameter("money", {"value": "0.01 EUR"})


def of(scope, measured, **more):
    said = {"measured": measured, "at_most": "cent", **more}
    made = load_book(
        book(
            define=DEFINES, parameter={"half": HALF, "cent": CENT},
            rule={"T-1": rule(scope, **said)},
        )
    )  # fmt: skip
    return bounds_may_decide(view_of(made, "claimed", CALCULATORS), made.rules["T-1"])


@pytest.mark.parametrize(
    ("scope", "measured"),
    [
        ("cost", "cost.base"),
        ("cost", "cost.eligible"),
        ("line", "line.limited"),
        ("cost", "cost.part"),
        ("cost", "cost.net + cost.admitted"),
        ("cost", "cost.admitted - cost.net"),
        ("cost", "min(cost.net, cost.admitted)"),
        ("cost", "max(cost.admitted, cost.vat)"),
        ("cost", "cost.admitted / half"),
        ("cost", "cost.admitted if known(cost.paid_on) else cost.net"),
        ("cost", "running_total(cost.admitted, within=project, order=cost.id)"),
        ("cost", "cost.partner.whole"),
        ("partner", "total(cost.net)"),
        ("partner", "partner.whole"),
        ("project", "project.eligible"),
        ("project", "project.support"),
        ("project", "project.eligible - plan.support"),
    ],
)
def test_what_reaches_an_amount_of_lines_may_have_bounds(scope, measured):
    assert of(scope, measured)


@pytest.mark.parametrize(
    ("scope", "measured"),
    [
        ("cost", "cost.net"),
        ("cost", "cost.gross"),
        ("cost", "cost.raw * half"),
        ("cost", "cost.net + cost.vat - cost.vat_recoverable"),
        ("cost", "abs(cost.admitted)"),
        ("cost", "cost.net if cost.admitted > cost.vat else cost.vat"),
        ("cost", "running_total(cost.net, within=project, order=cost.id)"),
        ("partner", "largest(cost.admitted)"),
        ("partner", "partner.split"),
        ("project", "plan.support"),
    ],
)
def test_facts_and_what_calculators_answer_have_none(scope, measured):
    assert not of(scope, measured)


def test_either_side_may_have_them_and_only_what_reports_is_decided():
    assert of("cost", "cost.net", at_most="cost.base")
    assert of("cost", "cost.net", at_most="cent", at_least="cost.base")
    assert not of("line", "line.admitted", effect="limit", limits="line.admitted")
    assert not of("cost", "cost.paid_on", at_most="plan.period.last")


def test_whatever_the_walk_decides_by_bounds_was_told_from_the_book():
    found = Counter()
    for seed in range(15, 30):
        made, asked = load_book(draw_book(seed)), draw_asked(seed)
        checked = run(read_project(draw_project(seed)), made, **asked)
        for (basis, code), held in checked.verdicts.answers.items():
            asks = made.rules[code]
            view = checked.world(basis).view
            told = len(asks.exceptions) > 1 or bounds_may_decide(view, asks)
            tally = checked.verdicts.tallies[basis]
            loop = next(loop for loop, codes in tally.rules.items() if code in codes)
            for verdict, rows in held.items():
                for row in rows:
                    before = tally.verdict(loop, row.index, code)
                    if before is Verdict.UNKNOWN and verdict is not Verdict.FAILED:
                        decided = verdict is not Verdict.UNKNOWN
                        found[decided] += 1
                        assert told or not decided, (seed, code)
    assert found[True] > 0
