"""The rows of a book's groups over columns are those that the checks make of each project:
which there are, who belongs to which, of whom nobody knows, where they lead, in which order.
"""

from functools import lru_cache

import pytest

np = pytest.importorskip("numpy", reason="groups are columns of numpy")
pytest.importorskip("pyarrow", reason="columns are read by Arrow")

from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from fundtrack.formulas import Kind  # noqa: E402
from fundtrack.frames.columns import groups as module  # noqa: E402
from fundtrack.frames.columns import rows as rows_module  # noqa: E402
from fundtrack.frames.columns.groups import (  # noqa: E402
    NONE,
    UNSURE,
    ByWord,
    Numbers,
    add_groups,
    as_stated,
)
from fundtrack.frames.columns.store import Store  # noqa: E402
from fundtrack.frames.question import Unsupported  # noqa: E402
from fundtrack.frames.tables import tables_of  # noqa: E402
from fundtrack.projects import read_project  # noqa: E402
from fundtrack.rulebooks import load_book  # noqa: E402
from tests.checks.small import TEXTS, book, cost, project  # noqa: E402
from tests.frames.made import rows, sheet, texts, wholes  # noqa: E402
from tests.frames.readings import BASES, asked_of, sheets_of  # noqa: E402
from tests.random_books import GROUPS, draw_book, draw_project  # noqa: E402


@lru_cache
def grouping():
    """A book with every sort of group."""
    return load_book(draw_book(0) | {"group": GROUPS, "define": {}, "rule": {}})


#: A table of all numbers, or sorting; ids by place among those of a project, or as words.
WAYS = ("table", "sorted", "words", "sorted words")


def grouped(held, way, block=3):
    """A store with the groups of projects."""
    asked = held[0]
    tables = tables_of([one.bound.project for one in held], book=asked.bound.book)
    store = Store(sheets_of(tables, asked.bound.book), "EUR")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_module, "BLOCK", block)
        if "sorted" in way:
            patch.setattr(module, "_SMALL", 0)
            patch.setattr(module, "_SPACIOUS", 0)
        if "words" in way:
            digit = module._digit
            patch.setattr(module, "_digit", lambda *given_: digit(*given_[:-1], False))
        add_groups(store, asked.view)
    return store


def ids(store, noun):
    """The id of each row of a table or group."""
    column = store.rows(noun).columns["id"]
    return [column.words[at] for at in column.values.tolist()]


def same_groups(held, way):
    store, view = grouped(held, way), held[0].view
    for group in view.book.groups.values():
        rows_of_group = store.rows(group.name)
        names = ids(store, group.name)
        stated = [names[at] for at in as_stated(store, view, group).tolist()]
        silent = store.arrays.get(("silent", group.name), np.zeros(len(held), bool))
        perhaps = store.arrays.get(("perhaps", group.name), np.zeros(len(held), bool))
        for place, one in enumerate(held):
            theirs = one.tables.grouping(group.name)
            first, after = rows_of_group.of_projects(place, place + 1)
            assert silent[place] == (theirs is None)
            made = [] if theirs is None else [row.said.id for row in theirs.rows]
            assert stated[first:after] == made
            assert sorted(names[first:after]) == sorted(made)
            assert perhaps[place] == (theirs is None or theirs.perhaps is not None)
            members(store, one, group, place, names)
            leads(store, one, group, (first, after))


def members(store, asked, group, place, names):
    """Every member belongs where its project says."""
    theirs = asked.tables.grouping(group.name)
    for noun in dict.fromkeys(asked.view.loop(one) for one in group.of):
        table = store.rows(noun)
        if table is None:
            continue
        first, after = table.of_projects(place, place + 1)
        found = store.arrays["member", group.name, noun][first:after].tolist()
        if theirs is None:
            assert set(found) <= {UNSURE}
            continue
        wanted = []
        for row in asked.bound.rows(noun) or ():
            if id(row.said) in theirs.unsure:
                wanted.append(UNSURE)
            else:
                at = theirs.index.get(id(row.said))
                wanted.append(NONE if at is None else theirs.rows[at].said.id)
        assert [one if one < 0 else names[one] for one in found] == wanted


