"""The workload as SQL in DuckDB, in BIGINT: exact, if one knows where SQL is not.

`sum` of a BIGINT is a HUGEINT and is cast back; `//` cuts towards zero, so that quotients are
taken of what is above zero and signed afterwards. No order of rows is relied on.
"""

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np

from tests.benchmarks.contest import Contender, by_line
from tests.benchmarks.workload import CATEGORIES, FIRST_MONTH, SLOTS, Answers, Workload

_LINES = """
create temp table judged as
with in_euro as (
  select l.* exclude (amount, vat),
    case when l.currency = 0 then l.amount else half_up(l.amount * 100000, r.rate) end
      as amount,
    case when l.currency = 0 then l.vat else half_up(l.vat * 100000, r.rate) end as vat
  from lines l left join rates r
    on l.currency > 0 and r.currency = l.currency and r.month = month_of(l.invoiced)
), own as (
  select l.line_id, l.project, l.slot, l.category, l.paid, p.max_grant,
    case when l.invoiced between p.start and p.end_day then 0 else 1 end
    + case when l.paid between p.start and p.eligible_until then 0 else 2 end
    + case when l.category > 7 then 4 else 0 end
    + case when l.activity > 7 then 8 else 0 end as refused,
    l.recoverable and l.vat <> 0 as dropped,
    case when l.recoverable then l.amount else l.amount + l.vat end as whole
  from in_euro l join projects p using (project)
), cut as (
  select *, category = 1 and whole > 150000 as above,
    case when refused > 0 then 0
      when category = 1 and whole > 150000 then 150000 else whole end as base
  from own
), used as (
  select cut.*, c.ceiling * 120 // 100 as cap,
    cast(sum(base) over (partition by project, slot, category order by paid, line_id
      rows unbounded preceding) as bigint) as after
  from cut join ceilings c using (project, slot, category)
), kept as (
  select *, least(after, cap) - least(after - base, cap) as elig from used
), running as (
  select *, cast(sum(elig) over (partition by project order by paid, line_id
      rows unbounded preceding) as bigint) as total
  from kept
)
select line_id, project, slot, category, elig,
  least(half_up(total * 85, 100), max_grant)
    - least(half_up((total - elig) * 85, 100), max_grant) as erdf,
  cast(refused + case when dropped then 16 else 0 end + case when above then 32 else 0 end
    + case when elig <> base then 64 else 0 end
    + case when half_up(total * 85, 100) > max_grant then 128 else 0 end as utinyint) as mask
from running
"""
_PROJECTS = """
create temp table weights as
select p.project, p.slot, p.undertaking, coalesce(s.eligible, 0)
  + half_up(coalesce(s.staff, 0) * 15, 100) as weight
from partners p left join (
  select project, slot, cast(sum(elig) as bigint) as eligible,
    cast(coalesce(sum(elig) filter (where category = 0), 0) as bigint) as staff
  from judged group by all
) s using (project, slot);
create temp table totals as
select project, total, least(half_up(total * 85, 100), max_grant) as grant
from (select project, cast(sum(weight) as bigint) as total from weights group by all)
join projects using (project)
"""
_AWARDS = """
with parts as (
  select w.*, t.grant,
    case when t.total = 0 then 0 else t.grant * weight // t.total end as part,
    case when t.total = 0 then 0 else t.grant * weight % t.total end as rest, t.total
  from weights w join totals t using (project)
), ranked as (
  select *, grant - cast(sum(part) over (partition by project) as bigint) as left_over,
    row_number() over (partition by project order by rest desc, undertaking) as place
  from parts
), awards as (
  select row_number() over () as award, r.undertaking, p.start, p.win,
    part + case when total <> 0 and place <= left_over then 1 else 0 end as share
  from ranked r join projects p using (project)
)
select count(*) from (
  select a.award from awards a join awards b on b.undertaking = a.undertaking
    and b.start <= a.start and b.start > a.win
  group by a.award having sum(b.share) > 6000000
)
"""
_MACROS = """
create temp macro half_up(above, below) as
  sign(above) * ((2 * abs(above) + below) // (2 * below));
create temp macro month_of(day) as
  date_diff('month', date '1970-01-01', date '1970-01-01' + cast(day as integer))
"""
_MADE = ("judged", "weights", "totals")


def loaded(threads: int = 1) -> Callable[[Workload], Any]:
    """Puts the tables into a database in memory, with so many threads."""

    def ready(work: Workload) -> duckdb.DuckDBPyConnection:
        base = duckdb.connect(config={"threads": threads})
        base.execute(_MACROS)
        held = len(work.projects["start"])
        columns = {
            name: work.projects[name] for name in ("start", "eligible_until", "max_grant")
        }
        projects = {
            "project": np.arange(held),
            **columns,
            "end_day": work.projects["end"],
            "win": work.projects["window"],
        }
        cell = np.arange(len(work.ceilings))
        ceilings = {
            "project": cell // (SLOTS * CATEGORIES),
            "slot": cell // CATEGORIES % SLOTS,
            "category": cell % CATEGORIES,
            "ceiling": work.ceilings,
        }
        months = work.rates.shape[1]
        rates = {
            "currency": np.repeat(np.arange(3), months),
            "month": np.tile(np.arange(months) + FIRST_MONTH, 3),
            "rate": work.rates.ravel(),
        }
        place = np.arange(held * SLOTS)
        names = work.projects["base"][place // SLOTS] + place % SLOTS * 7919
        partners = {
            "project": place // SLOTS,
            "slot": place % SLOTS,
            "undertaking": names % int(work.projects["undertakings"][0]),
        }
        tables = {"lines": work.lines, "projects": projects, "ceilings": ceilings,
                  "rates": rates, "partners": partners}  # fmt: skip
        for name, table in tables.items():
            base.register(
                "taken", {column: np.ascontiguousarray(v) for column, v in table.items()}
            )
            base.execute(f"create table {name} as select * from taken")
            base.unregister("taken")
        return base

    return ready


def judge(base: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The three steps, and the results fetched as columns."""
    for name in _MADE:
        base.execute(f"drop table if exists {name}")
    base.execute(_LINES)
    base.execute(_PROJECTS)
    found = base.execute("select line_id, elig, erdf, mask from judged").fetchnumpy()
    totals = base.execute("select total, grant from totals order by project").fetchnumpy()
    awards = base.execute(_AWARDS).fetchone()
    return {**found, **totals, "findings": awards[0] if awards else 0}


def answers(work: Workload, found: dict[str, Any]) -> Answers:
    """In the order of the table's lines: a result without an order has none to rely on."""
    elig, erdf, mask = by_line(
        work, found["line_id"], [found["elig"], found["erdf"], found["mask"]]
    )
    return Answers(elig, erdf, mask, found["total"], found["grant"], found["findings"])


BIGINT = Contender(judge, loaded(), answers)
