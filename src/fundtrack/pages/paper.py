"""A report ready for paper: every word chosen, nothing laid out yet."""

from fundtrack.values import Record


class Cited(Record):
    """A citation in words, and the address of the act where the book gives one."""

    text: str
    link: str = ""


class Origin(Record):
    """A value of the law or of the grant that a figure rests on, and how sure it is."""

    name: str
    value: str
    days: str
    cited: Cited | None
    place: str  # JSON Pointer of a term of the grant; "" for the law's own
    standing: str
    sure: bool


class Row(Record):
    """A figure under its name, what is to be said about it, and what it rests on."""

    label: str
    value: str
    notes: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    cited: tuple[Cited, ...] = ()  # the act that says how the figure is worked out
    known: bool = True


class Table(Record):
    """Rows under one heading."""

    heading: str
    rows: tuple[Row, ...]


class Place(Record):
    """One subject of a finding: the sentence, the place, the figures."""

    sentence: str
    at: str
    figures: tuple[tuple[str, str], ...]


class Item(Record):
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
    origins: tuple[Origin, ...] = ()  # the values of the law behind a limit that was kept


class Question(Record):
    """A thing that is missing, where it would stand, and the rules that wait for it."""

    text: str
    places: tuple[str, ...]
    more: str
    waiting: str


class Way(Record):
    """A row of a waterfall: what came in, fell out or is left, and to how many lines."""

    sign: str  # + what came in, − what fell out, = what is left
    label: str
    code: str  # of the rule; "" elsewhere
    lines: str  # "3 lines"; "" for an amount of the project
    value: str
    notes: tuple[str, ...] = ()
    known: bool = True


class Course(Record):
    """The way from gross to payable on one basis."""

    heading: str
    ways: tuple[Way, ...]


class Sheet(Record):
    """One report in one language."""

    language: str
    title: str
    subtitle: str
    outcome: str  # breached, undecided, in_order
    verdict: str
    summary: tuple[str, ...]
    share: tuple[str, str, str] | None  # support in per cent for a bar, its two captions
    stated: tuple[Row, ...]  # the totals of the plan as the project states them
    amounts: tuple[Table, ...]
    courses: tuple[Course, ...]  # only where something was refused, computed or is open
    funded: tuple[Course, ...]  # who pays what, where the book says how sources share
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
