"""Where a number comes from, in words: the act, the place in it, its days, who has read it."""

import re
from collections.abc import Mapping

from fundtrack.rulebooks import Act
from fundtrack.values import Citation

from .catalogue import tell
from .fill import visible

#: 69(3)(c): an article, its paragraph, its point, and what is under that.
_ARTICLE = r"[0-9]+[a-z]?(\([0-9a-z]+\)){0,4}"
#: 12 or 12.1: a point of a regulation of a cabinet.
_POINT = r"[0-9]+(\.[0-9]+)*"


def best(texts: Mapping[str, str], language: str) -> str:
    """A book's text in a language; in its first language, and marked so, where that lacks.

    >>> from fundtrack.rulebooks import Texts
    >>> best(Texts({"en": "Paid late", "lv": "Samaksāts vēlu"}), "lv")
    'Samaksāts vēlu'
    >>> best(Texts({"en": "Paid late"}), "lv"), best(Texts(), "lv")
    ('Paid late [en]', '')
    """
    if language in texts:
        return visible(texts[language])
    for other, text in texts.items():
        return f"{visible(text)} [{other}]"
    return ""


def citation(cite: Citation, acts: Mapping[str, Act], language: str) -> str:
    """A citation as a reader of the law writes it.

    >>> from fundtrack.rulebooks import Texts
    >>> titles = Texts({"en": "Regulation No 1303/2013", "lv": "Regula Nr. 1303/2013"})
    >>> acts = {"cpr": Act("cpr", titles, "32013R1303")}
    >>> citation(Citation("cpr#69(3)(c)"), acts, "en")
    'Regulation No 1303/2013, Article 69(3)(c)'
    >>> citation(Citation("cpr#69(3)(c)"), acts, "lv")
    'Regula Nr. 1303/2013, 69. panta 3. punkta c) apakšpunkts'
    """
    act = acts.get(cite.act)
    title = best(act.titles, language) if act is not None else cite.act
    place = _place(cite.pinpoint, act is not None and bool(act.celex), language)
    return f"{title}, {place}" if place else title


def link(cite: Citation, acts: Mapping[str, Act], language: str) -> str:
    """The address of the act on the web; empty where the book gives none.

    >>> from fundtrack.rulebooks import Texts
    >>> link(Citation("cpr#69"), {"cpr": Act("cpr", Texts(), "32013R1303")}, "lv")
    'https://eur-lex.europa.eu/legal-content/LV/TXT/?uri=CELEX:32013R1303'
    """
    act = acts.get(cite.act)
    if act is None:
        return ""
    if act.celex:
        code = language.upper()
        return f"https://eur-lex.europa.eu/legal-content/{code}/TXT/?uri=CELEX:{act.celex}"
    address = act.eli or act.url
    return address if address.startswith(("https://", "http://")) else ""


def _place(pinpoint: str, union: bool, language: str) -> str:
    """The place in an act. What is neither article nor point stands as the book has it."""
    if union and re.fullmatch(_ARTICLE, pinpoint):
        if language == "lv":
            return _article_lv(*pinpoint.replace(")", "").split("("))
        return tell("Article {place}", language, place=pinpoint)
    if union or not re.fullmatch(_POINT, pinpoint):
        return visible(pinpoint)
    if "." in pinpoint:
        return tell("sub-point {place}", language, place=pinpoint)
    return tell("point {place}", language, place=pinpoint)


def _article_lv(number: str, *inner: str) -> str:
    """Latvian declines every part but the last: 69. panta 3. punkta c) apakšpunkts.

    >>> _article_lv("180", "1", "d", "i"), _article_lv("65")
    ('180. panta 1. punkta d) apakšpunkta i) punkts', '65. pants')
    """
    parts = [(f"{number}.", "pant")]
    for depth, part in enumerate(inner):
        if part[0].isdigit():
            parts.append((f"{part}.", "punkt"))
        else:
            parts.append((f"{part})", "apakšpunkt" if depth < 2 else "punkt"))
    *outer, (last, noun) = parts
    return " ".join([*(f"{at} {word}a" for at, word in outer), f"{last} {noun}s"])
