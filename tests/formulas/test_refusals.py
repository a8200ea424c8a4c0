"""Texts outside the language: each is one error with its place, and costs next to nothing."""

import ast
import pickle
import time
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtrack.formulas import MAX_DEPTH, MAX_LENGTH, FormulaError, Node, Op, parse, to_text
from fundtrack.values import FundtrackError


def said(text: str) -> Node | FormulaError:
    """The tree of a text or its error, which took less than a second and warned of nothing."""
    started = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return parse(text)
    except FormulaError as error:
        return error
    finally:
        assert time.perf_counter() - started < 1


def refused(text: str) -> FormulaError:
    """The error of a text."""
    error = said(text)
    assert isinstance(error, FormulaError)
    return error


def a_tree_that_prints_back_or_one_error(text: str) -> None:
    tree = said(text)
    if isinstance(tree, FormulaError):
        assert tree.message
        assert 0 <= tree.at[0] <= tree.at[1] <= len(text)
    else:
        assert parse(to_text(tree)) == tree
        assert to_text(parse(to_text(tree))) == to_text(tree)


def under(error: FormulaError) -> str:
    """What the caret stands under."""
    return error.formula[slice(*error.at)]


FIGURE = "{} is a figure; make it a parameter with its citation"
PLAIN = "{!a} does not belong here; only ASCII letters, digits and operators stand in a formula"
TEXT = (
    '"\'" does not belong here; a text is ASCII between two single quotes, without a backslash'
)
RESERVED = "{} is reserved and means nothing here; no name is spelled so"
JOINED = "a text stands apart from what is before it; write a comma or an operator"
DEEP = f"deeper than {MAX_DEPTH}; split it into defines"
LONG = f"longer than {MAX_LENGTH} characters; split it into defines"
NOT_AN_EXPRESSION = "not an expression of the language"
NOT_OF_THE_LANGUAGE = "not part of the language of formulas"
FUNCTIONS = (
    "min, max, abs, known, total, count, any, all, smallest, largest, "
    "months_after, days_between, months_between, year_end, running_total"
)
RUNNING = "write running_total(value, within=group, order=fact)"


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        # letters
        ("'a\"", TEXT, "'"),
        ('a == "staff"', "'\"' does not belong here; write texts in single quotes", '"'),
        ("a * 85 %", FIGURE.format("85"), "85"),
        ("a % b",
         "'%' does not belong here; a rate is a parameter with a citation; name it here", "%"),
        ("a & b", "'&' does not belong here; write `and`", "&"),
        ("a | b", "'|' does not belong here; write `or`", "|"),
        ("a in {'b'}", "'{' does not belong here; a set is a tuple of texts, ('a', 'b')", "{"),
        ("\uff41 + b", PLAIN.format("\uff41"), "\uff41"),
        ("cost.n\u0435t", PLAIN.format("\u0435"), "\u0435"),  # a Cyrillic letter
        ("a − b", PLAIN.format("−"), "−"),
        ("a\tb", PLAIN.format("\t"), "\t"),
        ("a\r\n+ b", PLAIN.format("\r"), "\r"),
        ("a\x00", PLAIN.format("\x00"), "\x00"),
        ("a\ud800", PLAIN.format("\ud800"), "\ud800"),
        ("a := b", PLAIN.format(":"), ":"),
        ("a # note", PLAIN.format("#"), "#"),
        ("a @ b", PLAIN.format("@"), "@"),
        ("a; b", PLAIN.format(";"), ";"),
        ("~a", PLAIN.format("~"), "~"),
        ("a ! b", PLAIN.format("!"), "!"),
        ("a \\\n b", PLAIN.format("\\"), "\\"),
        # texts
        ("a == 'stāff'", TEXT, "'"),
        ("a == 'it\\'s'", TEXT, "'"),
        ("a == 'a\tb'", TEXT, "'"),
        ("a == 'a\nb'", TEXT, "'"),
        ("a == 'a\x7fb'", TEXT, "'"),
        ("a == 'open", TEXT, "'"),
        ("a in ('b' 'c', 'd')", JOINED, "'b' '"),
        ("a in ('b'\n'c')", JOINED, "'b'\n'"),
        ("a == 'it''s'", JOINED, "'it''"),
        ("a == u'b'", JOINED, "u'"),
        ("a == rb'b'", JOINED, "rb'"),
        ("a == f'{b}'", JOINED, "f'"),
        # figures
        ("a * 0.85", FIGURE.format("0.85"), "0.85"),
        ("a * .85", FIGURE.format(".85"), ".85"),
        ("a * .1", FIGURE.format(".1"), ".1"),
        ("a * 1.", FIGURE.format("1."), "1."),
        ("a + 2", FIGURE.format("2"), "2"),
        ("a + 10", FIGURE.format("10"), "10"),
        ("a + 00", FIGURE.format("00"), "00"),
        ("a + 1_0", FIGURE.format("1_0"), "1_0"),
        ("a + 1e5", FIGURE.format("1e5"), "1e5"),
        ("a + 0x1", FIGURE.format("0x1"), "0x1"),
        ("a + 1j", FIGURE.format("1j"), "1j"),
        ("a if b else 0if", FIGURE.format("0if"), "0if"),
        ("cost.0", FIGURE.format(".0"), ".0"),
        ("paid_on > 2016-01-01", FIGURE.format("2016"), "2016"),
        # words
        ("cost.class > a", RESERVED.format("class"), "class"),
        ("from + a", RESERVED.format("from"), "from"),
        ("lambda", RESERVED.format("lambda"), "lambda"),
        ("(lambda x: x)(a)", RESERVED.format("lambda"), "lambda"),
        ("[a for a in b]", RESERVED.format("for"), "for"),
        ("any(a for a in b)", RESERVED.format("for"), "for"),
        ("(yield a)", RESERVED.format("yield"), "yield"),
        ("await a", RESERVED.format("await"), "await"),
        ("a is b", RESERVED.format("is"), "is"),
        ("a == True", RESERVED.format("True"), "True"),
        ("a == False", RESERVED.format("False"), "False"),
        ("a == None", RESERVED.format("None"), "None"),
        # what no parser reads
        ("", "empty", ""),
        (" \n ", "empty", ""),
        ("a b", NOT_AN_EXPRESSION, "b"),
        ("a +", NOT_AN_EXPRESSION, "+"),
        ("a +\n ", NOT_AN_EXPRESSION, "+"),
        ("min(a, ", NOT_AN_EXPRESSION, "("),
        ("a = b", NOT_AN_EXPRESSION, "="),
        ("cost.in", NOT_AN_EXPRESSION, "in"[:1]),
        ("a if b", NOT_AN_EXPRESSION, "a"),
        ("(a", NOT_AN_EXPRESSION, "("),
        ("a)", NOT_AN_EXPRESSION, ")"),
        ("  a)", NOT_AN_EXPRESSION, ")"),
        # what is no part of the language
        ("[a, b]", NOT_OF_THE_LANGUAGE, "[a, b]"),
        ("...", NOT_OF_THE_LANGUAGE, "..."),
        ("total(*a)", NOT_OF_THE_LANGUAGE, "*a"),
        ("t[*a]", NOT_OF_THE_LANGUAGE, "*a"),
        ("a ** b", "only + - * / stand between amounts", "a ** b"),
        ("a // b", "only + - * / stand between amounts", "a // b"),
        ("a * +b", "only - and not stand before a value", "+b"),
        ("a < b in c", "compare with == != < <= > >=, or one single `in`", "a < b in c"),
        ("a in b in c", "compare with == != < <= > >=, or one single `in`", "a in b in c"),
        ("a, b", "a set is a tuple of texts, at least one", "a, b"),
        ("a in ()", "a set is a tuple of texts, at least one", "()"),
        ("a in ('b', 0)", "a set is a tuple of texts, at least one", "('b', 0)"),
        ("a in ('b', c)", "a set is a tuple of texts, at least one", "('b', c)"),
        ("(a + b).net", "a dot follows a name only", "(a + b).net"),
        ("'a'.b.c", "a dot follows a name only", "'a'.b.c"),
        ("min(a, b).c", "a dot follows a name only", "min(a, b).c"),
        ("a.b[c]", "only a table takes keys in brackets", "a.b[c]"),
        ("t[a][b]", "only a table takes keys in brackets", "t[a][b]"),
        # calls
        ("a.b(c)", "only the functions of the language can be called", "a.b(c)"),
        ("min(a, b)(c)", "only the functions of the language can be called", "min(a, b)(c)"),
        ("print(a)", f"no function print; there are {FUNCTIONS}", "print"),
        ("__import__('os')", f"no function __import__; there are {FUNCTIONS}", "__import__"),
        ("a + sum(b)", f"no function sum; there are {FUNCTIONS}", "sum"),
        ("min(a)", "min takes 2 to 9 values", "min(a)"),
        ("max(a)", "max takes 2 to 9 values", "max(a)"),
        ("min(" + "a," * 9 + "a)", "min takes 2 to 9 values", "min(" + "a," * 9 + "a)"),
        ("max(" + "a," * 9 + "a)", "max takes 2 to 9 values", "max(" + "a," * 9 + "a)"),
        ("abs()", "abs takes 1 values", "abs()"),
        ("abs(a, b)", "abs takes 1 values", "abs(a, b)"),
        ("known(a, b)", "known takes 1 values", "known(a, b)"),
        ("total()", "total takes 1 values", "total()"),
        ("total(a, b)", "total takes 1 values", "total(a, b)"),
        ("months_after(a)", "months_after takes 2 values", "months_after(a)"),
        ("days_between(a, b, c)", "days_between takes 2 values", "days_between(a, b, c)"),
        ("months_between(a)", "months_between takes 2 values", "months_between(a)"),
        ("year_end(a, b)", "year_end takes 1 values", "year_end(a, b)"),
        ("year_end()", "year_end takes 1 values", "year_end()"),
        ("total(a, when=b)", "total does not take when=", "when=b"),
        ("total(a, **b)", "total does not take **", "**b"),
        ("min(a, b, where=c)", "min does not take where=", "where=c"),
        ("known(a, where=c)", "known does not take where=", "where=c"),
        ("total(a, where=b, where=c)", "one where= is enough; join conditions with `and`",
         "total(a, where=b, where=c)"),
        ("running_total(a.b)", RUNNING, "running_total(a.b)"),
        ("running_total(within=a, order=a.b)", RUNNING, "running_total(within=a, order=a.b)"),
        ("running_total(a, b, within=c, order=c.d)", RUNNING,
         "running_total(a, b, within=c, order=c.d)"),
        ("running_total(a, within=b, within=b)", RUNNING,
         "running_total(a, within=b, within=b)"),
        ("running_total(a, within=b, order=b.c, order=b.c)", RUNNING,
         "running_total(a, within=b, order=b.c, order=b.c)"),
        ("running_total(a, within=b.c, order=b.c)", "within= names a noun or a group", "b.c"),
        ("running_total(a, within=b, order=c)", "order= names a fact, or several in a tuple",
         "c"),
        ("running_total(a, within=b, order=())", "order= names a fact, or several in a tuple",
         "()"),
        ("running_total(a, within=b, order=(b.c, d))",
         "order= names a fact, or several in a tuple", "(b.c, d)"),
    ],
)  # fmt: skip
def test_a_text_outside_the_language_is_refused_at_its_place(text, message, place):
    error = refused(text)
    assert error.message == message
    assert under(error) == place
    assert error.formula == text


