"""A project again from the rows of plain tables, through the same strict gate as a file.

Nothing is guessed: what no table says is not known, and what cannot be read is refused with the
place it would have in a file. The rows are put to their projects once, so that asking for every
project of large tables takes time in proportion to them; `documents` reads one row of one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Problem, excerpt

from .documents import RowReader
from .keys import check_keys
from .shapes import ON_PLAN, ON_PROJECT, STATES, TABLES, Key, shape_of

#: The currency of an agreement whose tables do not say it.
CURRENCY: Final = "EUR"
_Tables = Mapping[str, Mapping[str, Sequence[object]]]
#: By noun and column the value of every row where the column is absent.
Absent = Mapping[str, Mapping[str, object]]


def project_of(tables: _Tables, key: Key, *, book: Book | None = None) -> Project:
    """Build one project from its rows; for many, ask one `ProjectRows` for each.

    Args:
        tables: Plain tables by noun, as `tables_of` writes them.
        key: The project's key in the table `project`.
        book: Under which numbers of the book's own facts and terms are read as their kinds;
            columns that it does not ask for are left alone. Without it they are facts too.

    Raises:
        InputError: the tables do not fit together, there is no such project, or it cannot be
            read; up to 20 `problems`, each with the JSON Pointer it would have in a file.

    >>> tables = {
    ...     "project": {"project": ["A"], "agreement.book": ["lv/cluster-2016"],
    ...                 "plan.number": [1]},
    ...     "cost": {"project": ["A"], "id": [17], "form": ["actual"], "net": [12000]},
    ... }
    >>> project_of(tables, "A").costs[0].net
    Money('120.00 EUR')
    """
    return ProjectRows(tables, book).project(key)


class ProjectRows:
    """The rows of plain tables, put to their projects.

    `absent` names, by noun and column, what every row has where there is no such column.
    `widths` are the digits of ids that are numbers, where these are some rows of larger tables.

    Raises:
        InputError: a table is of no noun, has columns of different lengths or no column
            `project`, or names a project twice or one that is not there.
    """

    def __init__(
        self,
        tables: _Tables,
        book: Book | None = None,
        *,
        absent: Absent | None = None,
        widths: Mapping[str, int] | None = None,
    ) -> None:
        _check(tables)
        self.tables = tables = _completed(tables, absent or {})
        self._row = {key: row for row, key in enumerate(tables["project"]["project"])}
        self._book = book
        self._widths = widths_of(tables) if widths is None else widths
        self._readers = {
            noun: RowReader(shape_of(noun), table, book, self._widths)
            for noun, table in tables.items()
        }
        self._rows = {
            noun: _rows_of(table["project"], self.keys)
            for noun, table in tables.items()
            if noun != "project"
        }

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys of the projects, in the order of the table `project`."""
        return tuple(self._row)  # type: ignore[arg-type]  # `_check` has seen them

    def rows(self, noun: str, key: Key) -> Sequence[int]:
        """The places of a project's rows in the table of a noun, in the table's order."""
        if noun == "project":
            return (self._place(key),)
        self._place(key)
        return self._rows[noun][key] if noun in self._rows else ()

    def named(self, name: str) -> str:
        """The name of a row's amount with the id that its document has for a whole number.

        >>> tables = {"project": {"project": ["A"]}, "cost": {"project": ["A"] * 2,
        ...                                                   "id": [7, 12]}}
        >>> ProjectRows(tables).named("claimed.cost:7.eligible")
        'claimed.cost:07.eligible'
        """
        before, colon, after = name.partition(":")
        ids, dot, step = after.rpartition(".")
        noun = before.rpartition(".")[2]
        if self._book is not None and noun in self._book.groups:
            links = self._book.schema.nouns[noun].links
            nouns = [str(links.get(one)) for one in self._book.groups[noun].by]
        else:
            nouns = [noun]
        parts = ids.split("/")
        if len(parts) != len(nouns):
            return name
        parts = [
            one.zfill(self._widths.get(noun, 0)) if one.isdecimal() else one
            for one, noun in zip(parts, nouns, strict=True)
        ]
        return f"{before}{colon}{'/'.join(parts)}{dot}{step}"

    def project(self, key: Key) -> Project:
        """Build a project from its rows.

        Raises:
            InputError: there is no such project, or it cannot be read.
        """
        return read_project(self.document(key))

    def document(self, key: Key) -> dict[str, Any]:
        """The project as the object a file would hold.

        Raises:
            InputError: there is no such project, or a cell is no amount or JSON that a file
                could hold.
        """
        place = self._place(key)
        currency = self._currency(place)
        document = {"schema_version": 1, **self._readers["project"].read(place, currency, "")}
        document.setdefault("agreement", {}).setdefault("currency", currency)
        plan = document.pop("plan", {})
        document["plans"] = [plan]
        for noun, name in (*ON_PROJECT.items(), *ON_PLAN.items()):
            if noun in self.tables:
                holder, at = (document, "") if noun in ON_PROJECT else (plan, "/plans/0")
                rows = self._collection(noun, key, place, currency, f"{at}/{name}")
                if rows is not None:
                    holder[name] = rows
        if self._states("call", place):
            document.setdefault("call", {})
        return document

    def _collection(
        self, noun: str, key: Key, place: int, currency: str, at: str
    ) -> list[dict[str, Any]] | None:
        """The rows of a noun, None where nobody says whether there are any."""
        reader, rows = self._readers[noun], self.rows(noun, key)
        if self._states(noun, place, otherwise=True):
            return [reader.read(row, currency, f"{at}/{i}") for i, row in enumerate(rows)]
        if rows:
            raise InputError(
                f"rows of a project that does not state them: {STATES}{noun} is not true",
                pointer=at,
                found=f"{len(rows)} rows",
                remedy="say true where the table holds all rows of the project",
            )
        return None

    def _states(self, noun: str, place: int, *, otherwise: bool = False) -> bool:
        column = self.tables["project"].get(f"{STATES}{noun}")
        return otherwise if column is None else column[place] is True

    def _place(self, key: Key) -> int:
        place = self._row.get(key)
        if place is None:
            raise InputError(
                "no such project",
                expected="a key of the table project",
                found=excerpt(key),
            )
        return place

    def _currency(self, place: int) -> str:
        """The currency of an agreement, in which its amounts are unless a row says another."""
        column = self.tables["project"].get("agreement.currency")
        said = None if column is None else column[place]
        return CURRENCY if said is None else said  # type: ignore[return-value]  # the gate looks


