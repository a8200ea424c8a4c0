"""A register of clusters against itself: every discrepancy of the published one, no other."""

import json
from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundtrack.checks import Reason, Verdict
from fundtrack.projects import read_clusters
from fundtrack.rulebooks import Texts
from fundtrack.tracking import ClusterFinding, ClusterReport, check_clusters
from fundtrack.tracking.cluster_rules import CLUSTER_RULES
from fundtrack.values import InputError, Money, Rate
from tests.funding.explained import held
from tests.sample import EXAMPLES

PUBLISHED = EXAMPLES / "cluster-register.json"
Plain = dict[str, Any]


def asked(document: Plain) -> ClusterReport:
    return check_clusters(read_clusters(document))


def published(**changes: Any) -> Plain:
    told: Plain = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return told | changes


def named(report: ClusterReport) -> list[tuple[str, str, str]]:
    """Rule, verdict and place of every finding."""
    return [(one.rule.code, one.verdict.value, one.at) for one in report.findings]


def of(report: ClusterReport, rule: str) -> list[ClusterFinding]:
    return [one for one in report.answers if one.rule.code == f"FT-REG-{rule}"]


def pointers(one: ClusterFinding) -> list[str]:
    return [missing.pointer for missing in one.missing]


# ---- The published register ------------------------------------------------------------------


def test_every_discrepancy_of_the_published_register_is_found_and_none_invented() -> None:
    """The list is that of the table's readers, by hand; the order is that of the rules."""
    assert named(asked(published())) == [
        ("FT-REG-001", "unknown", "/totals/members"),
        ("FT-REG-001", "unknown", "/totals/turnover"),
        ("FT-REG-001", "unknown", "/totals/export"),
        ("FT-REG-002", "broken", "/totals/year"),
        ("FT-REG-003", "unknown", "/totals/covers"),
        ("FT-REG-004", "conflict", "/counts/2/value"),
        ("FT-REG-006", "broken", "/growth/1/rate"),
        ("FT-REG-007", "broken", "/clusters/1/turnover"),
        ("FT-REG-008", "unknown", "/quotes/1/text"),
        ("FT-REG-008", "unknown", "/quotes/5/text"),
    ]


@pytest.mark.parametrize(
    ("at", "stated", "computed", "difference"),
    [
        ("/totals/members", 580, 553, -27),
        (
            "/totals/turnover",
            Money("1762000000 EUR"),
            Money("1647270419 EUR"),
            Money("-114729581 EUR"),
        ),
        (
            "/totals/export",
            Money("610000000 EUR"),
            Money("592653135 EUR"),
            Money("-17346865 EUR"),
        ),
        ("/totals/year", 2018, 2017, -1),
        ("/totals/covers", 16, 14, -2),
        ("/counts/2/value", 14, 13, -1),
        (
            "/growth/1/rate",
            Rate("13 %"),
            Rate("3469373/118530627"),
            Rate("-1193960851/11853062700"),
        ),
    ],
)
def test_each_says_what_is_stated_what_is_computed_and_the_difference(
    at: str, stated: object, computed: object, difference: object
) -> None:
    (one,) = (one for one in asked(published()).findings if one.at == at)
    assert (one.stated, one.computed, one.difference) == (stated, computed, difference)


def test_totals_of_another_year_and_an_open_scope_are_no_failure() -> None:
    for one in of(asked(published()), "001"):
        assert pointers(one) == ["/totals/year", "/totals/covers"]
        assert {missing.reason for missing in one.missing} == {Reason.UNCLEAR}


def test_the_claimed_growth_is_a_little_under_three_per_cent() -> None:
    (one,) = (one for one in of(asked(published()), "006") if one.verdict is Verdict.BROKEN)
    assert one.worked is not None
    exact = held(one.worked).value.fraction  # type: ignore[union-attr]
    assert Fraction("0.029269") < exact < Fraction("0.029270")
    grown = Fraction(Money("592653135 EUR").amount) * Fraction(113, 100)
    assert grown == Fraction("669698042.55")  # and not 610 million


def test_almost_twice_seven_per_cent_is_borne_out() -> None:
    (one,) = of(asked(published()), "009")
    assert (one.verdict, one.computed) == (Verdict.MET, Fraction(13, 7))


