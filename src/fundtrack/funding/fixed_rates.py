"""The rates at which the Baltic currencies became the euro, and the law of converting by them.

A state that adopts the euro has one rate for ever, written into Regulation (EC) No 2866/98. The
amounts of a grant agreed before that day are restated by it. Regulation (EC) No 1103/97 leaves
no choice: six significant figures (Article 4(1)), the rate itself neither rounded nor truncated
(4(2)), no inverse rate (4(3)), the result to the nearest cent and an exact half up (Article 5).
So these few figures, which no later act can change, stand here and not in a book.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from fundtrack.values import Citation, InputError, Money, Rounding, excerpt

from .exchange_rate import ExchangeRate, through
from .given import one_currency
from .worked import Worked

#: Article 5; "up" from a half is away from zero here, so that a credit note mirrors an invoice.
FIXED_ROUNDING: Final = Rounding("half_up 0.01", citation=Citation("31997R1103#5"))

#: Verified: Article 1 was read in copies of the text on EUR-Lex.
EEK_PER_EUR: Final = ExchangeRate(
    "EEK",
    "15.6466",
    base="EUR",
    quoted="local_per_base",
    source="Council Regulation (EU) No 671/2010, Article 1",
)
#: Verified: Article 1 was read in copies of the text on EUR-Lex.
LVL_PER_EUR: Final = ExchangeRate(
    "LVL",
    "0.702804",
    base="EUR",
    quoted="local_per_base",
    source="Council Regulation (EU) No 870/2013, Article 1",
)
#: Secondary: recital 4 and Article 1 were read in a copy of the act in a research data set.
LTL_PER_EUR: Final = ExchangeRate(
    "LTL",
    "3.45280",
    base="EUR",
    quoted="local_per_base",
    source="Council Regulation (EU) No 851/2014, Article 1",
)
#: The fixed rates by currency.
FIXED_RATES: Final[Mapping[str, ExchangeRate]] = MappingProxyType(
    {rate.local: rate for rate in (EEK_PER_EUR, LTL_PER_EUR, LVL_PER_EUR)}
)
#: The first day of each fixed rate: the day the state adopted the euro.
FIXED_FROM: Final[Mapping[str, date]] = MappingProxyType(
    {"EEK": date(2011, 1, 1), "LTL": date(2015, 1, 1), "LVL": date(2014, 1, 1)}
)


def convert_fixed(amount: Money, to: str) -> Worked:
    """An amount restated at the irrevocable rate: from lats, litai or kroons, or into them.

    There is no choice of a rounding: the law makes it (`FIXED_ROUNDING`). Between two of the
    three the euro stands in the middle and is not rounded; Article 4(4) lets it be rounded to
    three decimals or more, and forbids a way that gives another result.

    This restates an amount. Expenditure of a month before the euro was converted at the rate of
    that month; use `convert` for it.

    Args:
        amount: In EEK, LTL, LVL or EUR, of any sign.
        to: Another of them.

    Raises:
        InputError: a currency has no fixed rate here, both are the same, or the result has more
            than 16 digits.

    Source:
        Council Regulation (EC) No 1103/97, Articles 4 and 5 (Article 4: verified, read in a
        copy of the consolidated text; Article 5: secondary, quoted in full elsewhere); "Latvian
        programmes", eur.lv.rate.

    >>> print(convert_fixed(Money("298000.00 LVL"), "EUR").explain("grant"))
    grant = amount lvl ÷ lvl per eur
        = 298000 ÷ 0.702804 = 424015.799568… EUR, half_up 0.01: 424015.80 EUR
      lvl per eur = quoted
          = 0.702804 (Council Regulation (EU) No 870/2013, Article 1)
    """
    currency = one_currency(amount=amount)
    for name in (currency, to):
        if not isinstance(name, str) or (name != "EUR" and name not in FIXED_RATES):
            raise InputError(
                "no fixed rate",
                expected=f"EUR, {', '.join(FIXED_RATES)}",
                found=excerpt(name),
                remedy="use convert with the rates of the month or the day",
            )
    if currency == to:
        raise InputError(f"the amount is in {to} already", found=str(amount))
    return through(amount, to, FIXED_RATES.get(currency), FIXED_RATES.get(to), FIXED_ROUNDING)
