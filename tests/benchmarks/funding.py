"""What the arithmetic of funding costs against the same written by hand on whole numbers.

By hand nothing is checked, nothing is an amount and nothing can be explained. A second form by
hand makes Money of its results, which is what a caller would have to do. Ours takes Money and
checks it; its `minors` are read in one form and its `amounts` in the other, its explanations
are not asked for.

The goal is for whole numbers in and out, the same arithmetic and no more: of a loop that takes
a tenth of a microsecond for a part, Money by hand alone is five times the ints.

Before any time is taken, all four must give the same minor units. Rounds are interleaved, and
medians of processor time compared. Run it: `python tests/benchmarks/funding.py`. Exit 1 if a
loop over 200 parts misses its goal by more than the tolerance.
"""

import sys
import time
from collections.abc import Callable, Sequence
from itertools import accumulate
from statistics import median
from typing import NamedTuple, Protocol

from fundtrack import funding
from fundtrack.values import Money, Rate, Rounding

SIZES = (200, 5)
ROUNDS = 41
#: Parts worked out between two looks at the clock.
PARTS = 2000
GOAL, TOLERANCE = 3.0, 0.3

Ints = Sequence[int]
DOWN, UP = Rounding("down 0.01"), Rounding("up 0.01")
HALF_UP = Rounding("half_up 0.01")
NONE, ALL = Rate("0 %"), Rate("100 %")


class Several(Protocol):
    """What a function over many parts gives back."""

    @property
    def minors(self) -> Sequence[int | Ints]:
        """In minor units."""
        ...

    @property
    def amounts(self) -> Sequence[object]:
        """As Money."""
        ...


class Case(NamedTuple):
    """One function by hand on whole numbers, ours in minor units, and ours as amounts."""

    name: str
    parts: int
    by_hand: Callable[[], Ints]
    minors: Callable[[], Sequence[int | Ints]]
    amounts: Callable[[], Sequence[object]]


# ---- By hand ------------------------------------------------------------------


def largest_remainder(whole: int, weights: Ints) -> list[int]:
    total = sum(weights)
    shares = [divmod(whole * weight, total) for weight in weights]
    parts = [share for share, _ in shares]
    over = whole - sum(parts)
    order = sorted(range(len(shares)), key=lambda place: -shares[place][1])
    for place in order[:over]:
        parts[place] += 1
    return parts


