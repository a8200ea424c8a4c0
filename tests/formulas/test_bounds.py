"""Bounds of what is unknown (D-12): every completion of the unknowns keeps them."""

import copy
from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundtrack.formulas import Explanation, Kind, Op, Walker, check, to_text
from fundtrack.formulas.bounds import bounds_of
from tests.formulas.draws import KINDS, SCOPES, Worlds, depths, formula, seeds, value
from tests.formulas.fake import NOUNS, SCHEMA, Fake, Row, project, walked

F = Fraction


def spanned(text: str, spans: dict[str, tuple[int, int]], **facts):
    """The bounds of a formula whose unknown facts lie where `spans` says."""
    world = project(**facts)
    world.project.spans = {name: (F(low), F(high)) for name, (low, high) in spans.items()}
    found = walked(text, world)
    assert found.value is None
    return found.low, found.high


NONE = (None, None)
LIES = {"eligible": (-4, 10)}


@pytest.mark.parametrize(
    ("text", "bounds", "facts"),
    [
        ("project.eligible", (-4, 10), {}),
        ("project.eligible + aid_cap", (1, 15), {"aid_cap": F(5)}),
        ("aid_cap + project.eligible", (1, 15), {"aid_cap": F(5)}),
        ("project.eligible - aid_cap", (-9, 5), {"aid_cap": F(5)}),
        ("aid_cap - project.eligible", (-5, 9), {"aid_cap": F(5)}),
        ("project.eligible - project.eligible", (None, None), {}),
        ("min(project.eligible, aid_cap)", (-4, 5), {"aid_cap": F(5)}),
        ("max(project.eligible, aid_cap)", (5, 10), {"aid_cap": F(5)}),
        ("min(0, project.eligible, aid_cap)", (-4, 0), {"aid_cap": F(5)}),
        ("max(0, project.eligible)", (0, 10), {}),
        ("project.eligible * support_rate", (-2, 5), {"support_rate": F(1, 2)}),
        ("support_rate * project.eligible", (-2, 5), {"support_rate": F(1, 2)}),
        ("project.eligible * support_rate", (0, 0), {"support_rate": F(0)}),
        ("project.eligible / support_rate", (-8, 20), {"support_rate": F(1, 2)}),
        ("(project.eligible + project.eligible) * support_rate - aid_cap", (-9, 5),
         {"support_rate": F(1, 2), "aid_cap": F(5)}),
        ("project.eligible if project.flag else aid_cap", (-4, 10), {"flag": True}),
        # not known to be monotone, or not known at all
        ("project.eligible * support_rate", NONE, {"support_rate": F(-1, 2)}),
        ("project.eligible * support_rate", NONE, {}),
        ("project.eligible / support_rate", NONE, {"support_rate": F(-1, 2)}),
        ("project.eligible / support_rate", NONE, {"support_rate": F(0)}),
        ("project.eligible / support_rate", NONE, {}),
        ("aid_cap / project.eligible", NONE, {"aid_cap": F(5)}),
        ("project.eligible / project.eligible", NONE, {}),
        ("project.eligible + aid_cap", NONE, {}),
        ("project.eligible - aid_cap", NONE, {}),
        ("min(project.eligible, aid_cap)", NONE, {}),
        ("max(aid_cap, project.eligible)", NONE, {}),
        ("-project.eligible", NONE, {}),
        ("abs(project.eligible)", NONE, {}),
        ("project.eligible if project.flag else project.eligible", NONE, {}),
        ("project.eligible < 0", NONE, {}),
        ("project.eligible + aid_cap / (aid_cap - aid_cap) * aid_cap", NONE,
         {"aid_cap": F(5)}),
    ],
)  # fmt: skip
def test_bounds_pass_through_what_is_monotone_and_nothing_else(text, bounds, facts):
    expected = tuple(None if one is None else F(one) for one in bounds)
    assert spanned(text, LIES, **facts) == expected


