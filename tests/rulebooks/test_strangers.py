"""A stranger's book: it runs no code, reads no file, and is refused within a second."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from fundtrack.checks import run
from fundtrack.projects import read_project
from fundtrack.rulebooks import Shelf, load_book
from fundtrack.values import BookError
from tests.checks.small import TEXTS, book, cost, parameter, project, rule
from tests.timing import worked

SECOND = 1.0


def deep(depth: int) -> bytes:
    return b"a = " + b"[" * depth + b"]" * depth


def wide_formula(terms: int) -> dict[str, Any]:
    return book(rule={"T-1": rule("project", met_when=" and ".join(["1 == 1"] * terms))})


def many(count: int, **one: Any) -> dict[str, Any]:
    return book(rule={f"T-{at}": rule("project", **one) for at in range(count)})


def lookup(rows: int) -> dict[str, Any]:
    held = [
        {"size": f"c{at}", "value": "1 %", "cite": "act#1", "verification": "unverified"}
        for at in range(rows)
    ]
    return book(
        table={"rates": {"title": TEXTS, "keys": ["size"], "gives": "rate", "rows": held}},
        rule={"T-1": rule("project", met_when="rates['nobody'] > 0")},
    )


def circle(length: int) -> dict[str, Any]:
    """Defines that each read the next, and the last the first."""
    said = {
        f"a{at}": {"value": f"project.a{(at + 1) % length} + 0", "cite": "act#1"}
        for at in range(length)
    }
    return book(define={"project": said})


def dotted(line: str, count: int) -> bytes:
    """Lines whose keys have as many parts as there may be."""
    parts = ".".join("a" * 14)
    return "\n".join(line.format(at, parts, parts) for at in range(count)).encode()


def alike(count: int, letters: int, asked: str, of: str = "") -> dict[str, Any]:
    """As many long names that look like the one that is asked for."""
    money = {"kind": "money", "ask": TEXTS, "cite": "act#1"}
    held = {(of or "f" * letters) + str(at): money for at in range(count)}
    return book(fact={"cost": held}, rule={"T-1": rule("cost", met_when=f"{asked} > 0")})


def parameters(count: int, letters: int, asked: str) -> dict[str, Any]:
    """The same of parameters, of which each has a value."""
    held = {
        "p" * letters + str(at): parameter("money", {"value": "1.00 EUR"})
        for at in range(count)
    }
    return book(parameter=held, rule={"T-1": rule("cost", measured="cost.net", at_most=asked)})


def of_a_table(factors: int) -> dict[str, Any]:
    """Sums of rates that stand in a table, multiplied."""
    rates = {
        "title": TEXTS,
        "keys": ["size"],
        "gives": "rate",
        "rows": [
            {"size": "small", "value": "1/7", "cite": "act#1", "verification": "unverified"}
        ],
    }
    size = {"kind": "code", "codes": ["small"], "ask": TEXTS, "cite": "act#1"}
    number = {"kind": "number", "ask": TEXTS, "cite": "act#1"}
    each = "total(cost.n * rates[cost.size])"
    return book(
        fact={"cost": {"size": size, "n": number}},
        table={"rates": rates},
        define={"project": {"many": {"value": " * ".join([each] * factors), "cite": "act#1"}}},
    )


def squares(sign: str, length: int) -> dict[str, Any]:
    """Numbers that each are twice as long as the one before."""
    held = {
        f"a{at}": {"value": f"project.a{at - 1} {sign} project.a{at - 1}", "cite": "act#1"}
        for at in range(1, length)
    }
    first = {"a0": {"value": "project.staff_share", "cite": "act#1"}}
    asked = {"kind": "number", "ask": TEXTS, "cite": "act#1"}
    return book(define={"project": first | held}, fact={"project": {"staff_share": asked}})


def rules_of(count: int) -> dict[str, Any]:
    """Rules whose formulas come to nearly as many characters as there may be."""
    long = " + ".join(["cost.net", "cost.vat"] * 3) + " + cost.net <= cost.vat"
    return {f"T-{at}": rule("cost", met_when=long) for at in range(count)}


RATE = {"kind": "rate", "ask": TEXTS, "cite": "act#1"}
NUMBER = RATE | {"kind": "number"}
ADDED = "fractions that are added"


def chain(formula: str, length: int) -> dict[str, Any]:
    """Defines that each read the one before, as the formula says."""
    first = {"a0": {"value": "project.s", "cite": "act#1"}}
    return first | {
        f"a{at}": {"value": formula.format(at - 1), "cite": "act#1"} for at in range(1, length)
    }


def quotients(term: str, length: int) -> dict[str, Any]:
    """Rates that each are a sum of two fractions, so have the divisors of both."""
    defines = chain(f"({term}) + 1 / (project.s + project.a{{0}})", length)
    return book(define={"project": defines}, fact={"project": {"s": RATE}})


def totals(length: int) -> dict[str, Any]:
    """Numbers that each add up a fraction of every cost."""
    defines = chain("total(cost.k / (cost.k + project.a{0}))", length)
    facts = {"project": {"s": NUMBER}, "cost": {"k": NUMBER}}
    return book(define={"project": defines}, fact=facts)


FACT = {"kind": "money", "ask": TEXTS, "cite": "act#1"}
WRONG = {"Z-1": rule("cost", met_when="cost.nonsense > 0")}
LONG = {"en": "long " * 1_900, "lv": "gari " * 1_900}


def gathered(totals: int, lines: int) -> dict[str, Any]:
    """Totals over lines that may each hold as many computed lines."""
    flat = {"value": "total(cost.limited)", "cite": "act#1"}
    measured = "total(line.limited, where=line.category != 'c{}')"
    return book(
        parameter={"cap": parameter("money", {"value": "10.00 EUR"})},
        category={f"c{at}": {"title": TEXTS, "cite": "act#1"} for at in range(totals + lines)},
        define={"partner": {f"d{at}": flat | {"counts_as": f"c{at}"} for at in range(lines)}},
        rule={
            f"T-{at}": rule("project", measured=measured.format(at + lines), at_most="cap")
            for at in range(totals)
        },
    )


HOSTILE: dict[str, tuple[Any, str]] = {
    "four hundred totals over sixty kinds of computed lines": (
        gathered(400, 60),
        "more than 1000 totals over computed lines",
    ),
    "ten thousand brackets": (deep(10_000), "nested|deep"),
    "a hundred megabytes": (b"#" * 100_000_000, "large"),
    "not text at all": (b"\x00\xff\xfe" * 1000, "UTF-8|read"),
    "two hundred thousand minus signs": (
        book(rule={"T-1": rule("project", met_when="-" * 200_000 + "1 > 0")}),
        "characters|long",
    ),
    "a thousand terms": (wide_formula(1000), "characters|long"),
    "a power of powers": (
        book(rule={"T-1": rule("project", met_when="9**9**9**9 > 0")}),
        "language|power|operator|figure",
    ),
    "code": (
        book(rule={"T-1": rule("project", met_when="__import__('os').system('true')")}),
        "function|language|call",
    ),
    "an attribute of an attribute": (
        book(rule={"T-1": rule("project", met_when="project.__class__.__mro__")}),
        "no __class__|language|name",
    ),
    "five thousand rules": (many(5000, met_when="1 == 1"), "more than 50000 values"),
    "nine hundred rules of long sums": (
        many(900, measured=" + ".join(["project.gross"] * 38), at_most="project.base"),
        "formulas of more than 40000 characters",
    ),
    "as many formulas as there may be, the last one wrong": (
        book(rule=rules_of(430) | WRONG),
        "no nonsense",
    ),
    "as many facts as there may be": (
        book(fact={"cost": {f"f{at}": FACT for at in range(2800)}}, rule=WRONG),
        "no nonsense",
    ),
    "as many long facts as there may be, alike": (
        alike(2800, 190, "cost." + "f" * 189 + "x"),
        "no f",
    ),
    "as many facts as there may be, alike": (alike(2800, 60, "cost." + "f" * 59 + "x"), "no f"),
    "as many parameters as there may be, alike": (
        parameters(1500, 190, "p" * 189 + "x"),
        "no p",
    ),
    "a megabyte of lines": (b"#\n" * 500_000, "more than 250000 lines"),
    "names that take long to compare": (
        alike(100, 95, "cost." + "a" * 95, of="ab" * 95),
        "no a",
    ),
    "one long name beside another": (alike(1, 1, "cost." + "a" * 199, of="ab" * 98), "no a"),
    "dotted headers and dotted keys": (dotted("[a{}.{}]\n{}=1", 9_990), "deeper|values"),
    "keys of many dots": (dotted("b{}.{}=1", 28_000), "more than 50000 values"),
    "sums of rates of a table": (of_a_table(6), "multiplies more than 100"),
    "as many texts as there may be": (
        many(60, met_when="1 == 1", why=LONG, title=LONG, remedy=LONG),
        "texts of more than 1048576",
    ),
    "numbers that square each other": (squares("*", 26), "multiplies more than 100"),
    "numbers that divide by each other": (squares("/", 26), "multiplies more than 100"),
    "quotients that are added to each other": (quotients("1 / project.a{0}", 30), ADDED),
    "quotients that are taken from each other": (quotients("-1 / project.a{0}", 30), ADDED),
    "quotients in a condition": (
        quotients("1 / project.a{0} if 1 / project.a{0} + project.a{0} > 0 else 1", 30),
        ADDED,
    ),
    "totals of quotients": (totals(30), ADDED),
    "a rule that multiplies what is bounded": (
        book(
            define={"project": chain("project.a{0} * project.s", 60)},
            fact={"project": {"s": RATE}},
            rule={"T-1": rule("project", met_when="project.a59 * project.a59 > project.s")},
        ),
        "multiplies more than 100",
    ),
    "a table of fifty thousand rows": (lookup(50_000), "nobody|no row|not in|more than"),
    "a circle of two thousand amounts": (circle(2000), "more than 500"),
    "a circle of five hundred amounts": (circle(500), "go round"),
    "layers outside the shelf": (
        book() | {"book": book()["book"] | {"extends": ["../../../etc/passwd@1"]}},
        "an edition",
    ),
    "an absolute path for a layer": (
        book() | {"book": book()["book"] | {"extends": ["/etc/passwd@1"]}},
        "an edition",
    ),
    "an id that climbs": (book() | {"book": book()["book"] | {"id": "../base"}}, "an id"),
    "a parameter of the language": (
        book(parameter={"total": parameter("rate", {"value": "1 %"})}),
        "word of the language",
    ),
    "a noun as a parameter": (
        book(parameter={"cost": parameter("rate", {"value": "1 %"})}),
        "name of a noun",
    ),
    "a group that is a noun": (
        book(group={"partner": {"by": ["category"], "of": ["cost"]}}),
        "already the name of a noun",
    ),
    "a define over a fact": (
        book(define={"cost": {"net": {"value": "cost.vat", "cite": "act#1"}}}),
        "already",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_within_a_second(name: str) -> None:
    source, words = HOSTILE[name]
    with worked() as work, pytest.raises(BookError, match=words):
        load_book(source)
    assert work.seconds < SECOND


def test_a_thousand_totals_over_computed_lines_are_as_many_as_there_may_be() -> None:
    assert load_book(gathered(100, 10))
    with pytest.raises(BookError, match="more than 1000 totals") as caught:
        load_book(gathered(101, 10))
    assert caught.value.pointer == "/rule/T-100/measured"


def test_what_is_rounded_has_no_fraction_left() -> None:
    defines = chain("project.a{0} / (1 + project.s) + project.a{0} / (1 + project.s)", 20)
    defines["a0"]["value"] = "project.m"
    for one in list(defines.values())[1:]:
        one["rounding"] = "cents"
    facts = {"project": {"s": RATE, "m": FACT}}
    asked = {"T-1": rule("project", met_when="project.a19 > 0")}
    said = book(define={"project": defines}, fact=facts, rule=asked)
    checked = run(read_project(project(facts={"s": "7/13", "m": "10.00 EUR"})), load_book(said))
    assert {verdict.value for verdict in checked.summary["T-1"]} == {"met"}


def test_layers_that_go_round_are_refused_within_a_second(tmp_path: Path) -> None:
    for name, below in ("one", "two"), ("two", "one"):
        text = f'[book]\nid = "{name}"\nedition = 1\nextends = ["{below}@1"]\n'
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    with worked() as work, pytest.raises(BookError, match="round"):
        load_book("one", shelf=Shelf(tmp_path))
    assert work.seconds < SECOND


NOUNS = ("cost", "partner", "budget_line", "claim", "procurement")
FACTS = {noun: {f"f{at}": FACT for at in range(900)} for noun in NOUNS}
SHORT = {f"S-{at}": rule("cost", met_when="1 == 1") for at in range(45)}
STACKED: dict[str, tuple[int, dict[str, Any], str]] = {
    "formulas": (12, {"rule": rules_of(320)}, "formulas of more than 40000 characters"),
    "a little over in formulas": (12, {"rule": rules_of(40)}, "formulas of more than 40000"),
    "values": (2, {"fact": FACTS}, "more than 50000 values"),
    "rules": (12, {"rule": SHORT}, "more than 500 rules"),
    "defines": (
        12,
        {"define": {"cost": {f"d{at}": {"value": "cost.net"} for at in range(45)}}},
        "more than 500 defines",
    ),
    "texts": (
        12,
        {"rule": {f"S-{at}": rule("cost", why=LONG, title=LONG) for at in range(8)}},
        "texts of more than 1048576",
    ),
}


@pytest.mark.parametrize("name", STACKED)
def test_layers_that_are_too_much_together_are_refused_within_a_second(
    name: str, tmp_path: Path
) -> None:
    count, parts, words = STACKED[name]
    for at in range(count):
        head = book()["book"] | {"id": f"l{at}", "extends": [f"l{at - 1}@1"] if at else []}
        head |= {"first_day": "2014-01-01", "last_day": "2023-12-31"}
        held = book(**parts) | {"book": head, "rounding": {}}
        (tmp_path / f"l{at}.toml").write_text(json.dumps(held), encoding="utf-8")
    with worked() as work, pytest.raises(BookError, match=f"{words}.*with the layers above"):
        load_book(f"l{count - 1}", shelf=Shelf(tmp_path))
    assert work.seconds < SECOND


def test_layers_that_were_read_before_count_as_well(tmp_path: Path) -> None:
    for name, below in ("top", ["low@1"]), ("low", []):
        head = book()["book"] | {"id": name, "extends": below}
        head |= {"first_day": "2014-01-01", "last_day": "2023-12-31"}
        held = book(rule=rules_of(250)) | {"book": head, "rounding": {}}
        (tmp_path / f"{name}.toml").write_text(json.dumps(held), encoding="utf-8")
    shelf = Shelf(tmp_path)
    load_book("low", shelf=shelf)
    with pytest.raises(BookError, match="formulas of more than 40000 characters"):
        load_book("top", shelf=shelf)


def test_lines_are_counted_over_all_layers(tmp_path: Path) -> None:
    for at in range(3):
        head = book()["book"] | {"id": f"l{at}", "extends": [f"l{at - 1}@1"] if at else []}
        head |= {"first_day": "2014-01-01", "last_day": "2023-12-31"}
        held = json.dumps(book() | {"book": head, "rounding": {}}) + "\n" * 100_000
        (tmp_path / f"l{at}.toml").write_text(held, encoding="utf-8")
    with (
        worked() as work,
        pytest.raises(BookError, match="250000 lines, with the layers above"),
    ):
        load_book("l2", shelf=Shelf(tmp_path))
    assert work.seconds < SECOND


def test_a_link_in_the_shelf_leads_nowhere_else(tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text('[book]\nid = "secret"\n', encoding="utf-8")
    folder = tmp_path / "shelf"
    folder.mkdir()
    with pytest.raises(BookError, match=r"no book|no id"):
        load_book("../secret", shelf=Shelf(folder))
    (folder / "link.toml").symlink_to(secret)
    (folder / "region").symlink_to(tmp_path, target_is_directory=True)
    (folder / "round").symlink_to(folder, target_is_directory=True)
    shelf = Shelf(folder)
    assert shelf.ids() == Shelf().ids()
    for name in ("link", "region/secret", "round/link"):
        with pytest.raises(BookError, match="no book"):
            load_book(name, shelf=shelf)


def test_a_pipe_in_the_shelf_is_no_book_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(BookError, match="no book"):
        load_book("pipe", shelf=Shelf(tmp_path))


def test_an_if_of_two_long_lists_of_codes_is_refused_at_once() -> None:
    flag = {"kind": "bool", "ask": TEXTS, "cite": "act#1"}
    long, short = (
        {"kind": "code", "codes": [f"{letter}{n}" for n in range(count)]}
        | flag
        | {"kind": "code"}
        for letter, count in (("a", 20_000), ("b", 1))
    )
    chain = "cost.a if cost.sure else " * 30
    facts = {"cost": {"sure": flag, "a": long, "b": short}}
    many = {f"T-{n}": rule("cost", met_when=f"({chain}cost.a) == 'a1'") for n in range(40)}
    last = {"Z-1": rule("cost", met_when=f"({chain}cost.b) == 'a1'")}
    with worked() as work, pytest.raises(BookError, match="two lists of more than 2000 codes"):
        load_book(book(fact=facts, rule=many | last))
    assert work.seconds < SECOND


def test_a_calculator_that_the_host_did_not_pass_is_never_called() -> None:
    made = {
        "call": "system",
        "kind": "number",
        "cite": "act#1",
        "with": {"command": "cost.net"},
    }
    said = book(
        define={"cost": {"gone": made}}, rule={"T-1": rule("cost", met_when="cost.gone == 0")}
    )
    checked = run(read_project(project(cost("C"))), load_book(said))
    assert {verdict.value for verdict in checked.summary["T-1"]} == {"unknown"}
