"""Bounds as formulas: they say of every rule and amount what the walk says, or that it may.

A project of three costs is small enough to see each bound; random books show that formulas and
walk agree wherever the formulas call themselves whole.
"""

from collections import Counter

import pytest

from fundtrack.checks import (
    LEAST,
    MOST,
    STEPS,
    Bound,
    Verdict,
    World,
    between,
    met_code,
    run,
    tally,
    view_of,
)
from fundtrack.funding import CALCULATORS
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from tests.checks.small import TEXTS, book, cost, parameter, project, rule
from tests.random_books import draw_asked, draw_book, draw_project

CENTS = {"cite": "act#1", "rounding": "cents"}
DEFINES = {
    "cost": {
        "part": {"value": "cost.admitted * half", **CENTS},
        "raw": {"value": "cost.net", **CENTS},
    },
    "partner": {
        "whole": {"value": "total(line.eligible)", **CENTS},
        "split": {
            "call": "largest_remainder", "kind": "money",
            "with": {"whole": "partner.whole", "weight": "partner.whole", "unit": "cent",
                     "within": "plan.number"},
            **CENTS,
        },
    },
}  # fmt: skip
HALF = parameter("rate", {"value": "1/2"})
CENT = parameter("money", {"value": "0.01 EUR"})


def of(scope, measured, **more):
    said = {"basis": ["claimed"], "measured": measured, "at_most": "cent", **more}
    made = load_book(
        book(
            define=DEFINES, parameter={"half": HALF, "cent": CENT},
            rule={"T-1": rule(scope, **said)},
        )
    )  # fmt: skip
    return "T-1" in between(view_of(made, "claimed", CALCULATORS)).rules


@pytest.mark.parametrize(
    ("scope", "measured"),
    [
        ("cost", "cost.base"),
        ("cost", "cost.eligible"),
        ("line", "line.limited"),
        ("cost", "cost.part"),
        ("cost", "cost.net + cost.admitted"),
        ("cost", "cost.admitted - cost.net"),
        ("cost", "min(cost.net, cost.admitted)"),
        ("cost", "max(cost.admitted, cost.vat)"),
        ("cost", "cost.admitted / half"),
        ("cost", "cost.admitted if known(cost.paid_on) else cost.net"),
        ("cost", "running_total(cost.admitted, within=project, order=cost.id)"),
        ("cost", "cost.partner.whole"),
        ("partner", "total(cost.net, where=cost.paid_on < plan.period.last)"),
        ("partner", "partner.whole"),
        ("project", "project.eligible"),
        ("project", "project.support"),
        ("project", "project.eligible - plan.support"),
    ],
)
def test_what_reaches_an_amount_of_lines_may_have_bounds(scope, measured):
    assert of(scope, measured)


@pytest.mark.parametrize(
    ("scope", "measured"),
    [
        ("cost", "cost.net"),
        ("cost", "cost.gross"),
        ("cost", "cost.raw * half"),
        ("cost", "cost.net + cost.vat - cost.vat_recoverable"),
        ("cost", "abs(cost.admitted)"),
        ("cost", "cost.net if cost.admitted > cost.vat else cost.vat"),
        ("cost", "running_total(cost.net, within=project, order=cost.id)"),
        ("partner", "total(cost.net)"),
        ("partner", "largest(cost.admitted)"),
        ("partner", "partner.split"),
        ("project", "plan.support"),
    ],
)
def test_facts_and_what_calculators_answer_have_none(scope, measured):
    assert not of(scope, measured)


def test_either_side_may_have_them_and_only_what_reports_is_decided():
    assert of("cost", "cost.net", at_most="cost.base")
    assert of("cost", "cost.net", at_most="cent", at_least="cost.base")
    assert not of("line", "line.admitted", effect="limit", limits="line.admitted")
    assert not of("cost", "cost.paid_on", at_most="plan.period.last")


# ---- Bounds of three costs -------------------------------------------------------------------

#: Two are known to come to 60.00 and 30.00; of the third, 10.00, a day is missing.
COSTS = (
    cost("C1", "60.00 EUR", paid_on="2017-01-01", category="staff", partner="P"),
    cost("C2", "30.00 EUR", paid_on="2017-02-01", category="staff", partner="P"),
    cost("C3", "10.00 EUR", category="staff", partner="P"),
)
PAID = rule("cost", effect="exclude", measured="cost.paid_on", at_most="plan.period.last")


