"""Exchange: published figures, rates that are not there, averages, frozen and fixed rates."""

import pickle
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.funding import (
    EEK_PER_EUR,
    FIXED_FROM,
    FIXED_RATES,
    LTL_PER_EUR,
    LVL_PER_EUR,
    ExchangeRate,
    FxRates,
    Worked,
    average_of_days,
    average_of_months,
    convert,
    convert_as_jems,
    convert_at,
    convert_fixed,
    rate_at_first_submission,
)
from fundtrack.values import MODES, CurrencyMismatch, InputError, Money, Period, Rate, Rounding
from tests.funding.explained import held

HALF_UP = Rounding("half_up 0.01")
DOWN = Rounding("down 0.01")
MARCH = date(2023, 3, 14)
TABLE = FxRates(
    {
        "SEK": {"2023-03": "11.4320", "2023-05": "11.3385", "2023-03-14": "11.4000"},
        "CZK": {"2023-03": "24.850"},
        "PLN": {"2023-03": "4.2563"},
        "JPY": {"2023-03": "143.55"},
        "KWD": {"2023-03": "0.32685"},
    },
    base="EUR",
    quoted="local_per_base",
    source="InforEuro",
)
#: The same in the other direction, as other banks quote: dollars for one pound.
DOLLARS = FxRates(
    {"GBP": {"2023-03": "1.2105"}, "SEK": {"2023-03": "0.0957"}},
    base="USD",
    quoted="base_per_local",
    source="an invented table",
)


def euro(amount: str, rounding: Rounding = HALF_UP) -> Money:
    return held(
        convert(Money(amount), "EUR", TABLE, on=MARCH, by="month", rounding=rounding)
    ).money


# ---- The figures of the sheets ------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "local", "rounding", "result"),
    [
        ("EU shared management, FX.MAINSTREAM", "1000.00 PLN", HALF_UP, "234.95 EUR"),
        ("the same, truncation", "1000.00 PLN", DOWN, "234.94 EUR"),
        ("Interreg, FX.INTERREG", "8765.43 SEK", HALF_UP, "766.75 EUR"),
        ("the same, truncation", "8765.43 SEK", DOWN, "766.74 EUR"),
        ("Interreg, FX.INTERREG", "64000.00 CZK", HALF_UP, "2575.45 EUR"),
    ],
)
def test_conversions_of_the_sheets(
    source: str, local: str, rounding: Rounding, result: str
) -> None:
    assert euro(local, rounding) == Money(result), source


@pytest.mark.parametrize(
    ("source", "amount", "result", "inverse"),
    [
        ("eiro.lv", "100.00 LVL", "142.29 EUR", None),
        ("eiro.lv", "1000.00 LVL", "1422.87 EUR", None),
        ("eur.lv.rate", "45678.00 LVL", "64993.94 EUR", "64993.95"),
        ("eur.lv.rate", "260000.00 LVL", "369946.67 EUR", "369946.72"),
        ("eur.lv.rate, L-KAP-12-0002", "298000.00 LVL", "424015.80 EUR", "424015.86"),
        ("eur.lv.rate", "30000000.00 LVL", "42686154.32 EUR", "42686160.00"),
        ("euro.eesti.ee, conversion rules", "50.00 EEK", "3.20 EUR", None),
        ("euro.eesti.ee, conversion rules", "179.50 EEK", "11.47 EUR", None),
        ("euro.eesti.ee, conversion rules", "1110.90 EEK", "71.00 EUR", None),
    ],
)
def test_fixed_rates_of_the_sheets(
    source: str, amount: str, result: str, inverse: str | None
) -> None:
    found = held(convert_fixed(Money(amount), "EUR"))
    assert found.money == Money(result), source
    assert found.rounding is not None
    assert str(found.rounding.citation) == "31997R1103#5"
    if inverse is not None:  # the sheet prints what the forbidden inverse rate would give
        upside_down = ExchangeRate("LVL", "1.422872", base="EUR", quoted="base_per_local")
        wrong = held(convert_at(Money(amount), upside_down, rounding=HALF_UP)).money
        assert wrong == Money(f"{inverse} EUR") != found.money


