"""Bounds as formulas: a book that works out between what its unknown amounts lie (D-12).

The walk passes bounds upward one amount at a time. Here the same law is written as formulas of
the language: beside a define `cost.so_far` stand `cost.so_far__least` and `cost.so_far__most`;
a rule is broken where the least is above its limit, and met where the most is not. Every
reading can work them out, of many projects at once. What this cannot say (shares of sources,
computed lines, amounts with exceptions) it calls not whole, and the walk is asked.

Two laws make it short: a line whose amount at a step is unknown lies between nothing and its
gross, and of everything else both bounds are known or neither is.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from fundtrack.formulas import Kind, Node, Op, Schema, Type
from fundtrack.rulebooks import Book, Define, Entries, Rule
from fundtrack.values import Record

from .paths import View
from .steps import LINE_STEPS, OWN, STEPS, acts, amount, defined, limits, total_of

LEAST: Final = "__least"
MOST: Final = "__most"
_BOOL: Final = Type(Kind.BOOL)


class Ends(Record):
    """The formulas of both bounds; `whole` where they say all that the walk could."""

    least: Node
    most: Node
    whole: bool = True


class Between(Record):
    """The book that works out bounds, and what of the first book it speaks about.

    `rules` has the rules that bounds may decide, `amounts` the project's amounts; each says
    whether the book knows all that the walk could say. A rule is broken where the rule of its
    code is broken here, and met where that of its `met_code` is met.
    """

    book: Book
    rules: Mapping[str, bool]
    amounts: Mapping[str, bool]


@lru_cache(maxsize=64)
def between(view: View) -> Between:
    """The bounds of a book on a basis; made once."""
    return _Bounds(view).all()


def met_code(code: str) -> str:
    """The code of the rule that is met where bounds meet a rule."""
    return f"{code}-met"


class _Bounds:
    """Writes the bounds of one book on one basis."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.book = view.book
        self.rules: dict[str, Rule] = {}
        self.made: dict[str, Define] = {}  # the bounds of defines, by address
        self.held: dict[str, Ends] = {}  # what is known of defines and of the project's steps

    def all(self) -> Between:
        decided = dict[str, bool]()
        for rule in self.book.rules.values():
            if rule.effect != "report":
                self.rules[rule.code] = rule  # it makes amounts
            elif acts(rule, self.view.basis) and (whole := self.rule(rule)) is not None:
                decided[rule.code] = whole
        amounts = {name: self.step(name).whole for name in (*STEPS, "own")}
        for define in self.book.defines.values():
            if define.noun == "project" and define.name not in amounts:
                amounts[define.name] = self.define(define).whole
        defines = {**self.book.defines, **self.made}
        book = self.book.replace(
            hash=f"{self.book.hash} between {self.view.basis}",
            defines=Entries(defines),
            rules=Entries(self.rules),
            schema=self.schema(),
        )
        return Between(book, decided, amounts)

    def schema(self) -> Schema:
        """The schema with the bounds beside the defines they belong to."""
        nouns = {}
        for noun in self.book.schema.nouns.values():
            mine = {
                one.name: one.value.type
                for one in self.made.values()
                if one.noun == noun.name and one.value is not None and one.value.type
            }
            nouns[noun.name] = noun.replace(
                fields=Entries({**noun.fields, **mine}), defines=noun.defines | mine.keys()
            )
        return self.book.schema.replace(nouns=Entries(nouns))

    # -- rules ---------------------------------------------------------------------------------

    def rule(self, rule: Rule) -> bool | None:
        """Put beside a rule what is broken where bounds break it, and met where they meet it.

        Whether they say all that the walk could; None where no bounds ever decide. A refusal
        stands on known figures, so only what reports is decided by bounds; of days there are
        none.
        """
        measured = rule.measured
        if measured is None or measured.type == Type(Kind.DATE):
            return None
        given = [one for one in (measured, rule.at_most, rule.at_least) if one is not None]
        ends = [self.ends(one) for one in given]
        whole = all(one.whole for one in ends)
        if all(_same(one, node) for one, node in zip(ends, given, strict=True)):
            return None if whole else False
        if len(rule.exceptions) > 1 or len(given) > 2:
            return False  # two exceptions may be in conflict, and two limits are two questions
        under, over = ends if rule.at_least is None else reversed(ends)
        for code, least, most in (
            (rule.code, under.least, over.most),
            (met_code(rule.code), under.most, over.least),
        ):
            self.rules[code] = rule.replace(
                code=code, measured=least, at_most=most, at_least=None
            )
        return whole

    # -- formulas ------------------------------------------------------------------------------

    def ends(self, node: Node) -> Ends:
        """The bounds of a formula; itself where it has none but its value."""
        match node.op:
            case Op.DEFINE | Op.FACT:
                return self.path(node)
            case Op.IF:
                return self.passed(node, 1)
            case Op.ADD | Op.MIN | Op.MAX:
                return self.passed(node, 0)
            case Op.SUB:
                return self.difference(node)
            case Op.MUL | Op.DIV:
                return self.scaled(node)
            case Op.TOTAL:
                return self.total(node)
            case Op.RUNNING_TOTAL:
                value, order = self.ends(node.args[0]), node.args[1:]
                if _same(value, node.args[0]):
                    return Ends(node, node, value.whole)
                least = node.replace(args=(value.least, *order))
                return Ends(least, node.replace(args=(value.most, *order)), value.whole)
        return Ends(node, node)

    def passed(self, node: Node, first: int) -> Ends:
        """What grows with each operand from `first` on has the bounds of those."""
        parts = [self.ends(one) for one in node.args[first:]]
        if all(_same(one, arg) for one, arg in zip(parts, node.args[first:], strict=True)):
            return Ends(node, node, all(one.whole for one in parts))
        head = node.args[:first]
        return Ends(
            node.replace(args=(*head, *(one.least for one in parts))),
            node.replace(args=(*head, *(one.most for one in parts))),
            all(one.whole for one in parts),
        )

    def difference(self, node: Node) -> Ends:
        """Of two unknowns nobody says: both may hang on one, and the span would be loose."""
        left, right = node.args
        one, other = self.ends(left), self.ends(right)
        whole = one.whole and other.whole
        alone = _same(one, left), _same(other, right)
        if all(alone):
            return Ends(node, node, whole)
        least = node.replace(args=(one.least, other.most))
        most = node.replace(args=(one.most, other.least))
        if not any(alone):
            either = Node(Op.OR, (_known(left), _known(right)), "", _BOOL, node.scope)
            least, most = _if(either, least, node), _if(either, most, node)
        return Ends(least, most, whole)

    def scaled(self, node: Node) -> Ends:
        """A product with, or a quotient by, something known that is not below nothing."""
        parts = [self.ends(one) for one in node.args]
        moved = [not _same(one, arg) for one, arg in zip(parts, node.args, strict=True)]
        whole = all(one.whole for one in parts)
        if not any(moved):
            return Ends(node, node, whole)
        at = moved.index(True)
        if all(moved) or (node.op is Op.DIV and at == 1):
            return Ends(node, node, whole=False)
        by = node.args[1 - at]
        positive = _compare(by, ">=", _zero(by))  # what nothing divides is unknown anyhow
        made = []
        for end in (parts[at].least, parts[at].most):
            args = [by, by]
            args[at] = end
            made.append(_if(positive, node.replace(args=tuple(args)), node))
        return Ends(made[0], made[1], whole)

    def total(self, node: Node) -> Ends:
        """A sum; a row of which nobody knows whether it counts may count as nothing."""
        if node.name == "line" and self.view.computed:
            return Ends(node, node, whole=False)
        value = self.ends(node.args[0])
        whole = value.whole and node.scope not in self.book.groups  # who is in one may be open
        if _same(value, node.args[0]) and len(node.args) == 1:
            return Ends(node, node, whole)
        made = []
        for end, cap in ((value.least, Op.MIN), (value.most, Op.MAX)):
            args: tuple[Node, ...] = (end,)
            if len(node.args) > 1:
                where = node.args[1]
                known = _known(where)
                args = _if(known, end, _capped(cap, end)), _if(known, where, _not(known))
            made.append(node.replace(args=args))
        return Ends(made[0], made[1], whole)

    # -- amounts -------------------------------------------------------------------------------

    def path(self, node: Node) -> Ends:
        """What stands at the end of a path."""
        path = self.view.path(node)
        if not self.view.is_define(node, path):
            return Ends(node, node)
        if path.noun == self.view.line and path.name in LINE_STEPS:
            return self.line_step(node, path.name)
        if path.noun == "project" and path.name in (*STEPS, "own"):
            found = self.step(path.name)
        else:
            address = defined(self.book, path.noun, path.name, self.view.basis)
            if not address:
                return Ends(node, node)
            found = self.define(self.book.defines[address])
        if found.least is found.most:
            return Ends(node, node, found.whole)
        return Ends(_renamed(node, LEAST), _renamed(node, MOST), found.whole)

    def line_step(self, node: Node, step: str) -> Ends:
        """While unknown it lies between nothing and its gross."""
        if step == "gross":
            return Ends(node, node)
        head = node.name.rpartition(".")[0]
        gross = node.replace(op=Op.DEFINE, name=f"{head}.gross")
        known = _known(node)
        return Ends(
            _if(known, node, _capped(Op.MIN, gross)), _if(known, node, _capped(Op.MAX, gross))
        )

    def define(self, define: Define) -> Ends:
        """The bounds of a define, which stand beside it."""
        address = define.address
        if address not in self.held:
            self.held[address] = self.unwritten(define) or self.written(define)
        return self.held[address]

    def unwritten(self, define: Define) -> Ends | None:
        """A define that is no formula: what a calculator says has no bounds."""
        if define.value is not None and define.when is None:
            return None
        named = amount(define.address)
        return Ends(named, named, whole=bool(define.call))

    def written(self, define: Define) -> Ends:
        """A define that is a formula, with those of its exceptions."""
        formulas = [define.value, *(one.value for one in define.exceptions)]
        held = [(node, self.ends(node)) for node in formulas if node is not None]
        whole = all(one.whole for _, one in held)
        named = amount(define.address)
        if all(_same(one, node) for node, one in held):
            return Ends(named, named, whole)
        return self.beside(define, held[0][1].replace(whole=whole))

    def beside(self, define: Define, ends: Ends) -> Ends:
        """Put two defines beside one."""
        excepted = [(one, self.ends(one.value)) for one in define.exceptions if one.value]
        for end, node in ((LEAST, ends.least), (MOST, ends.most)):
            made = Define(
                noun=define.noun,
                name=f"{define.name}{end}",
                value=node,
                rounding=define.rounding,
                citation=define.citation,
                exceptions=tuple(
                    one.replace(value=held.least if end == LEAST else held.most)
                    for one, held in excepted
                ),
                layer=define.layer,
            )
            self.made[made.address] = made
        return ends

    # -- the project's amounts -----------------------------------------------------------------

    def step(self, name: str) -> Ends:
        """The bounds of the project's amount of a step, or of its own means."""
        key = f"project.{name}"
        if key not in self.held:
            self.held[key] = self.stepped(name)
        return self.held[key]

    def stepped(self, name: str) -> Ends:
        address = defined(self.book, "project", name, self.view.basis)
        if address:
            define = self.book.defines[address]
            made = self.unwritten(define)
            if made is not None:
                return made
        else:
            define = Define("project", name, self.passed_on(name))
        cuts = limits(self.book, self.view.basis, "project", name) if name in STEPS[5:] else []
        if cuts:
            return self.cut(define, cuts)
        ends = self.written(define)
        if address or ends.least is ends.most:
            return ends
        return self.beside(define, _where_known(amount(f"project.{name}"), ends))

    def passed_on(self, name: str) -> Node:
        """The formula of an amount of the project that the book does not define."""
        if name == "own":
            return OWN
        if name in LINE_STEPS:
            return total_of(name)
        return amount(f"project.{STEPS[STEPS.index(name) - 1]}")

    def cut(self, define: Define, cuts: list[Rule]) -> Ends:
        """An amount that one limit may yet cut; of several nobody says it in one formula."""
        named = amount(define.address)
        if len(cuts) > 1 or cuts[0].exceptions:
            return Ends(named, named, whole=False)
        before = define.replace(name=f"{define.name}__uncut")
        value = define.value or named
        ends = self.written(before)
        if ends.least is ends.most:  # without bounds it may be known, and the limit not
            self.beside(before, Ends(value, value))
        least, most = (amount(f"{before.address}{end}") for end in (LEAST, MOST))
        least = _if(_open(cuts[0]), _capped(Op.MIN, least), least)
        made = _where_known(named, Ends(least, most, ends.whole))
        return self.beside(Define("project", define.name, named), made)


