"""What changed between two books: every edit is seen, spelling is none, effect stands apart."""

import json
import re
import tomllib
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.rulebooks import (
    Book,
    BookChange,
    DatedValue,
    Shelf,
    Touches,
    Verification,
    books,
    compare_books,
    load_book,
)
from fundtrack.rulebooks.clauses import SECTIONS
from fundtrack.rulebooks.said import FIELDS, written
from fundtrack.rulebooks.spans import spans
from fundtrack.values import BookError, Citation, FrozenMap, Rate
from tests.book_cases import CASES, answers_of, read_cases
from tests.house import SOURCE as PACKAGE
from tests.rulebooks.small import GONE, WHOLE, changed, whole

SEEN = {"cite": "rules#1", "verification": "unverified"}
TEXT = {"en": "x", "lv": "y"}
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
EFFECT, SOURCE, WORDING = "effect", "source", "wording"


@cache
def before() -> Book:
    return load_book(whole())


def changes(edits: dict[str, object]) -> list[BookChange]:
    return list(compare_books(before(), load_book(changed(edits))).changes)


# -- one edit, one change ----------------------------------------------------------------------

RULE = {"name": "n", "scope": "project", "effect": "report", "severity": "note"}
RULE |= {"cite": ["rules#1"], "title": TEXT, "why": TEXT, "remedy": TEXT}
RULE |= {"met_when": "known(plan.support)"}
EDITS = tomllib.loads((Path(__file__).parent / "edits.toml").read_text("utf-8"))["edit"]
NAMES = [edit["title"] for edit in EDITS]


def made(edit: dict) -> dict[str, object]:
    return edit.get("set", {}) | dict.fromkeys(edit.get("gone", ()), GONE)


def told(change: BookChange) -> tuple[str, ...]:
    said = change.to_dict()
    return tuple(
        said[k] for k in ("address", "key", "kind", "touches", "before", "after", "days")
    )


@pytest.mark.parametrize("edit", EDITS, ids=NAMES)
def test_an_edit_is_one_change_with_its_address_and_both_texts(edit):
    texts = (edit.get(key, "") for key in ("before", "after", "days"))
    assert [told(change) for change in changes(made(edit))] == [(*edit["change"], *texts)]


@pytest.mark.parametrize("edit", EDITS, ids=NAMES)
def test_swapping_the_books_swaps_added_and_removed_and_both_texts(edit):
    old, new = before(), load_book(changed(made(edit)))
    swap = {ADDED: REMOVED, REMOVED: ADDED, CHANGED: CHANGED}
    there, back = compare_books(old, new), compare_books(new, old)
    mirrored = []
    for one in back.changes:
        address, key, kind, touches, was, now, days = told(one)
        mirrored.append((address, key, swap[kind], touches, now, was, days))
    assert [told(one) for one in there.changes] == mirrored
    assert (there.old, there.new_hash) == (back.new, back.old_hash)


@pytest.mark.parametrize("edit", EDITS, ids=NAMES)
def test_a_place_leads_to_what_changed_in_the_file(edit):
    (change,) = changes(made(edit))
    found = [at(tables, change.pointer) for tables in (whole(), changed(made(edit)))]
    wanted = {ADDED: [False, True], REMOVED: [True, False], CHANGED: [True, True]}
    there = [one is not None for one in found]
    listed = ("values", "rows", "covers", "change")  # in which no entry has a place of its own
    if change.pointer.endswith(listed) or change.key in ("basis", "layers", "waivable"):
        assert any(there)  # and what has a default need not be written
    else:
        assert there == wanted[change.kind]


def at(tables: object, place: str) -> object:
    """What stands at a place of a file; None where nothing does."""
    for step in place.split("/")[1:]:
        tables = tables.get(step) if isinstance(tables, dict) else None
    return tables


def test_source_is_the_one_that_holds_now():
    (change,) = changes({"parameter/cap/values/0/cite": "rules#4"})
    assert change.cite == "rules#4"
    (change,) = changes({"rule/TST-002/unless/in-kind": GONE})
    assert change.cite == "rules#5"


def test_a_calculator_that_gives_another_kind_is_another():
    edits = {"define/aid/in_window/kind": "number", "define/aid/in_window/rounding": GONE}
    found = {one.key: (one.before, one.after) for one in changes(edits)}
    assert found == {"kind": ("money", "number"), "rounding": ("euro", "")}


