"""Books from files, bytes and tables: one book, one hash; and what a stranger may send."""

import copy
import json
import pickle
from datetime import date
from fractions import Fraction

import pytest

from fundtrack.formulas import Kind, Type
from fundtrack.rulebooks import Shelf, Texts, Verification, load_book
from fundtrack.rulebooks.plain import MAX_BYTES, MAX_DEPTH, MAX_TABLES, MAX_VALUES
from fundtrack.values import BookError, Citation, Money, Price, Rate, Rounding
from tests.rulebooks.small import GONE, WHOLE, changed, loaded, whole
from tests.timing import worked

TOML = WHOLE.read_bytes()


def as_json(tables):
    """The same tables as JSON bytes; a date becomes its ISO text."""
    return json.dumps(tables, default=str, ensure_ascii=False).encode()


# -- one book ----------------------------------------------------------------------------------


def test_toml_json_and_tables_give_the_same_book(tmp_path):
    json_file = tmp_path / "whole.json"
    json_file.write_bytes(as_json(whole()))
    first = load_book(TOML)
    assert first == load_book(as_json(whole())) == load_book(whole())
    for same in (load_book(WHOLE), load_book(json_file)):
        assert same.hash == first.hash
        assert same.rules == first.rules
        assert same.file.endswith(("whole.toml", "whole.json"))


def test_what_the_file_says_is_what_the_book_holds():
    book = loaded()
    assert (book.id, book.edition, book.key) == ("test/whole", 2, "test/whole@2")
    assert (book.first_day, book.last_day) == (date(2020, 1, 1), date(2029, 12, 31))
    assert book.titles == {"en": "A whole book", "lv": "Vesela grāmata"}
    assert book.covers == (
        Texts({"en": "everything the format has", "lv": "viss, kas formātā ir"}),
    )
    assert book.read_by == ("nobody",)
    assert book.acts["rules"].celex == "32013R1303"
    assert book.roundings["euro"].rounding == Rounding("half_up", "1", Citation("rules#9"))
    assert book.roundings["euro"].verification is Verification.VERIFIED
    assert book.sets["direct"] == {"staff"}
    assert book.sets["categories"] == {"staff", "land"}
    assert book.sets["activities"] == {"training"}
    assert book.categories["land"].titles["lv"] == "Zeme"
    row, unknown = book.tables["intensity"].rows
    assert (row.keys, row.value) == (("small", "industrial"), Rate("70 %"))
    assert (unknown.value, unknown.verification) == (None, Verification.UNVERIFIED)
    assert book.facts["cost", "research"].type.codes == {"industrial", "experimental"}
    assert book.readings["window_start"].options == ("inclusive", "strict")
    assert book.groups["partner_research"].by == ("partner", "research")
    assert book.defines["aid.in_window"].with_ == {
        "amount": "aid.amount",
        "on": "aid.granted_on",
    }
    (change,) = book.changes
    assert (change.on, change.act, str(change.citation)) == (
        date(2024, 1, 1),
        "rules",
        "rules#1",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cap", Money("415000.00 EUR")),
        ("hour", Price("12.345678 EUR")),
        ("land_cap", Rate("10 %")),
        ("least_partners", 2),
        ("durability", 36),
        ("notice", 30),
        ("last_payment", date(2029, 12, 31)),
        ("fund", "ERDF"),
        ("countries", frozenset({"LV", "EE"})),
        ("indirect_paid", True),
    ],
)
def test_values_are_typed_by_their_kind(name, value):
    (only,) = loaded().parameters[name].values
    assert only.value == value
    assert type(only.value) is type(value)


@pytest.mark.parametrize(("text", "number"), [("1.5", Fraction(3, 2)), ("-2.0", -2), (7, 7)])
def test_numbers_are_exact(text, number):
    (only,) = (
        loaded({"parameter/least_partners/values/0/value": text})
        .parameters["least_partners"]
        .values
    )
    assert only.value == number
    assert type(only.value) is type(number)


@pytest.mark.parametrize("days", [0, 99_999, "0", "99999"])
def test_counts_at_the_edges(days):
    (only,) = loaded({"parameter/notice/values/0/value": days}).parameters["notice"].values
    assert only.value == int(days)


def test_a_book_may_cover_one_day():
    book = loaded({"book/last_day": date(2020, 1, 1)})
    assert book.first_day == book.last_day


@pytest.mark.parametrize(("keys", "rows"), [(4, 1), (5, 1), (1, 5000), (1, 5001)])
def test_a_table_has_four_keys_and_five_thousand_rows(keys, rows):
    names = [f"k{i}" for i in range(keys)]
    row = {"value": "1 %", "cite": "rules#1", "verification": "unverified"}
    table = {
        "keys": names,
        "gives": "rate",
        "rows": [{**row, **dict.fromkeys(names, f"c{i}")} for i in range(rows)],
    }
    if keys == 5 or rows > 5000:
        assert refused(changed({"table/large": table}), 5).pointer.startswith("/table/large")
    else:
        assert len(loaded({"table/large": table}).tables["large"].rows) == rows


