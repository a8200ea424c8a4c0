"""How long `import fundtrack` takes against `from pydantic import BaseModel`.

Processes of their own, in turn, so that both meet the same machine, and with compiled bytecode,
as an installed package has it. Processor time is compared, so that other work on the machine
counts little. The interpreter's own start is measured too and taken off both.
Run it: `python tests/benchmarks/import_time.py`.
"""

import os
import statistics
import subprocess
import sys
import tempfile

ROUNDS = 21
GOAL = 1.60
STATEMENTS = {
    "nothing": "pass",
    "pydantic": "from pydantic import BaseModel",
    "fundtrack": "import fundtrack",
}


def seconds(statement: str, bytecode: str) -> float:
    """What one process that runs one statement takes of the processor; bytecode in a folder."""
    env = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen([sys.executable, "-c", statement], env=env)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, statement)
    return used.ru_utime + used.ru_stime


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
