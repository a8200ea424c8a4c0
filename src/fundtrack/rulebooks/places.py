"""Places in a book, as JSON Pointers (RFC 6901), and hints with the names that look alike."""

from collections.abc import Iterable

#: Names compared for a hint; a stranger's book cannot make us compare for long.
_COMPARED = 2000


def pointer(*parts: str | int) -> str:
    """Join the steps to a place.

    >>> pointer("rule", "LV-CLU-004", "unless", "a/b", 0)
    '/rule/LV-CLU-004/unless/a~1b/0'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def near(name: str, names: Iterable[str]) -> str:
    """Hint at the names that look like this one, or say nothing.

    >>> near("cpr140", ["cpr1420", "mk205"])
    '; did you mean cpr1420'
    """
    from difflib import get_close_matches

    close = get_close_matches(name[:80], sorted(names)[:_COMPARED], n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}" if close else ""
