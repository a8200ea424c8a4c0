"""Roundings: the published cases of the sheet on splits, and what is refused."""

import math
import pickle
from decimal import Decimal
from fractions import Fraction

import pytest

from fundtrack.values import MODES, Citation, InputError, Money, Rounding

CITED = Citation("mk205#37")


@pytest.mark.parametrize(
    ("rounding", "amount", "rounded"),
    [
        ("half_even 0.01", "0.125", "0.12"),
        ("half_up 0.01", "0.125", "0.13"),
        ("half_up 0.01", "-0.125", "-0.13"),
        ("half_down 0.01", "72.345", "72.34"),
        ("half_up 0.01", "72.345", "72.35"),
        ("down 0.01", "-70.0861", "-70.08"),
        ("floor 0.01", "-70.0861", "-70.09"),
        ("half_up 0.01", "2.4449", "2.44"),
        ("up 0.01", "0.001", "0.01"),
        ("up 0.01", "-0.001", "-0.01"),
        ("ceiling 0.01", "-0.001", "0.00"),
        ("floor 0.01", "0.009", "0.00"),
        ("half_even 0.01", "0.135", "0.14"),
        ("half_even 0.01", "-0.125", "-0.12"),
        ("half_down 0.01", "-72.345", "-72.34"),
        ("down 0.01", "498597.1225", "498597.12"),
        ("half_up 1", "9374091.55", "9374092.00"),
        ("half_up 0.05", "1.025", "1.05"),
        ("half_up 0.05", "1.024", "1.00"),
        ("down 100", "12345.67", "12300.00"),
        ("half_up 0.01", "107.142857", "107.14"),
        ("ceiling 0.01", "107.142857", "107.15"),
    ],
)
def test_published_cases(rounding, amount, rounded):
    result = Rounding(rounding).of(Fraction(amount), "EUR")
    assert result == Money(f"{rounded} EUR")


@pytest.mark.parametrize(
    ("unit", "printed"),
    [
        ("0.01", "0.01"),
        ("0.010", "0.01"),
        ("0.000001", "0.000001"),
        ("1", "1"),
        ("1.00", "1"),
        ("10", "10"),
        ("100.0", "100"),
        ("1000000000000000", "1000000000000000"),
        (Decimal("0.05"), "0.05"),
        (Decimal("1E-2"), "0.01"),
        (Decimal("100"), "100"),
    ],
)
def test_the_unit_is_printed_without_idle_zeros(unit, printed):
    rounding = Rounding("down", unit)
    assert str(rounding) == f"down {printed}"
    assert repr(rounding) == f"Rounding('down {printed}')"
    assert str(rounding.unit) == printed
    assert rounding == Rounding(f"down {printed}")


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("down",), '"down"'),
        (("",), '""'),
        (("0.01",), '"0.01"'),
        (("round 0.01",), '"round 0.01"'),
        (("DOWN 0.01",), '"DOWN 0.01"'),
        (("down -0.01",), '"down -0.01"'),
        (("down  0.01",), '"down  0.01"'),
        (("down 0.01 ",), '"down 0.01 "'),
        (("down 1e-2",), '"down 1e-2"'),
        (("down 0.0000001",), '"down 0.0000001"'),
        (("down 01",), '"down 01"'),
        (("down .5",), '"down .5"'),
        (("down 12345678901234567",), '"down 12345678901234567"'),
        (("down " + "1" * 10_000,), '"down ' + "1" * 50 + '..."'),
        (("d" * 10_000 + " 0.01",), '"' + "d" * 55 + '..."'),
        (("down\n0.01",), '"down\\n0.01"'),
        ((None,), "null"),
        ((0.01,), "0.01"),
        ((Decimal("0.01"),), "a Decimal"),
        (("down", 0.01), '"down" and 0.01'),
        (("down", 1), '"down" and 1'),
        (("down", True), '"down" and true'),
        (("down", Decimal("NaN")), '"down" and a Decimal'),
        (("down", Decimal("1E+2")), '"down" and a Decimal'),
        (("down", Decimal("-1")), '"down" and a Decimal'),
        (("down", "1" * 41), '"down" and "' + "1" * 41 + '"'),
        (("sideways", "0.01"), '"sideways" and "0.01"'),
        (("down 0.01", "0.01"), '"down 0.01" and "0.01"'),
        ((Rounding("down 0.01"), "0.05"), 'a Rounding and "0.05"'),
        ((["down"], "0.01"), 'a list and "0.01"'),
    ],
)
def test_anything_else_is_no_rounding(arguments, shown):
    with pytest.raises(InputError) as caught:
        Rounding(*arguments)
    assert caught.value.message == "not a rounding"
    assert caught.value.expected == f'a mode ({", ".join(MODES)}) and a unit, as "down 0.01"'
    assert caught.value.remedy == "take mode and unit from the programme's rules"
    assert caught.value.found == (shown if len(shown) <= 60 else shown[:57] + "...")


@pytest.mark.parametrize(
    ("unit", "shown"), [("0", '"0"'), ("0.00", '"0.00"'), (Decimal(0), "a Decimal")]
)
def test_a_unit_is_above_zero(unit, shown):
    with pytest.raises(InputError) as caught:
        Rounding("down", unit)
    assert str(caught.value) == f"a unit of rounding is above zero (found {shown})"


