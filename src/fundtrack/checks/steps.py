"""The seven named steps from gross to payable (D-09): their formulas, the rules between them.

Every line carries an amount for each step; a step no book defines passes its amount through. An
exclusion acts on the way to `admitted`; a limit on the step after the one it `limits`.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from fundtrack.formulas import Kind, Node, Op, Type
from fundtrack.rulebooks import BASE, Book, Define, Exceptional, Rule

from .bind import LINES

STEPS: Final = ("gross", "base", "admitted", "limited", "eligible", "support", "payable")
#: The steps a single line goes through; support and payable belong to the project.
LINE_STEPS: Final = STEPS[:5]
_MONEY: Final = Type(Kind.MONEY)


def fact(path: str, kind: Kind = Kind.MONEY) -> Node:
    """A typed fact, for the formulas the library itself states."""
    return Node(Op.FACT, (), path, Type(kind), path.split(".")[0])


def amount(path: str) -> Node:
    """A typed amount of a step."""
    return Node(Op.DEFINE, (), path, _MONEY, path.split(".")[0])


#: Where a line begins on each basis: the amount of a budget line, net + vat of a cost, what the
#: authority has accepted of it.
GROSS: Final = {
    "plan": fact("budget_line.amount"),
    "claimed": Node(Op.ADD, (fact("cost.net"), fact("cost.vat")), "", _MONEY, "cost"),
    "accepted": fact("cost.accepted"),
}
OWN: Final = Node(
    Op.SUB, (amount("project.eligible"), amount("project.support")), "", _MONEY, "project"
)


def total_of(step: str) -> Node:
    """The total of a step over all lines of the project."""
    return Node(Op.TOTAL, (amount(f"line.{step}"),), "line", _MONEY, "project")


def physical(noun: str, basis: str) -> str:
    """The noun whose rows stand for `noun` on a basis: lines are budget lines, or costs."""
    return LINES[basis] if noun == "line" else noun


def defined(book: Book, noun: str, name: str, basis: str) -> str:
    """The address of the define behind `noun.name`, or behind `line.name`; else "".

    What is accepted of a line has been decided; no book works it out again.
    """
    if basis == "accepted" and noun == LINES[basis] and name in LINE_STEPS:
        return ""
    for address in (f"{noun}.{name}", f"line.{name}" if noun == LINES[basis] else ""):
        if address in book.defines:
            return address
    return ""


def formulas_of(define: Define) -> tuple[Node, ...]:
    """Every formula of a define."""
    return _there(define.when, define.value, *_excepted(define.exceptions))


def rule_formulas(rule: Rule) -> tuple[Node, ...]:
    """Every formula of a rule, but the `where` that is asked of lines."""
    given = (rule.applies_when, rule.met_when, rule.measured, rule.at_most, rule.at_least)
    return _there(*given, *_excepted(rule.exceptions))


def _excepted(exceptions: Iterable[Exceptional]) -> Iterator[Node | None]:
    for one in exceptions:
        yield one.when
        yield one.value


def _there(*formulas: Node | None) -> tuple[Node, ...]:
    return tuple(one for one in formulas if one is not None)


def line_formulas(book: Book, basis: str, step: str) -> tuple[Node, ...]:
    """The formulas behind a step of the lines of a basis."""
    if step == "gross":
        return (GROSS[basis],)
    line = LINES[basis]
    address = defined(book, line, step, basis)
    if address:
        return formulas_of(book.defines[address])
    return (amount(f"{line}.{STEPS[STEPS.index(step) - 1]}"),)


def project_formulas(book: Book, basis: str, step: str) -> tuple[Node, ...]:
    """The formulas behind a step of the project, or behind its `own`."""
    address = defined(book, "project", step, basis)
    if address:
        return formulas_of(book.defines[address])
    if step == "own":
        return (OWN,)
    if step in LINE_STEPS:
        return (total_of(step),)
    return (amount(f"project.{STEPS[STEPS.index(step) - 1]}"),)


def of_library(rule: Rule) -> bool:
    """Whether a rule is the library's own, of the layer below every book."""
    return rule.layer.startswith(f"{BASE}@")


def acts(rule: Rule, basis: str) -> bool:
    """Whether a rule is asked on a basis, and its effect is one this version carries out."""
    return basis in rule.basis and not rule.unsupported


def waivable(rule: Rule) -> bool:
    """Whether a waiver of a rule may give an amount back (D-16)."""
    return rule.waivable and rule.effect != "report"


def exclusions(book: Book, basis: str) -> list[Rule]:
    """The rules that refuse whole lines, in book order (lowest layer first).

    A rule about something a line belongs to (a procurement, a partner) refuses all its lines.
    """
    line = LINES[basis]
    if basis == "accepted":
        return []
    return [
        rule
        for rule in book.rules.values()
        if rule.effect == "exclude" and acts(rule, basis)
        and (physical(rule.scope, basis) == line or _holds_lines(book, rule.scope, line))
    ]  # fmt: skip


def _holds_lines(book: Book, scope: str, line: str) -> bool:
    return scope in ("project", "plan") or scope in book.schema.nouns[line].links.values()


def over_lines(rule: Rule) -> bool:
    """Whether a limit on lines is about several of them at once."""
    cuts_lines = rule.effect == "limit" and not rule.limits.startswith("project.")
    return cuts_lines and rule.scope not in ("line", *LINES.values())


def blocks(book: Book, basis: str, define: Define) -> list[Rule]:
    """The rules that take away the method behind a computed line: they ask where it is used."""
    return [
        rule
        for rule in book.rules.values()
        if rule.effect == "block" and acts(rule, basis)
        and rule.scope == define.noun and rule.applies_when == define.when
    ]  # fmt: skip


def limits(book: Book, basis: str, noun: str, step: str) -> list[Rule]:
    """The rules whose cut gives `step` of `noun` (`line` or `project`), in book order."""
    if basis == "accepted" and noun != "project":
        return []
    before = STEPS[STEPS.index(step) - 1]
    return [
        rule
        for rule in book.rules.values()
        if rule.effect == "limit" and acts(rule, basis) and _limits(rule, basis, noun, before)
    ]


def _limits(rule: Rule, basis: str, noun: str, step: str) -> bool:
    of, _, name = rule.limits.partition(".")
    return name == step and physical(of, basis) == physical(noun, basis)
