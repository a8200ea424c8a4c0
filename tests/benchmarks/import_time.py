"""How long `import fundtrack` takes against `from pydantic import BaseModel`.

Processes of their own, in turn, so that both meet the same machine, and with compiled bytecode,
as an installed package has it. The interpreter's own start is measured too and taken off both.
Run it: `python tests/benchmarks/import_time.py`.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 21
GOAL = 1.60
STATEMENTS = {
    "nothing": "pass",
    "pydantic": "from pydantic import BaseModel",
    "fundtrack": "import fundtrack",
}


def seconds(statement: str, bytecode: str) -> float:
    """One process that runs one statement, its bytecode kept in a folder of its own."""
    env = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True, env=env)
    return time.perf_counter() - begin


def measure(bytecode: str) -> dict[str, float]:
    """The median of each statement over interleaved rounds; the first fills the caches."""
    taken: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for turn in range(ROUNDS + 1):
        for name, statement in STATEMENTS.items():
            one = seconds(statement, bytecode)
            if turn:
                taken[name].append(one)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> int:
    """Print the table; exit 1 if the goal is missed."""
    with tempfile.TemporaryDirectory() as bytecode:
        medians = measure(bytecode)
    for name, median in medians.items():
        print(f"{STATEMENTS[name]:32} {median * 1000:8.1f} ms")
    whole = medians["fundtrack"] / medians["pydantic"]
    start = medians["nothing"]
    bare = (medians["fundtrack"] - start) / (medians["pydantic"] - start)
    print(f"whole processes {whole:.2f} x (goal {GOAL} x), without the start {bare:.2f} x")
    return int(whole > GOAL)


if __name__ == "__main__":
    sys.exit(main())
