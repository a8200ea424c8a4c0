"""A register's table against itself: totals, years, scopes, sources, rows."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from fundtrack.checks import Missing, Reason, Verdict
from fundtrack.projects import Cluster, ClusterRegister, ClusterTotals
from fundtrack.values import Money

from .cluster_answers import ClusterFinding, finding, ratio, whole
from .cluster_rules import EXPORT, FAR, SCOPE, SOURCES, TOTAL, YEAR

COLUMNS: Final = ("members", "turnover", "export")
#: How many spreads between the quartiles a figure lies above the upper one before it is "far
#: out": Tukey's outer fence (Exploratory Data Analysis, 1977; unverified). A reason to look.
FAR_OUT: Final = 3
#: Quartiles of fewer rows than this say nothing.
ROWS_LEAST: Final = 8


#: Four times this is still an amount, so every figure made of a column is one.
_LARGEST: Final = 10**16 // 4
_NONE: Final[tuple[Missing, ...]] = ()


class Table:
    """One register: its columns, and which years and clusters its totals are of."""

    def __init__(self, register: ClusterRegister, totals: ClusterTotals) -> None:
        self.said = register
        self.stated = totals
        self.rows = register.clusters
        self.sizes = {
            one.value
            for one in register.counts or ()
            if one.source is None and totals.covers in (None, one.of)
        }

    # ---- Totals against rows -----------------------------------------------------------------

    def column(self, name: str) -> tuple[Sequence[int], tuple[Missing, ...]]:
        """The figures of a column in whole units or cents; which rows lack theirs."""
        if self.rows is None:
            return (), (Missing(Reason.MISSING, "register.clusters", "/clusters"),)
        held = [whole(getattr(row, name)) for row in self.rows]
        missing = (
            Missing(Reason.MISSING, f"cluster.{name}", f"/clusters/{at}/{name}")
            for at, one in enumerate(held)
            if one is None
        )
        known = [one for one in held if one is not None]
        if name != "members" and sum(known) >= _LARGEST:
            return known, (Missing(Reason.TOO_LARGE, f"cluster.{name}", "/clusters"),)
        return known, tuple(missing)

    def totals(self) -> Iterator[ClusterFinding]:
        """Each stated total against the sum of its column."""
        for name in COLUMNS:
            stated = getattr(self.stated, name)
            if stated is None:
                continue
            held, missing = self.column(name)
            at = f"/totals/{name}"
            if missing:
                yield finding(TOTAL, Verdict.UNKNOWN, name, at, stated, missing=missing)
                continue
            computed = self.total(name, held)
            unlike = (*self.other_year(), *self.other_clusters())
            short = sum(held) - (whole(stated) or 0)
            verdict, why = Verdict.BROKEN, _NONE
            if not short:
                verdict = Verdict.MET
            elif unlike and not (short > 0 and not self.other_year() and self.no_fewer):
                verdict, why = Verdict.UNKNOWN, unlike
            difference = self.shown(name, short)
            yield finding(TOTAL, verdict, name, at, stated, computed, difference, why)

    def other_year(self) -> tuple[Missing, ...]:
        """What would have to be said for the totals to be of the year of the table."""
        totals, table = self.stated, self.said.year
        missing = [
            Missing(Reason.MISSING, name, at)
            for name, at, year in (
                ("totals.year", "/totals/year", totals.year),
                ("register.year", "/year", table),
            )
            if year is None
        ]
        if not missing and totals.year != table:
            missing.append(Missing(Reason.UNCLEAR, "totals.year", "/totals/year"))
        return tuple(missing)

    def other_clusters(self) -> tuple[Missing, ...]:
        """What would have to be said for the totals to be of the clusters of the table."""
        if self.rows is not None and self.sizes == {len(self.rows)}:
            return ()
        reason = Reason.UNCLEAR if self.sizes else Reason.MISSING
        return (Missing(reason, "totals.covers", "/totals/covers"),)

    @property
    def no_fewer(self) -> bool:
        """Whether the totals are surely of no fewer clusters than the table has."""
        return bool(self.sizes) and min(self.sizes) >= len(self.rows or ())

    def year(self) -> Iterator[ClusterFinding]:
        """The year of the totals against that of the table."""
        totals = self.stated
        stated, table, at = totals.year, self.said.year, "/totals/year"
        if stated is None or table is None:
            missing = self.other_year()
            yield finding(YEAR, Verdict.UNKNOWN, "totals", at, stated, table, None, missing)
        else:
            verdict = Verdict.MET if stated == table else Verdict.BROKEN
            yield finding(YEAR, verdict, "totals", at, stated, table, table - stated)

    def scope(self) -> Iterator[ClusterFinding]:
        """How many clusters the totals are of, against the rows of the table."""
        rows = None if self.rows is None else len(self.rows)
        other = max(self.sizes - {rows}, default=None)
        stated = rows if other is None and self.sizes else other
        difference = None if stated is None or rows is None else rows - stated
        verdict, missing = Verdict.MET, self.other_clusters()
        if rows is None:
            missing = (Missing(Reason.MISSING, "register.clusters", "/clusters"),)
        if missing:
            certain = self.stated.covers is not None and len(self.sizes) == 1
            verdict = Verdict.BROKEN if certain and rows is not None else Verdict.UNKNOWN
            missing = () if verdict is Verdict.BROKEN else missing
        at = "/totals/covers"
        yield finding(SCOPE, verdict, "totals", at, stated, rows, difference, missing)

    # ---- Sources, rows -----------------------------------------------------------------------

    def sources(self) -> Iterator[ClusterFinding]:
        """Counts of the same clusters in several documents."""
        counts = [*enumerate(self.said.counts or ())]
        for of in ("network", "country"):
            same = [(at, one) for at, one in counts if one.of == of]
            same.sort(key=lambda pair: pair[1].source is not None)  # the register's own first
            for at, one in same[1:]:
                first = same[0][1].value
                verdict = Verdict.MET if one.value == first else Verdict.CONFLICT
                where = f"/counts/{at}/value"
                difference = one.value - first
                yield finding(
                    SOURCES, verdict, f"count:{one.id}", where, first, one.value, difference
                )

    def exports(self) -> Iterator[ClusterFinding]:
        """Export is a part of turnover, in every row and in the totals."""
        places: list[tuple[str, str, Cluster | ClusterTotals]] = [
            (f"cluster:{one.id}", f"/clusters/{at}", one)
            for at, one in enumerate(self.rows or ())
        ]
        places.append(("totals", "/totals", self.stated))
        for subject, at, one in places:
            turnover, export = one.turnover, one.export
            if turnover is None and export is None:
                continue
            missing = tuple(
                Missing(Reason.MISSING, f"{subject.partition(':')[0]}.{name}", f"{at}/{name}")
                for name, value in (("turnover", turnover), ("export", export))
                if value is None
            )
            if turnover is None or export is None:
                yield finding(
                    EXPORT, Verdict.UNKNOWN, subject, f"{at}/export", export, turnover,
                    missing=missing,
                )  # fmt: skip
                continue
            verdict = Verdict.BROKEN if export > turnover else Verdict.MET
            yield finding(
                EXPORT, verdict, subject, f"{at}/export", export, turnover, turnover - export
            )

    def far(self, name: str) -> Iterator[ClusterFinding]:
        """Rows of a column that lie far above the others."""
        held, missing = self.column(name)
        if missing and held:
            yield finding(FAR, Verdict.UNKNOWN, name, "/clusters", missing=missing)
        if missing or len(held) < ROWS_LEAST:
            return
        ordered = sorted(held)
        half = len(ordered) // 2
        low, high = _median(ordered[:half]), _median(ordered[-half:])
        fence = high + FAR_OUT * (high - low)
        above = [(at, one) for at, one in enumerate(held) if one > fence]
        if not above:
            yield finding(FAR, Verdict.MET, name, "/clusters")
        for at, one in above:
            row = (self.rows or ())[at]
            stated = getattr(row, name)
            every = self.total(name, held)
            worked = ratio("row / rows", Fraction(one, sum(held)), row=stated, rows=every)
            yield finding(
                FAR, Verdict.BROKEN, f"cluster:{row.id}", f"/clusters/{at}/{name}", stated,
                self.shown(name, fence), self.shown(name, fence - one),
            ).replace(worked=worked)  # fmt: skip

    def total(self, name: str, held: Sequence[int]) -> Money | int:
        """The sum of a column."""
        known = sum(held)
        return known if name == "members" else Money.of_minor(known, self.said.currency)

    def shown(self, name: str, whole: int | Fraction) -> Money | int | Fraction:
        """A figure of a column as people see it; half a cent stays a fraction."""
        if name == "members":
            return int(whole) if whole == int(whole) else Fraction(whole)
        one = Money.of_minor(1, self.said.currency)
        if whole == int(whole):
            return one * int(whole)
        return Fraction(one.amount) * whole


def _median(ordered: Sequence[int]) -> Fraction:
    """The middle of an ordered column, or the middle of its two middles."""
    half = len(ordered) // 2
    return Fraction(ordered[half] + ordered[-half - 1], 2)
