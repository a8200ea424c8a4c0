"""The quick way of reading gives what the ordinary way gives, or gives up."""

import json
import pickle
from pathlib import Path

import pydantic
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fundtrack.projects import CostItem, Limits, Project, read_project
from fundtrack.projects.limits import DEFAULT_LIMITS
from fundtrack.projects.nouns import annotations
from fundtrack.projects.quick import _TABLES, read_quickly
from fundtrack.projects.reading import _read_ordinarily
from fundtrack.values import FrozenMap, InputError, Money
from tests.laws.draws import amounts
from tests.laws.draws_of_projects import Document, documents, places, put
from tests.projects.small import cost, document, plan
from tests.sample import PROJECTS, ledger_bytes, ledger_project

quickly = settings(
    deadline=None, max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def quick(raw: bytes, limits: Limits = DEFAULT_LIMITS) -> Project | None:
    return read_quickly(raw, limits)


def certain(raw: bytes) -> Project:
    """What the quick way reads; it must not give up."""
    project = quick(raw)
    if project is None and pydantic.VERSION.startswith("2.11."):
        pytest.skip("here a noun that was used before takes the place of the quick one")
    assert project is not None
    return project


def ordinary(raw: bytes) -> object:
    """What the reference says: a project, or problems."""
    try:
        return _read_ordinarily(raw, DEFAULT_LIMITS)
    except InputError as error:
        return error.problems


def as_bytes(whole: object) -> bytes:
    return json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")


# ---- It is quick where it should be ----------------------------------------------------------


def test_a_ledger_is_read_quickly():
    project = certain(ledger_bytes())
    assert project == read_project(ledger_project())
    assert hash(project) == hash(read_project(ledger_project()))
    assert {type(row.facts) for row in project.costs or ()} == {FrozenMap}
    assert pickle.loads(pickle.dumps(project)) == project


@pytest.mark.parametrize("file", PROJECTS, ids=lambda file: file.stem)
def test_every_shipped_example_is_read_quickly(file: Path):
    assert certain(file.read_bytes()) == ordinary(file.read_bytes())


def test_the_golden_file_is_read_quickly():
    raw = (Path(__file__).parent / "golden/project-1.json").read_bytes()
    assert certain(raw) == ordinary(raw)


def test_equal_amounts_are_one_object():
    project = certain(as_bytes(document(costs=[
        {"id": f"C{at}", "form": "actual", "net": "5.00 EUR", "vat": "5.00 EUR"}
        for at in range(20)
    ])))  # fmt: skip
    assert len({id(part) for row in project.costs or () for part in (row.net, row.vat)}) == 1


@pytest.mark.parametrize("whole", [
    plan(period={"first": "2016-01-01", "months": 18}), plan(roles={"A": "lead"}),
    document(titles={"en": "Title: and more"}, notes=["https://example.org/a:b"]),
    document(facts={"a": 1, "b": "c:d"}, labels={"x:y": ":"}), cost(quantity=3, net=None),
    document(costs=[]), document(notes=['"quoted": ":"', "back\\slash", "ā"]),
    cost(net="7 JPY", vat="-0.00 EUR", vat_recoverable="1.5 EUR"),
])  # fmt: skip
@pytest.mark.parametrize("indent", [None, 2])
def test_all_that_is_usual_is_read_quickly(whole: Document, indent: int | None):
    for plain in (True, False):
        raw = json.dumps(whole, indent=indent, ensure_ascii=plain).encode()
        assert certain(raw) == read_project(whole)


def test_it_does_not_matter_what_was_used_before():
    """Pydantic builds the validator of a noun at its first use."""
    assert CostItem(id="C", form="actual", net="1.00 EUR").net == Money("1.00 EUR")
    project = certain(ledger_bytes(3))
    assert {type(row.net) for row in project.costs or ()} == {Money}


def test_the_amounts_of_tables_are_all_their_amounts():
    for noun, names in _TABLES.items():
        assert names == tuple(name for name, kind, _ in annotations(noun) if kind is Money)


# ---- It is right, always ---------------------------------------------------------------------

ODD = [
    "1.5 EUR", "-0.00 EUR", "-1.00 EUR", "7 JPY", "1.00 SEK", "1.234 KWD", "1.00 EUR",
    "1.00 XXX", "1.00 EUR\n2.00 EUR", "", "x", "1.00", "x" * 33, None, 1, True, 1.5, {},
    ["1.00 EUR"],
]  # fmt: skip


@given(st.lists(amounts.map(str) | st.sampled_from(ODD), min_size=1, max_size=9))
@example([""])  # a column of nothing but empty texts is stated, and wrong
@example([None, None])
def test_columns_of_amounts_are_what_the_rows_say(column: list[object]):
    rows = [{"id": f"C{at}", "form": "actual", "net": cell} for at, cell in enumerate(column)]
    raw = as_bytes(document(costs=rows))
    assert quick(raw) in (None, ordinary(raw))


@quickly
@given(documents, st.data())
def test_it_never_reads_what_the_ordinary_way_reads_otherwise(
    whole: Document, data: st.DataObject
):
    """Also with a wrong thing somewhere, and with a key that stands twice."""
    if data.draw(st.booleans()):
        path = data.draw(st.sampled_from(places(whole)[1:]))
        put(whole, path, lambda _: data.draw(st.sampled_from([*ODD, 0, -1, 10**19, "\ud800"])))
    raw = as_bytes(whole)
    commas = [at for at, byte in enumerate(raw) if byte == ord(",")]
    if commas and data.draw(st.booleans()):
        at = data.draw(st.sampled_from(commas))
        raw = raw[:at] + data.draw(st.sampled_from(TWICE)) + raw[at:]
    found = quick(raw)
    assert found is None or (found == ordinary(raw) and hash(found) == hash(ordinary(raw)))


#: Keys that may stand already where they are put.
TWICE = [
    b',"id":"A"',
    b',"number" :1',
    b',"number"\n:1,"facts":{}',
    b',"\\u0069d":"A"',
    b',"facts":{"a":1,"a":1}',
    b',"period":{"first":"2016-01-01","first":"2016-01-01"}',
    b',"terms":{"a":":"}',
    b',"labels":{"\\"":""}',
    b',"form":"actual"',
    b":",
    b'"',
]


@example('"titles":{"en":":"},"number" :1,"number":1')
@example('"notes":[":"],"number":"1","number":"1"')
@example('"notes":["\\u003a"],"number":"1","number":"1"')  # a colon that is not in the source
@example('"facts":{"a":":","a":1}')
@example('"labels":{"\\"":"x","\\"":":"}')
@example('"labels":{"a\\\\":"b","a\\\\":"c"}')
@given(st.lists(st.sampled_from([
    '"facts":{', '"labels":{', '"number":', '"titles":{', "}", '"a":', '"a" :', '"a"\t:',
    '":":',
    '"\\"":', '"\\\\":', '"\\u0061":', '":"', '"\\":"', '"x"', "1", ",", ",", " ", '"en":',
]), max_size=12).map("".join))  # fmt: skip
def test_no_key_is_lost(inside: str):
    start = as_bytes(document()).decode().removesuffix("}")
    raw = f"{start},{inside}}}".encode()
    found = quick(raw)
    assert found is None or found == ordinary(raw)


@pytest.mark.parametrize("raw", [
    b"", b"{}", b"[]", b"null", b"{", as_bytes(document(ammount=1)), as_bytes(cost(net="1.00")),
    as_bytes(cost(net="1.00 EUR\n1.00 EUR")), as_bytes(document()).replace(b"1}", b"1.0}"),
    as_bytes(document())[:-1] + b',"number":"a","number":"b"}', as_bytes(cost(quantity=2.5)),
    as_bytes({key: part for key, part in document().items() if key != "schema_version"}),
    b"[" * 100_000, as_bytes(document(notes=["x" * 10_001])), b"\xff" + as_bytes(document()),
])  # fmt: skip
def test_it_gives_up(raw: bytes):
    assert quick(raw) is None


@given(st.from_regex(r"[0-9]{4}-?[0-9W]{2,3}-?[0-9]{0,2}|.{10}", fullmatch=True))
@example("2016-W35-4")
@example("2016-09-01")
@example("20160901")
@example("2015-02-29")
@example("1472688000")
def test_days_are_what_the_ordinary_way_reads(day: str):
    raw = as_bytes(cost(paid_on=day))
    assert quick(raw) in (None, ordinary(raw))


@given(
    st.integers(-40_000_000, 40_000_000).map(lambda days: days * 86_400),
    st.sampled_from([1, 1000]),
    st.sampled_from(["{}", "+{}", "{:020}", "{}.0", " {}", "{:_}"]),
)
@example(0, 1, "{}")
@example(86_400, 1, "{}")
@example(86_400, 1, "{:020}")
@example(-86_400, 1, "{}")
@example(253_402_214_400, 1000, "{}")
def test_seconds_are_no_day_however_they_are_written(seconds: int, unit: int, spelling: str):
    """Pydantic reads such texts as days; nobody wrote them as days."""
    assert quick(as_bytes(cost(paid_on=spelling.format(seconds * unit)))) is None


def test_seconds_are_found_before_and_after_other_digits():
    other = {"document": "Nr. 100"}
    for stated in ({"paid_on": "86400"} | other, other | {"paid_on": "86400"}):
        assert quick(as_bytes(cost(**stated))) is None


def test_seconds_in_escaped_digits_are_no_day_either():
    raw = as_bytes(cost(paid_on="86400"))
    for digit in (b"8", b"6", b"4", b"0"):
        escaped = raw.replace(b"86400", b"86400".replace(digit, b"\\u003" + digit))
        assert escaped != raw
        assert quick(escaped) is None
    assert quick(raw.replace(b"86400", b"\\u002b86400")) is None


@pytest.mark.parametrize("name", ["Nr. 100", "7/00", "12.00", "00", "100 00", "86400 ", "864"])
def test_digits_that_count_no_days_do_not_slow_a_project_down(name: str):
    assert certain(as_bytes(cost(document=name, paid_on="2016-09-01")))


def test_digits_that_might_are_read_in_the_ordinary_way():
    raw = as_bytes(cost(document="Nr. 86400", paid_on="2016-09-01"))
    assert quick(raw) is None
    assert ordinary(raw) is not None


@pytest.mark.parametrize("day", ["1970-01-02", "1970-01-01", "1969-12-31", "0001-01-01"])
def test_days_before_the_first_in_seconds_are_read_in_the_ordinary_way(day: str):
    raw = as_bytes(cost(paid_on=day))
    read = ordinary(raw)
    assert isinstance(read, Project)
    assert (certain(raw) if day == "1970-01-02" else quick(raw)) in (None, read)


def test_it_gives_up_where_a_host_allows_less():
    raw = as_bytes(document(notes=["abcd"], costs=[{"id": "C", "form": "actual"}]))
    assert quick(raw) is not None
    for limits in (Limits(depth=5), Limits(fields=499), Limits(text=3), Limits(rows=2)):
        assert quick(raw, limits) is None
        with_more = as_bytes(document(notes=["abcd" * 9], aid=[{}, {}, {}, {}]))
        assert quick(with_more, limits) is None
