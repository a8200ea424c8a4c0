"""Values in pydantic models: text or an instance in, text out, and our own sentences."""

import json
import re
from datetime import date, datetime
from decimal import Decimal

import jsonschema
import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from fundtrack.values import (
    MODES,
    Citation,
    InputError,
    Money,
    Period,
    Price,
    Rate,
    Rounding,
    StrictDate,
)


class Row(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, revalidate_instances="always"
    )
    net: Money | None = None
    unit_price: Price | None = None
    rate: Rate | None = None
    rounding: Rounding | None = None
    period: Period | None = None
    cite: Citation | None = None
    paid_on: StrictDate | None = None


VALUES = {
    "net": ("586584.85 EUR", Money("586584.85 EUR")),
    "unit_price": ("27.4125 EUR", Price("27.4125 EUR")),
    "rate": ("85 %", Rate("85 %")),
    "rounding": ("down 0.01", Rounding("down 0.01")),
    "period": ("2016-01-01/2017-06-30", Period("2016-01-01/2017-06-30")),
    "cite": ("cpr1420#69(3)(c)", Citation("cpr1420#69(3)(c)")),
    "paid_on": ("2016-09-01", date(2016, 9, 1)),
}


@pytest.mark.parametrize("name", VALUES)
def test_text_and_instance_in_and_text_out(name):
    text, value = VALUES[name]
    document = json.dumps({name: text})
    rows = [
        Row.model_validate({name: text}),
        Row.model_validate({name: value}),
        Row.model_validate_json(document),
        Row(**{name: value}),
    ]
    for row in rows:
        assert getattr(row, name) == value
        assert type(getattr(row, name)) is type(value)
        assert json.loads(row.model_dump_json(exclude_none=True)) == {name: text}
        assert row.model_dump(exclude_none=True, mode="json") == {name: text}
        assert Row.model_validate(row.model_dump()) == row
        assert Row.model_validate(row) == row
    assert Row.model_validate({name: value}).model_dump(exclude_none=True) == {
        name: value if name == "paid_on" else text
    }


def test_an_instance_is_not_built_again():
    amount = Money("1.00 EUR")
    assert Row(net=amount).net is amount


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("net", [1, 1.5, True, "1_000", "1.00", "1.001 EUR", "1.00 XYZ", ["1.00 EUR"], {}]),
        ("unit_price", [1, 1.5, True, "1_000", "1.00", "1.0000001 EUR"]),
        ("rate", [1, 0.85, True, "0.85", "85%", "1/0"]),
        ("rounding", [1, True, "down", "0.01", "down 0"]),
        ("period", [2016, True, "2016", "2016-01-01", {"first": 0}, {"months": 18}, []]),
        ("cite", [1, True, "", "#1"]),
        ("paid_on", [0, 1472688000, True, 1.5, "0", "20160901", "2015-02-29", "01.09.2016"]),
    ],
)
def test_what_is_refused_is_refused_in_models_with_the_same_sentence(name, values):
    for value in values:
        found = []
        for read in (
            lambda v: Row.model_validate({name: v}),
            lambda v: Row.model_validate_json(json.dumps({name: v})),
        ):
            with pytest.raises(ValidationError) as caught:
                read(value)
            [error] = caught.value.errors()
            assert error["loc"] == (name,)
            assert error["type"] == "value_error"
            assert type(error["ctx"]["error"]) is InputError
            found.append(str(error["ctx"]["error"]))
        assert found[0] == found[1]
        assert error["msg"] == f"Value error, {found[0]}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("net", Decimal("1.00")),
        ("net", b"1.00 EUR"),
        ("rate", Decimal("0.85")),
        ("paid_on", datetime(2016, 9, 1)),
        ("paid_on", Decimal(1472688000)),
        ("paid_on", b"2016-09-01"),
    ],
)
def test_python_objects_that_carry_less_or_more_are_refused(name, value):
    with pytest.raises(ValidationError):
        Row.model_validate({name: value})


def test_the_place_inside_a_period_is_kept():
    with pytest.raises(ValidationError) as caught:
        Row.model_validate({"period": {"first": "2016-13-01"}})
    assert caught.value.errors()[0]["ctx"]["error"].pointer == "/first"


def test_a_period_may_be_written_as_an_object():
    row = Row.model_validate_json('{"period": {"first": "2016-01-01", "months": 18}}')
    assert row.model_dump_json(exclude_none=True) == '{"period":"2016-01-01/2017-06-30"}'


@pytest.mark.parametrize("name", VALUES)
def test_the_json_schema_is_the_text(name):
    text, _ = VALUES[name]
    schema = Row.model_json_schema()["properties"][name]["anyOf"][0]
    assert schema["type"] == "string"
    jsonschema.validate(text, schema)
    for wrong in (f" {text}", f"{text} ", "", "0", 5):
        if name != "cite":
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(wrong, schema)
    assert not re.search(r"\(\?|\\d|\\s|\\w", schema["pattern"]), "no look-around, ASCII digits"
    if name == "paid_on":
        assert schema["format"] == "date"
    else:
        assert schema["examples"] == [text]
    assert Row.model_json_schema(mode="serialization")["properties"][name]["anyOf"][0] == schema


@pytest.mark.parametrize(
    ("name", "accepted", "refused"),
    [
        (
            "net",
            ["0 EUR", "-0.05 EUR", "9999999999999999.9999 CLF"],
            ["01 EUR", "1. EUR", "1.12345 EUR", "12345678901234567 EUR", "1 eur", "+1 EUR"],
        ),
        ("unit_price", ["0.123456 EUR", "-1 EUR"], ["0.1234567 EUR", "01 EUR"]),
        ("rate", ["-5.5 %", "2/37", "-2/37", "0 %"], ["0.85", "85%", "1/0", "01 %", "1/2 %"]),
        (
            "rounding",
            [f"{mode} 0.05" for mode in MODES] + ["half_up 1"],
            ["half_up", "round 1", "up 01"],
        ),
        (
            "period",
            ["2016-01-01/", "/2016-01-01"],
            ["/", "2016-01-01", "2016/2017", "2016-01-01/..", "//2016-01-01"],
        ),
        ("cite", ["a", "a#1", "a/b.c_d-e#1, 2"], ["", "#1", "a#", "-a", "a b"]),
        ("paid_on", ["2016-09-01"], ["20160901", "2016-9-1", "01.09.2016"]),
    ],
)
def test_the_pattern_says_what_the_gate_does(name, accepted, refused):
    schema = Row.model_json_schema()["properties"][name]["anyOf"][0]
    for text in accepted:
        jsonschema.validate(text, schema)
        Row.model_validate({name: text})
    for text in refused:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(text, schema)
        with pytest.raises(ValidationError):
            Row.model_validate({name: text})
