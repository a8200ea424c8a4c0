"""Several funds on one project: who pays for which line, on every basis; what keeps it open."""

from typing import Any

import pytest

from fundtrack.checks import Funding, Reason, Verdict
from fundtrack.rulebooks import load_book
from fundtrack.values import BookError, Money, Rate
from tests.checks.small import book, check, cost, parameter, project, rule

BEARS = {"strands": "waterfall", "rounding": "cents", "cite": "act#22"}
UNION = {"value": "total(source.bears, where=source.kind == 'union')", "cite": "act#22"}


def source(name: str, order: int, **more: Any) -> dict[str, Any]:
    kind = {"OWN": "own", "STATE": "national_public"}.get(name, "union")
    return {
        "id": name,
        "fund": name,
        "kind": kind,
        "base": "total",
        "order": order,
        "residual": name == "OWN",
    } | more


ERDF, STATE, OWN = (
    source("ERDF", 1, rate="85 %"),
    source("STATE", 2, rate="5 %"),
    source("OWN", 3),
)


def said(**more: Any) -> dict[str, Any]:
    return book(define={"source": {"bears": BEARS}, "project": {"union": UNION}}) | more


def held(*costs: dict[str, Any], sources: Any = (ERDF, STATE, OWN), **more: Any) -> Any:
    plan = {"number": 1, "period": "2016-01-01/2018-12-31", "sources": list(sources)}
    budget = [{"id": "B", "category": "any", "form": "actual", "amount": "500.00 EUR"}]
    return project(*costs, plans=[plan | {"budget": budget} | more.pop("plan", {})], **more)


def borne(funding: Funding) -> dict[str, str]:
    return {one.source: str(one.share.value) for one in funding.sources}


COSTS = cost("A", "100.01 EUR"), cost("B", "200.33 EUR")


# ---- Known shares ----------------------------------------------------------------------------


def test_every_source_bears_its_share_and_the_own_contribution_the_rest() -> None:
    checked = check(said(), on_project=held(*COSTS))
    assert borne(checked.funding["claimed"]) == {
        "ERDF": "255.28 EUR",
        "STATE": "15.01 EUR",
        "OWN": "30.05 EUR",
    }
    assert borne(checked.funding["plan"]) == {
        "ERDF": "425.00 EUR",
        "STATE": "25.00 EUR",
        "OWN": "50.00 EUR",
    }
    assert checked.amounts["claimed.union"].value == Money("255.28 EUR")


def test_an_average_rate_has_two_names() -> None:
    own_only = source("OWN", 3, covers={"category": ["staff"]})
    lines = (
        cost("A", "100.00 EUR", category="travel"),
        cost("B", "300.00 EUR", category="staff"),
    )
    fund = source("ERDF", 1, rate="50 %", covers={"category": ["travel"]})
    checked = check(said(), on_project=held(*lines, sources=(fund, own_only)))
    claimed = checked.funding["claimed"]
    assert [(one.lines, str(one.eligible), one.rates) for one in claimed.strands] == [
        (1, "100.00 EUR", {"ERDF": Rate("50 %")}),
        (1, "300.00 EUR", {"OWN": Rate("100 %")}),
    ]
    assert [one.of_project for one in claimed.sources] == [Rate("12.5 %"), Rate("75 %")]
    assert [str(one.gap) for one in claimed.strands] == ["50.00 EUR", "0.00 EUR"]


def test_a_source_covers_by_partner_category_activity_and_region() -> None:
    partners = [
        {"id": "P", "role": "lead", "region": "LV006"},
        {"id": "Q", "role": "partner", "region": "LV007"},
    ]
    lines = (
        cost("A", "10.00 EUR", partner="P", category="staff"),
        cost("B", "20.00 EUR", partner="Q", category="staff"),
        cost("C", "40.00 EUR", category="staff"),
        cost("D", "80.00 EUR", partner="P", category="travel", activity="X"),
    )
    activity = {"activities": [{"id": "X", "category": "any"}]}
    for covers, paid in (
        ({"partner": ["P"]}, "90.00 EUR"),
        ({"category": ["staff"]}, "70.00 EUR"),
        ({"activity": ["X"]}, "80.00 EUR"),
        ({"region": ["LV007"]}, "20.00 EUR"),
        ({"region": ["LV006"], "category": ["staff"]}, "10.00 EUR"),
        ({"partner": []}, "0.00 EUR"),
    ):
        fund = source("ERDF", 1, rate="100 %", covers=covers)
        asked = held(*lines, sources=(fund, OWN), plan=activity, partners=partners)
        assert borne(check(said(), on_project=asked).funding["claimed"])["ERDF"] == paid


