"""The languages this library speaks, by their two letters."""

from fundtrack.values import InputError

#: The first is the language of every default.
LANGUAGES = ("en", "lv")


def language_of(text: str) -> str:
    """The language a caller asks for, by its two letters; a region after it is not needed.

    >>> language_of("lv"), language_of("lv-LV"), language_of("EN_gb")
    ('lv', 'lv', 'en')
    >>> language_of("tlh")
    Traceback (most recent call last):
    fundtrack.values.errors.InputError: no such language (expected en or lv, found 'tlh')

    Raises:
        InputError: the language is not one of `LANGUAGES`.

    """
    short = text.replace("_", "-").partition("-")[0].lower() if isinstance(text, str) else ""
    if short not in LANGUAGES:
        raise InputError(
            "no such language", expected=" or ".join(LANGUAGES), found=repr(text)[:40]
        )
    return short