def test_what_is_listed_twice_is_there_twice():
    entry = {"on": date(2025, 1, 1), "act": "rules", "cite": "rules#4"}
    entry |= {"concerns": TEXT, "findings": TEXT}
    once = load_book(changed({"change/1": entry, "book/covers/1": TEXT}))
    for place, address in (
        ("change", "change.2025-01-01.rules#4"),
        ("book/covers", "book.covers"),
    ):
        more = entry if place == "change" else TEXT
        twice = {"change/1": entry, "book/covers/1": TEXT, f"{place}/2": more}
        (change,) = compare_books(once, load_book(changed(twice))).changes
        assert (change.address, change.kind) == (address, ADDED)


def test_a_value_is_written_as_a_book_writes_it():
    fractions = [Fraction(-3, 2), Fraction(1, 8), Fraction(10**14 + 1, 10**12)]
    assert [written(one) for one in fractions] == ["-1.5", "0.125", "100.000000000001"]
    assert written(("a", Rate("85 %"))) == "a, 85 %"


# -- every single edit -------------------------------------------------------------------------

#: Said of the book as a whole, in `old`, `new` and the hashes.
HEAD = {"book/id", "book/edition"}
#: The last steps of places where one edit alone makes no other book: kinds and what hangs on
#: them, days that another value adjoins, effects and their limits, lists of one.
STUCK = {
    *("id", "edition", "kind", "gives", "bound", "layers", "from", "to", "unknown", "act"),
    "form",
    *("scope", "effect", "limits", "measured", "where", "verification", "research", "0", "1"),
    "against",  # goes with consented_when
}


def leaves(tables: object, path: str = "") -> list[str]:
    """The place of every value and of every table."""
    if isinstance(tables, dict):
        inner = tables.items()
    elif isinstance(tables, list):
        inner = enumerate(tables)
    else:
        return [path]
    return [path] * bool(path) + [
        one for key, value in inner for one in leaves(value, f"{path}/{key}".lstrip("/"))
    ]


#: Other values for a place, by the key that stands there; the first that load are taken.
FORMULAS = ["cost.partner.country == 'LT'", "cost.net", "known(plan.support)", "cap"]
FORMULAS += ["project.eligible", "partner.option.indirect == 'lump'", "plan.eligible"]
FORMULAS += ["total(line.limited)", "cost.activity.category == 'x'", "line.category == 'staff'"]
OTHERS: dict[str, list[str]] = {
    "cite": ["rules#77"],
    "unit": ["0.1"],
    "mode": ["up"],
    "verification": ["secondary", "unverified"],
    "value": ["1 %", "2.00 EUR", "1.000001 EUR", "7", "ESF", *FORMULAS],
    "kind": ["text", "number", "price", "money"],
    "as_of": ["on", "plan.approved_on"],
    "severity": ["note", "warning"],
    "effect": ["report", "block", "forbidden"],
    "up_to": ["ceiling"],
    "of": ["total"],
    "within": ["free"],
    "counts": ["both"],
    "consented_when": FORMULAS,
    "basis": ["plan"],
    "celex": ["32021R1060"],
    "url": ["https://example.org/x"],
    "eli": ["https://example.org/x"],
    "at_most": ["land_cap", *FORMULAS],
    "chosen": ["strict"],
    "counts_as": ["land"],
    "rounding": ["euro", "support"],
    "on": ["incurred_on"],
    "by": ["day"],
    "limits": ["line.limited", "line.admitted"],
    "where": FORMULAS,
    "when": FORMULAS,
    "met_when": FORMULAS,
    "applies_when": FORMULAS,
    "measured": FORMULAS,
    "scope": ["plan", "line"],
    "form": ["by", "until"],
    "moves": ["stays", "previous_working_day"],
    "months": ["months_between(plan.period.first, plan.period.last)"],
    "last": ["'merged'"],
    **{
        key: ["last_payment", "year_end(plan.period.last)"]
        for key in ("due", "opens", "done_on", "preparation", "closure")
    },
    "done_when": FORMULAS,
}
LANGUAGES = ("en", "lv")


def edited(path: str) -> list[dict[str, object]]:
    """Edits of one place: another value of its kind, or gone."""
    node, key = at_place(path), path.rpartition("/")[2]
    others: list[object] = []
    match node:
        case bool():
            others.append(not node)
        case int():
            others.append(node + 1)
        case date():
            others += [node + timedelta(days=1), node - timedelta(days=1)]
        case str():
            others += OTHERS.get(key, ["x", "x y", "line.id", "aid.paid_on"])
    gone = [] if key in LANGUAGES else [GONE]  # both languages must be there
    return [{path: other} for other in others + gone if other is GONE or other != node]


def at_place(path: str) -> object:
    node: object = whole()
    for step in path.split("/"):
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node


