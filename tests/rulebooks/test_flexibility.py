"""The flexibilities of a book: what is read of them, and everything that is refused."""

import pytest

from fundtrack.formulas import to_text
from fundtrack.rulebooks import books, load_book
from fundtrack.values import BookError
from tests.rulebooks.small import GONE, loaded, refusal, whole

AT = "flexibility/partners"


def test_a_flexibility_is_read_whole():
    one = loaded().flexibilities["partners"]
    assert (one.by, one.counts, one.against) == (
        ("partner", "category"),
        "increases",
        "consent",
    )
    assert (one.within, one.effect, one.of, one.only) == (
        "notify",
        "consent",
        "figure",
        ("staff",),
    )
    assert one.up_to is not None
    assert one.consented_when is not None
    assert to_text(one.up_to) == "land_cap"
    assert to_text(one.consented_when) == "known(plan.approved_on)"
    assert [str(cite) for cite in one.citations] == ["rules#13"]
    assert one.layer == "test/whole@2"


def test_what_may_be_left_out():
    least = {f"{AT}/{key}": GONE for key in ("up_to", "of", "within", "only", "applies_when")}
    one = loaded(least).flexibilities["partners"]
    assert (one.up_to, one.of, one.within, one.only, one.applies_when) == (
        None,
        "",
        "",
        (),
        None,
    )


def test_one_thing_may_stand_without_brackets():
    least = {f"{AT}/only": GONE}
    assert loaded({f"{AT}/by": "project", **least}).flexibilities["partners"].by == ("project",)


REFUSED = [
    ({f"{AT}/by": []}, "by", "each named once"),
    ({f"{AT}/by": ["partner", "partner"]}, "by", "each named once"),
    ({f"{AT}/by": ["partner", "fund"]}, "by", "stand alone"),
    ({f"{AT}/by": "claim"}, "by/0", "expected 'partner'"),
    ({f"{AT}/by": "partner"}, "only", "only names categories"),
    ({f"{AT}/only": ["stff"]}, "only", "no category stff; did you mean staff"),
    ({f"{AT}/counts": GONE}, "counts", "this key is missing"),
    ({f"{AT}/against": GONE}, "against", "this key is missing"),
    ({f"{AT}/counts": "decreases"}, "counts", "expected 'increases' or 'both'"),
    ({f"{AT}/effect": "ask"}, "effect", "expected 'free'"),
    ({f"{AT}/consented_when": GONE}, "consented_when", "go together"),
    ({f"{AT}/against": "latest"}, "consented_when", "go together"),
    ({f"{AT}/consented_when": "plan.support"}, "consented_when", "bool"),
    ({f"{AT}/cite": []}, "cite", "a citation is missing"),
    ({f"{AT}/cite": "nothing#1"}, "cite/0", "no act nothing"),
    ({f"{AT}/title/lv": GONE}, "title/lv", "this text is missing"),
    ({f"{AT}/why": GONE}, "why/en", "this text is missing"),
    ({f"{AT}/up_to": GONE}, "of", "belongs to up_to"),
    ({f"{AT}/up_to": GONE, f"{AT}/of": GONE}, "within", "belongs to up_to"),
    ({f"{AT}/up_to": "durability"}, "up_to", "a share or an amount, not a months"),
    ({f"{AT}/up_to": "cap"}, "of", "an amount is of nothing"),
    ({f"{AT}/of": GONE}, "of", "a share is of the figure or of the total"),
    ({f"{AT}/up_to": "cap * land_cap", f"{AT}/of": GONE}, "up_to", "whole cents"),
    ({f"{AT}/within": GONE}, "within", "what follows up to the limit"),
    ({f"{AT}/within": "consent"}, "within", "beyond the limit it is consent"),
    ({f"{AT}/within": "forbidden"}, "within", "within it no less: forbidden"),
    ({f"{AT}/applies_when": "cost.net"}, "applies_when", "cost"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "key", "words"), REFUSED)
def test_a_flexibility_that_says_nothing_clear_is_refused(changes, key, words):
    error = refusal(changes)
    assert error.pointer == f"/{AT}/{key}"
    assert words in error.message


def test_a_formula_is_refused_with_a_caret():
    error = refusal({f"{AT}/up_to": "land_capp * ceiling"})
    assert "did you mean land_cap" in error.message
    assert error.caret == "land_capp * ceiling\n^^^^^^^^^"


def test_an_amount_that_a_define_rounds_is_one():
    one = loaded({f"{AT}/up_to": "project.land_limit", f"{AT}/of": GONE})
    assert one.flexibilities["partners"].of == ""


def test_more_than_a_book_can_mean_is_refused():
    tables = whole()
    tables["flexibility"] = {f"f{n}": tables["flexibility"]["partners"] for n in range(201)}
    with pytest.raises(BookError, match="more than 200 flexibilities"):
        load_book(tables)


@pytest.mark.parametrize("key", books())
def test_every_shipped_flexibility_is_cited_and_told_in_both_languages(key):
    for one in load_book(key).flexibilities.values():
        assert one.citations
        for texts in (one.titles, one.why, one.remedy):
            assert {"en", "lv"} <= set(texts)
            assert not any("{" in text for text in texts.values())
