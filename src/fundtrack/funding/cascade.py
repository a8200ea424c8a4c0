"""Three and more sources over a sequence of lines, cumulative for each source.

A line is not split by itself: what each source has paid up to and with a line is worked out
from the sum of the lines so far, and the line bears the difference. So every prefix sums to its
lines, whatever the order of corrections. With two sources there is one way to do so. With more
there are two, and neither has both virtues: `cascade` never takes money back from a source on a
line that is not negative, `nested_thresholds` keeps every source within a cent of its share.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from itertools import accumulate, pairwise
from operator import sub
from typing import NamedTuple, cast

from fundtrack.values import InputError, Money, Rounding

from .amounts import in_range, made
from .given import in_minor, listed, not_negative, one_currency, told
from .minor import cascaded, marked, steps
from .shares import Funded
from .weighed import Weighed, Weights, weighed
from .worked import Given, Number, Worked, Workings

#: Lines times sources of one call: a ledger as long as a gate lets in, over five sources.
PARTS_MAX = 1_000_000


class SourcesOfLines(Workings):
    """What each source pays of each line, and in total; each with what nobody pays."""

    lines: tuple[Funded, ...]
    total: Funded

    @property
    def amounts(self) -> tuple[tuple[Money, ...], ...]:
        """What the sources pay, line by line."""
        held = self.__dict__
        found: tuple[tuple[Money, ...], ...] | None = held.get("_amounts")
        if found is None:
            if "_rows" in held:
                found = tuple([made(row, held["_currency"]) for row in held["_rows"]])
            else:
                found = tuple([line.amounts for line in self.lines])
            held["_amounts"] = found
        return found

    @property
    def minors(self) -> tuple[tuple[int, ...], ...]:
        """What the sources pay in minor units, line by line: what a table holds."""
        rows: tuple[tuple[int, ...], ...] | None = self.__dict__.get("_rows")
        return tuple([line.minors for line in self.lines]) if rows is None else rows


def cascade(
    lines: Iterable[Money],
    weights: Weights,
    *,
    rounding: Rounding,
    ceilings: Sequence[Money | None] | None = None,
) -> SourcesOfLines:
    """Split lines over sources: the first takes its share of the sum, the second of the rest.

    Of the sum of the lines so far the first source takes its rounded share, cut at its ceiling;
    of the whole cents that are left the second takes its share among those that remain, and so
    on; the last takes all that is left. Rounded to the minor unit, no source gets a negative
    share of a line as long as lines are not negative. The price is drift: each rounding passes
    its error on, so under the half modes a source can be off its exact share by half a cent for
    itself and each before it: 0.21 over 11, 6, 1, 16, 1 gives the fourth 0.08 of 0.096, which
    is 1.6 cents. What a ceiling cuts off passes to the sources after it in proportion; what the
    last cannot pay is the gap.

    Args:
        lines: Amounts in their order, of any sign and one currency: costs, claims, corrections.
        weights: A list, or a mapping by source, in the order of the cascade; as for
            `shares_by_largest_remainder`.
        rounding: Where the fraction of a cent of each source goes. With a unit coarser than the
            cent a source can get a negative share of a line.
        ceilings: The most each source pays of all lines together, zero or more; None for no
            ceiling.

    Raises:
        InputError: no lines, weights that cannot be weighed or are all zero, more than
            1,000,000 parts, or not one ceiling for each source.
        CurrencyMismatch: lines or ceilings in different currencies.

    Source:
        "Performance", 3.3 cumulative rounding; "Funding-split mathematics", split.cumulative
        and split.ceiling_source.

    >>> thirds = cascade([Money("0.01 EUR")] * 3, [1, 1, 1], rounding=Rounding("half_up 0.01"))
    >>> [[str(amount) for amount in line.amounts] for line in thirds.lines]
    [['0.00 EUR', '0.01 EUR', '0.00 EUR'], ['0.01 EUR', '0.00 EUR', '0.00 EUR'], \
['0.00 EUR', '0.00 EUR', '0.01 EUR']]
    """
    line, sums, held = _read(lines, weights)
    tops = _ceilings(ceilings, len(held.integers), line)
    told(rounding)
    limits = [None if top is None else top.minor for top in tops]
    paid, parts = cascaded(sums, held.integers, limits, rounding, line.exponent)
    currency = _in_range(line, sums, *parts)
    shown = cache(lambda: _shown(held))

    def explained(place: int) -> list[Worked]:
        """What each source has paid of one sum; then what none has."""
        rest, now = Money.of_minor(sums[place], currency), []
        for part, top, step in zip(parts, tops, shown(), strict=True):
            one = _share(Money.of_minor(part[place], currency), rest, step, rounding)
            if top is not None:
                cut = min(one.money, top)
                one = Worked(cut, "min(share, ceiling)", {"share": one, "ceiling": top})
            now.append(one)
            rest -= one.money
        return [*now, _plain("rest", rest)]

    return _by_lines(paid, currency, held.parties, explained)


def nested_thresholds(
    lines: Iterable[Money], weights: Weights, *, rounding: Rounding
) -> SourcesOfLines:
    """Split lines over sources: each pays between two rounded marks on the sum of the lines.

    The marks are the shares of the first source, of the first two, of the first three … in the
    sum of the lines so far, each rounded; a source pays from one mark to the next. So, rounded
    to the minor unit, no source is ever off its exact share by more than one. The price is a
    line here and there on which a source gets a cent back: of 0.01 and 0.01 by thirds the
    second source pays 0.01, then -0.01.

    Args:
        lines: As for `cascade`.
        weights: As for `cascade`.
        rounding: Where the fraction of a cent of each mark goes.

    Raises:
        InputError: no lines, weights that cannot be weighed or are all zero, or more than
            1,000,000 parts.
        CurrencyMismatch: lines in different currencies.

    Source:
        "Performance", 3.3 cumulative rounding.

    >>> thirds = nested_thresholds(
    ...     [Money("0.01 EUR")] * 2, [1, 1, 1], rounding=Rounding("half_up 0.01")
    ... )
    >>> [[str(amount) for amount in line.amounts] for line in thirds.lines]
    [['0.00 EUR', '0.01 EUR', '0.00 EUR'], ['0.01 EUR', '-0.01 EUR', '0.01 EUR']]
    """
    line, sums, held = _read(lines, weights)
    told(rounding)
    marks = marked(sums, held.integers, rounding, line.exponent)
    currency = _in_range(line, *marks)
    nothing = [0] * len(sums)
    paid = [list(map(sub, mark, before)) for before, mark in pairwise((nothing, *marks))]
    shown = cache(lambda: _shown(held))

    def explained(place: int) -> list[Worked]:
        """What each source has paid of one sum, between two marks; then nothing."""
        whole, now = Money.of_minor(sums[place], currency), []
        none = before = _plain("nothing", whole - whole)
        for each, step in zip(marks, shown(), strict=True):
            mark = _mark(Money.of_minor(each[place], currency), whole, step, rounding)
            given: dict[str, Given] = {"mark": mark, "before": before}
            now.append(Worked(mark.money - before.money, "mark - before", given))
            before = mark
        return [*now, none]

    return _by_lines([*paid, nothing], currency, held.parties, explained)


class _Step(NamedTuple):
    """A source: its weight, with all after it, with all before it; and the weight of all."""

    last: bool  # of those that weigh anything, or one after it
    weighs: bool
    weight: Given
    left: Given
    upto: Given
    total: Given


def _read(lines: Iterable[Money], weights: Weights) -> tuple[Money, list[int], Weighed]:
    """The first line, the sums of the lines up to each, and the weights."""
    held = weighed(weights)
    if not held.total:
        raise InputError("all weights are zero, so there is nobody to give the amount to")
    amounts, minors = in_minor("lines", lines)
    if len(amounts) * len(held.integers) > PARTS_MAX:
        raise InputError(
            "too many lines times sources",
            expected=f"at most {PARTS_MAX}",
            found=f"{len(amounts)} times {len(held.integers)}",
        )
    return amounts[0], list(accumulate(minors)), held


def _in_range(line: Money, *columns: Sequence[int]) -> str:
    """The currency of all lines, when sums and shares are amounts in it."""
    in_range([*map(min, columns), *map(max, columns)], line.currency)
    return line.currency


def _shown(held: Weighed) -> list[_Step]:
    """The sources in their order; what follows the last that weighs anything weighs nothing."""
    weights = held.integers
    lefts, uptos = _running(weights)
    try:
        shown: Sequence[Number] = held.given
        left_shown, upto_shown = _running(shown)
    except InputError:  # a sum is no amount or rate any more: show whole numbers
        shown, left_shown, upto_shown = weights, lefts, uptos
    said = zip(shown, left_shown, upto_shown, strict=True)
    return [
        _Step(weight == left, weight > 0, *one, upto_shown[-1])
        for weight, left, one in zip(weights, lefts, said, strict=True)
    ]


def _running(numbers: Sequence[Number]) -> tuple[Sequence[Number], Sequence[Number]]:
    """Sums of numbers from the end, and from the beginning."""
    same = cast("Sequence[int]", numbers)  # of one kind, and each kind adds up
    return list(accumulate(same[::-1]))[::-1], list(accumulate(same))


def _ceilings(
    ceilings: Sequence[Money | None] | None, sources: int, line: Money
) -> Sequence[Money | None]:
    if ceilings is None:
        return (None,) * sources
    tops = listed("ceilings", ceilings)
    if len(tops) != sources:
        raise InputError(
            "there is not one ceiling for each source",
            expected=f"{sources}, None where there is none",
            found=str(len(tops)),
        )
    for place, top in enumerate(tops):
        if top is not None:
            not_negative(**{f"ceilings[{place}]": top})
            one_currency(lines=line, ceiling=top)
    return tops


def _share(part: Money, rest: Money, step: _Step, rounding: Rounding) -> Worked:
    """A source's share of the rest."""
    if step.last:
        return _plain("rest", rest if step.weighs else rest - rest)
    given = {"rest": rest, "weight": step.weight, "weights": step.left}
    return Worked(part, "rest * (weight / weights)", given, rounding)


