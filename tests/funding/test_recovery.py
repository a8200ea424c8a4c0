"""Balances and recoveries: the sheets' examples, and sums that hold to the cent."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import (
    balance_due,
    recovery_after_audit,
    split_recovery,
    termination_balance,
)
from fundtrack.values import CurrencyMismatch, InputError, Money
from tests.funding.explained import held

ZERO = Money("0.00 EUR")
cents = st.integers(0, 10**17)


def money(text: str) -> Money:
    return Money(f"{text} EUR")


def euros(*amounts: str) -> list[Money]:
    return [money(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("source", "grant", "paid", "retained", "balance", "released", "to_pay", "to_recover"),
    [
        (
            "eu.mga.final, second",
            "1770000",
            "1800000",
            "100000",
            "-30000",
            "70000",
            "70000",
            "0",
        ),
        # a debt one cent below, at and above what was retained
        ("below", "1700000.01", "1800000", "100000", "-99999.99", "0.01", "0.01", "0"),
        ("at", "1700000", "1800000", "100000", "-100000", "0", "0", "0"),
        ("above", "1699999.99", "1800000", "100000", "-100000.01", "0", "0", "0.01"),
        # a balance one cent above, at and below zero
        ("to pay", "1800000.01", "1800000", "100000", "0.01", "100000", "100000.01", "0"),
        ("nothing", "1800000", "1800000", "100000", "0", "100000", "100000", "0"),
        ("to recover", "1799999.99", "1800000", "0", "-0.01", "0", "0", "0.01"),
        ("no grant", "0", "640000", "80000", "-640000", "0", "0", "560000"),
    ],
)
def test_the_balance(
    source: str,
    grant: str,
    paid: str,
    retained: str,
    balance: str,
    released: str,
    to_pay: str,
    to_recover: str,
) -> None:
    found = held(balance_due(money(grant), paid=money(paid), retained=money(retained)))
    assert found.balance.money == money(balance), source
    assert found.released.money == money(released)
    assert found.to_pay.money == money(to_pay)
    assert found.to_recover.money == money(to_recover)


@given(cents, cents, cents)
def test_what_was_paid_and_is_settled_is_the_grant(grant, paid, part):
    retained = min(part, paid)
    found = held(
        balance_due(
            Money.of_minor(grant, "EUR"),
            paid=Money.of_minor(paid, "EUR"),
            retained=Money.of_minor(retained, "EUR"),
        )
    )
    went_out = paid - retained + found.to_pay.money.minor - found.to_recover.money.minor
    assert went_out == grant
    assert found.offset.money.minor + found.released.money.minor == retained
    assert min(found.to_pay.money.minor, found.to_recover.money.minor) == 0
    assert found.to_recover.money.minor == 0 or found.released.money.minor == 0


def test_the_recovery_of_the_sheet() -> None:
    """eu.mga.share: accepted 500, 620, 330; received 530, 600, 340; 1 420 final; 50 back."""
    found = held(
        split_recovery(
            money("50000"),
            accepted=euros("500000", "620000", "330000"),
            received=euros("530000", "600000", "340000"),
            grant=money("1420000"),
        )
    )
    assert [one.recovered.money for one in found.beneficiaries] == euros(
        "35283.47", "0", "14716.53"
    )
    assert [one.excess.money for one in found.beneficiaries] == euros(
        "40344.83", "0", "16827.59"
    )
    # 489 655.172, 607 172.414, 323 172.414: the cent left over goes to B
    assert [one.share.money for one in found.beneficiaries] == euros(
        "489655.17", "607172.42", "323172.41"
    )


def test_each_pays_back_all_of_its_excess_when_all_of_it_is_recovered() -> None:
    terms = {
        "accepted": euros("500000", "620000", "330000"),
        "received": euros("530000", "600000", "340000"),
        "grant": money("1420000"),
    }
    found = held(split_recovery(money("57172.42"), **terms))
    for one in found.beneficiaries:
        assert one.recovered.money == one.excess.money
    with pytest.raises(InputError, match="above all that was received too much"):
        split_recovery(money("57172.43"), **terms)


@pytest.mark.parametrize(
    ("source", "recovery", "accepted", "received", "grant", "recovered"),
    [
        ("one beneficiary", "10", ["90"], ["100"], "90", ["10"]),
        ("nobody too much", "0", ["60", "30"], ["50", "30"], "90", ["0", "0"]),
        ("one cent too much", "0.01", ["60", "30"], ["60.01", "30"], "90", ["0.01", "0"]),
        ("just its share", "0", ["60", "30"], ["60", "30"], "90", ["0", "0"]),
        ("nothing was accepted", "80", ["0", "0"], ["50", "30"], "0", ["50", "30"]),
        ("nothing at all", "0", ["0", "0"], ["0", "0"], "0", ["0", "0"]),
        ("one was not accepted", "30", ["90", "0"], ["90", "30"], "90", ["0", "30"]),
        ("the first of equals", "0.01", ["1", "1"], ["5", "5"], "2", ["0.01", "0"]),
        ("nothing to recover yet", "0", ["1", "1"], ["5", "5"], "2", ["0", "0"]),
    ],
)
def test_recoveries_at_the_edges(
    source: str,
    recovery: str,
    accepted: list[str],
    received: list[str],
    grant: str,
    recovered: list[str],
) -> None:
    found = held(
        split_recovery(
            money(recovery),
            accepted=euros(*accepted),
            received=euros(*received),
            grant=money(grant),
        )
    )
    assert [one.recovered.money for one in found.beneficiaries] == euros(*recovered), source


parties = st.lists(
    st.tuples(st.integers(0, 10**15), st.integers(0, 10**15)), min_size=1, max_size=6
)


@given(parties, st.integers(0, 10**15), st.fractions(0, 1))
@example([(500, 530), (620, 600), (330, 340)], 1420, 1)
def test_recoveries_sum_to_the_amount_and_take_no_more_than_the_excess(parties, final, part):
    accepted = [Money.of_minor(mine, "EUR") for mine, _ in parties]
    received = [Money.of_minor(had, "EUR") for _, had in parties]
    total = sum(mine for mine, _ in parties)
    grant = final if total else 0
    terms = {
        "accepted": accepted,
        "received": received,
        "grant": Money.of_minor(grant, "EUR"),
    }
    shares = held(split_recovery(ZERO, **terms)).beneficiaries
    assert sum(one.share.money.minor for one in shares) == grant
    too_much = sum(one.excess.money.minor for one in shares)
    assert too_much >= sum(had for _, had in parties) - grant
    recovery = int(too_much * part)
    found = held(split_recovery(Money.of_minor(recovery, "EUR"), **terms)).beneficiaries
    assert sum(one.recovered.money.minor for one in found) == recovery
    for one, (_, had) in zip(found, parties, strict=True):
        over = max(0, had - one.share.money.minor)
        assert one.excess.money.minor == over
        assert 0 <= one.recovered.money.minor <= over
        if too_much:
            exact = recovery * over
            assert abs(one.recovered.money.minor * too_much - exact) < too_much


@pytest.mark.parametrize(
    ("source", "declared", "rejected", "received", "accepted", "balance"),
    [
        ("eu.mga.termination", "48000", "6500", "45000", "41500", "-3500"),
        ("a cent below", "48000", "6500", "41500.01", "41500", "-0.01"),
        ("settled", "48000", "6500", "41500", "41500", "0"),
        ("a cent to pay", "48000", "6500", "41499.99", "41500", "0.01"),
        ("all rejected", "48000", "48000", "45000", "0", "-45000"),
    ],
)
def test_a_beneficiary_that_leaves(
    source: str, declared: str, rejected: str, received: str, accepted: str, balance: str
) -> None:
    found = held(
        termination_balance(money(declared), rejected=money(rejected), received=money(received))
    )
    assert found.accepted.money == money(accepted), source
    assert found.balance.money == money(balance), source


@pytest.mark.parametrize(
    ("share", "revised", "recovery"),
    [
        ("187500", "150000", "37500"),
        ("187500", "187500", "0"),
        ("187500", "187500.01", "-0.01"),
    ],
)
def test_a_recovery_after_an_audit(share: str, revised: str, recovery: str) -> None:
    """eu.mga.share: recovery = share in the final grant - revised final grant."""
    assert held(recovery_after_audit(money(share), revised=money(revised))).money == money(
        recovery
    )


def test_what_it_refuses() -> None:
    one, krona = money("1"), Money("1.00 SEK")
    with pytest.raises(InputError, match="more is retained than was paid"):
        balance_due(one, paid=one, retained=money("1.01"))
    with pytest.raises(InputError, match="paid is below zero"):
        balance_due(one, paid=-one, retained=ZERO)
    with pytest.raises(CurrencyMismatch):
        balance_due(one, paid=krona, retained=krona)
    terms = {"accepted": [one], "received": [money("2")], "grant": one}
    with pytest.raises(InputError, match="recovery is below zero"):
        split_recovery(-one, **terms)
    with pytest.raises(InputError, match=r"accepted\[0\] is below zero"):
        split_recovery(one, **(terms | {"accepted": [-one]}))
    with pytest.raises(InputError, match=r"received\[0\] is below zero"):
        split_recovery(one, **(terms | {"received": [-one]}))
    with pytest.raises(InputError, match="accepted and received differ in length"):
        split_recovery(one, **(terms | {"received": [one, one]}))
    with pytest.raises(InputError, match="nothing was accepted"):
        split_recovery(one, **(terms | {"accepted": [ZERO]}))
    with pytest.raises(InputError, match="wrong length of accepted"):
        split_recovery(one, **(terms | {"accepted": []}))
    with pytest.raises(CurrencyMismatch):
        split_recovery(one, **(terms | {"received": [krona]}))
    with pytest.raises(InputError, match="more is rejected than was declared"):
        termination_balance(one, rejected=money("1.01"), received=ZERO)
    with pytest.raises(CurrencyMismatch):
        termination_balance(one, rejected=krona, received=ZERO)
    with pytest.raises(InputError, match="revised is below zero"):
        recovery_after_audit(one, revised=-one)