def leads(store, asked, group, span):
    """Every row of a group leads to the row that its members name, and says what they say."""
    theirs = asked.tables.grouping(group.name)
    said = {} if theirs is None else {row.said.id: row.said for row in theirs.rows}
    names = ids(store, group.name)
    for by in group.by:
        column = store.rows(group.name).columns[by]
        links = asked.view.links(group.name)
        for row in range(*span):
            wanted = getattr(said[names[row]], by)
            told = None if column.missing[row] else column.words[column.values[row]]
            assert told == wanted
            if by not in links:
                continue
            index = int(store.arrays["link", group.name, by][row])
            target = store.rows(links[by])
            owner = int(store.rows(group.name).project[row])
            first, after = (0, 0) if target is None else target.of_projects(owner, owner + 1)
            there = [] if target is None else ids(store, links[by])[first:after]
            if wanted is None:
                assert index == NONE
            elif wanted in there:
                assert index == first + there.index(wanted)
            else:
                assert index < NONE or target is None


@pytest.mark.parametrize("way", WAYS)
@given(
    st.lists(st.integers(0, 10**4), min_size=1, max_size=4, unique=True), st.sampled_from(BASES)
)
@example([*range(12)], "claimed")
@example([*range(12)], "plan")
@example([*range(12, 24)], "accepted")
def test_groups_are_those_that_the_checks_make(way, seeds, basis):
    held = asked_of([read_project(draw_project(seed)) for seed in seeds], grouping(), basis)
    if held:
        same_groups(held, way)


def said_of(*projects, basis="claimed", **groups):
    made = {name: {"by": by, "of": of} for name, (by, of) in groups.items()}
    return asked_of(projects, load_book(book(group=made)), basis)


PAIR = {"pair": (["partner", "category"], ["cost"])}
CLAIM = {"id": "1", "number": 1, "partner": "P", "final": False}
ACTIVITY = {"id": "1", "category": "any"}
PARTNERS = [{"id": "P", "role": "lead"}, {"id": "Q", "role": "partner"}]


@pytest.mark.parametrize("way", WAYS)
def test_members_of_different_projects_share_no_row(way):
    one = project(cost("A", partner="P", category="x"), cost("B", partner="P", category="x"))
    two = project(cost("A", partner="P", category="x"), cost("B", partner="P", category="y"))
    held = said_of(one, two, **PAIR)
    same_groups(held, way)
    store = grouped(held, way)
    assert store.arrays["member", "pair", "cost"].tolist() == [0, 0, 1, 2]


@pytest.mark.parametrize("way", WAYS)
def test_a_link_that_leads_nowhere_is_a_name_and_none_is_another(way):
    one = project(
        cost("A", partner="X", category="x"), cost("B", category="x"),
        cost("C", partner="Q", category="x"), cost("D", partner="X", category="x"),
        cost("E", partner="Q"), partners=PARTNERS,
    )  # fmt: skip
    held = said_of(one, project(cost("A", partner="Q", category="x")), **PAIR)
    same_groups(held, way)
    store = grouped(held, way)
    member = store.arrays["member", "pair", "cost"].tolist()
    assert member[0] == member[3] != member[1]
    assert member[4] == UNSURE
    assert len({*member[:4]}) == 3


@pytest.mark.parametrize("way", WAYS)
def test_codes_that_join_to_the_same_text_are_of_two_rows(way):
    partners = [{"id": name, "role": "partner"} for name in ("P", "P/a", "-", "P~1a")]
    pairs = [("P/a", "b"), ("P", "a/b"), ("-", "b"), (None, "b"), ("P~1a", "b"), ("P/a", "b")]
    costs = (
        cost(str(at), category=category, **({"partner": one} if one else {}))
        for at, (one, category) in enumerate(pairs)
    )
    held = said_of(project(*costs, partners=partners), **PAIR)
    same_groups(held, way)
    store = grouped(held, way)
    assert sorted(ids(store, "pair")) == sorted(["P~1a/b", "P/a~1b", "~2/b", "-/b", "P~01a/b"])
    member = store.arrays["member", "pair", "cost"].tolist()
    assert member[0] == member[5]
    assert len({*member}) == 5


