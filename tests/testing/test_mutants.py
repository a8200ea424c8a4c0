"""What is planted beside formulas: limits moved, turned round, forgotten; sets cut short."""

import pytest

from fundtrack.rulebooks import load_book
from fundtrack.testing import mutants
from tests.checks import small
from tests.testing import tiny


def told(made, **asked):
    return [f"{one.before} -> {one.after}" for one in mutants(made, **asked)]


@pytest.mark.parametrize(
    ("measured", "limit", "unit"),
    [
        ("cost.net", "cap", "one unit"),
        ("cost.vat / cost.net", "share", "one unit"),
        ("cost.unit_price", "price", "one unit"),
        ("cost.quantity", "fewest", "1"),
        ("cost.paid_on", "last_day", "1"),
        ("days_between(cost.incurred_on, cost.paid_on)", "days_left", "1"),
        ("months_between(cost.incurred_on, cost.paid_on)", "months_left", "1"),
    ],
)
def test_a_limit_is_moved_by_one_unit_of_its_kind_and_turned_round(measured, limit, unit):
    more = {
        "price": small.parameter("price", {"value": "1.50 EUR"}),
        "days_left": small.parameter("days", {"value": 30}),
        "months_left": small.parameter("months", {"value": 3}),
    }
    made = tiny.book(small.rule("cost", measured=measured, at_most=limit), parameter=more)
    before = f"{measured} <= {limit}"
    assert told(made) == [
        f"{before} -> {before} - {unit}",
        f"{before} -> {before} + {unit}",
        f"{before} -> {measured} >= {limit}",
    ]


def test_of_two_limits_each_is_moved_and_forgotten():
    made = tiny.book(
        small.rule(
            "cost",
            measured="cost.paid_on",
            at_least="plan.period.first",
            at_most="plan.period.last",
        )
    )
    high, low = "cost.paid_on <= plan.period.last", "cost.paid_on >= plan.period.first"
    assert told(made) == [
        f"{high} -> {high} - 1",
        f"{high} -> {high} + 1",
        f"{high} -> no at_most",
        f"{low} -> {low} - 1",
        f"{low} -> {low} + 1",
        f"{low} -> no at_least",
    ]


def test_a_cut_is_moved_but_not_turned_round():
    made = tiny.book(
        small.rule(
            "line",
            measured="line.admitted",
            at_most="cap",
            effect="limit",
            limits="line.admitted",
        )
    )
    cut = "line.admitted <= cap"
    assert told(made) == [f"{cut} -> {cut} - one unit", f"{cut} -> {cut} + one unit"]


def test_every_member_of_a_set_is_left_out_once_however_often_it_is_asked():
    made = tiny.book(
        small.rule("cost", met_when="cost.category in kinds"),
        set={"kinds": {"members": ["b", "a"], "cite": "act#1"}},
        define={"cost": {"odd": {"value": "cost.category in kinds", "cite": "act#1"}}},
    )
    left_out = [one for one in mutants(made) if one.after == "left out"]
    assert [one.before for one in left_out] == ["'a' in kinds", "'b' in kinds"]
    assert {one.pointer for one in left_out} == {"/set/kinds/members"}
    assert [sorted(one.book.sets["kinds"]) for one in left_out] == [["b"], ["a"]]
    assert {str(unit) for unit in left_out[0].units} == {"define cost.odd", "rule T-1"}


def test_a_set_that_no_formula_names_is_left_alone():
    kinds = {"kinds": {"members": ["a"], "cite": "act#1"}}
    assert told(tiny.book(small.rule("cost", met_when="known(cost.net)"), set=kinds)) == []


def test_the_books_own_codes_are_found_where_they_stand():
    title = {"title": small.TEXTS, "cite": "act#1"}
    made = tiny.book(
        small.rule("cost", met_when="cost.category in categories"),
        category={"staff": title, "travel": title},
    )
    pointers = [one.pointer for one in mutants(made)]
    assert pointers == ["/rule/T-1/met_when", "/category/staff", "/category/travel"]


def test_a_pointer_leads_to_the_formula_in_the_file():
    wrong = {"when": "cost.form == 'flat'", "cite": "act#1"}
    said = small.book(
        rule={
            "T-1": small.rule(
                "cost",
                met_when="cost.form == 'actual'",
                unless={"odd": wrong | {"met_when": "cost.form != 'lump'"}},
            )
        },
        define={
            "cost": {
                "own": {
                    "value": "cost.net - cost.vat",
                    "cite": "act#1",
                    "unless": {"odd": wrong | {"value": "cost.net + cost.vat"}},
                }
            }
        },
    )
    found = {one.pointer: one.before for one in mutants(load_book(said))}
    assert found == {
        "/define/cost/own/value": "cost.net - cost.vat",
        "/define/cost/own/unless/odd/when": "cost.form == 'flat'",
        "/define/cost/own/unless/odd/value": "cost.net + cost.vat",
        "/rule/T-1/met_when": "cost.form == 'actual'",
        "/rule/T-1/unless/odd/when": "cost.form == 'flat'",
        "/rule/T-1/unless/odd/met_when": "cost.form != 'lump'",
    }
    for pointer, before in found.items():
        here = said
        for step in pointer.split("/")[1:]:
            here = here[step]
        assert here == before


def test_a_mutant_differs_from_its_book_in_one_part_and_in_its_hash():
    book = load_book("lv/cluster-2016")
    hashes = set()
    for one in mutants(book):
        hashes.add(one.book.hash)
        rules = [code for code in book.rules if book.rules[code] != one.book.rules[code]]
        sets = [name for name in book.sets if book.sets[name] != one.book.sets[name]]
        defines = [key for key in book.defines if book.defines[key] != one.book.defines[key]]
        assert len(rules) + len(sets) + len(defines) == 1, str(one)
    assert len(hashes) == len([*mutants(book)])
    assert book.hash not in hashes


def test_only_the_layer_asked_for_is_touched():
    book = load_book("lv/cluster-2016")
    lower = [*mutants(book, layer="eu/erdf-2014@1")]
    parts = {**book.rules, **book.defines}
    keys = {unit.key for one in lower for unit in one.units}
    assert {parts[key].layer for key in keys} == {"eu/erdf-2014@1"}
    own = {one.pointer.split("/")[2] for one in mutants(book) if "/rule/" in one.pointer}
    assert all(book.rules[code].layer == book.key for code in own)
