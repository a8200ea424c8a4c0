"""A book in two parts gives what the whole gives, and what cannot be parted is refused."""

from datetime import date

import pytest

pytest.importorskip("numpy", reason="the workload is drawn with numpy")
pytest.importorskip("pyarrow", reason="partitions are tables of pyarrow")

import pyarrow as pa
import pyarrow.compute as pc

from fundtrack.frames import check
from fundtrack.frames.native import plain
from fundtrack.frames.packed import BYTES, TABLE, bundled, layout_of, unbundled
from fundtrack.frames.partition import asked_of, check_across, check_partition
from fundtrack.frames.spark import whole_projects
from fundtrack.frames.stages import stages_of
from fundtrack.funding import CALCULATORS
from fundtrack.rulebooks import load_book
from fundtrack.values import BookError, InputError
from tests.benchmarks.workload import draw
from tests.benchmarks.workload_tables import FILE, book, tables

#: A define of the project that rests on what looks across, and a rule about it.
MORE = """
[define.project.most_awards]
value = "largest(partner.awards)"
cite = "page#window"

[rule.W-ALL]
name = "awards-of-all"
scope = "project"
basis = "claimed"
severity = "warning"
effect = "report"
measured = "project.most_awards + project.whole"
at_most = "awards_most"
cite = ["page#window"]
title.en = "{measured}; at most {limit}"
title.lv = "{measured}; ne vairāk par {limit}"
why.en = "So."
why.lv = "Tā."
remedy.en = "Less."
remedy.lv = "Mazāk."
"""


def held_tables(count=2_000):
    return {noun: pa.table(columns) for noun, columns in tables(draw(count)).items()}


def types_of(held):
    return {
        noun: dict(zip(one.schema.names, one.schema.types, strict=True))
        for noun, one in held.items()
    }


def in_parts(held, asked, parts=3):
    """What workers answer, put together: every third project in a part of its own."""
    found = []
    for part in range(parts):
        keys = pa.array(range(part, 100_000, parts))
        mine = {
            noun: one.filter(pc.is_in(one.column("project").cast("int64"), value_set=keys))
            for noun, one in held.items()
        }
        found.append(bundled(check_partition(mine, asked), asked.schema("lines")))
    told = unbundled(found)
    lines = [one.filter(pc.is_null(one.column(TABLE))) for one in found]
    told["lines"] = pa.concat_tables(lines).drop_columns([TABLE, BYTES])
    if asked.late:
        last = check_across({name: told[name] for name in asked.left() if name in told}, asked)
        findings = [one["findings"] for one in (told, last) if "findings" in one]
        told |= {**last, "findings": pa.concat_tables(findings)}
    return told


def rows(frame):
    return sorted(zip(*plain(frame).values(), strict=True), key=repr)


def agree(held, said, **asks):
    """The parts give what a check of all gives."""
    asked = asked_of(types_of(held), said, basis="claimed", **asks)
    found = in_parts(held, asked)
    wanted = check(held, said, basis="claimed", **asks)
    assert rows(found["lines"]) == rows(wanted.lines("claimed"))
    assert rows(found["projects"]) == rows(wanted.projects)
    assert rows(found["findings"]) == rows(wanted.findings)
    assert rows(found.get("problems", {})) == rows(wanted.problems)
    return found


def test_what_looks_across_projects_is_found_in_a_second_stage():
    found = agree(held_tables(), book())
    rules = found["findings"].column("rule").to_pylist()
    assert "W-AID" in rules


def test_an_amount_of_a_project_may_rest_on_the_others():
    said = book(FILE.read_text(encoding="utf-8") + MORE)
    parts = stages_of(said, "claimed", CALCULATORS)
    assert set(parts.late.rules) == {"W-AID", "W-ALL"}
    assert set(parts.amounts) == {"partner.awards", "project.most_awards"}
    assert set(parts.told) == {"partner.share", "project.whole"}
    found = agree(held_tables(), said)
    assert None not in found["projects"].column("claimed.most_awards").to_pylist()