@pytest.mark.parametrize("way", WAYS)
def test_lines_of_the_other_basis_make_no_row(way):
    plan = {"number": 1, "period": "2016-01-01/2018-12-31", "budget": [
        {"id": "1", "form": "actual", "category": "x", "amount": "1.00 EUR"},
        {"id": "2", "form": "actual", "category": "z", "amount": "1.00 EUR"},
    ]}  # fmt: skip
    one = project(cost("A", category="x"), cost("B", category="y"), plans=[plan])
    for basis in BASES[:2]:
        held = said_of(one, basis=basis, sort=(["category"], ["cost", "budget_line"]))
        same_groups(held, way)
        store = grouped(held, way)
        assert store.rows("sort").size == 2
        other = "budget_line" if basis == "claimed" else "cost"
        assert NONE in store.arrays["member", "sort", other].tolist()


@pytest.mark.parametrize("way", WAYS)
def test_rows_of_a_group_are_stated_in_the_order_in_which_their_members_come(way):
    one = project(*(cost(str(at), category=name) for at, name in enumerate("cabcad")))
    two = project(*(cost(str(at), category=name) for at, name in enumerate("dca")))
    held = said_of(one, two, sort=(["category"], ["cost"]))
    same_groups(held, way)
    store = grouped(held, way)
    names = ids(store, "sort")
    order = as_stated(store, held[0].view, held[0].view.book.groups["sort"])
    assert [names[at] for at in order.tolist()] == [*"cabd", *"dca"]


@pytest.mark.parametrize("way", WAYS)
def test_a_project_that_does_not_say_all_members_has_no_rows_whatever_others_say(way):
    both = {"sort": (["partner"], ["cost", "claim"])}
    silent = project(cost("A", partner="P"))
    told = project(cost("A", partner="P"), claims=[CLAIM])
    held = said_of(silent, told, **both)
    assert [one.tables.grouping("sort") is None for one in held] == [True, False]
    same_groups(held, way)
    store = grouped(held, way)
    assert store.arrays["member", "sort", "cost"].tolist() == [UNSURE, 0]
    assert store.rows("sort").project.tolist() == [1]


@pytest.mark.parametrize("way", WAYS)
def test_rows_that_one_kind_of_member_makes_come_before_those_of_the_next(way):
    claims = [{**CLAIM, "id": one, "partner": one} for one in "QPX"]
    held = said_of(
        project(cost("A", partner="P"), cost("B", partner="Y"), claims=claims),
        project(cost("A", partner="Z"), claims=claims[::-1]),
        sort=(["partner"], ["cost", "claim"]),
    )
    same_groups(held, way)
    store = grouped(held, way)
    names = ids(store, "sort")
    order = as_stated(store, held[0].view, held[0].view.book.groups["sort"])
    assert [names[at] for at in order.tolist()] == [*"PYQX", *"ZXPQ"]


@pytest.mark.parametrize("way", WAYS)
def test_a_member_is_of_no_sure_row_whichever_of_its_codes_is_lacking(way):
    lines = [cost("A", category="x"), cost("B", facts={"sort": "a"}),
             cost("C", category="x", facts={"sort": "a"})]  # fmt: skip
    fact = {"cost": {"sort": {"kind": "code", "codes": ["a"], "cite": "act#1", "ask": TEXTS}}}
    made = book(group={"both": {"by": ["category", "sort"], "of": ["cost"]}}, fact=fact)
    held = asked_of([project(*lines)], load_book(made), "claimed")
    same_groups(held, way)
    store = grouped(held, way)
    assert store.arrays["member", "both", "cost"].tolist() == [UNSURE, UNSURE, 0]


