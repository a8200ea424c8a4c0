"""Unreadable projects: each gives one clear error, with its place and the way out."""

import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from fundtrack.projects import read_project
from fundtrack.values import InputError, Money, excerpt
from tests.projects.small import cost, document, plan, refusal

STRINGS = Path(__file__).resolve().parents[2].parent / "shared/data/json/naughty-strings.json"


def naughty() -> list[str]:
    return json.loads(STRINGS.read_text(encoding="utf-8")) if STRINGS.exists() else []


# ---- Amounts, prices, rates, numbers (reliability 1.1) ------------------------------------

NO_AMOUNTS = [
    "1e999999", "NaN", "sNaN", "Infinity", "-Infinity", "1_000 EUR", "1_000", "1,000.00 EUR",
    " 1.50 EUR ", "1.50  EUR", "+5 EUR", "1E2 EUR", "01.00 EUR", ".50 EUR", "1. EUR",
    "1.234 EUR",
    "\uff11\uff12.50 EUR", "\u0661\u0662.\u0665\u0660 EUR", "1.50 \uff25\uff35\uff32", "1.50",
    "EUR 1.50", "1.50 eur", "1.50 XXX", "1.50EUR",
    "1.50\u00a0EUR", "1.50 EUR\n", "", "EUR", "--1.00 EUR", "12345678901234567.00 EUR",
    "9" * 10_000_000, "1" * 9_000 + " EUR",
]  # fmt: skip
NO_TEXTS = [
    0.1, 498597.12, 1.0, float("nan"), float("inf"), True, False, 5, 10**5000, Decimal("1.50"),
    Decimal("1e999999"), Decimal("NaN"), (0, (1,), 2), [1], {"amount": "1.00"}, b"1.00 EUR",
    Fraction(1, 3), object(),
]  # fmt: skip


@pytest.mark.parametrize("found", [*NO_AMOUNTS, *NO_TEXTS], ids=excerpt)
def test_no_amount(found: object):
    error = refusal(cost(net=found))
    assert error.pointer == "/costs/0/net"
    assert error.found or "finer" in error.message


@pytest.mark.parametrize(
    "number", ["498597.12", "1", "-0.0", "1e2", "1E400", "10000000000000000.01"]
)
def test_a_json_number_is_no_amount(number: str):
    raw = json.dumps(cost(net="?")).replace('"?"', number).encode()
    error = refusal(raw)
    assert error.pointer == "/costs/0/net"
    assert '"1.00 EUR"' in error.remedy or "Money.of_minor" in error.remedy


@pytest.mark.parametrize("number", ["1e999999", "NaN", "-Infinity", "9" * 5_000])
def test_a_json_number_out_of_range_is_refused_by_the_gate(number: str):
    raw = json.dumps(cost(net="?")).replace('"?"', number).encode()
    assert refusal(raw).pointer == "/costs/0/net"


@pytest.mark.parametrize(("written", "shown"), [
    ("-0 EUR", "0.00 EUR"), ("-0.00 EUR", "0.00 EUR"), ("1.5 EUR", "1.50 EUR"),
    ("48000 EUR", "48000.00 EUR"), ("-12.00 EUR", "-12.00 EUR"), ("7 JPY", "7 JPY"),
    ("9999999999999999.99 EUR", "9999999999999999.99 EUR"),
])  # fmt: skip
def test_amounts_of_unusual_but_canonical_form(written: str, shown: str):
    assert read_project(cost(net=written)).to_dict()["costs"][0]["net"] == shown


@pytest.mark.parametrize(
    "found", [*NO_TEXTS, "27.1234567 EUR", "27.5", "1e3 EUR", "\u0663 EUR"], ids=excerpt
)
def test_no_price(found: object):
    assert refusal(cost(unit_price=found)).pointer == "/costs/0/unit_price"


@pytest.mark.parametrize("found", [
    0.85, True, 85, Decimal("0.85"), "0.85", "85%", "85", "85 %%", "1/0", "\uff12 %", "-", "",
    "nan %",
    "1" * 1000 + " %",
], ids=excerpt)  # fmt: skip
def test_no_rate(found: object):
    error = refusal(cost(share_of_use=found))
    assert error.pointer == "/costs/0/share_of_use"
    assert '"85 %"' in error.remedy