def test_a_set_may_hold_its_whole_vocabulary():
    codes = {"parameter/countries/codes": ["EE", "LV"]}
    (only,) = loaded(codes).parameters["countries"].values
    assert only.value == {"EE", "LV"}
    assert loaded(codes).parameters["countries"].type.codes == {"EE", "LV"}


def test_dates_of_a_parameter():
    ceiling = loaded().parameters["ceiling"]
    first, unknown, last = ceiling.values
    assert (first.first, first.last) == (date(2020, 1, 1), date(2023, 12, 31))
    assert first.checked_on == date(2026, 11, 21)
    assert (unknown.value, unknown.why) == (None, {"en": "not read", "lv": "nav lasīts"})
    assert (last.last, last.verification) == (None, Verification.SECONDARY)
    assert ceiling.as_of is not None
    assert (ceiling.as_of.name, ceiling.bound) == ("project.agreement.signed_on", "max")
    assert not ceiling.as_of_on
    on = loaded().parameters["last_payment"]
    assert (on.as_of, on.as_of_on) == (None, True)


def test_the_schema_knows_the_names_of_the_book():
    schema = loaded().schema
    assert schema.parameters["ceiling"] == (Type(Kind.RATE), None)
    assert schema.readings["window_start"].codes == {"inclusive", "strict"}
    assert schema.sets["direct"].codes == {"staff"}
    assert schema.tables["intensity"].gives == Type(Kind.RATE)
    assert schema.nouns["partner"].fields["collaborates"] == Type(Kind.BOOL)
    assert schema.nouns["cost"].fields["currency_agrees"] == Type(Kind.BOOL)
    assert schema.nouns["cost"].links["partner_research"] == "partner_research"
    assert schema.nouns["partner_research"].links == {"partner": "partner"}
    assert {"line", "cost", "partner_research"} <= schema.rows
    for noun in ("line", "cost", "budget_line", "project"):
        assert {"gross", "base", "eligible", "payable"} <= schema.nouns[noun].defines


def test_a_parameter_dated_by_a_row_stands_at_its_noun():
    book = loaded({"parameter/last_payment/as_of": "cost.incurred_on"})
    assert book.schema.parameters["last_payment"] == (Type(Kind.DATE), "cost")


def test_a_book_is_frozen_pickles_and_hashes():
    book = loaded()
    again = pickle.loads(pickle.dumps(book))
    assert again == book
    assert hash(again) == hash(book)
    assert list(again.rules) == list(book.rules)
    with pytest.raises(TypeError):
        book.rules["TST-001"] = None
    with pytest.raises(AttributeError):
        book.rules._by = {}
    with pytest.raises(AttributeError):
        book.edition = 3


def test_a_shipped_book_is_loaded_once():
    assert load_book("fundtrack/base") is load_book("fundtrack/base")
    assert load_book("fundtrack/base") == load_book("fundtrack/base@1", shelf=Shelf())


# -- the hash ----------------------------------------------------------------------------------


def shuffled(tables):
    """The same tables, their keys the other way round where the order says nothing."""
    if not isinstance(tables, dict):
        return [shuffled(one) for one in tables] if isinstance(tables, list) else tables
    kept = {"rule", "title", "why", "remedy", "not_for", "ask", "concerns", "findings"}
    pairs = [(key, value if key in kept else shuffled(value)) for key, value in tables.items()]
    return dict(reversed(pairs))


@pytest.mark.parametrize(
    "same",
    [
        TOML.replace(b"[act.rules]", b"# a comment\n\n[act.rules]"),
        TOML.replace(b"project.eligible * support_rate", b"(project.eligible)*support_rate"),
        TOML.replace(b'cite = "rules#5"\ntitle', b'cite = ["rules#5"]\ntitle'),
        TOML.replace(b'basis = "claimed"', b'basis = ["claimed"]'),
        TOML.replace(b"\n", b"\r\n"),
        as_json(shuffled(whole())),
    ],
)
def test_the_hash_does_not_see_the_spelling(same):
    assert same != TOML
    assert load_book(same).hash == load_book(TOML).hash


def reordered():
    tables = whole()
    tables["rule"] = dict(reversed(tables["rule"].items()))
    return tables


