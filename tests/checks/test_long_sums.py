"""Sums over rows that are each divided by a figure of their own: they end, in every reading.

Without an end a check of 16,000 costs took thirteen seconds, and one of a million would have
taken days. `check` reads every book twice; columns are the third reading.
"""

from collections.abc import Sequence
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
from tests.checks.small import TEXTS, book, check, cost, parameter, project, rule
from tests.frames.test_by_project import shuffled
from tests.timing import worked


def fact(kind: str, **more: Any) -> dict[str, Any]:
    """A fact as a book asks for it."""
    return {"kind": kind, "ask": TEXTS, "cite": "act#1", **more}


def primes(first: int, many: int) -> list[int]:
    """So many primes from a number on."""
    held = (one for one in count(first | 1, 2) if all(one % by for by in odd(isqrt(one))))
    return [next(held) for _ in range(many)]


def odd(last: int) -> range:
    """The odd numbers from three on."""
    return range(3, last + 1, 2)


#: The first is of 14 bits and the others are of 27: the product of `MOST` of them has all the
#: bits that a denominator may have, so that what is a hundred times as long is too long.
PRIMES = [*primes(10**4, 1), *primes(10**8, 50)]
MOST = 39
FACTS = {
    "cost": {
        "by": fact("number"),
        "share": fact("rate"),
        "use": fact("bool"),
        "size": fact("code", codes=[f"c{at}" for at in range(len(PRIMES))]),
    },
    "partner": {"by": fact("number"), "own": fact("number")},
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
TABLE = {
    "shares": {
        "title": TEXTS,
        "keys": ["size"],
        "gives": "rate",
        "rows": [
            {
                "size": f"c{at}",
                "value": f"1/{by}",
                "cite": "act#1",
                "verification": "unverified",
            }
            for at, by in enumerate(PRIMES)
        ],
    }
}
SUMS = {
    "quotients": "total(project.whole / cost.by)",
    "a define": "total(cost.part)",
    "a stated rate": "total(project.whole * cost.share)",
    "a table": "total(project.whole * shares[cost.size])",
    "the first of two": "total(cost.part if known(cost.by) else project.whole)",
    "the second of two": "total(project.whole if not known(cost.by) else cost.part)",
    "some rows": "total(cost.part, where=cost.id != 'C1')",
    "money": "total(cost.net * cost.share)",
    "of a partner": "largest(partner.parts)",
    "up to a row": "largest(cost.up_to)",
}


def asked(value: str, **parts: Any) -> dict[str, Any]:
    """A book of a sum and of a rule that reads it."""
    held: dict[str, Any] = {**DEFINES, "project": {"sum": {"value": value}}}
    if "net" in value:
        held["project"]["sum"]["rounding"] = "cents"
    for one in (one for of in held.values() for one in of.values()):
        one["cite"] = "act#4"
    rules = {"T-1": rule("project", basis="claimed", met_when="project.sum > 0")}
    return book(fact=FACTS, define=held, rule=rules, table=TABLE) | parts


def costs(many: int) -> list[dict[str, Any]]:
    """Costs that are each divided by a prime of their own; no amount is of whole euro."""
    return [
        cost(
            f"C{at}",
            "10000000.01 EUR",
            facts={"by": by, "share": f"1/{by}", "size": f"c{at}"},
            partner="P",
            paid_on=f"2016-05-{at % 28 + 1:02}",
        )
        for at, by in enumerate(PRIMES[:many])
    ]


def told(value: str, many: int) -> Checked:
    """The check of so many costs; both readings agree on it."""
    return check(asked(value), on_project=project(*costs(many), facts={"whole": 1}))


def both_ways(said: dict[str, Any], projects: Sequence[dict[str, Any]], seed: int = 1) -> None:
    """Columns say of projects, whose rows stand in any order, what values say."""
    pytest.importorskip("numpy", reason="columns are arrays of numpy")
    pytest.importorskip("pyarrow", reason="columns are read by Arrow")
    asked_of = load_book(said)
    made: Any = tables_of([read_project(one) for one in projects], book=asked_of)
    tables = shuffled(made, seed)
    ours, theirs = (check_tables(tables, asked_of, way=way) for way in ("columns", "values"))
    assert ours.projects == theirs.projects
    assert ours.summary == theirs.summary


def test_the_primes_fill_a_denominator() -> None:
    assert prod(PRIMES[:MOST]).bit_length() == SUM_BITS


@pytest.mark.parametrize("name", SUMS)
def test_a_sum_ends_where_its_denominator_is_too_long(name: str) -> None:
    held = told(SUMS[name], MOST)
    assert held.amounts["claimed.sum"].value is not None
    assert held.summary["T-1"] == {Verdict.MET: 1}
    ended = told(SUMS[name], MOST + 2)  # of some rows one is left out
    figure = ended.amounts["claimed.sum"]
    assert (figure.value, figure.at_least, figure.at_most) == (None, None, None)
    assert {one.reason for one in figure.missing} == {Reason.TOO_LARGE}
    assert ended.summary["T-1"] == {Verdict.UNKNOWN: 1}
    assert ended.explain("claimed.sum").parts


def test_one_row_more_ends_it() -> None:
    assert told(SUMS["quotients"], MOST + 1).amounts["claimed.sum"].value is None
    assert told(SUMS["some rows"], MOST + 1).amounts["claimed.sum"].value is not None


def test_a_sum_that_does_not_end_is_exact() -> None:
    figure = told(SUMS["quotients"], MOST).amounts["claimed.sum"]
    assert figure.value == sum(Fraction(1, by) for by in PRIMES[:MOST])


def test_rows_that_cancel_count_as_they_stand() -> None:
    """What is lost does not hang on the order of rows: 1/p and -1/p have a denominator of p."""
    there = [*costs(MOST + 1), *costs(MOST + 1)]
    for at, one in enumerate(there):
        sign = "" if at <= MOST else "-"
        facts = {"by": int(f"{sign}{one['facts']['by']}")}
        there[at] = one | {"id": f"{sign}{at}", "facts": facts}
    for rows in (there, there[::-1], sorted(there, key=lambda one: abs(one["facts"]["by"]))):
        held = check(asked(SUMS["quotients"]), on_project=project(*rows, facts={"whole": 1}))
        assert held.amounts["claimed.sum"].value is None


# ---- Columns ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SUMS)
@pytest.mark.parametrize("block", [5, 10**6])
def test_columns_end_where_values_do(
    name: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numpy", reason="columns are arrays of numpy")
    monkeypatch.setattr("fundtrack.frames.columns.rows.BLOCK", block)
    held = [costs(many) for many in (3, MOST, MOST + 1, 1, MOST + 4)]
    held.append(costs(MOST + 4))
    del held[-1][7]["facts"]["by"], held[-1][7]["facts"]["share"]
    both_ways(asked(SUMS[name]), [project(*one, facts={"whole": 1}) for one in held])


@pytest.mark.parametrize("many", [17, 18, 19, 20])
@pytest.mark.parametrize("name", ["total", "of a partner", "up to a row"])
def test_a_long_rate_of_the_book_ends_sums_too(name: str, many: int) -> None:
    """All rows stand over one denominator, and fit into 64 bits."""
    rates = {
        f"r{at}": parameter("rate", {"value": f"1/{10**17 + 2 * at + 1}"}) for at in range(many)
    }
    value = f"cost.by * ({' * '.join(rates)})"
    text = {
        "total": f"total({value})",
        "of a partner": "largest(partner.parts)",
        "up to a row": "largest(cost.up_to)",
    }[name]
    said = asked(text, parameter=rates)
    said["define"]["cost"] = DEFINES["cost"] | {"part": {"value": value, "cite": "act#4"}}
    holder = project(*costs(3), facts={"whole": 1})
    ended = check(said, on_project=holder).amounts["claimed.sum"].value is None
    assert ended == (many > 18)
    both_ways(said, [holder])


def test_lines_of_two_kinds_end_one_sum() -> None:
    half = MOST // 2 + 1
    partners = [
        {
            "id": f"P{at}",
            "role": "partner" if at else "lead",
            "facts": {"by": PRIMES[at], "own": int(at >= half)},
        }
        for at in range(2 * half)
    ]
    flat = {"value": "flat * partner.own", "counts_as": "staff", "rounding": "cents"}
    said = asked("total(line.limited / line.partner.by)") | {
        "parameter": {"flat": parameter("money", {"value": "50.00 EUR"})}
    }
    said["define"]["partner"] = {"flat_line": {**flat, "cite": "act#4"}}
    said["define"]["project"]["sum"]["rounding"] = "cents"
    rows = [cost(f"C{at}", category="staff", partner=f"P{at}") for at in range(half)]
    holder = project(*rows, partners=partners, facts={"whole": 1})
    assert check(said, on_project=holder).amounts["claimed.sum"].value is None
    both_ways(said, [holder])


@pytest.mark.parametrize("many", [9, 10, 11, 25, 26])
def test_many_decimals_end_a_sum_too(many: int) -> None:
    """Twelve decimals each: twenty-six of them are longer than a denominator may be."""
    names = [f"n{at}" for at in range(many)]
    said = asked(f"total({' * '.join(f'cost.{one}' for one in names)})")
    said["fact"] = {**FACTS, "cost": {**FACTS["cost"], **dict.fromkeys(names, fact("number"))}}
    holder = project(*costs(1), facts={"whole": 1})
    holder["costs"][0]["facts"] |= dict.fromkeys(names, "0.000000000001")
    ended = check(said, on_project=holder).amounts["claimed.sum"].value is None
    assert ended == (many > 25)
    both_ways(said, [holder])


@pytest.mark.parametrize(
    "value",
    [
        "total(line.limited / partner.by)",
        "total(line.limited * partner.by)",
        "total(line.limited, where=partner.by > partner.own)",
    ],
)
def test_a_partners_sum_over_lines_of_two_kinds_reads_the_partner(value: str) -> None:
    said = asked(
        "total(partner.sum)", parameter={"flat": parameter("money", {"value": "50.00 EUR"})}
    )
    flat = {"value": "flat * partner.own", "counts_as": "staff", "rounding": "cents"}
    said["define"]["partner"] = {
        "flat_line": {**flat, "cite": "act#4"},
        "sum": {"value": value, "rounding": "cents", "cite": "act#4"},
    }
    partners = [{"id": "P", "role": "lead", "facts": {"by": 3, "own": 1}}]
    holder = project(*costs(1), partners=partners, facts={"whole": 1})
    assert check(said, on_project=holder).amounts["claimed.sum"].value is not None


def test_bounds_of_which_one_side_ends() -> None:
    """Of rows that may not count the least is nothing, and does not end."""
    said = asked("total(project.whole / cost.by, where=cost.use)")
    said["define"]["project"]["twice"] = {
        "value": "project.sum + project.whole",
        "cite": "act#4",
    }
    half = "project.whole / (project.whole + project.whole)"
    rules = {"measured": "project.twice", "at_most": half, "basis": "claimed"}
    said["rule"]["T-2"] = rule("project", **rules)
    rows = costs(MOST + 2)
    for one in rows[:3]:
        one["facts"]["use"] = True
    holder = project(*rows, facts={"whole": 1})
    assert check(said, on_project=holder).summary["T-2"] == {Verdict.UNKNOWN: 1}
    both_ways(said, [holder])


# ---- What it costs ---------------------------------------------------------------------------


def test_a_long_ledger_takes_no_longer_for_it() -> None:
    rows = 4_000
    there = [cost(f"C{at}", facts={"by": 10**15 + 2 * at + 1}) for at in range(rows)]
    held, said = read_project(project(*there, facts={"whole": 1})), asked(SUMS["quotients"])
    with worked() as work:
        found = run(held, load_book(said))
        assert found.tally("claimed").project["project.sum"] is None
    assert work.seconds < 1


@pytest.mark.parametrize("name", ["quotients", "a stated rate", "a table"])
@pytest.mark.parametrize("factors", [5, 6])
def test_sums_that_are_multiplied_count_as_what_they_may_come_to(
    name: str, factors: int
) -> None:
    said = asked(" * ".join([SUMS[name]] * factors))
    if factors == 5:
        load_book(said)
    else:
        with pytest.raises(BookError, match="multiplies more than 100"):
            load_book(said)
