"""Facts and terms of a project in the kinds their book says, each read once.

A fact is what a book asks for beyond the nouns, a term what it leaves to the grant. What it
does not ask for, or asks for as another kind, is a problem with its place, never a guess.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from fundtrack.formulas import Kind, Type
from fundtrack.projects import Noun, Partner, Plan, Project, read_number
from fundtrack.rulebooks import Book, Value
from fundtrack.values import InputError, Money, Price, Problem, Rate, read_date


class Kinds:
    """What one project says in facts and terms, as one book asks for it."""

    def __init__(self, book: Book, strict: bool) -> None:
        self.book = book
        self.strict = strict
        self._values: dict[tuple[int, str, str], Value | None] = {}

    def read(self, said: object, where: str, name: str, kind: Type) -> Value | None:
        """A fact or a term as its kind, read once; None where it is not stated."""
        key = (id(said), where, name)
        if key not in self._values:
            raw = getattr(said, where).get(name)
            self._values[key] = None if raw is None else self._value(raw, kind)
        return self._values[key]

    def _value(self, raw: object, kind: Type) -> Value | None:
        """What is stated, as its kind.

        Of a project under another book (not `strict`) what cannot be read is not known.
        """
        try:
            return read_value(raw, kind)
        except InputError:
            if self.strict:
                raise
            return None

    def wrong_facts(self, rows: Iterable[tuple[str, str, Noun]]) -> Iterator[Problem]:
        """Facts nobody asks for, and facts of another kind."""
        for noun, at, said in rows:
            for name in said.facts:
                if (noun, name) in self.book.facts:
                    kind = self.book.facts[noun, name].type
                    yield from self._misread(at, said, "facts", name, kind)
                else:
                    known = [name for of, name in self.book.facts if of == noun]
                    yield _unasked(f"{at}/facts/{name}", name, noun, known, self.book.key)

    def wrong_terms(self, project: Project) -> Iterator[Problem]:
        """Terms the book leaves no room for, and terms of another kind."""
        holders: list[tuple[str, str, Plan | Partner]] = [
            ("plan", f"/plans/{at}", plan) for at, plan in enumerate(project.plans)
        ]
        holders += [
            ("partner", f"/partners/{at}", partner)
            for at, partner in enumerate(project.partners or ())
        ]
        for noun, at, said in holders:
            for name in said.terms:
                parameter = self.book.parameters.get(name)
                here = f"{at}/terms/{name}"
                if parameter is None or noun not in parameter.set_in:
                    known = [
                        one.name for one in self.book.parameters.values() if noun in one.set_in
                    ]
                    yield _unasked(here, name, noun, known, self.book.key, "term")
                else:
                    yield from self._misread(at, said, "terms", name, parameter.type)

    def _misread(
        self, at: str, said: Noun, where: str, name: str, kind: Type
    ) -> Iterator[Problem]:
        """The problem of a fact or a term that is of another kind than its book says."""
        try:
            self.read(said, where, name, kind)
        except InputError as error:
            first = error.problems[0]
            yield Problem(
                message=first.message,
                pointer=f"{at}/{where}/{name}",
                expected=first.expected or EXPECTED[kind.kind],
                found=first.found,
                remedy=first.remedy,
            )


def _unasked(
    at: str, name: str, noun: str, known: Sequence[str] | Mapping[str, object], book: str,
    what: str = "fact",
) -> Problem:  # fmt: skip
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=3)
    return Problem(
        message=f"{book} has no {what} {name} of a {noun}",
        pointer=at,
        expected=" or ".join(close) or (", ".join(sorted(known)) or f"no {what}s here"),
        remedy="put what only your own systems need into labels",
    )


EXPECTED: Final = {
    Kind.MONEY: 'text with a currency: "1.00 EUR"',
    Kind.PRICE: 'text with a currency: "0.123456 EUR"',
    Kind.RATE: 'text: "85 %" or "2/37"',
    Kind.NUMBER: 'a whole number, or text: "2.5"',
    Kind.DAYS: "a whole number of days",
    Kind.MONTHS: "a whole number of months",
    Kind.DATE: 'an ISO day as text: "2016-01-01"',
    Kind.TEXT: "text",
    Kind.CODE: "a code as text",
    Kind.BOOL: "true or false",
    Kind.SET: "text",
}


def read_value(raw: object, kind: Type) -> Value:
    """A fact or a term in the kind its book says.

    Raises:
        InputError: it is of another kind, or a code outside its list.
    """
    match kind.kind:
        case Kind.MONEY if isinstance(raw, str):
            return Money(raw)
        case Kind.PRICE if isinstance(raw, str):
            return Price(raw)
        case Kind.RATE if isinstance(raw, str):
            return Rate(raw)
        case Kind.DATE if isinstance(raw, str):
            return read_date(raw)
        case Kind.NUMBER if isinstance(raw, str) or type(raw) is int:
            return Fraction(read_number(raw))
        case Kind.DAYS | Kind.MONTHS if type(raw) is int:
            return raw
        case Kind.BOOL if isinstance(raw, bool):
            return raw
        case Kind.CODE if isinstance(raw, str) and kind.codes and raw not in kind.codes:
            raise InputError("no such code", expected=", ".join(sorted(kind.codes)), found=raw)
        case Kind.TEXT | Kind.CODE if isinstance(raw, str):
            return raw
    raise InputError("of another kind", expected=EXPECTED[kind.kind], found=str(raw)[:60])
