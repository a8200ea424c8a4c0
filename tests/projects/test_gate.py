"""The JSON gate: what `json` alone lets through is refused, quickly and with its place."""

import base64
import contextlib
import json
import time
from decimal import Decimal
from pathlib import Path

import pytest

from fundtrack.projects import Limits, read_json
from fundtrack.projects.limits import DEFAULT_LIMITS
from fundtrack.values import InputError

DATA = Path(__file__).resolve().parents[2].parent / "shared/data/json"
#: Two files of the set hold a key twice; everybody but us reads them.
TWICE = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}


def parsing_cases() -> dict[str, bytes]:
    file = DATA / "parsing-cases.base64.json"
    if not file.exists():
        return {}
    cases = json.loads(file.read_text(encoding="utf-8"))
    return {name: base64.b64decode(text) for name, text in cases.items()}


def same(one: object, other: object) -> bool:
    """Equal in every type too: 1, 1.0 and True are equal to Python."""
    return repr(one) == repr(other)


def refusal(source: bytes | str, limits: Limits = DEFAULT_LIMITS) -> InputError:
    begin = time.perf_counter()
    with pytest.raises(InputError) as caught:
        read_json(source, limits=limits)
    assert time.perf_counter() - begin < 1
    assert len(str(caught.value)) < 1000
    return caught.value


def test_numbers_stay_exact():
    read = read_json(b"[10000000000000000.01, 0.1000000000000000055, 1E2, -0.0, 7]")
    texts = ["10000000000000000.01", "0.1000000000000000055", "1E+2", "-0.0", "7"]
    assert [str(number) for number in read] == texts
    assert type(read[0]) is Decimal
    assert type(read[4]) is int


@pytest.mark.parametrize(("source", "pointer", "message"), [
    (b'{"a": NaN}', "/a", "not a number JSON knows"),
    (b'[1, -Infinity]', "/1", "not a number JSON knows"),
    (b'{"a": {"b/c": Infinity}}', "/a/b~1c", "not a number JSON knows"),
    (b'{"a": [1e999999]}', "/a/0", "a number out of range"),
    (b'{"a": 1e99999999999999999999999999}', "/a", "a number out of range"),
    (b'{"a": 0e999999}', "/a", "a number out of range"),
    (b'{"a": -1e-999999}', "/a", "a number out of range"),
    (b'[' + b"9" * 5000 + b"]", "/0", "a number out of range"),
    (b'[0.' + b"9" * 5000 + b"]", "/0", "a number out of range"),
    (b'{"a": 1, "b": {"c": 1, "c": 1}}', "/b/c", "this key stands twice"),
    (b'{"a": 1, "\\u0061": 1}', "/a", "this key stands twice"),
    (b'{"a": ["\\ud800"]}', "/a/0", "half a character (a lone surrogate)"),
    (b'{"a": {"\\udc00x": 1}}', "/a", "half a character (a lone surrogate)"),
    ('["\ud800"]', "", "half a character (a lone surrogate)"),
    (b'["' + b"x" * 10_001 + b'"]', "/0", "a text longer than 10000 characters"),
    (b'["' + b'\\"' * 10_001 + b'"]', "/0", "a text longer than 10000 characters"),
    (b'{"' + b"x" * 10_001 + b'": 1}', "", "a text longer than 10000 characters"),
    (b"\xef\xbb\xbf{}", "", "it begins with a byte order mark"),
    (b'["\xff"]', "", "not UTF-8 at byte 2"),
    ("{}".encode("utf-16"), "", "not UTF-8 at byte 0"),
    (b"{} {}", "", "not JSON: extra data at line 1, column 4"),
    (b"", "", "not JSON: expecting value at line 1, column 1"),
    (b'{"a":\n tru}', "", "not JSON: expecting value at line 2, column 2"),
    (b'{"a": 01}', "", "not JSON: expecting ',' delimiter at line 1, column 8"),
    (b"[" * 10_000, "", "nested deeper than 32 levels"),
    (b"[" * 10_000 + b"]" * 10_000, "", "nested deeper than 32 levels"),
    (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "", "nested deeper than 32 levels"),
    (b'["]",' * 33 + b"1" + b',"["]' * 33, "", "nested deeper than 32 levels"),
    (b'[{"a":' * 17 + b"1" + b"}]" * 17, "", "nested deeper than 32 levels"),
    (b"[" + b"{}," * 200_001 + b"0]", "", "more than 200000 rows"),
    (b"[" + b"[]," * 200_001 + b"0]", "", "more than 200000 rows"),
    (b"{" + b",".join(b'"%d":1' % i for i in range(1001)) + b"}", "", "more than 1000 fields"),
])  # fmt: skip
def test_refused_with_its_place(source: bytes | str, pointer: str, message: str):
    error = refusal(source)
    assert (error.pointer, error.message) == (pointer, message)


