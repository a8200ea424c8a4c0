"""Which kinds go together: for every operator every pair of kinds, allowed or refused."""

from itertools import product

import pytest

from fundtrack.formulas import FormulaError, Kind, Noun, Op, Schema, Type, check, parse
from fundtrack.formulas.operators import MAX_CODES
from tests.formulas.fake import FORMS, OPTIONS, SIZES, read

KINDS = [str(kind) for kind in Kind]
#: A noun with a field of every kind, told by its name.
THING = Schema(
    {"thing": Noun("thing", {kind: Type(Kind(kind)) for kind in KINDS})},
    rows=frozenset(),
)
ORDERED = {"money", "price", "rate", "number", "days", "months", "date"}
ADDED = ORDERED - {"date"}

#: What `left sign right` gives; a pair that is not here is refused.
SUMS = {(kind, kind): kind for kind in ADDED} | {("date", "days"): "date"}
PRODUCTS = {
    ("money", "rate"): "money",
    ("money", "number"): "money",
    ("rate", "money"): "money",
    ("number", "money"): "money",
    ("price", "number"): "money",
    ("number", "price"): "money",
    ("price", "rate"): "price",
    ("rate", "price"): "price",
    ("rate", "rate"): "rate",
    ("number", "number"): "number",
    ("rate", "number"): "number",
    ("number", "rate"): "number",
}
QUOTIENTS = {
    ("money", "money"): "rate",
    ("money", "rate"): "money",
    ("money", "number"): "money",
    ("price", "price"): "rate",
    ("price", "number"): "price",
    ("rate", "rate"): "rate",
    ("rate", "number"): "rate",
    ("number", "number"): "number",
    ("number", "rate"): "number",
    ("days", "days"): "rate",
    ("months", "months"): "rate",
}
WORDS = {"text", "code"}
SAME = {(kind, kind): kind for kind in KINDS} | {
    ("text", "code"): "code",
    ("code", "text"): "code",
}
ORDER = {(kind, kind): "bool" for kind in ORDERED}
EQUAL = {pair: "bool" for pair in SAME if pair != ("set", "set")}
EXTREMES = {(kind, kind): kind for kind in ORDERED}
MEMBERS = {(kind, "set"): "bool" for kind in WORDS}
BOTH = {("bool", "bool"): "bool"}
BINARY = {
    "{} + {}": SUMS,
    "{} - {}": SUMS,
    "{} * {}": PRODUCTS,
    "{} / {}": QUOTIENTS,
    "{} == {}": EQUAL,
    "{} != {}": EQUAL,
    "{} < {}": ORDER,
    "{} <= {}": ORDER,
    "{} > {}": ORDER,
    "{} >= {}": ORDER,
    "{0} == {1} == {0}": EQUAL,
    "{0} == {1} < {0}": ORDER,
    "{0} <= {1} < {0}": ORDER,
    "{} and {}": BOTH,
    "{} or {}": BOTH,
    "{} in {}": MEMBERS,
    "{} not in {}": MEMBERS,
    "{} if thing.bool else {}": SAME,
    "min({}, {})": EXTREMES,
    "max({}, {})": EXTREMES,
    "months_after({}, {})": {("date", "months"): "date"},
    "days_between({}, {})": {("date", "date"): "days"},
    "months_between({}, {})": {("date", "date"): "months"},
}
UNARY = {
    "-{}": {kind: kind for kind in ADDED},
    "abs({})": {kind: kind for kind in ADDED},
    "not {}": {"bool": "bool"},
    "year_end({})": {"date": "date"},
    "known({})": dict.fromkeys(KINDS, "bool"),
    "thing.money if {} else thing.money": {"bool": "money"},
}
AGGREGATES = {
    "total({})": {kind: kind for kind in ("money", "number", "days", "months")},
    "count({})": {"bool": "number"},
    "any({})": {"bool": "bool"},
    "all({})": {"bool": "bool"},
    "smallest({})": {kind: kind for kind in ORDERED},
    "largest({})": {kind: kind for kind in ORDERED},
    "count(thing.bool, where={})": {"bool": "number"},
    "total(thing.money, where={})": {"bool": "money"},
    "running_total({}, within=project, order=thing.date)": {
        kind: kind for kind in ("money", "number", "days", "months")
    },
}