@pytest.mark.parametrize(
    "text",
    [
        "a" * (MAX_LENGTH + 1),
        "-" * 200_000 + "a",
        "not " * 100_000 + "a",
        "(" * 200_000,
        "a" + " + a" * 100_000,
        "a" + ".a" * 100_000,
        "'" * 200_000,
        " " * 200_000 + "a",
        "\uff41" * 200_000,
    ],
)
def test_a_text_that_is_too_long_is_refused_by_its_length(text):
    error = refused(text)
    assert error.message == LONG
    assert error.formula == text[:60]


def test_the_longest_text_is_read():
    assert (MAX_LENGTH, MAX_DEPTH) == (1000, 40)
    assert parse("a" * MAX_LENGTH).name == "a" * MAX_LENGTH
    assert refused("a" * (MAX_LENGTH + 1)).message == LONG


@pytest.mark.parametrize(
    ("once", "core", "close"),
    [
        ("-", "a", ""),
        ("- ", "a", ""),
        ("not ", "a", ""),
        ("+", "a", ""),
        ("(", "a", ")"),
        ("(-", "a", ")"),
        ("abs(", "a", ")"),
        ("t[", "a", "]"),
        ("t[abs(", "a", ")]"),
        ("", "a", " + a"),
        ("", "a", " - a"),
        ("", "a", " * a"),
        ("a if b else ", "a", ""),
        ("a ** ", "a", ""),
        ("a ** -", "a", ""),
        ("a < (", "a", ")"),
        ("a in(", "a", ")"),
        ("", "a", ".a"),
        ("", "a", "(a)"),
        ("", "a", "[a]"),
        ("", "a", " and a"),
        ("", "a", " < a"),
        ("", "a", ", a"),
        ("min(a, ", "a", ")"),
        ("total(a, where=", "a", ")"),
    ],
)
def test_whatever_is_piled_up_is_a_tree_or_one_error(once, core, close):
    most = (MAX_LENGTH - len(core)) // len(once + close)
    for times in (1, 2, 38, 39, 40, 41, 42, 100, most):
        a_tree_that_prints_back_or_one_error(once * times + core + close * times)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("-" * 41 + "a", "-"),
        ("not " * 41 + "a", "not"),
        ("- " * 41 + "a", "-"),
        ("+" * 41 + "a", "+"),
        ("(" * 41 + "a" + ")" * 41, "("),
        ("t[" * 41 + "a" + "]" * 41, "["),
        ("-" * 40 + "a", "a"),
        ("(" + "-" * 40 + "a)", "a"),
        ("(" + "-" * 41 + "a)", "-"),
        ("a" + " + b" * 40, "a"),
        ("a if b else " * 40 + "c", "b"),
        ("a" + ".b" * 40, "a" + ".b" * 40),
    ],
)
def test_one_level_too_deep_is_refused(text, place):
    error = refused(text)
    assert error.message == DEEP
    assert under(error) == place


