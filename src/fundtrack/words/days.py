"""Days and periods as people write them."""

from datetime import date

from fundtrack.values import Period

from .catalogue import tell
from .languages import language_of

#: Latvian sentences need a day in many cases (on the 15th, until the 15th, the 15th is …); the
#: figures stand for all of them. English writes the month out, so that 01/09 is never misread.
_DAY = {"en": ("en_GB", "d MMMM y"), "lv": ("lv", "dd.MM.y.")}


def day(value: date, language: str) -> str:
    """A day, in a form that stands anywhere in a sentence.

    >>> day(date(2016, 9, 1), "en"), day(date(2016, 9, 1), "lv")
    ('1 September 2016', '01.09.2016.')
    """
    from babel.dates import format_date

    locale, pattern = _DAY[language_of(language)]
    return format_date(value, pattern, locale=locale)


def period(value: Period, language: str) -> str:
    """A period with both its days; a day that nobody stated is named.

    >>> period(Period("2016-01-01/2017-06-30"), "en")
    '1 January 2016 – 30 June 2017'
    >>> period(Period("/2022-12-31"), "en")
    'until 31 December 2022 (first day not stated)'
    """
    return days(value.first, value.last, language)


def days(first: date | None, last: date | None, language: str) -> str:
    """The days from `first` to `last`, as `period` says them."""
    if first is not None and last is not None:
        return f"{day(first, language)} – {day(last, language)}"
    if last is not None:
        return tell("until {last} (first day not stated)", language, last=day(last, language))
    if first is not None:
        return tell("from {first} (last day not stated)", language, first=day(first, language))
    return tell("not stated", language)


def in_force(first: date | None, last: date | None, language: str) -> str:
    """The days on which a value is the law; empty where the book sets no bounds.

    >>> in_force(date(2016, 4, 12), None, "en"), in_force(None, None, "en")
    ('from 12 April 2016', '')
    """
    if first is not None and last is not None:
        return days(first, last, language)
    if first is not None:
        return tell("from {first}", language, first=day(first, language))
    return tell("until {last}", language, last=day(last, language)) if last is not None else ""