def asked_of(parts, costs=COSTS, basis="claimed", **more):
    """The walk of a book with an exclusion by day, and the value reading of its bounds."""
    parts = {"rule": {}, **parts}
    parts["rule"] = {"T-0": PAID, **parts["rule"]}
    made = load_book(book(**parts))
    said = read_project(project(*costs, **more))
    view = view_of(made, basis, CALCULATORS)
    bound = Bound(said, made, calculators=CALCULATORS)
    world = World(bound, basis)
    other = Bound(said, between(view).book, calculators=CALCULATORS)
    return world, tally(other, basis)


def ends(parts, name="part", noun="project", row=0, **more):
    """Both bounds of a define in cents by its formula, and by the walk, which must agree."""
    asks = rule(noun, basis=["claimed"], measured=f"{noun}.{name}", at_most="project.gross")
    rules = {} if noun == "project" else {"T-2": asks}  # only what is asked for is worked out
    world, told = asked_of(parts | {"rule": parts.get("rule", {}) | rules}, **more)
    walked = world.define(world.rows_of(noun)[row], name)
    assert walked.value is None
    found = []
    for end, bound in ((LEAST, walked.low), (MOST, walked.high)):
        if noun == "project":
            value = told.project.get(f"project.{name}{end}")
        else:
            value = told.columns[noun, f"{name}{end}"][row]
        assert value == (None if bound is None else bound * 100)
        found.append(value)
    return tuple(found)


def part(value, noun="project", **more):
    """A book with one define, rounded to cents."""
    return {"define": {noun: {"part": {"value": value, **CENTS}}}, **more}


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        ("total(cost.eligible)", 9000, 10000),
        ("total(cost.eligible) + total(cost.net)", 19000, 20000),
        ("total(cost.eligible) - total(cost.net)", -1000, 0),
        ("total(cost.net) - total(cost.eligible)", 0, 1000),
        ("total(cost.eligible) - total(cost.admitted)", None, None),
        ("min(total(cost.eligible), total(cost.net, where=cost.id != 'C3'))", 9000, 9000),
        ("max(total(cost.eligible), total(cost.net, where=cost.id == 'C1'))", 9000, 10000),
        ("total(cost.eligible) * half", 4500, 5000),
        ("half * total(cost.eligible)", 4500, 5000),
        ("total(cost.eligible) * (half - 1)", None, None),
        ("total(cost.eligible) / half", 18000, 20000),
        ("total(cost.eligible) / (half - 1)", None, None),
        ("total(cost.eligible) * (half - half)", 0, 0),
        ("total(cost.eligible) / (half - half)", None, None),
        ("total(cost.eligible) if half > 0 else total(cost.net)", 9000, 10000),
        ("total(cost.net) if total(cost.eligible) > cent else cent", None, None),
        ("total(cost.net, where=cost.eligible > cent)", 9000, 10000),
        ("total(cost.eligible, where=cost.category == 'staff')", 9000, 10000),
        ("total(cost.net * half, where=cost.paid_on < plan.period.last)", 4500, 5000),
        ("total(0 - cost.net, where=cost.paid_on < plan.period.last)", -10000, -9000),
        ("largest(cost.eligible)", None, None),
    ],
)
def test_a_define_lies_between_what_its_formula_says(value, least, most):
    more = {"parameter": {"half": HALF, "cent": CENT}}
    world, told = asked_of(part(value, **more))
    if least is None:
        assert told.project.get(f"project.part{LEAST}") is None
        walked = world.define(world.project, "part")
        assert (walked.value, walked.low, walked.high) == (None, None, None)
        return
    assert ends(part(value, **more)) == (least, most)


def test_a_bound_is_rounded_as_its_define():
    third = parameter("rate", {"value": "1/3"})
    book = part("total(cost.eligible) * third", parameter={"third": third})
    assert ends(book, costs=(*COSTS[:2], cost("C3", "10.01 EUR"))) == (3000, 3333)


def test_a_running_total_has_bounds_from_the_first_unknown_amount_on():
    book = part("running_total(cost.eligible, within=project, order=cost.id)", noun="cost")
    costs = (COSTS[0], cost("C2", "10.00 EUR"), cost("C3", "5.00 EUR", paid_on="2017-03-01"))
    assert ends(book, noun="cost", row=1, costs=costs) == (6000, 7000)
    assert ends(book, noun="cost", row=2, costs=costs) == (6500, 7500)


def test_a_credit_note_may_take_away_what_it_may():
    costs = (COSTS[0], cost("C2", "-10.00 EUR"))
    assert ends(part("total(cost.eligible)"), costs=costs) == (5000, 6000)