@pytest.mark.parametrize(
    "text",
    [
        "-" * 39 + "a",
        "not " * 39 + "a",
        "(" * 40 + "a" + ")" * 40,
        "(" * 40 + "a" + ")" * 40 + " + " + "(" * 40 + "a" + ")" * 40,
        "a" + " + b" * 39,
        "a" + " and b" * 100,
        "a" + " < b" * 100,
        "a if b else " * 39 + "c",
        "a" + ".b" * 39,
        "a - -b * -c - -d",
        " - ".join(["-a"] * 39),
        " and ".join(["not a"] * 60),
        " and ".join(["t[a]"] * 60),
        "'((((((((((((((((((((((((((((((((((((((((((((((((((((((((('",
        "a == '---------------------------------------------------------'",
    ],
)
def test_the_deepest_formula_is_read(text):
    assert parse(to_text(parse(text))) == parse(text)


def test_texts_are_read_as_they_stand():
    text = "".join(map(chr, range(32, 127))).replace("'", "").replace("\\", "")
    assert parse(f"'{text}'").name == text
    assert parse("''").name == ""
    assert parse("a in('b','c')").op is Op.IN


@pytest.mark.parametrize("text", ["a\n+ b", "\n a + b", "  a + b  ", "a+b", "( a + b )"])
def test_spaces_and_line_breaks_do_not_count(text):
    assert parse(text) == parse("a + b")


