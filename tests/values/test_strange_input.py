"""Strings that break parsers: every one is refused with one of our errors, or is what it says.

The lists are not ours to ship; they are read where they lie beside the checkout.
"""

import base64
import json
from datetime import date
from pathlib import Path

import pytest

from fundtrack.values import (
    Citation,
    FundtrackError,
    InputError,
    Money,
    Period,
    Price,
    Rate,
    Rounding,
    read_date,
)

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "json"
READERS = [Money, Price, Rate, Rounding, Period, Citation, Period.read, read_date]


def stored(name: str) -> object:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside the checkout")
    return json.loads(path.read_text(encoding="utf-8"))


def read_or_refuse(reader, value):
    """The value read, or None where it was refused with a bounded and printable error."""
    try:
        return reader(value)
    except InputError as error:
        said = str(error)
    assert len(said) < 1000
    assert said.isprintable()
    assert json.loads(json.dumps(said).encode()) == said
    return None


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__qualname__)
def test_naughty_strings(reader):
    """Only two of the 515 say anything: a ratio, and words that could be the key of an act."""
    for text in stored("naughty-strings.json"):
        value = read_or_refuse(reader, text)
        if value is None:
            continue
        assert str(value) == str(reader(str(value)))
        assert reader in (Citation, Rate)
        assert reader is not Rate or text in ("1/2", "-1/2")


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__qualname__)
def test_with_a_currency_or_a_percent_sign_they_still_say_nothing_else(reader):
    for text in stored("naughty-strings.json"):
        for ending in (" EUR", " %", "/1", "/2017-01-01", " 0.01"):
            value = read_or_refuse(reader, text + ending)
            if isinstance(value, Money | Price):
                assert text.lstrip("-").replace(".", "").isdigit()
                assert text.isascii()


def every_leaf(value: object) -> list[object]:
    if isinstance(value, list):
        return [value, *(leaf for item in value for leaf in every_leaf(item))]
    if isinstance(value, dict):
        return [value, *value, *(leaf for item in value.values() for leaf in every_leaf(item))]
    return [value]


def test_the_values_of_strange_documents():
    """Whatever `json.loads` makes of 317 documents, no reader fails in any other way."""
    seen = 0
    for encoded in stored("parsing-cases.base64.json").values():
        try:
            document = json.loads(base64.b64decode(encoded))
            leaves = every_leaf(document)
        except (ValueError, RecursionError):
            continue
        for leaf in leaves:
            seen += 1
            for reader in READERS:
                value = read_or_refuse(reader, leaf)
                assert value is None or isinstance(leaf, str)
    assert seen > 150


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__qualname__)
@pytest.mark.parametrize(
    "value",
    [
        "1" * 10**6,
        "1" * 10**6 + " EUR",
        "1" * 10**6 + " %",
        "1/" + "1" * 10**6,
        "/" * 10**6,
        "#" * 10**6,
        "\x00",
        "\ud800",
        object(),
        type,
        float("nan"),
        10**400,
        {"first": {}},
        {"first": "2016-01-01", "months": 10**400},
        {"first": float("inf")},
        date,
    ],
    ids=range(16),
)
def test_large_and_foreign_things(reader, value):
    assert read_or_refuse(reader, value) is None


def test_our_errors_share_one_root():
    assert issubclass(InputError, FundtrackError)
