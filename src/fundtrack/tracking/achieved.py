"""Where an indicator stands by a day, and how far that is from its start and to its target.

Every number is exact; what is not stated, or can be read in two ways, is named and not guessed.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from fundtrack.checks import Figure, Missing, Reason
from fundtrack.projects import Indicator, Reading
from fundtrack.values import FrozenMap, InputError, Rate

from .sums import unknown

NOTHING: Final[FrozenMap[Fraction]] = FrozenMap({})


def missing(name: str, at: str, reason: Reason = Reason.MISSING) -> Missing:
    """What keeps a figure of an indicator from being known."""
    return Missing(reason, name, at)


def achieved_by(
    said: Indicator, at: str, until: date
) -> tuple[Figure, FrozenMap[Fraction], date | None]:
    """Where an indicator stands, the numbers that lead there, the day of the last reading."""
    if said.values is None:
        return unknown([missing("indicator.values", f"{at}/values")], "achieved"), NOTHING, None
    held = [(place, one) for place, one in enumerate(said.values) if one.day <= until]
    last = max((one.day for _, one in held), default=None)
    unclear = _unclear(said, held)
    lacks = [
        missing("indicator.values", f"{at}/values/{place}/value", Reason.UNCLEAR)
        for place in unclear
    ]
    from_level = said.kind == "result" and (said.counting == "annual" or not held)
    if from_level and said.baseline is None:
        lacks.append(missing("indicator.baseline", f"{at}/baseline"))
    if lacks:
        return unknown(lacks, "achieved"), NOTHING, last
    parts = {"baseline": Fraction(said.baseline or 0)} if from_level else {}
    if said.counting == "annual":
        parts |= {f"year_{one.day.year}": Fraction(one.value) for _, one in held}
    elif held:
        parts = {"latest": Fraction(max(held, key=lambda one: one[1].day)[1].value)}
    parts = parts or {"start": Fraction(0)}
    total = sum(parts.values(), Fraction(0))
    return Figure(total, label="achieved"), FrozenMap(parts), last


def _unclear(said: Indicator, held: Sequence[tuple[int, Reading]]) -> Sequence[int]:
    """The readings that do not say whether they replace another or are added to it.

    Of cumulative ones only those of the last day matter.
    """
    if said.counting == "annual":
        years = Counter(one.day.year for _, one in held)
        return [place for place, one in held if years[one.day.year] > 1]
    last = max((one.day for _, one in held), default=None)
    latest = [(place, one.value) for place, one in held if one.day == last]
    return [place for place, _ in latest] if len({value for _, value in latest}) > 1 else []


def start_of(said: Indicator, at: str) -> Figure:
    """Where an indicator begins: an output at nothing, a result at its baseline."""
    if said.kind == "output":
        return Figure(Fraction(0), label="start")
    if said.baseline is None:
        return unknown([missing("indicator.baseline", f"{at}/baseline")], "start")
    return Figure(Fraction(said.baseline), label="start")


# ---- Against a target ------------------------------------------------------------------------


def is_reached(kind: str, achieved: Figure, start: Figure, target: Figure) -> bool | None:
    """Whether the target is reached, the way it lies from the start; None if unknown.

    An output of nothing is reached by more, too; a level to hold says no side, so only the
    level itself is.
    """
    there, wanted, begin = achieved.value, target.value, start.value
    if not isinstance(there, Fraction) or not isinstance(wanted, Fraction):
        return None
    if there == wanted:
        return True
    if not isinstance(begin, Fraction) or (begin == wanted and kind == "result"):
        return None
    return there > wanted if wanted >= begin else there < wanted


def share_of(achieved: Figure, start: Figure, target: Figure) -> Figure:
    """How much of the way from the start to the target is behind."""
    there, wanted, begin = achieved.value, target.value, start.value
    lacks = (*achieved.missing, *start.missing, *target.missing)
    if lacks:
        return unknown(lacks, "share")
    assert isinstance(there, Fraction)  # noqa: S101 (every number is known)
    assert isinstance(wanted, Fraction)  # noqa: S101
    assert isinstance(begin, Fraction)  # noqa: S101
    if wanted == begin:
        return unknown([missing("target", "", Reason.DIVISION_BY_ZERO)], "share")
    try:
        return Figure(Rate((there - begin) / (wanted - begin)), label="share")
    except InputError:  # more digits than a rate can have
        return unknown([missing("target", "", Reason.TOO_LARGE)], "share")


def left_of(achieved: Figure, start: Figure, target: Figure, reached: bool | None) -> Figure:
    """What is still to come, with the sign of its direction; nothing once it is reached."""
    there, wanted = achieved.value, target.value
    if reached:
        return Figure(Fraction(0), label="left")
    lacks = (*achieved.missing, *start.missing, *target.missing)
    if reached is None or not isinstance(there, Fraction) or not isinstance(wanted, Fraction):
        return unknown(lacks or [missing("target", "", Reason.UNCLEAR)], "left")
    return Figure(wanted - there, label="left")