def test_the_worst_outcome_of_both_stages_counts():
    head, sep, last = FILE.read_text(encoding="utf-8").rpartition("[rule.W-AID]")
    said = book(head.replace('severity = "breach"', 'severity = "note"') + sep + last)
    found = agree(held_tables(10_000), said)
    assert len({*found["projects"].column("outcome").to_pylist()}) > 1


def test_a_project_that_cannot_be_read_is_a_row_and_counts_for_nobody():
    held = held_tables()
    codes = ["EUR"] * held["project"].num_rows
    codes[3] = "no currency"
    held["project"] = held["project"].append_column("agreement.currency", pa.array(codes))
    said = book(FILE.read_text(encoding="utf-8") + MORE)
    found = agree(held, said)
    assert found["problems"].column("project").to_pylist() == [3]


def odd(held, noun, column, value):
    """The tables with one value in a column of every other project."""
    table = held[noun]
    mine = pc.equal(pc.bit_wise_and(table.column("project").cast("int64"), 1), 1)
    made = pc.if_else(mine, pa.scalar(value, table.column(column).type), table.column(column))
    return {**held, noun: table.set_column(table.schema.names.index(column), column, made)}


def test_those_that_cannot_be_read_for_what_no_second_stage_reads_count_for_nobody():
    held = odd(held_tables(), "project", "plan.period.first", date(2090, 1, 1))
    found = agree(held, book())
    assert {*found["problems"].column("pointer").to_pylist()} == {"/plans/0/period"}
    told = found["problems"].column("project").to_pylist()
    assert sorted(told) == [*range(1, held["project"].num_rows, 2)]
    every = agree(held_tables(), book())["findings"].column("rule").to_pylist()
    assert found["findings"].column("rule").to_pylist().count("W-AID") < every.count("W-AID")


def test_a_project_of_amounts_too_large_is_told_and_counts_for_the_others():
    held = odd(held_tables(), "cost", "net", 10**17)
    found = agree(held, book())
    told = found["problems"].column("project").to_pylist()
    assert sorted(told) == [*range(1, held["project"].num_rows, 2)]
    assert "W-AID" in found["findings"].column("rule").to_pylist()


#: What the second stage works out of a partner and of the project, too large for many.
LATE = """
[parameter.many]
kind = "number"
title.en = "many"
title.lv = "daudz"
values = [{ value = 200_000_000_000, cite = "page#window", verification = "unverified" }]

[define.partner.many_awards]
value = "partner.awards * many"
rounding = "cents"
cite = "page#window"

[define.project.many_awards]
value = "total(partner.many_awards)"
cite = "page#window"
"""


@pytest.mark.parametrize("gross", [10**6, 10**16])
def test_amounts_of_the_second_stage_that_are_too_large_are_told_beside_the_first(gross):
    held = odd(held_tables(4_000), "cost", "net", gross)
    said = book(FILE.read_text(encoding="utf-8") + MORE + LATE)
    amounts = asked_of(types_of(held), said, basis="claimed").stages.amounts
    assert {"partner.many_awards", "project.many_awards"} <= {*amounts}
    found = agree(held, said)["problems"].to_pylist()
    told = {(one["noun"], one["message"].partition(" is ")[0]) for one in found}
    assert told >= {("partner", "claimed.many_awards"), (None, "claimed.many_awards")}
    many = {one["problems"] for one in found}
    assert (max(many) > 5) is (gross == 10**16)  # those of the first stage count


def test_a_project_that_looks_at_nobody_has_open_questions_instead():
    found = agree(held_tables(), book(), across=False)
    said = zip(
        found["findings"].column("rule"), found["findings"].column("verdict"), strict=True
    )
    assert {str(verdict) for rule, verdict in said if str(rule) == "W-AID"} == {"unknown"}


def test_projects_that_state_no_costs_are_not_asked_about_them():
    held = held_tables()
    stated = [at % 4 != 0 for at in range(held["project"].num_rows)]
    held["project"] = held["project"].append_column("states.cost", pa.array(stated))
    keys = pa.array([at for at, one in enumerate(stated) if one])
    held["cost"] = held["cost"].filter(
        pc.is_in(held["cost"].column("project").cast("int64"), value_set=keys)
    )
    agree(held, book())


