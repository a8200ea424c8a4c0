"""Every case of every book, in both readings; every rule is seen met, broken and unknown."""

from collections import defaultdict

import pytest

from fundtrack.checks import Verdict
from fundtrack.checks.steps import rule_formulas
from fundtrack.formulas import Op, nodes
from fundtrack.rulebooks import BASE, Book, Rule, books, load_book
from tests.book_cases import CASES, Case, answers_of, every_case

ALL = list(every_case())


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_case_comes_out_as_its_file_says(case: Case) -> None:
    checked, answers = answers_of(case)
    assert answers == dict(case.expect), [str(finding) for finding in checked.findings]


def test_every_book_has_a_case_file_and_every_case_file_a_book() -> None:
    files = {
        file.relative_to(CASES).with_suffix("").as_posix() for file in CASES.rglob("*.toml")
    }
    assert files == set(books())


def undecidable(book: Book, rule: Rule) -> bool:
    """Whether a rule waits for a reading that nobody has chosen yet: no case can break it."""
    return any(
        node.op is Op.READING and not book.readings[node.name].chosen
        for formula in rule_formulas(rule)
        for node in nodes(formula)
    )


def test_every_rule_is_seen_met_broken_and_unknown() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for case in ALL:
        checked, _ = answers_of(case)
        for code, counts in checked.summary.items():
            seen[code] |= {verdict.value for verdict in counts}
    lacking = {}
    for name in books():
        book = load_book(name)
        for code, rule in book.rules.items():
            wanted = {Verdict.MET.value, Verdict.BROKEN.value, Verdict.UNKNOWN.value}
            if rule.layer.startswith(f"{BASE}@") or rule.unsupported:
                continue
            if undecidable(book, rule):
                wanted -= {Verdict.BROKEN.value}
            if wanted - seen[code]:
                lacking[code] = sorted(wanted - seen[code])
    assert lacking == {}
