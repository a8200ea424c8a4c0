"""The walk: the value of every node, and what an unknown operand makes of it."""

from datetime import date
from fractions import Fraction

import pytest

from fundtrack.formulas import Explanation, Kind, Node, Op, Source, Type, Walker
from tests.formulas.fake import FORMS, Fake, Row, project, read, walked

F = Fraction
T, N, U = True, False, None  # true, false, unknown


def value(text: str, **facts):
    """The value of a formula of the project."""
    return walked(text, project(**facts)).value


D = date
#: Values of every operator and function, all operands known.
KNOWN = [
    ("'staff'", {}, "staff"),
    ("('b', 'a', 'b')", {}, frozenset({"a", "b"})),
    ("project.eligible", {"eligible": F(5)}, F(5)),
    ("project.support", {"support": F(7)}, F(7)),
    ("support_rate", {"support_rate": F(17, 20)}, F(17, 20)),
    ("direct", {"direct": FORMS}, FORMS),
    ("window_start", {"window_start": "strict"}, "strict"),
    ("project.eligible + aid_cap", {"eligible": F(5), "aid_cap": F(1, 100)}, F(501, 100)),
    ("project.eligible - aid_cap", {"eligible": F(5), "aid_cap": F(7)}, F(-2)),
    ("project.started + project.length", {"started": D(2016, 2, 28), "length": F(2)},
     D(2016, 3, 1)),
    ("project.started - project.length", {"started": D(2016, 3, 1), "length": F(2)},
     D(2016, 2, 28)),
    ("project.started + 1", {"started": D(2016, 12, 31)}, D(2017, 1, 1)),
    ("project.eligible * support_rate", {"eligible": F("586584.85"), "support_rate": F(17, 20)},
     F("498597.1225")),
    ("project.eligible / aid_cap", {"eligible": F(1), "aid_cap": F(3)}, F(1, 3)),
    ("-project.eligible", {"eligible": F(5)}, F(-5)),
    ("abs(project.eligible)", {"eligible": F(-5)}, F(5)),
    ("abs(project.eligible)", {"eligible": F(5)}, F(5)),
    ("min(project.eligible, aid_cap, 0)", {"eligible": F(5), "aid_cap": F(3)}, F(0)),
    ("max(project.eligible, aid_cap, 0)", {"eligible": F(5), "aid_cap": F(3)}, F(5)),
    ("min(project.started, first_day)", {"started": D(2016, 1, 2), "first_day": D(2016, 1, 1)},
     D(2016, 1, 1)),
    ("max(project.started, first_day)", {"started": D(2016, 1, 2), "first_day": D(2016, 1, 1)},
     D(2016, 1, 2)),
    ("project.number == 'a'", {"number": "a"}, T),
    ("project.number == 'a'", {"number": "b"}, N),
    ("project.number != 'a'", {"number": "b"}, T),
    ("project.flag == open_ended", {"flag": T, "open_ended": T}, T),
    ("project.started < first_day", {"started": D(2016, 1, 1), "first_day": D(2016, 1, 1)}, N),
    ("project.started <= first_day", {"started": D(2016, 1, 1), "first_day": D(2016, 1, 1)}, T),
    ("project.eligible > 0", {"eligible": F(0)}, N),
    ("project.eligible >= 0", {"eligible": F(0)}, T),
    ("project.eligible < 0", {"eligible": F(-1)}, T),
    ("project.eligible > 0", {"eligible": F(1)}, T),
    ("0 <= project.eligible < aid_cap", {"eligible": F(2), "aid_cap": F(3)}, T),
    ("0 <= project.eligible < aid_cap", {"eligible": F(3), "aid_cap": F(3)}, N),
    ("0 <= project.eligible < aid_cap", {"eligible": F(-1), "aid_cap": F(3)}, N),
    ("0 <= project.eligible == aid_cap", {"eligible": F(3), "aid_cap": F(3)}, T),
    ("project.stage in ('planned',)", {"stage": "planned"}, T),
    ("project.stage in ('planned',)", {"stage": "completed"}, N),
    ("project.stage not in ('planned',)", {"stage": "planned"}, N),
    ("project.number in direct", {"number": "flat", "direct": FORMS}, T),
    ("project.eligible if project.flag else 0", {"eligible": F(5), "flag": T}, F(5)),
    ("project.eligible if project.flag else 0", {"eligible": F(5), "flag": N}, F(0)),
    ("base_rate['small']", {}, F(1, 2)),
    ("size_cap['small', 'flat']", {}, F(100)),
    ("months_after(project.started, project.durability)",
     {"started": D(2016, 1, 31), "durability": F(1)}, D(2016, 2, 29)),
    ("months_after(project.started, project.durability)",
     {"started": D(2016, 3, 31), "durability": F(-1)}, D(2016, 2, 29)),
    ("days_between(project.started, first_day)",
     {"started": D(2016, 2, 28), "first_day": D(2016, 3, 1)}, F(2)),
    ("days_between(project.started, first_day)",
     {"started": D(2016, 3, 1), "first_day": D(2016, 2, 28)}, F(-2)),
    ("months_between(project.started, first_day)",
     {"started": D(2016, 1, 31), "first_day": D(2017, 1, 30)}, F(11)),
    ("year_end(project.started)", {"started": D(2025, 6, 18)}, D(2025, 12, 31)),
    ("year_end(months_after(project.started, project.durability))",
     {"started": D(2025, 6, 18), "durability": F(60)}, D(2030, 12, 31)),
]  # fmt: skip
TABLES = {"base_rate": {("small",): F(1, 2)}, "size_cap": {("small", "flat"): F(100)}}


