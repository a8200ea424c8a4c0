"""A worked figure says its formula, its numbers, its rounding and its source; nothing hides."""

from datetime import date
from fractions import Fraction

import pytest

from fundtrack.funding import Worked, Workings
from fundtrack.values import InputError, Money, Rate, Rounding
from tests.funding.explained import held

DOWN = Rounding("down 0.01")
ELIGIBLE = Money("586584.85 EUR")
SUPPORT = Worked(
    Money("498597.12 EUR"),
    "eligible * rate",
    {"eligible": ELIGIBLE, "rate": Rate("85 %")},
    DOWN,
    "an act, article 1",
)
OWN = Worked(
    Money("87987.73 EUR"), "eligible - grant", {"eligible": ELIGIBLE, "grant": SUPPORT}
)
HALF, THREE_QUARTERS = Fraction(1, 2), Rate("75 %")
EURO = Money("1.00 EUR")


class Both(Workings):
    grant: Worked
    own: Worked
    others: tuple[Worked, ...] = ()


def test_a_figure_is_told_with_what_went_into_it() -> None:
    assert OWN.explain("own_contribution") == (
        "own contribution = eligible − grant\n"
        "    = 586584.85 EUR − 498597.12 EUR = 87987.73 EUR\n"
        "  grant = eligible × rate\n"
        "      = 586584.85 EUR × 85 % = 498597.1225 EUR, down 0.01: 498597.12 EUR"
        " (an act, article 1)"
    )


def test_several_figures_are_told_by_name_and_in_order() -> None:
    both = Both(SUPPORT, OWN, (SUPPORT, OWN))
    names = [name for name, _ in both.worked()]
    assert names == ["grant", "own", "others_1", "others_2"]
    assert held(both).explain().startswith("grant = eligible × rate\n")
    assert "\nothers 2 = eligible − grant\n" in both.explain()


def test_a_figure_that_its_formula_does_not_lead_to_is_found_out() -> None:
    wrong = SUPPORT.replace(value=Money("498597.13 EUR"))
    with pytest.raises(AssertionError):
        held(wrong)
    with pytest.raises(AssertionError):
        held(OWN.replace(given={"eligible": ELIGIBLE, "grant": wrong}))


def test_the_explanation_is_the_tree_a_report_shows() -> None:
    told = OWN.explanation("own")
    assert (told.label, told.value, told.currency) == ("own", Fraction(8798773, 100), "EUR")
    (eligible, grant) = told.parts
    assert (eligible.label, grant.label, grant.rounding) == ("eligible", "grant", "down 0.01")
    assert grant.exact == Fraction("498597.1225")
    assert grant.source is not None
    assert grant.source.title == "an act, article 1"


@pytest.mark.parametrize(
    ("worked", "told"),
    [
        (Worked(Rate("2/37"), "part / whole", {"part": 2, "whole": 37}), "2 ÷ 37 = 2/37"),
        (
            Worked(Fraction(2, 3), "used / life", {"used": HALF, "life": THREE_QUARTERS}),
            "0.5 ÷ 75 % = 0.666666…",
        ),
        (
            Worked(Money("-0.67 EUR"), "paid / n", {"paid": Money("-2.00 EUR"), "n": 3}, DOWN),
            "-2.00 EUR ÷ 3 = -0.666666… EUR, down 0.01: -0.67 EUR",
        ),
        (
            Worked(date(2026, 3, 1), "day", {"day": date(2026, 3, 1)}),
            "= 2026-03-01",
        ),
        (
            Worked(Money("0.34 EUR"), "a / n", {"a": EURO, "n": 3}, None, "", "LR"),
            "1.00 EUR ÷ 3 = 0.333333… EUR, LR: 0.34 EUR",
        ),
    ],
)
def test_figures_of_every_kind_are_written_out(worked: Worked, told: str) -> None:
    assert told in worked.explain()


def test_only_an_amount_is_taken_for_one() -> None:
    assert SUPPORT.money == Money("498597.12 EUR")
    with pytest.raises(InputError, match="no amount"):
        _ = Worked(Rate("85 %"), "rate", {"rate": Rate("85 %")}).money


def test_two_are_equal_when_all_they_say_is() -> None:
    same = SUPPORT.replace()
    assert (same, hash(same)) == (SUPPORT, hash(SUPPORT))
    assert SUPPORT.replace(given={"eligible": ELIGIBLE, "rate": Rate("17/20")}) == SUPPORT
    assert SUPPORT.replace(rounding=Rounding("up 0.01")) != SUPPORT
    assert SUPPORT.replace(given={"eligible": ELIGIBLE, "rate": Rate("84 %")}) != SUPPORT
