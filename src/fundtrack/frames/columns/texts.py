"""Texts and keys: what a text, an id or a link may be, and what is told of one that may not.

Each distinct text is looked at once; the rows are told only where one of them is wrong.
"""

from typing import Final

import numpy as np

from fundtrack.formulas import Kind

from ..engines import Frame
from ..keys import HIDDEN, KEY_BELOW, KEY_MAX
from .cells import beyond, span, unknown_of, wholes, words
from .column import Array, Column
from .told import Told, shown

_TEXT_MAX: Final = 10_000


def read_text(array: Frame, kind: Kind, told: Told) -> Column:
    """Text, in which any sign may stand."""
    codes, texts = words(array)
    unknown = unknown_of(array)
    _lengths(texts, codes, unknown, told, _TEXT_MAX)
    return Column(kind, codes, unknown, tuple(texts))


def read_text_key(array: Frame, kind: Kind, told: Told) -> Column:
    """Ids and links that are text."""
    codes, texts = words(array)
    unknown = unknown_of(array)
    _lengths(texts, codes, unknown, told, KEY_MAX)
    joined = "".join(texts)
    if not (joined.isascii() and joined.isprintable()):
        hidden = [place for place, text in enumerate(texts) if HIDDEN.search(text)]
        _told_texts(hidden, texts, codes, unknown, told, "a key with a hidden sign", "")
    return Column(kind, codes, unknown, tuple(texts))


def _lengths(
    texts: list[str], codes: Array, unknown: Array | None, told: Told, most: int
) -> None:
    """Tell of texts that are empty or too long."""
    lengths = set(map(len, texts))
    if 0 in lengths:
        bad = [texts.index("")]
        message = "an empty text"
        _told_texts(bad, texts, codes, unknown, told, message, "leave it missing (null)")
    if lengths and max(lengths) > most:
        bad = [place for place, text in enumerate(texts) if len(text) > most]
        message = f"a text of more than {most} characters"
        _told_texts(bad, texts, codes, unknown, told, message, "shorten it")


def _told_texts(
    bad: list[int],
    texts: list[str],
    codes: Array,
    unknown: Array | None,
    told: Told,
    message: str,
    remedy: str,
) -> None:
    wrong = np.isin(codes, bad)
    rows = np.flatnonzero(wrong if unknown is None else wrong & ~unknown)
    if len(rows):
        told.wrong(rows, message, found=shown(texts[codes[rows[0]]]), remedy=remedy)


def read_whole_key(array: Frame, kind: Kind, told: Told) -> Column:
    """Ids and links that are whole numbers."""
    values = wholes(array)
    least, most = span(values)
    if least < 0:
        rows = np.flatnonzero(values < 0)
        told.wrong(
            rows,
            "a key below zero",
            expected="zero or more",
            found=str(values[rows[0]]),
            remedy="leave a link missing (null) where there is none",
        )
    if most >= KEY_BELOW:
        beyond(values, KEY_BELOW, told, "a key")
    return Column(kind, values, unknown_of(array))
