"""`fundtrack book`: look into a book, check one, compare two, begin a new one."""

import json
import tomllib
from pathlib import Path

import pytest

from fundtrack.cli import run
from fundtrack.rulebooks import BASE, Entries, books, load_book
from tests.book_cases import answers_of, read_cases
from tests.rulebooks.small import WHOLE

CLUSTER, SHARED = "lv/cluster-2016", "eu/erdf-2014"


@pytest.fixture
def command(capsys):
    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(("book", *arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def otherwise(tmp_path):
    """The whole book with one text in place of another, as a file."""

    def write(name: str, old: str, new: str) -> str:
        text = WHOLE.read_text("utf-8")
        assert old in text
        path = tmp_path / name
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def wrong(otherwise) -> str:
    return otherwise("wrong.toml", "project.eligible * support_rate", "project.eligible * rat")


# -- check -------------------------------------------------------------------------------------


def test_check_counts_what_is_in_a_book(command):
    code, out, err = command("check", str(WHOLE))
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "test/whole@2: ok"
    assert lines[2] == "    of its own: 12 parameters, 5 rules, 6 values worked out"
    assert lines[3] == "    parameters: 1 seen in a secondary source only, 10 not verified"


def test_what_waits_is_told_line_by_line_with_its_reason(command, monkeypatch):
    whole = load_book(WHOLE)
    waiting = whole.rules["TST-001"].replace(unsupported="stars")
    book = whole.replace(rules=Entries({**whole.rules, "TST-001": waiting}))
    monkeypatch.setattr("fundtrack.cli.book.book_of", lambda asked: book)
    _, out, _ = command("check", "any")
    assert "    rule.TST-001: asked of many projects together" in out.splitlines()
    _, out, _ = command("check", "any", "--lang", "lv")
    assert "    rule.TST-001: jautā par vairākiem projektiem kopā" in out.splitlines()
    _, out, _ = command("check", "any", "--format", "json")
    waits = json.loads(out)[0]["unsupported"]
    assert {"address": "rule.TST-001", "reason": "stars"} in waits
    _, out, _ = command("show", "any")
    assert "asked of many projects together" in out


def test_check_speaks_latvian(command):
    _, out, _ = command("check", str(WHOLE), "--lang", "lv")
    assert "test/whole@2: kārtībā" in out
    assert "no tiem paša krājuma: 12 parametru, 5 noteikumi, 6 aprēķināmas vērtības" in out
    assert "10 nepārbaudītu" in out


def test_every_shipped_book_is_ok(command):
    code, out, err = command("check", BASE, *books())
    assert (code, err) == (0, "")
    assert out.count(": ok\n") == len(books()) + 1


def test_an_error_names_file_place_and_the_column_of_a_formula(command, wrong):
    code, out, err = command("check", wrong)
    assert (code, out) == (2, "")
    first, formula, caret = err.splitlines()
    assert first.startswith(f"fundtrack: {wrong}: /define/project/support/value: ")
    assert formula[caret.index("^") : caret.rindex("^") + 1] == "rat"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("lv/nowhere", "no book lv/nowhere"),
        ("nofile.toml", "nofile.toml: the file cannot be read"),
        ("../cluster-2016", "is no id of a book"),
        (f"{CLUSTER}@99", "no edition 99"),
    ],
)
def test_what_is_no_book_is_one_line_and_exit_2(command, asked, said):
    for words in (("check", asked), ("show", asked), ("facts", asked)):
        code, out, err = command(*words)
        assert (code, out) == (2, "")
        assert said in err
        assert err.count("\n") == 1
    code, out, err = command("compare", asked, CLUSTER)
    assert (code, out) == (2, "")
    assert said in err


def test_several_books_give_the_worst_code_and_all_are_told(command, wrong):
    code, out, err = command("check", CLUSTER, wrong, SHARED)
    assert code == 2
    assert f"{CLUSTER}@1: ok" in out
    assert f"{SHARED}@1: ok" in out
    assert err.count("fundtrack: ") == 1


def test_check_as_json_lists_every_book_with_counts_or_error(command, wrong):
    code, out, err = command("check", CLUSTER, wrong, "--format", "json")
    assert code == 2
    assert err.startswith("fundtrack: ")
    good, bad = json.loads(out)
    book = load_book(CLUSTER)
    assert (good["asked"], good["ok"], good["book"]) == (CLUSTER, True, book.key)
    assert (good["parameters"], good["rules"]) == (len(book.parameters), len(book.rules))
    assert (
        good["not_verified"]
        == sum(good["verification"].values()) - good["verification"]["verified"]
    )
    assert good["unsupported"] == []
    assert (bad["asked"], bad["ok"], bad["file"]) == (wrong, False, wrong)
    assert bad["pointer"] == "/define/project/support/value"
    assert bad["caret"].endswith("^^^")


