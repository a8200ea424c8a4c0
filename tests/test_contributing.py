"""CONTRIBUTING's "Add a programme" is followed word by word, in a copy of the repository.

The section's two files are written where it says, nothing else is edited, and its own commands
are run. What the section says must then be there: the book works, and its cases bite.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECTION = (
    (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n## Add a programme\n")[1]
)
WRITTEN = re.findall(
    r"^Write `([^`]+)`:\n\n```toml\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL
)
COMMANDS = re.findall(r"^```sh\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)[0].splitlines()


@pytest.fixture
def copy(tmp_path):
    """What a contributor has before the first step."""
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("src", "tests", "docs/examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    for file in ("pyproject.toml", "CONTRIBUTING.md", "README.md"):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def follow(copy: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the section, with this interpreter in place of the one it made."""
    words = command.split()
    program = words.pop(0)
    start = (
        [sys.executable] if program.endswith("/python") else [sys.executable, "-m", "fundtrack"]
    )
    return subprocess.run(
        [*start, *words],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "src"), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=300,
    )


def write(copy: Path) -> None:
    for path, text in WRITTEN:
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        assert not (copy / path).exists(), "the section adds files and edits none"
        (copy / path).write_text(text, encoding="utf-8")


def test_the_section_adds_one_book_and_one_case_file():
    assert [path for path, _ in WRITTEN] == [
        "src/fundtrack/law/lv/harbour-2030.toml",
        "tests/cases/lv/harbour-2030.toml",
    ]
    assert len(COMMANDS) == 2


def test_following_the_section_gives_a_working_book(copy):
    write(copy)
    for command in COMMANDS:
        done = follow(copy, command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert "lv/harbour-2030" in done.stdout


def test_a_wrong_expectation_is_seen(copy):
    write(copy)
    path = copy / WRITTEN[1][0]
    text = path.read_text(encoding="utf-8")
    wrong = text.replace(
        'expect = { "LV-HRB-001" = "broken" }', 'expect = { "LV-HRB-001" = "met" }'
    )
    assert wrong != text
    path.write_text(wrong, encoding="utf-8")
    done = follow(copy, f"{COMMANDS[0]} -k harbour-2030")
    assert done.returncode == 1
    assert "an activity the rules do not list" in done.stdout
