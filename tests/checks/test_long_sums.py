"""Sums over rows that are each divided by a figure of their own: they end, in every reading.

Without an end a check of 16,000 costs took thirteen seconds, and one of a million would have
taken days. `check` reads every book twice; columns are the third reading.
"""

import time
from fractions import Fraction
from itertools import count
from math import isqrt, prod
from typing import Any

import pytest

from fundtrack.checks import Checked, Reason, Verdict, run
from fundtrack.formulas import SUM_BITS
from fundtrack.frames import check as check_tables
from fundtrack.frames import tables_of
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.values import BookError
from tests.checks.small import TEXTS, book, check, cost, project, rule


def fact(kind: str) -> dict[str, Any]:
    """A fact as a book asks for it."""
    return {"kind": kind, "ask": TEXTS, "cite": "act#1"}


def primes(first: int, many: int) -> list[int]:
    """So many primes from a number on."""
    held = (one for one in count(first | 1, 2) if all(one % by for by in odd(isqrt(one))))
    return [next(held) for _ in range(many)]


def odd(last: int) -> range:
    """The odd numbers from three on."""
    return range(3, last + 1, 2)


#: Each is of 27 bits; of one more than `MOST` the product is longer than a denominator may be.
PRIMES = primes(10**8, 50)
MOST = next(many for many in count() if prod(PRIMES[: many + 1]).bit_length() > SUM_BITS)
FACTS = {
    "cost": {"by": fact("number"), "share": fact("rate")},
    "partner": {"by": fact("number")},
    "project": {"whole": fact("number")},
}
DEFINES = {
    "cost": {
        "part": {"value": "project.whole / cost.by"},
        "up_to": {
            "value": "running_total(cost.part, within=partner, order=(cost.paid_on, cost.id))"
        },
    },
    "partner": {"parts": {"value": "total(cost.part)"}},
}
SUMS = {
    "quotients": "total(project.whole / cost.by)",
    "a define": "total(cost.part)",
    "either": "total(cost.part if known(cost.by) else project.whole)",
    "some rows": "total(cost.part, where=cost.id != 'C0')",
    "money": "total(cost.net * cost.share)",
    "of a partner": "largest(partner.parts)",
    "up to a row": "largest(cost.up_to)",
}


def asked(value: str) -> dict[str, Any]:
    """A book of a sum and of a rule that reads it."""
    held = {**DEFINES, "project": {"sum": {"value": value}}}
    if "net" in value:
        held["project"]["sum"]["rounding"] = "cents"
    for one in (one for of in held.values() for one in of.values()):
        one["cite"] = "act#4"
    return book(
        fact=FACTS,
        define=held,
        rule={"T-1": rule("project", basis="claimed", met_when="project.sum > 0")},
    )


def costs(many: int) -> list[dict[str, Any]]:
    """Costs that are each divided by a prime of their own."""
    return [
        cost(
            f"C{at}",
            "1000000000.00 EUR",
            facts={"by": by, "share": f"1/{by}"},
            partner="P",
            paid_on="2016-05-01",
        )
        for at, by in enumerate(PRIMES[:many])
    ]


def told(value: str, many: int) -> Checked:
    """The check of so many costs; both readings agree on it."""
    return check(asked(value), on_project=project(*costs(many), facts={"whole": 1}))


@pytest.mark.parametrize("name", SUMS)
def test_a_sum_ends_where_its_denominator_is_too_long(name: str) -> None:
    first = name == "some rows"  # one of them is left out
    held = told(SUMS[name], MOST + first)
    assert held.amounts["claimed.sum"].value is not None
    assert held.summary["T-1"] == {Verdict.MET: 1}
    ended = told(SUMS[name], MOST + first + 1)
    figure = ended.amounts["claimed.sum"]
    assert (figure.value, figure.at_least, figure.at_most) == (None, None, None)
    assert {one.reason for one in figure.missing} == {Reason.TOO_LARGE}
    assert ended.summary["T-1"] == {Verdict.UNKNOWN: 1}


def test_a_sum_that_does_not_end_is_exact() -> None:
    figure = told(SUMS["quotients"], MOST).amounts["claimed.sum"]
    assert figure.value == sum(Fraction(1, by) for by in PRIMES[:MOST])


def test_rows_that_cancel_count_as_they_stand() -> None:
    """What is lost does not hang on the order of rows: 1/p and -1/p have a denominator of p."""
    there = [*costs(MOST + 1), *costs(MOST + 1)]
    for at, one in enumerate(there):
        sign = "" if at <= MOST else "-"
        there[at] = one | {
            "id": f"{sign}{at}",
            "facts": {"by": int(f"{sign}{one['facts']['by']}")},
        }
    for rows in (there, there[::-1], sorted(there, key=lambda one: abs(one["facts"]["by"]))):
        held = check(asked(SUMS["quotients"]), on_project=project(*rows, facts={"whole": 1}))
        assert held.amounts["claimed.sum"].value is None


@pytest.mark.parametrize("name", SUMS)
@pytest.mark.parametrize("more", [0, 1])
def test_columns_end_where_values_do(name: str, more: int) -> None:
    pytest.importorskip("numpy", reason="columns are arrays of numpy")
    pytest.importorskip("pyarrow", reason="columns are read by Arrow")
    many = MOST + more + (name == "some rows")
    held = [read_project(project(*costs(one), facts={"whole": 1})) for one in (3, many, 1)]
    said = load_book(asked(SUMS[name]))
    ways = [
        check_tables(tables_of(held, book=said), said, way=way) for way in ("columns", "values")
    ]
    ours, theirs = (one.projects for one in ways)
    assert ours == theirs


def test_a_long_ledger_takes_no_longer_for_it() -> None:
    rows = 4_000
    there = [cost(f"C{at}", facts={"by": 10**15 + 2 * at + 1}) for at in range(rows)]
    held = read_project(project(*there, facts={"whole": 1}))
    begin = time.process_time()
    found = run(held, load_book(asked(SUMS["quotients"])))
    assert found.tally("claimed").project["project.sum"] is None
    assert time.process_time() - begin < 1


@pytest.mark.parametrize("factors", [5, 6])
def test_sums_that_are_multiplied_count_as_what_they_may_come_to(factors: int) -> None:
    said = asked(" * ".join([SUMS["quotients"]] * factors))
    if factors == 5:
        load_book(said)
    else:
        with pytest.raises(BookError, match="multiplies more than 100"):
            load_book(said)
