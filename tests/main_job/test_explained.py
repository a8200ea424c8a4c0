"""`explain`: the tree of a figure, with its rounding, its dates, its law."""

from fractions import Fraction

import pytest

import fundtrack as ft
from tests.main_job.job import COMPLETE, SEED, flat

TREE = """\
ERDF support = €498,597.12
│   586,584.85 × 85 % = 498,597.1225 → 498,597.12
│   formula: project.eligible * support_rate
│   rounded to 0.01, down (not verified); the same cents under: halves up, halves to even, \
halves down
│   Cabinet Regulation No 205 of 5 April 2016 (Cluster Programme, first selection round)
├── Eligible costs = €586,584.85
│       as stated in the project; no lines were given
│       stated at /plans/0/eligible
└── Rate of support = 85 %
        on all days of the book (12 April 2016 – 31 December 2023), \
Cabinet Regulation No 205 of 5 April 2016 (Cluster Programme, first selection round), \
seen in a secondary source only
"""


def test_support_is_explained_with_rounding_dates_and_sources(command):
    assert command("explain", SEED, "support") == (0, TREE, "")


def test_the_door_explains_the_same(command):
    explained = ft.check(ft.read_project(SEED)).explain("support")
    assert isinstance(explained, ft.Explanation)
    assert str(explained) + "\n" == TREE
    assert explained.exact == Fraction("498597.1225")
    assert explained.rounding == "down 0.01"


def test_the_tree_speaks_latvian(command):
    code, out, _ = command("explain", SEED, "support", "--lang", "lv")
    assert code == 0
    assert out.startswith("ERAF atbalsts = 498 597,12 €\n")
    assert "586 584,85 × 85 % = 498 597,1225 → 498 597,12" in out
    assert "noapaļots līdz 0,01 (uz leju; nav pārbaudīts)" in out
    assert "12.04.2016. – 31.12.2023." in out
    assert "redzēts tikai pastarpinātā avotā" in out


def test_a_ledger_is_explained_line_by_line(command):
    code, out, _ = command("explain", COMPLETE, "claimed.support")
    assert code == 0
    assert "147,405.70 × 85 % = 125,294.845 → 125,294.84" in out
    assert "stated at /plans/0/terms/support_rate" in out
    for cost in ("INV-1", "INV-2", "PAY-3", "INV-4", "UNIT-5", "INV-6"):
        assert f"({cost}) = €" in out
    assert "15,730.00 + (3,303.30 − 0.00) = 19,033.30" in flat(out)


@pytest.mark.parametrize("amount", ["suport", "claimed.support", ""])
def test_an_amount_the_report_does_not_have_is_one_line_and_exit_2(command, amount):
    code, out, err = command("explain", SEED, amount)
    assert (code, out) == (2, "")
    assert "no such amount" in err
    assert err.count("\n") == 1
