"""Names, ids and codes that look alike when they are joined stay apart.

A book may call a group `partner_category` and a define of a partner `category_x`; a project may
call a partner `P/a`. Nothing that the library joins from two of them may be read as two others.
"""

from typing import Any

import pytest

from fundtrack.checks import Checked, Verdict, group_id, run
from fundtrack.projects import read_project
from fundtrack.rulebooks import load_book
from fundtrack.words import subject_name
from tests.book_cases import agree
from tests.checks.small import book, cost, parameter, project, rule

CAP = {"cap": parameter("money", {"value": "150.00 EUR"})}
BY_BOTH = {"partner_category": {"by": ["partner", "category"], "of": ["cost"]}}
PARTNERS = [{"id": "P", "role": "lead"}, {"id": "P/a", "role": "partner"}]
OF_ONE = (cost("A", partner="P", category="a"), cost("B", partner="P", category="b"))


def value(formula: str, **more: Any) -> dict[str, Any]:
    return {"value": formula, "rounding": "cents", "cite": "act#1"} | more


def check(said: dict[str, Any], stated: dict[str, Any]) -> Checked:
    """A check whose two readings agree."""
    checked = run(read_project(stated), load_book(said))
    for basis in checked.bases:
        agree(checked, basis)
    return checked


# ---- Names of a book -------------------------------------------------------------------------


def test_a_define_of_a_group_and_one_of_a_noun_that_join_to_the_same_name():
    said = book(
        parameter=CAP,
        group=BY_BOTH,
        define={
            "partner": {"category_x": value("total(cost.net)")},
            "partner_category": {"x": value("total(cost.net)")},
        },
        rule={
            "T-1": rule("partner_category", measured="partner_category.x", at_most="cap"),
            "T-2": rule("cost", measured="cost.partner.category_x", at_most="cap"),
        },
    )
    summary = check(said, project(*OF_ONE)).summary
    assert summary["T-1"] == {Verdict.MET: 2}
    assert summary["T-2"] == {Verdict.BROKEN: 2}


def test_a_define_of_the_project_and_one_of_a_row_that_join_to_the_same_name():
    said = book(
        parameter=CAP,
        define={
            "project": {"x": value("cap"), "y": value("project.x + total(cost.project_x)")},
            "cost": {"project_x": value("cost.net + project.x")},
        },
    )
    amounts = check(said, project(cost("A"), cost("B"))).amounts
    assert str(amounts["claimed.y"].value) == "650.00 EUR"


def test_calculators_whose_defines_join_to_the_same_name():
    def shared(noun: str) -> dict[str, Any]:
        given = {"whole": "cap", "weight": f"total({noun}.net)", "unit": "cent"}
        return {
            "call": "largest_remainder",
            "kind": "money",
            "rounding": "cents",
            "cite": "act#1",
            "with": given | {"within": "project.number"},
        }

    said = book(
        parameter=CAP | {"cent": parameter("money", {"value": "0.01 EUR"})},
        group=BY_BOTH,
        define={
            "partner": {"category_x": shared("cost")},
            "partner_category": {"x": shared("cost")},
        },
        rule={
            "T-1": rule("partner_category", measured="partner_category.x", at_most="cap"),
            "T-2": rule("partner", measured="partner.category_x", at_least="cap"),
        },
    )
    summary = check(said, project(*OF_ONE, number="N")).summary
    assert summary["T-1"] == {Verdict.MET: 2}
    assert summary["T-2"] == {Verdict.MET: 1}


def flat(noun: str, name: str) -> dict[str, Any]:
    said = value(
        "share * total(cost.net)", counts_as="other", when="total(cost.net) >= nothing"
    )
    return {noun: {name: said}}


