"""Which of several exceptions holds (D-13)."""

from collections.abc import Callable, Sequence
from typing import Final

from fundtrack.formulas import Exact, Explanation, Node
from fundtrack.rulebooks import Exceptional

from .bind import Row
from .result import Reason

#: The value of a formula in the scope of a row.
Walk = Callable[[Node, Row], Explanation]
BASE: Final = -1
CONFLICT: Final = -2


def pick(holds: Sequence[bool | None], exceptions: Sequence[Exceptional]) -> int | None:
    """The index of the exception that holds; BASE for none, CONFLICT for two, None if unknown.

    A higher layer beats a lower one, and an exception beats those it goes `over`. An unknown
    condition makes the choice unknown, unless something that surely holds beats it.
    """
    true = [index for index, one in enumerate(holds) if one]
    candidates = [one for one in true if not _beaten(one, true, exceptions)]
    doubtful = [index for index, one in enumerate(holds) if one is None]
    if any(not _beaten(one, candidates, exceptions) for one in doubtful):
        return None
    if len(candidates) > 1:
        return CONFLICT
    return candidates[0] if candidates else BASE


def _beaten(one: int, by: Sequence[int], exceptions: Sequence[Exceptional]) -> bool:
    weak = exceptions[one]
    return any(
        other != one
        and (exceptions[other].level > weak.level or weak.name in exceptions[other].over)
        for other in by
    )


def picker(
    exceptions: tuple[Exceptional, ...],
) -> Callable[[tuple[bool | None, ...]], int | None]:
    """Which exception holds, for generated code."""
    return lambda holds: pick(holds, exceptions)


def chosen(
    walk: Walk, exceptions: tuple[Exceptional, ...], base: Node | None, row: Row
) -> tuple[Node | None, str, tuple[tuple[str, str, str], ...]]:
    """The formula that stands here, a note if it is an exception's, or why nobody knows.

    No formula, a note and nothing missing: an exception by which a rule does not apply.
    """
    if not exceptions:
        return base, "", ()
    whens = [walk(one.when, row) for one in exceptions]
    index = pick([_truth(when.value) for when in whens], exceptions)
    if index is None:
        return None, "", tuple(dict.fromkeys(m for when in whens for m in when.missing))
    if index == CONFLICT:
        names = " / ".join(
            one.name for one, when in zip(exceptions, whens, strict=True) if when.value
        )
        return None, "conflict", ((Reason.CONFLICT.value, names, ""),)
    if index < 0:
        return base, "", ()
    return exceptions[index].value, f"exception:{exceptions[index].name}", ()


def _truth(value: Exact | None) -> bool | None:
    return value if isinstance(value, bool) else None
