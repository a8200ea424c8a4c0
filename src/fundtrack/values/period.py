"""Period: a first and a last day, both inside; and the only reader of dates.

There is no clock here and no guessing: a date is written `2016-09-01`. Of a period one day may
be unknown, which is not the same as open: whether a day lies in it is then undecided, until the
day that is known decides.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, final, overload

from pydantic_core import CoreSchema, core_schema

from ._value import Value, fill
from .errors import InputError, excerpt

_DAY = timedelta(days=1)
_LEFT_OUT = object()
_DAY_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def read_date(value: str | date) -> date:
    """Read a day written `2016-09-01`; a date is given back, a moment in time is refused.

    Raises:
        InputError: it is not a day in that form (0, 20160901, 01.09.2016), or there is no such
            day (2015-02-29).

    >>> read_date("2016-09-01")
    datetime.date(2016, 9, 1)
    """
    if isinstance(value, str):
        if len(value) == 10 and value[4] == "-" == value[7]:  # so never 20160901 or 2016-W35-4
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
    elif type(value) is date:
        return value
    elif isinstance(value, date) and not isinstance(value, datetime):
        return date(value.year, value.month, value.day)
    raise InputError(
        "not a day",
        expected="an existing day, written 2016-09-01",
        found=excerpt(value),
        remedy='write dates as text: year, month, day, as "2016-09-01"',
    )


class _StrictDate:
    """How models read a day: as `read_date` does; written as ISO text by pydantic itself."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(read_date)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": f"^{_DAY_PATTERN}$"}


#: A date in a model: ISO text or a date; never a number, never a moment in time.
StrictDate = Annotated[date, _StrictDate]


def months_after(day: date, months: int) -> date:
    """Add whole months to a day; where the month has no such day, its last day is meant.

    So 31 January and one month is 28 or 29 February. Adding twice is not adding the sum
    (31 January, one month and one month more: 28 March), so a series adds from its start.

    Args:
        day: Where to start.
        months: A whole number, of any sign.

    Raises:
        InputError: `months` is not an int, or the result is outside the years 1 to 9999.

    >>> months_after(date(2016, 1, 31), 1), months_after(date(2016, 1, 31), 2)
    (datetime.date(2016, 2, 29), datetime.date(2016, 3, 31))
    """
    start = read_date(day)
    if type(months) is not int:
        raise InputError("months are a whole number", expected="an int", found=excerpt(months))
    try:
        return _adding(months)(start)
    except (ValueError, OverflowError):
        raise InputError(
            f"{excerpt(months)} months from {start} is outside the years 1 to 9999"
        ) from None


@lru_cache(maxsize=256)
def _adding(months: int) -> Callable[[date], date]:
    """What adds `months` to a day, made once: a rule adds the same few to every row."""
    from dateutil.relativedelta import relativedelta

    return relativedelta(months=months).__radd__