@pytest.mark.parametrize(
    ("rate", "text", "since"),
    [
        (EEK_PER_EUR, "15.6466", date(2011, 1, 1)),
        (LTL_PER_EUR, "3.45280", date(2015, 1, 1)),
        (LVL_PER_EUR, "0.702804", date(2014, 1, 1)),
    ],
)
def test_a_fixed_rate_has_six_significant_figures(
    rate: ExchangeRate, text: str, since: date
) -> None:
    assert len(text.replace(".", "").lstrip("0")) == 6  # 1103/97, Article 4(1)
    assert held(rate).number == Fraction(text)
    assert (rate.base, rate.quoted) == ("EUR", "local_per_base")
    assert "Council Regulation (EU)" in rate.rate.source
    assert FIXED_RATES[rate.local] is rate
    assert FIXED_FROM[rate.local] == since


@pytest.mark.parametrize(
    ("amount", "to", "result"),
    [
        ("1250.00 EUR", "LVL", "878.51 LVL"),  # exactly 878.505
        ("1249.99 EUR", "LVL", "878.50 LVL"),
        ("-1250.00 EUR", "LVL", "-878.51 LVL"),
    ],
)
def test_an_exact_half_goes_up_and_a_credit_note_mirrors_it(
    amount: str, to: str, result: str
) -> None:
    assert held(convert_fixed(Money(amount), to)).money == Money(result)


def test_lats_go_to_kroons_through_euro() -> None:
    found = held(convert_fixed(Money("100.00 LVL"), "EEK"))
    assert found.money == Money("2226.31 EEK")  # 100 / 0.702804 * 15.6466 = 2226.3106…
    assert found.formula == "amount_lvl / lvl_per_eur * eek_per_eur"
    # Article 4(4): the euro in the middle may be rounded to three decimals, not to two
    euro_cents = convert_fixed(Money("100.00 LVL"), "EUR").money
    assert held(convert_fixed(euro_cents, "EEK")).money == Money("2226.35 EEK")


# ---- Directions, decimals, the way through the base ----------------------------------------


@pytest.mark.parametrize(
    ("amount", "to", "table", "result", "formula"),
    [
        ("100.00 EUR", "SEK", TABLE, "1143.20 SEK", "amount_eur * sek_per_eur"),
        ("100.00 GBP", "USD", DOLLARS, "121.05 USD", "amount_gbp * usd_per_gbp"),
        ("121.05 USD", "GBP", DOLLARS, "100.00 GBP", "amount_usd / usd_per_gbp"),
        ("100.00 GBP", "SEK", DOLLARS, "1264.89 SEK", "amount_gbp * usd_per_gbp / usd_per_sek"),
        ("1000.00 SEK", "CZK", TABLE, "2173.72 CZK", "amount_sek / sek_per_eur * czk_per_eur"),
        ("1000 JPY", "EUR", TABLE, "6.97 EUR", "amount_jpy / jpy_per_eur"),
        ("1000.00 EUR", "KWD", TABLE, "326.850 KWD", "amount_eur * kwd_per_eur"),
        ("12.34 EUR", "EUR", TABLE, "12.34 EUR", "amount_eur"),
        ("0.00 SEK", "EUR", TABLE, "0.00 EUR", "amount_sek / sek_per_eur"),
    ],
)
def test_every_direction(
    amount: str, to: str, table: FxRates, result: str, formula: str
) -> None:
    unit = Rounding("half_up 0.001") if to == "KWD" else HALF_UP
    found = held(convert(Money(amount), to, table, on=MARCH, by="month", rounding=unit))
    assert (found.money, found.formula) == (Money(result), formula)


def test_month_and_day_are_two_rates() -> None:
    by_day = held(
        convert(Money("8765.43 SEK"), "EUR", TABLE, on=MARCH, by="day", rounding=HALF_UP)
    )
    assert by_day.money == Money("768.90 EUR")
    assert euro("8765.43 SEK") == Money("766.75 EUR")


