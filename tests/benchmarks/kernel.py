"""The workload judged by a kernel written by hand in numpy: what the library must not lose to.

Lines are taken in blocks of whole projects, so that what is made in between stays in the
cache and no group goes over a block's edge. Within a block the three things of a budget cell
(project, place of the partner, category) are one dense code, which indexes straight into the
ceilings; a running total per cell needs the lines in the order of their codes, and codes and
places in the block are both below 65,536, so a sort of `code · 65,536 + place` is stable and
needs no second array. The rules are fixed here, with every constant in its place: a table in
another form, or a ninth rule, is a new kernel.

Refused before anything is counted: a code outside the grid, and amounts whose running sums
could pass 64 bits.
"""

from collections.abc import Iterator

import numpy as np

from tests.benchmarks.workload import (
    CATEGORIES,
    FIRST_MONTH,
    SLOTS,
    STAFF,
    TRAVEL,
    Answers,
    Ints,
    Workload,
)

#: Lines in a block; a column of it in 64 bits is half a megabyte.
BLOCK = 1 << 16
#: Codes and places in a block are below this, where one project does not hold more lines.
_CODES = 1 << 16
_CELLS = SLOTS * CATEGORIES
_TRAVEL_MOST = 150_000
_AWARDS_MOST = 6_000_000
_WORD = 2**63
_COLUMNS = ("category", "activity", "slot", "invoiced", "paid", "amount", "vat",
            "recoverable", "currency")  # fmt: skip
_OF_PROJECT = ("start", "end", "eligible_until", "max_grant")


def judge(work: Workload, block: int = BLOCK) -> Answers:
    """All eight rules, the totals, the grants and the awards."""
    lines, projects = work.lines, work.projects
    order = None if _in_order(lines) else _order(lines)
    of = lines["project"] if order is None else lines["project"][order]
    count, held = len(of), len(projects["start"])
    if count and (of[0] < 0 or of[-1] >= held):
        raise ValueError("a line's project has no row; add the project, or leave the line out")
    bounds = np.searchsorted(of, np.arange(held + 1, dtype=of.dtype))
    elig, erdf = np.empty(count, np.int64), np.empty(count, np.int64)
    mask = np.empty(count, np.uint8)
    cells = np.zeros((held, SLOTS, CATEGORIES), np.int64)
    caps = work.ceilings * 120 // 100
    months = _Months(work.rates)
    for first, last in _blocks(bounds, block):
        rows = slice(int(bounds[first]), int(bounds[last]))
        if rows.start == rows.stop:
            continue
        picked: slice | Ints = rows if order is None else order[rows]
        taken = {name: lines[name][picked] for name in _COLUMNS}
        inside = {name: projects[name][first:last] for name in _OF_PROJECT}
        found = (elig[rows], erdf[rows], mask[rows])
        if order is not None:
            found = tuple(np.empty_like(one) for one in found)
        _judge_block(
            taken, inside, np.diff(bounds[first : last + 1]),
            caps[first * _CELLS : last * _CELLS], cells[first:last].reshape(-1), months, found,
        )  # fmt: skip
        if order is not None:
            elig[picked], erdf[picked], mask[picked] = found
    return settled(work, elig, erdf, mask, cells.sum(2), cells[:, :, STAFF])


def _in_order(lines: dict[str, Ints], step: int = 1 << 16) -> bool:
    """Whether the lines stand by project, day paid and id: a pass that seldom looks twice."""
    project, paid, identity = lines["project"], lines["paid"], lines["line_id"]
    for first in range(0, len(project) - 1, step):
        here, after = slice(first, first + step), slice(first + 1, first + step + 1)
        last = len(project[after])
        of = project[here][:last]
        if (project[after] < of).any():
            return False
        back = np.flatnonzero(paid[after] < paid[here][:last])
        if (project[after][back] == of[back]).any():
            return False
        back = np.flatnonzero(identity[after] <= identity[here][:last])
        same = project[after][back] == of[back]
        if (same & (paid[after][back] == paid[here][back])).any():
            return False
    return True


def _order(lines: dict[str, Ints]) -> Ints:
    """The places of the lines by project, day paid and id.

    Where the three fit one word and the ids are nearly dense, words are sorted and a table
    tells where an id stood: a fifth of the time of sorting by three keys.
    """
    names = ("project", "paid", "line_id")
    least = {name: int(lines[name].min()) for name in names}
    span = {name: int(lines[name].max()) - least[name] for name in names}
    bits = {name: span[name].bit_length() for name in names}
    if sum(bits.values()) > 63 or span["line_id"] > 4 * len(lines["line_id"]):
        return np.lexsort((lines["line_id"], lines["paid"], lines["project"]))
    identity = lines["line_id"] - least["line_id"]
    word = lines["project"].astype(np.int64)
    for name in ("paid", "line_id"):
        word <<= bits[name]
        word += lines[name]
        word -= least[name]
    word.sort()
    word &= (1 << bits["line_id"]) - 1
    stood = np.full(span["line_id"] + 1, -1)
    stood[identity] = np.arange(len(identity))
    return stood[word]


