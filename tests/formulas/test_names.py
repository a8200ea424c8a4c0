"""What names mean: paths, links, bare names, what a scope reaches, hints for a wrong one."""

import pytest

from fundtrack.formulas import (
    FormulaError,
    Kind,
    Node,
    Noun,
    Op,
    Schema,
    Table,
    Type,
    check,
    nodes,
    parse,
)
from tests.formulas.fake import FORMS, SCHEMA, read


def refusal(text: str, scope: str = "cost") -> tuple[str, str]:
    """The message, and what the caret stands under."""
    with pytest.raises(FormulaError) as caught:
        read(text, scope)
    return caught.value.message, text[slice(*caught.value.at)]


@pytest.mark.parametrize(
    ("text", "op", "kind", "stands_at"),
    [
        ("cost.net", Op.FACT, Kind.MONEY, "cost"),
        ("cost.base", Op.DEFINE, Kind.MONEY, "cost"),
        ("cost.partner", Op.FACT, Kind.TEXT, "cost"),
        ("cost.partner.country", Op.FACT, Kind.CODE, "cost"),
        ("cost.partner.declared", Op.DEFINE, Kind.MONEY, "cost"),
        ("cost.activity", Op.FACT, Kind.TEXT, "cost"),
        ("cost.partner.project.eligible", Op.FACT, Kind.MONEY, "cost"),
        ("project.support", Op.DEFINE, Kind.MONEY, "project"),
        ("plan.period.first", Op.FACT, Kind.DATE, "plan"),
        ("support_rate", Op.PARAMETER, Kind.RATE, "project"),
        ("staff_needed", Op.PARAMETER, Kind.NUMBER, "project"),
        ("rate_when_paid", Op.PARAMETER, Kind.RATE, "cost"),
        ("direct", Op.SET, Kind.SET, "project"),
        ("window_start", Op.READING, Kind.CODE, "project"),
        ("base_rate[cost.partner.size]", Op.TABLE, Kind.RATE, "cost"),
        ("base_rate['small']", Op.TABLE, Kind.RATE, "project"),
    ],
)
def test_a_name_is_told_by_its_spelling(text, op, kind, stands_at):
    node = read(text, "cost")
    assert (node.op, node.type.kind, node.scope) == (op, kind, stands_at)
    assert node.at == (0, len(text))


