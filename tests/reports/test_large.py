"""Reports stay small however large the project, and say the same on every run (D-21)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from time import perf_counter

import jsonschema
import pytest

import fundtrack as ft
from fundtrack.pages import places_each
from fundtrack.reports import report_schema
from tests.reports.large import RULES, large_book, large_project

LINES = 5_000
LIMIT = 200_000


@cache
def report(wordy: bool = False) -> ft.Report:
    asked = ft.read_project(large_project(LINES, wordy=wordy))
    return ft.check(asked, ft.load_book(large_book(wordy=wordy)))


FORMATS: dict[str, Callable[[ft.Report], str]] = {
    "json": lambda one: json.dumps(one.to_dict()),
    "json in words": lambda one: json.dumps(one.to_dict(language="lv"), ensure_ascii=False),
    "text": lambda one: one.to_text("lv"),
    "markdown": lambda one: one.to_markdown("lv"),
    "html": lambda one: one.to_html("lv"),
}


@pytest.mark.parametrize("wordy", [False, True], ids=["usual", "wordy"])
@pytest.mark.parametrize("name", FORMATS)
def test_a_report_of_five_thousand_lines_is_small(name: str, wordy: bool) -> None:
    asked = report(wordy)
    start = perf_counter()
    told = FORMATS[name](asked).encode()
    print(f"{name}: {len(told):,} bytes in {perf_counter() - start:.2f} s")
    assert 10_000 < len(told) < LIMIT


SUPPLIERS = {"64 letters": "x" * 64, "2,000 letters": "x" * 2_000, "escapes": "<&\"'" * 500}


@cache
def varied(texts: str) -> ft.Report:
    """The wordy report with other texts; the usual book where only the ids are long."""
    waived = texts == "waivers"  # fewer lines, of as many findings
    said = large_project(500 if waived else LINES, wordy=True)
    for cost in said["costs"]:
        del cost["supplier"]
        if waived:  # an id stands in a waiver behind its noun, in as many letters as an id has
            cost["id"] = cost["id"][:190]
        if texts in SUPPLIERS:
            cost["supplier"] = SUPPLIERS[texts]
    book = large_book(wordy=texts in SUPPLIERS)
    if not waived:
        return ft.check(ft.read_project(said), ft.load_book(book))
    for rule in book["rule"].values():
        rule["waivable"] = True
    held = ft.load_book(book)
    broken = ft.check(ft.read_project(said), held).findings
    said["waivers"] = [
        {"rule": one.rule, "subject": one.subjects[0].key, "granted_on": "2017-03-01"}
        | {"by": "B" * 900, "document": "D" * 9_900}
        for one in broken
        if one.verdict is ft.Verdict.BROKEN and one.subjects[0].key.startswith("cost:")
    ]
    return ft.check(ft.read_project(said), held)


@pytest.mark.parametrize("texts", ["ids", *SUPPLIERS, "waivers"])
@pytest.mark.parametrize("name", ["json", "json in words", "html"])
def test_a_report_is_small_whatever_texts_are_long(name: str, texts: str) -> None:
    told = FORMATS[name](varied(texts)).encode()
    print(f"{texts}, {name}: {len(told):,} bytes")
    assert 10_000 < len(told) < LIMIT


def test_of_a_long_waiver_the_document_is_told_in_part() -> None:
    told = varied("waivers").to_dict(language="en")
    jsonschema.Draft202012Validator(report_schema()).validate(told)
    waived = [
        who
        for one in told["findings"]
        for who in one["subjects"]
        if who["waived_by"] is not None
    ]
    assert waived
    assert all("DDD…" in who["waived_by"] and "DDD…)" in who["text"] for who in waived)
    assert all(one["subjects"] for one in told["findings"])


def test_few_findings_have_room_for_whole_texts() -> None:
    few = large_project(300, wordy=True)
    book = large_book(wordy=True)
    book["rule"] = {"T-00": book["rule"]["T-00"]}
    told = ft.check(ft.read_project(few), ft.load_book(book)).to_dict(language="en")
    broken = next(one for one in told["findings"] if one["rule"] == "T-00")
    assert len(broken["subjects"]) == 10
    assert all(len(who["values"]["cost.supplier"]) == 200 for who in broken["subjects"])


def test_of_long_texts_the_worst_place_is_told_and_the_others_counted() -> None:
    told = report(wordy=True).to_dict(language="lv")
    jsonschema.Draft202012Validator(report_schema()).validate(told)
    assert all(one["subjects"] for one in told["findings"])
    assert sum(one["count"] for one in told["findings"]) > 40_000
    text = report(wordy=True).to_text("lv")
    assert "ēēē…" in text
    assert "un vēl" in text


def test_every_rule_is_broken_and_its_count_and_sum_are_whole() -> None:
    told = report().to_dict()
    jsonschema.Draft202012Validator(report_schema()).validate(told)
    broken = {one["rule"]: one for one in told["findings"] if one["verdict"] == "broken"}
    assert len([code for code in broken if code.startswith("T-")]) == RULES
    rows = report().lines("claimed")
    for code, finding in broken.items():
        assert finding["count"] == report().summary[code][ft.Verdict.BROKEN]
        lost = [one.amount for row in rows for one in row.refusals if one.reason == code]
        if lost:
            assert finding["refused"] == str(sum(lost, ft.Money("0.00 EUR")))
    assert max(one["count"] for one in broken.values()) > 1_000
    each = places_each(len(told["findings"]), 10)
    assert 1 < each < 10  # forty findings have room for ten each; these share it
    assert max(len(one["subjects"]) for one in broken.values()) == each
    assert max(len(one.subjects) for one in report().findings) == 10


def test_the_table_has_every_line_and_the_computed_ones() -> None:
    start = perf_counter()
    rows = report().table("claimed")
    print(f"table: {len(rows):,} rows in {perf_counter() - start:.2f} s")
    names = [row["line"] for row in rows]
    assert names[:LINES] == [f"cost:INV-{at:05}" for at in range(LINES)]
    assert names[LINES:] == [f"line:office_flat:P{at}" for at in range(1, 10)]


def test_the_waterfall_of_many_lines_adds_up() -> None:
    start = perf_counter()
    fall = report().waterfall("claimed")
    print(f"waterfall in {perf_counter() - start:.2f} s")
    lost = {
        one.reason: one.amount.minor
        for step in fall.steps
        for one in step.moves
        if one.kind == "refused" and one.amount is not None
    }
    found = {
        one.rule: one.refused.minor
        for one in report().findings
        if one.refused is not None and one.verdict is ft.Verdict.BROKEN
    }
    assert lost == {code: amount for code, amount in found.items() if amount}
    assert len(lost) > 5


ASK = """
import hashlib, json, sys
from fundtrack import check, load_book, read_project
from tests.reports.large import large_book, large_project
report = check(read_project(large_project(300)), load_book(large_book()))
told = [json.dumps(report.to_dict(language="en"))]
told += [one(language) for one in (report.to_text, report.to_markdown, report.to_html)
         for language in ("en", "lv")]
told.append(repr(report.table("claimed")))
told.append(repr(report.waterfall("claimed")))
print(*(hashlib.sha256(one.encode()).hexdigest() for one in told), sep="\\n")
"""


def test_two_processes_of_different_hash_seeds_say_the_same_bytes() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", ASK],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for seed in ("1", "4242")
    ]
    assert len(said[0]) == 9
    assert said[0] == said[1]
