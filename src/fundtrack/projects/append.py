"""What a project takes in after it was stated: rows at the end, and never an edit of a row."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from fundtrack.values import InputError, Problem, excerpt

from .base import Noun
from .problems import problems_of

#: Where the rows stand that a row appended may name; sources stand in the plans.
_NAMED: Final[Mapping[str, str]] = {
    "cost": "costs",
    "procurement": "procurements",
    "claim": "claims",
    "in_claim": "claims",
    "partner": "partners",
    "source": "sources",
}
_Whole = TypeVar("_Whole", bound=Noun)


def appended(whole: _Whole, collection: str, noun: type[Noun], rows: Sequence[Noun]) -> _Whole:
    """Return `whole` with rows after those of a collection, validated as the gate does.

    Raises:
        InputError: with the place the row would have.
    """
    held: tuple[Noun, ...] | None = getattr(whole, collection)
    if held is None:
        raise InputError(
            f"whether there are {collection} already is not known",
            pointer=f"/{collection}",
            remedy=f"say that there are none: project.replace({collection}=())",
        )
    there = {
        link: _ids(whole, named) for link, named in _NAMED.items() if link in noun.model_fields
    }
    problems = [
        problem
        for place, row in enumerate(rows, len(held))
        for problem in _problems(row, noun, f"/{collection}/{place}", there)
    ]
    if problems:
        raise InputError.of(problems)
    every = (*held, *rows)
    try:
        return whole.replace(**{collection: every})
    except ValidationError as error:
        source = {collection: every}
        raise InputError.of(problems_of(error, source, type(whole))) from None


def _problems(
    row: Noun, noun: type[Noun], at: str, there: Mapping[str, frozenset[str] | None]
) -> Iterator[Problem]:
    """What keeps one row from being appended."""
    if type(row) is not noun:
        yield Problem(f"no {noun.__name__.lower()}", at, noun.__name__, excerpt(row))
        return
    for link, ids in there.items():
        named = getattr(row, link)
        if named is not None and ids is not None and named not in ids:
            yield Problem(
                "it names a row that is not there",
                f"{at}/{link}",
                f"an id in {_NAMED[link]}",
                excerpt(named),
                "append that row first",
            )


def _ids(whole: Any, collection: str) -> frozenset[str] | None:  # noqa: ANN401 (any noun)
    """The ids of a collection, None if the project does not say; of sources in all plans."""
    if collection != "sources":
        rows = getattr(whole, collection)
        return None if rows is None else frozenset(one.id for one in rows)
    stated = [plan.sources for plan in whole.plans if plan.sources is not None]
    return frozenset(one.id for sources in stated for one in sources) if stated else None
