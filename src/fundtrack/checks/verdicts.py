"""Every rule asked on every basis: the rows of each verdict, the counts, the outcome.

The bits of the value reading say most of it; the walk is asked only about what they leave open.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from types import MappingProxyType
from typing import Final

from fundtrack.rulebooks import Rule

from .bind import LINES, Bound, Row
from .judge import of_library
from .paths import loop_of
from .result import Outcome, Reason, Verdict
from .steps import acts
from .tally import Tally
from .world import World

BAD: Final = (Verdict.BROKEN, Verdict.CONFLICT, Verdict.FAILED)
_ORDER: Final = tuple(Verdict)


@dataclass(frozen=True, eq=False)
class Verdicts:
    """The verdicts of one check."""

    bound: Bound
    tallies: Mapping[str, Tally]
    world: Callable[[str], World]

    @property
    def bases(self) -> Sequence[str]:
        """The bases that were given."""
        return tuple(self.tallies)

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules of the book, in book order."""
        return self.bound.book.rules

    @cached_property
    def answers(self) -> Mapping[tuple[str, str], Mapping[Verdict, Sequence[Row]]]:
        """For each basis and rule, the rows of each verdict but met and not applicable."""
        return {
            (basis, rule.code): self._rows_by_verdict(basis, rule)
            for basis in self.bases
            for rule in self.rules.values()
            if acts(rule, basis)
        }

    def _rows_by_verdict(self, basis: str, rule: Rule) -> dict[Verdict, list[Row]]:
        found: dict[Verdict, list[Row]] = {}
        one = self.tallies[basis]
        loop = loop_of(rule.scope, basis)
        codes = one.rules.get(loop, ())
        if rule.code not in codes:
            return found
        place = codes.index(rule.code)
        bits = sum(1 << (kind * len(codes) + place) for kind in range(3))
        if not self._union[basis, loop] & bits:
            return found
        for index, mark in enumerate(one.marks.get(loop, ())):
            if mark & bits:
                verdict = one.verdict(loop, index, rule.code)
                row = self.subject(rule, loop, index)
                if verdict is Verdict.UNKNOWN and self._may_know(rule):
                    verdict = self.world(basis).judge.ask(rule, row).verdict
                found.setdefault(verdict, []).append(row)
        return found

    @cached_property
    def _union(self) -> Mapping[tuple[str, str], int]:
        """All bits that any row of a loop has."""
        return {
            (basis, loop): reduce(or_, marks, 0)
            for basis, one in self.tallies.items()
            for loop, marks in one.marks.items()
        }

    def _may_know(self, rule: Rule) -> bool:
        """Whether the walk can say more than unknown: bounds, a conflict, a failure."""
        return rule.measured is not None or bool(rule.exceptions)

    def subject(self, rule: Rule, loop: str, index: int) -> Row:
        """The row a rule of this scope was asked about."""
        noun = "plan" if rule.scope == "plan" and self.bound.plan is not None else loop
        return (self.bound.rows(noun) or ())[index]

    def silent(self, basis: str, rule: Rule) -> Reason | None:
        """Why a rule of this basis was asked of no row at all, if that is an open question."""
        if basis not in rule.basis:
            return None
        if rule.unsupported:
            return Reason.NOT_SUPPORTED
        noun = LINES[basis] if rule.scope == "line" else rule.scope
        stated = noun in ("project", "plan") or self.bound.collection(noun) is not None
        # The library's own rules ask whether what is stated agrees; nothing stated is no
        # question.
        return None if stated or of_library(rule) else Reason.MISSING

    @cached_property
    def summary(self) -> Mapping[str, Mapping[Verdict, int]]:
        """How often each rule gave each verdict, over all bases."""
        counts: dict[str, Counter[Verdict]] = {code: Counter() for code in self.rules}
        for (basis, code), answers in self.answers.items():
            one = self.tallies[basis]
            rule = self.rules[code]
            loop = loop_of(rule.scope, basis)
            codes = one.rules.get(loop, ())
            marks = one.marks.get(loop, ()) if code in codes else ()
            for verdict, rows in answers.items():
                counts[code][verdict] += len(rows)
            skip = 1 << (3 * len(codes) + codes.index(code)) if code in codes else 0
            skipped = sum(times for mark, times in Counter(marks).items() if mark & skip)
            counts[code][Verdict.NOT_APPLICABLE] += skipped
            counts[code][Verdict.MET] += len(marks) - skipped - sum(map(len, answers.values()))
        for rule in self.rules.values():
            for basis in self.bases:
                if self.silent(basis, rule):
                    counts[rule.code][Verdict.UNKNOWN] += 1
            if not set(rule.basis) & set(self.bases):
                counts[rule.code][Verdict.NOT_APPLICABLE] += 1
        return MappingProxyType(
            {
                code: MappingProxyType({v: held[v] for v in _ORDER if held[v]})
                for code, held in counts.items()
            }
        )

    @cached_property
    def outcome(self) -> Outcome:
        """`breached`, `undecided` or `in_order` (D-16)."""
        undecided = False
        for (_, code), answers in self.answers.items():
            breach = self.rules[code].severity == "breach"
            if Verdict.FAILED in answers or (breach and any(one in answers for one in BAD)):
                return Outcome.BREACHED
            undecided = undecided or Verdict.UNKNOWN in answers
        for rule in self.rules.values():
            undecided = undecided or any(self.silent(basis, rule) for basis in self.bases)
        return Outcome.UNDECIDED if undecided else Outcome.IN_ORDER
