"""The columns way: runs of kernels over most projects, the scalar reading for the others.

Which projects a kernel answers for is settled first: all but those whose rows the gate might
refuse, or whose agreement or plan the book or the day leaves out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from fundtrack.checks import LINE_STEPS, Verdict, across, defined
from fundtrack.formulas import Kind
from fundtrack.values import InputError

from ..asked import Asking, label
from ..by_values import (
    FallKey,
    FallSum,
    add_counts,
    add_falls,
    beyond,
    findings,
    group_rows,
    put_refusals,
)
from ..engines import arrow
from ..given import Floats
from ..native import give_back
from ..problems import Beyond
from ..question import Unsupported
from ..shapes import LINES, Key
from ..single import Single
from ..taken import Taken
from .beside import Beside, taken_of
from .beyond import beyond_of
from .cells import single
from .column import Array, Sheet
from .falls import add_run
from .found import Found, Ids, counted
from .groups import TOLD
from .runs import Part, Run
from .scattered import Piece, column, missing, told_back, values_of, worded
from .settled import Settled, Wanted


class ByColumns(Ids):
    """The answers about all projects."""

    way = "columns"
    why = ""

    def __init__(
        self, asking: Asking, got: Mapping[str, Taken], wanted: Wanted, floats: Floats
    ) -> None:
        book = across(asking.book) if asking.across else asking.book
        self.asking = asking.replace(book=book)
        self.got = got
        self.settled = settled = Settled(self.asking, got, wanted, floats)
        self.sheets, self.count = settled.sheets, settled.count
        self.beside = Beside(asking, got, settled)
        self._apart = settled.apart
        try:
            self.parts = tuple(self._parts())
        except InputError as error:  # links in another form than the ids they name
            raise Unsupported(f"this: {error.message}") from error

    def _parts(self) -> Iterator[Part]:
        codes, places = self.settled.currencies
        for at, code in enumerate(codes):
            chosen = (places == at) & ~self._left
            if not chosen.any():
                continue
            projects = np.flatnonzero(chosen)
            if len(projects) == self.count:
                index: dict[str, Array | None] = dict.fromkeys(self.sheets)
                owners = self.settled.owners
                yield Part(self.asking, self.sheets, code, projects, index, owners)
                continue
            sheets, index = {}, {}
            for noun, sheet in self.sheets.items():
                rows = np.flatnonzero(chosen[self.settled.owners[noun]])
                index[noun] = rows
                columns = {name: one.taken(rows) for name, one in sheet.columns.items()}
                sheets[noun] = Sheet(noun, len(rows), columns)
            yield Part(self.asking, sheets, code, projects, index)

    @property
    def _left(self) -> Array:
        """The projects that no kernel sees; the others to each other all are seen."""
        return np.zeros(self.count, bool) if self.asking.across else self._apart

    @cached_property
    def apart(self) -> list[Single]:
        """The projects that no kernel answers for."""
        return self.beside.ask(self._apart)

    def _beside(self, basis: str) -> list[Single]:
        """Those, and the ones of which a calculation went wrong."""
        found = self._apart.copy()
        for part in self.parts:
            if basis in part.runs:
                found[part.projects[part.runs[basis].failed]] = True
        return self.beside.ask(found)

    def _sure(self, part: Part, run: Run) -> Array:
        found: Array = run.sure & ~self._apart[part.projects]
        return found

    def _open(self, chosen: Mapping[int, Array]) -> list[Single]:
        """The projects apart, and some of each part."""
        found = self._apart.copy()
        for at, part in enumerate(self.parts):
            found[part.projects[chosen[at]]] = True
        return self.beside.ask(found)

    # -- keys ----------------------------------------------------------------------------------

    @property
    def bases(self) -> tuple[str, ...]:
        """The bases on which some project answers."""
        given = {basis for part in self.parts for basis in part.runs}
        if len(given) < len(self.asking.bases):
            given |= {basis for one in self.apart for basis in one.bases}
        return tuple(basis for basis in self.asking.bases if basis in given)

    def keys(self, noun: str) -> dict[str, Any]:
        """The keys of a table's rows."""
        if noun not in self.got:
            return {}
        columns = self.got[noun].columns
        return {name: columns[name] for name in ("project", "id") if name in columns}

    def keys_at(self, places: Any) -> Any:  # noqa: ANN401
        """The keys of projects."""
        return taken_of(self.got["project"].columns["project"], np.array(places, np.int64))

    def ids_at(self, noun: str, rows: Array) -> Any:  # noqa: ANN401 (an array of Arrow)
        """The ids of rows as text."""
        pyarrow = arrow()
        raw = self.got[noun].columns.get("id") if noun in self.got else None
        if raw is None:
            return pyarrow.nulls(len(rows), pyarrow.string())
        held = taken_of(raw, rows)
        if isinstance(held, list):
            held = pyarrow.array([None if one is None else str(one) for one in held])
        return single(held).cast(pyarrow.string())

    def single(self, key: Key) -> Single:
        """One project by itself."""
        return self.beside.of(key)

    def unread(self) -> Iterable[Single]:
        """The projects that cannot be read."""
        return [one for one in self.apart if one.problems]

    def beyond(self) -> Iterator[Beyond]:
        """The amounts of more digits than there can be."""
        for basis in self.bases:
            for part in self.parts:
                if basis in part.runs:
                    run = part.runs[basis]
                    yield from beyond_of(part, run, self._sure(part, run))
            for one in self._beside(basis):
                yield from beyond(one, basis, self._id_tables())

    # -- rows ----------------------------------------------------------------------------------

    def rows(self, noun: str, basis: str, wanted: Mapping[str, Kind]) -> dict[str, Any]:
        """Columns of a table's rows by name."""
        size = self.sheets[noun].size if noun in self.sheets else 0
        beside = self._beside(basis)
        found = {}
        for name, kind in wanted.items():
            pieces = [
                self._piece(part, part.runs[basis], noun, name, kind)
                for part in self.parts
                if basis in part.runs
            ]
            alone = (one.column(noun, basis, name, kind) for one in beside)
            found[name] = column(size, kind, pieces, alone)
        return found

    def _piece(self, part: Part, run: Run, loop: str, name: str, kind: Kind) -> Piece:
        values, lost = values_of(run.kernel, loop, name, kind)
        where, sure = part.where(run, loop), self._sure(part, run)
        if not sure.all():
            gone = ~sure[run.rows(loop).project]
            lost = gone if lost is None else lost | gone
        return Piece(where, values, lost)

    def unknown(self, noun: str, basis: str, eligible: Any) -> Any:  # noqa: ANN401
        """Whether nobody knows what is eligible of each line."""
        size = self.sheets[noun].size if noun in self.sheets else 0
        lost = missing(eligible)
        open_ = np.zeros(size, bool) if lost is None else lost
        asked = np.zeros(size, bool)
        for part in self.parts:
            if basis in part.runs:
                run = part.runs[basis]
                where, sure = part.where(run, noun), self._sure(part, run)
                mine = sure[run.rows(noun).project]
                asked[slice(None) if where is None else where] = mine
        for one in self._beside(basis):
            if basis in one.bases:
                asked[list(one.places.get(noun, ()))] = True
        return told_back(Kind.BOOL, open_ & asked, None if asked.all() else ~asked)

    def refusals(self, basis: str) -> dict[str, Any]:
        """The first step at which each line lost something, and what took it."""
        line = LINES[basis]
        size = self.sheets[line].size if line in self.sheets else 0
        pairs: dict[tuple[str, str], int] = {}
        codes = np.full(size, -1, np.int32)
        for part in self.parts:
            if basis not in part.runs:
                continue
            run = part.runs[basis]
            where, sure = part.where(run, line), self._sure(part, run)
            losses, project, whole = run.kernel.losses, run.rows(line).project, sure.all()
            taken = [key for key in losses.taken if key[0] == line and key[1] in LINE_STEPS]
            # from the last step to the first, so that the first has the last word
            for key in sorted(taken, key=lambda one: LINE_STEPS.index(one[1]))[::-1]:
                code = pairs.setdefault(key[1:], len(pairs))
                for rows in losses.rows(key):
                    mine = rows if whole else rows[sure[project[rows]]]
                    codes[mine if where is None else where[mine]] = code
        beside = self._beside(basis)
        if beside:
            said: list[list[Any]] = [[None] * size, [None] * size]
            put_refusals(beside, basis, *said)
            for row, step in enumerate(said[0]):
                if step is not None:
                    codes[row] = pairs.setdefault((step, said[1][row]), len(pairs))
        return {
            "refused_at": worded(codes, [step for step, _ in pairs]),
            "refused_by": worded(codes, [reason for _, reason in pairs]),
        }

    def group(self, noun: str, basis: str, wanted: Mapping[str, Kind]) -> dict[str, Any]:
        """Columns of the rows of a group, by project and id."""
        held: list[tuple[Any, ...]] = []
        for part in self.parts:
            if basis not in part.runs:
                continue
            run = part.runs[basis]
            rows, sure = run.rows(noun), self._sure(part, run)
            ids = rows.columns[TOLD]
            names = [(ids.words or ())[at] for at in ids.values.tolist()]
            columns = []
            for name, kind in wanted.items():
                piece = Piece(None, *values_of(run.kernel, noun, name, kind))
                columns.append(_plain(column(rows.size, kind, [piece])))
            mine = np.flatnonzero(sure[rows.project]).tolist()
            projects = part.projects[rows.project].tolist()
            held += [(projects[at], names[at], *(one[at] for one in columns)) for at in mine]
        tables = self._id_tables()
        held += group_rows(self._beside(basis), noun, basis, wanted, tables)
        held.sort(key=lambda row: row[:2])
        columns_ = {
            name: [row[at] for row in held] for at, name in enumerate(("id", *wanted), 1)
        }
        return {"project": self.keys_at([row[0] for row in held]), **columns_}

    def _id_tables(self) -> dict[str, dict[str, Sequence[Any]]]:
        """Of each table one id that is a number, where ids are."""
        found: dict[str, dict[str, Sequence[Any]]] = {}
        for noun, sheet in self.sheets.items():
            ids = sheet.columns.get("id")
            if ids is not None:
                found[noun] = {"id": [0] if ids.words is None else [""]}
        return found

    # -- projects ------------------------------------------------------------------------------

    def currencies(self) -> Any:  # noqa: ANN401
        """The currency of each project."""
        codes, places = self.settled.currencies
        unread = [one.at for one in self.unread()]
        if unread:
            places = places.copy()
            places[unread] = -1
        return worded(places, codes)

    def amounts(self, *, bounds: bool) -> dict[str, Any]:
        """Columns of the projects' amounts by label."""
        found: dict[str, Any] = {}
        for basis in self.bases:
            kinds = self.asking.amounts(basis)
            pieces = {name: self._amount(basis, name, kind) for name, kind in kinds.items()}
            beside = self._beside(basis)
            asked = self._bounded(basis, kinds, pieces) if bounds else []
            for name, kind in kinds.items():
                at = label(basis, name)
                alone = [([one.at], [one.amount(basis, name, kind)]) for one in beside]
                found[at] = column(self.count, kind, pieces[name], alone)
                if bounds and kind is Kind.MONEY:
                    pairs = [(one, one.bounds(basis, name)) for one in asked]
                    ends = self._ends(basis, name, pieces[name])
                    for side, end in enumerate(("at_least", "at_most")):
                        alone = [([one.at], [pair[side]]) for one, pair in pairs]
                        found[f"{at}.{end}"] = column(self.count, kind, ends[side], alone)
        return found

    def _amount(self, basis: str, name: str, kind: Kind) -> list[Piece]:
        return [
            self._piece_of_project(part, part.runs[basis], f"project.{name}", kind)
            for part in self.parts
            if basis in part.runs
        ]

    def _piece_of_project(self, part: Part, run: Run, name: str, kind: Kind) -> Piece:
        piece = self._piece(part, run, "project", name, kind)
        whole = len(part.projects) == self.count
        return piece._replace(where=None if whole else part.projects)

    def _ends(self, basis: str, name: str, pieces: Sequence[Piece]) -> list[list[Piece]]:
        """At least and at most of a project's amount, as far as columns can tell."""
        runs = [part.runs[basis] for part in self.parts if basis in part.runs]
        found = [run.ends(name, piece) for run, piece in zip(runs, pieces, strict=True)]
        return [[one[side] for one in found] for side in range(2)]

    def _bounded(
        self, basis: str, kinds: Mapping[str, Kind], pieces: Mapping[str, list[Piece]]
    ) -> list[Single]:
        """The projects with an amount of money that is unknown, by themselves."""
        chosen: dict[int, Array] = {}
        place = 0
        for at, part in enumerate(self.parts):
            chosen[at] = np.zeros(part.count, bool)
            if basis not in part.runs:
                continue
            run = part.runs[basis]
            silent = run.unstated()
            for name, kind in kinds.items():
                lost = pieces[name][place].unknown
                if kind is not Kind.MONEY or lost is None:
                    continue
                if name in LINE_STEPS and not defined(self.asking.book, "project", name, basis):
                    lost = lost & ~silent  # of lines that nobody stated there are no bounds
                # where the columns say all that the walk could, only what went wrong is asked
                if run.bounds.said.amounts.get(name):
                    lost = lost & run.failed
                chosen[at] |= lost & run.given & ~self.settled.large[part.projects]
            place += 1
        return self._open(chosen)

    def outcomes(self) -> Any:  # noqa: ANN401
        """The outcome of each project."""
        words = ("breached", "undecided", "in_order")
        open_ = {
            at: self._undecided(part) & ~part.breached for at, part in enumerate(self.parts)
        }
        codes = np.full(self.count, -1)
        for part in self.parts:
            mine = np.where(part.breached, 0, np.where(part.undecided, 1, 2))
            codes[part.projects] = np.where(part.asked, mine, -1)
        for one in self._open(open_):
            codes[one.at] = -1 if one.outcome is None else words.index(one.outcome)
        return worded(codes, words)

    def _undecided(self, part: Part) -> Array:
        """The projects that may say more by themselves, and are small enough to be asked."""
        found: Array = part.open & ~self.settled.large[part.projects]
        return found

    def _decided(self, part: Part, run: Run) -> Array:
        return self._sure(part, run) & ~self._undecided(part)

    def findings(self) -> dict[str, Any]:
        """One row for each rule that a row does not meet."""
        found = Found(self.asking)
        for part in self.parts:
            for run in part.runs.values():
                found.add_run(part, run, self._decided(part, run))
        asked = self._open({at: self._undecided(part) for at, part in enumerate(self.parts)})
        found.add(findings(asked, self.asking, self._id_tables()))
        return found.columns(self)

    def counts(self) -> dict[tuple[str, Verdict], int]:
        """How often each rule gave each verdict."""
        found: dict[tuple[str, Verdict], int] = {}
        for part in self.parts:
            decided = {basis: self._decided(part, run) for basis, run in part.runs.items()}
            every = ~self._undecided(part) & ~self._apart[part.projects] & part.asked
            counted(found, part, {**decided, "": every})
        add_counts(
            found, self._open({at: self._undecided(part) for at, part in enumerate(self.parts)})
        )
        return found

    def falls(self, basis: str, *, by_project: bool) -> dict[FallKey, FallSum]:
        """The parts of the waterfall."""
        found: dict[FallKey, FallSum] = {}
        for part in self.parts:
            if basis in part.runs:
                run = part.runs[basis]
                add_run(found, part, run, self._sure(part, run), by_project=by_project)
        for one in self._beside(basis):
            add_falls(found, one, basis, by_project=by_project)
        return found


def _plain(made: Any) -> list[Any]:  # noqa: ANN401 (a column of answers)
    """A column of answers as Python values."""
    found: list[Any] = give_back({}, {"": made})[""]
    return found