@pytest.mark.parametrize(("text", "facts", "expected"), KNOWN)
def test_the_value_of_every_operation(text, facts, expected):
    world = project(**facts)
    world.tables = TABLES
    found = walked(text, world)
    assert found.value == expected
    assert type(found.value) is type(expected)
    assert found.missing == ()
    assert (found.low, found.high) == (None, None)


@pytest.mark.parametrize(
    ("form", "table"),
    [
        ("{} and {}", {(T, T): T, (T, N): N, (N, T): N, (N, N): N}),
        ("{} or {}", {(T, T): T, (T, N): T, (N, T): T, (N, N): N}),
        ("{} == {}", {(T, T): T, (T, N): N, (N, T): N, (N, N): T}),
        ("not ({} or {})", {(T, T): N, (T, N): N, (N, T): N, (N, N): T}),
    ],
)
def test_and_and_or_are_strict(form, table):
    for one in (T, N, U):
        for other in (T, N, U):
            found = value(form.format("project.flag", "open_ended"), flag=one, open_ended=other)
            assert found is table.get(
                (one, other)
            )  # whatever has an unknown operand is unknown


#: Every strict operation, with the facts whose absence makes it unknown.
STRICT = [
    ("project.eligible + aid_cap", ["eligible", "aid_cap"]),
    ("project.eligible - aid_cap", ["eligible", "aid_cap"]),
    ("project.started + project.length", ["started", "length"]),
    ("project.eligible * support_rate", ["eligible", "support_rate"]),
    ("project.eligible / aid_cap", ["eligible", "aid_cap"]),
    ("-project.eligible", ["eligible"]),
    ("abs(project.eligible)", ["eligible"]),
    ("min(project.eligible, aid_cap)", ["eligible", "aid_cap"]),
    ("max(0, project.eligible, aid_cap)", ["eligible", "aid_cap"]),
    ("project.eligible < aid_cap", ["eligible", "aid_cap"]),
    ("0 < project.eligible < aid_cap", ["eligible", "aid_cap"]),
    ("project.flag and open_ended", ["flag", "open_ended"]),
    ("project.flag or open_ended", ["flag", "open_ended"]),
    ("not project.flag", ["flag"]),
    ("project.stage in ('planned',)", ["stage"]),
    ("project.stage not in ('planned',)", ["stage"]),
    ("base_rate[window_start if project.flag else window_start]", ["window_start"]),
    ("months_after(project.started, project.durability)", ["started", "durability"]),
    ("days_between(project.started, first_day)", ["started", "first_day"]),
    ("months_between(project.started, first_day)", ["started", "first_day"]),
    ("year_end(project.started)", ["started"]),
]
EXAMPLES = {
    "eligible": F(5), "aid_cap": F(7), "started": D(2016, 1, 1), "first_day": D(2016, 1, 1),
    "length": F(3), "support_rate": F(1, 2), "flag": T, "open_ended": T, "stage": "planned",
    "durability": F(3), "window_start": "small",
}  # fmt: skip


