"""Costs in another currency: converted as the book says, by rates that are there."""

from datetime import date
from typing import Any

import pytest

from fundtrack.checks import Verdict
from fundtrack.funding import FxRates
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.tracking import position
from fundtrack.values import BookError, Money
from tests.checks.small import book, check, cost, project

HALF_UP = {"mode": "half_up", "unit": "0.01", "cite": "act#5", "verification": "unverified"}
RATES = FxRates(
    {
        "SEK": {"2016-03": "11.4320", "2016-03-14": "11.5000"},
        "LVL": {"2013-05": "0.702804"},
        "PLN": {"2016-03": "4.2563"},
    },
    base="EUR",
    quoted="local_per_base",
    source="InforEuro",
)
IN_LATS = {"book": "test/small", "currency": "LVL", "signed_on": "2012-05-01"}
HOST = {"rates": ["host"], "on": "paid_on", "by": "month", "rounding": "fx", "cite": "act#5"}


def said(**exchange: Any) -> dict[str, Any]:
    made = book(exchange={"cost": exchange or HOST})
    return made | {"rounding": made["rounding"] | {"fx": HALF_UP}}


def swedish(net: str = "8765.43 SEK", **more: Any) -> dict[str, Any]:
    return cost("A", net, vat="0.00 SEK", paid_on="2016-03-14") | more


def gross(made: dict[str, Any], *costs: dict[str, Any], **more: Any) -> Any:
    fx = more.pop("fx", RATES)
    checked = check(made, on_project=project(*costs, **more), fx=fx)
    return checked.amounts["claimed.gross"]


def test_a_cost_is_converted_by_the_rate_of_its_month_or_its_day() -> None:
    """Interreg, FX.INTERREG: 8 765.43 SEK at 11.4320 is 766.75 half up, 766.74 cut."""
    assert gross(said(), swedish()).value == Money("766.75 EUR")
    down = said(**HOST | {"rounding": "cents"})
    assert gross(down, swedish()).value == Money("766.74 EUR")
    by_day = said(**HOST | {"by": "day"})
    assert gross(by_day, swedish("11.50 SEK")).value == Money("1.00 EUR")
    both = cost("B", "1.00 EUR", paid_on="2020-01-01")
    assert gross(said(), swedish(), both).value == Money("767.75 EUR")


def test_the_explanation_shows_the_rate_and_where_it_stands() -> None:
    checked = check(said(), on_project=project(swedish()), fx=RATES)
    net = checked.explain("cost:A.gross").parts[0]
    assert (net.label, net.pointer, net.rounding) == (
        "cost.net",
        "/costs/0/net",
        "half_up 0.01",
    )
    assert net.formula == "amount_sek / sek_per_eur"
    assert [part.label for part in net.parts] == ["amount_sek", "sek_per_eur"]
    assert checked.project.costs is not None
    assert checked.project.costs[0].net == Money("8765.43 SEK")  # what was stated is not edited
    assert checked.summary["FT-CUR-004"] == {Verdict.MET: 1}


@pytest.mark.parametrize(
    ("change", "fx", "name", "pointer"),
    [
        ({}, None, "cost.exchange", "/costs/0/exchange"),
        ({"paid_on": "2016-04-01"}, RATES, "cost.exchange", "/costs/0/exchange"),
        ({"paid_on": None}, RATES, "cost.paid_on", "/costs/0/paid_on"),
        ({"net": "5.00 CZK", "vat": "0.00 CZK"}, RATES, "cost.exchange", "/costs/0/exchange"),
    ],
)
def test_without_a_rate_or_its_day_the_amount_is_unknown(
    change: dict[str, Any], fx: FxRates | None, name: str, pointer: str
) -> None:
    figure = gross(said(), swedish() | change, fx=fx)
    assert figure.value is None
    assert (figure.missing[0].name, figure.missing[0].pointer) == (name, pointer)
    checked = check(said(), on_project=project(swedish() | change), fx=fx)
    assert checked.summary["FT-CUR-004"] == {Verdict.UNKNOWN: 1}


def test_the_month_of_the_first_submission_is_that_of_the_claim() -> None:
    made = said(**HOST | {"on": "submitted_on"})
    claims = [{"id": "K", "number": 1, "final": False, "submitted_on": "2016-03-31"}]
    claimed = swedish(claim="K", paid_on="2015-01-01")
    assert gross(made, claimed, claims=claims).value == Money("766.75 EUR")
    open_ = [claims[0] | {"submitted_on": None}]
    figure = gross(made, claimed, claims=open_)
    assert figure.missing[0].pointer == "/claims/0/submitted_on"
    figure = gross(made, swedish(), claims=claims)
    assert figure.missing[0].pointer == "/costs/0/claim"


def test_a_rate_stated_on_the_cost_counts_where_the_book_says_so() -> None:
    made = said(rates=["stated", "host"], on="paid_on", by="month", rounding="fx", cite="act#5")
    stated = swedish(exchange={"units_per_euro": "10", "month": "2016-03", "source": "bank"})
    assert gross(made, stated).value == Money("876.54 EUR")
    assert gross(made, swedish()).value == Money("766.75 EUR")
    alone = said(rates=["stated"], rounding="fx", cite="act#5")
    assert gross(alone, stated, fx=None).value == Money("876.54 EUR")
    assert gross(alone, swedish()).missing[0].pointer == "/costs/0/exchange"
    nothing = swedish(exchange={"units_per_euro": "0"})
    for book_of in (alone, made):  # a stated rate that is none is not replaced by the host's
        figure = gross(book_of, nothing)
        assert figure.value is None
        assert figure.missing[0].pointer == "/costs/0/exchange"


