"""What changed between two books, as text: first in effect, then in sources, then in words."""

from collections.abc import Iterator

from fundtrack.rulebooks import BookChange, BookComparison, Touches
from fundtrack.words import language_of, tell, visible, word

from .plain import heading, wrapped

_STEP = "      "


def comparison_text(comparison: BookComparison, language: str = "en") -> str:
    """The comparison, ending in a line break; texts stand as the books write them."""
    return "\n".join(_lines(comparison, language_of(language))) + "\n"


def _lines(comparison: BookComparison, language: str) -> Iterator[str]:
    yield f"{comparison.old} → {comparison.new}"
    if not comparison.changes:
        yield tell("Nothing changed", language)
    elif not comparison.effect:
        yield tell("Nothing changed in effect", language)
    for touches in Touches:
        changes = comparison.touching(touches)
        if changes:
            title = word("touches", touches.value, language)
            yield from heading(f"{title} ({len(changes)})")
        for one in changes:
            yield from _change(one, language)


def _change(one: BookChange, language: str) -> Iterator[str]:
    """A change in one line where it is short, else both texts under each other."""
    key = f" {one.key}" if one.key else ""
    span = f" ({one.days})" if one.days else ""
    kind = word("change", one.kind.value, language)
    cite = f" [{one.cite}]" if one.cite and one.key != "cite" else ""
    yield from wrapped(f"{one.address}{key}{span}: {kind}{cite}", "  ", _STEP)
    for mark, text in (("-", one.before), ("+", one.after)):
        for line in text.splitlines():
            yield from wrapped(visible(line), f"    {mark} ", _STEP)
