"""Where a project stands: plans, accounts, periods, deadlines, forecasts, indicators.

It asks books through checks, and makes no sentence.
"""

from .cluster_answers import ClusterFinding
from .cluster_rules import CLUSTER_RULES, ClusterRule
from .clusters import ClusterReport, check_clusters
from .duties import deadlines
from .exposures import Exposure, exposure
from .forecasts import Forecast, ForecastMonth, forecast
from .known import as_known
from .obligations import Deadlines, Obligation, Status
from .periods import CLOSURE, PREPARATION, ReportingPeriod, reporting_periods
from .plan_change import PlanChange, PlanChangeKind, PlanPart
from .plan_rulings import Consent, Ruling
from .plans import PlanComparison, compare_plans
from .positions import Position, position
from .programme import check_plan
from .programme_findings import PlanFinding, PlanReport
from .programme_rules import PLAN_RULES, PlanRule
from .progress import DoubleCount, Indicators, Progress, Progressed, indicators
from .reporting import ProjectPeriods, project_periods
from .standing import Standing
from .working_days import is_working_day, moved

__all__ = [
    "CLOSURE",
    "CLUSTER_RULES",
    "PLAN_RULES",
    "PREPARATION",
    "ClusterFinding",
    "ClusterReport",
    "ClusterRule",
    "Consent",
    "Deadlines",
    "DoubleCount",
    "Exposure",
    "Forecast",
    "ForecastMonth",
    "Indicators",
    "Obligation",
    "PlanChange",
    "PlanChangeKind",
    "PlanComparison",
    "PlanFinding",
    "PlanPart",
    "PlanReport",
    "PlanRule",
    "Position",
    "Progress",
    "Progressed",
    "ProjectPeriods",
    "ReportingPeriod",
    "Ruling",
    "Standing",
    "Status",
    "as_known",
    "check_clusters",
    "check_plan",
    "compare_plans",
    "deadlines",
    "exposure",
    "forecast",
    "indicators",
    "is_working_day",
    "moved",
    "position",
    "project_periods",
    "reporting_periods",
]
