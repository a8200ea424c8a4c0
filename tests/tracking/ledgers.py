"""Small ledgers in their file form, and the small book that says what is due of them."""

from typing import Any

from fundtrack.projects import Project, read_project
from fundtrack.rulebooks import Book, load_book
from fundtrack.values import Money
from tests.checks.small import book, parameter, project

SUPPORT = {"value": "project.eligible * rate", "rounding": "cents", "cite": "act#1"}


def euros(text: str) -> Money:
    return Money(f"{text} EUR")


def entry(name: str, kind: str, amount: str, on: str, **about: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "amount": f"{amount} EUR", "decided_on": on} | about


def payment(name: str, kind: str, amount: str, on: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "amount": f"{amount} EUR", "paid_on": on} | more


def claim(name: str, number: int, on: str | None, **more: Any) -> dict[str, Any]:
    told = {"id": name, "number": number, "final": False} | more
    return told if on is None else told | {"submitted_on": on}


def budget(*lines: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Lines by partner, category and amount."""
    return [
        {
            "id": f"B{place}",
            "partner": partner,
            "category": category,
            "form": "actual",
            "amount": f"{amount} EUR",
        }
        for place, (partner, category, amount) in enumerate(lines)
    ]


def small_book(*, rate: str = "85 %", **more: Any) -> Book:
    """A book that supports a share of what is eligible; further defines of the project."""
    defines = {"support": SUPPORT} | more.pop("defines", {})
    parameters = {"rate": parameter("rate", {"value": rate})} | more.pop("parameters", {})
    more["define"] = {"project": defines} | more.pop("more_defines", {})
    return load_book(book(parameter=parameters, **more))


def ledger(*costs: dict[str, Any], **more: Any) -> Project:
    """A project all of whose collections are stated."""
    held: dict[str, Any] = {"entries": [], "claims": [], "payments": []}
    return read_project(project(*costs, **(held | more)))