def test_a_name_keeps_its_vocabulary():
    assert read("cost.form", "cost").type == Type(Kind.CODE, FORMS)
    assert read("direct").type == Type(Kind.SET, FORMS)


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        # near names
        ("cost.nett", "cost has no nett; did you mean net", "cost.nett"),
        ("1 - cost.us", "cost has no us; did you mean use", "cost.us"),
        ("cost.zzz", "cost has no zzz", "cost.zzz"),
        ("cost.activty", "cost has no activty; did you mean activity or quantity",
         "cost.activty"),
        ("cost.partner.contry", "partner has no contry; did you mean country",
         "cost.partner.contry"),
        ("cost.net.vat", "cost has no net.vat; did you mean vat or net", "cost.net.vat"),
        ("plan.period", "plan has no period; did you mean period.first", "plan.period"),
        ("plan.period.frist", "plan has no period.frist; did you mean period.first",
         "plan.period.frist"),
        ("cots.net", "no noun cots; did you mean cost", "cots.net"),
        ("zzz.net", "no noun zzz", "zzz.net"),
        ("suport_rate", "the book names no suport_rate; did you mean support_rate or base_rate",
         "suport_rate"),
        ("1 - first_dya", "the book names no first_dya; did you mean first_day", "first_dya"),
        ("dirct", "the book names no dirct; did you mean direct", "dirct"),
        ("window_star", "the book names no window_star; did you mean window_start",
         "window_star"),
        ("size_cup", "the book names no size_cup; did you mean size_cap", "size_cup"),
        ("base_rat['small']", "the book has no table base_rat; did you mean base_rate",
         "base_rat['small']"),
        ("cost.net + zzz", "the book names no zzz", "zzz"),
        # names of another sort
        ("cost", "cost is a noun; say which of its facts, as in cost.id", "cost"),
        ("base_rate", "base_rate is a table; give its keys in brackets", "base_rate"),
        ("support_rate['small']", "the book has no table support_rate",
         "support_rate['small']"),
        ("base_rate['small', 'flat']", "base_rate takes 1 keys", "base_rate['small', 'flat']"),
        ("size_cap['small']", "size_cap takes 2 keys", "size_cap['small']"),
        ("base_rate['tiny']", "no code 'tiny'; there are large, medium, small", "'tiny'"),
        ("base_rate['smal']", "no code 'smal'; did you mean small", "'smal'"),
        ("base_rate[cost.net]", "cost.net is a money, not a code", "cost.net"),
        ("base_rate[0]", "0 is no code; name a parameter", "0"),
        ("known(cost.partner.project)", "cost.partner.project is a whole project; say which of "
         "its facts, as in cost.partner.project.eligible", "cost.partner.project"),
        # what the scope does not reach
        ("activity.category", "activity cannot be reached from cost; here stand cost, plan, "
         "project; reach rows of activity with an aggregate, as in any(activity.…)",
         "activity.category"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_there_is_refused_with_the_near_ones(text, message, place):
    assert refusal(text) == (message, place)


@pytest.mark.parametrize(
    ("text", "meant", "place"),
    [
        ("support-rate", "support_rate", "support"),
        ("project.eligible * support-rate", "support_rate", "support"),
        ("support-rate - 1", "support_rate", "support"),
        ("first_day == first-day", "first_day", "first"),
        ("cost.paid-on", "cost.paid_on", "cost.paid"),
        ("cost.net - cost.unit-price", "cost.unit_price", "cost.unit"),
        ("cost.partner.joined <= cost.paid-on", "cost.paid_on", "cost.paid"),
        ("known(rate-when-paid)", "rate_when_paid", "rate"),
        ("rate-when_paid", "rate_when_paid", "rate"),
        ("cost.form in direct-costs", "", "costs"),
        ("(support-rate)", "support_rate", "support"),
        ("(project.share)-(support-rate)", "support_rate", "support"),
        ("aid-cap-grants", "aid_cap", "aid"),
        ("zzz-aid-cap", "aid_cap", "zzz"),
        ("zzz-grace", "", "zzz"),
        ("rate-when-paid-zzz", "rate_when_paid", "rate"),
        ("window-start == 'strict'", "window_start", "window"),
        ("size-cap[cost.partner.size, cost.form]", "size_cap", "size"),
        ("base-rate['small']", "base_rate", "base"),
        ("min(aid-cap, cost.net)", "aid_cap", "aid"),
        ("staff -needed", "", "staff"),
        ("staff - needed", "", "staff"),
        ("aid_cap-grants", "", "grants"),
        ("cost.net-cost.vta", "vat", "cost.vta"),
        ("cost.net-zzz.vat", "", "zzz.vat"),
        ("zzz.net-zzz.vat", "", "zzz.net"),
    ],
)
def test_a_name_with_dashes_is_a_subtraction_and_the_hint_says_what_was_meant(
    text, meant, place
):
    message, under = refusal(text)
    assert under == place
    said, _, hint = message.partition("; did you mean ")
    assert said.split(" ")[-1] in place.split(".")
    assert hint == meant


def test_a_subtraction_of_names_without_spaces_is_a_subtraction():
    assert read("cost.net-cost.vat", "cost") == read("cost.net - cost.vat", "cost")


def test_at_most_three_near_names_are_offered():
    names = {f"rate_{letter}": (Type(Kind.RATE), None) for letter in "abcde"}
    schema = Schema({"project": Noun("project", {})}, frozenset(), names)
    with pytest.raises(FormulaError) as caught:
        check(parse("rate_x"), schema, scope="project")
    offered = caught.value.message.partition("; did you mean ")[2].split(" or ")
    assert len(offered) == len(set(offered)) == 3


def test_a_link_with_dashes_is_known_too():
    partner = Noun("partner", {"id": Type(Kind.TEXT)})
    project = Noun("project", {}, {"lead_partner": "partner"})
    schema = Schema({"project": project, "partner": partner}, frozenset({"partner"}))
    with pytest.raises(FormulaError, match=r"did you mean project\.lead_partner$"):
        check(parse("project.lead-partner"), schema, scope="project")


@pytest.mark.parametrize(
    "text",
    ["rate-cap", "1 - rate-cap", "rate-day-low", "1 < day-low-to", "of-rate-low * rate"],
)
def test_a_name_with_dashes_that_holds_others_is_known_too(text):
    names = ("rate", "day", "rate_cap", "rate_day_low", "day_low_to", "of_rate_low")
    rates = {name: (Type(Kind.RATE), None) for name in names}
    schema = Schema({"project": Noun("project", {})}, frozenset(), rates)
    with pytest.raises(FormulaError) as caught:
        check(parse(text), schema, scope="project")
    word = next(word for word in text.split(" ") if "-" in word[1:])
    lost = next(part for part in word.split("-") if part not in names)
    meant = word.replace("-", "_")
    assert caught.value.message == f"the book names no {lost}; did you mean {meant}"
    assert text[slice(*caught.value.at)] == lost


def test_a_noun_with_dashes_is_known_too():
    nouns = {"cost": Noun("cost", {}), "project": Noun("project", {})}
    schema = Schema(nouns, frozenset(), {"cost_share": (Type(Kind.RATE), None)})
    with pytest.raises(
        FormulaError, match=r"as in cost\.id; did you mean cost_share$"
    ) as caught:
        check(parse("cost-share"), schema, scope="project")
    assert caught.value.at == (0, 4)


@pytest.mark.parametrize(
    ("scope", "here"),
    [("cost", "cost, plan, project"), ("project", "project, plan"), ("plan", "plan, project")],
)
def test_a_path_starts_at_the_scope_at_the_plan_or_at_the_project(scope, here):
    for root in here.split(", "):
        name = {"cost": "net", "plan": "total", "project": "eligible"}[root]
        assert read(f"{root}.{name}", scope).scope == root
    message, _ = refusal("partner.country", scope)
    assert f"partner cannot be reached from {scope}; here stand {here}; reach rows" in message


@pytest.mark.parametrize(
    ("fields", "rows", "fact"),
    [
        ({}, {"call"}, "fact"),
        ({"day": Kind.DATE}, {"call"}, "day"),
        ({"id": Kind.TEXT}, {}, "id"),
    ],
)
def test_only_a_link_to_rows_with_ids_is_a_value(fields, rows, fact):
    call = Noun("call", {name: Type(kind) for name, kind in fields.items()})
    nouns = {"call": call, "project": Noun("project", {}, {"call": "call"})}
    message = f"project.call is a whole call; say which of its facts, as in project.call.{fact}"
    with pytest.raises(FormulaError) as caught:
        check(parse("known(project.call)"), Schema(nouns, frozenset(rows)), scope="project")
    assert (caught.value.message, caught.value.at) == (message, (6, 18))


def test_a_noun_without_rows_is_not_offered_for_an_aggregate():
    nouns = {name: Noun(name, {"net": Type(Kind.MONEY)}) for name in ("call", "project")}
    with pytest.raises(FormulaError) as caught:
        check(parse("call.net"), Schema(nouns, frozenset()), scope="project")
    assert caught.value.message == (
        "call cannot be reached from project; here stand project, plan"
    )


def test_a_dated_parameter_is_named_only_where_its_day_is_reached():
    message = "rate_when_paid is dated by a fact of cost, which {} does not reach"
    for scope in ("project", "partner", "plan"):
        assert refusal("1 - rate_when_paid", scope) == (
            message.format(scope),
            "rate_when_paid",
        )
    assert read("rate_when_paid", "cost").type.kind is Kind.RATE
    assert read("total(cost.net * rate_when_paid)").type.kind is Kind.MONEY
    assert read("total(cost.net, where=rate_when_paid > 0)", "partner")
    assert read("staff_needed", "cost")
    with pytest.raises(FormulaError, match="dated by a fact of cost"):
        read("total(partner.budget * rate_when_paid)")


def test_an_operation_stands_at_the_nearest_of_its_operands():
    assert read("cost.net * support_rate", "cost").scope == "cost"
    assert read("project.share * support_rate", "cost").scope == "project"
    assert read("plan.total - project.eligible", "cost").scope == "plan"
    assert read("aid_cap * rate_when_paid", "cost").scope == "cost"
    assert read("min(0, aid_cap)", "cost").scope == "project"
    inner = read("total(cost.net + partner.budget, where=project.flag)", "partner")
    assert inner.scope == "partner"
    assert inner.args[0].scope == "cost"
    assert inner.args[1].scope == "project"
    assert read("size_cap[partner.size, 'flat']", "partner").scope == "partner"


def test_every_node_of_a_checked_formula_has_a_type_and_a_scope():
    text = (
        "min(aid_cap, total(cost.net * (1 - cost.use), where=cost.form in ('flat', 'unit'))) "
        "if known(plan.total) and window_start == 'strict' else size_cap['small', 'flat']"
    )
    for node in nodes(read(text)):
        assert node.type is not None
        assert node.scope in ("cost", "plan", "project")


@pytest.mark.parametrize(
    ("scope", "message"),
    [("cots", "no noun cots; did you mean cost"), ("zzz", "no noun zzz")],
)
def test_a_scope_that_is_no_noun_is_refused(scope, message):
    with pytest.raises(FormulaError) as caught:
        check(parse("(cost.net)"), SCHEMA, scope=scope)
    assert (caught.value.message, caught.value.formula) == (message, "cost.net")


def test_what_a_name_is_is_looked_up_anew():
    link = Node(Op.DEFINE, name="cost.partner", at=(0, 12))
    assert check(link, SCHEMA, scope="cost") == read("cost.partner", "cost")
    for name in ("support_rate", "direct", "window_start"):
        for op in (Op.PARAMETER, Op.SET, Op.READING):
            assert check(Node(op, name=name), SCHEMA, scope="cost") == read(name, "cost")


def test_the_kind_of_a_figure_is_found_anew():
    zero = read("aid_cap + 0").args[1]
    assert zero.type == Type(Kind.MONEY)
    message = "a bare figure says nothing; name a fact or a parameter"
    with pytest.raises(FormulaError) as caught:
        check(zero, SCHEMA, scope="project")
    assert (caught.value.message, caught.value.at) == (message, (10, 11))
    assert check(zero, SCHEMA, scope="project", want=Kind.RATE).type == Type(Kind.RATE)


def test_a_table_without_keys_stands_at_the_project():
    tables = {"flat": Table((), Type(Kind.RATE))}
    schema = Schema({"cost": Noun("cost", {})}, frozenset(), tables=tables)
    assert check(parse("flat[()]"), schema, scope="cost").scope == "project"


def test_a_checked_tree_can_be_checked_again():
    text = (
        "total(cost.base, where=cost.form in direct and window_start == 'strict') "
        "+ project.support * 0"
    )
    once = read(text)
    assert check(once, SCHEMA, scope="project") == once
    with pytest.raises(FormulaError):
        check(read("cost.net + 0", "cost"), SCHEMA, scope="project")
    assert check(
        read("0 if project.flag else aid_cap"), SCHEMA, scope="project", want=Kind.MONEY
    )
