"""What formulas may say of the nouns, read off the models once; nothing is listed twice."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Final, Literal, Union, get_args, get_origin

from fundtrack.values import Money, Period, Price, Rate, Record

from .agreement import Agreement, Call, Waiver
from .aid import AidAward
from .base import Noun
from .fields import Link, Says
from .indicator import Indicator
from .ledger import Claim, CostItem, Entry, Payment, Procurement
from .partner import Enterprise, Partner
from .plan import Activity, BudgetLine, CostOption, FundingSource, Plan
from .project import Project

#: The word of each noun in formulas, its model, and where its rows stand in the file: N is the
#: place of the plan, "" is a thing reached by links only.
NOUNS: Final[Mapping[str, tuple[type[Noun], str]]] = MappingProxyType(
    {
        "project": (Project, ""),
        "agreement": (Agreement, ""),
        "call": (Call, ""),
        "plan": (Plan, "/plans"),
        "partner": (Partner, "/partners"),
        "activity": (Activity, "/plans/N/activities"),
        "budget_line": (BudgetLine, "/plans/N/budget"),
        "option": (CostOption, "/plans/N/options"),
        "source": (FundingSource, "/plans/N/sources"),
        "cost": (CostItem, "/costs"),
        "entry": (Entry, "/entries"),
        "procurement": (Procurement, "/procurements"),
        "claim": (Claim, "/claims"),
        "payment": (Payment, "/payments"),
        "aid": (AidAward, "/aid"),
        "enterprise": (Enterprise, ""),
        "indicator": (Indicator, "/indicators"),
        "waiver": (Waiver, "/waivers"),
    }
)
_KINDS: Final[Mapping[type, str]] = {Money: "money", Price: "price", Rate: "rate", date: "date"}
_PERIOD: Final = (("first", "date"), ("last", "date"), ("length", "days"))
#: The plan a row stands under is the one in force on a day of the row (D-07).
_PLANS: Final = {"cost": "incurred_on", "claim": "submitted_on"}


class NounFields(Record):
    """What a formula may say of one noun.

    `fields` maps a name after the dot to its kind and, for codes of a closed list, the codes; a
    part of a period or of an exchange is spelled with a dot (`period.first`). `links` are the
    to-one links and the nouns they reach. `dated` are links that no id states: `cost.plan` is
    the plan in force on the day of the field it maps to. `rows` is where the rows stand in the
    file, N for the place of the plan; "" where there is at most one.
    """

    name: str
    model: type[Noun]
    rows: str
    fields: Mapping[str, tuple[str, frozenset[str] | None]]
    links: Mapping[str, str]
    dated: Mapping[str, str]


@cache
def noun_fields() -> Mapping[str, NounFields]:
    """Return every noun of the language by its word, with its fields and links.

    >>> noun_fields()["cost"].fields["paid_on"], noun_fields()["cost"].links["partner"]
    (('date', None), 'partner')
    >>> sorted(noun_fields()["plan"].fields)[:4]
    ['approved_on', 'effective_from', 'eligible', 'number']
    """
    return MappingProxyType(
        {name: _describe(name, model, rows) for name, (model, rows) in NOUNS.items()}
    )


def _describe(name: str, model: type[Noun], rows: str) -> NounFields:
    fields: dict[str, tuple[str, frozenset[str] | None]] = {}
    links: dict[str, str] = {}
    for field, annotation, metadata in annotations(model):
        link = next((part.noun for part in metadata if isinstance(part, Link)), None)
        inner = _noun_of(annotation)
        if link or inner:
            links[field] = link or inner or ""
        else:
            fields |= dict(_kinds(field, annotation, metadata))
    return NounFields(
        name,
        model,
        rows,
        MappingProxyType(fields),
        MappingProxyType(links),
        MappingProxyType({"plan": _PLANS[name]} if name in _PLANS else {}),
    )


def _kinds(
    field: str, annotation: object, metadata: tuple[object, ...]
) -> Iterator[tuple[str, tuple[str, frozenset[str] | None]]]:
    """The names of one field in formulas, with kind and codes; none if they cannot read it."""
    says = next((part.kind for part in metadata if isinstance(part, Says)), None)
    if says is not None:
        if says:
            yield field, (says, None)
    elif get_origin(annotation) is Literal:
        yield field, ("code", frozenset(get_args(annotation)))
    elif annotation is Period:
        for part, kind in _PERIOD:
            yield f"{field}.{part}", (kind, None)
    elif isinstance(annotation, type):
        if annotation in _KINDS:
            yield field, (_KINDS[annotation], None)
        elif issubclass(annotation, Noun):
            for name, inner, inner_metadata in annotations(annotation):
                for part, kind_and_codes in _kinds(name, inner, inner_metadata):
                    yield f"{field}.{part}", kind_and_codes


def _noun_of(annotation: object) -> str | None:
    """The word of the noun that stands inside this field, as a call stands inside a project."""
    return next((name for name, (model, _) in NOUNS.items() if model is annotation), None)


def annotations(model: type[Noun]) -> Iterator[tuple[str, object, tuple[object, ...]]]:
    """The fields of a model: name, type without None, and everything said about it."""
    for name, info in model.model_fields.items():
        annotation, metadata = _unwrapped(info.annotation)
        yield name, annotation, (*info.metadata, *metadata)


def _unwrapped(annotation: object) -> tuple[object, tuple[object, ...]]:
    """A type without `| None` and without `Annotated`, and what that said."""
    metadata: tuple[object, ...] = ()
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *said = get_args(annotation)
            metadata = (*metadata, *said)
        elif get_origin(annotation) in (Union, UnionType):
            annotation = next(part for part in get_args(annotation) if part is not NoneType)
        else:
            return annotation, metadata
