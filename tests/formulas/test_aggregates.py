"""An aggregate reaches many rows, but only those that belong to the subject (D-01)."""

import pytest

from fundtrack.formulas import AGGREGATES, FormulaError, Kind, Op, Type
from tests.formulas.fake import read

VALUES = {Op.TOTAL: "{}.net", Op.COUNT: "{}.checked", Op.ANY: "{}.checked",
          Op.ALL: "{}.checked", Op.SMALLEST: "{}.net", Op.LARGEST: "{}.net"}  # fmt: skip


@pytest.mark.parametrize("op", sorted(AGGREGATES))
def test_an_aggregate_is_told_its_rows_by_the_paths_inside_it(op):
    node = read(f"{op}({VALUES[op].format('cost')}, where=cost.form == 'flat')", "partner")
    assert (node.op, node.name, node.scope) == (op, "cost", "partner")
    assert node.args[0].scope == node.args[1].scope == "cost"
    assert node.args[1].type == Type(Kind.BOOL)


@pytest.mark.parametrize(
    ("text", "scope", "row"),
    [
        ("total(cost.net)", "project", "cost"),
        ("total(cost.net)", "plan", "cost"),
        ("total(cost.net)", "partner", "cost"),
        ("total(cost.net)", "activity", "cost"),
        ("total(cost.base)", "project", "cost"),
        ("count(partner.size == 'small')", "project", "partner"),
        ("count(partner.size == 'small')", "plan", "partner"),
        ("total(aid_cap, where=cost.net > 0)", "project", "cost"),
        ("total(cost.net, where=cost.partner.size == 'small')", "project", "cost"),
        ("total(cost.net, where=cost.net < partner.budget)", "partner", "cost"),
        ("total(cost.net, where=plan.done)", "partner", "cost"),
        ("total(cost.net, where=activity.size == 'small')", "activity", "cost"),
        ("total(cost.net - project.eligible, where=project.flag)", "partner", "cost"),
        ("any(cost.paid_on < first_day)", "project", "cost"),
    ],
)
def test_where_and_value_may_use_the_row_what_it_reaches_and_the_subject(text, scope, row):
    node = read(text, scope)
    assert (node.name, node.scope) == (row, scope)


def refusal(text: str, scope: str) -> tuple[str, str]:
    with pytest.raises(FormulaError) as caught:
        read(text, scope)
    return caught.value.message, text[slice(*caught.value.at)]


SIDEWAYS = (
    "{} cannot reach other rows of {} from one of them; "
    "define it at a wider scope and look it up"
)
NO_ROWS = "{0} names no rows; write {0}(noun.fact, where=…)"
INSIDE = "an aggregate inside an aggregate; make the inner one a define"


