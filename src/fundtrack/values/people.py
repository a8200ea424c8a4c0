"""Amounts as people write them: `586’584.85 EUR`, `48 000 eiro`, `EUR 236,944.25`.

Our own files state an amount in one form (`Money`), documents and spreadsheets in five. This
reader is told the form, or proves it over a column; it never guesses one. What can be read in
more than one way is refused, and the refusal shows the readings.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final

from ._value import compiled
from .currencies import DECIMALS, exponent_of
from .errors import InputError, Problem, excerpt
from .money import Money

#: Characters of one amount: any that means something is shorter.
LONGEST: Final = 60
#: Decimals that are read as decimals; an amount takes no more than its currency has.
_DECIMALS: Final = 6
#: What a document writes in place of a code. Signs that several currencies share are not here.
_WORDS: Final = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "eiro": "EUR",
    "ls": "LVL", "lats": "LVL", "lati": "LVL", "latu": "LVL",
}  # fmt: skip
_SPACES: Final = " \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}"
_APOSTROPHES: Final = "'\N{RIGHT SINGLE QUOTATION MARK}"
_MINUS: Final = "-\N{MINUS SIGN}"
_PARTS: Final = r"([^0-9]*)([0-9](?:.*[0-9])?)([^0-9]*)"
_LOOK: Final = "look it up in the source"


class AmountFormat(StrEnum):
    """How a document groups digits and marks decimals, named by a specimen.

    Groups may be left out. A space may be a no-break or a thin one, an apostrophe a straight
    one.

    >>> AmountFormat("1 234,56").name
    'SPACE_COMMA'
    """

    SPACE_POINT = "1 234.56"
    SPACE_COMMA = "1 234,56"
    APOSTROPHE_POINT = "1’234.56"
    COMMA_POINT = "1,234.56"
    POINT_COMMA = "1.234,56"

    @classmethod
    def _missing_(cls, value: object) -> "AmountFormat":
        if value == "1'234.56":
            return cls.APOSTROPHE_POINT
        raise InputError(
            "not a form of amounts",
            expected=", ".join(f'"{one}"' for one in cls),
            found=excerpt(value),
        )


#: What stands for the group sign of a specimen.
_SIGNS: Final = {" ": _SPACES, ".": ".", ",": ","} | dict.fromkeys(_APOSTROPHES, _APOSTROPHES)
#: Group sign and decimal sign of each form, as a pattern of its numbers.
_NUMBER: Final = {
    form: rf"(0|[1-9][0-9]*|[1-9][0-9]{{0,2}}(?:[{_SIGNS[form[1]]}][0-9]{{3}})+)"
    rf"(?:[{form[5]}]([0-9]{{1,{_DECIMALS}}}))?"
    for form in AmountFormat
}
#: Whole groups and a short one after the same sign, where the decimal sign may be lost.
_LOST: Final = "|".join(
    f"[1-9][0-9]{{0,2}}(?:[{sign}][0-9]{{3}})*[{sign}][0-9]{{1,2}}"
    for sign in (_SPACES, _APOSTROPHES, ".", ",")
)


def read_amount(text: str, *, format: AmountFormat | str, currency: str | None = None) -> Money:
    """Read one amount of a document whose form is known.

    The currency stands before or after it: a code, `€`, `Ls`, or a word (`eiro`, `lati`).

    Args:
        text: The amount, at most 60 characters; spaces around it do not matter.
        format: How the document writes amounts: an `AmountFormat` or its specimen.
        currency: The currency of the document, where amounts do not name it.

    Raises:
        InputError: it is no amount in that form, names no currency or another one, or has more
            decimals than the currency. Where it can be read otherwise, the readings are shown.

    >>> read_amount("586 584,85 €", format="1 234,56")
    Money('586584.85 EUR')
    >>> read_amount("1 907 864 45 EUR", format="1 234.56")
    Traceback (most recent call last):
    InputError: not an amount in the form 1 234.56 (expected 1 907 864.45 or 190 786 445, \
found "1 907 864 45"); look it up in the source
    """
    form = AmountFormat(format)
    cell = _Cell(text, currency)
    problems = [*cell.problems]
    if cell.number and not cell.fits(form):
        problems.insert(0, cell.misfit(form))
    if problems:
        raise InputError.of(problems)
    return cell.amount(form)


def read_amounts(column: Iterable[str], *, currency: str | None = None) -> tuple[Money, ...]:
    """Read the amounts of one column, whose form nobody has told.

    A form is possible if every cell can be read in it. They are read if all possible forms give
    the same amounts: one cell that only one form can read decides for the others.

    Raises:
        InputError: no form fits every cell, or the forms that do give other amounts; with the
            place in the column and the readings.

    >>> read_amounts(["3,000 EUR", "EUR 236,944.25"])
    (Money('3000.00 EUR'), Money('236944.25 EUR'))
    >>> read_amounts(["3,000 EUR"])
    Traceback (most recent call last):
    InputError: /0: can be read in more than one way (expected 3.000 or 3 000, found "3,000"); \