@pytest.mark.parametrize(
    ("on", "by", "message"),
    [
        (
            date(2023, 2, 28),
            "month",
            "no rate of SEK for the month 2023-02 .*2023-03 to 2023-05",
        ),
        (date(2023, 4, 1), "month", "no rate of SEK for the month 2023-04"),
        (date(2023, 6, 1), "month", "no rate of SEK for the month 2023-06"),
        (date(2023, 3, 13), "day", "no rate of SEK for the day 2023-03-13"),
        (date(2023, 3, 15), "day", "no rate of SEK for the day 2023-03-15"),
    ],
)
def test_a_rate_is_never_taken_from_elsewhere(on: date, by: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        TABLE.rate("SEK", on=on, by=by)  # type: ignore[arg-type]


@pytest.mark.parametrize("on", [date(2023, 3, 1), date(2023, 3, 31)])
def test_a_month_has_its_first_and_its_last_day(on: date) -> None:
    assert held(TABLE.rate("SEK", on=on, by="month")).number == Fraction("11.432")


def test_a_check_asks_without_an_error() -> None:
    assert TABLE.find("SEK", on=MARCH, by="month") == TABLE.rate("SEK", on=MARCH, by="month")
    assert TABLE.find("SEK", on=date(2023, 3, 13), by="day") is None
    assert TABLE.find("NOK", on=MARCH, by="month") is None
    with pytest.raises(InputError, match="month or day"):
        TABLE.find("SEK", on=MARCH, by="year")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="month or day"):
        TABLE.published("SEK", by="year")  # type: ignore[arg-type]
    assert TABLE.find(["SEK"], on=MARCH, by="month") is None  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no rates of a currency"):
        TABLE.rate(["SEK"], on=MARCH, by="month")  # type: ignore[arg-type]


def test_the_table_says_what_it_has() -> None:
    assert TABLE.published("SEK", by="month") == ("2023-03", "2023-05")
    assert TABLE.published("SEK", by="day") == ("2023-03-14",)
    assert TABLE.published("CZK", by="day") == ()
    with pytest.raises(
        InputError, match=r"no rate of CZK for the day 2023-03-14 .expected rates"
    ):
        TABLE.rate("CZK", on=MARCH, by="day")


def test_a_table_is_a_value() -> None:
    rates = {"SEK": {MARCH: "11.4", "2023-03": Decimal("11.4320")}}
    same = {"SEK": {"2023-03": Fraction("11.432"), "2023-03-14": Fraction("11.4")}}
    named = {"base": "EUR", "quoted": "local_per_base", "source": "ECB"}
    table = FxRates(rates, **named)  # type: ignore[arg-type]
    assert table == FxRates(same, **named)  # type: ignore[arg-type]
    assert pickle.loads(pickle.dumps(table)) == table == table.replace()
    assert hash(table) == hash(table.replace())
    rates["SEK"]["2023-03"] = "1"  # what the host does later changes nothing
    assert table.rate("SEK", on=MARCH, by="month").number == Fraction("11.432")
    with pytest.raises(AttributeError):
        table.base = "USD"  # type: ignore[misc]
    with pytest.raises(TypeError):
        table.rates["SEK"]["2023-03"] = Fraction(1)  # type: ignore[index]


# ---- Laws ----------------------------------------------------------------------------------

amounts = st.integers(-(10**13), 10**13).map(lambda ore: Money.of_minor(ore, "SEK"))
rate_numbers = st.decimals("0.0001", "99999", places=4).map(Fraction)


@given(
    st.lists(amounts, min_size=2, max_size=6),
    rate_numbers,
    st.sampled_from([*MODES]),
    st.sampled_from(["0.01", "1"]),
)
@example([Money("0.05 SEK"), Money("0.05 SEK")], Fraction("11.432"), "half_up", "0.01")
@example([Money("0.05 SEK"), Money("-0.05 SEK")], Fraction(11), "floor", "0.01")
def test_a_sum_converts_to_the_sum_within_fewer_units_than_amounts(
    lines: list[Money], number: Fraction, mode: str, unit: str
) -> None:
    rate = ExchangeRate("SEK", number, base="EUR", quoted="local_per_base")
    rounding = Rounding(f"{mode} {unit}")
    each = [convert_at(line, rate, rounding=rounding).money.minor for line in lines]
    whole = held(convert_at(sum(lines, Money.zero("SEK")), rate, rounding=rounding)).money.minor
    assert abs(sum(each) - whole) <= (len(lines) - 1) * rounding.step(2)


