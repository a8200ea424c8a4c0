"""Innovation Express: 48 000 euro from two funders, and nobody says how much from each."""

from collections.abc import Mapping

import pytest

import fundtrack as ft
from tests.main_job.job import EXAMPLES, Plain, broken, edited, flat, found, plain

EXPRESS = EXAMPLES / "innovation-express.json"
RATES = {"/plans/0/sources/0/rate", "/plans/0/sources/1/rate"}
COSTS = {"/plans/0/eligible": "48000.00 EUR"}


def shares(report: ft.Report) -> Mapping[str, ft.Money | None]:
    """What each funder pays, None where it is not known."""
    return {one.source: one.share.value for one in report.funding("plan").sources}


@pytest.mark.parametrize("changes", [{}, COSTS], ids=["as published", "with costs of as much"])
def test_the_shares_are_unknown_with_the_places_of_the_rates(
    changes: Mapping[str, object],
) -> None:
    report = ft.check(edited(EXPRESS, changes))
    assert shares(report) == {"ministry": None, "council": None}
    for source in report.funding("plan").sources:
        assert {one.pointer for one in source.share.missing} >= RATES
        assert (source.share.at_least, source.share.at_most, source.of_project) == (
            None,
            None,
            None,
        )
    support = report.amounts["support"]
    assert support.value is None
    assert {one.pointer for one in support.missing} >= RATES


def test_once_the_costs_are_stated_only_the_rates_are_missing() -> None:
    report = ft.check(edited(EXPRESS, COSTS))
    assert {one.pointer for one in report.amounts["support"].missing} == RATES


@pytest.mark.parametrize(("known", "other"), [(0, 1), (1, 0)])
def test_the_other_funder_does_not_take_the_rest_unless_the_source_says_so(
    known: int, other: int
) -> None:
    one = {f"/plans/0/sources/{known}/rate": "60 %"}
    assert {*shares(ft.check(edited(EXPRESS, COSTS | one))).values()} == {None}
    rest = one | {f"/plans/0/sources/{other}/residual": True}
    told = [*shares(ft.check(edited(EXPRESS, COSTS | rest))).values()]
    assert told[known] == ft.Money("28800.00 EUR")
    assert told[other] == ft.Money("19200.00 EUR")


@pytest.mark.parametrize("language", ["en", "lv"])
def test_no_page_shows_half_of_it(language: str) -> None:
    report = ft.check(ft.read_project(EXPRESS))
    text = flat(report.to_text(language))
    assert ("48 000,00" if language == "lv" else "48,000.00") in text
    assert "24 000" not in text
    assert "24,000" not in text
    assert "/plans/0/sources/1/rate" in text


def test_nothing_is_broken_and_the_days_are_open_questions() -> None:
    report = ft.check(ft.read_project(EXPRESS))
    assert report.outcome.value == "undecided"
    assert broken(report) == set()
    assert found(report, "BSR-INX-005").verdict is ft.Verdict.UNKNOWN


def alone(project: str) -> Plain:
    """One of the two projects by itself; its support is not published."""
    told = plain(EXPRESS)
    told["partners"] = [one for one in told["partners"] if one["labels"]["project"] == project]
    (plan,) = told["plans"]
    plan["activities"] = [one for one in plan["activities"] if one["id"] == project]
    del plan["support"]
    return told


@pytest.mark.parametrize("project", ["smart-technologies", "food-value-chain"])
def test_each_project_joins_clusters_of_two_countries(project: str) -> None:
    told = alone(project)
    assert len(told["partners"]) == 2
    met = ft.check(ft.read_project(told))
    assert met.summary["BSR-INX-001"] == {ft.Verdict.MET: 1}
    told["partners"][1]["country"] = "LV"
    assert "BSR-INX-001" in broken(ft.check(ft.read_project(told)))
    del told["partners"][1]["country"]
    report = ft.check(ft.read_project(told))
    finding = found(report, "BSR-INX-001")
    assert finding.verdict is ft.Verdict.UNKNOWN
    assert finding.subjects[0].missing[0].pointer == "/partners/1/country"


@pytest.mark.parametrize("place", [1, 3])
def test_each_of_two_projects_of_one_file_is_asked_about(place: int) -> None:
    """The other project's cluster from abroad does not make up for the one that is missing."""
    one = {f"/partners/{place}/country": "LV"}
    assert found(ft.check(edited(EXPRESS, one)), "BSR-INX-001").verdict is ft.Verdict.BROKEN
    untold = [f"/partners/{at}/facts/joint_project" for at in range(4)]
    finding = found(ft.check(edited(EXPRESS, one, untold)), "BSR-INX-001")
    assert finding.verdict is ft.Verdict.UNKNOWN
    assert {lack.pointer for lack in finding.subjects[0].missing} == {untold[0]}  # the first
    both = {"/partners/1/country": "LV", "/partners/3/country": "LV"}
    assert "BSR-INX-001" in broken(ft.check(edited(EXPRESS, both, untold)))
