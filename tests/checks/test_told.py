"""A step whose way is asked for late: it is the same step, and so is a copy of it."""

from fractions import Fraction

from fundtrack.checks.told import Told
from fundtrack.formulas import Explanation, Kind

WHOLE = Explanation("cost.base", "cost.net", Kind.MONEY, Fraction(5), note="said")


def test_a_copy_has_what_was_changed_and_asks_for_nothing_until_somebody_does() -> None:
    asked = []

    def make() -> Explanation:
        asked.append(1)
        return WHOLE

    told = Told.of(make, "cost.base", Kind.MONEY, Fraction(5))
    open_ = told.replace(value=None, low=Fraction(0), missing=(("missing", "a", ""),))
    copy = open_.replace(label="cost.limited", note="undecided", parts=(told,))
    assert (told.label, told.value, told.missing, told.low) == ("cost.base", 5, (), None)
    assert (copy.label, copy.value, copy.low) == ("cost.limited", None, 0)
    assert copy.missing == open_.missing
    assert not asked
    assert (copy.note, copy.formula, copy.parts) == ("undecided", "cost.net", (told,))
    assert asked == [1]
    changed = {"label": "cost.limited", "value": None, "low": Fraction(0), "note": "undecided"}
    assert (
        copy.whole()
        == WHOLE.replace(**changed, missing=(("missing", "a", ""),), parts=(told,)).whole()
    )
