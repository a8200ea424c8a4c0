"""From a file, bytes or a mapping to a project, through the gate."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from fundtrack.values import InputError, excerpt

from .columns import read_amounts
from .gate import read_json
from .limits import DEFAULT_LIMITS, Limits, check_size
from .problems import problems_of
from .project import Project
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
        current = upgraded(source)
    else:
        current = upgraded(_document(source, limits))
        read_amounts(current)
    try:
        return Project.model_validate(current)
    except ValidationError as error:
        raise InputError.of(problems_of(error, current, Project)) from None


def _document(source: Path | str | bytes, limits: Limits) -> Mapping[str, object]:
    if isinstance(source, (str, Path)):
        document = read_json(_read_file(Path(source), limits), limits=limits)
    elif isinstance(source, bytes):
        document = read_json(source, limits=limits)
    else:
        raise InputError(
            "not a project", expected="a path, JSON bytes or a mapping", found=excerpt(source)
        )
    if not isinstance(document, dict):
        raise InputError("not a project", expected="an object", found=excerpt(document))
    return document


def _read_file(path: Path, limits: Limits) -> bytes:
    """Read a file, looking at its size first."""
    try:
        check_size(path.stat().st_size, limits)
        with path.open("rb") as file:
            return file.read(limits.size + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"the file cannot be opened: {reason.lower()}",
            found=excerpt(str(path)),
            remedy="a text is the path of a file; give JSON as bytes",
        ) from None
