"""Plant one wrong at a time in a room and see whether its tests notice.

    python tests/mutation/run.py src/fundtrack/values/money.py tests/values/test_money.py tests
    python tests/mutation/run.py --lines 80-95 src/fundtrack/values/money.py tests/values

The first path is a module; the others are tests, asked in this order until one fails: name the
module's own file first. `--lines` plants only in those lines, both ends inside. Every mutant is
a process of its own with a limit of processor time and of memory. Survivors are printed;
`docs/mutation.md` says why each may live. Exit 1 if there is one.
"""

import argparse
import importlib.machinery
import os
import resource
import signal
import sys
import time
from pathlib import Path
from types import CodeType, ModuleType

import hypothesis
import pydantic
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from mutants import Mutant, mutants

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "fundtrack"
SECONDS = 60
BYTES = 3 * 2**30
OPTIONS = [
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "--hypothesis-profile=mutation",
    "-Wignore::pytest.PytestAssertRewriteWarning",  # hypothesis is imported before the fork
]
#: What all tests import, loaded once; fundtrack itself is loaded after the wrong is in it.
SHARED = (pydantic.BaseModel, hypothesis.given)

hypothesis.settings.register_profile(
    "mutation",
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),  # nobody reads the example
)


def plant(path: Path, mutant: Mutant | None) -> None:
    """Make every later import of the module at `path` run the mutant instead."""
    code = None if mutant is None else compile(mutant.tree, str(path), "exec")
    ordinary = importlib.machinery.SourceFileLoader.get_code

    def get_code(
        loader: importlib.machinery.SourceFileLoader, fullname: str
    ) -> CodeType | None:
        if code is not None and Path(loader.path).resolve() == path:
            return code
        return ordinary(loader, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
    door = ModuleType("fundtrack")  # closed, so that other rooms do not judge this one
    door.__path__ = [str(PACKAGE)]
    sys.modules["fundtrack"] = door


def passes(path: Path, mutant: Mutant | None, tests: list[str]) -> bool:
    """Whether all tests pass with the mutant planted; a crash or a time-out is a failure."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    signal.alarm(10 * SECONDS)  # one that sleeps
    plant(path, mutant)
    os._exit(int(pytest.main([*OPTIONS, *tests])))


def span(text: str) -> range:
    """Read `40-60` or `40` as the lines from the first to the last."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def main(module: str, tests: list[str], lines: range | None = None) -> int:
    """Print every survivor and the count; exit 1 if one lives."""
    path = Path(module).resolve()
    if not passes(path, None, tests):
        print("the tests fail without any wrong planted")
        return 2
    begin, planted, survivors = time.monotonic(), 0, 0
    for mutant in mutants(path.read_text(encoding="utf-8")):
        if lines is not None and mutant.line not in lines:
            continue
        planted += 1
        if all(passes(path, mutant, [test]) for test in tests):
            survivors += 1
            print(f"survived  {module} {mutant}", flush=True)
    taken = time.monotonic() - begin
    print(f"{module}: {planted} planted, {survivors} survived, {taken:.0f} s", flush=True)
    return int(survivors > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=span)
    parser.add_argument("module")
    parser.add_argument("tests", nargs="+")
    given = parser.parse_args()
    sys.exit(main(given.module, given.tests, given.lines))