def test_a_plan_without_lines_is_shared_out_as_it_states_its_costs() -> None:
    plan = {"budget": None, "eligible": "586584.85 EUR"}
    asked = held(plan=plan, sources=(ERDF, OWN), costs=None)
    funding = check(said(), on_project=asked).funding["plan"]
    assert borne(funding) == {"ERDF": "498597.12 EUR", "OWN": "87987.73 EUR"}
    narrow = source("ERDF", 1, rate="85 %", covers={"category": ["staff"]})
    asked = held(plan=plan, sources=(narrow, OWN), costs=None)
    funding = check(said(), on_project=asked).funding["plan"]
    assert borne(funding) == {"ERDF": "None", "OWN": "None"}
    assert [one.pointer for one in funding.sources[0].share.missing] == ["/plans/0/budget"]


def test_a_computed_line_is_shared_like_any_other() -> None:
    flat = {
        "value": "total(line.limited, where=line.category == 'travel') * rate",
        "counts_as": "office",
        "rounding": "cents",
        "cite": "act#15",
    }
    made = said(parameter={"rate": parameter("rate", {"value": "15 %"})})
    made["define"] = made["define"] | {"partner": {"office_flat": flat}}
    lines = cost("A", "100.00 EUR", category="travel", partner="P")
    fund = source("ERDF", 1, rate="50 %", covers={"category": ["office"]})
    checked = check(made, on_project=held(lines, sources=(fund, OWN)))
    assert borne(checked.funding["claimed"]) == {"ERDF": "7.50 EUR", "OWN": "107.50 EUR"}


def test_a_limit_leaves_less_to_share() -> None:
    made = said(
        parameter={"cap": parameter("money", {"value": "250.00 EUR"})},
        rule={
            "T-CAP": rule(
                "project", basis="claimed", effect="limit", limits="line.limited",
                measured="total(line.limited)", at_most="cap", consume=["line.id"],
            )
        },
    )  # fmt: skip
    checked = check(made, on_project=held(*COSTS))
    assert borne(checked.funding["claimed"])["ERDF"] == "212.50 EUR"


def test_a_rule_may_ask_what_a_source_bears() -> None:
    made = said(
        rule={"T-SRC": rule("source", measured="source.bears", at_most="source.amount")}
    )
    for amount, verdict in (("255.27 EUR", Verdict.BROKEN), ("255.28 EUR", Verdict.MET)):
        residual = source("OWN", 3, amount=amount)
        other = source("ERDF", 1, amount="45.06 EUR")
        checked = check(made, on_project=held(*COSTS, sources=(other, residual)))
        assert borne(checked.funding["claimed"])["OWN"] == "255.28 EUR"
        assert checked.summary["T-SRC"][verdict] >= 1


# ---- Open shares -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "covers", "pointers"),
    [
        ({"category": None}, {"category": ["staff"]}, ["/costs/0/category"]),
        ({"net": None}, None, ["/costs/0/net"]),
        ({"partner": "P"}, {"region": ["LV006"]}, ["/partners/0/region"]),
    ],
)
def test_a_line_in_doubt_leaves_its_sources_open(
    first: dict[str, Any], covers: Any, pointers: list[str]
) -> None:
    narrow = source("ERDF", 1, rate="85 %", **({} if covers is None else {"covers": covers}))
    lines = COSTS[0] | first, COSTS[1] | {"category": "travel"}
    checked = check(said(), on_project=held(*lines, sources=(narrow, OWN)))
    for one in checked.funding["claimed"].sources:
        assert one.share.value is None
        assert [missing.pointer for missing in one.share.missing] == pointers
    assert checked.amounts["claimed.union"].value is None
    assert borne(checked.funding["plan"])["OWN"] != "None" or covers


