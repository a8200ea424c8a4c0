"""Defines and rules: names, kinds, order, effects, texts are decided before a check."""

import pytest

from fundtrack.formulas import Kind, to_text
from tests.rulebooks.small import GONE, loaded, refusal

FREE = {"value": "cost.net", "cite": "rules#1"}
RULE = "rule/TST-001"
SUM_OF_FOUR = "plan.own + plan.own - (plan.own + plan.own)"
CARETS = [
    # unknown names, with the near ones and the caret under them
    (
        {"define/project/support/value": "project.eligible * suport_rate"},
        "/define/project/support/value",
        "the book names no suport_rate; did you mean support_rate",
        "project.eligible * suport_rate\n                   ^^^^^^^^^^^",
    ),
    (
        {f"{RULE}/measured": "plan.suport"},
        f"/{RULE}/measured",
        "plan has no suport; did you mean support",
        "plan.suport\n^^^^^^^^^^^",
    ),
    (
        {"rule/TST-002/met_when": "cost.payed_on <= last_payment"},
        "/rule/TST-002/met_when",
        "cost has no payed_on; did you mean paid_on",
        "cost.payed_on <= last_payment\n^^^^^^^^^^^^^",
    ),
    (
        {"rule/TST-002/unless/estonian/when": "cost.partner.contry == 'EE'"},
        "/rule/TST-002/unless/estonian/when",
        "partner has no contry; did you mean country",
        "cost.partner.contry == 'EE'\n^^^^^^^^^^^^^^^^^^^",
    ),
    (
        {"define/cost/base/unless/training/value": "cost.nett"},
        "/define/cost/base/unless/training/value",
        "cost has no nett; did you mean net",
        "cost.nett\n^^^^^^^^^",
    ),
    (
        {"rule/TST-002/met_when": "cost.form == 'actuel'"},
        "/rule/TST-002/met_when",
        "no code 'actuel'; did you mean actual",
        "cost.form == 'actuel'\n             ^^^^^^^^",
    ),
    (
        {"define/partner_research/limit/value": "cap * intensity['tiny', 'industrial']"},
        "/define/partner_research/limit/value",
        "no code 'tiny'",
        "cap * intensity['tiny', 'industrial']\n                ^^^^^^",
    ),
    # outside the language
    (
        {"define/project/support/value": "project.eligible * 0.85"},
        "/define/project/support/value",
        "0.85 is a figure; make it a parameter with its citation",
        "project.eligible * 0.85\n                   ^^^^",
    ),
    (
        {f"{RULE}/applies_when": "__import__('os')"},
        f"/{RULE}/applies_when",
        "no function __import__",
        "__import__('os')\n^^^^^^^^^^",
    ),
    (
        {f"{RULE}/applies_when": "known(plan.support) & known(plan.own)"},
        f"/{RULE}/applies_when",
        "'&' does not belong here; write `and`",
        "known(plan.support) & known(plan.own)\n                    ^",
    ),
    # kinds
    (
        {"define/project/support/value": "project.eligible * project.eligible"},
        "/define/project/support/value",
        "money times money has no meaning",
        "project.eligible * project.eligible\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
    ),
    (
        {"define/project/support/value": "support_rate"},
        "/define/project/support/value",
        "is a rate, not a money",
        "support_rate\n^^^^^^^^^^^^",
    ),
    (
        {"define/partner/indirect/when": "plan.support"},
        "/define/partner/indirect/when",
        "is a money, not a bool",
        "plan.support\n^^^^^^^^^^^^",
    ),
    (
        {f"{RULE}/at_most": "ceiling"},
        f"/{RULE}/at_most",
        "is a rate, not a money",
        "ceiling\n^^^^^^^",
    ),
    (
        {"rule/TST-002/met_when": "cost.paid_on"},
        "/rule/TST-002/met_when",
        "is a date, not a bool",
        "cost.paid_on\n^^^^^^^^^^^^",
    ),
    (
        {"define/cost/base/unless/collaboration/value": "cost.paid_on"},
        "/define/cost/base/unless/collaboration/value",
        "is a date, not a money",
        "cost.paid_on\n^^^^^^^^^^^^",
    ),
]


@pytest.mark.parametrize(("changes", "place", "words", "caret"), CARETS)
def test_a_formula_is_refused_with_a_caret(changes, place, words, caret):
    error = refusal(changes)
    assert error.pointer == place
    assert words in error.message
    assert error.caret == caret


