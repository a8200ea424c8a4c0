"""The front: any frames in, the answers of a book about every project of them out.

Large tables are answered by one kernel over columns, small ones and what columns cannot answer
project by project. Which it was never changes an answer.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any, Final, Literal

from fundtrack.checks import LINE_STEPS, Register
from fundtrack.funding import CALCULATORS, Calculator, FxRates
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, MissingExtra, excerpt

from .answers import Checks
from .asked import Asking, columns_of
from .by_project import looks_across
from .by_values import ByValues
from .engines import Frame
from .exact import exact_floats, refuse_floats
from .given import Floats
from .keys import check_keys
from .native import held, taken
from .needs import blanks
from .question import Unsupported
from .rebuilt import ProjectRows
from .shapes import LINES
from .taken import Taken, listed

Way = Literal["auto", "columns", "values"]
_COLUMNS: Final = "fundtrack.frames.columns.answers"
#: Below so many rows in all tables the values way is as fast.
SMALL: Final = 300


def check(
    tables: Mapping[str, Frame],
    book: Book,
    *,
    basis: str | None = None,
    on: date | None = None,
    known_on: date | None = None,
    require_verified: bool = False,
    calculators: Sequence[Calculator] = CALCULATORS,
    across: bool = True,
    register: Register | None = None,
    fx: FxRates | None = None,
    floats: Floats = "refuse",
    keep: Collection[str] = LINE_STEPS,
    way: Way = "auto",
) -> Checks:
    """Ask a book about every project of tables.

    Args:
        tables: By noun a frame of polars, pandas, pyarrow or DuckDB, a mapping of columns, or
            a list of rows: `project`, `partner`, `cost`, `budget_line`, `entry` and so on.
            `needs(book)` names the columns; others are not looked at. Where there is no table,
            nobody says whether a project has such rows.
        book: From `load_book`, with its layers.
        basis: Ask on this basis alone: `plan`, `claimed` or `accepted`; outcome, findings and
            summary are then of it alone. Without it all for which a project has rows.
        on: The day asked about, as `checks.run` takes it.
        known_on: Plans approved later than this day do not exist yet.
        require_verified: Take a value that nobody has verified as unknown.
        calculators: What a book may call by name.
        across: Whether the projects of the tables are the others to each other, for what looks
            across projects; those that cannot be read are not.
        register: The other projects instead.
        fx: The host's exchange rates.
        floats: "exact" takes floats that are each the nearest to an exact amount.
        keep: The columns of `lines`: steps, and defines of costs or budget lines by name.
        way: "columns" or "values" instead of what suits; where columns cannot answer, values
            do, and `Checks.why` says so.

    Raises:
        InputError: the tables do not fit together, there are floats, or `basis` or `keep`
            names nothing. A project that cannot be read is none; see `Checks.problems`.
        MissingExtra: columns are asked for and numpy or pyarrow is not installed.

    >>> from fundtrack.rulebooks import load_book
    >>> tables = {"project": [{"project": "A", "plan.eligible": 10_000}, {"project": "B"}]}
    >>> checks = check(tables, load_book("lv/cluster-2016"))
    >>> [(one["project"], one["support"]) for one in checks.totals]
    [('A', 8500), ('B', None)]
    """
    if way not in ("auto", "columns", "values"):
        raise InputError(
            "no such way", expected='"auto", "columns" or "values"', found=excerpt(way)
        )
    wanted = columns_of(book, [*tables])
    asking = Asking(
        book=book,
        bases=_bases(basis),
        on=on,
        known_on=known_on,
        require_verified=require_verified,
        calculators=tuple(calculators),
        across=register is None and across and looks_across(book, calculators),
        fx=fx,
        keep=_kept(book, keep),
    )
    got = {noun: taken(held(tables[noun]), needed) for noun, needed in wanted.items()}
    got = _fitting(got, wanted, floats)
    like = next((tables[one] for one in ("cost", "budget_line") if one in tables), None)
    like = tables["project"] if like is None else like
    why = _why_values(got, way, register)
    if not why:
        try:
            columns = import_module(_COLUMNS)
            import_module("pyarrow")  # which columns ask for only where they read texts
        except ImportError as error:
            if way == "columns":
                raise MissingExtra("frames", error.name or "numpy") from error
            why = "numpy or pyarrow is not installed"
        else:
            try:
                return Checks(columns.ByColumns(asking, got, wanted, floats), like)
            except Unsupported as unsupported:
                why = f"columns cannot answer {unsupported}"
            except InputError as error:
                raise _of_keys(got, wanted) or error from None
    plain = {
        noun: {name: listed(column) for name, column in one.columns.items()}
        for noun, one in got.items()
    }
    rows = ProjectRows(exact_floats(plain, wanted), book, absent=blanks(book))
    return Checks(ByValues(asking, rows, why, register), like)


def _bases(basis: str | None) -> tuple[str, ...]:
    if basis is None:
        return tuple(LINES)
    if basis not in LINES:
        raise InputError("no such basis", expected=", ".join(LINES), found=excerpt(basis))
    return (basis,)


def _kept(book: Book, keep: Collection[str]) -> tuple[str, ...]:
    """The columns of lines, each a step or a define.

    Raises:
        InputError: one is neither.
    """
    nouns = ("line", *LINES.values())
    known = {*LINE_STEPS, *(one.name for one in book.defines.values() if one.noun in nouns)}
    for name in keep:
        if name not in known:
            raise InputError(
                "neither a step nor a define of lines",
                pointer="/keep",
                expected=", ".join(sorted(known)),
                found=excerpt(name),
            )
    return tuple(dict.fromkeys(keep))


def _why_values(got: Mapping[str, Taken], way: Way, register: Register | None) -> str:
    """Why each project is read by itself; "" where columns may answer."""
    if way == "values":
        return "they were asked for"
    if register is not None:
        return "the other projects are not those of the tables"
    if way == "auto" and sum(one.size for one in got.values()) < SMALL:
        return f"fewer than {SMALL} rows"
    return ""


def _of_keys(
    got: Mapping[str, Taken], wanted: Mapping[str, Mapping[str, Any]]
) -> InputError | None:
    """What is wrong with the keys of the rows, in full, where it is they that do not fit."""
    keys = {noun: {"project": listed(one.columns.get("project", []))}
            for noun, one in got.items()}  # fmt: skip
    exact = exact_floats(keys, wanted)
    try:
        check_keys({noun: one["project"] for noun, one in exact.items()})
    except InputError as error:
        return error
    return None


def _fitting(
    got: Mapping[str, Taken], wanted: Mapping[str, Mapping[str, Any]], floats: Floats
) -> dict[str, Taken]:
    """Tables with keys, with what every row needs, and with no float that nobody asked for.

    Raises:
        InputError: one has not.
    """
    if floats not in ("refuse", "exact"):
        raise InputError(
            "no such way with floats", expected='"refuse" or "exact"', found=excerpt(floats)
        )
    for noun, table in got.items():
        for name, need in wanted[noun].items():
            if need.required and table.size and name not in table.columns:
                raise InputError(
                    "a column that every row needs is not there",
                    pointer=f"/{noun}/{name}",
                    expected=", ".join(need.asked_by[:5]),
                    remedy="give the column, or leave the table out",
                )
        if floats == "refuse":
            refuse_floats(noun, table, wanted[noun])
    return dict(got)
