"""Whether a deadline was met by the day asked about, and where it stands on that day."""

from datetime import date

from fundtrack.checks import Missing, Reason, Row
from fundtrack.formulas import Explanation, Node, Op, to_text
from fundtrack.rulebooks import Deadline
from fundtrack.values import Record

from .dated import Dated, missing_of
from .due_days import Window
from .obligations import Status

#: The form of what is kept up, and not done.
UNTIL = "until"


class Met(Record):
    """Whether it was met, and on which day; None where nobody knows."""

    done: bool | None = None
    on: date | None = None
    missing: tuple[Missing, ...] = ()


def met(world: Dated, deadline: Deadline, row: Row) -> Met:
    """Whether and when a deadline was met, as far as it had been by the day asked about.

    A condition that does not hold, or a day still to come, is not met. The condition decides
    where a book states both.
    """
    condition = _condition(world, deadline.done_when, row)
    day = _day(world, deadline.done_on, row)
    if condition.done is False or day.done is False:
        return Met(False)
    if deadline.done_when is None:
        return day
    return Met(True, day.on) if condition.done else condition


def _condition(world: Dated, node: Node | None, row: Row) -> Met:
    if node is None:
        return Met()
    found = world.walk(node, row)
    return Met(found.value if isinstance(found.value, bool) else None, None, missing_of(found))


def _day(world: Dated, node: Node | None, row: Row) -> Met:
    """The day on which it was met; the first or the last day of no rows is no day at all."""
    if node is None:
        return Met()
    found = world.walk(node, row)
    if isinstance(found.value, date):
        done = found.value <= world.upto
        return Met(done, found.value if done else None)
    of_no_rows = ((Reason.MISSING.value, to_text(node), ""),)
    if node.op in (Op.SMALLEST, Op.LARGEST) and found.missing == of_no_rows:
        return Met(False)
    return Met(missing=missing_of(found))


def status(
    deadline: Deadline, days: Window, opens: Explanation | None, done: Met, on: date
) -> Status:
    """Where a deadline that applies stands on a day."""
    if done.done:
        return Status.DONE
    if days.first is None or days.last is None:
        return Status.UNKNOWN
    if on > days.last:
        if deadline.form == UNTIL:
            return Status.DONE
        return Status.OVERDUE if done.done is False else Status.UNKNOWN
    if on > days.first:  # past on one reading of how the day moves, and not on another
        return Status.UNKNOWN
    if opens is None:
        now = deadline.form == UNTIL or on == days.last
        return Status.DUE if now else Status.LATER
    if not isinstance(opens.value, date):
        return Status.UNKNOWN
    return Status.DUE if opens.value <= on else Status.LATER