def test_two_amounts_may_differ_from_their_sum_by_one_cent() -> None:
    assert euro("0.06 SEK") == Money("0.01 EUR")
    assert euro("0.12 SEK") == Money("0.01 EUR")  # and not 0.02


@given(amounts, amounts, rate_numbers, st.sampled_from([*MODES]))
def test_conversion_keeps_the_order_and_the_sign(
    one: Money, other: Money, number: Fraction, mode: str
) -> None:
    rate = ExchangeRate("SEK", number, base="EUR", quoted="local_per_base")
    rounding = Rounding(f"{mode} 0.01")
    low, high = sorted((one, other))
    below = held(convert_at(low, rate, rounding=rounding)).money
    above = convert_at(high, rate, rounding=rounding).money
    assert below <= above
    if mode not in ("floor", "ceiling"):
        assert convert_at(-low, rate, rounding=rounding).money == -below
    assert abs(below.minor - low.minor / number) < 1


@given(st.integers(-(10**15), 10**15))
@example(1)
def test_lats_come_back_from_euro_and_euro_from_kroons_and_litai(minor: int) -> None:
    # a cent of error in the dearer currency is less than half a cent of the cheaper one
    lats = Money.of_minor(minor, "LVL")
    assert convert_fixed(held(convert_fixed(lats, "EUR")).money, "LVL").money == lats
    for code in ("EEK", "LTL"):
        cents = Money.of_minor(minor, "EUR")
        assert convert_fixed(held(convert_fixed(cents, code)).money, "EUR").money == cents


@given(st.integers(1, 10**15))
def test_lats_are_always_fewer_than_their_euro(minor: int) -> None:
    found = convert_fixed(Money.of_minor(minor, "LVL"), "EUR").money.minor
    assert found >= minor
    assert found > minor or minor == 1  # one santims is 1.42 cents


@given(amounts, st.integers(1, 10**6))
def test_both_directions_of_a_quotation_agree_where_the_inverse_is_exact(
    amount: Money, number: int
) -> None:
    for rounding in (HALF_UP, DOWN):
        divided = ExchangeRate("SEK", number, base="EUR", quoted="local_per_base")
        times = ExchangeRate("SEK", Fraction(1, number), base="EUR", quoted="base_per_local")
        assert (
            held(convert_at(amount, divided, rounding=rounding)).money
            == held(convert_at(amount, times, rounding=rounding)).money
        )


# ---- Averages of a reporting period --------------------------------------------------------


def daily(*days: str) -> FxRates:
    """Rates 11, 12, 13… on these days of March 2023."""
    rates = {f"2023-03-{one}": str(11 + place) for place, one in enumerate(days)}
    return FxRates({"SEK": rates}, base="EUR", quoted="local_per_base", source="ECB")


WORKING = daily("06", "07", "08", "09", "10", "13", "14")


@pytest.mark.parametrize(
    ("period", "gap_max", "average"),
    [
        ("2023-03-06/2023-03-10", 0, "13"),  # 11 to 15
        ("2023-03-06/2023-03-14", 2, "14"),  # the weekend of the 11th has none
        ("2023-03-10/2023-03-12", 2, "15"),
        ("2023-03-12/2023-03-13", 1, "16"),
        ("2023-03-14/2023-03-14", 0, "17"),
        ("2023-03-04/2023-03-16", 2, "14"),  # two days before, two after
    ],
)
def test_averages_of_days(period: str, gap_max: int, average: str) -> None:
    found = held(average_of_days("SEK", WORKING, period=Period(period), gap_max=gap_max))
    assert found.number == Fraction(average)
    assert found.name == "sek_per_eur"
    first, last = period.split("/")
    assert found.rate.source == f"ECB, average of {first} to {last}"


