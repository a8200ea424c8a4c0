"""What the lines of a budget come to: by partner, by category, by activity, in all.

Exact whole minor units inside. A line in another currency than the rest leaves its sums open,
and a budget that is left out has no sums: it is not an empty one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from fundtrack.checks import Figure, Missing, Reason
from fundtrack.projects import BudgetLine, FundingSource, Plan
from fundtrack.values import InputError, Money, Record

#: What lines may be summed by; a line without a partner or an activity is under "".
BY_LINES: Final[Mapping[str, Callable[[BudgetLine], str]]] = {
    "partner": lambda line: line.partner or "",
    "category": lambda line: line.category,
    "activity": lambda line: line.activity or "",
}
#: What sources may be summed by.
BY_SOURCES: Final[Mapping[str, Callable[[FundingSource], str]]] = {
    "source": lambda source: source.id,
    "fund": lambda source: source.fund,
}
Key = tuple[str, ...]


class Sums(Record):
    """The sums of one plan by key; `missing` where there are none to be had."""

    by: Mapping[Key, Figure]
    at: str
    missing: tuple[Missing, ...] = ()


def currency_of(*plans: Plan) -> str:
    """The currency of the first amount of these plans; "" where they state none."""
    for plan in plans:
        amounts = [
            *(line.amount for line in plan.budget or ()),
            *(source.amount for source in plan.sources or ()),
        ]
        for amount in amounts:
            if amount is not None:
                return amount.currency
    return ""


def sums_of(plan: Plan, at: str, by: Key, currency: str) -> Sums:
    """The sums of a plan by what `by` names; by nothing, of the whole budget."""
    rows: tuple[BudgetLine | FundingSource, ...] | None = plan.budget
    name = "budget"
    if by and by[0] in BY_SOURCES:
        rows, name = plan.sources, "sources"
    place = f"{at}/{name}"
    if rows is None:
        return Sums({}, place, (Missing(Reason.MISSING, f"plan.{name}", place),))
    found = _summed(_amounts(rows, by, place), currency)
    if not by and currency:
        found.setdefault((), Figure(Money.zero(currency)))
    return Sums(found, place)


def _amounts(
    rows: Iterable[BudgetLine | FundingSource], by: Key, place: str
) -> Iterator[tuple[Key, Money | None, str]]:
    """Each row's key, amount and place of the amount."""
    for index, row in enumerate(rows):
        if isinstance(row, FundingSource):
            key = tuple(BY_SOURCES[one](row) for one in by)
        else:
            key = tuple(BY_LINES[one](row) for one in by)
        yield key, row.amount, f"{place}/{index}/amount"


def _summed(
    amounts: Iterable[tuple[Key, Money | None, str]], currency: str
) -> dict[Key, Figure]:
    minor: dict[Key, int] = {}
    missing: dict[Key, list[Missing]] = {}
    for key, amount, at in amounts:
        minor.setdefault(key, 0)
        if amount is None:
            missing.setdefault(key, []).append(Missing(Reason.MISSING, "source.amount", at))
        elif amount.currency != currency:
            noun = "source.amount" if "/sources/" in at else "budget_line.amount"
            missing.setdefault(key, []).append(Missing(Reason.OTHER_CURRENCY, noun, at))
        else:
            minor[key] += amount.minor
    return {key: _figure(total, currency, missing.get(key, ())) for key, total in minor.items()}


def _figure(total: int, currency: str, missing: Iterable[Missing]) -> Figure:
    lost = tuple(missing)
    if lost:
        return Figure(None, missing=lost[:10], missing_count=len(lost))
    try:
        return Figure(Money.of_minor(total, currency))
    except InputError:
        return Figure(
            None, missing=(Missing(Reason.TOO_LARGE, "plan.budget"),), missing_count=1
        )
