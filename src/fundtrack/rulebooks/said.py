"""What a part of a book says, key by key, in canonical text, and what a change of it touches.

On some keys hangs what a project gets; others say where that comes from, or how it is put.
Formulas are in their one spelling, sets are sorted, so what is only spelled otherwise is equal.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from fundtrack.formulas import Node, Type, to_text
from fundtrack.values import Record

from .book import (
    Act,
    AskedFact,
    Book,
    Change,
    Code,
    CodeSet,
    Conversion,
    Deadline,
    Define,
    Exceptional,
    Flexibility,
    Group,
    LookupTable,
    Parameter,
    Reading,
    Reporting,
    RoundingProfile,
    Rule,
    TableRow,
)
from .texts import Texts


class Touches(StrEnum):
    """What a change of a book can change for a project."""

    EFFECT = "effect"  # what it gets or has to state, which rules it meets, on which days
    SOURCE = "source"  # where that is written, and who has seen it
    WORDING = "wording"  # how it is put: titles, sentences, questions


EFFECT, SOURCE, WORDING = Touches
#: Keys and their text, each with what a change of it touches.
Said = dict[str, tuple[Touches, str]]
#: The fields of a record that are compared key by key. What is left out is its address, what
#: follows from other fields, and what is compared by itself: values, rows, exceptions.
FIELDS: Final[Mapping[type[Record], Mapping[str, Touches]]] = {
    Book: dict.fromkeys(("first_day", "last_day"), EFFECT)
    | {"read_by": SOURCE, "titles": WORDING},
    Act: dict.fromkeys(("celex", "eli", "url"), SOURCE) | {"titles": WORDING},
    RoundingProfile: {"verification": SOURCE, "checked_on": SOURCE, "titles": WORDING},
    Parameter: dict.fromkeys(
        ("type", "as_of", "set_in", "at_most", "at_least", "layers", "bound"), EFFECT
    )
    | {"titles": WORDING},
    Reading: {"options": EFFECT, "chosen": EFFECT}
    | {"by": SOURCE, "citation": SOURCE, "why": WORDING},
    CodeSet: {"members": EFFECT, "of": EFFECT, "citation": SOURCE, "titles": WORDING},
    Code: {"citation": SOURCE, "titles": WORDING},
    LookupTable: {"keys": EFFECT, "gives": EFFECT, "titles": WORDING},
    TableRow: {"value": EFFECT}
    | dict.fromkeys(("citation", "verification", "checked_on"), SOURCE),
    AskedFact: {"type": EFFECT, "citation": SOURCE, "ask": WORDING},
    Group: {"by": EFFECT, "of": EFFECT},
    Conversion: dict.fromkeys(("rates", "on", "by", "rounding"), EFFECT) | {"citation": SOURCE},
    Define: dict.fromkeys(
        ("value", "rounding", "when", "counts_as", "call", "with_", "strands"), EFFECT
    )
    | {"citation": SOURCE, "titles": WORDING},
    Exceptional: dict.fromkeys(("when", "value", "over"), EFFECT) | {"citation": SOURCE},
    Rule: dict.fromkeys(
        (
            *("scope", "basis", "applies_when", "met_when", "measured", "at_most", "at_least"),
            *("rounding", "effect", "limits", "where", "consume", "severity", "waivable"),
        ),
        EFFECT,
    )
    | {"citations": SOURCE}
    | dict.fromkeys(("name", "titles", "why", "remedy", "not_for"), WORDING),
    Reporting: dict.fromkeys(("months", "last", "preparation", "closure"), EFFECT)
    | {"citation": SOURCE},
    Deadline: dict.fromkeys(
        ("scope", "form", "due", "moves", "applies_when", "opens", "done_when", "done_on"),
        EFFECT,
    )
    | {"citations": SOURCE}
    | dict.fromkeys(("titles", "why", "remedy"), WORDING),
    Flexibility: dict.fromkeys(
        (
            *("by", "counts", "against", "effect", "within", "up_to", "of", "only"),
            *("applies_when", "consented_when"),
        ),
        EFFECT,
    )
    | {"citations": SOURCE}
    | dict.fromkeys(("titles", "why", "remedy"), WORDING),
    Change: {"citation": SOURCE, "concerns": WORDING, "findings": WORDING},
}
#: What is behind the key of a text for its first language.
FIRST: Final = ".first"
#: Fields whose key in the file has another name.
_KEYS: Final = {"citation": "cite", "citations": "cite", "titles": "title", "with_": "with"}


def said(one: Record) -> Said:
    """What a record says, key by key as the file spells them; what it leaves out is not there.

    A text has a key for each language, and one for the first of them: the fall-back.
    """
    told: Said = {}
    for field, touches in FIELDS[type(one)].items():
        value, key = getattr(one, field), _KEYS.get(field, field)
        if isinstance(value, Texts):
            told |= {f"{key}.{lang}": (touches, text) for lang, text in value.items()}
            told |= {f"{key}{FIRST}": (touches, first) for first in list(value)[:1]}
        elif isinstance(value, Type):
            told |= {"kind": (touches, value.kind.value)}
            told |= {"codes": (touches, written(value.codes))} if value.codes else {}
        elif value or (field == "value" and isinstance(one, TableRow)):
            told[key] = (touches, written(value))
    return told


def written(value: object) -> str:
    """A value in the spelling of a book; what nobody knows as the book says that.

    >>> from fundtrack.values import Rate
    >>> [written(one) for one in (Rate("85 %"), Fraction(3, 2), {"LV", "EE"}, True, None)]
    ['85 %', '1.5', 'EE, LV', 'true', 'unknown = true']
    """
    match value:
        case None:
            return "unknown = true"
        case bool():
            return str(value).lower()
        case Node():
            return to_text(value)
        case Fraction():  # at most twelve decimals: the gate of a book
            whole, rest = divmod(abs(value.numerator) * 10**12 // value.denominator, 10**12)
            sign = "-" if value < 0 else ""
            return f"{sign}{whole}.{rest:012}".rstrip("0").rstrip(".")
        case frozenset() | set():
            return ", ".join(sorted(map(str, value)))
        case tuple():
            return ", ".join(map(written, value))
        case Mapping():
            return ", ".join(f"{key} = {written(one)}" for key, one in sorted(value.items()))
        case date():
            return value.isoformat()
        case _:
            return str(value)
