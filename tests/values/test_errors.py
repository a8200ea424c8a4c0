"""Errors: what they say, where, how much of the input they repeat, and that they travel."""

import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.values import (
    BookError,
    CurrencyMismatch,
    FundtrackError,
    InputError,
    MissingExtra,
    Problem,
    RoundingRequired,
    excerpt,
)

FULL = InputError(
    "not an amount",
    pointer="/costs/0/net",
    expected='"1.00 EUR"',
    found='"1_000"',
    remedy="write it as text",
)


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (InputError, ValueError),
        (BookError, ValueError),
        (CurrencyMismatch, TypeError),
        (RoundingRequired, TypeError),
        (MissingExtra, ImportError),
    ],
)
def test_each_error_is_also_the_builtin_kind_a_caller_expects(kind, builtin):
    assert issubclass(kind, FundtrackError)
    assert issubclass(kind, builtin)
    assert issubclass(FundtrackError, Exception)


def test_an_input_error_says_all_in_one_line():
    assert str(FULL) == (
        '/costs/0/net: not an amount (expected "1.00 EUR", found "1_000"); write it as text'
    )
    assert (FULL.message, FULL.pointer) == ("not an amount", "/costs/0/net")
    assert (FULL.expected, FULL.found, FULL.remedy) == (
        '"1.00 EUR"',
        '"1_000"',
        "write it as text",
    )
    assert FULL.problems == (
        Problem("not an amount", "/costs/0/net", '"1.00 EUR"', '"1_000"', "write it as text"),
    )


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({}, "wrong"),
        ({"pointer": "/a"}, "/a: wrong"),
        ({"expected": "x"}, "wrong (expected x)"),
        ({"found": "y"}, "wrong (found y)"),
        ({"expected": "x", "found": "y"}, "wrong (expected x, found y)"),
        ({"remedy": "z"}, "wrong; z"),
        ({"pointer": "/a", "remedy": "z"}, "/a: wrong; z"),
    ],
)
def test_what_is_not_there_is_not_said(parts, said):
    assert str(InputError("wrong", **parts)) == said == str(Problem("wrong", **parts))
    assert InputError("wrong", **parts).problems == (Problem("wrong", **parts),)


def test_several_problems_are_one_error():
    problems = [Problem("wrong", f"/{n}") for n in range(25)]
    error = InputError.of(problems)
    assert error.problems == tuple(problems[:20])
    assert error.pointer == "/0"
    assert str(error) == "/0: wrong (and 19 more)"
    assert str(InputError.of(iter(problems[:2]))) == "/0: wrong (and 1 more)"
    assert str(InputError.of(problems[:1])) == "/0: wrong"
    first = InputError.of([Problem("m", "/p", "e", "f", "r"), *problems])
    assert (first.message, first.pointer, first.expected, first.found, first.remedy) == (
        "m",
        "/p",
        "e",
        "f",
        "r",
    )
    assert first.args == ("m",)
    with pytest.raises(ValueError, match=r"^an input error needs at least one problem$"):
        InputError.of([])


def test_a_reader_of_the_whole_adds_the_place():
    error = InputError.of([Problem("wrong", "/first"), Problem("bad", "/last", remedy="mend")])
    placed = error.under("/plans/0/period")
    assert [p.pointer for p in placed.problems] == [
        "/plans/0/period/first",
        "/plans/0/period/last",
    ]
    assert placed.problems[1].remedy == "mend"
    assert error.pointer == "/first"
    assert str(InputError("wrong").under("/a")) == "/a: wrong"


class Narrower(InputError):
    """A kind of a later room."""


@pytest.mark.parametrize(
    "error",
    [
        FULL,
        InputError.of([Problem("a", "/x"), Problem("b", "/y")]),
        Narrower("wrong", pointer="/a"),
        BookError("unknown name", file="a.toml", pointer="/r", formula="a + b", at=(4, 5)),
        BookError("no book"),
        CurrencyMismatch("EUR", "SEK"),
        RoundingRequired("say how"),
        MissingExtra("html", "jinja2"),
        InputError(message="wrong"),
        BookError(message="no book"),
        CurrencyMismatch(left="EUR", right="SEK"),
        MissingExtra(extra="html", package="jinja2"),
    ],
)
def test_errors_travel_between_processes(error):
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        travelled = pickle.loads(pickle.dumps(error, protocol))
        assert type(travelled) is type(error)
        assert str(travelled) == str(error)
        assert travelled.args == error.args
        assert vars(travelled) == vars(error)


def test_two_currencies_are_both_named():
    error = CurrencyMismatch("EUR", "SEK")
    assert (error.left, error.right) == ("EUR", "SEK")
    assert str(error) == "amounts are in EUR and SEK; convert one before combining them"


def test_a_missing_extra_says_how_to_get_it():
    error = MissingExtra("html", "jinja2")
    assert (error.extra, error.package) == ("html", "jinja2")
    assert str(error) == ('this needs jinja2; install it with: pip install "fundtrack[html]"')


