"""What a book may say and this version does not yet act on; it loads, and says so by name.

A rule or a define that is not acted on is never silent: a check answers `unknown` for it, with
the reason given here.
"""

from collections.abc import Iterable, Mapping

from fundtrack.formulas import Node

from .world import World

CALCULATORS = "calculators"
PORTFOLIO = "portfolio"


def of_formulas(
    trees: Iterable[Node], world: World, unsupported: Mapping[tuple[str, str], str]
) -> str:
    """Why formulas cannot be acted on: a define they reach that cannot be; else ""."""
    reached = (one for tree in trees for one in world.reached(tree))
    return next((unsupported[one] for one in reached if one in unsupported), "")


def of_define(call: str) -> str:
    """Why a define cannot be acted on, its formulas aside."""
    return CALCULATORS if call else ""


def of_rule(scope: str) -> str:
    """Why a rule cannot be acted on, its formulas aside."""
    return PORTFOLIO if scope == "portfolio" else ""
