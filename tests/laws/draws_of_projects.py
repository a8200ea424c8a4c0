"""Draws of project files, made from the models: every field and collection of every noun."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st

from fundtrack.projects import Noun, Project
from fundtrack.projects.fields import ID_PATTERN, Link, Says
from fundtrack.projects.nouns import annotations
from fundtrack.values import Money, Period, Price, Rate
from tests.laws.draws import amounts, days, periods, rates

Document = dict[str, Any]

#: Few ids, so that links sometimes meet a row.
ids = st.sampled_from(["A", "B-1", "INV/17", "līgums Nr. 1", "~", "x" * 200])
codes = st.sampled_from(["staff", "external", "1.2.1.1", "RCO01", "a/b_c-d"])
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
names = st.sampled_from(["support_rate", "size", "a", "b2"])
scalars = texts | st.integers(-(10**16) + 1, 10**16 - 1) | st.booleans()
numbers = st.integers(-(10**6), 10**6) | st.decimals(-(10**6), 10**6, places=3).map(str)
period_files = st.one_of(
    periods().map(str),
    periods().map(lambda period: {"first": str(period.first), "last": str(period.last)}),
    st.builds(
        lambda first, months: {"first": first, "months": months},
        st.dates(date(2000, 1, 1), date(2050, 1, 1)).map(str),
        st.integers(1, 120),
    ),
    days.map(lambda day: {"last": str(day)}),
    days.map(lambda day: f"{day}/"),
)
BY_CLASS: dict[object, st.SearchStrategy[Any]] = {
    Money: amounts.map(str),
    Price: st.sampled_from(["27.4125 EUR", "0.000001 EUR", "12 JPY"]),
    Rate: rates.map(str),
    date: days.map(str),
    Period: period_files,
}
BY_KIND: dict[str, st.SearchStrategy[Any]] = {
    "number": numbers,
    "months": st.integers(0, 1_200),
    "bool": st.booleans(),
    "code": codes,
}
#: Fields whose text is more than a kind.
BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "schema_version": st.just(1),
    "book": st.sampled_from(["lv/cluster-2016", "eu/erdf-2014@12"]),
    "currency": st.sampled_from(["EUR", "LVL", "JPY"]),
    "country": st.sampled_from(["LV", "EE"]),
    "month": st.sampled_from(["2016-01", "1999-12"]),
    "facts": st.dictionaries(names, scalars, max_size=2),
    "terms": st.dictionaries(names, scalars, max_size=2),
    "labels": st.dictionaries(ids, texts, max_size=2),
    "titles": st.dictionaries(st.sampled_from(["lv", "en", "de-AT"]), texts, max_size=2),
    "roles": st.dictionaries(ids, st.sampled_from(["lead", "partner"]), max_size=2),
    **dict.fromkeys(["number", "sequence", "order"], st.integers(0, 999_999)),
}


def value(name: str, annotation: object, said: tuple[object, ...]) -> st.SearchStrategy[Any]:
    """Draws of one field, in the form of the file."""
    kind = next((part.kind for part in said if isinstance(part, Says)), None)
    if any(isinstance(part, Link) for part in said):
        return ids
    if get_origin(annotation) is Literal:
        return st.sampled_from(get_args(annotation))
    if get_origin(annotation) is tuple:
        return st.lists(item(name, get_args(annotation)[0]), max_size=2)
    if isinstance(annotation, type) and issubclass(annotation, Noun):
        return nouns(annotation)
    if name in BY_NAME and not (name == "number" and kind == "text"):
        return BY_NAME[name]
    if annotation in BY_CLASS:
        return BY_CLASS[annotation]
    if kind in BY_KIND:
        return BY_KIND[kind]
    is_id = any(getattr(part, "pattern", None) == ID_PATTERN for part in said)
    return ids if is_id else texts


def item(name: str, annotation: object) -> st.SearchStrategy[Any]:
    """Draws of a row of a collection."""
    if hasattr(annotation, "__metadata__"):
        inner, *said = get_args(annotation)
        return value(name, inner, tuple(said))
    return value(name, annotation, ())


def nouns(model: type[Noun]) -> st.SearchStrategy[Document]:
    """Draws of one noun: what must be stated, and some of the rest."""
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, annotation, said in annotations(model):
        stated = model.model_fields[name].is_required() or name == "schema_version"
        (required if stated else optional)[name] = value(name, annotation, said)
    return st.fixed_dictionaries(required, optional=optional)


def _tidy(whole: Document) -> Document:
    """Make the rows ones that can be told apart, and amounts the sign their kind allows."""
    plans = whole["plans"] or [{"number": 1}]
    whole["plans"] = plans
    for at, plan in enumerate(plans):
        plan["number"] = at + 1
        if at:
            plan["effective_from"] = f"20{at + 10}-01-01"
        for rows in (plan.get(name) for name in ("budget", "activities", "sources")):
            _number(rows)
    for rows in whole.values():
        if isinstance(rows, list) and rows and isinstance(rows[0], dict) and "id" in rows[0]:
            _number(rows)
    for row in [*(whole.get("entries") or ()), *(whole.get("payments") or ())]:
        row["amount"] = row["amount"].lstrip("-")
    for entry in whole.get("entries") or ():
        for link in ("procurement", "claim"):
            entry.pop(link, None)
        entry["cost"] = "A"
    return whole


def _number(rows: list[Document] | None) -> None:
    for at, row in enumerate(rows or ()):
        row["id"] = f"{row['id'][:190]}#{at}"


documents: st.SearchStrategy[Document] = nouns(Project).map(_tidy)


def places(found: object, pointer: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of everything inside a file."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(found, dict):
        inner = list(found.items())
    elif isinstance(found, list):
        inner = list(enumerate(found))
    return [pointer] + [path for step, part in inner for path in places(part, (*pointer, step))]


def put(whole: Document, path: tuple[str | int, ...], change: Callable[[Any], Any]) -> Document:
    """Change what stands at a path, in place."""
    *above, last = path
    holder: Any = whole
    for step in above:
        holder = holder[step]
    holder[last] = change(holder[last])
    return whole