def test_the_error_shows_file_place_message_and_caret():
    error = refusal({f"{RULE}/measured": "plan.suport"})
    assert str(error).splitlines() == [
        f"/{RULE}/measured: plan has no suport; did you mean support",
        "plan.suport",
        "^^^^^^^^^^^",
    ]


def test_a_caret_stands_in_a_formula_of_several_lines():
    error = refusal({f"{RULE}/applies_when": "known(plan.support)\n  and known(plan.suport)"})
    shown, caret = error.caret.split("\n")
    assert shown == "known(plan.support)   and known(plan.suport)"
    assert shown[caret.index("^") : caret.rindex("^") + 1] == "plan.suport"


DEFINES = [
    ({"define/cost/base/value": GONE}, "/define/cost/base", "a define has a value"),
    ({"define/cost/base/call": "sme_size"}, "/define/cost/base", "one of these"),
    *(
        (
            {place: {"call": "largest_remainder", "kind": "money", "cite": "rules#1"}},
            f"/{place}/call",
            "this amount is a formula",
        )
        for place in ("define/project/support", "define/cost/base", "define/project/own")
    ),
    ({"define/cost/base/kind": "money"}, "/define/cost/base/kind", "the formula says the kind"),
    ({"define/cost/base/with": {"a": "b"}}, "/define/cost/base/with", "with belongs to call"),
    ({"define/aid/in_window/kind": GONE}, "/define/aid/in_window/kind", "which kind"),
    (
        {"define/project/support/rounding": GONE},
        "/define/project/support/rounding",
        "finer than",
    ),
    ({"define/aid/in_window/rounding": GONE}, "/define/aid/in_window/rounding", "finer than a"),
    (
        {"define/project/support/rounding": "suport"},
        "/define/project/support/rounding",
        "no rounding suport; did you mean support",
    ),
    (
        {
            "define/project/share": {
                "value": "support_rate",
                "rounding": "euro",
                "cite": "rules#1",
            }
        },
        "/define/project/share/rounding",
        "a rate is not rounded",
    ),
    (
        {"define/cost/base/unless/training/value": "cost.net * support_rate"},
        "/define/cost/base/rounding",
        "finer than a cent",
    ),
    (
        {"define/partner/indirect/counts_as": "stuff"},
        "/define/partner/indirect/counts_as",
        "mean",
    ),
    (
        {"define/partner/indirect/value": "land_cap", "define/partner/indirect/rounding": GONE},
        "/define/partner/indirect/counts_as",
        "a line is an amount, not a rate",
    ),
    (
        {"define/cost/base/unless/training/over": ["colaboration"]},
        "/define/cost/base/unless/training/over/0",
        "no other exception colaboration here; did you mean collaboration",
    ),
    (
        {"define/cost/base/unless/training/over": ["training"]},
        "/define/cost/base/unless/training/over/0",
        "no other exception training",
    ),
    (
        {"define/cost/base/unless/collaboration/over": ["training"]},
        "/define/cost/base/unless/training/over/0",
        "the exceptions go over each other: collaboration -> training -> collaboration",
    ),
]


def excepted(**over):
    """A rule with an exception for each name, that goes over others."""
    return {
        f"rule/TST-002/unless/{name}": {
            "when": "cost.form == 'in_kind'", "cite": "rules#5", "over": list(others),
        }
        for name, others in over.items()
    }  # fmt: skip


def test_exceptions_that_go_over_each_other_in_a_ring_are_refused_with_it():
    for over, place, ring in [
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, "c", "a -> b -> c -> a"),
        ({"z": ["a"], "a": ["b", "c"], "b": [], "c": ["d"], "d": ["c"]}, "d", "c -> d -> c"),
    ]:
        error = refusal(excepted(**over))
        assert error.pointer == f"/rule/TST-002/unless/{place}/over/0"
        assert error.message == f"the exceptions go over each other: {ring}"


def test_what_an_exception_goes_over_it_goes_over_through_others_too():
    rule = loaded(excepted(a=["b"], b=["c", "d"], c=["d"], d=[])).rules["TST-002"]
    held = {one.name: one.over for one in rule.exceptions}
    assert held["a"] == ("b", "c", "d")
    assert (held["b"], held["c"], held["d"]) == (("c", "d"), ("d",), ())


@pytest.mark.parametrize(("changes", "place", "words"), DEFINES)
def test_a_define_says_what_it_is(changes, place, words):
    error = refusal(changes)
    assert error.pointer == place
    assert words in error.message