@pytest.mark.parametrize(
    ("period", "gap_max", "missing"),
    [
        ("2023-03-06/2023-03-14", 1, "2023-03-11 to 2023-03-12"),
        ("2023-03-03/2023-03-14", 2, "2023-03-03 to 2023-03-05"),
        ("2023-03-06/2023-03-17", 2, "2023-03-15 to 2023-03-17"),
        ("2023-03-11/2023-03-12", 9, "2023-03-11 to 2023-03-12"),  # nothing to average
        ("2022-01-01/2022-12-31", 4, "2022-01-01 to 2022-12-31"),
    ],
)
def test_a_hole_in_the_table_is_no_average(period: str, gap_max: int, missing: str) -> None:
    with pytest.raises(InputError, match=f"SEK has no rate from {missing}"):
        average_of_days("SEK", WORKING, period=Period(period), gap_max=gap_max)


def test_the_rates_are_averaged_and_not_their_inverses() -> None:
    rates = FxRates(
        {"SEK": {"2023-03-01": "8", "2023-03-02": "12"}},
        base="EUR",
        quoted="local_per_base",
        source="ECB",
    )
    average = average_of_days("SEK", rates, period=Period("2023-03-01/2023-03-02"), gap_max=0)
    found = held(convert_at(Money("1000.00 SEK"), average, rounding=HALF_UP))
    assert found.money == Money("100.00 EUR")  # the average of the inverses gives 104.17


MONTHLY = FxRates(
    {"SEK": {"2022-12": "10", "2023-01": "11.10", "2023-02": "11.20", "2023-03": "11.45"}},
    base="EUR",
    quoted="local_per_base",
    source="InforEuro",
)


@pytest.mark.parametrize(
    ("period", "average"),
    [
        ("2023-01-01/2023-03-31", "11.25"),
        ("2023-01-31/2023-03-01", "11.25"),  # a month that is touched counts whole
        ("2023-02-10/2023-02-11", "11.20"),
        ("2022-12-31/2023-01-01", "10.55"),
    ],
)
def test_averages_of_months(period: str, average: str) -> None:
    found = held(average_of_months("SEK", MONTHLY, period=Period(period)))
    assert found.number == Fraction(average)


@pytest.mark.parametrize("period", ["2022-11-30/2023-03-31", "2023-01-01/2023-04-01"])
def test_a_missing_month_is_no_average(period: str) -> None:
    with pytest.raises(InputError, match=r"no rate of SEK for the month (2022-11|2023-04)"):
        average_of_months("SEK", MONTHLY, period=Period(period))


@given(st.lists(rate_numbers, min_size=1, max_size=60))
def test_an_average_lies_between_its_rates_and_counts_each_once(
    numbers: list[Fraction],
) -> None:
    start = date(2023, 1, 30)
    days = [start + timedelta(place) for place in range(len(numbers))]
    table = FxRates(
        {"SEK": dict(zip(days, numbers, strict=True))},
        base="EUR",
        quoted="local_per_base",
        source="ECB",
    )
    period = Period(days[0], days[-1])
    found = held(average_of_days("SEK", table, period=period, gap_max=0)).number
    assert min(numbers) <= found <= max(numbers)
    assert found * len(numbers) == sum(numbers)


def test_an_average_of_the_last_month_there_is() -> None:
    table = FxRates(
        {"SEK": {"9999-12": "11"}}, base="EUR", quoted="local_per_base", source="InforEuro"
    )
    period = Period("9999-12-01/9999-12-31")
    assert average_of_months("SEK", table, period=period).number == 11


# ---- Frozen at the first submission --------------------------------------------------------


@given(st.lists(st.dates(date(2023, 3, 1), date(2030, 1, 1)), min_size=1), st.randoms())
@example([date(2023, 5, 1), date(2023, 3, 31)], None)
def test_a_later_submission_never_changes_the_rate(days: list[date], order: object) -> None:
    submitted = [date(2023, 3, 1), *days]
    if order is not None:
        order.shuffle(submitted)  # type: ignore[attr-defined]
    found = rate_at_first_submission("SEK", TABLE, submitted_on=submitted, by="month")
    assert held(found) == TABLE.rate("SEK", on=MARCH, by="month")


