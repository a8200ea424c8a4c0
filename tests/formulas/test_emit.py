"""Generated code against the walk: two arithmetics, one meaning."""

import warnings
from collections import Counter
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundtrack.formulas import (
    HELPERS,
    Emitter,
    Kind,
    Leaf,
    Node,
    Op,
    Walker,
    check,
    parse,
    to_text,
)
from tests.formulas.draws import KINDS, SCOPES, Worlds, depths, formula, seeds
from tests.formulas.fake import SCHEMA, Fake, project, read
from tests.formulas.generated import Code, run
from tests.formulas.test_walk import EXAMPLES, KNOWN, STRICT, TABLES

F = Fraction


def agree(seed: int, scope: str, depth: int, missing: float) -> Counter:
    """One formula in one world, read both ways; count what came out."""
    random = Random(seed)
    node = check(formula(random, scope, KINDS, depth), SCHEMA, scope=scope)
    world = Worlds(random, missing).world()
    rows = [world.project] if scope == "project" else world.collections[scope] or []
    seen: Counter = Counter()
    for row in rows:
        frame = world.frame(row)
        expected = Walker(world).walk(node, frame).value
        found = run(node, world, frame)
        assert (type(found), found) == (type(expected), expected), to_text(node)
        seen[expected is None] += 1
    return seen


@settings(max_examples=400)
@given(seeds, st.sampled_from(SCOPES), depths, st.sampled_from([0, 0.02, 0.1]))
def test_generated_code_and_walk_agree(seed, scope, depth, missing):
    agree(seed, scope, depth, missing)


@pytest.mark.slow
@settings(max_examples=20_000)
@given(seeds, st.sampled_from(SCOPES), st.integers(1, 7), st.sampled_from([0, 0.02, 0.1, 0.4]))
def test_generated_code_and_walk_agree_on_many(seed, scope, depth, missing):
    agree(seed, scope, depth, missing)


def test_the_draws_meet_known_and_unknown():
    seen: Counter = Counter()
    for seed in range(150):
        seen += agree(seed, SCOPES[seed % 3], 1 + seed % 5, 0.05)
    assert seen[True] > 20
    assert seen[False] > 100


@settings(max_examples=200)
@given(seeds, depths)
def test_where_every_fact_is_sure_the_code_needs_no_guard_and_says_the_same(seed, depth):
    random = Random(seed)
    node = check(formula(random, "project", KINDS, depth), SCHEMA, scope="project")
    world = Worlds(random, 0).world()
    frame = world.frame()
    code = Code(sure=True)
    found = code.function(node)(world, frame)
    assert run(node, world, frame, sure=True) == Walker(world).walk(node, frame).value
    assert found is not None or not code.known


@pytest.mark.parametrize(("text", "facts", "expected"), KNOWN)
@pytest.mark.parametrize("sure", [False, True])
def test_the_value_of_every_operation(text, facts, expected, sure):
    world = project(**facts)
    world.tables = TABLES
    found = run(read(text), world, world.frame(), sure)
    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize(("text", "needs"), STRICT)
def test_an_unknown_operand_makes_it_unknown(text, needs):
    for lost in needs:
        world = project(**{**EXAMPLES, lost: None})
        world.tables = TABLES
        assert run(read(text), world, world.frame()) is None


# -- the code itself ---------------------------------------------------------------------------


def named(node: Node, _: Emitter) -> Leaf:
    """Names as variables; those that end in `_sure` cannot be None."""
    name = node.name.replace(".", "_")
    return Leaf(name, name in ("project_flag", "project_eligible", "project_started"))


def code(text: str) -> tuple[str, list[str], bool]:
    """The code of a value, the statements before it, whether it is sure to be known."""
    out = Emitter(named)
    leaf = out.emit(read(text))
    return leaf.code, out.lines, leaf.known


E, G = "project_eligible", "project_flag"