def test_a_hundred_megabytes_are_refused_unread():
    source = b'["' + b"x" * 100_000_000 + b'"]'
    begin = time.perf_counter()
    with pytest.raises(InputError, match="larger than 16777216 bytes") as caught:
        read_json(source)
    assert time.perf_counter() - begin < 0.1
    assert caught.value.found == "100000004 bytes"
    assert "larger than" in refusal(source.decode()).message
    assert "larger than" in refusal("\u0101" * (9 * 1024 * 1024)).message  # 18 MiB of UTF-8


@pytest.mark.parametrize("source", [
    b"[" * 32 + b"]" * 32,
    b'{"a":' * 32 + b"1" + b"}" * 32,
    b'["' + b"[" * 40 + b'", "' + b"]{" * 40 + b'"]',
    b'["' + b"x" * 10_000 + b'"]',
    b'["' + b'\\"' * 10_000 + b'"]',
    '["' + "ā" * 10_000 + '"]',
    '["\\ud83d\\ude00", "\\u0000"]',
    b"[" + b"{}," * 199_999 + b"0]",
    b"null",
    b' [true, false, null, "", {}] \n',
])  # fmt: skip
def test_the_last_that_is_within_the_limits_is_read(source: bytes | str):
    assert read_json(source) == json.loads(source)


def test_a_source_of_the_very_size_is_read():
    source = b'["' + "ā".encode() * 10 + b'"]'
    assert read_json(source, limits=Limits(size=len(source))) == ["ā" * 10]
    for written in (source, source.decode()):
        assert "larger than" in refusal(written, Limits(size=len(source) - 1)).message


def test_every_limit_can_be_moved():
    limits = Limits(size=60, depth=2, rows=2, fields=2, text=3)
    assert read_json(b'[{"a": 1}, {"b": "xyz"}]', limits=limits) == [{"a": 1}, {"b": "xyz"}]
    for source in (b"[[[]]]", b"[{}, {}, {}]", b'{"a":1,"b":1,"c":1}', b'["wxyz"]', b" " * 61):
        assert refusal(source, limits).remedy or source.isspace()


@pytest.mark.parametrize("source", [None, 1, ["{}"], Path("a.json"), {}, bytearray(b"{}")])
def test_only_bytes_and_text_are_json(source: object):
    assert refusal(source).message == "not JSON"  # type: ignore[arg-type]


@pytest.mark.skipif(not parsing_cases(), reason="../shared/data/json is not there")
@pytest.mark.parametrize("name", sorted(parsing_cases()))
def test_the_parsing_cases_of_others(name: str):
    """y must be read, n refused, i either; nothing but an InputError may come out."""
    source = parsing_cases()[name]
    if name in TWICE:
        assert refusal(source).message == "this key stands twice"
    elif name.startswith("y_"):
        assert same(read_json(source), json.loads(source, parse_float=Decimal))
    elif name.startswith("n_"):
        refusal(source)
    else:
        with contextlib.suppress(InputError):
            read_json(source)


def test_what_is_nested_too_deep_names_its_line_and_column() -> None:
    raw = b'{"a]": "]]\\"]",\n ' + b'"b": [' + b"[" * 40 + b"]" * 41 + b"}"
    with pytest.raises(
        InputError, match=r"nested deeper than 32 levels \(found line 2, column 38\)"
    ):
        read_json(raw)