def kind_of(text: str, schema: Schema = THING, scope: str = "thing") -> str | None:
    """The kind of a formula, None if it is refused with its place."""
    try:
        return str(check(parse(text), schema, scope=scope).type.kind)
    except FormulaError as error:
        caught = error
    assert caught.message
    assert 0 <= caught.at[0] < caught.at[1] <= len(text)
    return None


@pytest.mark.parametrize("form", BINARY)
def test_an_operator_takes_the_pairs_of_its_table_and_no_other(form):
    found = {
        (left, right): kind_of(form.format(f"thing.{left}", f"thing.{right}"))
        for left, right in product(KINDS, KINDS)
    }
    assert {pair: kind for pair, kind in found.items() if kind is not None} == BINARY[form]


@pytest.mark.parametrize("form", UNARY)
def test_a_function_takes_the_kinds_of_its_table_and_no_other(form):
    found = {kind: kind_of(form.format(f"thing.{kind}")) for kind in KINDS}
    assert {kind: result for kind, result in found.items() if result} == UNARY[form]


@pytest.mark.parametrize("form", AGGREGATES)
def test_an_aggregate_takes_the_kinds_of_its_table_and_no_other(form):
    wide = Schema({**THING.nouns, "project": Noun("project", {})}, frozenset({"thing"}))
    scope = "thing" if form.startswith("running") else "project"
    found = {kind: kind_of(form.format(f"thing.{kind}"), wide, scope) for kind in KINDS}
    assert {kind: result for kind, result in found.items() if result} == AGGREGATES[form]


#: What a bare figure may stand for.
ZERO = {"money", "price", "rate", "number", "days", "months"}
ONE = {"rate", "number", "days", "months"}


@pytest.mark.parametrize(
    ("form", "result"),
    [
        ("{} + {}", None),
        ("{} - {}", None),
        ("{} < {}", "bool"),
        ("{} == {}", "bool"),
        ("min({}, {})", None),
        ("max({}, {})", None),
        ("{} if thing.bool else {}", None),
    ],
)
def test_a_bare_figure_takes_the_kind_of_what_stands_beside_it(form, result):
    for figure, kinds in (("0", ZERO), ("1", ONE)):
        for kind in KINDS:
            for pair in ((figure, f"thing.{kind}"), (f"thing.{kind}", figure)):
                expected = (result or kind) if kind in kinds else None
                if pair[0] == "thing.date" and form[3] in "+-":
                    expected = "date"  # a day and so many days
                assert kind_of(form.format(*pair)) == expected, (form, pair)


def test_a_bare_figure_is_written_into_the_tree_with_its_kind():
    node = read("max(0, aid_cap - project.eligible)")
    assert node.args[0].type == Type(Kind.MONEY)
    assert node.args[0].scope == "project"
    assert read("1 - support_rate").args[0].type == Type(Kind.RATE)
    assert read("first_day + 1").args[1].type == Type(Kind.DAYS)
    assert read("months_after(first_day, 1)").args[1].type == Type(Kind.MONTHS)


def test_a_bare_figure_beside_times_or_over_is_a_rate():
    rated = {"money": "money", "price": "price", "rate": "rate", "number": "number"}
    for kind in KINDS:
        expected = rated.get(kind)
        assert kind_of(f"1 * thing.{kind}") == kind_of(f"thing.{kind} * 1") == expected
        over = expected if kind != "price" else None
        assert kind_of(f"thing.{kind} / 1") == over
    assert kind_of("1 / thing.rate") == "rate"
    assert kind_of("1 / thing.number") == "rate"
    assert kind_of("1 / thing.money") is None
    assert kind_of("0 * 1") == "rate"


