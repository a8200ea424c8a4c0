"""Which of several exceptions holds (D-13)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from fundtrack.formulas import Exact, Explanation, Node
from fundtrack.rulebooks import Exceptional
from fundtrack.values import Citation

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


class Chosen(NamedTuple):
    """The formula that stands at an address for a row, or why nobody knows.

    `citations` are those of the exception that holds, or of those in conflict; `asked` are the
    conditions of all of them. No formula, a note and nothing missing: an exception by which a
    rule does not apply.
    """

    node: Node | None
    note: str = ""
    missing: tuple[tuple[str, str, str], ...] = ()
    citations: tuple[Citation, ...] = ()
    asked: tuple[Explanation, ...] = ()


def chosen(
    walk: Walk, exceptions: tuple[Exceptional, ...], base: Node | None, row: Row
) -> Chosen:
    """Which formula stands here: the base, or that of an exception, which is noted."""
    if not exceptions:
        return Chosen(base)
    whens = tuple(_named(walk(one.when, row), one) for one in exceptions)
    index = pick([_truth(when.value) for when in whens], exceptions)
    if index is None:
        missing = tuple(dict.fromkeys(m for when in whens for m in when.missing))
        return Chosen(None, missing=missing, asked=whens)
    if index == CONFLICT:
        held = [one for one, when in zip(exceptions, whens, strict=True) if when.value]
        names = " / ".join(one.name for one in held)
        missing = ((Reason.CONFLICT.value, names, ""),)
        return Chosen(None, "conflict", missing, _cited(held), whens)
    if index == BASE:
        return Chosen(base, asked=whens)
    one = exceptions[index]
    return Chosen(one.value, f"exception:{one.name}", (), _cited([one]), whens)


def _named(when: Explanation, exception: Exceptional) -> Explanation:
    """The condition of an exception, under the exception's name where it has none."""
    return when if when.label else when.replace(label=f"unless {exception.name}")


def _cited(exceptions: Iterable[Exceptional]) -> tuple[Citation, ...]:
    return tuple(one.citation for one in exceptions if one.citation is not None)


def _truth(value: Exact | None) -> bool | None:
    return value if isinstance(value, bool) else None