def test_the_text_names_no_citation_but_the_value_keeps_it():
    rounding = Rounding("down 0.01", citation=CITED)
    assert (str(rounding), rounding.citation) == ("down 0.01", CITED)
    assert repr(rounding) == "Rounding('down', '0.01', Citation('mk205#37'))"
    assert eval(repr(rounding), {"Rounding": Rounding, "Citation": Citation}) == rounding
    assert pickle.loads(pickle.dumps(rounding)) == rounding
    assert rounding != Rounding("down 0.01")
    assert Rounding(Rounding("down 0.01"), citation=CITED) == rounding
    assert Rounding(rounding) is rounding
    with pytest.raises(InputError) as caught:
        Rounding("down 0.01", citation="mk205#37")
    assert str(caught.value) == 'not a citation (expected a Citation, found "mk205#37")'


@pytest.mark.parametrize(
    ("unit", "exponent", "step"),
    [("0.01", 2, 1), ("0.01", 4, 100), ("0.05", 2, 5), ("1", 0, 1), ("100", 3, 100_000)],
)
def test_the_unit_in_minor_units(unit, exponent, step):
    assert Rounding("down", unit).step(exponent) == step


def test_a_unit_finer_than_the_currency_is_refused_when_it_is_used():
    rounding = Rounding("down 0.01")
    for use in (
        lambda: rounding.step(0),
        lambda: rounding.minor(1, 2, 0),
        lambda: rounding.of(Fraction(1), "JPY"),
        lambda: rounding.same_under(Fraction(1), "JPY"),
    ):
        with pytest.raises(InputError) as caught:
            use()
        assert str(caught.value) == (
            "the unit 0.01 is finer than a currency with 0 decimals; "
            "name a unit of whole minor units"
        )
    with pytest.raises(InputError, match=r"the unit 0\.025 is finer than a currency with 2"):
        Rounding("down 0.025").step(2)


@pytest.mark.parametrize(("exponent", "shown"), [(-1, "-1"), (2.0, "2.0"), (True, "true")])
def test_decimals_are_counted_from_zero(exponent, shown):
    with pytest.raises(InputError) as caught:
        Rounding("down 0.01").step(exponent)
    assert str(caught.value) == f"decimals are counted from zero (found {shown})"


@pytest.mark.parametrize("stranger", [1.5, True, Decimal(1), Fraction(1), "1", None])
def test_only_whole_numbers_are_divided(stranger):
    for arguments in ((stranger, 2, 2), (1, stranger, 2)):
        with pytest.raises(InputError) as caught:
            Rounding("down 0.01").minor(*arguments)
        assert caught.value.message == "minor units are whole numbers"
        assert caught.value.expected == "an int"
        assert caught.value.found


def test_nothing_is_divided_by_zero():
    with pytest.raises(InputError) as caught:
        Rounding("down 0.01").minor(1, 0, 2)
    assert str(caught.value) == "a division by zero has nothing to round"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(1.5, "1.5"), (True, "true"), (Decimal("1.5"), "a Decimal"), ("1.5", '"1.5"')],
)
def test_only_an_exact_number_is_rounded(amount, shown):
    for use in (Rounding("down 0.01").of, Rounding("down 0.01").same_under):
        with pytest.raises(InputError) as caught:
            use(amount, "EUR")
        assert str(caught.value) == (
            f"only an exact number can be rounded (expected a Fraction, found {shown})"
        )


def test_a_whole_number_is_exact_too():
    assert Rounding("down 0.01").of(3, "EUR") == Money("3.00 EUR")


def test_the_currency_is_known_and_the_result_in_range():
    with pytest.raises(InputError, match="unknown currency"):
        Rounding("down 0.01").of(Fraction(1), "XYZ")
    with pytest.raises(InputError, match="at most 16 digits"):
        Rounding("up 0.01").of(Fraction(10**16 * 1000 - 1, 1000), "EUR")


def test_where_the_seed_decides_nothing():
    """Half-up, half-even and down alike give the published support: it proves no mode."""
    exact = Fraction("586584.85") * Fraction(17, 20)
    assert exact == Fraction("498597.1225")
    assert Rounding("down 0.01").same_under(exact, "EUR") == (
        "half_up",
        "half_even",
        "half_down",
        "floor",
    )
    assert Rounding("up 0.01").same_under(exact, "EUR") == ("ceiling",)


def test_a_total_larger_than_money_is_compared_all_the_same():
    large = Fraction(10**20) + Fraction(1, 200)
    assert Rounding("down 0.01").same_under(large, "EUR") == (
        "half_even",
        "half_down",
        "floor",
    )


def by_definition(mode: str, exact: Fraction) -> int:
    """What each mode means, said in fractions and signs."""
    size, sign = abs(exact), -1 if exact < 0 else 1
    near, far = math.floor(size), math.ceil(size)
    half = size - near - Fraction(1, 2)
    return {
        "half_up": sign * (far if half >= 0 else near),
        "half_down": sign * (far if half > 0 else near),
        "half_even": round(exact),  # of a fraction, to the even neighbour
        "down": math.trunc(exact),
        "up": sign * far,
        "floor": math.floor(exact),
        "ceiling": math.ceil(exact),
    }[mode]


@pytest.mark.parametrize("mode", MODES)
def test_every_small_fraction_is_rounded_as_the_mode_is_defined(mode):
    rounding = Rounding(mode, "0.01")
    for below in (*range(1, 8), -2, -3):
        for above in range(-22, 23):
            wanted = by_definition(mode, Fraction(above, below))
            assert rounding.minor(above, below, 2) == wanted, (above, below)


def test_the_number_that_is_none_is_named():
    with pytest.raises(InputError, match=r"found 1\.5"):
        Rounding("down 0.01").minor(1.5, 2, 2)
    with pytest.raises(InputError, match=r"found 2\.5"):
        Rounding("down 0.01").minor(1, 2.5, 2)
