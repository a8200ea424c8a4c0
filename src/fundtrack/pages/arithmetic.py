"""A formula with the figures in place of its names: 586,584.85 × 85 %."""

from collections.abc import Iterator
from fractions import Fraction

from fundtrack.formulas import Exact, Explanation, Kind, Node, Op, nodes, parse, to_text
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Money
from fundtrack.words import day, ends, name_of, number, rate, tell, visible

#: How tightly each operation binds; a part that binds less tightly than its whole is bracketed.
_BINDS = {
    Op.OR: 1,
    Op.AND: 2,
    Op.NOT: 3,
    Op.COMPARE: 4,
    Op.IN: 4,
    Op.NOT_IN: 4,
    Op.ADD: 5,
    Op.SUB: 5,
    Op.MUL: 6,
    Op.DIV: 6,
    Op.NEG: 7,
}
#: Terms of a sum that are written out.
TERMS = 10
_SIGNS = {Op.ADD: "+", Op.SUB: "−", Op.MUL: "×", Op.DIV: "÷"}
_COMPARES = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}
_AGGREGATES = frozenset(
    {Op.TOTAL, Op.COUNT, Op.ANY, Op.ALL, Op.SMALLEST, Op.LARGEST, Op.RUNNING_TOTAL, Op.TABLE}
)
#: Nodes that are a name.
NAMES = frozenset({Op.FACT, Op.DEFINE, Op.PARAMETER, Op.SET, Op.READING})


def arithmetic(step: Explanation, language: str) -> str:
    """The formula of a step with its figures; empty where it is a single name.

    The step's own result is not part of it.
    """
    node = parse(step.formula) if step.formula else None
    if node is None or node.op in NAMES or node.op in (Op.NUMBER, Op.TEXT):
        return ""
    if node.op in (Op.TOTAL, Op.RUNNING_TOTAL):
        return _sum(step, language)
    return _Figures(step, language).write(node, 0)


def _sum(step: Explanation, language: str) -> str:
    """The rows of a total with their figures; the first of them, where there are many.

    The conditions of exceptions, which stand beside the rows, are none of them.
    """
    rows = _rows(step)
    while len(rows) == 1 and not rows[0].label:  # the total itself, under the step it stands in
        rows = _rows(rows[0])
    told = [figure(row, row.value, language) for row in rows[:TERMS]]
    return " + ".join([*told, "…"] if len(rows) > TERMS else told)


def _rows(step: Explanation) -> tuple[Explanation, ...]:
    return tuple(part for part in step.parts if part.kind is not Kind.BOOL)


def in_words(node: Node, book: Book, language: str) -> str:
    """A short formula with the words for its names: eligible costs × rate of support.

    Empty for one that chooses, compares or counts rows: that reads better as it is written.
    """
    plain = NAMES | {Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.MIN, Op.MAX, Op.NUMBER}
    if node.op in NAMES or any(one.op not in plain for one in nodes(node)):
        return ""
    return _Names(book, language).write(node, 0)


def figure(step: Explanation, value: Exact | None, language: str) -> str:
    """A value of a step without its currency, as it stands inside a calculation."""
    match value:
        case None:
            return "?"
        case bool():
            return tell("yes", language) if value else tell("no", language)
        case Fraction() if step.kind is Kind.RATE:
            return rate(value, language)
        case Fraction():
            return number(value, language, _decimals(step))
        case str():
            return f"“{visible(value)}”"
        case frozenset():
            return "{" + ", ".join(map(visible, sorted(value))) + "}"
        case _:
            return day(value, language)


def _decimals(step: Explanation) -> int:
    """Decimals an amount always shows: those of its currency; none for a bare number."""
    if step.kind is not Kind.MONEY or not step.currency:
        return 0
    try:
        return Money.of_minor(0, step.currency).exponent
    except InputError:
        return 0