@pytest.mark.parametrize(
    ("amount", "submitted_on", "result"),
    [
        ("8765.43 SEK", [date(2023, 3, 30), date(2023, 5, 2)], "766.75 EUR"),
        ("8765.43 SEK", [date(2023, 5, 2)], "773.07 EUR"),
        ("64000.00 CZK", [date(2023, 3, 1)], "2575.45 EUR"),
        ("-8765.43 SEK", [date(2023, 3, 30)], "-766.75 EUR"),
        ("1200.00 EUR", [date(2031, 1, 1)], "1200.00 EUR"),  # reported in euro: no rate needed
    ],
)
def test_as_jems_converts(amount: str, submitted_on: list[date], result: str) -> None:
    found = held(convert_as_jems(Money(amount), TABLE, submitted_on=submitted_on))
    assert found.money == Money(result)
    assert found.rounding == HALF_UP


def test_jems_fails_without_a_rate() -> None:
    with pytest.raises(InputError, match="no rate of CZK for the month 2023-05"):
        convert_as_jems(Money("1.00 CZK"), TABLE, submitted_on=[date(2023, 5, 2)])
    with pytest.raises(InputError, match="wrong length of submitted_on"):
        convert_as_jems(Money("1.00 CZK"), TABLE, submitted_on=[])


# ---- Refusals ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("series", "message"),
    [
        ({"2023-03": "0"}, "SEK of 2023-03 is not above zero"),
        ({"2023-03": "-1"}, "SEK of 2023-03 is not an exact number"),
        ({"2023-03": 11.432}, "SEK of 2023-03 is not an exact number"),
        ({"2023-03": "11,432"}, "not an exact number"),
        ({"2023-03": "1e1"}, "not an exact number"),
        ({"2023-03": " 11"}, "not an exact number"),
        ({"2023-03": "1" * 30}, "not an exact number"),
        ({"2023-03": True}, "not an exact number"),
        ({"2023-03": Decimal("NaN")}, "not an exact number"),
        ({"2023-03": Decimal("1E+900000")}, "not an exact number"),
        ({"2023-03": Fraction(1, 2**200)}, "not an exact number"),
        ({"2023-03": Fraction(-1, 2)}, "is not above zero"),
        ({"2023-13": "11"}, "by month or day"),
        ({"2023-3": "11"}, "by month or day"),
        ({"03.2023": "11"}, "by month or day"),
        ({"2023-02-29": "11"}, "by month or day"),
        ({"2023": "11"}, "by month or day"),
        ({datetime(2023, 3, 14, 12): "11"}, "by month or day"),
        ({202303: "11"}, "by month or day"),
        ({MARCH: "11", "2023-03-14": "12"}, "two rates for one day"),
        ({}, "no rates of SEK"),
        ([("2023-03", "11")], "no rates of SEK"),
    ],
)
def test_a_table_refuses(series: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        FxRates({"SEK": series}, base="EUR", quoted="local_per_base", source="x")  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rates": {}}, "no rates"),
        ({"rates": {"EUR": {"2023-03": "1"}}}, "EUR is the base of the rates"),
        ({"rates": {"XYZ": {"2023-03": "1"}}}, "unknown currency"),
        ({"base": "XYZ"}, "unknown currency"),
        ({"quoted": "per_euro"}, "the direction of a rate is not named"),
        ({"source": ""}, "rates need their source"),
        ({"source": "x" * 301}, "rates need their source"),
        ({"source": None}, "rates need their source"),
    ],
)
def test_a_table_refuses_around_its_rates(change: dict[str, object], message: str) -> None:
    whole = {
        "rates": {"SEK": {"2023-03": "11"}},
        "base": "EUR",
        "quoted": "local_per_base",
        "source": "x",
    }
    with pytest.raises(InputError, match=message):
        FxRates(**(whole | change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "key", "rate", "quoted", "refused"),
    [
        ("LVL", "2013-12", "0.7028", "local_per_base", False),
        ("LVL", "2013-12-31", "0.7028", "local_per_base", False),
        ("LVL", "2014-01", "0.702804", "local_per_base", False),
        ("LVL", "2014-01-01", "0.702804", "local_per_base", False),
        ("LVL", "2014-01", "0.7028", "local_per_base", True),
        ("LVL", "2014-01-01", "1.422872", "local_per_base", True),  # upside down
        ("LVL", "2014-01", "1.422872", "base_per_local", True),  # no inverse rates
        ("LVL", "2014-01", Fraction(1000000, 702804), "base_per_local", True),
        ("LVL", "2014-01", "0.702804", "base_per_local", True),  # its label is upside down
        ("EEK", "2010-12", "15.65", "local_per_base", False),
        ("EEK", "2011-01", "15.65", "local_per_base", True),
        ("LTL", "2014-12-31", "3.4527", "local_per_base", False),
        ("LTL", "2015-01-01", "3.4527", "local_per_base", True),
        ("SEK", "2015-01-01", "9.4", "local_per_base", False),
    ],
)
def test_a_table_cannot_contradict_a_fixed_rate(
    code: str, key: str, rate: str | Fraction, quoted: str, refused: bool
) -> None:
    def table(base: str) -> FxRates:
        return FxRates({code: {key: rate}}, base=base, quoted=quoted, source="x")  # type: ignore[arg-type]

    assert table("USD")  # against another base nothing is fixed
    if refused:
        with pytest.raises(InputError, match=f"{code} has one rate for ever since"):
            table("EUR")
    else:
        assert table("EUR")


