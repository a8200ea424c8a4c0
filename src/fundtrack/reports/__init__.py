"""`check` and `Report`: a project's verdicts, their words and their pages in one object.

Nothing is decided or worded here; the decisions are made in `checks`, the sentences in `words`.
"""

from .amounts import Amounts, UnknownAmount
from .asking import check
from .explained import Explained
from .report import Report
from .wire import SCHEMA_VERSION, report_dict, report_schema

__all__ = [
    "SCHEMA_VERSION",
    "Amounts",
    "Explained",
    "Report",
    "UnknownAmount",
    "check",
    "report_dict",
    "report_schema",
]