def named(step: Explanation) -> Iterator[Explanation]:
    """The nearest parts that have a name, through the operations between."""
    for part in step.parts:
        if part.label:
            yield part
        else:
            yield from named(part)


def _within(step: Explanation) -> Iterator[Explanation]:
    """The parts of one formula: named ones, and the operations between, not what is behind."""
    for part in step.parts:
        yield part
        if not part.label:
            yield from _within(part)


class _Writer:
    """Writes a formula with the signs of arithmetic; what a name stands for the heir knows."""

    language: str

    def write(self, node: Node, around: int) -> str:
        """The text of a node, in brackets where what is around it binds more tightly."""
        if node.op is Op.IF:
            return self.choice(node, around)
        binds = _BINDS.get(node.op, 9)
        text = self._text(node, binds)
        return f"({text})" if binds < around else text

    def _text(self, node: Node, binds: int) -> str:
        if node.op in NAMES or node.op in _AGGREGATES:
            return self.name(node)
        if node.op in _SIGNS:
            left, right = node.args
            return f"{self.write(left, binds)} {_SIGNS[node.op]} {self.write(right, binds + 1)}"
        match node.op:
            case Op.NUMBER:
                return node.name
            case Op.TEXT:
                return f"“{visible(node.name)}”"
            case Op.TUPLE:
                return ", ".join(self.write(arg, 0) for arg in node.args)
            case Op.NEG:
                return f"−{self.write(node.args[0], binds + 1)}"
            case Op.NOT:
                return f"{tell('not', self.language)} {self.write(node.args[0], binds)}"
            case Op.AND | Op.OR:
                word = (
                    tell("and", self.language)
                    if node.op is Op.AND
                    else tell("or", self.language)
                )
                return f" {word} ".join(self.write(arg, binds + 1) for arg in node.args)
            case Op.COMPARE:
                return self._compare(node, binds)
            case Op.IN | Op.NOT_IN:
                sign = "∈" if node.op is Op.IN else "∉"
                return f"{self.write(node.args[0], 5)} {sign} {{{self.write(node.args[1], 0)}}}"
            case _:
                inner = ", ".join(self.write(arg, 0) for arg in node.args)
                return f"{node.op.value}({inner})"

    def _compare(self, node: Node, binds: int) -> str:
        told = self.write(node.args[0], binds + 1)
        for sign, arg in zip(node.name.split(" "), node.args[1:], strict=True):
            told += f" {_COMPARES.get(sign, sign)} {self.write(arg, binds + 1)}"
        return told

    def name(self, node: Node) -> str:
        """A name, or an aggregate, which is as good as one."""
        raise NotImplementedError

    def choice(self, node: Node, around: int) -> str:
        """One of two branches, as tight as what is around it."""
        raise NotImplementedError


class _Names(_Writer):
    """Writes the words for the names."""

    def __init__(self, book: Book, language: str) -> None:
        self.book = book
        self.language = language

    def name(self, node: Node) -> str:
        return name_of(node.name, self.book, self.language)


class _Figures(_Writer):
    """Writes the figures of the parts of one step."""

    def __init__(self, step: Explanation, language: str) -> None:
        self.language = language
        self.parts: dict[str, Explanation] = {}
        for part in _within(step):
            for key in (part.label, ".".join(filter(None, ends(part.label))), part.formula):
                self.parts.setdefault(key, part)

    def choice(self, node: Node, around: int) -> str:
        """The branch that was taken; without one, the whole choice is not known."""
        step = self.parts.get(to_text(node))
        condition = step.parts[0] if step is not None and step.parts else None
        if condition is None:
            condition = self.parts.get(to_text(node.args[0]))
        if condition is None or condition.value is None:
            return "?"
        return self.write(node.args[1 if condition.value else 2], around)

    def name(self, node: Node) -> str:
        text = to_text(node)
        step = self.parts.get(text) or self.parts.get(".".join(filter(None, ends(text))))
        if step is None:
            return text
        return figure(step, step.value, self.language)