def rest_last(whole: int, weights: Ints) -> list[int]:
    total = sum(weights)
    parts = [whole * weight // total for weight in weights[:-1]]
    parts.append(whole - sum(parts))
    return parts


def waterfall(need: int, tops: Ints) -> list[int]:
    parts = []
    for top in tops:
        part = min(need, top)
        parts.append(part)
        need -= part
    return parts


def capacity_fill(need: int, weights: Ints, tops: Ints) -> list[int]:
    parts = [0] * len(tops)
    below = list(range(len(tops)))
    while True:
        left = sum(weights[place] for place in below)
        full = [place for place in below if need * weights[place] > tops[place] * left]
        if not full:
            break
        for place in full:
            parts[place] = tops[place]
            need -= tops[place]
        below = [place for place in below if place not in full]
    shared = largest_remainder(need, [weights[place] for place in below])
    for place, part in zip(below, shared, strict=True):
        parts[place] = part
    return parts


def cascade(lines: Ints, weights: Ints) -> list[int]:
    parts, whole, before = [], 0, [0] * len(weights)
    for line in lines:
        whole += line
        rest, left, now = whole, sum(weights), []
        for weight in weights:
            paid = (2 * rest * weight + left) // (2 * left)
            now.append(paid)
            rest -= paid
            left -= weight
        for paid, earlier in zip(now, before, strict=True):
            parts.append(paid - earlier)
        before = now
    return parts


def nested_thresholds(lines: Ints, weights: Ints) -> list[int]:
    parts, whole, total, before = [], 0, sum(weights), [0] * len(weights)
    for line in lines:
        whole += line
        upto, last, now = 0, 0, []
        for weight in weights:
            upto += weight
            mark = (2 * whole * upto + total) // (2 * total)
            now.append(mark - last)
            last = mark
        for paid, earlier in zip(now, before, strict=True):
            parts.append(paid - earlier)
        before = now
    return parts


def cumulative(claims: Ints, above: int, below: int) -> list[int]:
    parts, total, paid = [], 0, 0
    for claim in claims:
        total += claim
        due = (2 * total * above + below) // (2 * below)
        parts.append(due - paid)
        paid = due
    return parts


def instalments(due: int, weights: Ints, total: int) -> list[int]:
    parts, so_far, paid = [], 0, 0
    for weight in weights:
        so_far += weight
        mark = (2 * due * so_far + total) // (2 * total)
        parts.append(mark - paid)
        paid = mark
    return parts


def each(amounts: Ints, rates: Sequence[tuple[int, int]]) -> list[int]:
    return [
        amount * above // below for amount, (above, below) in zip(amounts, rates, strict=True)
    ]


def summed(amounts: Ints, rates: Sequence[tuple[int, int]]) -> list[int]:
    exact = [
        amount * above * (100 // below)
        for amount, (above, below) in zip(amounts, rates, strict=True)
    ]
    return largest_remainder(sum(exact) // 100, exact)


def periods(bases: Ints, above: int, below: int) -> list[int]:
    parts = [base * above // below for base in bases[:-1]]
    parts.append(sum(bases) * above // below - sum(parts))
    return parts


def interim(claims: Ints, ceiling: int, advance: int) -> list[int]:
    parts, paid, accepted, cleared = [], 0, 0, []
    for claim in claims:
        part = max(0, min(claim, ceiling - advance - paid))
        paid += part
        accepted += claim
        cleared.append(max(0, min(accepted - paid, advance)))
        parts.append(part)
    return parts


def cleared(claims: Ints, advance: int, above: int, below: int) -> list[int]:
    parts, total, before = [], 0, 0
    for claim in claims:
        total += claim
        now = max(0, min(total * above // below, advance))
        parts.append(claim - now + before)
        before = now
    return parts


def retained(claims: Ints, above: int, below: int) -> list[int]:
    parts, total, before = [], 0, 0
    for claim in claims:
        total += claim
        held = (2 * total * above + below) // (2 * below)
        parts.append(claim - held + before)
        before = held
    return parts


def counted(spent: Ints, limit: int) -> list[int]:
    parts, total = [], 0
    for amount in spent:
        before = min(total, limit)
        total += amount
        parts.append(min(total, limit) - before)
    return parts


def instalments_of(price: int, months: Ints, life: int) -> list[int]:
    parts, before = [], 0
    for used in accumulate(months):
        charged = (2 * price * used + life) // (2 * life)
        parts.append(charged - before)
        before = charged
    return parts


# ---- The cases ----------------------------------------------------------------


def over(
    name: str, parts: int, by_hand: Callable[[], Ints], ours: Callable[[], Several]
) -> Case:
    """A function over many parts."""
    return Case(name, parts, by_hand, lambda: ours().minors, lambda: ours().amounts)


def one_by_one(name: str, by_hand: Callable[[], Ints], ours: Callable[[], list[Money]]) -> Case:
    """A function of one figure, called several times over; what it gives is an amount."""
    return Case(name, 5, by_hand, lambda: [one.minor for one in ours()], ours)


def loops(size: int) -> list[Case]:
    """The functions over many parts."""
    minors = [100_000 + 7919 * place % 90_001 for place in range(size)]
    weights = [1 + 31 * place % 17 for place in range(size)]
    amounts = [Money.of_minor(minor, "EUR") for minor in minors]
    whole = sum(minors)
    part, tops = whole * 2 // 3, [minor * 4 // 5 for minor in minors]
    due, some = (Money.of_minor(minor, "EUR") for minor in (whole, part))
    limits = [Money.of_minor(top, "EUR") for top in tops]
    pairs = [(17, 20), (7, 10), (1, 2), (3, 4), (1, 1)] * (size // 5)
    rates = [Rate(f"{above}/{below}") for above, below in pairs]
    shares = [1 if place < size - 1 else 1000 - size + 1 for place in range(size)]
    stated = [Rate(f"{share}/1000") for share in shares]
    by, keys = [55, 12, 20, 8, 5], 5
    rate, third = Rate("85 %"), Rate("1/3")
    months, life = [3] * size, 4 * size
    price = Money.of_minor(whole, "EUR")
    advance, ceiling = Money.of_minor(part // 3, "EUR"), some
    held = funding
    return [
        over("shares_by_largest_remainder", size,
             lambda: largest_remainder(whole, weights),
             lambda: held.shares_by_largest_remainder(due, weights)),
        over("shares_rest_last", size,
             lambda: rest_last(whole, weights),
             lambda: held.shares_rest_last(due, weights, rounding=DOWN)),
        over("waterfall", size,
             lambda: waterfall(part, tops),
             lambda: held.waterfall(some, limits)),
        over("capacity_fill", size,
             lambda: capacity_fill(part, weights, tops),
             lambda: held.capacity_fill(some, weights, limits)),
        over("cascade, 5 sources", size * keys,
             lambda: cascade(minors, by),
             lambda: held.cascade(amounts, by, rounding=HALF_UP)),
        over("nested_thresholds, 5 sources", size * keys,
             lambda: nested_thresholds(minors, by),
             lambda: held.nested_thresholds(amounts, by, rounding=HALF_UP)),
        over("instalments", size,
             lambda: instalments(whole, shares, 1000),
             lambda: held.instalments(due, stated, rest="spread", rounding=HALF_UP)),
        over("partner_grants_rounded_then_summed", size,
             lambda: each(minors, pairs),
             lambda: held.partner_grants_rounded_then_summed(
                 amounts, rates, rounding=DOWN)),
        over("partner_grants_summed_then_rounded", size,
             lambda: summed(minors, pairs),
             lambda: held.partner_grants_summed_then_rounded(
                 amounts, rates, rounding=DOWN)),
        over("proportional_cut", size,
             lambda: largest_remainder(part, minors),
             lambda: held.proportional_cut(amounts, some)),
        over("spread_correction", size,
             lambda: largest_remainder(part, minors),
             lambda: held.spread_correction(some, amounts)),
        over("contributions_of_the_rest", size,
             lambda: largest_remainder(whole, shares),
             lambda: held.contributions_of_the_rest(
                 due, [NONE], stated, rounding=DOWN)),
        over("contributions_rounded_apart", size,
             lambda: [whole * share // 1000 for share in shares],
             lambda: held.contributions_rounded_apart(
                 due, [NONE], stated, rounding=DOWN)),
        over("period_shares", size,
             lambda: periods(minors, 17, 20),
             lambda: held.period_shares(amounts, rate, rounding=DOWN)),
        over("cumulative_payments", size,
             lambda: cumulative(minors, 1, 3),
             lambda: held.cumulative_payments(amounts, third, rounding=HALF_UP)),
        over("interim_payments", size,
             lambda: interim(minors, part, part // 3),
             lambda: held.interim_payments(
                 amounts, ceiling=ceiling, prefinancing=advance)),
        over("clear_in_proportion", size,
             lambda: cleared(minors, part // 3, 1, 3),
             lambda: held.clear_in_proportion(advance, amounts, third, rounding=DOWN)),
        over("retain", size,
             lambda: retained(minors, 1, 3),
             lambda: held.retain(amounts, third, basis="cumulative", rounding=HALF_UP)),
        over("subaward_counted", size,
             lambda: counted(minors, part),
             lambda: held.subaward_counted(amounts, limit=some)),
        over("depreciate_over", size,
             lambda: instalments_of(whole, months, life),
             lambda: held.depreciate_over(
                 price, used=months, useful_life=life, share_of_use=ALL,
                 rounding=HALF_UP)),
    ]  # fmt: skip


def single() -> list[Case]:
    """The functions of one figure: each is called again for every part."""
    minors = [100_000 + 7919 * place for place in range(5)]
    amounts = [Money.of_minor(minor, "EUR") for minor in minors]
    rate, whole, top = Rate("85 %"), Money("9999.99 EUR"), Money("5000.00 EUR")
    tenth, land = Rate("10 %"), Money("10000000.00 EUR")
    return [
        one_by_one("grant_from_rate",
             lambda: [min(minor * 17 // 20, 500_000) for minor in minors],
             lambda: [funding.grant_from_rate(one, rate, rounding=DOWN, ceiling=top).money
                      for one in amounts]),
        one_by_one("own_required",
             lambda: [-(-minor * 17 // 20) for minor in minors],
             lambda: [funding.own_required(one, rate, rounding=UP).money
                      for one in amounts]),
        one_by_one("grant_as_balance",
             lambda: [max(0, 999_999 - minor) for minor in minors],
             lambda: [funding.grant_as_balance(whole, one).money for one in amounts]),
        one_by_one("total_from_grant",
             lambda: [-(-minor * 20 // 17) for minor in minors],
             lambda: [funding.total_from_grant(one, rate, rounding=UP).money
                      for one in amounts]),
        one_by_one("payment_ceiling",
             lambda: [minor * 17 // 20 for minor in minors],
             lambda: [funding.payment_ceiling(one, rate, rounding=DOWN).money
                      for one in amounts]),
        one_by_one("flat_correction",
             lambda: [minor * 17 // 20 for minor in minors],
             lambda: [funding.flat_correction(one, rate, rounding=DOWN).money
                      for one in amounts]),
        one_by_one("land_limit",
             lambda: [min(10**9, minor * 1 // 9) for minor in minors],
             lambda: [funding.land_limit(land, one, tenth, rounding=DOWN).counted.money
                      for one in amounts]),
    ]  # fmt: skip


def with_money(by_hand: Callable[[], Ints]) -> Callable[[], Sequence[Money]]:
    """The same by hand, with Money made of the results."""
    return lambda: Money.of_minors(by_hand(), "EUR")


def flat(rows: Sequence[object]) -> list[object]:
    """The parts of lines one after the other."""
    return [part for row in rows for part in (row if isinstance(row, tuple) else (row,))]


def agree(case: Case) -> bool:
    """Whether all forms give the same minor units, and as many as the case says."""
    ints = list(case.by_hand())
    amounts = [one.minor for one in flat(case.amounts()) if isinstance(one, Money)]
    money = [one.minor for one in with_money(case.by_hand)()]
    return len(ints) == case.parts and ints == money == flat(case.minors()) == amounts


def measure(cases: Sequence[Case]) -> list[list[float]]:
    """Seconds for a part of each case in its four forms: medians over the rounds."""
    taken: list[list[list[float]]] = [[] for _ in cases]
    for turn in range(ROUNDS + 1):
        for case, found in zip(cases, taken, strict=True):
            times = max(1, PARTS // case.parts)
            forms = (case.by_hand, case.minors, with_money(case.by_hand), case.amounts)
            spent = [seconds(form, times) / (times * case.parts) for form in forms]
            if turn:
                found.append(spent)
    return [[median(column) for column in zip(*found, strict=True)] for found in taken]


def seconds(form: Callable[[], object], times: int) -> float:
    """Processor time of a form, so many times over."""
    begin = time.process_time()
    for _ in range(times):
        form()
    return time.process_time() - begin


def main() -> int:
    """Print the table; exit 1 if a loop over many parts misses its goal."""
    many = loops(max(SIZES))
    cases = [*many, *(case for size in SIZES[1:] for case in loops(size)), *single()]
    odd = [f"{case.name} of {case.parts}" for case in cases if not agree(case)]
    if odd:
        print(f"by hand and ours do not give the same minor units: {', '.join(odd)}")
        return 1
    figures = measure(cases)
    print(f"goal for loops over {max(SIZES)}: {GOAL} x by hand on ints, + {TOLERANCE}")
    above = ("parts", "by hand", "our", "by hand,", "our amounts", "")
    below = ("", "on ints", "minors", "Money", "/ ints", "/ Money")
    for words in (above, below):
        print(" " * 35 + "{:>6}{:>9}{:>8}{:>10}{:>12}{:>9}".format(*words))
    for case, (ints, minors, money, amounts) in zip(cases, figures, strict=True):
        print(
            f"{case.name:35}{case.parts:6}{ints * 1e9:6.0f} ns{minors / ints:7.2f}x"
            f"{money / ints:9.2f}x{amounts / ints:11.2f}x{amounts / money:8.2f}x"
        )
    missed = [
        case.name
        for case, (ints, minors, *_) in zip(many, figures, strict=False)
        if minors / ints > GOAL + TOLERANCE
    ]
    print(f"missed: {', '.join(missed) or 'none'}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
