"""What a check cannot act on without more than the project; it loads, and says so by name.

A rule that is not acted on is never silent: a check answers `unknown` for it, with the reason
given here.
"""

from typing import Final

PORTFOLIO: Final = "portfolio"


def of_rule(scope: str) -> str:
    """Why a rule cannot be acted on: it looks across projects."""
    return PORTFOLIO if scope == "portfolio" else ""
