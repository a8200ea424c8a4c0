"""How several lines take up one limit (D-09): one after the other, or each its share of it.

Both readings hand their amounts to this file, in minor units and in the order of the book.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Final

from fundtrack.rulebooks import Rule

#: How a limit says that every line gives its share.
PRO_RATA: Final = ("pro_rata",)
#: What a line's place in the order is while a fact of it is missing.
Order = tuple[object, ...] | None


def shares(amounts: Sequence[int], cap: int, *, pro_rata: bool = False) -> list[int]:
    """What a limit leaves of each amount, in minor units.

    Args:
        amounts: In the order in which they take up the limit; a credit note gives room back.
        cap: What they may come to together; below nothing nothing more is taken.
        pro_rata: Give each the same share instead, whole units by largest remainder: first to
            those that lost the largest part of a unit, of equals to the first.

    >>> shares([60, 60, -10, 20], 100)
    [60, 40, 0, 0]
    >>> shares([60, 60, -10, 20], 100, pro_rata=True)
    [46, 46, -8, 16]
    """
    whole, cap = sum(amounts), max(cap, 0)
    if whole <= cap:
        return list(amounts)
    if not pro_rata:
        filled = [min(held, cap) for held in accumulate(amounts, initial=0)]
        return [after - before for before, after in pairwise(filled)]
    exact = [Fraction(amount * cap, whole) for amount in amounts]
    found = [one.__floor__() for one in exact]
    rest = [one - kept for one, kept in zip(exact, found, strict=True)]
    last = sorted(range(len(rest)), key=lambda place: (-rest[place], place))
    for place in last[: cap - sum(found)]:
        found[place] += 1
    return found


def holds(rule: Rule, computed: bool) -> bool:
    """Whether a limit is about a line: one that measures costs is about no computed line."""
    return not computed or (rule.measured is not None and rule.measured.name == "line")


def order_of(rule: Rule, name: str, computed: bool, read: Callable[[str], object]) -> Order:
    """Where a line stands in the order of a limit; None while nobody knows.

    Args:
        rule: The limit; it says which facts of a line come first.
        name: The line's id, which decides between lines that are equal otherwise.
        computed: Whether it is a computed line, which comes after all others.
        read: The value of a fact by its path after the dot; `...` where lines of this basis
            have no such fact (a budget line has no day), and all are equal.
    """
    if computed or rule.consume == PRO_RATA:
        return int(computed), name
    found = [read(path.partition(".")[2]) for path in rule.consume]
    told = [one for one in found if one is not ...]
    return None if None in told else (0, *told, name)
