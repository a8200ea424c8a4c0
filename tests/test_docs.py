"""Every example in the docs runs: docstrings, README, the pages of docs/, the front door."""

import ast
import doctest
import importlib
import inspect
import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sybil import Example, Sybil
from sybil.example import SybilFailure
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

import fundtrack.funding
from fundtrack.rulebooks import books, load_book
from tests.house import PACKAGE, SOURCE, modules

ROOT = SOURCE.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Checker(doctest.OutputChecker):
    """Compares an exception by its class and whole message; its module need not be written."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        bare = re.sub(r"^(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_]\w*(?::|$))", "", got)
        return super().check_output(want, got, optionflags) or (
            bare != got and super().check_output(want, bare, optionflags)
        )


def dotted(module) -> str:
    return ".".join((PACKAGE, *module.parts))


@pytest.mark.parametrize("name", [dotted(m) for m in modules() if ">>>" in ast.unparse(m.tree)])
def test_docstring_examples(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    module: ModuleType = importlib.import_module(name)
    said: list[str] = []
    runner = doctest.DocTestRunner(Checker(), optionflags=FLAGS, verbose=False)
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, name):
        runner.run(test, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)
    assert runner.tries > 0


def test_the_checker_reads_the_message_but_not_the_module():
    checker = Checker()
    assert checker.check_output("InputError: too fine\n", "a.b.InputError: too fine\n", FLAGS)
    assert not checker.check_output("InputError: too fine\n", "a.InputError: coarse\n", FLAGS)
    assert not checker.check_output("InputError: x\n", "a.b.BookError: x\n", FLAGS)


def run_console(example: Example) -> str | None:
    """Run the `$ ` lines of a console block; `...` in the block stands for anything."""
    commands: list[tuple[str, list[str]]] = []
    for line in str(example.parsed).splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], []))
        else:
            commands[-1][1].append(line)
    for command, want in commands:
        program, *arguments = shlex.split(command)
        assert program == PACKAGE, f"a console block runs {PACKAGE} only: {command}"
        done = subprocess.run(
            [sys.executable, "-m", PACKAGE, *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            cwd=ROOT,
            env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        )
        expected = "\n".join(want).strip() + "\n"
        if not doctest.OutputChecker().check_output(
            expected, (done.stdout + done.stderr).strip() + "\n", FLAGS
        ):
            return f"{command} said\n{done.stdout}{done.stderr}"
    return None


def examples(page: Path) -> list[Example]:
    parsers = [
        PythonCodeBlockParser(doctest_optionflags=FLAGS),
        CodeBlockParser(language="console", evaluator=run_console),
        SkipParser(),
    ]
    document = Sybil(parsers=parsers, path=str(ROOT)).parse(page)
    return list(document.examples())


@pytest.mark.parametrize(
    "page", [pytest.param(p, id=p.relative_to(ROOT).as_posix()) for p in PAGES]
)
def test_examples_of_a_page(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    for example in examples(page):
        example.evaluate()


def test_the_readme_has_examples_that_run():
    assert len(examples(ROOT / "README.md")) >= 1


def test_a_wrong_example_is_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\n>>> 1 + 1\n3\n\n```\n")
    (example,) = examples(page)
    with pytest.raises(SybilFailure, match="Expected:"):
        example.evaluate()


def test_the_readme_has_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert (
        '```sh\npython3 -m venv .venv && .venv/bin/pip install -q -e ".[test]" && '
        ".venv/bin/fundtrack check docs/examples/life-science-cluster.json\n"
        ".venv/bin/python -m pytest -q\n```\n"
    ) in text


def links(page: Path) -> Iterator[Path]:
    """The files a page points to."""
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text("utf-8")):
        yield page.parent / target


@pytest.mark.parametrize(
    "page", [pytest.param(p, id=p.relative_to(ROOT).as_posix()) for p in PAGES]
)
def test_links_lead_somewhere(page):
    written_at_build = {ROOT / "docs" / "contributing.md", ROOT / "docs" / "changelog.md"}
    assert [
        link for link in links(page) if not link.exists() | (link in written_at_build)
    ] == []


def prose(page: Path) -> Iterator[str]:
    """The lines of a page outside code blocks, tables and headings."""
    inside = False
    for line in page.read_text("utf-8").splitlines():
        inside ^= line.startswith("```")
        if not inside and line and line[0] not in "`|#<[":
            yield line


@pytest.mark.parametrize(
    "page", [pytest.param(p, id=p.relative_to(ROOT).as_posix()) for p in PAGES]
)
def test_one_sentence_per_line(page):
    crowded = [line for line in prose(page) if re.search(r"[a-zāēī)`]\. [A-Z][a-z]+ ", line)]
    assert crowded == []


def test_every_example_is_named_on_a_page():
    told = "".join(page.read_text("utf-8") for page in PAGES)
    files = {one.name for one in (ROOT / "docs" / "examples").iterdir() if one.is_file()}
    assert {one for one in files if f"examples/{one}" not in told} == set()


def test_every_rule_of_every_book_has_a_page():
    hook = runpy.run_path(str(ROOT / "docs" / "hooks" / "rule_pages.py"))
    pages = hook["pages"]()
    rules = {code for book in books() for code in load_book(book).rules}
    assert {Path(path).stem for path in pages if path.count("/") == 1} == rules | {"index"}


def test_every_function_of_funding_is_on_its_page():
    page = (ROOT / "docs" / "funding.md").read_text("utf-8")
    named = set(re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE))
    functions = {
        name
        for name in fundtrack.funding.__all__
        if inspect.isfunction(getattr(fundtrack.funding, name))
    }
    inner = {"paid_by", "strands_of", "undecided"}  # what a check asks, not a person
    assert functions - inner == named
