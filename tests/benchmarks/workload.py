"""The workload of a million ledger lines: tables drawn from a seed, and a checksum of answers.

No constant here is a legal parameter. Money is int64 minor units, days are int32 since
1970-01-01. The draws stand in one fixed order, so that two machines hold the same tables and
any two ways to judge them can be compared by their checksums before they are timed.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]
#: Categories and places of a partner in a project; the grid of ceilings is both.
CATEGORIES, SLOTS = 10, 3
STAFF, TRAVEL = 0, 1
#: Months since 1970-01 of the first exchange rate, and how many there are.
FIRST_MONTH, MONTHS = 540, 204
_ODDS = (0.30, 0.15, 0.15, 0.10, 0.10, 0.08, 0.05, 0.04, 0.02, 0.01)
_PRIME = 2**61 - 1


@dataclass(frozen=True)
class Workload:
    """Tables as numpy columns: one row a line, a project, a ceiling, a month of rates."""

    lines: dict[str, Ints]
    projects: dict[str, Ints]
    ceilings: Ints  # project slowest, then slot, category fastest
    rates: Ints  # units of EUR, SEK, PLN per EUR × 10^5, by month
    variant: str = "clustered"

    @property
    def count(self) -> int:
        return len(self.lines["line_id"])


@dataclass
class Answers:
    """What a way to judge the workload must give, as integers."""

    elig: Ints
    erdf: Ints
    mask: Ints
    totals: Ints  # of projects: eligible with overhead
    grants: Ints
    findings: int
    notes: dict[str, int] = field(default_factory=dict)


def draw(count: int, variant: str = "clustered") -> Workload:
    """The tables of `count` lines: `clustered`, `shuffled`, or `fx` with 10 % foreign ones."""
    r = np.random.default_rng(20260101 + count)
    projects = max(1, count // 200)
    undertakings = max(10, 2 * projects)
    of = np.sort(r.integers(0, projects, count))
    start = 16801 + r.integers(0, 2190, projects)
    end = start + r.integers(540, 1461, projects)
    grant = np.rint(np.exp(r.normal(np.log(160_000), 0.35, projects))).astype(np.int64) * 100
    base = r.integers(0, undertakings, projects)
    slot = r.choice(3, count, p=[0.5, 0.3, 0.2])
    partner = (base[of] + slot * 7919) % undertakings
    category = r.choice(10, count, p=_ODDS)
    activity = r.choice(9, count, p=[0.16] * 5 + [0.08, 0.06, 0.04, 0.02])
    span = (end - start)[of]
    invoiced = np.trunc(start[of] + (r.random(count) * 1.03 * span - 0.01 * span))
    paid = invoiced.astype(np.int64) + r.integers(5, 75, count)
    order = np.lexsort((paid, of))
    amount = np.trunc(np.clip(np.exp(r.normal(np.log(60_000), 1.0, count)), 100, 20_000_000))
    amount = amount.astype(np.int64)
    correction = r.random(count) < 0.01
    amount[correction] = (-amount[correction]) // 4
    taxed = r.random(count) < 0.6
    tax = np.sign(amount) * ((np.abs(amount) * 21 + 50) // 100)
    recoverable = r.random(count) < 0.55
    currency = np.zeros(count, np.int8)
    tax = np.where(taxed, tax, 0)
    if variant == "fx":
        x = r.random(count)
        currency[x < 0.10] = 1
        currency[x < 0.05] = 2
        scale = np.array([1, 11, 4])[currency]
        amount, tax = amount * scale, tax * scale
    lines = {
        "line_id": np.arange(count, dtype=np.int64),
        "project": of.astype(np.int32),
        "partner": partner[order].astype(np.int32),
        "slot": slot[order].astype(np.int8),
        "category": category[order].astype(np.int8),
        "activity": activity[order].astype(np.int8),
        "invoiced": invoiced[order].astype(np.int32),
        "paid": paid[order].astype(np.int32),
        "amount": amount,
        "vat": tax,
        "recoverable": recoverable,
        "currency": currency,
    }
    if variant == "shuffled":
        shuffle = r.permutation(count)
        lines = {name: column[shuffle] for name, column in lines.items()}
    ceilings = np.rint(np.exp(r.normal(np.log(9_000), 0.8, 30 * projects))).astype(np.int64)
    ceilings *= 100
    ceilings[np.arange(len(ceilings)) % CATEGORIES == STAFF] *= 3
    krona, zloty = r.integers(930_000, 1_180_000, MONTHS), r.integers(420_000, 480_000, MONTHS)
    first = start.astype("datetime64[D]")
    window = _three_years_before(first)
    held = {
        "start": start.astype(np.int32),
        "end": end.astype(np.int32),
        "eligible_until": (end + 90).astype(np.int32),
        "window": window.astype(np.int32),
        "max_grant": grant,
        "base": base.astype(np.int64),
        "undertakings": np.array([undertakings]),
    }
    rates = np.stack([np.full(MONTHS, 100_000), krona, zloty])
    return Workload(lines, held, ceilings, rates, variant)


def _three_years_before(days: npt.NDArray[np.datetime64]) -> Ints:
    """The same day three years before, of 29 February the 28th."""
    months = days.astype("datetime64[M]")
    into = (days - months.astype("datetime64[D]")).astype(np.int64)
    month = months - 36
    length = ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(int)
    return month.astype("datetime64[D]").astype(np.int64) + np.minimum(into, length - 1)


def checksum(work: Workload, found: Answers) -> dict[str, int]:
    """What two ways to judge must agree in, whatever the order of their rows."""
    weight = work.lines["line_id"] % 9973 + 1
    elig, erdf, mask = (
        np.asarray(one).astype(np.int64) for one in (found.elig, found.erdf, found.mask)
    )
    return {
        "elig": int(elig.sum()),
        "erdf": int(erdf.sum()),
        "reason": int(mask.sum()),
        "h": (int((elig * weight).sum()) % _PRIME) ^ (int((erdf * weight).sum()) % _PRIME),
        "hr": int((mask * weight).sum()),
        "pe": int(np.sum(found.totals)),
        "pg": int(np.sum(found.grants)),
        "find": found.findings,
    }
