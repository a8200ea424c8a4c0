"""A higher layer adds, tightens and excepts; it never restates and never loosens."""

from datetime import date
from itertools import pairwise

import pytest

from fundtrack.rulebooks import BASE, Shelf, load_book
from fundtrack.values import BookError, Rate
from tests.rulebooks.small import WHOLE, changed

TEXT = {"en": "x", "lv": "x"}
RATE = {"value": "80 %", "cite": "own#1", "verification": "unverified"}


@pytest.fixture
def shelf(tmp_path):
    """A shelf on which the whole book stands."""
    place = tmp_path / "test"
    place.mkdir()
    (place / "whole.toml").write_text(WHOLE.read_text("utf-8"), "utf-8")
    return Shelf(tmp_path)


def upper(changes=(), **head):
    """A book on top of the whole one, with an act of its own."""
    tables = {
        "book": {
            "id": "test/upper",
            "edition": 1,
            "title": TEXT,
            "extends": ["test/whole@2"],
            "covers": [TEXT],
            "leaves_out": [TEXT],
            **head,
        },
        "act": {"own": {"title": TEXT}},
    }
    return changed(dict(changes), tables)


def refused(changes, shelf, **head):
    with pytest.raises(BookError) as caught:
        load_book(upper(changes, **head), shelf=shelf)
    return caught.value


def test_the_lowest_layer_is_the_librarys_own(shelf):
    assert load_book(BASE).layers == ()
    assert load_book("test/whole", shelf=shelf).layers == ("fundtrack/base@1",)
    book = load_book(upper(), shelf=shelf)
    assert book.layers == ("fundtrack/base@1", "test/whole@2")
    order = [rule.layer for rule in book.rules.values()]
    assert order == sorted(order, key=[*book.layers, book.key].index)


def test_a_layer_named_twice_stands_once(shelf, tmp_path):
    (tmp_path / "test" / "side.toml").write_text(
        WHOLE.read_text("utf-8")
        .split("[act.rules]")[0]
        .replace('"test/whole"', '"test/side"\nextends = ["fundtrack/base@1"]'),
        "utf-8",
    )
    shelf = Shelf(tmp_path)
    both = ["test/side@2", "test/whole@2"]
    assert load_book(upper(extends=both), shelf=shelf).layers == ("fundtrack/base@1", *both)


def test_a_higher_layer_adds(shelf):
    rule = {
        "name": "own",
        "scope": "project",
        "severity": "note",
        "effect": "report",
        "met_when": "project.support <= cap",
        "cite": ["own#1", "rules#1"],
        "title": TEXT,
        "why": TEXT,
        "remedy": TEXT,
    }
    travel = {"title": TEXT, "cite": "own"}
    book = load_book(upper({"rule/UP-1": rule, "category/travel": travel}), shelf=shelf)
    assert list(book.rules)[-1] == "UP-1"
    assert book.rules["UP-1"].layer == "test/upper@1"
    assert book.sets["categories"] == {"staff", "land", "travel"}


# -- the open parameter gets its value ---------------------------------------------------------


def test_a_higher_layer_gives_the_open_parameter_its_value(shelf):
    book = load_book(upper({"parameter/support_rate/values": [RATE]}), shelf=shelf)
    rate = book.parameters["support_rate"]
    assert rate.values[0].value == Rate("80 %")
    assert (rate.layer, rate.set_in) == ("test/upper@1", ("partner", "plan", "book"))


def test_what_one_layer_has_given_the_next_does_not_give_again(shelf, tmp_path):
    text = WHOLE.read_text("utf-8").replace(
        'at_most = "ceiling"\n',
        'at_most = "ceiling"\nvalues = [{ value = "70 %", cite = "rules#1", '
        'verification = "unverified" }]\n',
    )
    (tmp_path / "test" / "whole.toml").write_text(text, "utf-8")
    with pytest.raises(BookError, match="support_rate is already stated in test/whole@2"):
        load_book(upper({"parameter/support_rate/values": [RATE]}), shelf=Shelf(tmp_path))


