"""The grammar page lists every node, in the code's order, each with an example that parses."""

import re

import pytest

from fundtrack.formulas import MAX_DEPTH, MAX_LENGTH, FormulaError, Kind, Op, parse, to_text
from tests.house import SOURCE

PAGE = (SOURCE.parent.parent / "docs" / "grammar.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([0-9]+) \| `([^`]+)` \| `([^`]+)` \|", PAGE, re.MULTILINE)
#: Before a book is known, `parse` cannot tell these names apart.
NAMES = {Op.DEFINE: Op.FACT, Op.SET: Op.PARAMETER, Op.READING: Op.PARAMETER}


def test_the_page_numbers_every_node_in_order():
    assert [(int(number), name) for number, name, _ in ROWS] == list(
        enumerate((str(op) for op in Op), 1)
    )
    assert f"{len(Op)} nodes" in PAGE


@pytest.mark.parametrize(("name", "example"), [(name, example) for _, name, example in ROWS])
def test_each_example_is_of_its_node_and_prints_back(name, example):
    tree = parse(example)
    assert tree.op is NAMES.get(Op(name), Op(name))
    assert to_text(tree) == example
    assert parse(to_text(tree)) == tree


def test_the_page_names_every_kind():
    sentence = PAGE.split("## Kinds")[1].split("\n")[2]
    assert re.findall(r"`([a-z]+)`", sentence) == [str(kind) for kind in Kind]


def test_the_limits_are_the_ones_of_the_code():
    assert f"| length | {MAX_LENGTH:,} characters |" in PAGE
    assert f"| depth | {MAX_DEPTH} |" in PAGE
    parse("a" * MAX_LENGTH)
    with pytest.raises(FormulaError, match="1000 characters"):
        parse("a" * (MAX_LENGTH + 1))
