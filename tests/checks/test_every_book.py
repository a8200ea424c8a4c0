"""What holds of every book, present and future, whatever it is asked about."""

import json

import pytest

from fundtrack.checks import Verdict
from fundtrack.projects import read_project
from fundtrack.reports import check
from fundtrack.rulebooks import BASE, Shelf, books, load_book
from tests.book_cases import agree, answers_of, every_case
from tests.junk import junk

SHELF = Shelf()
KEYS = [f"{key}@{n}" for key, info in SHELF.infos().items() for n in info.editions]
JUNK = [name for name, _ in junk(load_book(BASE))]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", JUNK)
def test_junk_gives_findings_and_no_exception(key: str, name: str) -> None:
    book = load_book(key)
    project = read_project(json.dumps(dict(junk(book))[name]).encode())
    report = check(project, book)
    assert set(report.summary) == set(book.rules)
    assert not any(Verdict.FAILED in counts for counts in report.summary.values())
    for basis in report.result.bases:
        agree(report.result, basis)
        assert len(report.table(basis)) == len(report.lines(basis))
    assert json.loads(json.dumps(report.to_dict()))["outcome"] == report.outcome.value
    for language in ("en", "lv"):
        assert report.to_text(language)
    if name == "nothing stated":
        assert not report.ok


def test_every_exception_fires_in_a_case() -> None:
    fired: set[tuple[str, str, str]] = set()
    for case in every_case():
        checked, _ = answers_of(case)
        book = checked.book
        for basis in checked.bases:
            world = checked.world(basis)
            parts = [
                *((one.noun, one.address, None, one.exceptions)
                  for one in book.defines.values()),
                *((one.scope, code, one.applies_when, one.exceptions)
                  for code, one in book.rules.items()),
            ]  # fmt: skip
            for noun, address, applies, exceptions in parts:
                for row in world.rows_of(world.view.loop(noun)) if exceptions else ():
                    if applies is not None and world.walk(applies, row).value is not True:
                        continue  # an exception to nothing
                    for one in exceptions:
                        if world.walk(one.when, row).value is True:
                            fired.add((one.layer, address, one.name))
    assert fired
    lacking = []
    for name in books():
        book = load_book(name)
        for part in (*book.defines.values(), *book.rules.values()):
            address = getattr(part, "code", "") or getattr(part, "address", "")
            lacking += [
                (one.layer, address, one.name)
                for one in part.exceptions
                if one.layer == book.key and (one.layer, address, one.name) not in fired
            ]
    assert lacking == []
