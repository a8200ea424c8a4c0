"""Rows of a noun by project, and links: each leads to the row of that id in its own project."""

from itertools import pairwise

import pytest

np = pytest.importorskip("numpy", reason="rows are columns of numpy")

from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from fundtrack.frames.columns import rows as module  # noqa: E402
from fundtrack.frames.columns.column import Numerals  # noqa: E402
from fundtrack.frames.columns.rows import (  # noqa: E402
    Resolver,
    arranged,
    blocks,
    first_of_each,
    matched,
    ranks,
    told,
)
from fundtrack.values import InputError  # noqa: E402
from tests.frames.made import keys, rows, sheet, texts, wholes  # noqa: E402

FAR = 10**18 - 1
NUMBERS = st.one_of(st.integers(0, 6), st.sampled_from([FAR, FAR - 1, 2**59, 2**31, 2**32]))
WORDS = st.sampled_from(["", "0", "A", "B", "C", "ä", "long name"])


# ---- Links -----------------------------------------------------------------------------------


def target_of(held):
    """Rows by project of pairs of project and id, in the order of their projects."""
    held = sorted(held, key=lambda one: one[0])
    counts = [sum(project == one for project, _ in held) for one in range(5)]
    return rows(counts, "partner", id=keys([one for _, one in held])), held


def linked(held, links, *, slots=False):
    """Where links of some projects lead."""
    target, held = target_of(held)
    column = keys([one for _, one in links])
    project = np.array([one for one, _ in links], np.int64)
    find = Resolver(target, column)
    found = find(column.values, column.unknown, project)
    if slots:
        quick = find.slots(column.values, column.unknown, project)
        if quick is not None:
            assert (quick[0] + quick[1] == found).all()
            assert (quick[1] == target.starts[project] - 1).all()
            assert (quick[0] > 0).all()
    again = find(column.values, column.unknown, project)
    assert (again == found).all()  # what was made for the first block serves the next
    return found.tolist(), {one: place for place, one in enumerate(held)}


def lead_home(held, links):
    found, places = linked(held, links, slots=True)
    names = {}
    for (project, name), place in zip(links, found, strict=True):
        if name is None:
            assert place == -1
        elif (project, name) in places:
            assert place == places[project, name]
        else:  # of nobody known; -2 is of a row whose group nobody knows
            assert place < -2
            assert names.setdefault(name, place) == place
    assert len(set(names.values())) == len(names)  # each unknown name has its own number


#: Rows of a project are compared one by one, all at once, or looked up.
WAYS = {"few": (8, 1000), "looked up": (0, 1000), "compared": (8, 0), "some": (1, 0)}
ways = pytest.mark.parametrize("way", WAYS)


def lead_home_by(way, held, links):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", WAYS[way][0])
        patch.setattr(module, "_MANY", WAYS[way][1])
        lead_home(held, links)


def tables(ids):
    """Ids of five projects, each once in its project, and links of rows of any of them."""
    project = st.integers(0, 4)
    held = st.lists(st.tuples(project, ids), unique=True, max_size=14)
    links = st.lists(st.tuples(project, st.one_of(st.none(), ids)), min_size=1, max_size=14)
    return held, st.one_of(links, links.map(lambda one: sorted(one, key=lambda two: two[0])))


@ways
@given(*tables(NUMBERS))
@example([(0, 1), (1, 0)], [(0, 0), (1, 1), (1, None)])
@example([(0, 5)], [(1, 5), (4, 0)])
@example([(0, 5), (1, 0), (1, 1), (1, 2)], [(0, 5), (0, 0), (1, 2), (3, 2)])
@example([(4, 0), (4, FAR), (0, FAR)], [(4, FAR), (0, 0), (0, FAR), (3, FAR)])
@example([(0, 1), (0, 2), (0, 3)], [(0, 3), (0, 2), (0, 1), (0, 2)])
@example([], [(0, 0), (1, None), (2, FAR)])
def test_links_by_numbers_lead_to_rows_of_their_own_project(way, held, links):
    lead_home_by(way, held, links)