@pytest.mark.parametrize(
    ("sources", "reason", "pointer"),
    [
        ((source("ERDF", 1), OWN), Reason.MISSING, "/plans/0/sources/0/rate"),
        (
            (source("ERDF", 1, amount="5.00 SEK"), OWN),
            Reason.MISSING,
            "/plans/0/sources/0/amount",
        ),
        ((OWN, OWN | {"id": "OTHER"}), Reason.UNCLEAR, "/plans/0/sources/0/residual"),
        (
            (source("ERDF", 1, rate="70 %", base="public"), OWN),
            Reason.UNCLEAR,
            "/plans/0/sources/1/residual",
        ),
    ],
)
def test_sources_that_do_not_say_enough_leave_their_strands_open(
    sources: Any, reason: Reason, pointer: str
) -> None:
    checked = check(said(), on_project=held(*COSTS, sources=sources))
    funding = checked.funding["claimed"]
    assert {one.share.value for one in funding.sources} == {None}
    first = funding.sources[0].share.missing[0]
    assert (first.reason, first.pointer) == (reason, pointer)


def test_a_line_that_no_source_pays_for_is_named() -> None:
    narrow = source("ERDF", 1, rate="85 %", covers={"category": ["staff", "any"]})
    lines = COSTS[0] | {"category": "staff"}, COSTS[1] | {"category": "travel"}
    checked = check(said(), on_project=held(*lines, sources=(narrow,)))
    assert checked.funding["claimed"].without == ("cost:B",)
    (finding,) = [one for one in checked.findings if one.rule == "FT-SRC-001"]
    assert (finding.verdict, finding.subjects[0].at) == (Verdict.BROKEN, "/costs/1")


def test_without_a_word_of_the_book_sources_are_not_shared_out() -> None:
    checked = check(book(), on_project=held(*COSTS))
    assert checked.funding == {}
    assert ("/plans/0/sources", "not_used") in {(o.what, o.why) for o in checked.not_checked}
    shared = check(said(), on_project=held(*COSTS))
    assert "/plans/0/sources" not in {one.what for one in shared.not_checked}


def test_nobody_has_said_which_sources_there_are() -> None:
    checked = check(said(), on_project=held(*COSTS, plan={"sources": None}))
    assert checked.funding == {}
    assert checked.amounts["claimed.union"].value is None


# ---- What does not load ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("defines", "message"),
    [
        ({"source": {"bears": BEARS | {"value": "source.amount"}}}, "one of these"),
        ({"project": {"bears": BEARS}}, "sources share out strands, not a project"),
        ({"source": {"bears": {"strands": "waterfall", "cite": "act#22"}}}, "rounding"),
        ({"source": {"bears": BEARS | {"kind": "money"}}}, "kind does not go with strands"),
        ({"source": {"bears": BEARS | {"counts_as": "staff"}}}, "counts_as does not go"),
        ({"source": {"bears": BEARS, "again": BEARS}}, "source.bears shares out the strands"),
        ({"source": {"bears": BEARS | {"strands": "cascade"}}}, "waterfall"),
        (
            {
                "source": {"bears": BEARS},
                "cost": {"base": {"value": "total(source.bears)", "cite": "act#1"}},
            },
            "the amounts go round",
        ),
    ],
)
def test_a_book_says_once_and_whole_how_sources_share(defines: Any, message: str) -> None:
    with pytest.raises(BookError, match=message):
        load_book(book(define=defines))


def test_one_thing_missing_is_named_by_every_source_it_concerns() -> None:
    first = source("ERDF", 1, rate="50 %", covers={"region": ["LV006"], "category": ["staff"]})
    other = source(
        "STATE", 2, rate="50 %", covers={"region": ["LV006"], "category": ["travel"]}
    )
    lines = (
        cost("A", "10.00 EUR", partner="P", category="staff"),
        cost("B", "10.00 EUR", partner="P", category="travel"),
    )
    checked = check(said(), on_project=held(*lines, sources=(first, other)))
    for one in checked.funding["claimed"].sources:
        assert [missing.pointer for missing in one.share.missing] == ["/partners/0/region"]