@pytest.mark.parametrize(("text", "needs"), STRICT)
def test_an_unknown_operand_makes_it_unknown_and_is_named(text, needs):
    assert value(text, **EXAMPLES) is not None or "base_rate" in text
    for lost in needs:
        found = walked(text, project(**{**EXAMPLES, lost: None}))
        assert found.value is None
        assert [reason for reason, _, _ in found.missing] == ["missing"]
        ((_, name, pointer),) = found.missing
        assert name.rpartition(".")[2] == lost
        assert pointer == f"/{name.replace('.', '/')}"
        assert found.formula == text
    if len(needs) > 1:
        both = walked(text, project(**{**EXAMPLES, **dict.fromkeys(needs)}))
        assert [name.rpartition(".")[2] for _, name, _ in both.missing] == needs


def test_what_is_missing_twice_is_named_once():
    found = walked("project.eligible - project.eligible * support_rate", project())
    assert [name for _, name, _ in found.missing] == ["project.eligible", "support_rate"]


# -- the lazy places ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flag", "asked"),
    [
        (T, ["project.flag", "project.eligible"]),
        (N, ["project.flag", "aid_cap"]),
        (U, ["project.flag"]),
    ],
)
def test_the_branch_not_taken_is_never_asked(flag, asked):
    world = project(flag=flag)
    found = walked("project.eligible if project.flag else aid_cap", world)
    assert world.asked == asked
    assert [name for _, name, _ in found.missing] == asked[-1:]
    assert [part.label for part in found.parts] == asked


def test_an_if_needs_only_the_branch_it_takes():
    text = "project.eligible if project.flag else aid_cap"
    assert value(text, flag=T, eligible=F(5)) == 5
    assert value(text, flag=N, aid_cap=F(7)) == 7
    assert value(text, flag=U, eligible=F(5), aid_cap=F(5)) is None
    assert value(text, flag=T, aid_cap=F(7)) is None


def test_known_is_always_known():
    for text, asked in [("known(project.eligible)", F(5)), ("known(project.flag)", N)]:
        name = text[14:-1]
        assert value(text, **{name: asked}) is True
        assert value(text) is False
    assert value("known(project.eligible / aid_cap)", eligible=F(5), aid_cap=F(0)) is False
    assert value("not known(project.eligible)") is True
    assert value("project.eligible if known(project.eligible) else 0") == 0


def costs(*some: dict, **bare) -> Fake:
    return Fake(collections={"cost": [Row("cost", facts) for facts in some]}, bare=bare)


def test_a_row_that_where_leaves_out_is_never_asked():
    world = costs({"checked": N}, {"checked": T, "net": F(5)}, {"checked": N, "net": F(9)})
    found = walked("total(cost.net, where=cost.checked)", world)
    assert found.value == 5
    assert world.asked == ["cost.checked", "cost.checked", "cost.net", "cost.checked"]
    assert [part.value for part in found.parts] == [F(5)]


def test_a_row_whose_where_is_unknown_makes_it_unknown():
    world = costs({"checked": U, "net": F(5)}, {"checked": T, "net": F(7)})
    found = walked("total(cost.net, where=cost.checked)", world)
    assert found.value is None
    assert found.missing == (("missing", "cost.checked", "/cost/checked"),)
    assert [part.value for part in found.parts] == [F(5), F(7)]
    both = walked("total(cost.net, where=cost.checked)", costs({"checked": U, "net": U}))
    assert [name for _, name, _ in both.missing] == ["cost.checked", "cost.net"]


# -- aggregates --------------------------------------------------------------------------------