def test_a_share_that_is_unknown_passes_bounds_too():
    assert spanned("aid_cap * project.share", {"share": (0, 1)}, aid_cap=F(8)) == (F(0), F(8))
    assert spanned("project.share * project.share", {"share": (0, 1)}) == NONE
    assert spanned("aid_cap * project.share", {"share": (0, 1)}, aid_cap=F(-8)) == NONE


def test_something_that_lies_at_one_point_counts_as_known():
    point = {"share": (1, 1), "eligible": (2, 6)}
    assert spanned("project.eligible * project.share", point) == (F(2), F(6))
    assert spanned("project.eligible / project.share", point) == (F(2), F(6))
    assert spanned("project.share * project.eligible", point) == (F(2), F(6))


def costs(*rows: tuple[object, object, tuple[int, int] | None]) -> Fake:
    """Costs by net, checked and the bounds of net."""
    made = []
    for net, checked, span in rows:
        spans = {"net": (F(span[0]), F(span[1]))} if span else {}
        made.append(Row("cost", {"net": net, "checked": checked}, spans=spans))
    return Fake(collections={"cost": made})


KNOWN = (F(100), True, None)
WHERE = "total(cost.net, where=cost.checked)"


@pytest.mark.parametrize(
    ("text", "rows", "bounds"),
    [
        ("total(cost.net)", [KNOWN, (None, True, (0, 120))], (100, 220)),
        ("total(cost.net)", [KNOWN, (None, True, (-20, 0)), (None, True, (0, 5))], (80, 105)),
        ("total(cost.net)", [KNOWN, (None, True, None)], NONE),
        ("total(cost.net)", [(None, True, None), (None, True, (0, 5))], NONE),
        (WHERE, [KNOWN, (None, False, None)], (100, 100)),
        (WHERE, [KNOWN, (F(50), None, None)], (100, 150)),
        (WHERE, [KNOWN, (F(-50), None, None)], (50, 100)),
        (WHERE, [KNOWN, (None, None, (10, 20))], (100, 120)),
        (WHERE, [KNOWN, (None, None, (-20, -10))], (80, 100)),
        (WHERE, [KNOWN, (None, None, (-5, 5))], (95, 105)),
        (WHERE, [KNOWN, (None, None, None)], NONE),
        ("total(cost.net * support_rate)", [KNOWN], NONE),
        ("largest(cost.net)", [KNOWN, (None, True, (0, 5))], NONE),
        ("smallest(cost.net)", [KNOWN, (None, True, (0, 5))], NONE),
        ("count(cost.checked)", [(F(1), None, None)], NONE),
    ],
)
def test_an_unknown_line_leaves_a_total_between_bounds(text, rows, bounds):
    found = walked(text, costs(*rows))
    if found.value is not None:  # what `where` leaves out hides what it does not know
        assert (found.value, found.value) == bounds
    else:
        assert (found.low, found.high) == bounds


def test_each_side_of_a_total_is_lost_alone():
    class HalfKnown(Fake):
        """Knows of an unknown net that it is at least 5, or at most 7, by its id."""

        def fact(self, row, name, kind):
            found = super().fact(row, name, kind)
            if name != "net":
                return found
            low = F(5) if row.facts["id"] == "low" else None
            high = F(7) if row.facts["id"] == "high" else None
            return found.replace(low=low, high=high)

    def total(*ids, text="total(cost.net)"):
        rows = [Row("cost", {"id": one, "checked": None}) for one in ids]
        found = walked(text, HalfKnown(collections={"cost": rows}, bare={"aid_cap": F(1)}))
        return found.low, found.high

    assert total("low", "low") == (F(10), None)
    assert total("high", "high") == (None, F(14))
    assert total("low", "high") == NONE
    for one in ("low", "high"):  # beyond a total, one side alone is not passed on
        assert total(one, text="total(cost.net) + aid_cap") == NONE
    doubtful = "total(cost.net, where=cost.checked)"
    assert total("low", text=doubtful) == (F(0), None)
    assert total("high", text=doubtful) == (None, F(7))


# -- laws --------------------------------------------------------------------------------------