@cache
def every_edit(step: int) -> tuple[dict[str, Book], set[str]]:
    """The books that single edits make, by the edit; and the places that none can change.

    Of every place, or of each `step`th of them.
    """
    made, stuck = {}, set()
    for path in [*leaves(whole())][::step]:
        for edit in edited(path):
            try:
                book = load_book(changed(edit))
            except BookError:
                continue
            if path not in HEAD and book.hash != before().hash:
                made[f"{path} = {edit[path]!r}"] = book
                break
        else:
            stuck.add(path)
    return made, stuck


#: Some places in every run, all of them in the slow one.
STEPS = pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])


@STEPS
def test_every_single_edit_of_the_book_is_seen(step):
    """Each value and each table, gone or otherwise: what has another hash is a change."""
    made, _ = every_edit(step)
    assert len(made) > 230 // step
    unseen = [edit for edit, book in made.items() if not compare_books(before(), book).changes]
    assert unseen == []


@STEPS
def test_hardly_a_value_is_beyond_a_single_edit(step):
    """So that the test before this one leaves nothing out unnoticed."""
    _, stuck = every_edit(step)
    values = {path for path in stuck if not isinstance(at_place(path), dict | list)}
    assert {path.rpartition("/")[2] for path in values} <= STUCK, sorted(values)


# -- what a project gets -----------------------------------------------------------------------


def put_otherwise(said: object, key: str = "") -> object:
    """Every text, citation and verification of a book said otherwise."""
    if isinstance(said, dict):
        return {key: put_otherwise(value, key) for key, value in said.items()}
    if isinstance(said, list):
        return [put_otherwise(one, key) for one in said]
    if key in ("en", "lv"):
        return f"{said} (x)"
    if key == "cite":
        return f"{said.partition('#')[0]}#77"
    return "unverified" if key == "verification" else said


@pytest.mark.parametrize("key", books())
def test_other_words_and_sources_have_no_effect_and_change_no_answer(key):
    book = load_book(key)
    tables = tomllib.loads((PACKAGE / "law" / f"{key}.toml").read_text("utf-8"))
    other = load_book(put_otherwise(tables))
    comparison = compare_books(book, other)
    assert comparison.effect == ()
    assert comparison.wording
    assert comparison.source
    for case in read_cases(CASES / f"{key}.toml", key):
        assert answers_of(case, other)[1] == answers_of(case, book)[1], case


# -- what is no change -------------------------------------------------------------------------


@pytest.mark.parametrize("key", books())
def test_a_book_is_no_other_than_itself(key):
    book = load_book(key)
    assert compare_books(book, book).changes == ()


SPELLINGS = {
    "parentheses and spaces": {
        "rule/TST-001/at_most": "min( (project.eligible*ceiling),cap )",
        "define/cost/base/value": "(cost.net + cost.vat) - cost.vat_recoverable",
    },
    "one source without brackets": {"rule/TST-003/cite": "rules#3"},
    "a basis that is implied": {"rule/TST-001/basis": ["plan"]},
    "a number as text": {"parameter/durability/values/0/value": "36"},
    "members in another order": {"parameter/countries/values/0/value": ["EE", "LV"]},
}


@pytest.mark.parametrize("edits", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_another_spelling_is_no_change(edits):
    assert changes(edits) == []


def test_the_same_hash_is_no_change():
    tables = whole()
    turned = {section: tables[section] for section in sorted(tables, reverse=True)}
    after = load_book(turned)
    assert after.hash == before().hash
    assert compare_books(before(), after).changes == ()


def test_a_value_cut_in_two_or_listed_in_another_order_is_no_change():
    values = whole()["parameter"]["ceiling"]["values"]
    cut = [
        values[2] | {"from": date(2025, 7, 1)},
        values[0],
        values[1],
        values[2] | {"to": date(2025, 6, 30)},
    ]
    assert changes({"parameter/ceiling/values": cut}) == []


def test_rows_in_another_order_are_no_change():
    rows = whole()["table"]["intensity"]["rows"]
    assert changes({"table/intensity/rows": rows[::-1]}) == []


# -- the order of rules ------------------------------------------------------------------------


def reordered(*codes: str) -> list[BookChange]:
    tables = whole()
    rest = [code for code in tables["rule"] if code not in codes]
    tables["rule"] = {code: tables["rule"][code] for code in (*codes, *rest)}
    return list(compare_books(before(), load_book(tables)).changes)


def test_the_order_of_rules_that_take_money_counts():
    (change,) = reordered("TST-001", "TST-003", "TST-002")
    expected = ("rule", "order", CHANGED, EFFECT, "TST-002, TST-003", "TST-003, TST-002", "")
    assert told(change) == expected


def test_the_order_of_rules_that_only_report_does_not():
    (change,) = reordered("TST-002", "TST-001")
    assert (change.key, change.touches) == ("order", WORDING)


def test_a_rule_that_takes_money_in_one_of_the_books_counts():
    tables = changed({"rule/TST-002/effect": "report"})
    tables["rule"] = dict(sorted(tables["rule"].items(), key=lambda item: item[0] != "TST-003"))
    other = load_book(tables)
    for pair in ((before(), other), (other, before())):
        (order,) = [one for one in compare_books(*pair).changes if one.key == "order"]
        assert order.touches == EFFECT


def test_a_rule_more_in_between_moves_no_other():
    tables = whole()
    items = [*tables["rule"].items()]
    tables["rule"] = dict([*items[:2], ("TST-900", RULE), *items[2:]])
    found = compare_books(before(), load_book(tables)).changes
    assert [one.address for one in found] == ["rule.TST-900"]


# -- layers ------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path):
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "whole.toml").write_text(WHOLE.read_text("utf-8"), "utf-8")
    return Shelf(tmp_path)