def test_lats_become_euro_at_the_irrevocable_rate_and_no_other_currency_does() -> None:
    made = said(rates=["fixed"], cite="act#5")
    lats = cost("A", "298000.00 LVL", vat="0.00 LVL")
    assert gross(made, lats, fx=None).value == Money("424015.80 EUR")
    assert gross(made, swedish()).value is None
    first = cost("A", "424015.80 EUR", paid_on="2014-01-01")
    assert gross(made, first, agreement=IN_LATS).value == Money("298000.00 LVL")


@pytest.mark.parametrize(
    ("change", "name", "pointer"),
    [
        ({"paid_on": "2013-12-31"}, "cost.exchange", "/costs/0/exchange"),  # a bank's rate
        ({}, "cost.paid_on", "/costs/0/paid_on"),
    ],
)
def test_before_the_euro_no_law_says_what_an_amount_in_euro_is_in_lats(
    change: dict[str, Any], name: str, pointer: str
) -> None:
    """As of a payment (`tracking.restated`); lats become euro whenever they were paid."""
    made = said(rates=["fixed"], cite="act#5")
    figure = gross(made, cost("A", "424015.80 EUR") | change, agreement=IN_LATS)
    assert figure.value is None
    assert (figure.missing[0].name, figure.missing[0].pointer) == (name, pointer)
    lats = cost("A", "298000.00 LVL", vat="0.00 LVL") | change
    assert gross(made, lats).value == Money("424015.80 EUR")


@pytest.mark.parametrize(
    ("day", "value"),
    [("2013-12-31", "70.00 LVL"), ("2014-01-01", "70.28 LVL"), (None, None)],
)
def test_before_the_euro_the_next_rate_counts_and_without_the_day_none(
    day: str | None, value: str | None
) -> None:
    """The day is the one the book names; which of two rates counts is not guessed."""
    on = HOST | {"rates": ["fixed", "stated", "host"], "on": "incurred_on"}
    stated = {"units_per_euro": "0.7"}
    dated = cost("A", "100.00 EUR", incurred_on=day, paid_on="2014-03-01", exchange=stated)
    figure = gross(said(**on), dated, agreement=IN_LATS)
    assert figure.value == (None if value is None else Money(value))
    if value is None:
        assert figure.missing[0].pointer == "/costs/0/incurred_on"


def test_two_local_currencies_meet_in_the_euro_unrounded() -> None:
    agreement = {"book": "test/small", "currency": "PLN", "signed_on": "2016-05-01"}
    figure = gross(said(), swedish("1000.00 SEK"), agreement=agreement)
    assert figure.value == Money("372.31 PLN")  # 1000 / 11.432 * 4.2563 = 372.3145


def test_a_book_that_says_nothing_converts_nothing() -> None:
    checked = check(book(), on_project=project(swedish()), fx=RATES)
    assert checked.amounts["claimed.gross"].value is None
    assert checked.summary["FT-CUR-004"] == {Verdict.BROKEN: 1}


def test_every_amount_of_a_cost_is_converted_by_itself() -> None:
    mixed = cost("A", "11.43 SEK", vat="1.00 EUR", paid_on="2016-03-01")
    assert gross(said(), mixed).value == Money("2.00 EUR")


STATED = {"rates": ["stated"], "rounding": "fx", "cite": "act#5"}


@pytest.mark.parametrize(
    ("exchange", "message"),
    [
        ({"cost": HOST | {"rates": []}}, "name the rates that count"),
        ({"cost": HOST | {"rates": ["host", "host"]}}, "each once"),
        ({"cost": HOST | {"rates": ["market"]}}, "expected 'fixed', 'stated' or 'host'"),
        ({"cost": HOST | {"on": "paid"}}, "no day paid of a cost; did you mean paid_on"),
        ({"cost": {key: HOST[key] for key in HOST if key != "on"}}, "needs its day"),
        (
            {"cost": {"rates": ["stated"], "rounding": "fx", "by": "day", "cite": "act#5"}},
            "only",
        ),
        ({"cost": {"rates": ["stated"], "cite": "act#5"}}, "name the rounding"),
        ({"cost": {"rates": ["fixed"], "rounding": "fx", "cite": "act#5"}}, "the law makes"),
        ({"cost": HOST | {"rounding": "fz"}}, "no rounding fz"),
        ({"payment": HOST}, "no amounts of a payment are converted"),
    ],
)
def test_a_book_says_whole_how_it_converts(exchange: Any, message: str) -> None:
    made = book(exchange=exchange)
    with pytest.raises(BookError, match=message):
        load_book(made | {"rounding": made["rounding"] | {"fx": HALF_UP}})


def test_a_position_counts_converted_costs_and_asks_the_book_only_then() -> None:
    made, holder = load_book(said()), read_project(project(swedish(), entries=[]))
    on = date(2017, 1, 1)
    found = position(holder, on=on, book=made, fx=RATES)
    assert found.declared is not None
    assert found.declared.value == Money("766.75 EUR")
    assert found.eligible is not None
    assert found.eligible.value == Money("766.75 EUR")
    assert found.project is holder
    without = position(holder, on=on, book=made)
    assert without.declared is not None
    assert without.declared.value is None
    plain = read_project(project(cost("A", "1.00 EUR"), entries=[]))
    nobody = position(plain, on=on, book="lv/nothing")
    assert nobody.declared is not None
    assert nobody.declared.value == Money("1.00 EUR")
