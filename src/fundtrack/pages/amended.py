"""What an amendment changes, as text: a table for each part, and what a book asks of it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from fundtrack.checks import Missing, Shown
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import Book
from fundtrack.tracking import (
    PlanChange,
    PlanChangeKind,
    PlanComparison,
    PlanPart,
    Ruling,
)
from fundtrack.values import Citation, Money, Rate
from fundtrack.words import (
    best,
    category_name,
    citation,
    language_of,
    missing_name,
    name_of,
    opening,
    shown,
    tell,
    tell_count,
    visible,
    word,
)

from .plain import WIDTH, heading, wrapped

_STEP = "      "
#: The noun whose facts the fields of a row are.
_NOUNS = {
    PlanPart.LINE: "budget_line",
    PlanPart.WORK: "activity",
    PlanPart.SOURCE: "source",
    PlanPart.OPTION: "option",
    PlanPart.TARGET: "target",
}
_Row = tuple[str, str, str, str]


def plan_changes_text(comparison: PlanComparison, book: Book, language: str = "en") -> str:
    """The comparison of two plans, ending in a line break; `book` gives the names."""
    tongue = language_of(language)
    lines = (line.rstrip() for line in _lines(comparison, book, tongue))
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ") + "\n"


def _lines(comparison: PlanComparison, book: Book, language: str) -> Iterator[str]:
    numbers = {"before": str(comparison.before), "after": str(comparison.after)}
    yield tell("Plan {before} → plan {after}", language, **numbers)
    if comparison.rulings:
        told = _effect(comparison.effect and comparison.effect.value, language)
        yield tell("Changes of the budget: {effect}", language, effect=told)
    if not comparison.changes:
        yield tell("Nothing changed", language)
    for part, changes in groupby(comparison.changes, key=lambda one: one.part):
        yield from heading(word("plan_part", part.value, language))
        yield from _table([_row(one, book, language) for one in changes])
    if comparison.book:
        yield from heading(tell("What {book} asks for", language, book=comparison.book))
        yield from _ruled(comparison, book, language)
    if comparison.missing:
        yield from heading(tell("Not stated, so nobody can tell whether it changed", language))
        for text in _open(comparison.missing, book, language):
            yield from wrapped(text, "  ", _STEP)


def _open(missing: Sequence[Missing], book: Book, language: str) -> Iterator[str]:
    """What is not known, each thing once with all its places."""
    places: dict[str, list[str]] = {}
    for one in missing:
        places.setdefault(_missing(one, book, language), []).append(one.pointer)
    for name, at in places.items():
        yield f"{name} ({', '.join(filter(None, at))})"


def _table(rows: Sequence[_Row]) -> Iterator[str]:
    """What, before, after and the difference; a label too long for its place stands above."""
    widths = [max(len(row[at]) for row in rows) for at in range(1, 4)]
    room = WIDTH - sum(widths) - 10
    label = min(max(len(row[0]) for row in rows), max(room, 0))
    for row in rows:
        figures = f"{row[1]:>{widths[0]}} → {row[2]:>{widths[1]}}  {row[3]:>{widths[2]}}"
        if room < 12 or sum(widths) + 10 > WIDTH:  # long texts: one under the other
            yield from wrapped(row[0], "  ", "    ")
            yield from wrapped(f"{row[1]} → {row[2]} {row[3]}", "    ", _STEP)
        elif len(row[0]) > label:
            yield from wrapped(row[0], "  ", "    ")
            yield f"  {'':<{label}}  {figures}"
        else:
            yield f"  {row[0]:<{label}}  {figures}"


def _row(one: PlanChange, book: Book, language: str) -> _Row:
    label = _named(one, book, language)
    if one.before is None and one.after is None:  # a collection as a whole
        stated = (tell("stated", language), tell("not stated", language))
        was, now = (stated[0 if at else 1] for at in (one.at_before, one.at_after))
        return label, was, now, ""
    was, now = (_value(value, one, language) for value in (one.before, one.after))
    return label, was, now, _moved(one.difference, one.before, language)


def _value(value: Shown, one: PlanChange, language: str) -> str:
    """A value; what is not there is a dash, what nobody states is not known."""
    if value is None and one.kind in (PlanChangeKind.ADDED, PlanChangeKind.REMOVED):
        return "–"
    if one.part is PlanPart.ROLE and isinstance(value, str):
        return word("role", value, language)
    return shown(value, language)


def _moved(difference: Shown, before: Shown, language: str) -> str:
    """A difference with its sign; between two days in days."""
    match difference:
        case None:
            return ""
        case Money():
            up = difference.minor > 0
        case Rate():
            up = difference.fraction > 0
        case int():
            up = difference > 0
        case _:
            up = not str(difference).startswith("-")
    told = shown(difference, language)
    if isinstance(difference, int) and hasattr(before, "isoformat"):
        told = tell_count("{count} day", "{count} days", difference, language)
    return f"+{told}" if up else told


def _named(one: PlanChange, book: Book, language: str) -> str:
    """What changed, as people call it; ids and codes stand as they are written."""
    match one.part:
        case PlanPart.PERIOD:
            return opening(word("fact", f"plan.period.{one.field}", language))
        case _ if not one.key and one.field:
            return opening(word("fact", f"plan.{one.field}", language))
        case PlanPart.BUDGET:
            return opening(word("fact", "plan.budget", language))
        case PlanPart.TERM | PlanPart.FACT:
            name = one.key[0]
            return name_of(
                name if one.part is PlanPart.TERM else f"plan.{name}", book, language
            )
        case PlanPart.CATEGORY | PlanPart.PARTNER_CATEGORY | PlanPart.PARTNER:
            by = one.part.value.split("_")
            told = _about(tuple(by), one.key, book, language)
            return told if by[0] == "category" else opening(told)
        case PlanPart.ACTIVITY:
            return opening(_about(("activity",), one.key, book, language))
    row = ", ".join(visible(part) for part in one.key if part)
    if one.part is PlanPart.OPTION:
        costs = word("covers", one.key[1], language)
        row = ", ".join(filter(None, (visible(one.key[0]), costs)))
    return f"{row}: {_field(one, language)}" if one.field else row


def _field(one: PlanChange, language: str) -> str:
    """The field of a row; what has no word stands as the file spells it."""
    noun = _NOUNS.get(one.part, "plan")
    for name in (one.field, one.field.split(".")[0]):
        known = f"{noun}.{name}"
        told = word("fact", known, language)
        if told != known:
            return told
    return one.field


def _about(by: Sequence[str], key: Sequence[str], book: Book, language: str) -> str:
    """A row of the budget: partner A, “Staff”."""
    told = []
    for name, part in zip(by, key, strict=True):
        if not part:
            told.append(tell("{what}: none", language, what=word("noun", name, language)))
        elif name == "category":
            told.append(category_name(part, book, language))
        elif name in noun_fields():
            told.append(f"{word('noun', name, language)} {visible(part)}")
        else:
            told.append(visible(part))
    return ", ".join(told)


# -- what the book asks for --------------------------------------------------------------------


def _ruled(comparison: PlanComparison, book: Book, language: str) -> Iterator[str]:
    rulings, before = comparison.rulings, comparison.before
    if not book.flexibilities:
        yield from wrapped(tell("The book says nothing of changes of a budget", language), "  ")
    elif not rulings:
        yield from wrapped(
            tell("No change of the budget that the book speaks of", language), "  "
        )
    for name, mine in groupby(rulings, key=lambda one: one.flexibility):
        one = book.flexibilities[name]
        yield from wrapped(best(one.titles, language), "  ", "    ")
        for ruling in mine:
            yield from wrapped(_ruling(ruling, before, book, language), "    ", _STEP)
        for title, text in (
            (tell("Why", language), best(one.why, language)),
            (tell("What to do", language), best(one.remedy, language)),
            (tell("Source", language), _cited(one.citations, book, language)),
        ):
            yield from wrapped(f"{title}: {text}", "    ", _STEP)


def _ruling(one: Ruling, latest: int, book: Book, language: str) -> str:
    """One row: what it asks for, how far it moved, how far it might."""
    row = (
        _about(one.by, one.key, book, language)
        if one.key
        else word("noun", "project", language)
    )
    effect = _effect(one.effect and one.effect.value, language)
    if one.effect is None:
        needs = "; ".join(f"{_missing(miss, book, language)}" for miss in one.missing)
        return f"{row}: {effect}: {needs}"
    before, after = (shown(figure.value, language) for figure in (one.before, one.after))
    told = f"{row}: {effect}: {before} → {after} ({_moved(one.change, None, language)})"
    if one.limit is not None:
        told += f"; {tell('limit', language)} {shown(one.limit.money, language)}"
    if one.against not in (None, latest):
        told += f"; {tell('against plan {number}', language, number=str(one.against))}"
    return told


def _effect(code: str | None, language: str) -> str:
    return (
        tell("cannot be decided", language) if code is None else word("consent", code, language)
    )


def _cited(cites: Sequence[Citation], book: Book, language: str) -> str:
    return "; ".join(citation(one, book.acts, language) for one in cites)


def _missing(one: Missing, book: Book, language: str) -> str:
    return missing_name(one.name, one.pointer, book, language)
