"""What of a document may be claimed: its tax, what others already paid, a capped salary.

Recoverable tax is no cost; what another grant paid is not paid twice; a salary above a cap is
the employer's own. Nothing claimable ever falls below zero.
"""

from collections.abc import Iterable
from fractions import Fraction

from fundtrack.values import InputError, Money, Rate, Rounding

from .given import many, not_negative, one_currency, quantity, rounded, share
from .rates import portion
from .worked import Given, Worked, Workings

#: Amounts that an explanation names one by one; more are summed before.
NAMED_MAX = 20
_YEAR = 12  # months


class VatBase(Workings):
    """A document with its tax: what is recovered, what stays a cost, and the two bases."""

    recovered: Worked
    vat_cost: Worked
    eligible: Worked
    gross: Worked


class DoubleFunding(Workings):
    """What others paid of a document, what may still be claimed, and what was too much."""

    elsewhere: Worked
    claimable: Worked
    accepted: Worked
    excess: Worked


class CappedSalary(Workings):
    """A salary under a cap, and what the employer bears."""

    uncapped: Worked
    allowed: Worked
    excess: Worked


def vat_base(net: Money, vat: Money, recoverable: Rate, *, rounding: Rounding) -> VatBase:
    """The eligible base of a document: its net amount and the tax that nobody gives back.

    Args:
        net: The amount without tax, zero or more.
        vat: The tax, zero or more.
        recoverable: The share of the tax that is recovered: 0 %, 100 %, or the pro rata of a
            partial deduction. Whether recoverable in law or in fact is the programme's reading.
        rounding: Where the fraction of a cent of the recovered tax goes; `up` is safe.

    Raises:
        InputError: an amount is below zero, or the share is outside 0 to 100 %.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", INEL.VAT: Regulation (EU) 1303/2013 article 69(3)(c) (verified).
        A threshold on the total with tax (Regulation (EU) 2021/1060 article 64(1)(c)) is
        tested on the `gross` of the whole operation.

    >>> base = vat_base(
    ...     Money("1000.00 EUR"), Money("210.00 EUR"), Rate("60 %"),
    ...     rounding=Rounding("up 0.01"),
    ... )
    >>> base.recovered.money, base.eligible.money, base.gross.money
    (Money('126.00 EUR'), Money('1084.00 EUR'), Money('1210.00 EUR'))
    """
    not_negative(net=net, vat=vat)
    recovered = _within("vat", vat, portion("vat", vat, "recoverable", recoverable, rounding))
    return _vat_base(net, vat, recovered)


def vat_base_of_gross(
    gross: Money, vat_rate: Rate, recoverable: Rate, *, rounding: Rounding
) -> VatBase:
    """The eligible base of a document that states only the amount with tax.

    The tax inside is the gross less gross ÷ (1 + rate); net and tax sum to the gross.

    Args:
        gross: The amount with tax, zero or more.
        vat_rate: The rate of tax on the net amount, 0 to 100 %.
        recoverable: The share of the tax that is recovered, 0 to 100 %.
        rounding: Where the fraction of a cent goes, of the tax and of its recovered part.

    Raises:
        InputError: the amount is below zero, or a rate is outside 0 to 100 %.

    Source:
        "EU shared management", INEL.VAT.

    >>> base = vat_base_of_gross(
    ...     Money("1210.00 EUR"), Rate("21 %"), Rate("100 %"), rounding=Rounding("up 0.01")
    ... )
    >>> base.eligible.money
    Money('1000.00 EUR')
    """
    currency = not_negative(gross=gross)
    rate = share("vat_rate", vat_rate)
    bottom = rate.denominator + rate.numerator
    vat = _within(
        "gross",
        gross,
        Worked(
            rounded(gross.minor * rate.numerator, bottom, currency, rounding),
            "gross * vat_rate / (1 + vat_rate)",
            {"gross": gross, "vat_rate": vat_rate},
            rounding,
        ),
    )
    net = Worked(gross - vat.money, "gross - vat", {"gross": gross, "vat": vat})
    recovered = _within("vat", vat, portion("vat", vat, "recoverable", recoverable, rounding))
    return _vat_base(net, vat, recovered)