def test_a_define_through_another_and_through_a_link():
    book = {
        "define": {
            "partner": {"whole": {"value": "total(cost.eligible)", **CENTS}},
            "cost": {"room": {"value": "cost.partner.whole", **CENTS}},
            "project": {"part": {"value": "total(partner.whole)", **CENTS}},
        }
    }
    assert ends(book) == ends(book, "whole", "partner") == ends(book, "room", "cost")
    assert ends(book) == (9000, 10000)


def test_the_steps_of_the_project_have_bounds():
    for step in STEPS[2:]:
        assert ends({}, step) == (9000, 10000)


FACT = {"kind": "bool", "cite": "act#1", "ask": TEXTS}
PAYS = {"support": {"value": "project.eligible * half", **CENTS}}


def capped(**more):
    """A book that pays half, with a limit on the support."""
    said = {"limits": "project.support", "measured": "plan.own", "at_most": "plan.total_cost"}
    cap = rule("project", basis=["claimed"], effect="limit", **(said | more))
    return {
        "define": {"project": PAYS},
        "rule": {"T-1": cap},
        "parameter": {"half": HALF},
    }


def planned(**more):
    return {"plans": [{"number": 1, "period": "2016-01-01/2018-12-31", **more}]}


BOTH = {"own": "20.00 EUR", "total_cost": "30.00 EUR"}


def test_what_is_not_known_of_a_limit_may_take_all_of_an_amount():
    assert ends(capped(), "payable", **planned(own="20.00 EUR")) == (0, 5000)
    assert ends(capped(), "payable", **planned(**BOTH)) == (4500, 5000)


def test_a_limit_that_is_broken_for_certain_may_take_all_of_an_unknown_amount():
    """By how much it is broken is known, and may be more than the amount comes to."""
    over, kept = BOTH | {"own": "900.00 EUR"}, BOTH | {"own": BOTH["total_cost"]}
    assert ends(capped(), "payable", **planned(**over)) == (0, 5000)
    assert ends(capped(), "payable", **planned(**kept)) == (4500, 5000)


def test_whether_a_limit_applies_may_be_open_too():
    facts = {"fact": {"project": {"new": FACT}}, **capped(applies_when="project.new")}
    assert ends(facts, "payable", **planned(**BOTH)) == (0, 5000)
    assert ends(facts, "payable", facts={"new": True}, **planned(**BOTH)) == (4500, 5000)
    assert ends(facts, "payable", facts={"new": True}, **planned()) == (0, 5000)
    assert ends(facts, "payable", facts={"new": False}, **planned()) == (4500, 5000)


def test_an_amount_that_a_limit_has_cut_is_known_to_what_names_it():
    """50.00 is supported, 30.00 over the limit is taken."""
    book = capped(measured="plan.own", at_most="cent")
    book["parameter"]["cent"] = parameter("money", {"value": "20.00 EUR"})
    defines = {
        "support": {"value": "plan.own", **CENTS},
        "part": {"value": "project.payable + total(cost.eligible)", **CENTS},
    }
    book["define"] = {"project": defines}
    assert ends(book, **planned(own="50.00 EUR")) == (11000, 12000)


def test_an_exception_of_a_define_has_bounds_where_it_holds():
    full = {"when": "project.new", "value": "project.eligible", "cite": "act#1"}
    support = {**PAYS["support"], "unless": {"full": full}}
    book = {"define": {"project": {"support": support}}, "fact": {"project": {"new": FACT}}}
    book["parameter"] = {"half": HALF}
    assert ends(book, "support", facts={"new": True}) == (9000, 10000)
    assert ends(book, "support", facts={"new": False}) == (4500, 5000)
    assert ends(book, "support") == (None, None)
    book["define"]["project"]["support"]["value"] = "plan.own"
    assert ends(book, "support", facts={"new": True}) == (9000, 10000)


def test_the_stated_eligible_costs_stand_where_there_are_no_lines():
    support = {"value": "project.eligible * half", **CENTS}
    cap = rule(
        "project", basis=["plan"], effect="limit", limits="project.support",
        measured="project.support", at_most="plan.total_cost",
    )  # fmt: skip
    book = {
        "define": {"project": {"support": support}},
        "rule": {"T-1": cap},
        "parameter": {"half": HALF},
    }
    plans = [{"number": 1, "period": "2016-01-01/2018-12-31", "eligible": "100.00 EUR"}]
    assert ends(book, "payable", basis="plan", plans=plans) == (0, 5000)