@pytest.mark.parametrize(
    ("text", "scope", "message", "place"),
    [
        # sideways
        ("total(cost.net)", "cost", SIDEWAYS.format("total", "cost"), "total(cost.net)"),
        ("count(partner.size == 'small')", "partner", SIDEWAYS.format("count", "partner"),
         "count(partner.size == 'small')"),
        ("any(project.flag, where=cost.checked)", "cost", SIDEWAYS.format("any", "cost"),
         "any(project.flag, where=cost.checked)"),
        # no rows, or not these
        ("total(project.eligible)", "project", NO_ROWS.format("total"),
         "total(project.eligible)"),
        ("total(plan.total)", "project", NO_ROWS.format("total"), "total(plan.total)"),
        ("total(project.eligible)", "cost", NO_ROWS.format("total"), "total(project.eligible)"),
        ("total(aid_cap)", "project", NO_ROWS.format("total"), "total(aid_cap)"),
        ("count(1)", "project", NO_ROWS.format("count"), "count(1)"),
        ("total(partner.budget)", "activity", "no row of partner belongs to a activity",
         "total(partner.budget)"),
        ("total(activity.cost)", "partner", "no row of activity belongs to a partner",
         "total(activity.cost)"),
        ("total(partner.budget)", "cost", "no row of partner belongs to a cost",
         "total(partner.budget)"),
        # two nouns
        ("total(cost.net, where=partner.collaborates)", "project",
         "an aggregate over cost and partner at once",
         "total(cost.net, where=partner.collaborates)"),
        ("any(partner.budget < activity.cost, where=cost.checked)", "project",
         "an aggregate over partner and activity and cost at once",
         "any(partner.budget < activity.cost, where=cost.checked)"),
        # inside each other
        ("total(cost.net, where=any(cost.checked))", "project", INSIDE, "any(cost.checked)"),
        ("total(total(cost.net) - cost.net)", "project", INSIDE, "total(cost.net)"),
        ("largest(cost.net + smallest(cost.vat))", "project", INSIDE, "smallest(cost.vat)"),
        # names
        ("total(cots.net)", "project", "no noun cots; did you mean cost", "cots.net"),
        ("total(cost.nett)", "project", "cost has no nett; did you mean net", "cost.nett"),
        ("total(cost.nett)", "cost", "cost has no nett; did you mean net", "cost.nett"),
        ("total(project.eligble)", "project", "project has no eligble; did you mean eligible",
         "project.eligble"),
        ("total(cost.net, where=cost.formm == 'flat')", "project",
         "cost has no formm; did you mean form", "cost.formm"),
        # kinds
        ("total(1, where=cost.checked)", "project",
         "name what is totalled; to count rows write count(condition)",
         "total(1, where=cost.checked)"),
        ("total(cost.use)", "project", "a rate cannot be totalled", "total(cost.use)"),
        ("total(cost.unit_price)", "project", "a price cannot be totalled",
         "total(cost.unit_price)"),
        ("largest(cost.form)", "project", "a code cannot be ordered", "largest(cost.form)"),
        ("count(cost.net)", "project", "cost.net is a money, not a bool", "cost.net"),
        ("total(cost.net, where=cost.vat)", "project", "cost.vat is a money, not a bool",
         "cost.vat"),
        ("total(cost.net, where=0)", "project", "0 is no bool; name a parameter", "0"),
    ],
)  # fmt: skip
def test_an_aggregate_that_reaches_too_far_is_refused(text, scope, message, place):
    assert refusal(text, scope) == (message, place)


RUNNING = "running_total({}, within={}, order={})"


@pytest.mark.parametrize(
    ("value", "kind"),
    [("cost.net", Kind.MONEY), ("cost.quantity", Kind.NUMBER), ("cost.delay", Kind.DAYS),
     ("cost.life", Kind.MONTHS), ("cost.net + 0", Kind.MONEY)],
)  # fmt: skip
def test_a_running_total_adds_up_amounts_within_a_noun(value, kind):
    node = read(RUNNING.format(value, "partner", "(cost.paid_on, cost.id)"), "cost")
    assert (node.op, node.name, node.type, node.scope) == (
        Op.RUNNING_TOTAL,
        "partner",
        Type(kind),
        "cost",
    )
    assert [arg.type.kind for arg in node.args] == [kind, Kind.DATE, Kind.TEXT]


@pytest.mark.parametrize(
    ("parts", "message", "place"),
    [
        (("0", "partner", "cost.id"), "a running total adds up amounts", None),
        (("cost.use", "partner", "cost.id"), "a rate cannot be totalled", None),
        (("cost.net", "partnr", "cost.id"),
         "no noun or group partnr; did you mean partner or plan", None),
        (("cost.net", "zzz", "cost.id"), "no noun or group zzz", None),
        (("cost.nett", "partner", "cost.id"), "cost has no nett; did you mean net",
         "cost.nett"),
        (("cost.net", "partner", "cost.idd"), "cost has no idd; did you mean id", "cost.idd"),
    ],
)  # fmt: skip
def test_a_running_total_of_anything_else_is_refused(parts, message, place):
    text = RUNNING.format(*parts)
    assert refusal(text, "cost") == (message, place or text)


def test_the_row_is_gone_after_its_aggregate():
    message, place = refusal("total(cost.net) - cost.vat", "project")
    assert message.startswith("cost cannot be reached from project; here stand project, plan;")
    assert place == "cost.vat"
    assert read("total(cost.net) / total(partner.budget)").type == Type(Kind.RATE)
    assert refusal("total(cost.net) * rate_when_paid", "project")[1] == "rate_when_paid"
