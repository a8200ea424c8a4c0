"""The rules over all layers: gathered in book order, their formulas typed, their texts held."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from fundtrack.formulas import FormulaError, Kind, Node, Op, check, near, parse, to_text

from .book import Define, Rule
from .defines import Surroundings, fractional, reads_of
from .drafts import Draft, exceptions_of, gather
from .layers import Layer, Place, stated
from .order import LIMITED, Amount
from .support import PORTFOLIO, of_rule
from .texts import Texts
from .typed import maybe_texts_of, texts_of
from .wire import DefineWire, RuleWire
from .world import LINES, World, type_of

#: The formulas of a rule, as the table spells them.
FORMULAS: Final = ("applies_when", "met_when", "measured", "at_most", "at_least", "where")
#: On which bases a rule is asked where it does not say so itself.
BASES: Final[Mapping[str, tuple[str, ...]]] = {
    "line": ("plan", "claimed"),
    **dict.fromkeys(("cost", "claim", "procurement", "payment", "entry"), ("claimed",)),
}
#: What a text may say beside the facts: of a rule that measures something, and of any rule.
MEASURES: Final = frozenset({"measured", "limit", "margin"})
SUBJECT: Final = "subject"

_ORDERED = frozenset(
    {Kind.MONEY, Kind.PRICE, Kind.RATE, Kind.NUMBER, Kind.DAYS, Kind.MONTHS, Kind.DATE}
)
_PLACEHOLDER = r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}"
_REQUIRED = ("name", "scope", "effect", "severity", "cite")


def gather_rules(layers: tuple[Layer, ...], world: World) -> dict[str, Draft[RuleWire]]:
    """Every rule of the layers by code, in book order, its formulas parsed."""
    return gather(world, stated(layers, "rule", lambda wire: wire.rule), FORMULAS)


def effects_of(
    drafts: Mapping[str, Draft[RuleWire]], world: World, computed: Mapping[Amount, str]
) -> dict[Amount, set[Amount]]:
    """For each step that rules produce, the amounts that those rules read."""
    found: dict[Amount, set[Amount]] = {}
    for draft in drafts.values():
        step = _produces(draft.said)
        if step is not None:
            found.setdefault(step, set()).update(reads_of(draft, world, computed))
    return found


def blocked_by(
    define: Amount,
    draft: Draft[DefineWire],
    rules: Mapping[str, Draft[RuleWire]],
    world: World,
    computed: Mapping[Amount, str],
) -> set[Amount]:
    """The amounts read by the rules that can take a computed line away."""
    found: set[Amount] = set()
    for rule in rules.values():
        asked, used = rule.formulas.get("applies_when"), draft.formulas.get("when")
        same = asked is not None and used is not None and asked.node == used.node
        if same and rule.said.effect == "block" and rule.said.scope == define[0]:
            found |= reads_of(rule, world, computed)
    return found


def _produces(said: RuleWire) -> Amount | None:
    if said.effect == "exclude":
        return "line", "admitted"
    return LIMITED.get(said.limits or "") if said.effect == "limit" else None


def build_rule(draft: Draft[RuleWire], around: Surroundings) -> Rule:
    """One rule.

    Raises:
        BookError: a key or a text that is missing, kinds that do not go together, an effect
            that does not fit, a placeholder that names nothing.
    """
    said, place, world = draft.said, draft.place, around.world
    for key in _REQUIRED:
        if not getattr(said, key):
            raise (place / key).refuse("this key is missing")
    scope = said.scope or ""
    subject = _scope(scope, world, place / "scope")
    _check_effect(draft, world)
    trees = _formulas(draft, world, subject)
    _check_cut(draft, trees, subject)
    _check_rounding(draft, trees, around)
    exceptions = exceptions_of(draft, world, around.sources, subject, "met_when", Kind.BOOL)
    basis = said.basis or _bases(scope, world)
    consume = said.consume or ()
    titles = texts_of(said.title, place / "title")
    texts = {
        "title": titles,
        "why": texts_of(said.why, place / "why"),
        "remedy": texts_of(said.remedy, place / "remedy"),
        "not_for": maybe_texts_of(said.not_for, place / "not_for"),
    }
    return Rule(
        code=draft.stated.name,
        name=said.name or "",
        scope=scope,
        basis=tuple(basis),
        severity=said.severity or "",
        effect=said.effect or "",
        citations=tuple(
            around.sources.cite(text, draft.layer, place / "cite" / index)
            for index, text in enumerate(said.cite or ())
        ),
        titles=titles,
        why=texts["why"],
        remedy=texts["remedy"],
        not_for=texts["not_for"],
        **trees,
        rounding=said.rounding or "",
        limits=said.limits or "",
        consume=consume,
        waivable=said.waivable,
        exceptions=exceptions,
        placeholders=_placeholders(texts, "measured" in draft.formulas, world, subject, place),
        layer=draft.layer.key,
        unsupported=of_rule(scope),
    )


def _scope(scope: str, world: World, place: Place) -> str:
    """The noun whose rows the formulas speak of; a portfolio's speak of each project."""
    if scope == PORTFOLIO:
        return "project"
    if scope not in world.scopes():
        known = near(scope, world.scopes() | {PORTFOLIO})
        raise place.refuse(f"a rule is asked about the project or its rows, not {scope}{known}")
    return scope