@pytest.mark.parametrize(
    "value",
    [
        "project.eligible + plan.support",
        "max(0, plan.support) - abs(plan.own)",
        "total(cost.net, where=cost.form == 'actual')",
        "plan.support if plan.support < cap else cap",
        "plan.support * count(partner.role == 'lead')",
        "-plan.support",
    ],
)
def test_whole_cents_need_no_rounding(value):
    book = loaded(
        {"define/project/support/value": value, "define/project/support/rounding": GONE}
    )
    assert book.defines["project.support"].rounding == ""


@pytest.mark.parametrize(
    "value",
    [
        "project.eligible * support_rate",
        "project.eligible / support_rate",
        "plan.support if plan.support < cap else cap / least_partners",
        "max(0, plan.own + cap * land_cap)",
        "hour * least_partners",
        "total(cost.net * support_rate)",
    ],
)
def test_fractions_of_a_cent_need_one(value):
    changes = {
        "define/project/support/value": value,
        "define/project/support/rounding": GONE,
    }
    assert "finer than a cent" in refusal(changes).message


HALF = {"value": "total(cost.x)", "cite": "rules#1"}


def given(**inputs: str):
    """A cost's share by a calculator that is given these; of the right kinds it need not be."""
    usual = {"whole": "plan.support", "weight": "cost.net", "unit": "cap", "within": "partner"}
    return {
        "define/cost/x": {
            "call": "largest_remainder",
            "kind": "money",
            "rounding": "support",
            "cite": "rules#1",
            "with": usual | inputs,
        }
    }


CIRCLES = [
    (
        {"define/project/support/value": "project.support * support_rate"},
        "project.support -> project.support",
    ),
    (
        {
            "define/project/support/value": "project.half + plan.support",
            "define/project/half": {"value": "project.support", "cite": "rules#1"},
        },
        "project.half -> project.support",
    ),
    ({"define/cost/base/value": "cost.limited"}, "line.limited -> line.admitted -> line.base"),
    ({"define/cost/base/value": "line.base"}, "line.base -> cost.base"),
    ({"define/cost/base/value": "cost.net - project.eligible"}, "project.eligible"),
    ({"define/cost/base/unless/training/value": "cost.eligible"}, "line.eligible"),
    ({"define/cost/base/when": "cost.eligible > 0"}, "line.eligible"),
    # what a calculator is given stands behind what it answers
    (given(weight="cost.x"), "cost.x -> cost.x"),
    (given(whole="project.half") | {"define/project/half": HALF}, "cost.x -> project.half"),
    (
        given(weight="cost.limited") | {"define/cost/base/value": "cost.x"},
        "cost.base -> cost.x",
    ),
    (given(within="claim, x"), "cost.x -> cost.x"),
    (given(weight="max(cost.net, cost.x)"), "cost.x -> cost.x"),
    # what an exclusion asks must not come out of what it excludes
    ({"rule/TST-002/met_when": "project.eligible > 0"}, "line.admitted"),
    ({"rule/TST-002/unless/estonian/when": "cost.admitted > 0"}, "line.admitted"),
    ({"rule/TST-003/at_most": "line.limited"}, "line.limited -> line.limited"),
    ({"rule/TST-004/at_most": "project.eligible"}, "line.eligible"),
    ({"rule/TST-005/at_most": "project.payable"}, "project.payable -> project.payable"),
]


@pytest.mark.parametrize(("changes", "words"), CIRCLES)
def test_amounts_do_not_go_round(changes, words):
    error = refusal(changes)
    assert error.message.startswith("the amounts go round: ")
    circle = error.message.removeprefix("the amounts go round: ").split(" -> ")
    assert circle[0] == circle[-1]
    around = " -> ".join(circle[:-1] * 2 + circle[:1])
    assert words in around


def test_what_a_calculator_is_given_makes_no_circle_by_itself():
    loaded(given())
    loaded(given(weight="cost.eligible", within="partner, claim"))


def test_a_limit_reads_the_step_it_cuts_and_a_report_anything():
    loaded({"rule/TST-003/measured": "line.admitted"})
    loaded({f"{RULE}/at_most": "project.payable"})