# ---- Nodes -----------------------------------------------------------------------------------


def _same(ends: Ends, node: Node) -> bool:
    return ends.least is node and ends.most is node


def _if(condition: Node, then: Node, otherwise: Node) -> Node:
    return Node(Op.IF, (condition, then, otherwise), "", then.type, then.scope)


def _compare(left: Node, how: str, right: Node) -> Node:
    return Node(Op.COMPARE, (left, right), how, _BOOL, left.scope)


def _known(node: Node) -> Node:
    return Node(Op.KNOWN, (node,), "", _BOOL, node.scope)


def _not(node: Node) -> Node:
    return Node(Op.NOT, (node,), "", _BOOL, node.scope)


def _zero(like: Node) -> Node:
    return Node(Op.NUMBER, (), "0", like.type, "project")


def _where_known(named: Node, ends: Ends) -> Ends:
    """An amount where it is known, whatever its formula says: stated, or cut by a limit."""
    known = _known(named)
    least, most = _if(known, named, ends.least), _if(known, named, ends.most)
    return Ends(least, most, ends.whole)


def _capped(cap: Op, node: Node) -> Node:
    """An amount, or nothing where that is less, or more."""
    return Node(cap, (node, _zero(node)), "", node.type, node.scope)


def _renamed(node: Node, end: str) -> Node:
    return node.replace(name=f"{node.name}{end}")


def _open(rule: Rule) -> Node:
    """Whether nobody knows what a limit on an amount of the project says."""
    sides = [one for one in (rule.measured, rule.at_most, rule.at_least) if one is not None]
    unknown = [_not(_known(one)) for one in sides]
    either = Node(Op.OR, tuple(unknown), "", _BOOL, "project")
    if rule.applies_when is None:
        return either
    applies = rule.applies_when
    return _if(_known(applies), _if(applies, either, applies), _not(_known(applies)))
