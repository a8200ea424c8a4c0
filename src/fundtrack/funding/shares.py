"""One amount split over parties, and who bears the cents that are left over.

Rounding every share by itself loses or invents cents: 100.00 by thirds is 99.99. So one rule
says where they go: one each to the largest remainders, or all to one party, which takes the
residual: the beneficiary, the first period, the last. Which rule, the programme says.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from fundtrack.values import InputError, Money, Rounding, excerpt, exponent_of

from .amounts import Parts, in_range
from .given import currency_of, listed, one_currency, told
from .minor import in_proportion, rounded_all, with_rest
from .weighed import SHARE, Weighed, Weights, weighed
from .worked import Given, Worked

T = TypeVar("T")
#: What a part of a largest-remainder split says when its exact share is not in whole units.
CUT = "largest remainder"
TOOK = "largest remainder, with a unit left over"


class Shares(Parts):
    """The parts of one amount in the order of the parties; they sum to it.

    `parties` are their names, none where the weights were a list.

    >>> from fundtrack.funding import shares_by_largest_remainder
    >>> found = shares_by_largest_remainder(Money("0.10 EUR"), {"fund": 85, "own": 15})
    >>> found.amounts, found.by_party()["own"]
    ((Money('0.09 EUR'), Money('0.01 EUR')), Money('0.01 EUR'))
    """

    parties: tuple[str, ...]

    def by_party(self) -> dict[str, Money]:
        """The parts by the name of their party; none where parties have no names."""
        return dict(zip(self.parties, self.amounts, strict=False))

    def worked(self) -> Iterator[tuple[str, Worked]]:
        """Every figure with its name: a part is called as its party."""
        for name, one in super().worked():
            place = name.removeprefix("parts_")
            known = self.parties and place != name
            yield self.parties[int(place) - 1] if known else name, one


class Funded(Shares):
    """Parts that together with the gap sum to the amount; the gap is what nobody pays."""

    gap: Worked


def shares_by_largest_remainder(
    whole: Money, weights: Weights, *, priorities: Sequence[int] | None = None
) -> Shares:
    """Split an amount in proportion; minor units left over go to the largest remainders.

    The amounts are those of `split`; each part also says its exact share, and whether it took
    one of the units left over. A part never differs from its exact share by a whole unit; it
    may shrink when the whole grows (the Alabama paradox: 0.10 over 6, 6, 2 gives the last 0.02,
    0.11 gives it 0.01).

    Args:
        whole: The amount, of any sign; the parts of a negative one mirror the positive one's.
        weights: A list, or a mapping by party; all ints, all Rates, or all Money of one
            currency, zero or more each. Only their proportion counts.
        priorities: Among equal remainders the lowest number comes first, then the order of the
            weights; None for the order of the weights alone.

    Raises:
        InputError: weights that cannot be weighed; all are zero but the whole is not; or there
            is not one priority for each.
        CurrencyMismatch: weights of money in different currencies.

    Source:
        "Funding-split mathematics", split.largest_remainder.

    >>> thirds = shares_by_largest_remainder(Money("100.00 EUR"), [1, 1, 1])
    >>> print(thirds.parts[0].explain("first"))
    first = whole × (weight ÷ weights)
        = 100.00 EUR × (1 ÷ 3) = 33.333333… EUR, largest remainder, with a unit left over: \