def test_a_lines_support_is_its_share_of_the_projects_unless_the_lines_define_theirs():
    shared = {"define/project/support/value": "total(line.support)"}
    error = refusal(shared)
    assert "line.support -> project.support" in error.message * 2
    own = {
        "define/line/support": {
            "value": "line.eligible * support_rate",
            "rounding": "support",
            "cite": "rules#1",
        }
    }
    book = loaded({**shared, **own})
    assert list(book.defines).index("line.support") < list(book.defines).index(
        "project.support"
    )
    assert loaded({**own, "define/project/support": GONE, "rule/TST-005": GONE})
    assert loaded({"define/project/support": GONE, f"{RULE}/at_most": "total(line.support)"})


def test_defines_stand_in_the_order_in_which_they_come_about():
    chain = {
        "a_sum": {"value": "project.b_sum + plan.own", "cite": "rules#1"},
        "b_sum": {"value": "project.c_sum + plan.own", "cite": "rules#1"},
        "c_sum": {"value": "plan.own", "cite": "rules#1"},
    }
    book = loaded({f"define/project/{name}": said for name, said in chain.items()})
    found = [name for name in book.defines if name.endswith("_sum")]
    assert found == ["project.c_sum", "project.b_sum", "project.a_sum"]
    assert book.schema.nouns["project"].fields["a_sum"].kind is Kind.MONEY


def test_the_kind_of_a_define_is_that_of_its_formula():
    book = loaded(
        {
            "define/project/rate": {"value": "plan.support / plan.eligible", "cite": "rules#1"},
            "define/partner/days": {
                "value": "days_between(partner.joined_on, partner.left_on)",
                "cite": "rules#1",
            },
            f"{RULE}/measured": "project.rate",
            f"{RULE}/at_most": "ceiling",
            f"{RULE}/rounding": GONE,
        }
    )
    kinds = {noun: book.schema.nouns[noun].fields for noun in ("project", "partner", "aid")}
    assert kinds["project"]["rate"].kind is Kind.RATE
    assert kinds["partner"]["days"].kind is Kind.DAYS
    assert kinds["aid"]["in_window"].kind is Kind.MONEY
    assert "in_window" in book.schema.nouns["aid"].defines


@pytest.mark.parametrize(("last", "deep"), [("plan.own + plan.own", 150), (SUM_OF_FOUR, 151)])
def test_a_chain_of_defines_has_an_end(last, deep):
    """Each of 74 links is two deep, and the last one two or three."""
    chain = {
        f"define/project/d{i}": {"value": f"project.d{i + 1} + plan.own", "cite": "rules#1"}
        for i in range(74)
    }
    chain["define/project/d74"] = {"value": last, "cite": "rules#1"}
    if deep == 150:
        assert loaded(chain).defines["project.d0"].value is not None
    else:
        error = refusal(chain)
        assert error.message == "deeper than 150 through the defines it reads"
        assert error.pointer == "/define/project/d0"


