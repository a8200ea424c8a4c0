"""Strands: every cent is somebody's, no source pays more than it may, doubt stays put."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import Covered, Payer, Strands, paid_by, strands_of
from fundtrack.values import InputError, Rounding

HALF, EIGHTY_FIVE = Fraction(1, 2), Fraction(17, 20)
ERDF, STATE, OWN = Payer(1, rate=EIGHTY_FIVE), Payer(2, amount=1000), Payer(3, residual=True)
ALL = frozenset({0, 1, 2})


def down(above: int, below: int) -> int:
    return Rounding("down 0.01").minor(above, below, 2)


def share(lines: list[Covered], *payers: Payer) -> Strands:
    return strands_of(lines, payers, down)


# ---- By hand ---------------------------------------------------------------------------------


def test_each_source_pays_in_its_order_and_the_residual_takes_the_rest() -> None:
    made = share([Covered(10_001, ALL), Covered(20_033, ALL)], ERDF, STATE, OWN)
    assert made.totals == (25_528, 1000, 3506)
    (strand,) = made.strands
    assert (strand.lines, strand.total, strand.gap) == ((0, 1), 30_034, 0)
    assert [one.payer for one in strand.shares] == [0, 1, 2]
    (erdf,) = paid_by(made.strands, 0)
    assert (erdf.exact, erdf.base, erdf.rest) == (Fraction(510578, 20), 30_034, 30_034)


def test_lines_with_the_same_sources_form_a_strand_whoever_stands_between() -> None:
    first, second = frozenset({0, 1}), frozenset({1})
    lines = [Covered(1000, first), Covered(501, second), Covered(10, first)]
    made = share(lines, ERDF, Payer(2, residual=True))
    assert [(one.lines, one.total) for one in made.strands] == [((0, 2), 1010), ((1,), 501)]
    assert made.totals == (858, 653)


@pytest.mark.parametrize(("amount", "paid"), [(849, 849), (850, 850), (851, 850)])
def test_an_amount_is_the_most_a_source_pays(amount: int, paid: int) -> None:
    both = frozenset({0, 1})
    payers = ERDF.replace(amount=amount), Payer(2, residual=True)
    assert share([Covered(1000, both)], *payers).totals == (paid, 1000 - paid)


def test_an_amount_over_two_strands_is_cut_in_proportion() -> None:
    """Split maths, split.partner_rates: a total cap reduces by the shares."""
    lines = [
        Covered(20_000_000, frozenset({0, 1})),
        Covered(15_000_000, frozenset({0, 2})),
    ]
    programme = Payer(1, rate=Fraction(7, 10), amount=20_000_000)
    rest = Payer(2, residual=True)
    made = share(lines, programme, rest, rest)
    assert [one.value for one in paid_by(made.strands, 0)] == [11_428_571, 8_571_429]
    assert [one.uncut for one in paid_by(made.strands, 0)] == [14_000_000, 10_500_000]
    assert made.totals == (20_000_000, 8_571_429, 6_428_571)


def test_a_waterfall_by_hand_with_and_without_own_money() -> None:
    """Split maths, split.waterfall: need 100 000, 85 % up to 80 000, 10 000, 5 000, own."""
    four = frozenset(range(4))
    payers = (
        Payer(1, rate=EIGHTY_FIVE, amount=8_000_000),
        Payer(2, amount=1_000_000),
        Payer(3, amount=500_000),
    )
    need = Covered(10_000_000, four)
    made = share([need], *payers, Payer(4, residual=True))
    assert made.totals == (8_000_000, 1_000_000, 500_000, 500_000)
    made = share([need.replace(by=frozenset(range(3)))], *payers)
    assert (made.totals, made.strands[0].gap) == ((8_000_000, 1_000_000, 500_000), 500_000)


def test_a_rate_of_the_public_part_leaves_out_what_private_sources_pay() -> None:
    """Shared management, COFIN.CALC: total 500 000, public 310 000, 70 %."""
    private = Payer(1, amount=19_000_000, private=True)
    fund = Payer(2, rate=Fraction(7, 10), of_public=True)
    state = Payer(3, residual=True)
    made = share([Covered(50_000_000, ALL)], private, fund, state)
    assert made.totals == (19_000_000, 21_700_000, 9_300_000)
    total = share([Covered(50_000_000, ALL)], private, fund.replace(of_public=False), state)
    assert total.totals == (19_000_000, 31_000_000, 0)  # 350 000, but no more is left


def test_sources_that_cannot_be_told_apart_are_not_known() -> None:
    two = share([Covered(100, ALL)], ERDF, OWN, OWN)
    assert (two.totals, two.strands) == ((None, None, None), ())
    fund = Payer(1, rate=HALF, of_public=True)
    circle = share([Covered(100, ALL)], fund, STATE, OWN.replace(private=True))
    assert circle.totals == (None, None, None)


def test_doubt_spreads_through_shared_strands_and_no_further() -> None:
    lines = [
        Covered(100, frozenset({0, 1})),
        Covered(None, frozenset({1, 2})),
        Covered(300, frozenset({3})),
    ]
    made = share(lines, ERDF, STATE, OWN, Payer(1, rate=HALF))
    assert made.totals == (None, None, None, 150)
    assert [one.lines for one in made.strands] == [(2,)]
    assert made.together[0] == {0, 1, 2}
    maybe = [Covered(100, frozenset({0}), frozenset({1})), Covered(300, frozenset({2}))]
    assert share(maybe, ERDF, STATE, OWN).totals == (None, None, 300)
    silent = share([Covered(100, frozenset({0, 2}))], Payer(1, known=False), STATE, OWN)
    assert silent.totals == (None, 0, None)


def test_a_credit_note_is_shared_like_its_invoice() -> None:
    made = share([Covered(-1001, ALL)], ERDF, STATE, OWN)
    assert made.totals == (-850, 0, -151)


def test_lines_without_a_source_are_named() -> None:
    made = share([Covered(5, frozenset()), Covered(7, ALL)], ERDF, STATE, OWN)
    assert (made.bare, sum(one.total for one in made.strands)) == ((0,), 7)
    assert share([], ERDF).totals == (0,)
    assert share([Covered(5, frozenset())]).bare == (0,)


def test_sources_of_one_order_pay_as_they_are_listed_and_say_so() -> None:
    """Of 85 % and 60 % the second gets what is left; which is the second the list decides."""
    most, some = Payer(1, rate=EIGHTY_FIVE), Payer(1, rate=Fraction(3, 5))
    line = Covered(1000, frozenset({0, 1, 2}))
    made = share([line], most, some, OWN)
    assert made.totals == (850, 150, 0)
    assert [one.tied for one in made.strands[0].shares] == [{0, 1}, {0, 1}, frozenset()]
    assert share([line], some, most, OWN).totals == (600, 400, 0)
    apart = share([line], most, some.replace(order=2), OWN)
    assert (apart.totals, {one.tied for one in apart.strands[0].shares}) == (
        (850, 150, 0),
        {frozenset()},
    )


def test_only_sources_of_one_strand_and_one_turn_are_tied() -> None:
    both = Payer(1, rate=HALF), Payer(1, rate=HALF), Payer(1, rate=HALF, of_public=True)
    lines = [Covered(100, frozenset({0, 2})), Covered(100, frozenset({1}))]
    assert not any(one.tied for strand in share(lines, *both).strands for one in strand.shares)
    every = [Covered(100, frozenset({0, 1, 2})), Covered(100, frozenset({0, 2}))]
    tied = [[one.tied for one in strand.shares] for strand in share(every, *both).strands]
    assert tied == [[{0, 1}, {0, 1}, frozenset()], [frozenset(), frozenset()]]
    private = both[2].replace(private=True)  # what is public does not hang on it: it has a turn
    (strand,) = share([Covered(100, frozenset({0, 1}))], both[0], private).strands
    assert [one.tied for one in strand.shares] == [{0, 1}, {0, 1}]


@pytest.mark.parametrize(
    ("rate", "totals"),
    [("-1/20", (0, 1000)), ("0", (0, 1000)), ("1", (1000, 0)), ("21/20", (1000, 0))],
)
def test_a_rate_outside_0_to_100_percent_takes_nothing_or_all_that_is_left(
    rate: str, totals: tuple[int, int]
) -> None:
    both = frozenset({0, 1})
    payers = Payer(1, rate=Fraction(rate)), Payer(2, residual=True)
    assert share([Covered(1000, both)], *payers).totals == totals


# ---- Refusals --------------------------------------------------------------------------------

GOOD = Covered(100, ALL)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Covered(100, frozenset({0, 3})), r"lines\[1\].by names a payer that is not there "
         r"\(expected 0 to 2, found 3\)"),
        (Covered(100, frozenset({-1})), r"lines\[1\].by names a payer that is not there"),
        (Covered(100, frozenset({True})), r"lines\[1\].by names a payer .*found true"),
        (Covered(100, ALL, frozenset({3})), r"lines\[1\].perhaps names a payer that is not"),
        (Covered(100, frozenset({0, 1}), frozenset({2, 1})), r"lines\[1\] names a payer twice "
         r"\(expected each in by or in perhaps, found 1 in both\)"),
        (Covered(None, ALL, frozenset({0})), "names a payer twice"),
        (Covered(100, [0, 0]), r"lines\[1\].by is no set of places .*found a list"),
        (Covered(100, ALL, {0: 1}), r"lines\[1\].perhaps is no set of places .*found a dict"),
        (Covered(1.0, ALL), r"lines\[1\].amount is not in whole minor units .*found 1.0"),
        (Covered(Fraction(1), ALL), r"lines\[1\].amount is not in whole minor units"),
        (Covered(True, ALL), r"lines\[1\].amount is not in whole minor units"),
        ((100, ALL), r"lines\[1\] is no line .*expected Covered, found a tuple"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_meant_is_refused(line: Covered, said: str) -> None:
    with pytest.raises(InputError, match=said):
        share([GOOD, line], ERDF, STATE, OWN)


@pytest.mark.parametrize(
    ("payer", "said"),
    [
        (
            Payer(1),
            r"payers\[1\] pays by nothing \(expected a rate, an amount, or the residual",
        ),
        (STATE.replace(order=None), r"payers\[1\].order is not a whole number"),
        (STATE.replace(order=-1), r"payers\[1\].order is too small"),
        (STATE.replace(amount=-1), r"payers\[1\].amount is too small"),
        (STATE.replace(amount=1.0), r"payers\[1\].amount is not a whole number"),
        (ERDF.replace(rate=0.85), r"payers\[1\].rate is not an exact share .*found 0.85"),
        (ERDF.replace(rate=0.0), r"payers\[1\].rate is not an exact share"),
        (ERDF.replace(rate=1), r"payers\[1\].rate is not an exact share"),
        (OWN.replace(residual=1), r"payers\[1\].residual is true or false"),
        (STATE.replace(private=""), r"payers\[1\].private is true or false"),
        (ERDF.replace(of_public=None), r"payers\[1\].of_public is true or false"),
        (OWN.replace(known="no"), r"payers\[1\].known is true or false"),
        ("ERDF", r'payers\[1\] is no source .*found "ERDF"'),
    ],
)
def test_a_source_that_cannot_be_meant_is_refused(payer: Payer, said: str) -> None:
    with pytest.raises(InputError, match=said):
        share([GOOD], ERDF, payer, OWN)


def test_what_pays_by_nothing_may_be_said_to_be_unknown_and_zero_is_something() -> None:
    both = frozenset({0, 1})
    silent = share([Covered(100, both)], Payer(0, known=False), Payer(1, residual=True))
    assert silent.totals == (None, None)
    for none in (Payer(0, amount=0), Payer(0, rate=Fraction(0))):
        assert share([Covered(100, both)], none, Payer(1, residual=True)).totals == (0, 100)


def test_a_line_and_no_source_and_a_rounding_that_is_none_are_refused() -> None:
    with pytest.raises(InputError, match="expected none, as there are no payers, found 0"):
        share([Covered(5, frozenset({0}))])
    with pytest.raises(InputError, match=r"rounded gives no whole number .*found 85.0"):
        strands_of([GOOD], [ERDF, STATE, OWN], lambda above, below: above / below)  # type: ignore[arg-type,return-value]


# ---- Laws ------------------------------------------------------------------------------------

RATES = st.sampled_from([Fraction(0), HALF, EIGHTY_FIVE, Fraction(2, 37), Fraction(1)])
PAYERS = st.lists(
    st.builds(
        Payer,
        order=st.integers(1, 3),
        rate=st.none() | RATES,
        amount=st.none() | st.integers(0, 10**6),
        private=st.booleans(),
        of_public=st.booleans(),
    ).filter(lambda one: one.rate is not None or one.amount is not None),
    min_size=1,
    max_size=4,
)
LINES = st.lists(
    st.tuples(st.integers(-(10**5), 10**18), st.sets(st.integers(0, 4))), min_size=1, max_size=6
)


def drawn(lines: list[tuple[int, set[int]]], payers: list[Payer], *, rest: bool) -> Strands:
    everyone = [*payers, *([Payer(9, residual=True)] if rest else [])]
    count = len(everyone)
    held = [Covered(amount, frozenset(one % count for one in by)) for amount, by in lines]
    return share(held, *everyone)


@given(LINES, PAYERS, st.booleans())
@example([(1, {0, 1}), (1, {0})], [ERDF, ERDF], True)
def test_every_cent_of_a_strand_is_paid_or_named(
    lines: list[tuple[int, set[int]]], payers: list[Payer], rest: bool
) -> None:
    made = drawn(lines, payers, rest=rest)
    for strand in made.strands:
        assert sum(one.value for one in strand.shares) + strand.gap == strand.total
        if any(share.payer == len(payers) for share in strand.shares):
            assert strand.gap == 0
    assert sum(len(one.lines) for one in made.strands) + len(made.bare) == len(lines)
    everyone = [*payers, *([Payer(9, residual=True)] if rest else [])]
    for strand in made.strands:  # who pays after another of the same turn is listed after it
        for before, after in pairwise(strand.shares):
            assert (after.payer in before.tied) == (before.payer in after.tied)
            assert not before.tied & {after.payer} or before.payer < after.payer
            one, two = everyone[before.payer], everyone[after.payer]
            turns = [(p.residual, p.of_public and not p.private, p.order) for p in (one, two)]
            assert (turns[0] == turns[1]) == (after.payer in before.tied)
    by_strands = [
        sum(one.value for one in paid_by(made.strands, p)) for p in range(len(payers))
    ]
    assert [*made.totals[: len(payers)]] == by_strands


@given(LINES, PAYERS)
def test_no_source_passes_its_amount_its_rate_or_what_is_left(
    lines: list[tuple[int, set[int]]], payers: list[Payer]
) -> None:
    made = drawn([(abs(amount), by) for amount, by in lines], payers, rest=True)
    for place, payer in enumerate(payers):
        total = made.totals[place]
        assert total is not None
        assert payer.amount is None or total <= payer.amount
        for one in paid_by(made.strands, place):
            assert 0 <= one.value <= one.rest
            assert one.exact is None or one.value <= one.exact


@given(LINES, PAYERS, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing_but_whose_last_cent_it_is(
    lines: list[tuple[int, set[int]]], payers: list[Payer], mixed: object
) -> None:
    again = [*lines]
    mixed.shuffle(again)  # type: ignore[attr-defined]
    free = [payer.replace(amount=None, rate=payer.rate or HALF) for payer in payers]
    assert drawn(lines, free, rest=True).totals == drawn(again, free, rest=True).totals
