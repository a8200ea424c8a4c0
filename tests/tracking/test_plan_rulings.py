"""Which of an amendment needs consent: shares to the cent, directions, plans to count from."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.projects import Plan, Project
from fundtrack.rulebooks import Book, load_book
from fundtrack.tracking import Consent, PlanComparison, Ruling, compare_plans
from fundtrack.values import InputError, Money
from tests.funding.explained import held

FREE, NOTIFY, CONSENT, FORBIDDEN = Consent
INTERREG = "eu/interreg-europe-2021"
TEXT = {"en": "x", "lv": "y"}


def line(partner: str | None, amount: str, category: str = "staff") -> dict[str, object]:
    said = {"id": f"{partner}-{category}", "partner": partner, "category": category}
    return said | {"form": "actual", "amount": amount}


def plan(number: int, *lines: dict[str, object], **said: object) -> Plan:
    return Plan.model_validate({"number": number, "budget": lines} | said)


def project(*plans: Plan, book: str = INTERREG, **said: object) -> Project:
    agreement = {"book": book, "currency": "EUR", **said}
    return Project.model_validate({"agreement": agreement, "plans": plans})


def ruled(found: PlanComparison, name: str) -> dict[tuple[str, ...], Consent | None]:
    return {one.key: one.effect for one in found.rulings if one.flexibility == name}


# -- Interreg Europe: 20 % between partners (eu-interreg.md, FLEX.PARTNER) --------------------


def moved(a: str, b: str) -> PlanComparison:
    """Approved A 74 000, B 51 000; the new plan gives `a` and `b`."""
    approved = plan(1, line("A", "74000.00 EUR"), line("B", "51000.00 EUR"), sources=[])
    proposed = plan(2, line("A", f"{a} EUR"), line("B", f"{b} EUR"), sources=[])
    return compare_plans(approved, proposed, book=load_book(INTERREG))


@pytest.mark.parametrize(("a", "b", "partner", "whole"), [
    ("88799.99", "36200.01", NOTIFY, NOTIFY),  # one cent below 20 %
    ("88800.00", "36200.00", NOTIFY, NOTIFY),  # the sheet: + 20.00 %, no approval
    ("88800.01", "36199.99", CONSENT, CONSENT),  # the sheet: approval
    ("73999.99", "51000.01", FREE, NOTIFY),  # A gives a cent to B: only increases count
])  # fmt: skip
def test_the_examples_of_the_sheet(a: str, b: str, partner: Consent, whole: Consent):
    found = moved(a, b)
    assert ruled(found, "partners")[("A",)] is partner
    assert ruled(found, "total") == {}
    assert found.effect is whole


def test_a_total_that_grows_is_no_amendment_of_the_budget():
    """The sheet: A 80 000 and B 51 000 fails, the total is exceeded."""
    found = moved("80000.00", "51000.00")
    assert ruled(found, "partners") == {("A",): NOTIFY}
    assert ruled(found, "total") == {(): FORBIDDEN}
    assert found.effect is FORBIDDEN
    assert moved("74000.00", "51000.01").effect is FORBIDDEN
    assert ruled(moved("74000.00", "50999.99"), "total") == {(): FREE}


def test_a_ruling_explains_itself():
    ruling = next(one for one in moved("88800.01", "36199.99").rulings if one.key == ("A",))
    assert ruling.limit is not None
    assert held(ruling.limit).money == Money("14800.00 EUR")
    assert "20 %" in str(ruling.limit)
    assert (ruling.change, ruling.before.value) == (Money("14800.01 EUR"), Money("74000 EUR"))
    assert (ruling.at_before, ruling.at_after, ruling.against) == ("/budget", "/budget", 1)
    assert [str(one) for one in ruling.citations] == ["flexibility#partners"]
    (used,) = ruling.parameters
    assert (used.name, str(used.value), used.verification) == (
        "flexibility",
        "20 %",
        "verified",
    )


def test_a_new_partner_grows_from_nothing():
    found = compare_plans(
        plan(1, line("A", "74000.00 EUR")),
        plan(2, line("A", "73999.99 EUR"), line("C", "0.01 EUR")),
        book=load_book(INTERREG),
    )
    assert ruled(found, "partners") == {("A",): FREE, ("C",): CONSENT}


def test_an_unknown_budget_needs_nobody_s_consent_and_nobody_s_blessing():
    silent = Plan.model_validate({"number": 2})
    found = compare_plans(plan(1, line("A", "1.00 EUR")), silent, book=load_book(INTERREG))
    assert found.effect is None
    assert {one.flexibility: one.effect for one in found.rulings} == dict.fromkeys(
        ("categories", "erdf", "partners", "total")
    )
    assert {(miss.name, miss.pointer) for one in found.rulings for miss in one.missing} == {
        ("plan.budget", "/budget"),
        ("plan.sources", "/sources"),
    }
    assert found.asking(None) == found.rulings


ERDF = {"id": "e", "fund": "ERDF", "kind": "union", "base": "total", "order": 1}
OWN = ERDF | {"id": "o", "fund": "own", "kind": "own", "order": 2, "residual": True}


@pytest.mark.parametrize(("amount", "effect"), [
    ("99999.99 EUR", FREE), ("100000.01 EUR", FORBIDDEN), (None, None), ("1.00 LVL", None),
])  # fmt: skip
def test_the_erdf_amount_may_not_grow(amount: str | None, effect: Consent | None):
    approved = [ERDF | {"residual": False, "amount": "100000.00 EUR"}, OWN]
    asked = [ERDF | {"residual": False, "amount": amount}, OWN | {"amount": "7.00 EUR"}]
    found = compare_plans(
        plan(1, sources=approved), plan(2, sources=asked), book=load_book(INTERREG)
    )
    assert ruled(found, "erdf") == {("ERDF",): effect}
    if effect is None:
        (ruling,) = found.rulings
        assert ruling.missing[0].pointer == "/sources/0/amount"
        assert (ruling.worst, found.effect) == (FORBIDDEN, None)


def test_without_a_book_nothing_is_ruled():
    found = compare_plans(plan(1), plan(2, line("A", "1.00 EUR")))
    assert (found.rulings, found.effect, found.book) == ((), None, "")


# -- invented books: each way of counting ------------------------------------------------------

RATE = {"kind": "rate", "title": TEXT}
SEEN = {"cite": "a#1", "verification": "unverified"}


def book(parameter: dict[str, object] | None = None, **said: object) -> Book:
    """A book with one flexibility, `f`: 10 % of each partner's figure, both ways."""
    base = {"by": "partner", "counts": "both", "against": "latest", "effect": "consent"}
    base |= {"up_to": "share", "of": "figure", "within": "free", "cite": "a#1"}
    base |= {"title": TEXT, "why": TEXT, "remedy": TEXT}
    kept = {key: value for key, value in (base | said).items() if value is not None}
    facts = {"plan": {"agreed": {"kind": "bool", "cite": "a#1", "ask": TEXT}}}
    head = {"id": "t/x", "edition": 1, "title": TEXT, "covers": [TEXT], "leaves_out": [TEXT]}
    return load_book({
        "book": head,
        "act": {"a": {"title": TEXT}},
        "fact": facts,
        "parameter": {
            "share": parameter or RATE | {"values": [{"value": "10 %"} | SEEN]},
            "sum": {"kind": "money", "title": TEXT, "values": [{"value": "5.00 EUR"} | SEEN]},
        },
        "flexibility": {"f": kept},
    })  # fmt: skip


