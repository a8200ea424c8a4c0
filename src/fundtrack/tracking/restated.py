"""Payments in a currency that the euro replaced, or in euro under an agreement in such a one.

An agreement that outlives a currency has payments in two, and they are never added as they
stand. The irrevocable rate joins them, where the book counts such rates (D-17): its rounding is
law. Nobody states another rate on a payment, so any other currency stays unknown.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

from fundtrack.checks import fixed_since
from fundtrack.funding import Worked, convert_fixed
from fundtrack.projects import Payment, Project
from fundtrack.rulebooks import Book
from fundtrack.values import FrozenMap, InputError


class Restated:
    """A project whose payments are in the agreement's currency, as far as the law says how.

    `worked` goes by the id of the payment; what is paid after `until` is left alone.
    """

    def __init__(self, stated: Project, book: Book, until: date) -> None:
        self.project = stated
        self.worked: Mapping[str, Worked] = FrozenMap({})
        conversion = book.conversions.get("cost")
        if conversion is None or "fixed" not in conversion.rates:
            return
        currency = stated.agreement.currency
        worked: dict[str, Worked] = {}
        payments = list(stated.payments or ())
        for place, one in enumerate(payments):
            if one.amount.currency == currency or one.paid_on > until:
                continue
            if _may(one, currency):
                with suppress(InputError):  # more digits than money has: it stays unknown
                    worked[one.id] = made = convert_fixed(one.amount, currency)
                    payments[place] = one.model_copy(update={"amount": made.money})
        if worked:
            self.worked = FrozenMap(worked)
            self.project = stated.model_copy(update={"payments": tuple(payments)})


def _may(payment: Payment, currency: str) -> bool:
    """Whether the irrevocable rate says what a payment is in the agreement's currency."""
    since = fixed_since(payment.amount.currency, currency)
    return since is not None and payment.paid_on >= since