@pytest.mark.parametrize("value", ["85.01 %", "86 %"])
def test_its_bound_still_holds(shelf, value):
    changes = {
        "parameter/support_rate/values": [{**RATE, "value": value, "from": date(2021, 1, 1)}],
        "parameter/support_rate/as_of": "project.agreement.signed_on",
    }
    error = refused(changes, shelf)
    assert error.pointer == "/parameter/support_rate/values"
    assert error.message == f"{value} is above ceiling, 85 % in test/whole@2"


def test_at_the_bound_it_loads(shelf):
    changes = {
        "parameter/support_rate/values": [
            {**RATE, "value": "85 %", "from": date(2021, 1, 1), "to": date(2023, 12, 31)}
        ],
        "parameter/support_rate/as_of": "project.agreement.signed_on",
    }
    assert load_book(upper(changes), shelf=shelf)


def test_dated_otherwise_what_is_beyond_any_value_it_may_meet_is_refused():
    """An agreement of 2024 would have 85 % where 70 % is the most, and nobody would say so."""

    def with_rate(value, ceiling):
        return changed(
            {
                "parameter/support_rate/values": [{**RATE, "value": value, "cite": "rules#1"}],
                "parameter/ceiling/values": ceiling,
            }
        )

    first = {**RATE, "value": "85 %", "cite": "rules#1", "to": date(2023, 12, 31)}
    then = {**RATE, "value": "70 %", "cite": "rules#1", "from": date(2024, 1, 1)}
    assert load_book(with_rate("70 %", [first, then]))
    remedy = "70 % in test/whole@2; date it by project.agreement.signed_on too"
    with pytest.raises(BookError, match=f"70.01 % is above ceiling, {remedy}"):
        load_book(with_rate("70.01 %", [first, then]))
    unknown = {"unknown": True, "why": TEXT, "cite": "rules#1", "from": date(2024, 1, 1)}
    assert load_book(with_rate("85 %", [first, unknown]))
    with pytest.raises(BookError, match="86 % is above ceiling"):
        load_book(with_rate("86 %", [first, unknown]))


@pytest.mark.parametrize("key", ["at_most", "at_least"])
@pytest.mark.parametrize(
    ("set_in", "holder"), [(["plan"], "plan"), (["partner", "book"], "partner")]
)
def test_what_a_grant_states_bounds_nothing(key, set_in, holder):
    bound = opened(limit={"set_in": set_in}, mine={key: "limit", "set_in": ["plan"]})
    with pytest.raises(BookError, match=f"limit is a term of the {holder}") as caught:
        load_book(changed(bound))
    assert caught.value.pointer == f"/parameter/mine/{key}"
    assert load_book(changed(bound | {"parameter/limit/set_in": ["book"]}))


@pytest.mark.parametrize(
    ("key", "value", "word"), [("at_least", "84 %", "below"), ("at_most", "86 %", "above")]
)
def test_bounds_on_both_sides(key, value, word):
    one = {"value": "85 %", "cite": "rules#1", "verification": "unverified"}
    changes = {
        "parameter/edge": {"kind": "rate", "title": TEXT, "values": [one]},
        "parameter/mine": {"kind": "rate", "title": TEXT, "values": [{**one, "value": value}]},
        f"parameter/mine/{key}": "edge",
    }
    with pytest.raises(BookError, match=f"{value} is {word} edge, 85 % in test/whole@2"):
        load_book(changed(changes))
    assert load_book(changed({**changes, "parameter/mine/values": [one]}))


def test_amounts_in_two_currencies_do_not_bound_each_other():
    one = {"value": "1.00 EUR", "cite": "rules#1", "verification": "unverified"}
    changes = {
        "parameter/mine": {"kind": "money", "title": TEXT, "at_most": "cap"},
        "parameter/mine/values": [{**one, "value": "1.00 SEK"}],
    }
    with pytest.raises(BookError, match="amounts are in SEK and EUR"):
        load_book(changed(changes))


# -- bounds that go round ----------------------------------------------------------------------


def opened(**bounds):
    """Open parameters with their bounds."""
    return {
        f"parameter/{name}": {"kind": "rate", "title": TEXT, "set_in": ["book"], **said}
        for name, said in bounds.items()
    }


