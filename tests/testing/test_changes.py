"""Which wrongs a formula may hold: each list below is all of them, in order."""

import pytest

from fundtrack.formulas import check, nodes, parse, to_text
from fundtrack.rulebooks import books, load_book
from fundtrack.testing import mutants
from fundtrack.testing.changes import changes
from tests.checks import small

BOOK = load_book(
    small.book(
        parameter={
            "cap": small.parameter("money", {"value": "100.00 EUR"}),
            "days_left": small.parameter("days", {"value": 3}),
        },
        set={"kinds": {"members": ["a", "b"], "cite": "act#1"}},
    )
)


def changed(text, scope="cost"):
    tree = check(parse(text), BOOK.schema, scope=scope)
    return [to_text(one.tree) for one in changes(tree, BOOK.schema, scope)]


@pytest.mark.parametrize(
    ("text", "wrongs"),
    [
        ("cost.net < cap", ["cost.net <= cap", "cost.net > cap"]),
        ("cost.net <= cap", ["cost.net < cap", "cost.net >= cap"]),
        ("cost.net > cap", ["cost.net >= cap", "cost.net < cap"]),
        ("cost.net >= cap", ["cost.net > cap", "cost.net <= cap"]),
        ("cost.net == cap", ["cost.net != cap", "cost.net <= cap", "cost.net >= cap"]),
        ("cost.net != cap", ["cost.net == cap", "cost.net < cap", "cost.net > cap"]),
        ("cost.form == 'actual'", ["cost.form != 'actual'"]),
        (
            "0 < cost.net <= cap",
            [
                "0 <= cost.net <= cap",
                "0 > cost.net <= cap",
                "0 < cost.net < cap",
                "0 < cost.net >= cap",
            ],
        ),
        ("cost.net + cost.vat", ["cost.net - cost.vat"]),
        ("cost.net - cost.vat", ["cost.net + cost.vat"]),
        ("-cost.net", ["cost.net"]),
        ("abs(cost.net)", ["cost.net"]),
        ("cost.paid_on + days_left", ["cost.paid_on - days_left"]),
        (
            "min(cost.net, cost.vat, cap)",
            [
                "max(cost.net, cost.vat, cap)",
                "min(cost.vat, cap)",
                "min(cost.net, cap)",
                "min(cost.net, cost.vat)",
            ],
        ),
        ("max(0, cost.net)", ["min(0, cost.net)", "cost.net", "0"]),
        (
            "cost.category in ('a', 'b')",
            [
                "cost.category in ('b',)",
                "cost.category in ('a',)",
                "cost.category not in ('a', 'b')",
            ],
        ),
        ("cost.category in kinds", ["cost.category not in kinds"]),
        ("cost.category not in ('a',)", ["cost.category in ('a',)"]),
        ("not known(cost.net)", ["known(cost.net)"]),
        (
            "known(cost.net) and known(cost.vat)",
            ["known(cost.net) or known(cost.vat)", "known(cost.vat)", "known(cost.net)"],
        ),
        (
            "known(cost.net) or known(cost.vat)",
            ["known(cost.net) and known(cost.vat)", "known(cost.vat)", "known(cost.net)"],
        ),
        (
            "cost.net if known(cost.vat) else cap",
            ["cap if known(cost.vat) else cost.net"],
        ),
        ("cost.net * (cost.vat / cap)", []),
    ],
)
def test_every_wrong_of_a_formula(text, wrongs):
    assert changed(text) == wrongs


@pytest.mark.parametrize(
    ("text", "wrongs"),
    [
        (
            "any(cost.net > cap)",
            ["any(cost.net >= cap)", "any(cost.net < cap)", "all(cost.net > cap)"],
        ),
        ("all(known(cost.net))", ["any(known(cost.net))"]),
        ("smallest(cost.net)", ["largest(cost.net)"]),
        ("largest(cost.net)", ["smallest(cost.net)"]),
        (
            "total(cost.net, where=cost.form == 'flat')",
            ["total(cost.net, where=cost.form != 'flat')", "total(cost.net)"],
        ),
    ],
)  # fmt: skip
def test_every_wrong_of_an_aggregate(text, wrongs):
    assert changed(text, "project") == wrongs


def test_a_wrong_is_told_once_and_never_as_the_formula_itself():
    assert changed("known(cost.net) and known(cost.net)") == [
        "known(cost.net) or known(cost.net)",
        "known(cost.net)",
    ]


def test_each_change_names_the_node_it_changed():
    tree = check(parse("cost.net < cap and known(cost.vat)"), BOOK.schema, scope="cost")
    for one in changes(tree, BOOK.schema, "cost"):
        assert one.before in [*nodes(tree)]
        assert one.after != one.before


@pytest.mark.parametrize("name", books())
def test_every_changed_formula_of_a_shipped_book_is_one_an_author_could_write(name):
    book = load_book(name)
    found = [one for one in mutants(book) if one.was is not None]
    assert found
    for one in found:
        assert one.now != one.was
        text = to_text(one.now)
        scope = "line" if one.pointer.endswith("/where") else one.units[0].scope
        assert check(parse(text), book.schema, scope=scope, want=one.was.type.kind) == one.now
