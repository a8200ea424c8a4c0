"""A plan as it is compared: what each of its rows says, field by field, and which rows pair up.

A row of one plan and a row of another are the same thing where their ids agree. What is left
over pairs by what it is about, and only where there is one on each side: nobody guesses.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeVar, cast

from fundtrack.checks import Shown
from fundtrack.projects import Noun
from fundtrack.values import FundtrackError, Money, Period, Price, Rate, Record, read_date

#: What no comparison reads: the host's own tags, and what a row is found by.
UNREAD: Final = frozenset({"id", "labels"})
#: Fields that say something where they are left out: no partner, no activity, everything.
SAID_BY_SILENCE: Final = ("partner", "activity", "covers.", "titles.", "terms.")
T = TypeVar("T")


class Said(Record):
    """One thing a row states, and the steps to it from the row."""

    value: Shown
    at: str


class Placed(Record):
    """A row of a plan with its place."""

    row: Noun
    at: str


def fields(row: Noun) -> Mapping[str, Said]:
    """Everything a row states, by field, in the order of the model; a period day by day.

    >>> from fundtrack.projects import BudgetLine
    >>> line = {"id": "b1", "category": "staff", "form": "actual", "amount": "1.00 EUR"}
    >>> list(fields(BudgetLine.model_validate(line | {"period": "2024-01-01/"})))
    ['category', 'amount', 'form', 'period.first']
    """
    return dict(_fields(row, "", ""))


def _fields(row: Noun, name: str, at: str) -> Iterator[tuple[str, Said]]:
    own = (one for one in type(row).model_fields if one not in ("facts", "labels"))
    for field in (*own, "facts"):
        if field not in UNREAD:
            yield from _said(getattr(row, field), f"{name}{field}", f"{at}/{field}")


def _said(value: object, name: str, at: str) -> Iterator[tuple[str, Said]]:
    match value:
        case None:
            return
        case Period():
            for part, day in (("first", value.first), ("last", value.last)):
                if day is not None:
                    yield f"{name}.{part}", Said(day, at)
        case Noun():
            yield from _fields(value, f"{name}.", at)
        case tuple():
            yield name, Said(", ".join(sorted(map(str, value))), at)
        case Mapping():
            for key, one in sorted(value.items()):
                yield f"{name}.{key}", Said(scalar(one), f"{at}/{escaped(key)}")
        case _:
            yield name, Said(exact(value), at)


def escaped(key: str) -> str:
    """A step of a JSON Pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def exact(value: object) -> Shown:
    """A value as answers show it; a decimal as an exact number."""
    if isinstance(value, Decimal):
        number = Fraction(value)
        return number.numerator if number.denominator == 1 else number
    return cast(Shown, value)


def scalar(value: object) -> Shown:
    """A fact or a term as what its text is: a rate, an amount, a day; else as it stands.

    >>> scalar("85 %"), scalar("1.00 EUR"), scalar("2024-01-01"), scalar("wide")
    (Rate('85 %'), Money('1.00 EUR'), datetime.date(2024, 1, 1), 'wide')
    """
    if isinstance(value, str) and value[:1] in "-0123456789":
        for read in (Rate, Money, read_date):
            try:
                return read(value)
            except FundtrackError:
                continue
    return cast(Shown, value)


def difference(before: Shown, after: Shown) -> Shown:
    """How far a value moved: an amount, a rate, a number, days; None where nobody can say.

    >>> difference(date(2018, 12, 31), date(2021, 12, 31))
    1096
    >>> difference(Rate("85 %"), Rate("80 %")), difference("a", "b")
    (Rate('-5 %'), None)
    """
    try:
        match before, after:
            case (bool(), _) | (_, bool()):
                return None
            case (Money(), Money()) if before.currency == after.currency:
                return after - before
            case (Rate(), Rate()):
                return Rate(after.fraction - before.fraction)
            case (Price(), Price()) if before.currency == after.currency:
                return _price(Fraction(after.amount) - Fraction(before.amount), after.currency)
            case (date(), date()):
                return (after - before).days
            case (int() | Fraction(), int() | Fraction()):
                return after - before
    except FundtrackError:  # more digits than an amount or a rate can have
        return None
    return None


def _price(amount: Fraction, currency: str) -> Price:
    millionths = int(amount * 10**6)
    whole, rest = divmod(abs(millionths), 10**6)
    return Price(f"{'-' if millionths < 0 else ''}{whole}.{rest:06} {currency}")


def paired(
    before: Sequence[T], after: Sequence[T], keys: Sequence[Callable[[T], Hashable]]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Pairs of the same thing, then what only the first and what only the second has.

    Each key is tried on what the ones before it left over. Where several rows of one side have
    the same key, nobody knows which is which, and none of them pairs by it.

    >>> paired(["a1", "b1", "b2"], ["a2", "b3"], [str, lambda one: one[0]])
    ([('a1', 'a2')], ['b1', 'b2'], ['b3'])
    """
    pairs: list[tuple[T, T]] = []
    for key in keys:
        olds, news = _by(before, key), _by(after, key)
        same = [one for one in olds if len(olds[one]) == 1 == len(news.get(one, ()))]
        pairs += [(olds[one][0], news[one][0]) for one in same]
        gone = set(same)
        before = [one for one in before if key(one) not in gone]
        after = [one for one in after if key(one) not in gone]
    return pairs, list(before), list(after)


def _by(rows: Iterable[T], key: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    found: dict[Hashable, list[T]] = {}
    for one in rows:
        found.setdefault(key(one), []).append(one)
    return found
