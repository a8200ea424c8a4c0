"""A folder that is there whole or not at all.

Everything is written into a folder beside it, which takes its name at the end. What a killed
run left behind goes when the next one begins; what an earlier run answered stays until then.
"""

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from fundtrack.values import InputError


@contextmanager
def whole_folder(out: Path, names: Collection[str]) -> Iterator[Path]:
    """Give a folder to write into, which becomes `out` when nothing was raised.

    Args:
        out: A folder that is not there, is empty, or holds an earlier result: nothing but
            files of these names.
        names: The files that are written.

    Raises:
        InputError: `out` is something else, or cannot be written beside.
    """
    out = out.absolute()
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    old = out.with_name(f".{out.name}.old")
    try:
        _clean(out, old)
        _refuse(out, names)
        part.mkdir(parents=True)
        try:
            yield part
            if out.exists():
                out.rename(old)
            part.rename(out)
        finally:
            shutil.rmtree(part, ignore_errors=True)
            if out.exists():
                shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{out} cannot be written: {error.strerror or error}",
            remedy="nothing was left behind; mend it and run again",
        ) from None


def _clean(out: Path, old: Path) -> None:
    """Take away what killed runs left; put back what one had just moved out of the way."""
    if old.exists() and not out.exists():
        old.rename(out)
    shutil.rmtree(old, ignore_errors=True)
    for part in out.parent.glob(f".{out.name}.part-*"):
        if not _alive(part.name.rpartition("-")[2]):
            shutil.rmtree(part, ignore_errors=True)


def _alive(process: str) -> bool:
    """Whether a run that writes here is still at it; where nobody can say, it is not."""
    if os.name != "posix" or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return int(process) != os.getpid()


def _refuse(out: Path, names: Collection[str]) -> None:
    if out.exists():
        held = sorted(one.name for one in out.iterdir()) if out.is_dir() else [out.name]
        others = [name for name in held if name not in names]
        if others or not out.is_dir():
            raise InputError(
                f"{out} is no earlier result",
                expected="a folder that is not there, or that holds " + ", ".join(names),
                found=", ".join(others[:3]),
                remedy="name another folder",
            )
