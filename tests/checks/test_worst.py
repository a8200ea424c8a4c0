"""The ten worst rows are the same whether they are measured raw or walked one by one."""

from typing import Any

import pytest

from fundtrack.checks import Checked, Verdict, run
from fundtrack.checks.worst import excess_of
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from tests.checks.small import TEXTS, book, check, cost, parameter, project, rule
from tests.random_books import draw_book, draw_project

CAP = {"cap": parameter("money", {"value": "10.00 EUR"})}
COSTS = [
    cost(f"C{at}", f"{net}.00 EUR", paid_on=f"2016-05-{at + 1:02}")
    for at, net in enumerate((30, 11, 50, 20, 50, 12, 13, 14, 15, 16, 17, 18))
]


def broken(checked: Checked, code: str, basis: str = "claimed") -> Any:
    return checked.verdicts.answers[basis, code].get(Verdict.BROKEN, ())


def ranked(checked: Checked, code: str, basis: str = "claimed") -> bool:
    """Whether raw figures rank a rule's rows, as the walk ranks them."""
    world, one = checked.world(basis), checked.book.rules[code]
    rows = broken(checked, code, basis)
    over = excess_of(world, checked.tally(basis), one, rows)
    if over is None:
        return False
    walked = {row.index: world.judge.ask(one, row).excess or 0 for row in rows}
    assert sorted(rows, key=lambda row: -over(row)) == sorted(
        rows, key=lambda row: -walked[row.index]
    )
    return True


@pytest.mark.parametrize(
    ("says", "raw"),
    [
        ({"measured": "cost.net", "at_most": "cap"}, True),
        ({"measured": "cost.gross", "at_most": "cap"}, True),
        ({"measured": "cost.paid_on", "at_most": "plan.period.first"}, True),
        ({"measured": "cost.paid_on", "at_least": "plan.period.last"}, True),
        ({"measured": "cost.partner.staff", "at_least": "cap"}, False),
        ({"measured": "cost.net * share", "at_most": "cap"}, False),
        ({"measured": "cost.net", "at_most": "cost.vat"}, False),
        ({"measured": "cost.net", "at_most": "own_cap"}, False),
        ({"measured": "cost.net", "at_most": "cap", "at_least": "cap"}, False),
    ],
)
def test_what_can_be_ranked_raw_is_ranked_as_the_walk_does(
    says: dict[str, Any], raw: bool
) -> None:
    share = {"share": parameter("rate", {"value": "50 %"})}
    own = {"own_cap": parameter("money", {"value": "9.00 EUR"}, set_in=["partner", "book"])}
    staff = {"partner": {"staff": {"value": "cap - cap", "cite": "act#4"}}}
    said = book(parameter=CAP | share | own, define=staff, rule={"T-1": rule("cost", **says)})
    holder = project(*(one | {"partner": "P"} for one in COSTS))
    holder["plans"][0]["period"] = "2016-05-01/2018-12-31"
    checked = check(said, on_project=holder)
    assert len(broken(checked, "T-1")) >= 3
    assert ranked(checked, "T-1") is raw


def test_the_worst_come_first_and_equals_in_the_order_of_the_file() -> None:
    said = book(parameter=CAP, rule={"T-1": rule("cost", measured="cost.net", at_most="cap")})
    (finding,) = [
        one for one in check(said, on_project=project(*COSTS)).findings if one.rule == "T-1"
    ]
    assert [one.key for one in finding.subjects][:4] == [
        "cost:C2",
        "cost:C4",
        "cost:C0",
        "cost:C3",
    ]
    assert (finding.count, len(finding.subjects)) == (12, 10)


@pytest.mark.parametrize("seed", range(20))
def test_drawn_books_rank_alike(seed: int) -> None:
    checked = run(read_project(draw_project(seed)), load_book(draw_book(seed)))
    for basis, code in checked.verdicts.answers:
        if checked.book.rules[code].measured is not None:
            ranked(checked, code, basis)


def test_rows_that_bounds_decided_are_ranked_by_the_walk() -> None:
    """Of an amount between bounds the value reading has none to compare."""
    cut = rule("cost", effect="limit", limits="line.admitted", measured="cost.admitted")
    said = book(
        parameter={
            "open": parameter("money", {"unknown": True, "why": TEXTS}),
            "lots": parameter("money", {"value": "200.00 EUR"}),
        },
        rule={
            "T-A": cut | {"at_most": "open"},
            "T-B": rule("line", measured="line.limited", at_least="lots"),
        },
    )
    checked = run(read_project(project(cost("C"), cost("D"))), load_book(said))
    (found,) = [one for one in checked.findings if (one.rule, one.verdict) == ("T-B", "broken")]
    assert (found.count, [one.key for one in found.subjects]) == (2, ["cost:C", "cost:D"])
    assert not ranked(checked, "T-B")
