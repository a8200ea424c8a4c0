"""Where one subject stands: the project, a partner, a category, a source, a claim, a cost.

What the ledger says is there at once; what a book says is worked out when it is asked for.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, Self

from fundtrack.checks import Figure
from fundtrack.funding import Worked
from fundtrack.values import InputError, Record, excerpt

from .asked import ACCEPTED, PARKED, Asked
from .settled import (
    OUTSTANDING,
    TO_BE_PAID,
    TO_BE_RECOVERED,
    formula_at,
    settled,
    worked,
)

#: Figures of costs, as signed sums of what entries say (D-08).
COSTS: Final[Mapping[str, Mapping[str, int]]] = {
    "declared": {"declared": 1},
    "deducted": {"deducted": 1},
    "parked": PARKED,
    "withdrawn": {"withdrawn": 1},
    "accepted": ACCEPTED,
    "corrected": {"corrected": 1},
    "recovered": {"recovered": 1},
}
#: What the ledger and the plan say, beside payments by kind.
EAGER: Final = ("planned", *COSTS, "remaining", "absorption", "paid")
#: What is worked out when it is asked for.
LAZY: Final = (
    "eligible", "at_risk", "due", "to_be_paid", "advances_outstanding", "to_be_recovered",
    "retained", "payment_ceiling", "payable_now",
)  # fmt: skip
_FORMULAS: Final = {
    "accepted": "declared - deducted - parked - withdrawn",
    "remaining": "planned - accepted",
    "paid": "advance + interim + final - recovery",
    "to_be_paid": TO_BE_PAID,
    "advances_outstanding": OUTSTANDING,
    "to_be_recovered": TO_BE_RECOVERED,
}


class Standing(Record):
    """Where one subject stands: the project, a partner, a source; None where nothing is said.

    `planned` is the budget of the plan in force. Of costs: `declared`, `deducted`,
    `parked` (still), `withdrawn`, `accepted` (authority), and after payment `corrected` and
    `recovered`. `remaining` is planned less accepted, `absorption` accepted in planned, an
    exact rate. `payments` are by kind, `paid` is what went out less what came back.

    Asked of a check, when they are asked: `eligible` (fundtrack), `due` (the support of what is
    accepted, less what was corrected), and what follows from it and from payments.
    """

    noun: str
    key: str
    planned: Figure | None
    declared: Figure | None
    deducted: Figure | None
    parked: Figure | None
    withdrawn: Figure | None
    accepted: Figure | None
    corrected: Figure | None
    recovered: Figure | None
    remaining: Figure | None
    absorption: Figure | None
    payments: Mapping[str, Figure] | None
    paid: Figure | None

    @classmethod
    def of(cls, asked: Asked, **fields: Any) -> Self:  # noqa: ANN401, of any field's type
        """Make one that knows what was asked."""
        made = cls(**fields)
        made.__dict__["_asked"] = asked
        return made

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401, of any field's type
        """The same with other values in some fields."""
        made = super().replace(**changes)
        made.__dict__["_asked"] = self._about
        return made

    @property
    def _about(self) -> Asked:
        """What was asked; no part of the answer's content."""
        asked = self.__dict__["_asked"]
        assert isinstance(asked, Asked)  # noqa: S101
        return asked

    # -- asked of a check ----------------------------------------------------------------------

    @cached_property
    def eligible(self) -> Figure | None:
        """What fundtrack finds eligible of what is declared, flat rates among it."""
        if self.noun == "source":
            return None
        if self.noun == "project":
            return self._about.amount("claimed.eligible", "eligible")
        return self._about.line_figure("eligible", self.noun, self.key)

    @cached_property
    def at_risk(self) -> Figure | None:
        """What is parked, and what is accepted of a cost beyond what is eligible of it."""
        if self.noun == "source":
            return None
        return self._about.line_figure("at_risk", self.noun, self.key)

    @cached_property
    def due(self) -> Figure | None:
        """What is to be paid in all for what is accepted and not corrected."""
        if self.noun == "project":
            return self._about.amount("accepted.payable", "due")
        return self._about.due_from(self.key) if self.noun == "source" else None

    @cached_property
    def to_be_paid(self) -> Figure | None:
        """What is due and not paid yet, whatever of it is retained."""
        return self._settled("to_be_paid")

    @cached_property
    def advances_outstanding(self) -> Figure | None:
        """What was paid beyond what is due, as far as advances were: nothing after the end."""
        return self._settled("advances_outstanding")

    @cached_property
    def to_be_recovered(self) -> Figure | None:
        """What was paid beyond what is due and is no advance."""
        return self._settled("to_be_recovered")

    @cached_property
    def retained(self) -> Figure | None:
        """What is held back until the end: `define.project.retained` of the book."""
        return self._said("retained")

    @cached_property
    def payment_ceiling(self) -> Figure | None:
        """The most that may be paid by now: `define.project.payment_ceiling` of the book."""
        return self._said("payment_ceiling")

    @cached_property
    def payable_now(self) -> Figure | None:
        """What the programme pays next: `define.project.payable_now` of the book.

        How an advance is cleared, what is retained and up to which ceiling claims are paid is
        the programme's will, so without that define nobody knows.
        """
        return self._said("payable_now")

    def _said(self, name: str) -> Figure | None:
        """An amount that only a book can say; unknown where it does not."""
        if self.noun != "project":
            return None
        return self._about.amount(f"accepted.{name}", name)

    def _settled(self, name: str) -> Figure | None:
        given = self._given(name)
        if given is None:
            return None
        about = self._about
        return settled(
            formula_at(_FORMULAS[name], about.ended), given, name, about.unsure_of_the_end
        )

    # -- how it came about ---------------------------------------------------------------------

    def _given(self, name: str) -> Mapping[str, Figure] | None:
        """What a figure follows from, by the names of its formula."""
        words = _words(_FORMULAS[name])
        payments = self.payments or {}
        found = {one: payments.get(one) or getattr(self, one, None) for one in words}
        given = {one: figure for one, figure in found.items() if figure is not None}
        return given if len(given) == len(words) else None

    def worked(self, name: str) -> Worked | None:
        """A figure with its formula and the numbers that went in; None where it has none.

        Raises:
            InputError: there is no such figure.
        """
        figure = self._figure(name)
        given = self._given(name) if name in _FORMULAS else None
        if figure is None or given is None:
            return None
        formula = formula_at(_FORMULAS[name], self._about.ended)[0]
        return worked(formula, {one: given[one] for one in _words(formula)}, figure)

    def explain(self, name: str) -> str:
        """Say in plain text how a figure came about, or what is missing.

        Raises:
            InputError: there is no such figure.
        """
        found = self.worked(name)
        if found is not None:
            return found.explain(name)
        figure = self._figure(name)
        if figure is None:
            return f"{name}: not said of a {self.noun}"
        if figure.value is not None:
            return f"{name} = {figure.value}"
        lacks = ", ".join(f"{one.name} ({one.pointer or 'the book'})" for one in figure.missing)
        return f"{name}: unknown, it needs {lacks}"

    def _figure(self, name: str) -> Figure | None:
        payments = self.payments or {}
        names = [*EAGER, *LAZY, *payments]
        if name not in names:
            raise InputError("no such figure", expected=", ".join(names), found=excerpt(name))
        found: Figure | None = payments.get(name) or getattr(self, name, None)
        return found

    def to_dict(self, *, asked: bool = True) -> dict[str, Any]:
        """What the ledger says, ready for JSON, and what follows from it under the book.

        Args:
            asked: Whether to ask the book what is eligible and due.
        """
        payments = self.payments or {}
        figures = {name: getattr(self, name) for name in EAGER} | dict(payments)
        figures |= {name: getattr(self, name) for name in LAZY if asked}
        return {name: _told(one) for name, one in figures.items() if one is not None}


def _words(formula: str) -> tuple[str, ...]:
    """The numbers that a formula names, in their order."""
    words = re.findall(r"[a-z_]+", formula)
    return tuple(dict.fromkeys(one for one in words if one not in ("min", "max")))


def _told(figure: Figure) -> dict[str, Any]:
    """A figure, ready for JSON: its value as text, or its bounds and what is missing."""
    if figure.value is not None:
        stated = {"stated": figure.stated} if figure.stated else {}
        return {"value": str(figure.value), **stated}
    ends = {"at_least": figure.at_least, "at_most": figure.at_most}
    return {
        "value": None,
        **{name: str(end) for name, end in ends.items() if end is not None},
        "missing": [
            {"reason": one.reason.value, "name": one.name, "pointer": one.pointer}
            for one in figure.missing
        ],
        "missing_count": figure.missing_count,
    }