def test_export_is_within_turnover_in_all_rows_and_in_the_totals() -> None:
    exports = of(asked(published()), "005")
    assert len(exports) == 15
    assert {one.verdict for one in exports} == {Verdict.MET}


def test_one_row_is_worth_a_look() -> None:
    (one,) = (one for one in of(asked(published()), "007") if one.verdict is Verdict.BROKEN)
    assert one.subject == "cluster:health-tourism"
    assert one.stated == Money("325222061 EUR")
    # quartiles 69 858 169 and 121 028 400: the middle of the lower and of the upper seven rows
    assert one.computed == Money.of_minor(12102840000 + 3 * (12102840000 - 6985816900), "EUR")
    assert one.worked is not None
    share = held(one.worked).value.fraction  # type: ignore[union-attr]
    assert Fraction("0.197") < share < Fraction("0.198")


def test_what_cannot_be_read_is_shown_with_its_readings_and_not_corrected() -> None:
    amount, count = (one for one in of(asked(published()), "008") if one.problems)
    assert (amount.stated, amount.computed) == ("1 907 864 45 FUR", None)
    assert amount.problems[0].expected == "1 907 864.45 or 190 786 445"
    assert amount.problems[1].message == "no currency"
    assert (count.stated, count.computed) == ("182.", None)
    assert count.problems[0].expected == "182"
    (read,) = (one for one in of(asked(published()), "008") if one.at == "/quotes/0/text")
    assert read.computed == Money("2990156.29 EUR")


# ---- Laws ------------------------------------------------------------------------------------

figures = st.integers(0, 10**9)


@st.composite
def agreeing(draw: st.DrawFn) -> Plain:
    """A register whose figures agree: totals are the sums, of the same year and clusters."""
    rows = draw(st.lists(st.tuples(figures, figures, figures), min_size=1, max_size=6))
    return register([(members, export + more, export) for members, more, export in rows])


def register(rows: list[tuple[int, int, int]], **totals: Any) -> Plain:
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return {
        "schema_version": 1,
        "currency": "EUR",
        "year": 2017,
        "clusters": [
            {"id": f"C{at}", "members": m, "turnover": eur(t), "export": eur(e)}
            for at, (m, t, e) in enumerate(rows)
        ],
        "counts": [{"id": "all", "of": "network", "value": len(rows)}],
        "totals": {
            "year": 2017,
            "members": sums[0],
            "turnover": eur(sums[1]),
            "export": eur(sums[2]),
        }
        | totals,
    }


def eur(minor: int) -> str:
    return str(Money.of_minor(minor, "EUR"))


@given(agreeing())
def test_figures_that_agree_give_no_finding(document: Plain) -> None:
    assert asked(document).findings == ()


@given(agreeing(), st.sampled_from(["members", "turnover"]), st.integers(1, 10**6))
@example(register([(1, 1, 1)]), "members", 1)
@example(register([(1, 1, 1)]), "turnover", 1)
def test_a_planted_difference_is_found_where_it_is_and_to_the_cent(
    document: Plain, column: str, more: int
) -> None:
    total = document["totals"][column]
    if column == "members":
        document["totals"][column] = total + more
        difference: object = -more
    else:
        document["totals"][column] = eur(Money(total).minor + more)
        difference = Money.of_minor(-more, "EUR")
    report = asked(document)
    assert named(report) == [("FT-REG-001", "broken", f"/totals/{column}")]
    assert report.findings[0].difference == difference
    stated, computed = report.findings[0].stated, report.findings[0].computed
    assert computed - stated == difference  # type: ignore[operator]


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(random: Any) -> None:
    told = published()
    random.shuffle(told["clusters"])
    report = asked(told)
    assert [(r, v) for r, v, _ in named(report)] == [
        (r, v) for r, v, _ in named(asked(published()))
    ]
    assert [one.computed for one in of(report, "001")] == [
        one.computed for one in of(asked(published()), "001")
    ]
    (far,) = (one for one in of(report, "007") if one.verdict is Verdict.BROKEN)
    assert far.subject == "cluster:health-tourism"


