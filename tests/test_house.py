"""The floors hold: what each module may import, and a planted bad module for each rule."""

import ast
import importlib

import pytest

from tests.house import FLOORS, PACKAGE, RULES, SOURCE, Module, faults, modules, public_names


def planted(place: str, source: str) -> list[str]:
    return faults(Module(place, ast.parse(source)))


def test_the_house_is_in_order():
    found = [fault for module in modules() for fault in faults(module)]
    assert found == [], "\n".join(found)


def test_the_walk_sees_the_house():
    seen = {module.room for module in modules()}
    assert {"values", "projects", "formulas", "rulebooks", "checks"} <= seen


def test_every_folder_of_the_package_is_a_room_or_data():
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders <= {*FLOORS, "law"}


CAPTION = '"""A caption."""\n'


@pytest.mark.parametrize(
    ("rule", "place", "source"),
    [
        ("floors", "values/bad.py", "from fundtrack.checks import run"),
        ("floors", "values/bad.py", "import fundtrack.checks"),
        ("floors", "values/bad.py", "from fundtrack import checks"),
        ("floors", "values/bad.py", "from fundtrack import Money"),
        ("floors", "values/bad.py", "from ..checks import run"),
        ("floors", "projects/bad.py", "from fundtrack.formulas import parse"),
        ("floors", "rulebooks/bad.py", "from fundtrack.funding import window_total"),
        ("floors", "reports/bad.py", "import fundtrack"),
        ("floors", "checks/deep/bad.py", "from ...words import say"),
        ("floors", "checks/bad.py", "def f():\n    from fundtrack.pages import text"),
        ("floors", "__init__.py", "__all__ = ['x']\nfrom .cli import app"),
        ("floors", "attic/bad.py", "x = 1"),
        ("floors", "checks/bad.py", "from fundtrack.attic import thing"),
        ("doors", "checks/bad.py", "from fundtrack.values.money import Money"),
        ("doors", "checks/bad.py", "import fundtrack.values.money"),
        ("doors", "checks/bad.py", "from fundtrack.checks import Result"),
        ("doors", "checks/bad.py", "from ..values import Money"),
        ("hidden_imports", "checks/bad.py", "def f():\n    from fundtrack.values import Money"),
        ("hidden_imports", "checks/bad.py", "def f():\n    from .result import Result"),
        ("hidden_imports", "checks/bad.py", "async def f():\n    import fundtrack.values"),
        (
            "type_only_imports",
            "checks/bad.py",
            "import typing\nif typing.TYPE_CHECKING:\n    from fundtrack.values import Money",
        ),
        (
            "type_only_imports",
            "checks/bad.py",
            "if TYPE_CHECKING:\n    if True:\n        from .result import Result",
        ),
        ("binary_floats", "values/bad.py", "x = float('1')"),
        ("binary_floats", "values/bad.py", "import builtins\nx = builtins.float('1')"),
        ("binary_floats", "values/bad.py", "x = 0.85"),
        ("binary_floats", "values/bad.py", "x = 1e6"),
        ("binary_floats", "values/bad.py", "x = round(y, cutoff=float('0.5'))"),
        ("early_imports", "words/bad.py", "from babel.numbers import format_currency"),
        ("early_imports", "pages/bad.py", "import jinja2"),
        ("early_imports", "checks/bad.py", "import numpy as np"),
        ("early_imports", "pages/bad.py", "try:\n    import rich\nexcept ImportError: pass"),
        ("early_imports", "reports/bad.py", "class A:\n    import typer"),
        ("captions", "values/bad.py", ""),
        ("door_names", "__init__.py", "__all__ = ['Money', 'checks']"),
        ("room_doors", "values/__init__.py", ""),
        ("room_doors", "__init__.py", ""),
    ],
)
def test_each_rule_bites(rule, place, source):
    text = source if rule == "captions" else CAPTION + source
    assert any(fault.endswith(f"({rule})") for fault in planted(place, text))


def test_every_rule_has_a_planted_module():
    marks = test_each_rule_bites.pytestmark[0].args[1]
    assert {rule.__name__ for rule in RULES} == {rule for rule, _, _ in marks}


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("checks/good.py", "from fundtrack.values import Money\nfrom .result import Result"),
        ("checks/good.py", "from dateutil.relativedelta import relativedelta\nimport json"),
        ("words/good.py", "def f():\n    from babel import Locale\n    return Locale"),
        ("pages/good.py", "def f():\n    import jinja2\n    return jinja2"),
        ("cli/good.py", "import typer\nimport fundtrack\nfrom fundtrack.reports import check"),
        ("cli/good.py", "import fundtrack as ft\nfrom fundtrack import Money"),
        (
            "__main__.py",
            "try:\n    from fundtrack.cli import app\nexcept ImportError: app = None",
        ),
        ("words/good.py", "from difflib import get_close_matches as g\ng('a', [], cutoff=0.5)"),
        ("values/good.py", "def f(x):\n    return isinstance(x, float)"),
    ],
)
def test_what_is_allowed_passes(place, source):
    assert planted(place, CAPTION + source) == []


def test_the_door_and_the_rooms_are_what_they_say():
    """`__all__` of the package and of each room names things that are there, once."""
    for module in modules():
        names = public_names(module)
        assert len(names) == len(set(names)), module.place
        if names:
            dotted = ".".join((PACKAGE, *module.parts))
            there = importlib.import_module(dotted)
            assert [name for name in names if not hasattr(there, name)] == [], dotted
