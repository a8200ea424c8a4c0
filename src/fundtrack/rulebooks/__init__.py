"""What a book of rules is: its file form, its layers, its hash, and where it is found.

No project is read here and nothing is decided about one; the shipped books themselves are data.
"""

from .asks import Ask, asks_of
from .book import (
    Act,
    AskedFact,
    Book,
    Change,
    Code,
    CodeSet,
    Conversion,
    DatedValue,
    Deadline,
    Define,
    Exceptional,
    Flexibility,
    Group,
    LookupTable,
    Parameter,
    Reading,
    Reporting,
    RoundingProfile,
    Rule,
    TableRow,
    Value,
    Verification,
)
from .census import Census, census_of
from .compare import BookChange, BookComparison, ChangeKind, compare_books
from .computed import FLAT, may_hold
from .deadlines import MOVES, REPORTING_PERIOD
from .entries import Entries
from .form import book_schema
from .reading import load_book
from .said import Touches
from .shelf import BASE, BookInfo, Shelf, books
from .texts import Texts
from .world import (
    ACCEPTED,
    CURRENCY_AGREES,
    DECLARED,
    DOCUMENT_ONCE,
    LEDGER_FACTS,
    LINES,
    LINKS_FOUND,
    PARTNER_OPTIONS,
    STEPS,
    VIRTUAL_FACTS,
    WITHIN_ITS_CLAIM,
)

__all__ = [
    "ACCEPTED",
    "BASE",
    "CURRENCY_AGREES",
    "DECLARED",
    "DOCUMENT_ONCE",
    "FLAT",
    "LEDGER_FACTS",
    "LINES",
    "LINKS_FOUND",
    "MOVES",
    "PARTNER_OPTIONS",
    "REPORTING_PERIOD",
    "STEPS",
    "VIRTUAL_FACTS",
    "WITHIN_ITS_CLAIM",
    "Act",
    "Ask",
    "AskedFact",
    "Book",
    "BookChange",
    "BookComparison",
    "BookInfo",
    "Census",
    "Change",
    "ChangeKind",
    "Code",
    "CodeSet",
    "Conversion",
    "DatedValue",
    "Deadline",
    "Define",
    "Entries",
    "Exceptional",
    "Flexibility",
    "Group",
    "LookupTable",
    "Parameter",
    "Reading",
    "Reporting",
    "RoundingProfile",
    "Rule",
    "Shelf",
    "TableRow",
    "Texts",
    "Touches",
    "Value",
    "Verification",
    "asks_of",
    "book_schema",
    "books",
    "census_of",
    "compare_books",
    "load_book",
    "may_hold",
]
