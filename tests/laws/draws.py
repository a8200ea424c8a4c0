"""Draws of values: what the laws of money are tried on."""

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from fundtrack.values import EXPONENTS, MODES, Money, Period, Rate, Rounding

#: One currency of each number of decimals, the euro and a currency of the past.
CURRENCIES = ("EUR", "JPY", "KWD", "CLF", "LVL")

currencies = st.sampled_from(CURRENCIES)
modes = st.sampled_from(MODES)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))


def limit(currency: str) -> int:
    """The smallest number of minor units that is too large."""
    return int("1" + "0" * 16) * [1, 10, 100, 1000, 10000][EXPONENTS[currency]]


def minors(currency: str) -> st.SearchStrategy[int]:
    """Minor units in range: often small, sometimes at the edge."""
    most = limit(currency) - 1
    return st.one_of(
        st.integers(-200, 200),
        st.integers(-(10**10), 10**10),
        st.integers(-most, most),
        st.sampled_from([most, -most]),
    )


def money(currency: str) -> st.SearchStrategy[Money]:
    """Amounts of one currency."""
    return st.builds(Money.of_minor, minors(currency), st.just(currency))


def small(currency: str, most: int = 10**12) -> st.SearchStrategy[Money]:
    """Amounts that can be added without leaving the range."""
    return st.builds(Money.of_minor, st.integers(-most, most), st.just(currency))


amounts = currencies.flatmap(money)
small_amounts = currencies.flatmap(small)
pairs = currencies.flatmap(lambda code: st.tuples(small(code), small(code)))
triples = currencies.flatmap(lambda code: st.tuples(small(code), small(code), small(code)))

shares = st.fractions(0, 1, max_denominator=10**6)
fractions = st.one_of(
    st.fractions(-2, 2, max_denominator=10**4),
    st.builds(Fraction, st.integers(-(10**9), 10**9), st.integers(1, 10**9)),
    st.builds(Fraction, st.integers(-(10**12), 10**12), st.sampled_from([10**4, 8 * 10**6])),
)
rates = fractions.map(Rate)

#: Units that are whole minor units of every currency, and some only of those with decimals.
whole_units = st.sampled_from(["1", "5", "100", "1000"])
cent_units = st.one_of(whole_units, st.sampled_from(["0.01", "0.05", "0.1", "0.5", "2.5"]))
roundings = st.builds(Rounding, modes, whole_units)
cent_roundings = st.builds(Rounding, modes, cent_units)

weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Periods of two known days."""
    return Period(*sorted((draw(days), draw(days))))


half_known = st.one_of(
    days.map(lambda day: Period(day, None)), days.map(lambda day: Period(None, day))
)
