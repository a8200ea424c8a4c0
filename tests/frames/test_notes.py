"""What is noted of few rows, and of many, comes back row by row; so does what lines lost."""

from fractions import Fraction

import pytest

np = pytest.importorskip("numpy", reason="notes are columns of numpy")

from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from fundtrack.frames.columns.gathering import Block  # noqa: E402
from fundtrack.frames.columns.notes import Losses, Notes  # noqa: E402
from fundtrack.frames.columns.places import Refusal  # noqa: E402
from fundtrack.frames.columns.rows import Rows, blocks  # noqa: E402
from fundtrack.frames.columns.steps import objects  # noqa: E402
from tests.frames.made import rows  # noqa: E402

KEY = ("cost", "mark", "X", "broken")


def noted(counts, marked, size):
    """Notes of the rows of projects, block by block."""
    table = rows(counts)
    notes = Notes()
    for first, after in blocks(table, size):
        block = Block(table, first, after)
        held = [at in marked for at in range(block.first, block.last)]
        notes.add(KEY, all(held) if len({*held}) == 1 else np.array(held, bool), block)
    return notes


@given(
    st.lists(st.integers(0, 90), min_size=1, max_size=5),
    st.sets(st.integers(0, 200)),
    st.sampled_from([1, 64, 1000]),
)
@example([40, 40], {0, 39, 40, 79}, 40)
@example([40, 40], {*range(80)}, 40)
@example([40, 40], {*range(40)}, 40)
@example([96], {0, 1, 95}, 100)
@example([96], {0, 1, 94, 95}, 100)
@example([33], {32}, 100)
@example([9], {8}, 100)
@example([0, 0], set(), 1)
def test_what_is_noted_of_rows_comes_back(counts, marked, size):
    total = sum(counts)
    marked = {at for at in marked if at < total}
    notes = noted(counts, marked, size)
    assert notes.places(KEY).tolist() == sorted(marked)
    assert notes.count(KEY) == len(marked)
    assert notes.column(KEY, total).tolist() == [at in marked for at in range(total)]


def test_where_nothing_is_noted_there_is_nothing():
    notes = Notes()
    assert (notes.count(KEY), notes.places(KEY).tolist()) == (0, [])
    assert notes.column(KEY, 3).tolist() == [False] * 3
    notes.add(KEY, False, Block(rows([3]), 0, 1))
    assert KEY in notes.rows  # asked, and of no row
    assert notes.places(KEY).dtype == np.int64
    notes.add(KEY, True, Block(rows([3]), 0, 1))
    assert notes.column(("other",), 3).tolist() == [False] * 3


def test_few_rows_are_places_and_many_are_bits():
    many = np.zeros(3200, bool)
    block = Block(rows([3200]), 0, 1)
    for count, kind in ((100, np.int32), (101, np.uint8)):
        notes = Notes()
        held = many.copy()
        held[-count:] = True
        notes.add(KEY, held, block)
        assert notes.rows[KEY][0][2].dtype == kind
        assert notes.places(KEY).tolist() == [*range(3200 - count, 3200)]


# ---- Losses ----------------------------------------------------------------------------------


def lost_by(block, amount, below=1, unknown=None, **reasons):
    """What lines lost at one step, to what."""
    losses = Losses()
    add(losses, block, amount, below, unknown, **reasons)
    return losses


def add(losses, block, amount, below=1, unknown=None, **reasons):
    found = {("lost", 7): amount, ("lost", 7, "?"): unknown}
    found |= {("lost", 7, name): holds for name, holds in reasons.items()}
    losses.add("cost", Refusal(7, "admitted", tuple(reasons), below), found, block)


def of(losses, reason):
    return tuple(one.tolist() for one in losses.of(("cost", "admitted", reason)))


def test_what_lines_lost_is_told_by_reason_and_row():
    table = rows([2, 3])
    first, second = Block(table, 0, 1), Block(table, 1, 2)
    one = np.array([True, False])
    losses = lost_by(first, np.array([5, 6]), A=one, B=~one, C=False)
    lost = np.array([False, False, True])
    add(losses, second, np.array([7, 8, 9]), unknown=lost, A=True, B=lost, C=False)
    assert of(losses, "A") == ([0, 2, 3, 4], [5, 7, 8, 9], [False, False, False, True])
    assert of(losses, "B") == ([1, 4], [6, 9], [False, True])
    assert of(losses, "C") == of(losses, "D") == ([], [], [])
    assert [*losses.taken] == [("cost", "admitted", one) for one in "ABC"]


def test_one_amount_and_one_mask_of_all_rows():
    losses = lost_by(Block(rows([1, 2]), 1, 2), 5, unknown=True, A=np.array([True, True]))
    assert of(losses, "A") == ([1, 2], [5, 5], [True, True])
    wide = lost_by(Block(rows([2]), 0, 1), 2**70, A=True)
    assert of(wide, "A") == ([0, 1], [2**70, 2**70], [False, False])


@pytest.mark.parametrize("far", [2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**62])
def test_amounts_around_32_bits_come_back_whole_and_may_be_added_up(far):
    losses = lost_by(Block(rows([2]), 0, 1), np.array([far, 0]), A=True)
    add(losses, Block(rows([2, 1]), 1, 2), np.array([-7]), A=True)
    amounts = losses.of(("cost", "admitted", "A"))[1]
    assert amounts.tolist() == [far, 0, -7]
    assert amounts.dtype == np.int64  # two of them do not wrap
    assert (amounts + amounts).tolist() == [2 * far, 0, -14] or abs(far) == 2**62


def test_amounts_over_a_denominator_are_fractions():
    losses = lost_by(Block(rows([2]), 0, 1), np.array([6, 7]), below=4, A=True)
    assert of(losses, "A")[1] == [Fraction(3, 2), Fraction(7, 4)]


def test_what_limits_took_stands_with_it():
    losses = lost_by(Block(rows([1]), 0, 1), objects([2**70]), A=True)
    losses.put(("cost", "admitted", "A"), np.array([4], np.int32), np.array([3]))
    assert of(losses, "A") == ([0, 4], [2**70, 3], [False, False])


def test_rows_beyond_32_bits_keep_their_places():
    far = 2**31 - 1
    table = Rows("cost", far + 2, np.zeros(0, np.int64), np.array([0, far, far + 2]), {})
    losses = lost_by(Block(table, 1, 2), 5, A=True)
    assert of(losses, "A")[0] == [far, far + 1]
    notes = Notes()
    notes.add(KEY, True, Block(table, 1, 2))
    assert notes.places(KEY).tolist() == [far, far + 1]
