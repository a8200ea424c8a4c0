"""One rule asked about one row: its verdict, what was measured, what is missing (D-10 to D-12).

An exact comparison decides; the unit of a book's rounding is the only tolerance. While a side
is unknown the rule is decided only where its two sides cannot cross.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final, Protocol

from fundtrack.formulas import Explanation, Kind, Node
from fundtrack.rulebooks import Rule
from fundtrack.values import Citation, Record

from .bind import Bound, Row
from .exceptions import chosen
from .result import Reason, Verdict
from .steps import of_library
from .waivers import waived_by

Miss = tuple[str, str, str]
_ZERO: Final = Fraction(0)
#: The note of an amount that a rule may yet cut; what was taken before stands in its part.
UNDECIDED: Final = "undecided"


class Asked(Protocol):
    """What a judge needs of a world."""

    @property
    def bound(self) -> Bound:
        """The project and the book."""
        ...

    def walk(self, node: Node, row: Row) -> Explanation:
        """The value of a formula in the scope of a row."""
        ...


class Judgement(Record):
    """The answer of a rule for a row, with the steps behind it."""

    verdict: Verdict
    measured: Explanation | None = None
    limit: Explanation | None = None
    excess: Fraction | int | None = None  # above the limit, or short of it; exact
    missing: tuple[Miss, ...] = ()
    parts: tuple[Explanation, ...] = ()
    citations: tuple[Citation, ...] = ()  # of the exception that holds, or those in conflict


class Judge:
    """Asks rules in one world; each answer is kept."""

    def __init__(self, world: Asked) -> None:
        self.world = world
        self._held: dict[tuple[str, str, int], Judgement] = {}

    def ask(self, rule: Rule, row: Row) -> Judgement:
        """The rule's answer for this row; what goes wrong inside it is an answer too."""
        key = (rule.code, row.noun, row.index)
        found = self._held.get(key)
        if found is None:
            try:
                found = self._asked(rule, row)
                if any(miss[0] == Reason.FAILED.value for miss in found.missing):
                    found = Judgement(Verdict.FAILED, missing=found.missing, parts=found.parts)
            except ArithmeticError as error:
                missing = ((Reason.FAILED.value, str(error), ""),)
                found = Judgement(Verdict.FAILED, missing=missing)
            self._held[key] = found
        return found

    def acting(self, rule: Rule, row: Row) -> Judgement:
        """The answer by which a rule takes something: nothing where somebody waived it."""
        waived = waived_by(self.world.bound, rule, row) is not None
        return Judgement(Verdict.MET) if waived else self.ask(rule, row)

    def _asked(self, rule: Rule, row: Row) -> Judgement:
        if rule.unsupported:
            missing = ((Reason.NEEDS_PORTFOLIO.value, rule.unsupported, ""),)
            return Judgement(Verdict.UNKNOWN, missing=missing)
        if not in_force(self.world.bound) and not of_library(rule):
            missing = ((Reason.NOT_IN_FORCE.value, self.world.bound.book.key, ""),)
            return Judgement(Verdict.UNKNOWN, missing=missing)
        if rule.applies_when is not None:
            applies = self.world.walk(rule.applies_when, row)
            if applies.value is None:
                return Judgement(Verdict.UNKNOWN, missing=applies.missing, parts=(applies,))
            if applies.value is False:
                return Judgement(Verdict.NOT_APPLICABLE, parts=(applies,))
        if rule.exceptions:
            return self._excepted(rule, row)
        return (
            self._condition(rule.met_when, row) if rule.met_when else self._measure(rule, row)
        )

    def _excepted(self, rule: Rule, row: Row) -> Judgement:
        walk = self.world.walk
        stands = chosen(walk, rule.exceptions, rule.met_when, row)
        if stands.note == "conflict":
            made = Judgement(Verdict.CONFLICT, missing=stands.missing)
        elif stands.missing:
            made = Judgement(Verdict.UNKNOWN, missing=stands.missing)
        elif stands.node is not None:
            made = self._condition(stands.node, row)
        elif stands.note:
            made = Judgement(Verdict.NOT_APPLICABLE)
        else:
            made = self._measure(rule, row)
        return made.replace(citations=stands.citations)

    def _condition(self, node: Node, row: Row) -> Judgement:
        made = self.world.walk(node, row)
        if made.value is None:
            return Judgement(Verdict.UNKNOWN, missing=made.missing, parts=(made,))
        verdict = Verdict.MET if made.value else Verdict.BROKEN
        return Judgement(verdict, parts=(made,))

    def _measure(self, rule: Rule, row: Row) -> Judgement:
        assert rule.measured is not None  # noqa: S101
        measured = self.world.walk(rule.measured, row)
        unit = tolerance(self.world.bound, rule, measured.kind)
        answers = [
            _compare(measured, self.world.walk(node, row), sign, unit, rule.effect == "report")
            for node, sign in ((rule.at_most, 1), (rule.at_least, -1))
            if node is not None
        ]
        return min(answers, key=lambda one: _WORST.index(one.verdict))

    # -- effects -------------------------------------------------------------------------------

    def excluded(
        self, answers: Sequence[tuple[Rule, Judgement]], amount: Explanation
    ) -> Explanation:
        """The amount of a line after exclusions: nothing if one is broken, unknown if one is.

        Broken beats conflict beats unknown: a line surely refused is 0 even if a date is
        missing.
        """
        for rule, answer in answers:
            if answer.verdict is Verdict.BROKEN:
                return amount.replace(
                    value=_ZERO, exact=None, missing=(), low=None, high=None, rounding="",
                    note=f"excluded:{rule.code}", parts=(amount, *answer.parts),
                )  # fmt: skip
        unsure = [answer for _, answer in answers if answer.verdict in UNSURE]
        if not unsure:
            return amount
        missing = dict.fromkeys([*amount.missing, *(m for one in unsure for m in one.missing)])
        return amount.replace(
            value=None, exact=None, missing=tuple(missing), note=UNDECIDED, parts=(amount,)
        )

    def limited(self, rules: Sequence[Rule], row: Row, amount: Explanation) -> Explanation:
        """The amount after limits, each taking what the ones before it left above its own."""
        for rule in rules:
            answer = self.acting(rule, row)
            if answer.verdict in UNSURE:
                missing = tuple(dict.fromkeys([*amount.missing, *answer.missing]))
                low, high = _span(amount)
                low = None if low is None else min(low, _ZERO)
                amount = amount.replace(
                    value=None,
                    exact=None,
                    missing=missing,
                    low=low,
                    high=high,
                    note=UNDECIDED,
                    parts=(amount,),
                )
            elif answer.excess is not None and answer.excess > 0 and amount.value is None:
                low, high = _span(amount)  # it may be all that the limit takes
                amount = amount.replace(low=None if low is None else min(low, _ZERO), high=high)
            elif answer.verdict is Verdict.BROKEN and answer.limit is not None:
                amount = _cut_to(amount, answer, rule)
        return amount


