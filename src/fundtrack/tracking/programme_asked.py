"""Every question to one programme's plan under one book, priority by priority.

A limit is compared exactly, and the unit of the plan (a whole euro, says the book) is the only
tolerance: published plans round the national part, so an honest plan lies a few cents above its
cap. What a plan leaves out lies between bounds, and a rule is decided where no completion of it
could say otherwise.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from fundtrack.checks import Missing, ParameterUse, Reason, Verdict
from fundtrack.funding import PrefinancingSchedule, Worked, prefinancing_schedule
from fundtrack.projects import ProgrammePlan
from fundtrack.values import Money, Rate, Rounding, exponent_of

from .between import Between, joined
from .programme_asked_parts import Part, beside, parts_of, sum_of, union_of
from .programme_findings import QUIET, PlanFinding
from .programme_law import Ceiling, PlanLaw
from .programme_rules import (
    ABOVE_CEILING,
    BELOW_FLOOR,
    COMMITTED,
    PARTS,
    PREFINANCED,
    PUBLIC,
    RATE,
    SUMS,
    PlanRule,
)


class PlanAsked:
    """One plan and one book."""

    def __init__(self, plan: ProgrammePlan, law: PlanLaw) -> None:
        self.plan = plan
        self.law = law
        self.currency = plan.currency
        self.unit = law.unit(exponent_of(plan.currency))
        cent = Fraction(1, 10 ** exponent_of(plan.currency))
        text = (
            f"{cent.numerator}" if cent == 1 else f"0.{'0' * (exponent_of(plan.currency) - 1)}1"
        )
        self.floor = Rounding(f"floor {text}")
        self.ceil = Rounding(f"ceiling {text}")

    def parts(self) -> Iterator[Part]:
        """The priorities, what they leave out taken from the plan; then the whole."""
        return parts_of(self.plan, whole=self.law.binds_the_programme())

    def about(self, part: Part) -> Iterator[PlanFinding]:
        """What is asked of a priority, and of the programme as a whole."""
        said = part.said
        union = part.stated("union")
        base = part.base()
        if part.binds:
            yield self._above(part, union, base)
            yield self._below(part, union)
        if part.binds or said.total is not None:
            yield self._adds_up(part, union)
        if said.rate is not None:
            yield self._rate(part, union, base, said.rate)
        if said.national_public is not None and said.national is not None:
            yield self._answer(
                PUBLIC, part, Between.of(said.national_public), Between.of(said.national)
            )

    # -- each question -------------------------------------------------------------------------

    def _above(self, part: Part, union: Between, base: Between) -> PlanFinding:
        """The Union's amount against the highest rate of its base."""
        said = part.said
        ceiling = self.law.ceiling(said.fund, said.region, said.grounds, part.at)
        limit = _of(base, ceiling.least, ceiling.most, ceiling.missing)
        found = self._answer(
            ABOVE_CEILING, part, union, limit, uses=ceiling.uses, unit=self.unit
        )
        worked = self._worked(base, ceiling.least, self.floor)
        return found.replace(worked=worked, grounds=self._grounds(found, ceiling, union, base))

    def _grounds(
        self, found: PlanFinding, ceiling: Ceiling, union: Between, base: Between
    ) -> tuple[str, ...]:
        """The grounds of the book each of which alone would allow it."""
        if found.verdict in (*QUIET, Verdict.MET_WITHIN_ROUNDING):
            return ()
        if union.most is None or base.least is None:
            return ()
        return tuple(
            ground
            for ground, rate in ceiling.allowing.items()
            if (over := union.most - base.least * rate) <= 0 or over < self.unit
        )

    def _below(self, part: Part, union: Between) -> PlanFinding:
        """The Union's amount against the lowest rate of the public part."""
        floor = self.law.parameter("priority_floor")
        rate = floor.value.fraction if isinstance(floor.value, Rate) else None
        if rate is None:
            return self._silent(BELOW_FLOOR, part, floor.missing)
        public = part.public()
        limit = public.times(rate, rate)
        found = self._answer(
            BELOW_FLOOR, part, union, limit, uses=floor.uses, unit=self.unit, least=True
        )
        return found.replace(worked=self._worked(public, rate, self.ceil))

    def _adds_up(self, part: Part, union: Between) -> PlanFinding:
        """Both parts against the stated total: each is rounded, so a whole unit may be lost."""
        if part.said.total is None:
            missing = Missing(Reason.MISSING, "priority.total", f"{part.at}/total")
            return self._silent(PARTS, part, (missing,))
        both = union + part.stated("national")
        total = Between.exactly(part.said.total.minor)
        return self._same(PARTS, part, both, total, self.unit)

    def _rate(self, part: Part, union: Between, base: Between, rate: Rate) -> PlanFinding:
        """The Union's amount against the rate the plan itself states."""
        limit = base.times(rate.fraction, rate.fraction)
        found = self._same(RATE, part, union, limit, self.unit, whole=False)
        return found.replace(worked=self._worked(base, rate.fraction, self.floor))

    def sums(self) -> Iterator[PlanFinding]:
        """What the priorities come to against what the programme states."""
        for name in ("total", "union", "national"):
            stated: Money | None = getattr(self.plan, name)
            if stated is None:
                continue
            part = beside(self.plan, f"programme.{name}", f"/{name}")
            if self.plan.priorities is None:
                missing = Missing(Reason.MISSING, "priorities", "/priorities")
                yield self._silent(SUMS, part, (missing,), stated)
                continue
            found = sum_of(self.plan, name)
            yield self._same(SUMS, part, found, Between.exactly(stated.minor), 0)

    def committed(self) -> Iterator[PlanFinding]:
        """All commitments against the Union's amount."""
        if self.plan.commitments is None:
            return
        part = beside(self.plan, "commitments", "/commitments")
        total = Between.exactly(sum(one.amount.minor for one in self.plan.commitments))
        yield self._answer(COMMITTED, part, total, union_of(self.plan))

    # -- pre-financing -------------------------------------------------------------------------

    def schedule(
        self,
    ) -> tuple[PrefinancingSchedule | None, tuple[ParameterUse, ...]]:
        """The initial tranches, as far as the plan says what they are of."""
        plan, rounding = self.plan, self.law.rounding("prefinancing")
        union, reserve = union_of(self.plan), plan.performance_reserve
        share, adopted = plan.prefinancing_share, plan.adopted_on
        if share is None or adopted is None or reserve is None or rounding is None:
            return None, ()
        shares, uses = self.law.shares(share)
        if not union.known or union.most is None or not shares:
            return None, ()
        support = Money.of_minor(max(0, int(union.most) - reserve.minor), self.currency)
        made = prefinancing_schedule(
            support,
            shares,
            adopted=adopted.year,
            basis="each_year",
            rounding=rounding,
        )
        return made, uses

    def prefinanced(
        self, schedule: PrefinancingSchedule | None, uses: tuple[ParameterUse, ...]
    ) -> Iterator[PlanFinding]:
        """Every stated initial tranche against the one the shares give."""
        given = {} if schedule is None else {one.year: one for one in schedule.tranches}
        rounding = self.law.rounding("prefinancing")
        unit = 0 if rounding is None else rounding.step(exponent_of(self.currency))
        for at, one in enumerate(self.plan.prefinancing or ()):
            if one.kind != "initial":
                continue
            part = beside(self.plan, f"prefinancing:{one.year}", f"/prefinancing/{at}/amount")
            if schedule is None:
                yield self._silent(PREFINANCED, part, self._unscheduled(), one.amount)
                continue
            found = given.get(one.year)
            exact = Fraction(0) if found is None else found.amount.exact
            assert isinstance(exact, Fraction)  # noqa: S101
            limit = Between.exactly(exact * 10 ** exponent_of(self.currency))
            measured = Between.exactly(one.amount.minor)
            answer = self._same(PREFINANCED, part, measured, limit, unit, whole=False)
            worked = None if found is None else found.amount
            yield answer.replace(worked=worked, parameters=uses)

    def _unscheduled(self) -> tuple[Missing, ...]:
        """What the plan, or the book, would have to say for a schedule."""
        plan = self.plan
        names = ("prefinancing_share", "adopted_on", "performance_reserve")
        found = [
            Missing(Reason.MISSING, name, f"/{name}")
            for name in names
            if getattr(plan, name) is None
        ]
        found += union_of(self.plan).missing
        share = plan.prefinancing_share
        if share is not None and not self.law.shares(share)[0]:
            found.append(Missing(Reason.NOT_IN_FORCE, f"prefinancing_shares[{share}]"))
        if self.law.rounding("prefinancing") is None:
            found.append(Missing(Reason.NOT_IN_FORCE, "prefinancing"))
        return tuple(dict.fromkeys(found))

    # -- answers -------------------------------------------------------------------------------

    def _answer(
        self,
        rule: PlanRule,
        part: Part,
        measured: Between,
        limit: Between,
        *,
        uses: tuple[ParameterUse, ...] = (),
        unit: int = 0,
        least: bool = False,
    ) -> PlanFinding:
        """Measured against a limit it may not be above, or, of a floor, below."""
        over = limit - measured if least else measured - limit
        verdict = verdict_of(over, unit)
        sure = limit.most if least else limit.least
        shown = None if sure is None else self._money(sure, up=least)
        value = self._money(measured.least, up=False) if measured.known else None
        margin = None
        if shown is not None and value is not None:
            margin = value - shown if least else shown - value
        missing = () if verdict not in (Verdict.UNKNOWN,) else joined(measured, limit)
        return PlanFinding(
            rule=rule.code,
            name=rule.name,
            verdict=verdict,
            severity=rule.severity,
            subject=part.subject,
            at=_place(part, verdict, missing),
            measured=value,
            limit=shown,
            margin=margin,
            missing=missing,
            parameters=uses,
        )

    def _same(
        self,
        rule: PlanRule,
        part: Part,
        measured: Between,
        other: Between,
        unit: int,
        *,
        whole: bool = True,
    ) -> PlanFinding:
        """Two figures that should be one; `whole` lets a difference of a whole unit pass."""
        above = self._answer(rule, part, measured, other)
        gap = measured - other
        verdict = Verdict.UNKNOWN
        if gap.known and gap.least is not None:
            size = abs(gap.least)
            near = size <= unit if whole else size < unit
            verdict = Verdict.BROKEN
            if near:
                verdict = Verdict.MET_WITHIN_ROUNDING if size else Verdict.MET
        elif _surely_apart(gap, unit):
            verdict = Verdict.BROKEN
        missing = joined(measured, other) if verdict is Verdict.UNKNOWN else ()
        return above.replace(
            verdict=verdict, missing=missing, at=_place(part, verdict, missing)
        )

    def _silent(
        self,
        rule: PlanRule,
        part: Part,
        missing: tuple[Missing, ...],
        measured: Money | None = None,
    ) -> PlanFinding:
        """Nothing to compare with."""
        return PlanFinding(
            rule=rule.code,
            name=rule.name,
            verdict=Verdict.UNKNOWN,
            severity=rule.severity,
            subject=part.subject,
            at=_place(part, Verdict.UNKNOWN, missing),
            measured=measured,
            missing=missing,
        )

    def _money(self, minor: Fraction | None, *, up: bool) -> Money | None:
        """An exact amount, to the cent that still keeps to the limit."""
        if minor is None:
            return None
        ends = Between.exactly(minor).figure(self.currency, "")
        if isinstance(ends.value, Money):
            return ends.value
        return ends.at_most if up else ends.at_least

    def _worked(
        self, base: Between, rate: Fraction | None, rounding: Rounding
    ) -> Worked | None:
        """How a limit came about, where what it is of is known."""
        of = self._money(base.least, up=False) if base.known else None
        if of is None or rate is None:
            return None
        share = Rate(rate)
        return Worked(
            share.of(of, rounding=rounding),
            "base * rate",
            {"base": of, "rate": share},
            rounding,
        )


