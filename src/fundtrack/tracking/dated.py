"""The world in which deadlines are read: a project as it was on a day, and its periods.

What happened later is not there yet: claims submitted, payments made, entries decided after
the day. Formulas are read on the plan's amounts. Beside the nouns of a check there is the
reporting period, from which every collection is reached, as from the project.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from fundtrack.checks import Bound, Made, Missing, Reason, Row, World
from fundtrack.formulas import Explanation, Kind, Node
from fundtrack.rulebooks import REPORTING_PERIOD
from fundtrack.values import FrozenMap

from .periods import ReportingPeriod

#: The fact that says on which day a row came to be.
HAPPENED: Final[Mapping[str, str]] = FrozenMap(
    {"claim": "submitted_on", "payment": "paid_on", "entry": "decided_on"}
)


class PeriodRow(Made):
    """What a reporting period says in a formula."""

    number: int
    kind: str
    first: date
    last: date
    length: int


def period_row(period: ReportingPeriod, place: int, at: str) -> Row:
    """A reporting period as a row: its key is `reporting_period:2`, its place the plan's."""
    said = PeriodRow(
        id=str(period.number),
        number=period.number,
        kind=period.kind,
        first=period.first,
        last=period.last,
        length=period.period.length,
    )
    return Row(REPORTING_PERIOD, place, at, said)


class Dated(World):
    """A bound project as its deadlines see it on `upto`."""

    def __init__(self, bound: Bound, upto: date) -> None:
        super().__init__(bound, "plan")
        self.upto = upto

    def fact(self, row: Row, name: str, kind: Kind) -> Explanation:
        """A fact of a row; a reporting period says its own."""
        if row.noun != REPORTING_PERIOD:
            return super().fact(row, name, kind)
        label = f"{REPORTING_PERIOD}.{name}"
        said = getattr(row.said, name)
        value = Fraction(said) if isinstance(said, int) else said
        return Explanation(label, label, kind, value, pointer=row.at)

    def rows(self, node: Node, of: Row) -> Sequence[Row] | Explanation:
        """The rows that an aggregate gathers, without those that came later."""
        whole = self.project if of.noun == REPORTING_PERIOD else of
        found = super().rows(node, whole)
        return found if isinstance(found, Explanation) else self.so_far(found)

    def so_far(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows that had come to be; a day that nobody states is no day after."""
        return [row for row in rows if not self._later(row)]

    def _later(self, row: Row) -> bool:
        day = getattr(row.said, HAPPENED.get(row.noun, ""), None)
        return isinstance(day, date) and day > self.upto


def missing_of(explanation: Explanation | None) -> tuple[Missing, ...]:
    """What keeps a value from being known, as a finding says it; nothing if nobody asked."""
    if explanation is None or explanation.value is not None:
        return ()
    return tuple(Missing(Reason(why), name, at) for why, name, at in explanation.missing)
