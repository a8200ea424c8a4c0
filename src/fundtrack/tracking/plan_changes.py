"""What an amendment changes, one by one: period, figures, roles, budget, sources, terms.

A collection that a plan leaves out is unknown, never empty: that it is stated or left out now
is one change, and what is in it is compared only where both plans state it.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final

from fundtrack.checks import Figure, Missing, Reason, Shown
from fundtrack.projects import BudgetLine, Noun, Plan, Project
from fundtrack.values import InputError, Money, Record

from .plan_rows import (
    SAID_BY_SILENCE,
    Placed,
    Said,
    difference,
    escaped,
    fields,
    paired,
    scalar,
)
from .plan_sums import Key, sums_of


class PlanChangeKind(StrEnum):
    """How something differs; what was or is not stated is never taken for nothing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    STATED = "stated"  # unknown before, stated now
    LEFT_OUT = "left_out"  # stated before, unknown now


class PlanPart(StrEnum):
    """What a change is about, in the order in which changes are told."""

    PERIOD = "period"
    FIGURES = "figures"  # stated: total cost, eligible, support, own
    ROLE = "role"
    BUDGET = "budget"  # in all
    CATEGORY = "category"
    PARTNER = "partner"
    PARTNER_CATEGORY = "partner_category"
    ACTIVITY = "activity"  # of the budget, by activity
    LINE = "line"
    WORK = "work"  # the activities themselves
    SOURCE = "source"
    OPTION = "option"
    TARGET = "target"
    TERM = "term"
    FACT = "fact"


class PlanChange(Record):
    """One difference between two plans.

    `key` names what it is about: a partner, a partner and a category, the id of a row; "" in it
    is no partner or no activity. `field` is "" where a whole row or a sum is meant. What is not
    there or not known is None. `difference` is after less before: an amount, a rate, a number,
    or days; a row or a sum that is not there counts as nothing.
    """

    part: PlanPart
    key: Key
    field: str
    kind: PlanChangeKind
    before: Shown
    after: Shown
    difference: Shown
    at_before: str  # JSON Pointers; "" where nothing stands
    at_after: str

    def to_dict(self) -> dict[str, object]:
        """Its fields as plain data: values as text, days and counts as numbers."""
        told: dict[str, object] = {"part": self.part.value, "key": list(self.key)}
        told |= {"field": self.field, "kind": self.kind.value}
        for name in ("before", "after", "difference"):
            told[name] = plain(getattr(self, name))
        return told | {"at_before": self.at_before, "at_after": self.at_after}


def plain(value: Shown) -> object:
    """A value of an answer in the words of JSON."""
    return value if value is None or isinstance(value, bool | int) else str(value)


#: What the budget is summed by, part by part.
SUMMED: Final[Mapping[PlanPart, Key]] = {
    PlanPart.BUDGET: (),
    PlanPart.CATEGORY: ("category",),
    PlanPart.PARTNER: ("partner",),
    PlanPart.PARTNER_CATEGORY: ("partner", "category"),
    PlanPart.ACTIVITY: ("activity",),
}
_FIGURES: Final = ("total_cost", "eligible", "support", "own")
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


class Side(Record):
    """One of the two plans, and where it stands: `/plans/1`, or "" for a plan by itself."""

    plan: Plan
    at: str

    def rows(self, collection: str) -> tuple[Placed, ...] | None:
        """The rows of a collection with their places."""
        rows: Sequence[Noun] | None = getattr(self.plan, collection)
        place = f"{self.at}/{collection}"
        if rows is None:
            return None
        return tuple(Placed(row, f"{place}/{index}") for index, row in enumerate(rows))


def differences(
    before: Side, after: Side, project: Project | None, currency: str
) -> Iterator[PlanChange | Missing]:
    """Every change in the order of its part, and what a plan does not state."""
    yield from _period(before, after)
    for name in _FIGURES:
        yield from _stated(PlanPart.FIGURES, name, before, after)
    yield from _roles(before, after, project)
    yield from _missing("budget", before, after)
    for part, by in SUMMED.items():
        yield from _sums(part, by, before, after, currency)
    for rows in ROWS:
        if rows.collection != "budget":
            yield from _missing(rows.collection, before, after, rows.part)
        yield from _rows(rows, before, after)
    for part, name in ((PlanPart.TERM, "terms"), (PlanPart.FACT, "facts")):
        yield from _map(part, name, before, after)