@pytest.mark.parametrize(
    "text", ["X", "XX", "match", "case", "type", "_", "print", "min", "total.any"]
)
def test_words_that_python_has_other_uses_for_are_names(text):
    assert parse(text).name == text


def test_the_caret_counts_leading_spaces_and_lines():
    error = refused("\n  a +\n 'b' 'c'")
    assert under(error) == "'b' '"
    assert under(refused("\n  a\n  ** b")) == "a\n  ** b"
    node = parse("  a +\n b").args[1]
    assert node.at == (7, 8)


@pytest.mark.parametrize("given", [None, 1, b"a", ["a"]])
def test_a_formula_is_a_text(given):
    error = refused(given)
    assert error.message == f"a formula is a text, not {type(given).__name__}"
    assert (error.formula, error.at) == ("", (0, 0))


@pytest.mark.parametrize("cause", [MemoryError, RecursionError])
def test_a_parser_without_stack_is_one_error(monkeypatch, cause):
    def fail(*_, **__):
        raise cause

    monkeypatch.setattr(ast, "parse", fail)
    error = refused("a + b")
    assert (error.message, error.formula, error.at) == (DEEP, "a + b", (0, 5))


@pytest.mark.parametrize(
    ("offset", "first"), [(None, 3), (0, 3), (1, 1), (2, 2), (3, 3), (4, 3), (99, 3)]
)
def test_the_place_of_a_syntax_error_lies_in_the_text(monkeypatch, offset, first):
    def fail(*_, **__):
        raise SyntaxError("no", ("x", 1, offset, "a X"))

    monkeypatch.setattr(ast, "parse", fail)
    assert refused(" a X \n").at == (first, first + 1)


def test_the_error_says_itself_and_travels():
    error = refused("a + 2")
    assert str(error) == error.message == FIGURE.format("2")
    assert isinstance(error, FundtrackError)
    assert isinstance(error, ValueError)
    again = pickle.loads(pickle.dumps(error))
    assert (again.message, again.formula, again.at) == (error.message, "a + 2", (4, 5))
    assert FormulaError.of("no", Node(Op.MIN, at=(1, 2))).args == ("no", "", (1, 2))


FRAGMENTS = [
    *"abc().,+-*/<>=[]'01 \n", "and", "or", "not", "in", "if", "else", "==", "!=", "'x'",
    "cost.net", "where=", "total(", "min(", "0.5", "is", "for", "lambda", "**", "ā", "%", "\\",
    "running_total(", "within=", "order=", " ",
]  # fmt: skip


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
def test_any_fragments_are_a_tree_or_one_error(text):
    a_tree_that_prints_back_or_one_error(text)


@given(st.text(max_size=1200))
def test_any_letters_are_a_tree_or_one_error(text):
    a_tree_that_prints_back_or_one_error(text)