# ---- What formulas cannot say ----------------------------------------------------------------


def whole(measured="project.part", scope="project", **parts):
    """Whether the formulas say all that the walk could of a rule."""
    asks = rule(scope, basis=["claimed"], measured=measured, at_most="plan.own")
    parts["rule"] = {"T-0": PAID, "T-1": asks, **parts.get("rule", {})}
    view = view_of(load_book(book(**parts)), "claimed", CALCULATORS)
    return between(view).rules.get("T-1")


def test_whether_a_limit_is_waived_only_the_walk_says():
    said = {"define": capped()["define"], "parameter": {"half": HALF}}
    assert whole("project.payable", rule={"T-9": capped()["rule"]["T-1"]}, **said)
    waived = capped(waivable=True)["rule"]["T-1"]
    assert whole("project.payable", rule={"T-9": waived}, **said) is False


def test_they_say_so_and_the_walk_is_asked():
    half = {"parameter": {"half": HALF}}
    eligible = "total(cost.eligible)"
    assert whole(eligible)
    assert whole(f"{eligible} * half", **half)
    assert whole(f"{eligible} * ({eligible} / project.gross)") is False
    assert whole(f"project.gross / ({eligible} / project.gross)") is False
    sorts = {"group": {"sorts": {"by": ["category"], "of": ["cost"]}}}
    assert whole("total(cost.net)", "sorts", **sorts) is False  # who is in one may be open
    assert whole("total(cost.eligible)", "sorts", **sorts) is False
    assert whole("project.payable", define={"project": PAYS}, **half)
    two = {f"T-{one}": capped()["rule"]["T-1"] for one in (2, 3)}
    assert whole("project.payable", define={"project": PAYS}, rule=two, **half) is False
    once = {"when": "project.new", "cite": "act#1"}
    unless = capped(unless={"once": once})["rule"]["T-1"]
    facts = {"fact": {"project": {"new": FACT}}}
    more = {"define": {"project": PAYS}, "rule": {"T-2": unless}, **half, **facts}
    assert whole("project.payable", **more) is False
    twice = {"when": "project.new", "value": f"{eligible} * ({eligible} / {eligible})"}
    support = {**PAYS["support"], "unless": {"twice": {**twice, "cite": "act#1"}}}
    more = {"define": {"project": {"support": support}}, **half, **facts}
    assert whole("project.support", **more) is False


OFFICE = {
    "value": "total(line.eligible, where=line.category == 'staff') * half",
    "counts_as": "office", "when": "partner.option.office == 'flat'", **CENTS,
}  # fmt: skip
FLAT = [{"covers": "office", "method": "flat"}]


def computed(office=OFFICE, noun="partner", **more):
    """A book with a flat rate on staff; further defines of the project."""
    defines = {noun: {"office": office}, "project": more}
    if noun == "project":
        defines = {"project": {"office": office, **more}}
    return {"define": defines, "parameter": {"half": HALF, "cent": CENT}}


def test_lines_that_the_book_computes_have_the_bounds_of_their_define():
    told = {"eligible": (13500, 15000), "gross": (14500, 15000)}
    more = planned(options=FLAT)
    for name, found in told.items():
        assert ends(computed(), name, **more) == found
    assert ends(computed(), "office", "partner", **more) == (4500, 5000)
    mine = {"whole": {"value": "total(line.eligible)", **CENTS}}
    book = computed()
    book["define"]["partner"] |= mine
    assert ends(book, "whole", "partner", **more) == (13500, 15000)
    assert ends(computed(), "eligible", **planned(options=[])) == (9000, 10000)
    assert ends(computed(), "eligible", **planned()) == (None, None)  # nobody says the method


def test_a_computed_line_of_the_project_counts_once():
    office = {name: value for name, value in OFFICE.items() if name != "when"}
    book = computed(office, "project")
    book["define"]["partner"] = {"whole": {"value": "total(line.eligible)", **CENTS}}
    assert ends(book, "eligible") == (13500, 15000)
    assert ends(book, "whole", "partner") == (9000, 10000)


def test_an_open_computed_line_may_come_to_nothing():
    """Staff of -30.00 to 30.00: the line may be a negative one, and may not be there."""
    costs = (cost("C1", "-60.00 EUR", category="staff", partner="P"),)
    book = computed()
    assert ends(book, "eligible", costs=costs, **planned(options=FLAT)) == (-9000, 0)
    costs = (*COSTS[:1], cost("C2", "30.00 EUR", category="staff", partner="P"))
    assert ends(book, "eligible", costs=costs, **planned(options=FLAT)) == (9000, 13500)


