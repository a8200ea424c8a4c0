"""Places in a book, as JSON Pointers (RFC 6901)."""


def pointer(*parts: str | int) -> str:
    """Join the steps to a place.

    >>> pointer("rule", "LV-CLU-004", "unless", "a/b", 0)
    '/rule/LV-CLU-004/unless/a~1b/0'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