ROWS = [{"net": F(3), "paid_on": D(2016, 1, 2), "checked": T},
        {"net": F(-1), "paid_on": D(2016, 1, 1), "checked": N},
        {"net": F(5), "paid_on": D(2016, 1, 3), "checked": T}]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected", "of_none"),
    [
        ("total(cost.net)", F(7), F(0)),
        ("count(cost.checked)", F(2), F(0)),
        ("any(cost.checked)", T, N),
        ("any(cost.net > aid_cap)", N, N),
        ("all(cost.checked)", N, T),
        ("all(cost.net < aid_cap)", T, T),
        ("smallest(cost.net)", F(-1), None),
        ("largest(cost.net)", F(5), None),
        ("smallest(cost.paid_on)", D(2016, 1, 1), None),
        ("largest(cost.paid_on)", D(2016, 1, 3), None),
        ("total(cost.net, where=cost.net > 0)", F(8), F(0)),
        ("count(cost.checked, where=cost.net > 0)", F(2), F(0)),
        ("count(not cost.checked, where=cost.net > 0)", F(0), F(0)),
        ("smallest(cost.net, where=cost.checked)", F(3), None),
    ],
)
def test_an_aggregate_of_some_rows_and_of_none(text, expected, of_none):
    found = walked(text, costs(*ROWS, aid_cap=F(99)))
    assert (found.value, type(found.value)) == (expected, type(expected))
    empty = walked(text, costs(aid_cap=F(99)))
    assert empty.value == of_none
    lost = (("missing", text, ""),) if of_none is None else ()
    assert empty.missing == lost
    assert walked("smallest(cost.net, where=cost.net > aid_cap)",
                  costs(*ROWS, aid_cap=F(99))).value is None  # fmt: skip


@pytest.mark.parametrize("op", ["total", "smallest", "largest"])
def test_one_unknown_row_makes_an_aggregate_unknown(op):
    found = walked(f"{op}(cost.net)", costs(*ROWS, {"net": U}, {"net": U}))
    assert found.value is None
    assert found.missing == (("missing", "cost.net", "/cost/net"),)
    assert len(found.parts) == 5


@pytest.mark.parametrize("op", ["count", "any", "all"])
def test_conditions_over_rows_are_strict_too(op):
    for known in (T, N):
        found = walked(f"{op}(cost.checked)", costs({"checked": known}, {"checked": U}))
        assert found.value is None
        assert (found.low, found.high) == (None, None)


def test_an_unknown_collection_is_unknown_whatever_is_asked_of_it():
    for op in ("total(cost.net)", "count(cost.checked)", "all(cost.checked)"):
        found = walked(op, Fake(collections={"cost": None}))
        assert found.value is None
        assert found.missing == (("missing", "costs", "/costs"),)
        assert (found.low, found.high) == (None, None)


def test_an_aggregate_ranges_over_the_rows_of_its_subject():
    first, second = Row("partner", {"id": "P1"}), Row("partner", {"id": "P2"})
    rows = [Row("cost", {"net": F(n)}, {"partner": partner})
            for n, partner in ((1, first), (2, second), (4, first), (8, None))]  # fmt: skip
    world = Fake(collections={"cost": rows, "partner": [first, second]})
    assert walked("total(cost.net)", world, first).value == 5
    assert walked("total(cost.net)", world, second).value == 2
    assert walked("total(cost.net)", world).value == 15
    assert (
        walked("total(cost.net, where=cost.partner.id == partner.id)", world, first).value == 5
    )


def test_an_aggregate_on_a_plan_that_is_not_there_speaks_of_the_project():
    node = read("total(cost.net)", "plan")
    world = costs({"net": F(3)})
    assert Walker(world).walk(node, world.frame()).value == 3
    world.plan = Row("plan")
    assert Walker(world).walk(node, world.frame()).value == 3


def test_a_row_sees_its_own_facts_inside_an_aggregate():
    rows = [Row("cost", {"net": F(100), "paid_on": D(year, 1, 1)}) for year in (2015, 2016)]
    world = Fake(collections={"cost": rows}, bare={"rate_when_paid": F(1)})
    assert walked("total(cost.net * rate_when_paid)", world).value == 150


# -- paths -------------------------------------------------------------------------------------


def test_a_link_leads_to_one_row():
    partner = Row("partner", {"country": "LV", "declared": F(5)})
    cost = Row("cost", {}, {"partner": partner})
    world = Fake()
    assert walked("cost.partner.country", world, cost).value == "LV"
    assert walked("cost.partner.declared", world, cost).value == 5
    assert walked("cost.partner.declared", world, cost).label == "partner.declared"


def test_a_define_is_asked_of_the_book_and_a_fact_of_the_project():
    partner = Row("partner", {"id": "P1", "declared": F(5), "budget": F(6)})
    cost = Row("cost", {"base": F(7)}, {"partner": partner})
    for path in ("cost.base", "project.support", "cost.partner.declared"):
        assert walked(path, Fake(), cost).note == "define"
    for path in ("cost.net", "project.eligible", "cost.partner.budget"):
        assert walked(path, Fake(), cost).note == ""