BARE = "two bare figures say nothing; name a fact or a parameter"


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("0", "a bare figure says nothing; name a fact or a parameter", "0"),
        ("0 + 1", BARE, "0 + 1"),
        ("cost.net if cost.checked else 0 + 1", BARE, "0 + 1"),
        ("0 == 1", BARE, "0 == 1"),
        ("min(0, 1)", BARE, "min(0, 1)"),
        ("0 if cost.checked else 1", BARE, "0 if cost.checked else 1"),
        ("-1", "name the parameter that holds this figure", "-1"),
        ("abs(0)", "name the parameter that holds this figure", "abs(0)"),
        ("known(0)", "a figure is always known", "known(0)"),
        ("cost.net + 1", "1 is no money; name a parameter", "1"),
        ("1 < cost.unit_price", "1 is no price; name a parameter", "1"),
        ("cost.form == 0", "0 is no code; name a parameter", "0"),
        ("not 1", "1 is no bool; name a parameter", "1"),
        ("cost.paid_on < 0", "0 is no date; name a parameter", "0"),
        ("0 in direct", "only a code or a text can be in a set", "0 in direct"),
        ("cost.form in 0", "after `in` stands a set, or a tuple of texts", "cost.form in 0"),
        ("cost.form in cost.category", "after `in` stands a set, or a tuple of texts",
         "cost.form in cost.category"),
        ("cost.net in direct", "only a code or a text can be in a set", "cost.net in direct"),
        ("cost.net * cost.vat", "money times money has no meaning", "cost.net * cost.vat"),
        ("cost.use / cost.net", "rate divided by money has no meaning", "cost.use / cost.net"),
        ("cost.net + cost.use", "cost.use is a rate, not a money", "cost.use"),
        ("cost.net + cost.net * 0 / cost.net", "cost.net * 0 / cost.net is a rate, not a money",
         "cost.net * 0 / cost.net"),
        ("cost.paid_on == 'today'", "'today' is a text, not a date", "'today'"),
        ("'today' == cost.paid_on", "'today' is a text, not a date", "'today'"),
        ("0 == 'a'", "0 is no text; name a parameter", "0"),
        ("not (cost.net if cost.checked else cost.vat)",
         "cost.net if cost.checked else cost.vat is a money, not a bool",
         "cost.net if cost.checked else cost.vat"),
        ("cost.id + cost.id", "a text cannot be added", "cost.id + cost.id"),
        ("-cost.paid_on", "a date cannot be negated", "-cost.paid_on"),
        ("abs(cost.paid_on)", "a date cannot be taken absolute", "abs(cost.paid_on)"),
        ("cost.form < 'flat'", "a code cannot be ordered", "cost.form < 'flat'"),
        ("cost.id < 'a'", "a text cannot be ordered", "cost.id < 'a'"),
        ("'a' < 'b'", "a text cannot be ordered", "'a' < 'b'"),
        ("min(cost.form, 'flat')", "a code cannot be ordered", "min(cost.form, 'flat')"),
        ("direct == countries", "sets are not compared; write `in`", "direct == countries"),
        ("direct < countries", "a set cannot be ordered", "direct < countries"),
        ("cost.paid_on - first_day",
         "for the days between two dates write days_between(a, b)", "cost.paid_on - first_day"),
        ("first_day + cost.life", "cost.life is a months, not a days", "cost.life"),
        ("cost.delay + first_day", "first_day is a date, not a days", "first_day"),
        ("cost.net and cost.checked", "cost.net is a money, not a bool", "cost.net"),
        ("not cost.net", "cost.net is a money, not a bool", "cost.net"),
        ("cost.net if cost.net else cost.vat", "cost.net is a money, not a bool", "cost.net"),
        ("cost.net if cost.checked else cost.use", "cost.use is a rate, not a money",
         "cost.use"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_does_not_go_together_and_where(text, message, place):
    with pytest.raises(FormulaError) as caught:
        read(text, "cost")
    assert caught.value.message == message
    first, last = caught.value.at
    assert text[first:last] == place


# -- vocabularies ------------------------------------------------------------------------------


def codes_in(node, op=Op.TEXT):
    return [one.type for one in node.args if one.op is op]


@pytest.mark.parametrize(
    "text",
    [
        "cost.form == 'flat'",
        "'flat' == cost.form",
        "'flat' != cost.form == 'unit'",
        "cost.form in ('flat', 'unit')",
        "cost.form not in ('flat',)",
        "('flat' if cost.checked else 'unit') == cost.form",
        "cost.form == ('flat' if cost.checked else 'unit')",
        "cost.form == ('flat' if cost.checked else ('unit' if cost.checked else 'actual'))",
        "(cost.form if cost.checked else 'flat') == 'unit'",
        "('flat' if cost.checked else cost.form) == 'unit'",
        "cost.category == 'anything'",
        "cost.category in ('anything', 'else')",
        "cost.id == 'anything'",
        "cost.id == cost.category",
        "'anything' in direct",
        "cost.form in (direct if cost.checked else ('flat',))",
        "cost.category in (direct if cost.checked else ('anything',))",
        "'a' == 'b'",
        "known('a')",
        "(cost.form if cost.checked else window_start) in ('flat', 'strict')",
        "(cost.form if cost.checked else cost.category) == 'anything'",
        "cost.id == (cost.form if cost.checked else 'flat')",
    ],
)
def test_a_code_of_the_vocabulary_is_taken(text):
    assert read(text, "cost").type == Type(Kind.BOOL)


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("cost.form == 'flatt'", "no code 'flatt'; did you mean flat", "'flatt'"),
        ("'xyz' == cost.form", "no code 'xyz'; there are actual, flat, unit", "'xyz'"),
        ("cost.form == 'flat' == 'Flat'", "no code 'Flat'; did you mean flat", "'Flat'"),
        ("cost.form in ('flat', 'xyz')", "no code 'xyz'; there are actual, flat, unit",
         "'xyz'"),
        ("cost.form not in ('xyz',)", "no code 'xyz'; there are actual, flat, unit", "'xyz'"),
        ("cost.form in (direct if cost.checked else ('flat', 'xyz'))",
         "no code 'xyz'; there are actual, flat, unit", "'xyz'"),
        ("cost.form in (('xyz',) if cost.checked else direct)",
         "no code 'xyz'; there are actual, flat, unit", "'xyz'"),
        ("cost.form == ('flat' if cost.checked else 'xyz')",
         "no code 'xyz'; there are actual, flat, unit", "'xyz'"),
        ("('xyz' if cost.checked else 'flat') == cost.form",
         "no code 'xyz'; there are actual, flat, unit", "'xyz'"),
        ("(cost.form if cost.checked else 'xyz') == 'flat'",
         "no code 'xyz'; there are actual, flat, unit", "'xyz'"),
        ("cost.id == cost.form == 'xyz'", "no code 'xyz'; there are actual, flat, unit",
         "'xyz'"),
        ("window_start == 'loose'", "no code 'loose'; there are inclusive, strict", "'loose'"),
        ("cost.partner.size == 'smalll'", "no code 'smalll'; did you mean small", "'smalll'"),
    ],
)  # fmt: skip
def test_a_code_outside_the_vocabulary_is_refused(text, message, place):
    with pytest.raises(FormulaError) as caught:
        read(text, "cost")
    assert caught.value.message == message
    first, last = caught.value.at
    assert text[first:last] == place


