"""A whole grant from its first payment to its last: nothing is lost on the way.

Whatever the claims and credit notes, what was paid, retained, released and recovered comes to
the final grant, to the cent.
"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import (
    balance_due,
    clear_at_once,
    clear_in_proportion,
    final_grant_three_steps,
    interim_payments,
    payment_ceiling,
    retain,
    retain_from_prefinancing,
    split_recovery,
)
from fundtrack.values import Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
ZERO = Money("0.00 EUR")
amounts = st.integers(0, 10**9).map(lambda minor: Money.of_minor(minor, "EUR"))
claims_of_any_sign = st.lists(
    st.integers(-(10**8), 10**9).map(lambda minor: Money.of_minor(minor, "EUR")),
    min_size=1,
    max_size=6,
)


@given(
    claims_of_any_sign, amounts, st.fractions(0, 1, max_denominator=20), st.integers(0, 10**8)
)
@example(
    [Money("455000.00 EUR"), Money("-500000.00 EUR"), Money("900000.00 EUR")],
    Money("800000.00 EUR"),
    Rate("90 %").fraction,
    300_000_00,
)
def test_the_payments_of_an_action_come_to_its_final_grant(claims, grant, part, first):
    accepted = sum(one.minor for one in claims)
    prefinancing = min(Money.of_minor(first, "EUR"), grant)
    fund = held(retain_from_prefinancing(prefinancing, Rate("5 %"), grant=grant, rounding=DOWN))
    ceiling = held(payment_ceiling(grant, Rate(part), rounding=DOWN)).money
    interims = held(interim_payments(claims, ceiling=ceiling, prefinancing=prefinancing))
    final = held(
        final_grant_three_steps(
            Money.of_minor(max(0, accepted), "EUR"),
            grant=grant,
            reduction=ZERO,
            no_profit=None,
        )
    ).grant.money
    end = held(
        balance_due(
            final, paid=prefinancing + interims.paid.money, retained=fund.retained.money
        )
    )
    transfers = [fund.paid.money, *(claim.payable.money for claim in interims.claims)]
    transfers += [end.to_pay.money, -end.to_recover.money]
    assert sum(transfers) == final
    last = interims.claims[-1]
    cleared = prefinancing - last.outstanding.money
    settled = interims.paid.money + cleared + last.waiting.money
    assert settled.minor == accepted


@pytest.mark.parametrize("proportional", [False, True])
@given(claims_of_any_sign, amounts)
def test_advance_retention_and_balance_come_to_what_is_due(proportional, claims, advance):
    withheld = held(retain(claims, Rate("10 %"), basis="cumulative", rounding=DOWN))
    dues = [claim.payable.money for claim in withheld.claims]
    clearing = held(
        clear_in_proportion(advance, dues, Rate("30 %"), rounding=DOWN)
        if proportional
        else clear_at_once(advance, dues)
    )
    paid = sum(claim.payable.money.minor for claim in clearing.claims) + advance.minor
    recovered = clearing.outstanding.money.minor
    assert paid - recovered + withheld.released.money.minor == sum(one.minor for one in claims)


@given(
    st.lists(st.tuples(amounts, amounts), min_size=1, max_size=5).filter(
        lambda parties: any(mine for mine, _ in parties)
    ),
    amounts,
)
def test_what_an_action_pays_back_its_beneficiaries_pay_back(parties, grant):
    received = [had for _, had in parties]
    end = held(balance_due(grant, paid=sum(received, ZERO), retained=ZERO))
    found = held(
        split_recovery(
            end.to_recover.money,
            accepted=[mine for mine, _ in parties],
            received=received,
            grant=grant,
        )
    )
    back = sum(one.recovered.money.minor for one in found.beneficiaries)
    assert back == end.to_recover.money.minor
