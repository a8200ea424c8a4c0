"""Certificates on financial statements: from which amount, and what is paid without one.

A beneficiary whose contribution reaches the threshold must bring an auditor's certificate.
Without it the contribution is not refused but cut to an amount just below the threshold.
"""

from fundtrack.values import InputError, Money

from .given import not_negative, yes_or_no
from .worked import Worked, Workings


class Certificate(Workings):
    """Whether a certificate is due, the most accepted without it, and what is accepted."""

    required: bool
    ceiling: Worked
    accepted: Worked


def certificate_test(
    requested: Money,
    *,
    threshold: Money,
    step: Money,
    provided: bool,
    grant: Money | None = None,
    grant_threshold: Money | None = None,
) -> Certificate:
    """Test a contribution against the threshold of the certificate, and cut it without one.

    An amount at the threshold needs a certificate; one below needs none and is not cut. So an
    amount that lies less than `step` below the threshold is accepted in full, while the
    threshold itself, without a certificate, gives `threshold - step`. A Data Sheet can set a
    second test on the maximum grant: then a certificate is due where both are reached.

    Args:
        requested: The contribution to costs that is requested, over the whole action, zero or
            more; what it includes is for the agreement to say.
        threshold: From which amount a certificate is due.
        step: How far below the threshold the contribution is cut; at most the threshold.
        provided: Whether the certificate was brought.
        grant: The maximum grant of the second test; None where there is none.
        grant_threshold: From which grant on; given with `grant` or not at all.

    Raises:
        InputError: an amount is below zero, the step is above the threshold, only one of the
            two amounts of the second test is given, or `provided` is no bool.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        EU model grant agreement 2021-27, Data Sheet (threshold of the agreement: 325 000, 430
        000 or another; second test 200 000, 750 000 or another) and the cut to 1.00 EUR below
        the threshold (verified); that both tests must be reached is unverified.

    >>> found = certificate_test(
    ...     Money("361200.00 EUR"), threshold=Money("325000.00 EUR"),
    ...     step=Money("1.00 EUR"), provided=False,
    ... )
    >>> found.required, found.accepted.money
    (True, Money('324999.00 EUR'))
    """
    not_negative(
        *("grant", "grant_threshold"),
        requested=requested,
        threshold=threshold,
        step=step,
        grant=grant,
        grant_threshold=grant_threshold,
    )
    if step > threshold:
        raise InputError(
            "step is above the threshold", expected=f"at most {threshold}", found=str(step)
        )
    if (grant is None) != (grant_threshold is None):
        raise InputError("grant and grant_threshold are given together, or neither is")
    yes_or_no("provided", provided)
    given = {"requested": requested, "threshold": threshold, "step": step}
    test, required = "requested >= threshold", requested >= threshold
    if grant is not None and grant_threshold is not None:
        given |= {"grant": grant, "grant_threshold": grant_threshold}
        test += " and grant >= grant_threshold"
        required = required and grant >= grant_threshold
    ceiling = Worked(
        threshold - step, "threshold - step", {"threshold": threshold, "step": step}
    )
    if provided:
        accepted = Worked(requested, "requested", {"requested": requested})
    else:
        accepted = Worked(
            ceiling.money if required else requested,
            f"threshold - step if {test} else requested",
            given,
        )
    return Certificate(required, ceiling, accepted)
