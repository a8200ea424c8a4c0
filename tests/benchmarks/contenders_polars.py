"""The workload in polars' lazy expressions, in Int64: exact, as long as nothing wraps.

polars floors `//` and wraps silently, also in sums; the quotients here are taken of what is
above zero. The order of the lines is asked for only where they do not stand in it.
"""

from typing import Any

import numpy as np
import polars as pl

from tests.benchmarks.contest import Contender, by_line
from tests.benchmarks.workload import CATEGORIES, FIRST_MONTH, SLOTS, Answers, Workload

Tables = dict[str, pl.DataFrame]
_CELL = ["project", "slot", "category"]


def ready(work: Workload) -> Tables:
    """Frames of lines, projects, ceilings, rates and partners."""
    held = {name: column for name, column in work.projects.items() if name != "undertakings"}
    cell = np.arange(len(work.ceilings))
    place = np.arange(len(cell) // CATEGORIES)
    months = work.rates.shape[1]
    names = work.projects["base"][place // SLOTS] + place % SLOTS * 7919
    frames = {
        "lines": pl.DataFrame(work.lines),
        "projects": pl.DataFrame(held).with_row_index("project"),
        "ceilings": pl.DataFrame(
            {
                "project": cell // (SLOTS * CATEGORIES),
                "slot": cell // CATEGORIES % SLOTS,
                "category": cell % CATEGORIES,
                "ceiling": work.ceilings,
            }
        ),
        "rates": pl.DataFrame(
            {
                "currency": np.repeat(np.arange(3), months),
                "month": np.tile(np.arange(months) + FIRST_MONTH, 3),
                "rate": work.rates.ravel(),
            }
        ),
        "partners": pl.DataFrame(
            {
                "project": place // SLOTS,
                "slot": place % SLOTS,
                "undertaking": names % int(work.projects["undertakings"][0]),
            }
        ),
    }
    kinds = {"project": pl.Int32, "slot": pl.Int8, "category": pl.Int8, "currency": pl.Int8}
    return {
        name: frame.cast({key: kind for key, kind in kinds.items() if key in frame.columns})
        for name, frame in frames.items()
    }


def half_up(above: pl.Expr, below: Any) -> pl.Expr:
    """Quotients in whole units, half away from zero."""
    return above.sign() * ((2 * above.abs() + below) // (2 * below))


def _ordered(lines: pl.DataFrame) -> pl.DataFrame:
    key = lines["project"].cast(pl.Int64) * 2**32 + lines["paid"]
    if key.is_sorted() and lines["line_id"].is_sorted():
        return lines
    return lines.sort("project", "paid", "line_id")


def _in_euro(lines: pl.LazyFrame, rates: pl.LazyFrame) -> pl.LazyFrame:
    day = pl.col("invoiced").cast(pl.Date)
    month = (day.dt.year() - 1970).cast(pl.Int64) * 12 + day.dt.month() - 1
    joined = lines.with_columns(month=month).join(
        rates, ["currency", "month"], "left", maintain_order="left"
    )
    home = pl.col("currency") == 0
    return joined.with_columns(
        pl.when(home)
        .then(name)
        .otherwise(half_up(pl.col(name) * 100_000, pl.col("rate")))
        .alias(name)
        for name in ("amount", "vat")
    )


def judge(held: Tables) -> dict[str, Any]:
    """The lines in one lazy plan, then the projects and the awards."""
    frame, col = _ordered(held["lines"]), pl.col
    lines = frame.lazy()
    if frame["currency"].max():
        lines = _in_euro(lines, held["rates"].lazy())
    refused = (
        (~col("invoiced").is_between("start", "end")).cast(pl.UInt8)
        + (~col("paid").is_between("start", "eligible_until")).cast(pl.UInt8) * 2
        + (col("category") > 7).cast(pl.UInt8) * 4
        + (col("activity") > 7).cast(pl.UInt8) * 8
    )
    dropped = col("recoverable") & (col("vat") != 0)
    whole = pl.when("recoverable").then("amount").otherwise(col("amount") + col("vat"))
    base = pl.when(col("refused") > 0).then(0).when("above").then(150_000).otherwise("whole")
    after = col("base").cum_sum().over(_CELL)
    elig = pl.min_horizontal("after", "cap") - pl.min_horizontal(
        col("after") - col("base"), "cap"
    )
    total = col("elig").cum_sum().over("project")
    now, was = half_up(col("total") * 85, 100), half_up((col("total") - col("elig")) * 85, 100)
    ceilings = held["ceilings"].lazy().with_columns(cap=col("ceiling") * 120 // 100)
    judged = (
        lines.join(held["projects"].lazy(), "project", "left", maintain_order="left")
        .join(ceilings, _CELL, "left", maintain_order="left")
        .with_columns(refused=refused, dropped=dropped, whole=whole)
        .with_columns(above=(col("category") == 1) & (col("whole") > 150_000))
        .with_columns(base=base)
        .with_columns(after=after)
        .with_columns(elig=elig)
        .with_columns(total=total)
        .with_columns(now=now)
        .select(
            "line_id",
            *_CELL,
            "elig",
            erdf=pl.min_horizontal("now", "max_grant") - pl.min_horizontal(was, "max_grant"),
            mask=col("refused")
            + col("dropped").cast(pl.UInt8) * 16
            + col("above").cast(pl.UInt8) * 32
            + (col("elig") != col("base")).cast(pl.UInt8) * 64
            + (col("now") > col("max_grant")).cast(pl.UInt8) * 128,
        )
        .collect()
    )
    return {"lines": judged, **_settled(held, judged)}


def _settled(held: Tables, judged: pl.DataFrame) -> dict[str, Any]:
    """Totals, grants, shares by largest remainder, awards in their windows."""
    col, key = pl.col, ["project", "slot"]
    staff = col("elig").filter(col("category") == 0).sum()
    weights = (
        held["partners"]
        .join(judged.group_by(key).agg(col("elig").sum(), staff=staff), key, "left")
        .with_columns(col("elig").fill_null(0), col("staff").fill_null(0))
        .with_columns(weight=col("elig") + half_up(col("staff") * 15, 100))
    )
    projects = (
        held["projects"]
        .join(weights.group_by("project").agg(total=col("weight").sum()), "project", "left")
        .with_columns(grant=pl.min_horizontal(half_up(col("total") * 85, 100), "max_grant"))
    )
    product, below = col("grant") * col("weight"), pl.max_horizontal("total", 1)
    awards = (
        weights.join(projects, "project")
        .with_columns(share=product // below, rest=product % below)
        .sort("project", "rest", "undertaking", descending=[False, True, False])
        .with_columns(
            place=pl.int_range(pl.len()).over("project"),
            left_over=col("grant") - col("share").sum().over("project"),
        )
        .with_columns(
            share=col("share") + ((col("place") < col("left_over")) & (col("total") > 0))
        )
        .with_row_index("award")
    )
    others = awards.select("undertaking", day=col("start"), other=col("share"))
    inside = (col("day") <= col("start")) & (col("day") > col("window"))
    sums = awards.join(others, "undertaking").filter(inside).group_by("award")
    found = sums.agg(col("other").sum()).filter(col("other") > 6_000_000).height
    return {"projects": projects.sort("project"), "findings": found}


def answers(work: Workload, found: dict[str, Any]) -> Answers:
    """In the order of the table's lines."""
    lines, projects = found["lines"], found["projects"]
    names = ("elig", "erdf", "mask")
    elig, erdf, mask = by_line(
        work, lines["line_id"].to_numpy(), [lines[name].to_numpy() for name in names]
    )
    totals, grants = (projects[name].to_numpy() for name in ("total", "grant"))
    return Answers(elig, erdf, mask, totals, grants, found["findings"])


INT64 = Contender(judge, ready, answers)