def asked(given: Book, *lines: dict[str, object], **named: object) -> list[Ruling]:
    """From A 100 and B 900 to these lines."""
    before = plan(1, line("A", "100.00 EUR"), line("B", "900.00 EUR"))
    return list(compare_plans(before, plan(2, *lines), book=given, **named).rulings)


def effects(given: Book, a: str, b: str = "900.00 EUR") -> list[Consent | None]:
    return [one.effect for one in asked(given, line("A", a), line("B", b))]


@pytest.mark.parametrize(("a", "effect"), [
    ("90.00 EUR", FREE), ("89.99 EUR", CONSENT), ("110.00 EUR", FREE), ("110.01 EUR", CONSENT),
])  # fmt: skip
def test_both_directions(a: str, effect: Consent):
    assert effects(book(), a) == [effect]


@pytest.mark.parametrize(("a", "effect"), [("200.00 EUR", FREE), ("200.01 EUR", CONSENT)])
def test_a_share_of_the_total(a: str, effect: Consent):
    """10 % of 1000, whoever it goes to; the total that was approved, not the new one."""
    assert effects(book(of="total"), a) == [effect]


@pytest.mark.parametrize(("a", "effect"), [("105.00 EUR", FREE), ("105.01 EUR", CONSENT)])
def test_an_amount(a: str, effect: Consent):
    given = book(up_to="sum", of=None)
    assert effects(given, a) == [effect]
    (ruling,) = asked(given, line("A", a), line("B", "900.00 EUR"))
    assert ruling.limit is not None
    assert held(ruling.limit).money == Money("5.00 EUR")


