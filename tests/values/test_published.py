"""Published projects come out to the cent."""

from fractions import Fraction

import pytest

from fundtrack.values import Money, Period, Rate, Rounding, co_fund, split

HALF_UP_EURO = Rounding("half_up 1")


@pytest.mark.parametrize(
    ("page", "eligible", "rate", "support", "own"),
    [
        (
            "Life Science Cluster of Latvia",
            "586584.85 EUR",
            "85 %",
            "498597.12 EUR",
            "87987.73 EUR",
        )
    ],
)
def test_published_projects_come_out_to_the_cent(page, eligible, rate, support, own):
    funded = co_fund(Money(eligible), Rate(rate), rounding=Rounding("down 0.01"))
    assert (funded.support, funded.own) == (Money(support), Money(own)), page


def test_a_published_grant_lies_a_hair_below_its_ceiling():
    """5FOREXCELLENCE: 236,944.25 of 249,415.52, eighteen months from 2016-01-01."""
    grant, total = Money("236944.25 EUR"), Money("249415.52 EUR")
    assert Rate.between(grant, total) < Rate("95 %")
    most = Rate("95 %").of(total, rounding=Rounding("down 0.01"))
    assert most == Money("236944.74 EUR")
    assert most - grant == Money("0.49 EUR")
    assert Period.read({"first": "2016-01-01", "months": 18}).last.isoformat() == "2017-06-30"


@pytest.mark.parametrize(
    ("total", "support"),
    [("11028343.00 EUR", "9374092.00 EUR"), ("139341176.00 EUR", "118440000.00 EUR")],
)
def test_published_supports_above_85_percent_are_rounded_to_whole_euro(total, support):
    """Two Latvian projects of 2014-2020 pass the exact ceiling only by rounding half up."""
    exact = Rate("85 %").fraction * Fraction(Money(total).amount)
    assert Money(support).amount > exact
    assert HALF_UP_EURO.of(exact, "EUR") == Money(support)


def test_partner_rates_and_a_cap_on_their_sum():
    """The sheet's partners: 200,000 at 100 %, 150,000 and 90,000 at 70 %, cut to 350,000."""
    down = Rounding("down 0.01")
    grants = [
        Rate("100 %").of(Money("200000 EUR"), rounding=down),
        Rate("70 %").of(Money("150000 EUR"), rounding=down),
        Rate("70 %").of(Money("90000 EUR"), rounding=down),
    ]
    assert sum(grants) == Money("368000.00 EUR")
    assert split(Money("350000 EUR"), grants) == (
        Money("190217.39 EUR"),
        Money("99864.13 EUR"),
        Money("59918.48 EUR"),
    )


def test_the_sum_of_rounded_is_not_the_rounded_sum():
    down, rate = Rounding("down 0.01"), Rate("70 %")
    costs = [Money("21437.89 EUR"), Money("8612.33 EUR"), Money("40055.17 EUR")]
    assert sum(rate.of(cost, rounding=down) for cost in costs) == Money("49073.76 EUR")
    assert rate.of(sum(costs), rounding=down) == Money("49073.77 EUR")


def test_a_rate_is_not_rounded_before_it_is_used():
    exact = Rate.between(Money("900 EUR"), Money("1450 EUR"))
    half_up = Rounding("half_up 0.01")
    assert exact.of(Money("90000 EUR"), rounding=half_up) == Money("55862.07 EUR")
    assert Rate("62.07 %").of(Money("90000 EUR"), rounding=half_up) == Money("55863.00 EUR")