def _cut_to(amount: Explanation, answer: Judgement, rule: Rule) -> Explanation:
    assert answer.limit is not None  # noqa: S101
    parts = (amount, answer.limit)
    note = f"limited:{rule.code}"
    if not isinstance(amount.value, Fraction) or not isinstance(answer.excess, Fraction):
        return amount
    taken = min(answer.excess - _already(amount), amount.value)  # never below nothing
    if taken <= 0:
        return amount
    return amount.replace(value=amount.value - taken, exact=None, note=note, parts=parts)


def _already(amount: Explanation) -> Fraction:
    """What earlier limits of the same step have taken."""
    taken = _ZERO
    while amount.note.startswith("limited:"):
        before = amount.parts[0]
        if isinstance(before.value, Fraction) and isinstance(amount.value, Fraction):
            taken += before.value - amount.value
        amount = before
    return taken


UNSURE: Final = (Verdict.UNKNOWN, Verdict.CONFLICT, Verdict.FAILED)
_WORST: Final = [
    Verdict.FAILED,
    Verdict.BROKEN,
    Verdict.CONFLICT,
    Verdict.UNKNOWN,
    Verdict.MET_WITHIN_ROUNDING,
    Verdict.MET,
    Verdict.NOT_APPLICABLE,
]


def in_force(bound: Bound) -> bool:
    """Whether the agreement was signed on a day the book covers; unsaid is not outside."""
    signed, book = bound.project.agreement.signed_on, bound.book
    if signed is None:
        return True
    if book.first_day is not None and signed < book.first_day:
        return False
    return book.last_day is None or signed <= book.last_day


def tolerance(bound: Bound, rule: Rule, kind: Kind) -> Fraction:
    """The unit of the rounding a rule names, in whole units; nothing without one."""
    if not rule.rounding or kind is not Kind.MONEY:
        return _ZERO
    return Fraction(bound.rounding(rule.rounding).unit)


def _compare(
    measured: Explanation, limit: Explanation, sign: int, unit: Fraction, bounds: bool
) -> Judgement:
    """`measured` against a limit it may not go above (sign 1) or below (sign -1).

    Bounds decide only rules that report: a refusal stands on known figures.
    """
    if measured.value is not None and limit.value is not None:
        excess = _difference(measured, limit, sign)
        verdict = Verdict.MET
        if excess > 0:
            verdict = Verdict.MET_WITHIN_ROUNDING if excess < unit else Verdict.BROKEN
        return Judgement(verdict, measured, limit, excess, parts=(measured, limit))
    missing = tuple(dict.fromkeys([*measured.missing, *limit.missing]))
    verdict = _by_bounds(measured, limit, sign, unit) if bounds else Verdict.UNKNOWN
    return Judgement(verdict, measured, limit, None, missing, (measured, limit))


def _difference(measured: Explanation, limit: Explanation, sign: int) -> Fraction | int:
    left, right = measured.value, limit.value
    if isinstance(left, date) and isinstance(right, date):
        return (left.toordinal() - right.toordinal()) * sign
    assert isinstance(left, Fraction)  # noqa: S101
    assert isinstance(right, Fraction)  # noqa: S101
    return (left - right) * sign


def _by_bounds(measured: Explanation, limit: Explanation, sign: int, unit: Fraction) -> Verdict:
    """Met or broken if no completion of what is missing can say otherwise (D-12)."""
    low, high = _span(measured)
    limit_low, limit_high = _span(limit)
    if sign < 0:
        low, high, limit_low, limit_high = limit_low, limit_high, low, high
    if high is not None and limit_low is not None and high <= limit_low:
        return Verdict.MET
    if low is not None and limit_high is not None:
        excess = low - limit_high
        if excess > 0 and excess >= unit:
            return Verdict.BROKEN
    return Verdict.UNKNOWN


def _span(one: Explanation) -> tuple[Fraction | None, Fraction | None]:
    if isinstance(one.value, Fraction):
        return one.value, one.value
    return one.low, one.high
