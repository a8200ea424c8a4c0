"""What a programme's plan states of its parts: each amount, or the bounds it lies between.

A part is a priority, or the programme as a whole. What a plan leaves out of one is taken from
what it states beside it, as far as that decides it; the rest stays open, and is named.
"""

from collections.abc import Iterator

from fundtrack.checks import Missing, Reason
from fundtrack.projects import Priority, ProgrammePlan
from fundtrack.values import Record

from .between import Between, joined, summed


class Part(Record):
    """A priority, or the programme as a whole, with what holds of it."""

    subject: str
    at: str
    said: Priority
    binds: bool  # whether the ceiling and the floor are for it

    def stated(self, name: str) -> Between:
        """An amount of the part, or what would state it."""
        missing = Missing(Reason.MISSING, f"priority.{name}", f"{self.at}/{name}")
        return Between.of(getattr(self.said, name), missing)

    def total(self) -> Between:
        """The whole of the part: stated, else both its parts."""
        said = self.said
        if said.total is None and said.union is not None and said.national is not None:
            return Between.exactly(said.union.minor + said.national.minor)
        return self.stated("total")

    def public(self) -> Between:
        """The public part: the Union's money and what is public of the national."""
        said, union = self.said, self.stated("union")
        if said.national_public is not None:
            return union + Between.exactly(said.national_public.minor)
        if said.national is not None and not said.national:
            return union
        missing = Missing(
            Reason.MISSING, "priority.national_public", f"{self.at}/national_public"
        )
        return Between(union.least, self.total().most, (*union.missing, missing))

    def base(self) -> Between:
        """What the rate of the part is of."""
        if self.said.base == "total":
            return self.total()
        public = self.public()
        if self.said.base == "public":
            return public
        total = self.total()
        if public.known and public.most == total.most and total.known:
            return total
        missing = Missing(Reason.MISSING, "priority.base", f"{self.at}/base")
        return Between(public.least, total.most, (*joined(public, total), missing))


def parts_of(plan: ProgrammePlan, *, whole: bool) -> Iterator[Part]:
    """The priorities, what they leave out taken from the plan; then the whole.

    `whole`: whether the ceiling and the floor are for the programme, and no priority's.
    """
    for at, one in enumerate(plan.priorities or ()):
        filled = {
            name: getattr(plan, name)
            for name in ("fund", "region", "base")
            if getattr(one, name) is None and getattr(plan, name) is not None
        }
        said = one.replace(**filled) if filled else one
        yield Part(f"priority:{one.id}", f"/priorities/{at}", said, not whole)
    said = Priority(
        id=plan.id,
        fund=plan.fund,
        region=plan.region,
        base=plan.base,
        total=plan.total,
        union=plan.union,
        national=plan.national,
    )
    yield Part("programme", "", said, whole)


def beside(plan: ProgrammePlan, subject: str, at: str) -> Part:
    """What stands beside the priorities: a stated sum, the commitments, a tranche."""
    return Part(subject, at, Priority(id=plan.id), False)


def sum_of(plan: ProgrammePlan, name: str) -> Between:
    """What the priorities come to, as far as each states its amount."""
    return summed(
        Between.of(
            getattr(one, name),
            Missing(Reason.MISSING, f"priority.{name}", f"/priorities/{at}/{name}"),
        )
        for at, one in enumerate(plan.priorities or ())
    )


def union_of(plan: ProgrammePlan) -> Between:
    """The Union's amount of the programme: stated, else that of its priorities."""
    if plan.union is not None or plan.priorities is None:
        return Between.of(plan.union, Missing(Reason.MISSING, "union", "/union"))
    return sum_of(plan, "union")
