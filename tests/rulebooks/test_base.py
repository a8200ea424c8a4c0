"""The library's own rules: what they ask of any project, seen met, broken and open."""

from collections import defaultdict
from pathlib import Path

import pytest

from fundtrack.projects import noun_fields
from fundtrack.rulebooks import BASE, load_book
from tests.book_cases import answers_of, read_cases

TEXT = {"en": "x", "lv": "x"}
SEEN = {"verification": "unverified", "cite": "own#1"}
#: The smallest book that computes a support, so that a stated one has something to differ from.
SUPPORT = load_book(
    {
        "book": {
            "id": "test/support",
            "edition": 1,
            "title": TEXT,
            "first_day": "2020-01-01",
            "last_day": "2029-12-31",
            "covers": [TEXT],
            "leaves_out": [TEXT],
        },
        "act": {"own": {"title": TEXT}},
        "rounding": {"cent": {"mode": "down", "unit": "0.01", "verification": "unverified"}},
        "parameter": {
            "ceiling": {"kind": "rate", "title": TEXT, "values": [{"value": "85 %", **SEEN}]},
            "support_rate": {
                "kind": "rate",
                "title": TEXT,
                "set_in": ["partner", "plan", "book"],
                "at_most": "ceiling",
                "values": [{"value": "85 %", **SEEN}],
            },
        },
        "define": {
            "project": {
                "support": {
                    "value": "project.eligible * support_rate",
                    "rounding": "cent",
                    "cite": "own#1",
                }
            }
        },
        "rule": {
            "OWN-1": {
                "name": "one-that-may-be-waived",
                "scope": "project",
                "severity": "note",
                "effect": "report",
                "met_when": "known(project.number)",
                "waivable": True,
                "cite": ["own#1"],
                "title": TEXT,
                "why": TEXT,
                "remedy": TEXT,
            }
        },
    }
)
CASES = read_cases(Path(__file__).parent / "base_cases.toml", "test/support")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_comes_out_as_its_file_says(case):
    checked, answers = answers_of(case, SUPPORT)
    assert answers == dict(case.expect), [str(finding) for finding in checked.findings]


def test_every_rule_is_seen_met_and_broken():
    seen = defaultdict(set)
    for case in CASES:
        for code, verdict in case.expect.items():
            seen[code].add(verdict)
    for code in load_book(BASE).rules:
        assert {"met", "broken"} <= seen[code], code


def test_every_noun_with_amounts_and_links_is_asked():
    """But aid, which others may have given in their own currency."""
    schema = load_book(BASE).schema
    asked = {
        rule.scope for rule in load_book(BASE).rules.values() if rule.name == NAME_CURRENCY
    }
    holding = {n for n, noun in schema.nouns.items() if "currency_agrees" in noun.fields}
    assert holding - asked == {"aid"}
    linked = {rule.scope for rule in load_book(BASE).rules.values() if rule.name == NAME_LINK}
    assert linked == {n for n, noun in schema.nouns.items() if "links_found" in noun.fields}
    assert {n for n, said in noun_fields().items() if said.rows and said.links} >= linked


NAME_CURRENCY = "amount-in-another-currency"
NAME_LINK = "link-to-nothing"


def test_a_differing_total_warns_and_a_wrong_currency_breaches():
    rules = load_book(BASE).rules.values()
    severity = {rule.name: rule.severity for rule in rules}
    assert severity == {
        "stated-total-differs": "warning",
        "stated-funding-above-stated-costs": "warning",
        NAME_CURRENCY: "breach",
        NAME_LINK: "breach",
        "line-without-a-source": "warning",
        "more-accepted-than-declared": "breach",
        "more-refused-than-declared": "breach",
        "more-accepted-than-eligible": "warning",
        "released-without-parking": "breach",
        "corrected-after-closure": "warning",
        "item-claimed-twice": "breach",
        "document-twice": "warning",
        "claim-outside-the-project": "warning",
        "cost-outside-its-claim": "warning",
        "claim-number-twice": "warning",
        "claim-number-left-out": "note",
        "more-paid-than-accepted": "warning",
        "more-corrected-than-accepted": "warning",
        "advance-that-came-back": "note",
        "more-paid-than-is-left": "warning",
        "agreement-outside-the-days-of-the-book": "breach",
        "waiver-of-nothing": "warning",
        "term-beyond-its-bound": "breach",
    }
    assert {rule.effect for rule in rules} == {"report"}
