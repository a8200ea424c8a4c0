"""The balance of a grant, and who pays back what was paid too much.

At the end the final grant is set against what was paid. A balance above zero is paid, one below
is recovered, first from what was retained. Among beneficiaries a recovery falls on those who
hold more than their share of the final grant, in proportion to what each holds too much.
"""

from collections.abc import Iterable

from fundtrack.values import InputError, Money, split

from .given import many, not_negative, one_currency
from .worked import Worked, Workings


class BalanceDue(Workings):
    """The balance at the end.

    `balance` is the final grant less what was paid; `offset` is taken from the retention for a
    balance below zero, `released` is what is left of the retention; `to_pay` goes out, with the
    release in it, `to_recover` comes back. At most one of the last two is above zero.
    """

    balance: Worked
    offset: Worked
    released: Worked
    to_pay: Worked
    to_recover: Worked


class BeneficiaryRecovery(Workings):
    """The share in the final grant, what was received above it, and what comes back of that."""

    share: Worked
    excess: Worked
    recovered: Worked


class RecoverySplit(Workings):
    """A recovery over beneficiaries, in their order; the parts sum to it."""

    beneficiaries: tuple[BeneficiaryRecovery, ...]


class TerminationBalance(Workings):
    """What is accepted of a leaving beneficiary, and its balance (below zero: to return)."""

    accepted: Worked
    balance: Worked


def balance_due(grant: Money, *, paid: Money, retained: Money) -> BalanceDue:
    """Set the final grant against what was paid, and settle what was retained.

    Args:
        grant: The final grant amount, zero or more.
        paid: Pre-financing and interim payments, retained parts included, zero or more.
        retained: What of `paid` is held back still, zero up to `paid`.

    Raises:
        InputError: an amount is below zero, or more is retained than was paid.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        EU model grant agreement 2021-27, Article 22.3.4 (verified).

    >>> end = balance_due(
    ...     Money("1770000.00 EUR"), paid=Money("1800000.00 EUR"),
    ...     retained=Money("100000.00 EUR"),
    ... )
    >>> end.balance.money, end.released.money, end.to_recover.money
    (Money('-30000.00 EUR'), Money('70000.00 EUR'), Money('0.00 EUR'))
    """
    currency = not_negative(grant=grant, paid=paid, retained=retained)
    if retained > paid:
        raise InputError(
            "more is retained than was paid", expected=f"at most {paid}", found=str(retained)
        )
    balance = grant - paid
    too_much = max(0, -balance.minor)
    offset = Money.of_minor(min(retained.minor, too_much), currency)
    released = retained - offset
    return BalanceDue(
        balance=Worked(balance, "grant - paid", {"grant": grant, "paid": paid}),
        offset=Worked(
            offset,
            "min(retained, max(0, -balance))",
            {"retained": retained, "balance": balance},
        ),
        released=Worked(
            released, "retained - offset", {"retained": retained, "offset": offset}
        ),
        to_pay=Worked(
            Money.of_minor(max(0, balance.minor) + released.minor, currency),
            "max(0, balance) + released",
            {"balance": balance, "released": released},
        ),
        to_recover=Worked(
            Money.of_minor(too_much - offset.minor, currency),
            "max(0, -balance) - offset",
            {"balance": balance, "offset": offset},
        ),
    )