def test_a_total_that_no_computed_line_can_enter_is_of_those_stated():
    value = "total(line.eligible, where=line.category == 'staff' and line.form == 'actual')"
    book = computed(part={"value": value, **CENTS})
    assert ends(book, **planned(options=FLAT)) == (9000, 10000)


def test_of_some_lines_that_the_book_computes_the_walk_is_asked():
    assert whole("total(line.eligible)", **computed())
    assert whole("total(line.eligible * half)", **computed()) is False
    assert whole("total(line.eligible, where=line.category != 'land')", **computed()) is False
    assert whole("total(line.eligible, where=line.category != 'office')", **computed())
    office = {**OFFICE, "value": "activity.budget * half"}
    del office["when"]
    facts = {"fact": {"activity": {"budget": {**FACT, "kind": "money"}}}}
    assert whole("total(line.eligible)", **computed(office, "activity"), **facts) is False
    taken = rule(
        "partner", basis=["claimed"], effect="block", applies_when=OFFICE["when"],
        met_when="known(partner.country)",
    )  # fmt: skip
    assert whole("total(line.eligible)", rule={"T-2": taken}, **computed()) is False
    land = rule(
        "project", basis=["claimed"], effect="limit", limits="line.limited",
        measured="total(line.limited, where=line.category == 'land')", at_most="cent",
        where="line.category == 'land'", consume=["line.day"],
    )  # fmt: skip
    assert whole("total(line.eligible)", rule={"T-2": land}, **computed()) is False
    once = {"when": "partner.role == 'lead'", "value": "cent", "cite": "act#1"}
    office = {**OFFICE, "unless": {"once": once}}
    assert whole("total(line.eligible)", **computed(office)) is False


def test_of_two_limits_the_walk_is_asked_where_there_are_bounds_at_all():
    for measured, told in (("project.eligible", False), ("plan.total_cost", None)):
        asks = rule(
            "project", basis=["claimed"], measured=measured, at_least="plan.own",
            at_most="plan.total_cost",
        )  # fmt: skip
        view = view_of(load_book(book(rule={"T-1": asks})), "claimed", CALCULATORS)
        assert between(view).rules.get("T-1") is told


def test_two_exceptions_may_be_in_conflict_and_one_is_a_formula():
    for count in (1, 2):
        unless = {f"x{one}": {"when": "project.new", "cite": "act#1"} for one in range(count)}
        asks = rule(
            "project", basis=["claimed"], measured="project.eligible", unless=unless,
            at_most="project.gross",
        )  # fmt: skip
        made = load_book(book(rule={"T-1": asks}, fact={"project": {"new": FACT}}))
        view = view_of(made, "claimed", CALCULATORS)
        assert between(view).rules["T-1"] is (count == 1)


# ---- What is decided -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "limit", "verdict"),
    [
        ("at_most", "89.99 EUR", Verdict.BROKEN),
        ("at_most", "90.00 EUR", Verdict.UNKNOWN),
        ("at_most", "99.99 EUR", Verdict.UNKNOWN),
        ("at_most", "100.00 EUR", Verdict.MET),
        ("at_least", "90.00 EUR", Verdict.MET),
        ("at_least", "90.01 EUR", Verdict.UNKNOWN),
        ("at_least", "100.00 EUR", Verdict.UNKNOWN),
        ("at_least", "100.01 EUR", Verdict.BROKEN),
    ],
)
def test_bounds_decide_to_the_cent(side, limit, verdict):
    asks = rule(
        "project", basis=["claimed"], measured="project.eligible", **{side: "line_most"}
    )
    most = parameter("money", {"value": limit})
    world, told = asked_of({"rule": {"T-1": asks}, "parameter": {"line_most": most}})
    assert world.judge.ask(world.bound.book.rules["T-1"], world.project).verdict is verdict
    assert decided(told, "project", 0, "T-1") is verdict


