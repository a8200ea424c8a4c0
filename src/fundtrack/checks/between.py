"""Bounds as formulas: a book that works out between what its unknown amounts lie (D-12).

The walk passes bounds upward one amount at a time. Here the same law is written as formulas of
the language: beside a define `cost.so_far` stand `cost.so_far__least` and `cost.so_far__most`;
a rule is broken where the least is above its limit, and met where the most is not. Every
reading can work them out, of many projects at once. What this cannot say (shares of sources,
computed lines that are blocked or limited together) it calls not whole: the walk is asked.

It speaks of agreements in force under the book; of others every rule of it is open. Two laws
make it short: a line whose amount at a step is unknown lies between nothing and its gross, and
of everything else both bounds are known or neither is. A sum that may come to a denominator too
long for it breaks the second, so the walk is asked about it.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from fundtrack.formulas import Kind, Node, Op, Schema, Type
from fundtrack.rulebooks import Book, Define, Entries, Rule, may_hold
from fundtrack.values import Record

from .nodes import added, capped, compared, if_else, is_known, negated, nothing, of_stated_lines
from .paths import View
from .steps import LINE_STEPS, OWN, STEPS, acts, amount, blocks, defined, total_of

LEAST: Final = "__least"
MOST: Final = "__most"
_BOOL: Final = Type(Kind.BOOL)
#: The nouns of which a computed line is told by its row alone.
_MAKERS: Final = ("project", "partner")


class Ends(Record):
    """The formulas of both bounds; `whole` where they say all that the walk could."""

    least: Node
    most: Node
    whole: bool = True

    @property
    def alone(self) -> bool:
        """Whether there are none but the value itself."""
        return self.least is self.most

    @property
    def both(self) -> tuple[Node, Node]:
        """The formula of the least, and of the most."""
        return self.least, self.most


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
            hash=f"{self.book.hash} between {self.view.basis} {self.book.asks_across}",
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
        if all(one.alone for one in ends):
            return None if whole else False
        if len(rule.exceptions) > 1 or len(given) > 2:
            return False  # two exceptions may be in conflict, and two limits are two questions
        # broken where the least of what must be below is above the most of what must be above
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
            case Op.TOTAL | Op.RUNNING_TOTAL if self.view.may_end(node):
                return Ends(node, node, whole=False)  # one side may end where the other goes on
            case Op.TOTAL:
                return self.total(node)
            case Op.RUNNING_TOTAL:
                value, order = self.ends(node.args[0]), node.args[1:]
                if value.alone:
                    return Ends(node, node, value.whole)
                least = node.replace(args=(value.least, *order))
                return Ends(least, node.replace(args=(value.most, *order)), value.whole)
        return Ends(node, node)

    def passed(self, node: Node, first: int) -> Ends:
        """What grows with each operand from `first` on has the bounds of those."""
        parts = [self.ends(one) for one in node.args[first:]]
        if all(one.alone for one in parts):
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
        if one.alone and other.alone:
            return Ends(node, node, whole)
        least = node.replace(args=(one.least, other.most))
        most = node.replace(args=(one.most, other.least))
        if not one.alone and not other.alone:
            either = Node(Op.OR, (is_known(left), is_known(right)), "", _BOOL, node.scope)
            least, most = if_else(either, least, node), if_else(either, most, node)
        return Ends(least, most, whole)

    def scaled(self, node: Node) -> Ends:
        """A product with, or a quotient by, something known that is not below nothing."""
        parts = [self.ends(one) for one in node.args]
        moved = [not one.alone for one in parts]
        whole = all(one.whole for one in parts)
        if not any(moved):
            return Ends(node, node, whole)
        at = moved.index(True)
        if all(moved) or (node.op is Op.DIV and at == 1):
            return Ends(node, node, whole=False)
        by = node.args[1 - at]
        positive = compared(by, ">=", nothing(by))  # what nothing divides is unknown anyhow
        made = []
        for end in (parts[at].least, parts[at].most):
            args = [by, by]
            args[at] = end
            made.append(if_else(positive, node.replace(args=tuple(args)), node))
        return Ends(made[0], made[1], whole)

    def total(self, node: Node) -> Ends:
        """A sum; a row of which nobody knows whether it counts may count as nothing."""
        if node.name == "line" and self.view.computed:
            where = node.args[1] if len(node.args) > 1 else None
            held = [
                one
                for one in self.view.computed.values()
                if may_hold(where, one.counts_as, self.book.members)
            ]
            stated = of_stated_lines(node, self.view.line)
            return self.with_computed(node, stated, held) if held else self.total(stated)
        value = self.ends(node.args[0])
        whole = value.whole and node.scope not in self.book.groups  # who is in one may be open
        if value.alone and len(node.args) == 1:
            return Ends(node, node, whole)
        made = []
        for end, cap in ((value.least, Op.MIN), (value.most, Op.MAX)):
            args: tuple[Node, ...] = (end,)
            if len(node.args) > 1:
                where = node.args[1]
                known = is_known(where)
                args = (
                    if_else(known, end, capped(cap, end)),
                    if_else(known, where, negated(known)),
                )
            made.append(node.replace(args=args))
        return Ends(made[0], made[1], whole)

    def with_computed(self, node: Node, stated: Node, held: Sequence[Define]) -> Ends:
        """A total of what lines come to: of those stated, and of the defines that are lines.

        A line that comes to nothing is none, so an open one may be missing: it is nothing then.
        """
        loose = Ends(node, node, whole=False)
        path, scope = self.view.path(node.args[0]), self.view.loop(str(node.scope))
        adds = path.noun == self.view.line and path.name in LINE_STEPS and not path.links
        if not adds or len(node.args) > 1 or scope not in ("project", "partner"):
            return loose
        if "eligible" in self.view.bulk or any(one.noun not in _MAKERS for one in held):
            return loose  # limits over several lines may cut it
        parts = [self.total(stated)]
        for define in held:
            name = amount(define.address)
            value = self.ends(name)
            most = if_else(is_known(name), name, capped(Op.MAX, value.most))
            value = value if value.alone else value.replace(most=most)
            if define.noun == scope:
                parts.append(value)
            elif scope == "project":
                of = Node(Op.TOTAL, (name,), define.noun, name.type, "project")
                least, most = (
                    of if one is name else of.replace(args=(one,)) for one in value.both
                )
                parts.append(Ends(least, most, value.whole))
        whole = all(one.whole for one in parts)
        if all(one.alone for one in parts):
            return Ends(node, node, whole)
        least, most = map(added, zip(*(one.both for one in parts), strict=True))
        return Ends(least, most, whole)

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
        if found.alone:
            return Ends(node, node, found.whole)
        return Ends(_renamed(node, LEAST), _renamed(node, MOST), found.whole)

    def line_step(self, node: Node, step: str) -> Ends:
        """While unknown it lies between nothing and its gross."""
        if step == "gross":
            return Ends(node, node)
        head = node.name.rpartition(".")[0]
        gross = node.replace(op=Op.DEFINE, name=f"{head}.gross")
        known = is_known(node)
        return Ends(
            if_else(known, node, capped(Op.MIN, gross)),
            if_else(known, node, capped(Op.MAX, gross)),
        )

    def define(self, define: Define) -> Ends:
        """The bounds of a define, which stand beside it."""
        address = define.address
        if address not in self.held:
            self.held[address] = self.unwritten(define) or self.written(define)
        return self.held[address]

    def unwritten(self, define: Define) -> Ends | None:
        """A define that is no formula: what a calculator says has no bounds."""
        blocked = define.counts_as and blocks(self.book, self.view.basis, define)
        chosen = define.when is not None and define.exceptions
        if define.value is not None and not blocked and not chosen:
            return None
        named = amount(define.address)
        return Ends(named, named, whole=bool(define.call))

    def written(self, define: Define) -> Ends:
        """A define that is a formula."""
        ends, moved = self.formula(define)
        named = amount(define.address)
        return self.beside(define, ends) if moved else Ends(named, named, ends.whole)

    def formula(self, define: Define) -> tuple[Ends, bool]:
        """The formulas of a define's bounds, and whether it or an exception has any."""
        formulas = [define.value, *(one.value for one in define.exceptions)]
        held = [self.ends(node) for node in formulas if node is not None]
        whole = all(one.whole for one in held)
        moved = not all(one.alone for one in held)
        least, most = held[0].both
        if moved and define.when is not None:  # a method that is not used gives nothing
            least = if_else(define.when, least, nothing(least))
            most = if_else(define.when, most, nothing(most))
        return Ends(least, most, whole), moved

    def beside(self, define: Define, ends: Ends) -> Ends:
        """Put two defines beside one; returns how they are named."""
        excepted = [(one, self.ends(one.value)) for one in define.exceptions if one.value]
        for end, node in zip((LEAST, MOST), ends.both, strict=True):
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
        named = amount(define.address)
        return Ends(_renamed(named, LEAST), _renamed(named, MOST), ends.whole)

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
        cuts = self.view.limits("project", name) if name in STEPS[5:] else ()
        if cuts:
            return self.cut(define, cuts)
        if address:
            return self.written(define)
        ends, moved = self.formula(define)
        named = amount(define.address)
        if not moved:
            return Ends(named, named, ends.whole)
        return self.beside(define, _where_known(named, ends))

    def passed_on(self, name: str) -> Node:
        """The formula of an amount of the project that the book does not define."""
        if name == "own":
            return OWN
        if name in LINE_STEPS:
            return total_of(name)
        return amount(f"project.{STEPS[STEPS.index(name) - 1]}")

    def cut(self, define: Define, cuts: Sequence[Rule]) -> Ends:
        """An amount that one limit may yet cut; of several nobody says it in one formula."""
        named = amount(define.address)
        if len(cuts) > 1 or cuts[0].exceptions or cuts[0].waivable:
            return Ends(named, named, whole=False)
        before = define.replace(name=f"{define.name}__uncut")
        ends = self.beside(before, self.formula(before)[0])
        least, most = ends.both
        least = if_else(_may_cut(cuts[0]), capped(Op.MIN, least), least)
        made = _where_known(named, Ends(least, most, ends.whole))
        return self.beside(Define("project", define.name, named), made)


def _where_known(named: Node, ends: Ends) -> Ends:
    """An amount where it is known, whatever its formula says: stated, or cut by a limit."""
    known = is_known(named)
    least, most = if_else(known, named, ends.least), if_else(known, named, ends.most)
    return Ends(least, most, ends.whole)


def _renamed(node: Node, end: str) -> Node:
    return node.replace(name=f"{node.name}{end}")


def _may_cut(rule: Rule) -> Node:
    """Whether a limit takes of an amount of the project, or nobody knows what it says."""
    assert rule.measured is not None  # noqa: S101
    assert rule.at_most is not None  # noqa: S101
    unknown = tuple(negated(is_known(one)) for one in (rule.measured, rule.at_most))
    open_ = Node(Op.OR, unknown, "", _BOOL, "project")
    either = if_else(open_, open_, compared(rule.measured, ">", rule.at_most))
    if rule.applies_when is None:
        return either
    applies = rule.applies_when
    return if_else(
        is_known(applies), if_else(applies, either, applies), negated(is_known(applies))
    )