@pytest.mark.parametrize(
    ("text", "said", "lines", "known"),
    [
        ("project.eligible", E, [], True),
        ("project.eligible + 0", f"({E} + 0)", [], True),
        ("-project.eligible", f"(-{E})", [], True),
        ("not project.flag", f"(not {G})", [], True),
        ("project.eligible + aid_cap", "t1",
         [f"t1 = None if aid_cap is None else {E} + aid_cap"], False),
        ("aid_cap + aid_cap - project.support", "t2",
         ["t1 = None if aid_cap is None else aid_cap + aid_cap",
          "t2 = None if t1 is None or project_support is None else t1 - project_support"],
         False),
        ("0 < project.eligible <= aid_cap", "t1",
         [f"t1 = None if aid_cap is None else 0 < {E} <= aid_cap"], False),
        ("min(0, project.eligible)", f"min(0, {E})", [], True),
        ("project.eligible / project.eligible", "t1", [f"t1 = (_divide({E}, {E}))"], False),
        ("project.eligible / aid_cap", "t1",
         [f"t1 = None if aid_cap is None else _divide({E}, aid_cap)"], False),
        ("project.started + 1", "t1", ["t1 = (_shift(project_started, 1))"], False),
        ("project.started - 1", "t1", ["t1 = (_shift(project_started, -1))"], False),
        ("months_after(project.started, 1)", "t1",
         ["t1 = (_months_after(project_started, 1))"], False),
        ("year_end(project.started)", "(_year_end(project_started))", [], True),
        ("known(project.eligible)", "True", [], True),
        ("known(aid_cap)", "(aid_cap is not None)", [], True),
        ("project.eligible if project.flag else 0", f"({E} if {G} else 0)", [], True),
        ("aid_cap if project.flag else 0", f"(aid_cap if {G} else 0)", [], False),
        ("0 if project.flag else aid_cap", f"(0 if {G} else aid_cap)", [], False),
        ("project.eligible if open_ended else 0", "t1",
         ["if open_ended is None:", "    t1 = None", "elif open_ended:", f"    t1 = {E}",
          "else:", "    t1 = 0"], False),
        ("project.eligible / aid_cap if project.flag else 1", "t2",
         [f"if {G}:", f"    t1 = None if aid_cap is None else _divide({E}, aid_cap)",
          "    t2 = t1", "else:", "    t2 = 1"], False),
        ("1 if project.flag else project.eligible / aid_cap", "t2",
         [f"if {G}:", "    t2 = 1", "else:",
          f"    t1 = None if aid_cap is None else _divide({E}, aid_cap)", "    t2 = t1"],
         False),
    ],
)  # fmt: skip
def test_a_guard_stands_only_where_a_none_can_arrive(text, said, lines, known):
    found, statements, sure = code(text)
    assert found in (said, f"({said})")
    assert statements == [f"    {line}" for line in lines]
    assert sure is known


def test_a_sum_that_nobody_checked_is_of_figures():
    out = Emitter(named)
    leaf = out.emit(parse("project.eligible + project.started"))
    assert leaf == Leaf("(project_eligible + project_started)", True)


def test_a_running_total_is_a_name_that_the_caller_looks_up():
    node = read("running_total(cost.net, within=partner, order=cost.paid_on)", "cost")
    out = Emitter(lambda asked, _: Leaf("so_far" if asked is node else "other", False))
    assert out.emit(node) == Leaf("so_far", False)


def test_a_doubtful_operand_is_put_in_a_variable_once():
    out = Emitter(lambda node, _: Leaf(f"read({node.name!r})", False))
    leaf = out.emit(read("aid_cap + aid_cap"))
    assert (leaf.code, leaf.known) == ("t3", False)
    assert out.lines == [
        "    t1 = read('aid_cap')",
        "    t2 = read('aid_cap')",
        "    t3 = None if t1 is None or t2 is None else t1 + t2",
    ]
    assert out.atomic([Leaf("read(x)", True), Leaf("t9", False)]) == [
        Leaf("read(x)", True),
        Leaf("t9", False),
    ]


def test_constants_are_held_by_value_and_type():
    out = Emitter(named)
    one, same = out.constant(Fraction(1)), out.constant(Fraction(1))
    assert one == same == "K0"
    others = [out.constant(value) for value in (1, True, "1", date(2016, 1, 1), frozenset("1"))]
    assert others == ["K1", "K2", "K3", "K4", "K5"]
    assert out.names["K0"] == Fraction(1)
    assert type(out.names["K2"]) is bool
    assert Emitter(named, names={"K": 1}).constant(2) == "K1"
    assert Emitter(named, names=dict(HELPERS)).constant("x") == f"K{len(HELPERS)}"


@pytest.mark.parametrize("word", ["); import os #", '"""', 'a"b', "{x}", "%s", "\\", "\n"])
def test_no_text_of_a_book_is_pasted_into_code(word):
    out = Emitter(named)
    word = Node(Op.TEXT, name=f"quite {word} odd")
    leaf = out.emit(Node(Op.IN, (word, Node(Op.TUPLE, (word,)))))
    assert leaf.code == "(K0 in K1)"
    assert out.lines == []
    assert out.names == {"K0": word.name, "K1": frozenset({word.name})}


