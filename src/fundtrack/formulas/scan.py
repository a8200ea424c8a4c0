"""What a formula is spelled with: bounded and read letter by letter, before any parser sees it.

The scan comes first because the parser behind it does not refuse in time: long chains make
it raise MemoryError, full-width letters are silently normalised, two texts side by side become
one, `0.85` would arrive as a binary float, and a figure without a citation has no place here.
"""

import re
from collections.abc import Iterator
from functools import cache
from keyword import iskeyword
from typing import Final

from .errors import FormulaError

#: The most characters of a formula; a longer one is split into defines.
MAX_LENGTH: Final = 1000
#: How deep a formula may nest, and how many signs may stand in a row.
MAX_DEPTH: Final = 40

_PLAIN: Final = "only ASCII letters, digits and operators stand in a formula"
_ADVICE: Final = {
    "'": "a text is ASCII between two single quotes, without a backslash",
    '"': "write texts in single quotes",
    "%": "a rate is a parameter with a citation; name it here",
    "&": "write `and`",
    "|": "write `or`",
    "{": "a set is a tuple of texts, ('a', 'b')",
}
_WORDS: Final = frozenset({"and", "or", "not", "in", "if", "else"})
_OPEN: Final = frozenset({"(", "["})
_CLOSE: Final = frozenset({")", "]"})
_PREFIXES: Final = frozenset({"-", "+", "not"})


def scan(text: str) -> None:
    """Refuse a text by its length, letters, figures, words and depth.

    Raises:
        FormulaError: with the place of what does not belong.

    >>> scan("project.eligible * support_rate")
    >>> scan("cost.net + 5")
    Traceback (most recent call last):
    FormulaError: 5 is a figure; make it a parameter with its citation
    """
    if not isinstance(text, str):
        raise FormulaError(f"a formula is a text, not {type(text).__name__}")
    if len(text) > MAX_LENGTH:
        message = f"longer than {MAX_LENGTH} characters; split it into defines"
        raise FormulaError(message, text[:60])
    if not text.strip(" \n"):
        raise FormulaError("empty", text)
    depth = prefixes = 0
    for kind, word, at in _tokens(text):
        _hold(kind, word, text, at)
        depth += (word in _OPEN) - (word in _CLOSE)
        prefixes = prefixes + 1 if word in _PREFIXES else 0
        if max(depth, prefixes) > MAX_DEPTH:
            raise too_deep(text, at)


def too_deep(text: str, at: tuple[int, int]) -> FormulaError:
    """The refusal of a formula that nests too much.

    >>> too_deep("((…", (0, 1)).message
    'deeper than 40; split it into defines'
    """
    return FormulaError(f"deeper than {MAX_DEPTH}; split it into defines", text, at)


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        r"(?P<space>[ \n]+)"
        r"|(?P<joined>(?:[A-Za-z_][A-Za-z0-9_]*|'[ -&(-\[\]-~]*'[ \n]*)')"
        r"|(?P<text>'[ -&(-\[\]-~]*')"
        r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
        r"|(?P<figure>\.?[0-9][0-9A-Za-z_.]*)"
        r"|(?P<sign><=|>=|==|!=|[-+*/()\[\],.<>=])"
    )


def _tokens(text: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Kind, spelling and place of each token, the spaces left out."""
    at = 0
    while at < len(text):
        token = _token().match(text, at)
        if token is None:
            advice = _ADVICE.get(text[at], _PLAIN)
            message = f"{text[at]!a} does not belong here; {advice}"
            raise FormulaError(message, text, (at, at + 1))
        if token.lastgroup != "space":
            yield str(token.lastgroup), token.group(), token.span()
        at = token.end()


def _hold(kind: str, word: str, text: str, at: tuple[int, int]) -> None:
    """Refuse a token that has no place in a formula."""
    if kind == "figure" and word not in ("0", "1"):
        message = f"{word} is a figure; make it a parameter with its citation"
        raise FormulaError(message, text, at)
    if kind == "joined":
        message = "a text stands apart from what is before it; write a comma or an operator"
        raise FormulaError(message, text, at)
    if iskeyword(word) and word not in _WORDS:
        message = f"{word} is reserved and means nothing here; no name is spelled so"
        raise FormulaError(message, text, at)
