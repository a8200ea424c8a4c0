"""The columns of the answers by name, each with its type in Arrow.

What columns a frame of answers has is said by the book and the question, never by what the
tables happen to hold; a column without a value has its type from here.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from fundtrack.formulas import Kind
from fundtrack.values import Problem

from .asked import Asking, label
from .engines import Frame, arrow

_FINDINGS: Final = ("basis", "rule", "severity", "verdict", "noun", "id", "reason", "waived_by")
#: What is told of every line beside its amounts.
LOST: Final = ("refused_at", "refused_by", "unknown")
Types = Mapping[str, Frame]


def type_of(kind: Kind) -> Frame:
    """The type of a column that answers in values of a kind."""
    pa = arrow()
    if kind in (Kind.MONEY, Kind.DAYS, Kind.MONTHS):
        return pa.int64()
    if kind is Kind.BOOL:
        return pa.bool_()
    return pa.date32() if kind is Kind.DATE else pa.string()


def line_types(asking: Asking, basis: str) -> Types:
    """Of the lines of a basis, beside their keys."""
    kept = {name: type_of(kind) for name, kind in asking.kept(basis).items()}
    text = arrow().string()
    return {**kept, **dict(zip(LOST, (text, text, arrow().bool_()), strict=True))}


def project_types(asking: Asking, bases: Iterable[str]) -> Types:
    """Of the projects, with their amounts on some bases."""
    found = dict.fromkeys(("currency", "outcome"), arrow().string())
    for basis in bases:
        for name, kind in asking.amounts(basis).items():
            at = label(basis, name)
            found[at] = type_of(kind)
            if kind is Kind.MONEY:
                found |= dict.fromkeys((f"{at}.at_least", f"{at}.at_most"), arrow().int64())
    return found


def finding_types() -> Types:
    """Of the findings."""
    return dict.fromkeys(_FINDINGS, arrow().string())


def problem_types() -> Types:
    """Of the problems."""
    text = arrow().string()
    told = dict.fromkeys(Problem._fields, text)
    return {"noun": text, "id": text, "problems": arrow().int64(), **told}


def fall_types() -> Types:
    """Of the parts of a waterfall."""
    text, number = arrow().string(), arrow().int64()
    names = dict.fromkeys(("currency", "step", "kind", "reason"), text)
    return {**names, **dict.fromkeys(("lines", "amount", "at_least", "at_most"), number)}