def test_a_book_whose_lines_rest_on_other_projects_cannot_be_parted():
    text = FILE.read_text(encoding="utf-8")
    planted = text.replace(
        "min(project.whole * rate, project.max_grant)", "total(partner.whole)"
    )
    assert stages_of(book(planted), "claimed", CALCULATORS).late is not None
    planted = text.replace(
        'scope = "partner"\nbasis = "claimed"\nseverity = "breach"\neffect = "report"',
        'scope = "partner"\nbasis = "claimed"\nseverity = "breach"\neffect = "exclude"',
    )
    assert planted != text
    with pytest.raises(BookError):
        stages_of(book(planted), "claimed", CALCULATORS)


def test_a_sum_of_lines_beside_what_looks_across_needs_a_name():
    text = FILE.read_text(encoding="utf-8").replace(
        'measured = "partner.awards"', 'measured = "partner.awards + total(line.eligible)"'
    )
    with pytest.raises(BookError, match="a name of its own"):
        stages_of(book(text), "claimed", CALCULATORS)


def test_a_book_that_looks_at_nobody_stays_whole():
    said = load_book("lv/cluster-2016")
    assert stages_of(said, "claimed", CALCULATORS).early is said


@pytest.mark.parametrize(
    ("types", "message"),
    [
        ({"project": {"project": pa.int64()}, "cost": {"project": pa.string()}}, "one kind"),
        ({"project": {"project": pa.float64()}}, "not a key"),
        ({"project": {"project": pa.int64()}, "cost": {"id": pa.int64()}}, "whose rows"),
        ({"cost": {"project": pa.int64()}}, "no table of the projects"),
    ],
)
def test_tables_without_keys_are_refused_before_anything_runs(types, message):
    with pytest.raises(InputError, match=message):
        asked_of(types, book(), basis="claimed")


def test_a_basis_that_is_none_is_refused():
    with pytest.raises(InputError, match="no such basis"):
        asked_of(types_of(held_tables()), book(), basis="paid")


# ---- How rows travel -------------------------------------------------------------------------


def batches(sizes, size):
    """Projects of some numbers of rows, in batches of a size."""
    keys = [key for key, count in enumerate(sizes) for _ in range(count)]
    return pa.table({"project": pa.array(keys, pa.int64())}).to_batches(max_chunksize=size)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("rows_", [1, 4, 10, 1000])
def test_no_project_is_cut_whatever_the_batches(size, rows_):
    sizes = [1, 5, 2, 9, 1, 1, 3]
    tables_ = [*whole_projects(batches(sizes, size), rows_)]
    seen = [set(one.column("project").to_pylist()) for one in tables_]
    assert sum(len(one) for one in seen) == len(set().union(*seen)) == len(sizes)
    assert [one.num_rows for one in tables_][-1] > 0
    assert sum(one.num_rows for one in tables_) == sum(sizes)


def test_nothing_comes_of_no_batches():
    assert [*whole_projects([])] == []
    assert [*whole_projects(batches([], 1))] == []


def test_tables_come_out_of_the_packed_one_as_they_went_in():
    one = pa.table({"project": [1, 2], "id": ["a", "b"], "net": [5, None]})
    two = pa.table({"project": [2], "amount": [7], "id": ["c"], "name": ["d"]})
    held = {"cost": one, "partner": two, "claim": one.slice(0, 0)}
    types = {
        noun: {name: type_ for name, type_ in types.items() if name != "project"}
        for noun, types in types_of(held).items()
    }
    layout = layout_of(types)
    packed = layout.pack(held, pa.int64())
    assert len(layout.types) == 3  # two texts and a number
    found = layout.unpack(packed.take([2, 1, 0]))
    assert {noun: rows(one) for noun, one in found.items()} == {
        noun: rows(one.select(found[noun].schema.names)) for noun, one in held.items()
    }
