"""What `check` asks of every project, and the plain form of what it answers.

Both ways of answering hand their figures to `told`, so that the same amount is the same value
whichever way it was worked out.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from fundtrack.checks import LINE_STEPS, STEPS, limits, rate_of
from fundtrack.formulas import Kind
from fundtrack.funding import Calculator, FxRates
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Record, excerpt, exponent_of

from .given import DIGITS
from .needs import Need, needs
from .shapes import LINES, TABLES

_TEXTS: Final = (Kind.RATE, Kind.NUMBER, Kind.PRICE)


class Asking(Record):
    """One question to all projects of some tables.

    `bases` are those asked for; a project answers on those it has rows of. With `across` the
    projects of the tables are the others to each other.
    """

    book: Book
    bases: tuple[str, ...]
    on: date | None
    known_on: date | None
    require_verified: bool
    calculators: tuple[Calculator, ...]
    across: bool
    fx: FxRates | None
    keep: tuple[str, ...]

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def defines(self, noun: str, basis: str) -> Mapping[str, Kind]:
        """The defines of the rows of a noun, and the kind of each; steps of lines are none."""
        line = LINES[basis]
        nouns = (noun, "line") if noun == line else (noun,)
        return {
            one.name: self.kind(one.noun, one.name)
            for one in self.book.defines.values()
            if one.noun in nouns and not (noun == line and one.name in STEPS)
        }

    def kind(self, noun: str, name: str) -> Kind:
        """The kind of a define or a step."""
        fields = self.book.schema.nouns[noun].fields
        return fields[name].kind if name in fields else Kind.MONEY

    def kept(self, basis: str) -> Mapping[str, Kind]:
        """The columns of lines that are asked for: steps in their order, then defines."""
        defines = self.defines(LINES[basis], basis)
        steps: dict[str, Kind] = {}
        steps |= {one: Kind.MONEY for one in LINE_STEPS if one in self.keep}
        return {**steps, **{name: defines[name] for name in self.keep if name in defines}}

    def moneys(self, noun: str, basis: str) -> tuple[str, ...]:
        """The amounts of money that frames have of the rows of a noun, or of a project."""
        if noun == "project":
            kinds = self.amounts(basis)
        elif noun == LINES[basis]:
            kinds = {**self.kept(basis), "eligible": Kind.MONEY}
        elif noun in LINES.values():  # lines of another basis
            return ()
        else:
            kinds = self.defines(noun, basis)
        return tuple(name for name, kind in kinds.items() if kind is Kind.MONEY)

    def amounts(self, basis: str) -> Mapping[str, Kind]:
        """The amounts of a project on a basis, with the kind of each (D-21)."""
        names = dict.fromkeys((*STEPS, "own"))
        names |= {one.name: None for one in self.book.defines.values() if one.noun == "project"}
        return {name: self.kind("project", name) for name in names}


def cuts_project(book: Book, basis: str) -> bool:
    """Whether a limit cuts an amount of the project itself: support, or what is payable."""
    return any(limits(book, basis, "project", step) for step in STEPS[len(LINE_STEPS) :])


def label(basis: str, name: str) -> str:
    """What an amount of a project is called: the basis stands before all but the plan's."""
    return name if basis == "plan" else f"{basis}.{name}"


def told(raw: Any, kind: Kind, exponent: int) -> Any:  # noqa: ANN401  (a value of any kind)
    """A value as a frame has it: minor units, whole numbers, days, text; None if unknown.

    Rates are text as a book writes them, also one of more digits than a book may write; other
    exact numbers are whole or a fraction ("2/37"), prices in whole units. An amount of more
    digits than money has is None.

    >>> told(Fraction(17, 20), Kind.RATE, 2), told(Fraction(5, 2), Kind.NUMBER, 2)
    ('85 %', '5/2')
    """
    if raw is None:
        return None
    if kind is Kind.MONEY:
        minor = whole(raw)
        return None if is_beyond(minor, exponent) else minor
    if kind is Kind.RATE:
        return str(rate_of(Fraction(raw)))
    if kind in _TEXTS:
        return str(Fraction(raw) / (10**exponent if kind is Kind.PRICE else 1))
    if kind in (Kind.DAYS, Kind.MONTHS):
        return whole(raw)
    return raw


def is_beyond(minor: int | Fraction, exponent: int) -> bool:
    """Whether an amount has more digits than there can be."""
    return bool(abs(minor) >= 10 ** (DIGITS + exponent))


def whole(raw: int | Fraction) -> int:
    """A number that a rounding made whole.

    Raises:
        ArithmeticError: nobody rounded it.
    """
    found = Fraction(raw)
    if found.denominator != 1:
        raise ArithmeticError(f"{raw} is not a whole number")
    return found.numerator


def exponent(currency: str) -> int:
    """The decimals of a currency."""
    return exponent_of(currency)


def amount_text(minor: int, currency: str) -> str:
    """An amount as text; it may have more digits than money has.

    >>> amount_text(-10**18, "EUR"), amount_text(10**16, "JPY")
    ('-10000000000000000.00 EUR', '10000000000000000 JPY')
    """
    places = exponent_of(currency)
    units, rest = divmod(abs(minor), 10**places)
    cents = f".{rest:0{places}d}" if places else ""
    return f"{'-' if minor < 0 else ''}{units}{cents} {currency}"


def columns_of(book: Book, nouns: Sequence[str]) -> Mapping[str, Mapping[str, Need]]:
    """The columns that a book reads of the given tables.

    Raises:
        InputError: there is no such table.
    """
    for noun in nouns:
        if noun not in TABLES:
            raise InputError(
                "no such table", pointer=f"/{noun}", expected=", ".join(TABLES),
                found=excerpt(noun),
            )  # fmt: skip
    if "project" not in nouns:
        raise InputError(
            "no table of the projects",
            pointer="/project",
            expected="a row for each project, its key in the column project",
        )
    found: dict[str, dict[str, Need]] = {noun: {} for noun in nouns}
    for need in needs(book):
        if need.noun in found:
            found[need.noun][need.column] = need
    return MappingProxyType({noun: held for noun, held in found.items() if held})
