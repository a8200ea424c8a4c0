"""From a file, bytes or a mapping to a project, a plan or a register, through the gate."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from fundtrack.values import InputError, excerpt

from .base import Noun
from .clusters import CLUSTERS_VERSION, ClusterRegister
from .gate import checked_bytes, read_json
from .limits import DEFAULT_LIMITS, Limits, check_size
from .problems import problems_of
from .programme import PLAN_VERSION, ProgrammePlan
from .project import Project
from .quick import read_quickly
from .upgrades import upgraded

_Document = TypeVar("_Document", bound=Noun)


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
    raw = _bytes(source, limits, "a project")
    return read_quickly(raw, limits) or _read_ordinarily(raw, limits)


def _read_ordinarily(raw: bytes, limits: Limits) -> Project:
    """Parse, then validate: the reference, which also says what is wrong."""
    return _validated(_document(raw, limits, "a project"))


def read_plan(
    source: Path | str | bytes | Mapping[str, object], *, limits: Limits = DEFAULT_LIMITS
) -> ProgrammePlan:
    """Read a programme's plan as `read_project` reads a project, through the same gate.

    Args:
        source: A path, JSON bytes, or what `json` and `tomllib` make of them.
        limits: The most that is read.

    Raises:
        InputError: it cannot be read, an amount is below zero or in another currency than the
            plan's; up to 20 `problems`, each with its JSON Pointer.

    >>> plan = read_plan({
    ...     "schema_version": 1, "id": "2014XX16M1OP001", "currency": "EUR", "fund": "ERDF",
    ...     "priorities": [{"id": "1", "total": "100.00 EUR", "union": "85.00 EUR"}],
    ... })
    >>> plan.priorities[0].union
    Money('85.00 EUR')
    """
    return _read_as(ProgrammePlan, PLAN_VERSION, source, limits, "plan")


def read_clusters(
    source: Path | str | bytes | Mapping[str, object], *, limits: Limits = DEFAULT_LIMITS
) -> ClusterRegister:
    """Read a register of clusters as `read_project` reads a project, through the same gate.

    Totals that do not agree with the rows are read: `fundtrack.tracking` says where.

    Args:
        source: A path, JSON bytes, or what `json` and `tomllib` make of them.
        limits: The most that is read.

    Raises:
        InputError: it cannot be read, an amount is below zero or in another currency than the
            register's; up to 20 `problems`, each with its JSON Pointer.

    >>> register = read_clusters({
    ...     "schema_version": 1, "currency": "EUR", "year": 2017,
    ...     "clusters": [{"id": "food", "members": 68, "turnover": "257024870.00 EUR"}],
    ... })
    >>> register.clusters[0].turnover
    Money('257024870.00 EUR')
    """
    return _read_as(ClusterRegister, CLUSTERS_VERSION, source, limits, "register")


def _read_as(
    model: type[_Document],
    version: int,
    source: Path | str | bytes | Mapping[str, object],
    limits: Limits,
    what: str,
) -> _Document:
    """Read a document of its own, of which there is one version yet."""
    if not isinstance(source, Mapping):
        source = _document(_bytes(source, limits, f"a {what}"), limits, f"a {what}")
    said = source.get("schema_version")
    if type(said) is not int or said != version:
        raise InputError(
            "it must be stated" if said is None else f"unknown version of the {what}'s file",
            pointer="/schema_version",
            expected=str(version),
            found="" if said is None else excerpt(said),
            remedy=f'write "schema_version": {version}',
        )
    try:
        return model.model_validate(source)
    except ValidationError as error:
        raise InputError.of(problems_of(error, source, model)) from None


def _bytes(source: object, limits: Limits, what: str) -> bytes:
    """JSON from a path or as it came, once it is small enough to look at."""
    if isinstance(source, (str, Path)):
        source = _read_file(Path(source), limits)
    if not isinstance(source, bytes):
        raise _not_that(what, source, "a path, JSON bytes or a mapping")
    return checked_bytes(source, limits)


def _document(raw: bytes, limits: Limits, what: str) -> Mapping[str, object]:
    """The object of strictly parsed JSON."""
    document = read_json(raw, limits=limits)
    if not isinstance(document, dict):
        raise _not_that(what, document, "an object")
    return document


def _validated(document: Mapping[str, object]) -> Project:
    current = upgraded(document)
    try:
        return Project.model_validate(current)
    except ValidationError as error:
        raise InputError.of(problems_of(error, current, Project)) from None


def _not_that(what: str, found: object, expected: str) -> InputError:
    return InputError(f"not {what}", expected=expected, found=excerpt(found))


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