def upper(edits: dict[str, object]) -> dict[str, object]:
    head = {"id": "test/upper", "edition": 1, "title": TEXT, "extends": ["test/whole@2"]}
    head |= {"covers": [TEXT], "leaves_out": [TEXT]}
    return changed(edits, {"book": head, "act": {"own": {"title": TEXT}}})


def test_an_exception_of_a_higher_layer_says_what_it_beats(shelf):
    plain = load_book(upper({}), shelf=shelf)
    late = {"when": "cost.net == cost.net", "cite": "own#1"}
    after = load_book(upper({"rule/TST-002/unless/late": late}), shelf=shelf)
    (change,) = compare_books(plain, after).changes
    assert told(change)[:4] == ("rule.TST-002.unless.late", "", ADDED, EFFECT)
    assert "above = estonian, in-kind" in change.after


def test_what_an_exception_beats_is_told_where_only_that_changes(tmp_path):
    late = {"when": "cost.net == cost.net", "cite": "own#1"}
    books = []
    for name, edits in (("one", {}), ("two", {"rule/TST-002/unless/in-kind": GONE})):
        (tmp_path / name / "test").mkdir(parents=True)
        said = json.dumps(changed(edits), default=date.isoformat)
        (tmp_path / name / "test" / "whole.toml").write_text(said, "utf-8")
        upper_book = upper({"rule/TST-002/unless/late": late})
        books.append(load_book(upper_book, shelf=Shelf(tmp_path / name)))
    gone, beats = compare_books(*books).changes
    assert (gone.address, gone.kind) == ("rule.TST-002.unless.in-kind", REMOVED)
    assert told(beats)[:2] == ("rule.TST-002.unless.late", "above")
    assert told(beats)[2:6] == (CHANGED, EFFECT, "estonian, in-kind", "estonian")
    assert beats.pointer == "/rule/TST-002/unless/late"


def test_what_a_higher_layer_tightens_is_told_by_its_days(shelf):
    plain = load_book(upper({}), shelf=shelf)
    tight = {"from": date(2022, 1, 1), "to": date(2022, 12, 31), "value": "60 %"} | SEEN
    ceiling = {"values": [tight | {"cite": "own#1"}], "as_of": "project.agreement.signed_on"}
    after = load_book(upper({"parameter/ceiling": ceiling}), shelf=shelf)
    comparison = compare_books(plain, after)
    (change,) = comparison.effect
    assert told(change)[3:] == (EFFECT, "85 %", "60 %", "2022-01-01/2022-12-31")
    assert change.cite == "own#1"
    assert {one.key for one in comparison.source} == {"cite", "verification", "checked_on"}


def test_a_layer_less_takes_away_what_it_says(shelf):
    alone = load_book(changed({"book/extends": GONE}, upper({})), shelf=shelf)
    comparison = compare_books(load_book(upper({}), shelf=shelf), alone)
    gone = {one.address for one in comparison.effect if one.kind == REMOVED}
    assert {"rule.TST-001", "parameter.cap", "define.project.support"} <= gone
    assert ("book", "extends") in {(one.address, one.key) for one in comparison.source}


# -- dated values ------------------------------------------------------------------------------

DAYS = st.integers(0, 40).map(lambda number: date(2020, 1, 1) + timedelta(days=number))


