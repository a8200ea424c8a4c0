"""How long `import fundtrack` takes against `from pydantic import BaseModel`.

Processes of their own, in turn, so that both meet the same machine. The interpreter's own start
is measured too and taken off both. Run it: `python tests/benchmarks/import_time.py`.
"""

import statistics
import subprocess
import sys
import time

ROUNDS = 21
GOAL = 1.60
STATEMENTS = {
    "nothing": "pass",
    "pydantic": "from pydantic import BaseModel",
    "fundtrack": "import fundtrack",
}


def seconds(statement: str) -> float:
    """One process that runs one statement."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - begin


def measure() -> dict[str, float]:
    """The median of each statement over interleaved rounds; the first warms the caches."""
    taken: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for turn in range(ROUNDS + 1):
        for name, statement in STATEMENTS.items():
            one = seconds(statement)
            if turn:
                taken[name].append(one)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> int:
    """Print the table; exit 1 if the goal is missed."""
    medians = measure()
    for name, median in medians.items():
        print(f"{STATEMENTS[name]:32} {median * 1000:8.1f} ms")
    whole = medians["fundtrack"] / medians["pydantic"]
    start = medians["nothing"]
    bare = (medians["fundtrack"] - start) / (medians["pydantic"] - start)
    print(f"whole processes {whole:.2f} x (goal {GOAL} x), without the start {bare:.2f} x")
    return int(whole > GOAL)


if __name__ == "__main__":
    sys.exit(main())
