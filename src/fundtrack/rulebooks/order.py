"""In which order the amounts of a book come about, and the circle where they do not.

The seven steps follow each other; a define may read only what comes before it. So the land
limit, a share of the total, reads `line.limited` and cuts `line.eligible`, and is no circle.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from fundtrack.formulas import Node, Op

from .layers import Place
from .world import LINES, STEPPED, STEPS

#: An amount: a noun and a name. A step of any line is ("line", step).
Amount = tuple[str, str]

#: How deep formulas may go through the defines they read; Python's own stack ends at 1000.
MAX_NESTING = 150
#: How many amounts formulas may multiply through the defines they read. Twenty-six defines that
#: each square the one before would come to a figure of a billion digits.
MAX_FACTORS = 100
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
) -> list[Amount]:
    """The defines, each after what it reads.

    Args:
        reads: For each define the amounts that its formulas read.
        formulas: The formulas of each define.
        reached: Gives the amounts that a formula reads by name.
        effects: For a step the amounts that the rules read which produce it.
        places: Where each define stands, for the error.
        computed: The defines that count as lines: the totals of the project hold them.

    Raises:
        BookError: the amounts go round, too deep, or multiply too many others.
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
    factors: dict[_Node, int] = {}

    def behind(name: Node) -> int:
        """How many amounts are multiplied in what a name stands for."""
        held = (_node(one, reads) for one in reached(name))
        return max((factors.get(one, 1) for one in held), default=1)

    for node in order:
        before = graph.get(node, ())
        depth, times = 1, max((factors[one] for one in before), default=1)
        if node[0] == "define":
            held = formulas[node[1]]
            depth = max(map(_depth, held), default=1)
            times = max((_factors(one, behind) for one in held), default=times + 1)
        nesting[node] = max((nesting[one] for one in before), default=0) + depth
        factors[node] = times
        if node[0] == "define" and nesting[node] > MAX_NESTING:
            raise places[node[1]].refuse(
                f"deeper than {MAX_NESTING} through the defines it reads"
            )
        if node[0] == "define" and times > MAX_FACTORS:
            raise places[node[1]].refuse(
                f"multiplies more than {MAX_FACTORS} amounts through the defines it reads"
            )
    return [node[1] for node in order if node[0] == "define"]


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, node.args), default=0)


def _factors(node: Node, behind: Callable[[Node], int]) -> int:
    """How many amounts a formula multiplies, or divides by."""
    if not node.args:
        return behind(node)
    each = (_factors(arg, behind) for arg in node.args)
    return sum(each) if node.op in (Op.MUL, Op.DIV) else max(each)


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
