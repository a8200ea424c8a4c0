"""The command: exit codes, one clear line for what cannot be read, languages, formats."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from fundtrack.cli import run
from fundtrack.reports import report_schema
from tests.reports.large import large_book, large_project

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SEED = str(EXAMPLES / "life-science-cluster.json")
COMPLETE = str(EXAMPLES / "illustrative-cluster.json")


@pytest.fixture
def breached(tmp_path) -> str:
    project = json.loads(Path(COMPLETE).read_text("utf-8"))
    project["costs"][0]["paid_on"] = "2023-01-01"
    path = tmp_path / "breached.json"
    path.write_text(json.dumps(project), encoding="utf-8")
    return str(path)


@pytest.fixture
def command(capsys):
    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_a_report_of_a_large_project_is_as_small_as_the_library_makes_it(command, tmp_path):
    project, book = tmp_path / "large.json", tmp_path / "book.json"
    project.write_text(json.dumps(large_project(1_000, wordy=True)), encoding="utf-8")
    book.write_text(json.dumps(large_book(wordy=True), default=str), encoding="utf-8")
    code, out, _ = command("check", str(project), "--book", str(book), "--format", "json")
    assert code == 1
    assert len(out.encode()) < 200_000


# -- check -------------------------------------------------------------------------------------


def test_the_seed_exits_0_and_strictly_3(command):
    code, out, err = command("check", SEED)
    assert (code, err) == (0, "")
    for told in (
        "€586,584.85",
        "€498,597.12",
        "€87,987.73",
        "85 %",
        "UNDECIDED. Nothing is broken",
    ):
        assert told in out
    assert command("check", SEED, "--strict")[0] == 3


def test_a_project_in_order_exits_0_even_strictly(command):
    assert command("check", COMPLETE)[0] == 0
    assert command("check", COMPLETE, "--strict")[0] == 0


def test_a_breach_exits_1_and_names_place_limit_margin_and_remedy(command, breached):
    code, out, _ = command("check", breached)
    assert code == 1
    assert "/costs/0/paid_on" in out
    assert "limit 31 December 2022 · 1 day too late" in " ".join(out.split())
    assert "What to do:" in out
    assert command("check", breached, "--strict")[0] == 1


def test_latvian_reads_as_a_latvian_writes(command):
    code, out, _ = command("check", SEED, "--lang", "lv")
    assert code == 0
    assert "Attiecināmās izmaksas  586 584,85 €" in out
    assert re.search(r"ERAF atbalsts +498 597,12 €", out)
    assert "Pārkāpumu nav" in out


def test_json_follows_the_shipped_schema(command, breached):
    for file in (SEED, COMPLETE, breached):
        for language in ("en", "lv"):
            _, out, _ = command("check", file, "--format", "json", "--lang", language)
            jsonschema.Draft202012Validator(report_schema()).validate(json.loads(out))


def test_html_and_markdown(command):
    _, page, _ = command("check", SEED, "--format", "html", "--lang", "lv")
    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    _, told, _ = command("check", SEED, "--format", "md")
    assert told.startswith("# Life Science Cluster of Latvia")


def test_several_files_give_the_worst_code(command, breached, tmp_path):
    missing = str(tmp_path / "missing.json")
    assert command("check", COMPLETE, SEED)[0] == 0
    assert command("check", COMPLETE, SEED, "--strict")[0] == 3
    assert command("check", SEED, breached, "--strict")[0] == 1
    code, out, err = command("check", breached, missing, SEED)
    assert code == 2
    assert err.count("\n") == 1
    assert missing in err
    assert f"---- {breached}" in out
    assert f"---- {SEED}" in out


def test_several_files_as_json_are_a_list_that_names_the_unreadable(command, tmp_path):
    missing = str(tmp_path / "missing.json")
    _, out, _ = command("check", SEED, missing, "--format", "json")
    told = json.loads(out)
    assert [one["file"] for one in told] == [SEED, missing]
    assert told[0]["report"]["outcome"] == "undecided"
    assert "cannot be" in told[1]["error"]


def test_another_book_and_a_day(command):
    _, out, _ = command("check", SEED, "--book", "eu/erdf-2014", "--on", "2022-12-31")
    assert "Book eu/erdf-2014@1" in out
    assert "Day asked about: 31 December 2022" in " ".join(out.split())


def test_no_progress_where_nobody_watches(command, breached):
    _, _, err = command("check", SEED, COMPLETE, breached)
    assert err == ""


# -- what cannot be read -----------------------------------------------------------------------


def stating(plan: str = "", project: str = "", book: str = "lv/cluster-2016") -> bytes:
    """The smallest project, with something more in its plan or beside it."""
    agreement = f'{{"book": "{book}", "currency": "EUR"}}'
    plans = f'[{{"number": 1{plan}}}]'
    source = f'{{"schema_version": 1, "agreement": {agreement}, "plans": {plans}{project}}}'
    return source.encode()


AMOUNT = "/plans/0/eligible: "
UNREADABLE = {
    "empty": (b"", ""),
    "not JSON": (b"{", ""),
    "not a number": (b'{"a": NaN}', "NaN"),
    "too large a number": (b'{"a": 1e999999}', ""),
    "an amount as a number": (stating(', "eligible": 586584.85'), AMOUNT),
    "an amount without a currency": (stating(', "eligible": "586584.85"'), AMOUNT),
    "underscores": (stating(', "eligible": "1_000 EUR"'), AMOUNT),
    "full-width digits": (stating(r', "eligible": "\uff11 EUR"'), AMOUNT),
    "true": (stating(', "eligible": true'), AMOUNT),
    "duplicate keys": (b'{"agreement":{},"agreement":{}}', "agreement"),
    "depth": (b"[" * 10_000, "deep"),
    "an unknown field": (stating(project=', "ammount": 1'), "/ammount: "),
    "a day as zero": (stating(project=', "applied_on": 0'), "/applied_on: "),
    "a day that is not": (stating(project=', "applied_on": "2015-02-29"'), "/applied_on: "),
    "a day as people write it": (
        stating(project=', "applied_on": "01.09.2016"'),
        "/applied_on: ",
    ),
    "no such book": (stating(book="lv/nowhere"), "lv/nowhere"),
    "bytes": (b"\xff\xfe\x00\x01", ""),
}


def test_the_smallest_project_can_be_read(command, tmp_path):
    path = tmp_path / "small.json"
    path.write_bytes(stating())
    assert command("check", str(path))[0] == 0


@pytest.mark.parametrize(("source", "told"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_one_line_and_exit_2(command, tmp_path, source, told):
    path = tmp_path / "bad.json"
    path.write_bytes(source)
    started = time.perf_counter()
    code, out, err = command("check", str(path))
    assert time.perf_counter() - started < 1
    assert (code, out) == (2, "")
    assert err.startswith(f"fundtrack: {path}: ")
    assert told in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", SEED, "--on", "01.09.2016"),
        ("check", SEED, "--book", "lv/nowhere"),
        ("check", SEED, "--book", "no-such-file.toml"),
        ("explain", SEED, "suport"),
        ("explain", "no-such-file.json", "support"),
        ("split", "100", "1", "2"),
        ("split", "100.00 EUR", "0", "0"),
        ("split", "100.00 EUR", "one"),
        ("rule", "NO-SUCH-RULE"),
    ],
)
def test_every_command_says_in_one_line_what_is_wrong(command, arguments):
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("fundtrack: ")
    assert err.count("\n") == 1


def test_a_broken_book_shows_a_caret(command, tmp_path):
    book = Path(__file__).parents[2] / "src/fundtrack/law/lv/cluster-2016.toml"
    wrong = book.read_text("utf-8").replace(
        "project.eligible * support_rate", "project.eligible * suport_rate", 1
    )
    path = tmp_path / "wrong.toml"
    path.write_text(wrong, encoding="utf-8")
    code, out, err = command("check", SEED, "--book", str(path))
    assert (code, out) == (2, "")
    assert "^^^" in err
    assert "Traceback" not in err


# -- the other commands ------------------------------------------------------------------------


def test_explain_prints_the_tree(command):
    code, out, _ = command("explain", SEED, "support")
    assert code == 0
    assert "586,584.85 × 85 % = 498,597.1225 → 498,597.12" in out
    assert "rounded to 0.01, down" in out
    _, out, _ = command("explain", SEED, "support", "--lang", "lv")
    assert "586 584,85 × 85 % = 498 597,1225 → 498 597,12" in out


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("100.00 EUR", "1", "1", "1"), ["€33.34", "€33.33", "€33.33", "€100.00"]),
        (("100.00", "EUR", "1", "1", "1"), ["€33.34", "€33.33", "€33.33", "€100.00"]),
        (("-100.00 EUR", "1", "2"), ["-€33.33", "-€66.67", "-€100.00"]),
        (("586584.85 EUR", "85%", "15 %"), ["€498,597.12", "€87,987.73", "€586,584.85"]),
        (("10.00 EUR", "1.00 EUR", "3.00 EUR"), ["€2.50", "€7.50", "€10.00"]),
    ],
)
def test_split_gives_parts_that_sum_to_the_whole(command, arguments, parts):
    code, out, _ = command("split", *arguments)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == parts


def test_books_lists_what_is_shipped(command):
    _, english, _ = command("books")
    _, latvian, _ = command("books", "--lang", "lv")
    assert "lv/cluster-2016@1  Cluster programme" in english
    assert "lv/cluster-2016@1  Klasteru programma" in latvian


def test_rule_shows_a_rule_in_both_languages(command):
    _, english, _ = command("rule", "LV-CLU-001")
    assert "support-above-the-programme-rate" in english
    assert "ERDF support of [support in the plan] is above" in english
    assert "At most: project.eligible * support_rate" in english
    _, latvian, _ = command("rule", "LV-CLU-001", "--lang", "lv")
    assert "ERAF atbalsts [atbalsts plānā]" in latvian
    assert "Kā novērst:" in latvian


def test_every_rule_of_every_book_can_be_shown(command):
    from fundtrack.rulebooks import books, load_book

    for key in books():
        for code in load_book(key).rules:
            for language in ("en", "lv"):
                told = command("rule", code, "--lang", language)
                assert told[0] == 0, code
                assert "{" not in told[1].splitlines()[1], code


# -- as a program ------------------------------------------------------------------------------


def program(*arguments: str, **options) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, timeout=60, check=False, **options
    )


def test_python_m_is_the_same_command():
    done = program("-m", "fundtrack", "check", SEED, "--lang", "lv")
    assert done.returncode == 0
    assert "498 597,12 €" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_the_output_is_utf_8_wherever_it_goes():
    done = program(
        "-m", "fundtrack", "explain", SEED, "support", env={"PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 0
    assert "×" in done.stdout.decode("utf-8")


WITHOUT = "import sys; sys.modules[{!r}] = None; from fundtrack.__main__ import main; main()"


def test_without_the_extra_it_is_named():
    done = program("-c", WITHOUT.format("typer"))
    assert done.returncode == 2
    assert b'pip install "fundtrack[cli]"' in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_rich_is_needed_only_where_a_person_watches_several_files():
    done = program("-c", WITHOUT.format("rich"), "check", SEED, COMPLETE)
    assert done.returncode == 0
    assert done.stderr == b""
