"""What of a document may be claimed: tax, what others paid, a capped salary."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import capped_salary, double_funding, vat_base, vat_base_of_gross
from fundtrack.values import CurrencyMismatch, InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN, UP = Rounding("down 0.01"), Rounding("up 0.01")
EURO, KRONA = Money("1.00 EUR"), Money("1.00 SEK")
cents = st.integers(0, 10**15)
rates = st.fractions(0, 1, max_denominator=1000).map(Rate)


def euro(minor: int) -> Money:
    return Money.of_minor(minor, "EUR")


@pytest.mark.parametrize(
    ("source", "net", "vat", "recoverable", "eligible"),
    [
        # shared management, INEL.VAT
        ("recoverable tax is no cost", "1000", "210", "100 %", "1000"),
        ("tax that is not recoverable is one", "1000", "210", "0 %", "1210"),
        ("a partial deduction", "1000", "210", "60 %", "1084"),
        ("the recovered cent is rounded up", "0.10", "0.05", "1/3", "0.13"),
        ("no tax", "1000", "0", "100 %", "1000"),
        ("nothing but tax", "0", "21", "0 %", "21"),
    ],
)
def test_tax_that_comes_back_is_no_cost(
    source: str, net: str, vat: str, recoverable: str, eligible: str
) -> None:
    base, tax = Money(f"{net} EUR"), Money(f"{vat} EUR")
    found = held(vat_base(base, tax, Rate(recoverable), rounding=UP))
    assert found.eligible.money == Money(f"{eligible} EUR"), source
    assert found.gross.money == base + tax
    assert found.recovered.money + found.vat_cost.money == tax


@pytest.mark.parametrize(
    ("gross", "vat_rate", "recoverable", "eligible", "recovered"),
    [
        ("1210", "21 %", "100 %", "1000", "210"),
        ("1210", "21 %", "0 %", "1210", "0"),
        ("1210", "21 %", "60 %", "1084", "126"),
        ("100", "21 %", "100 %", "82.64", "17.36"),  # 17.3553… of tax, up
        ("100", "0 %", "100 %", "100", "0"),
        ("0", "21 %", "100 %", "0", "0"),
    ],
)
def test_tax_is_found_inside_of_an_amount_with_tax(
    gross: str, vat_rate: str, recoverable: str, eligible: str, recovered: str
) -> None:
    whole = Money(f"{gross} EUR")
    found = held(vat_base_of_gross(whole, Rate(vat_rate), Rate(recoverable), rounding=UP))
    assert found.eligible.money == Money(f"{eligible} EUR")
    assert found.recovered.money == Money(f"{recovered} EUR")
    assert found.gross.money == whole


def test_a_coarse_rounding_recovers_no_more_than_there_is() -> None:
    found = held(vat_base(EURO, Money("0.21 EUR"), Rate("50 %"), rounding=Rounding("up 1")))
    assert found.vat_cost.money == Money("0.00 EUR")
    assert found.recovered.money == Money("0.21 EUR")
    assert found.eligible.money == EURO
    inside = vat_base_of_gross(
        Money("0.60 EUR"), Rate("90 %"), Rate("90 %"), rounding=Rounding("up 1")
    )
    assert held(inside).recovered.money == Money("0.60 EUR")
    assert inside.eligible.money == Money("0.00 EUR")


@given(cents, cents, rates)
def test_the_base_lies_between_net_and_gross_and_never_above_its_exact_share(
    net: int, vat: int, recoverable: Rate
) -> None:
    found = held(vat_base(euro(net), euro(vat), recoverable, rounding=UP))
    eligible = found.eligible.money.minor
    assert net <= eligible <= net + vat == found.gross.money.minor
    exact = net + vat * (1 - recoverable.fraction)
    assert exact - 1 < eligible <= exact


@given(cents, rates, rates)
def test_net_and_tax_inside_sum_to_the_gross(
    gross: int, vat_rate: Rate, recoverable: Rate
) -> None:
    found = held(vat_base_of_gross(euro(gross), vat_rate, recoverable, rounding=UP))
    assert found.gross.money.minor == gross
    inside = found.recovered.money.minor + found.vat_cost.money.minor
    net = gross - inside
    assert found.eligible.money.minor == net + found.vat_cost.money.minor
    assert (inside - 1) * (1 + vat_rate.fraction) < gross * vat_rate.fraction or not inside
    assert inside * (1 + vat_rate.fraction) >= gross * vat_rate.fraction


@pytest.mark.parametrize(
    ("source", "document", "elsewhere", "claimed", "accepted", "excess"),
    [
        # shared management, DBL: shares of one document may sum to the whole, never to more
        ("sums to the whole", "1000", ["600"], "400", "400", "0"),
        ("a cent more", "1000", ["600"], "400.01", "400", "0.01"),
        ("a cent less", "1000", ["600"], "399.99", "399.99", "0"),
        ("two others", "1000", ["600", "300"], "200", "100", "100"),
        ("paid in full", "1000", ["1000"], "1", "0", "1"),
        ("paid twice already", "1000", ["600", "600"], "1", "0", "1"),
        ("nobody else", "1000", [], "1000.01", "1000", "0.01"),
        ("nothing claimed", "1000", ["1"], "0", "0", "0"),
    ],
)
def test_a_document_is_paid_once(
    source: str, document: str, elsewhere: list[str], claimed: str, accepted: str, excess: str
) -> None:
    found = held(
        double_funding(
            Money(f"{document} EUR"),
            [Money(f"{one} EUR") for one in elsewhere],
            Money(f"{claimed} EUR"),
        )
    )
    assert found.accepted.money == Money(f"{accepted} EUR"), source
    assert found.excess.money == Money(f"{excess} EUR"), source


def test_a_few_others_are_named_and_many_are_summed() -> None:
    few = held(double_funding(EURO, [EURO] * 20, EURO)).elsewhere
    many = held(double_funding(EURO, [EURO] * 21, EURO)).elsewhere
    assert (len(few.given), few.money) == (20, 20 * EURO)
    assert (dict(many.given), many.money) == ({"elsewhere": 21 * EURO}, 21 * EURO)


@example(5, [3, 4], 9)
@given(cents, st.lists(st.integers(0, 10**12), max_size=30), cents)
def test_what_is_accepted_never_pays_a_document_twice(
    document: int, elsewhere: list[int], claimed: int
) -> None:
    found = held(double_funding(euro(document), map(euro, elsewhere), euro(claimed)))
    accepted, left = found.accepted.money.minor, found.claimable.money.minor
    assert found.elsewhere.money.minor == sum(elsewhere)
    assert left >= 0
    assert accepted + found.excess.money.minor == claimed
    assert accepted in (claimed, left)
    assert accepted == 0 or accepted + sum(elsewhere) <= document


@pytest.mark.parametrize(
    ("salary", "cap", "effort", "months", "allowed", "excess"),
    [
        ("260000", "221900", "30 %", 12, "66570", "11430"),  # US federal awards, us.nih.cap
        ("221900", "221900", "30 %", 12, "66570", "0"),
        ("200000", "221900", "100 %", 6, "100000", "0"),
        ("260000", "221900", "100 %", 9, "166425", "28575"),  # a part of the year: cap × 9/12
        ("260000", "221900", "100 %", Fraction(1, 2), "9245.83", "1587.50"),
        ("260000", "0", "100 %", 12, "0", "260000"),
        ("260000", "221900", "0 %", 12, "0", "0"),
        ("260000", "221900", "100 %", 0, "0", "0"),
    ],
)
def test_salaries_under_a_cap(
    salary: str, cap: str, effort: str, months: Fraction | int, allowed: str, excess: str
) -> None:
    found = held(
        capped_salary(
            Money(f"{salary} USD"),
            Money(f"{cap} USD"),
            effort=Rate(effort),
            months=months,
            rounding=DOWN,
        )
    )
    assert found.allowed.money == Money(f"{allowed} USD")
    assert found.excess.money == Money(f"{excess} USD")


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("net is below zero", lambda: vat_base(-EURO, EURO, Rate("1 %"), rounding=UP)),
    ("vat is below zero", lambda: vat_base(EURO, -EURO, Rate("1 %"), rounding=UP)),
    ("recoverable is out", lambda: vat_base(EURO, EURO, Rate("101 %"), rounding=UP)),
    ("gross is below zero",
     lambda: vat_base_of_gross(-EURO, Rate("21 %"), Rate("1 %"), rounding=UP)),
    ("vat_rate is out of range",
     lambda: vat_base_of_gross(EURO, Rate("-1 %"), Rate("1 %"), rounding=UP)),
    (r"elsewhere\[1\] is below zero", lambda: double_funding(EURO, [EURO, -EURO], EURO)),
    ("claimed is below zero", lambda: double_funding(EURO, [], -EURO)),
    ("document is below zero", lambda: double_funding(-EURO, [], EURO)),
    ("months is out of range",
     lambda: capped_salary(EURO, EURO, effort=Rate("1 %"), months=13, rounding=DOWN)),
    ("not an exact number",
     lambda: capped_salary(EURO, EURO, effort=Rate("1 %"), months=1.5, rounding=DOWN)),  # type: ignore[arg-type]
    ("effort is out of range",
     lambda: capped_salary(EURO, EURO, effort=Rate("101 %"), months=1, rounding=DOWN)),
]  # fmt: skip


@pytest.mark.parametrize(("said", "call"), REFUSED)
def test_what_it_refuses(said: str, call: Callable[[], object]) -> None:
    with pytest.raises(InputError, match=said):
        call()


def test_two_currencies_are_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        vat_base(EURO, KRONA, Rate("1 %"), rounding=UP)
    with pytest.raises(CurrencyMismatch):
        double_funding(EURO, [KRONA], EURO)
    with pytest.raises(CurrencyMismatch):
        double_funding(EURO, [EURO, KRONA], EURO)
    with pytest.raises(CurrencyMismatch):
        capped_salary(EURO, KRONA, effort=Rate("1 %"), months=1, rounding=DOWN)
