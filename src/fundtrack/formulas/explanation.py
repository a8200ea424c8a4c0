"""What the walk answers: a value with the tree of how it came about."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from fundtrack.values import Citation, Record

from .kinds import Kind

#: An exact value inside a formula. Money and price are fractions of one whole unit of the
#: currency (586584.85 is 11731697/20), never minor units: the oracle's arithmetic is its own.
Exact = Fraction | date | str | bool | frozenset[str]


class Source(Record):
    """Where a value of the law comes from: its citation, its days, who has seen it.

    >>> str(Source(Citation("cpr1420#120(3)"), date(2014, 1, 1), None, "verified").citation)
    'cpr1420#120(3)'
    """

    citation: Citation | None
    first: date | None
    last: date | None
    verification: str
    title: str = ""


class Explanation(Record):
    """One step of a calculation: what it is called, its formula, its value, its parts.

    `exact` is the value before rounding and `value` after it; they differ only where a define
    is stored with a rounding, and then `rounding` names it. Either is None when unknown;
    `missing` then says what is missing, in words of the formula and JSON Pointers.

    >>> rate = Explanation("support_rate", "support_rate", Kind.RATE, Fraction(17, 20))
    >>> rate.value, rate.missing, rate.parts
    (Fraction(17, 20), (), ())
    """

    label: str  # project.support, support_rate, plan.eligible; "" for an inner operation
    formula: str  # canonical text: project.eligible * support_rate
    kind: Kind
    value: Exact | None
    exact: Exact | None
    rounding: str  # "down 0.01"
    currency: str  # of a money
    pointer: str  # of a fact
    source: Source | None  # of a parameter, a table row, a define
    missing: tuple[tuple[str, str, str], ...]  # (reason, name, pointer)
    low: Fraction | None  # while unknown: it is at least this, where that is sure
    high: Fraction | None
    note: str  # a code for words: `stated_fallback`, `exception:<name>`, `term:plan`
    parts: Sequence["Explanation"]
    subject: str  # the row it stands at, `cost:INV-17`; "" for the project and the plan

    def __init__(  # written out: a walk makes thousands, and a Record's own costs five times it
        self,
        label: str,
        formula: str,
        kind: Kind,
        value: Exact | None,
        exact: Exact | None = None,
        rounding: str = "",
        currency: str = "",
        pointer: str = "",
        source: Source | None = None,
        missing: tuple[tuple[str, str, str], ...] = (),
        low: Fraction | None = None,
        high: Fraction | None = None,
        note: str = "",
        parts: Sequence["Explanation"] = (),
        subject: str = "",
    ) -> None:
        self.__dict__.update(
            label=label,
            formula=formula,
            kind=kind,
            value=value,
            exact=exact,
            rounding=rounding,
            currency=currency,
            pointer=pointer,
            source=source,
            missing=missing,
            low=low,
            high=high,
            note=note,
            parts=parts,
            subject=subject,
        )

    def __eq__(self, other: object) -> bool:
        """Whether two say the same; a part that many steps share is compared once."""
        if type(other) is not type(self) or not isinstance(other, Explanation):
            return NotImplemented
        todo: list[tuple[Explanation, Explanation]] = [(self, other)]
        seen: set[tuple[int, int]] = set()
        while todo:
            one, two = todo.pop()
            if one is two or (id(one), id(two)) in seen:
                continue
            seen.add((id(one), id(two)))
            if type(one) is not type(two) or _own(one) != _own(two):
                return False
            todo += zip(one.parts, two.parts, strict=True)
        return True

    def __hash__(self) -> int:
        return hash((self.label, self.formula, self.value, self.subject))

    def whole(self) -> Mapping[str, object]:
        """Every field by name, in their order."""
        return self.__dict__

    def replace(self, **changes: Any) -> "Explanation":  # noqa: ANN401, of any field's type
        """The same with other values in some fields."""
        if not changes.keys() <= set(self._fields):
            raise TypeError(f"an explanation has {', '.join(self._fields)}; given {[*changes]}")
        made = object.__new__(Explanation)
        made.__dict__.update(self.whole(), **changes)
        return made


def _own(one: Explanation) -> dict[str, object]:
    """What a step says itself, with how many parts it has."""
    held = one.whole()
    return {name: held[name] for name in one._fields} | {"parts": len(one.parts)}
