"""Where a project stands: plans, accounts, periods, deadlines, forecasts, indicators.

It asks books through checks, and makes no sentence.
"""

from .cluster_answers import ClusterFinding
from .cluster_rules import CLUSTER_RULES, ClusterRule
from .clusters import ClusterReport, check_clusters
from .exposures import Exposure, exposure
from .forecasts import Forecast, ForecastMonth, forecast
from .plan_changes import PlanChange, PlanChangeKind, PlanPart
from .plan_rulings import Consent, Ruling
from .plans import PlanComparison, compare_plans
from .positions import Position, position
from .programme import check_plan
from .programme_findings import PlanFinding, PlanReport
from .programme_rules import PLAN_RULES, PlanRule
from .standing import Standing

__all__ = [
    "CLUSTER_RULES",
    "PLAN_RULES",
    "ClusterFinding",
    "ClusterReport",
    "ClusterRule",
    "Consent",
    "Exposure",
    "Forecast",
    "ForecastMonth",
    "PlanChange",
    "PlanChangeKind",
    "PlanComparison",
    "PlanFinding",
    "PlanPart",
    "PlanReport",
    "PlanRule",
    "Position",
    "Ruling",
    "Standing",
    "check_clusters",
    "check_plan",
    "compare_plans",
    "exposure",
    "forecast",
    "position",
]
