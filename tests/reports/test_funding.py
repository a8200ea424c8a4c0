"""What people and programs get of who pays what: data, JSON, pages in both languages."""

import json

import jsonschema

import fundtrack as ft
from fundtrack.reports import report_schema
from tests.checks.small import cost
from tests.checks.test_strands import ERDF, OWN, held, said, source

SCHEMA = jsonschema.Draft202012Validator(report_schema())
MUNICIPALITY = source(
    "TOWN", 2, kind="other_public", amount="10.00 EUR", covers={"category": ["works"]}
)


def report() -> ft.Report:
    """Two strands: works, which the town pays for too, and travel; one cost of no source."""
    lines = (
        cost("A", "100.01 EUR", category="works"),
        cost("B", "200.33 EUR", category="travel"),
        cost("C", "5.00 EUR", category="staff"),
    )
    both = {"covers": {"category": ["works", "travel", "any"]}}
    asked = held(*lines, sources=(ERDF | both, MUNICIPALITY, OWN | both))
    return ft.check(ft.read_project(asked), ft.load_book(said()))


def test_the_json_of_who_pays_what_fits_its_schema_and_adds_up() -> None:
    told = json.loads(json.dumps(report().to_dict()))
    SCHEMA.validate(told)
    claimed = told["funding"]["claimed"]
    assert [one["shares"] for one in claimed["strands"]] == [
        {"ERDF": "85.00 EUR", "TOWN": "10.00 EUR", "OWN": "5.01 EUR"},
        {"ERDF": "170.28 EUR", "OWN": "30.05 EUR"},
    ]
    assert (claimed["without"], claimed["without_count"]) == (["cost:C"], 1)
    shares = [ft.Money(one["share"]["value"]) for one in claimed["sources"]]
    assert sum(shares, ft.Money.zero("EUR")) == ft.Money("300.34 EUR")


def test_the_report_has_it_by_basis_and_none_where_nothing_is_shared() -> None:
    made = report()
    claimed = made.funding("claimed")
    assert claimed is not None
    assert [one.fund for one in claimed.sources] == ["ERDF", "TOWN", "OWN"]
    plain = ft.check(ft.read_project("docs/examples/life-science-cluster.json"))
    assert plain.funding() is None


def test_pages_say_who_pays_what_in_both_languages() -> None:
    made = report()
    english, latvian = made.to_text("en"), made.to_text("lv")
    for line in (
        "WHO PAYS WHAT: CLAIMED COSTS",
        "Costs paid by ERDF, TOWN, OWN",
        "84.991500… % of these costs",
        "Lines without a source",
        "ERDF in total",
        "% of the project",
    ):
        assert line in english.replace("\xa0", " "), line
    assert "KAS CIK MAKSĀ" in latvian
    assert "Izmaksas, ko sedz ERDF, TOWN, OWN" in latvian
    assert "Who pays what" in made.to_html("en")
    assert "## Who pays what" in made.to_markdown("en")


def test_an_open_share_is_said_to_be_open() -> None:
    asked = held(cost("A", "1.00 EUR"), sources=(source("ERDF", 1), OWN))
    made = ft.check(ft.read_project(asked), ft.load_book(said()))
    SCHEMA.validate(json.loads(json.dumps(made.to_dict())))
    assert "not known" in made.to_text("en")
    assert "rate of the funding source" in made.to_text("en")
