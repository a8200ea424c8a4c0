"""A project from JSON bytes in one go: parsed and validated together, its amounts by columns.

The ordinary way parses strictly, then validates; it is the reference and gives every error.
This way takes the schema of the same models, lets pydantic-core parse and validate at once, and
reads each different amount of the tables one time. It gives up (None) rather than be wrong:
pydantic's parser keeps the last of two equal keys, so the keys that arrived are counted against
the colons of the source; it makes binary fractions of numbers with a point, so it stops at the
first; and whatever it refuses, the ordinary way says why. Figures: docs/performance.md.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, Final, get_args

from pydantic import ValidationInfo
from pydantic_core import SchemaValidator, core_schema

from fundtrack.values import EXPONENTS, FrozenMap, Money, Period

from .base import Noun
from .fields import MARK, MARK_AMOUNT, MARK_DAY, MARK_MAP, MARK_NUMBER, MARK_PERIOD, NAMES_MAX
from .ledger import CostItem
from .limits import Limits
from .nouns import annotations
from .plan import BudgetLine
from .project import Project
from .scalars import TEXT_MAX, read_number
from .strict import unescaped

#: The nouns of long tables, with their amounts. None of them looks at its amounts itself.
_TABLES: Final[Mapping[type[Noun], tuple[str, ...]]] = {
    CostItem: ("net", "vat", "vat_recoverable"),
    BudgetLine: ("amount",),
}
#: To remember texts and look them up costs more than to make them again.
_CONFIG: Final = core_schema.CoreConfig(cache_strings="none")
#: How deep the models go. A host that allows less than the models do is for the ordinary way.
_DEPTH: Final = 8
_stated_fields = attrgetter("__pydantic_fields_set__")
_ALL_BUT_QUOTES_AND_COLONS: Final = bytes(byte for byte in range(256) if byte not in b'":')


class _GivesUpError(Exception):
    """Only the ordinary way can read this."""


class _Keys:
    """Keys of the source that no model holds: those of maps and of periods."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0


def read_quickly(raw: bytes, limits: Limits) -> Project | None:
    """Return the project, or None where the ordinary way has to read it."""
    if limits.depth < _DEPTH or limits.fields < NAMES_MAX or limits.text < TEXT_MAX:
        return None
    if len(raw) > limits.rows and max(raw.count(b"{"), raw.count(b"[")) > limits.rows:
        return None
    if _may_count_seconds(raw):
        return None
    keys = _Keys()
    try:
        project: Project = _validator().validate_json(raw, context=keys)
        if "schema_version" not in project.model_fields_set:
            return None
        if not _are_all_keys(keys.count + _count_stated([project]), raw, project):
            return None
        _read_amounts([project])
        _read_amounts(project.plans)
    except (ValueError, _GivesUpError):  # of pydantic, of ours, of a strict zip
        return None
    return project


# ---- The schema of the models, changed where pydantic-core is slow or loses something --------


@cache
def _validator() -> SchemaValidator:
    """Build it; a noun's own ready validator must not take the place of ours."""
    Project.model_rebuild()
    schema = _rewritten(Project.__pydantic_core_schema__, None)
    try:
        return SchemaValidator(schema, _CONFIG, _use_prebuilt=False)
    except TypeError:  # pydantic 2.11, where it may; then some files go the ordinary way
        return SchemaValidator(schema, _CONFIG)


def _rewritten(node: Any, noun: object) -> Any:  # noqa: ANN401 - a schema is a tree of anything
    """The schema with its marked fields replaced; `noun` is the model a field stands in."""
    if isinstance(node, list):
        return [_rewritten(part, noun) for part in node]
    if type(node) is not dict:  # a default may be a frozen map, which is no part of the schema
        return node
    if node.get("type") == "model":
        noun = node["cls"]
    match (node.get("metadata") or {}).get(MARK):
        case mark if mark == MARK_AMOUNT and noun in _TABLES:
            return core_schema.str_schema(strict=True, max_length=32)
        case mark if mark == MARK_DAY:
            return _DAY
        case mark if mark == MARK_NUMBER:
            return core_schema.no_info_plain_validator_function(_exact_number)
        case mark if mark == MARK_PERIOD:
            return core_schema.with_info_plain_validator_function(_counted_period)
        case mark if mark == MARK_MAP:
            return core_schema.with_info_after_validator_function(_counted_map, node["schema"])
    return {key: _rewritten(value, noun) for key, value in node.items()}


#: Pydantic-core reads a day without making its text first, which saves a call. In JSON and
#: strictly it takes ISO days, and texts of seconds or milliseconds since 1970 that make whole
#: days. The first of those is 0; the days up to it go the ordinary way.
_DAY: Final = core_schema.date_schema(strict=True, ge=date(1970, 1, 2))
_DAY_IN_SECONDS: Final = 86_400
#: What their texts end with, and the most digits they have.
_HUNDREDS: Final = b'00"'
_DIGITS_MAX: Final = 15
_DIGITS: Final = b"0123456789"
#: How the escape of any digit begins.
_ESCAPED_DIGIT: Final = rb"\u003"


