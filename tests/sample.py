"""A ledger of cost lines on top of the illustrative project; the same seed, the same bytes.

Tests and benchmarks import `ledger_project` and `ledger_bytes`; `python tests/sample.py 200`
prints the JSON. Every drawn line is in order: a supported activity, days inside the period,
the partner's own categories. What a test wants broken, it breaks itself.
"""

import json
import random
import sys
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent.parent / "docs/examples"
ILLUSTRATIVE = EXAMPLES / "illustrative-cluster.json"
#: Examples that are projects; a register or a plan is a document of its own.
PROJECTS = tuple(
    file
    for file in sorted(EXAMPLES.glob("*.json"))
    if "agreement" in json.loads(file.read_bytes())
)
LINES = 200
SEED = 20160101
#: Standard rate of VAT in Latvia, in hundredths; only to make the lines look like invoices.
VAT = 21
SUPPLIERS = ("SIA Baltijas Laboratorija", "SIA Zaļā Diena", "AS Rīgas Izstādes", "UAB Vilniaus")

#: Used where the illustrative example is not there: the smallest project a ledger fits on.
STAND_ALONE: dict[str, Any] = {
    "schema_version": 1,
    "number": "SAMPLE-1",
    "agreement": {"book": "lv/cluster-2016", "currency": "EUR", "signed_on": "2016-08-25"},
    "partners": [
        {"id": "LEAD", "role": "lead", "country": "LV"},
        {"id": "P2", "role": "partner", "country": "LV"},
    ],
    "plans": [
        {
            "number": 1,
            "approved_on": "2016-08-25",
            "effective_from": "2016-09-01",
            "period": "2016-09-01/2019-08-31",
            "activities": [
                {"id": "A1", "category": "training"},
                {"id": "A2", "category": "joint-marketing"},
            ],
            "budget": [
                {
                    "id": f"B-{partner}-{category}",
                    "category": category,
                    "form": "actual",
                    "amount": "150000.00 EUR",
                    "partner": partner,
                    "activity": "A1",
                }
                for partner in ("LEAD", "P2")
                for category in ("staff", "external")
            ],
        }
    ],
}


def ledger_project(lines: int = LINES, *, seed: int = SEED) -> dict[str, Any]:
    """The project as plain objects, with `lines` costs."""
    if ILLUSTRATIVE.exists():
        project: dict[str, Any] = json.loads(ILLUSTRATIVE.read_text(encoding="utf-8"))
    else:
        project = deepcopy(STAND_ALONE)
    draw = random.Random(seed)
    plan = project["plans"][-1]
    first, last = _days(plan["period"])
    places = [
        (row["partner"], row["category"], row["activity"])
        for row in plan["budget"]
        if "partner" in row and "activity" in row and row["form"] == "actual"
    ]
    project["costs"] = [
        _cost(at, draw, draw.choice(places), first, last) for at in range(1, lines + 1)
    ]
    return project


def ledger_bytes(lines: int = LINES, *, seed: int = SEED) -> bytes:
    """The project as the JSON bytes a service receives."""
    return json.dumps(ledger_project(lines, seed=seed), ensure_ascii=False).encode()


def _cost(
    at: int, draw: random.Random, place: tuple[str, str, str], first: date, last: date
) -> dict[str, str]:
    """One invoice: issued, incurred and paid inside the period, VAT recoverable for some."""
    partner, category, activity = place
    net = min(max(int(draw.lognormvariate(11.0, 1.0)), 100), 20_000_00)
    vat = (net * VAT + 50) // 100 if draw.random() < 0.6 else 0
    recoverable = vat if draw.random() < 0.55 else 0
    issued = first + timedelta(days=draw.randrange((last - first).days - 75))
    return {
        "id": f"INV-{at:05d}",
        "category": category,
        "form": "actual",
        "document": f"Rēķins Nr. {draw.randrange(1000, 9999)}/{issued.year}",
        "supplier": draw.choice(SUPPLIERS),
        "issued_on": issued.isoformat(),
        "incurred_on": (issued + timedelta(days=draw.randrange(10))).isoformat(),
        "paid_on": (issued + timedelta(days=draw.randrange(10, 75))).isoformat(),
        "net": _euro(net),
        "vat": _euro(vat),
        "vat_recoverable": _euro(recoverable),
        "partner": partner,
        "activity": activity,
    }


def _euro(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d} EUR"


def _days(period: Any) -> tuple[date, date]:
    """The days of a period as it stands in a file."""
    if isinstance(period, str):
        first, last = period.split("/")
        return date.fromisoformat(first), date.fromisoformat(last)
    return date.fromisoformat(period["first"]), date.fromisoformat(period["last"])


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    json.dump(ledger_project(count), sys.stdout, ensure_ascii=False, indent=1)
    print()