33.34 EUR
    """
    held = to_share(whole, weights)
    parties = held.parties
    order = _order(priorities, len(held.integers))
    minors = in_proportion(whole.minor, held.integers, order)

    def make() -> Shares:
        return Shares(explained(whole, minors, held), parties)

    return Shares.late(make, _minors=minors, _currency=whole.currency, parties=parties)


def shares_with_residual(
    whole: Money,
    weights: Weights,
    *,
    residual: int | str,
    rounding: Rounding | Sequence[Rounding],
    least: Money | None = None,
    most: Money | None = None,
) -> Shares:
    """Split an amount in proportion; every part is rounded, one party takes what is left.

    As in the monitoring system of Interreg: each fund is rounded down, the partner's own
    contribution is the rest. Rounded down, the residual is never smaller than its share.

    Args:
        whole: The amount, of any sign.
        weights: As for the largest remainder; the residual party has a weight as well.
        residual: Its place from 0, or its name where the weights are by party.
        rounding: One for all others, or one for each of the others in their order.
        least: What the residual must reach, same currency; None for no bound. Rounded up, the
            others can leave less than nothing.
        most: What it must not pass; None for no bound.

    Raises:
        InputError: as the largest remainder; there is no such party, not one rounding for each
            of the others, or the residual breaks a bound.
        CurrencyMismatch: a bound in another currency.

    Source:
        "Funding-split mathematics", split.residual; Jems, "each fund is floored, the partner
        contribution takes the rest" (verified in its source).

    >>> funded = shares_with_residual(
    ...     Money("1222.21 EUR"),
    ...     {"erdf": 55, "other_fund": 12, "partner": 33},
    ...     residual="partner",
    ...     rounding=Rounding("floor 0.01"),
    ... )
    >>> [str(amount) for amount in funded.amounts]
    ['672.21 EUR', '146.66 EUR', '403.34 EUR']
    """
    held = to_share(whole, weights)
    if least is not None or most is not None:
        one_currency("least", "most", whole=whole, least=least, most=most)
    place = _place(residual, held)
    roundings = _roundings(rounding, len(held.integers) - 1)
    if not held.total:
        return Shares(_nothing(whole, held), held.parties)
    currency, exponent = whole.currency, exponent_of(whole.currency)
    others = _but(place, held.integers)
    if isinstance(rounding, Rounding):
        parts = rounded_all(others, whole.minor, held.total, rounding, exponent)
    else:
        each = zip(others, roundings, strict=True)
        parts = [how.minor(whole.minor * one, held.total, exponent) for one, how in each]
    minors = with_rest(whole.minor, parts, place)
    in_range((minors[place], whole.minor - minors[place]), currency)  # none is above the sum
    if least is not None or most is not None:
        _within(Money.of_minor(minors[place], currency), least, most)

    def make() -> Shares:
        return Shares(_with_rest(whole, minors, held, place, roundings), held.parties)

    return Shares.late(make, _minors=minors, _currency=currency, parties=held.parties)


def shares_rest_first(
    whole: Money, weights: Weights, *, rounding: Rounding | Sequence[Rounding]
) -> Shares:
    """Split an amount in proportion; the first part takes what rounding the others leaves.

    Args, errors: as `shares_with_residual`.

    Source:
        "Funding-split mathematics", split.residual.

    >>> found = shares_rest_first(Money("100 JPY"), [1, 1, 1], rounding=Rounding("down 1"))
    >>> [str(amount) for amount in found.amounts]
    ['34 JPY', '33 JPY', '33 JPY']
    """
    return shares_with_residual(whole, weights, residual=0, rounding=rounding)


def shares_rest_last(
    whole: Money, weights: Weights, *, rounding: Rounding | Sequence[Rounding]
) -> Shares:
    """Split an amount in proportion; the last part takes what rounding the others leaves.

    So monitoring systems spread an amount over periods.

    Args, errors: as `shares_with_residual`.

    Source:
        "Funding-split mathematics", period spread; Jems, "the last period takes the remainder"
        (verified in its source).

    >>> down = Rounding("down 0.01")
    >>> periods = shares_rest_last(Money("2500.00 EUR"), [1] * 7, rounding=down).amounts
    >>> str(periods[0]), str(periods[6])
    ('357.14 EUR', '357.16 EUR')
    """
    return shares_with_residual(whole, weights, residual=-1, rounding=rounding)


def explained(whole: Money, minors: Sequence[int], held: Weighed) -> tuple[Worked, ...]:
    """Explain the parts of a largest-remainder split."""
    if held.total:
        return by_largest_remainder(whole, minors, held.integers, *held.shown())
    return _nothing(whole, held)


def by_largest_remainder(
    whole: Money,
    minors: Sequence[int],
    integers: Sequence[int],
    shown: Sequence[Given],
    weights: Given,
) -> tuple[Worked, ...]:
    """Explain the parts of a largest-remainder split; some weight is above zero."""
    size, total, currency = abs(whole.minor), sum(integers), whole.currency
    found = []
    for minor, weight, one in zip(minors, integers, shown, strict=True):
        over = abs(minor) * total - size * weight  # of one unit, times the total
        given: dict[str, Given] = {"whole": whole, "weight": one, "weights": weights}
        policy = TOOK if over > 0 else CUT if over else ""
        found.append(Worked(Money.of_minor(minor, currency), SHARE, given, None, "", policy))
    return tuple(found)


def _with_rest(
    whole: Money,
    minors: Sequence[int],
    held: Weighed,
    place: int,
    roundings: Sequence[Rounding],
) -> tuple[Worked, ...]:
    """Explain parts that are rounded, and the one that takes what they leave."""
    currency, (shown, weights) = whole.currency, held.shown()
    parts: list[Worked] = []
    for minor, one in zip(_but(place, minors), _but(place, shown), strict=True):
        given: dict[str, Given] = {"whole": whole, "weight": one, "weights": weights}
        how = roundings[len(parts)]
        parts.append(Worked(Money.of_minor(minor, currency), SHARE, given, how))
    rest = Money.of_minor(minors[place], currency)
    parts.insert(
        place, Worked(rest, "whole - others", {"whole": whole, "others": whole - rest})
    )
    return tuple(parts)


def _but(place: int, things: Sequence[T]) -> list[T]:
    """All but the one at a place."""
    return [*things[:place], *things[place + 1 :]]


def to_share(whole: Money, weights: Weights) -> Weighed:
    """The weights of an amount; somebody must have one if there is anything to share."""
    currency_of("whole", whole)
    held = weighed(weights)
    to_somebody(whole, held)
    return held


def to_somebody(whole: Money, held: Weighed) -> None:
    """Refuse an amount that is not zero where everybody weighs nothing."""
    if whole and not held.total:
        raise InputError("all weights are zero, so there is nobody to give the amount to")


def _nothing(whole: Money, held: Weighed) -> tuple[Worked, ...]:
    """Nothing over parties that weigh nothing: everybody gets the whole of it."""
    return (Worked(whole, "whole", {"whole": whole}),) * len(held.integers)


def _order(priorities: Sequence[int] | None, count: int) -> Sequence[int] | None:
    """The places in the order in which they take units left over."""
    if priorities is None:
        return None
    given = listed("priorities", priorities)
    if len(given) != count or any(type(one) is not int for one in given):
        raise InputError(
            "there is not one priority for each weight", expected=f"{count} whole numbers"
        )
    return sorted(range(count), key=given.__getitem__)


def _place(residual: int | str, held: Weighed) -> int:
    """Where the party stands that takes the residual; -1 is the last."""
    count = len(held.integers)
    if type(residual) is int and -1 <= residual < count:
        return residual % count
    if isinstance(residual, str) and residual in held.parties:
        return held.parties.index(residual)
    known = ", ".join(held.parties) or f"a place from 0 to {count - 1}"
    raise InputError("no such party", expected=known, found=excerpt(residual))


def _roundings(rounding: Rounding | Sequence[Rounding], others: int) -> tuple[Rounding, ...]:
    """One rounding for all, or one for each of the others."""
    if isinstance(rounding, Rounding):
        return (rounding,) * others
    held = tuple(map(told, listed("rounding", rounding, least=0)))
    if len(held) != others or not held:
        raise InputError(
            "there is not one rounding for each of the others",
            expected=f"one rounding, or {others}",
            found=str(len(held)),
        )
    return held


def _within(rest: Money, least: Money | None, most: Money | None) -> None:
    remedy = "round the others the other way, or let another party take the rest"
    if least is not None and rest < least:
        problem, expected = "the residual is too small", f"{least} or more"
    elif most is not None and rest > most:
        problem, expected = "the residual is too large", f"{most} or less"
    else:
        return
    raise InputError(problem, expected=expected, found=str(rest), remedy=remedy)
