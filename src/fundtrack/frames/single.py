"""One project of the tables, asked by itself: the scalar reading, by the places of its rows.

What nobody asks for is not worked out. A project that cannot be read answers nothing, and says
why.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from fundtrack.checks import (
    LINE_STEPS,
    STEPS,
    Checked,
    Figure,
    Move,
    Outcome,
    Register,
    Row,
    Severity,
    Tally,
    Verdict,
    Verdicts,
    run,
    waived_by,
)
from fundtrack.formulas import Explanation, Kind
from fundtrack.projects import Project
from fundtrack.values import InputError, Money, Problem, excerpt

from .asked import Asking, cuts_project, exponent, is_beyond, label, told, whole
from .problems import Beyond, subject_of
from .rebuilt import ProjectRows
from .shapes import LINES, ON_PLAN, TABLES, Key


class Refused(NamedTuple):
    """What a line lost at a step, in minor units; `row` is None for a computed line."""

    row: int | None
    step: str
    reason: str
    amount: Any


class Unmet(NamedTuple):
    """A rule that one row does not meet, or that no row could be asked about (`reason`).

    `row` is its place in the table of its noun, None for what stands in none; then `name` is
    the id of a row of a group.
    """

    basis: str
    rule: str
    verdict: Verdict
    noun: str
    row: int | None
    name: str | None
    reason: str | None
    waived_by: str | None


class Fallen(NamedTuple):
    """A part of the waterfall of one project."""

    step: str
    kind: str
    reason: str
    lines: int
    amount: int | None
    at_least: int | None
    at_most: int | None


class Single:
    """The answers about one project; `at` is its row in the table of projects.

    `places` are the caller's rows of each noun, `named` gives a name of an amount the ids that
    the project's document has.
    """

    def __init__(
        self,
        asking: Asking,
        at: int,
        checked: Checked | None,
        places: Mapping[str, Sequence[int]],
        problems: Sequence[Problem] = (),
        named: Callable[[str], str] = str,
    ) -> None:
        self.asking = asking
        self.at = at
        self.checked = checked
        self.problems = tuple(problems)
        self.places = places
        self._named = named

    @property
    def currency(self) -> str | None:
        """The currency of the agreement; None of a project that cannot be read."""
        return None if self.checked is None else self.checked.project.agreement.currency

    @cached_property
    def exponent(self) -> int:
        """The decimals of its currency."""
        return exponent(self.currency or "EUR")

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """The bases that it answers on, of those asked for."""
        if self.checked is None:
            return ()
        return tuple(one for one in self.checked.bases if one in self.asking.bases)

    def tally(self, basis: str) -> Tally | None:
        """What it comes to on a basis."""
        if self.checked is None or basis not in self.bases:
            return None
        return self.checked.tally(basis)

    # -- rows ----------------------------------------------------------------------------------

    def column(
        self, noun: str, basis: str, name: str, kind: Kind
    ) -> tuple[Sequence[int], Iterable[Any]]:
        """The places of the rows of a noun, and the value of each."""
        tally, rows = self.tally(basis), self.places.get(noun, ())
        values = () if tally is None else tally.columns.get((noun, name), ())
        return rows, [told(one, kind, self.exponent) for one in values]

    def refused(self, basis: str) -> Iterator[Refused]:
        """What lines lost, in the order in which it was taken."""
        tally, rows = self.tally(basis), self.places.get(LINES[basis], ())
        for place, step, reason, amount in () if tally is None else tally.refused:
            row = rows[place] if place < len(rows) else None
            yield Refused(row, step, reason, told(amount, Kind.MONEY, self.exponent))

    def group(self, noun: str, basis: str) -> Iterator[tuple[Row, int]]:
        """The rows of a group of the book, each with its place."""
        if self.checked is not None and basis in self.bases:
            for row in self.checked.world(basis).tables.rows(noun) or ():
                yield row, row.index

    # -- the project ---------------------------------------------------------------------------

    @cached_property
    def verdicts(self) -> Verdicts | None:
        """The verdicts on the bases asked for; what they were made from is let go."""
        verdicts = self._verdicts()
        if verdicts is not None and self.checked is not None:
            _ = verdicts.answers  # many projects are asked, and each keeps its answers only
            self.checked.forget()
        return verdicts

    def _verdicts(self) -> Verdicts | None:
        checked = self.checked
        if checked is None or not self.bases:
            return None
        if self.bases == tuple(checked.bases):
            return checked.verdicts
        tallies = {basis: checked.tally(basis) for basis in self.bases}
        return Verdicts(checked.bound, tallies, checked.world)

    @cached_property
    def outcome(self) -> Outcome | None:
        """The outcome on the bases asked for; None where none was given."""
        verdicts = self.verdicts
        return None if verdicts is None else verdicts.outcome

    def amount(self, basis: str, name: str, kind: Kind) -> Any:  # noqa: ANN401 (of any kind)
        """An amount of the project; None where it is unknown."""
        tally = self.tally(basis)
        raw = None if tally is None else tally.project.get(f"project.{name}")
        return told(raw, kind, self.exponent)

    def bounds(self, basis: str, name: str) -> tuple[int | None, int | None]:
        """Between what an unknown amount of money lies; the value itself of a known one."""
        value = self.amount(basis, name, Kind.MONEY)
        if value is not None or self.checked is None or basis not in self.bases:
            return value, value
        return self._bounds.get(label(basis, name), (None, None))

    @cached_property
    def _bounds(self) -> Mapping[str, tuple[int | None, int | None]]:
        """The bounds of all open amounts at once, by label."""
        found: dict[str, tuple[int | None, int | None]] = {}
        if self.checked is not None:
            for name, figure in self._open():
                found[name] = _minor(figure.at_least), _minor(figure.at_most)
            self.checked.forget()
        return found

    def _open(self) -> Iterator[tuple[str, Figure]]:
        assert self.checked is not None  # noqa: S101
        for name in self.checked.amounts:
            of = name.partition(".")[0]
            if (of if of in LINES else "plan") in self.bases:
                figure = self.checked.amounts[name]
                if figure.value is None:
                    yield name, figure

    def beyond(self, basis: str) -> Iterator[Beyond]:
        """The amounts of more digits than there can be, of its rows and of itself."""
        tally = self.tally(basis)
        if tally is None:
            return
        code = self.currency or ""
        for name in self.asking.moneys("project", basis):
            raw = tally.project.get(f"project.{name}")
            if raw is not None and is_beyond(raw, self.exponent):
                yield Beyond(self.at, basis, "", -1, 0, name, whole(raw), code)
        for noun in (*self.places, *self.asking.book.groups):
            rows = self.places.get(noun)
            for name in self.asking.moneys(noun, basis):
                for place, raw in enumerate(tally.columns.get((noun, name), ())):
                    if raw is not None and is_beyond(raw, self.exponent):
                        row = -1 if rows is None else rows[place]
                        yield Beyond(self.at, basis, noun, row, place, name, whole(raw), code)
        yield from self._fallen_beyond(basis, tally, code)

    def _fallen_beyond(self, basis: str, tally: Tally, code: str) -> Iterator[Beyond]:
        """The parts of its waterfall of more digits, looked for where there may be one."""
        if self.checked is None or not self._may_fall_beyond(basis, tally):
            return
        for step, move in self._moves(basis):
            if (minor := move.too_large) is not None:
                fell = move.kind, move.reason
                yield Beyond(self.at, basis, "", -1, 0, step, minor, code, fell=fell)

    def _may_fall_beyond(self, basis: str, tally: Tally) -> bool:
        """Whether all that parts are made of has so many digits, added up by size.

        Of a line no more is refused than it has at a step. What a limit cuts off an amount of
        the project stands nowhere but in the waterfall.
        """
        if cuts_project(self.asking.book, basis):
            return True
        nouns, line = self.asking.book.schema.nouns, LINES[basis]
        sizes: Iterable[Any] = chain(
            *(
                held
                for (loop, name), held in tally.columns.items()
                if name in LINE_STEPS and (loop == line or loop not in nouns)  # or computed
            ),
            (tally.project.get(f"project.{step}") for step in STEPS),
        )
        return is_beyond(sum(abs(one) for one in sizes if one is not None), self.exponent)

    def _moves(self, basis: str) -> Iterator[tuple[str, Move]]:
        """Every part of its waterfall, with the step it leads to."""
        assert self.checked is not None  # noqa: S101
        for step in self.checked.waterfalls[basis].steps:
            for move in step.moves:
                yield step.step, move

    @property
    def subject(self) -> tuple[str, int]:
        """The noun of the row that its first problem is about and its place, or "" and -1."""
        noun, index = subject_of(self.problems[0].pointer)
        rows = self.places.get(noun, ())
        return (noun, rows[index]) if 0 <= index < len(rows) else ("", -1)

    def explain(self, name: str) -> Explanation:
        """Explain an amount of it.

        Raises:
            InputError: there is no such amount, or it cannot be read.
        """
        if self.checked is None:
            raise InputError.of(self.problems)
        try:
            return self.checked.explain(self._named(name))
        except InputError:
            return self.checked.explain(name)  # its own refusal is told, if there is one

    def found(self) -> Iterator[Unmet]:
        """Every rule with every row that does not meet it."""
        verdicts = self.verdicts
        if verdicts is None or self.checked is None:
            return
        for (basis, code), reason in verdicts.silent.items():
            noun = self.checked.book.rules[code].scope
            verdict = Verdict.UNKNOWN
            yield Unmet(basis, code, verdict, noun, None, None, str(reason), None)
        for (basis, code), answers in verdicts.answers.items():
            rule = self.checked.book.rules[code]
            for verdict, rows in answers.items():
                for row in rows if verdict is not Verdict.MET else ():
                    waived = waived_by(self.checked.bound, rule, row)
                    place, name = self._place(row)
                    yield Unmet(basis, code, verdict, row.noun, place, name, None, waived)

    def _place(self, row: Row) -> tuple[int | None, str | None]:
        if row.noun in ("project", "plan"):
            return None, None
        held = self.places.get(row.noun)
        if held is not None:
            return held[row.index], None
        return None, str(getattr(row.said, "id", "")) or None

    def summary(self) -> Iterator[tuple[str, Verdict, int]]:
        """How often each rule gave each verdict, on the bases asked for."""
        verdicts = self.verdicts
        if verdicts is not None:
            for code, held in verdicts.summary.items():
                for verdict, times in held.items():
                    yield code, verdict, times

    def falls(self, basis: str) -> Iterator[Fallen]:
        """The waterfall, without the bounds of computed lines that are open."""
        if self.checked is None or basis not in self.bases:
            return
        for step, move in self._moves(basis):
            open_ = move.kind == "open"
            yield Fallen(
                step,
                move.kind,
                move.reason,
                move.lines,
                _minor(move.amount),
                _minor(move.at_least) if open_ else None,
                _minor(move.at_most) if open_ else None,
            )


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def severity(verdict: Verdict, stated: str) -> Severity:
    """How grave it is: a rule that failed is a breach whatever its book says."""
    return Severity.BREACH if verdict is Verdict.FAILED else Severity(stated)


class Singles:
    """Projects built again from plain tables, each asked when it is first wanted.

    `at` has for each project of the tables its row in the caller's table, `places` for each
    noun the caller's rows; without them they are the rows of the tables themselves. `read` has
    the projects of a register, so that none counts against itself.
    """

    def __init__(
        self,
        asking: Asking,
        rows: ProjectRows,
        at: Sequence[int] | None = None,
        places: Mapping[str, Sequence[int]] | None = None,
        register: Register | None = None,
        read: Mapping[Key, Project] | None = None,
    ) -> None:
        self.asking = asking
        self.rows = rows
        self.at = range(len(rows.keys)) if at is None else at
        self.places = places
        self.register = register
        self.read = read or {}
        self._number = {key: number for number, key in enumerate(rows.keys)}
        self._held: dict[Key, Single] = {}

    def each(self) -> Iterator[Single]:
        """Every project, in the order of the tables."""
        return map(self.of, self.rows.keys)

    def of(self, key: Key) -> Single:
        """One project.

        Raises:
            InputError: there is no such project.
        """
        if key not in self._number:
            raise no_such(key)
        if key not in self._held:
            self._held[key] = self._asked(key)
        return self._held[key]

    def _asked(self, key: Key) -> Single:
        asking, at = self.asking, self.at[self._number[key]]
        try:
            project = self.read[key] if key in self.read else self.rows.project(key)
            checked = run(
                project, asking.book, on=asking.on, known_on=asking.known_on,
                require_verified=asking.require_verified, calculators=asking.calculators,
                register=self.register, fx=asking.fx,
            )  # fmt: skip
        except InputError as error:
            return Single(asking, at, None, self._places(key), error.problems)
        places = self._places(key, ON_PLAN if checked.plan is None else ())
        return Single(asking, at, checked, places, named=self.rows.named)

    def _places(self, key: Key, hidden: Collection[str] = ()) -> Mapping[str, Sequence[int]]:
        return {
            noun: () if noun in hidden else self._rows_of(noun, key)
            for noun in TABLES
            if noun in self.rows.tables and noun != "project"
        }

    def _rows_of(self, noun: str, key: Key) -> Sequence[int]:
        rows = self.rows.rows(noun, key)
        if self.places is None:
            return rows
        held = self.places[noun]
        return [held[row] for row in rows]


def no_such(key: object) -> InputError:
    """The refusal of a key that no project has."""
    return InputError(
        "no such project", expected="a key of the table project", found=excerpt(key)
    )


def readable(rows: ProjectRows) -> dict[Key, Project]:
    """The projects of the tables that can be read, by their keys."""
    found: dict[Key, Project] = {}
    for key in rows.keys:
        with suppress(InputError):
            found[key] = rows.project(key)
    return found
