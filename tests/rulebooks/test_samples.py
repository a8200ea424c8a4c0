"""The twelve rules on which the language was tried on paper load, and say what waits.

They are real rules of six programmes in miniature; here they are completed with what a book
must say besides (texts, citations, the parameters and facts they name).
"""

import pytest

from fundtrack.formulas import to_text
from fundtrack.rulebooks import load_book
from fundtrack.values import BookError
from tests.rulebooks.small import changed

TEXT = {"en": "x", "lv": "x"}
SEEN = {"cite": "act#1", "verification": "unverified"}


def parameter(kind, value, **more):
    return {"kind": kind, "title": TEXT, "values": [{"value": value, **SEEN}], **more}


def fact(kind, **more):
    return {"kind": kind, "ask": TEXT, "cite": "act#1", **more}


def define(value, **more):
    return {"value": value, "cite": "act#1", **more}


def rule(scope, **more):
    said = {"name": "a-rule", "effect": "report", "severity": "breach", "cite": ["act#1"]}
    return {**said, "scope": scope, "title": TEXT, "why": TEXT, "remedy": TEXT, **more}


CENTS = {"rounding": "support"}
RESEARCH = ["industrial", "experimental"]
#: What sample 5 asks a partner about. In the model it is the project that has purchases.
PURCHASE = (
    "any(procurement.value > procurement_threshold,"
    " where=procurement.kind in ('works', 'supplies', 'services'))"
)

