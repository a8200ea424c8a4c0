"""The findings of a report as items and questions: what is wrong, open, or has room."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Final, TypeVar

from fundtrack.checks import Finding, Missing, Reason, Result, Severity, Subject, Verdict
from fundtrack.formulas import Op
from fundtrack.rulebooks import Book, Rule, Texts
from fundtrack.words import (
    beside,
    best,
    fact_at,
    fill,
    missing_name,
    name_of,
    need,
    opening,
    room,
    say,
    shown,
    spoken,
    tell,
    tell_count,
    word,
    written,
)

from .arithmetic import in_words
from .figures import cited, origin
from .paper import Item, Place, Question

#: Verdicts that put a finding before the reader as something to act on.
_TO_ACT_ON = (Verdict.BROKEN, Verdict.CONFLICT, Verdict.FAILED, Verdict.MET_WITHIN_ROUNDING)
#: Up to so many findings are listed with all the places asked for; more share that room.
SHARED = 40
#: Bytes of the places under all findings together, each text where it is longest (`written`).
ROOM: Final = 120_000
#: A place has a sentence of up to so many texts of the project, and figures of as many bytes.
_TEXTS: Final = 8
#: Places of one open question that are printed; the others are counted.
_PLACES = 5
_Told = TypeVar("_Told")


def places_each(findings: int, limit: int) -> int:
    """How many places stand under each finding: at most `limit`, fewer where many share.

    So a report of hundreds of broken rules stays small; what is not listed is counted.

    >>> places_each(3, 10), places_each(80, 10), places_each(4_000, 10), places_each(3, 0)
    (10, 5, 1, 0)
    """
    return min(limit, max(1, SHARED * limit // max(1, findings)))


class Room:
    """The room that the places of so many findings share; what one leaves is for the next.

    The first place of a finding always stands. So that the first places of all have room, a
    text of the project has at most `text` bytes: all of it under a few findings, less of it
    under many.

    >>> room = Room(4)
    >>> [len(room.within(["x" * size] * 10, len)) for size in (40, 20_000, 50_000, 4_000)]
    [10, 1, 1, 10]
    >>> Room(4).text, Room(80).text
    (3750, 187)
    """

    def __init__(self, findings: int) -> None:
        self._left = ROOM
        self._waiting = max(1, findings)
        self.text = ROOM // self._waiting // _TEXTS

    def within(self, told: Iterable[_Told], size: Callable[[_Told], int]) -> list[_Told]:
        """The first of what is told under a finding, and as many more as have room."""
        held: list[_Told] = []
        left = share = self._left // max(1, self._waiting)
        for one in told:
            needed = size(one)
            if held and needed > left:
                break
            left -= needed
            held.append(one)
        self._left -= share - left
        self._waiting -= 1
        return held


def listed(result: Result, language: str, limit: int) -> tuple[tuple[Item, ...], ...]:
    """What is not in order, then the limits that were kept; all of them share one room."""
    acted = [one for one in result.findings if one.verdict in _TO_ACT_ON]
    shared = Room(len(acted) + len(result.headroom))
    return (
        _findings(acted, result, language, limit, shared),
        _headroom(result, language, limit, shared),
    )


def _findings(
    acted: list[Finding], result: Result, language: str, limit: int, shared: Room
) -> tuple[Item, ...]:
    """What is not in order, breaches first; of these the rows before what follows from them."""
    weight = list(Severity)

    def place(finding: Finding) -> tuple[bool, int, bool]:
        rule = result.book.rules.get(finding.rule)
        mild = finding.verdict is Verdict.MET_WITHIN_ROUNDING
        whole = rule is not None and rule.scope in ("project", "plan")
        return mild, weight.index(finding.severity), whole

    each = places_each(len(acted), limit)
    return tuple(_item(one, result, language, each, shared) for one in sorted(acted, key=place))


def _headroom(result: Result, language: str, limit: int, shared: Room) -> tuple[Item, ...]:
    """The limits that were kept, with what is left of each and the law it rests on."""
    each = places_each(len(result.headroom), limit)
    return tuple(_kept(one, result, language, each, shared) for one in result.headroom)


def _kept(finding: Finding, result: Result, language: str, limit: int, shared: Room) -> Item:
    uses = [one for one in finding.parameters if one.value is not None]
    return _item(finding, result, language, limit, shared).replace(
        origins=tuple(origin(use, result.book, language) for use in uses)
    )


def _item(finding: Finding, result: Result, language: str, limit: int, shared: Room) -> Item:
    """One finding as it is printed."""
    book = result.book
    rule = book.rules.get(finding.rule)
    text = shared.text
    worst = spoken(finding.subjects[0], book, language, text)
    told = (_place(finding, one, result, language, text) for one in finding.subjects[:limit])
    places = shared.within(told, _size)
    more = finding.count - len(places)
    several = finding.refused and finding.count > 1
    refused = shown(finding.refused, language) if several else ""
    texts = (rule.why, rule.remedy, rule.not_for) if rule is not None else (Texts(),) * 3
    why, remedy, not_for = (fill(best(one, language), worst) for one in texts)
    return Item(
        tone=_tone(finding),
        tag=_tag(finding, language),
        code=finding.rule,
        places=tuple(places),
        more=tell("and {count} more", language, count=str(more)) if more > 0 else "",
        refused=tell("{amount} refused in all", language, amount=refused) if refused else "",
        why=why,
        remedy=remedy,
        not_for=not_for,
        cited=tuple(cited(one, book, language) for one in finding.citations),
    )


def _size(place: Place) -> int:
    """The bytes of the texts of a place."""
    return written("".join((place.sentence, place.at, *chain(*place.figures))))


def _tone(finding: Finding) -> str:
    """How a finding looks: by its verdict where that is mild, else by its severity."""
    mild = {Verdict.MET: "room", Verdict.MET_WITHIN_ROUNDING: "rounding"}
    return mild.get(finding.verdict) or finding.severity.value


def _tag(finding: Finding, language: str) -> str:
    """One word over a finding: its weight, or the verdict where that says more."""
    broken = finding.verdict is Verdict.BROKEN
    tag = (
        word("severity", finding.severity.value, language)
        if broken
        else word("verdict", finding.verdict.value, language)
    )
    return (
        tag if finding.basis == "plan" else f"{tag}, {word('basis', finding.basis, language)}"
    )


def _place(
    finding: Finding, subject: Subject, result: Result, language: str, room: int
) -> Place:
    book = result.book
    rule = book.rules.get(finding.rule)
    name = measured_name(rule, book, language)
    if finding.verdict is Verdict.MET:
        # What was measured opens the line. A count has no name: there the reason does, which
        # elsewhere would speak of a breach that is not.
        sentence = name or (best(rule.why, language) if rule is not None else finding.name)
        told = _figures(subject, "" if name else tell("measured", language), language)
    else:
        sentence = say(finding, book, language, subject, room)
        told = _figures(subject, name or _thing(subject, rule, result, language), language)
    if subject.refused:
        told.append((tell("refused", language), shown(subject.refused, language)))
    told += _disagreeing(subject, result, language)
    return Place(opening(sentence), subject.at, tuple(told))


def _thing(subject: Subject, rule: Rule | None, result: Result, language: str) -> str:
    """What stands at the place of a finding, where its rule measures nothing."""
    place = "" if rule is None or rule.measured is not None else fact_at(subject.at)
    return name_of(place, result.book, language) if place else tell("measured", language)


def _figures(subject: Subject, name: str, language: str) -> list[tuple[str, str]]:
    """What was measured, its limit, and how far the two are apart."""
    told: list[tuple[str, str]] = []
    if subject.measured is not None:
        told.append((name, beside(subject.measured, subject.limit, language)))
    if subject.limit is not None:
        told.append(
            (tell("limit", language), beside(subject.limit, subject.measured, language))
        )
    margin = room(subject, language)
    return [*told, ("", margin)] if margin else told


def _disagreeing(subject: Subject, result: Result, language: str) -> Iterator[tuple[str, str]]:
    """The other stated totals a finding rests on: one of them may be the wrong one."""
    for name in subject.stated:
        figure = result.stated[name]
        if figure.stated != subject.at:
            told = name_of(figure.label, result.book, language)
            yield f"{told} ({figure.stated})", shown(figure.value, language)


def measured_name(rule: Rule | None, book: Book, language: str) -> str:
    """What a rule measures, in words; empty where that is a count of rows."""
    node = rule.measured if rule is not None else None
    if node is None:
        return ""
    if node.op in (Op.FACT, Op.DEFINE):
        return name_of(node.name, book, language)
    return in_words(node, book, language)


class _Wait:
    """The places where one thing is missing, and the rules and amounts that wait for it."""

    def __init__(self) -> None:
        self.places: dict[str, None] = {}
        self.waiting: dict[str, None] = {}


def questions(result: Result, language: str) -> tuple[Question, ...]:
    """What is missing, each thing once by its name, with the rules that wait for it.

    What this version does not act on is no question to the reader; `not_checked` lists it.
    """
    waits: dict[str, _Wait] = {}

    def wait(missing: Iterable[Missing], rule: str) -> None:
        for one in missing:
            if one.reason is Reason.NOT_SUPPORTED:
                continue
            asked = waits.setdefault(_asked(one, result.book, language), _Wait())
            if one.pointer:
                asked.places[one.pointer] = None
            if rule:
                asked.waiting[rule] = None

    for finding in result.findings:
        if finding.verdict is not Verdict.UNKNOWN:
            continue
        for subject in finding.subjects:
            wait(subject.missing, finding.rule)
    for key, figure in result.amounts.items():
        if figure.value is None and key in ("eligible", "support", "own"):
            wait(figure.missing, "")
    return tuple(_question(text, one, language) for text, one in waits.items())


def _asked(one: Missing, book: Book, language: str) -> str:
    """What is missing in words; two names for one thing are one question."""
    if one.reason is Reason.MISSING:
        return missing_name(one.name, one.pointer, book, language)
    return need(one, book, language)


def _question(text: str, wait: _Wait, language: str) -> Question:
    places = list(wait.places)
    more = len(places) - _PLACES
    return Question(
        opening(text),
        tuple(places[:_PLACES]),
        tell_count("and {count} more place", "and {count} more places", more, language)
        if more > 0
        else "",
        ", ".join(wait.waiting),
    )
