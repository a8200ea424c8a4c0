"""Who pays what on a basis, as a table: every source, every strand, lines nobody pays for."""

from fractions import Fraction

from fundtrack.formulas import Explanation
from fundtrack.projects import FundingSource
from fundtrack.values import Money, Rate

from .figures import NAMED, missing_of
from .result import Figure, Funding, Missing, Reason, SourceShare, StrandShare
from .units import amount_of, money
from .world import World


def funding(world: World) -> Funding:
    """The shares of all sources of a book that says how they share the lines.

    An average rate has two names (D-22): of the strand, a source's share of the lines that the
    same sources pay for; of the project, its share of all lines whose amount is known.
    """
    define = world.view.strands
    assert define is not None  # noqa: S101 (nobody else asks)
    made, lines = world.borne.strands, world.borne.lines
    rows = world.tables.rows("source") or ()
    names = [getattr(row.said, "id", "") for row in rows]
    amounts = [line.covered.amount for line in lines]
    whole = None if None in amounts else sum(one for one in amounts if one is not None)
    sources = []
    for row, total in zip(rows, made.totals, strict=True):
        said = row.said
        assert isinstance(said, FundingSource)  # noqa: S101
        share = _figure(world, world.define(row, define.name), f"{row.key}.{define.name}")
        rate = _rate(total, whole)
        sources.append(SourceShare(said.id, said.fund, said.kind, share, rate))
    strands = []
    for one in made.strands:
        shares = {names[share.payer]: share.value for share in one.shares}
        rates = {name: _rate(value, one.total) for name, value in shares.items()}
        strands.append(
            StrandShare(
                lines=len(one.lines),
                eligible=_money(one.total, world),
                shares={name: _money(value, world) for name, value in shares.items()},
                rates={name: rate for name, rate in rates.items() if rate is not None},
                gap=_money(one.gap, world),
            )
        )
    without = tuple(lines[place].key for place in made.bare if lines[place].key)
    return Funding(world.basis, tuple(sources), tuple(strands), without)


def _figure(world: World, made: Explanation, label: str) -> Figure:
    """What a source bears, or what is missing to say it."""
    missing = missing_of(made.missing)
    value = None
    if isinstance(made.value, Fraction):
        value = money(made.value, world.currency)
        missing = () if value is not None else (Missing(Reason.TOO_LARGE, label, ""),)
    return Figure(value, None, None, missing[:NAMED], len(missing), label=label)


def _money(minor: int, world: World) -> Money | None:
    """An amount; None where it has more digits than money can have."""
    return amount_of(minor, world.currency)


def _rate(part: int | None, whole: int | None) -> Rate | None:
    """The exact share of a whole; None of nothing, and of what nobody knows."""
    if part is None or not whole:
        return None
    exact = Fraction(part, whole)
    return Rate(exact) if max(abs(exact.numerator), exact.denominator) < 10**18 else None