def test_the_end_of_a_path_is_never_followed():
    asked = []

    class Watched(Fake):
        def link(self, row, name):
            asked.append(name)
            return super().link(row, name)

    cost = Row("cost", {}, {"partner": Row("partner", {"id": "P1", "country": "LV"})})
    assert walked("cost.partner", Watched(), cost).value == "P1"
    assert asked == []
    assert walked("cost.partner.country", Watched(), cost).value == "LV"
    assert asked == ["partner"]


def test_what_is_known_lacks_nothing_whatever_its_parts_lacked():
    """A line refused for its category is known to be 0 though its payment date is missing."""

    class Refused(Fake):
        def fact(self, row, name, kind):
            found = super().fact(row, name, kind)
            lost = (("missing", "of a part", "/"),)
            return found.replace(missing=lost) if name in ("net", "checked") else found

    rows = [Row("cost", {"net": F(0), "checked": T}) for _ in range(2)]
    world = Refused(collections={"cost": rows})
    only = (("missing", "cost.vat", "/cost/vat"),)
    assert walked("total(cost.net + cost.vat)", world).missing == only
    assert walked("total(cost.vat, where=cost.checked)", world).missing == only
    assert walked("total(cost.net, where=cost.checked)", world).value == 0


def test_a_link_to_a_link():
    cost = Row("cost", {}, {"partner": Row("partner", {}, {"project": Row("project")})})
    cost.links["partner"].links["project"].facts["eligible"] = F(5)
    assert walked("cost.partner.project.eligible", Fake(), cost).value == 5


@pytest.mark.parametrize("name", ["country", "declared"])
def test_behind_a_link_that_is_not_set_everything_is_unknown(name):
    found = walked(f"cost.partner.{name}", Fake(), Row("cost", {}, {"partner": None}))
    assert found.value is None
    assert found.missing == (("missing", f"cost.partner.{name}", f"/cost/partner/{name}"),)


def test_a_link_to_a_row_that_is_not_there_says_so():
    class Broken(Fake):
        def link(self, row, name):
            return Explanation(
                "", "", Kind.TEXT, None, missing=(("unknown_link", "cost.partner", "/x"),)
            )

    found = walked("cost.partner.country", Broken(), Row("cost"))
    assert (found.value, found.kind) == (None, Kind.CODE)
    assert found.missing == (("unknown_link", "cost.partner", "/x"),)
    assert found.formula == "cost.partner.country"


def test_the_part_of_a_period_is_one_name():
    world = Fake(plan=Row("plan", {"period.first": D(2016, 1, 1)}))
    assert walked("plan.period.first", world).value == D(2016, 1, 1)
    found = walked("plan.total", Fake())
    assert (found.value, found.missing) == (None, (("missing", "plan", "/plans"),))


# -- reasons and answers -----------------------------------------------------------------------


def test_division_by_zero_has_its_own_reason():
    text = "project.eligible / aid_cap"
    found = walked(text, project(eligible=F(5), aid_cap=F(0)))
    assert found.missing == (("division_by_zero", text, ""),)
    assert [part.value for part in found.parts] == [F(5), F(0)]
    assert (found.value, found.low, found.high) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("project.started + 1", {"started": D.max}),
        ("project.started - 1", {"started": D.min}),
        ("project.started + project.length", {"started": D.min, "length": F(10**30)}),
        ("months_after(project.started, 1)", {"started": D(9999, 12, 1)}),
        ("months_after(project.started, project.durability)",
         {"started": D(1, 1, 31), "durability": F(-1)}),
    ],
)  # fmt: skip
def test_a_day_off_the_calendar_has_its_own_reason(text, facts):
    found = walked(text, project(**facts))
    assert found.value is None
    assert found.missing == (("off_the_calendar", text, ""),)
    assert found.parts[0].value == facts["started"]


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("project.started + project.length", {"started": D.min, "length": F(3652058)}, D.max),
        ("project.started - project.length", {"started": D.max, "length": F(3652058)}, D.min),
        ("months_after(project.started, 1)", {"started": D(9999, 11, 30)}, D(9999, 12, 30)),
        ("days_between(project.started, first_day)", {"started": D.min, "first_day": D.max},
         F(3652058)),
        ("months_between(project.started, first_day)", {"started": D.min, "first_day": D.max},
         F(119987)),
        ("year_end(project.started)", {"started": D.max}, D.max),
        ("year_end(project.started)", {"started": D.min}, D(1, 12, 31)),
    ],
)  # fmt: skip
def test_the_ends_of_the_calendar_are_days(text, facts, expected):
    assert value(text, **facts) == expected