SAMPLES = {
    "book": {
        "id": "test/samples",
        "edition": 1,
        "title": TEXT,
        "covers": [TEXT],
        "leaves_out": [TEXT],
    },
    "act": {"act": {"title": TEXT}},
    "rounding": {"support": {"mode": "down", "unit": "0.01", "verification": "unverified"}},
    "group": {
        "partner_category": {"by": ["partner", "category"], "of": ["cost", "budget_line"]},
        "partner_research": {"by": ["partner", "research_category"], "of": ["cost"]},
    },
    "fact": {
        "partner": {
            "collaborates": fact("bool"),
            "requested": fact("money"),
            "certificate_limit": fact("money"),
            "declared": fact("money"),
            "planned": fact("money"),
            "accepted": fact("money"),
        },
        "cost": {"research_category": fact("code", codes=RESEARCH)},
        "project": {
            "public_support": fact("money"),
            "reductions": fact("money"),
            "revenues": fact("money"),
            "accepted": fact("money"),
            "contributions": fact("money"),
        },
        "agreement": {"max_grant": fact("money")},
    },
    "reading": {
        "de_minimis_window_start": {
            "options": ["inclusive", "strict"],
            "chosen": "inclusive",
            "why": TEXT,
            "cite": "act#1",
        }
    },
    "parameter": {
        "support_rate": {
            "kind": "rate",
            "title": TEXT,
            "set_in": ["partner", "plan", "book"],
            "at_most": "cofinancing_ceiling",
        },
        "cofinancing_ceiling": {
            "kind": "rate",
            "title": TEXT,
            "as_of": "project.agreement.signed_on",
            "layers": "tighten",
            "bound": "max",
            "values": [{"from": "2014-01-01", "to": "2023-12-31", "value": "85 %", **SEEN}],
        },
        "eligibility_first": parameter("date", "2014-01-01"),
        "eligibility_last": parameter("date", "2023-12-31"),
        "programme_submitted_on": parameter("date", "2013-06-01"),
        "vat_limit": parameter("money", "5000000.00 EUR"),
        "land_cap": parameter("rate", "10 %"),
        "direct_categories": parameter("set", ["staff", "travel"]),
        "indirect_base": parameter("set", ["staff", "travel"]),
        "bonus_categories": parameter("set", RESEARCH),
        "staff_flat_rate": parameter("rate", "20 %"),
        "procurement_threshold": parameter("money", "139000.00 EUR"),
        "flexibility": parameter("rate", "20 %"),
        "de_minimis_ceiling": parameter("money", "200000.00 EUR"),
        "bonus_cap": parameter("rate", "80 %"),
        "collaboration_bonus": parameter("rate", "15 %"),
        "indirect_rate": parameter("rate", "7 %"),
    },
    "table": {
        "gber_base": {
            "keys": ["research_category"],
            "gives": "rate",
            "rows": [
                {"research_category": "industrial", "value": "50 %", **SEEN},
                {"research_category": "experimental", "value": "25 %", **SEEN},
            ],
        },
        "size_bonus": {
            "keys": ["size"],
            "gives": "rate",
            "rows": [
                {"size": "small", "value": "20 %", **SEEN},
                {"size": "medium", "value": "10 %", **SEEN},
                {"size": "large", "value": "0 %", **SEEN},
            ],
        },
    },
    "define": {
        "project": {
            "below_vat_limit": define("plan.total_cost < vat_limit"),
            "land_limit": define(
                "total(line.limited, where=line.category != 'land')"
                " * (land_cap / (1 - land_cap))",
                **CENTS,
            ),
            "capped": define(
                "min(total(partner.contribution) - project.reductions,"
                " project.agreement.max_grant)"
            ),
            "profit": define("max(0, project.capped + project.revenues - project.accepted)"),
            "final_grant": define(
                "project.capped - project.profit"
                " * ((project.capped - project.contributions) / project.accepted)",
                **CENTS,
            ),
            "indirect": define(
                "total(line.limited, where=line.category in indirect_base) * indirect_rate",
                counts_as="indirect",
                **CENTS,
            ),
        },
        "cost": {
            "base": define(
                "cost.net + cost.vat if project.below_vat_limit"
                " else cost.net + cost.vat - cost.vat_recoverable",
                unless={
                    "innovation-full": {
                        "when": "cost.category == 'innovation'",
                        "value": "cost.net",
                        "cite": "act#69",
                    }
                },
            )
        },
        "partner": {
            "staff_flat": define(
                "total(line.limited, where=line.category in direct_categories"
                " and line.category != 'staff') * staff_flat_rate",
                when="partner.option.staff == 'flat'",
                counts_as="staff",
                **CENTS,
            ),
            "contribution": define(
                "min(partner.accepted * support_rate, partner.requested,"
                " partner.certificate_limit)",
                **CENTS,
            ),
        },
        "aid": {
            "in_window": {
                "call": "window_total",
                "with": {"amount": "aid.gross_grant_equivalent", "within": "undertaking"},
                "kind": "money",
                "cite": "act#1",
                **CENTS,
            }
        },
        "partner_research": {
            "intensity": define(
                "min(bonus_cap, gber_base[partner_research.research_category]"
                " + size_bonus[partner_research.partner.size] + (collaboration_bonus"
                " if partner_research.partner.collaborates else 0))"
                " if partner_research.research_category in bonus_categories"
                " else gber_base[partner_research.research_category]"
            ),
            "aid_limit": define("total(cost.eligible) * partner_research.intensity", **CENTS),
        },
    },
    "rule": {
        "EU-COF-001": rule(
            "project",
            applies_when="known(plan.support)",
            measured="plan.support",
            at_most="project.eligible * cofinancing_ceiling",
            severity="warning",
            **CENTS,
        ),
        "EU-PER-001": rule(
            "cost",
            applies_when="cost.form == 'actual'",
            met_when="cost.paid_on <= eligibility_last if eligibility_first <= cost.paid_on"
            " else programme_submitted_on <= cost.paid_on",
            effect="exclude",
        ),
        "EU-LAND-001": rule(
            "project",
            measured="total(line.limited, where=line.category == 'land')",
            at_most="project.land_limit",
            effect="limit",
            limits="line.limited",
            where="line.category == 'land'",
            consume=["line.day", "line.id"],
        ),
        "EU-SCO-020": rule(
            "partner",
            applies_when="partner.option.staff == 'flat'",
            met_when=f"not {PURCHASE}",
            effect="block",
        ),
        "EU-SCO-040": rule(
            "cost",
            applies_when="cost.partner.option.other == 'flat'",
            met_when="cost.category in ('staff', 'participant_allowance')"
            " or cost.form != 'actual'",
            effect="exclude",
        ),
        "IE-FLEX-001": rule(
            "partner",
            basis="claimed",
            measured="partner.declared",
            at_most="partner.planned * (1 + flexibility)",
            waivable=True,
        ),
        "EU-INK-001": rule(
            "project",
            applies_when="project.stage == 'completed'",
            measured="project.public_support",
            at_most="project.eligible - total(cost.eligible, where=cost.form == 'in_kind')",
            effect="limit",
            limits="project.support",
        ),
        "EU-DM-001": rule(
            "aid", measured="aid.in_window", at_most="de_minimis_ceiling", effect="exclude"
        ),
    },
}


def test_a_purchase_belongs_to_no_partner():
    with pytest.raises(BookError, match="no row of procurement belongs to a partner"):
        load_book(SAMPLES)


@pytest.fixture(scope="module")
def samples():
    changes = {
        "define/project/large_purchase": define(PURCHASE),
        "rule/EU-SCO-020/met_when": "not project.large_purchase",
    }
    return load_book(changed(changes, SAMPLES))


def test_the_samples_load(samples):
    assert len(samples.rules) - len(load_book("fundtrack/base").rules) == 8
    assert len(samples.defines) == 13


def test_all_of_them_are_acted_on(samples):
    assert [code for code, rule in samples.rules.items() if rule.unsupported] == []


def test_they_print_as_they_were_written(samples):
    limit = samples.defines["project.land_limit"].value
    assert limit is not None
    assert to_text(limit) == SAMPLES["define"]["project"]["land_limit"]["value"]
    base = samples.defines["cost.base"]
    assert [one.name for one in base.exceptions] == ["innovation-full"]