def test_a_literal_takes_the_vocabulary_into_the_tree():
    assert codes_in(read("cost.form == 'flat'", "cost")) == [Type(Kind.CODE, FORMS)]
    members = read("cost.form in ('flat', 'unit')", "cost").args[1]
    assert codes_in(members) == [Type(Kind.CODE, FORMS)] * 2
    assert members.type == Type(Kind.SET, frozenset({"flat", "unit"}))
    assert codes_in(read("cost.id in ('a', 'b')", "cost").args[1]) == [Type(Kind.TEXT)] * 2
    either = read("cost.form in (('flat',) if cost.checked else ('unit',))", "cost").args[1]
    assert either.args[0] == read("cost.checked", "cost")
    assert [codes_in(one) for one in either.args[1:]] == [[Type(Kind.CODE, FORMS)]] * 2
    assert codes_in(read("cost.category == 'any'", "cost")) == [Type(Kind.CODE)]
    assert codes_in(read("cost.category in ('any',)", "cost").args[1]) == [Type(Kind.CODE)]
    chosen = read("cost.form == ('flat' if cost.checked else 'unit')", "cost").args[1]
    assert chosen.type == Type(Kind.CODE, FORMS)
    assert codes_in(chosen) == [Type(Kind.CODE, FORMS)] * 2


