"""The defines over all layers: gathered, put in the order in which they come about, typed."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from fundtrack.formulas import (
    AGGREGATES,
    FormulaError,
    Kind,
    Node,
    Op,
    Type,
    near,
    nodes,
    parse,
)
from fundtrack.values import Record

from .book import Code, Define, RoundingProfile
from .computed import may_hold
from .drafts import Draft, exceptions_of, gather
from .entries import Entries
from .layers import Layer, Place, Stated
from .order import Amount, amount
from .parts import kind_of
from .typed import Sources, maybe_texts_of
from .wire import DefineWire, RuleWire
from .world import LINES, STEPPED, STEPS, World, type_of

#: The formulas of a define, as the table spells them.
FORMULAS = ("value", "when")
#: Totals over computed lines; each is code of its own, so thousands take seconds.
MAX_GATHERED = 1000


class Surroundings(Record):
    """What a define or a rule may point to in its book."""

    world: World
    sources: Sources
    roundings: Mapping[str, RoundingProfile]
    categories: Mapping[str, Code]


def gather_defines(layers: tuple[Layer, ...], world: World) -> dict[Amount, Draft[DefineWire]]:
    """Every define of the layers by noun and name; their names are reserved in the world."""
    drafts = gather(world, _statements(layers), FORMULAS)
    found: dict[Amount, Draft[DefineWire]] = {}
    for address, draft in drafts.items():
        noun, name = address.split(".")
        world.claim_define(noun, name, draft.place)
        ways = (draft.said.value, draft.said.call, draft.said.strands)
        if sum(way is not None for way in ways) != 1:
            raise draft.place.refuse(
                "a define has a value, calls a calculator, or shares out strands; one of these"
            )
        found[noun, name] = draft
    _check_strands([one for one in found.items() if one[1].said.strands])
    return found


def _check_strands(shares: list[tuple[Amount, Draft[DefineWire]]]) -> None:
    """Sources bear shares of the lines they pay for, by one rule, stored with a rounding."""
    for (noun, name), draft in shares:
        place, said = draft.place, draft.said
        if noun != "source":
            raise (place / "strands").refuse(f"sources share out strands, not a {noun}")
        for key in ("when", "counts_as", "kind"):
            if getattr(said, key) is not None:
                raise (place / key).refuse(f"{key} does not go with strands")
        if said.unless:
            raise (place / "unless").refuse("unless does not go with strands")
        if said.rounding is None:
            raise (place / "rounding").refuse("name the rounding a share is stored with")
        if (noun, name) != shares[0][0]:
            first = ".".join(shares[0][0])
            raise (place / "strands").refuse(f"{first} shares out the strands already")


def _statements(layers: tuple[Layer, ...]) -> Iterator[Stated[DefineWire]]:
    for layer in layers:
        for noun, names in layer.wire.define.items():
            for name, said in names.items():
                place = layer.place / "define" / noun / name
                yield Stated(f"{noun}.{name}", said, layer, place)


def computed_lines(drafts: Mapping[Amount, Draft[DefineWire]]) -> dict[Amount, str]:
    """The defines that count as lines, and the category of each."""
    return {one: draft.said.counts_as for one, draft in drafts.items() if draft.said.counts_as}


def reads_of(
    draft: Draft[DefineWire] | Draft[RuleWire],
    world: World,
    computed: Mapping[Amount, str],
    given: Iterable[Node] = (),
) -> set[Amount]:
    """The amounts that formulas read, the computed lines among the lines they add up too.

    `given` are formulas beside those of the draft: what a calculator is given.
    """
    found = {("line", "eligible")} if getattr(draft.said, "strands", None) else set()
    for formula in (*(one.node for one in draft.all_formulas()), *given):
        found |= {amount(noun, name) for noun, name in world.reached(formula)}
        for node in nodes(formula):
            if node.op in AGGREGATES and _of_lines(node):
                where = node.args[1] if len(node.args) > 1 else None
                found |= {
                    one for one, category in computed.items()
                    if may_hold(where, category, world.members)
                }  # fmt: skip
    return found


def check_gathered(
    drafts: Iterable[Draft[DefineWire] | Draft[RuleWire]],
    world: World,
    computed: Mapping[Amount, str],
) -> None:
    """A total over lines is one for each kind of computed lines too; a book has so many.

    Raises:
        BookError: it has more.
    """
    seen: set[Node] = set()
    many = 0
    for draft in drafts if computed else ():
        for formula in draft.all_formulas():
            for node in nodes(formula.node):
                if node.op not in AGGREGATES or not _of_lines(node) or node in seen:
                    continue
                seen.add(node)
                where = node.args[1] if len(node.args) > 1 else None
                held = [may_hold(where, one, world.members) for one in computed.values()]
                many += sum(held)
                if many > MAX_GATHERED:
                    raise formula.place.refuse(
                        f"more than {MAX_GATHERED} totals over computed lines: each total over "
                        "lines counts once for every define with counts_as that it may hold"
                    )


def given_to_calculator(noun: str, said: DefineWire) -> Iterator[Node]:
    """What a calculator is given, as far as it can be read before the calculator is known."""
    for text in said.with_.values():
        for part in (text, *text.split(",")):
            if part.strip().isidentifier():  # a key may be several facts of the define's noun
                yield Node(Op.FACT, name=f"{noun}.{part.strip()}")
                continue
            with suppress(FormulaError):  # binding says what is wrong with it
                yield parse(part)


def _of_lines(node: Node) -> bool:
    paths = (one.name for one in nodes(node) if one.op in (Op.FACT, Op.DEFINE))
    return any(path.startswith("line.") for path in paths)


def build_define(
    noun: str,
    name: str,
    draft: Draft[DefineWire],
    around: Surroundings,
) -> Define:
    """One define, after all that it reads; states its kind in the world.

    Raises:
        BookError: kinds that do not go together, a missing rounding or citation.
    """
    said, place, world = draft.said, draft.place, around.world
    step = noun in STEPPED and name in STEPS
    if said.call and (step or (noun, name) == ("project", "own")):
        message = "this amount is a formula; let the calculator answer a define that it names"
        raise (place / "call").refuse(message)
    value, type_ = _value(draft, world, noun, step)
    if not step:
        world.add_define(noun, name, type_)
    when = draft.formulas.get("when")
    exceptions = exceptions_of(draft, world, around.sources, noun, "value", type_.kind)
    trees = [tree for tree in (value, *(one.value for one in exceptions)) if tree is not None]
    _check_rounding(draft, type_, trees, around.roundings)
    if said.counts_as and noun in LINES:
        raise (place / "counts_as").refuse(f"a {noun} is a line already")
    if said.counts_as:
        _check_computed_line(said.counts_as, type_, around.categories, place / "counts_as")
    if said.with_ and not said.call:
        raise (place / "with").refuse("with belongs to call")
    if said.when and not said.counts_as:
        raise (place / "when").refuse("when belongs to counts_as; write a value with if")
    return Define(
        noun=noun,
        name=name,
        value=value,
        rounding=said.rounding or "",
        citation=around.sources.cite(said.cite, draft.layer, place / "cite"),
        when=None if when is None else when.typed(world, noun, Kind.BOOL),
        counts_as=said.counts_as or "",
        call=said.call or "",
        with_=Entries(said.with_),
        strands=said.strands or "",
        exceptions=exceptions,
        titles=maybe_texts_of(said.title, place / "title"),
        layer=draft.layer.key,
    )


def _value(
    draft: Draft[DefineWire], world: World, noun: str, step: bool
) -> tuple[Node | None, Type]:
    """The typed formula of a define and its kind; of a calculator only the kind."""
    said, place = draft.said, draft.place
    if said.strands:
        return None, Type(Kind.MONEY)
    if "value" not in draft.formulas:
        if said.kind is None:
            raise (place / "kind").refuse("say which kind the calculator gives")
        return None, kind_of(said.kind, None, place)
    if said.kind is not None:
        raise (place / "kind").refuse("the formula says the kind; kind belongs to call")
    value = draft.formulas["value"].typed(world, noun, Kind.MONEY if step else None)
    return value, type_of(value)


def _check_rounding(
    draft: Draft[DefineWire],
    type_: Type,
    trees: list[Node],
    known: Mapping[str, RoundingProfile],
) -> None:
    """Money that can be finer than a cent is stored with a rounding; only money is rounded."""
    name, place = draft.said.rounding, draft.place / "rounding"
    if name is None:
        if type_.kind is Kind.MONEY and (draft.said.call or any(map(fractional, trees))):
            message = "this can be finer than a cent; name the rounding it is stored with"
            raise place.refuse(message)
        return
    if name not in known:
        raise place.refuse(f"no rounding {name}{near(name, known)}")
    if type_.kind is not Kind.MONEY:
        raise place.refuse(f"a {type_.kind} is not rounded; only money is")


def fractional(node: Node) -> bool:
    """Whether a money can be finer than the currency's minor unit."""
    if node.type is None or node.type.kind is not Kind.MONEY:
        return False
    if node.op is Op.MUL:
        whole = (arg.op is Op.NUMBER or arg.op is Op.COUNT for arg in node.args)
        return not any(whole) or any(map(fractional, node.args))
    return node.op is Op.DIV or any(map(fractional, node.args))


def _check_computed_line(
    category: str, type_: Type, categories: Mapping[str, Code], place: Place
) -> None:
    if type_.kind is not Kind.MONEY:
        raise place.refuse(f"a line is an amount, not a {type_.kind}")
    if categories and category not in categories:
        raise place.refuse(f"no category {category}{near(category, categories)}")
