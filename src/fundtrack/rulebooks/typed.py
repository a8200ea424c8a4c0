"""What a leaf means once its kind is known: values, texts in both languages, citations."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from fundtrack.formulas import Kind, Type, near
from fundtrack.values import Citation, InputError, Money, Price, Rate, read_date

from .book import Act, Value
from .layers import Layer, Place, once
from .texts import Texts

#: Every book says what it says in these; others may be added.
LANGUAGES = ("en", "lv")
_WHOLE = r"0|[1-9][0-9]{0,4}"
_NUMBER = r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?"
_CODE = r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}"


def value_of(raw: object, type_: Type, place: Place) -> Value:
    """A value of the file as its kind: `"85 %"` a Rate, `18` months, a list a set.

    Raises:
        BookError: it is not written as that kind is, or is a code that is not in the list.
    """
    try:
        value = _read(raw, type_.kind)
    except InputError as error:
        hint = f" (expected {error.expected})" if error.expected else ""
        raise place.refuse(f"{error.message}{hint}") from None
    codes = (
        {value} if isinstance(value, str) else value if isinstance(value, frozenset) else set()
    )
    if type_.codes is not None and not codes <= type_.codes:
        lost = min(codes - type_.codes)
        raise place.refuse(f"{lost} is not one of its codes{near(lost, type_.codes)}")
    return value


def members_of(raw: object, place: Place) -> frozenset[str]:
    """A list of codes as a set.

    Raises:
        BookError: it is empty, not of codes, or names one twice.
    """
    try:
        return _set(raw)
    except InputError as error:
        raise place.refuse(error.message) from None


def _read(raw: object, kind: Kind) -> Value:
    match kind:
        case Kind.MONEY:
            return Money(_text(raw))
        case Kind.PRICE:
            return Price(_text(raw))
        case Kind.RATE:
            return Rate(_text(raw))
        case Kind.NUMBER:
            return _number(raw)
        case Kind.DAYS | Kind.MONTHS:
            return _whole(raw)
        case Kind.DATE if isinstance(raw, str | date):
            return read_date(raw)
        case Kind.TEXT:
            return _text(raw)
        case Kind.CODE:
            return _code(raw)
        case Kind.BOOL if isinstance(raw, bool):
            return raw
        case Kind.SET:
            return _set(raw)
    raise InputError(f"not a {kind}")


def _whole(raw: object) -> int:
    if type(raw) is int and 0 <= raw <= 99_999:
        return raw
    if isinstance(raw, str) and re.fullmatch(_WHOLE, raw):
        return int(raw)
    raise InputError("not a count of days or months", expected="a whole number to 99999, as 18")


def _number(raw: object) -> int | Fraction:
    if type(raw) is int:
        return raw
    if isinstance(raw, str) and re.fullmatch(_NUMBER, raw):
        exact = Fraction(raw)
        return exact.numerator if exact.denominator == 1 else exact
    raise InputError("not a number", expected='an integer, or its digits as text, as "1.5"')


def _text(raw: object) -> str:
    if isinstance(raw, str) and raw.strip():
        return raw
    raise InputError("not a text", expected="text in quotes")


def _code(raw: object) -> str:
    if isinstance(raw, str) and re.fullmatch(_CODE, raw):
        return raw
    raise InputError("not a code", expected="letters, digits and . _ / -")


def _set(raw: object) -> frozenset[str]:
    if not isinstance(raw, tuple) or not raw:
        raise InputError("not a list of codes", expected="one code at least")
    members = frozenset(_code(one) for one in raw)
    if len(members) < len(raw):
        raise InputError("a code is in the list twice")
    return members


def texts_of(said: Mapping[str, str], place: Place) -> Texts:
    """A text that must be there in every language of the house.

    Raises:
        BookError: a language is missing.
    """
    for language in LANGUAGES:
        if language not in said:
            raise (place / language).refuse("this text is missing")
    return Texts(said)


def maybe_texts_of(said: Mapping[str, str], place: Place) -> Texts:
    """A text that may be left out; if it is there, in every language."""
    return texts_of(said, place) if said else Texts()


class Sources:
    """The acts of the layers; a citation points to one of its own layer or of one below."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self._level: dict[str, int] = {}
        self.acts: dict[str, Act] = {}
        for one in once(layers, "act", lambda wire: wire.act).values():
            self._level[one.name] = one.layer.level
            self.acts[one.name] = Act(
                key=one.name,
                titles=texts_of(one.said.title, one.place / "title"),
                celex=one.said.celex or "",
                eli=one.said.eli or "",
                url=one.said.url or "",
            )

    def cite(self, text: str | None, layer: Layer, place: Place) -> Citation:
        """Read a citation and find its act.

        Raises:
            BookError: it is missing, is not `act#pinpoint`, or its act is not there.
        """
        if text is None:
            raise place.refuse('a citation is missing, as cite = "act#65(2)"')
        try:
            citation = Citation(text)
        except InputError as error:
            raise place.refuse(f"{error.message} (expected {error.expected})") from None
        self.act(citation.act, layer, place)
        return citation

    def act(self, key: str, layer: Layer, place: Place) -> str:
        """Find an act.

        Raises:
            BookError: neither this layer nor one below names it.
        """
        if self._level.get(key, layer.level + 1) > layer.level:
            known = [act for act, level in self._level.items() if level <= layer.level]
            raise place.refuse(f"no act {key} in this book{near(key, known)}")
        return key