def test_an_if_may_say_the_codes_of_both_branches():
    both = read("cost.form if cost.checked else window_start", "cost")
    assert both.type == Type(Kind.CODE, FORMS | OPTIONS)
    assert read("direct if cost.checked else ('a', 'b')", "cost").type == Type(
        Kind.SET, FORMS | {"a", "b"}
    )
    assert read("cost.form if cost.checked else cost.category", "cost").type == Type(Kind.CODE)
    assert read("cost.category if cost.checked else cost.form", "cost").type == Type(Kind.CODE)
    assert read("cost.net if cost.checked else 0", "cost").type == Type(Kind.MONEY)
    assert read("'a' if cost.checked else 'b'", "cost").type == Type(Kind.TEXT)


def test_an_if_puts_two_lists_of_codes_together_up_to_a_length():
    def choice(left, right):
        codes = {
            "a": Type(Kind.CODE, frozenset(f"a{n}" for n in range(left))),
            "b": Type(Kind.CODE, frozenset(f"b{n}" for n in range(right))),
        }
        noun = Noun("thing", {"sure": Type(Kind.BOOL)} | codes)
        schema = Schema({"thing": noun}, frozenset())
        return lambda text: check(parse(text), schema, scope="thing")

    one = choice(5_000, 1)
    assert one("thing.a if thing.sure else thing.a").type == one("thing.a").type
    both = choice(MAX_CODES - 1, 1)("thing.a if thing.sure else thing.b")
    assert len(both.type.codes) == MAX_CODES
    with pytest.raises(FormulaError, match="two lists of more than 2000 codes together"):
        choice(MAX_CODES, 1)("thing.a if thing.sure else thing.b")


# -- what a formula must give ------------------------------------------------------------------


def test_a_wanted_kind_is_held_to():
    assert read("cost.net", "cost", Kind.MONEY).type == Type(Kind.MONEY)
    assert read("0", "cost", Kind.MONEY).type == Type(Kind.MONEY)
    assert read("'a'", "cost", Kind.TEXT).type == Type(Kind.TEXT)
    assert read("cost.form", "cost", Kind.TEXT).type == Type(Kind.CODE, FORMS)
    with pytest.raises(FormulaError, match=r"^cost\.net is a money, not a bool$") as caught:
        read("(cost.net)", "cost", Kind.BOOL)
    assert caught.value.at == (1, 9)
    with pytest.raises(FormulaError, match=r"^1 is no money; name a parameter$"):
        read("1", "cost", Kind.MONEY)


def test_a_wanted_vocabulary_is_held_to():
    schema = Schema({"thing": THING.nouns["thing"]}, frozenset())

    def code(text):
        return check(parse(text), schema, scope="thing", want=Kind.CODE, codes=SIZES)

    assert code("'small'").type == Type(Kind.CODE, SIZES)
    assert code("'small' if thing.bool else 'large'").type == Type(Kind.CODE, SIZES)
    with pytest.raises(FormulaError, match=r"^no code 'tiny'; there are large, medium, small$"):
        code("'small' if thing.bool else 'tiny'")


def test_at_most_twenty_codes_are_listed():
    many = frozenset(f"c{n:02}" for n in range(30))
    schema = Schema({"thing": Noun("thing", {"code": Type(Kind.CODE, many)})}, frozenset())
    with pytest.raises(FormulaError) as caught:
        check(parse("thing.code == 'zzz'"), schema, scope="thing")
    listed = caught.value.message.partition("; there are ")[2].split(", ")
    assert listed == [f"c{n:02}" for n in range(20)]