def test_a_row_of_a_table_that_is_not_there_is_unknown():
    world = project(eligible=F(5))
    world.tables = TABLES
    found = walked("base_rate['large']", world)
    assert (found.value, found.label) == (None, "base_rate[large]")
    cost = Row("cost", {"form": "flat"}, {"partner": Row("partner", {"size": "small"})})
    assert walked("size_cap[cost.partner.size, cost.form]", world, cost).value == 100
    cost.facts["form"] = None
    found = walked("size_cap[cost.partner.size, cost.form]", world, cost)
    assert [name for _, name, _ in found.missing] == ["cost.form"]
    assert len(found.parts) == 2


def test_a_running_total_adds_up_the_rows_the_world_puts_before_this_one():
    text = "running_total(cost.net, within=partner, order=cost.paid_on)"
    first, unknown, this = (Row("cost", {"net": net}) for net in (F(2), None, F(5)))
    world = Fake(earlier={id(this): [first, this]})
    found = walked(text, world, this)
    assert (found.value, found.kind, found.currency) == (F(7), Kind.MONEY, "EUR")
    assert [part.value for part in found.parts] == [F(2), F(5)]
    unknown.spans["net"] = (F(0), F(3))
    doubtful = walked(text, Fake(earlier={id(this): [unknown, this]}), this)
    assert (doubtful.value, doubtful.low, doubtful.high) == (None, F(5), F(8))
    assert [name for _, name, _ in doubtful.missing] == ["cost.net"]


def test_an_unknown_order_leaves_a_running_total_open():
    text = "running_total(cost.net, within=partner, order=cost.paid_on)"
    this = Row("cost", {"net": F(5)})
    lost = Explanation("", "cost.paid_on", Kind.DATE, None, missing=(("missing", "day", "/x"),))
    found = walked(text, Fake(earlier={id(this): lost}), this)
    assert (found.value, found.kind) == (None, Kind.MONEY)
    assert found.missing == (("missing", "day", "/x"),)


def test_a_row_in_doubt_may_belong_to_the_subject_or_not():
    row = Row("cost", {"net": F(5), "form": "flat"})
    world = Fake(collections={"cost": [row]}, doubts={id(row): [("missing", "cost.x", "/x")]})
    found = walked("total(cost.net)", world)
    assert (found.value, found.low, found.high) == (None, F(0), F(5))
    assert found.missing == (("missing", "cost.x", "/x"),)
    assert walked("total(cost.net, where=cost.form == 'actual')", world).value == 0


@pytest.mark.parametrize(
    ("text", "kind", "currency"),
    [
        ("project.eligible + 0", Kind.MONEY, "EUR"),
        ("project.fee + 0", Kind.PRICE, "EUR"),
        ("1 - support_rate", Kind.RATE, ""),
        ("project.started + 1", Kind.DATE, ""),
        ("project.flag and project.flag", Kind.BOOL, ""),
        ("known(project.flag)", Kind.BOOL, ""),
        ("project.persons * 1", Kind.NUMBER, ""),
        ("total(cost.net)", Kind.MONEY, "EUR"),
        ("project.eligible if project.flag else 0", Kind.MONEY, "EUR"),
        ("plan.total", Kind.MONEY, "EUR"),
    ],
)
def test_an_answer_carries_its_kind_and_money_its_currency(text, kind, currency):
    for world in (project(), project(**EXAMPLES, fee=F(1), persons=F(1))):
        world.collections = {"cost": []}
        found = walked(text, world)
        assert (found.kind, found.currency, found.label) == (kind, currency, "")
        assert found.formula == text


