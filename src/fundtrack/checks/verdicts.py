"""Every rule asked on every basis: the rows of each verdict, the counts, the outcome.

The bits of the value reading say most of it; the walk is asked only about what they leave open.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_
from types import MappingProxyType
from typing import Final

from fundtrack.rulebooks import Rule

from .between import between
from .bind import LINES, Bound, Row
from .paths import View, view_of
from .result import Outcome, Reason, Verdict
from .tally import Tally
from .waivers import waived_by
from .world import World

BAD: Final = (Verdict.BROKEN, Verdict.CONFLICT, Verdict.FAILED)
_ORDER: Final = tuple(Verdict)
_MET, _SKIPPED = Verdict.MET, Verdict.NOT_APPLICABLE


class Verdicts:
    """The verdicts of one check."""

    def __init__(
        self, bound: Bound, tallies: Mapping[str, Tally], world: Callable[[str], World]
    ) -> None:
        self.bound = bound
        self.tallies = tallies
        self.world = world

    @property
    def bases(self) -> tuple[str, ...]:
        """The bases that were given."""
        return tuple(self.tallies)

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules of the book, in book order."""
        return self.bound.book.rules

    def _view(self, basis: str) -> View:
        return view_of(self.bound.book, basis, self.bound.calculators)

    @cached_property
    def _unlike(self) -> Mapping[tuple[str, str], Collection[int]]:
        """For each basis and loop the different marks of its rows, of which there are few."""
        return {
            (basis, loop): {*one.marks.get(loop, ())}
            for basis, one in self.tallies.items()
            for loop in one.rules
        }

    @cached_property
    def answers(self) -> Mapping[tuple[str, str], Mapping[Verdict, Sequence[Row]]]:
        """For each basis and rule, the rows of each verdict but met and not applicable."""
        found: dict[tuple[str, str], dict[Verdict, list[Row]]] = {}
        for basis, one in self.tallies.items():
            for loop, codes in one.rules.items():
                union = reduce(or_, self._unlike[basis, loop], 0)
                decided = union & ((1 << 3 * len(codes)) - 1)  # not the bits of not applicable
                if decided:
                    for place, code in enumerate(codes):
                        if any(decided >> (kind * len(codes) + place) & 1 for kind in range(3)):
                            found[basis, code] = self._rows_by_verdict(basis, code, loop)
        return found

    def _rows_by_verdict(self, basis: str, code: str, loop: str) -> dict[Verdict, list[Row]]:
        found: dict[Verdict, list[Row]] = {}
        one, rule = self.tallies[basis], self.rules[code]
        codes = one.rules[loop]
        bits = sum(1 << (kind * len(codes) + codes.index(code)) for kind in range(3))
        more = self._may_know(basis, rule)
        for index, mark in enumerate(one.marks[loop]):
            if mark & bits:
                verdict = one.verdict(loop, index, code)
                row = self.subject(basis, rule, loop, index)
                if more and verdict is Verdict.UNKNOWN:
                    verdict = self.world(basis).judge.ask(rule, row).verdict
                found.setdefault(verdict, []).append(row)
        return found

    def _may_know(self, basis: str, rule: Rule) -> bool:
        """Whether the walk can say more than unknown: bounds, a conflict, a failure."""
        view = self._view(basis)
        more = len(rule.exceptions) > 1 or rule.code in between(view).rules
        return more or bool(view.calls) or self.tallies[basis].walked

    def subject(self, basis: str, rule: Rule, loop: str, index: int) -> Row:
        """The row a rule of this scope was asked about."""
        rows = (
            self.world(basis).tables.rows if loop in self.bound.book.groups else self.bound.rows
        )
        noun = "plan" if rule.scope == "plan" and self.bound.plan is not None else loop
        return (rows(noun) or ())[index]

    @cached_property
    def silent(self) -> Mapping[tuple[str, str], Reason]:
        """The rules of each basis that no row could be asked about, and why: open questions.

        The library's own rules ask whether what is stated agrees; of nothing stated they ask
        nothing.
        """
        found: dict[tuple[str, str], Reason] = {}
        for basis in self.bases:
            view = self._view(basis)
            for scope, codes in view.silent_scopes.items():
                if not scope or not self._stated(basis, scope):
                    reason = Reason.MISSING if scope else Reason.NEEDS_PORTFOLIO
                    found.update(((basis, code), reason) for code in codes)
        return found

    def _stated(self, basis: str, scope: str) -> bool:
        noun = LINES[basis] if scope == "line" else scope
        if noun in self.bound.book.groups:
            grouping = self.world(basis).tables.grouping(noun)
            return grouping is not None and bool(grouping.rows or grouping.perhaps is None)
        return noun in ("project", "plan") or self.bound.collection(noun) is not None

    @cached_property
    def summary(self) -> Mapping[str, Mapping[Verdict, int]]:
        """How often each rule gave each verdict, over all bases."""
        counts: dict[str, dict[Verdict, int]] = {code: {} for code in self.rules}
        answers = self.answers
        for basis, one in self.tallies.items():
            for loop, codes in one.rules.items():
                marks, unlike = one.marks.get(loop), self._unlike[basis, loop]
                if not marks:
                    continue
                rows = len(marks)
                union = reduce(or_, unlike)
                if not union:  # as of most rows: every rule is met
                    for code in codes:
                        counts[code][_MET] = counts[code].get(_MET, 0) + rows
                    continue
                alike = None if len(unlike) == 1 else Counter(marks)
                skips = union >> 3 * len(codes)
                for place, code in enumerate(codes):
                    held, met = counts[code], rows
                    if (basis, code) in answers:
                        for verdict, found in answers[basis, code].items():
                            held[verdict] = held.get(verdict, 0) + len(found)
                            met -= len(found)
                    if skips >> place & 1:
                        skip, skipped = 1 << (3 * len(codes) + place), rows
                        if alike is not None:
                            skipped = sum(n for mark, n in alike.items() if mark & skip)
                        held[_SKIPPED] = held.get(_SKIPPED, 0) + skipped
                        met -= skipped
                    if met:
                        held[_MET] = held.get(_MET, 0) + met
        for _, code in self.silent:
            held = counts[code]
            held[Verdict.UNKNOWN] = held.get(Verdict.UNKNOWN, 0) + 1
        for code in self._view("plan").never_asked(self.bases):
            counts[code][_SKIPPED] = counts[code].get(_SKIPPED, 0) + 1
        return MappingProxyType(
            {
                code: MappingProxyType(
                    held if len(held) < 2 else {v: held[v] for v in _ORDER if v in held}
                )
                for code, held in counts.items()
            }
        )

    def _bad(self, rule: Rule, answers: Mapping[Verdict, Sequence[Row]]) -> bool:
        """Whether a rule is broken or in conflict anywhere without a waiver."""
        rows = [row for verdict in BAD for row in answers.get(verdict, ())]
        return any(waived_by(self.bound, rule, row) is None for row in rows)

    @cached_property
    def outcome(self) -> Outcome:
        """`breached`, `undecided` or `in_order` (D-16)."""
        undecided = False
        for (_, code), answers in self.answers.items():
            rule = self.rules[code]
            if Verdict.FAILED in answers or (
                rule.severity == "breach" and self._bad(rule, answers)
            ):
                return Outcome.BREACHED
            undecided = undecided or Verdict.UNKNOWN in answers
        return Outcome.UNDECIDED if undecided or self.silent else Outcome.IN_ORDER
