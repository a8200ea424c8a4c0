"""What holds for every value class: nothing changes it, nothing gets past its gate."""

import copy
import pickle
from datetime import date

import pytest

from fundtrack.values import Citation, Money, Period, Price, Rate, Rounding

VALUES = [
    Money("586584.85 EUR"),
    Price("27.4125 EUR"),
    Rate("2/37"),
    Rounding("down 0.01"),
    Rounding("down", "0.01", Citation("mk205#37")),
    Period("2016-01-01/2017-06-30"),
    Period("/2017-06-30"),
    Citation("cpr1420#69", read_on=date(2026, 11, 21)),
]
SLOTS = {
    Money: ("minor", "currency"),
    Price: ("amount", "currency"),
    Rate: ("fraction",),
    Rounding: ("mode", "unit", "citation", "_steps"),
    Period: ("first", "last"),
    Citation: ("act", "pinpoint", "consolidated", "read_on", "read_by"),
}
every = pytest.mark.parametrize("value", VALUES, ids=repr)


@every
def test_nothing_changes_it(value):
    before = repr(value)
    said = f"{type(value).__name__} cannot be changed; make a new one"
    for name in (*SLOTS[type(value)], "other", "__class__", "__dict__"):
        with pytest.raises(AttributeError) as caught:
            setattr(value, name, 1)
        assert str(caught.value) == said
        with pytest.raises(AttributeError) as caught:
            delattr(value, name)
        assert str(caught.value) == said
    assert repr(value) == before
    assert not hasattr(value, "__dict__")


@every
def test_making_it_again_does_not_change_it(value):
    before = repr(value)
    value.__init__("1.00 EUR")
    assert repr(value) == before


@every
def test_copies_and_pickles_are_the_same(value):
    assert copy.copy(value) is value
    assert copy.deepcopy([value])[0] is value
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert again == value
        assert type(again) is type(value)
        assert hash(again) == hash(value)
        assert repr(again) == repr(value)


@every
def test_an_unpickled_value_goes_through_the_gate(value):
    """A pickle holds the call that makes the value, never its slots."""
    make, arguments, *state = value.__reduce_ex__(4)
    assert make(*arguments) == value
    assert state in ([], [None], [None, None, None])


class Equal:
    """Says it is equal to everything, as some test doubles and query builders do."""

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


@every
def test_it_lets_others_answer_and_is_equal_only_to_its_own_kind(value):
    assert value == Equal()
    assert Equal() == value
    assert (value != Equal()) is False
    for stranger in (str(value), object(), None, 0, [value], (value,)):
        assert value != stranger
        assert (value == stranger) is False
    assert value.__eq__(str(value)) is NotImplemented


@every
def test_equal_values_are_one_key(value):
    again = pickle.loads(pickle.dumps(value))
    assert {value: 1}[again] == 1
    assert len({*VALUES, again}) == len(VALUES)


def test_values_of_other_kinds_do_not_meet_in_a_set():
    assert len({Money("1.00 EUR"), Price("1.00 EUR"), Rate("100 %"), Citation("a")}) == 4


@pytest.mark.parametrize("kind", SLOTS)
def test_a_value_class_is_not_extended_by_accident(kind):
    assert kind.__final__
    assert set(SLOTS[kind]) == {
        slot for base in kind.__mro__ for slot in getattr(base, "__slots__", ())
    }
