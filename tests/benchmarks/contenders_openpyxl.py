"""The workload from a workbook: openpyxl and a loop in floats, as an office's script reads it.

Its time is nearly all the reading of the sheet; its cents are those of floats.
"""

from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import Workbook, load_workbook

from tests.benchmarks.contest import Contender, scratch
from tests.benchmarks.workload import FIRST_MONTH, SLOTS, Answers, Workload

_PROJECT = ("start", "end", "eligible_until", "max_grant", "window", "base")


def workbook(work: Workload) -> Path:
    """A workbook with a sheet for each table, amounts in euro; the ledger stands in order."""
    lines = work.lines
    order = np.lexsort((lines["line_id"], lines["paid"], lines["project"]))
    in_euro = {**lines, "amount": lines["amount"] / 100, "vat": lines["vat"] / 100}
    projects = {name: work.projects[name].tolist() for name in _PROJECT}
    projects["max_grant"] = [limit / 100 for limit in projects["max_grant"]]
    sheets = {
        "lines": [column[order].tolist() for column in in_euro.values()],
        "projects": list(projects.values()),
        "ceilings": [(work.ceilings / 100).tolist()],
        "rates": [(rate / 100_000).tolist() for rate in work.rates],
        "undertakings": [work.projects["undertakings"].tolist()],
    }
    book = Workbook(write_only=True)
    for name, columns in sheets.items():
        sheet = book.create_sheet(name)
        for row in zip(*columns, strict=True):
            sheet.append(row)
    path = scratch() / "ledger.xlsx"
    book.save(path)
    return path


def judge(path: Path) -> dict[str, Any]:
    """One pass over the sheet in floats, rounded to two places where a cent would show."""
    book = load_workbook(path, read_only=True)
    rows = {name: list(book[name].values) for name in ("projects", "ceilings", "rates")}
    projects, ceilings = rows["projects"], [row[0] * 1.2 for row in rows["ceilings"]]
    undertakings = next(iter(book["undertakings"].values))[0]
    used, running = [0.0] * len(ceilings), [0.0] * len(projects)
    weights, staff = [0.0] * (SLOTS * len(projects)), [0.0] * (SLOTS * len(projects))
    found = []
    for (
        line_id, of, _, slot, category, activity, invoiced, paid, amount, vat, back, code,
    ) in book["lines"].values:  # fmt: skip
        start, end, until, most = projects[of][:4]
        if code:
            rate = rows["rates"][_month(invoiced) - FIRST_MONTH][code]
            amount, vat = round(amount / rate, 2), round(vat / rate, 2)
        mask = (not start <= invoiced <= end) + 2 * (not start <= paid <= until)
        mask += 4 * (category > 7) + 8 * (activity > 7)
        base, refused = amount + vat, mask > 0
        if back and vat:
            base, mask = amount, mask + 16
        if category == 1 and base > 1500:
            base, mask = 1500, mask + 32
        if refused:
            base = 0
        cell = (of * SLOTS + slot) * 10 + category
        before, used[cell] = used[cell], used[cell] + base
        elig = min(used[cell], ceilings[cell]) - min(before, ceilings[cell])
        mask += 64 * (elig != base)
        before, running[of] = running[of], running[of] + elig
        now, was = round(running[of] * 0.85, 2), round(before * 0.85, 2)
        erdf = min(now, most) - min(was, most)
        mask += 128 * (now > most)
        weights[of * SLOTS + slot] += elig
        staff[of * SLOTS + slot] += elig * (category == 0)
        found.append((line_id, elig, erdf, mask))
    book.close()
    return {"lines": found, **_settled(projects, undertakings, weights, staff)}


def _month(day: int) -> int:
    return int(np.datetime64(day, "D").astype("datetime64[M]").astype(int))


def _settled(
    projects: list[Any], undertakings: int, weights: list[float], staff: list[float]
) -> dict[str, Any]:
    totals, grants = [], []
    awards: dict[int, list[tuple[int, int, float]]] = {}
    for of, (start, _, _, most, window, base) in enumerate(projects):
        places = range(of * SLOTS, of * SLOTS + SLOTS)
        own = [weights[place] + round(staff[place] * 0.15, 2) for place in places]
        total = sum(own)
        grant = min(round(total * 0.85, 2), most)
        totals.append(total)
        grants.append(grant)
        for slot, weight in enumerate(own):
            share = round(grant * weight / total, 2) if total else 0.0
            name = (base + slot * 7919) % undertakings
            awards.setdefault(name, []).append((start, window, share))
    over = [
        sum(share for day, _, share in held if after < day <= until) > 60_000
        for held in awards.values()
        for until, after, _ in held
    ]
    return {"totals": totals, "grants": grants, "findings": sum(over)}


def answers(work: Workload, found: dict[str, Any]) -> Answers:
    """In the order of the table's lines; what is in euro goes to the nearest cent."""
    identity, elig, erdf, mask = (
        np.array(column) for column in zip(*found["lines"], strict=True)
    )
    back = np.argsort(identity)[np.argsort(np.argsort(work.lines["line_id"]))]
    cents = (elig[back], erdf[back], found["totals"], found["grants"])
    elig, erdf, totals, grants = (
        np.rint(np.multiply(one, 100)).astype(np.int64) for one in cents
    )
    return Answers(elig, erdf, mask[back], totals, grants, found["findings"])


SHEET = Contender(judge, workbook, answers, exact=False, most=100_000)