def split_recovery(
    recovery: Money, *, accepted: Iterable[Money], received: Iterable[Money], grant: Money
) -> RecoverySplit:
    """Split a recovery over beneficiaries in proportion to what each received too much.

    Each has the share of the final grant that it has of what was accepted; shares are amounts,
    to the minor unit, by the largest remainder. Who received more than its share pays back in
    proportion to that excess, by the largest remainder again; the others pay nothing. The
    agreement rounds nothing; with shares that are not amounts a cent could fall elsewhere.

    Args:
        recovery: What is to be recovered in all, zero up to all that was received too much.
        accepted: What was accepted of each beneficiary, zero or more; one or more.
        received: What each received, zero or more, in the same order.
        grant: The final grant amount of the action, zero or more.

    Raises:
        InputError: an amount is below zero, the lists differ in length, nothing was accepted
            and the grant is above zero, or the recovery is above all that was received too
            much.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        EU model grant agreement 2021-27, Articles 22.3.4 and 22.3.5 (verified).

    >>> parts = split_recovery(
    ...     Money("50000.00 EUR"), grant=Money("1420000.00 EUR"),
    ...     accepted=[Money(f"{each} EUR") for each in (500000, 620000, 330000)],
    ...     received=[Money(f"{each} EUR") for each in (530000, 600000, 340000)],
    ... )
    >>> [str(one.recovered.money) for one in parts.beneficiaries]
    ['35283.47 EUR', '0.00 EUR', '14716.53 EUR']
    """
    currency = not_negative(recovery=recovery, grant=grant)
    mine, had = many("accepted", accepted), many("received", received)
    one_currency(recovery=recovery, accepted=mine[0], received=had[0])
    for name, amounts in (("accepted", mine), ("received", had)):
        for place, amount in enumerate(amounts):
            if amount.minor < 0:
                not_negative(**{f"{name}[{place}]": amount})
    if len(mine) != len(had):
        raise InputError(
            "accepted and received differ in length",
            expected=f"{len(mine)} received",
            found=str(len(had)),
        )
    total = Money.of_minor(sum(one.minor for one in mine), currency)
    shares = _parts(grant, mine, "nothing was accepted, so nobody has a share of the grant")
    none = Money.zero(currency)
    excess = [
        one - part if one.minor > part.minor else none
        for one, part in zip(had, shares, strict=True)
    ]
    too_much = Money.of_minor(sum(one.minor for one in excess), currency)
    if recovery > too_much:
        raise InputError(
            "the recovery is above all that was received too much",
            expected=f"at most {too_much}",
            found=str(recovery),
        )
    recovered = _parts(recovery, excess, "nobody received too much")
    return RecoverySplit(
        tuple(
            BeneficiaryRecovery(
                _share_of("grant", grant, share, "accepted", one, total),
                Worked(over, "max(0, received - share)", {"received": got, "share": share}),
                _share_of("recovery", recovery, back, "excess", over, too_much),
            )
            for one, got, share, over, back in zip(
                mine, had, shares, excess, recovered, strict=True
            )
        )
    )


def termination_balance(
    declared: Money, *, rejected: Money, received: Money
) -> TerminationBalance:
    """The balance of a beneficiary whose participation ends.

    Args:
        declared: The contribution it declared, zero or more.
        rejected: What of it is not accepted, zero up to `declared`.
        received: What it received, zero or more.

    Raises:
        InputError: an amount is below zero, or more is rejected than was declared.
        CurrencyMismatch: two amounts are in different currencies.

    Source:
        EU model grant agreement 2021-27, Article 22.3.2 (verified).

    >>> end = termination_balance(
    ...     Money("48000.00 EUR"), rejected=Money("6500.00 EUR"),
    ...     received=Money("45000.00 EUR"),
    ... )
    >>> end.accepted.money, end.balance.money
    (Money('41500.00 EUR'), Money('-3500.00 EUR'))
    """
    not_negative(declared=declared, rejected=rejected, received=received)
    if rejected > declared:
        raise InputError(
            "more is rejected than was declared",
            expected=f"at most {declared}",
            found=str(rejected),
        )
    accepted = declared - rejected
    return TerminationBalance(
        Worked(accepted, "declared - rejected", {"declared": declared, "rejected": rejected}),
        Worked(
            accepted - received,
            "accepted - received",
            {"accepted": accepted, "received": received},
        ),
    )


def recovery_after_audit(share: Money, *, revised: Money) -> Worked:
    """What a beneficiary returns when its part of the final grant is revised after the end.

    A revised amount above the share gives an amount below zero: nothing to recover; whether it
    is paid is for the agreement to say.

    Args:
        share: Its share in the final grant, zero or more.
        revised: Its revised final grant, zero or more.

    Raises:
        InputError: an amount is below zero.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        EU model grant agreement 2021-27, Article 22.3.5 (verified).

    >>> recovery_after_audit(Money("187500.00 EUR"), revised=Money("150000.00 EUR")).money
    Money('37500.00 EUR')
    """
    not_negative(share=share, revised=revised)
    return Worked(share - revised, "share - revised", {"share": share, "revised": revised})


def _parts(whole: Money, weights: Iterable[Money], nobody: str) -> tuple[Money, ...]:
    """The parts of an amount; nothing has no part of nothing."""
    held = tuple(weights)
    if any(held):
        return split(whole, held)
    if whole:
        raise InputError(nobody, found=str(whole))
    return held


def _share_of(
    name: str, whole: Money, part: Money, weight_name: str, weight: Money, total: Money
) -> Worked:
    """A part of a split; without weights there was nothing to split."""
    if not total:
        return Worked(part, name, {name: whole})
    return Worked(
        part,
        f"{name} * ({weight_name} / {weight_name}_total)",
        {name: whole, weight_name: weight, f"{weight_name}_total": total},
        policy="largest remainder",
    )