@ways
@given(*tables(WORDS))
@example([(0, "A"), (1, "B")], [(0, "A"), (1, "A"), (1, "B"), (2, "A")])
@example([(0, "A"), (1, "B")], [(0, "B"), (1, "B"), (0, None), (0, "C"), (1, "C"), (1, "ä")])
@example([], [(0, "A"), (1, None), (2, "B")])
@example([(0, "A")], [(0, None), (1, None)])
def test_links_by_words_lead_to_rows_of_their_own_project(way, held, links):
    lead_home_by(way, held, links)


def test_ids_so_far_apart_that_a_project_and_an_id_wrap_are_still_told_apart():
    # 32 projects times 2**59 is 2**64: both would have one number
    counts = [1] * 33
    target = rows(counts, "partner", id=wholes([0] * 32 + [2**59 - 1]))
    target = rows([10, *counts[1:]], "partner", id=wholes([*range(10), *[9] * 31, 2**59 - 1]))
    link = wholes([5, 5, 2**59 - 1, 2**59 - 1, 9])
    project = np.array([0, 32, 32, 0, 32])
    found = Resolver(target, link)(link.values, None, project).tolist()
    assert (found[0], found[2]) == (5, 41)
    assert max(found[1], found[3], found[4]) < -2


@pytest.mark.parametrize("many", [9, 200])
def test_a_thousand_links_to_a_few_and_to_many_rows_of_each_project(many):
    counts = [many, 0, many - 1, 1]
    held = [
        (place, (7 * at) % many) for place, count in enumerate(counts) for at in range(count)
    ]
    links = [(at % 4, at % (many + 2) if at % 5 else None) for at in range(1200)]
    lead_home(held, links)
    lead_home(held, sorted(links, key=lambda one: one[0]))


def test_all_links_of_contiguous_rows_set_and_found_have_slots_at_once():
    target = rows([2, 0, 3], "partner", id=texts(["A", "B", "B", "C", "D"]))
    link = texts(["B", "A"] * 600 + ["D", "B"] * 600)
    project = np.repeat([0, 2], 1200)
    slot, before = Resolver(target, link).slots(link.values, None, project)
    assert (slot[:2].tolist(), slot[-2:].tolist()) == ([2, 1], [3, 1])
    assert (before[0], before[-1]) == (-1, 1)
    astray = texts(["C", "A"] * 600 + ["D", "B"] * 600)
    assert Resolver(target, astray).slots(astray.values, None, project) is None
    unset = texts([None, "A"] * 600 + ["D", "B"] * 600)
    assert Resolver(target, unset).slots(unset.values, unset.unknown, project) is None
    assert Resolver(target, link).slots(link.values, None, project[::-1]) is None
    assert Resolver(None, link).slots(link.values, None, project) is None


def test_links_to_a_table_that_is_not_there_are_told_apart():
    found = Resolver(None, wholes([0, 5, None]))(
        np.array([0, 5, 0]), np.array([False, False, True]), np.array([0, 0, 0])
    )
    assert found[2] == -1
    assert max(found[:2]) < -2
    assert found[0] != found[1]


def test_numbers_do_not_link_to_texts_unless_no_link_is_set():
    target = rows([1], "partner", id=texts(["A"]))
    with pytest.raises(InputError, match="keys are all whole numbers, or all text"):
        Resolver(target, wholes([5]))
    with pytest.raises(InputError, match="keys are all whole numbers, or all text"):
        Resolver(rows([1], "partner", id=wholes([5])), texts(["A"]))
    unset = wholes([None, None])
    found = Resolver(target, unset)(unset.values, unset.unknown, np.array([0, 0]))
    assert found.tolist() == [-1, -1]


# ---- Rows by project -------------------------------------------------------------------------