def _bases(scope: str, world: World) -> tuple[str, ...]:
    """Where a rule is asked unless it says so; of a group, where its lines are."""
    group = world.groups.get(scope)
    lines = {"cost", "budget_line"} & set(group.of if group else ())
    return BASES.get(
        "line" if len(lines) > 1 else "cost" if "cost" in lines else scope, ("plan",)
    )


def _formulas(draft: Draft[RuleWire], world: World, scope: str) -> dict[str, Node | None]:
    """The typed formulas: a condition, or a measured amount and its limits."""
    given, place = draft.formulas, draft.place
    limits = [key for key in ("at_most", "at_least") if key in given]
    if ("met_when" in given) is ("measured" in given) or bool(limits) is not (
        "measured" in given
    ):
        raise place.refuse("a rule has met_when, or measured with at_most or at_least")
    trees: dict[str, Node | None] = dict.fromkeys(FORMULAS)
    for key in given.keys() & {"applies_when", "met_when"}:
        trees[key] = given[key].typed(world, scope, Kind.BOOL)
    if "measured" in given:
        measured = given["measured"].typed(world, scope)
        kind = type_of(measured).kind
        if kind not in _ORDERED:
            raise (place / "measured").refuse(f"a {kind} cannot be measured against a limit")
        trees["measured"] = measured
        for key in limits:
            trees[key] = given[key].typed(world, scope, kind)
    if "where" in given:
        trees["where"] = given["where"].typed(world, "line", Kind.BOOL)
    return trees


def _check_cut(draft: Draft[RuleWire], trees: dict[str, Node | None], scope: str) -> None:
    """What a limit takes is whole cents, and never more than the amount it cuts."""
    said, place = draft.said, draft.place
    if said.effect != "limit":
        return
    for key in ("measured", "at_most"):
        tree = trees[key]
        if tree is not None and fractional(tree):
            message = "a limit takes whole cents; name a define with a rounding"
            raise (place / key).refuse(message)
    measured = trees["measured"]
    if measured is None or said.limits == "project.support":
        return
    step = (said.limits or "").partition(".")[2]
    if scope in LINES:
        cut = list(dict.fromkeys((f"{scope}.{step}", f"line.{step}")))
    else:
        where = "" if trees["where"] is None else f", where={to_text(trees['where'])}"
        cut = [f"total({noun}.{step}{where})" for noun in dict.fromkeys(("line", *LINES))]
    if to_text(measured) not in cut:
        message = f"a limit on {said.limits} measures {' or '.join(cut[:2])}"
        raise (place / "measured").refuse(message)


