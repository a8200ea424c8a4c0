"""What a check of tables answers, as frames of the kind that was brought.

Each frame is made when it is asked for. Rows stand in the order of the caller's; amounts are
whole minor units of the agreement's currency, and null is what nobody knows.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from fundtrack.checks import LINE_STEPS, Verdict
from fundtrack.formulas import Explanation, Kind
from fundtrack.values import InputError, excerpt

from .by_values import Answers, fall_order
from .engines import Frame, arrow
from .native import Later, give_back
from .problems import Told, gathered, problem_columns
from .shapes import LINES, Key
from .typed import (
    Types,
    fall_types,
    finding_types,
    line_types,
    problem_types,
    project_types,
    type_of,
)

_FALL: Final = ("currency", "step", "kind", "reason", "lines", "amount", "at_least", "at_most")


class Checks:
    """The answers of a book about all projects of some tables.

    `way` tells which reading answered, "columns" or "values", and `why` for values the reason.

    The columns decide what stands on known figures and, in a second run, what bounds decide.
    Where they cannot tell (shares of sources, waivers, what may be in conflict) an open project
    is asked by itself, once, for its bounds (`projects`) and its verdicts (`projects`,
    `findings`, `summary`); `lines`, `rows`, `totals` and `waterfall` never ask. A project of
    more rows than the gate reads (200,000) cannot be asked: what only it could tell stays
    unknown.

    >>> from fundtrack.frames import check
    >>> from fundtrack.rulebooks import load_book
    >>> tables = {"project": {"project": ["A"], "plan.eligible": [10_000]}}
    >>> checks = check(tables, load_book("lv/cluster-2016"))
    >>> checks.totals["support"], checks.way
    ([8500], 'values')
    """

    def __init__(self, answers: Answers, like: Frame) -> None:
        self._answers = answers
        self._like = like

    def __repr__(self) -> str:
        return f"<Checks: {', '.join(self.bases)}; {self.way}>"

    @property
    def way(self) -> str:
        """Which reading answered: "columns" or "values"."""
        return self._answers.way

    @property
    def why(self) -> str:
        """Why values answered; "" for columns."""
        return self._answers.why

    @property
    def bases(self) -> tuple[str, ...]:
        """The bases on which some project answers."""
        return tuple(self._answers.bases)

    # -- rows ----------------------------------------------------------------------------------

    def lines(self, basis: str) -> Frame:
        """Every line of a basis: its amount after each step, what refused it, what is open.

        `refused_at` and `refused_by` are the first step at which the line lost something and
        the rule or define that took it: the answer to "why is it not paid in full?". All
        reasons of a line are in `findings`, their sums in `waterfall`. `unknown` tells that
        nobody knows what is eligible of it. A line of a project without an answer (unreadable,
        or not on this basis) has nulls.

        Raises:
            InputError: there is no such basis.
        """
        self._known(basis)
        line, asking = LINES[basis], self._answers.asking
        steps = dict.fromkeys(LINE_STEPS, Kind.MONEY)
        kept = asking.kept(basis)
        made = self._answers.rows(line, basis, {**kept, "eligible": steps["eligible"]})
        unknown = self._answers.unknown(line, basis, made["eligible"])
        return self._frame(
            {
                **(self._answers.keys(line) or {"project": [], "id": []}),
                **{name: made[name] for name in kept},
                **self._answers.refusals(basis),
                "unknown": unknown,
            },
            lambda: line_types(asking, basis),
        )

    def rows(self, noun: str, basis: str) -> Frame:
        """The rows of a noun with what the book works out of each; of a group, its rows by id.

        Of the basis's lines, the steps and defines that `keep` names and nothing else: `lines`
        tells beside them what refused each line.

        Raises:
            InputError: there is no such basis or table.
        """
        self._known(basis)
        asking = self._answers.asking
        wanted = asking.defines(noun, basis) if noun in asking.book.schema.nouns else {}
        if noun == LINES[basis]:
            wanted = asking.kept(basis)

        def types() -> Types:
            return {name: type_of(kind) for name, kind in wanted.items()}

        if noun in asking.book.groups:
            return self._frame(self._answers.group(noun, basis, wanted), types)
        keys = self._answers.keys(noun)
        if not keys:
            raise InputError("no such table", pointer=f"/{excerpt(noun)[1:-1]}")
        return self._frame({**keys, **self._answers.rows(noun, basis, wanted)}, types)

    # -- projects ------------------------------------------------------------------------------

    @property
    def totals(self) -> Frame:
        """A row for each project: its currency and its amounts by label, null where unknown."""
        return self._projects(self._answers.amounts(bounds=False))

    @property
    def outcomes(self) -> Frame:
        """A row for each project with its outcome: `breached`, `undecided`, `in_order`."""
        keys = self._answers.keys("project")
        return self._frame({**keys, "outcome": self._answers.outcomes()}, self._types)

    @property
    def projects(self) -> Frame:
        """A row for each project: currency, outcome, and its amounts with their bounds.

        An amount of money has `<label>.at_least` and `<label>.at_most`, which are the amount
        itself where it is known. A project that cannot be read has nulls.
        """
        outcomes = {"outcome": self._answers.outcomes()}
        return self._projects({**outcomes, **self._answers.amounts(bounds=True)})

    def _projects(self, columns: Mapping[str, object]) -> Frame:
        answers = self._answers
        keys = answers.keys("project")
        return self._frame({**keys, "currency": answers.currencies(), **columns}, self._types)

    def _types(self) -> Types:
        return project_types(self._answers.asking, self.bases)

    @property
    def findings(self) -> Frame:
        """A row for each rule and each row that does not meet it, on each basis.

        By project, basis, rule in book order, and row; `id` is the row's as text, null for the
        project and its plan. Where no row could be asked about, `reason` says why. `waived_by`
        is the document, or the one who waived the rule for this row.
        """
        return self._frame(self._answers.findings(), finding_types)

    @property
    def summary(self) -> Frame:
        """A row for each rule: how often it gave each verdict, over all bases."""
        asking, counts = self._answers.asking, self._answers.counts()
        codes = [*asking.book.rules]
        return self._frame(
            {
                "rule": codes,
                "severity": [str(one.severity) for one in asking.book.rules.values()],
                **{
                    str(verdict): [counts.get((code, verdict), 0) for code in codes]
                    for verdict in Verdict
                },
            }
        )

    def waterfall(self, basis: str, *, by_project: bool = False) -> Frame:
        """The way from gross to payable: what came in and fell out at each step, and why.

        `kind` is `stated` or `computed` (what came in), `refused` (by a rule or define),
        `open` (what lines may yet lose, between bounds) or `rest` (what the define of a
        project's amount leaves out). Amounts that are known and those that are not stand
        apart, so that none counts as 0; a project's part of more digits than there can be
        stands among those that are not, and `problems` names it.

        Raises:
            InputError: there is no such basis.
        """
        self._known(basis)
        found = self._answers.falls(basis, by_project=by_project)
        order = sorted(found, key=lambda key: fall_order(self._answers.asking, key))
        rows = [(*key[1:5], *found[key]) for key in order]
        columns: dict[str, object] = {
            name: [row[at] for row in rows] for at, name in enumerate(_FALL)
        }
        if by_project:
            columns = {"project": self._answers.keys_at([key[0] for key in order]), **columns}
        return self._frame(columns, fall_types)

    @property
    def problems(self) -> Frame:
        """A row for each project with problems: the first of them, and how many.

        A project that cannot be read has those of its document, where `pointer` is the place.
        One that can be may come to amounts of more digits than there can be, of its own, of its
        rows or in its waterfall; they are null in all frames. `noun` and `id` are of the row.
        """
        told = [
            Told(one.at, one.problems[0], len(one.problems), *one.subject)
            for one in self._answers.unread()
        ]
        return self._problems([*told, *gathered(self._answers.beyond(), self.bases)])

    def _problems_of(self, addresses: Collection[str]) -> Frame:
        """Of `problems` those about some amounts: the steps or defines of these addresses."""
        found = (one for one in self._answers.beyond() if one.address in addresses)
        return self._problems(gathered(found, self.bases))

    def _problems(self, told: Sequence[Told]) -> Frame:
        answers = self._answers
        keys = {one.noun: answers.keys(one.noun) for one in told if one.noun}
        places, columns = problem_columns(told, keys)
        return self._frame({"project": answers.keys_at(places), **columns}, problem_types)

    # -- one project ---------------------------------------------------------------------------

    def explain(self, key: Key, name: str) -> Explanation:
        """Explain an amount of one project, which is read again from its rows.

        Args:
            key: The project's key in the table of projects.
            name: `support`, `claimed.eligible`, a row's `cost:INV-17.base`, with the ids of
                the tables.

        Raises:
            InputError: no such project or amount, or the project cannot be read.
        """
        return self._answers.single(key).explain(name)

    def _known(self, basis: str) -> None:
        if basis not in self.bases:
            raise InputError(
                f"no basis {basis} in this check",
                expected=" or ".join(self.bases) or "a basis of some project",
                found=excerpt(basis),
                remedy="give the tables of costs and of entries",
            )

    def _frame(self, columns: Mapping[str, object], types: Later = dict) -> Frame:
        return give_back(self._like, columns, lambda: {**self._keys(), **types()})

    def _keys(self) -> Types:
        """The types of keys: projects have theirs, ids of no table are text."""
        keys = self._answers.keys("project")["project"]
        held = arrow().array(keys).type if isinstance(keys, list) else keys.type
        return {"project": held, "id": arrow().string()}
