"""A project bound to a book: steps, refusals, verdicts, findings, explanations; all of it data.

No sentence is made here, nothing is formatted, and no file is read.
"""

from .bind import Bound, Made, Row
from .exchanged import Exchanged
from .judge import in_force
from .register import Register
from .result import (
    Fall,
    Figure,
    Finding,
    Funding,
    Line,
    Missing,
    Move,
    NotChecked,
    Outcome,
    ParameterUse,
    Reason,
    Refusal,
    Result,
    RoundingUse,
    Severity,
    Shown,
    SourceShare,
    StrandShare,
    Subject,
    Verdict,
    Waterfall,
)
from .run import Checked, run, unknown_amount
from .steps import STEPS, over_lines
from .tally import Tally, tally, walked
from .uses import uses_of
from .verdicts import waived_by
from .world import World

__all__ = [
    "STEPS",
    "Bound",
    "Checked",
    "Exchanged",
    "Fall",
    "Figure",
    "Finding",
    "Funding",
    "Line",
    "Made",
    "Missing",
    "Move",
    "NotChecked",
    "Outcome",
    "ParameterUse",
    "Reason",
    "Refusal",
    "Register",
    "Result",
    "RoundingUse",
    "Row",
    "Severity",
    "Shown",
    "SourceShare",
    "StrandShare",
    "Subject",
    "Tally",
    "Verdict",
    "Waterfall",
    "World",
    "in_force",
    "over_lines",
    "run",
    "tally",
    "unknown_amount",
    "uses_of",
    "waived_by",
    "walked",
]