def test_a_share_that_is_no_whole_cent_allows_the_cents_below_it():
    """10 % of 0.19 is 1.9 cents: one cent is within, two are not."""
    given = book()
    for after, effect in (("0.20 EUR", FREE), ("0.21 EUR", CONSENT)):
        before, now = plan(1, line("A", "0.19 EUR")), plan(2, line("A", after))
        (ruling,) = compare_plans(before, now, book=given).rulings
        assert ruling.effect is effect
        assert held(ruling.limit).money == Money("0.01 EUR")


@pytest.mark.parametrize("effect", [FREE, NOTIFY, CONSENT, FORBIDDEN])
def test_without_a_limit_any_move_has_the_effect(effect: Consent):
    given = book(up_to=None, of=None, within=None, effect=effect.value)
    assert effects(given, "100.01 EUR", "899.99 EUR") == [effect, effect]
    assert effects(given, "100.00 EUR") == []


def test_a_partner_and_a_category_together():
    given = book(by=["partner", "category"])
    lines = [line("A", "60.00 EUR"), line("A", "40.00 EUR", "travel"), line("B", "900.00 EUR")]
    found = {one.key: one.effect for one in asked(given, *lines)}
    assert found == {("A", "staff"): CONSENT, ("A", "travel"): CONSENT}


def test_only_some_categories():
    given = book(by=["partner", "category"], only=["travel"])
    lines = [line("A", "60.00 EUR"), line("A", "40.00 EUR", "travel"), line("B", "900.00 EUR")]
    assert [one.key for one in asked(given, *lines)] == [("A", "travel")]


def test_a_source_by_its_id():
    given = book(by="source", only=["ERDF"])
    rows = [
        [ERDF | {"residual": False, "amount": erdf}, OWN | {"amount": own}]
        for erdf, own in (("100.00 EUR", "50.00 EUR"), ("110.01 EUR", "10.00 EUR"))
    ]
    found = compare_plans(plan(1, sources=rows[0]), plan(2, sources=rows[1]), book=given)
    assert ruled(found, "f") == {("e",): CONSENT}


# -- unknown -----------------------------------------------------------------------------------


def dated(value: dict[str, object]) -> dict[str, object]:
    """10 % until 2023, then `value`, by the day the plan was approved."""
    first = {"to": date(2023, 12, 31), "value": "10 %"} | SEEN
    then = {"from": date(2024, 1, 1)} | value
    return RATE | {"as_of": "plan.approved_on", "values": [first, then]}