RINGS = [
    ({"a": {"at_most": "a"}}, "/parameter/a/at_most", "a -> a"),
    ({"a": {"at_most": "b"}, "b": {"at_most": "a"}}, "/parameter/b/at_most", "a -> b -> a"),
    # each says what the other says: still neither is fixed first
    ({"a": {"at_most": "b"}, "b": {"at_least": "a"}}, "/parameter/b/at_least", "a -> b -> a"),
    (
        {"a": {"at_least": "b"}, "b": {"at_most": "c", "at_least": "d"}, "c": {},
         "d": {"at_most": "b"}},
        "/parameter/d/at_most",
        "b -> d -> b",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("bounds", "place", "ring"), RINGS)
def test_parameters_that_bound_each_other_are_refused(bounds, place, ring):
    with pytest.raises(BookError) as caught:
        load_book(changed(opened(**bounds)))
    assert caught.value.pointer == place
    assert caught.value.message == f"the bounds go round: {ring}; take one of them away"


def test_a_long_ring_is_refused_at_once():
    bounds = {f"p{i}": {"at_most": f"p{(i + 1) % 1500}"} for i in range(1500)}
    with pytest.raises(BookError, match="the bounds go round: p0 -> p1 -> p2 -> p3") as caught:
        load_book(changed(opened(**bounds)))
    assert caught.value.pointer == "/parameter/p1499/at_most"


def test_one_bound_may_bind_many_and_be_bound_itself():
    bounds = {"a": {"at_most": "b", "at_least": "c"}, "b": {"at_most": "d"}}
    bounds |= {"c": {"at_most": "d"}, "d": {}, "e": {"at_most": "b", "at_least": "b"}}
    assert load_book(changed(opened(**bounds))).parameters["a"].at_least == "c"


def test_a_chain_of_bounds_may_be_long():
    bounds = {f"p{i}": {"at_most": f"p{i + 1}"} for i in range(1500)} | {"p1500": {}}
    assert load_book(changed(opened(**bounds)))


def test_bounds_that_go_round_through_two_layers_name_the_file_that_closes_the_ring(
    tmp_path,
):
    place = tmp_path / "test"
    place.mkdir()
    text = WHOLE.read_text("utf-8").replace('at_most = "ceiling"\n', 'at_most = "mine"\n')
    (place / "whole.toml").write_text(text, "utf-8")
    mine = {"kind": "rate", "title": TEXT, "set_in": ["plan"], "at_most": "support_rate"}
    error = refused({"parameter/mine": mine}, Shelf(tmp_path))
    assert error.pointer == "/parameter/mine/at_most"
    assert "support_rate -> mine -> support_rate" in error.message


def test_a_bound_that_is_not_there_is_named_in_the_file_that_states_it(tmp_path):
    place = tmp_path / "test"
    place.mkdir()
    text = WHOLE.read_text("utf-8").replace('at_most = "ceiling"\n', 'at_most = "celing"\n')
    (place / "whole.toml").write_text(text, "utf-8")
    error = refused({"parameter/support_rate/values": [RATE]}, Shelf(tmp_path))
    assert error.file.endswith("test/whole.toml")
    assert error.pointer == "/parameter/support_rate/at_most"


# -- tighten, replace, fixed -------------------------------------------------------------------


def tighter(*values):
    return {
        "parameter/ceiling/values": [{**RATE, **value} for value in values],
        "parameter/ceiling/as_of": "project.agreement.signed_on",
    }


def test_ninety_over_a_binding_eighty_five_does_not_load(shelf):
    error = refused(tighter({"value": "90 %", "to": date(2023, 12, 31)}), shelf)
    assert error.pointer == "/parameter/ceiling/values/0"
    assert error.message == (
        "90 % is looser than 85 % of test/whole@2, which binds every layer above it"
    )


def test_a_tighter_value_stands_on_its_days_and_the_lower_on_the_others(shelf):
    days = {"from": date(2021, 1, 1), "to": date(2022, 12, 31)}
    book = load_book(upper(tighter({"value": "85 %", **days})), shelf=shelf)
    found = [(one.first, one.last, one.value) for one in book.parameters["ceiling"].values]
    assert found == [
        (date(2020, 1, 1), date(2020, 12, 31), Rate("85 %")),
        (date(2021, 1, 1), date(2022, 12, 31), Rate("85 %")),
        (date(2023, 1, 1), date(2023, 12, 31), Rate("85 %")),
        (date(2024, 1, 1), date(2024, 12, 31), None),
        (date(2025, 1, 1), None, Rate("80 %")),
    ]
    assert book.parameters["ceiling"].layer == "test/upper@1"


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        (None, date(2019, 12, 31), 4),  # before them all
        (date(2020, 1, 1), date(2023, 12, 31), 3),  # exactly the first
        (date(2020, 1, 1), date(2020, 1, 1), 4),  # its first day
        (date(2023, 12, 31), date(2023, 12, 31), 4),  # its last day
        (date(2025, 1, 1), None, 3),
        (date(2026, 1, 1), date(2026, 12, 31), 5),
    ],
)
def test_the_days_of_a_tighter_value_have_no_gap_and_no_overlap(shelf, first, last, left):
    days = {key: day for key, day in (("from", first), ("to", last)) if day}
    values = load_book(upper(tighter({"value": "10 %", **days})), shelf=shelf)
    found = values.parameters["ceiling"].values
    assert len(found) == left
    for before, after in pairwise(found):
        assert (after.first - before.last).days == 1