@pytest.mark.parametrize("found", [
    True, 0.5, float("nan"), 10**5000, 10**16, Decimal("NaN"), Decimal("Infinity"),
    Decimal("1e999999"), Decimal("1e-999999"), Decimal("0." + "1" * 13), "1e5", "+1", "1_0",
    "\uff12", "", " 1", "1.", "1" * 1000, [1], None.__class__, b"1",
], ids=excerpt)  # fmt: skip
def test_no_number(found: object):
    assert refusal(cost(quantity=found)).pointer == "/costs/0/quantity"


@pytest.mark.parametrize(("found", "shown"), [
    (3, "3"), ("2.50", "2.50"), (Decimal("2.50"), "2.50"), (Decimal("1E+2"), "100"),
    ("-0", "0"), (Decimal("-0.00"), "0.00"), ("-1.5", "-1.5"), (Decimal("1E-12"),
    "0.000000000001"),
])  # fmt: skip
def test_numbers_are_exact_and_written_in_full(found: object, shown: str):
    project = read_project(cost(quantity=found))
    assert project.to_dict()["costs"][0]["quantity"] == shown
    assert project.costs is not None
    assert project.costs[0].quantity == Decimal(shown)


def test_a_fraction_in_json_is_exact():
    raw = json.dumps(cost(quantity="?")).replace('"?"', "0.1000000000000000").encode()
    project = read_project(raw.replace(b"0.1000000000000000", b"0.100000000001"))
    assert project.costs is not None
    assert project.costs[0].quantity == Decimal("0.100000000001")


# ---- Days and periods (1.3) ----------------------------------------------------------------

NO_DAYS = [
    0, "0", "-0.0", "2.2250738585072011e-308", 1472688000, "1472688000", 1472688000.0,
    Decimal(1472688000), "2015-02-29", "01.09.2016", "2016-9-1", "20160901", "2016-W35-4",
    "2016-09-01T00:00:00+03:00", "2016-09-01T00:00:00", "2016-09-01 00:00", "0000-01-01",
    "10000-01-01", "2016-13-01", "2016-09-31", "\uff12\uff10\uff11\uff16-09-01", "2016-09-01 ",
    " 2016-09-01",
    "2016-09", "2016", "", True, datetime(2016, 9, 1), [2016, 9, 1], {"year": 2016},
    b"2016-09-01",
    "2016-09-01\n", "+2016-09-1", "-016-09-01", "2016/09/01", "today",
]  # fmt: skip


@pytest.mark.parametrize("found", NO_DAYS, ids=excerpt)
def test_no_day(found: object):
    error = refusal(cost(paid_on=found))
    assert error.pointer == "/costs/0/paid_on"
    assert error.message == "not a day"
    assert "2016-09-01" in error.expected
    assert error.remedy


@pytest.mark.parametrize(
    "found",
    [day for day in NO_DAYS if not isinstance(day, Decimal | datetime | bytes)],
    ids=excerpt,
)
def test_no_day_in_json(found: object):
    raw = json.dumps(cost(paid_on=found)).encode()
    assert refusal(raw).pointer == "/costs/0/paid_on"


def test_a_date_of_python_and_its_text_are_the_same_day():
    one, two = (read_project(cost(paid_on=day)) for day in (date(2016, 9, 1), "2016-09-01"))
    assert one == two


@pytest.mark.parametrize(("found", "below"), [
    ("2016", ""), ("2016-01-01", ""), ("2016-01-01/2015-12-31", ""), ("/", ""), (2016, ""),
    ({}, ""), ({"first": "2016-01-01", "days": 3}, ""), ({"months": 18}, ""),
    ({"first": "2016-02-30", "months": 18}, "/first"), ({"last": 0}, "/last"),
    ({"first": "2016-01-01", "months": 0}, "/months"),
    ({"first": "9999-12-01", "months": 18}, "/months"),
    ({"first": "2016-01-01", "months": 1.5}, "/months"),
    ({"first": "2016-01-01", "months": True}, "/months"),
    ({"first": "2016-01-01", "months": 10**30}, "/months"),
    ({"first": "2016-01-01", "last": "2017-01-01", "months": 12}, ""),
])  # fmt: skip
def test_no_period(found: object, below: str):
    assert refusal(plan(period=found)).pointer == f"/plans/0/period{below}"


