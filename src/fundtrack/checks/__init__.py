"""A project bound to a book: steps, refusals, verdicts, findings, explanations; all of it data.

No sentence is made here, nothing is formatted, and no file is read.
"""

from .between import LEAST, MOST, Between, between, met_code
from .bind import LINES, ON_PLAN, ON_PROJECT, SIGNS, Bound, Made, Row
from .calls import Call
from .consistency import Consistency
from .exceptions import pick
from .exchanged import AMOUNTS, PAID, Exchanged, fixed_since
from .items import (
    Gathering,
    Item,
    Items,
    before_name,
    cap_name,
    given_name,
    plan_items,
    settled,
    state_name,
    where_name,
)
from .judge import in_force
from .limits import PRO_RATA, holds, shares
from .paths import CALLED, LIMITED, Path, View, call_loop, limits_loop, view_of
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
from .run import Checked, across, run, unknown_amount
from .steps import (
    LINE_STEPS,
    STEPS,
    amount,
    blocks,
    defined,
    exclusions,
    formulas_of,
    limits,
    over_lines,
    physical,
    rule_formulas,
)
from .strands import PUBLIC, SHARED_OUT, covered, everything, payer_of
from .tables import group_id, group_part
from .tally import Tally, tally, walked
from .units import fitted, foreign, minor, rate_of
from .uses import uses_of
from .verdicts import Verdicts
from .virtual import money_fields
from .waivers import waived_by
from .world import World

__all__ = [
    "AMOUNTS",
    "CALLED",
    "LEAST",
    "LIMITED",
    "LINES",
    "LINE_STEPS",
    "MOST",
    "ON_PLAN",
    "ON_PROJECT",
    "PAID",
    "PRO_RATA",
    "PUBLIC",
    "SHARED_OUT",
    "SIGNS",
    "STEPS",
    "Between",
    "Bound",
    "Call",
    "Checked",
    "Consistency",
    "Exchanged",
    "Fall",
    "Figure",
    "Finding",
    "Funding",
    "Gathering",
    "Item",
    "Items",
    "Line",
    "Made",
    "Missing",
    "Move",
    "NotChecked",
    "Outcome",
    "ParameterUse",
    "Path",
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
    "Verdicts",
    "View",
    "Waterfall",
    "World",
    "across",
    "amount",
    "before_name",
    "between",
    "blocks",
    "call_loop",
    "cap_name",
    "covered",
    "defined",
    "everything",
    "exclusions",
    "fitted",
    "fixed_since",
    "foreign",
    "formulas_of",
    "given_name",
    "group_id",
    "group_part",
    "holds",
    "in_force",
    "limits",
    "limits_loop",
    "met_code",
    "minor",
    "money_fields",
    "over_lines",
    "payer_of",
    "physical",
    "pick",
    "plan_items",
    "rate_of",
    "rule_formulas",
    "run",
    "settled",
    "shares",
    "state_name",
    "tally",
    "unknown_amount",
    "uses_of",
    "view_of",
    "waived_by",
    "walked",
    "where_name",
]
