"""The nouns of a grant, and the strict gate that reads them from JSON.

No rule, no arithmetic and no language lives here: what is wrong with a project is for checks.
"""

from .agreement import Agreement, Call, Waiver
from .aid import AidAward
from .base import Noun
from .clusters import (
    Cluster,
    ClusterCount,
    ClusterRegister,
    ClusterTotals,
    Consultation,
    Growth,
    Multiple,
    Quote,
)
from .gate import read_json
from .indicator import Indicator, Reading
from .json_schema import cluster_schema, plan_schema, project_schema
from .ledger import Claim, CostItem, Entry, Exchange, Payment, Procurement
from .limits import Json, Limits
from .nouns import NOUNS, NounFields, noun_fields
from .partner import Account, Enterprise, Holding, Partner
from .plan import Activity, BudgetLine, CostOption, Coverage, FundingSource, Plan, Target
from .programme import Application, Commitment, Prefinancing, Priority, ProgrammePlan
from .project import Project
from .reading import read_clusters, read_plan, read_project
from .scalars import read_number

__all__ = [
    "NOUNS",
    "Account",
    "Activity",
    "Agreement",
    "AidAward",
    "Application",
    "BudgetLine",
    "Call",
    "Claim",
    "Cluster",
    "ClusterCount",
    "ClusterRegister",
    "ClusterTotals",
    "Commitment",
    "Consultation",
    "CostItem",
    "CostOption",
    "Coverage",
    "Enterprise",
    "Entry",
    "Exchange",
    "FundingSource",
    "Growth",
    "Holding",
    "Indicator",
    "Json",
    "Limits",
    "Multiple",
    "Noun",
    "NounFields",
    "Partner",
    "Payment",
    "Plan",
    "Prefinancing",
    "Priority",
    "Procurement",
    "ProgrammePlan",
    "Project",
    "Quote",
    "Reading",
    "Target",
    "Waiver",
    "cluster_schema",
    "noun_fields",
    "plan_schema",
    "project_schema",
    "read_clusters",
    "read_json",
    "read_number",
    "read_plan",
    "read_project",
]
