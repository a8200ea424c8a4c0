"""What an amendment changes in the collections of a plan: the sums of its budget, and its rows.

Rows are told apart by their ids, then by what they are about. What a plan leaves out is not
empty: then nothing in it is compared.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

from fundtrack.checks import Figure, Missing, Reason, Shown
from fundtrack.projects import BudgetLine, Noun
from fundtrack.values import InputError, Money, Record

from .plan_change import PlanChange, PlanChangeKind, PlanPart, Side, changed
from .plan_rows import SAID_BY_SILENCE, Placed, Said, difference, fields, paired
from .plan_sums import Key, sums_of

#: What the budget is summed by, part by part.
SUMMED: Final[Mapping[PlanPart, Key]] = {
    PlanPart.BUDGET: (),
    PlanPart.CATEGORY: ("category",),
    PlanPart.PARTNER: ("partner",),
    PlanPart.PARTNER_CATEGORY: ("partner", "category"),
    PlanPart.ACTIVITY: ("activity",),
}
_ABOUT_LINE: Final = attrgetter("partner", "category", "activity", "form")
_Name = Callable[[Any], Hashable]


class Rows(Record):
    """How the rows of one collection are told apart and named."""

    part: PlanPart
    collection: str
    keys: tuple[_Name, ...]  # tried in turn; see `paired`
    named: Callable[[Any], Key]
    value: Callable[[Any], Shown]  # what a row comes to that is added or removed


ROWS: Final = (
    Rows(
        PlanPart.LINE,
        "budget",
        (attrgetter("id"), _ABOUT_LINE),
        lambda row: (row.id,),
        attrgetter("amount"),
    ),
    Rows(
        PlanPart.WORK,
        "activities",
        (attrgetter("id"), attrgetter("category", "partner")),
        lambda row: (row.id,),
        attrgetter("category"),
    ),
    Rows(
        PlanPart.SOURCE,
        "sources",
        (attrgetter("id"), attrgetter("fund", "kind", "covers"), attrgetter("fund", "kind")),
        lambda row: (row.id,),
        lambda row: row.amount if row.amount is not None else row.rate,
    ),
    Rows(
        PlanPart.OPTION,
        "options",
        (lambda row: row, attrgetter("partner", "covers")),
        lambda row: (row.partner or "", row.covers),
        attrgetter("method"),
    ),
    Rows(
        PlanPart.TARGET,
        "targets",
        (attrgetter("indicator", "due_on"), attrgetter("indicator")),
        lambda row: (row.indicator,),
        lambda row: fields(row)["value"].value,
    ),
)


def left_out(
    name: str, before: Side, after: Side, part: PlanPart = PlanPart.BUDGET
) -> Iterator[PlanChange | Missing]:
    """A collection that a plan leaves out; one change where only one of them does."""
    stated = [getattr(side.plan, name) is not None for side in (before, after)]
    places = [f"{side.at}/{name}" for side in (before, after)]
    for known, place in zip(stated, places, strict=True):
        if not known:
            yield Missing(Reason.MISSING, f"plan.{name}", place)
    if stated[0] is not stated[1]:
        kind = PlanChangeKind.STATED if stated[1] else PlanChangeKind.LEFT_OUT
        held = [place if known else "" for known, place in zip(stated, places, strict=True)]
        yield PlanChange(part, (), name, kind, None, None, None, *held)


def sum_changes(
    part: PlanPart, by: Key, before: Side, after: Side, currency: str
) -> Iterator[PlanChange | Missing]:
    """What the budget comes to, where both plans state one."""
    olds, news = (sums_of(side.plan, side.at, by, currency) for side in (before, after))
    if olds.missing or news.missing:
        return
    whole = part is PlanPart.BUDGET
    if not whole and not any(key[0] for key in (*olds.by, *news.by)):
        return  # no line names a partner, or an activity
    for key in sorted(olds.by.keys() | news.by.keys()):
        old, new = olds.by.get(key), news.by.get(key)
        lost = [one for figure in (old, new) if figure for one in figure.missing]
        if lost:
            yield from lost if whole else ()  # each line in doubt is named once
        elif (change := _moved(old, new)) is not None:
            kind = PlanChangeKind.CHANGED if whole else change
            yield PlanChange(
                part=part,
                key=key,
                field="",
                kind=kind,
                before=_value(old),
                after=_value(new),
                difference=difference(_money(old, currency), _money(new, currency)),
                at_before=olds.at if old else "",
                at_after=news.at if new else "",
            )


def _moved(old: Figure | None, new: Figure | None) -> PlanChangeKind | None:
    if old is None:
        return PlanChangeKind.ADDED
    if new is None:
        return PlanChangeKind.REMOVED
    return None if old.value == new.value else PlanChangeKind.CHANGED


def _value(figure: Figure | None) -> Shown:
    return None if figure is None else figure.value


def _money(figure: Figure | None, currency: str) -> Money:
    """A known sum; of a group that is not there, nothing."""
    value = _value(figure)
    return value if isinstance(value, Money) else Money.zero(currency)


def row_changes(rows: Rows, before: Side, after: Side) -> Iterator[PlanChange]:
    """The rows of a collection, where both plans state it."""
    olds, news = before.rows(rows.collection), after.rows(rows.collection)
    if olds is None or news is None:
        return
    yield from sorted(_row_changes(rows, olds, news), key=_rank)


def _rank(one: PlanChange) -> tuple[object, ...]:
    """Where a change stands, wherever its row stood in the file."""
    return one.key, one.field, str(one.before), str(one.after)


def _row_changes(
    rows: Rows, olds: Sequence[Placed], news: Sequence[Placed]
) -> Iterator[PlanChange]:
    keys = tuple(_of_row(key) for key in rows.keys)
    pairs, gone, come = paired(olds, news, keys)
    for old, new in pairs:
        if old.row != new.row:
            yield from _fields(rows, old, new)
    if rows.collection == "budget":
        bundles, gone, come = _bundles(gone, come)
        yield from bundles
    else:
        gone, come = _unequal(gone, come)
    for one in gone:
        yield _whole(rows, one, PlanChangeKind.REMOVED)
    for one in come:
        yield _whole(rows, one, PlanChangeKind.ADDED)


def _of_row(key: _Name) -> Callable[[Placed], Hashable]:
    return lambda placed: key(placed.row)


def _fields(rows: Rows, old: Placed, new: Placed) -> Iterator[PlanChange]:
    """What two rows of one thing say otherwise."""
    olds, news = fields(old.row), fields(new.row)
    for name in {**olds, **news}:
        was, now = olds.get(name), news.get(name)
        if was is None or now is None or was.value != now.value:
            yield changed(
                rows.part,
                rows.named(new.row),
                name,
                was.value if was else None,
                now.value if now else None,
                _at(old, was),
                _at(new, now),
                silent=name.startswith(SAID_BY_SILENCE),
            )


def _at(placed: Placed, said: Said | None) -> str:
    return "" if said is None else placed.at + said.at


def _whole(rows: Rows, one: Placed, kind: PlanChangeKind) -> PlanChange:
    """A row that came or went; its amount counts in full."""
    came = kind is PlanChangeKind.ADDED
    value = rows.value(one.row)
    nothing = Money.zero(value.currency) if isinstance(value, Money) else None
    moved = None
    if isinstance(value, Money) and nothing is not None:
        moved = difference(nothing, value) if came else difference(value, nothing)
    return PlanChange(
        part=rows.part,
        key=rows.named(one.row),
        field="",
        kind=kind,
        before=None if came else value,
        after=value if came else None,
        difference=moved,
        at_before="" if came else one.at,
        at_after=one.at if came else "",
    )


def _bundles(
    gone: Sequence[Placed], come: Sequence[Placed]
) -> tuple[list[PlanChange], list[Placed], list[Placed]]:
    """Several lines about the same on one side or both: what they come to together."""
    olds, news = _about(gone), _about(come)
    totals = {
        key: (_together(olds[key]), _together(news[key])) for key in olds.keys() & news.keys()
    }
    both = {key: pair for key, pair in totals.items() if None not in pair}
    found = []
    for key, (was, now) in both.items():
        if was != now:
            places = (_collection(side[key][0]) for side in (olds, news))
            named = tuple(part or "" for part in key)
            part = PlanPart.LINE
            found.append(changed(part, named, "amount", was, now, *places, silent=False))
    gone, come = ([one for one in side if _line(one) not in both] for side in (gone, come))
    return found, gone, come


def _line(placed: Placed) -> tuple[str | None, ...]:
    """What a line is about; lines of two currencies are never added."""
    amount: Money = placed.row.amount  # type: ignore[attr-defined]
    return (*_ABOUT_LINE(placed.row), amount.currency)


def _about(rows: Iterable[Placed]) -> dict[tuple[str | None, ...], list[Placed]]:
    found: dict[tuple[str | None, ...], list[Placed]] = {}
    for one in rows:
        found.setdefault(_line(one), []).append(one)
    return found


def _together(rows: Iterable[Placed]) -> Money | None:
    """The sum of lines; None where it has more digits than money can have."""
    amounts = [one.row.amount for one in rows if isinstance(one.row, BudgetLine)]
    try:
        return Money.of_minor(sum(one.minor for one in amounts), amounts[0].currency)
    except InputError:
        return None


def _collection(placed: Placed) -> str:
    return placed.at.rpartition("/")[0]


def _unequal(
    gone: Sequence[Placed], come: Sequence[Placed]
) -> tuple[list[Placed], list[Placed]]:
    """Rows that nothing tells apart, without those that say the same on both sides."""
    same = Counter(one.row for one in gone) & Counter(one.row for one in come)
    return _without(gone, same.copy()), _without(come, same)


def _without(rows: Sequence[Placed], same: Counter[Noun]) -> list[Placed]:
    left = []
    for one in rows:
        if same[one.row]:
            same[one.row] -= 1
        else:
            left.append(one)
    return left