@pytest.mark.parametrize(("approved", "share", "effect", "reason"), [
    ("2023-12-31", {"value": "50 %"} | SEEN, CONSENT, None),
    ("2024-01-01", {"value": "50 %"} | SEEN, FREE, None),
    (None, {"value": "50 %"} | SEEN, None, "missing"),
    ("2024-01-01", {"unknown": True, "why": TEXT, "cite": "a#1"}, None, "value_unknown"),
])  # fmt: skip
def test_the_share_is_that_of_the_day_the_plan_was_approved(approved, share, effect, reason):
    before = plan(1, line("A", "100.00 EUR"), approved_on=approved)
    given = book(dated(share))
    (ruling,) = compare_plans(before, plan(2, line("A", "120.00 EUR")), book=given).rulings
    assert ruling.effect is effect
    assert [one.reason.value for one in ruling.missing] == ([reason] if reason else [])
    if approved is None:
        assert ruling.missing[0].pointer == "/approved_on"


def test_an_unknown_share_does_not_matter_where_nothing_grows():
    given = book(dated({"value": "50 %"} | SEEN), counts="increases")
    found = asked(given, line("A", "99.99 EUR"), line("B", "900.00 EUR"))
    assert [one.effect for one in found] == [FREE]


def test_a_term_of_the_grant_is_the_share():
    open_ = RATE | {"set_in": ["plan"]}
    before = plan(1, line("A", "100.00 EUR"), terms={"share": "30 %"})
    for amount, effect in (("130.00 EUR", FREE), ("130.01 EUR", CONSENT)):
        found = compare_plans(before, plan(2, line("A", amount)), book=book(open_))
        assert found.effect is effect
    silent = compare_plans(plan(1, line("A", "1.00 EUR")), plan(2), book=book(open_))
    assert silent.rulings[0].missing[0].pointer == "/terms/share"


def test_where_it_applies_is_asked_of_the_plan_that_is_agreed():
    given = book(applies_when="plan.eligible >= sum")
    before = [line("A", "100.00 EUR")]
    after = plan(2, line("A", "200.00 EUR"))
    for eligible, effect in (("4.99 EUR", []), ("5.00 EUR", [CONSENT]), (None, [None])):
        found = compare_plans(plan(1, *before, eligible=eligible), after, book=given)
        assert [one.effect for one in found.rulings] == effect


def test_what_is_unknown_may_be_as_grave_as_its_flexibility():
    given = book(up_to=None, of=None, within=None, effect="notify")
    before, after = plan(1, line("A", "1.00 EUR")), plan(2, line("A", "1.00 LVL"))
    found = compare_plans(before, after, book=given)
    assert (found.effect, found.rulings[0].worst) == (None, NOTIFY)


# -- against which plan ------------------------------------------------------------------------

STEPS = ["100.00 EUR", "108.00 EUR", "116.00 EUR", "117.00 EUR"]


def life(*agreed: bool | None) -> Project:
    """Four plans; `agreed` says of the second and the third whether they had consent."""
    days = [date(2024, month, 1) for month in (1, 2, 3, 4)]
    facts = [{}, *({} if one is None else {"agreed": one} for one in agreed), {}]
    plans = [
        plan(number, line("A", amount), effective_from=day, facts=said)
        for number, (amount, day, said) in enumerate(zip(STEPS, days, facts, strict=True), 1)
    ]
    return project(*plans[::-1], book="t/x")  # in any order


def against(given: Book, held_by: Project, first: int, then: int) -> Ruling:
    plans = {one.number: one for one in held_by.plans}
    (ruling,) = compare_plans(plans[first], plans[then], book=given, project=held_by).rulings
    return ruling


CUMULATED = {"against": "consent", "consented_when": "plan.agreed"}


@pytest.mark.parametrize(("agreed", "base", "effect"), [
    ((True, True), 3, FREE),  # 116 to 117
    ((True, False), 2, FREE),  # 108 to 117: 8.3 %
    ((False, False), 1, CONSENT),  # 100 to 117: the two small steps add up
    ((None, True), 3, FREE),
    ((True, None), None, None),  # whether the third had consent is not known
])  # fmt: skip
def test_cumulative_counts_from_the_last_consent(agreed, base, effect):
    ruling = against(book(**CUMULATED), life(*agreed), 3, 4)
    assert (ruling.against, ruling.effect) == (base, effect)
    if base is None:
        assert [one.pointer for one in ruling.missing] == ["/plans/1/facts/agreed"]
    else:
        assert ruling.at_before == f"/plans/{4 - base}/budget"