# -- the plan itself ---------------------------------------------------------------------------


def _period(before: Side, after: Side) -> Iterator[PlanChange | Missing]:
    for name in ("first", "last"):
        days = [getattr(side.plan.period, name, None) for side in (before, after)]
        place = f"plan.period.{name}"
        yield from _values(PlanPart.PERIOD, (), name, place, days, before, after, "/period")


def _stated(
    part: PlanPart, name: str, before: Side, after: Side
) -> Iterator[PlanChange | Missing]:
    values = [getattr(side.plan, name) for side in (before, after)]
    yield from _values(part, (), name, f"plan.{name}", values, before, after, f"/{name}")


def _values(
    part: PlanPart,
    key: Key,
    field: str,
    name: str,
    values: Sequence[Shown],
    before: Side,
    after: Side,
    at: str,
) -> Iterator[PlanChange | Missing]:
    """A value that a plan states or not; None is unknown."""
    old, new = values
    for side, value in ((before, old), (after, new)):
        if value is None:
            yield Missing(Reason.MISSING, name, f"{side.at}{at}")
    if old != new:
        yield changed(part, key, field, old, new, before.at + at, after.at + at, silent=False)


def changed(
    part: PlanPart,
    key: Key,
    field: str,
    old: Shown,
    new: Shown,
    at_before: str,
    at_after: str,
    *,
    silent: bool,
) -> PlanChange:
    """A change of one value; `silent` says whether leaving it out says something."""
    kinds = PlanChangeKind
    kind = kinds.CHANGED
    if old is None:
        kind = kinds.ADDED if silent else kinds.STATED
    elif new is None:
        kind = kinds.REMOVED if silent else kinds.LEFT_OUT
    return PlanChange(
        part=part,
        key=key,
        field=field,
        kind=kind,
        before=old,
        after=new,
        difference=difference(old, new),
        at_before="" if old is None else at_before,
        at_after="" if new is None else at_after,
    )


def _map(part: PlanPart, name: str, before: Side, after: Side) -> Iterator[PlanChange]:
    """The terms, or the facts; a term that is not there is not agreed, a fact unknown."""
    olds, news = (getattr(side.plan, name) for side in (before, after))
    for key in sorted(olds.keys() | news.keys()):
        old, new = olds.get(key), news.get(key)
        if old != new:
            was, now = (None if one is None else scalar(one) for one in (old, new))
            places = (f"{side.at}/{name}/{escaped(key)}" for side in (before, after))
            yield changed(part, (key,), "", was, now, *places, silent=name == "terms")


def _roles(
    before: Side, after: Side, project: Project | None
) -> Iterator[PlanChange | Missing]:
    """The role of each partner under each plan; what a plan does not list is its own role."""
    yield from _missing("roles", before, after, PlanPart.ROLE)
    olds, news = before.plan.roles, after.plan.roles
    if olds is None or news is None:
        return
    own = {one.id: one.role for one in (project and project.partners) or ()}
    for partner in sorted(olds.keys() | news.keys()):
        old, new = (roles.get(partner, own.get(partner)) for roles in (olds, news))
        if old != new:
            at = f"/roles/{escaped(partner)}"
            places = (
                f"{side.at}{at}" if partner in roles else _own_role(partner, project)
                for side, roles in ((before, olds), (after, news))
            )
            yield changed(PlanPart.ROLE, (partner,), "", old, new, *places, silent=True)


def _own_role(partner: str, project: Project | None) -> str:
    rows = (project and project.partners) or ()
    at = next((at for at, one in enumerate(rows) if one.id == partner), None)
    return "" if at is None else f"/partners/{at}/role"


# -- collections -------------------------------------------------------------------------------


def _missing(
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


def _sums(
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


def _rows(rows: Rows, before: Side, after: Side) -> Iterator[PlanChange]:
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