def _of(
    base: Between, low: Fraction | None, high: Fraction | None, missing: Iterable[Missing]
) -> Between:
    """A share of a base that lies between two; without a share nothing is known."""
    held = tuple(dict.fromkeys((*base.missing, *missing)))
    if low is None or high is None:
        return Between(None, None, held)
    return base.times(low, high).replace(missing=held)


def verdict_of(over: Between, unit: int) -> Verdict:
    """The answer where the excess lies between bounds (D-10, D-12)."""
    if over.most is not None and over.most <= 0:
        return Verdict.MET
    if over.least is not None and over.least > 0 and over.least >= unit:
        return Verdict.BROKEN
    surely_near = over.most is not None and over.most < unit
    return Verdict.MET_WITHIN_ROUNDING if surely_near else Verdict.UNKNOWN


def _surely_apart(gap: Between, unit: int) -> bool:
    """Whether no completion brings two figures together."""
    above = gap.least is not None and gap.least > unit
    below = gap.most is not None and gap.most < -unit
    return above or below


def _place(part: Part, verdict: Verdict, missing: tuple[Missing, ...]) -> str:
    """What to look at first: the fact that is missing, else the subject itself."""
    if verdict is Verdict.UNKNOWN:
        for one in missing:
            if one.pointer:
                return one.pointer
    return f"{part.at}/union" if part.subject.startswith("priority") else part.at or "/"