say the format
    """
    cells = _cells(column, currency)
    forms = _possible(cells)
    for place, cell in enumerate(cells):
        if len({cell.plain(form) for form in forms}) > 1:
            raise InputError(
                "can be read in more than one way",
                pointer=f"/{place}",
                expected=_either(cell.readings()),
                found=excerpt(cell.number),
                remedy="say the format",
            )
    return tuple(_placed(cell, place, forms[0]) for place, cell in enumerate(cells))


def amount_format(column: Iterable[str], *, currency: str | None = None) -> AmountFormat:
    """Prove the form of a column: every cell can be read in it, one in no other.

    Raises:
        InputError: no form fits every cell, or more than one does.

    >>> amount_format(["48 000 eiro", "586 584,85 eiro"])
    <AmountFormat.SPACE_COMMA: '1 234,56'>
    >>> amount_format(["48 000 eiro"])
    Traceback (most recent call last):
    InputError: the column does not prove its form (found "1 234.56", "1 234,56"); \
say the format
    """
    cells = _cells(column, currency)
    forms = _possible(cells)
    if len(forms) > 1:
        raise InputError(
            "the column does not prove its form",
            found=", ".join(f'"{form}"' for form in forms),
            remedy="say the format",
        )
    return forms[0]


def read_count(text: str, *, format: AmountFormat | str) -> int:
    """Read a whole number as a document writes it, without a unit.

    Raises:
        InputError: it is no whole number in that form; a full stop after it is not one.

    >>> read_count("28 711", format="1 234.56")
    28711
    >>> read_count("182.", format="1 234.56")
    Traceback (most recent call last):
    InputError: not a whole number in the form 1 234.56 (expected 182, found "182."); look it \