@given(st.integers(0, 13), st.sampled_from(["members", "turnover", "export"]))
def test_a_figure_that_a_row_lacks_leaves_its_sum_open_and_counts_as_nothing_nowhere(
    row: int, column: str
) -> None:
    told = published()
    del told["clusters"][row][column]
    report = asked(told)
    (total,) = (one for one in of(report, "001") if one.subject == column)
    assert (total.verdict, total.computed, total.difference) == (Verdict.UNKNOWN, None, None)
    assert pointers(total) == [f"/clusters/{row}/{column}"]
    for one in (*of(report, "006"), *of(report, "007")):
        if one.missing:
            assert f"/clusters/{row}/{column}" in pointers(one)


# ---- Decided or open -------------------------------------------------------------------------

ROWS = [(10, 3000, 1000), (20, 5000, 2000)]


@pytest.mark.parametrize(
    ("changes", "without", "verdict", "missing"),
    [
        ({}, (), Verdict.BROKEN, []),
        ({"year": 2016}, (), Verdict.UNKNOWN, ["/totals/year"]),
        ({}, ("year",), Verdict.UNKNOWN, ["/year"]),
        ({}, ("counts",), Verdict.UNKNOWN, ["/totals/covers"]),
        ({"counts": []}, (), Verdict.UNKNOWN, ["/totals/covers"]),
    ],
)
def test_a_total_above_the_rows_is_broken_only_where_both_are_of_the_same(
    changes: Plain, without: tuple[str, ...], verdict: Verdict, missing: list[str]
) -> None:
    told = register(ROWS, members=31) | changes
    for name in without:
        del told[name]
    one = next(one for one in of(asked(told), "001") if one.subject == "members")
    assert (one.verdict, pointers(one), one.difference) == (verdict, missing, -1)


@pytest.mark.parametrize(
    ("members", "verdict"), [(29, Verdict.BROKEN), (30, Verdict.MET), (31, Verdict.UNKNOWN)]
)
def test_a_total_of_more_clusters_is_broken_where_it_is_less_than_the_rows(
    members: int, verdict: Verdict
) -> None:
    told = register(ROWS, members=members)
    told["counts"].append({"id": "c", "of": "country", "value": 3})
    one = next(one for one in of(asked(told), "001") if one.subject == "members")
    assert one.verdict is verdict


def test_a_total_that_may_be_of_fewer_clusters_is_not_broken_by_being_less() -> None:
    told = register(ROWS, members=29) | {"counts": [{"id": "n", "of": "network", "value": 1}]}
    one = next(one for one in of(asked(told), "001") if one.subject == "members")
    assert one.verdict is Verdict.UNKNOWN


def test_a_total_that_may_be_of_more_or_of_fewer_clusters_is_open() -> None:
    told = register(ROWS, members=29)
    told["counts"] = [
        {"id": "n", "of": "network", "value": 1},
        {"id": "c", "of": "country", "value": 5},
        {"id": "d", "of": "country", "value": 3},
    ]
    one = next(one for one in of(asked(told), "001") if one.subject == "members")
    assert one.verdict is Verdict.UNKNOWN
    (scope,) = of(asked(told), "003")
    assert (scope.verdict, scope.stated, scope.difference) == (Verdict.UNKNOWN, 5, -3)


@pytest.mark.parametrize(
    ("covers", "verdict", "stated"),
    [
        ("network", Verdict.MET, 2),
        ("country", Verdict.BROKEN, 3),
        (None, Verdict.UNKNOWN, 3),
    ],
)
def test_which_clusters_the_totals_are_of(covers: Any, verdict: Verdict, stated: int) -> None:
    told = register(ROWS, covers=covers)
    told["counts"].append({"id": "c", "of": "country", "value": 3})
    (one,) = of(asked(told), "003")
    assert (one.verdict, one.stated, one.computed) == (verdict, stated, 2)


def test_a_count_of_another_document_says_nothing_of_the_totals() -> None:
    told = register(ROWS)
    told["counts"].append({"id": "o", "of": "network", "value": 1, "source": "elsewhere"})
    assert named(asked(told)) == [("FT-REG-004", "conflict", "/counts/1/value")]
    told["counts"].reverse()  # the register's own count is the one compared with
    assert named(asked(told)) == [("FT-REG-004", "conflict", "/counts/0/value")]
    told["counts"][0]["value"] = 2
    assert asked(told).findings == ()


