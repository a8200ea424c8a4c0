"""Tables of a workload as projects, one by one: what the value reading takes.

Only what the workloads state is known here. The library's own way from tables to projects is in
its room of tables; this one is small, and the answers of both must be the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from fundtrack.projects import Project, read_project

Columns = dict[str, npt.NDArray[Any]]
#: The tables by noun; amounts in minor units, days as days.
Tables = dict[str, Columns]

_MONEY = frozenset({"net", "vat", "vat_recoverable", "amount", "max_grant"})
_FACTS = frozenset({"work", "eligible_until", "max_grant"})
#: The nouns with rows, and the names of their ids.
_ROWS = {"partner": ("id",), "budget_line": ("id", "partner"), "cost": ("id", "partner")}


def projects(held: Tables, book: str) -> Iterator[tuple[Project, npt.NDArray[Any]]]:
    """Each project with the places of its costs; its rows in the order of the tables."""
    nouns = [noun for noun in _ROWS if noun in held]
    width = {noun: len(str(held[noun]["id"].max(initial=0))) for noun in nouns}
    rows = {noun: _by_project(held[noun]["project"]) for noun in nouns}
    none = np.zeros(0, np.int64)
    for place, number in enumerate(held["project"]["project"].tolist()):
        own = {
            noun: [_row(held[noun], at, noun, width) for at in rows[noun].get(number, none)]
            for noun in nouns
        }
        said = {name: _value(name, column[place]) for name, column in held["project"].items()}
        yield read_project(_project(said, own, book)), rows["cost"].get(number, none)


def _project(
    said: Mapping[str, str], own: Mapping[str, Sequence[Mapping[str, Any]]], book: str
) -> dict[str, Any]:
    period = f"{said['plan.period.first']}/{said['plan.period.last']}"
    agreement = {"book": book, "currency": "EUR", "signed_on": said["agreement.signed_on"]}
    return {
        "schema_version": 1,
        "number": said["project"],
        "agreement": agreement,
        "plans": [{"number": 1, "period": period, "budget": own.get("budget_line", [])}],
        "partners": own.get("partner", []),
        "costs": own["cost"],
        "facts": {name: said[name] for name in _FACTS & said.keys()},
    }


def _row(columns: Columns, at: int, noun: str, width: Mapping[str, int]) -> dict[str, Any]:
    """A row, its ids filled with zeros, so that text orders as the numbers do."""
    currency = str(columns["currency"][at]) if "currency" in columns else "EUR"
    names = columns.keys() - {"project", "currency"}
    said: dict[str, Any] = {name: _value(name, columns[name][at], currency) for name in names}
    for name in names & {*_ROWS[noun]}:
        said[name] = said[name].zfill(width[noun if name == "id" else name])
    facts = {name: said.pop(name) for name in _FACTS & names}
    return {**said, "facts": facts}


def _value(name: str, value: Any, currency: str = "EUR") -> str:
    if name not in _MONEY:
        return str(value)
    whole, rest = divmod(abs(int(value)), 100)
    return f"{'-' if value < 0 else ''}{whole}.{rest:02d} {currency}"


def _by_project(column: npt.NDArray[Any]) -> dict[int, npt.NDArray[Any]]:
    order = np.argsort(column, kind="stable")
    numbers, first = np.unique(column[order], return_index=True)
    return dict(zip(numbers.tolist(), np.split(order, first[1:]), strict=True))
