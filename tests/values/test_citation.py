"""Citations: an act's key and a place in it, and who read which version when."""

import copy
import pickle
from datetime import date, datetime

import pytest

from fundtrack.values import Citation, InputError

READ = {
    "consolidated": date(2020, 12, 29),
    "read_on": date(2026, 11, 21),
    "read_by": "A. Reader",
}


@pytest.mark.parametrize(
    ("text", "act", "pinpoint"),
    [
        ("cpr1420#69(3)(c)", "cpr1420", "69(3)(c)"),
        ("mk205#37. punkts, 2. teikums", "mk205", "37. punkts, 2. teikums"),
        ("plans", "plans", ""),
        ("eu/cpr-2014.a_b#1", "eu/cpr-2014.a_b", "1"),
        ("a#1#2", "a", "1#2"),
        ("a" * 100 + "#" + "b" * 200, "a" * 100, "b" * 200),
    ],
)
def test_the_text_is_given_back(text, act, pinpoint):
    cited = Citation(text)
    assert (cited.act, cited.pinpoint, str(cited)) == (act, pinpoint, text)
    assert (cited.consolidated, cited.read_on, cited.read_by) == (None, None, "")
    assert repr(cited) == f"Citation({text!r})"
    assert Citation(text) == cited
    assert hash(Citation(text)) == hash(cited)
    assert Citation(cited) is cited


def test_who_read_what_belongs_to_it():
    cited = Citation("cpr1420#69(3)(c)", **READ)
    assert str(cited) == "cpr1420#69(3)(c)"
    assert {name: getattr(cited, name) for name in READ} == READ
    assert repr(cited) == (
        "Citation('cpr1420#69(3)(c)', consolidated=datetime.date(2020, 12, 29), "
        "read_on=datetime.date(2026, 11, 21), read_by='A. Reader')"
    )
    assert pickle.loads(pickle.dumps(cited)) == cited
    assert copy.copy(cited) is cited
    for name in READ:
        assert (
            Citation("cpr1420#69(3)(c)", **{k: v for k, v in READ.items() if k != name})
            != cited
        )


def test_days_may_be_written():
    assert Citation("a#1", read_on="2026-11-21").read_on == date(2026, 11, 21)
    assert Citation("a#1", consolidated="2020-12-29").consolidated == date(2020, 12, 29)


@pytest.mark.parametrize("name", ["consolidated", "read_on"])
@pytest.mark.parametrize("day", [0, datetime(2026, 11, 21), "21.11.2026", True])
def test_days_are_days(name, day):
    with pytest.raises(InputError, match="not a day"):
        Citation("a#1", **{name: day})


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("", '""'),
        ("#1", '"#1"'),
        ("a#", '"a#"'),
        ("a b#1", '"a b#1"'),
        ("-a#1", '"-a#1"'),
        ("ā#1", '"ā#1"'),
        ("a#1\n", '"a#1\\n"'),
        ("a\n#1", '"a\\n#1"'),
        ("a#\u202e1", '"a#\\u202e1"'),
        ("a" * 101, '"' + "a" * 55 + '..."'),
        ("a#" + "b" * 201, '"a#' + "b" * 53 + '..."'),
        (5, "5"),
        (None, "null"),
        (b"a#1", "a bytes"),
    ],
)
def test_anything_else_is_no_citation(given, shown):
    with pytest.raises(InputError) as caught:
        Citation(given)
    assert str(caught.value) == (
        "not a citation (expected an act and a place in it, "
        f'as "cpr1420#69(3)(c)", found {shown})'
    )


@pytest.mark.parametrize("extra", [{name: value} for name, value in READ.items()])
def test_a_citation_is_not_given_a_reader_more(extra):
    with pytest.raises(InputError, match="not a citation"):
        Citation(Citation("a#1"), **extra)


@pytest.mark.parametrize(
    ("reader", "shown"),
    [(5, "5"), (None, "null"), ("a\nb", '"a\\nb"'), ("r" * 201, '"' + "r" * 55 + '..."')],
)
def test_a_reader_has_a_name(reader, shown):
    with pytest.raises(InputError) as caught:
        Citation("a#1", read_by=reader)
    assert str(caught.value) == f"not a reader's name (found {shown})"
    assert Citation("a#1", read_by="r" * 200).read_by == "r" * 200
