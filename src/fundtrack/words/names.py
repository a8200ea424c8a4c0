"""What people call a fact, an amount, a parameter."""

from fundtrack.projects import NOUNS
from fundtrack.rulebooks import ACCEPTED, DECLARED, Book, Define

from .catalogue import tell, word
from .law import best
from .subjects import computed_name

#: Links whose word is not the noun they lead to.
_LINKS = {"reverses": "cost", "in_claim": "claim"}
_NOUNS = frozenset({*NOUNS, "line"})
#: How a check labels the condition of an exception.
_UNLESS = "unless "


def opening(text: str) -> str:
    """The text with a capital at its start, as a line or a sentence begins.

    >>> opening("atbalsta likme")
    'Atbalsta likme'
    """
    return text[:1].upper() + text[1:]


def name_of(name: str, book: Book, language: str) -> str:
    """The word for what a formula calls `cost.paid_on` or `support_rate`.

    A fact the book asks for answers with its question, a define or parameter with its title;
    what has no word anywhere stays as the formula spells it.

    >>> from fundtrack.rulebooks import load_book
    >>> book = load_book("eu/erdf-2014")
    >>> name_of("cost.partner.option.staff", book, "en")
    'how the partner claims staff costs'
    """
    if name.startswith(_UNLESS):  # the condition of an exception
        return tell("exception {name}", language, name=name.removeprefix(_UNLESS))
    if ":" in name:  # a step of a line that is worked out
        name = f"line.{name.rpartition('.')[2]}"
    noun, field = ends(name)
    if noun == "option" and word("covers", field, language) != field:
        costs = word("covers", field, language)
        return tell("how the partner claims {costs}", language, costs=costs)
    asked = book.facts.get((noun, field))
    if asked is not None:
        return best(asked.ask, language)
    address = f"{noun}.{field}" if noun else field
    titled = book.defines.get(address) or book.parameters.get(name)
    if titled is not None and titled.titles:
        return best(titled.titles, language)
    if isinstance(titled, Define) and titled.counts_as:
        return computed_name(titled, book, language)
    if name in book.readings:
        return best(book.readings[name].why, language)
    for known in (address, f"project.{name}", f"plan.{name}"):  # a collection has a bare name
        told = word("fact", known, language)
        if told != known:
            return told
    return amount_name(field, book, language)


def missing_name(name: str, pointer: str, book: Book, language: str) -> str:
    """What people call a thing that is missing: by its name, else by its place.

    What is accepted of a cost nobody states: missing is an entry, or the cost's own amount.
    """
    told = name_of(name, book, language)
    stated = ends(name) not in (("cost", DECLARED), ("cost", ACCEPTED))
    if (stated and told != ends(name)[1]) or not pointer:
        return told
    place = fact_at(pointer)
    return name_of(place, book, language) if place else told


def fact_at(pointer: str) -> str:
    """The fact or term that stands at a place in the project's file; empty for a row.

    >>> fact_at("/agreement/signed_on"), fact_at("/plans/0/budget"), fact_at("/costs/17/net")
    ('agreement.signed_on', 'plan.budget', 'cost.net')
    """
    rows = {at.rpartition("/")[2]: noun for noun, (_, at) in NOUNS.items() if at}
    noun, parts = "project", pointer.strip("/").split("/")
    while parts:
        part, *rest = parts
        if part in rows and rest and rest[0].isdigit():
            noun, parts = rows[part], rest[1:]
        elif part in NOUNS and rest:
            noun, parts = part, rest
        else:
            if part == "terms" and rest:
                return rest[0]  # a term has the name of its parameter
            return f"{noun}.{rest[0] if part == 'facts' and rest else part}"
    return ""


def amount_name(key: str, book: Book, language: str) -> str:
    """The word for an amount of the report: `support`, `claimed.eligible`.

    A book that gives its define a title (ERDF support) is followed.
    """
    basis, _, step = key.rpartition(".")
    define = book.defines.get(f"project.{step}")
    title = best(define.titles, language) if define is not None else ""
    known = title or word("amount", step, language)
    return f"{known} ({word('basis', basis, language)})" if basis else known


def ends(name: str) -> tuple[str, str]:
    """The noun a dotted path ends at, and the field there.

    >>> ends("cost.partner.country"), ends("project.plan.period.first"), ends("support_rate")
    (('partner', 'country'), ('plan', 'period.first'), ('', 'support_rate'))
    """
    noun, at, parts = "", 0, name.split(".")
    for place, part in enumerate(parts[:-1]):
        reached = _LINKS.get(part, part)
        if reached not in _NOUNS:
            break
        noun, at = reached, place + 1
    return noun, ".".join(parts[at:])
