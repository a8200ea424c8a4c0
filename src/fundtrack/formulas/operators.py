"""Which kinds go together: the operands and the result of every operator and function.

Money times money has no meaning, money over money is a rate. A literal 0 or 1 takes the kind of
what stands beside it, a literal text the vocabulary; that is why operands come back changed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast

from .errors import FormulaError
from .kinds import Kind, Type
from .names import near
from .printer import to_text
from .tree import Node, Op

#: Operands as they fit together, and the type of the result.
Typed = tuple[list[Node], Type]

#: Kinds that have an order.
ORDERED: Final = frozenset(
    {Kind.MONEY, Kind.PRICE, Kind.RATE, Kind.NUMBER, Kind.DAYS, Kind.MONTHS, Kind.DATE}
)
#: Kinds whose rows add up.
TOTALLED: Final = frozenset({Kind.MONEY, Kind.NUMBER, Kind.DAYS, Kind.MONTHS})
_ADDED: Final = ORDERED - {Kind.DATE}
#: The kinds a bare 0 or 1 may take. 1 is no money: an amount without a source is a bug.
_LITERAL: Final = {
    "0": _ADDED,
    "1": frozenset({Kind.RATE, Kind.NUMBER, Kind.DAYS, Kind.MONTHS}),
}
_M, _P, _R, _N = Kind.MONEY, Kind.PRICE, Kind.RATE, Kind.NUMBER
_PRODUCTS: Final = {
    (_M, _R): _M, (_R, _M): _M, (_M, _N): _M, (_N, _M): _M,
    (_P, _N): _M, (_N, _P): _M, (_P, _R): _P, (_R, _P): _P,
    (_R, _R): _R, (_N, _N): _N, (_N, _R): _N, (_R, _N): _N,
}  # fmt: skip
_QUOTIENTS: Final = {
    (_M, _M): _R, (_M, _N): _M, (_M, _R): _M, (_P, _N): _P, (_P, _P): _R,
    (_R, _R): _R, (_R, _N): _R, (_N, _N): _N, (_N, _R): _N,
    (Kind.DAYS, Kind.DAYS): _R, (Kind.MONTHS, Kind.MONTHS): _R,
}  # fmt: skip
#: Codes of two lists that an `if` puts together; one list may be longer.
MAX_CODES: Final = 2000
_BOOL: Final = Type(Kind.BOOL)
_DATE: Final = Type(Kind.DATE)
_DAYS: Final = Type(Kind.DAYS)
_MONTHS: Final = Type(Kind.MONTHS)


def typed(node: Node, args: Sequence[Node]) -> Typed:
    """The operands of an operator or function, fitted together, and the type of its value.

    Raises:
        FormulaError: kinds that do not go together.
    """
    return _RULES[node.op](node, args)


def fit(node: Node, want: Type) -> Node:
    """The node as `want`: literals take the kind, texts are looked up in the vocabulary.

    Raises:
        FormulaError: it is of another kind, or a code that is not there.
    """
    if node.type is None:  # a bare figure
        if want.kind not in _LITERAL[node.name]:
            raise FormulaError.of(f"{node.name} is no {want.kind}; name a parameter", node)
        return node.replace(type=Type(want.kind), scope="project")
    found = node.type.kind
    if node.op is Op.TEXT and want.kind in (Kind.CODE, Kind.TEXT):
        return _coded(node, want)
    if node.op is Op.IF and Kind.CODE in (want.kind, found):
        args = (node.args[0], *(fit(arg, want) for arg in node.args[1:]))
        return node.replace(args=args, type=want)
    if found is not want.kind and {found, want.kind} != {Kind.CODE, Kind.TEXT}:
        message = f"{to_text(node)} is a {found}, not a {want.kind}"
        raise FormulaError.of(message, node)
    return node


def demand(kinds: frozenset[Kind], kind: Type, node: Node, verb: str) -> None:
    """Refuse a kind that something cannot be done to."""
    if kind.kind not in kinds:
        raise FormulaError.of(f"a {kind.kind} cannot be {verb}", node)


def _type(node: Node) -> Type:
    """The type of a node that `fit` has given one."""
    return cast(Type, node.type)


def _coded(node: Node, want: Type) -> Node:
    """A literal text as a code of a vocabulary."""
    if want.codes is not None and node.name not in want.codes:
        known = ", ".join(sorted(want.codes)[:20])
        hint = near(node.name, want.codes) or f"; there are {known}"
        raise FormulaError.of(f"no code '{node.name}'{hint}", node)
    return node.replace(type=want)


def _unified(node: Node, args: Sequence[Node]) -> Typed:
    """Operands that must be of one kind, literals taking it from the others."""
    first = min(args, key=_weight).type  # of equals the first
    if first is None:
        message = "two bare figures say nothing; name a fact or a parameter"
        raise FormulaError.of(message, node)
    return [fit(arg, first) for arg in args], first


def _weight(arg: Node) -> tuple[bool, bool, bool]:
    """A vocabulary comes before a plain kind, then a literal text, a bare figure last."""
    plain = arg.type is None or arg.type.kind is not Kind.CODE
    return arg.type is None, arg.op is Op.TEXT, plain


def _conditions(_: Node, args: Sequence[Node]) -> Typed:
    return [fit(arg, _BOOL) for arg in args], _BOOL


def _sum(node: Node, args: Sequence[Node]) -> Typed:
    left, right = args
    if left.type == _DATE:
        if right.type == _DATE:
            message = "for the days between two dates write days_between(a, b)"
            raise FormulaError.of(message, node)
        return [left, fit(right, _DAYS)], _DATE
    both, kind = _unified(node, args)
    demand(_ADDED, kind, node, "added")
    return both, kind


def _product(node: Node, args: Sequence[Node]) -> Typed:
    """A bare 1 beside `*` or `/` is a rate: the whole of it."""
    both = [fit(arg, Type(_R)) if arg.type is None else arg for arg in args]
    left, right = (_type(arg).kind for arg in both)
    kind = (_PRODUCTS if node.op is Op.MUL else _QUOTIENTS).get((left, right))
    if kind is None:
        verb = "times" if node.op is Op.MUL else "divided by"
        raise FormulaError.of(f"{left} {verb} {right} has no meaning", node)
    return both, Type(kind)


def _signed(node: Node, args: Sequence[Node]) -> Typed:
    (arg,) = args
    if arg.type is None:
        raise FormulaError.of("name the parameter that holds this figure", node)
    demand(_ADDED, arg.type, node, "negated" if node.op is Op.NEG else "taken absolute")
    return [arg], arg.type


def _comparison(node: Node, args: Sequence[Node]) -> Typed:
    all_, kind = _unified(node, args)
    if set(node.name.split(" ")) - {"==", "!="}:
        demand(ORDERED, kind, node, "ordered")
    elif kind.kind is Kind.SET:
        raise FormulaError.of("sets are not compared; write `in`", node)
    return all_, _BOOL


def _membership(node: Node, args: Sequence[Node]) -> Typed:
    one, many = args
    if many.type is None or many.type.kind is not Kind.SET:
        raise FormulaError.of("after `in` stands a set, or a tuple of texts", node)
    if one.type is None or one.type.kind not in (Kind.CODE, Kind.TEXT):
        raise FormulaError.of("only a code or a text can be in a set", node)
    return [one, _members(many, one.type)], _BOOL


def _members(node: Node, want: Type) -> Node:
    """A set whose literal texts are looked up in a vocabulary."""
    if node.op is Op.TUPLE:
        return node.replace(args=tuple(fit(arg, want) for arg in node.args))
    if node.op is Op.IF:
        branches = (_members(arg, want) for arg in node.args[1:])
        return node.replace(args=(node.args[0], *branches))
    return node


def _choice(node: Node, args: Sequence[Node]) -> Typed:
    """The branches of an `if`; together they may say any code of either."""
    branches, kind = _unified(node, args[1:])
    then, other = (_type(arg).codes for arg in branches)
    codes = then
    if then is None or other is None:
        codes = None
    elif then is not other:
        if len(then) + len(other) > MAX_CODES:
            raise FormulaError.of(f"two lists of more than {MAX_CODES} codes together", node)
        codes = then | other
    return [fit(args[0], _BOOL), *branches], Type(kind.kind, codes)


def _extreme(node: Node, args: Sequence[Node]) -> Typed:
    all_, kind = _unified(node, args)
    demand(ORDERED, kind, node, "ordered")
    return all_, kind


def _known(node: Node, args: Sequence[Node]) -> Typed:
    (arg,) = args
    if arg.type is None:
        raise FormulaError.of("a figure is always known", node)
    return [arg], _BOOL


def _dates(node: Node, args: Sequence[Node]) -> Typed:
    if node.op is Op.MONTHS_AFTER:
        return [fit(args[0], _DATE), fit(args[1], _MONTHS)], _DATE
    if node.op is Op.YEAR_END:
        return [fit(args[0], _DATE)], _DATE
    return [fit(arg, _DATE) for arg in args], _DAYS if node.op is Op.DAYS_BETWEEN else _MONTHS


_RULES: Final[Mapping[Op, Callable[[Node, Sequence[Node]], Typed]]] = {
    Op.ADD: _sum,
    Op.SUB: _sum,
    Op.MUL: _product,
    Op.DIV: _product,
    Op.NEG: _signed,
    Op.ABS: _signed,
    Op.COMPARE: _comparison,
    Op.AND: _conditions,
    Op.OR: _conditions,
    Op.NOT: _conditions,
    Op.IN: _membership,
    Op.NOT_IN: _membership,
    Op.IF: _choice,
    Op.MIN: _extreme,
    Op.MAX: _extreme,
    Op.KNOWN: _known,
    Op.MONTHS_AFTER: _dates,
    Op.DAYS_BETWEEN: _dates,
    Op.MONTHS_BETWEEN: _dates,
    Op.YEAR_END: _dates,
}