def test_no_link_is_kept_of_some_blocks_only():
    plan = {"number": 1, "period": "2016-01-01/2018-12-31", "activities": [ACTIVITY]}
    one = project(*(cost(str(at), partner="P", activity="1") for at in range(4)), plans=[plan])
    lost = project(cost("A", partner="X", activity="1"), plans=[plan])
    both = {"both": (["activity", "partner"], ["cost"])}
    for projects, kept in ([one, one], True), ([one, lost], False):
        held = said_of(*projects, **both)
        same_groups(held, "table")
        arrays = grouped(held, "table").arrays
        assert (("index", "cost", "activity") in arrays) is kept
        assert (("index", "cost", "partner") in arrays) is kept


def test_a_group_that_64_bits_cannot_number_is_not_for_columns():
    one = project(cost("A", category="x"))
    held = said_of(one, sort=(["category"], ["cost"]))
    view = held[0].view
    code = texts(["x", "y"], kind=Kind.CODE)
    lines = sheet("cost", project=wholes([0, 0]), category=code)
    store = Store({"project": sheet("project", project=wholes([0])), "cost": lines}, "EUR")
    digits = [ByWord("category", False, [store.rows("cost")]) for _ in range(2)]
    for radix, fine in ((2**31 - 1, True), (2**31, False)):
        for one in digits:
            one.radix = radix
        if fine:
            numbers, lost = module._numbers(store.rows("cost"), digits)
            assert (numbers.tolist(), lost) == ([2**31, 2 * 2**31], None)
            continue
        with pytest.raises(Unsupported, match="more than 64 bits"):
            module._numbers(store.rows("cost"), digits)
    digits[0].radix, digits[1].radix = 2**15, 2**15
    numbers, _ = module._numbers(store.rows("cost"), digits)
    assert (numbers.dtype, numbers.tolist()) == (np.int32, [2**15 + 1, 2 * 2**15 + 2])
    digits[1].radix = 2**16 + 1
    assert module._numbers(store.rows("cost"), digits)[0].dtype == np.int64
    add_groups(store, view)
    assert store.arrays["member", "sort", "cost"].tolist() == [0, 1]


# ---- Texts and numbers -----------------------------------------------------------------------

NUMBER = st.integers(0, 5) | st.just(10**17)


@given(st.lists(st.lists(NUMBER, max_size=6), max_size=3))
@example([[5, 3, 5], [], [3, 10**17]])
def test_one_number_for_each_whole_number_of_any_table(columns):
    numbers = Numbers()
    found = [numbers.of(wholes(one)).tolist() for one in columns]
    told = {}
    for values, codes in zip(columns, found, strict=True):
        for value, code in zip(values, codes, strict=True):
            assert told.setdefault(code, value) == value
    assert sorted(told.values()) == sorted({one for column in columns for one in column})


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=6), max_size=3))
@example([["b", "a"], ["a", "c", "b"]])
def test_one_number_for_each_text_of_any_table(columns):
    numbers = Numbers()
    found = [numbers.of(texts(one)).tolist() for one in columns]
    told = [*numbers.words]
    for values, codes in zip(columns, found, strict=True):
        assert [told[code] for code in codes] == values


def test_ids_that_are_numbers_stay_numbers():
    table = rows([3], partner=wholes([70, None, 5]))
    digit = ByWord("partner", True, [table])
    digits, lost = digit.of(table, 0, 3)
    assert (digits[1], lost, digit.radix) == (0, None, len({70, 5}) + 1)
    column, index = digit.told(digits, table.project)
    assert index is None
    pairs = zip(column.values.tolist(), column.missing.tolist(), strict=True)
    assert [None if gone else one for one, gone in pairs] == [70, None, 5]
    assert column.words is None


def test_a_table_without_a_code_says_nothing_and_without_a_link_none():
    table = rows([2])
    for link, lost in ((True, None), (False, [True, True])):
        digits, mask = ByWord("category", link, [table]).of(table, 0, 2)
        assert digits.tolist() == [0, 0]
        assert (None if mask is None else mask.tolist()) == lost
