"""Every sentence and coded word the code asks the catalogues for, read from the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import fundtrack.words as words_room
from fundtrack.checks import Outcome, Reason, Severity, Verdict
from fundtrack.checks.borne import SHARES
from fundtrack.formulas import Kind
from fundtrack.pages.positioned import ASKED, LEDGER, PAYMENTS
from fundtrack.projects import CostOption, noun_fields
from fundtrack.rulebooks import (
    ACCEPTED,
    DECLARED,
    MOVES,
    ChangeKind,
    Touches,
    Verification,
)
from fundtrack.tracking import Consent, PlanPart, Status
from fundtrack.values import MODES

SOURCE = Path(words_room.__file__).parent.parent
ROOMS = ("words", "pages", "reports", "cli", "__main__.py")
_IN_TEMPLATES = re.compile(r'\btell\("([^"]+)"')
#: No formula names these, and no finding asks for them.
UNREAD = {"facts", "labels", "schema_version", "notes"}
#: The common view of budget lines and costs; no model has it.
LINE = ("id", "day", "partner", "category", "activity", "form", "amount")
STEPS = ("gross", "base", "admitted", "limited", "eligible", "support", "payable", "own")


def _files() -> Iterator[Path]:
    for room in ROOMS:
        path = SOURCE / room
        yield from sorted(path.rglob("*")) if path.is_dir() else [path]


def sentences() -> set[str | tuple[str, str]]:
    """Texts given to `tell`, and pairs given to `tell_count`; a computed one is a fault."""
    found: set[str | tuple[str, str]] = set()
    for path in _files():
        if path.suffix in (".j2", ".css"):
            found |= set(_IN_TEMPLATES.findall(path.read_text("utf-8")))
        if path.suffix != ".py" or not path.exists():
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            wanted = {"tell": 1, "tell_count": 2}.get(node.func.id, 0)
            texts = [arg.value for arg in node.args[:wanted] if isinstance(arg, ast.Constant)]
            assert len(texts) == wanted, f"{path}:{node.lineno}: a sentence is written out"
            if wanted:
                found.add(texts[0] if wanted == 1 else (texts[0], texts[1]))
    return found


def words() -> set[tuple[str, str]]:
    """The coded words: every code of every closed list the pages may meet."""
    lists = {
        "verdict": Verdict,
        "severity": Severity,
        "outcome": Outcome,
        "reason": Reason,
        "verification": Verification,
        "amount": (*STEPS, "total_cost"),
        "rounding": MODES,
        "basis": ("plan", "claimed", "accepted"),
        "effect": ("report", "exclude", "limit", "block"),
        "role": ("lead", "partner", "associated"),
        "not_checked": ("no_ledger", "not_supported", "not_used", "left_out"),
        "kind": Kind,
        "touches": Touches,
        "plan_part": PlanPart,
        "consent": Consent,
        "counts": ("increases", "both"),
        "against": ("latest", "first", "consent"),
        "share_of": ("figure", "total"),
        "change": ChangeKind,
        "deadline": Status,
        "deadline_form": ("by", "until"),
        "moves": MOVES,
        "covers": get_args(CostOption.model_fields["covers"].annotation),
        "note": ("stated_fallback", "undecided", "term:plan", "term:partner"),
    }
    found = {(kind, str(code)) for kind, codes in lists.items() for code in codes}
    found |= {("tally", verdict.value) for verdict in Verdict}
    found |= {("standing", verification.value) for verification in Verification}
    found |= {("seen", verification.value) for verification in Verification}
    for noun, said in noun_fields().items():
        found.add(("noun", noun))
        named = {*said.fields, *said.links, *said.dated, *said.model.model_fields}
        found |= {("fact", f"{noun}.{field}") for field in named - UNREAD}
    found |= {("fact", f"line.{field}") for field in LINE}
    found |= {("fact", f"target.{field}") for field in ("value", "due_on")}
    found |= {("fact", f"cost.{name}") for name in (ACCEPTED, DECLARED)}
    found |= {("fact", name) for name in SHARES}
    found |= {("position", name) for name in (*LEDGER, *ASKED, *PAYMENTS)}
    return found | {("noun", "line"), ("fact", "on")}
