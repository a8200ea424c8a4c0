"""What sources bear of the lines, as the walk tells it: strand by strand, what is missing."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final, Protocol

from fundtrack.formulas import Explanation, Kind
from fundtrack.funding import (
    Covered,
    Payer,
    Share,
    Strand,
    Strands,
    paid_by,
    strands_of,
    undecided,
)
from fundtrack.values import Record, Rounding, exponent_of

from .bind import Bound, Row
from .paths import View
from .result import Reason
from .strands import Miss, covered, everything, payers_of, unstated, why_covers_unknown
from .tables import Tables

#: How the shares of several strands go together in an explanation.
WATERFALL: Final = "waterfall"
#: The names of such an explanation that no book and no noun has.
SHARES: Final = (WATERFALL, "strand.eligible", "strand.public", "strand.rest")
_Lacks = dict[Miss, frozenset[int]]


class Asked(Protocol):
    """What this needs of a world."""

    bound: Bound
    view: View
    tables: Tables

    def define(self, row: Row, name: str) -> Explanation:
        """A define of the book, or the amount of a step."""
        ...

    def fact(self, row: Row, name: str, kind: Kind) -> Explanation:
        """A fact of a row."""
        ...

    def lines_of(self, loop: str) -> Sequence[Row]:
        """The computed lines of a define."""
        ...


class SharedLine(Record):
    """A line to share: who pays for it, its amount as the walk tells it, its key.

    The stated total of a plan without lines has no key, nor has what nobody can name.
    """

    covered: Covered
    amount: Explanation | None = None
    key: str = ""


class Borne:
    """The shares of all sources of one world, worked out when the first is asked for."""

    def __init__(self, world: Asked) -> None:
        self.world = world
        self.bound = world.bound
        self.exponent = exponent_of(world.bound.currency)

    @property
    def rounding(self) -> Rounding:
        """How a share is rounded."""
        define = self.world.view.strands
        assert define is not None  # noqa: S101 (only a book that shares out comes here)
        return self.bound.rounding(define.rounding)

    def by(self, source: Row) -> Explanation:
        """What a source bears of the lines it pays for."""
        return self._told[source.index]

    @property
    def strands(self) -> Strands:
        """The strands that are known, and the lines without a source."""
        return self._shared_out[0]

    @property
    def lines(self) -> Sequence[SharedLine]:
        """The lines, in the order in which `strands` counts them."""
        return self._shared_out[1]

    @property
    def _told(self) -> Sequence[Explanation]:
        return self._shared_out[2]

    @cached_property
    def _shared_out(self) -> tuple[Strands, Sequence[SharedLine], Sequence[Explanation]]:
        payers, lacks = payers_of(self.bound), _Lacks()
        lines = [*self._lines(lacks)]
        made = strands_of(
            [line.covered for line in lines],
            payers,
            lambda above, below: self.rounding.minor(above, below, self.exponent),
        )
        rows = self.world.tables.rows("source") or ()
        self._unsplit(lines, payers, rows, lacks)
        told = []
        for row, total in zip(rows, made.totals, strict=True):
            if total is None:
                why = (miss for miss, of in lacks.items() if of & made.together[row.index])
                told.append(self._step(WATERFALL, None, missing=tuple(why)))
            else:
                told.append(self._total(row, total, made.strands, lines))
        return made, lines, told

    def _lines(self, lacks: _Lacks) -> Iterator[SharedLine]:
        """Every line with its amount; notes what is missing, and which sources it concerns."""
        tables, view = self.world.tables, self.world.view
        stated = tables.rows(view.line)
        rows = [*(stated or ())]
        for loop in view.computed:
            rows += self.world.lines_of(loop)
        for row in rows:
            amount = self.world.define(row, "eligible")
            line = covered(self.bound, row.said, self._minor(amount))
            concerned = line.by | line.perhaps
            for miss in amount.missing:
                lacks[miss] = lacks.get(miss, frozenset()) | concerned
            if line.perhaps:
                miss = why_covers_unknown(self.bound, row.at, row.said, line)
                lacks[miss] = lacks.get(miss, frozenset()) | concerned
            yield SharedLine(line, amount, row.key)
        if stated is None:
            (plan,) = self.bound.rows("plan") or (None,)
            assert plan is not None  # noqa: S101 (its sources are asked about)
            amount = self.world.fact(plan, "eligible", Kind.MONEY)
            line = everything(self.bound, self._minor(amount))
            at = tables.at(view.line)
            missing = amount.missing or (("missing", "plan.budget", at),)
            if line.amount is None or line.perhaps:
                lacks |= dict.fromkeys(missing, line.by | line.perhaps)
            yield SharedLine(line, amount)
        for define in view.computed.values():
            unseen = tables.perhaps(view.loop(define.noun))
            if unseen is not None:
                line = everything(self.bound, None)
                miss = ("missing", *unseen)
                lacks[miss] = lacks.get(miss, frozenset()) | line.by | line.perhaps
                yield SharedLine(line)

    def _unsplit(
        self,
        lines: Sequence[SharedLine],
        payers: Sequence[Payer],
        rows: Sequence[Row],
        lacks: _Lacks,
    ) -> None:
        """What keeps sources from being told apart."""
        for row, payer in zip(rows, payers, strict=True):
            if not payer.known:
                lacks[unstated(self.bound, row.index)] = frozenset({row.index})
        for line in {one.covered for one in lines if one.covered.amount is not None}:
            for place in undecided(line.by, payers):
                if payers[place].residual:
                    miss = (
                        Reason.UNCLEAR.value,
                        "source.residual",
                        f"{rows[place].at}/residual",
                    )
                    lacks[miss] = frozenset({place})

    # -- known shares --------------------------------------------------------------------------

    def _total(
        self, row: Row, total: int, strands: Sequence[Strand], lines: Sequence[SharedLine]
    ) -> Explanation:
        parts = []
        for strand in strands:
            amounts = tuple(one for place in strand.lines if (one := lines[place].amount))
            parts += [
                self._share(row, share, amounts) for share in paid_by([strand], row.index)
            ]
        return parts[0] if len(parts) == 1 else self._step(WATERFALL, total, tuple(parts))

    def _share(self, row: Row, share: Share, amounts: tuple[Explanation, ...]) -> Explanation:
        """What a source bears of one strand: its rate of it or the rest, then its amount."""
        whole = not amounts or share.base == sum(self._minor(one) or 0 for one in amounts)
        name = "strand.eligible" if whole else "strand.public"
        base = self._step(name, share.base, amounts, label=name)
        if share.exact is None:
            made = self._step("strand.rest", share.uncut, (base,), label="strand.rest")
        else:
            rate = self.world.fact(row, "rate", Kind.RATE)
            value = self.rounding.minor(
                share.exact.numerator, share.exact.denominator, self.exponent
            )
            made = self._step(f"{name} * source.rate", value, (base, rate)).replace(
                exact=Fraction(share.exact) / 10**self.exponent, rounding=str(self.rounding)
            )
            if value != share.uncut:  # no more is left
                rest = self._step("strand.rest", share.rest, label="strand.rest")
                made = self._step("strand.rest", share.uncut, (made, rest))
        if share.value == share.uncut:
            return made
        amount = self.world.fact(row, "amount", Kind.MONEY)
        return self._step("source.amount", share.value, (made, amount))

    def _step(
        self,
        formula: str,
        minor: int | None,
        parts: tuple[Explanation, ...] = (),
        label: str = "",
        missing: tuple[Miss, ...] = (),
    ) -> Explanation:
        value = None if minor is None else Fraction(minor) / 10**self.exponent
        return Explanation(
            label, formula, Kind.MONEY, value,
            currency=self.bound.currency, parts=parts, missing=missing,
        )  # fmt: skip

    def _minor(self, amount: Explanation) -> int | None:
        """An amount in minor units; lines are whole ones."""
        value = amount.value
        return int(value * 10**self.exponent) if isinstance(value, Fraction) else None
