"""Modified total direct costs: the base of indirect costs under federal awards of the US.

It is direct costs without equipment, rent and other categories, and of each subaward what stays
below a limit. The limit holds over the whole life of a subaward, so what counts of a later year
depends on what earlier years took of it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import accumulate
from typing import TypeVar

from fundtrack.values import InputError, Money, Record, excerpt

from .amounts import Amounts, in_range, made
from .exact import added, costs_of, left_in, named
from .given import in_minor, not_negative, one_currency, whole
from .minor import steps
from .worked import Worked, Workings

T = TypeVar("T")


class Subaward(Record):
    """What one subaward spent in this period, and in all periods before."""

    spent: Money
    spent_before: Money


class Purchase(Record):
    """Things bought alike: the price of one, and how many."""

    price: Money
    number: int


class Mtdc(Workings):
    """Modified total direct costs: what counts of direct costs, things and subawards."""

    direct: Worked
    purchases: Worked
    subawards: Worked
    base: Worked


class SubawardCounted(Amounts):
    """What counts of one subaward in each period, and over its life."""

    periods: tuple[Worked, ...]
    total: Worked

    def _figures(self) -> Iterable[Worked]:
        return self.periods


def subaward_counted(spent: Iterable[Money], *, limit: Money) -> SubawardCounted:
    """What counts of one subaward, period by period: at most the limit over its whole life.

    A credit note takes back only what it frees of the limit, so a period can be below zero.

    Args:
        spent: The spending of each period in its order; a credit note is below zero.
        limit: What counts over the life of the subaward (50 000 USD in the text from
            2024-10-01, verified; 25 000 before, secondary).

    Raises:
        InputError: the limit is below zero, or there is no period.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        2 CFR 200.1, modified total direct cost, "regardless of the period of performance":
        verified.

    >>> years = [Money("18000.00 USD"), Money("12000.00 USD"), Money("9000.00 USD")]
    >>> counted = subaward_counted(years, limit=Money("25000.00 USD"))
    >>> [str(year.value) for year in counted.periods]
    ['18000.00 USD', '7000.00 USD', '0.00 USD']
    """
    amounts, each = in_minor("spent", spent)
    currency = one_currency(spent=amounts[0], limit=limit)
    not_negative(limit=limit)
    totals, top = list(accumulate(each)), limit.minor
    minors = steps([min(total, top) for total in totals])
    in_range([*totals, *minors], currency)

    def make() -> SubawardCounted:
        *before, spent = made([0, *totals], currency)
        periods = tuple(
            _of_subaward(amount, earlier, limit)
            for amount, earlier in zip(amounts, before, strict=True)
        )
        given = {"spent": spent, "limit": limit}
        return SubawardCounted(periods, Worked(min(spent, limit), "min(spent, limit)", given))

    return SubawardCounted.late(make, _minors=minors, _currency=currency)


def mtdc(
    costs: Mapping[str, Money],
    *,
    excluded: Collection[str],
    subaward_limit: Money,
    equipment_threshold: Money,
    subawards: Mapping[str, Subaward] | None = None,
    purchases: Mapping[str, Purchase] | None = None,
) -> Mtdc:
    """Modified total direct costs of a period: the base of US indirect costs.

    Args:
        costs: Direct costs by category without subawards and without the things in `purchases`.
        excluded: Categories left out: capital expenditures, patient care, rental costs, tuition
            remission, scholarships and fellowships, participant support.
        subaward_limit: What counts of each subaward over its life (50 000 USD in the text from
            2024-10-01, verified; 25 000 before, secondary).
        equipment_threshold: From which price of one a thing is equipment and left out (10 000
            USD or a lower level of capitalisation in the text from 2024-10-01, verified; 5 000
            before, unverified); below it is a supply and counts.
        subawards: Each subaward, with what it spent in this period and before.
        purchases: Things bought, by name.

    Raises:
        InputError: a category left out is not stated, or a limit or price is below zero.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        2 CFR 200.1, modified total direct cost and equipment, text from 2024-10-01: verified.

    >>> base = mtdc(
    ...     {"salaries": Money("84000.00 USD"), "rent": Money("5000.00 USD")},
    ...     excluded=["rent"],
    ...     subaward_limit=Money("50000.00 USD"),
    ...     equipment_threshold=Money("10000.00 USD"),
    ...     purchases={"scanners": Purchase(price=Money("7200.00 USD"), number=2)},
    ... ).base
    >>> print(base.money)
    98400.00 USD
    """
    currency = costs_of(costs)
    first = next(iter(costs.values()))
    not_negative(subaward_limit=subaward_limit, equipment_threshold=equipment_threshold)
    one_currency(costs=first, limit=subaward_limit, threshold=equipment_threshold)
    direct = added(left_in(costs, excluded), currency)
    things = added(dict(_supplies(purchases, equipment_threshold)), currency)
    others = added(dict(_subawards(subawards, subaward_limit)), currency)
    base = added({"direct": direct, "purchases": things, "subawards": others}, currency)
    return Mtdc(direct=direct, purchases=things, subawards=others, base=base)


def _of_subaward(spent: Money, before: Money, limit: Money) -> Worked:
    return Worked(
        min(before + spent, limit) - min(before, limit),
        "min(spent_before + spent, limit) - min(spent_before, limit)",
        {"spent_before": before, "spent": spent, "limit": limit},
    )


def _by_name(what: str, things: Mapping[str, T] | None) -> Iterator[tuple[str, T]]:
    if things is None:
        return
    if not isinstance(things, Mapping):
        raise InputError(
            f"{what} is no mapping", expected="each by its name", found=excerpt(things)
        )
    yield from things.items()


def _subawards(
    subawards: Mapping[str, Subaward] | None, limit: Money
) -> Iterator[tuple[str, Worked]]:
    for name, one in _by_name("subawards", subawards):
        named("a subaward", name)
        if type(one) is not Subaward:
            raise InputError(
                f"{name} is not a subaward", expected="Subaward", found=excerpt(one)
            )
        one_currency(spent=one.spent, spent_before=one.spent_before, limit=limit)
        yield name, _of_subaward(one.spent, one.spent_before, limit)


def _supplies(
    purchases: Mapping[str, Purchase] | None, threshold: Money
) -> Iterator[tuple[str, Worked]]:
    """What counts of things bought: all of those below the threshold, nothing of the others."""
    for name, one in _by_name("purchases", purchases):
        named("a purchase", name)
        if type(one) is not Purchase:
            raise InputError(
                f"{name} is not a purchase", expected="Purchase", found=excerpt(one)
            )
        not_negative(price=one.price, threshold=threshold)
        number = whole("number", one.number)
        counted = one.price * (number if one.price < threshold else 0)
        yield (
            name,
            Worked(
                counted,
                "price * number if price < threshold else 0",
                {"price": one.price, "number": number, "threshold": threshold},
            ),
        )
