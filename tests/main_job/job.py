"""What the tests of the main job share: published projects, edited at a place, asked through
the door and by the command."""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import fundtrack as ft
from fundtrack.testing import put, remove

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples"
SEED = EXAMPLES / "life-science-cluster.json"
COMPLETE = EXAMPLES / "illustrative-cluster.json"
EXCELLENCE = EXAMPLES / "5forexcellence.json"
BOOK = ROOT / "src" / "fundtrack" / "law" / "lv" / "cluster-2016.toml"

Plain = dict[str, Any]


def plain(path: Path) -> Plain:
    """A project's file as plain objects."""
    told: Plain = json.loads(path.read_text("utf-8"))
    return told


def edited(
    path: Path, changes: Mapping[str, object], without: Sequence[str] = ()
) -> ft.Project:
    """The project of a file with other values at some places and none at others."""
    project = deepcopy(plain(path))
    for pointer in without:
        remove(project, pointer)
    for pointer, value in changes.items():
        put(project, pointer, value)
    return ft.read_project(json.dumps(project).encode())


def found(report: ft.Report, rule: str, basis: str = "plan") -> ft.Finding:
    """The one finding of a rule on a basis."""
    (finding,) = (one for one in report.findings if (one.rule, one.basis) == (rule, basis))
    return finding


def broken(report: ft.Report) -> set[str]:
    """The rules that are broken."""
    return {one.rule for one in report.findings if one.verdict is ft.Verdict.BROKEN}


def flat(text: str) -> str:
    """A printed text in one line, its spaces all of one kind."""
    return " ".join(text.split())