def test_statements_stand_at_the_depth_of_the_moment():
    out = Emitter(named, depth=2)
    out.say("x = 1")
    out.depth += 1
    out.say("y = 2")
    assert out.lines == ["        x = 1", "            y = 2"]
    assert [out.fresh(), out.fresh("row"), out.fresh()] == ["t1", "row2", "t3"]
    assert Emitter(named).depth == 1


def test_a_branch_leaves_the_statements_before_it_alone():
    out = Emitter(named)
    out.say("before = 1")
    leaf, lines = out.branch(read("aid_cap + project.support"))
    assert leaf == Leaf("t1", False)
    assert [line[:8] for line in lines] == [" " * 8]
    assert out.lines == ["    before = 1"]
    assert out.depth == 1


@pytest.mark.parametrize(
    ("text", "lazy"),
    [
        ("aid_cap + project.eligible", [0, 0]),
        ("known(aid_cap) and project.flag", [1, 0]),
        ("aid_cap if project.flag else project.eligible", [0, 1, 1]),
        ("(aid_cap if project.flag else 0) + project.eligible", [0, 1, 0]),
        ("0 if project.flag else 0 if known(aid_cap) else aid_cap", [0, 2, 2]),
        ("known(aid_cap + project.eligible) or project.flag", [1, 1, 0]),
    ],
)
def test_a_leaf_is_told_where_it_may_be_passed_over(text, lazy):
    seen = []

    def leaf(node, out):
        seen.append(out.lazy)
        return Leaf("x", False)

    out = Emitter(leaf)
    out.emit(read(text))
    assert (seen, out.lazy) == (lazy, 0)


def test_the_code_compiles_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text, _, _ in KNOWN:
            for sure in (False, True):
                Code(sure).function(read(text))


def test_an_unchosen_reading_is_none_everywhere():
    """A name whose code is `None` may stand in every guard."""
    node = read("window_start == 'strict' and window_start in ('strict',)")
    out = Emitter(lambda *_: Leaf("None", False), names=dict(HELPERS))
    leaf = out.emit(node)
    names = dict(out.names)
    exec("\n".join(["def run():", *out.lines, f"    return {leaf.code}"]), names)
    assert names["run"]() is None


@pytest.mark.parametrize(
    ("helper", "args", "expected"),
    [
        ("_divide", (1, 3), F(1, 3)),
        ("_divide", (F(1, 2), 2), F(1, 4)),
        ("_divide", (0, 3), F(0)),
        ("_divide", (1, 0), None),
        ("_divide", (1, F(0)), None),
        ("_shift", (date(2016, 2, 28), 2), date(2016, 3, 1)),
        ("_shift", (date(2016, 3, 1), F(-2)), date(2016, 2, 28)),
        ("_shift", (date.max, 0), date.max),
        ("_shift", (date.max, 1), None),
        ("_shift", (date.min, -1), None),
        ("_shift", (date.min, 10**30), None),
        ("_months_after", (date(2016, 1, 31), F(1)), date(2016, 2, 29)),
        ("_months_after", (date(9999, 12, 1), 1), None),
        ("_months_after", (date(1, 1, 1), -1), None),
        ("_days_between", (date(2016, 2, 28), date(2016, 3, 1)), 2),
        ("_days_between", (date(2016, 3, 1), date(2016, 2, 28)), -2),
        ("_months_between", (date(2016, 1, 31), date(2016, 2, 29)), 1),
        ("_year_end", (date(2016, 2, 29),), date(2016, 12, 31)),
        ("Fraction", (1, 2), F(1, 2)),
    ],
)
def test_what_generated_code_calls(helper, args, expected):
    found = HELPERS[helper](*args)
    assert (type(found), found) == (type(expected), expected)


def test_money_stays_whole_cents_where_nothing_divides_it():
    world = project(eligible=F("586584.85"), aid_cap=F("0.15"), support_rate=F(17, 20))
    code = Code()
    assert code.function(read("project.eligible + aid_cap"))(world, world.frame()) == 58658500
    exact = Code().function(read("project.eligible * support_rate"))(world, world.frame())
    assert exact == F("49859712.25")
    assert run(read("project.eligible * support_rate"), world, world.frame()) == F(
        "498597.1225"
    )
    assert isinstance(Code().function(read("0 * aid_cap"))(world, world.frame()), int)


def test_a_world_without_a_plan_is_unknown_where_the_plan_is_asked():
    assert run(read("plan.total"), Fake(), Fake().frame()) is None
    assert read("plan.total").type.kind is Kind.MONEY