@pytest.mark.parametrize(
    ("limit", "verdict"),
    [
        ("88.99 EUR", Verdict.BROKEN),
        ("89.01 EUR", Verdict.UNKNOWN),
        ("100.00 EUR", Verdict.MET),
    ],
)
def test_within_the_unit_of_its_rounding_a_rule_is_not_broken(limit, verdict):
    euro = {"mode": "down", "unit": "1", "cite": "act#3", "verification": "unverified"}
    cents = {"mode": "down", "unit": "0.01", "cite": "act#3", "verification": "unverified"}
    asks = rule(
        "project", basis=["claimed"], measured="project.eligible", at_most="most",
        rounding="euro",
    )  # fmt: skip
    world, told = asked_of(
        {
            "rule": {"T-1": asks},
            "parameter": {"most": parameter("money", {"value": limit})},
            "rounding": {"cents": cents, "euro": euro},
        }
    )
    assert world.judge.ask(world.bound.book.rules["T-1"], world.project).verdict is verdict
    assert decided(told, "project", 0, "T-1") is verdict


def decided(told, loop, row, code):
    """What the rules beside a rule say of a row whose verdict is unknown."""
    if told.verdict(loop, row, code) is Verdict.BROKEN:
        return Verdict.BROKEN
    met = told.verdict(loop, row, met_code(code)) is Verdict.MET
    return Verdict.MET if met else Verdict.UNKNOWN


# ---- Random books ----------------------------------------------------------------------------


#: Of these bounds decide more often than of rules that are drawn.
ASKED = (
    ("project", "project.eligible", "project.gross"),
    ("project", "project.gross + project.gross", "project.limited"),
    ("partner", "total(cost.admitted)", "project.base"),
    ("cost", "running_total(cost.limited, within=project, order=cost.id)", "project.gross"),
    ("cost", "cost.eligible", "cost.gross"),
    ("cost", "cost.gross + cost.gross", "cost.admitted"),
)


def bounds_agree(seed):
    """Count what formulas decide of a random book as the walk does, and what they leave."""
    found = Counter()
    drawn = draw_book(seed)
    for number, (scope, measured, limit) in enumerate(ASKED):
        asks = rule(scope, basis=["claimed"], measured=measured, at_most=limit)
        drawn["rule"][f"T-9{number}"] = asks
    made, asked = load_book(drawn), draw_asked(seed)
    checked = run(read_project(draw_project(seed)), made, **asked)
    for basis in checked.bases:
        world, first = checked.world(basis), checked.tally(basis)
        said = between(world.view)
        told = tally(bound_of(checked, said.book), basis)
        if first.walked or told.walked:
            continue
        for loop, codes in first.rules.items():
            for code in codes:
                for row in world.rows_of(loop):
                    if first.verdict(loop, row.index, code) is Verdict.UNKNOWN:
                        found[rules_agree(world, said, told, (loop, row, code))] += 1
        for name, whole in said.amounts.items():
            figure = checked.amounts[f"{basis}.{name}" if basis != "plan" else name]
            raw = first.project.get(f"project.{name}")
            walked = world.define(world.project, name)
            if raw is None and whole and figure is not None:
                low = told.project.get(f"project.{name}{LEAST}")
                high = told.project.get(f"project.{name}{MOST}")
                assert low == (None if walked.low is None else walked.low * 100), (seed, name)
                assert high == (None if walked.high is None else walked.high * 100), (
                    seed,
                    name,
                )
                found["amount", low is not None] += 1
    return found


def bound_of(checked, book):
    held = checked.bound
    return Bound(
        held.project, book, held.on, held.known_on, held.require_verified, held.calculators,
        held.register, held.strict, held.fx,
    )  # fmt: skip


def rules_agree(world, said, told, place):
    loop, row, code = place
    asks = world.bound.book.rules[code]
    subject = next(iter(world.bound.rows("plan") or ()), row) if asks.scope == "plan" else row
    walked = world.judge.ask(asks, subject).verdict
    if code not in said.rules:
        assert walked in (Verdict.UNKNOWN, Verdict.CONFLICT, Verdict.FAILED), code
        return "none"
    if met_code(code) not in said.book.rules:
        return "asked"
    verdict = decided(told, loop, row.index, code)
    if verdict is Verdict.UNKNOWN and not said.rules[code]:
        return "asked"
    assert walked is verdict, code
    return verdict


def test_on_random_books_formulas_say_what_the_walk_says():
    found = Counter()
    for seed in range(15, 40):
        found += bounds_agree(seed)
    assert min(found[Verdict.MET], found[Verdict.BROKEN], found[Verdict.UNKNOWN]) > 50
    assert found["none"] > 50
    assert found["amount", True] > 20


@pytest.mark.slow
def test_on_a_thousand_random_books():
    found = Counter()
    for seed in range(1000, 2000):
        found += bounds_agree(seed)
    assert found[Verdict.BROKEN] > 50
