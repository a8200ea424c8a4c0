"""`import fundtrack` is light: it loads no optional package, no Babel and no book."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ["babel", "numpy", "pandas", "polars", "pyarrow", "jinja2", "typer", "rich", "click"]

PROBE = """
import builtins, io, sys
opened = []
real = io.open
def watch(file, *rest, **named):
    opened.append(str(file))
    return real(file, *rest, **named)
builtins.open = io.open = watch
import fundtrack
print("__all__" in vars(fundtrack))
print(sorted(name for name in {heavy!r} if name in sys.modules))
print([name for name in opened if name.endswith((".toml", ".json", ".po"))])
"""


def test_importing_loads_nothing_heavy_and_reads_no_book():
    probe = PROBE.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", probe], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["True", "[]", "[]"]


def test_the_probe_would_see_both():
    guilty = "import babel, fundtrack, pathlib; pathlib.Path('pyproject.toml').read_text()"
    probe = PROBE.format(heavy=HEAVY).replace("import fundtrack", guilty)
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert done.stdout.splitlines()[1:] == ["['babel']", "['pyproject.toml']"]
