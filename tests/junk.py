"""Projects that nobody would send and somebody will: what a check must answer all the same.

Made from the nouns and what the book asks for, so a new field or a new book is tested by being
there.
"""

from collections.abc import Iterator
from typing import Any

from fundtrack.formulas import Kind
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import Book

#: Values by kind: ordinary, as large as the gate lets in, as far below zero.
_ORDINARY: dict[str, Any] = {
    "money": "10.00 {}", "price": "1.5 {}", "rate": "50 %", "number": 3, "days": 5, "months": 6,
    "date": "2018-05-05", "text": "text", "code": "junk", "bool": True,
}  # fmt: skip
_HUGE = _ORDINARY | {
    "money": "9999999999999999 {}", "price": "9999999999999999 {}", "rate": "999999 %",
    "number": 999_999, "days": 999_999, "months": 1200, "date": "9999-12-31",
    "text": "x" * 200, "code": "x" * 64, "bool": False,
}  # fmt: skip
_NEGATIVE = _ORDINARY | {
    "money": "-9999999999999999 {}", "price": "-9999999999999999 {}", "rate": "-100 %",
    "number": 0, "days": 0, "months": 0, "date": "0001-01-01", "text": "-", "code": "0",
}  # fmt: skip
#: Numbers that count or share, which the gate holds closer than the others.
_CLOSE = {"sequence": 1, "order": 1, "year": 2018, "share_of_use": "50 %"}
_LISTS = {
    "partner": "partners", "cost": "costs", "entry": "entries", "procurement": "procurements",
    "claim": "claims", "payment": "payments", "aid": "aid", "waiver": "waivers",
}  # fmt: skip
_PLANNED = {
    "activity": "activities", "budget_line": "budget", "option": "options", "source": "sources",
}  # fmt: skip


def junk(book: Book) -> Iterator[tuple[str, dict[str, Any]]]:
    """Named projects in their JSON form, all of which can be read."""
    yield "nothing stated", _bare(book, "EUR")
    yield "known to be empty", _emptied(book)
    for name, values, currency in (
        ("ordinary", _ORDINARY, "EUR"),
        ("huge", _HUGE, "EUR"),
        ("negative", _NEGATIVE, "EUR"),
        ("another currency", _ORDINARY, "JPY"),
        ("no minor units", _HUGE, "KWD"),
    ):
        said = "EUR" if currency == "JPY" else currency
        yield name, _filled(book, values, currency, said, facts=True)
        yield f"{name}, no facts", _filled(book, values, currency, said, facts=False)


def _bare(book: Book, currency: str) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "agreement": {"book": book.key, "currency": currency},
        "plans": [{"number": 1}],
    }


def _emptied(book: Book) -> dict[str, Any]:
    made = _bare(book, "EUR")
    made |= {name: [] for name in _LISTS.values()}
    made["plans"][0] |= {name: [] for name in _PLANNED.values()}
    return made


def _filled(
    book: Book, values: dict[str, Any], currency: str, said: str, *, facts: bool
) -> dict[str, Any]:
    made = _bare(book, currency)
    for noun, name in _LISTS.items():
        made[name] = [_row(book, noun, place, values, said, facts) for place in range(2)]
    plan = made["plans"][0]
    plan |= {name: [_row(book, noun, place, values, said, facts) for place in range(2)]
             for noun, name in _PLANNED.items()}  # fmt: skip
    stated = ("total_cost", "eligible", "support", "own")
    plan |= dict.fromkeys(stated, values["money"].format(said))
    plan["period"] = f"{values['date']}/9999-12-31"
    if facts:
        made["facts"] = _facts(book, "project", values, said)
        plan["facts"] = _facts(book, "plan", values, said)
    return made


def _row(
    book: Book, noun: str, place: int, values: dict[str, Any], currency: str, facts: bool
) -> dict[str, Any]:
    described = noun_fields()[noun]
    row: dict[str, Any] = {}
    for name, (kind, codes) in described.fields.items():
        if "." in name or name not in described.model.model_fields:
            continue
        value = sorted(codes)[0] if codes else _CLOSE.get(name, values[kind])
        row[name] = value.format(currency) if isinstance(value, str) else value
    linked = [link for link, to in described.links.items() if noun_fields()[to].rows]
    row |= dict.fromkeys(linked, "nobody")
    if "partner" in described.links and place:
        row["partner"] = "partner-0"
    if "id" in row:
        row["id"] = f"{noun}-{place}"
    if facts:
        row["facts"] = _facts(book, noun, values, currency)
    return _shaped(noun, row, place)


def _shaped(noun: str, row: dict[str, Any], place: int) -> dict[str, Any]:
    """What a noun asks beyond its fields: a code of a country, exactly one link of an entry."""
    if "country" in row:
        row["country"] = "LV"
    if noun == "entry":
        row = {key: one for key, one in row.items() if key not in ("procurement", "claim")}
        row |= {"amount": str(row["amount"]).lstrip("-"), "cost": f"cost-{place}"}
    if noun == "payment":
        row |= {"amount": str(row["amount"]).lstrip("-")}
    if noun == "cost":
        row |= {"reverses": None}
    if noun == "waiver":
        row |= {"rule": "X-1", "subject": "project"}
    return row


def _facts(book: Book, noun: str, values: dict[str, Any], currency: str) -> dict[str, Any]:
    """Every fact that the book asks of a noun."""
    found = {}
    for (of, name), fact in book.facts.items():
        if of == noun and fact.type.kind is not Kind.SET:
            codes = fact.type.codes
            value = sorted(codes)[0] if codes else values[fact.type.kind.value]
            found[name] = value.format(currency) if isinstance(value, str) else value
    return found