@pytest.mark.parametrize(
    "other",
    [
        changed({"book/edition": 3}),
        changed({"book/covers/0/en": "all"}),
        changed({"parameter/cap/values/0/value": "415000.01 EUR"}),
        changed({"parameter/cap/values/0/verification": "secondary"}),
        changed({"parameter/ceiling/values/2/to": date(2030, 12, 31)}),
        changed({"parameter/ceiling/values/0/cite": "rules#2"}),
        changed({"define/project/support/value": "project.eligible * ceiling"}),
        changed({"rule/TST-001/severity": "breach"}),
        changed({"rule/TST-001/waivable": False}),
        changed({"rule/TST-001/title/lv": "Cits {measured}"}),
        changed({"rule/TST-005": GONE}),
        changed({"set/direct/members": ["land"]}),
        reordered(),
        changed({"rule/TST-002/why": {"lv": "Tā teikts aktā.", "en": "The act says so."}}),
    ],
)
def test_the_hash_sees_whatever_a_report_could_show(other):
    assert load_book(other).hash != load_book(TOML).hash


def test_the_hash_covers_the_layers(tmp_path):
    place = tmp_path / "test"
    place.mkdir()
    upper = {
        "book": {
            "id": "test/upper",
            "edition": 1,
            "extends": ["test/whole@2"],
            **{key: whole()["book"][key] for key in ("title", "covers", "leaves_out")},
        }
    }
    hashes = set()
    for text in (TOML, TOML.replace(b'"415000.00 EUR"', b'"415000.01 EUR"')):
        (place / "whole.toml").write_bytes(text)
        hashes.add(load_book(upper, shelf=Shelf(tmp_path)).hash)
    assert len(hashes) == 2


def test_the_hash_of_the_librarys_own_book_is_pinned():
    """A released edition is never edited: who changes base.toml raises its edition."""
    assert load_book("fundtrack/base@1").hash.startswith("8f49eb67635bca2a")


# -- strangers ---------------------------------------------------------------------------------


def refused(source, seconds=1.0):
    """What a source is refused with, and that refusing it is cheap."""
    with worked() as work, pytest.raises(BookError) as caught:
        load_book(source)
    assert work.seconds < seconds
    assert len(str(caught.value)) < 2000
    return caught.value