# ---- The tables together ---------------------------------------------------------------------


def _completed(tables: _Tables, absent: Absent) -> _Tables:
    """The tables, with what stands in every row where a column is absent."""
    made = dict(tables)
    for noun, columns in absent.items():
        if noun in tables:
            size = len(tables[noun]["project"])
            more = {name: [one] * size for name, one in columns.items()}
            made[noun] = {**more, **tables[noun]}
    return made


def _check(tables: _Tables) -> None:
    """Refuse tables whose rows cannot be put to projects."""
    problems = [*_misshapen(tables)]
    if "project" not in tables:
        problems.append(
            Problem(
                "no table of the projects",
                "/project",
                "a row for each project, its key in the column project",
            )
        )
    if problems:
        raise InputError.of(problems)
    check_keys({noun: table["project"] for noun, table in tables.items()})


def _misshapen(tables: _Tables) -> Iterator[Problem]:
    for noun, table in tables.items():
        if noun not in TABLES:
            yield Problem("no such table", f"/{noun}", ", ".join(TABLES), excerpt(noun))
            continue
        if "project" not in table:
            yield Problem(
                "no column that says whose rows these are", f"/{noun}/project", "project keys"
            )
        sizes = {name: len(values) for name, values in table.items()}
        if len(set(sizes.values())) > 1:
            said = ", ".join(f"{name} {size}" for name, size in [*sizes.items()][:8])
            yield Problem("columns of different lengths", f"/{noun}", "one length", said)


def _rows_of(keys: Sequence[Any], known: Iterable[Key]) -> dict[Key, list[int]]:
    """The rows of each project."""
    found: dict[Key, list[int]] = {key: [] for key in known}
    for row, key in enumerate(keys):
        found[key].append(row)
    return found


def widths_of(tables: _Tables) -> dict[str, int]:
    """Of each noun whose ids are numbers the digits of the greatest."""
    columns = {noun: table.get("id", ()) for noun, table in tables.items() if noun != "project"}
    columns["call"] = tables["project"].get("call.id", ())
    columns["enterprise"] = tables.get("partner", {}).get("enterprise.id", ())
    return {
        noun: len(str(max((one for one in values if type(one) is int), default=0)))
        for noun, values in columns.items()
    }
