"""Three and more sources over a sequence of lines, cumulative for each source.

A line is not split by itself: what each source has paid up to and with a line is worked out
from the sum of the lines so far, and the line bears the difference. So every prefix sums to its
lines, whatever the order of corrections. With two sources there is one way to do so. With more
there are two, and neither has both virtues: `cascade` never takes money back from a source on a
line that is not negative, `nested_thresholds` keeps every source within a cent of its share.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import cast

from fundtrack.values import InputError, Money, Record, Rounding

from .given import listed, many, not_negative, told
from .shares import Funded
from .weighed import Weighed, Weights, weighed
from .worked import Given, Worked, Workings

#: Lines times sources of one call: a ledger as long as a gate lets in, over five sources.
PARTS_MAX = 1_000_000


class SourcesOfLines(Workings):
    """What each source pays of each line, and in total; each with what nobody pays."""

    lines: tuple[Funded, ...]
    total: Funded


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
    amounts, held = _read(lines, weights)
    tops = _ceilings(ceilings, len(held.integers))
    told(rounding)
    steps = _steps(held)
    paid = [_paid(whole, steps, tops, rounding) for whole in accumulate(amounts)]
    return _by_lines(paid, held.parties)


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
    amounts, held = _read(lines, weights)
    told(rounding)
    steps = _steps(held)
    paid = [_between_marks(whole, steps, rounding) for whole in accumulate(amounts)]
    return _by_lines(paid, held.parties)


class _Step(Record):
    """A source: its weight, with all after it, with all before it; and as they are shown."""

    weight: int
    left: int
    upto: int
    shown: tuple[Given, Given, Given]


def _read(lines: Iterable[Money], weights: Weights) -> tuple[tuple[Money, ...], Weighed]:
    held = weighed(weights)
    if not held.total:
        raise InputError("all weights are zero, so there is nobody to give the amount to")
    amounts = many("lines", lines)
    if len(amounts) * len(held.integers) > PARTS_MAX:
        raise InputError(
            "too many lines times sources",
            expected=f"at most {PARTS_MAX}",
            found=f"{len(amounts)} times {len(held.integers)}",
        )
    return amounts, held


def _steps(held: Weighed) -> list[_Step]:
    """The sources in their order; what follows the last that weighs anything weighs nothing."""
    try:
        shown = list(zip(*_sums(held.shown), strict=True))
    except InputError:  # a sum is no amount or rate any more: show whole numbers
        shown = list(zip(*_sums(held.integers), strict=True))
    sums = zip(*_sums(held.integers), shown, strict=True)
    return [_Step(weight, left, upto, said) for weight, left, upto, said in sums]


def _sums(numbers: Sequence[Given]) -> tuple[list[int], list[int], list[int]]:
    """Numbers, and their sums from the end and from the beginning."""
    same = cast("list[int]", list(numbers))  # of one kind, and each kind adds up
    return same, list(accumulate(same[::-1]))[::-1], list(accumulate(same))


def _ceilings(ceilings: Sequence[Money | None] | None, sources: int) -> Sequence[Money | None]:
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
    return tops


def _paid(
    whole: Money, steps: list[_Step], tops: Sequence[Money | None], rounding: Rounding
) -> list[Worked]:
    """What each source has paid of the sum so far, in a cascade; then what nobody has."""
    rest, exponent, now = whole, whole.exponent, []
    for step, top in zip(steps, tops, strict=True):
        if step.weight == step.left:  # the last that weighs anything, or one after it
            paid = _plain("rest", rest if step.weight else rest - rest)
        else:
            minor = rounding.minor(rest.minor * step.weight, step.left, exponent)
            weight, weights, _ = step.shown
            given: dict[str, Given] = {"rest": rest, "weight": weight, "weights": weights}
            part = Money.of_minor(minor, rest.currency)
            paid = Worked(part, "rest * (weight / weights)", given, rounding)
        if top is not None:
            cut = min(paid.money, top)
            paid = Worked(cut, "min(share, ceiling)", {"share": paid, "ceiling": top})
        now.append(paid)
        rest -= paid.money
    return [*now, _plain("rest", rest)]


def _between_marks(whole: Money, steps: list[_Step], rounding: Rounding) -> list[Worked]:
    """What each source has paid of the sum so far, between two marks; then nothing."""
    exponent, now = whole.exponent, []
    nothing = before = _plain("nothing", whole - whole)
    for step in steps:
        mark = _plain("whole", whole)
        if step.upto < steps[0].left:
            minor = rounding.minor(whole.minor * step.upto, steps[0].left, exponent)
            upto, weights = step.shown[2], steps[0].shown[1]
            given: dict[str, Given] = {"whole": whole, "upto": upto, "weights": weights}
            part = Money.of_minor(minor, whole.currency)
            mark = Worked(part, "whole * (upto / weights)", given, rounding)
        paid = mark.money - before.money
        now.append(Worked(paid, "mark - before", {"mark": mark, "before": before}))
        before = mark
    return [*now, nothing]


def _plain(name: str, amount: Money) -> Worked:
    return Worked(amount, name, {name: amount})


def _by_lines(paid: list[list[Worked]], parties: tuple[str, ...]) -> SourcesOfLines:
    """Each line bears what has been paid with it less what had been paid before it."""
    before = [Money.zero(paid[0][0].money.currency)] * len(paid[0])
    lines = []
    for now in paid:
        after = [one.money for one in now]
        *parts, gap = (
            Worked(new - old, "now - before", {"now": one, "before": old})
            for one, new, old in zip(now, after, before, strict=True)
        )
        lines.append(Funded(tuple(parts), parties, gap))
        before = after
    return SourcesOfLines(tuple(lines), Funded(tuple(paid[-1][:-1]), parties, paid[-1][-1]))