@st.composite
def dated(draw: st.DrawFn) -> tuple[DatedValue, ...]:
    """Values one after the other, with gaps, open at either end."""
    days = sorted(draw(st.sets(DAYS, min_size=2, max_size=8)))
    made = []
    for first, following in pairwise(days):
        value = draw(st.sampled_from([1, 2, None]))
        source = Citation(draw(st.sampled_from(["a#1", "a#2"])))
        last = following - timedelta(days=1)
        if draw(st.booleans()):
            made.append(DatedValue(value, first, last, source, Verification.UNVERIFIED))
    if made and draw(st.booleans()):
        made[0] = made[0].replace(first=None)
    if made and draw(st.booleans()):
        made[-1] = made[-1].replace(last=None)
    return tuple(made)


def on(values: tuple[DatedValue, ...], day: date) -> DatedValue | None:
    """The value of a day, found by asking each."""
    held = [
        one
        for one in values
        if (one.first or date.min) <= day and day <= (one.last or date.max)
    ]
    return held[0] if held else None


def inside(days: str, day: date) -> bool:
    if not days:
        return True
    first, last = days.split("/")
    return (first == ".." or date.fromisoformat(first) <= day) and (
        last == ".." or day <= date.fromisoformat(last)
    )


@given(dated(), dated())
def test_the_days_that_differ_are_those_and_no_others(old, new):
    found = list(spans(old, new))
    for number in range(-2, 44):
        day = date(2020, 1, 1) + timedelta(days=number)
        a, b = on(old, day), on(new, day)
        values = [one for one in found if one.key == "value" and inside(one.days, day)]
        sources = [one for one in found if one.key == "cite" and inside(one.days, day)]
        differ = (a is None) is not (b is None) or (a and b and a.value != b.value)
        assert len(values) == bool(differ)
        assert len(sources) == bool(a and b and a.citation != b.citation)


@given(dated(), dated())
def test_days_that_differ_alike_are_one_run(old, new):
    told = [(one.key, one.before, one.after, one.days) for one in spans(old, new)]
    assert len(set(told)) == len(told)
    for one, other in pairwise(told):
        if one[:3] == other[:3]:
            last, first = one[3].split("/")[1], other[3].split("/")[0]
            assert date.fromisoformat(first) - date.fromisoformat(last) > timedelta(days=1)


# -- the answer as data ------------------------------------------------------------------------


def test_the_comparison_is_plain_data_in_one_order():
    comparison = compare_books(load_book("eu/erdf-2014"), load_book("lv/cluster-2016"))
    said = comparison.to_dict()
    assert json.loads(json.dumps(said)) == said
    assert said["old"] == {"book": "eu/erdf-2014@1", "hash": comparison.old_hash}
    assert len(said["changes"]) == len(comparison.changes)
    ranks = [SECTIONS.index(re.split(r"[.\[]", one.address)[0]) for one in comparison.changes]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) > 6
    for _, run in groupby(comparison.changes, key=lambda one: one.address.split(".")[0]):
        addresses = [one.address for one in run]
        assert addresses == sorted(addresses)
    again = compare_books(load_book("eu/erdf-2014"), load_book("lv/cluster-2016"))
    assert again == comparison
    assert len(set(comparison.changes)) == len(comparison.changes)
    parts = comparison.effect + comparison.source + comparison.wording
    assert sorted(map(str, parts)) == sorted(map(str, comparison.changes))
    assert all(comparison.touching(one) for one in Touches)


def test_every_field_of_every_part_is_compared_or_told_otherwise():
    """A field that a part gets later must be thought of here."""
    address = {"name", "noun", "code", "key", "id", "edition", "keys"}
    derived = {"layer", "placeholders", "unsupported", "level", "file", "hash", "schema"}
    derived |= {"sets", "members"}
    alone = {"values", "rows", "exceptions", "rounding", "as_of_on", "layers", "on", "act"}
    sections = {
        *("acts", "parameters", "tables", "named_sets", "categories", "activities", "facts"),
        *("readings", "groups", "roundings", "defines", "rules", "changes", "conversions"),
        "flexibilities",
        *("covers", "leaves_out", "reporting", "deadlines"),
    }
    for record, fields in FIELDS.items():
        left = set(record._fields) - set(fields) - address - derived - alone
        assert left <= (sections if record is Book else set()), record


def test_a_comparison_is_frozen_and_can_be_kept():
    comparison = compare_books(before(), before())
    assert hash(comparison) == hash(compare_books(before(), before()))
    with pytest.raises(AttributeError):
        comparison.changes = FrozenMap({})
