"""What is proven to be no wrong: both formulas say the same in every case, and never else."""

from functools import cache

import pytest

from fundtrack.checks import run
from fundtrack.projects import read_project
from fundtrack.rulebooks import books, load_book
from fundtrack.testing import mutants, read_case_file
from fundtrack.testing.answers import differ
from fundtrack.testing.equal import equal_by
from tests.book_cases import CASES
from tests.checks import small
from tests.random_books import draw_book, draw_project
from tests.testing import tiny

SAME = "both say the same in every case"


def why(text, after):
    made = tiny.book(small.rule("cost", met_when=text))
    (found,) = {
        equal_by(one, made)
        for one in mutants(made)
        if one.was is not None and f"{one.before} -> {one.after}" == after
    }
    return found


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            "(cost.net if cost.net < cap else cap) == cost.vat",
            "cost.net < cap -> cost.net <= cap",
        ),
        (
            "(cap if cap >= cost.net else cost.net) == cost.vat",
            "cap >= cost.net -> cap > cost.net",
        ),
        ("(cost.net if cost.net <= cap else cap) == cap", "cost.net <= cap -> cost.net < cap"),
        ("cost.net < cap and cost.net != cap", "cost.net != cap -> cost.net < cap"),
        (
            "cost.net < cap and cost.net != cap",
            "cost.net < cap and cost.net != cap -> cost.net < cap",
        ),
        (
            "cost.net <= cap or cost.net == cap",
            "cost.net <= cap or cost.net == cap -> cost.net <= cap",
        ),
        (
            "min(cost.net, cap, cost.net) == cost.vat",
            "min(cost.net, cap, cost.net) -> min(cost.net, cap)",
        ),
    ],
)
def test_equal_in_every_case(text, after):
    assert why(text, after) == SAME


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            "(cost.net if cost.net < cap else cost.vat) == cap",
            "cost.net < cap -> cost.net <= cap",
        ),
        ("cost.net < cap and cost.vat < cap", "cost.net < cap -> cost.net <= cap"),
        (
            "known(cost.net) or cost.net > cap",
            "known(cost.net) or cost.net > cap -> known(cost.net)",
        ),
        (
            "cost.net <= cap or cost.vat == cap",
            "cost.net <= cap or cost.vat == cap -> cost.net <= cap",
        ),
        ("min(cost.net, cap) <= cap", "min(cost.net, cap) -> cap"),  # net may be unknown
        (
            "cost.net == 0 and days_between(cost.paid_on, cost.paid_on) == 0 and cost.vat <= 0",
            "cost.vat <= 0 -> cost.vat < 0",
        ),
        ("cost.net - cost.vat == cap", "cost.net - cost.vat -> cost.net + cost.vat"),
        (
            "cost.net == cap and cost.vat == cap and cost.net == cost.vat_recoverable",
            "cost.vat == cap -> cost.vat <= cap",
        ),
    ],
)
def test_not_equal_in_every_case(text, after):
    assert why(text, after) == ""


@pytest.mark.parametrize(
    ("text", "after", "same"),
    [
        (
            "known(cost.net) if cost.form in ('unit', 'lump') else "
            "cost.form in ('unit', 'lump')",
            "('unit', 'lump') -> ('lump',)",
            {"", SAME},  # the first list decides, in the second nothing is left to find
        ),
        (
            "cost.form in ('unit', 'lump') or cost.form == 'unit'",
            "cost.form in ('unit', 'lump') or cost.form == 'unit' -> "
            "cost.form in ('unit', 'lump')",
            {SAME},
        ),
        (
            "cost.form in ('unit', 'lump') or cost.form == 'unit'",
            "('unit', 'lump') -> ('lump',)",
            {SAME},
        ),
        (
            "cost.form in ('unit', 'lump') or cost.form == 'unit'",
            "('unit', 'lump') -> ('unit',)",
            {""},
        ),
        (
            "cost.form == 'unit' and cost.form != 'lump'",
            "cost.form == 'unit' and cost.form != 'lump' -> cost.form == 'unit'",
            {SAME},
        ),
        (
            "cost.category == 'a' or cost.form == 'unit'",
            "cost.category == 'a' or cost.form == 'unit' -> cost.form == 'unit'",
            {""},
        ),
    ],
)
def test_what_is_one_code_is_no_other(text, after, same):
    made = tiny.book(small.rule("cost", met_when=text))
    told = [one for one in mutants(made) if f"{one.before} -> {one.after}" == after]
    assert told
    assert {equal_by(one, made) for one in told} == same


def test_a_member_that_no_fact_can_be_is_no_loss_and_one_that_can_be_is():
    made = tiny.book(
        small.rule("cost", met_when="cost.form in forms"),
        set={"forms": {"members": ["actual", "barter"], "cite": "act#1"}},
    )
    found = {one.before: equal_by(one, made) for one in mutants(made) if one.member[0]}
    assert found == {
        "'actual' in forms": "",
        "'barter' in forms": "cost.form is never 'barter'",
    }


def test_a_member_of_an_open_list_may_be_any():
    made = tiny.book(
        small.rule("cost", met_when="cost.category in kinds"),
        set={"kinds": {"members": ["a"], "cite": "act#1"}},
    )
    assert [equal_by(one, made) for one in mutants(made) if one.member[0]] == [""]


@pytest.mark.parametrize("chosen", ["", "yes"])
def test_a_reading_that_nobody_has_chosen_is_unknown_either_way(chosen):
    reading = {"options": ["yes", "no"], "cite": "act#1", "why": small.TEXTS}
    reading |= {"chosen": chosen, "by": "somebody"} if chosen else {}
    made = tiny.book(
        small.rule("cost", met_when="cost.net < cap if known(cost.net) else doubt == 'yes'"),
        reading={"doubt": reading},
    )
    found = {one.before: equal_by(one, made) for one in mutants(made)}
    reason = "" if chosen else "unknown either way while nobody has chosen doubt"
    assert found["doubt == 'yes'"] == reason
    assert found["cost.net < cap"] == ""


def test_a_moved_limit_is_never_taken_for_the_same():
    made = tiny.book(small.rule("cost", measured="cost.net", at_most="cap"))
    assert {equal_by(one, made) for one in mutants(made)} == {""}


@cache
def drawn(seed):
    """A drawn book, and its mutants with whether they are proven to be no wrong."""
    book = load_book(draw_book(seed))
    return book, [(one, bool(equal_by(one, book))) for one in mutants(book)]


@pytest.mark.parametrize("seed", range(5))
def test_no_drawn_project_tells_a_proven_pair_apart(seed):
    """Else the proof would be none."""
    book, found = drawn(seed)
    projects = [read_project(draw_project(seed * 100 + one)) for one in range(4)]
    for mutant, proven in found:
        for project in projects if proven else ():
            assert not differ(run(project, book), run(project, mutant.book)), str(mutant)


def test_drawn_books_hold_pairs_that_are_proven_and_pairs_that_are_not():
    found = [proven for seed in range(5) for _, proven in drawn(seed)[1]]
    assert found.count(True) >= 5
    assert found.count(False) > found.count(True)


@pytest.mark.parametrize("name", books())
def test_what_a_given_case_tells_apart_is_never_proven_the_same(name):
    book = load_book(name)
    cases = read_case_file(CASES / f"{name}.toml", name).cases
    asked = [(read_project(dict(case.project)), case.on) for case in cases]
    for one in mutants(book):
        if equal_by(one, book):
            for project, on in asked:
                assert not differ(run(project, book, on=on), run(project, one.book, on=on))
