"""The library's own sentences, read from gettext catalogues when first needed.

The catalogues are text (`locale/<language>.po`), compiled in memory: there is no second,
binary copy that could say something else. A sentence is its own id; a coded word (a verdict, a
step, the name of a fact) has its kind as context and its code as id.
"""

from functools import lru_cache
from io import BytesIO

from .fill import fill
from .languages import language_of


class Catalogue:
    """The compiled catalogue of a language, by gettext's own names."""

    def __init__(self, language: str) -> None:
        from gettext import GNUTranslations
        from importlib.resources import files

        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        text = (files("fundtrack.words") / "locale" / f"{language}.po").read_bytes()
        compiled = BytesIO()
        write_mo(compiled, read_po(BytesIO(text), locale=language))
        compiled.seek(0)
        made = GNUTranslations(compiled)
        self.gettext = made.gettext
        self.ngettext = made.ngettext
        self.pgettext = made.pgettext
        self.npgettext = made.npgettext


#: One of each language, read when it is first asked for.
catalogue = lru_cache(maxsize=8)(Catalogue)


def tell(sentence: str, language: str, /, **values: str) -> str:
    """A sentence of the library in a language, its placeholders filled.

    >>> tell("Not checked", "lv")
    'Nav pārbaudīts'
    """
    return fill(catalogue(language_of(language)).gettext(sentence), values)


def tell_count(one: str, many: str, count: int, language: str, /, **values: str) -> str:
    """A sentence that counts, in the form the language has for that number.

    >>> [tell_count("{count} day", "{count} days", n, "lv") for n in (1, 2, 10, 11, 21)]
    ['1 diena', '2 dienas', '10 dienu', '11 dienu', '21 diena']
    """
    found = catalogue(language_of(language)).ngettext(one, many, count)
    return fill(found, {"count": str(count)} | values)


def word(kind: str, code: str, language: str, /) -> str:
    """The word for a code, or the code itself where the catalogue has none.

    >>> word("verdict", "broken", "en"), word("verdict", "broken", "lv")
    ('broken', 'pārkāpts')
    """
    return catalogue(language_of(language)).pgettext(kind, code)


def word_count(kind: str, code: str, count: int, language: str, /) -> str:
    """The word for a code with a number before it, agreeing with that number.

    >>> [word_count("tally", "broken", n, "lv") for n in (1, 2)]
    ['1 pārkāpts', '2 pārkāpti']
    """
    found = catalogue(language_of(language)).npgettext(kind, code, code, count)
    return fill(found, {"count": str(count)})