def test_as_tight_as_the_unknown_cannot_be_shown(shelf):
    error = refused(tighter({"value": "10 %", "from": date(2024, 12, 31)}), shelf)
    assert "test/whole@2 leaves it unknown on some of these days" in error.message


def test_unknown_is_never_looser(shelf):
    unknown = {"unknown": True, "why": TEXT, "cite": "own#1"}
    changes = {
        "parameter/ceiling/values": [unknown],
        "parameter/ceiling/as_of": "project.agreement.signed_on",
    }
    (only,) = load_book(upper(changes), shelf=shelf).parameters["ceiling"].values
    assert only.value is None


def test_a_tighter_value_is_dated_by_the_same_fact(shelf):
    changes = tighter({"value": "10 %"}) | {"parameter/ceiling/as_of": "cost.paid_on"}
    error = refused(changes, shelf)
    assert error.pointer == "/parameter/ceiling/as_of"
    assert error.message == "ceiling is dated by project.agreement.signed_on in test/whole@2"


def test_a_least_value_is_tightened_upward(shelf, tmp_path):
    text = WHOLE.read_text("utf-8").replace(
        "[parameter.least_partners]\n",
        '[parameter.least_partners]\nlayers = "tighten"\nbound = "min"\n',
    )
    (tmp_path / "test" / "whole.toml").write_text(text, "utf-8")
    shelf = Shelf(tmp_path)

    def least(value):
        one = {"value": value, "cite": "own#1", "verification": "unverified"}
        return upper({"parameter/least_partners/values": [one]})

    assert load_book(least(3), shelf=shelf).parameters["least_partners"].values[0].value == 3
    with pytest.raises(BookError, match="1 is looser than 2"):
        load_book(least(1), shelf=shelf)


def test_replace_lets_a_higher_layer_restate(shelf, tmp_path):
    text = WHOLE.read_text("utf-8").replace(
        "[parameter.land_cap]\n", '[parameter.land_cap]\nlayers = "replace"\n'
    )
    (tmp_path / "test" / "whole.toml").write_text(text, "utf-8")
    changes = {"parameter/land_cap/values": [{**RATE, "value": "90 %"}]}
    book = load_book(upper(changes), shelf=Shelf(tmp_path))
    assert [one.value for one in book.parameters["land_cap"].values] == [Rate("90 %")]


# -- restating ---------------------------------------------------------------------------------

