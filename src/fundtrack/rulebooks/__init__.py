"""What a book of rules is: its file form, its layers, its hash, and where it is found.

No project is read here and nothing is decided about one; the shipped books themselves are data.
"""

from .book import (
    Act,
    AskedFact,
    Book,
    Change,
    Code,
    DatedValue,
    Define,
    Exceptional,
    Group,
    LookupTable,
    Parameter,
    Reading,
    RoundingProfile,
    Rule,
    TableRow,
    Value,
    Verification,
)
from .entries import Entries
from .form import book_schema
from .reading import load_book
from .shelf import BASE, BookInfo, Shelf, books
from .texts import Texts
from .world import CURRENCY_AGREES, LINES, LINKS_FOUND, STEPS, VIRTUAL_FACTS

__all__ = [
    "BASE",
    "CURRENCY_AGREES",
    "LINES",
    "LINKS_FOUND",
    "STEPS",
    "VIRTUAL_FACTS",
    "Act",
    "AskedFact",
    "Book",
    "BookInfo",
    "Change",
    "Code",
    "DatedValue",
    "Define",
    "Entries",
    "Exceptional",
    "Group",
    "LookupTable",
    "Parameter",
    "Reading",
    "RoundingProfile",
    "Rule",
    "Shelf",
    "TableRow",
    "Texts",
    "Value",
    "Verification",
    "book_schema",
    "books",
    "load_book",
]