def test_each_small_step_is_free_against_the_latest_plan():
    for first in (1, 2, 3):
        assert against(book(), life(False, False), first, first + 1).effect is FREE


def test_the_first_plan_is_found_wherever_it_stands():
    ruling = against(book(against="first"), life(True, True), 2, 3)
    assert (ruling.against, ruling.effect) == (1, CONSENT)


def test_a_later_consent_is_none_yet():
    """What is asked is plan 2 to plan 3; that plan 3 had consent says nothing of it."""
    ruling = against(book(**CUMULATED), life(False, True), 2, 3)
    assert (ruling.against, ruling.effect) == (1, CONSENT)


def test_without_the_project_nobody_knows_the_earlier_plans():
    for said in ({"against": "first"}, CUMULATED):
        found = asked(book(**said), line("A", "101.00 EUR"), line("B", "900.00 EUR"))
        assert [one.effect for one in found] == [None]
        assert found[0].missing[0].pointer == "/plans"


def test_a_draft_is_ruled_like_a_plan_of_the_file():
    held_by = life(True, True)
    latest = next(one for one in held_by.plans if one.number == 4)
    draft = plan(5, line("A", "128.71 EUR"))
    found = compare_plans(latest, draft, book=book(), project=held_by)
    (ruling,) = found.rulings
    assert (ruling.effect, ruling.at_before, ruling.at_after) == (
        CONSENT,
        "/plans/0/budget",
        "/budget",
    )


def test_a_term_of_another_kind_is_refused():
    given = book(RATE | {"set_in": ["plan"]})
    with pytest.raises(InputError):
        compare_plans(plan(1, terms={"share": "wide"}), plan(2), book=given)


# -- laws --------------------------------------------------------------------------------------

CENTS = st.integers(0, 10**9)


@given(CENTS, CENTS, st.integers(0, 200), st.booleans())
@example(7_400_000, 8_880_000, 20, False)
@example(7_400_000, 8_880_001, 20, False)
@example(0, 1, 20, True)
def test_the_limit_is_exact(before: int, after: int, percent: int, both: bool):
    value = RATE | {"values": [{"value": f"{percent} %"} | SEEN]}
    given_ = book(value, counts="both" if both else "increases")
    plans = [
        plan(number, line("A", str(Money.of_minor(minor, "EUR"))))
        for number, minor in ((1, before), (2, after))
    ]
    found = compare_plans(*plans, book=given_).rulings
    extent = abs(after - before) if both else after - before
    beyond = extent > Fraction(percent, 100) * before and extent > 0
    expected = [] if before == after else [CONSENT if beyond else FREE]
    assert [one.effect for one in found] == expected


@given(st.lists(st.tuples(CENTS, CENTS), min_size=1, max_size=5))
def test_what_all_of_it_asks_for_is_the_gravest(rows: list[tuple[int, int]]):
    plans = []
    for side in (0, 1):
        amounts = [str(Money.of_minor(pair[side], "EUR")) for pair in rows]
        lines = [line(f"P{at}", amount) for at, amount in enumerate(amounts)]
        plans.append(plan(side + 1, *lines))
    found = compare_plans(*plans, book=load_book(INTERREG))
    order = list(Consent)
    known = [order.index(one.effect) for one in found.rulings if one.effect]
    undecided = [one for one in found.rulings if one.effect is None]
    if found.effect is None:  # the ERDF amount is stated by neither plan
        assert max(known, default=0) < order.index(FORBIDDEN)
        assert {one.flexibility for one in undecided} == {"erdf"}
    else:
        assert order.index(found.effect) == max(known)
