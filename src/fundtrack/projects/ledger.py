"""What happened: costs, the decisions on them, purchases, claims and payments."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, NotRequired, Self, TypedDict, Unpack

from pydantic import model_validator

from fundtrack.values import InputError, Money, Price, Rate, excerpt

from .base import Noun
from .fields import (
    Amount,
    Code,
    Day,
    Flag,
    Id,
    Link,
    Month,
    Months,
    Number,
    Ordinal,
    Span,
    Text,
)
from .plan import Form

PartnerId = Annotated[Id, Link("partner")]
CostId = Annotated[Id, Link("cost")]
ClaimId = Annotated[Id, Link("claim")]
ProcurementId = Annotated[Id, Link("procurement")]


class Exchange(Noun):
    """The rate a cost was converted at: units of its currency per euro, of a month or a day."""

    units_per_euro: Number
    month: Month | None = None
    day: Day | None = None
    source: Text | None = None


class CostItem(Noun):
    """What a document says was spent; it is never edited, decisions on it are entries.

    `net`, `vat` and `vat_recoverable` are amounts of the document (gross is net and VAT);
    `performed` is when the work was done; `share_of_use` the part used for the project;
    `useful_life` counts months; a credit note names the cost it `reverses`.
    """

    id: Id
    form: Form
    category: Code | None = None
    document: Text | None = None
    supplier: Text | None = None
    issued_on: Day | None = None
    incurred_on: Day | None = None
    paid_on: Day | None = None
    performed: Span | None = None
    net: Amount | None = None
    vat: Amount | None = None
    vat_recoverable: Amount | None = None
    quantity: Number | None = None
    unit_price: Price | None = None
    share_of_use: Rate | None = None
    useful_life: Months | None = None
    exchange: Exchange | None = None
    partner: PartnerId | None = None
    activity: Annotated[Id, Link("activity")] | None = None
    claim: ClaimId | None = None
    procurement: ProcurementId | None = None
    reverses: CostId | None = None


class Procurement(Noun):
    """A purchase under procurement law."""

    id: Id
    kind: Literal["works", "supplies", "services"]
    value: Amount | None = None
    procedure: Code | None = None
    notice_on: Day | None = None
    awarded_on: Day | None = None
    supplier: Text | None = None


class Claim(Noun):
    """A claim for payment; `number` counts them."""

    id: Id
    number: Ordinal
    final: Flag
    period: Span | None = None
    submitted_on: Day | None = None
    partner: PartnerId | None = None


#: What an entry may be about, and the field that names it.
About = CostItem | Procurement | Claim
_ABOUT: Final[Mapping[type[Noun], str]] = {
    CostItem: "cost",
    Procurement: "procurement",
    Claim: "claim",
}


class Decision(TypedDict):
    """What is said of an entry beside its kind, what it is about and its amount."""

    id: str
    decided_on: date
    by: NotRequired[str]
    reason: NotRequired[str]
    sequence: NotRequired[int]
    in_claim: NotRequired[str]


class Entry(Noun):
    """A dated decision on a cost, a purchase or a claim; `kind` gives `amount` its sign.

    `in_claim` is the claim that carries it, where that is not the claim it is about. There is a
    maker for each kind; an entry is never changed, and `Project.with_entries` appends it.

    >>> cost = CostItem(id="INV-17", form="actual")
    >>> entry = Entry.deduct(
    ...     cost, Money("120.00 EUR"), id="E1", decided_on=date(2018, 3, 1), by="authority",
    ... )
    >>> entry.kind, entry.cost, entry.amount
    ('deducted', 'INV-17', Money('120.00 EUR'))
    """

    id: Id
    kind: Literal[
        "declared", "deducted", "parked", "released", "withdrawn", "corrected", "recovered"
    ]
    amount: Amount
    decided_on: Day
    sequence: Ordinal | None = None
    by: Text | None = None
    reason: Text | None = None
    cost: CostId | None = None
    procurement: ProcurementId | None = None
    claim: ClaimId | None = None
    in_claim: ClaimId | None = None

    @model_validator(mode="after")
    def _is_about_one_thing(self) -> Self:
        not_negative(self.amount)
        if (self.cost, self.procurement, self.claim).count(None) != 2:
            raise InputError(
                "an entry is about exactly one thing",
                expected="one of cost, procurement, claim",
                remedy="split it into one entry for each",
            )
        return self

    @classmethod
    def declare(cls, about: About, amount: Money, **said: Unpack[Decision]) -> Self:
        """Make the entry by which the beneficiary declares an amount.

        Like the other six makers it takes what the entry is about, an amount of zero or more,
        and by name `id`, `decided_on` and, where known, `by`, `reason`, `sequence`, `in_claim`.

        Raises:
            InputError: `about` is no cost, procurement or claim.
            pydantic.ValidationError: the entry would not be valid, as a negative amount.
        """
        return cls._made("declared", about, amount, said)

    @classmethod
    def deduct(cls, about: About, amount: Money, **said: Unpack[Decision]) -> Self:
        """Make the entry by which the authority does not accept an amount."""
        return cls._made("deducted", about, amount, said)

    @classmethod
    def park(cls, about: About, amount: Money, **said: Unpack[Decision]) -> Self:
        """Make the entry that sets an amount aside until its doubts are cleared."""
        return cls._made("parked", about, amount, said)

    @classmethod
    def release(cls, about: About, amount: Money, **said: Unpack[Decision]) -> Self:
        """Make the entry that takes back what was parked."""
        return cls._made("released", about, amount, said)

    @classmethod
    def withdraw(cls, about: About, amount: Money, **said: Unpack[Decision]) -> Self:
        """Make the entry by which the beneficiary takes an amount out of what it declared."""
        return cls._made("withdrawn", about, amount, said)

    @classmethod
    def correct(cls, about: About, amount: Money, **said: Unpack[Decision]) -> Self:
        """Make the entry of a financial correction, after payment."""
        return cls._made("corrected", about, amount, said)

    @classmethod
    def recover(cls, about: About, amount: Money, **said: Unpack[Decision]) -> Self:
        """Make the entry by which an amount that was paid is to come back."""
        return cls._made("recovered", about, amount, said)

    @classmethod
    def _made(cls, kind: str, about: About, amount: Money, said: Decision) -> Self:
        for noun, name in _ABOUT.items():
            if isinstance(about, noun):
                decided: dict[str, Any] = {"kind": kind, "amount": amount, name: about.id}
                return cls(**decided, **said)
        raise InputError(
            "an entry is about no such thing",
            expected="a CostItem, a Procurement or a Claim",
            found=excerpt(about),
        )


class Payment(Noun):
    """Money that moved; a recovery goes the other way, so `amount` is zero or more."""

    id: Id
    kind: Literal["advance", "interim", "final", "recovery"]
    amount: Amount
    paid_on: Day
    source: Annotated[Id, Link("source")] | None = None
    claim: ClaimId | None = None
    partner: PartnerId | None = None

    @model_validator(mode="after")
    def _has_no_sign(self) -> Self:
        not_negative(self.amount)
        return self


def not_negative(amount: Money) -> None:
    """Refuse a negative amount where the kind of the row gives the sign."""
    if amount.minor < 0:
        raise InputError(
            "a negative amount where the kind gives the sign",
            pointer="/amount",
            expected="zero or more",
            found=f'"{amount}"',
        )
