"""What a dotted path means on a basis: whose row, through which links, which field."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final

from fundtrack.formulas import Kind, Node, Op, nodes
from fundtrack.funding import Calculator
from fundtrack.rulebooks import Book, Define, Rule
from fundtrack.values import Record

from .bind import COMPUTED, LINES
from .calls import Call, calls_of
from .steps import LINE_STEPS, STEPS, exclusions, limits, of_library, over_lines
from .strands import SHARED_OUT, strands_define

#: How the places are named where calculators answer, and where limits are shared. A name of a
#: book has no capital letters, so these, and what stands between two names, are none of them.
CALLED: Final = "Calls_"
LIMITED: Final = "Limits_"
DOT: Final = "_DOT_"
#: The nouns of a project in the order in which the value reading goes through them; those a row
#: may link to come first.
_COARSE: Final = ("project", "partner", "claim", "procurement", "activity", "option", "source")
_LINES: Final = ("budget_line", "cost")
_FINE: Final = ("entry", "payment", "aid", "indicator", "waiver")
#: So many stated figures may be multiplied in a sum that never ends.
_FEW: Final = 10


def limits_loop(step: str) -> str:
    """Where the limits over several lines that give a step are worked out, once for all."""
    return f"{LIMITED}{step}"


def computed_loop(define: Define) -> str:
    """Where the computed lines of a define stand."""
    return f"{COMPUTED}{define.noun}{DOT}{define.name}"


def call_loop(call: Call) -> str:
    """Where a calculator answers for all rows of a noun."""
    return f"{CALLED}{call.define.noun}{DOT}{call.define.name}"


class Path(Record):
    """A path looked up: start at `root`, follow `links`, end at `name` of `noun`."""

    root: str
    links: tuple[str, ...]
    noun: str
    name: str

    @property
    def own(self) -> bool:
        """Whether it stays on the row it starts at."""
        return not self.links


class View:
    """What the names of a book mean on one basis.

    A loop is a noun with rows that the value reading goes through: a noun of the project, or a
    group of the book, which stands between the nouns it goes by and its members.
    """

    def __init__(self, book: Book, basis: str, calculators: Sequence[Calculator] = ()) -> None:
        self.book = book
        self.basis = basis
        self.calls = calls_of(book, calculators)
        self.line = LINES[basis]
        self._links_to: dict[tuple[str, str], str] = {}
        self._paths: dict[str, Path] = {}
        self._never: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._limits: dict[tuple[str, str], Sequence[Rule]] = {}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each loop in a walk through all of them."""
        limits = (limits_loop(step) for step in self.bulk)
        calls = (call_loop(one) for one in self.calls.values())
        loops = (
            *_COARSE, *self.book.groups, *_LINES, *self.computed, *limits, SHARED_OUT, *_FINE,
            *calls,
        )  # fmt: skip
        return {loop: place for place, loop in enumerate(loops)}

    @cached_property
    def computed(self) -> Mapping[str, Define]:
        """The loops of computed lines, one for each define that counts as a line (D-26)."""
        return {computed_loop(one): one for one in self.book.defines.values() if one.counts_as}

    def line_name(self, define: Define) -> str:
        """What computed lines are called: the define, with its noun where two share a name."""
        names = [one.name for one in self.computed.values()]
        return define.name if names.count(define.name) == 1 else define.address

    @cached_property
    def bulk(self) -> Mapping[str, tuple[Rule, ...]]:
        """The steps that limits over several lines act on, with all limits of each."""
        found = {}
        for step in LINE_STEPS[1:]:
            rules = limits(self.book, self.basis, "line", step)
            if any(over_lines(rule) for rule in rules):
                found[step] = tuple(rules)
        return found

    @cached_property
    def exclusions(self) -> tuple[Rule, ...]:
        """The rules that refuse whole lines."""
        return tuple(exclusions(self.book, self.basis))

    def limits(self, noun: str, step: str) -> Sequence[Rule]:
        """The rules whose cut gives a step of the lines, or of the project."""
        held = self._limits.get((noun, step))
        if held is None:
            held = self._limits[noun, step] = limits(self.book, self.basis, noun, step)
        return held

    @cached_property
    def may_be_silent(self) -> tuple[Rule, ...]:
        """The rules that are an open question where no row is stated: all but the library's.

        Those ask whether what is stated agrees; of nothing stated they ask nothing.
        """
        return tuple(
            rule
            for rule in self.book.rules.values()
            if self.basis in rule.basis and (rule.unsupported or not of_library(rule))
        )

    @cached_property
    def silent_scopes(self) -> Mapping[str, tuple[str, ...]]:
        """The same by scope; those that ask across projects stand under ""."""
        found: dict[str, tuple[str, ...]] = {}
        for rule in self.may_be_silent:
            scope = "" if rule.unsupported else rule.scope
            found[scope] = (*found.get(scope, ()), rule.code)
        return found

    def never_asked(self, bases: tuple[str, ...]) -> tuple[str, ...]:
        """The rules that ask of other bases than these."""
        held = self._never.get(bases)
        if held is None:
            rules = self.book.rules.values()
            held = tuple(rule.code for rule in rules if not {*bases} & {*rule.basis})
            self._never[bases] = held
        return held

    @cached_property
    def strands(self) -> Define | None:
        """What each source bears, where the book says how sources share the lines."""
        return strands_define(self.book)

    def number(self, rule: Rule) -> int:
        """A short name for a rule in generated code."""
        return list(self.book.rules).index(rule.code)

    def loop(self, noun: str) -> str:
        """The loop that holds a noun's values; the plan in force sits beside the project."""
        if noun in ("project", "plan"):
            return "project"
        return self.line if noun == "line" else noun

    def maker(self, define: Define) -> str:
        """The noun whose rows make the computed lines of a define; a plan may not be there."""
        return "plan" if define.noun == "plan" else self.loop(define.noun)

    def links(self, noun: str) -> Mapping[str, str]:
        """The to-one links of a noun and what they reach; a day tells `cost.plan` (D-07)."""
        said = self.book.schema.nouns.get(noun)
        return {} if said is None else said.links

    def link_to(self, noun: str, target: str) -> str:
        """The link by which rows of `noun` belong to rows of `target`; "" if none does."""
        held = self._links_to.get((noun, target))
        if held is None:  # every check of a book asks for the same few, hundreds of times
            held = next((one for one, to in self.links(noun).items() if to == target), "")
            self._links_to[noun, target] = held
        return held

    def path(self, node: Node) -> Path:
        """The path of a fact or define, in the nouns that stand for it on this basis."""
        held = self._paths.get(node.name)
        if held is None:  # formulas name the same few over and over
            held = self._paths[node.name] = self._path(node.name)
        return held

    def _path(self, name: str) -> Path:
        root, *parts = name.split(".")
        root = self.line if root == "line" else root
        noun, links = root, []
        while len(parts) > 1 and parts[0] in self.links(noun):
            links.append(parts[0])
            noun = self.links(noun)[parts.pop(0)]
        name = ".".join(parts)
        if noun == "cost":
            name = {"day": "paid_on", "amount": "gross"}.get(name, name)
        return Path(root, tuple(links), noun, name)

    def is_define(self, node: Node, path: Path) -> bool:
        """Whether a path names something computed."""
        return node.op is Op.DEFINE or (path.noun == self.line and path.name in STEPS)

    def may_end(self, node: Node) -> bool:
        """Whether a sum may come to a denominator too long for it (`formulas.Sum`).

        What a stated figure stands over has less than a hundred bits; so of a few that are the
        same for all rows, or are decimals, the product has few enough, and every sum of it.
        """
        if node.op not in (Op.TOTAL, Op.RUNNING_TOTAL):
            return False
        names = [one for one in nodes(node.args[0]) if one.op in (Op.FACT, Op.PARAMETER)]
        return len(names) > _FEW or self._may_be_ratio(node.args[0])

    def _may_be_ratio(self, node: Node) -> bool:
        """Whether a figure may be divided by something of its own row.

        Stated rates may be ratios of any two numbers; other stated figures are decimals, and
        defines of money are stored in whole minor units.
        """
        if node.op is Op.IF:
            return any(map(self._may_be_ratio, node.args[1:]))
        if node.op in (Op.ADD, Op.SUB, Op.MUL, Op.NEG, Op.ABS, Op.MIN, Op.MAX):
            return any(map(self._may_be_ratio, node.args))
        if node.op is Op.NUMBER:
            return False
        if node.op is Op.PARAMETER:
            parameter = self.book.parameters[node.name]
            return "partner" in parameter.set_in or parameter.as_of is not None
        if node.op not in (Op.FACT, Op.DEFINE) or node.type is None:
            return True
        if self.is_define(node, self.path(node)):
            return node.type.kind is not Kind.MONEY
        return node.type.kind is Kind.RATE


class _Key:
    """A book by what it says, so that equal books share a view and what is made of it."""

    __slots__ = ("basis", "book", "calculators", "said")

    def __init__(self, book: Book, basis: str, calculators: tuple[Calculator, ...]) -> None:
        self.book, self.basis, self.calculators = book, basis, calculators
        self.said = (book.hash, basis, book.asks_across, tuple(map(id, calculators)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.said == other.said

    def __hash__(self) -> int:
        return hash(self.said)


@lru_cache(maxsize=128)
def _view(key: _Key) -> View:
    return View(key.book, key.basis, key.calculators)


def view_of(book: Book, basis: str, calculators: tuple[Calculator, ...]) -> View:
    """What the names of a book mean on a basis; made once for equal books.

    Raises:
        BookError: a calculator is not given what it needs.
    """
    return _view(_Key(book, basis, calculators))
