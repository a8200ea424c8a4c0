"""What a book may say and this version does not yet act on; it loads, and says so by name.

A rule or a define that is not acted on is never silent: a check answers `unknown` for it, with
the reason given here.
"""

from collections.abc import Container, Iterable, Mapping

from fundtrack.formulas import Node, Op, nodes

from .world import LINES, PARTNER_OPTIONS, World

COMPUTED_LINES = "computed lines"
CALCULATORS = "calculators"
OPTIONS = "options"
GROUPS = "groups"
RUNNING_TOTALS = "running totals"
SEVERAL_LINES = "limits over several lines"
EXCLUSIONS = "exclusions over several lines"
BLOCK = "block"
PORTFOLIO = "portfolio"
ACCEPTED = "the basis accepted"


def of_formulas(
    trees: Iterable[Node], world: World, unsupported: Mapping[tuple[str, str], str]
) -> str:
    """Why formulas cannot be acted on: what they reach, or a define that cannot be; else ""."""
    for tree in trees:
        for noun, name in world.reached(tree):
            reason = _of_noun(noun, world.groups) or unsupported.get((noun, name), "")
            if reason:
                return reason
        if any(node.op is Op.RUNNING_TOTAL for node in nodes(tree)):
            return RUNNING_TOTALS
    return ""


def _of_noun(noun: str, groups: Container[str]) -> str:
    if noun == PARTNER_OPTIONS:
        return OPTIONS
    return GROUPS if noun in groups else ""


def of_define(noun: str, call: str, counts_as: str, world: World) -> str:
    """Why a define cannot be acted on, its formulas aside."""
    if call:
        return CALCULATORS
    if counts_as:
        return COMPUTED_LINES
    return _of_noun(noun, world.groups)


def of_rule(
    scope: str, basis: tuple[str, ...], effect: str, over_lines: bool, world: World
) -> str:
    """Why a rule cannot be acted on, its formulas aside.

    `over_lines` says that its effect reaches lines from a coarser scope, or consumes them.
    """
    if scope == "portfolio":
        return PORTFOLIO
    if effect == "block":
        return BLOCK
    if over_lines:
        return SEVERAL_LINES if effect == "limit" else EXCLUSIONS
    if basis == ("accepted",):
        return ACCEPTED
    return _of_noun(scope, world.groups)


def reaches_lines(scope: str, effect: str, limits: str, selects: bool) -> bool:
    """Whether an effect cuts or refuses lines other than its one subject."""
    if effect == "exclude":
        return scope not in LINES
    return effect == "limit" and limits != "project.support" and (scope not in LINES or selects)
