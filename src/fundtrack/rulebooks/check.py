"""From layers to a book: every part read, every name looked up, every formula typed."""

from fundtrack.formulas import Kind, Node

from .book import Book, Define, Parameter, Rule
from .deadlines import read_deadlines, read_reporting
from .defines import (
    Surroundings,
    build_define,
    check_gathered,
    computed_lines,
    gather_defines,
    given_to_calculator,
    reads_of,
)
from .entries import Entries
from .exchange import read_conversions
from .flexibility import read_flexibilities
from .layers import Layer
from .order import amount, in_order
from .parameters import Stand, read_parameters
from .parts import (
    own_sets,
    read_changes,
    read_codes,
    read_facts,
    read_readings,
    read_roundings,
    read_sets,
    read_tables,
)
from .rules import blocked_by, build_rule, check_block, effects_of, gather_rules
from .typed import Sources, texts_of
from .world import World


def build_book(layers: tuple[Layer, ...]) -> Book:
    """Put the layers together; the last one is the book.

    Raises:
        BookError: whatever keeps it from being a book, with its file, its place and, in a
            formula, the caret.
    """
    top = layers[-1]
    head, place = top.wire.book, top.place / "book"
    _check_head(top)
    sources, world = Sources(layers), World()
    codes = {
        "category": read_codes(layers, sources, "category", lambda wire: wire.category),
        "activity": read_codes(layers, sources, "activity", lambda wire: wire.activity),
    }
    roundings = read_roundings(layers, sources)
    facts = read_facts(layers, sources)
    for fact in facts.values():
        world.add_fact(fact)
    world.add_groups(layers)
    stands = read_parameters(layers, sources)
    parameters = {name: _parameter(stand, world) for name, stand in stands.items()}
    named = read_sets(layers, sources, codes)
    sets = own_sets(codes) | {name: one.members for name, one in named.items()}
    readings = read_readings(layers, sources)
    tables = read_tables(layers, sources)
    for name, members in sets.items():
        world.add_set(name, members, top.place / "set" / name)
    for name, reading in readings.items():
        world.add_reading(reading, top.place / "reading" / name)
    for name, table in tables.items():
        world.add_table(table, top.place / "table" / name)
    around = Surroundings(world, sources, roundings, codes["category"])
    defines, rules = _amounts_and_rules(layers, around)
    return Book(
        id=head.id,
        edition=head.edition,
        hash=top.hash,
        titles=texts_of(head.title, place / "title"),
        first_day=head.first_day,
        last_day=head.last_day,
        covers=tuple(
            texts_of(text, place / "covers" / index) for index, text in enumerate(head.covers)
        ),
        leaves_out=tuple(
            texts_of(text, place / "leaves_out" / index)
            for index, text in enumerate(head.leaves_out)
        ),
        read_by=head.read_by,
        layers=tuple(layer.key for layer in layers[:-1]),
        acts=Entries(sources.acts),
        parameters=Entries(parameters),
        tables=Entries(tables),
        sets=Entries(sets),
        categories=Entries(codes["category"]),
        activities=Entries(codes["activity"]),
        facts=Entries({key: one.said for key, one in facts.items()}),
        readings=Entries(readings),
        groups=Entries(world.groups),
        roundings=Entries(roundings),
        conversions=Entries(read_conversions(layers, sources, roundings)),
        defines=Entries(defines),
        rules=Entries(rules),
        changes=read_changes(layers, sources),
        schema=world.frozen(),
        members=Entries(world.members),
        file=top.place.file,
        named_sets=Entries(named),
        flexibilities=Entries(read_flexibilities(layers, around)),
        reporting=read_reporting(layers, around),
        deadlines=Entries(read_deadlines(layers, around)),
    )


def _check_head(top: Layer) -> None:
    """A book says what it covers and what it leaves out, and its days are in order."""
    head, place = top.wire.book, top.place / "book"
    for key in ("covers", "leaves_out"):
        if not getattr(head, key):
            raise (place / key).refuse("a book says what it covers and what it leaves out")
    if head.first_day and head.last_day and head.last_day < head.first_day:
        raise (place / "last_day").refuse(f"{head.last_day} is before {head.first_day}")


def _parameter(stand: Stand, world: World) -> Parameter:
    """A parameter with the path that dates it looked up; its name is added to the world."""
    tree: Node | None = None
    noun: str | None = None
    if stand.as_of and stand.as_of != "on":
        place = stand.place / "as_of"
        root = stand.as_of.split(".")[0]
        if root not in world.rows | {"project"}:
            raise place.refuse(
                f"{root} is no noun that a value can be dated by; begin at project"
            )
        tree = world.read(stand.as_of, place, root, Kind.DATE)
        noun = root if root not in ("project", "plan") else None
    world.add_parameter(stand.name, stand.type, noun, stand.place)
    if stand.type.kind is Kind.SET and not stand.set_in:
        values = [one.value for one in stand.values]
        known = tuple(one for one in values if isinstance(one, frozenset))
        world.members[stand.name] = known if len(known) == len(values) else ()
    return Parameter(
        name=stand.name,
        type=stand.type,
        values=stand.values,
        as_of=tree,
        as_of_on=stand.as_of == "on",
        set_in=stand.set_in,
        at_most=stand.at_most,
        at_least=stand.at_least,
        layers=stand.layers,
        bound=stand.bound,
        titles=stand.titles,
        layer=stand.layer.key,
    )


def _amounts_and_rules(
    layers: tuple[Layer, ...], around: Surroundings
) -> tuple[dict[str, Define], dict[str, Rule]]:
    """The defines in the order in which they come about, the rules in book order."""
    world = around.world
    drafts = gather_defines(layers, world)
    rules = gather_rules(layers, world)
    computed = computed_lines(drafts)
    reads = {}
    for one, draft in drafts.items():
        given = given_to_calculator(one[0], draft.said)
        reads[one] = reads_of(draft, world, computed, given)
        reads[one] |= blocked_by(one, draft, rules, world, computed)
    order = in_order(
        reads,
        {one: [each.node for each in draft.all_formulas()] for one, draft in drafts.items()},
        lambda node: (amount(*one) for one in world.reached(node)),
        effects_of(rules, world, computed),
        {one: draft.place for one, draft in drafts.items()},
        computed,
        frozenset(one for one, draft in drafts.items() if draft.said.rounding),
        [(each.place, each.node) for draft in rules.values() for each in draft.all_formulas()],
        world.rates(),
    )
    check_gathered([*drafts.values(), *rules.values()], world, computed)
    built = {
        (noun, name): build_define(noun, name, drafts[noun, name], around)
        for noun, name in order
    }
    made = {code: build_rule(draft, around) for code, draft in rules.items()}
    for code, rule in made.items():
        if rule.effect == "block":
            check_block(rule, built.values(), rules[code].place)
    return {f"{noun}.{name}": built[noun, name] for noun, name in order}, made
