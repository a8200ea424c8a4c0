"""What a stream comes to: the sums of its batches, exact, in the order of one check of all."""

from collections.abc import Mapping
from typing import Any

from fundtrack.checks import Verdict
from fundtrack.formulas import Kind

from .answers import Checks
from .asked import Asking, amount_text, label
from .by_values import FallKey, FallSum, fall_order
from .engines import Frame


class Sums:
    """Counts, totals and waterfalls of all batches so far."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.outcomes: dict[str, int] = {}
        self._counts: dict[str, dict[str, int]] = {code: {} for code in asking.book.rules}
        self._totals: dict[str, dict[str, list[int]]] = {}  # sum, projects, unknown
        self._falls: dict[str, dict[FallKey, FallSum]] = {}

    def add(self, checks: Checks) -> None:
        """Add a batch."""
        self._add_projects(_plain(checks.projects), checks.bases)
        for row in _rows(checks.summary):
            held = self._counts[row["rule"]]
            for verdict in map(str, Verdict):
                if row[verdict]:
                    held[verdict] = held.get(verdict, 0) + row[verdict]
        for basis in checks.bases:
            found = self._falls.setdefault(basis, {})
            for row in _rows(checks.waterfall(basis)):
                parts = (row["currency"], row["step"], row["kind"], row["reason"])
                key: FallKey = (-1, *parts, row["amount"] is not None)
                mine: FallSum = (
                    row["lines"],
                    row["amount"],
                    row["at_least"],
                    row["at_most"],
                )
                found[key] = _sum(found[key], mine) if key in found else mine

    def _add_projects(self, columns: Mapping[str, list[Any]], bases: tuple[str, ...]) -> None:
        for outcome in columns["outcome"]:
            if outcome is not None:
                self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        for basis in bases:
            for name, kind in self.asking.amounts(basis).items():
                at = label(basis, name)
                if kind is not Kind.MONEY or at not in columns:
                    continue
                for currency, minor in zip(columns["currency"], columns[at], strict=True):
                    if currency is None:
                        continue
                    held = self._totals.setdefault(currency, {}).setdefault(at, [0, 0, 0])
                    held[0] += minor or 0
                    held[1] += 1
                    held[2] += minor is None

    def told(self) -> dict[str, Any]:
        """All of it as JSON has it; `known` is the sum over the projects where an amount is."""
        return {
            "outcomes": dict(sorted(self.outcomes.items())),
            "totals": {
                currency: {
                    at: {
                        "known": amount_text(total, currency),
                        "projects": projects,
                        "unknown_in": unknown,
                    }
                    for at, (total, projects, unknown) in held.items()
                }
                for currency, held in sorted(self._totals.items())
            },
            "rules": {code: held for code, held in self._counts.items() if held},
            "waterfall": {
                basis: [
                    _told_fall(key, found[key])
                    for key in sorted(found, key=lambda key: fall_order(self.asking, key))
                ]
                for basis, found in self._falls.items()
            },
        }


def _told_fall(key: FallKey, parts: FallSum) -> dict[str, Any]:
    _, currency, step, kind, reason, _ = key
    amounts = {
        name: None if minor is None else amount_text(minor, currency)
        for name, minor in zip(("amount", "at_least", "at_most"), parts[1:], strict=True)
        if name == "amount" or minor is not None
    }
    return {"step": step, "kind": kind, "reason": reason, "lines": parts[0], **amounts}


def _plain(frame: Frame) -> Mapping[str, list[Any]]:
    found: Mapping[str, list[Any]] = frame if isinstance(frame, Mapping) else frame.to_pydict()
    return found


def _rows(frame: Frame) -> list[dict[str, Any]]:
    columns = _plain(frame)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _sum(one: FallSum, two: FallSum) -> FallSum:
    amounts = (
        None if left is None or right is None else left + right
        for left, right in zip(one[1:], two[1:], strict=True)
    )
    return (one[0] + two[0], *amounts)  # type: ignore[return-value]
