"""Strands: which sources pay for which lines, and how much of each strand a source bears.

Lines that the same sources pay for form a strand (D-22). In each, the sources pay in their
order: one with a rate its share of the strand, or of the strand's public part, rounded as told;
one with an amount alone what it has; never more than is left. The source named as the residual
takes the rest. An amount is the most a source pays over all its strands: where its shares come
to more, they are cut in proportion, the last cents by largest remainder.

Sources of one order pay as the plan lists them, and each of their shares says so (`tied`). The
residual takes the rest whatever rate or amount it states; a rule of the book may compare them.
Of rates above 100 % together, the later sources pay what is left; a rate above 100 % takes all
that is left and one below zero nothing.

Everything here is whole minor units, of any size. What is not known stays not known for every
source that shares a strand, near or far, with it; sources of other strands are not touched.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from fundtrack.values import InputError, Record, excerpt, largest_remainder

from .payers import Covered, Payer, refuse

#: When a source pays; the residual last.
_Turn = tuple[bool, bool, int]


class Share(Record):
    """What one source bears of one strand, and how it came to that.

    `exact` is its rate of the base; None where it has none. `rest` is what the sources before
    it left. `uncut` is what it would bear if its amount were no limit. `tied` are the sources
    of the strand whose turn is the same, itself among them, where it is not alone: nothing but
    their place in the list said who of them pays first, and `rest` hangs on it.
    """

    payer: int
    base: int
    exact: Fraction | None
    rest: int
    uncut: int
    value: int
    tied: frozenset[int] = frozenset()


class Strand(Record):
    """Lines with the same sources: their total, the share of each source, what nobody pays."""

    lines: tuple[int, ...]
    total: int
    shares: tuple[Share, ...]
    gap: int


class Strands(Record):
    """All strands that are known.

    `totals` is what each source bears, None where that is not known; `together` names for each
    source those whose shares hang together with its own. `bare` are lines nobody pays for.
    """

    strands: tuple[Strand, ...]
    totals: tuple[int | None, ...]
    together: tuple[frozenset[int], ...]
    bare: tuple[int, ...]


def strands_of(
    lines: Sequence[Covered],
    payers: Sequence[Payer],
    rounded: Callable[[int, int], int],
) -> Strands:
    """Split lines over the sources that pay for them.

    Args:
        lines: In the order of the project.
        payers: In the order of the plan.
        rounded: Rounds a share, given as numerator and denominator of minor units, to a
            whole number.

    Raises:
        InputError: a line or a source cannot be meant (an amount or rate that is not exact, a
            source that is not there, named twice, or known and paying by nothing), or
            `rounded` gives no whole number.

    >>> erdf, own = Payer(1, rate=Fraction(17, 20)), Payer(2, residual=True)
    >>> made = strands_of(
    ...     [Covered(1010, frozenset({0, 1})), Covered(500, frozenset({1}))],
    ...     [erdf, own],
    ...     lambda above, below: above // below,
    ... )
    >>> made.totals, [one.total for one in made.strands]
    ((858, 652), [1010, 500])
    """
    refuse(lines, payers)
    together = _together(lines, payers)
    held: dict[frozenset[int], list[int]] = {}
    unsure: set[int] = set()
    for place, line in enumerate(lines):
        if line.amount is None or line.perhaps:
            unsure |= line.by | line.perhaps
        elif line.by:
            held.setdefault(line.by, []).append(place)
    unsure |= {place for place, payer in enumerate(payers) if not payer.known}
    for by in held:
        unsure |= undecided(by, payers)
    open_ = {other for one in unsure for other in together[one]}
    ordered = sorted(held.items(), key=lambda one: one[1][0])
    open_strands = [_Open(tuple(places), by, lines) for by, places in ordered if not by & open_]
    turns = [_turn(one) for one in payers]
    for one in open_strands:
        one.tie(turns)
    for payer in sorted(range(len(payers)), key=turns.__getitem__):  # of one turn, as listed
        mine = [one for one in open_strands if payer in one.by]
        _pay(payer, payers[payer], mine, rounded)
    made = tuple(one.closed() for one in open_strands)
    totals = [0] * len(payers)
    for strand in made:
        for share in strand.shares:
            totals[share.payer] += share.value
    return Strands(
        strands=made,
        totals=tuple(None if one in open_ else total for one, total in enumerate(totals)),
        together=tuple(together),
        bare=tuple(
            place for place, line in enumerate(lines) if not line.by and not line.perhaps
        ),
    )


class _Open:
    """A strand while its sources pay."""

    def __init__(
        self, places: tuple[int, ...], by: frozenset[int], lines: Sequence[Covered]
    ) -> None:
        self.places, self.by = places, by
        self.total = self.rest = sum(lines[place].amount or 0 for place in places)
        self.private = 0
        self.shares: list[Share] = []
        self.tied: dict[int, frozenset[int]] = {}

    def tie(self, turns: Sequence[_Turn]) -> None:
        """Note which sources have one turn; a group is held once, however many are in it."""
        groups: dict[_Turn, list[int]] = {}
        for one in self.by:
            groups.setdefault(turns[one], []).append(one)
        for group in groups.values():
            if len(group) > 1:
                self.tied |= dict.fromkeys(group, frozenset(group))

    def closed(self) -> Strand:
        return Strand(self.places, self.total, tuple(self.shares), self.rest)


def _turn(payer: Payer) -> _Turn:
    """When a source pays: the residual last, shares of the public part once that is known."""
    return payer.residual, payer.of_public and not payer.private, payer.order


def _pay(
    place: int,
    payer: Payer,
    strands: Sequence[_Open],
    rounded: Callable[[int, int], int],
) -> None:
    """What one source bears of each of its strands."""
    shares = [_uncut(place, payer, strand, rounded) for strand in strands]
    kept = _within(payer, [share.uncut for share in shares])
    for strand, share, value in zip(strands, shares, kept, strict=True):
        tied = strand.tied.get(place, frozenset())
        strand.shares.append(share.replace(value=value, tied=tied))
        strand.rest -= value
        strand.private += value if payer.private else 0


def _uncut(
    place: int, payer: Payer, strand: _Open, rounded: Callable[[int, int], int]
) -> Share:
    base = strand.total - strand.private if payer.of_public else strand.total
    exact, wanted = None, strand.rest
    if payer.rate is not None and not payer.residual:
        exact = payer.rate * base
        wanted = rounded(exact.numerator, exact.denominator)
        if type(wanted) is not int:
            raise InputError(
                "rounded gives no whole number",
                expected="an int of minor units",
                found=excerpt(wanted),
            )
        least, most = sorted((0, strand.rest))
        wanted = max(least, min(wanted, most))  # a credit note is shared like its invoice
    elif not payer.residual:
        wanted = max(0, wanted)  # a fixed amount pays; it takes nothing back
    return Share(place, base, exact, strand.rest, wanted, wanted)


def _within(payer: Payer, wanted: list[int]) -> list[int]:
    """The shares of a source in its strands, cut in proportion to what it has."""
    if payer.amount is None or payer.residual or sum(wanted) <= payer.amount:
        return wanted
    paid = [max(0, one) for one in wanted]
    left = sum(paid) - (sum(wanted) - payer.amount)
    cut = largest_remainder(left, paid)
    return [part if one > 0 else one for part, one in zip(cut, wanted, strict=True)]


def undecided(by: Iterable[int], payers: Sequence[Payer]) -> set[int]:
    """The sources of a strand, if they cannot be told apart.

    So with two residuals, and with a share of the public part where the residual is private:
    what is public hangs on what the others leave.
    """
    mine = set(by)
    residual = [payers[one] for one in mine if payers[one].residual]
    of_public = any(payers[one].of_public and not payers[one].residual for one in mine)
    circle = of_public and any(one.private for one in residual)
    return mine if len(residual) > 1 or circle else set()


def _together(lines: Iterable[Covered], payers: Sequence[Payer]) -> list[frozenset[int]]:
    """For each source those that share a strand with it, or with one that does, and so on."""
    root = list(range(len(payers)))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for by in dict.fromkeys(line.by | line.perhaps for line in lines):
        first, *others = [find(one) for one in by] or [0]
        for other in others if payers else ():
            root[find(other)] = find(first)
    groups: dict[int, set[int]] = {}
    for one in range(len(payers)):
        groups.setdefault(find(one), set()).add(one)
    return [frozenset(groups[find(one)]) for one in range(len(payers))]


def paid_by(strands: Iterable[Strand], payer: int) -> Iterator[Share]:
    """What one source bears, strand by strand."""
    for strand in strands:
        yield from (share for share in strand.shares if share.payer == payer)
