"""The JSON Schema of the file form, drawn from the wire classes and from nothing else.

An editor completes a book with it, in TOML as in JSON. It says how each key is written; what
the keys mean together only `load_book` knows. `schema/book-1.json` is what is shipped.
"""

from .shapes import Schema, Table
from .wire import BookWire


def book_schema() -> Schema:
    """The schema of a book's file, as the classes have it; shipped as `schema/book-1.json`.

    >>> book_schema()["required"]
    ['book']
    """
    defs: Schema = {}
    whole = Table(BookWire).described(defs)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:fundtrack:book:1",
        "title": "A book of fundtrack",
        **whole,
        "$defs": dict(sorted(defs.items())),
    }
