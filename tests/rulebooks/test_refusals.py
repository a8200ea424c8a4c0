"""Every way in which a book can be wrong is refused, with its place and the way out."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from tests.rulebooks.small import GONE, refusal

CEILING = "parameter/ceiling/values"
ONE = {"value": "80 %", "cite": "rules#1", "verification": "unverified"}


def dated(first, last, **said):
    days = {"from": first, "to": last}
    return {**ONE, **{key: day for key, day in days.items() if day}, **said}


FORM = [
    # keys and leaves
    ({"bok": {}}, "/bok", "no such key; did you mean book"),
    (
        {"rule/TST-001/applies_whn": "x"},
        "/rule/TST-001/applies_whn",
        "did you mean applies_when",
    ),
    ({"book": GONE}, "/book", "missing"),
    ({"book/id": GONE}, "/book/id", "missing"),
    ({"book/id": "../../etc/passwd"}, "/book/id", "expected an id"),
    ({"book/id": "Test/Whole"}, "/book/id", "expected an id"),
    ({"book/edition": 0}, "/book/edition", "number of an edition"),
    ({"book/edition": True}, "/book/edition", "number of an edition"),
    ({"book/edition": "2"}, "/book/edition", "number of an edition"),
    ({"book/extends": ["eu/erdf-2014"]}, "/book/extends/0", "expected an edition"),
    ({"book/extends": ["../base@1"]}, "/book/extends/0", "expected an edition"),
    ({"book/first_day": "01.01.2020"}, "/book/first_day", "not a day"),
    ({"book/first_day": 20200101}, "/book/first_day", "expected a day"),
    ({"book/title": "A title"}, "/book/title", "expected a table"),
    ({"book/title/EN": "x"}, "/book/title/EN", "expected a language"),
    ({"book/title/en": " "}, "/book/title/en", "expected a text"),
    ({"act/rules/celex": "not one"}, "/act/rules/celex", "CELEX"),
    ({"act/rules/url": "javascript:alert(1)"}, "/act/rules/url", "https"),
    ({"parameter/Ceiling": {}}, "/parameter/Ceiling", "snake_case"),
    ({"parameter/ceiling/kind": "percent"}, "/parameter/ceiling/kind", "expected 'money'"),
    ({"parameter/ceiling/as_of": "today"}, "/parameter/ceiling/as_of", "or on"),
    ({"parameter/ceiling/values": {}}, "/parameter/ceiling/values", "expected a list"),
    ({f"{CEILING}/0/unknown": False}, f"/{CEILING}/0/unknown", "expected True"),
    ({f"{CEILING}/0/from": date.max.isoformat() + "T00:00"}, f"/{CEILING}/0/from", "not a day"),
    ({"rule/tst-9": {}}, "/rule/tst-9", "a code as LV-CLU-004"),
    ({"rule/TST-001/name": "Support above"}, "/rule/TST-001/name", "kebab-case"),
    ({"rule/TST-001/waivable": "yes"}, "/rule/TST-001/waivable", "expected true or false"),
    ({"rule/TST-001/severity": "fatal"}, "/rule/TST-001/severity", "'breach', 'warning' or"),
    ({"rule/TST-001/effect": "delete"}, "/rule/TST-001/effect", "'report'"),
    ({"rule/TST-001/basis": "paid"}, "/rule/TST-001/basis/0", "'plan', 'claimed' or"),
    ({"rule/TST-001/met_when": 1}, "/rule/TST-001/met_when", "expected a text"),
    ({"rule/TST-004/consume": ["line day"]}, "/rule/TST-004/consume/0", "a path as"),
    ({"rounding/support/mode": "nearest"}, "/rounding/support/mode", "'half_up'"),
    ({"category/a b": {}}, "/category/a b", "a code of letters"),
]


@pytest.mark.parametrize(("changes", "place", "words"), FORM)
def test_the_form_is_held(changes, place, words):
    error = refusal(changes)
    assert error.pointer == place
    assert words in error.message


LEAVES = [
    (0.85, "0.85 is a float, and a book has none; write figures as text"),
    (float("nan"), "nan is a float"),
    (Decimal("0.85"), "0.85 is a float"),
    (None, "null says nothing; leave the key out"),
    (10**16, "an integer beyond all measure"),
    (-(10**16), "an integer beyond all measure"),
    (datetime(2020, 1, 1), "a day stands alone, without a time"),
    (time(1), "a day stands alone, without a time"),
    (b"text", "bytes does not belong in a book"),
    ({1, 2}, "set does not belong in a book"),
    ("x" * 10_001, "a text of 10001 characters; at most 10000"),
    ("two\x00three", "a control character"),
    ("\u202eltr", "a control character, or one that turns the writing"),
    ("\ud800", "a control character"),
]


@pytest.mark.parametrize(("value", "words"), LEAVES)
def test_no_leaf_that_could_round_or_hide_gets_in(value, words):
    error = refusal({"rule/TST-001/title/en": value})
    assert error.pointer == "/rule/TST-001/title/en"
    assert words in error.message


def test_the_longest_text_and_the_largest_integer_are_read():
    error = refusal({"rule/TST-001/title/xx": "x" * 10_000, "book/edition": 10**15})
    assert error.pointer == "/book/edition"


@pytest.mark.parametrize("key", ["", "x" * 201, "a\u202eb", 1])
def test_a_key_is_a_visible_text(key):
    error = refusal({"book/title": {key: "x"}})
    assert (error.pointer, "a key is a text of 1 to 200" in error.message) == (
        "/book/title",
        True,
    )


HEAD = [
    ({"book/covers": []}, "/book/covers", "what it covers"),
    ({"book/leaves_out": GONE}, "/book/leaves_out", "what it leaves out"),
    (
        {"book/last_day": date(2019, 12, 31)},
        "/book/last_day",
        "2019-12-31 is before 2020-01-01",
    ),
    ({"book/title/lv": GONE}, "/book/title/lv", "this text is missing"),
    ({"book/covers/0/en": GONE}, "/book/covers/0/en", "this text is missing"),
    ({"book/leaves_out/0/lv": GONE}, "/book/leaves_out/0/lv", "this text is missing"),
]

TEXTS = [
    "act/rules/title",
    "parameter/ceiling/title",
    "parameter/ceiling/values/1/why",
    "reading/window_start/why",
    "category/staff/title",
    "activity/training/title",
    "fact/cost/research/ask",
    "define/cost/base/title",
    "rule/TST-001/title",
    "rule/TST-001/why",
    "rule/TST-001/remedy",
    "rule/TST-001/not_for",
    "change/0/concerns",
    "change/0/findings",
]
MISSING = [
    ({f"{place}/{language}": GONE}, f"/{place}/{language}", "this text is missing")
    for place in TEXTS
    for language in ("en", "lv")
]

CITED = [
    f"{CEILING}/0/cite",
    "set/direct/cite",
    "category/staff/cite",
    "activity/training/cite",
    "table/intensity/rows/0/cite",
    "fact/cost/research/cite",
    "reading/window_start/cite",
    "define/cost/base/cite",
    "define/cost/base/unless/collaboration/cite",
    "rule/TST-002/unless/in-kind/cite",
    "change/0/cite",
]
UNCITED = [({place: GONE}, f"/{place}", "missing") for place in CITED]
NO_ACT = [
    ({place: "ruels#1"}, f"/{place}", "no act ruels in this book; did you mean rules")
    for place in [*CITED, "rounding/euro/cite"]
]
CITATIONS = [
    ({"rule/TST-001/cite": []}, "/rule/TST-001/cite", "missing"),
    ({"rule/TST-001/cite/1": "ruels#1"}, "/rule/TST-001/cite/1", "no act ruels"),
    ({"define/cost/base/cite": "rules 12"}, "/define/cost/base/cite", "not a citation"),
    ({"change/0/act": "ruels"}, "/change/0/act", "no act ruels"),
]


@pytest.mark.parametrize(
    ("changes", "place", "words"), [*HEAD, *MISSING, *UNCITED, *NO_ACT, *CITATIONS]
)
def test_everything_is_said_in_both_languages_and_cited(changes, place, words):
    error = refusal(changes)
    assert error.pointer == place
    assert words in error.message


VALUES = [
    ("ceiling", "0.85", "not a rate"),
    ("ceiling", 1, "not a text"),
    ("cap", "415000", "not an amount"),
    ("cap", "415000.001 EUR", "finer than 0.01 EUR"),
    ("hour", "1.2345678 EUR", "not a price"),
    ("least_partners", "two", "not a number"),
    ("least_partners", "1e3", "not a number"),
    ("least_partners", True, "not a number"),
    ("durability", -1, "not a count"),
    ("durability", "1.5", "not a count"),
    ("durability", 100_000, "not a count"),
    ("notice", True, "not a count"),
    ("last_payment", "31.12.2029", "not a day"),
    ("last_payment", 20291231, "not a date"),
    ("fund", "ERFD", "ERFD is not one of its codes; did you mean ERDF"),
    ("fund", "a b", "not a code"),
    ("countries", "LV", "not a list of codes"),
    ("countries", [], "not a list of codes"),
    ("countries", ["LV", "LV"], "a code is in the list twice"),
    ("indirect_paid", "true", "not a bool"),
]


@pytest.mark.parametrize(("name", "value", "words"), VALUES)
def test_a_value_is_written_as_its_kind_is(name, value, words):
    error = refusal({f"parameter/{name}/values/0/value": value})
    assert error.pointer == f"/parameter/{name}/values/0/value"
    assert words in error.message


DATES = [
    # gaps and overlaps
    (
        {f"{CEILING}/1/from": date(2024, 1, 2)},
        f"/{CEILING}/1",
        "no value from 2024-01-01 to 2024-01-01; state it, or unknown = true with its why",
    ),
    ({f"{CEILING}/1": GONE}, f"/{CEILING}/1", "no value from 2024-01-01 to 2024-12-31"),
    ({f"{CEILING}/1/from": date(2023, 12, 31)}, f"/{CEILING}/1", "two values on 2023-12-31"),
    ({f"{CEILING}/0/to": GONE}, f"/{CEILING}/1", "two values on 2024-01-01"),
    ({f"{CEILING}/2/from": GONE}, f"/{CEILING}/0", "two values on 2020-01-01"),
    (
        {CEILING: [ONE, ONE]},
        f"/{CEILING}/1",
        "two values for every day",
    ),
    ({f"{CEILING}/0/to": date(2019, 12, 31)}, f"/{CEILING}/0/to", "is before 2020-01-01"),
    # which date selects one
    ({"parameter/ceiling/as_of": GONE}, "/parameter/ceiling/as_of", "dated values need as_of"),
    (
        {"parameter/cap/values/0/from": date(2020, 1, 1)},
        "/parameter/cap/as_of",
        "dated values need as_of",
    ),
    ({"parameter/cap/values/1": {**ONE, "value": "1.00 EUR"}}, "/parameter/cap/as_of", "as_of"),
    # a value or unknown
    ({f"{CEILING}/0/unknown": True}, f"/{CEILING}/0", "one of the two"),
    ({f"{CEILING}/1/unknown": GONE}, f"/{CEILING}/1", "one of the two"),
    (
        {f"{CEILING}/0/why": {"en": "x", "lv": "x"}},
        f"/{CEILING}/0/why",
        "why belongs to unknown = true",
    ),
    # who has seen it
    (
        {f"{CEILING}/0/verification": GONE},
        f"/{CEILING}/0/verification",
        "is missing; it is one",
    ),
    (
        {f"{CEILING}/0/checked_on": GONE},
        f"/{CEILING}/0/verification",
        "checked_on does not say",
    ),
    ({"rounding/euro/checked_on": GONE}, "/rounding/euro/verification", "checked_on does not"),
    ({"rounding/euro/cite": GONE}, "/rounding/euro/verification", "nothing is cited"),
    ({"rounding/euro/unit": "0"}, "/rounding/euro/unit", "above zero"),
    ({"rounding/euro/unit": "1e2"}, "/rounding/euro/unit", "not a rounding"),
]

PARAMETERS = [
    ({"parameter/cap/kind": GONE}, "/parameter/cap/kind", "missing"),
    (
        {"parameter/cap/codes": ["A"]},
        "/parameter/cap/codes",
        "belong to the kinds code and set",
    ),
    ({"parameter/fund/codes": []}, "/parameter/fund/codes", "one at least"),
    ({"parameter/cap/values": []}, "/parameter/cap/values", "set_in names nobody"),
    ({"parameter/cap/bound": "max"}, "/parameter/cap/bound", "tighten and bound go together"),
    ({"parameter/ceiling/bound": GONE}, "/parameter/ceiling/bound", "tighten and bound"),
    (
        {"parameter/indirect_paid/at_most": "cap"},
        "/parameter/indirect_paid/kind",
        "a bool has no order",
    ),
    (
        {"parameter/support_rate/set_in": ["plan", "plan"]},
        "/parameter/support_rate/set_in",
        "named twice",
    ),
    (
        {"parameter/support_rate/set_in": ["book", "plan"]},
        "/parameter/support_rate/set_in",
        "the first that is found wins, so book stands last: no term after it would be asked",
    ),
    (
        {"parameter/support_rate/at_most": "celing"},
        "/parameter/support_rate/at_most",
        "no parameter celing; did you mean ceiling",
    ),
    (
        {"parameter/support_rate/at_most": "support_rate"},
        "/parameter/support_rate/at_most",
        "the bounds go round: support_rate -> support_rate; take one of them away",
    ),
    (
        {"parameter/support_rate/at_most": "cap"},
        "/parameter/support_rate/at_most",
        "cap is a money, not a rate",
    ),
    ({"parameter/ceiling/as_of": "cost.paid"}, "/parameter/ceiling/as_of", "cost has no paid"),
    (
        {"parameter/ceiling/as_of": "cost.net"},
        "/parameter/ceiling/as_of",
        "is a money, not a da",
    ),
    (
        {"parameter/ceiling/as_of": "agreement.signed_on"},
        "/parameter/ceiling/as_of",
        "begin at project",
    ),
]


@pytest.mark.parametrize(("changes", "place", "words"), [*DATES, *PARAMETERS])
def test_parameters_are_dated_seen_and_bounded(changes, place, words):
    error = refusal(changes)
    assert error.pointer == place
    assert words in error.message


ROW = "table/intensity/rows"
PARTS = [
    # sets, tables, readings, groups, facts
    ({"set/direct/members": []}, "/set/direct/members", "not a list of codes"),
    ({"set/direct/members": ["staf"]}, "/set/direct/members", "did you mean staff"),
    ({"set/categories": {"members": ["a"], "cite": "rules#1"}}, "/set/categories", "own codes"),
    ({"table/intensity/keys": []}, "/table/intensity/keys", "one to four keys"),
    ({"table/intensity/keys": ["size", "size"]}, "/table/intensity/keys", "each named once"),
    ({ROW: []}, "/" + ROW, "1 to 5000 rows"),
    ({f"{ROW}/0/research": GONE}, f"/{ROW}/0", "the key research is missing"),
    ({f"{ROW}/0/size": 1}, f"/{ROW}/0/size", "a code of letters"),
    ({f"{ROW}/0/sise": "x"}, f"/{ROW}/0/sise", "no key sise; did you mean size"),
    ({f"{ROW}/1/research": "industrial"}, f"/{ROW}/1", "a second row for small, industrial"),
    ({f"{ROW}/0/unknown": True}, f"/{ROW}/0", "a value, or unknown = true"),
    ({f"{ROW}/0/value": "0.7"}, f"/{ROW}/0/value", "not a rate"),
    ({f"{ROW}/0/verification": GONE}, f"/{ROW}/0/verification", "is missing"),
    ({"reading/window_start/options": ["a"]}, "/reading/window_start/options", "at least two"),
    ({"reading/window_start/options": ["a", "a"]}, "/reading/window_start/options", "once"),
    ({"reading/window_start/chosen": "loose"}, "/reading/window_start/chosen", "not one of"),
    ({"group/partner_research/of": ["costs"]}, "/group/partner_research/of/0", "mean cost"),
    ({"group/partner_research/by": ["size"]}, "/group/partner_research/by/0", "no link and no"),
    ({"group/partner_research/by": []}, "/group/partner_research", "by what, and of which"),
    ({"group/claim": {"by": ["partner"], "of": ["cost"]}}, "/group/claim", "name of a noun"),
    ({"fact/costs": {"x": {}}}, "/fact/costs/x/kind", "missing"),
    ({"fact/cost/research/kind": "set"}, "/fact/cost/research/kind", "one value, not a set"),
]


@pytest.mark.parametrize(("changes", "place", "words"), PARTS)
def test_the_other_parts_are_held(changes, place, words):
    error = refusal(changes)
    assert error.pointer == place
    assert words in error.message


FACT = {"kind": "bool", "cite": "rules#1", "ask": {"en": "?", "lv": "?"}}
FREE = {"value": "cost.net", "cite": "rules#1"}
NAMES = [
    ({"fact/costs/x": FACT}, "/fact/costs/x", "no noun costs; did you mean cost"),
    ({"fact/line/x": FACT}, "/fact/line/x", "no noun line"),
    ({"fact/cost/paid_on": FACT}, "/fact/cost/paid_on", "cost has paid_on already"),
    ({"fact/cost/partner": FACT}, "/fact/cost/partner", "cost has partner already"),
    ({"fact/plan/period": FACT}, "/fact/plan/period", "plan has period already"),
    ({"fact/cost/eligible": FACT}, "/fact/cost/eligible", "already a fact or a define"),
    ({"fact/cost/links_found": FACT}, "/fact/cost/links_found", "cost has links_found already"),
    ({"fact/cost/class": FACT}, "/fact/cost/class", "class is a word of the language"),
    ({"define/cost/research": FREE}, "/define/cost/research", "already a fact or a define"),
    ({"define/agreement/x": FREE}, "/define/agreement/x", "agreement has no amounts"),
    ({"define/cost/net": FREE}, "/define/cost/net", "cost has net already"),
    ({"define/costs/x": FREE}, "/define/costs/x", "costs has no amounts of its own; did you"),
    (
        {"define/partner_options/x": FREE},
        "/define/partner_options/x",
        "partner_options has no amounts",
    ),
    (
        {"set/cap": {"members": ["a"], "cite": "rules#1"}},
        "/set/cap",
        "the name cap is taken by",
    ),
    ({"set/cost": {"members": ["a"], "cite": "rules#1"}}, "/set/cost", "the name of a noun"),
    (
        {"set/total": {"members": ["a"], "cite": "rules#1"}},
        "/set/total",
        "word of the language",
    ),
    ({"set/if": {"members": ["a"], "cite": "rules#1"}}, "/set/if", "word of the language"),
]


@pytest.mark.parametrize(("changes", "place", "words"), NAMES)
def test_a_name_means_one_thing(changes, place, words):
    error = refusal(changes)
    assert error.pointer == place
    assert words in error.message
