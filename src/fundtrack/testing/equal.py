"""Why no project can tell a changed formula from the one that stood there.

Two formulas say the same if they do in every case: whichever of two sides that they compare is
the greater, or whether the sides are equal, or nobody knows; whatever truth value the rest has.
In each case both are told in words, equal sides by one name, and the words must agree. That is
a proof, not a search: a pair for which it fails may still say the same.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from fundtrack.formulas import AGGREGATES, Kind, Node, Op, nodes, to_text
from fundtrack.rulebooks import Book
from fundtrack.values import Record

from .asked import trees_of
from .mutants import Mutant
from .sites import every_unit

#: More cases than these are not gone through, and no formula of more nodes.
MAX_CASES: Final = 500
MAX_NODES: Final = 60
_TRUE, _FALSE, _UNKNOWN = "true", "false", "unknown"
_OTHER: Final = "another"
_BOOLS: Final = (_TRUE, _FALSE, _UNKNOWN)
#: How two sides compare.
_LESS, _EQUAL, _GREATER = "<", "=", ">"
_SIGNS: Final = (_LESS, _EQUAL, _GREATER, _UNKNOWN)
_HOLDS: Final = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}


def equal_by(mutant: Mutant, book: Book) -> str:
    """The reason why a change is no wrong at all; "" where none is proven."""
    if mutant.was is None or mutant.now is None:
        return _by_codes(mutant, book) if mutant.member[0] else ""
    lost = frozenset(
        node.name
        for node in nodes(mutant.was)
        if node.op is Op.READING and not book.readings[node.name].chosen
    )
    terms = _Terms(_codes((mutant.was, mutant.now), book.sets), book.sets)
    if _same(mutant.was, mutant.now, terms):
        return "both say the same in every case"
    if lost and _same(mutant.was, mutant.now, terms.replace(lost=lost)):
        return f"unknown either way while nobody has chosen {', '.join(sorted(lost))}"
    return ""


def _by_codes(mutant: Mutant, book: Book) -> str:
    """A member that nothing which is looked for in the set can be."""
    name, member = mutant.member
    asked = [
        node.args[0]
        for unit in every_unit(book)
        for tree in trees_of(book, unit)
        for node in nodes(tree)
        if node.op in (Op.IN, Op.NOT_IN)
        and any(one.name == name for one in nodes(node.args[1]))
    ]
    codes = [one.type.codes for one in asked if one.type is not None]
    if codes and all(known is not None and member not in known for known in codes):
        return f"{to_text(asked[0])} is never '{member}'"
    return ""


def _codes(
    trees: Iterable[Node], sets: Mapping[str, frozenset[str]]
) -> dict[str, tuple[str, ...]]:
    """What is looked for among codes, and the codes."""
    found: dict[str, dict[str, None]] = {}
    for tree in trees:
        for node in nodes(tree):
            among = _among(node, sets)
            if among is not None:
                found.setdefault(to_text(node.args[0]), {}).update(dict.fromkeys(sorted(among)))
    return {text: tuple(codes) for text, codes in found.items()}


def _among(node: Node, sets: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    """The codes that the first operand is compared with; None where they are not told."""
    if node.op in (Op.IN, Op.NOT_IN):
        many = node.args[1]
        if many.op is Op.TUPLE:
            return frozenset(one.name for one in many.args)
        return sets[many.name] if many.op is Op.SET else None
    one = node.op is Op.COMPARE and len(node.args) == 2 and node.args[1].op is Op.TEXT
    return frozenset({node.args[1].name}) if one else None


# -- every case --------------------------------------------------------------------------------


class _Open(Exception):
    """A question that a case leaves open, and the answers there are."""

    def __init__(self, key: tuple[str, str], answers: Iterable[str]) -> None:
        self.key, self.answers = key, tuple(answers)


class _Terms(Record):
    """What two formulas speak of: codes by what may be one, readings that nobody has chosen."""

    codes: Mapping[str, tuple[str, ...]]
    sets: Mapping[str, frozenset[str]]
    lost: frozenset[str] = frozenset()


class _Case:
    """What is settled: how pairs of sides compare, and under one text alone, what it is."""

    def __init__(self, settled: dict[tuple[str, str], str], terms: "_Terms") -> None:
        self.settled, self.terms = settled, terms
        self.names: dict[str, str] = {}
        for (one, other), sign in settled.items():
            if sign == _EQUAL and other:
                self._rename(one, other)

    def _rename(self, one: str, other: str) -> None:
        """Give all sides that are equal to these one name."""
        both = {self.name(one), self.name(other)}
        least = min(both)
        self.names |= {key: least for key, name in self.names.items() if name in both}
        self.names |= dict.fromkeys((one, other, *both), least)

    def name(self, text: str) -> str:
        """The one name of all that is equal to this."""
        return self.names.get(text, text)

    def truth(self, text: str) -> str:
        """A truth value that is taken as it is."""
        return self._settled((text, ""), _BOOLS)

    def code(self, text: str) -> str:
        """Which of the codes it is looked for among something is, or another."""
        known = [f"'{code}'" for code in self.terms.codes[text]]
        return self._settled((text, ""), (*known, _OTHER, _UNKNOWN))

    def sign(self, left: str, right: str) -> str:
        """How two sides compare."""
        if _UNKNOWN in (left, right):
            return _UNKNOWN
        if left == right:
            return _EQUAL if self._known(left) else self._settled((left, right), "=?")
        if left < right:
            return self._settled((left, right), _SIGNS)
        turned = {_LESS: _GREATER, _GREATER: _LESS}
        sign = self._settled((right, left), _SIGNS)
        return turned.get(sign, sign)

    def _known(self, text: str) -> bool:
        """Whether a side has been compared and was known."""
        return any(
            sign in (_LESS, _EQUAL, _GREATER) and text in map(self.name, pair) and pair[1]
            for pair, sign in self.settled.items()
        )

    def _settled(self, key: tuple[str, str], answers: Iterable[str]) -> str:
        if key not in self.settled:
            raise _Open(key, (_UNKNOWN if one == "?" else one for one in answers))
        return self.settled[key]


def _same(was: Node, now: Node, terms: _Terms) -> bool:
    """Whether two formulas say the same in every case; False too if there are too many."""
    if sum(1 for _ in nodes(was)) > MAX_NODES:
        return False
    open_: list[dict[tuple[str, str], str]] = [{}]
    for _ in range(MAX_CASES):
        if not open_:
            return True
        settled = open_.pop()
        case = _Case(settled, terms)
        try:
            if _told(was, case) != _told(now, case):
                return False
        except _Open as one:
            more = [{**settled, one.key: answer} for answer in one.answers]
            open_ += reversed(more)  # unknown last: there most formulas agree
    return False


# -- one case ----------------------------------------------------------------------------------


def _told(node: Node, case: _Case) -> str:
    """What a formula comes to in a case: a truth value, unknown, or words."""
    match node.op:
        case Op.COMPARE | Op.IN | Op.NOT_IN if (
            among := _among(node, case.terms.sets)
        ) is not None:
            return _looked_for(node, among, case)
        case Op.COMPARE:
            return _all(_links(node, case))
        case Op.AND:
            return _all([_told(arg, case) for arg in node.args])
        case Op.OR:
            return _turned(_all([_turned(_told(arg, case)) for arg in node.args]))
        case Op.NOT:
            return _turned(_told(node.args[0], case))
        case Op.IF:
            asked = _told(node.args[0], case)
            return asked if asked == _UNKNOWN else _told(node.args[1 + (asked == _FALSE)], case)
        case Op.IN | Op.NOT_IN:
            one, many = (to_text(arg) for arg in node.args)
            held = case.truth(f"{one} in {many}")
            return held if node.op is Op.IN else _turned(held)
        case Op.READING if node.name in case.terms.lost:
            return _UNKNOWN
        case Op.MIN | Op.MAX:
            return _extreme(node, case)
    is_truth = node.type is not None and node.type.kind is Kind.BOOL
    return case.truth(to_text(node)) if is_truth else _words(node, case)


def _looked_for(node: Node, among: frozenset[str], case: _Case) -> str:
    """Whether something is one of the codes it is looked for among."""
    one = node.args[0]
    lost = one.op is Op.READING and one.name in case.terms.lost
    code = _UNKNOWN if lost else case.code(to_text(one))
    held = _TRUE if code in {f"'{known}'" for known in among} else _FALSE
    turned = node.op is Op.NOT_IN or node.name == "!="
    return code if code == _UNKNOWN else _turned(held) if turned else held


def _links(node: Node, case: _Case) -> list[str]:
    """Each link of a chain of comparisons."""
    sides = [_told(arg, case) for arg in node.args]
    found = []
    for wanted, left, right in zip(node.name.split(" "), sides, sides[1:], strict=False):
        sign = case.sign(left, right)
        held = _TRUE if sign in _HOLDS[wanted] else _FALSE
        found.append(_UNKNOWN if sign == _UNKNOWN else held)
    return found


def _extreme(node: Node, case: _Case) -> str:
    """The least or the greatest, one after the other."""
    best, *rest = (_told(arg, case) for arg in node.args)
    better = _LESS if node.op is Op.MIN else _GREATER
    for one in rest:
        sign = case.sign(one, best)
        if sign == _UNKNOWN:
            return _UNKNOWN
        best = one if sign == better else best
    return best


def _words(node: Node, case: _Case) -> str:
    """Any other node: its text, equal sides by one name; a figure says of which kind it is."""
    if node.op is Op.NUMBER:
        return case.name(f"{node.name} {node.type.kind if node.type else ''}")
    if not node.args or node.op in AGGREGATES or node.op is Op.RUNNING_TOTAL:
        return case.name(to_text(node))
    parts = [_told(arg, case) for arg in node.args]
    said = f"{node.op} {node.name}({', '.join(parts)})"
    return _UNKNOWN if _UNKNOWN in parts else case.name(said)


def _all(truths: list[str]) -> str:
    """Whether all hold; unknown is strict."""
    if _UNKNOWN in truths:
        return _UNKNOWN
    return _FALSE if _FALSE in truths else _TRUE


def _turned(truth: str) -> str:
    return {_TRUE: _FALSE, _FALSE: _TRUE}.get(truth, truth)
