"""What people call the rows of a check: a cost, a group of lines, a line that is worked out."""

from fundtrack.projects import NOUNS
from fundtrack.rulebooks import Book, Define, Group

from .catalogue import tell, word
from .fill import visible
from .law import best

#: What stands in the key of a group where its members name no row.
_NONE = "-"


def subject_name(key: str, book: Book, language: str) -> str:
    """The row a finding is about: `cost:INV-17` is "cost INV-17".

    A group is named by what it goes by (`partner_category:P/travel` is "partner P, “Travel”"),
    a line that is worked out by what it is.

    >>> from fundtrack.rulebooks import load_book
    >>> book = load_book("eu/erdf-2014")
    >>> subject_name("cost:INV-17", book, "en"), subject_name("project", book, "lv")
    ('cost INV-17', 'projekts')
    """
    noun, _, row = key.partition(":")
    group = book.groups.get(noun)
    if group is not None:
        return _group(group, row, book, language)
    if noun == "line":
        name, _, of = row.partition(":")
        for define in book.defines.values():
            if define.counts_as and name in (define.name, define.address):
                told = computed_name(define, book, language)
                owner = subject_name(f"{define.noun}:{of}", book, language) if of else ""
                return ", ".join(filter(None, (told, owner)))
    return f"{word('noun', noun, language)} {visible(row)}".strip()


def noun_name(noun: str, book: Book, language: str) -> str:
    """The word for a noun; a group of lines by what they have in common."""
    group = book.groups.get(noun)
    if group is None:
        return word("noun", noun, language)
    return tell(
        "lines with the same {parts}",
        language,
        parts=", ".join(_field(group, name, language) for name in group.by),
    )


def computed_name(define: Define, book: Book, language: str) -> str:
    """What a computed line is called: its define's title, else its category at a flat rate."""
    if define.titles:
        return best(define.titles, language)
    category = category_name(define.counts_as, book, language)
    return tell("{category} at a flat rate", language, category=category)


def category_name(code: str, book: Book, language: str) -> str:
    """The title of a category, or its code where the book has none."""
    known = book.categories.get(code)
    return best(known.titles, language) if known is not None else visible(code)


def _group(group: Group, row: str, book: Book, language: str) -> str:
    """The row of a group; its id stands as it is where the parts cannot be told apart."""
    parts = row.split("/")
    if len(parts) != len(group.by):
        return f"{noun_name(group.name, book, language)}: {visible(row)}"
    told = []
    for name, part in zip(group.by, parts, strict=True):
        field = _field(group, name, language)
        if part == _NONE:
            told.append(tell("{what}: none", language, what=field))
            continue
        part = _code(part)
        if name == "category":
            title = category_name(part, book, language)
            told.append(tell("“{title}”", language, title=title))
        else:
            told.append(f"{field} {visible(part)}")
    return ", ".join(told)


def _code(part: str) -> str:
    """A code as it was stated, from its part of a group's id."""
    return part.replace("~2", "-").replace("~1", "/").replace("~0", "~")


def _field(group: Group, name: str, language: str) -> str:
    """The word for one thing a group goes by: the noun of a link, else the fact of a line."""
    if name in NOUNS:
        return word("noun", name, language)
    told = word("fact", f"line.{name}", language)
    return told if told != f"line.{name}" else visible(name)
