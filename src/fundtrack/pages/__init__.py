"""A result as text, Markdown and HTML, an explanation as a tree of lines, a book as a list.

No sentence is made and no figure worked out here; nothing here decides anything.
"""

from collections.abc import Sequence

from fundtrack.checks import Result

from .amended import plan_changes_text
from .arithmetic import arithmetic
from .asked import asks_text
from .booked import book_text
from .build import sheet
from .compared import comparison_text
from .explained import explanation_text
from .findings import Room, places_each
from .lawful import value_text
from .marked import marked
from .paper import Cited, Item, Origin, Place, Question, Row, Sheet, Table
from .plain import plain
from .positioned import position_text
from .ruled import rule_text
from .timely import deadlines_text
from .web import page, piece

__all__ = [
    "Cited",
    "Item",
    "Origin",
    "Place",
    "Question",
    "Room",
    "Row",
    "Sheet",
    "Table",
    "arithmetic",
    "asks_text",
    "book_text",
    "comparison_text",
    "deadlines_text",
    "explanation_text",
    "fragment",
    "html",
    "markdown",
    "places_each",
    "plan_changes_text",
    "position_text",
    "rule_text",
    "sheet",
    "text",
    "value_text",
]


def text(result: Result, language: str = "en", limit: int = 10) -> str:
    """The report as plain text; at most `limit` places under one finding."""
    return plain(sheet(result, language, limit))


def markdown(result: Result, language: str = "en", limit: int = 10) -> str:
    """The report as Markdown."""
    return marked(sheet(result, language, limit))


def html(results: Result | Sequence[Result], language: str = "en", limit: int = 10) -> str:
    """The report as a page, or several reports as one page.

    Raises:
        MissingExtra: jinja2 is not installed.

    """
    listed = [results] if isinstance(results, Result) else list(results)
    return page([sheet(one, language, limit) for one in listed])


def fragment(result: Result, language: str = "en", limit: int = 10) -> str:
    """The report as a piece of HTML, for a notebook."""
    return piece(sheet(result, language, limit))
