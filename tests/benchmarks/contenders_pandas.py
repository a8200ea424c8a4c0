"""The workload in pandas: in int64 by somebody careful, and in floats as an office writes it.

The notebook in floats does what comes to mind first: euro in floats, `round(2)`, and `!=` to
see what a ceiling cut. Its answers look right in every print; they are counted, not trusted.
"""

from typing import Any

import numpy as np
import pandas as pd

from tests.benchmarks.contest import Contender
from tests.benchmarks.workload import (
    CATEGORIES,
    FIRST_MONTH,
    SLOTS,
    STAFF,
    TRAVEL,
    Answers,
    Workload,
)

Tables = dict[str, Any]
_CELL = ["project", "slot", "category"]


def tables(work: Workload) -> Tables:
    """Frames of lines, projects, ceilings, rates and partners, in minor units."""
    held = {name: column for name, column in work.projects.items() if name != "undertakings"}
    projects = pd.DataFrame(held).rename_axis("project")
    cells = pd.MultiIndex.from_product(
        [range(len(projects)), range(SLOTS), range(CATEGORIES)], names=_CELL
    )
    months = pd.MultiIndex.from_product(
        [range(3), range(FIRST_MONTH, FIRST_MONTH + work.rates.shape[1])],
        names=["currency", "month"],
    )
    slots = pd.MultiIndex.from_product([range(len(projects)), range(SLOTS)], names=_CELL[:2])
    partners = pd.DataFrame(index=slots).reset_index()
    base = work.projects["base"][partners["project"]] + partners["slot"] * 7919
    partners["undertaking"] = base % int(work.projects["undertakings"][0])
    return {
        "lines": pd.DataFrame(work.lines),
        "projects": projects,
        "ceilings": pd.Series(work.ceilings, cells, name="ceiling"),
        "rates": pd.Series(work.rates.ravel(), months, name="rate"),
        "partners": partners,
    }


def in_euro(work: Workload) -> Tables:
    """The same with amounts in euro, in floats, as they are read from a CSV file."""
    held = tables(work)
    held["lines"][["amount", "vat"]] /= 100
    held["projects"]["max_grant"] /= 100
    held["ceilings"] /= 100
    held["rates"] /= 100_000
    return held