# ---- Text, ids, codes, flags (1.4) ---------------------------------------------------------


@pytest.mark.parametrize("found", [
    "", "a\x00b", "a\nb", "a\u202eb", "a\u200bb", "\ufeffa", "a\u2066b", "\u061ca", "a\x7fb",
    "x" * 201, 5, True, None, ["C1"], b"C1",
], ids=excerpt)  # fmt: skip
def test_no_id(found: object):
    assert refusal(cost(id=found)).pointer == "/costs/0/id"


@pytest.mark.parametrize("found", [
    "", "two words", "ā", "-a", "a" * 201, "a\n", "x;y", 7, True, ["a"], "\uff11",
], ids=excerpt)  # fmt: skip
def test_no_code(found: object):
    assert refusal(cost(category=found)).pointer == "/costs/0/category"


@pytest.mark.parametrize(
    "found", ["", "x" * 10_001, "x" * 10_000_000, "\ud800", 1, b"text", ["t"]], ids=excerpt
)
def test_no_text(found: object):
    assert refusal(cost(supplier=found)).pointer == "/costs/0/supplier"


def test_a_hundred_megabytes_of_text():
    text = "x" * 100_000_000
    assert refusal(cost(supplier=text)).message == "longer than 10000 characters"
    raw = json.dumps(cost(supplier=text)).encode()
    assert refusal(raw).message == "larger than 16777216 bytes"


@pytest.mark.parametrize(("found", "remedy"), [
    ("aktual", 'did you mean "actual"?'), ("", ""), (1, ""), (True, ""), (None, ""),
    (["actual"], ""),
])  # fmt: skip
def test_no_code_of_a_closed_list(found: object, remedy: str):
    error = refusal(cost(form=found))
    assert (error.pointer, error.message, error.remedy) == (
        "/costs/0/form",
        "unknown code",
        remedy,
    )
    assert error.expected == "one of actual, unit, lump, flat, depreciation, in_kind"


@pytest.mark.parametrize("found", ["true", 1, 0, "yes", "", 1.0, []], ids=excerpt)
def test_no_flag(found: object):
    claim = {"id": "1", "number": 1, "final": found}
    assert refusal(document(claims=[claim])).pointer == "/claims/0/final"


@pytest.mark.parametrize("found", [True, 1.0, "1", -1, 10**6, 10**5000, None], ids=excerpt)
def test_no_plan_number(found: object):
    assert refusal(plan(number=found)).pointer == "/plans/0/number"


@pytest.mark.parametrize(
    "found",
    ["EU", "eur", "XXX", "EURO", "", 978, None, "\uff25\uff35\uff32", ["EUR"]],
    ids=excerpt,
)
def test_no_currency(found: object):
    agreement = {"book": "lv/cluster-2016", "currency": found}
    assert refusal(document(agreement=agreement)).pointer == "/agreement/currency"


@pytest.mark.parametrize("found", [
    "", "lv/", "../secret", "lv/../x", "LV/cluster", "lv/cluster@0", "lv/cluster@", "lv//x",
    "/lv",
    "lv/cluster@01", "lv/cluster.toml", 1, None,
], ids=excerpt)  # fmt: skip
def test_no_book(found: object):
    agreement = {"book": found, "currency": "EUR"}
    assert refusal(document(agreement=agreement)).pointer == "/agreement/book"


@pytest.mark.parametrize(
    "found",
    [1.5, None, [], {}, 10**16, "", "x" * 10_001, b"x", object(), datetime(2016, 9, 1)],
    ids=excerpt,
)
def test_no_fact(found: object):
    assert refusal(cost(facts={"size": found})).pointer == "/costs/0/facts/size"