# -- show and facts ----------------------------------------------------------------------------


@pytest.mark.parametrize("key", [BASE, *books()])
@pytest.mark.parametrize("language", ["en", "lv"])
def test_every_book_can_be_shown_with_all_its_parts(command, key, language):
    code, out, err = command("show", key, "--lang", language)
    assert (code, err) == (0, "")
    book = load_book(key)
    told = " ".join(out.split())
    for name in (*book.acts, *book.parameters, *book.readings, *book.activities, *book.rules):
        assert f" {name}" in told
    for address in book.defines:
        assert f" {address} = " in told
    for text in (*book.covers, *book.leaves_out, book.titles):
        assert text[language] in told
    assert "{" not in out


def test_a_file_can_be_shown_as_a_book(command):
    _, out, _ = command("show", str(WHOLE))
    told = " ".join(out.split())
    for part in (
        "ceiling: Ceiling (rate) 85 %, 1 January 2020 – 31 December 2023: Rules (invented),",
        "not known (not read), 1 January 2024 – 31 December 2024",
        "the value of the day project.agreement.signed_on",
        "may be stated in the grant: partner, plan At most: ceiling",
        "countries: Countries (set of codes) EE, LV",
        "window_start: inclusive (inclusive, strict) The text allows both.",
        "direct: staff",
        "intensity[size, research]: rate small, industrial: 70 %:",
        "small, experimental: not known:",
        "partner_research: partner, research (cost)",
        "euro: rounded to 1, halves up Rules (invented), Article 9; verified",
        "cost.base = cost.net + cost.vat - cost.vat_recoverable",
        "Unless collaboration: cost.partner.collaborates → cost.net",
        "aid.in_window = window_total(…)",
        "TST-001 support-above-the-ceiling (warning)",
        "Unless in-kind: cost.form == 'in_kind' Rules",
    ):
        assert part in told, part
    assert "TO STATE: PARTNER\n  facts.collaborates (yes or no)\n" in out
    assert out.index("TST-001") < out.index("TST-005")
    assert max(map(len, out.splitlines())) <= 96


def test_facts_asks_what_a_project_has_to_state(command):
    code, out, err = command("facts", CLUSTER, "--lang", "lv")
    assert (code, err) == (0, "")
    assert "JĀNORĀDA: PARTNERIS\n  facts.legal_form (kods: association, " in out
    assert "Kāda ir projekta iesniedzēja juridiskā forma?" in out
    assert "terms.support_rate (likme)" in out
    assert "ja projektā nav norādīts: 85 %" in out


def test_a_book_that_asks_for_nothing_says_so(command):
    _, out, _ = command("facts", BASE)
    assert "The book asks for nothing beyond the model" in out


def test_facts_as_json_has_everything_a_form_needs(command):
    _, out, _ = command("facts", str(WHOLE), "--format", "json", "--lang", "lv")
    said = json.loads(out)
    assert said["book"] == "test/whole@2"
    asks = {(one["noun"], one["place"]): one for one in said["asks"]}
    assert list(asks) == [
        ("plan", "terms.support_rate"),
        ("partner", "facts.collaborates"),
        ("partner", "terms.support_rate"),
        ("cost", "facts.research"),
    ]
    assert asks["cost", "facts.research"] == {
        "noun": "cost",
        "place": "facts.research",
        "name": "research",
        "kind": "code",
        "codes": ["experimental", "industrial"],
        "ask": "Kāds pētījums tas ir?",
        "cite": "rules#11",
        "at_least": "",
        "at_most": "",
        "layer": "test/whole@2",
    }
    assert asks["plan", "terms.support_rate"]["at_most"] == "ceiling"


# -- compare -----------------------------------------------------------------------------------


