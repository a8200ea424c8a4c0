"""Text to tree to text is the identity on canonical texts, tree to text to tree on all."""

import tomllib
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundtrack.formulas import Kind, Node, Op, check, nodes, parse, to_text
from tests.formulas.draws import KINDS, SCOPES, depths, formula, seeds, trees
from tests.formulas.fake import SCHEMA
from tests.house import SOURCE

CANONICAL = [
    "'staff'",
    "''",
    "'a \"quoted\" word'",
    "0",
    "cost.paid_on",
    "support_rate",
    "cost.category in ('works',)",
    "cost.category not in ('works', 'supplies')",
    "base_rate[cost.size]",
    "size_cap[cost.size, 'flat']",
    "a + b - c",
    "a - (b - c)",
    "a + (b + c)",
    "a * (b / (1 - b))",
    "a / b / c",
    "a / (b / c)",
    "(a + b) * c",
    "a - -b",
    "-(a + b)",
    "-a * b",
    "-(a * b)",
    "--a",
    "a < b <= c == d != e > f >= g",
    "(a < b) == c",
    "a and b and c",
    "(a and b) and c",
    "a and (b and c)",
    "a and (b or c)",
    "a and b or c",
    "not a and b",
    "not (a and b)",
    "not a == b",
    "(not a) == b",
    "not not a",
    "a if b else c if d else e",
    "(a if b else c) if d else e",
    "a if (b if c else d) else e",
    "(a if b else c) + d",
    "min(a, b, c)",
    "max(0, a - b)",
    "abs(-a)",
    "known(plan.support)",
    "total(cost.net)",
    "total(cost.net, where=cost.form == 'actual' and cost.checked)",
    "count(cost.checked)",
    "any(cost.checked, where=cost.net > 0)",
    "all(cost.checked)",
    "smallest(cost.paid_on)",
    "largest(cost.net)",
    "running_total(cost.net, within=partner, order=cost.paid_on)",
    "running_total(cost.net, within=partner, order=(cost.paid_on, cost.id))",
    "months_after(a, b)",
    "days_between(a, b)",
    "months_between(a, b)",
    "year_end(months_after(a, b))",
]


@pytest.mark.parametrize("text", CANONICAL)
def test_a_canonical_text_prints_back(text):
    assert to_text(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("((a))", "a"),
        ("(a+b)", "a + b"),
        ("a\n  + b", "a + b"),
        ("total( cost.net,where = (cost.form=='actual') )",
         "total(cost.net, where=cost.form == 'actual')"),
        ("running_total(a, order=(cost.id,), within=partner)",
         "running_total(a, within=partner, order=cost.id)"),
        ("(a and b and c)", "a and b and c"),
        ("t[('a', 'b')]", "t['a', 'b']"),
        ("a in('b',)", "a in ('b',)"),
        ("cost . net", "cost.net"),
        ("not(a)", "not a"),
    ],
)  # fmt: skip
def test_any_other_spelling_prints_as_the_canonical_one(text, canonical):
    assert to_text(parse(text)) == canonical
    assert parse(canonical) == parse(text)


def test_the_canonical_texts_hold_every_node_that_parsing_knows():
    seen = {node.op for text in CANONICAL for node in nodes(parse(text))}
    assert seen == set(Op) - {Op.DEFINE, Op.SET, Op.READING}  # told apart by the book


@given(trees)
def test_every_tree_prints_and_reads_back(tree):
    assert parse(to_text(tree)) == tree


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of a tree, for its report
@settings(max_examples=2000)
@pytest.mark.slow
@given(trees)
def test_many_trees_print_and_read_back(tree):
    assert parse(to_text(tree)) == tree


@given(seeds, depths, st.sampled_from(SCOPES))
def test_a_checked_formula_prints_and_reads_back_with_its_types(seed, depth, scope):
    tree = formula(Random(seed), scope, [*KINDS, Kind.SET], depth)
    checked = check(tree, SCHEMA, scope=scope)
    assert to_text(checked) == to_text(tree)
    assert check(parse(to_text(checked)), SCHEMA, scope=scope) == checked
    assert check(checked, SCHEMA, scope=scope) == checked


def test_the_place_in_the_text_does_not_count_but_the_type_does():
    here, there = parse("a + b"), parse("  a  +  b")
    assert here == there
    assert hash(here) == hash(there)
    assert here.at != there.at
    money, rate = (Node(Op.NUMBER, name="0", type=SCHEMA.parameters[name][0])
                   for name in ("aid_cap", "support_rate"))  # fmt: skip
    assert money != rate


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a + bc", ["a", "bc", "a + bc"]),
        ("(a)*min(b,c.d)", ["a", "b", "c.d", "min(b,c.d)", "(a)*min(b,c.d)"]),
        ("  t['x']", ["'x'", "t['x']"]),
    ],
)
def test_every_node_knows_its_place(text, places):
    assert [text[slice(*node.at)] for node in nodes(parse(text))] == places


# -- the twelve rules the language was tried on ------------------------------------------------

SAMPLES = SOURCE.parents[2] / "shared" / "design" / "example-rules.toml"
KEYS = {"value", "when", "applies_when", "met_when", "measured", "at_most", "at_least", "where"}


def formulas_of(table: object, key: str = "") -> list[str]:
    """Every formula of a book, wherever it stands."""
    if isinstance(table, dict):
        return [text for name, one in table.items() for text in formulas_of(one, name)]
    return [table] if isinstance(table, str) and key in KEYS else []


def test_the_rules_of_the_design_parse_and_print_back():
    if not Path(SAMPLES).is_file():
        pytest.skip("the design's sample rules are not beside this copy")
    book = tomllib.loads(SAMPLES.read_text(encoding="utf-8"))
    found = formulas_of({part: book[part] for part in ("define", "rule")})
    found += [one["as_of"] for one in book["parameter"].values() if "as_of" in one]
    assert len(found) == 34
    for text in found:
        assert parse(to_text(parse(text))) == parse(text)
        assert to_text(parse(text)) == text