@pytest.mark.parametrize(
    "name", ["Size", "1st", "a-b", "", "a" * 65, "ā", "size ", 1, None], ids=excerpt
)
def test_no_name_of_a_fact(name: object):
    error = refusal(cost(facts={name: True}))
    assert error.pointer.startswith("/costs/0/facts")
    assert error.found == excerpt(name) or not isinstance(name, str)


@pytest.mark.parametrize("found", [1, True, None, ["x"], 1.5], ids=excerpt)
def test_a_label_is_text(found: object):
    assert refusal(cost(labels={"host": found})).pointer == "/costs/0/labels/host"


@pytest.mark.parametrize("language", ["LV", "latviešu", "", "l", "lv_LV", 1], ids=excerpt)
def test_no_language(language: object):
    assert refusal(document(titles={language: "Nosaukums"})).pointer.startswith("/titles")


# ---- The shape of the file -----------------------------------------------------------------


@pytest.mark.parametrize(("name", "near"), [
    ("ammount", "amount"), ("quantitty", "quantity"), ("formm", "form"),
])  # fmt: skip
def test_an_unknown_field_names_the_near_one(name: str, near: str):
    line = {"id": "1", "category": "staff", "form": "actual", "amount": "1.00 EUR", name: 1}
    error = refusal(plan(budget=[line]))
    assert error.pointer == f"/plans/0/budget/0/{name}"
    assert error.message == f'unknown field "{name}"'
    assert error.remedy == f'did you mean "{near}"?'


def test_an_unknown_field_like_none_is_sent_to_facts():
    error = refusal(document(zzz=1))
    assert (error.pointer, error.message) == ("/zzz", 'unknown field "zzz"')
    assert "facts" in error.remedy


@pytest.mark.parametrize("noun", [
    "agreement", "call", "plans/0", "plans/0/options/0", "partners/0/enterprise",
    "costs/0/exchange",
])  # fmt: skip
def test_every_noun_is_closed(noun: str):
    whole = document(
        call={}, partners=[{"id": "P", "role": "lead", "enterprise": {"id": "E"}}],
        costs=[{"id": "C", "form": "actual", "exchange": {"units_per_euro": 1}}],
    )  # fmt: skip
    whole["plans"][0]["options"] = [{"covers": "staff", "method": "flat"}]
    assert read_project(whole)
    inner = whole
    for step in noun.split("/"):
        inner = inner[int(step) if step.isdigit() else step]
    inner["unknwon/thing~"] = 1
    assert refusal(whole).pointer == f"/{noun}/unknwon~1thing~0"


@pytest.mark.parametrize("field", ["schema_version", "agreement", "plans"])
def test_what_must_be_stated(field: str):
    whole = document()
    del whole[field]
    error = refusal(whole)
    assert (error.pointer, error.message) == (f"/{field}", "it must be stated")


@pytest.mark.parametrize("version", [0, 2, 10**30, -1, True, "1", 1.0, None, [1]], ids=excerpt)
def test_no_schema_version(version: object):
    assert refusal(document(schema_version=version)).pointer == "/schema_version"


@pytest.mark.parametrize("found", [{}, "costs", 1, True, {"0": {}}], ids=excerpt)
def test_a_collection_is_a_list(found: object):
    error = refusal(document(costs=found))
    assert (error.pointer, error.message) == ("/costs", "not a list")


@pytest.mark.parametrize("found", [None, 1, "C1", [], True], ids=excerpt)
def test_a_row_is_an_object(found: object):
    error = refusal(document(costs=[found]))
    assert (error.pointer, error.message) == ("/costs/0", "not an object")


@pytest.mark.parametrize(
    "source", [b"[]", b"null", b'"x"', b"1", 1, None, [], object()], ids=excerpt
)
def test_a_project_is_an_object(source: object):
    assert refusal(source).message == "not a project"


def test_a_project_has_a_plan():
    assert refusal(document(plans=[])).pointer == "/plans"


