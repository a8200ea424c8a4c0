"""Is a publicly funded project in order, who pays what, and by which law: to the cent.

    import fundtrack as ft

    project = ft.read_project("docs/examples/life-science-cluster.json")
    report = ft.check(project)
    report.outcome, report.amounts["support"].value
    print(report.explain("support"))

Nothing is computed here: this is the door. Rooms are reached by name (`fundtrack.projects`,
`fundtrack.rulebooks`, `fundtrack.checks`, `fundtrack.words`, `fundtrack.pages`).
"""

from fundtrack.checks import Figure, Finding, Register, Severity, Verdict
from fundtrack.formulas import Explanation
from fundtrack.funding import CALCULATORS, FxRates
from fundtrack.projects import (
    Activity,
    Agreement,
    AidAward,
    BudgetLine,
    Call,
    Claim,
    CostItem,
    CostOption,
    Enterprise,
    Entry,
    FundingSource,
    Indicator,
    Partner,
    Payment,
    Plan,
    Procurement,
    Project,
    Waiver,
    read_project,
)
from fundtrack.reports import Report, check, check_many
from fundtrack.rulebooks import Book, books, compare_books, load_book
from fundtrack.tracking import PlanComparison, Position, compare_plans, position
from fundtrack.values import (
    BookError,
    Citation,
    CoFunding,
    FundtrackError,
    InputError,
    Money,
    Period,
    Price,
    Rate,
    Rounding,
    co_fund,
    split,
)

__all__ = [  # noqa: RUF022 - by theme, as one reads
    # values
    "Money",
    "Price",
    "Rate",
    "Rounding",
    "Period",
    "Citation",
    "CoFunding",
    "FxRates",
    "co_fund",
    "split",
    # the nouns of a grant
    "Project",
    "Agreement",
    "Call",
    "Plan",
    "Partner",
    "Activity",
    "BudgetLine",
    "CostItem",
    "CostOption",
    "FundingSource",
    "Entry",
    "Procurement",
    "Claim",
    "Payment",
    "AidAward",
    "Enterprise",
    "Indicator",
    "Waiver",
    # what one does
    "read_project",
    "check",
    "check_many",
    "position",
    "Register",
    "CALCULATORS",
    "books",
    "load_book",
    "compare_books",
    "compare_plans",
    # what comes back
    "Report",
    "PlanComparison",
    "Position",
    "Finding",
    "Verdict",
    "Severity",
    "Figure",
    "Explanation",
    "Book",
    # what is raised
    "FundtrackError",
    "InputError",
    "BookError",
]
