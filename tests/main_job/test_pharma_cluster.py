"""The cluster of 2012: an agreement in lats, costs on both sides of the change to the euro."""

import tomllib
from copy import deepcopy
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

import fundtrack as ft
from fundtrack.tracking import position
from tests.main_job.job import BOOK, EXAMPLES, broken, edited, flat, found, plain

PHARMA = EXAMPLES / "pharma-cluster-2012.json"
SUPPORT = "/plans/0/support"
CAP, PARTNER_CAP, PROGRAMME = "LV-CL12-004", "LV-CL12-007", "LV-CL12-006"


@pytest.fixture(scope="module")
def report() -> ft.Report:
    return ft.check(ft.read_project(PHARMA))


def without_conversion() -> ft.Book:
    """The same book, but for the table that says how currencies meet."""
    told = tomllib.loads((BOOK.parent / "cluster-2012.toml").read_text("utf-8"))
    del told["exchange"]
    return ft.load_book(told)


def in_euro(*amounts: str) -> ft.Report:
    """An agreement restated in euro, with one cost of each amount."""
    told = plain(PHARMA)
    told["agreement"]["currency"] = "EUR"
    (plan,) = told["plans"]
    for name in ("total_cost", "eligible", "support", "own", "budget"):
        del plan[name]
    first: dict[str, Any] = {
        name: value for name, value in told["costs"][0].items() if name != "claim"
    }
    told["costs"] = [
        first | {"id": f"C{place}", "net": amount, "vat": f"0.00 {amount[-3:]}"}
        for place, amount in enumerate(amounts)
    ]
    for name in ("claims", "entries", "payments", "facts"):
        told.pop(name)
    return ft.check(ft.read_project(told))


def test_the_seed_stands_apart_from_what_is_illustrative(report: ft.Report) -> None:
    project = report.project
    assert project.number == project.agreement.number == "L-KAP-12-0005"
    assert project.notes is not None
    stated, _, invented, _ = project.notes
    assert stated.startswith("Stated by the page “Par klasteri”")
    assert "kooperatīvās loģistikas" in stated
    assert "every amount" in invented
    assert project.titles is not None
    assert "illustrative" in project.titles["en"]
    assert "izdomāti" in project.titles["lv"]


def test_the_example_is_in_order(report: ft.Report) -> None:
    assert report.outcome.value == "in_order"
    assert report.findings == ()


@pytest.mark.parametrize(
    ("lats", "euro", "inverse"),
    [
        ("100.00", "142.29", None),
        ("1000.00", "1422.87", None),
        ("45678.00", "64993.94", "64993.95"),
        ("260000.00", "369946.67", "369946.72"),
        ("298000.00", "424015.80", "424015.86"),
        ("30000000.00", "42686154.32", "42686160.00"),
    ],
)
def test_lats_become_euro_by_division_half_up_never_by_an_inverse_rate(
    lats: str, euro: str, inverse: str | None
) -> None:
    """1 EUR = 0.702804 LVL: the rows of eiro.lv, and those where an inverse rate goes wrong."""
    gross = in_euro(f"{lats} LVL").amounts["claimed.gross"].value
    assert gross == ft.Money(f"{euro} EUR")
    if inverse is not None:
        wrong = Fraction(lats) * Fraction("1.422872") * 100 + Fraction(1, 2)
        assert ft.Money(f"{inverse} EUR").minor == int(wrong) != gross.minor


@pytest.mark.parametrize(("euro", "lats"), [("1250.00", "878.51"), ("-1250.00", "-878.51")])
def test_half_a_santims_goes_up(euro: str, lats: str) -> None:
    """1 250.00 × 0.702804 = 878.505; from lats to euro no amount gives an exact half."""
    changes = {"/costs/5/net": f"{euro} EUR", "/costs/5/vat": "0.00 EUR"}
    report = ft.check(edited(PHARMA, changes))
    assert report.lines("claimed")[5].gross == ft.Money(f"{lats} LVL")