def test_what_a_conversion_refuses() -> None:
    sek = Money("1.00 SEK")
    with pytest.raises(InputError, match=r"no rates of a currency .expected one of CZK, JPY"):
        convert(Money("1.00 NOK"), "EUR", TABLE, on=MARCH, by="month", rounding=HALF_UP)
    with pytest.raises(InputError, match="unknown currency"):
        convert(sek, "XYZ", TABLE, on=MARCH, by="month", rounding=HALF_UP)
    with pytest.raises(InputError, match="month or day"):
        convert(sek, "EUR", TABLE, on=MARCH, by="week", rounding=HALF_UP)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="on is not a day"):
        convert(sek, "EUR", TABLE, on="2023-03", by="month", rounding=HALF_UP)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="rates are no FxRates"):
        convert(sek, "EUR", {}, on=MARCH, by="month", rounding=HALF_UP)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="amount is not an amount"):
        convert(100, "EUR", TABLE, on=MARCH, by="month", rounding=HALF_UP)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="not a rounding"):
        convert(sek, "EUR", TABLE, on=MARCH, by="month", rounding="half_up 0.01")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="finer than a currency with 0 decimals"):
        convert(sek, "JPY", TABLE, on=MARCH, by="month", rounding=HALF_UP)
    with pytest.raises(InputError, match="at most 16 digits"):
        convert(
            Money("9999999999999999.00 EUR"), "SEK", TABLE, on=MARCH, by="month", rounding=DOWN
        )
    with pytest.raises(InputError, match="a rate of LVL and EUR does not convert SEK"):
        convert_at(sek, LVL_PER_EUR, rounding=HALF_UP)
    with pytest.raises(InputError, match="rate is no exchange rate"):
        convert_at(sek, "11.4", rounding=HALF_UP)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="EUR is the base"):
        TABLE.rate("EUR", on=MARCH, by="month")


def test_what_fixed_rates_refuse() -> None:
    for amount, to in (("1.00 SEK", "EUR"), ("1.00 LVL", "SEK"), ("1.00 EUR", "DEM")):
        with pytest.raises(InputError, match=r"no fixed rate .expected EUR, EEK, LTL, LVL"):
            convert_fixed(Money(amount), to)
    for code in ("EUR", "LVL"):
        with pytest.raises(InputError, match=f"in {code} already"):
            convert_fixed(Money(f"1.00 {code}"), code)