@pytest.mark.parametrize(
    ("formula", "at", "caret"),
    [
        ("cost.net <= limt", (12, 16), "cost.net <= limt\n            ^^^^"),
        ("a", (0, 1), "a\n^"),
        ("a + ", (4, 4), "a + \n    ^"),
        ("abc", (1, 1), "abc\n ^"),
        ("abc", (0, 99), "abc\n^^^"),
        ("abc", (10**9, 10**9), "abc\n   ^"),
        ("a\tb\nc ā", (6, 7), "a?b?c ?\n      ^"),
        ("", (0, 1), ""),
        ("abc", None, ""),
        ("-" * 200_000, (0, 200_000), "-" * 100 + "\n" + "^" * 100),
        (
            "-" * 1000 + "limt" + "-" * 1000,
            (1000, 1004),
            "-" * 50 + "limt" + "-" * 46 + "\n" + " " * 50 + "^^^^",
        ),
        ("x" * 101, (20, 30), "x" * 100 + "\n" + " " * 20 + "^" * 10),
        ("x" * 100, (99, 100), "x" * 100 + "\n" + " " * 99 + "^"),
        ("x" * 101, (100, 101), "x" * 51 + "\n" + " " * 50 + "^"),
        ("x" * 300, (90, 300), "x" * 100 + "\n" + " " * 50 + "^" * 50),
    ],
    ids=range(15),
)
def test_the_caret_stands_under_the_place(formula, at, caret):
    error = BookError("unknown name", formula=formula, at=at)
    assert error.caret == caret
    assert str(error) == ("unknown name\n" + caret if caret else "unknown name")


def test_a_book_error_names_file_and_place():
    error = BookError("unknown name", file="a.toml", pointer="/rule/A", formula="b", at=(0, 1))
    assert str(error) == "a.toml: /rule/A: unknown name\nb\n^"
    assert (error.message, error.file, error.pointer) == ("unknown name", "a.toml", "/rule/A")
    assert (error.formula, error.at) == ("b", (0, 1))
    assert vars(BookError("no book")) == {
        "message": "no book",
        "file": "",
        "pointer": "",
        "formula": "",
        "at": None,
    }
    assert str(BookError("no such book", file="a.toml")) == "a.toml: no such book"
    assert str(BookError("gap", pointer="/parameter/x")) == "/parameter/x: gap"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("abc", '"abc"'),
        ("", '""'),
        ("Rīga", '"Rīga"'),
        ('say "no"', '"say "no""'),
        ("a\nb\x00\x7f", '"a\\nb\\x00\\x7f"'),
        ("\u202e\u2066\u200b\ufeff", '"\\u202e\\u2066\\u200b\\ufeff"'),
        ("\ud800", '"\\ud800"'),
        ("\u0661\uff11\u00b2\u2460", '"\\u0661\\uff11\\xb2\\u2460"'),
        ("😀", '"😀"'),
        ("x" * 58, '"' + "x" * 58 + '"'),
        ("x" * 59, '"' + "x" * 55 + '..."'),
        ("\u202e" * 9 + "abcd", '"' + "\\u202e" * 9 + 'abcd"'),
        ("\u202e" * 9 + "abcde", '"' + "\\u202e" * 9 + 'a..."'),
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-5, "-5"),
        (2**128 - 1, str(2**128 - 1)),
        (2**128, "an integer of more than 38 digits"),
        (1.5, "1.5"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (Decimal("1.5"), "a Decimal"),
        ([], "a list"),
        ({}, "a dict"),
        (b"", "a bytes"),
        (object(), "an object"),
        (InputError("x"), "an InputError"),
        (type("E" * 99, (), {})(), "an " + "E" * 37 + "..."),
        (type("X", (), {})(), "a X"),
        (type("Über\n", (), {})(), "a Über\\n"),
    ],
    ids=lambda value: None,
)
def test_an_excerpt_is_short_and_printable(value, shown):
    assert excerpt(value) == shown
    assert len(shown) <= 60


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(anything)
def test_no_excerpt_is_long_or_hides_anything(value):
    shown = excerpt(value)
    assert 0 < len(shown) <= 60
    assert shown.isprintable()
    shown.encode()


@given(st.text(), st.text(), st.text(max_size=400), st.text(), st.text(), st.integers(1, 900))
def test_no_error_is_long_or_hides_anything(message, pointer, expected, found, remedy, many):
    error = InputError(
        message * many, pointer=pointer * many, expected=expected, found=found, remedy=remedy
    )
    assert len(error.found) <= 60
    for part in (error.message, error.pointer, error.expected, error.remedy):
        assert len(part) <= 300
    assert str(error).isprintable()
    assert json.loads(json.dumps(str(error))) == str(error)
    str(error).encode()
    book = BookError(message, file=pointer * many, pointer=expected, formula=found, at=(0, 1))
    assert book.caret.isascii()
    assert all(line.isprintable() for line in str(book).split("\n"))


def test_texts_are_cut_where_they_are_long():
    error = InputError("m" * 301, pointer="p" * 300, found="f" * 61)
    assert error.message == "m" * 297 + "..."
    assert error.pointer == "p" * 300
    assert error.found == "f" * 57 + "..."
    book = BookError("m" * 301, file="f" * 301, pointer="p" * 301)
    assert (book.message, book.file, book.pointer) == (
        "m" * 297 + "...",
        "f" * 297 + "...",
        "p" * 297 + "...",
    )


def test_a_problem_is_a_frozen_value():
    problem = Problem("wrong")
    with pytest.raises(AttributeError):
        problem.message = "right"
    assert hash(problem) == hash(Problem("wrong"))
    with pytest.raises(AttributeError):
        problem.other = "right"