def test_amounts_of_both_sides_of_the_change_meet_in_the_agreements_currency(
    report: ft.Report,
) -> None:
    """In lats:  4 000.00 + (8 500.00 + 1 785.00) + (12 450.50 + 2 614.61)
    + 20 000.00 × 0.702804 = 14 056.08
    + (9 999.99 + 2 100.00 of VAT): 7 028.03 (7 028.03297…) + 1 475.89 (1 475.8884)
    + 1 422.87 × 0.702804 = 1 000.00 (999.99872…)
    = 52 910.11; without recoverable VAT of 1 785.00 and 1 475.89: 49 649.22
    operation 4 000.00 + 15 065.11 + 14 056.08 = 33 121.19, services 16 528.03
    0.9 × 33 121.19 + 0.85 × 16 528.03 = 29 809.071 + 14 048.8255 = 43 857.8965
    """
    figures = {name: figure.value for name, figure in report.amounts.items()}
    assert figures["claimed.gross"] == ft.Money("52910.11 LVL")
    assert figures["claimed.eligible"] == ft.Money("49649.22 LVL")
    assert figures["claimed.operation_eligible"] == ft.Money("33121.19 LVL")
    assert figures["claimed.support"] == ft.Money("43857.89 LVL")
    assert in_euro("1000.00 LVL", "577.13 EUR").amounts["claimed.gross"].value == ft.Money(
        "2000.00 EUR"
    )


def test_where_it_stands_is_in_lats_on_both_sides_of_the_change(report: ft.Report) -> None:
    """Recoverable VAT is deducted of both claims, so accepted is what is eligible."""
    assert report.amounts["accepted.gross"].value == ft.Money("49649.22 LVL")
    early, late = (
        position(report.project, on=day) for day in (date(2014, 2, 10), date(2015, 5, 11))
    )
    figures = [(one.declared, one.accepted, one.due, one.paid) for one in (early, late)]
    assert [[figure and figure.value for figure in row] for row in figures] == [
        # 4 000.00 + 10 285.00 + 15 065.11, less 1 785.00; 0.9 × 19 065.11 + 0.85 × 8 500.00
        [ft.Money(f"{one} LVL") for one in ("29350.11", "27565.11", "24383.59", "10000.00")],
        [ft.Money(f"{one} LVL") for one in ("52910.11", "49649.22", "43857.89", "10000.00")],
    ]


def test_a_payment_in_euro_meets_the_agreement_from_the_day_the_note_says() -> None:
    """10 000.00 of 2012, and 1 422.87 × 0.702804 = 1 000.00 (999.99872…)."""
    note = plain(PHARMA)["notes"][3]
    assert (
        "A payment in euro would meet the agreement at the same rate from that day on" in note
    )
    (first,) = plain(PHARMA)["payments"]
    for day, paid in ((date(2014, 1, 1), ft.Money("11000.00 LVL")), (date(2013, 12, 31), None)):
        more = {"id": "pay-2", "amount": "1422.87 EUR", "paid_on": day.isoformat()}
        project = edited(PHARMA, {"/payments": [first, first | more]})
        found_then = position(project, on=date(2015, 5, 11)).paid
        assert found_then is not None
        assert found_then.value == paid


def test_a_sum_across_the_change_is_refused_without_conversion() -> None:
    report = ft.check(ft.read_project(PHARMA), without_conversion())
    for name in ("claimed.gross", "claimed.eligible", "claimed.support"):
        figure = report.amounts[name]
        assert figure.value is None
        assert {one.pointer for one in figure.missing} >= {
            "/costs/3/net",
            "/costs/4/net",
            "/costs/5/net",
        }
        assert {one.reason.value for one in figure.missing} == {"other_currency"}
    assert "FT-CUR-004" in broken(report)
    subjects = found(report, "FT-CUR-004", "claimed").subjects
    assert {one.key for one in subjects} == {"cost:EUR-4", "cost:EUR-5", "cost:EUR-6"}
    assert report.amounts["support"].value == ft.Money("137835.00 LVL")
    assert report.amounts["claimed.gross"].at_least is None


def test_costs_of_one_currency_need_no_conversion() -> None:
    told = deepcopy(plain(PHARMA))
    told["costs"], told["entries"] = told["costs"][:3], []
    whole, bare = (ft.check(ft.read_project(told), one) for one in (None, without_conversion()))
    assert whole.amounts["claimed.gross"].value == ft.Money("29350.11 LVL")
    assert bare.amounts["claimed.gross"].value == ft.Money("29350.11 LVL")