def half_up(above: Any, below: Any) -> Any:
    """Quotients in whole units, half away from zero."""
    return np.sign(above) * ((2 * above.abs() + below) // (2 * below))


def _ordered(lines: pd.DataFrame) -> pd.DataFrame:
    """By project, day paid and id; lines that stand so are only looked at."""
    key = lines["project"].astype("int64") * 2**32 + lines["paid"]
    if key.is_monotonic_increasing and lines["line_id"].is_monotonic_increasing:
        return lines
    return lines.sort_values(["project", "paid", "line_id"])


def _foreign(line: pd.DataFrame, rates: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """The lines in another currency, and the rate of the month of each."""
    line = line[line["currency"] > 0]
    day = pd.Series(line["invoiced"].to_numpy().astype("datetime64[D]"), line.index)
    month = (day.dt.year - 1970) * 12 + day.dt.month - 1
    keys = pd.MultiIndex.from_arrays([line["currency"], month])
    return line, pd.Series(rates.reindex(keys).to_numpy(), line.index)


def _own_bits(line: pd.DataFrame) -> pd.Series:
    """The bits of a line's days and codes."""
    bits = (~line["invoiced"].between(line["start"], line["end"])) * 1
    bits += (~line["paid"].between(line["start"], line["eligible_until"])) * 2
    bits += (line["category"] > 7) * 4
    return bits + (line["activity"] > 7) * 8


def in_int64(held: Tables) -> Tables:
    """Minor units all the way."""
    line = _ordered(held["lines"])
    if (line["currency"] > 0).any():
        foreign, rate = _foreign(line, held["rates"])
        line = line.copy()
        for name in ("amount", "vat"):
            line.loc[foreign.index, name] = half_up(foreign[name] * 100_000, rate)
    line = line.join(held["projects"], on="project")
    mask = _own_bits(line)
    refused = mask > 0
    dropped = line["recoverable"] & (line["vat"] != 0)
    base = line["amount"] + line["vat"].where(~dropped, 0)
    above = (line["category"] == TRAVEL) & (base > 150_000)
    base = base.mask(above, 150_000).mask(refused, 0)
    mask += dropped * 16 + above * 32

    cell = (line["project"].astype("int64") * SLOTS + line["slot"]) * CATEGORIES
    cell += line["category"]
    caps = held["ceilings"].to_numpy() * 120 // 100
    cap = caps[cell.to_numpy()]
    after = base.groupby(cell).cumsum()
    elig = np.minimum(after, cap) - np.minimum(after - base, cap)
    mask += (elig != base) * 64
    running = elig.groupby(line["project"]).cumsum()
    now, was = half_up(running * 85, 100), half_up((running - elig) * 85, 100)
    erdf = np.minimum(now, line["max_grant"]) - np.minimum(was, line["max_grant"])
    mask += (now > line["max_grant"]) * 128

    sums = elig.groupby(cell).sum().reindex(range(len(caps)), fill_value=0)
    sums = sums.to_numpy().reshape(-1, SLOTS, CATEGORIES)
    partner = held["partners"].copy()
    partner["weight"] = sums.sum(2).ravel()
    partner["weight"] += half_up(pd.Series(sums[:, :, STAFF].ravel()) * 15, 100)
    project = held["projects"].assign(total=partner.groupby("project")["weight"].sum())
    project["grant"] = np.minimum(half_up(project["total"] * 85, 100), project["max_grant"])
    partner = partner.join(project[["total", "grant", "start", "window"]], on="project")
    product, below = partner["grant"] * partner["weight"], partner["total"].clip(lower=1)
    partner["share"], partner["rest"] = product // below, product % below
    left = partner["grant"] - partner.groupby("project")["share"].transform("sum")
    ranked = partner.sort_values(
        ["project", "rest", "undertaking"], ascending=[True, False, True]
    )
    rank = ranked.groupby("project").cumcount().sort_index()
    partner["share"] += (rank < left) & (partner["total"] > 0)
    return _found(line, elig, erdf, mask, project, _awards(partner, 6_000_000))


def in_floats(held: Tables) -> Tables:
    """The notebook: euro in floats, rounded to two places where a cent would show."""
    line = _ordered(held["lines"])
    if (line["currency"] > 0).any():
        foreign, rate = _foreign(line, held["rates"])
        line = line.copy()
        for name in ("amount", "vat"):
            line.loc[foreign.index, name] = (foreign[name] / rate).round(2)
    line = line.join(held["projects"], on="project")
    mask = _own_bits(line)
    refused = mask > 0
    dropped = line["recoverable"] & (line["vat"] != 0)
    base = line["amount"] + line["vat"].where(~dropped, 0)
    above = (line["category"] == TRAVEL) & (base > 1500)
    base = base.mask(above, 1500).mask(refused, 0)
    mask += dropped * 16 + above * 32

    line = line.join(held["ceilings"], on=_CELL)
    cap = line["ceiling"] * 1.2
    after = base.groupby([line[name] for name in _CELL]).cumsum()
    elig = np.minimum(after, cap) - np.minimum(after - base, cap)
    mask += (elig != base) * 64
    running = elig.groupby(line["project"]).cumsum()
    now, was = (running * 0.85).round(2), ((running - elig) * 0.85).round(2)
    erdf = np.minimum(now, line["max_grant"]) - np.minimum(was, line["max_grant"])
    mask += (now > line["max_grant"]) * 128

    sums = elig.groupby([line["project"], line["slot"]]).sum().rename("weight")
    staff = elig[line["category"] == STAFF]
    staff = staff.groupby([line["project"], line["slot"]]).sum().rename("staff")
    partner = held["partners"].join(sums, on=_CELL[:2]).join(staff, on=_CELL[:2]).fillna(0)
    partner["weight"] += (partner["staff"] * 0.15).round(2)
    project = held["projects"].assign(total=partner.groupby("project")["weight"].sum())
    project["grant"] = np.minimum((project["total"] * 0.85).round(2), project["max_grant"])
    partner = partner.join(project[["total", "grant", "start", "window"]], on="project")
    share = partner["grant"] * partner["weight"] / partner["total"]
    partner["share"] = share.fillna(0).round(2)
    return _found(line, elig, erdf, mask, project, _awards(partner, 60_000))


def _awards(partner: pd.DataFrame, most: int) -> int:
    """How many awards are more than an undertaking may have in the window before their day."""
    columns = ["undertaking", "start", "share"]
    pairs = partner.reset_index().merge(partner[columns], "left", "undertaking")
    inside = (pairs["start_y"] <= pairs["start_x"]) & (pairs["start_y"] > pairs["window"])
    return int((pairs[inside].groupby("index")["share_y"].sum() > most).sum())


def _found(
    line: pd.DataFrame, elig: Any, erdf: Any, mask: Any, project: pd.DataFrame, findings: int
) -> Tables:
    lines = pd.DataFrame({"elig": elig, "erdf": erdf, "mask": mask}, line.index)
    return {"lines": lines, "projects": project, "findings": findings}


def answers(work: Workload, found: Tables) -> Answers:
    """In the order of the table; what is in euro goes to the nearest cent."""
    lines, project = found["lines"].sort_index(), found["projects"]
    columns = [lines["elig"], lines["erdf"], project["total"], project["grant"]]
    in_cents = [
        np.rint(column * 100).astype("int64") if column.dtype == float else column
        for column in columns
    ]
    elig, erdf, totals, grants = (column.to_numpy() for column in in_cents)
    return Answers(elig, erdf, lines["mask"].to_numpy(), totals, grants, found["findings"])


INT64 = Contender(in_int64, tables, answers)
FLOATS = Contender(in_floats, in_euro, answers, exact=False)
