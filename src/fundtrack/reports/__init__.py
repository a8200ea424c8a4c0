"""`check` and `Report`: a project's verdicts, their words and their pages in one object.

Nothing is decided or worded here; the decisions are made in `checks`, the sentences in `words`.
"""

from .amounts import Amounts, UnknownAmount
from .asking import check
from .explained import Explained
from .many import Row, check_many
from .report import Report
from .wire import SCHEMA_VERSION, report_dict, report_schema

__all__ = [
    "SCHEMA_VERSION",
    "Amounts",
    "Explained",
    "Report",
    "Row",
    "UnknownAmount",
    "check",
    "check_many",
    "report_dict",
    "report_schema",
]