@given(
    st.sampled_from([[0, 1, 2], [7, 8, 9], [9, 7, 8], [FAR, 0, 5], ["A", "B", "C"]]),
    st.lists(st.tuples(st.integers(0, 2), NUMBERS), max_size=12),
)
@example([7, 8, 9], [(2, 0), (0, 0), (1, 0), (0, 1), (2, 1)])
@example([7, 8, 9], [(0, 1), (1, 0), (1, 1), (0, 1), (0, 1), (1, 0)])
@example([7, 8, 9], [(0, 1), (0, 1)])
@example([7, 8, 9], [(1, 0), (0, 1), (0, 0)])
def test_rows_stand_by_project_and_otherwise_as_they_came(projects, said):
    owners = [projects[one] for one, _ in said]
    held = sheet("cost", project=keys(owners), id=wholes([one for _, one in said]))
    held.columns["net"] = wholes([*range(len(said))])
    seen, twice = set(), []
    for at, one in enumerate(said):
        twice += [at] if one in seen else []
        seen.add(one)
    if twice:
        with pytest.raises(
            InputError, match="a second cost of this id in its project"
        ) as told_:
            arranged(held, keys(projects))
        where = [f"/cost/{at}/id" for at in twice]
        assert sorted(one.pointer for one in told_.value.problems) == sorted(where)
        assert {one.found for one in told_.value.problems} == {
            f'"{said[at][1]}"' for at in twice
        }
        return
    found = arranged(held, keys(projects))
    order = sorted(range(len(said)), key=lambda at: said[at][0])
    assert found.columns["net"].values.tolist() == order
    assert found.columns["id"].values.tolist() == [said[at][1] for at in order]
    assert found.project.tolist() == [said[at][0] for at in order]
    assert (found.order is None) is (order == sorted(order))
    assert found.order is None or found.order.tolist() == order
    for place in range(3):
        first, after = found.of_projects(place, place + 1)
        assert found.project[first:after].tolist() == [place] * (after - first)
    assert found.of_projects(0, 3) == (0, len(said))


def test_rows_of_a_project_that_is_not_there_are_refused_each_by_its_place():
    held = sheet("cost", project=["B", "X", "A", None, "Y"], id=["1", "2", "3", "4", "5"])
    with pytest.raises(InputError) as told_:
        arranged(held, keys(["A", "B"]))
    assert [(one.pointer, one.found) for one in told_.value.problems] == [
        ("/cost/1/project", '"X"'), ("/cost/3/project", "nothing"), ("/cost/4/project", '"Y"'),
    ]  # fmt: skip
    many = sheet("cost", project=["X"] * 50)
    with pytest.raises(InputError) as told_:
        arranged(many, keys(["A"]))
    assert len(told_.value.problems) == 20
    with pytest.raises(InputError, match="a table tells of each row which project"):
        arranged(sheet("cost", id=["1"]), keys(["A"]))


def test_a_table_without_ids_may_say_the_same_twice():
    found = arranged(sheet("entry", project=[1, 0, 1]), wholes([0, 1]))
    assert found.order.tolist() == [1, 0, 2]


def test_a_key_is_told_as_its_owner_wrote_it():
    assert told(texts(["A", None]), 0) == '"A"'
    assert told(texts(["A", None]), 1) == "nothing"
    assert told(wholes([12]), 0) == '"12"'


def where_each_is(among, wanted):
    places = {one: place for place, one in enumerate(among)}
    return [places.get(one, -1) if one is not None else -1 for one in wanted]


@given(
    st.one_of(
        st.lists(NUMBERS, unique=True, max_size=6),
        st.permutations([3, 4, 5, 6]),
        st.just([0, 1, 2]),
        st.lists(WORDS, unique=True, max_size=6),
    ),
    st.data(),
)
def test_each_key_has_its_place_among_unique_ones(among, data):
    kind = WORDS if any(isinstance(one, str) for one in among) else NUMBERS
    wanted = data.draw(st.lists(st.one_of(st.none(), kind), max_size=8))
    column = texts if kind is WORDS else wholes
    found = matched(column(among), column(wanted))
    assert found.tolist() == where_each_is(among, wanted)


@pytest.mark.parametrize(
    ("among", "wanted"),
    [
        ([7, 8, 9], [9, 7, 8]),
        ([7, 8, 9], [9, 6, 8]),
        ([7, 8, 9], [9, 10, 8]),
        ([7, 8, 9], [9, None, 8]),
        ([0, 1, 2], [2, 1, 0]),
        ([0, 1, 2], [2, 3]),
        ([9, 7, 8], [9, 7, 8]),
        ([7, 9, 8, 10], [7, 8, 9, 10]),
        ([7, 9], [8, 7, 9, 10, 6]),
        ([0, FAR], [FAR, 0, 1]),
        ([5], [5, 4, FAR]),
        (["A", "B"], ["B", "A", "B"]),
        (["A", "B"], ["A", "B"]),
        (["A", "B"], ["B", "C", None]),
    ],
)
def test_places_of_keys(among, wanted):
    found = matched(keys(among), keys(wanted))
    assert found.tolist() == where_each_is(among, wanted)