def _may_count_seconds(raw: bytes) -> bool:
    """Whether digits at the end of a text may be a day in seconds or milliseconds."""
    if b"\\" in raw and _ESCAPED_DIGIT in raw:
        return True
    at = raw.rfind(_HUNDREDS)
    while at >= 0:
        tail = raw[max(at + 2 - _DIGITS_MAX, 0) : at + 2]
        count = int(tail[len(tail.rstrip(_DIGITS)) :])
        if count and count % _DAY_IN_SECONDS == 0:
            return True
        at = raw.rfind(_HUNDREDS, 0, at)
    return False


def _exact_number(value: object) -> Decimal:
    if isinstance(value, float):
        raise _GivesUpError
    return read_number(value)


def _counted_period(value: object, info: ValidationInfo) -> Period:
    if isinstance(value, dict):
        _count(info, value)
    return Period.read(value)


def _counted_map(value: dict[str, Any], info: ValidationInfo) -> FrozenMap[Any]:
    _count(info, value)
    return FrozenMap(value)


def _count(info: ValidationInfo, held: Mapping[str, object]) -> None:
    keys = info.context
    if not isinstance(keys, _Keys):
        raise AssertionError("the quick way counts keys, and was given nothing to count with")
    keys.count += len(held)


# ---- No key was lost -------------------------------------------------------------------------


def _are_all_keys(held: int, raw: bytes, project: Project) -> bool:
    """Whether the source has no other keys than those held, which are all keys of it.

    Every key has a colon. Those in titles and notes stand in strings, so where no more are left
    than keys held, there are no more keys; where more are left, the strings are looked at. An
    escaped colon would be found in a note and not in the source.
    """
    if b"\\" not in raw:
        prose = "".join((*(project.titles or {}).values(), *(project.notes or ())))
        if raw.count(b":") - prose.count(":") == held:
            return True
    return _count_keys(raw) == held


def _count_keys(raw: bytes) -> int:
    """Count the keys of the source: the colons outside strings.

    All but quotes and colons is deleted. Two quotes side by side go too, which changes for no
    colon whether it stands inside a string; few strings are left.
    """
    shape = unescaped(raw).translate(None, _ALL_BUT_QUOTES_AND_COLONS).replace(b'""', b"")
    return sum(outside.count(b":") for outside in shape.split(b'"')[::2])


def _count_stated(nouns: Sequence[Noun]) -> int:
    """Count the fields that are stated in nouns of one kind and in the nouns inside them."""
    count = sum(map(len, map(_stated_fields, nouns)))
    for name, many in _inside(type(nouns[0])):
        inner: list[Any] = [part for noun in nouns if (part := getattr(noun, name))]
        if many:
            inner = list(chain.from_iterable(inner))
        if inner:
            count += _count_stated(inner)
    return count


@cache
def _inside(noun: type[Noun]) -> tuple[tuple[str, bool], ...]:
    """The fields of a noun that hold nouns, and whether they hold many."""
    return tuple(
        (name, part is not kind)
        for name, kind, _ in annotations(noun)
        for part in (kind, *get_args(kind))
        if isinstance(part, type) and issubclass(part, Noun)
    )


# ---- Amounts ---------------------------------------------------------------------------------


def _read_amounts(holders: Sequence[Noun]) -> None:
    """Put amounts in the place of their texts, in the tables of nouns that were just made."""
    for table in _tables(holders):
        rows = [row.__dict__ for row in table]
        names = _TABLES[type(table[0])]
        columns = [list(map(itemgetter(name), rows)) for name in names]
        texts: dict[Any, Any] = dict.fromkeys(chain.from_iterable(columns))
        texts.pop(None, None)
        amounts: dict[Any, Money | None] = dict(zip(texts, _amounts(texts), strict=True))
        amounts[None] = None
        for name, column in zip(names, columns, strict=True):
            if column.count(None) == len(column):
                continue  # nobody states it, so there is nothing to put in its place
            for row, amount in zip(rows, map(amounts.__getitem__, column), strict=True):
                row[name] = amount


def _tables(holders: Sequence[Noun]) -> Iterator[tuple[Noun, ...]]:
    for holder in holders:
        for name, many in _inside(type(holder)):
            rows = getattr(holder, name) if many else None
            if rows and type(rows[0]) in _TABLES:
                yield rows


def _amounts(texts: Iterable[str]) -> Iterable[Money]:
    """The amount of each text; most are usual, so they are matched and read all at once.

    Raises:
        InputError: one of them is no amount.
    """
    try:
        lines = "\n".join(texts)
    except TypeError:  # a release of pydantic whose ready validator of a noun went before ours
        return map(Money, texts)
    currency = lines[-3:]
    if EXPONENTS.get(currency) and _usual(currency)(f"{lines}\n"):
        digits = lines.encode().translate(None, f". {currency}".encode()).split(b"\n")
        # A text that holds a line break gives two lines; the caller's strict zip refuses them.
        return Money.of_minors(map(int, digits), currency)
    return map(Money, texts)


@cache
def _usual(currency: str) -> Callable[[str], re.Match[str] | None]:
    """Match amounts of a currency with all their decimals, one to a line."""
    amount = rf"-?(?:0|[1-9][0-9]{{0,15}})\.[0-9]{{{EXPONENTS[currency]}}} {currency}\n"
    return re.compile(f"(?:{amount})*").fullmatch