def test_compare_tells_effect_from_words(command, otherwise):
    other = otherwise("other.toml", 'value = "415000.00 EUR"', 'value = "500000.00 EUR"')
    code, out, err = command("compare", str(WHOLE), other)
    assert (code, err) == (0, "")
    assert "LEGAL EFFECT (1)\n  parameter.cap value: changed [rules#3]\n" in out
    assert "    - 415000.00 EUR\n    + 500000.00 EUR\n" in out
    assert "WORDING" not in out
    text = otherwise("text.toml", "A whole book", "A book")
    _, out, _ = command("compare", str(WHOLE), text, "--lang", "lv")
    assert "Tiesiskās sekas nav mainījušās" in out
    assert "FORMULĒJUMS (1)\n  book title.en: mainīts\n" in out


def test_compare_shows_the_days_of_a_value(command, otherwise):
    other = otherwise("days.toml", 'value = "80 %"', 'value = "70 %"')
    _, out, _ = command("compare", str(WHOLE), other)
    assert "parameter.ceiling value (2025-01-01/..): changed [rules#1]" in out


def test_a_book_is_no_other_than_itself(command):
    assert command("compare", CLUSTER, CLUSTER) == (
        0,
        f"{CLUSTER}@1 → {CLUSTER}@1\nNothing changed\n",
        "",
    )


def test_compare_as_json_is_the_comparison(command):
    _, out, _ = command("compare", SHARED, CLUSTER, "--format", "json")
    said = json.loads(out)
    assert said["old"]["book"] == f"{SHARED}@1"
    rate = [one for one in said["changes"] if one["address"] == "parameter.support_rate"]
    assert [(one["kind"], one["touches"], one["after"]) for one in rate] == [
        ("added", "effect", "85 %")
    ]


# -- new ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["lv/harbour-2030", "2030/x", "one"])
def test_a_new_book_loads_and_its_cases_pass(command, tmp_path, monkeypatch, key):
    monkeypatch.chdir(tmp_path)
    code, out, err = command("new", key)
    assert (code, err) == (0, "")
    assert out.splitlines()[:2] == [f"written: {key}.toml", f"written: {key}.cases.toml"]
    assert command("check", f"{key}.toml")[0] == 0
    book = load_book(Path(f"{key}.toml"))
    assert book.id == key
    own = [code for code, rule in book.rules.items() if rule.layer == book.key]
    seen = set()
    cases = read_cases(Path(f"{key}.cases.toml"), key)
    for case in cases:
        assert case.project["agreement"]["book"] == key
        _, answers = answers_of(case, book)
        assert answers == dict(case.expect), case
        seen |= {answers[code] for code in own if code in answers}
    assert seen >= {"met", "broken", "unknown"}


def test_a_new_book_can_stand_where_books_and_cases_stand(command, tmp_path):
    code, out, _ = command(
        *("new", "lv/new-2030", "--into", str(tmp_path / "law")),
        *("--cases", str(tmp_path / "cases"), "--lang", "lv"),
    )
    assert code == 0
    assert "uzrakstīts: " in out
    files = sorted(one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*.toml"))
    assert files == ["cases/lv/new-2030.toml", "law/lv/new-2030.toml"]
    cases = tomllib.loads((tmp_path / "cases/lv/new-2030.toml").read_text("utf-8"))
    assert cases["project"]["agreement"]["book"] == "lv/new-2030"


@pytest.mark.parametrize("taken", ["lv/new.toml", "lv/new.cases.toml"])
def test_nothing_is_overwritten(command, tmp_path, taken):
    (tmp_path / "lv").mkdir()
    (tmp_path / taken).write_text("mine", encoding="utf-8")
    code, out, err = command("new", "lv/new", "--into", str(tmp_path))
    assert (code, out) == (2, "")
    assert "is there already" in err
    assert [one.name for one in (tmp_path / "lv").iterdir()] == [Path(taken).name]
    assert (tmp_path / taken).read_text("utf-8") == "mine"


def test_where_one_file_cannot_be_written_none_is(command, tmp_path):
    (tmp_path / "cases").write_text("a file where a folder should be", encoding="utf-8")
    code, _, err = command(
        *("new", "new", "--into", str(tmp_path / "law")),
        *("--cases", str(tmp_path / "cases")),
    )
    assert code == 2
    assert "cannot be written" in err
    assert list((tmp_path / "law").iterdir()) == []


@pytest.mark.parametrize(
    "key", [CLUSTER, BASE, "../up", "/etc/x", "a/../b", "Up", "", 'a"\nx = 1', "a@1", "a b"]
)
def test_what_is_no_new_id_is_refused_and_nothing_is_written(command, tmp_path, key):
    code, out, err = command("new", key, "--into", str(tmp_path / "here"))
    assert (code, out) == (2, "")
    assert err.startswith("fundtrack: ")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