def test_the_explanation_of_a_converted_cost_shows_the_rate_and_its_law(
    report: ft.Report,
) -> None:
    told = flat(str(report.explain("cost:EUR-5.gross")))
    assert "9,999.99 × 0.702804 = 7,028.032" in told
    assert "Council Regulation (EU) No 870/2013, Article 1" in told


def test_operation_is_supported_at_90_and_services_at_85() -> None:
    """540 000 in all and 469 800 of support (87 %): 216 000 at 90 %, 324 000 at 85 %."""
    changes: dict[str, object] = {
        "/plans/0/eligible": "540000.00 LVL",
        SUPPORT: "469800.00 LVL",
    }
    totals = ft.check(edited(PHARMA, changes, without=["/plans/0/budget"]))
    assert totals.amounts["operation_implied"].value == ft.Money("216000.00 LVL")
    lines = ft.check(
        edited(
            PHARMA,
            {
                "/plans/0/budget": [
                    {"id": "o", "category": "operation", "form": "actual",
                     "amount": "216000.00 LVL", "partner": "lakifa"},
                    {"id": "s", "category": "services", "form": "actual",
                     "amount": "324000.00 LVL", "partner": "lakifa"},
                ]
            },
        )
    )  # fmt: skip
    assert lines.amounts["support"].value == ft.Money("469800.00 LVL")
    for name, rate in (("operation_intensity", "90 %"), ("services_intensity", "85 %")):
        (value,) = (one for one in lines.parameters if one.name == name)
        assert (value.value, value.verification.value) == (ft.Rate(rate), "secondary")


@pytest.mark.parametrize(
    ("support", "verdict"),
    [
        ("299999.99 LVL", None),
        ("300000.00 LVL", None),
        ("300000.01 LVL", ft.Verdict.BROKEN),
    ],
)
def test_the_cap_of_a_cluster_is_held_to_the_santims(
    support: str, verdict: ft.Verdict | None
) -> None:
    report = ft.check(edited(PHARMA, {SUPPORT: support}))
    told = {one.rule: one for one in report.findings}
    assert (told[CAP].verdict if CAP in told else None) == verdict
    if verdict is not None:
        (subject,) = told[CAP].subjects
        assert subject.limit == ft.Money("300000.00 LVL")
        assert subject.margin == ft.Money("-0.01 LVL")


def test_a_support_above_the_first_cap_is_open_once_the_cap_was_raised() -> None:
    """L-SSP-12-0009 received more: the cap was raised, by an act that nobody has read."""
    changes = {SUPPORT: "300000.01 LVL", "/plans/0/approved_on": "2013-06-03"}
    report = ft.check(edited(PHARMA, changes))
    assert found(report, CAP).verdict is ft.Verdict.UNKNOWN
    assert found(report, "LV-CL12-005").severity is ft.Severity.WARNING
    assert "cap of the version as adopted" in flat(report.to_text())
    assert "palielināts; nav noskaidrots" in flat(report.to_text("lv"))


@pytest.mark.parametrize(
    ("amount", "verdict"),
    [("11764.70 LVL", None), ("11764.72 LVL", ft.Verdict.BROKEN)],
)
def test_the_cap_of_a_partner_is_in_lats(amount: str, verdict: ft.Verdict | None) -> None:
    """85 % of 11 764.70 is 9 999.995, of 11 764.72 is 10 000.012."""
    report = ft.check(edited(PHARMA, {"/plans/0/budget/3/amount": amount}))
    told = {one.rule: one for one in report.findings}
    assert (told[PARTNER_CAP].verdict if PARTNER_CAP in told else None) == verdict
    if verdict is not None:
        (subject,) = told[PARTNER_CAP].subjects
        assert subject.key == "partner:member-1"
        assert subject.limit == ft.Money("10000.00 LVL")


def test_the_money_of_the_programme_is_in_lats() -> None:
    for support, over in (("3407288.67 LVL", False), ("3407288.68 LVL", True)):
        report = ft.check(edited(PHARMA, {SUPPORT: support}))
        assert (PROGRAMME in broken(report)) is over


@pytest.mark.parametrize("language", ["en", "lv"])
def test_no_page_takes_lats_for_euro(report: ft.Report, language: str) -> None:
    told = flat(report.to_text(language))
    assert "€" not in told
    assert ("137 835,00 Ls" if language == "lv" else "LVL 137,835.00") in told
