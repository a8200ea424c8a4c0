"""One answer about a register of clusters, and the exact figures it is made of."""

from fractions import Fraction
from typing import Final

from fundtrack.checks import Missing, Shown, Verdict
from fundtrack.funding import Worked
from fundtrack.values import Money, Problem, Rate, Record

from .cluster_rules import ClusterRule

#: Missing things that an answer names.
_NAMED: Final = 10
#: Digits of a rate's numerator and denominator.
_LARGEST: Final = 10**18


class ClusterFinding(Record):
    """The answer of one rule at one place of a register.

    `difference` is `computed` less `stated`; `worked` says how a rate came about. `problems`
    are why a quoted figure cannot be read, with its readings.
    """

    rule: ClusterRule
    verdict: Verdict
    subject: str
    at: str
    stated: Shown = None
    computed: Shown = None
    difference: Shown = None
    missing: tuple[Missing, ...] = ()
    worked: Worked | None = None
    problems: tuple[Problem, ...] = ()


def finding(
    rule: ClusterRule,
    verdict: Verdict,
    subject: str,
    at: str,
    stated: Shown = None,
    computed: Shown = None,
    difference: Shown = None,
    missing: tuple[Missing, ...] = (),
) -> ClusterFinding:
    """An answer; of many missing things the first ten are named."""
    return ClusterFinding(
        rule, verdict, subject, at, stated, computed, difference, missing[:_NAMED], None, ()
    )


def whole(figure: Money | int | None) -> int | None:
    """A figure of a column in whole minor units, or in ones."""
    return figure.minor if isinstance(figure, Money) else figure


def rate(exact: Fraction) -> Rate | Fraction:
    """A ratio as a rate, where its digits are few enough for one."""
    return Rate(exact) if max(abs(exact.numerator), exact.denominator) < _LARGEST else exact


def ratio(formula: str, exact: Fraction, **given: Money | int) -> Worked | None:
    """A rate with the formula that leads to it."""
    value = rate(exact)
    return Worked(value, formula, given) if isinstance(value, Rate) else None


def half_a_digit(claimed: Rate) -> Fraction:
    """Half of the last printed digit of a rate in per cent: 13 % may be 12.5 to 13.5 %.

    >>> half_a_digit(Rate("13 %")), half_a_digit(Rate("2.5 %")), half_a_digit(Rate("1/3"))
    (Fraction(1, 200), Fraction(1, 2000), Fraction(0, 1))
    """
    percent, digits = claimed.fraction * 100, 0
    while percent.denominator > 1 and digits < 6:
        percent, digits = percent * 10, digits + 1
    return Fraction(1, 200 * 10**digits) if percent.denominator == 1 else Fraction(0)
