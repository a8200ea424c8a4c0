"""What a register claims beside its table: growth, multiples of growth, figures as written."""

from fractions import Fraction
from typing import Final

from fundtrack.checks import Missing, Reason, Verdict
from fundtrack.projects import Growth, Multiple, Quote
from fundtrack.values import InputError, read_amount, read_count

from .cluster_answers import ClusterFinding, finding, half_a_digit, rate, ratio, whole
from .cluster_rules import GROWTH, MULTIPLE, QUOTE
from .cluster_table import Table

_NONE: Final[tuple[Missing, ...]] = ()


def growth(table: Table, at: int, claim: Growth) -> ClusterFinding:
    """A claimed growth against the one from the table to the total.

    Where the totals are of the table's clusters and perhaps of more, the growth of the
    table's own is at most the one computed.
    """
    subject, where = f"growth:{claim.id}", f"/growth/{at}/rate"
    if claim.of == "outside":
        return finding(GROWTH, Verdict.NOT_APPLICABLE, subject, where, claim.rate)
    held, missing = table.column(claim.of)
    total = getattr(table.stated, claim.of, None)
    if total is None:
        place = Missing(Reason.MISSING, f"totals.{claim.of}", f"/totals/{claim.of}")
        missing = (*missing, place)
    else:
        missing = (*missing, *_not_a_year_later(table))
    if not missing and not sum(held):
        missing = (Missing(Reason.DIVISION_BY_ZERO, claim.of, "/clusters"),)
    if missing or total is None:
        return finding(GROWTH, Verdict.UNKNOWN, subject, where, claim.rate, missing=missing)
    most = Fraction(whole(total) or 0, sum(held)) - 1
    rows = table.total(claim.of, held)
    worked = ratio("total / rows - 1", most, total=total, rows=rows)
    short, half = most - claim.rate.fraction, half_a_digit(claim.rate)
    verdict, why = Verdict.BROKEN, _NONE
    unlike = table.other_clusters()
    if unlike and not (table.no_fewer and short < -half):
        verdict, why = Verdict.UNKNOWN, unlike
    elif not unlike and abs(short) <= half:
        verdict = Verdict.MET
    return finding(
        GROWTH, verdict, subject, where, claim.rate, rate(most), rate(short), why
    ).replace(worked=worked)


def _not_a_year_later(table: Table) -> tuple[Missing, ...]:
    """What would have to be said for the totals to be of the year after the table."""
    totals, year = table.stated, table.said.year
    if totals.year is None or year is None:
        return table.other_year()
    later = totals.year - year == 1
    return () if later else (Missing(Reason.UNCLEAR, "totals.year", "/totals/year"),)


def quote(table: Table, at: int, quote: Quote) -> ClusterFinding:
    """A figure in the document's own spelling: read, or refused with its readings."""
    subject, where, form = f"quote:{quote.id}", f"/quotes/{at}/text", table.said.form
    if form is None:
        missing = (Missing(Reason.MISSING, "register.form", "/form"),)
        return finding(QUOTE, Verdict.UNKNOWN, subject, where, quote.text, missing=missing)
    read = read_amount if quote.kind == "amount" else read_count
    try:
        made = read(quote.text, format=form)
    except InputError as error:
        missing = (Missing(Reason.UNCLEAR, "quote.text", where),)
        return finding(
            QUOTE, Verdict.UNKNOWN, subject, where, quote.text, missing=missing
        ).replace(problems=error.problems)
    return finding(QUOTE, Verdict.MET, subject, where, quote.text, made)


def multiple(table: Table, at: int, claim: Multiple) -> ClusterFinding:
    """So many times another growth: to the nearest whole, and below it if only almost."""
    subject, where = f"multiple:{claim.id}", f"/multiples/{at}/times"
    rates = {one.id: one.rate.fraction for one in table.said.growth or ()}
    missing = tuple(
        Missing(Reason.UNKNOWN_LINK, f"multiple.{name}", f"/multiples/{at}/{name}")
        for name, link in (("growth", claim.growth), ("than", claim.than))
        if link not in rates
    )
    if not missing and not rates[claim.than]:
        place = f"/multiples/{at}/than"
        missing = (Missing(Reason.DIVISION_BY_ZERO, "multiple.than", place),)
    if missing:
        return finding(MULTIPLE, Verdict.UNKNOWN, subject, where, claim.times, missing=missing)
    ratio = rates[claim.growth] / rates[claim.than]
    short, half = ratio - claim.times, Fraction(1, 2)
    fits = -half <= short < (0 if claim.almost else half)
    verdict = Verdict.MET if fits else Verdict.BROKEN
    return finding(MULTIPLE, verdict, subject, where, claim.times, ratio, short)
