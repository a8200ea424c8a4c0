"""The table of currencies: decimals as ISO 4217 has them."""

import re

import pytest
from babel import Locale
from babel.core import get_global

from fundtrack.values import EXPONENTS, InputError, exponent_of

WITHOUT_CENTS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
#: Codes that are no money with a minor unit: metals, baskets, the offshore name of the yuan.
NO_MONEY = {"CNH", "XSU", "XUA", "XDR", "XAG", "XAU", "XPD", "XPT", "XTS", "XXX"}


def test_decimals_are_those_of_iso_4217():
    for decimals, codes in WITHOUT_CENTS.items():
        assert {code for code, n in EXPONENTS.items() if n == decimals} == set(codes.split())
    assert set(EXPONENTS.values()) == {0, 2, 3, 4}
    for code in ("EUR", "USD", "SEK", "HUF", "LVL", "EEK", "LTL", "SKK", "HRK", "BGN", "ANG"):
        assert EXPONENTS[code] == exponent_of(code) == 2


def test_every_currency_that_is_tender_somewhere_is_there():
    uses = (use for uses in get_global("territory_currencies").values() for use in uses)
    tender = {code for code, _, until, _ in uses if until is None}
    missing = tender - set(EXPONENTS)
    assert {code for code in missing if not code.startswith("XB")} <= NO_MONEY


def test_every_code_is_one_that_others_know():
    """A typing error in the table would be a code that the Unicode tables do not name."""
    known = set(Locale("en").currencies)
    assert [code for code in EXPONENTS if code not in known] == []
    assert all(re.fullmatch("[A-Z]{3}", code) for code in EXPONENTS)


@pytest.mark.parametrize("code", ["XAU", "XXX", "XTS", "XDR"])
def test_what_has_no_minor_unit_is_no_currency(code):
    assert code not in EXPONENTS


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("XYZ", '"XYZ"'),
        ("eur", '"eur"'),
        ("", '""'),
        (None, "null"),
        (978, "978"),
        ([], "a list"),
    ],
)
def test_an_unknown_code_is_said(given, shown):
    with pytest.raises(InputError) as caught:
        exponent_of(given)
    assert str(caught.value) == (
        f"unknown currency (expected a code of ISO 4217, as EUR, found {shown})"
    )


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError):
        EXPONENTS["EUR"] = 3