def test_what_averages_refuse() -> None:
    for period in ("2023-03-06/", "/2023-03-06"):
        with pytest.raises(InputError, match="days of the period are not known"):
            average_of_days("SEK", WORKING, period=Period(period), gap_max=9)
        with pytest.raises(InputError, match="days of the period are not known"):
            average_of_months("SEK", MONTHLY, period=Period(period))
    march = Period("2023-03-06/2023-03-10")
    with pytest.raises(InputError, match="gap_max is too small"):
        average_of_days("SEK", WORKING, period=march, gap_max=-1)
    with pytest.raises(InputError, match="no rates of a currency"):
        average_of_days("CZK", WORKING, period=march, gap_max=0)
    with pytest.raises(InputError, match="EUR is the base"):
        average_of_months("EUR", MONTHLY, period=march)


def test_what_a_rate_refuses() -> None:
    named = {"base": "EUR", "quoted": "local_per_base"}
    with pytest.raises(InputError, match="between two currencies"):
        ExchangeRate("EUR", "1", **named)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="the direction of a rate"):
        ExchangeRate("SEK", "1", base="EUR", quoted="divide")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="a rate is not above zero"):
        ExchangeRate("SEK", 0, **named)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stated", "refused"),
    [
        (11.432, 'a rate is not an exact number .*expected text as "11.4320", found 11.432'),
        ("11,432", 'a rate is not an exact number .*found "11,432"'),
        ("", "a rate is not an exact number"),
        ("-11.432", "a rate is not an exact number"),
        (True, "a rate is not an exact number"),
        (Money("11.43 SEK"), "a rate is not an exact number"),
        ("0.000", "a rate is not above zero .*expected a number above zero"),
        (Fraction(-1, 3), "a rate is not above zero .*found a Fraction"),
    ],
)
def test_a_bad_rate_is_refused_wherever_it_is_stated(stated: object, refused: str) -> None:
    with pytest.raises(InputError, match=refused):
        ExchangeRate("SEK", stated, base="EUR", quoted="local_per_base")  # type: ignore[arg-type]
    with pytest.raises(InputError, match=refused.replace("a rate", "SEK of 2023-03")):
        FxRates(
            {"SEK": {"2023-03": stated}},  # type: ignore[dict-item]
            base="EUR", quoted="local_per_base", source="InforEuro",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        (11.432, r"is not an exact number \(expected a Fraction, found 11\.432\)"),
        ("11.4320", "is not an exact number"),
        (Decimal("11.4320"), "is not an exact number"),
        (True, "is not an exact number"),
        (Money("11.43 SEK"), "is not an exact number"),
        (Rate("85 %"), "is not an exact number"),
        (date(2023, 3, 14), "is not an exact number"),
        (Fraction(0), r"is not above zero \(expected a number above zero"),
        (Fraction(-1, 10**12), "is not above zero"),
    ],
)
def test_a_rate_worked_out_is_held_to_the_same(value: object, refused: str) -> None:
    worked = Worked(value, "quoted", {"quoted": Fraction(2)})  # type: ignore[arg-type]
    with pytest.raises(InputError, match=f"a rate that was worked out {refused}"):
        ExchangeRate("SEK", worked, base="EUR", quoted="local_per_base")
    good = ExchangeRate("SEK", "2", base="EUR", quoted="local_per_base")
    with pytest.raises(InputError, match=f"a rate that was worked out {refused}"):
        good.replace(rate=worked)


def test_a_rate_worked_out_is_used_as_it_is_with_its_own_source() -> None:
    least = Fraction(1, 10**12)
    worked = Worked(least, "quoted", {"quoted": least}, source="the bank")
    rate = held(ExchangeRate("SEK", worked, base="EUR", quoted="local_per_base"))
    assert (rate.number, rate.rate) == (least, worked)
    with pytest.raises(InputError, match=r"brings its own source .*found \"InforEuro\""):
        ExchangeRate("SEK", worked, base="EUR", quoted="local_per_base", source="InforEuro")


def test_amounts_of_two_currencies_stay_two() -> None:
    with pytest.raises(CurrencyMismatch):
        euro("1.00 SEK") + Money("1.00 SEK")
