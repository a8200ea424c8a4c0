"""Runs each contender in a process of its own, and times them turn by turn.

A worker makes itself ready, says in one line of JSON what it found (or why it is absent), and
then answers each `go` with the seconds of one round. All workers stay alive and only one works
at a time, so that a machine that slows down slows every contender alike, and none sees the
heap of another. Seconds are the processor's, of all threads, because on a machine that others
use the clock on the wall counts their work too; both are handed back.

Only the standard library is used here: a worker may live in an environment of its own.
"""

import gc
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: One core for every engine, whatever its own habit.
ONE_THREAD = dict.fromkeys(
    (
        "POLARS_MAX_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
    ),
    "1",
)
#: A round is repeated until it takes at least so long: a clock is no finer.
_LEAST_SECONDS = 0.02


class Absent(Exception):
    """A contender cannot run here; the reason is its text."""


@dataclass
class Racer:
    """One contender: what it said when it was ready, and the seconds of its rounds."""

    name: str
    said: dict[str, Any]
    process: subprocess.Popen[str] | None = None
    seconds: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    @property
    def absent(self) -> str | None:
        """Why it does not run, if it does not."""
        return self.said.get("absent")

    @property
    def failed(self) -> str | None:
        """How its process ended before it was asked to, if it did."""
        return self.said.get("failed")

    def median(self) -> float:
        """The middle of its rounds, in seconds of the processor."""
        return statistics.median(self.seconds)


def start(name: str, command: list[str], environment: Mapping[str, str] | None = None) -> Racer:
    """Start a worker and wait until it is ready, so that no two are made ready at once."""
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **ONE_THREAD, **(environment or {})},
        )  # fmt: skip
    except FileNotFoundError as reason:
        return Racer(name, {"absent": str(reason)})
    racer = Racer(name, {}, process)
    racer.said = _hear(racer)
    if racer.absent or racer.failed:
        stop(racer)
    return racer


def _hear(racer: Racer) -> dict[str, Any]:
    assert racer.process is not None
    assert racer.process.stdout is not None
    line = racer.process.stdout.readline()
    if not line:
        return {"failed": f"its process ended with code {racer.process.wait()}"}
    said: dict[str, Any] = json.loads(line)
    return said


def race(racers: list[Racer], rounds: int) -> None:
    """Let all run turn by turn; the first round warms up and is not counted."""
    running = [racer for racer in racers if not (racer.absent or racer.failed)]
    for turn in range(rounds + 1):
        for racer in running:
            assert racer.process is not None
            assert racer.process.stdin is not None
            racer.process.stdin.write("go\n")
            racer.process.stdin.flush()
            heard = _hear(racer)
            if "seconds" not in heard:
                raise RuntimeError(f"{racer.name} failed in round {turn}: {heard}")
            if turn:
                racer.seconds.append(heard["seconds"])
                racer.wall.append(heard["wall"])


def stop(racer: Racer) -> None:
    """End a worker: what it reads ends, and so does it."""
    if racer.process is None:
        return
    for stream in (racer.process.stdin, racer.process.stdout):
        if stream is not None:
            stream.close()
    racer.process.wait()
    racer.process = None


def serve(prepare: Callable[[], tuple[dict[str, Any], Callable[[], Any]]]) -> None:
    """The worker's side: get ready, say so, and run once for each `go`.

    What the contender itself prints goes to standard error. The collector waits while a round
    is timed: it would walk the worker's tables, which differ between contenders.
    """
    told = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def tell(word: Mapping[str, Any]) -> None:
        told.write(json.dumps(word) + "\n")
        told.flush()

    try:
        said, run = prepare()
    except (Absent, ImportError, NotImplementedError) as reason:
        tell({"absent": f"{type(reason).__name__}: {reason}"})
        return
    tell(said)
    repeat = 0
    for _ in sys.stdin:
        if not repeat:
            first = _timed(run, 1)[0]
            repeat = max(1, math.ceil(_LEAST_SECONDS / max(first, 1e-6)))
        seconds, wall = _timed(run, repeat)
        tell({"seconds": seconds, "wall": wall})


def _timed(run: Callable[[], Any], repeat: int) -> tuple[float, float]:
    gc.collect()
    gc.disable()
    begin, wall = time.process_time(), time.perf_counter()
    for _ in range(repeat):
        run()
    taken = time.process_time() - begin, time.perf_counter() - wall
    gc.enable()
    return taken[0] / repeat, taken[1] / repeat


def most_memory(run: Callable[[], Any]) -> tuple[Any, int]:
    """What `run` gives, and the bytes that the process held at the most above before.

    The system's own mark is set back first where it may be; where not, only a new height of
    the whole process is seen, and a contender whose preparation was higher shows nothing.
    """
    gc.collect()
    before = _resident()
    cleared = _clear()
    height = _height()
    found = run()
    after = _height()
    return found, max(0, after - (before if cleared else max(before, height)))


def _clear() -> bool:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def _status(name: str) -> int | None:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith(name + ":")]
    return int(found[0]) * 1024 if found else None


def _height() -> int:
    """The most that the process has held: in kilobytes on Linux, in bytes on a Mac."""
    unit = 1 if sys.platform == "darwin" else 1024
    return _status("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _resident() -> int:
    return _status("VmRSS") or _height()
