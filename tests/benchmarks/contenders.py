"""How an office judges the workload without a library, each way as good as it gets.

`ints` and `decimals` are loops over ready tuples, as one writes them by hand: the first in
minor units, the second in Decimal, which is the reference of every ratio. Both are exact.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np

from tests.benchmarks.workload import (
    CATEGORIES,
    FIRST_MONTH,
    SLOTS,
    STAFF,
    TRAVEL,
    Answers,
    Workload,
)

#: Which bit of a line's mask each rule owns.
INVOICED, PAID, CATEGORY, ACTIVITY, VAT, TRAVELLED, CEILING, CAPPED = (1 << n for n in range(8))
_TRAVEL_MOST = 150_000
_AWARDS_MOST = 6_000_000

Line = tuple[Any, ...]


def rows(work: Workload) -> list[Line]:
    """The lines as tuples in the order in which they are judged: project, day paid, id."""
    lines = work.lines
    order = np.lexsort((lines["line_id"], lines["paid"], lines["project"]))
    month = lines["invoiced"].astype("datetime64[D]").astype("datetime64[M]").astype(int)
    rate = work.rates[lines["currency"], month - FIRST_MONTH]
    columns = [
        lines["project"], lines["slot"], lines["category"], lines["activity"],
        lines["invoiced"], lines["paid"], lines["amount"], lines["vat"],
        lines["recoverable"], lines["currency"], rate,
    ]  # fmt: skip
    return [*zip(order.tolist(), *(column[order].tolist() for column in columns), strict=True)]


def half_up(above: int, below: int) -> int:
    """A quotient in whole units, half away from zero; `below` is above zero."""
    whole = (2 * abs(above) + below) // (2 * below)
    return whole if above >= 0 else -whole


def ints(work: Workload, ready: Sequence[Line]) -> Answers:
    """One pass in plain ints of minor units."""
    count, projects = len(ready), len(work.projects["start"])
    start, end, until, most = (
        work.projects[name].tolist() for name in ("start", "end", "eligible_until", "max_grant")
    )
    caps = [ceiling * 120 // 100 for ceiling in work.ceilings.tolist()]
    elig, erdf, mask = [0] * count, [0] * count, [0] * count
    used = [0] * len(caps)
    running, staff, by_partner = [0] * projects, [0] * (3 * projects), [0] * (3 * projects)
    for (
        row,
        of,
        slot,
        category,
        activity,
        invoiced,
        paid,
        amount,
        vat,
        back,
        code,
        rate,
    ) in ready:
        if code:
            amount, vat = half_up(amount * 100_000, rate), half_up(vat * 100_000, rate)
        bits = 0
        if not start[of] <= invoiced <= end[of]:
            bits |= INVOICED
        if not start[of] <= paid <= until[of]:
            bits |= PAID
        if category > 7:
            bits |= CATEGORY
        if activity > 7:
            bits |= ACTIVITY
        refused = bits
        base = amount + vat
        if back and vat:
            bits |= VAT
            base = amount
        if category == TRAVEL and base > _TRAVEL_MOST:
            bits |= TRAVELLED
            base = _TRAVEL_MOST
        if refused:
            base = 0
        cell = (of * SLOTS + slot) * CATEGORIES + category
        before, after = used[cell], used[cell] + base
        used[cell] = after
        left = min(after, caps[cell]) - min(before, caps[cell])
        if left != base:
            bits |= CEILING
        before, after = running[of], running[of] + left
        running[of] = after
        was, now = half_up(before * 85, 100), half_up(after * 85, 100)
        if now > most[of]:
            bits |= CAPPED
        elig[row], erdf[row], mask[row] = left, min(now, most[of]) - min(was, most[of]), bits
        by_partner[of * SLOTS + slot] += left
        if category == STAFF:
            staff[of * SLOTS + slot] += left
    overhead = [half_up(one * 15, 100) for one in staff]
    return _settled(work, elig, erdf, mask, by_partner, overhead)


CENT = Decimal("0.01")
_RATE, _FLAT, _ROOM = Decimal("0.85"), Decimal("0.15"), Decimal("1.2")


def in_decimal(work: Workload, ready: Sequence[Line]) -> list[Line]:
    """The same tuples with their amounts in Decimal, as an office's ledger would give them."""
    return [
        (*line[:7], Decimal(line[7]).scaleb(-2), Decimal(line[8]).scaleb(-2), *line[9:11],
         Decimal(line[11]).scaleb(-5))
        for line in ready
    ]  # fmt: skip


