"""Old project files: each version of the schema and the step that brings it to the next."""

from collections.abc import Callable, Mapping
from typing import Final

from fundtrack.values import InputError, excerpt

from .project import SCHEMA_VERSION

Upgrade = Callable[[Mapping[str, object]], Mapping[str, object]]

#: From a version to the next; tests/projects/golden holds a file of every version.
UPGRADES: Final[Mapping[int, Upgrade]] = {}


def upgraded(document: Mapping[str, object]) -> Mapping[str, object]:
    """Return the document in the newest version of the schema.

    Raises:
        InputError: it names no version, or one this release does not know.
    """
    version = document.get("schema_version")
    if type(version) is not int or not 1 <= version <= SCHEMA_VERSION:
        newer = type(version) is int and version > SCHEMA_VERSION
        raise InputError(
            "it must be stated" if version is None else "unknown version of the project file",
            pointer="/schema_version",
            expected=f"a version up to {SCHEMA_VERSION}",
            found="" if version is None else excerpt(version),
            remedy="read it with a newer fundtrack"
            if newer
            else f'write "schema_version": {SCHEMA_VERSION}',
        )
    while version < SCHEMA_VERSION:
        document = UPGRADES[version](document)
        version += 1
    return document
