"""Every amount of a document of its own: zero or more, in the one currency it names."""

from collections.abc import Iterator

from fundtrack.values import InputError, Money, excerpt

from .base import Noun
from .ledger import not_negative


def check_amounts(document: Noun, currency: str, whose: str) -> None:
    """Refuse an amount below zero or in another currency than the document's.

    Raises:
        InputError: with the pointer of the amount.
    """
    for pointer, amount in _amounts(document, ""):
        try:
            not_negative(amount)
        except InputError:
            raise InputError(
                "below zero",
                pointer=pointer,
                expected="zero or more",
                found=excerpt(str(amount)),
            ) from None
        if amount.currency != currency:
            raise InputError(
                f"another currency than the {whose}'s",
                pointer=pointer,
                expected=currency,
                found=excerpt(str(amount)),
                remedy="convert it first",
            )


def _amounts(noun: Noun, at: str) -> Iterator[tuple[str, Money]]:
    """Every amount of a noun and of the rows inside it, with its place."""
    for name, value in noun:
        if isinstance(value, Money):
            yield f"{at}/{name}", value
        elif isinstance(value, Noun):
            yield from _amounts(value, f"{at}/{name}")
        elif isinstance(value, tuple):
            for index, row in enumerate(value):
                if isinstance(row, Noun):
                    yield from _amounts(row, f"{at}/{name}/{index}")
