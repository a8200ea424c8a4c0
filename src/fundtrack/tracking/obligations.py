"""What `deadlines` answers: dated obligations, each with its day, its status and its source."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from fundtrack.checks import Missing
from fundtrack.formulas import Explanation, Source
from fundtrack.rulebooks import Texts
from fundtrack.values import Citation, FrozenMap, Record


class Status(StrEnum):
    """Where an obligation stands on the day asked about.

    One to be done `by` a day is `later` until it opens, `due` from then through its day,
    `overdue` after it, and `done` once it was met, late or not. One that holds `until` a day is
    `later` before it begins, `due` while it holds, and `done` after its last day; it is never
    overdue. Before its day nobody has to say whether it was met; after it, that is `unknown`.
    """

    OVERDUE = "overdue"
    DUE = "due"
    UNKNOWN = "unknown"
    LATER = "later"
    DONE = "done"


class Obligation(Record):
    """One deadline of a book for one row of a project.

    `due` is the last day, after it has moved off a weekend or a holiday; `worked_out` the day
    before that, with its figures in `explanation`. Where the book leaves open how it moves and
    that matters, `due` is None and lies between `not_before` and `not_after`. `days_left` is
    negative after the day, and None once it is done. `at` is the place of the fact that the
    day is counted from.
    """

    deadline: str
    form: str  # by, until
    status: Status
    subject: str  # project, claim:C-1, reporting_period:2
    at: str
    days: tuple[date, date] | None  # of a reporting period
    due: date | None
    not_before: date | None
    not_after: date | None
    worked_out: date | None
    moves: str
    opens: date | None
    done_on: date | None
    days_left: int | None
    missing: tuple[Missing, ...]
    citations: tuple[Citation, ...]
    titles: Texts
    why: Texts
    remedy: Texts
    explanation: Explanation | None
    layer: str

    @property
    def late_by(self) -> int | None:
        """How many days after its day it was done; None where that is not known."""
        if self.done_on is None or self.due is None:
            return None
        return max(0, (self.done_on - self.due).days)

    @property
    def rests_on(self) -> Mapping[str, Source]:
        """The values of the law behind the day, by their names."""
        return FrozenMap(dict(_sources(self.explanation)) if self.explanation else {})

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data, ready for JSON."""
        days = ("due", "not_before", "not_after", "worked_out", "opens", "done_on")
        plain: dict[str, Any] = {
            "deadline": self.deadline,
            "status": self.status.value,
            "form": self.form,
            "subject": self.subject,
            "at": self.at,
            "days": None if self.days is None else [one.isoformat() for one in self.days],
            **{name: _iso(getattr(self, name)) for name in days},
            "moves": self.moves,
            "days_left": self.days_left,
            "late_by": self.late_by,
            "formula": self.explanation.formula if self.explanation else None,
            "rests_on": [
                {"name": name, **_source(source)} for name, source in self.rests_on.items()
            ],
            "missing": [
                {"reason": one.reason.value, "name": one.name, "pointer": one.pointer}
                for one in self.missing
            ],
            "cite": [str(one) for one in self.citations],
        }
        for name in ("titles", "why", "remedy"):
            plain[name] = dict(getattr(self, name))
        return plain | {"layer": self.layer}


class Deadlines(Record):
    """The obligations of a project on a day, the first day first; those without one come last.

    The book, its hash and whether the agreement names this edition are what it takes to have
    the same answer again.
    """

    on: date
    known_on: date | None
    number: str | None
    book: str
    hash: str
    pinned: bool
    holidays: int  # how many days the host named
    obligations: tuple[Obligation, ...]

    def __iter__(self) -> Iterator[Obligation]:
        return iter(self.obligations)

    def __len__(self) -> int:
        return len(self.obligations)

    def of(self, deadline: str) -> tuple[Obligation, ...]:
        """The obligations of one deadline of the book."""
        return tuple(one for one in self.obligations if one.deadline == deadline)

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many obligations have each status."""
        counted = Counter(one.status for one in self.obligations)
        return {one: counted[one] for one in Status if counted[one]}

    @property
    def overdue(self) -> tuple[Obligation, ...]:
        """Those whose day is past and which are not done."""
        return tuple(one for one in self.obligations if one.status is Status.OVERDUE)

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data, ready for JSON."""
        return {
            "on": self.on.isoformat(),
            "known_on": _iso(self.known_on),
            "project": self.number,
            "book": {"key": self.book, "hash": self.hash, "pinned": self.pinned},
            "holidays": self.holidays,
            "counts": {one.value: count for one, count in self.counts.items()},
            "obligations": [one.to_dict() for one in self.obligations],
        }


def _sources(whole: Explanation) -> Iterator[tuple[str, Source]]:
    """What a step rests on, in the order of its parts; one that many share is asked once."""
    todo, seen = [whole], set[int]()
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if one.source is not None and one.source.citation is not None and one.label:
            yield one.label, one.source
        todo += reversed(one.parts)


def _source(source: Source) -> dict[str, str | None]:
    return {
        "cite": str(source.citation),
        "verification": source.verification,
        "first": _iso(source.first),
        "last": _iso(source.last),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
