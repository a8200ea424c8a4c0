"""The cases made from a formula: beside and at each limit, inside and outside each set."""

from itertools import islice

import pytest

from fundtrack.checks import run
from fundtrack.rulebooks import load_book
from fundtrack.testing import Trials, Unit, read_case_file
from fundtrack.values import InputError
from tests.book_cases import CASES
from tests.checks import small
from tests.testing import tiny

RULE = Unit("rule", "T-1", "cost")


def values(made, pointer, *cases):
    """What is stated at a pointer alone, in the order of the trials."""
    found = [one[pointer] for one in tiny.edits(made, *cases) if set(one) == {pointer}]
    return [*dict.fromkeys(map(str, found))]


def rule(scope="cost", **more):
    return tiny.book(small.rule(scope, **more))


def test_an_amount_goes_one_cent_below_at_and_above_its_limit():
    made = rule(measured="cost.net", at_most="cap")
    assert values(made, "/costs/0/net")[:3] == ["99.99 EUR", "100.00 EUR", "100.01 EUR"]


def test_a_limit_between_two_cents_has_both_of_them_beside_it():
    made = rule(measured="cost.net", at_most="cap * share")
    beside = ["33.32 EUR", "33.33 EUR", "33.34 EUR", "33.35 EUR"]
    assert values(made, "/costs/0/net")[:4] == beside


def test_a_day_goes_one_day_below_at_and_above_its_limit():
    made = rule(measured="cost.paid_on", at_most="last_day")
    assert values(made, "/costs/0/paid_on")[:3] == ["2018-06-29", "2018-06-30", "2018-07-01"]


def test_both_ends_of_a_period_are_limits_and_can_be_moved_themselves():
    made = rule(met_when="plan.period.first <= cost.paid_on <= plan.period.last")
    days = values(made, "/costs/0/paid_on")
    assert {"2015-12-31", "2016-01-01", "2018-12-31", "2019-01-01"} <= {*days}
    periods = values(made, "/plans/0/period")
    assert {"2018-01-01/2018-12-31", "2018-01-02/2018-12-31"} <= {*periods}
    assert {"2016-01-01/2018-01-01", "2016-01-01/2017-12-31"} <= {*periods}


def test_a_fact_that_is_not_stated_is_brought_to_its_limit_too():
    made = rule(measured="cost.paid_on", at_most="last_day")
    bare = tiny.case(small.cost("C"))
    assert values(made, "/costs/0/paid_on", bare)[:2] == ["2018-06-29", "2018-06-30"]


def test_a_day_that_nothing_is_compared_with_is_stated_all_the_same():
    made = rule(met_when="known(cost.paid_on)")
    assert values(made, "/costs/0/paid_on", tiny.case(small.cost("C")))[0] == "2020-01-01"


def test_a_term_of_the_grant_is_brought_to_what_it_is_compared_with():
    made = rule(measured="cost.paid_on", at_most="last_day")
    stated = values(made, "/plans/0/terms/last_day")
    assert stated[:3] == ["2017-12-31", "2018-01-01", "2018-01-02"]


def test_whatever_a_total_is_made_of_is_brought_to_its_limit():
    made = rule("project", measured="total(cost.net)", at_most="cap", basis=["claimed"])
    costs = tiny.case(small.cost("A", "30.00 EUR"), small.cost("B", "20.00 EUR"))
    assert {"79.99 EUR", "80.00 EUR", "80.01 EUR"} <= {*values(made, "/costs/0/net", costs)}
    assert {"69.99 EUR", "70.00 EUR", "70.01 EUR"} <= {*values(made, "/costs/1/net", costs)}


def test_a_count_goes_one_row_below_and_above():
    made = rule("project", measured="count(cost.form == 'actual')", at_least="fewest")
    found = tiny.edits(made, tiny.case(tiny.COST, small.cost("D")))
    assert {"/costs/-": {**tiny.COST, "id": "C-twin"}} in found
    assert {"/costs/1": "out"} in found
    assert {"/costs": []} in found
    assert {"/costs": "out"} in found


def test_a_code_is_tried_as_each_that_is_named_and_as_another_and_unsaid():
    made = rule(met_when="cost.category in ('staff', 'travel')")
    assert values(made, "/costs/0/category")[:4] == ["staff", "travel", "no-such-code", "ZZ"]
    assert "out" in values(made, "/costs/0/category")


def test_a_code_of_a_closed_list_is_tried_as_all_of_them():
    made = rule(met_when="cost.form == 'actual'")
    forms = ["actual", "depreciation", "flat", "in_kind", "lump", "unit"]
    assert values(made, "/costs/0/form") == forms


def test_a_truth_value_is_tried_both_ways_and_unsaid():
    asks = {"kind": "bool", "ask": small.TEXTS, "cite": "act#1"}
    made = tiny.book(small.rule("cost", met_when="cost.shown"), fact={"cost": {"shown": asks}})
    stated = tiny.case({**tiny.COST, "facts": {"shown": True}})
    made_of = Trials(made, [stated]).of([RULE])
    shown = [one.edit[0] for one in made_of if one.edit]
    assert [patch.value for patch in shown[:2]] == [True, False]
    assert any(patch.out and patch.pointer == "/costs/0/facts/shown" for patch in shown)


def test_the_day_that_selects_a_value_is_brought_to_the_ends_of_its_days():
    dated = small.parameter(
        "money",
        {"to": "2017-06-30", "value": "50.00 EUR"},
        {"from": "2017-07-01", "value": "100.00 EUR"},
        as_of="cost.incurred_on",
    )
    made = tiny.book(
        small.rule("cost", measured="cost.net", at_most="dated"), parameter={"dated": dated}
    )
    days = {*values(made, "/costs/0/incurred_on")}
    assert {"2017-06-29", "2017-06-30", "2017-07-01", "2017-07-02"} <= days


def test_what_a_define_asks_is_asked_of_what_names_it():
    made = tiny.book(
        small.rule("cost", measured="cost.own", at_most="cap"),
        define={"cost": {"own": {"value": "cost.net - cost.vat", "cite": "act#1"}}},
    )
    vat = {value for value in values(made, "/costs/0/vat") if value != "out"}
    assert {"0.01 EUR", "-0.01 EUR"} <= vat


def test_every_trial_is_a_project_that_can_be_read_and_holds_the_books_answer():
    made = rule(met_when="cost.paid_on <= last_day and cost.net <= cap")
    for trial in islice(Trials(made, [tiny.case(tiny.COST)]).of([RULE]), 300):
        again = run(trial.project, made)
        assert again.tally("claimed") == trial.checked.tally("claimed")


def test_the_same_book_and_cases_give_the_same_trials_in_the_same_order():
    book = load_book("lv/cluster-2016")
    said = read_case_file(CASES / "lv" / "cluster-2016.toml", book.id)
    units = [Unit("rule", "LV-CLU-002", "project"), Unit("rule", "LV-CLU-009", "cost")]
    first, second = (
        [one.edit for one in islice(Trials(book, [said.project]).of(units), 500)]
        for _ in range(2)
    )
    assert first == second
    assert len(first) == 500


def test_without_a_project_there_is_nothing_to_start_from():
    with pytest.raises(InputError, match="no project to start from"):
        Trials(tiny.book(), [])
