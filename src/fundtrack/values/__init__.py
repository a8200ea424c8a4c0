"""Money, rates, roundings, splits, periods, citations: exact, immutable, equal by content.

Nothing here knows a project, a rule, a language or a clock.
"""

from .citation import Citation
from .currencies import EXPONENTS, exponent_of
from .errors import (
    BookError,
    CurrencyMismatch,
    FundtrackError,
    InputError,
    MissingExtra,
    Problem,
    RoundingRequired,
    excerpt,
)
from .frozen import FrozenMap
from .money import Money
from .people import AmountFormat, amount_format, read_amount, read_amounts, read_count
from .period import Period, StrictDate, months_after, read_date
from .price import Price
from .rate import Rate
from .record import Record
from .rounding import MODES, Rounding
from .splits import CoFunding, co_fund, largest_remainder, split

__all__ = [
    "EXPONENTS",
    "MODES",
    "AmountFormat",
    "BookError",
    "Citation",
    "CoFunding",
    "CurrencyMismatch",
    "FrozenMap",
    "FundtrackError",
    "InputError",
    "MissingExtra",
    "Money",
    "Period",
    "Price",
    "Problem",
    "Rate",
    "Record",
    "Rounding",
    "RoundingRequired",
    "StrictDate",
    "amount_format",
    "co_fund",
    "excerpt",
    "exponent_of",
    "largest_remainder",
    "months_after",
    "read_amount",
    "read_amounts",
    "read_count",
    "read_date",
    "split",
]
