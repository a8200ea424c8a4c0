"""Projects as plain tables: what anybody may look at, save and hand to `check`.

A plain table is a mapping of columns to lists of Python values, one table for each noun that
some project states. No package is needed to make it or to read it; `rebuilt` is the way back.
Amounts are whole minor units, days are dates, rates are text as a book writes them, and None is
what nobody stated.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from fundtrack.formulas import Kind
from fundtrack.projects import Noun, Plan, Project
from fundtrack.rulebooks import Book
from fundtrack.values import FrozenMap, InputError, Money, Price, Rate, excerpt, read_date

from .shapes import JSON, ON_PLAN, ON_PROJECT, STATES, Key, Place, Table, kind_of, shape_of


def tables_of(
    projects: Iterable[Project],
    *,
    keys: Iterable[Key] | None = None,
    on: date | None = None,
    known_on: date | None = None,
    book: Book | None = None,
) -> dict[str, Table]:
    """Write projects as plain tables, by noun and column.

    The plan is the one in force on `on` as it was known on `known_on`; where none was, the
    first, which a reading on those days finds not in force either. An amount is an int of minor
    units of the agreement's currency. Where all amounts of a row are in one other currency they
    are minor units of that one, and the column `currency` says so; where a row mixes currencies
    those that are not the agreement's are text: "1.00 SEK".

    A noun has a table where one project states its rows. Where another does not, the table
    `project` has a bool column `states.<noun>`: True where a project's rows are all here, False
    where nobody says. Only columns that some row fills are made. Other plans than the one are
    not told.

    Args:
        projects: What is written, in this order.
        keys: A key for each: text, or a whole number of zero or more; else its place, from 0.
        on: The day that chooses the plan.
        known_on: Plans approved later than this day do not exist yet.
        book: Whose facts and terms are written as their kinds, amounts as minor units and days
            as dates. Without it they are written as they were stated.

    Raises:
        InputError: not one key for each project, or a key twice.

    >>> from fundtrack.projects import read_project
    >>> project = read_project("docs/examples/life-science-cluster.json")
    >>> tables = tables_of([project], keys=["LSC"])
    >>> tables["project"]["project"], tables["project"]["plan.eligible"]
    (['LSC'], [58658485])
    """
    held = tuple(projects)
    named = _keys(len(held), keys)
    plans = [_plan(project, on, known_on) for project in held]
    first = _Writer("project", book)
    for key, project, plan in zip(named, held, plans, strict=True):
        first.write(key, project.agreement.currency, project, plan)
    tables: dict[str, Table] = {"project": first.table()}
    if any(one.call is not None and not one.call.to_dict() for one in held):
        tables["project"][f"{STATES}call"] = [one.call is not None for one in held]
    for noun, collections in _collections(held, plans):
        said = [rows is not None for rows in collections]
        if not any(said):
            continue
        if not all(said):
            tables["project"][f"{STATES}{noun}"] = [*said]
        writer = _Writer(noun, book)
        for key, project, rows in zip(named, held, collections, strict=True):
            for row in rows or ():
                writer.write(key, project.agreement.currency, row)
        tables[noun] = writer.table()
    return tables


def _keys(count: int, keys: Iterable[Key] | None) -> Sequence[Key]:
    named = tuple(range(count)) if keys is None else tuple(keys)
    if len(named) != count or len(set(named)) != count:
        raise InputError(
            "not one key of its own for each project",
            expected=f"{count} different keys",
            found=f"{len(named)} keys, {len(set(named))} different",
        )
    for key in named:
        if not (isinstance(key, str) or (type(key) is int and key >= 0)):
            raise InputError(
                "not a key",
                expected="text, or a whole number of zero or more",
                found=excerpt(key),
            )
    return named


def _plan(project: Project, on: date | None, known_on: date | None) -> Plan:
    """The plan in force; where none is, the first, which is not in force either."""
    in_force = project.plan_on(on, known_on=known_on)
    return in_force or min(project.plans, key=lambda plan: plan.number)


def _collections(
    projects: Sequence[Project], plans: Sequence[Plan]
) -> Iterator[tuple[str, list[Sequence[Noun] | None]]]:
    """Of every noun the rows of each project, None where it does not state them."""
    for noun, name in ON_PROJECT.items():
        yield noun, [getattr(one, name) for one in projects]
    for noun, name in ON_PLAN.items():
        yield noun, [getattr(one, name) for one in plans]


class _Writer:
    """The columns of one table while rows are written; each is filled up to where it is."""

    def __init__(self, noun: str, book: Book | None) -> None:
        self.shape, self.book = shape_of(noun), book
        self.keys: list[object] = []
        self.columns: dict[str, list[object]] = {}
        if self.shape.has_id:
            self.columns["id"] = []

    def write(self, key: Key, currency: str, row: Noun, plan: Plan | None = None) -> None:
        """Write one row; `currency` is the agreement's."""
        said = dict(chain(self._fields(row, plan), self._own(row, plan)))
        other = self._currency(said.values(), currency)
        for column, value in said.items():
            if isinstance(value, Money):
                value = value.minor if value.currency == (other or currency) else str(value)
            self._put(column, value)
        if other:
            self._put("currency", other)
        self.keys.append(key)

    def _put(self, column: str, value: object) -> None:
        values = self.columns.setdefault(column, [])
        values.extend([None] * (len(self.keys) - len(values)))
        values.append(value)

    def _currency(self, values: Iterable[object], usual: str) -> str:
        """The one other currency that all amounts of a row are in, "" where there is none."""
        found = {one.currency for one in values if isinstance(one, Money)}
        if self.shape.noun == "project" or len(found) != 1 or usual in found:
            return ""
        return found.pop()

    def _fields(self, row: Noun, plan: Plan | None) -> Iterator[tuple[str, object]]:
        """What a row states of the fields of its noun, and of the nouns inside it."""
        for spot in self.shape.spots.values():
            value = _at(row, spot.path, plan)
            if value is None or spot.path[-1] in ("facts", "labels"):
                continue
            if spot.kind == JSON:
                yield spot.column, _json(value)
            else:
                yield spot.column, str(value) if isinstance(value, Price | Rate) else value

    def _own(self, row: Noun, plan: Plan | None) -> Iterator[tuple[str, object]]:
        """Facts, terms and labels."""
        for place in self.shape.places:
            said = _at(row, place.path, plan)
            if said is None:
                continue
            hidden: dict[str, object] = {}
            for name, value in said.facts.items():
                column = f"{place.prefix}{name}"
                if self.shape.reserved(column):
                    hidden[name] = value
                else:
                    yield column, self._kept(place, name, value)
            if hidden:
                yield f"{place.prefix}facts", _json(hidden)
            if said.labels:
                yield f"{place.prefix}labels", _json(said.labels)
            for name, value in said.terms.items() if place.terms else ():
                yield f"{place.prefix}terms.{name}", self._kept(place, name, value, "terms")

    def _kept(self, place: Place, name: str, value: object, where: str = "facts") -> object:
        """A fact or a term as its kind, where the book knows it and it is of that kind."""
        kind = kind_of(self.book, place.noun, where, name)
        try:
            if kind is Kind.MONEY and isinstance(value, str):
                return Money(value)
            if kind is Kind.DATE and isinstance(value, str):
                return read_date(value)
        except InputError:
            pass  # it is refused when it is read, with its place
        return value

    def table(self) -> Table:
        """The columns in their order: keys, fields as in the model, what a book asks for."""
        known = dict.fromkeys((*self.shape.spots, "currency"))
        order = [name for name in known if name in self.columns]
        order += sorted(self.columns.keys() - known.keys())
        size = len(self.keys)
        return {
            "project": self.keys,
            **{
                name: [*self.columns[name], *[None] * (size - len(self.columns[name]))]
                for name in order
            },
        }


def _at(row: Any, path: Sequence[str], plan: Plan | None) -> Any:  # noqa: ANN401
    """What stands at the end of a way, None where a part of it is not stated."""
    if path and path[0] == "plan":
        row, path = plan, path[1:]
    for name in path:
        row = None if row is None else getattr(row, name)
    return row


def _json(value: object) -> str:
    """A value of no flat form, as JSON text."""
    from json import dumps

    return dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    match value:
        case Noun():
            return value.to_dict()
        case FrozenMap() | Mapping():
            return dict(value)
        case tuple():
            return [_plain(one) for one in value]
        case _:
            return value
