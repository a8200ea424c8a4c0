"""Who pays, and for which lines: what a split over strands is given, and what it refuses.

A line names its sources by their place, so no line can stand in two strands (D-22). What cannot
be meant is refused with its place: a source that is not there, one that both pays and perhaps
pays, one that is said to be known and pays by nothing. A book reads its sources from the plan
and says `known=False` of such a one; then it is an unknown and no error.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from fundtrack.values import InputError, Record, excerpt

from .given import whole, yes_or_no


class Payer(Record):
    """A source as the split sees it; `known` is false where what it pays by is not stated.

    Those of one `order` pay as they are listed. A `rate` above 100 % takes all that is left
    and one below zero nothing.
    """

    order: int
    rate: Fraction | None = None
    amount: int | None = None
    residual: bool = False
    private: bool = False  # its money is no public expenditure
    of_public: bool = False  # its rate is of the public part
    known: bool = True


class Covered(Record):
    """A line: its amount, the sources that pay for it, those that may."""

    amount: int | None
    by: frozenset[int]
    perhaps: frozenset[int] = frozenset()


def refuse(lines: Iterable[Covered], payers: Sequence[Payer]) -> None:
    """Refuse lines and sources that cannot be meant; the first that is wrong is named.

    Raises:
        InputError: one is of another kind, an amount or a rate is not exact, a known source
            pays by nothing, or a line names a source that is not there, or one twice.

    >>> refuse([Covered(100, frozenset({0, 2}))], [Payer(1, amount=5)] * 2)
    Traceback (most recent call last):
    InputError: lines[0].by names a payer that is not there (expected 0 to 1, found 2)
    """
    for place, payer in enumerate(payers):
        _payer(f"payers[{place}]", payer)
    seen: set[tuple[frozenset[int], frozenset[int]]] = set()
    for place, line in enumerate(lines):
        if type(line) is not Covered:
            raise InputError(
                f"lines[{place}] is no line", expected="Covered", found=excerpt(line)
            )
        if line.amount is not None and type(line.amount) is not int:
            raise InputError(
                f"lines[{place}].amount is not in whole minor units",
                expected="an int, or None where nobody knows it",
                found=excerpt(line.amount),
            )
        if type(line.by) is not frozenset or type(line.perhaps) is not frozenset:
            _sets(place, line)
        if (line.by, line.perhaps) not in seen:
            _sources(place, line, len(payers))
            seen.add((line.by, line.perhaps))


def _payer(name: str, payer: Payer) -> None:
    if type(payer) is not Payer:
        raise InputError(f"{name} is no source", expected="Payer", found=excerpt(payer))
    whole(f"{name}.order", payer.order)
    if payer.rate is not None and type(payer.rate) is not Fraction:
        raise InputError(
            f"{name}.rate is not an exact share",
            expected="a Fraction, or None",
            found=excerpt(payer.rate),
        )
    if payer.amount is not None:
        whole(f"{name}.amount", payer.amount)
    for flag in ("residual", "private", "of_public", "known"):
        yes_or_no(f"{name}.{flag}", getattr(payer, flag))
    if payer.known and not payer.residual and payer.rate is None and payer.amount is None:
        raise InputError(
            f"{name} pays by nothing",
            expected="a rate, an amount, or the residual",
            remedy="say known=False where nobody has stated it",
        )


def _sets(place: int, line: Covered) -> None:
    for name in ("by", "perhaps"):
        held = getattr(line, name)
        if type(held) is not frozenset:
            raise InputError(
                f"lines[{place}].{name} is no set of places",
                expected="a frozenset",
                found=excerpt(held),
            )


def _sources(place: int, line: Covered, count: int) -> None:
    """Refuse sources that are not there, and one that both pays and perhaps pays."""
    for name, held in (("by", line.by), ("perhaps", line.perhaps)):
        for one in held:
            if type(one) is not int or not 0 <= one < count:
                raise InputError(
                    f"lines[{place}].{name} names a payer that is not there",
                    expected=f"0 to {count - 1}" if count else "none, as there are no payers",
                    found=excerpt(one),
                )
    both = line.by & line.perhaps
    if both:
        raise InputError(
            f"lines[{place}] names a payer twice",
            expected="each in by or in perhaps",
            found=f"{min(both)} in both",
            remedy="what surely pays is no doubt: leave it out of perhaps",
        )