def _blocks(bounds: Ints, block: int) -> Iterator[tuple[int, int]]:
    """Runs of whole projects: at most `block` lines where one has no more, and few cells."""
    first, held = 0, len(bounds) - 1
    while first < held:
        last = int(np.searchsorted(bounds, bounds[first] + block, "right")) - 1
        last = min(max(last, first + 1), first + (_CODES - 1) // _CELLS, held)
        yield first, last
        first = last


class _Months:
    """The rate of a line by its currency and the month of its day, for the few that need it."""

    def __init__(self, rates: Ints) -> None:
        """Every day of the published months, once: a look-up costs less than a calendar."""
        self.rates = rates
        begins = np.arange(FIRST_MONTH, FIRST_MONTH + rates.shape[1] + 1)
        days = begins.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        self.first = int(days[0])
        self.month = np.repeat(np.arange(rates.shape[1]), np.diff(days))

    def convert(self, taken: dict[str, Ints]) -> None:
        """Put amounts of other currencies into euro; lines in euro are not touched."""
        rows = np.flatnonzero(taken["currency"])
        if not len(rows):
            return
        day = taken["invoiced"][rows].astype(np.int64) - self.first
        if day.min() < 0 or day.max() >= len(self.month):
            raise ValueError("a line's month has no rate; add the rate, or leave the line out")
        rate = self.rates[taken["currency"][rows], self.month[day]]
        for name in ("amount", "vat"):
            column = taken[name].copy()
            column[rows] = _half_up(column[rows] * 100_000, rate)
            taken[name] = column


def _half_up(above: Ints, below: Ints) -> Ints:
    """Quotients in whole units, half away from zero."""
    sign = above >> 63
    whole: Ints = (above ^ sign) - sign
    whole *= 2
    whole += below
    whole //= 2 * below
    return (whole ^ sign) - sign


def _judge_block(
    line: dict[str, Ints],
    project: dict[str, Ints],
    counts: Ints,
    caps: Ints,
    cells: Ints,
    months: _Months,
    out: tuple[Ints, ...],
) -> None:
    """Eligible, ERDF and mask of the lines of some whole projects; `cells` is filled too."""
    elig, erdf, mask = out
    _guard(line)
    months.convert(line)
    base = _line_rules(line, project, counts, mask)
    _ceilings(line, base, counts, caps, cells, elig)
    mask |= _bit(elig != base, 6)
    some = counts > 0
    counts = counts[some]
    _grant_cap(elig, counts, project["max_grant"][some], mask, erdf)


def _bit(where: Ints, place: int) -> Ints:
    """The bit of a rule; numpy multiplies bytes eight times faster than it shifts them."""
    return where.view(np.uint8) * np.uint8(1 << place)


def _guard(line: dict[str, Ints]) -> None:
    """Refuse codes outside the grid and amounts whose sums and products could wrap."""
    for name, most in (("slot", SLOTS), ("category", CATEGORIES)):
        if line[name].view(np.uint8).max() >= most:
            raise ValueError(f"{name} is not one of 0 to {most - 1}; mend the code")
    worst = sum(
        max(int(line[name].max()), -int(line[name].min())) for name in ("amount", "vat")
    )
    if worst * 200_000 >= _WORD or worst * len(line["amount"]) * 18 >= _WORD:
        raise OverflowError("amounts are too great for 64 bits; judge them in Python's ints")


def _line_rules(
    line: dict[str, Ints], project: dict[str, Ints], counts: Ints, mask: Ints
) -> Ints:
    """What one line's own facts decide: the first six bits, and what is left of its amount."""
    start = np.repeat(project["start"], counts)
    outside = line["invoiced"] < start
    outside |= line["invoiced"] > np.repeat(project["end"], counts)
    mask[:] = outside.view(np.uint8)
    outside = line["paid"] < start
    outside |= line["paid"] > np.repeat(project["eligible_until"], counts)
    mask |= _bit(outside, 1)
    mask |= _bit(line["category"] > 7, 2)
    mask |= _bit(line["activity"] > 7, 3)
    allowed = _all_ones(mask == 0)
    dropped = line["recoverable"]
    mask |= _bit(dropped & (line["vat"] != 0), 4)
    base = _all_ones(~dropped)
    base &= line["vat"]
    base += line["amount"]
    travel = np.flatnonzero(line["category"] == TRAVEL)
    travel = travel[base[travel] > _TRAVEL_MOST]
    base[travel] = _TRAVEL_MOST
    mask[travel] |= 1 << 5
    base &= allowed
    return base


def _all_ones(where: Ints) -> Ints:
    """A word of ones where true and of zeros where not: `&` costs less than a choice."""
    word: Ints = where.astype(np.int64)
    return np.negative(word, out=word)


def _ceilings(
    line: dict[str, Ints], base: Ints, counts: Ints, caps: Ints, cells: Ints, elig: Ints
) -> None:
    """What each cell's ceiling leaves of its lines, in their order."""
    place = line["slot"].view(np.uint8) * np.uint8(CATEGORIES) + line["category"].view(np.uint8)
    projects = np.arange(0, len(counts) * _CELLS, _CELLS, dtype=np.uint16)
    code = np.repeat(projects, counts)
    code += place
    codes, order = _sorted_by(code)
    begins = np.concatenate(([0], np.flatnonzero(codes[1:] != codes[:-1]) + 1))
    cell = codes[begins]
    running = np.cumsum(base[order])
    before = running[begins - 1]
    before[0] = 0
    # One running total over the whole block: a cell's limit begins where the cell begins.
    lengths = np.diff(begins, append=len(code))
    kept = np.minimum(running, np.repeat(caps[cell] + before, lengths), out=running)
    cells[cell] = kept[begins + lengths - 1] - before
    left = np.empty_like(kept)
    np.subtract(kept[1:], kept[:-1], out=left[1:])
    left[begins] = kept[begins] - before
    elig[order] = left


def _sorted_by(code: Ints) -> tuple[Ints, Ints]:
    """The codes in order, and where each stood; lines of one code keep their order."""
    if len(code) > _CODES:  # one project of very many lines
        order = np.argsort(code, kind="stable")
        return code[order], order
    packed = code.astype(np.uint32)
    packed <<= 16
    packed |= np.arange(len(code), dtype=np.uint32)
    packed.sort()
    order = (packed & np.uint32(_CODES - 1)).astype(np.intp)
    packed >>= 16
    return packed, order


def _grant_cap(elig: Ints, counts: Ints, most: Ints, mask: Ints, erdf: Ints) -> None:
    """Each line's part of the grant: 85 % of the running total, until the grant is used up."""
    begins = np.cumsum(counts) - counts
    running = np.cumsum(elig)
    before = running[begins - 1]
    before[0] = 0
    running -= np.repeat(before, counts)
    running *= 17
    running += running >> 63  # half away from zero, below it too
    running += 10
    running //= 20
    limit = np.repeat(most, counts)
    mask |= _bit(running > limit, 7)
    np.minimum(running, limit, out=running)
    np.subtract(running[1:], running[:-1], out=erdf[1:])
    erdf[begins] = running[begins]


def settled(
    work: Workload, elig: Ints, erdf: Ints, mask: Ints, by_partner: Ints, staff: Ints
) -> Answers:
    """What follows from the partners' amounts: totals, grants, shares of partners, awards."""
    weights = by_partner + _half_up(staff * 15, np.array(100))
    totals = weights.sum(1)
    grants = np.minimum(_half_up(totals * 17, np.array(20)), work.projects["max_grant"])
    undertakings = int(work.projects["undertakings"][0])
    names = (work.projects["base"][:, None] + np.arange(SLOTS) * 7919) % undertakings
    shares = _largest_remainder(grants, weights, totals, names)
    return Answers(elig, erdf, mask, totals, grants, _awards(work, shares, names))


def _largest_remainder(whole: Ints, weights: Ints, total: Ints, names: Ints) -> Ints:
    """Whole units by weight; what is left goes to the largest remainders, of equals by name."""
    if (weights < 0).any():
        raise ValueError("a partner's weight is below zero")
    if int(whole.max(initial=0)) * int(weights.max(initial=0)) >= _WORD:
        raise OverflowError("grants are too great for 64 bits; share them in Python's ints")
    product = whole[:, None] * weights
    below = np.maximum(total, 1)[:, None]
    shares = product // below
    rest = product - shares * below
    left = (whole - shares.sum(1))[:, None]
    order = np.lexsort((names, -rest), axis=1)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(SLOTS)[None, :], 1)
    result: Ints = np.where(total[:, None] == 0, 0, shares + (rank < left))
    return result


def _awards(work: Workload, shares: Ints, names: Ints) -> int:
    """How many awards are more than an undertaking may have in the window before their day."""
    day = np.repeat(work.projects["start"].astype(np.int64), SLOTS)
    after = np.repeat(work.projects["window"].astype(np.int64), SLOTS)
    key = (names.ravel() << 32) + day
    order = np.argsort(key)
    key, back = key[order], (day - after)[order]
    sums = np.concatenate(([0], np.cumsum(shares.ravel()[order])))
    until = np.searchsorted(key, key, "right")
    since = np.searchsorted(key, key - back, "right")
    return int((sums[until] - sums[since] > _AWARDS_MOST).sum())
