"""One strand of each project, split together: to the cent what `strands_of` says of each."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="the columns reading works on arrays")
pytest.importorskip("pyarrow", reason="columns are read by Arrow")

from fundtrack.frames.columns.rows import Rows  # noqa: E402
from fundtrack.frames.columns.store import Store  # noqa: E402
from fundtrack.frames.columns.wide import Payers, Strands, payers_of, shares  # noqa: E402
from fundtrack.funding import Covered, Payer, strands_of  # noqa: E402
from fundtrack.rulebooks import load_book  # noqa: E402
from fundtrack.values import Rounding  # noqa: E402
from tests.checks.small import book, project  # noqa: E402
from tests.frames.readings import asked_of, sheets_of, tables_of  # noqa: E402
from tests.frames.test_borne import said, source  # noqa: E402

RATES = ["17/20", "2/5", "2/37", "0", "1", "3/2", "1/3"]
BIG = 2**61
Case = tuple[list[Payer], int | None, bool]  # the sources, the total, whether a line is open


def payers() -> st.SearchStrategy[Payer]:
    return st.builds(
        Payer,
        order=st.integers(1, 3),
        rate=st.none() | st.sampled_from(RATES).map(Fraction),
        amount=st.none() | st.integers(0, 300) | st.sampled_from([BIG, 10**22]),
        residual=st.sampled_from([False, False, True]),
        private=st.booleans(),
        of_public=st.sampled_from([False, False, True]),
        known=st.sampled_from([True] * 9 + [False]),
    ).map(lambda one: one.replace(known=one.known and pays(one)))


def pays(one: Payer) -> bool:
    """Whether there is anything by which a source pays."""
    return one.residual or one.rate is not None or one.amount is not None


def cases() -> st.SearchStrategy[Case]:
    totals = (
        st.none() | st.integers(-300, 900) | st.sampled_from([BIG, -BIG, 10**17 + 1, 2**70])
    )
    return st.tuples(
        st.lists(payers(), max_size=4), totals, st.sampled_from([False, False, False, True])
    )


def arrays_of(held: list[list[Payer]]) -> tuple[Rows, Payers]:
    flat = [one for mine in held for one in mine]
    rates = tuple(dict.fromkeys(one.rate for one in flat if one.rate is not None))

    def truths(name: str) -> Any:
        return np.array([getattr(one, name) for one in flat], bool)

    most = [one.amount or 0 for one in flat]
    starts = np.cumsum([0, *map(len, held)])
    owner = np.repeat(np.arange(len(held)), [len(mine) for mine in held])
    rows = Rows("source", len(flat), owner.astype(np.int64), starts, {})
    return rows, Payers(
        order=np.array([one.order for one in flat], np.int64),
        rate=np.array([-1 if one.rate is None else rates.index(one.rate) for one in flat], int),
        rates=rates,
        most=np.array(most, object if max(most, default=0) >= 2**62 else np.int64),
        limited=np.array([one.amount is not None for one in flat], bool),
        residual=truths("residual"),
        private=truths("private"),
        of_public=truths("of_public"),
        known=truths("known"),
    )


def split(held: list[Case], rounding: Rounding) -> list[int | None]:
    rows, paying = arrays_of([mine for mine, _, _ in held])
    totals = [total or 0 for _, total, _ in held]
    wide = any(abs(one) >= 2**62 for one in totals)
    strands = Strands(
        np.array(totals, object if wide else np.int64),
        np.array([total is not None or open_ for _, total, open_ in held], bool),
        np.array([open_ for *_, open_ in held], bool),
    )
    values, lost = shares(rows, paying, strands, rounding, 2)
    return [
        None if gone else one for one, gone in zip(values.tolist(), lost.tolist(), strict=True)
    ]


def one_by_one(held: list[Case], rounding: Rounding) -> list[int | None]:
    found: list[int | None] = []
    for mine, total, open_ in held:
        every = frozenset(range(len(mine)))
        lines = [Covered(total, every)] if total is not None else []
        lines += [Covered(None, every)] if open_ else []
        found += strands_of(
            lines, mine, lambda above, below: rounding.minor(above, below, 2)
        ).totals
    return found


OWN = Payer(3, residual=True, private=True)


@example([([Payer(1, rate=Fraction(17, 20)), OWN], 1010, False)], "half_up 0.01")
@example([([Payer(1, rate=Fraction(1, 3)), OWN], 2**62 - 1, False)], "half_even 0.01")
@example([([Payer(1, rate=Fraction(2, 37), of_public=True), Payer(2, amount=30, private=True)],
           100, False)], "down 0.01")  # fmt: skip
@example([([Payer(1, amount=10**22), OWN], 1010, False)], "down 0.01")
@example([([Payer(1, rate=Fraction(1)), Payer(2, rate=Fraction(1))], -50, False)], "up 1")
@example([([Payer(1, rate=Fraction(1, 2), private=True, of_public=True),
            Payer(2, rate=Fraction(3, 4))], 100, False)], "down 0.01")  # fmt: skip
@given(
    st.lists(cases(), max_size=4),
    st.sampled_from(["down 0.01", "half_up 0.01", "half_even 0.01", "ceiling 1", "floor 0.05"]),
)
def test_all_strands_together_are_each_alone(held: list[Case], mode: str) -> None:
    rounding = Rounding(mode)
    assert split(held, rounding) == one_by_one(held, rounding)


def test_what_a_source_pays_by_is_read_as_of_one_project() -> None:
    made = [
        source("A", 2, rate="85 %", base="public"),
        source("B", 1, amount="5.00 EUR", kind="private"),
        source("C", 3, residual=True, kind="in_kind"),
        source("D", 1),
        source("E", 1, amount="5.00 SEK"),
        source("F", 1, amount="-5.00 EUR"),
        source("G", 1, rate="0 %", amount="0.00 EUR", kind="national_public"),
        source("H", 7, amount="-1.00 EUR", residual=True, kind="other_public"),
    ]
    plan = {"number": 1, "sources": made}
    (asked,) = asked_of([project(plans=[plan])], load_book(said()), "claimed")
    sheets = sheets_of(tables_of([asked.bound.project]), asked.bound.book)
    store = Store(sheets, "EUR")
    rows = store.rows("source")
    assert rows is not None
    found = payers_of(store, rows)
    assert found.known.tolist() == [True, True, True, False, False, False, True, False]
    assert found.private.tolist() == [False, True, True, False, False, False, False, False]
    assert found.of_public.tolist() == [True] + [False] * 7
    assert found.residual.tolist() == [False] * 2 + [True] + [False] * 4 + [True]
    assert [found.rates[at] if at >= 0 else None for at in found.rate.tolist()] == [
        Fraction(17, 20), None, None, None, None, None, 0, None
    ]  # fmt: skip
    known = found.known & found.limited
    assert found.most[known].tolist() == [500, 0]
    turns = found.order
    assert turns[1] == turns[3] < turns[0] < turns[2] < turns[7]


def test_sources_of_no_column_beside_their_keys_pay_by_nothing() -> None:
    tables: Any = {"project": {"project": [1]}, "source": {"project": [1], "id": ["A"]}}
    store = Store(sheets_of(tables, load_book(book())), "EUR")
    rows = store.rows("source")
    assert rows is not None
    assert payers_of(store, rows).known.tolist() == [False]