@final
class Period(Value):
    """The days from `first` to `last`, both inside; one of the two may be unknown (None).

    Written `2016-01-01/2017-06-30`; with an unknown day `/2022-12-31` or `2016-01-01/`.

    Raises:
        InputError: the text is not in that form, a day does not exist, the last day is before
            the first, or both are unknown.

    >>> period = Period("2016-01-01/2017-06-30")
    >>> period.first, period.length, date(2017, 6, 30) in period
    (datetime.date(2016, 1, 1), 547, True)
    >>> Period(None, date(2022, 12, 31))
    Period('/2022-12-31')
    """

    __slots__ = ("first", "last")
    _pattern = f"^({_DAY_PATTERN}/({_DAY_PATTERN})?|/{_DAY_PATTERN})$"
    _example = "2016-01-01/2017-06-30"
    first: date | None
    last: date | None

    @overload
    def __new__(cls, first: "str | Period") -> "Period": ...

    @overload
    def __new__(cls, first: date | None, last: date | None) -> "Period": ...

    def __new__(cls, first: object, last: object = _LEFT_OUT) -> "Period":
        """Read text, or take the two days apart."""
        if last is not _LEFT_OUT:
            return _make(_read_known(first), _read_known(last))
        if isinstance(first, Period):
            return first
        if isinstance(first, str):
            return _from_text(first)
        raise _not_a_period(first)

    @classmethod
    def _reader(cls) -> Callable[[object], "Period"]:
        return cls.read

    @staticmethod
    def read(value: object) -> "Period":
        """Read what a file may hold: text, or an object of `first` with `last` or `months`.

        An object with one of the days leaves the other unknown.

        Raises:
            InputError: it is none of these; `pointer` names the part of an object.

        >>> Period.read({"first": "2016-01-01", "months": 18})
        Period('2016-01-01/2017-06-30')
        """
        if isinstance(value, Mapping):
            return _from_object(value)
        if isinstance(value, str | Period):
            return Period(value)
        raise _not_a_period(value)

    @staticmethod
    def months(first: date, months: int) -> "Period":
        """The period of whole months from `first`; it ends on the day before they are over.

        Raises:
            InputError: `months` is not an int of one or more, or the end is after 9999.

        >>> Period.months(date(2016, 1, 1), 18)
        Period('2016-01-01/2017-06-30')
        >>> Period.months(date(2015, 1, 31), 1)  # a month later is 28 February
        Period('2015-01-31/2015-02-27')
        """
        start = read_date(first)
        if type(months) is not int or months < 1:
            raise InputError(
                "a period has at least one month", expected="an int", found=excerpt(months)
            )
        return _make(start, months_after(start, months) - _DAY)

    @property
    def length(self) -> int | None:
        """How many days it has, both ends counted; None where a day is unknown."""
        if self.first is None or self.last is None:
            return None
        return (self.last - self.first).days + 1

    def contains(self, day: date) -> bool | None:
        """Whether `day` lies inside; None where the unknown day would decide.

        Raises:
            InputError: `day` is not a date.

        >>> Period("/2022-12-31").contains(date(2023, 1, 1))
        False
        >>> Period("/2022-12-31").contains(date(2022, 1, 1)) is None
        True
        """
        read = read_date(day)
        if (self.first and read < self.first) or (self.last and read > self.last):
            return False
        return True if self.first and self.last else None

    def __contains__(self, day: date) -> bool:
        """Whether `day` lies inside.

        Raises:
            InputError: the day that is unknown would decide; ask `contains`.
        """
        answer = self.contains(day)
        if answer is None:
            raise InputError(
                f"whether {day} lies in {self} is not known; a day of it is unknown"
            )
        return answer

    def overlap(self, other: "Period") -> "Period | None":
        """Return the days that lie in both, or None where there is none.

        Raises:
            InputError: a day that is unknown would decide.

        >>> Period("2016-01-01/2017-06-30").overlap(Period("2017-06-30/2018-12-31"))
        Period('2017-06-30/2017-06-30')
        """
        if not isinstance(other, Period):
            raise _not_a_period(other)
        for early, late in ((self, other), (other, self)):
            if early.last and late.first and early.last < late.first:
                return None
        if not (self.first and self.last and other.first and other.last):
            raise InputError(f"the days in both {self} and {other} are not known")
        return _make(max(self.first, other.first), min(self.last, other.last))

    def __str__(self) -> str:
        return f"{self.first or ''}/{self.last or ''}"


def _make(first: date | None, last: date | None) -> Period:
    if first is None and last is None:
        raise InputError("a period needs a day that is known; leave it out instead")
    if first and last and last < first:
        raise InputError(
            "the last day is before the first",
            found=f"{first}/{last}",
            remedy="put the first day first; a period of one day names it twice",
        )
    made = object.__new__(Period)
    fill(made, first=first, last=last)
    return made


def _from_text(text: str) -> Period:
    first, slash, last = text.partition("/")
    if not slash:
        raise _not_a_period(text)
    return _make(_read_known(first or None), _read_known(last or None))


def _from_object(value: Mapping[object, object]) -> Period:
    """Read `{"first", "last"}`, `{"first", "months"}`, `{"first"}` or `{"last"}`."""
    names = set(value)
    if not names or not (names <= {"first", "last"} or names == {"first", "months"}):
        raise _not_a_period(value)
    first, last = (_part(value, name) for name in ("first", "last"))
    if "months" not in names:
        return _make(first, last)
    if first is None:
        raise InputError("months need the first day they are counted from", pointer="/first")
    try:
        return Period.months(first, value["months"])  # type: ignore[arg-type]  # it refuses
    except InputError as error:
        raise error.under("/months") from None


def _part(value: Mapping[object, object], name: str) -> date | None:
    """Read one day of an object; left out and null are both unknown."""
    try:
        return _read_known(value.get(name))
    except InputError as error:
        raise error.under(f"/{name}") from None


def _read_known(day: object) -> date | None:
    """Read a day, or None for one that is unknown."""
    return None if day is None else read_date(day)  # type: ignore[arg-type]  # it refuses


def _not_a_period(found: object) -> InputError:
    return InputError(
        "not a period",
        expected='"2016-01-01/2017-06-30", or an object of first and last, or first and months',
        found=excerpt(found),
        remedy='where a day is unknown leave it out: "2016-01-01/" or "/2017-06-30"',
    )