def _mark(part: Money, whole: Money, step: _Step, rounding: Rounding) -> Worked:
    """A mark on the whole: the share of a source and all before it."""
    if step.last:
        return _plain("whole", whole)
    given = {"whole": whole, "upto": step.upto, "weights": step.total}
    return Worked(part, "whole * (upto / weights)", given, rounding)


def _plain(name: str, amount: Money) -> Worked:
    return Worked(amount, name, {name: amount})


def _by_lines(
    paid: Sequence[Sequence[int]],
    currency: str,
    parties: tuple[str, ...],
    explained: Callable[[int], list[Worked]],
) -> SourcesOfLines:
    """Each line bears what has been paid with it less what had been paid before it.

    `paid` is by source, then what none has paid; `explained` says the same of one line.
    """
    changes = [steps(column) for column in paid]
    in_range([*map(min, changes), *map(max, changes)], currency)
    rows = tuple(zip(*changes[:-1], strict=True))

    def line(place: int) -> Funded:
        before = made([column[place - 1] if place else 0 for column in paid], currency)
        *parts, gap = (
            Worked(one.money - old, "now - before", {"now": one, "before": old})
            for one, old in zip(explained(place), before, strict=True)
        )
        return Funded(tuple(parts), parties, gap)

    def total() -> Funded:
        *parts, gap = explained(-1)
        return Funded(tuple(parts), parties, gap)

    def late(make: Callable[[], Funded], minors: Sequence[int]) -> Funded:
        return Funded.late(make, _minors=minors, _currency=currency, parties=parties)

    def make() -> SourcesOfLines:
        return SourcesOfLines(
            tuple(late(partial(line, place), minors) for place, minors in enumerate(rows)),
            late(total, [column[-1] for column in paid[:-1]]),
        )

    return SourcesOfLines.late(make, _rows=rows, _currency=currency)
