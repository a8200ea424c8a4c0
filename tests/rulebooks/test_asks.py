"""What a book asks a project to state, and how much there is in it."""

from collections import Counter

import pytest

from fundtrack.projects import NOUNS
from fundtrack.rulebooks import Verification, asks_of, books, census_of, load_book
from tests.rulebooks.small import loaded


@pytest.mark.parametrize("key", books())
def test_every_fact_and_every_term_is_asked_once(key):
    book = load_book(key)
    asks = asks_of(book)
    facts = {(one.noun, one.name) for one in asks if not one.term}
    terms = Counter((one.noun, one.name) for one in asks if one.term)
    assert facts == set(book.facts)
    assert terms == Counter(
        (noun, one.name)
        for one in book.parameters.values()
        for noun in one.set_in
        if noun != "book"
    )
    order = list(NOUNS)
    assert [one.noun for one in asks] == sorted((one.noun for one in asks), key=order.index)


def test_a_fact_comes_with_its_question_its_codes_and_its_source():
    (ask,) = [one for one in asks_of(loaded()) if one.noun == "cost"]
    assert (ask.place, ask.type.codes) == ("facts.research", {"industrial", "experimental"})
    assert (ask.texts["en"], str(ask.citation)) == ("Which research is it?", "rules#11")
    assert ask.layer == "test/whole@2"


def test_a_term_comes_with_its_bounds_and_what_the_book_gives():
    value = {"value": "70 %", "cite": "rules#1", "verification": "unverified"}
    given = loaded({"parameter/support_rate/values": [value]})
    for book, values in ((loaded(), []), (given, ["70 %"])):
        asks = [one for one in asks_of(book) if one.name == "support_rate"]
        assert [one.noun for one in asks] == ["plan", "partner"]
        for ask in asks:
            assert (ask.place, ask.at_most, ask.at_least) == (
                "terms.support_rate",
                "ceiling",
                "",
            )
            assert [str(one.value) for one in ask.given] == values


def test_a_value_that_the_book_may_not_set_is_not_given():
    only = loaded({"parameter/support_rate/set_in": ["plan"]})
    asks = [one for one in asks_of(only) if one.term]
    assert [(one.noun, one.given) for one in asks] == [("plan", ())]


def test_a_census_counts_the_book_and_its_own():
    book = loaded()
    found = census_of(book)
    assert (found.book, found.parameters) == ("test/whole@2", 12)
    assert (found.rules, found.defines) == (len(book.rules), len(book.defines))
    assert dict(found.own) == {"parameters": 12, "rules": 5, "defines": 6}


def test_a_parameter_counts_by_its_least_certain_value():
    def counts(changes):
        found = census_of(loaded(changes))
        return dict(found.verification), found.not_verified

    seen = {"verification": "verified", "checked_on": "2026-11-21"}
    cap = {"parameter/cap/values/0": {"value": "1.00 EUR", "cite": "rules#3", **seen}}
    assert counts({}) == ({"secondary": 1, "unverified": 10}, 11)
    assert counts(cap) == ({"secondary": 1, "unverified": 9, "verified": 1}, 10)
    last = {"parameter/ceiling/values/2/verification": "unverified"}
    assert counts(last) == ({"unverified": 11}, 11)
    unknown = {"unknown": True, "why": {"en": "x", "lv": "x"}, "cite": "rules#3"}
    assert counts({"parameter/cap/values/0": unknown}) == (
        {"secondary": 1, "unverified": 9},
        10,
    )


def test_what_waits_is_named_with_its_reason():
    book = loaded()
    acted = {code: rule.replace(unsupported="") for code, rule in book.rules.items()}
    assert census_of(book.replace(rules=acted)).unsupported == ()
    acted["TST-002"] = acted["TST-002"].replace(unsupported="portfolio")
    assert census_of(book.replace(rules=acted)).unsupported == (("rule.TST-002", "portfolio"),)


@pytest.mark.parametrize("key", books())
def test_a_census_is_plain_data(key):
    book = load_book(key)
    said = census_of(book).to_dict()
    assert said["book"] == book.key
    assert said["not_verified"] == sum(
        any(
            value.value is not None and value.verification is not Verification.VERIFIED
            for value in one.values
        )
        for one in book.parameters.values()
    )