@pytest.mark.parametrize(
    ("export", "verdict"), [(2999, Verdict.MET), (3000, Verdict.MET), (3001, Verdict.BROKEN)]
)
def test_export_may_be_all_of_the_turnover_and_no_cent_more(
    export: int, verdict: Verdict
) -> None:
    one, *_ = of(asked(register([(10, 3000, export)])), "005")
    assert (one.verdict, one.at) == (verdict, "/clusters/0/export")


def test_export_without_a_turnover_is_open() -> None:
    told = register(ROWS)
    del told["clusters"][1]["turnover"]
    one = of(asked(told), "005")[1]
    assert (one.verdict, pointers(one)) == (Verdict.UNKNOWN, ["/clusters/1/turnover"])


def grown(total: int, rate: str, **changes: Any) -> ClusterFinding:
    """The growth from 100.00 to a total a year later."""
    told = register([(1, 20000, 10000)], year=2018, export=eur(total)) | {
        "growth": [{"id": "g", "of": "export", "rate": rate}]
    }
    (one,) = of(asked(told | changes), "006")
    return one


@pytest.mark.parametrize(
    ("total", "rate", "verdict"),
    [
        (11300, "13 %", Verdict.MET),
        (11250, "13 %", Verdict.MET),
        (11249, "13 %", Verdict.BROKEN),
        (11350, "13 %", Verdict.MET),
        (11351, "13 %", Verdict.BROKEN),
        (11255, "12.5 %", Verdict.MET),
        (11256, "12.5 %", Verdict.BROKEN),
        (9000, "-10 %", Verdict.MET),
    ],
)
def test_growth_is_borne_out_to_the_digits_it_is_printed_with(
    total: int, rate: str, verdict: Verdict
) -> None:
    assert grown(total, rate).verdict is verdict


@pytest.mark.parametrize(
    ("total", "verdict"),
    [(11249, Verdict.BROKEN), (11250, Verdict.UNKNOWN), (20000, Verdict.UNKNOWN)],
)
def test_totals_of_more_clusters_bound_the_growth_from_above_only(
    total: int, verdict: Verdict
) -> None:
    more = [
        {"id": "n", "of": "network", "value": 1},
        {"id": "c", "of": "country", "value": 2},
    ]
    assert grown(total, "13 %", counts=more).verdict is verdict


@pytest.mark.parametrize("year", [2016, 2018, 2019, None])
def test_growth_is_of_one_year(year: int | None) -> None:
    told = grown(10500, "13 %", year=year)
    assert told.verdict is Verdict.UNKNOWN
    assert told.missing


def test_growth_from_nothing_is_open() -> None:
    told = register([(1, 20000, 0)], year=2018) | {
        "growth": [{"id": "g", "of": "export", "rate": "13 %"}]
    }
    (one,) = of(asked(told), "006")
    assert one.missing[0].reason is Reason.DIVISION_BY_ZERO


@pytest.mark.parametrize(
    ("rate", "times", "almost", "verdict"),
    [
        ("13 %", 2, True, Verdict.MET),
        ("13 %", 2, False, Verdict.MET),
        ("14 %", 2, True, Verdict.BROKEN),
        ("14 %", 2, False, Verdict.MET),
        ("10.5 %", 2, True, Verdict.MET),
        ("10.4 %", 2, True, Verdict.BROKEN),
        ("17.5 %", 2, False, Verdict.BROKEN),
        ("17.4 %", 2, False, Verdict.MET),
        ("13 %", 3, True, Verdict.BROKEN),
    ],
)
def test_so_many_times_is_to_the_nearest_and_almost_is_below(
    rate: str, times: int, almost: bool, verdict: Verdict
) -> None:
    told = published()
    told["growth"][1]["rate"] = rate
    told["multiples"][0] |= {"times": times, "almost": almost}
    (one,) = of(asked(told), "009")
    assert one.verdict is verdict