CODE = {"title": TEXT, "cite": "own#1"}
RESTATED = [
    ({"parameter/land_cap/values": [RATE]}, "/parameter/land_cap/values", "it is fixed there"),
    (
        {"parameter/support_rate/kind": "rate"},
        "/parameter/support_rate/kind",
        "gives only values",
    ),
    ({"parameter/ceiling/layers": "fixed"}, "/parameter/ceiling/layers", "gives only values"),
    ({"parameter/ceiling/as_of": "on"}, "/parameter/ceiling/values", "missing"),
    ({"act/rules": {"title": TEXT}}, "/act/rules", "is already stated in test/whole@2"),
    (
        {"rounding/support": {"mode": "up", "unit": "1", "verification": "unverified"}},
        "/rounding/support",
        "is already stated in test/whole@2",
    ),
    ({"category/staff": CODE}, "/category/staff", "is already stated"),
    ({"activity/training": CODE}, "/activity/training", "is already stated"),
    (
        {"set/direct": {"members": ["land"], "cite": "own#1"}},
        "/set/direct",
        "is already stated",
    ),
    (
        {"fact/partner/collaborates": {"kind": "code", "cite": "own#1", "ask": TEXT}},
        "/fact/partner/collaborates",
        "is already stated",
    ),
    (
        {"group/partner_research": {"by": ["partner"], "of": ["cost"]}},
        "/group/partner_research",
        "is already stated",
    ),
    (
        {"define/cost/base": {"value": "cost.net", "cite": "own#1"}},
        "/define/cost/base",
        "cost.base is already stated in test/whole@2; write an exception",
    ),
    ({"rule/TST-001/severity": "note"}, "/rule/TST-001", "is already stated in test/whole@2"),
    (
        {
            "define/cost/base/unless/training": {
                "when": "cost.net > 0",
                "value": "0",
                "cite": "own",
            }
        },
        "/define/cost/base/unless/training",
        "a second exception training to cost.base",
    ),
    ({"reading/window_start/chosen": "strict"}, "/reading/window_start", "has already chosen"),
]


@pytest.mark.parametrize(("changes", "place", "words"), RESTATED)
def test_nothing_is_restated(shelf, changes, place, words):
    error = refused(changes, shelf)
    assert error.pointer == place
    assert words in error.message


def test_the_same_words_may_be_said_again(shelf):
    act = {"title": {"en": "Rules (invented)", "lv": "Noteikumi (izdomāti)"}}
    act |= {"celex": "32013R1303", "eli": "http://data.europa.eu/eli/reg/2013/1303/oj"}
    again = upper({"act/rules": act | {"url": "https://example.org/rules"}})
    assert load_book(again, shelf=shelf).acts["rules"].titles["en"] == "Rules (invented)"


def test_an_exception_at_the_address_in_a_higher_layer(shelf):
    changes = {
        "define/cost/base/unless/upper": {
            "when": "cost.net > cap",
            "value": "0",
            "cite": "own",
        },
        "rule/TST-001/unless/upper": {"when": "plan.own > cap", "cite": "own#2"},
    }
    book = load_book(upper(changes), shelf=shelf)
    names = [(one.name, one.level, one.layer) for one in book.defines["cost.base"].exceptions]
    assert names == [
        ("collaboration", 1, "test/whole@2"),
        ("training", 1, "test/whole@2"),
        ("upper", 2, "test/upper@1"),
    ]
    assert book.defines["cost.base"].layer == "test/whole@2"
    (only,) = book.rules["TST-001"].exceptions
    assert (only.name, only.value) == ("upper", None)


def test_an_exception_goes_over_none_of_a_layer_above(tmp_path):
    """They would beat each other: one by its `over`, the other by its layer."""
    place = tmp_path / "test"
    place.mkdir()
    text = WHOLE.read_text("utf-8").replace('over = ["collaboration"]', 'over = ["upper"]')
    (place / "whole.toml").write_text(text, "utf-8")
    own = {"when": "cost.net > cap", "value": "0", "cite": "own"}
    error = refused({"define/cost/base/unless/upper": own}, Shelf(tmp_path))
    assert error.pointer == "/define/cost/base/unless/training/over/0"
    assert error.message.startswith("upper is of test/upper@1, a layer above")


def test_a_higher_layer_chooses_the_reading_that_is_open(tmp_path, shelf):
    text = WHOLE.read_text("utf-8").replace('chosen = "inclusive"\nby = "the ministry"\n', "")
    (tmp_path / "test" / "whole.toml").write_text(text, "utf-8")
    shelf = Shelf(tmp_path)
    assert load_book("test/whole", shelf=shelf).readings["window_start"].chosen == ""

    def choice(**said):
        return upper({"reading/window_start": {"cite": "own#1", "why": TEXT, **said}})

    book = load_book(choice(chosen="strict", by="us"), shelf=shelf)
    reading = book.readings["window_start"]
    assert (reading.chosen, reading.by, reading.layer) == ("strict", "us", "test/upper@1")
    for said, words in (
        ({}, "not one of the options"),
        ({"chosen": "loose"}, "not one of the options"),
        ({"chosen": "a", "options": ["a", "b"]}, "the options are stated in test/whole@2"),
    ):
        with pytest.raises(BookError, match=words):
            load_book(choice(**said), shelf=shelf)


