"""The workload is the one that was published: its tables by their sums, its answers by hand.

Two implementations elsewhere gave these checksums; the loops here are a third and a fourth.
"""

import pytest

pytest.importorskip("numpy", reason="the workload of a million lines is drawn with numpy")

from tests.benchmarks.contenders import decimals, in_decimal, ints, rows
from tests.benchmarks.published import NAMES
from tests.benchmarks.published import SMALL as PUBLISHED
from tests.benchmarks.workload import checksum, draw


@pytest.mark.parametrize(("count", "variant"), PUBLISHED, ids=str)
def test_both_loops_give_the_published_answers(count: int, variant: str) -> None:
    work = draw(count, variant)
    ready = rows(work)
    published = dict(zip(NAMES, PUBLISHED[count, variant], strict=True))
    assert checksum(work, ints(work, ready)) == published
    assert checksum(work, decimals(work, in_decimal(work, ready))) == published


def test_the_tables_have_the_published_sums() -> None:
    work = draw(100_000)
    sums = [int(work.lines[name].sum()) for name in ("amount", "vat", "invoiced", "paid")]
    assert sums == [9761586070, 1229037055, 1835815618, 1839769392]
    assert int(work.ceilings.sum()) == 22465507100
    assert int(work.projects["max_grant"].sum()) == 8363606000