def _cents(amount: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    return amount.quantize(CENT, rounding)


def decimals(work: Workload, ready: Sequence[Line]) -> Answers:
    """One pass in Decimal: what every other way is measured by."""
    count, projects = len(ready), len(work.projects["start"])
    start, end, until = (
        work.projects[name].tolist() for name in ("start", "end", "eligible_until")
    )
    most = [Decimal(limit).scaleb(-2) for limit in work.projects["max_grant"].tolist()]
    caps = [
        _cents(Decimal(one).scaleb(-2) * _ROOM, ROUND_DOWN) for one in work.ceilings.tolist()
    ]
    zero, travel_most = Decimal("0.00"), Decimal("1500.00")
    elig, erdf, mask = [zero] * count, [zero] * count, [0] * count
    used, running = [zero] * len(caps), [zero] * projects
    staff, by_partner = [zero] * (SLOTS * projects), [zero] * (SLOTS * projects)
    for (
        row,
        of,
        slot,
        category,
        activity,
        invoiced,
        paid,
        amount,
        vat,
        back,
        code,
        rate,
    ) in ready:
        if code:
            amount, vat = _cents(amount / rate), _cents(vat / rate)
        bits = 0
        if not start[of] <= invoiced <= end[of]:
            bits |= INVOICED
        if not start[of] <= paid <= until[of]:
            bits |= PAID
        if category > 7:
            bits |= CATEGORY
        if activity > 7:
            bits |= ACTIVITY
        refused = bits
        base = amount + vat
        if back and vat:
            bits |= VAT
            base = amount
        if category == TRAVEL and base > travel_most:
            bits |= TRAVELLED
            base = travel_most
        if refused:
            base = zero
        cell = (of * SLOTS + slot) * CATEGORIES + category
        before, after = used[cell], used[cell] + base
        used[cell] = after
        left = min(after, caps[cell]) - min(before, caps[cell])
        if left != base:
            bits |= CEILING
        before, after = running[of], running[of] + left
        running[of] = after
        was, now = _cents(before * _RATE), _cents(after * _RATE)
        if now > most[of]:
            bits |= CAPPED
        elig[row], erdf[row], mask[row] = left, min(now, most[of]) - min(was, most[of]), bits
        by_partner[of * SLOTS + slot] += left
        if category == STAFF:
            staff[of * SLOTS + slot] += left
    overhead = [_whole(_cents(one * _FLAT)) for one in staff]
    return _settled(work, [*map(_whole, elig)], [*map(_whole, erdf)], mask,
                    [*map(_whole, by_partner)], overhead)  # fmt: skip


def _whole(amount: Decimal) -> int:
    return int(amount.scaleb(2))


def _settled(
    work: Workload,
    elig: list[int],
    erdf: list[int],
    mask: list[int],
    by_partner: list[int],
    overhead: list[int],
) -> Answers:
    """What follows from the partners' amounts: totals, grants, shares of partners, awards."""
    most, start = work.projects["max_grant"].tolist(), work.projects["start"].tolist()
    window, base = work.projects["window"].tolist(), work.projects["base"].tolist()
    undertakings = int(work.projects["undertakings"][0])
    totals, grants = [], []
    awards: dict[int, list[tuple[int, int, int]]] = {}
    for project, limit in enumerate(most):
        places = range(project * SLOTS, project * SLOTS + SLOTS)
        weights = [by_partner[place] + overhead[place] for place in places]
        total = sum(weights)
        grant = min(half_up(total * 85, 100), limit)
        totals.append(total)
        grants.append(grant)
        names = [(base[project] + slot * 7919) % undertakings for slot in range(SLOTS)]
        shares = _largest_remainder(grant, weights, names)
        for name, share in zip(names, shares, strict=True):
            award = (start[project], window[project], share)
            awards.setdefault(name, []).append(award)
    found = 0
    for held in awards.values():
        for day, after, _ in held:
            in_window = sum(share for other, _, share in held if after < other <= day)
            found += in_window > _AWARDS_MOST
    return Answers(np.array(elig), np.array(erdf), np.array(mask), np.array(totals),
                   np.array(grants), found)  # fmt: skip


def _largest_remainder(whole: int, weights: list[int], names: list[int]) -> list[int]:
    """Whole units by weight; what is left goes to the largest remainders, of equals by name."""
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    if min(weights) < 0:
        raise ValueError(f"a weight is below zero: {weights}")
    parts = [divmod(whole * weight, total) for weight in weights]
    shares = [share for share, _ in parts]
    order = sorted(range(len(weights)), key=lambda place: (-parts[place][1], names[place]))
    for place in order[: whole - sum(shares)]:
        shares[place] += 1
    return shares
