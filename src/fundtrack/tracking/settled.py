"""What is due against what was paid: what is to be paid, in advance, to be recovered.

All of it follows from what is due and what moved, as one balance; no programme's way of
clearing an advance is guessed. A beneficiary who holds more than is due holds an advance until
the final claim is in, as far as advances were paid; the rest is to be recovered. So always

    paid + to be paid - advances outstanding - to be recovered = due
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from fundtrack.checks import Figure, Missing
from fundtrack.funding import Worked
from fundtrack.values import Money

from .sums import bounds, known, unknown

#: The formulas, in the language of books; `ended` when the final claim has been submitted.
TO_BE_PAID: Final = "max(0, due - paid)"
OUTSTANDING: Final = "min(advance, max(0, paid - due))"
TO_BE_RECOVERED: Final = "max(0, paid - due - advance)"
ENDED: Final = {OUTSTANDING: "min(0, advance)", TO_BE_RECOVERED: "max(0, paid - due)"}

_Amounts = Mapping[str, int]
_HOW: Final[Mapping[str, Callable[[_Amounts], int]]] = {
    TO_BE_PAID: lambda of: max(0, of["due"] - of["paid"]),
    OUTSTANDING: lambda of: min(of["advance"], max(0, of["paid"] - of["due"])),
    TO_BE_RECOVERED: lambda of: max(0, of["paid"] - of["due"] - of["advance"]),
    ENDED[OUTSTANDING]: lambda of: min(0, of["advance"]),
    ENDED[TO_BE_RECOVERED]: lambda of: max(0, of["paid"] - of["due"]),
}


def formula_at(formula: str, ended: bool | None) -> tuple[str, ...]:
    """The formula that holds; both where nobody knows whether the final claim is in."""
    at_the_end = ENDED.get(formula, formula)
    if ended is None:
        return tuple(dict.fromkeys((formula, at_the_end)))
    return (at_the_end if ended else formula,)


def settled(
    formulas: Sequence[str], given: Mapping[str, Figure], label: str, open_: Sequence[Missing]
) -> Figure:
    """A figure of one of the formulas, all of which rise or all of which fall in each figure.

    Where something given lies between bounds, so does the figure.
    """
    ends: list[int] = []
    for formula in formulas:
        for which in _corners([bounds(one) for one in given.values()]):
            amounts = dict(zip(given, which, strict=True))
            ends.append(_HOW[formula](amounts))
    values = [one.value for one in given.values() if isinstance(one.value, Money)]
    currency = next(
        (end.currency for one in given.values() for end in bounds(one) if end is not None), ""
    )
    if len(values) == len(given) and len(set(ends)) == 1:
        return known(ends[0], currency, label)
    missing = [miss for one in given.values() for miss in one.missing]
    if not ends:
        return unknown((*missing, *open_), label)
    least, most = (known(end(ends), currency, label).value for end in (min, max))
    sides = (one if isinstance(one, Money) else None for one in (least, most))
    return unknown((*missing, *open_), label, *sides)


def _corners(ends: Sequence[tuple[Money | None, Money | None]]) -> list[tuple[int, ...]]:
    """Every choice of the least or the most of each; none where an end is not known."""
    found: list[tuple[int, ...]] = [()]
    for least, most in ends:
        if least is None or most is None:
            return []
        found = [
            (*one, minor) for one in found for minor in dict.fromkeys((least.minor, most.minor))
        ]
    return found


def worked(formula: str, given: Mapping[str, Figure], value: Figure) -> Worked | None:
    """The figure with the formula it follows; None where something is not known."""
    amounts = {name: one.value for name, one in given.items() if isinstance(one.value, Money)}
    if len(amounts) < len(given) or not isinstance(value.value, Money):
        return None
    return Worked(value.value, formula, amounts)
