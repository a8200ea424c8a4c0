"""Which changes of a budget need somebody's consent: the flexibilities of a book, row by row.

A flexibility says by what the budget is looked at, how far a row may move, against which plan,
and what follows beyond that. Amounts are whole minor units and the bound is compared exactly.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from fundtrack.checks import Bound, Figure, Missing, ParameterUse, Reason, World, uses_of
from fundtrack.formulas import Explanation, Kind, Node
from fundtrack.funding import CALCULATORS, Worked
from fundtrack.projects import Agreement, Plan, Project
from fundtrack.rulebooks import Book, Flexibility
from fundtrack.values import (
    Citation,
    InputError,
    Money,
    Rate,
    Record,
    Rounding,
    exponent_of,
)

from .plan_change import Side, plain
from .plan_sums import Key, Sums, sums_of


class Consent(StrEnum):
    """What a change of the budget asks for, from the lightest to the gravest."""

    FREE = "free"
    NOTIFY = "notify"  # it is told, or justified in a report
    CONSENT = "consent"  # it needs approval before it holds
    FORBIDDEN = "forbidden"


#: From the lightest to the gravest.
GRAVITY: Final = tuple(Consent)


class Ruling(Record):
    """What a book says of one row of the budget that an amendment moves.

    `key` names the row as a change does; `effect` is None where nobody can say, and then
    `missing` says why and `worst` what it may come to. `against` is the number of the plan that
    it is measured against, which need not be the one before; None where that is not known.
    `limit` is how far the row may move and be `within`; None where any move counts.
    """

    flexibility: str
    by: Key
    key: Key
    effect: Consent | None
    worst: Consent
    against: int | None
    before: Figure
    after: Figure
    change: Money | None
    limit: Worked | None
    at_before: str
    at_after: str
    missing: tuple[Missing, ...]
    citations: tuple[Citation, ...]
    parameters: tuple[ParameterUse, ...]

    def to_dict(self) -> dict[str, object]:
        """Its fields as plain data."""
        return {
            "flexibility": self.flexibility,
            "by": list(self.by),
            "key": list(self.key),
            "effect": None if self.effect is None else self.effect.value,
            "worst": self.worst.value,
            "against": self.against,
            "before": plain(self.before.value),
            "after": plain(self.after.value),
            "change": plain(self.change),
            "limit": None if self.limit is None else plain(self.limit.money),
            "at_before": self.at_before,
            "at_after": self.at_after,
            "missing": [
                {"reason": one.reason.value, "name": one.name, "pointer": one.pointer}
                for one in self.missing
            ],
            "citations": [str(one) for one in self.citations],
        }


class _Base(Record):
    """The plan that counts as agreed, or why nobody can say which it is."""

    side: Side | None
    missing: tuple[Missing, ...] = ()


class _UpTo(Record):
    """How far a row may move: a share, an amount, nothing (any move counts), or unknown."""

    share: Rate | None = None
    amount: Money | None = None
    missing: tuple[Missing, ...] = ()
    used: tuple[ParameterUse, ...] = ()


class Rulings:
    """The flexibilities of a book, asked about one amendment."""

    def __init__(
        self,
        before: Side,
        after: Side,
        book: Book,
        project: Project | None,
        on: date | None,
        currency: str,
    ) -> None:
        self.before = before
        self.after = after
        self.book = book
        self.alone = project is None
        self.currency = currency
        self.project = project or _around(before.plan, book, currency)
        self.bound = Bound(self.project, book, on, calculators=tuple(CALCULATORS))
        self._worlds: dict[int, World] = {}

    def all(self) -> Iterator[Ruling]:
        """Every row that moved, flexibility by flexibility in the order of their names."""
        for name in sorted(self.book.flexibilities):
            yield from self._of(self.book.flexibilities[name])

    def _of(self, one: Flexibility) -> Iterator[Ruling]:
        base = self._base(one)
        if base.side is None:
            yield self._whole(one, None, base.missing)
            return
        world = self._world(base.side)
        if one.applies_when is not None:
            asked = self._walk(world, one.applies_when)
            if asked.value is False:
                return
            if asked.value is None:
                yield self._whole(one, base.side, self._missing(asked))
                return
        olds, news = (
            sums_of(side.plan, side.at, _by(one), self.currency)
            for side in (base.side, self.after)
        )
        if olds.missing or news.missing:
            yield self._whole(one, base.side, (*olds.missing, *news.missing))
            return
        yield from self._rows(one, base.side, olds, news, self._up_to(one, world))

    def _rows(
        self, one: Flexibility, base: Side, olds: Sums, news: Sums, up_to: _UpTo
    ) -> Iterator[Ruling]:
        whole = sums_of(base.plan, base.at, (), self.currency) if one.of == "total" else None
        about = _about(one, (base.plan, self.after.plan))
        for key in sorted(olds.by.keys() | news.by.keys()):
            if one.only and not about(key):
                continue
            nothing = Figure(Money.zero(self.currency))
            old, new = olds.by.get(key, nothing), news.by.get(key, nothing)
            if isinstance(old.value, Money) and old.value == new.value:
                continue
            yield self._row(one, base, key, (old, olds), (new, news), up_to, whole)

    def _row(
        self,
        one: Flexibility,
        base: Side,
        key: Key,
        was: tuple[Figure, Sums],
        now: tuple[Figure, Sums],
        up_to: _UpTo,
        whole: Sums | None,
    ) -> Ruling:
        (old, olds), (new, news) = was, now
        missing = [*old.missing, *new.missing]
        change = None if missing else _moved(old, new)
        if not missing and change is None:
            missing.append(Missing(Reason.TOO_LARGE, "plan.budget"))
        limit, effect = None, None
        if change is not None:
            extent = abs(change.minor) if one.counts == "both" else change.minor
            of = old if whole is None else whole.by.get((), Figure(None, missing=whole.missing))
            limit = _limit(one, up_to, of)
            lost = up_to.missing or (() if limit else of.missing if one.up_to else ())
            if extent <= 0:
                effect = Consent.FREE
            elif one.up_to is None:
                effect = Consent(one.effect)
            elif limit is None:
                missing += lost
            else:
                beyond = extent > limit.money.minor
                effect = Consent(one.effect if beyond else one.within)
        return Ruling(
            flexibility=one.name,
            by=one.by,
            key=key,
            effect=effect,
            worst=effect or Consent(one.effect),
            against=base.plan.number,
            before=old,
            after=new,
            change=change,
            limit=limit,
            at_before=olds.at if key in olds.by else "",
            at_after=news.at if key in news.by else "",
            missing=tuple(missing),
            citations=one.citations,
            parameters=up_to.used,
        )

    def _whole(
        self, one: Flexibility, base: Side | None, missing: tuple[Missing, ...]
    ) -> Ruling:
        """The ruling where no row can be looked at."""
        lost = Figure(None, missing=missing, missing_count=len(missing))
        return Ruling(
            flexibility=one.name,
            by=one.by,
            key=(),
            effect=None,
            worst=Consent(one.effect),
            against=None if base is None else base.plan.number,
            before=lost,
            after=lost,
            change=None,
            limit=None,
            at_before="",
            at_after="",
            missing=missing,
            citations=one.citations,
            parameters=(),
        )

    # -- against which plan --------------------------------------------------------------------

    def _base(self, one: Flexibility) -> _Base:
        """The plan that a flexibility counts from.

        The first plan is what was agreed, so it counts as consented to; after it, the plans of
        which the book's condition holds.
        """
        if one.against == "latest":
            return _Base(self.before)
        if self.alone:
            return _Base(None, (Missing(Reason.MISSING, "project.plans", "/plans"),))
        known = [
            Side(plan, f"/plans/{at}")
            for at, plan in enumerate(self.project.plans)
            if plan.number <= self.before.plan.number
        ]
        known.sort(key=lambda side: side.plan.number, reverse=True)
        if not known:
            return _Base(None, (Missing(Reason.MISSING, "project.plans", "/plans"),))
        for side in known[:-1] if one.against == "consent" else ():
            assert one.consented_when is not None  # noqa: S101 (held when the book is loaded)
            told = self._walk(self._world(side), one.consented_when)
            if told.value is None:
                return _Base(None, self._missing(told))
            if told.value:
                return _Base(side)
        return _Base(known[-1])

    # -- what the book's formulas say ----------------------------------------------------------

    def _world(self, side: Side) -> World:
        """The project under one of its plans."""
        held = self._worlds.get(id(side.plan))
        if held is None:
            plans = self.bound.project.plans
            plan = next((one for one in plans if one == side.plan), side.plan)
            held = World(self.bound.under(plan), "plan")
            self._worlds[id(side.plan)] = held  # the project or this amendment keeps it
        return held

    def _walk(self, world: World, node: Node) -> Explanation:
        return world.walk(node, world.project)

    def _up_to(self, one: Flexibility, world: World) -> _UpTo:
        if one.up_to is None:
            return _UpTo()
        told = self._walk(world, one.up_to)
        used = uses_of(world, [one.up_to])
        if not isinstance(told.value, Fraction):
            return _UpTo(missing=self._missing(told), used=used)
        try:
            if told.kind is Kind.RATE:
                return _UpTo(share=Rate(told.value), used=used)
            minor = told.value * 10 ** exponent_of(told.currency)
            return _UpTo(amount=Money.of_minor(int(minor), told.currency), used=used)
        except InputError:
            return _UpTo(missing=(Missing(Reason.TOO_LARGE, one.name),), used=used)

    def _missing(self, told: Explanation) -> tuple[Missing, ...]:
        """What an explanation misses; of a plan by itself, in its own places."""
        return tuple(
            Missing(Reason(reason), name, at.removeprefix("/plans/0") if self.alone else at)
            for reason, name, at in told.missing
        )


def _around(plan: Plan, book: Book, currency: str) -> Project:
    """The least project that has this plan, for formulas that speak of nothing else."""
    agreement = Agreement(book=book.key, currency=currency or "EUR")
    return Project(agreement=agreement, plans=(plan,))


def _by(one: Flexibility) -> Key:
    """What the budget is summed by; the whole of it by nothing."""
    return () if one.by == ("project",) else one.by


def _about(one: Flexibility, plans: Iterable[Plan]) -> Callable[[Key], bool]:
    """Whether a row is of one of the codes a flexibility is only about."""
    only = frozenset(one.only)
    if one.by == ("source",):
        rows = (row for plan in plans for row in plan.sources or ())
        ids = {row.id for row in rows if row.fund in only}
        return lambda key: key[0] in ids
    at = one.by.index("category") if "category" in one.by else 0
    return lambda key: key[at] in only


def _moved(old: Figure, new: Figure) -> Money | None:
    """How far a known sum moved; None where that has more digits than money can have."""
    if not isinstance(old.value, Money) or not isinstance(new.value, Money):
        return None
    try:
        return new.value - old.value
    except InputError:
        return None


def _limit(one: Flexibility, up_to: _UpTo, of: Figure) -> Worked | None:
    """The most a row may move in whole minor units: exactly as far as the share allows."""
    if up_to.amount is not None:
        return Worked(up_to.amount, "amount", {"amount": up_to.amount})
    if up_to.share is None or not isinstance(of.value, Money):
        return None
    name = "approved" if one.of == "figure" else "budget"
    down = Rounding(f"floor {_unit(of.value.currency)}")
    try:
        value = up_to.share.of(of.value, rounding=down)
    except InputError:
        return None
    given: dict[str, Money | Rate] = {name: of.value, "share": up_to.share}
    return Worked(value, f"{name} * share", {**given}, down)


def _unit(currency: str) -> str:
    exponent = exponent_of(currency)
    return f"0.{'1'.rjust(exponent, '0')}" if exponent else "1"


def gravest(rulings: Sequence[Ruling]) -> Consent | None:
    """What all of it asks for; None where something unknown may ask for more."""
    known = [one.effect for one in rulings if one.effect is not None]
    top = max(known, key=GRAVITY.index, default=Consent.FREE)
    open_ = [one.worst for one in rulings if one.effect is None]
    return None if any(GRAVITY.index(one) > GRAVITY.index(top) for one in open_) else top