@pytest.mark.parametrize(
    ("one", "other", "keys"),
    [
        (
            flat("partner", "category_flat"),
            flat("partner_category", "flat"),
            {"line:category_flat:P", "line:flat:P/a", "line:flat:P/b"},
        ),
        (
            flat("partner", "flat"),
            flat("partner_category", "flat"),
            {"line:partner.flat:P", "line:partner_category.flat:P/a"}
            | {"line:partner_category.flat:P/b"},
        ),
    ],
)
def test_computed_lines_of_two_nouns_stay_apart(
    one: dict[str, Any], other: dict[str, Any], keys: set[str]
):
    said = book(
        parameter={
            "share": parameter("rate", {"value": "10 %"}),
            "nothing": parameter("money", {"value": "0.00 EUR"}),
        },
        group=BY_BOTH,
        define=one | other,
        category={"other": {"title": {"en": "other", "lv": "citi"}, "cite": "act#1"}},
    )
    checked = check(said, project(*OF_ONE))
    made = {line.key for line in checked.lines()} - {"cost:A", "cost:B"}
    assert made == keys
    assert str(checked.amounts["claimed.eligible"].value) == "240.00 EUR"
    for key in keys:
        assert checked.explain(f"{key}.eligible").value is not None
        assert "flat rate" in subject_name(key, checked.book, "en")


@pytest.mark.parametrize(
    "name", ["strands", "limits_x", "limits_eligible", "calls_x", "lines_of_partner_flat"]
)
def test_a_group_may_have_any_name(name: str):
    said = book(
        parameter=CAP,
        group={name: {"by": ["partner"], "of": ["cost"]}},
        define={name: {"x": value("total(cost.net)")}},
        rule={"T-1": rule(name, measured=f"{name}.x", at_most="cap")},
    )
    assert check(said, project(*OF_ONE)).summary["T-1"] == {Verdict.BROKEN: 1}


# ---- Ids of a project ------------------------------------------------------------------------

GROUPED = book(
    parameter=CAP,
    group=BY_BOTH,
    define={"partner_category": {"x": value("total(cost.net)")}},
    rule={
        "T-1": rule("partner_category", measured="partner_category.x", at_most="cap"),
        "T-2": rule("cost", measured="cost.partner_category.x", at_most="cap"),
    },
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"partner": "P/a", "category": "b"}, {"partner": "P", "category": "a/b"}),
        ({"partner": "P~1a", "category": "b"}, {"partner": "P/a", "category": "b"}),
        ({"partner": "-", "category": "a"}, {"category": "a"}),
    ],
)
def test_rows_of_a_group_whose_codes_join_to_the_same_text(
    one: dict[str, str], other: dict[str, str]
):
    partners = [*PARTNERS, {"id": "-", "role": "partner"}, {"id": "P~1a", "role": "partner"}]
    stated = project(cost("A", **one), cost("B", **other), partners=partners)
    summary = check(GROUPED, stated).summary
    assert summary["T-1"] == {Verdict.MET: 2}
    assert summary["T-2"] == {Verdict.MET: 2}


def test_a_waiver_of_one_row_of_a_group_is_of_no_other():
    waiver = {"rule": "T-1", "granted_on": "2017-01-01", "by": "the authority"}
    said = book(**{key: GROUPED[key] for key in ("parameter", "group", "define")}) | {
        "rule": {"T-1": GROUPED["rule"]["T-1"] | {"waivable": True}}
    }
    stated = project(
        cost("A", "200.00 EUR", partner="P/a", category="b"),
        cost("B", "200.00 EUR", partner="P", category="a/b"),
        partners=PARTNERS,
        waivers=[waiver | {"subject": "partner_category:P~1a/b"}],
    )
    (finding,) = [one for one in check(said, stated).findings if one.rule == "T-1"]
    assert {one.key: bool(one.waived_by) for one in finding.subjects} == {
        "partner_category:P~1a/b": True,
        "partner_category:P/a~1b": False,
    }


@pytest.mark.parametrize("codes", [["P/a", "~"], ["~1", "/"], ["-", "~2"], ["~0", "a-"]])
def test_people_read_the_codes_as_they_were_stated(codes: list[str]):
    key = f"partner_category:{group_id(codes)}"
    said = load_book(GROUPED)
    assert subject_name(key, said, "en") == f"partner {codes[0]}, “{codes[1]}”"
