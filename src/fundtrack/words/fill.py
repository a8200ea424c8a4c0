"""Puts words into a sentence by name: named placeholders only, nothing is looked up or run."""

import re
from collections.abc import Mapping

_PLACEHOLDER = r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}"
#: C0 and C1 controls, and the marks that turn the direction of writing around.
_UNSEEN = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"


def fill(sentence: str, values: Mapping[str, str], otherwise: str = "…") -> str:
    """The sentence with each `{name}` replaced; what is put in is not read again.

    A name without a value becomes `otherwise`. Python's own `str.format` would reach into
    objects (`{0.__class__}`), so it is not used on sentences that come from a file.

    >>> fill("Paid on {cost.paid_on}", {"cost.paid_on": "15.01.2024. {limit}", "limit": "x"})
    'Paid on 15.01.2024. {limit}'
    >>> fill("{cost.paid_on.__class__} {0}", {})
    '{cost.paid_on.__class__} {0}'
    """
    return re.sub(_PLACEHOLDER, lambda found: values.get(found[1], otherwise), sentence)


def placeholders(sentence: str) -> frozenset[str]:
    """The names a sentence has room for.

    >>> sorted(placeholders("{measured} of {limit}, {limit}"))
    ['limit', 'measured']
    """
    return frozenset(re.findall(_PLACEHOLDER, sentence))


def visible(text: str) -> str:
    """The text of a stranger on one line: controls and turned directions made visible.

    >>> visible("two" + chr(10) + "lines, and a bell" + chr(7))
    'two lines, and a bell\N{REPLACEMENT CHARACTER}'
    """
    return re.sub(_UNSEEN, "\N{REPLACEMENT CHARACTER}", " ".join(text.split("\n")))
