"""Which calculators a book's defines call, and what each is given (D-18).

A book only names; what it may name, the host has passed. A calculator that was not passed
leaves the amount unknown. An input that is missing, or is no formula of its kind, is an error
of the book and says its place. What a host's calculator gets wrong is a failure of the rules
that rest on it, never an exception of the check.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from fundtrack.formulas import Exact, FormulaError, Kind, Node, Schema, check, parse
from fundtrack.funding import Answer, Calculator, Given
from fundtrack.rulebooks import Book, Define
from fundtrack.values import BookError, Record, excerpt

from .bind import Bound

_MONEY: Final = (Kind.MONEY, Kind.PRICE)
#: What an answer of each kind is; of all others a Fraction.
_TYPES: Final[Mapping[Kind, type]] = {
    Kind.DATE: date,
    Kind.TEXT: str,
    Kind.CODE: str,
    Kind.BOOL: bool,
    Kind.SET: frozenset,
}


class Call(Record):
    """A define that a calculator works out: a formula for each input, several for a key."""

    define: Define
    calculator: Calculator
    inputs: Mapping[str, tuple[Node, ...]]

    @property
    def formulas(self) -> tuple[Node, ...]:
        """The formulas of all inputs, in the calculator's order."""
        return tuple(node for nodes in self.inputs.values() for node in nodes)

    def given(self, values: Sequence[Exact | None]) -> Given:
        """The inputs by name, from the values of the formulas in their order."""
        rest = iter(values)
        found: dict[str, Exact | tuple[Exact | None, ...] | None] = {}
        for name, nodes in self.inputs.items():
            held = tuple(next(rest) for _ in nodes)
            found[name] = held if self.calculator.inputs[name] is None else held[0]
        return found

    def abroad(self, given: Given) -> Given:
        """What a project in another currency gives: no amount of it is known, nor in a key."""
        found: dict[str, Exact | tuple[Exact | None, ...] | None] = {}
        for name, value in given.items():
            held = value if isinstance(value, tuple) else (value,)
            known = tuple(
                None if node.type is not None and node.type.kind in _MONEY else one
                for one, node in zip(held, self.inputs[name], strict=True)
            )
            found[name] = known if isinstance(value, tuple) else known[0]
        return found

    def answers(self, own: Sequence[Given], others: Sequence[Given] | None) -> list[Answer]:
        """What the calculator answers for each row.

        Raises:
            ArithmeticError: it fails, or what it answers is not what it says it gives.
        """
        name = self.calculator.name
        try:
            found = list(self.calculator.calculate(own, others))
        except ArithmeticError:
            raise
        except Exception as error:
            raise ArithmeticError(f"{name}: {excerpt(str(error))}") from error
        if len(found) != len(own):
            raise ArithmeticError(f"{name} gives {len(found)} answers for {len(own)} rows")
        return [self._answer(one) for one in found]

    def _answer(self, found: object) -> Answer:
        """An answer of the kind that the calculator gives; a whole number is exact too."""
        name, gives = self.calculator.name, self.calculator.gives
        if not isinstance(found, Answer):
            raise ArithmeticError(f"{name} gives {excerpt(found)}, which is no Answer")
        value, want = found.value, _TYPES.get(gives, Fraction)
        if value is None or type(value) is want:
            return found
        if type(value) is int and want is Fraction:
            return found.replace(value=Fraction(value))
        if not isinstance(value, want) or isinstance(value, datetime):
            raise ArithmeticError(f"{name} gives {excerpt(value)}, which is no {gives}")
        return found


def others_of(bound: Bound, basis: str, call: Call) -> list[Given] | None:
    """What a calculator is given of the other projects; None where the host gave none."""
    if bound.register is None:
        return None
    stated = bound.exchanged.stated  # not the copy with converted costs
    found: list[Given] = []
    for other, rows in bound.register.others(bound.key(basis), stated):
        given: Iterable[Given] = rows.get(call.define.address, ())
        if other.agreement.currency != bound.currency:
            given = map(call.abroad, given)
        found += given
    return found


def calls_of(book: Book, calculators: Sequence[Calculator]) -> Mapping[str, Call]:
    """The defines of a book that call a calculator of this list, by address.

    Raises:
        BookError: the inputs are not those of the calculator, or the answer is of another kind.
    """
    by_name = {one.name: one for one in calculators}
    return {
        define.address: _call(book, define, by_name[define.call])
        for define in book.defines.values()
        if define.call in by_name
    }


def _call(book: Book, define: Define, calculator: Calculator) -> Call:
    at = f"/define/{define.noun}/{define.name}"
    kind = book.schema.nouns[define.noun].fields[define.name].kind
    if kind is not calculator.gives:
        message = f"{calculator.name} gives a {calculator.gives}, not a {kind}"
        raise BookError(message, file=book.file, pointer=f"{at}/kind")
    if set(define.with_) != set(calculator.inputs):
        wanted = ", ".join(calculator.inputs)
        message = f"{calculator.name} is given {wanted}, each once"
        raise BookError(message, file=book.file, pointer=f"{at}/with")
    inputs = {
        name: tuple(_inputs(book, define, name, want))
        for name, want in calculator.inputs.items()
    }
    return Call(define, calculator, inputs)


def _inputs(book: Book, define: Define, name: str, want: Kind | None) -> list[Node]:
    """The formulas of one input; a key may be several facts."""
    text = define.with_[name]
    parts = [text] if want is not None else [part.strip() for part in text.split(",")]
    place = f"/define/{define.noun}/{define.name}/with/{name}"
    found = []
    for part in parts:
        formula = part if _is_formula(part, book.schema) else f"{define.noun}.{part}"
        try:
            tree = check(parse(formula), book.schema, scope=define.noun, want=want)
        except FormulaError as error:
            raise BookError(
                error.message, file=book.file, pointer=place, formula=formula, at=error.at
            ) from None
        found.append(tree)
    return found


def _is_formula(text: str, schema: Schema) -> bool:
    """Whether a text is more than the bare name of a fact of the define's own noun."""
    bare = (schema.parameters, schema.sets, schema.readings)
    return not text.isidentifier() or any(text in names for names in bare)
