"""Financial corrections: a flat share of the expenditure that an irregularity touched.

Where the damage cannot be counted, a scale by the gravity of the irregularity takes its place:
of a system, or of one contract. Scales are data of the caller, because guidelines replace each
other. Of several irregularities in one contract the gravest counts and they are not added up.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from fundtrack.values import InputError, Money, Rate, Record, Rounding, excerpt

from .given import listed, not_negative, one_currency, rounded, share
from .shares import Shares, shares_by_largest_remainder
from .worked import Given, Worked, Workings

#: Steps of one scale, and irregularities of one contract: what a formula can hold.
STEPS_MAX: Final = 12
IRREGULARITIES_MAX: Final = 60


class ScaleStep(Record):
    """From how much on a step of a scale counts, and its rate of correction.

    >>> ScaleStep(at_least=Rate("30 %"), rate=Rate("10 %")).rate
    Rate('10 %')
    """

    at_least: Rate
    rate: Rate


class FinancialCorrection(Workings):
    """The rate that counts, what it takes from the declared costs and from the grant."""

    rate: Worked
    correction: Worked
    grant_effect: Worked
    remaining: Worked


def scale_rate(measured: Rate, scale: Iterable[ScaleStep]) -> Worked:
    """The rate of the first step of a scale that is reached.

    Args:
        measured: What the scale goes by, 0 to 100 %: by how much a time limit was shortened.
        scale: From the highest step to the lowest, no two alike; at most twelve. A last step
            of `0 %` says what holds otherwise.

    Raises:
        InputError: the steps do not fall, a rate is outside 0 to 100 %, or no step is reached.

    Source:
        "EU shared management", COR.PROC: the rates of C(2019)3452 there are unverified, so they
        are given by the caller.

    >>> steps = (("85 %", "100 %"), ("50 %", "25 %"), ("30 %", "10 %"), ("0 %", "5 %"))
    >>> scale = [ScaleStep(Rate(least), Rate(rate)) for least, rate in steps]
    >>> scale_rate(Rate("15/35"), scale).value
    Rate('10 %')
    """
    steps = listed("scale", scale)
    if len(steps) > STEPS_MAX:
        raise InputError(
            "too many steps of a scale", expected=f"at most {STEPS_MAX}", found=str(len(steps))
        )
    reached = share("measured", measured)
    given: dict[str, Given] = {"measured": measured}
    found: Rate | None = None
    above: Rate | None = None
    parts = []
    for place, step in enumerate(steps, 1):
        if type(step) is not ScaleStep:
            raise InputError("a scale is of steps", expected="ScaleStep", found=excerpt(step))
        least = share("at_least", step.at_least)
        share("rate", step.rate)
        if above is not None and step.at_least >= above:
            raise InputError(
                "the steps of a scale do not fall",
                expected=f"below {above}",
                found=str(step.at_least),
                remedy="list the highest step first",
            )
        above = step.at_least
        if found is None and reached >= least:
            found = step.rate
        parts.append(f"rate_{place}")
        if place < len(steps):  # the last step needs no question: it is reached, or refused
            parts.append(f" if measured >= at_least_{place} else ")
            given[f"at_least_{place}"] = step.at_least
        given[f"rate_{place}"] = step.rate
    if found is None:
        raise InputError(
            "no step of the scale is reached",
            expected=f"at least {above}",
            found=str(measured),
            remedy='end the scale with a step of "0 %"',
        )
    return Worked(found, "".join(parts), given)


def highest_rate(rates: Sequence[Rate | Worked]) -> Worked:
    """The highest of the rates of several irregularities in one contract.

    Args:
        rates: 0 to 100 % each, as they are or worked out of a scale; at least one, at most 60.

    Raises:
        InputError: there is none or too many, or one is outside 0 to 100 %.

    Source:
        "EU shared management", COR.PROC: the highest, not the sum (unverified there).

    >>> highest_rate([Rate("5 %"), Rate("25 %"), Rate("10 %")]).value
    Rate('25 %')
    """
    held = listed("rates", rates)
    if len(held) > IRREGULARITIES_MAX:
        raise InputError(
            "too many irregularities",
            expected=f"at most {IRREGULARITIES_MAX}",
            found=str(len(held)),
        )
    best = max(map(_rate, held))
    formula = "rate_1"
    for first in range(1, len(held), 8):  # max takes up to nine
        more = (f"rate_{place + 1}" for place in range(first, min(first + 8, len(held))))
        formula = f"max({formula}, {', '.join(more)})"
    given: dict[str, Given] = {f"rate_{place}": one for place, one in enumerate(held, 1)}
    return Worked(best, formula, given)


def flat_correction(
    declared: Money,
    rate: Rate | Worked,
    *,
    rounding: Rounding,
    scale: Iterable[Rate] | None = None,
) -> Worked:
    """A flat share of an amount, of any sign: a correction of a correction is negative.

    Args:
        declared: Expenditure that the irregularity touched; or the amount that was withdrawn,
            below zero, of which a flat rate goes as well.
        rate: 0 to 100 %.
        rounding: Where the fraction of a cent goes; `down` and `floor` differ below zero.
        scale: The only rates there are; None where any is.

    Raises:
        InputError: the rate is outside 0 to 100 % or not on the scale.

    Source:
        "EU shared management", COR.SYSTEM: 5, 10, 25 or 100 % by gravity (Regulation (EU) No
        480/2014, Article 31(3); CPR2127 annex XXV; verified there); "Interreg", JEMS.ROUND.

    >>> found = flat_correction(
    ...     Money("-1001.23 EUR"), Rate("7 %"), rounding=Rounding("floor 0.01")
    ... )
    >>> print(found.explain("correction"))
    correction = declared × rate
        = -1001.23 EUR × 7 % = -70.0861 EUR, floor 0.01: -70.09 EUR
    """
    currency = one_currency(declared=declared)
    part = _rate(rate).fraction
    if scale is not None:
        steps = listed("scale", scale)
        if _rate(rate) not in steps:
            raise InputError(
                "the rate is not on the scale",
                expected=", ".join(map(str, steps[:STEPS_MAX])),
                found=str(_rate(rate)),
            )
    return Worked(
        rounded(declared.minor * part.numerator, part.denominator, currency, rounding),
        "declared * rate",
        {"declared": declared, "rate": rate},
        rounding,
    )


def procurement_correction(
    declared: Money,
    rates: Sequence[Rate | Worked],
    *,
    support_rate: Rate,
    rounding: Rounding,
) -> FinancialCorrection:
    """The correction of one contract: of its declared costs, and what of the grant goes.

    The highest rate of its irregularities counts. The grant loses its share of the rounded
    correction, so that the two agree in the books.

    Args:
        declared: Expenditure declared under the contract, zero or more; not its whole value.
        rates: Of the irregularities found in it; at least one.
        support_rate: Of the grant, 0 to 100 %.
        rounding: Where the fraction of a cent goes, in both steps.

    Raises:
        InputError: the amount is below zero, a rate is outside 0 to 100 %, or there is none.

    Source:
        "EU shared management", COR.PROC: the base is what was declared under the contract
        (secondary there), the highest counts (unverified there).

    >>> found = procurement_correction(
    ...     Money("260000.00 EUR"), [Rate("10 %"), Rate("5 %")],
    ...     support_rate=Rate("85 %"), rounding=Rounding("half_up 0.01"),
    ... )
    >>> str(found.correction.value), str(found.grant_effect.value)
    ('26000.00 EUR', '22100.00 EUR')
    """
    not_negative(declared=declared)
    rate = highest_rate(rates)
    correction = _at_most(
        declared, "declared", flat_correction(declared, rate, rounding=rounding)
    )
    amount, part = correction.money, share("support_rate", support_rate)
    effect = Worked(
        rounded(amount.minor * part.numerator, part.denominator, amount.currency, rounding),
        "correction * support_rate",
        {"correction": correction, "support_rate": support_rate},
        rounding,
    )
    remaining = Worked(
        declared - amount,
        "declared - correction",
        {"declared": declared, "correction": amount},
    )
    return FinancialCorrection(
        rate, correction, _at_most(amount, "correction", effect), remaining
    )


def spread_correction(correction: Money, lines: Sequence[Money]) -> Shares:
    """A correction spread over the cost lines of a contract; the parts sum to it.

    Each line bears its share by largest remainder, and never more than it is.

    Args:
        correction: Zero or more, at most the sum of the lines.
        lines: Declared costs, zero or more each, in the currency of the correction.

    Raises:
        InputError: an amount is below zero, or the correction is more than the lines.
        CurrencyMismatch: amounts in different currencies.

    Source:
        "Funding-split mathematics", split.largest_remainder.

    >>> lines = [Money("100.00 EUR"), Money("100.00 EUR"), Money("60.01 EUR")]
    >>> spread_correction(Money("26.00 EUR"), lines).amounts
    (Money('10.00 EUR'), Money('10.00 EUR'), Money('6.00 EUR'))
    """
    held = listed("lines", lines)
    not_negative(correction=correction, lines=held[0])
    for line in held:
        if type(line) is not Money or line.minor < 0 or line.currency != correction.currency:
            not_negative(correction=correction, lines=line)
    total = sum([line.minor for line in held])
    if correction.minor > total:
        raise InputError(
            "the correction is more than the lines",
            expected=f"at most {Money.of_minor(total, correction.currency)}",
            found=str(correction),
        )
    return shares_by_largest_remainder(correction, held)


def _rate(rate: Rate | Worked) -> Rate:
    """A rate of 0 to 100 %, also one that was worked out."""
    plain = rate.value if isinstance(rate, Worked) else rate
    share("rate", plain)  # type: ignore[arg-type]  # it refuses
    assert isinstance(plain, Rate)  # noqa: S101 (just checked)
    return plain


def _at_most(whole: Money, name: str, part: Worked) -> Worked:
    """A share that rounding up to a coarse unit carried over the whole is cut at it."""
    if part.money <= whole:
        return part
    return Worked(whole, f"min({name}, share)", {name: whole, "share": part})