def double_funding(
    document: Money, elsewhere: Iterable[Money], claimed: Money
) -> DoubleFunding:
    """What may still be claimed of a document that others paid in part.

    Args:
        document: The amount of the document, zero or more.
        elsewhere: What other grants paid of it; may be empty, each zero or more.
        claimed: What is claimed of it here.

    Raises:
        InputError: an amount is below zero, or there are more than 200,000.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "EU shared management", DBL: Regulation (EU) 1303/2013 article 65(11), Regulation (EU)
        2021/1060 article 63(9) (verified); parts may sum to the whole, never to more.

    >>> double = double_funding(
    ...     Money("1000.00 EUR"), [Money("600.00 EUR")], Money("500.00 EUR")
    ... )
    >>> double.accepted.money, double.excess.money
    (Money('400.00 EUR'), Money('100.00 EUR'))
    """
    currency = not_negative(document=document, claimed=claimed)
    paid = many("elsewhere", elsewhere, least=0)
    if paid:
        one_currency(document=document, elsewhere=paid[0])
    for place, amount in enumerate(paid):
        if amount.minor < 0:
            not_negative(**{f"elsewhere[{place}]": amount})
    others = _sum("elsewhere", paid, currency)
    left = Worked(
        Money.of_minor(max(0, document.minor - others.money.minor), currency),
        "max(0, document - elsewhere)",
        {"document": document, "elsewhere": others},
    )
    accepted = Worked(
        min(claimed, left.money), "min(claimed, left)", {"claimed": claimed, "left": left}
    )
    return DoubleFunding(
        others,
        left,
        accepted,
        Worked(
            claimed - accepted.money,
            "claimed - accepted",
            {"claimed": claimed, "accepted": accepted},
        ),
    )


def capped_salary(
    salary: Money,
    cap: Money,
    *,
    effort: Rate,
    months: Fraction | int,
    rounding: Rounding,
) -> CappedSalary:
    """The salary that may be charged under a yearly cap; the rest is no match either.

    Args:
        salary: The yearly salary, zero or more.
        cap: The most a yearly salary may be, on the day the salary is paid.
        effort: The share of working time on the award, 0 to 100 %.
        months: Months of the year worked on it, 0 to 12.
        rounding: Where the fraction of a cent goes; `down` is safe.

    Raises:
        InputError: an amount is below zero, or the effort or the months are out of range.
        CurrencyMismatch: the amounts are in different currencies.

    Source:
        "US federal awards", us.nih.cap (221 900 from 2024-01-01, verified).

    >>> salary = capped_salary(
    ...     Money("260000.00 USD"), Money("221900.00 USD"),
    ...     effort=Rate("30 %"), months=12, rounding=Rounding("down 0.01"),
    ... )
    >>> salary.allowed.money, salary.excess.money
    (Money('66570.00 USD'), Money('11430.00 USD'))
    """
    currency = not_negative(salary=salary, cap=cap)
    part, time = share("effort", effort), quantity("months", months)
    if time > _YEAR:
        raise InputError("months is out of range", expected="0 to 12", found=str(time))
    charged = part * time / _YEAR
    given: dict[str, Given] = {"effort": effort, "months": time, "year": _YEAR}
    top, bottom = charged.numerator, charged.denominator
    uncapped = Worked(
        rounded(salary.minor * top, bottom, currency, rounding),
        "salary * effort * months / year",
        {"salary": salary, **given},
        rounding,
    )
    allowed = Worked(
        rounded(min(salary, cap).minor * top, bottom, currency, rounding),
        "min(salary, cap) * effort * months / year",
        {"salary": salary, "cap": cap, **given},
        rounding,
    )
    return CappedSalary(
        uncapped,
        allowed,
        Worked(
            uncapped.money - allowed.money,
            "uncapped - allowed",
            {"uncapped": uncapped, "allowed": allowed},
        ),
    )


def _vat_base(net: Money | Worked, vat: Money | Worked, recovered: Worked) -> VatBase:
    tax, base = _money(vat), _money(net)
    cost = Worked(
        tax - recovered.money,
        "vat - recovered",
        {"vat": vat, "recovered": recovered},
    )
    return VatBase(
        recovered,
        cost,
        Worked(base + cost.money, "net + vat_cost", {"net": net, "vat_cost": cost}),
        Worked(base + tax, "net + vat", {"net": net, "vat": vat}),
    )


def _within(name: str, whole: Money | Worked, part: Worked) -> Worked:
    """A part that a coarse rounding cannot make more than its whole."""
    most = _money(whole)
    if part.money <= most:
        return part
    return Worked(most, f"min({name}, rounded_part)", {name: whole, "rounded_part": part})


def _money(one: Money | Worked) -> Money:
    return one.money if isinstance(one, Worked) else one


def _sum(name: str, amounts: tuple[Money, ...], currency: str) -> Worked:
    """A sum, explained by its parts while they are few."""
    whole = Money.of_minor(sum(amount.minor for amount in amounts), currency)
    if not 0 < len(amounts) <= NAMED_MAX:
        return Worked(whole, name, {name: whole})
    given: dict[str, Given] = {
        f"{name}_{place}": amount for place, amount in enumerate(amounts, 1)
    }
    return Worked(whole, " + ".join(given), given)