def test_one_row_that_is_wrong_gives_no_second_error_of_its_own():
    assert len(refusal(plan(number=-1)).problems) == 1


def test_at_most_twenty_problems():
    error = refusal(document(costs=[{"x": 1}] * 1_000))
    assert len(error.problems) == 20
    assert error.pointer == "/costs/0/id"


def test_at_most_two_hundred_thousand_rows():
    rows = [{"id": f"C{at}", "form": "actual"} for at in range(200_001)]
    with pytest.raises(InputError) as caught:  # the rows before it are read: 2 seconds
        read_project(document(costs=rows))
    assert (caught.value.pointer, caught.value.message) == ("/costs", "more than 200000 rows")
    raw = json.dumps(document(costs=[{}] * 200_001)).encode()
    assert refusal(raw).message == "more than 200000 rows"


def test_errors_beyond_counting_name_the_first_rows_that_are_wrong():
    rows: list[dict[str, object]] = [{"id": f"C{at}", "form": "actual"} for at in range(3_000)]
    rows[1_200:] = [{"id": "x"}] * 1_800
    payments = [{"id": "P1", "kind": "final", "amount": "1.00 EUR", "paid_on": "2016-01-01"}]
    error = refusal(document(costs=rows, payments=payments))
    assert [problem.pointer for problem in error.problems] == [
        f"/costs/{at}/form" for at in range(1_200, 1_220)
    ]


def test_depth_reaches_the_caller_as_an_error():
    deep: object = 1
    for _ in range(900):
        deep = [deep]
    assert refusal(cost(net=deep)).pointer == "/costs/0/net"
    assert refusal(document(extra=deep)).pointer == "/extra"
    assert refusal(cost(facts={"a": deep})).pointer == "/costs/0/facts/a"
    raw = json.dumps(cost(net="?")).replace('"?"', "[" * 10_000 + "]" * 10_000).encode()
    assert refusal(raw).message == "nested deeper than 32 levels"


def test_an_error_never_echoes_the_input():
    secret = "secret" * 1_000
    for fields in ({"net": secret}, {"form": secret}, {secret: 1}, {"facts": {secret: 1}}):
        assert len(str(refusal(cost(**fields)))) < 700


# ---- Files ---------------------------------------------------------------------------------


def test_a_file_by_its_path(tmp_path: Path):
    file = tmp_path / "project.json"
    file.write_text(json.dumps(document(number="1.2.1.1/16/A/007")), encoding="utf-8")
    assert read_project(file) == read_project(str(file)) == read_project(file.read_bytes())


@pytest.mark.parametrize(
    "name", ["missing.json", "", "a\x00b", '{"schema_version": 1}', "x" * 5000], ids=excerpt
)
def test_a_file_that_cannot_be_opened(tmp_path: Path, name: str):
    error = refusal(str(tmp_path / name))
    assert error.message.startswith("the file cannot be opened")
    assert "bytes" in error.remedy


def test_a_large_file_is_refused_unread(tmp_path: Path):
    file = tmp_path / "large.json"
    with file.open("wb") as handle:
        handle.truncate(5_000_000_000)
    assert "larger than" in refusal(file).message


# ---- Strings that break parsers ------------------------------------------------------------


@pytest.mark.skipif(not naughty(), reason="../shared/data/json is not there")
@pytest.mark.parametrize("text", naughty(), ids=lambda text: ascii(text)[:20])
def test_naughty_strings_are_no_amounts_days_rates_or_codes_and_never_crash(text: str):
    rate = ("share_of_use",) if text not in ("1/2", "-1/2") else ()
    for field in ("net", "paid_on", "unit_price", "form", "performed", *rate):
        assert refusal(cost(**{field: text})).pointer == f"/costs/0/{field}"
    whole = cost(supplier=text) if text else cost()
    project = read_project(whole)
    assert read_project(json.dumps(project.to_dict()).encode()) == project


def test_money_of_python_is_taken_as_it_is():
    amount = Money("1.00 EUR")
    project = read_project(cost(net=amount))
    assert project.costs is not None
    assert project.costs[0].net is amount