def _check_effect(draft: Draft[RuleWire], world: World) -> None:
    """A limit says what it cuts, and has a highest amount; nothing else does."""
    said, place = draft.said, draft.place
    if said.effect != "limit":
        for key in ("limits", "where", "consume"):
            if getattr(said, key):
                raise (place / key).refuse(f"{key} belongs to the effect limit")
        return
    if said.limits not in LIMITED:
        raise (place / "limits").refuse(f"a limit cuts one of {', '.join(LIMITED)}")
    if said.at_most is None:
        raise (place / "at_most").refuse("a limit cuts what is above at_most; it is missing")
    if said.at_least is not None:
        message = "a limit cuts what is above at_most; what must be at least is another rule"
        raise (place / "at_least").refuse(message)
    for exception in draft.exceptions.values():
        if "met_when" in exception.formulas:
            message = "the exception of a limit lifts it; what is cut otherwise is another rule"
            raise (exception.stated.place / "met_when").refuse(message)
    if said.limits == "project.support":
        if said.scope != "project":
            raise (place / "limits").refuse("the project's support is cut in scope project")
        for key in ("where", "consume"):
            if getattr(said, key):
                raise (place / key).refuse(f"{key} speaks of lines; this limit cuts no line")
        return
    if said.scope in LINES:
        for key in ("where", "consume"):
            if getattr(said, key):
                message = f"{key} belongs to a limit over several lines; ask applies_when"
                raise (place / key).refuse(message)
    elif not said.consume:
        message = "say in which order lines take up the limit, as line.day, or pro_rata"
        raise (place / "consume").refuse(message)
    for index, path in enumerate(said.consume or ()):
        if path == "pro_rata" and said.consume == ("pro_rata",):
            continue
        here = place / "consume" / index
        root = path.split(".")[0]
        if root not in LINES:
            raise here.refuse("consume names facts of the lines, as line.day, or is pro_rata")
        if world.read(path, here, root).op is not Op.FACT:
            raise here.refuse("consume names what lines state, not what the book computes")


def check_block(rule: Rule, defines: Iterable[Define], place: Place) -> None:
    """A method is taken away where it is used: a block asks what its computed line asks.

    Raises:
        BookError: no computed line of this scope has the rule's applies_when as its when.
    """
    if rule.applies_when is None:
        raise (place / "applies_when").refuse("a block asks where its method is used")
    methods = [one for one in defines if one.counts_as and one.noun == rule.scope]
    if not any(one.when == rule.applies_when for one in methods):
        message = f"no computed line of a {rule.scope} has this condition as its when"
        raise (place / "applies_when").refuse(message)


def _check_rounding(
    draft: Draft[RuleWire], trees: Mapping[str, Node | None], around: Surroundings
) -> None:
    """The rounding of a rule is its tolerance, one unit; so it needs an amount."""
    name, place = draft.said.rounding, draft.place / "rounding"
    if name is None:
        return
    if name not in around.roundings:
        raise place.refuse(f"no rounding {name}{near(name, around.roundings)}")
    measured = trees["measured"]
    if measured is None or type_of(measured).kind is not Kind.MONEY:
        raise place.refuse("only a measured money has a tolerance of rounding")


# -- texts -------------------------------------------------------------------------------------


def _placeholders(
    texts: Mapping[str, Texts], measures: bool, world: World, scope: str, place: Place
) -> tuple[str, ...]:
    """The names used in the texts, each of which the rule can fill."""
    found: dict[str, None] = {}
    for key, by_language in texts.items():
        for language, text in by_language.items():
            here = place / key / language
            rest = re.sub(_PLACEHOLDER, "", text)
            if "{" in rest or "}" in rest:
                raise here.refuse("a brace opens or closes a placeholder, as {cost.paid_on}")
            for name in dict.fromkeys(re.findall(_PLACEHOLDER, text)):
                if name not in found:
                    _check_placeholder(name, measures, world, scope, here)
                found[name] = None
    return tuple(found)


def _check_placeholder(
    name: str, measures: bool, world: World, scope: str, place: Place
) -> None:
    if name == SUBJECT or (name in MEASURES and measures):
        return
    if name in MEASURES:
        message = f"{{{name}}}: the rule has met_when and measures nothing; name its facts"
        raise place.refuse(message)
    if "." not in name:
        known = ", ".join(sorted({SUBJECT} | (MEASURES if measures else set())))
        raise place.refuse(f"{{{name}}}: a placeholder is a path as cost.paid_on, or {known}")
    reason = _unnamed(name, world, scope)
    if reason and _unnamed(f"{name}.first", world, scope):  # a period is named as a whole
        raise place.refuse(f"{{{name}}}: {reason}")


def _unnamed(text: str, world: World, scope: str) -> str:
    """Why a placeholder names nothing in this scope; "" if it names something."""
    try:
        check(parse(text), world.schema, scope=scope)
    except FormulaError as error:
        return error.message
    return ""
