"""Where a project stands: plans, accounts, periods, deadlines, forecasts, indicators.

It asks books through checks, and makes no sentence.
"""

from .plan_changes import PlanChange, PlanChangeKind, PlanPart
from .plan_rulings import Consent, Ruling
from .plans import PlanComparison, compare_plans
from .positions import Position, position
from .standing import Standing

__all__ = [
    "Consent",
    "PlanChange",
    "PlanChangeKind",
    "PlanComparison",
    "PlanPart",
    "Position",
    "Ruling",
    "Standing",
    "compare_plans",
    "position",
]
