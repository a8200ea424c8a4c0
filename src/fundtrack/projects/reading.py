"""From a file, bytes or a mapping to a project, through the gate."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from fundtrack.values import InputError, excerpt

from .gate import checked_bytes, read_json
from .limits import DEFAULT_LIMITS, Limits, check_size
from .problems import problems_of
from .project import Project
from .quick import read_quickly
from .upgrades import upgraded


def read_project(
    source: Path | str | bytes | Mapping[str, object], *, limits: Limits = DEFAULT_LIMITS
) -> Project:
    """Read a project from a JSON file, from JSON bytes, or from a mapping.

    A text is the path of a file; JSON comes as bytes. Links to rows that are not there, amounts
    in another currency and days outside the period are read: a check reports them.

    Args:
        source: A path, JSON bytes, or what `json` and `tomllib` make of them.
        limits: The most that is read.

    Raises:
        InputError: it cannot be read; up to 20 `problems`, each with its JSON Pointer.

    >>> project = read_project({
    ...     "schema_version": 1,
    ...     "agreement": {"book": "lv/cluster-2016", "currency": "EUR"},
    ...     "plans": [{"number": 1, "eligible": "586584.85 EUR"}],
    ... })
    >>> project.plans[0].eligible
    Money('586584.85 EUR')
    """
    if isinstance(source, Mapping):
        return _validated(source)
    if isinstance(source, (str, Path)):
        source = _read_file(Path(source), limits)
    if not isinstance(source, bytes):
        raise _not_a_project(source, "a path, JSON bytes or a mapping")
    raw = checked_bytes(source, limits)
    return read_quickly(raw, limits) or _read_ordinarily(raw, limits)


def _read_ordinarily(raw: bytes, limits: Limits) -> Project:
    """Parse, then validate: the reference, which also says what is wrong."""
    document = read_json(raw, limits=limits)
    if not isinstance(document, dict):
        raise _not_a_project(document, "an object")
    return _validated(document)


def _validated(document: Mapping[str, object]) -> Project:
    current = upgraded(document)
    try:
        return Project.model_validate(current)
    except ValidationError as error:
        raise InputError.of(problems_of(error, current, Project)) from None


def _not_a_project(found: object, expected: str) -> InputError:
    return InputError("not a project", expected=expected, found=excerpt(found))


def _read_file(path: Path, limits: Limits) -> bytes:
    """Read a file, looking at its size first."""
    try:
        check_size(path.stat().st_size, limits)
        with path.open("rb") as file:
            return file.read(limits.size + 1)
    except InputError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"the file cannot be opened: {reason.lower()}",
            found=excerpt(str(path)),
            remedy="check the path; JSON itself is given as bytes",
        ) from None