RULES = [
    ({f"{RULE}/name": GONE}, f"/{RULE}/name", "missing"),
    ({f"{RULE}/scope": GONE}, f"/{RULE}/scope", "missing"),
    ({f"{RULE}/effect": GONE}, f"/{RULE}/effect", "missing"),
    ({f"{RULE}/severity": GONE}, f"/{RULE}/severity", "missing"),
    ({f"{RULE}/cite": GONE}, f"/{RULE}/cite", "missing"),
    ({f"{RULE}/scope": "projekt"}, f"/{RULE}/scope", "did you mean project"),
    ({f"{RULE}/scope": "agreement"}, f"/{RULE}/scope", "about the project or its rows, not ag"),
    ({f"{RULE}/scope": "partner_options"}, f"/{RULE}/scope", "the project or its rows"),
    # a condition, or a figure and its limit
    ({f"{RULE}/measured": GONE}, f"/{RULE}", "met_when, or measured with at_most"),
    ({f"{RULE}/at_most": GONE}, f"/{RULE}", "met_when, or measured with at_most"),
    ({f"{RULE}/met_when": "known(plan.own)"}, f"/{RULE}", "met_when, or measured with"),
    ({"rule/TST-002/met_when": GONE}, "/rule/TST-002", "met_when, or measured with at_most"),
    ({"rule/TST-002/at_most": "cap"}, "/rule/TST-002", "met_when, or measured with at_most"),
    (
        {f"{RULE}/measured": "project.stage", f"{RULE}/at_most": "project.stage"},
        f"/{RULE}/measured",
        "a code cannot be measured",
    ),
    ({f"{RULE}/rounding": "suport"}, f"/{RULE}/rounding", "did you mean support"),
    ({"rule/TST-002/rounding": "support"}, "/rule/TST-002/rounding", "only a measured money"),
    (
        {f"{RULE}/measured": "support_rate", f"{RULE}/at_most": "ceiling"},
        f"/{RULE}/rounding",
        "only a measured money",
    ),
    # effects
    ({f"{RULE}/limits": "line.limited"}, f"/{RULE}/limits", "belongs to the effect limit"),
    ({f"{RULE}/where": "known(plan.own)"}, f"/{RULE}/where", "belongs to the effect limit"),
    ({f"{RULE}/consume": "pro_rata"}, f"/{RULE}/consume", "belongs to the effect limit"),
    (
        {"rule/TST-003/at_least": "plan.own"},
        "/rule/TST-003/at_least",
        "what must be at least is another rule",
    ),
    (
        {"rule/TST-003/limits": GONE},
        "/rule/TST-003/limits",
        "a limit cuts one of line.admitted",
    ),
    ({"rule/TST-003/limits": "line.gross"}, "/rule/TST-003/limits", "a limit cuts one of"),
    (
        {"rule/TST-003/at_most": GONE, "rule/TST-003/at_least": "cap"},
        "/rule/TST-003/at_most",
        "cuts what is above at_most",
    ),
    (
        {"rule/TST-003/limits": "project.support"},
        "/rule/TST-003/limits",
        "cut in scope project",
    ),
    (
        {"rule/TST-005/where": "line.category == 'land'"},
        "/rule/TST-005/where",
        "this limit cuts no line",
    ),
    ({"rule/TST-005/consume": "pro_rata"}, "/rule/TST-005/consume", "cuts no line"),
    ({"rule/TST-004/where": "line.categry == 'land'"}, "/rule/TST-004/where", "mean category"),
    ({"rule/TST-004/consume": ["plan.own"]}, "/rule/TST-004/consume/0", "facts of the lines"),
    ({"rule/TST-004/consume": ["line.dai"]}, "/rule/TST-004/consume/0", "did you mean day"),
    (
        {"rule/TST-004/consume": ["line.id", "pro_rata"]},
        "/rule/TST-004/consume/1",
        "is pro_rata",
    ),
    # exceptions
    (
        {"rule/TST-009": {"unless": {"a": {"when": "known(plan.own)", "cite": "rules#1"}}}},
        "/rule/TST-009",
        "an exception to TST-009, which no layer below states",
    ),
    # placeholders
    ({f"{RULE}/title/en": "{cost.paid_on}"}, f"/{RULE}/title/en", "cannot be reached from"),
    ({f"{RULE}/title/lv": "{plan.suport}"}, f"/{RULE}/title/lv", "did you mean support"),
    ({f"{RULE}/why/en": "{plan.periods}"}, f"/{RULE}/why/en", "plan has no periods"),
    (
        {f"{RULE}/remedy/lv": "{cap}"},
        f"/{RULE}/remedy/lv",
        "is a path as cost.paid_on, or limit",
    ),
    ({f"{RULE}/not_for/en": "{0}"}, f"/{RULE}/not_for/en", "opens or closes a placeholder"),
    ({f"{RULE}/title/en": "{plan.own"}, f"/{RULE}/title/en", "opens or closes a placeholder"),
    ({f"{RULE}/title/en": "a } b"}, f"/{RULE}/title/en", "opens or closes a placeholder"),
    ({f"{RULE}/title/en": "{plan.own.__class__}"}, f"/{RULE}/title/en", "a placeholder"),
    ({"rule/TST-002/title/en": "{limit}"}, "/rule/TST-002/title/en", "measures nothing"),
]


@pytest.mark.parametrize(("changes", "place", "words"), RULES)
def test_a_rule_says_what_it_asks(changes, place, words):
    error = refusal(changes)
    assert error.pointer == place
    assert words in error.message


@pytest.mark.parametrize(
    ("scope", "basis"),
    [
        ("project", ("plan",)),
        ("plan", ("plan",)),
        ("partner", ("plan",)),
        ("activity", ("plan",)),
        ("budget_line", ("plan",)),
        ("line", ("plan", "claimed")),
        ("cost", ("claimed",)),
        ("claim", ("claimed",)),
        ("procurement", ("claimed",)),
        ("payment", ("claimed",)),
        ("entry", ("claimed",)),
    ],
)
def test_the_basis_follows_from_the_scope(scope, basis):
    changes = {
        "rule/TST-002/scope": scope,
        "rule/TST-002/effect": "report",
        "rule/TST-002/met_when": "known(plan.own)",
        "rule/TST-002/title": {"en": "a", "lv": "a"},
        "rule/TST-002/unless": {},
    }
    assert loaded(changes).rules["TST-002"].basis == basis
    assert loaded({**changes, "rule/TST-002/basis": "accepted"}).rules["TST-002"].basis == (
        "accepted",
    )
    both = loaded({**changes, "rule/TST-002/basis": ["plan", "claimed"]}).rules["TST-002"]
    assert both.basis == ("plan", "claimed")


