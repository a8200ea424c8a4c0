"""The smallest book and project that a test can change in one place."""

from copy import deepcopy
from datetime import date
from typing import Any

from fundtrack.checks import Checked, run
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from tests.book_cases import agree

TEXTS = {"en": "text", "lv": "teksts"}
#: Somebody has read it in its source.
READ = {"verification": "verified", "checked_on": date(2026, 11, 21)}


def rule(scope: str, **more: Any) -> dict[str, Any]:
    """A rule in its file form."""
    return {
        "name": "small-rule",
        "scope": scope,
        "severity": "breach",
        "effect": "report",
        "cite": ["act#1"],
        "title": TEXTS,
        "why": TEXTS,
        "remedy": TEXTS,
    } | more


def parameter(kind: str, *values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A parameter in its file form; each value is verified unless it says otherwise."""
    held = [
        {"cite": "act#2", **value, **({} if {"verification", "unknown"} & set(value) else READ)}
        for value in values
    ]
    return {"kind": kind, "title": TEXTS, "values": held, **more}


def book(**parts: Any) -> dict[str, Any]:
    """A book in its file form."""
    head = {
        "id": "test/small",
        "edition": 1,
        "title": TEXTS,
        "first_day": date(2014, 1, 1),
        "last_day": date(2023, 12, 31),
        "covers": [TEXTS],
        "leaves_out": [TEXTS],
    }
    cents = {"mode": "down", "unit": "0.01", "cite": "act#3"} | READ
    return {
        "book": head,
        "act": {"act": {"title": TEXTS}},
        "rounding": {"cents": cents},
    } | parts


def cost(name: str, net: str = "100.00 EUR", **more: Any) -> dict[str, Any]:
    """A cost in its JSON form."""
    return {"id": name, "form": "actual", "net": net, "vat": "0.00 EUR"} | more


def project(*costs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A project in its JSON form."""
    agreement = {"book": "test/small", "currency": "EUR", "signed_on": "2016-05-01"}
    return {
        "schema_version": 1,
        "agreement": agreement,
        "plans": [{"number": 1, "period": "2016-01-01/2018-12-31"}],
        "partners": [{"id": "P", "role": "lead"}],
        "costs": list(costs),
    } | deepcopy(more)


def check(said: dict[str, Any], **asked: Any) -> Checked:
    """The check of a project against a book in their file forms; both readings must agree."""
    holder = asked.pop("on_project", None) or project(cost("C"))
    checked = run(read_project(holder), load_book(said), **asked)
    for basis in checked.bases:
        agree(checked, basis)
    return checked
