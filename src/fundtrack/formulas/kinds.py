"""The kinds of values in a formula, and the shape of the world it may name.

A formula knows no project and no book. It is checked against a `Schema`: which nouns there are,
which fields and links each has, and which bare names a book declares. `rulebooks` builds the
schema from the nouns of `projects` and from the book; here it is only read.
"""

from collections.abc import Mapping
from enum import StrEnum

from fundtrack.values import FrozenMap, Record


class Kind(StrEnum):
    """The kinds of values; the word in a book is the word here.

    >>> Kind("money")
    <Kind.MONEY: 'money'>
    """

    MONEY = "money"
    PRICE = "price"
    RATE = "rate"
    NUMBER = "number"
    DAYS = "days"
    MONTHS = "months"
    DATE = "date"
    TEXT = "text"
    CODE = "code"
    BOOL = "bool"
    SET = "set"


class Type(Record):
    """A kind, and for codes and sets of codes the closed list of codes, where there is one.

    >>> Type(Kind.CODE, frozenset({"actual", "flat"})).kind
    <Kind.CODE: 'code'>
    """

    kind: Kind
    codes: frozenset[str] | None = None


class Noun(Record):
    """What a formula may say of one noun.

    `fields` holds facts and defines by the name after the dot (a part of a period is spelled
    `period.first`), `defines` tells which of them the book computes. `links` are the to-one
    links and the noun each reaches; a row belongs to what it links to.

    >>> Noun("cost", {"net": Type(Kind.MONEY)}, {"partner": "partner"}).links["partner"]
    'partner'
    """

    name: str
    fields: Mapping[str, Type]
    links: Mapping[str, str] = FrozenMap({})
    defines: frozenset[str] = frozenset()


class Table(Record):
    """A table of a book: the kinds of its keys, in order, and the kind it gives.

    >>> Table((Type(Kind.CODE, frozenset({"small"})),), Type(Kind.RATE)).gives.kind
    <Kind.RATE: 'rate'>
    """

    keys: tuple[Type, ...]
    gives: Type


class Schema(Record):
    """Everything a formula of one book may name.

    `rows` are the nouns an aggregate may range over. `parameters` maps a name to its type and
    the noun whose fact dates it (`None`: it holds for the whole project). A set or a reading is
    a bare name with a type of kind set or code.

    >>> nouns = {"project": Noun("project", {"eligible": Type(Kind.MONEY)})}
    >>> schema = Schema(nouns, frozenset(), {"support_rate": (Type(Kind.RATE), None)})
    >>> schema.parameters["support_rate"][0].kind
    <Kind.RATE: 'rate'>
    """

    nouns: Mapping[str, Noun]
    rows: frozenset[str]
    parameters: Mapping[str, tuple[Type, str | None]] = FrozenMap({})
    sets: Mapping[str, Type] = FrozenMap({})
    readings: Mapping[str, Type] = FrozenMap({})
    tables: Mapping[str, Table] = FrozenMap({})
