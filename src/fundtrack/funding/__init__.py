"""Arithmetic that is more than a formula, and the calculators by which books use it.

No book is read here, and nothing is rounded that does not say how.
"""

from .calculator import PORTFOLIO, Answer, Calculator, Given
from .rates import grant_from_rate
from .seen import SEEN_ELSEWHERE, SeenElsewhere
from .shares import (
    Shares,
    shares_by_largest_remainder,
    shares_rest_first,
    shares_rest_last,
    shares_with_residual,
)
from .window import WINDOW_TOTAL, WindowTotal
from .worked import Worked, Workings

#: The calculators a check allows a book to call, unless the host passes its own.
CALCULATORS: tuple[Calculator, ...] = (WINDOW_TOTAL, SEEN_ELSEWHERE)

__all__ = [
    "CALCULATORS",
    "PORTFOLIO",
    "SEEN_ELSEWHERE",
    "WINDOW_TOTAL",
    "Answer",
    "Calculator",
    "Given",
    "SeenElsewhere",
    "Shares",
    "WindowTotal",
    "Worked",
    "Workings",
    "grant_from_rate",
    "shares_by_largest_remainder",
    "shares_rest_first",
    "shares_rest_last",
    "shares_with_residual",
]
