"""An explanation holds what it is given, field by field, and is copied with other values."""

from fractions import Fraction

import pytest

from fundtrack.formulas import Explanation, Kind, Source

SOURCE = Source(None, None, None, "verified")
PART = Explanation("part", "part", Kind.RATE, Fraction(1))
WHOLE = {
    "label": "project.support",
    "formula": "project.eligible * support_rate",
    "kind": Kind.MONEY,
    "value": Fraction(1),
    "exact": Fraction(11, 10),
    "rounding": "down 0.01",
    "currency": "EUR",
    "pointer": "/plans/0",
    "source": SOURCE,
    "missing": (("missing", "cost.net", "/costs/0/net"),),
    "low": Fraction(0),
    "high": Fraction(2),
    "note": "exception:land",
    "parts": (PART,),
    "subject": "cost:C",
}
PLAIN = {
    "exact": None,
    "rounding": "",
    "currency": "",
    "pointer": "",
    "source": None,
    "missing": (),
    "low": None,
    "high": None,
    "note": "",
    "parts": (),
    "subject": "",
}


def test_it_holds_what_it_is_given():
    made = Explanation(**WHOLE)
    assert {name: getattr(made, name) for name in WHOLE} == WHOLE
    assert made.whole() == WHOLE
    assert list(made.whole()) == list(WHOLE)


def test_what_is_left_out_is_nothing():
    assert {name: getattr(PART, name) for name in PLAIN} == PLAIN


@pytest.mark.parametrize("name", WHOLE)
def test_a_copy_differs_in_what_was_changed_and_in_nothing_else(name):
    made = PART.replace(**{name: WHOLE[name]})
    assert made.whole() == {**PART.whole(), name: WHOLE[name]}
    assert PART.label == "part"


def test_a_copy_with_all_fields_changed():
    assert PART.replace(**WHOLE) == Explanation(**WHOLE)


def test_a_field_that_is_not_there_is_refused():
    with pytest.raises(TypeError) as caught:
        PART.replace(values=1)
    assert str(caught.value) == (f"an explanation has {', '.join(WHOLE)}; given ['values']")


def doubled(depth: int, first: Fraction = Fraction(1)) -> Explanation:
    """A step whose two parts are one, and so on: as many ways as two to the depth."""
    step = Explanation("", "a", Kind.RATE, first)
    for _ in range(depth):
        step = Explanation("", "a + a", Kind.RATE, Fraction(2), parts=(step, step))
    return step


def test_what_many_steps_share_is_compared_once() -> None:
    assert doubled(200) == doubled(200)
    assert hash(doubled(200)) == hash(doubled(200))
    assert doubled(200) != doubled(200, Fraction(2))
    assert doubled(200) != doubled(199)


@pytest.mark.parametrize("name", WHOLE)
def test_steps_differ_by_each_field(name: str) -> None:
    one, other = Explanation(**WHOLE), Explanation(**WHOLE)
    assert (one == other, hash(one) == hash(other)) == (True, True)
    assert one != one.replace(**{name: (PART, PART) if name == "parts" else None})


def test_a_step_is_nothing_else() -> None:
    assert PART != "part"
    assert PART.replace(parts=(PART,)) != PART
