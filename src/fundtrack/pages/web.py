"""Sheets as one HTML page: self-contained, printable, everything escaped, nothing that runs."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from fundtrack.values import MissingExtra
from fundtrack.words import tell

from .paper import Sheet

_TEMPLATES = ("page.html.j2", "piece.html.j2", "sheet.html.j2", "style.css")


def page(sheets: Sequence[Sheet]) -> str:
    """A whole page with one report or several, each beginning on a sheet of its own in print.

    Raises:
        MissingExtra: jinja2 is not installed (the extra `html` brings it).

    """
    return _template("page.html.j2")(sheets=sheets)


def piece(sheet: Sheet) -> str:
    """One report with its style, to stand in a notebook or inside another page."""
    return _template("piece.html.j2")(sheets=[sheet])


@lru_cache(maxsize=4)
def _template(name: str) -> Callable[..., str]:
    try:
        import jinja2
    except ImportError:
        raise MissingExtra("html", "jinja2") from None
    from importlib.resources import files

    shelf = files("fundtrack.pages") / "templates"
    environment = jinja2.Environment(
        loader=jinja2.DictLoader({one: (shelf / one).read_text("utf-8") for one in _TEMPLATES}),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["tell"] = tell
    return environment.get_template(name).render