def completed(world: Fake, random: Random) -> Fake:
    """A world that agrees with this one and leaves nothing out; unset links stay unset."""
    whole = copy.deepcopy(world)
    new = Worlds(random, 0)
    whole.plan = new.row("plan") if whole.plan is None else whole.plan
    for noun, rows in whole.collections.items():
        whole.collections[noun] = new.rows(noun, 3) if rows is None else rows
    every = [row for rows in whole.collections.values() for row in rows or ()]
    for row in (whole.project, whole.plan, *every):
        for name, type_ in NOUNS[row.noun].fields.items():
            if row.facts.get(name) is None:
                low, high = row.spans.get(name, (None, None))
                share = F(random.choice([0, 100, random.randint(0, 100)]), 100)
                inside = None if low is None else low + (high - low) * share
                row.facts[name] = value(random, type_) if inside is None else inside
    for name, (type_, _) in SCHEMA.parameters.items():
        if whole.bare[name] is None:
            whole.bare = {**whole.bare, name: value(random, type_)}
    if whole.bare["window_start"] is None:
        whole.bare = {**whole.bare, "window_start": "strict"}
    return whole


def subjects(world: Fake, scope: str) -> list[Row]:
    return [world.project] if scope == "project" else list(world.collections[scope] or ())


def hold(seed: int, scope: str, kinds: list[Kind], depth: int, monotone: bool) -> Counter:
    """Walk one formula in a world with gaps and in completions of it; count what was seen.

    A formula that asks `known(…)` speaks of the gaps themselves, so a completion may change it.
    """
    random = Random(seed)
    node = check(formula(random, scope, kinds, depth, monotone), SCHEMA, scope=scope)
    text = to_text(node)
    if "known(" in text:
        return Counter()
    world = Worlds(random, random.choice([0.05, 0.2])).world()
    wholes = [completed(world, random) for _ in range(3)]
    seen: Counter = Counter()
    for index, row in enumerate(subjects(world, scope)):
        found = Walker(world).walk(node, world.frame(row))
        for whole in wholes:
            there = Walker(whole).walk(node, whole.frame(subjects(whole, scope)[index])).value
            if there is None:
                continue
            if found.value is not None:
                assert there == found.value, text
                seen["known"] += 1
            if found.low is not None:
                assert found.low <= there, text
                seen["low"] += 1
            if found.high is not None:
                assert there <= found.high, text
                seen["high"] += 1
    return seen


@settings(max_examples=300)
@given(seeds, depths, st.sampled_from(SCOPES))
def test_bounds_contain_every_completion(seed, depth, scope):
    hold(seed, scope, [Kind.MONEY], depth, monotone=True)


@given(seeds, depths, st.sampled_from(SCOPES))
def test_what_is_known_no_completion_changes(seed, depth, scope):
    hold(seed, scope, KINDS, depth, monotone=False)


@pytest.mark.slow
@settings(max_examples=10_000)
@given(seeds, depths, st.sampled_from(SCOPES), st.booleans())
def test_many_completions_keep_bounds_and_known_values(seed, depth, scope, monotone):
    hold(seed, scope, [Kind.MONEY] if monotone else KINDS, depth, monotone)


def test_the_draws_do_meet_bounds():
    """The laws above say nothing if nothing unknown with bounds is ever drawn."""
    seen: Counter = Counter()
    for seed in range(150):
        seen += hold(seed, SCOPES[seed % 3], [Kind.MONEY], 1 + seed % 4, monotone=True)
    assert min(seen["known"], seen["low"], seen["high"]) > 20


def test_a_difference_has_bounds_only_where_one_side_is_known() -> None:
    known = Explanation("", "", Kind.MONEY, Fraction(100))
    unknown = Explanation("", "", Kind.MONEY, None, low=Fraction(0), high=Fraction(50))
    assert bounds_of(Op.SUB, [known, unknown]) == (50, 100)
    assert bounds_of(Op.SUB, [unknown, known]) == (-100, -50)
    assert bounds_of(Op.SUB, [unknown, unknown]) == (None, None)  # both may be the same unknown