def test_words_that_no_row_has_lead_nowhere():
    among = texts(["B", "A"], words=["A", "B", "C"])
    assert matched(among, texts(["C", "A", "B"], words=["A", "B", "C"])).tolist() == [-1, 1, 0]
    assert matched(among, texts(["C", "A", "D"])).tolist() == [-1, 1, -1]
    with pytest.raises(InputError, match="all whole numbers, or all text"):
        matched(among, wholes([1]))


# ---- Blocks ----------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(1, 12))
@example([5, 5, 5], 10)
@example([5, 5, 1, 5], 10)
@example([20, 1, 20], 10)
@example([0, 0, 20, 0, 0], 10)
@example([0], 1)
def test_blocks_are_cut_at_projects_and_as_long_as_they_may_be(counts, size):
    held = rows(counts)
    found = blocks(held, size)
    assert [first for first, _ in found] == [0, *(after for _, after in found)][: len(found)]
    assert not counts or found[-1][1] == len(counts)
    for first, after in found:
        assert after > first
        assert sum(counts[first:after]) <= size or after == first + 1
        if after < len(counts):
            assert sum(counts[first : after + 1]) > size


def test_a_block_is_of_so_many_rows_unless_told(monkeypatch):
    monkeypatch.setattr(module, "BLOCK", 4)
    assert blocks(rows([2, 2, 2])) == [(0, 2), (2, 3)]
    assert blocks(rows([])) == []


# ---- Orders and numbers ----------------------------------------------------------------------


@given(st.lists(WORDS, min_size=1), st.permutations(["", "0", "A", "B", "C", "ä", "long name"]))
def test_ranks_order_as_the_texts_do(values, words):
    found = ranks(texts(values, words=words)).tolist()
    for (one, left), (two, right) in pairwise(zip(found, values, strict=True)):
        assert (one < two, one == two) == (left < right, left == right)
    assert ranks(wholes([5, 3, FAR])).tolist() == [5, 3, FAR]


CODES = st.one_of(st.integers(-2, 2), st.sampled_from([2**62, -(2**62), 2**63 - 1, -(2**63)]))


def test_numbers_of_several_columns_do_not_run_into_each_other():
    for held in ([(0, 1), (1, 0)], [(0, 0), (0, 5), (1, 0)], [(1, 3), (0, 4), (2, 2)]):
        columns = [np.array([row[at] for row in held]) for at in (0, 1)]
        assert first_of_each(columns)[0].tolist() == [*range(len(held))]


@given(st.integers(1, 3), st.data())
@example(1, None)
def test_rows_that_say_the_same_have_one_number_in_the_order_they_come(width, data):
    held = [(5,), (3,), (5,), (-1,)]
    if data is not None:
        held = data.draw(st.lists(st.tuples(*[CODES] * width), max_size=9))
    columns = [np.array([row[at] for row in held], np.int64) for at in range(width)]
    number, first = first_of_each(columns)
    different = [*dict.fromkeys(held)]
    assert number.tolist() == [different.index(row) for row in held]
    assert first.tolist() == [held.index(row) for row in different]


@given(st.sets(st.integers(0, 10**18), min_size=1, max_size=9), st.integers(0, 3))
@example({9, 10}, 0)
@example({0}, 2)
def test_whole_numbers_as_texts_are_of_one_width_and_order_as_they_do(numbers, more):
    held = sorted(numbers)
    width = len(str(held[-1])) + more
    words = Numerals(np.array(held), width)
    assert list(words) == sorted(words) == [str(one).zfill(width) for one in held]
    assert {len(one) for one in words} == {width}
    assert [*words[1:]] == list(words)[1:]
    assert words.index(words[-1]) == len(held) - 1
    assert str(held[-1] + 1).zfill(width) not in words
