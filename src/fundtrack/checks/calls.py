"""Which calculators a book's defines call, and what each is given (D-18).

A book only names; what it may name, the host has passed. A calculator that was not passed
leaves the amount unknown. An input that is missing, or is no formula of its kind, is an error
of the book and says its place.
"""

from collections.abc import Mapping, Sequence

from fundtrack.formulas import Exact, FormulaError, Kind, Node, Schema, check, parse
from fundtrack.funding import Calculator, Given
from fundtrack.rulebooks import Book, Define
from fundtrack.values import BookError, Record

from .bind import Bound


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


def others_of(bound: Bound, basis: str, address: str) -> list[Given] | None:
    """What a calculator is given of the other projects; None where the host gave none."""
    if bound.register is None:
        return None
    stated = bound.exchanged.stated  # not the copy with converted costs
    return bound.register.others(bound.book.hash, basis, address, stated)


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