def test_a_multiple_of_nothing_or_of_nobody_is_open() -> None:
    told = published()
    told["growth"][0]["rate"] = "0 %"
    (one,) = of(asked(told), "009")
    assert (one.verdict, one.missing[0].reason) == (Verdict.UNKNOWN, Reason.DIVISION_BY_ZERO)
    told["growth"][0]["id"] = "other"
    (one,) = of(asked(told), "009")
    assert (one.missing[0].reason, pointers(one)) == (
        Reason.UNKNOWN_LINK,
        ["/multiples/0/than"],
    )


def test_few_rows_have_no_outliers() -> None:
    eight = [(1, 100, 0)] * 7 + [(1, 10**6, 0)]
    assert ("FT-REG-007", "broken", "/clusters/7/turnover") in named(asked(register(eight)))
    assert of(asked(register(eight[1:])), "007") == []


def test_a_row_at_the_fence_is_not_above_it() -> None:
    """Quartiles 100 and 200 of eight rows: the fence is 500."""
    rows = [100, 100, 100, 100, 200, 200, 200]
    for last, verdict in ((500, Verdict.MET), (501, Verdict.BROKEN)):
        told = register([(1, one, 0) for one in (*rows, last)])
        one = of(asked(told), "007")[1]  # members, turnover, export
        assert one.verdict is verdict


def test_the_middle_of_an_odd_column_belongs_to_neither_half() -> None:
    """Halves 100, 100, 100, 100 and 200, 200, 400, x of nine rows: the fence is 900."""
    rows = [100, 100, 100, 100, 100, 200, 200, 400]
    for last, verdict in ((900, Verdict.MET), (901, Verdict.BROKEN)):
        one = of(asked(register([(1, one, 0) for one in (*rows, last)])), "007")[1]
        assert one.verdict is verdict


def test_a_column_that_nobody_states_has_no_outliers_to_ask_about() -> None:
    told = register([(1, 100, 0)] * 8)
    for row in told["clusters"]:
        del row["turnover"], row["export"]
    assert [one.subject for one in of(asked(told), "007")] == ["members"]


def test_without_a_form_no_quote_is_read() -> None:
    told = published()
    del told["form"]
    for one in of(asked(told), "008"):
        assert (one.verdict, pointers(one)) == (Verdict.UNKNOWN, ["/form"])


def test_an_empty_register_is_asked_nothing_and_rows_that_are_left_out_are_unknown() -> None:
    bare = {"schema_version": 1, "currency": "EUR"}
    assert asked(bare).answers == ()
    report = asked(bare | {"totals": {"members": 3}})
    assert {one.verdict for one in report.answers} == {Verdict.UNKNOWN}
    (total,) = of(report, "001")
    assert pointers(total) == ["/clusters"]


def test_sums_beyond_every_amount_are_open() -> None:
    big = "9999999999999999.00 EUR"
    told = register(ROWS) | {"clusters": [{"id": str(at), "turnover": big} for at in range(9)]}
    (total,) = (one for one in of(asked(told), "001") if one.subject == "turnover")
    assert total.missing[0].reason is Reason.TOO_LARGE


# ---- The words, the door ---------------------------------------------------------------------


def test_every_rule_has_its_words_in_both_languages() -> None:
    assert len({rule.code for rule in CLUSTER_RULES}) == len(CLUSTER_RULES)
    for rule in CLUSTER_RULES:
        for texts in (rule.titles, rule.remedy):
            assert isinstance(texts, Texts)
            assert {*texts} == {"en", "lv"}
        signs = [
            {name for name in ("stated", "computed", "difference") if f"{{{name}}}" in text}
            for text in rule.titles.values()
        ]
        assert signs[0] == signs[1] != set()


def test_the_summary_counts_every_rule() -> None:
    report = asked(published())
    assert [*report.summary] == [rule.code for rule in CLUSTER_RULES]
    counted = sum(sum(counts.values()) for counts in report.summary.values())
    assert counted == len(report.answers)


@pytest.mark.parametrize("wrong", [None, {}, "docs/examples/cluster-register.json"])
def test_only_a_register_is_asked(wrong: object) -> None:
    with pytest.raises(InputError, match="not a register of clusters"):
        check_clusters(wrong)  # type: ignore[arg-type]


def test_asking_leaves_the_document_as_it_was() -> None:
    told = published()
    before = deepcopy(told)
    asked(told)
    assert told == before
