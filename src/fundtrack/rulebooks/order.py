"""In which order the amounts of a book come about, and the circle where they do not.

The seven steps follow each other; a define may read only what comes before it. So the land
limit, a share of the total, reads `line.limited` and cuts `line.eligible`, and is no circle.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

from fundtrack.formulas import SUM_BITS, Node, Op

from .layers import Place
from .world import LINES, STEPPED, STEPS

#: An amount: a noun and a name. A step of any line is ("line", step).
Amount = tuple[str, str]

#: How deep formulas may go through the defines they read; Python's own stack ends at 1000.
MAX_NESTING = 150
#: How many figures may be multiplied above or below the line of one fraction, through the
#: defines that a formula reads. Twenty-six defines that each square the one before would come
#: to a figure of a billion digits, and so would thirty that each add two quotients of it.
MAX_FACTORS = 100
#: The figures multiplied above and below the line of a fraction: those that a project or a book
#: states, which are decimals of few digits; a rate is a ratio of two.
Degree = tuple[int, int]
_TOLD: Degree = (0, 0)
_STATED: Degree = (1, 0)
_RATE: Degree = (1, 1)
#: A sum of quotients, of which the denominator may be as long as so many stated figures of
#: eighteen digits, or sixty bits.
_SUMMED = SUM_BITS // 60
#: A calculator, which may divide what it is given.
_CALLED: Degree = (2, 1)
#: What is true or false, and what is a day or a whole number however long it was worked out.
_TRUTHS = frozenset(
    {Op.COMPARE, Op.AND, Op.OR, Op.NOT, Op.IN, Op.NOT_IN, Op.KNOWN, Op.ANY, Op.ALL}
)
_WHOLE = frozenset({Op.COUNT, Op.DAYS_BETWEEN, Op.MONTHS_AFTER, Op.MONTHS_BETWEEN, Op.YEAR_END})
#: What the effect of a rule makes out of what it cuts (D-09).
LIMITED = {
    "line.admitted": ("line", "limited"),
    "line.limited": ("line", "eligible"),
    "project.support": ("project", "payable"),
}


def amount(noun: str, name: str) -> Amount:
    """The amount a path reads: a step of a cost is that step of its line."""
    return ("line", name) if noun in LINES and name in STEPS else (noun, name)


def in_order(
    reads: Mapping[Amount, Iterable[Amount]],
    formulas: Mapping[Amount, Sequence[Node]],
    reached: Callable[[Node], Iterable[Amount]],
    effects: Mapping[Amount, Iterable[Amount]],
    places: Mapping[Amount, Place],
    computed: Iterable[Amount] = (),
    rounded: Container[Amount] = (),
    asked: Iterable[tuple[Place, Node]] = (),
    rates: Container[str] = (),
) -> list[Amount]:
    """The defines, each after what it reads.

    Args:
        reads: For each define the amounts that its formulas read.
        formulas: The formulas of each define.
        reached: Gives the amounts that a formula reads by name.
        effects: For a step the amounts that the rules read which produce it.
        places: Where each define stands, for the error.
        computed: The defines that count as lines: the totals of the project hold them.
        rounded: The defines that are stored with a rounding, so are whole minor units.
        asked: The formulas of rules, which multiply as those of defines do.
        rates: The names of stated rates, without their nouns: facts, parameters and tables.

    Raises:
        BookError: the amounts go round, too deep, or too many are multiplied.
    """
    from graphlib import CycleError, TopologicalSorter

    graph = _graph(reads, effects)
    lines: set[_Node] = {("define", one) for one in computed}
    for step in STEPS[: STEPS.index("eligible") + 1]:
        if ("project", step) not in reads:
            graph["step", ("project", step)] |= lines
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = list(dict.fromkeys(error.args[1]))[::-1]
        names = [_spelled(one) for one in circle]
        place = next((places[one[1]] for one in circle if one[0] == "define"), None)
        message = f"the amounts go round: {' -> '.join([*names, names[0]])}"
        raise (place or Place("")).refuse(message) from None
    nesting: dict[_Node, int] = {}
    degrees: dict[_Node, Degree] = {}

    def behind(name: Node) -> Degree:
        """What is multiplied in what a name stands for."""
        told = _RATE if name.name.rpartition(".")[2] in rates else _STATED
        return _longest(
            [told, *(degrees.get(_node(one, reads), told) for one in reached(name))]
        )

    for node in order:
        before = graph.get(node, ())
        deep = max((nesting[one] for one in before), default=0)
        if node[0] == "step":  # money, in whole minor units
            nesting[node] = deep + 1
            degrees[node] = (max((degrees[one][0] for one in before), default=1), 0)
            continue
        held, place = formulas[node[1]], places[node[1]]
        nesting[node] = deep + max(map(_depth, held), default=1)
        if nesting[node] > MAX_NESTING:
            raise place.refuse(f"deeper than {MAX_NESTING} through the defines it reads")
        top, below = _longest([_bounded(one, behind, place) for one in held] or [_CALLED])
        degrees[node] = (top, 0 if node[1] in rounded else below)
    for place, formula in asked:
        _bounded(formula, behind, place)
    return [node[1] for node in order if node[0] == "define"]


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, node.args), default=0)


def _longest(degrees: Sequence[Degree]) -> Degree:
    return max(top for top, _ in degrees), max(below for _, below in degrees)


def _bounded(node: Node, behind: Callable[[Node], Degree], place: Place) -> Degree:
    """How many figures a formula multiplies; no part of it more than there may be.

    Raises:
        BookError: it does, be it in a condition.
    """
    if not node.args:
        return _TOLD if node.op is Op.NUMBER else behind(node)
    held = [_bounded(arg, behind, place) for arg in node.args]
    found = behind(node) if node.op is Op.TABLE else _degree(node.op, held)
    if max(found) > MAX_FACTORS:
        raise place.refuse(
            f"multiplies more than {MAX_FACTORS} amounts through the defines it reads; "
            "fractions that are added multiply what they are divided by"
        )
    return found


def _degree(op: Op, each: Sequence[Degree]) -> Degree:
    """How many figures a value multiplies, of how many each of its operands does."""
    if op in _TRUTHS:
        return _TOLD
    if op in _WHOLE:
        return _STATED
    if op in (Op.TOTAL, Op.RUNNING_TOTAL):
        top, below = each[0]
        return (top + _SUMMED, max(below, _SUMMED)) if below else each[0]
    if op not in (Op.ADD, Op.SUB, Op.MUL, Op.DIV):
        return _longest(each)
    (top, below), (other, under) = each
    if op is Op.MUL:
        return top + other, below + under
    if op is Op.DIV:
        return top + under, below + other
    return max(top + under, other + below), below + under


#: A node of the graph: a define of the book, or a step whoever defines it.
_Node = tuple[str, Amount]


def _graph(
    reads: Mapping[Amount, Iterable[Amount]], effects: Mapping[Amount, Iterable[Amount]]
) -> dict[_Node, set[_Node]]:
    graph: dict[_Node, set[_Node]] = {
        ("define", define): {_node(one, reads) for one in read if _known(one, reads)}
        for define, read in reads.items()
    }
    for index, step in enumerate(STEPS):
        for noun in ("line", "project"):
            before = set(_before(noun, step, index, reads))
            before |= {
                _node(one, reads) for one in effects.get((noun, step), ()) if _known(one, reads)
            }
            graph["step", (noun, step)] = before
    return graph


def _known(one: Amount, reads: Mapping[Amount, Iterable[Amount]]) -> bool:
    return one in reads or (one[0] in STEPPED and one[1] in STEPS)


def _node(one: Amount, reads: Mapping[Amount, Iterable[Amount]]) -> _Node:
    return ("step", one) if one[0] in STEPPED and one[1] in STEPS else ("define", one)


def _before(
    noun: str, step: str, index: int, reads: Mapping[Amount, Iterable[Amount]]
) -> Iterator[_Node]:
    """What a step comes out of: its define, or the step before it, or the lines."""
    nouns = LINES if noun == "line" else ("project",)
    defines = [(one, step) for one in nouns if (one, step) in reads]
    yield from (("define", one) for one in defines)
    if noun == "line":
        if index:
            yield "step", ("line", STEPS[index - 1])
        if step == "support" and not defines and ("project", step) in reads:
            yield "step", ("project", step)  # a line's share of the project's support
    elif not defines:
        shared = index > STEPS.index(
            "eligible"
        )  # the project's own, unless lines define theirs
        if not shared or any((one, step) in reads for one in LINES):
            yield "step", ("line", step)
        if shared:
            yield "step", ("project", STEPS[index - 1])


def _spelled(node: _Node) -> str:
    return ".".join(node[1])
