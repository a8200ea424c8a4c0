"""What a project states for one book: the facts it asks for, and the terms a grant may set.

What every book reads, the fields of the nouns, is the model's; here is only what is added.
"""

from collections.abc import Iterator
from typing import Final

from fundtrack.formulas import Type
from fundtrack.projects import NOUNS
from fundtrack.values import Citation, Record

from .book import Book, DatedValue, Parameter
from .texts import Texts

#: Nouns that have terms; a term in the book is no project's to state.
_WITH_TERMS: Final = ("plan", "partner")


class Ask(Record):
    """One thing to state: a fact in the noun's `facts`, or a term in its `terms`."""

    noun: str
    name: str
    term: bool
    type: Type
    texts: Texts  # the question of a fact, the title of a term
    citation: Citation | None  # a term has none of its own
    at_least: str = ""  # the parameters that bound a term
    at_most: str = ""
    given: tuple[DatedValue, ...] = ()  # what holds where the grant does not state the term
    layer: str = ""

    @property
    def place(self) -> str:
        """Where it stands in a row of its noun.

        >>> from fundtrack.formulas import Kind
        >>> Ask("plan", "rate", True, Type(Kind.RATE), Texts(), None).place
        'terms.rate'
        """
        return f"{'terms' if self.term else 'facts'}.{self.name}"


def asks_of(book: Book) -> tuple[Ask, ...]:
    """The facts and terms of a book with its layers, noun by noun, in the order of the nouns.

    >>> from fundtrack.rulebooks import load_book
    >>> [(one.noun, one.place) for one in asks_of(load_book("lv/cluster-2016"))][:2]
    [('project', 'facts.completed_on'), ('project', 'facts.public_support')]
    """
    nouns = list(NOUNS)
    return tuple(sorted(_asks(book), key=lambda one: nouns.index(one.noun)))


def _asks(book: Book) -> Iterator[Ask]:
    for fact in book.facts.values():
        yield Ask(
            fact.noun, fact.name, False, fact.type, fact.ask, fact.citation, layer=fact.layer
        )
    for parameter in book.parameters.values():
        for noun in _WITH_TERMS:
            if noun in parameter.set_in:
                yield _term(noun, parameter)


def _term(noun: str, parameter: Parameter) -> Ask:
    return Ask(
        noun=noun,
        name=parameter.name,
        term=True,
        type=parameter.type,
        texts=parameter.titles,
        citation=None,
        at_least=parameter.at_least,
        at_most=parameter.at_most,
        given=parameter.values if "book" in parameter.set_in else (),
        layer=parameter.layer,
    )