def test_an_answer_keeps_its_parts_in_order():
    found = walked("min(0, project.eligible * support_rate)",
                   project(eligible=F(5), support_rate=F(1, 2)))  # fmt: skip
    zero, product = found.parts
    assert (zero.formula, zero.value, zero.kind) == ("0", F(0), Kind.MONEY)
    assert [part.label for part in product.parts] == ["project.eligible", "support_rate"]
    unknown = walked("project.eligible * support_rate", project(eligible=F(5)))
    assert [part.value for part in unknown.parts] == [F(5), None]
    known = walked("known(project.eligible)", project())
    assert [part.label for part in known.parts] == ["project.eligible"]


def test_a_step_says_nothing_that_it_was_not_told():
    step = Explanation("support_rate", "support_rate", Kind.RATE, F(17, 20))
    assert [step.exact, step.source, step.low, step.high] == [None] * 4
    assert [step.rounding, step.currency, step.pointer, step.note, step.subject] == [""] * 5
    assert (step.missing, step.parts) == ((), ())
    assert Source(None, None, None, "unverified").title == ""
    bare = Node(Op.MIN)
    assert (bare.args, bare.name, bare.at) == ((), "", (0, 0))
    assert (bare.type, bare.scope) == (None, None)
    assert Type(Kind.CODE).codes is None


def test_a_value_of_another_kind_than_the_tree_was_checked_for_is_no_unknown():
    """A world that breaks its promise is a programming error, and never passes for unknown."""
    for text, facts, wrong in [
        ("project.eligible + aid_cap", {"eligible": "5", "aid_cap": F(1)},
         "'5' is not a figure"),
        ("project.eligible * support_rate", {"eligible": F(5), "support_rate": True},
         "True is not a figure"),
        ("-project.eligible", {"eligible": "5"}, "'5' is not a figure"),
        ("project.eligible < aid_cap", {"eligible": F(5), "aid_cap": "x"},
         "'x' is not a figure"),
        ("min(project.eligible, aid_cap)", {"eligible": "5", "aid_cap": "x"},
         "'5' is not a figure"),
        ("max(project.eligible, aid_cap)", {"eligible": "5", "aid_cap": "x"},
         "'5' is not a figure"),
        ("days_between(project.started, first_day)", {"started": 5, "first_day": 5},
         "5 is not a day"),
        ("months_after(project.started, 1)", {"started": "x"}, "'x' is not a day"),
        ("project.number in direct", {"number": "a", "direct": "abc"}, "'abc' is not a set"),
        ("total(cost.net)", {}, "'5' is not a figure"),
        ("smallest(cost.net)", {}, "'5' is not a figure"),
        ("largest(cost.net)", {}, "'5' is not a figure"),
    ]:  # fmt: skip
        world = project(**facts)
        world.collections = {"cost": [Row("cost", {"net": "5"}), Row("cost", {"net": "6"})]}
        with pytest.raises(TypeError) as caught:
            walked(text, world)
        assert str(caught.value) == wrong
    with pytest.raises(ArithmeticError, match=r"^1/2 is not a whole number of days or months$"):
        value("project.started + project.length", started=D(2016, 1, 1), length=F(1, 2))


def test_a_tree_that_nobody_checked_is_walked_as_far_as_it_says():
    world = project(eligible=F(5))
    walker = Walker(world)
    assert walker.walk(Node(Op.NUMBER, name="1"), world.frame()).kind is Kind.NUMBER
    assert walker.walk(Node(Op.FACT, name="plan.total"), world.frame()).kind is Kind.NUMBER
    fact = walker.walk(Node(Op.FACT, name="project.eligible"), world.frame())
    assert (fact.value, fact.kind) == (F(5), Kind.TEXT)
    total = Node(Op.TOTAL, (Node(Op.FACT, name="cost.net", type=Type(Kind.MONEY)),), "cost")
    world.collections = {"cost": [Row("cost", {"net": F(2)})]}
    assert walker.walk(total, world.frame()).value == 2


def test_a_node_is_printed_once_however_often_it_is_walked(monkeypatch):
    printed = []

    def to_text(node):
        printed.append(node)
        return "…"

    monkeypatch.setattr("fundtrack.formulas.walk.to_text", to_text)
    world = costs(*[{"net": F(n)} for n in range(50)])
    assert walked("total(cost.net + 0)", world).value == sum(range(50))
    assert len(printed) == 3  # the total, the sum, the zero
