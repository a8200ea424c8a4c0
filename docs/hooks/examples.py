"""Sets the examples of docstrings as code on the reference pages; the source has them bare."""

import re
from typing import Any

from griffe import Extension, Object

#: A prompt and all that follows it up to an empty line.
_EXAMPLE = re.compile(r"^>>> .*(?:\n(?!\s*$).*)*", re.MULTILINE)


class Examples(Extension):
    """Fences every doctest of every docstring."""

    def on_object(self, *, obj: Object, **kwargs: Any) -> None:
        """Called for each object that is read."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(text: str) -> str:
    """The text with its examples between fences."""
    return _EXAMPLE.sub(lambda found: f"```pycon\n{found.group()}\n```", text)
