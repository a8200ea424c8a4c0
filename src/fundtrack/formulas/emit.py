"""The value reading, one formula at a time: a typed tree becomes plain Python statements.

Money is an int of minor units, or a Fraction of them between a product and its rounding; rates
and numbers are Fractions; None is unknown. Where every operand is sure to be known the code is
one plain expression; a guard stands only where a None can arrive. That is why the caller asks
for two variants of a loop: one that has proven its facts to be there, and one that has not.

What a name means is not known here: `leaf` answers for facts, defines, parameters, sets,
readings, tables and aggregates. Names reach the code only as identifiers checked by the
grammar, texts only through `constant`; nothing of a book is ever pasted into the source.
"""

from collections.abc import Callable, Iterable
from typing import Final

from fundtrack.values import Record

from .kinds import Kind
from .tree import AGGREGATES, Node, Op

_NAMES: Final = AGGREGATES | {
    Op.FACT,
    Op.DEFINE,
    Op.PARAMETER,
    Op.SET,
    Op.READING,
    Op.TABLE,
    Op.RUNNING_TOTAL,
}
_CALLED: Final = {
    Op.MIN: "min",
    Op.MAX: "max",
    Op.ABS: "abs",
    Op.DAYS_BETWEEN: "_days_between",
    Op.MONTHS_BETWEEN: "_months_between",
    Op.YEAR_END: "_year_end",
}


class Leaf(Record):
    """A piece of code that may stand beside any operator, and whether it can never be None.

    >>> Leaf("0", known=True).code
    '0'
    """

    code: str
    known: bool


class Emitter:
    """Collects statements; `emit` returns the code of a formula's value.

    `leaf` answers for names and aggregates; it may say statements of its own. `names` become
    the globals of the generated function, beside the `HELPERS` that every one needs. `lazy` is
    above zero where what is said may be passed over, or asks only whether a value is known.

    >>> from fundtrack.formulas import parse
    >>> out = Emitter(lambda node, _: Leaf(node.name.replace(".", "_"), known=False))
    >>> out.emit(parse("cost.net + cost.vat")).code, out.lines
    ('t1', ['    t1 = None if cost_net is None or cost_vat is None else cost_net + cost_vat'])
    """

    def __init__(
        self,
        leaf: Callable[[Node, "Emitter"], Leaf],
        names: dict[str, object] | None = None,
        depth: int = 1,
    ) -> None:
        self.leaf = leaf
        self.names = {} if names is None else names
        self.depth = depth
        self.lines: list[str] = []
        self.count = 0
        self.lazy = 0

    def say(self, line: str) -> None:
        """Add a statement at the present depth."""
        self.lines.append("    " * self.depth + line)

    def fresh(self, stem: str = "t") -> str:
        """A new variable name."""
        self.count += 1
        return f"{stem}{self.count}"

    def constant(self, value: object) -> str:
        """A name in the globals of the generated code that holds `value`."""
        for name, held in self.names.items():
            if type(held) is type(value) and held == value:
                return name
        name = f"K{len(self.names)}"
        self.names[name] = value
        return name

    def stored(self, code: str) -> str:
        """`code` in a variable, so that it can be named twice."""
        if code.isidentifier():
            return code
        name = self.fresh()
        self.say(f"{name} = {code}")
        return name

    def emit(self, node: Node) -> Leaf:
        """Statements for `node`, and the code of its value."""
        match node.op:
            case Op.NUMBER:
                return Leaf(node.name, True)
            case Op.TEXT:
                return Leaf(self.constant(node.name), True)
            case Op.TUPLE:
                return Leaf(self.constant(frozenset(arg.name for arg in node.args)), True)
            case Op.IF:
                return self.choice(node)
            case Op.KNOWN:
                self.lazy += 1
                inner = self.emit(*node.args)
                self.lazy -= 1
                return Leaf("True" if inner.known else f"({inner.code} is not None)", True)
            case _ if node.op in _NAMES:
                return self.leaf(node, self)
        return self.strict(node, [self.emit(arg) for arg in node.args])

    def guarded(self, code: str, operands: Iterable[Leaf]) -> Leaf:
        """`code` where all operands are known, else None."""
        doubtful = [one.code for one in operands if not one.known]
        if not doubtful:
            return Leaf(f"({code})", True)
        name = self.fresh()
        test = " or ".join(f"{one} is None" for one in dict.fromkeys(doubtful))
        self.say(f"{name} = None if {test} else {code}")
        return Leaf(name, False)

    def doubtful(self, code: str, operands: Iterable[Leaf]) -> Leaf:
        """`code` that may itself answer None."""
        return Leaf(self.stored(self.guarded(code, operands).code), False)

    def atomic(self, operands: Iterable[Leaf]) -> list[Leaf]:
        """The operands, each doubtful one in a variable."""
        return [one if one.known else Leaf(self.stored(one.code), False) for one in operands]

    def strict(self, node: Node, operands: Iterable[Leaf]) -> Leaf:
        """An operator or a function, whose operands must all be known."""
        args = self.atomic(operands)
        codes = [one.code for one in args]
        match node.op:
            case Op.ADD | Op.SUB if node.type and node.type.kind is Kind.DATE:
                sign = "-" if node.op is Op.SUB else ""
                return self.doubtful(f"_shift({codes[0]}, {sign}{codes[1]})", args)
            case Op.DIV:
                return self.doubtful(f"_divide({codes[0]}, {codes[1]})", args)
            case Op.MONTHS_AFTER:
                return self.doubtful(f"_months_after({codes[0]}, {codes[1]})", args)
            case Op.NEG:
                code = "-{}".format(*codes)
            case Op.NOT:
                code = "not {}".format(*codes)
            case Op.COMPARE:
                links = map(" {} {}".format, node.name.split(" "), codes[1:])
                code = codes[0] + "".join(links)
            case _ if node.op in _CALLED:
                code = f"{_CALLED[node.op]}({', '.join(codes)})"
            case _:  # spelled in Python as in the language
                code = f" {node.op} ".join(codes)
        return self.guarded(code, args)

    def branch(self, node: Node) -> tuple[Leaf, list[str]]:
        """The statements of a branch apart, one step deeper."""
        held, self.lines, self.depth = self.lines, [], self.depth + 1
        self.lazy += 1
        leaf = self.emit(node)
        self.lazy -= 1
        lines, self.lines, self.depth = self.lines, held, self.depth - 1
        return leaf, lines

    def choice(self, node: Node) -> Leaf:
        """An `if`: one expression where it can be, else statements for each branch."""
        (condition,) = self.atomic([self.emit(node.args[0])])
        then, then_lines = self.branch(node.args[1])
        other, other_lines = self.branch(node.args[2])
        if node.args[2] == node.args[0]:  # as there is no word for false: `x if a else a`
            other, other_lines = Leaf("False", True), []
        if condition.known and not then_lines and not other_lines:
            code = f"({then.code} if {condition.code} else {other.code})"
            return Leaf(code, then.known and other.known)
        name = self.fresh()
        keyword = "if"
        if not condition.known:
            self.say(f"if {condition.code} is None:")
            self.say(f"    {name} = None")
            keyword = "elif"
        self.say(f"{keyword} {condition.code}:")
        self.lines += then_lines
        self.say(f"    {name} = {then.code}")
        self.say("else:")
        self.lines += other_lines
        self.say(f"    {name} = {other.code}")
        return Leaf(name, condition.known and then.known and other.known)
