"""What the walk works out: the defines of a book, and the steps of lines and of the project.

Each is an explanation that holds the ones it came from as its parts. What is taken on the way
to a step stands in the note of the amount it leaves, so what a line lost is read off there.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, Protocol

from fundtrack.formulas import Exact, Explanation, Kind, Node, Source
from fundtrack.rulebooks import Define, Rule
from fundtrack.values import exponent_of

from .bind import LINES, Bound, Row
from .borne import Borne
from .exceptions import chosen
from .judge import UNDECIDED, UNSURE, Judge, Judgement
from .paths import View
from .result import Reason, Verdict
from .shared import Shared
from .steps import GROSS, LINE_STEPS, OWN, STEPS, blocks, defined, total_of

_ZERO: Final = Fraction(0)


class Asked(Protocol):
    """What this needs of a world."""

    bound: Bound
    basis: str
    view: View
    judge: Judge
    shared: Shared
    borne: Borne

    def walk(self, node: Node, row: Row) -> Explanation:
        """The value of a formula in the scope of a row."""
        ...

    def fact(self, row: Row, name: str, kind: Kind) -> Explanation:
        """A fact of a row."""
        ...

    def define(self, row: Row, name: str) -> Explanation:
        """A define of the book, or the amount of a step, worked out once."""
        ...

    def passes(self, rule: Rule, row: Row) -> bool:
        """Whether the value reading knows that a rule takes nothing from its own row."""
        ...

    def subject_of(self, row: Row, rule: Rule) -> Row | Explanation | None:
        """The row a rule is asked about, of those a line belongs to."""
        ...


class Defines:
    """Works out the defines and steps of one world, which keeps them."""

    def __init__(self, world: Asked) -> None:
        self.world = world
        self.bound = world.bound
        self.basis = world.basis
        self.view = world.view
        self.line = world.view.line
        self.currency = world.bound.currency

    def of(self, row: Row, name: str) -> Explanation:
        """A define of the book, or the amount of a step, as a part of what is above it."""
        found = self._defined(row, name)
        if row.noun in ("project", "plan"):
            return found
        return found.replace(subject=row.key)

    def _defined(self, row: Row, name: str) -> Explanation:
        if row.noun in self.view.computed and name in LINE_STEPS:
            return self._computed_step(row, name)
        if row.noun == self.line and name in LINE_STEPS:
            return self._line_step(row, name)
        if row.noun == "project" and (name in STEPS or name == "own"):
            return self._project_step(row, name)
        if row.noun in LINES.values() and row.noun != self.line:
            return self.nowhere(row, name, Reason.OTHER_BASIS)
        address = defined(self.bound.book, row.noun, name, self.basis)
        if not address:  # support and payable belong to the project
            return self.nowhere(row, name, Reason.NOT_SUPPORTED)
        return self._book_define(self.bound.book.defines[address], row)

    def nowhere(self, row: Row, name: str, reason: Reason) -> Explanation:
        """An amount that this basis does not have of a row."""
        label = f"{row.noun}.{name}"
        missing = ((reason.value, label, row.at),)
        return Explanation(
            label, label, Kind.MONEY, None,
            currency=self.currency, pointer=row.at, missing=missing,
        )  # fmt: skip

    # -- defines of the book -------------------------------------------------------------------

    def _book_define(self, define: Define, row: Row) -> Explanation:
        label = f"{row.noun}.{define.name}"
        if define.strands:
            return self.world.borne.by(row).replace(label=label)
        if define.address in self.view.calls:
            made = self.world.shared.called(define.address, row).replace(label=label)
            return self._rounded(made, define.rounding) if define.rounding else made
        if define.value is None:
            unsupported = ((Reason.NOT_SUPPORTED.value, define.call, ""),)
            kind = self.bound.book.schema.nouns[define.noun].fields[define.name].kind
            return Explanation(label, label, kind, None, missing=unsupported)
        unused = self._unused(define, row, label)
        if unused is not None:
            return unused
        stands = chosen(self.world.walk, define.exceptions, define.value, row)
        if stands.node is None:
            kind = define.value.type.kind if define.value.type else Kind.MONEY
            return Explanation(
                label, label, kind, None, missing=stands.missing, parts=stands.asked
            )
        value = self.world.walk(stands.node, row)
        cited = next(iter(stands.citations), define.citation)
        source = Source(cited, None, None, "") if cited else None
        made = value.replace(label=label, source=source, note=stands.note or value.note)
        if value.label:  # a plain name: keep what it says of itself as a part
            made = made.replace(formula=value.label, parts=(value,), pointer="")
        if stands.asked:
            made = made.replace(parts=(*made.parts, *stands.asked))
        return self._rounded(made, define.rounding) if define.rounding else made

    def _unused(self, define: Define, row: Row, label: str) -> Explanation | None:
        """What a computed line is where its method is not used, or not available."""
        if define.when is None:
            return None
        used = self.world.walk(define.when, row)
        nothing = Explanation(
            label, used.formula, Kind.MONEY, _ZERO, currency=self.currency, parts=(used,)
        )
        if used.value is None:
            return nothing.replace(value=None, missing=used.missing)
        if used.value is False:
            return nothing
        rules = blocks(self.bound.book, self.basis, define) if define.counts_as else []
        answers = [(rule, self.world.judge.acting(rule, row)) for rule in rules]
        for rule, answer in answers:
            if answer.verdict is Verdict.BROKEN:
                return nothing.replace(note=f"blocked:{rule.code}", parts=answer.parts)
        for _, answer in answers:
            if answer.verdict in UNSURE:
                return nothing.replace(value=None, missing=answer.missing, parts=answer.parts)
        return None

    def _rounded(self, made: Explanation, name: str) -> Explanation:
        rounding = self.bound.rounding(name)

        def stored(amount: Exact | None) -> Fraction | None:
            if not isinstance(amount, Fraction):
                return None
            exponent = exponent_of(self.currency)  # not as Money: a total may be too large
            cents = amount * 10**exponent
            minor = rounding.minor(cents.numerator, cents.denominator, exponent)
            return Fraction(minor, 10**exponent)

        return made.replace(
            value=stored(made.value),
            exact=made.value,
            rounding=str(rounding),
            low=stored(made.low),
            high=stored(made.high),
        )

    # -- steps ---------------------------------------------------------------------------------

    def _line_step(self, row: Row, step: str) -> Explanation:
        """One step of one line; while unknown it lies between nothing and its gross."""
        label = f"{row.noun}.{step}"
        if step == "gross":
            return self.world.walk(GROSS[self.basis], row).replace(label=label)
        made = (
            self.world.shared.left(row, step)
            if step in self.view.bulk
            else self._cut_alone(row, step)
        )
        if made.value is None:
            made = made.replace(**self._span(row))
        return made.replace(label=label)

    def _computed_step(self, row: Row, step: str) -> Explanation:
        """A step of a computed line: its amount, cut by the limits on what is limited."""
        label = f"{row.key}.{step}"
        if step == "eligible" and step in self.view.bulk:
            return self.world.shared.left(row, step).replace(label=label)
        subject: Any = vars(row.said)["made"]
        return _passed(self.world.define(subject, self.view.computed[row.noun].name)).replace(
            label=label
        )

    def before_limits(self, row: Row, step: str) -> Explanation:
        """A step of a line before the limits over several lines cut it."""
        if row.noun in self.view.computed:
            return self.world.define(row, "limited")
        before = self.world.define(row, STEPS[STEPS.index(step) - 1])
        address = defined(self.bound.book, row.noun, step, self.basis)
        if not address:
            return _passed(before)
        return self._book_define(self.bound.book.defines[address], row)

    def _cut_alone(self, row: Row, step: str) -> Explanation:
        """A step of a line after the rules that act on this line."""
        return self._cut(row, step, self.before_limits(row, step))

    def _span(self, row: Row) -> dict[str, Fraction | None]:
        gross = self.world.define(row, "gross").value
        if not isinstance(gross, Fraction):
            return {"low": None, "high": None}
        return {"low": min(_ZERO, gross), "high": max(_ZERO, gross)}

    def _cut(self, row: Row, step: str, amount: Explanation) -> Explanation:
        """The amount after the exclusions or limits that act on the way to `step`."""
        if step == "admitted":
            answers = [self._about(rule, row) for rule in self.view.exclusions]
            return self.world.judge.excluded(answers, amount)
        noun = "project" if row.noun == "project" else "line"
        return self.world.judge.limited(self.view.limits(noun, step), row, amount)

    def _about(self, rule: Rule, row: Row) -> tuple[Rule, Judgement]:
        """What a rule says of a line, or of what the line belongs to."""
        noun = self.view.loop(rule.scope)
        if noun == row.noun:
            if self.world.passes(rule, row):
                return rule, Judgement(Verdict.MET)
            return rule, self.world.judge.acting(rule, row)
        subject = self.world.subject_of(row, rule)
        if isinstance(subject, Explanation):
            return rule, Judgement(Verdict.UNKNOWN, missing=subject.missing)
        if subject is None:
            return rule, Judgement(Verdict.NOT_APPLICABLE)
        return rule, self.world.judge.acting(rule, subject)

    def _project_step(self, row: Row, step: str) -> Explanation:
        label = f"project.{step}"
        address = defined(self.bound.book, "project", step, self.basis)
        if address:
            made = self._book_define(self.bound.book.defines[address], row)
        elif step == "own":
            made = self.world.walk(OWN, row)
        elif step in LINE_STEPS:
            made = self._stated(row, step) or self.world.walk(total_of(step), row)
        else:
            made = _passed(self.world.define(row, STEPS[STEPS.index(step) - 1]))
        if step in ("support", "payable"):
            made = self._cut(row, step, made)
        return made.replace(label=label)

    def _stated(self, row: Row, step: str) -> Explanation | None:
        """Only `eligible` falls back to the stated figure, and only without lines (D-06)."""
        if step != "eligible" or self.basis != "plan" or self.bound.rows(self.line) is not None:
            return None
        plans = self.bound.rows("plan")
        stated = self.world.fact(plans[0], "eligible", Kind.MONEY) if plans else None
        if stated is None or stated.value is None:
            return stated
        return stated.replace(formula="plan.eligible", note="stated_fallback", parts=(stated,))

    def losses(self, row: Row, before: str, step: str) -> Iterator[tuple[str, Fraction | None]]:
        """What a line lost on the way to a step, and to which rule or define."""
        made = self.world.define(row, step)
        while made.note.startswith(("excluded:", "limited:", UNDECIDED)):
            earlier = made.parts[0]
            if made.note == UNDECIDED:
                made = earlier
                continue
            gross = self.world.define(row, "gross").value
            held = earlier.value if earlier.value is not None else gross
            yield made.note.partition(":")[2], _less(held, made.value)
            made = earlier
        address = defined(self.bound.book, row.noun, step, self.basis)
        held = self.world.define(row, before).value
        gross = self.world.define(row, "gross").value
        lost = _less(held, made.value)
        if address and gross is not None and lost:
            yield address, lost


def _passed(before: Explanation) -> Explanation:
    """A step that passes its amount on; what the step before noted stays with that step."""
    return before.replace(
        formula=before.label,
        parts=(before,),
        exact=None,
        rounding="",
        note="",
        source=None,
        pointer="",
    )


def _less(held: Exact | None, left: Exact | None) -> Fraction | None:
    """What was taken, where both amounts are known."""
    both = isinstance(held, Fraction) and isinstance(left, Fraction)
    return held - left if both else None  # type: ignore[operator, return-value]
