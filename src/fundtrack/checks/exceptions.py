"""Which of several exceptions holds (D-13)."""

from collections.abc import Callable, Sequence
from typing import Final

from fundtrack.rulebooks import Exceptional

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