BIG = 10**6
HOSTILE = {
    "empty": (b"", "/book"),
    "not UTF-8": (b"\xff\xfe", "not UTF-8 at byte 0"),
    "a byte order mark": (b"\xef\xbb\xbf" + TOML, "byte order mark"),
    "not TOML": (b"[book\n", "not TOML"),
    "a key twice": (
        b'[book]\nid = "a"\nid = "b"\n',
        "not TOML: cannot overwrite a value (at lin",
    ),
    "a table twice": (b"[book]\n[book]\n", "not TOML: cannot declare ('book',) twice"),
    "too large": (b"#" * (MAX_BYTES + 1), "larger than 1048576 bytes"),
    "brackets": (b"a = " + b"[" * BIG, f"deeper than {MAX_DEPTH} (at line 1)"),
    "brackets in a header": (b"[" * BIG, f"deeper than {MAX_DEPTH}"),
    "braces": (b"\na = " + b"{a=" * (BIG // 4), f"deeper than {MAX_DEPTH} (at line 2)"),
    "a dotted key": (b"a" + b".a" * (BIG // 2) + b" = 1", f"deeper than {MAX_DEPTH}"),
    "a dotted header": (b"[a" + b".a" * (BIG // 2) + b"]", f"deeper than {MAX_DEPTH}"),
    "a dotted quoted key": (
        b'"a"' + b' . "a"' * (BIG // 7) + b" = 1",
        f"deeper than {MAX_DEPTH}",
    ),
    "values": (b"a = [" + b"1," * (BIG // 2) + b"]", f"more than {MAX_VALUES} values"),
    "keys": (b"".join(b"a%d=1\n" % i for i in range(90_000)), f"more than {MAX_VALUES} values"),
    "tables": (
        b"".join(b"[a%d]\n" % i for i in range(90_000)),
        f"more than {MAX_TABLES} tables",
    ),
    "lists": (
        b"".join(b"a%d=[]\n" % i for i in range(90_000)),
        f"more than {MAX_TABLES} tables",
    ),
    "digits": (b"a = " + b"1" * BIG, "beyond all measure"),
    "hex digits": (b"a = 0x" + b"f" * BIG, "/a"),
    "a long text": (b'a = "' + b"x" * BIG + b'"', "a text of 1000000 characters"),
    "an open text": (b'a = """' + b'x" \\"""a" ' * (BIG // 10), "not TOML"),
    "open texts": (b"a = '''" + b"'x' \n" * (BIG // 5), "not TOML"),
    "escapes": (b'a = "' + b'\\"' * (BIG // 2), "not TOML"),
    "depth behind a text of quotes": (b'b = """a"""""\na = ' + b"[" * BIG, "deeper than"),
    "depth behind an apostrophe": (b"# it's\na = " + b"[" * BIG, "deeper than"),
    "minus signs": (
        TOML.replace(b'"project.eligible * support_rate"', b'"%s"' % (b"-" * 200_000)),
        "/define/project/support/value",
    ),
    "JSON brackets": (b'{"a": ' + b"[" * BIG, "more than 200000 rows"),
    "JSON depth": (b'{"a": ' + b"[" * 40, "deep"),
    "unknown keys": (b"".join(b"a%d=1\n" % i for i in range(49_000)), "(and 49000 more)"),
    "JSON twice": (b'{"book": {}, "book": {}}', "/book"),
    "JSON NaN": (b'{"book": NaN}', "/book"),
    "JSON null": (b'{"book": null}', "/book: null says nothing"),
    "JSON float": (b'{"book": {"edition": 1.0}}', "/book/edition: 1.0 is a float"),
    "JSON cut off": (b'{"book": ', "JSON"),
}


@pytest.mark.parametrize(("source", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_strangers_file_is_refused_soon_and_in_a_word(source, words):
    assert words in str(refused(source))


@pytest.mark.parametrize(
    "figure", [b"0.85", b"1e999999", b"nan", b"inf", b"-inf", b"1E+2", b"-0.0"]
)
def test_no_float_of_toml_gets_in(figure):
    error = refused(TOML.replace(b'"415000.00 EUR"', figure))
    assert error.pointer == "/parameter/cap/values/0/value"
    assert "is a float, and a book has none" in error.message


@pytest.mark.parametrize(
    "moment", [b"2020-01-01T00:00:00", b"2020-01-01T00:00:00Z", b"12:00:00"]
)
def test_no_moment_of_toml_gets_in(moment):
    error = refused(TOML.replace(b"first_day = 2020-01-01", b"first_day = " + moment))
    assert (error.pointer, error.message) == (
        "/book/first_day",
        "a day stands alone, without a time",
    )


def test_a_formula_of_two_hundred_thousand_minus_signs_in_tables():
    error = refused(changed({"define/project/support/value": "-" * 10_000 + "plan.own"}))
    assert error.pointer == "/define/project/support/value"
    assert "10008 characters" in error.message
    error = refused(changed({"define/project/support/value": "-" * 9_000 + "plan.own"}))
    assert "longer than 1000 characters" in error.message
    error = refused(changed({"define/project/support/value": "-" * 900 + "plan.own"}))
    assert "deeper than 40" in error.message
    assert error.caret


def test_tables_that_hold_themselves_are_refused():
    tables = whole()
    tables["book"]["title"]["xx"] = tables
    assert "deeper than 16" in refused(tables).message
    loop = []
    loop.append(loop)
    assert "deeper than 16" in refused({"book": loop}).message


@pytest.mark.parametrize("rules", [500, 501])
def test_five_hundred_rules_are_enough(rules):
    own = whole()["rule"]["TST-003"]
    tables = whole()
    base = len(load_book("fundtrack/base").rules)
    tables["rule"] = {f"TST-{i}": copy.deepcopy(own) for i in range(rules - base)}
    tables["parameter"]["cap"]["title"] = {"en": "x", "lv": "x"}
    if rules == 500:
        tables["rule"]["TST-1"]["severity"] = "fatal"  # stop before the long part
        assert "'breach'" in refused(tables).message
    else:
        assert "more than 500" in refused(tables).message


def test_a_hostile_mapping_is_copied_before_it_is_believed():
    class Changing(dict):
        def items(self):
            return iter([("book", 1)])

    assert refused(Changing(whole())).pointer == "/book"


# -- where from --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../law/lv/cluster-2016",
        "lv/../lv/cluster-2016",
        "/etc/passwd",
        "lv/cluster-2016.toml",
        "lv//cluster-2016",
        "LV/cluster-2016",
        "lv/cluster-2016@0",
        "lv/cluster-2016@",
        "C:\\books\\a",
        "lv/cluster\n-2016",
        "",
        "a/" * 200 + "a",
    ],
)
def test_an_id_is_not_a_path(name):
    with pytest.raises(BookError, match="is no id of a book"):
        load_book(name)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BookError, match="the file cannot be read: no such file") as caught:
        load_book(tmp_path / "a.toml")
    assert caught.value.file.endswith("a.toml")
    for path in (tmp_path, tmp_path / "a\0b"):
        with pytest.raises(BookError, match="the file cannot be read"):
            load_book(path)


def test_a_file_is_named_in_its_errors(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_bytes(TOML.replace(b"known(plan.support)", b"known(plan.suport)"))
    with pytest.raises(BookError) as caught:
        load_book(file)
    assert str(caught.value).startswith(
        f"{file}: /rule/TST-001/applies_when: plan has no suport"
    )


@pytest.mark.parametrize("source", [None, 1, ["lv/cluster-2016"], bytearray(TOML)])
def test_only_an_id_a_path_bytes_or_tables(source):
    with pytest.raises(BookError, match="a book is an id, a Path, bytes or tables, not"):
        load_book(source)
