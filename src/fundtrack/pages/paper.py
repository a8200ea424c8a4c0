"""A report ready for paper: every word chosen, nothing laid out yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation in words, and the address of the act where the book gives one."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """A value of the law or of the grant that a figure rests on, and how sure it is."""

    name: str
    value: str
    days: str
    cited: Cited | None
    place: str  # JSON Pointer of a term of the grant; "" for the law's own
    standing: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A figure under its name, what is to be said about it, and what it rests on."""

    label: str
    value: str
    notes: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    cited: tuple[Cited, ...] = ()  # the act that says how the figure is worked out
    known: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One subject of a finding: the sentence, the place, the figures."""

    sentence: str
    at: str
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A finding: its weight, its places, why the rule is there and what to do."""

    tone: str  # breach, warning, note, rounding, room
    tag: str
    code: str
    places: tuple[Place, ...]
    more: str
    refused: str
    why: str
    remedy: str
    not_for: str
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A thing that is missing, where it would stand, and the rules that wait for it."""

    text: str
    places: tuple[str, ...]
    more: str
    waiting: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report in one language."""

    language: str
    title: str
    subtitle: str
    outcome: str  # breached, undecided, in_order
    verdict: str
    summary: tuple[str, ...]
    share: tuple[str, str, str] | None  # support in per cent for a bar, its two captions
    amounts: tuple[Table, ...]
    project: tuple[Row, ...]
    activities: tuple[str, ...]
    findings: tuple[Item, ...]
    questions: tuple[Question, ...]
    headroom: tuple[Item, ...]
    law: tuple[Origin, ...]
    standing: str
    not_checked: tuple[str, ...]
    notes: tuple[str, ...]
    colophon: tuple[str, ...]
