"""Some projects of large tables, answered where their rows are: what every worker runs.

A partition holds whole projects, their rows of all tables in any order. Its answers have the
same columns of the same types whatever the rows say, so that an engine knows them beforehand.
What looks across projects comes second, over the few rows that the first stage leaves for it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from fundtrack.checks import LINE_STEPS, Outcome
from fundtrack.funding import CALCULATORS, Calculator, FxRates
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Record, excerpt

from .answers import Checks
from .asked import Asking, columns_of, label
from .engines import Frame, arrow
from .front import check
from .given import Floats
from .keys import A_KEY
from .named import LIBRARY
from .needs import needs
from .packed import KEY, compute
from .problems import joined
from .shapes import LINES
from .stages import Stages, stages_of
from .taken import series
from .typed import finding_types, line_types, problem_types, project_types, type_of

#: What a worker answers, each a table.
ANSWERS: Final = ("lines", "projects", "findings", "problems")
#: What the second stage reads besides: the tables of the book's second part.
_LATE: Final = "late."
_TEXTS: Final = ("string", "large_string", "string_view")
#: From the best to the worst.
_GRADES: Final = (str(Outcome.IN_ORDER), str(Outcome.UNDECIDED), str(Outcome.BREACHED))


class Asked(Record):
    """What is asked of every partition; it travels to the workers pickled.

    `columns` has what is read of each table, `types` the columns of each answer with their
    types of arrow, and `key` that of the keys of projects. `give` are the answers asked for.
    """

    stages: Stages
    basis: str
    on: date | None
    known_on: date | None
    require_verified: bool
    calculators: tuple[Calculator, ...]
    fx: FxRates | None
    floats: Floats
    keep: tuple[str, ...]
    give: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    types: Mapping[str, Mapping[str, Any]]  # without the key
    key: Any

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def late(self) -> bool:
        """Whether there is a second stage."""
        return self.stages.late is not None

    def left(self) -> list[str]:
        """The tables that the second stage reads."""
        late = (name for name in self.types if name.startswith(_LATE))
        return ["projects", "problems", *late]

    def schema(self, name: str) -> Frame:
        """The schema of an answer, in pyarrow."""
        return arrow().schema([(KEY, self.key), *self.types[name].items()])


class Spread(Record):
    """The answers as frames of an engine, worked out when they are asked for.

    `lines`, `projects`, `findings` and `problems` are those of `Checks`, for one basis, in no
    order. All are cut from `held`, which is what the workers answer.
    """

    lines: Any
    projects: Any
    findings: Any
    problems: Any
    held: Any

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def asked_of(
    types: Mapping[str, Mapping[str, Any]],
    book: Book,
    *,
    basis: str,
    on: date | None = None,
    known_on: date | None = None,
    require_verified: bool = False,
    calculators: Sequence[Calculator] = CALCULATORS,
    across: bool = True,
    fx: FxRates | None = None,
    floats: Floats = "refuse",
    keep: Collection[str] = LINE_STEPS,
    give: Collection[str] = ANSWERS,
) -> Asked:
    """What is asked of every partition of tables whose columns have some types of arrow.

    Raises:
        BookError: what looks across projects changes what lines come to.
        InputError: there is no such basis, table or answer, or a table has no key.
    """
    for name in give:
        if name not in ANSWERS:
            raise InputError("no such answer", expected=", ".join(ANSWERS), found=excerpt(name))
    if basis not in LINES:
        raise InputError("no such basis", expected=", ".join(LINES), found=excerpt(basis))
    wanted = columns_of(book, [*types])
    columns = {
        noun: tuple(name for name in wanted[noun] if name in held)
        for noun, held in types.items()
        if noun in wanted
    }
    for noun, names in columns.items():
        if KEY not in names:
            raise InputError(
                "no column that says whose rows these are",
                pointer=f"/{noun}/{KEY}",
                expected="project keys",
            )
    key = key_type({noun: types[noun][KEY] for noun in columns})
    stages = stages_of(book, basis, calculators, apart=not across)
    asking = Asking(
        book=book, bases=(basis,), on=on, known_on=known_on,
        require_verified=require_verified, calculators=tuple(calculators), across=across,
        fx=fx, keep=tuple(keep),
    )  # fmt: skip
    line = LINES[basis]
    ids = _plain(types[line]["id"]) if "id" in columns.get(line, ()) else None
    made = _types(asking, ids)
    for noun, held in _late_columns(stages, columns, basis).items():
        made[f"{_LATE}{noun}"] = {
            name: _told_type(asking, noun, name)
            if name not in types[noun]
            else types[noun][name]
            for name in held
        }
    return Asked(
        stages, basis, on, known_on, require_verified, tuple(calculators), fx, floats,
        tuple(keep), frozenset(give), columns, made, key,
    )  # fmt: skip


# ---- Types -----------------------------------------------------------------------------------


def key_type(types: Mapping[str, Any]) -> Any:  # noqa: ANN401 (a type of arrow)
    """The type of the keys of all tables: whole numbers, or text.

    Raises:
        InputError: a table has whole numbers and another has text.
    """
    pa = arrow()
    told = {noun: type_ for noun, type_ in types.items() if not pa.types.is_null(type_)}
    first = None
    for noun, type_ in told.items():
        if not (pa.types.is_integer(type_) or str(type_) in _TEXTS):
            raise InputError(
                "not a key", pointer=f"/{noun}/{KEY}", expected=A_KEY,
                found=str(type_),
            )  # fmt: skip
        first = first or _plain(type_)
        if _plain(type_) != first:
            raise InputError(
                "keys of projects are of one kind in all tables", pointer=f"/{noun}/{KEY}",
                expected=str(first), found=str(type_), remedy="cast one to the other",
            )  # fmt: skip
    return first or pa.string()


def _plain(type_: Any) -> Any:  # noqa: ANN401
    """The type of ids as answers have them."""
    pa = arrow()
    return pa.int64() if pa.types.is_integer(type_) else pa.string()


def _types(asking: Asking, ids: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401
    """The columns of the answers, and the type of each."""
    (basis,) = asking.bases
    key = {} if ids is None else {"id": ids}
    return {
        "lines": {**key, **line_types(asking, basis)},
        "projects": {**project_types(asking, asking.bases)},
        "findings": {**finding_types()},
        "problems": {**problem_types()},
    }


def shaped(frame: Frame, key: Any, types: Mapping[str, Any]) -> Frame:  # noqa: ANN401
    """A table with the columns of some types; one that is not there has nothing in it."""
    pa = arrow()
    names = frame.schema.names
    columns = [
        frame.column(name).cast(type_) if name in names else pa.nulls(frame.num_rows, type_)
        for name, type_ in {KEY: key, **types}.items()
    ]
    return pa.table(columns, names=[KEY, *types])


# ---- The first stage -------------------------------------------------------------------------


def check_partition(tables: Mapping[str, Frame], asked: Asked) -> dict[str, Frame]:
    """The answers about the projects of a partition, as tables of pyarrow.

    `tables` are by noun, each with the key of its project, in any order; a noun that the whole
    has a table of has one here too, if without a row.

    Raises:
        InputError: the tables do not fit together, or there are floats.
    """
    pa = arrow()
    held = {noun: _as_arrow(table) for noun, table in tables.items() if noun in asked.columns}
    basis, stages = asked.basis, asked.stages
    checks = check(
        held, stages.early, basis=basis, on=asked.on, known_on=asked.known_on,
        require_verified=asked.require_verified, calculators=asked.calculators, across=False,
        fx=asked.fx, floats=asked.floats, keep=asked.keep,
    )  # fmt: skip
    lines = held.get(LINES[basis], pa.table({KEY: pa.nulls(0, asked.key)}))
    if "lines" not in asked.give:
        lines = lines.slice(0, 0)
    elif basis in checks.bases and LINES[basis] in held:
        lines = checks.lines(basis)
    projects = checks.projects
    found = {"lines": lines, "projects": projects, "problems": checks.problems}
    if "findings" in asked.give:
        found["findings"] = checks.findings
    if asked.late:
        silent = compute().is_null(projects.column("currency"))  # only they have none
        unread = projects.filter(silent).column(KEY).cast(asked.key)
        found |= {name: _without(one, unread) for name, one in _left(held, checks, asked)}
    return {name: shaped(one, asked.key, asked.types[name]) for name, one in found.items()}


def _as_arrow(frame: Frame) -> Frame:
    """A frame of any kind as a table of pyarrow."""
    pa = arrow()
    if isinstance(frame, pa.Table):
        return frame
    return pa.table({str(name): series(frame[name]) for name in frame})


# ---- The second stage ------------------------------------------------------------------------


def _late_columns(
    stages: Stages, columns: Mapping[str, tuple[str, ...]], basis: str
) -> dict[str, tuple[str, ...]]:
    """The columns that the second stage is given of each table, without the key."""
    if stages.late is None:
        return {}
    read: dict[str, dict[str, bool]] = {}
    for need in needs(stages.late):
        by_book = any(by != LIBRARY for by in need.asked_by)
        read.setdefault(need.noun, {})[need.column] = by_book
    told = {_place(address) for address in stages.told}
    lines, found = LINES[basis], {}
    for noun, asked in read.items():
        wanted = noun == "project" or (noun == "entry" and basis == "accepted")
        wanted = wanted or (any(asked.values()) and (stages.lines or noun != lines))
        if noun in columns and wanted:
            names = (name for name in asked if name in columns[noun] or (noun, name) in told)
            found[noun] = tuple(name for name in names if name != KEY)
    return found


def _place(address: str) -> tuple[str, str]:
    """The table and the column of what the first stage tells."""
    noun, _, name = address.partition(".")
    return ("project", f"plan.{name}") if noun == "plan" else (noun, name)


def _told_type(asking: Asking, noun: str, name: str) -> Any:  # noqa: ANN401
    return type_of(asking.kind(noun, name))


def _left(held: Mapping[str, Frame], checks: Checks, asked: Asked) -> Any:  # noqa: ANN401
    """What the first stage leaves for the second: of each table some columns, and answers."""
    basis = asked.basis
    told = {_place(address) for address in asked.stages.told}
    for name, types in asked.types.items():
        noun = name.removeprefix(_LATE)
        if noun == name:
            continue
        columns = {
            one: held[noun].column(one) for one in (KEY, *types) if (noun, one) not in told
        }
        answered = basis in checks.bases
        made = None
        if answered and len(columns) <= len(types):
            made = checks.totals if noun == "project" else checks.rows(noun, basis)
        for one in types:
            if (noun, one) in told and made is not None:
                columns[one] = made.column(label(basis, one) if noun == "project" else one)
        yield name, arrow().table(columns)


def _without(table: Frame, keys: Frame) -> Frame:
    """The rows of a table whose key is none of some."""
    tool = compute()
    if not len(keys):
        return table
    mine = table.column(KEY).cast(keys.type)
    return table.filter(tool.invert(tool.is_in(mine, value_set=keys.combine_chunks())))


def check_across(tables: Mapping[str, Frame], asked: Asked) -> dict[str, Frame]:
    """The final answers, out of what all partitions left; `tables` as they answered them."""
    pa = arrow()
    late = asked.stages.late
    assert late is not None  # noqa: S101 (asked for only then)
    projects = tables.get("projects", asked.schema("projects").empty_table())
    if not projects.num_rows:
        return {}
    held = {
        name.removeprefix(_LATE): one for name, one in tables.items() if name.startswith(_LATE)
    }
    for noun in asked.columns:
        if noun not in held:  # stated, and of no interest any more
            names = (one.column for one in needs(late) if one.noun == noun)
            held[noun] = pa.table({name: pa.nulls(0) for name in (KEY, *names)})
    checks = check(
        held, late, basis=asked.basis, on=asked.on, known_on=asked.known_on,
        require_verified=asked.require_verified, calculators=asked.calculators,
        floats="refuse", keep=(),
    )  # fmt: skip
    second = shaped(checks.projects, asked.key, asked.types["projects"])
    places = compute().index_in(
        projects.column(KEY).cast(asked.key), value_set=second.column(KEY).combine_chunks()
    )
    amounts = [one for one in asked.stages.amounts if one.startswith("project.")]
    for address in amounts:
        at = label(asked.basis, address.partition(".")[2])
        for name in (at, f"{at}.at_least", f"{at}.at_most"):
            if name in projects.schema.names:
                place = projects.schema.names.index(name)
                projects = projects.set_column(place, name, second.column(name).take(places))
    place = projects.schema.names.index("outcome")
    mine = projects.column("outcome").to_pylist()
    other = second.column("outcome").take(places).to_pylist()
    worst = [_worst(*pair) for pair in zip(mine, other, strict=True)]
    projects = projects.set_column(place, "outcome", pa.array(worst, pa.string()))
    codes = pa.array([*late.rules], pa.string())
    findings = checks.findings
    findings = findings.filter(
        compute().is_in(findings.column("rule").cast(pa.string()), value_set=codes)
    )
    types, problems = asked.types["problems"], asked.schema("problems")
    told = shaped(checks._problems_of(asked.stages.amounts), asked.key, types)
    before = tables.get("problems", problems.empty_table())
    rows = [*joined(before.to_pylist(), told.to_pylist())]
    return {
        "projects": projects,
        "problems": pa.Table.from_pylist(rows, problems),
        "findings": shaped(findings, asked.key, asked.types["findings"]),
    }


def _worst(one: str | None, two: str | None) -> str | None:
    if one is None or two is None:
        return one
    return max(one, two, key=_GRADES.index)
