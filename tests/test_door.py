"""The front door: its names are a promise to callers, so the list is written down twice."""

import inspect

import fundtrack

#: By theme, as the design lists them. Add freely; change only with a changelog entry.
DOOR = {
    "values": "Money Price Rate Rounding Period Citation CoFunding FxRates co_fund split",
    "nouns": "Project Agreement Call Plan Partner Activity BudgetLine CostItem CostOption"
    " FundingSource Entry Procurement Claim Payment AidAward Enterprise Indicator Waiver",
    "deeds": "read_project check check_many position Register CALCULATORS books load_book"
    " compare_books compare_plans",
    "answers": "Report Position PlanComparison Finding Verdict Severity Figure Explanation"
    " Book",
    "errors": "FundtrackError InputError BookError",
}
NAMES = [name for names in DOOR.values() for name in names.split()]


def test_the_door_is_the_list():
    assert sorted(fundtrack.__all__) == sorted(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_nothing_else_stands_in_the_door():
    rooms = {name for name, value in vars(fundtrack).items() if inspect.ismodule(value)}
    public = {name for name in vars(fundtrack) if not name.startswith("_")}
    assert public - rooms == set(NAMES)


def test_every_name_says_what_it_is():
    for name in NAMES:
        assert inspect.getdoc(getattr(fundtrack, name)), name


def test_the_door_is_plain():
    """No lazy attributes: what is listed is there, for people and for type checkers."""
    assert "__getattr__" not in vars(fundtrack)


def test_the_errors_are_one_family():
    assert issubclass(fundtrack.InputError, fundtrack.FundtrackError)
    assert issubclass(fundtrack.BookError, fundtrack.FundtrackError)
    assert issubclass(fundtrack.InputError, ValueError)
