"""How far an amendment may move a budget, as a book says it: three lines a flexibility."""

from collections.abc import Iterator

from fundtrack.formulas import to_text
from fundtrack.rulebooks import Book, Flexibility
from fundtrack.words import best, citation, opening, tell, visible, word

from .plain import wrapped

_STEP = "      "


def flexibility_lines(book: Book, language: str) -> Iterator[str]:
    """The flexibilities of a book: what is looked at, how far it may move, what follows.

    >>> from fundtrack.rulebooks import load_book
    >>> for line in list(flexibility_lines(load_book("eu/interreg-europe-2021"), "en"))[:3]:
    ...     print(line)
      partners: Shifts between partners
        Partner: increases only, against the plan that was approved last; up to flexibility of
          the approved amount: to be reported; beyond that: needs approval
    """
    for one in book.flexibilities.values():
        yield from wrapped(f"{one.name}: {best(one.titles, language)}", "  ", "    ")
        yield from wrapped(_said(one, language), "    ", _STEP)
        for name, node in (
            (tell("Applies when", language), one.applies_when),
            (tell("Approval counts where", language), one.consented_when),
        ):
            if node is not None:
                yield from wrapped(f"{name}: {to_text(node)}", "    ", _STEP)
        cites = "; ".join(citation(cite, book.acts, language) for cite in one.citations)
        yield from wrapped(cites, "    ", _STEP)


def _said(one: Flexibility, language: str) -> str:
    """What is looked at, in which direction, against which plan; then the effects."""
    by = ", ".join(_noun(name, language) for name in one.by)
    only = f" ({', '.join(map(visible, one.only))})" if one.only else ""
    how = (word("counts", one.counts, language), word("against", one.against, language))
    effect = word("consent", one.effect, language)
    if one.up_to is None:
        follows = tell("any change: {effect}", language, effect=effect)
    else:
        of = f" {word('share_of', one.of, language)}" if one.of else ""
        follows = tell(
            "up to {limit}: {within}; beyond that: {effect}",
            language,
            limit=f"{to_text(one.up_to)}{of}",
            within=word("consent", one.within, language),
            effect=effect,
        )
    return f"{opening(by)}{only}: {', '.join(how)}; {follows}"


def _noun(name: str, language: str) -> str:
    if name == "category":
        return word("fact", "line.category", language)
    return (
        word("fact", "source.fund", language)
        if name == "fund"
        else word("noun", name, language)
    )