# -- the layers themselves ---------------------------------------------------------------------


def test_an_act_of_a_higher_layer_is_not_cited_from_below(tmp_path):
    place = tmp_path / "test"
    place.mkdir()
    text = WHOLE.read_text("utf-8").replace('cite = "rules#12"', 'cite = "own#12"', 1)
    (place / "whole.toml").write_text(text, "utf-8")
    error = refused({}, Shelf(tmp_path))
    assert error.file.endswith("test/whole.toml")
    assert (error.pointer, error.message) == (
        "/define/cost/base/cite",
        "no act own in this book",
    )


def test_an_error_in_a_lower_layer_names_its_file(tmp_path):
    place = tmp_path / "test"
    place.mkdir()
    text = WHOLE.read_text("utf-8").replace("known(plan.support)", "known(plan.suport)")
    (place / "whole.toml").write_text(text, "utf-8")
    error = refused({}, Shelf(tmp_path))
    assert error.file.endswith("test/whole.toml")
    assert error.pointer == "/rule/TST-001/applies_when"


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        (["test/upper@1"], "the layers go round: test/upper@1 -> test/upper@1"),
        (["test/whole@9"], "no edition 9 of test/whole; there are 2"),
        (["test/hole@1"], "no book test/hole on the shelf; did you mean test/whole"),
        (["fundtrack/base@7"], "no edition 7 of fundtrack/base; there are 1"),
    ],
)
def test_a_layer_is_there_and_below(shelf, extends, message):
    error = refused({}, shelf, extends=extends)
    assert (error.pointer, error.message) == ("/book/extends/0", message)


def lowest(tmp_path, name, edition, *extends):
    """A book with nothing in it but its layers."""
    place = tmp_path / "ring"
    place.mkdir(exist_ok=True)
    text = '{ en = "x", lv = "x" }'
    (place / f"{name}.toml").write_text(
        f'[book]\nid = "ring/{name.split("@")[0]}"\nedition = {edition}\ntitle = {text}\n'
        f"extends = {list(extends)}\ncovers = [{text}]\nleaves_out = [{text}]\n",
        "utf-8",
    )


def test_layers_do_not_go_round(tmp_path):
    lowest(tmp_path, "a", 1, "ring/b@1")
    lowest(tmp_path, "b", 1, "ring/c@1")
    lowest(tmp_path, "c", 1, "ring/a@1")
    with pytest.raises(
        BookError, match="go round: ring/a@1 -> ring/b@1 -> ring/c@1 -> ring/a@1"
    ):
        load_book("ring/a", shelf=Shelf(tmp_path))


def test_one_layer_stands_in_one_edition(tmp_path):
    lowest(tmp_path, "a", 1, "ring/b@1", "ring/c@2")
    lowest(tmp_path, "b", 1, "ring/c@1")
    lowest(tmp_path, "c@1", 1)
    lowest(tmp_path, "c", 2)
    with pytest.raises(BookError, match="two editions of one layer: ring/c@1 and ring/c@2"):
        load_book("ring/a", shelf=Shelf(tmp_path))


@pytest.mark.parametrize("layers", [2, 13, 14, 40])
def test_a_tower_of_layers_has_an_end(tmp_path, layers):
    for i in range(layers):
        lowest(tmp_path, f"n{i}", 1, *([f"ring/n{i + 1}@1"] if i + 1 < layers else []))
    if layers < 14:
        assert len(load_book("ring/n0", shelf=Shelf(tmp_path)).layers) == layers
    else:
        with pytest.raises(BookError, match="more than 12 layers"):
            load_book("ring/n0", shelf=Shelf(tmp_path))


def test_a_layer_is_needed_for_what_stands_on_it():
    with pytest.raises(BookError, match="no book test/whole on the shelf"):
        load_book(upper())
    assert load_book(upper(extends=[])).layers == ("fundtrack/base@1",)