UNSUPPORTED = [
    ({}, {"TST-004": "", "TST-001": ""}),
    ({"rule/TST-001/scope": "portfolio"}, {"TST-001": "portfolio"}),
    ({"rule/TST-001/basis": ["plan", "accepted"]}, {"TST-001": ""}),
]


@pytest.mark.parametrize(("changes", "reasons"), UNSUPPORTED)
def test_what_is_not_yet_acted_on_loads_and_says_so(changes, reasons):
    book = loaded(changes)
    assert {name: book.rules[name].unsupported for name in reasons} == reasons


def test_exceptions_are_read_in_order_with_what_they_go_over():
    book = loaded()
    first, second = book.defines["cost.base"].exceptions
    assert (first.name, first.over, first.level) == ("collaboration", (), 1)
    assert (second.name, second.over) == ("training", ("collaboration",))
    assert second.value is not None
    assert to_text(second.value) == "0"
    estonian, in_kind = book.rules["TST-002"].exceptions
    assert estonian.value is not None
    assert in_kind.value is None  # the rule does not apply


def test_a_rule_holds_what_its_table_says():
    rule = loaded().rules["TST-001"]
    said = {
        name: getattr(rule, name) for name in ("code", "name", "scope", "severity", "effect")
    }
    assert said == {
        "code": "TST-001",
        "name": "support-above-the-ceiling",
        "scope": "project",
        "severity": "warning",
        "effect": "report",
    }
    assert [str(one) for one in rule.citations] == ["rules#1", "rules#3"]
    assert (rule.rounding, rule.limits, rule.waivable) == ("support", "", True)
    assert (rule.basis, rule.consume, rule.where, rule.met_when) == (("plan",), (), None, None)
    assert rule.measured is not None
    assert (to_text(rule.measured), rule.at_least) == ("plan.support", None)
    assert (rule.why["lv"], rule.remedy["en"]) == ("Tā teikts aktā.", "Lower it.")
    assert (rule.not_for["lv"], rule.layer) == ("Visi pārējie.", "test/whole@2")
    limit = loaded().rules["TST-003"]
    assert (limit.limits, limit.waivable, limit.not_for) == ("line.admitted", False, {})


def test_a_define_holds_what_its_table_says():
    defines = loaded().defines
    indirect, window = defines["partner.indirect"], defines["aid.in_window"]
    assert (indirect.counts_as, indirect.rounding, indirect.call) == ("staff", "support", "")
    assert indirect.when is not None
    assert to_text(indirect.when) == "partner.option.indirect == 'flat'"
    assert (window.call, window.value, window.counts_as) == ("window_total", None, "")
    base = defines["cost.base"]
    assert (base.address, base.noun, base.name) == ("cost.base", "cost", "base")
    assert base.titles["lv"] == "Neto un neatgūstamais PVN"
    assert (str(base.citation), base.layer, base.rounding) == ("rules#12", "test/whole@2", "")


@pytest.mark.parametrize("more", [48, 49])
def test_fifty_exceptions_at_one_address_are_enough(more):
    one = {"when": "cost.net > cap", "value": "0", "cite": "rules#12"}
    changes = {f"define/cost/base/unless/n{i}": one for i in range(more)}
    if more == 48:
        assert len(loaded(changes).defines["cost.base"].exceptions) == 50
    else:
        assert "more than 50 exceptions at one address" in refusal(changes).message


def test_a_where_speaks_of_lines_whatever_the_scope():
    rule = loaded().rules["TST-004"]
    assert rule.where is not None
    assert rule.where.scope == "line"
    assert rule.consume == ("line.day", "line.id")
    assert loaded({"rule/TST-004/consume": "pro_rata"}).rules["TST-004"].consume == (
        "pro_rata",
    )


def test_placeholders_are_collected_from_all_texts():
    assert loaded().rules["TST-002"].placeholders == ("subject", "cost.paid_on", "plan.period")