up in the source
    """
    form = AmountFormat(format)
    said = _trimmed(text)
    match = compiled(_NUMBER[form]).fullmatch(said)
    if match is None or match[2] is not None:
        parts = compiled(_PARTS).fullmatch(said)
        raise InputError(
            f"not a whole number in the form {form}",
            expected=_either(_readings(parts[2])) if parts else f'digits, as "{form[:5]}"',
            found=excerpt(text),
            remedy=_LOOK,
        )
    return int(_digits(match[1]))


# ---- One cell --------------------------------------------------------------------------------


class _Cell:
    """An amount taken apart: its sign, its number, its currency; what is wrong with it."""

    def __init__(self, text: str, told: str | None) -> None:
        parts = compiled(_PARTS).fullmatch(_trimmed(text))
        self.number, self.currency, self.negative = "", "", False
        self.problems: tuple[Problem, ...] = ()
        if parts is None:
            self.problems = (
                Problem("not an amount", "", 'as "586 584,85 EUR"', excerpt(text)),
            )
            return
        before, self.number, after = parts[1], parts[2], parts[3].strip(_SPACES)
        sign = before.strip(_SPACES)
        before = sign.strip(_MINUS).strip(_SPACES)
        self.negative = len(sign) > len(before) and sign != before
        if self.negative and sum(one in _MINUS for one in sign) > 1:
            self.problems = (Problem("more than one sign", found=excerpt(text)),)
            return
        self.currency, self.problems = _currency(before, after, told)

    def fits(self, form: AmountFormat) -> bool:
        """Whether its number is one in this form."""
        return compiled(_NUMBER[form]).fullmatch(self.number) is not None

    def plain(self, form: AmountFormat) -> str:
        """Its number with a point and without groups, as this form reads it."""
        return _plain(self.number, form)

    def readings(self) -> Sequence[str]:
        """The numbers it may be."""
        return _readings(self.number)

    def misfit(self, form: AmountFormat) -> Problem:
        """Why its number is none in this form, and what it may be."""
        readings = self.readings()
        other = next((one for one in AmountFormat if self.fits(one)), None)
        return Problem(
            f"not an amount in the form {form}",
            expected=_either(readings) if len(readings) > 1 else f"as {form}",
            found=excerpt(self.number),
            remedy=_LOOK if other is None or len(readings) > 1 else f"it has the form {other}",
        )

    def amount(self, form: AmountFormat) -> Money:
        """The amount, as this form reads it."""
        whole, _, decimals = self.plain(form).partition(".")
        missing = exponent_of(self.currency) - len(decimals)
        if missing < 0:
            raise InputError(
                f"finer than {Money.of_minor(1, self.currency)}",
                found=excerpt(self.number),
                remedy="round it first, or say the format",
            )
        minor = int(whole + decimals + "0" * missing)
        return Money.of_minor(-minor if self.negative else minor, self.currency)


def _trimmed(text: str) -> str:
    """A text that may be a figure, without the spaces around it."""
    if not isinstance(text, str):
        raise InputError("not text", expected='as "586 584,85 EUR"', found=excerpt(text))
    if len(text) > LONGEST:
        raise InputError(f"longer than {LONGEST} characters", found=excerpt(text))
    return text.strip(_SPACES)


def _currency(before: str, after: str, told: str | None) -> tuple[str, tuple[Problem, ...]]:
    """The currency of an amount: named before it, after it, or told."""
    if told is not None:
        exponent_of(told)
    if before and after:
        return "", (Problem("two units of one amount", found=excerpt(f"{before} {after}")),)
    named = before or after
    if not named:
        if told is not None:
            return told, ()
        return "", (
            Problem("an amount without a currency", remedy="say the currency", found=""),
        )
    code = named if named in DECIMALS else _WORDS.get(named.casefold(), "")
    if not code:
        near = sorted(one for one in DECIMALS if _one_letter_apart(one, named))
        return "", (
            Problem(
                "no currency",
                expected=" or ".join(near[:3]) or "a code of ISO 4217, as EUR",
                found=excerpt(named),
                remedy=_LOOK,
            ),
        )
    if told not in (None, code):
        return "", (Problem("another currency", expected=told or "", found=excerpt(named)),)
    return code, ()


def _one_letter_apart(code: str, named: str) -> bool:
    return len(named) == len(code) and sum(map(str.__ne__, code, named)) == 1


# ---- Numbers ---------------------------------------------------------------------------------


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())


def _plain(number: str, form: AmountFormat) -> str:
    match = compiled(_NUMBER[form]).fullmatch(number)
    if match is None:
        return ""
    whole = _digits(match[1])
    return whole if match[2] is None else f"{whole}.{match[2]}"


def _readings(number: str) -> tuple[str, ...]:
    """What a number may be: as each form reads it, or with its decimal sign lost."""
    made = dict.fromkeys(plain for form in AmountFormat if (plain := _plain(number, form)))
    if not made and compiled(_LOST).fullmatch(number):
        groups = compiled("[^0-9]").sub(" ", number).split()
        *whole, last = groups
        made = dict.fromkeys(("".join(whole) + "." + last, "".join(groups)))
    return tuple(made)


def _either(readings: Sequence[str]) -> str:
    return " or ".join(map(_spaced, readings))


def _spaced(plain: str) -> str:
    whole, point, decimals = plain.partition(".")
    return f"{int(whole):,}".replace(",", " ") + point + decimals


# ---- Columns ---------------------------------------------------------------------------------


def _cells(column: Iterable[str], currency: str | None) -> Sequence[_Cell]:
    cells = [_Cell(text, currency) for text in column]
    wrong = [*_wrong(cells)]
    if wrong:
        raise InputError.of(wrong)
    if not cells:
        raise InputError("a column without amounts", expected="one amount at least")
    return cells


def _wrong(cells: Sequence[_Cell]) -> Iterator[Problem]:
    """What is wrong with the cells, whatever the form."""
    for place, cell in enumerate(cells):
        problems = [*cell.problems]
        if cell.number and not any(map(cell.fits, AmountFormat)):
            readings = cell.readings()
            problems.insert(
                0,
                Problem(
                    "can be read in more than one way" if readings else "not an amount",
                    expected=_either(readings),
                    found=excerpt(cell.number),
                    remedy=_LOOK,
                ),
            )
        yield from (one.replace(pointer=f"/{place}") for one in problems)


def _possible(cells: Sequence[_Cell]) -> Sequence[AmountFormat]:
    """The forms in which every cell can be read."""
    forms = [*AmountFormat]
    for place, cell in enumerate(cells):
        left = [form for form in forms if cell.fits(form)]
        if not left:
            others = [form for form in AmountFormat if cell.fits(form)]
            raise InputError(
                "not in the form of the amounts before it",
                pointer=f"/{place}",
                expected=" or ".join(f"as {form}" for form in forms),
                found=excerpt(cell.number),
                remedy=f"it has the form {others[0]}; read the parts of the column apart",
            )
        forms = left
    return forms


def _placed(cell: _Cell, place: int, form: AmountFormat) -> Money:
    try:
        return cell.amount(form)
    except InputError as error:
        raise error.under(f"/{place}") from None
