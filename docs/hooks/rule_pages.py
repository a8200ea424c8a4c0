"""Draws the pages of the books and of their rules when the site is built.

The pages at the top of the repository join them.

`pages` returns them as path to Markdown; `on_files` hands them to mkdocs. None is committed.
"""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from fundtrack.formulas import Node, Op, nodes, to_text
from fundtrack.rulebooks import BASE, Book, DatedValue, Parameter, Rule, books, load_book
from fundtrack.values import Citation

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = ROOT / "tests" / "cases"
LANGUAGES = {"en": "English", "lv": "Latvian"}


def pages() -> dict[str, str]:
    """Every generated page: the index, one per book and per rule, the repository's top."""
    shelf = {key: load_book(key) for key in (BASE, *sorted(books()))}
    made = {"rules/index.md": index(shelf.values())}
    for key, book in shelf.items():
        made[f"rules/{key}.md"] = book_page(book)
        for rule in book.rules.values():
            made.setdefault(f"rules/{rule.code}.md", rule_page(rule, book))
    for name in ("CONTRIBUTING.md", "CHANGELOG.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        made[name.lower()] = text.replace("](docs/", "](")
    return made


def index(shelf: Iterable[Book]) -> str:
    """The list of books."""
    lines = ["# Rules", "", "Drawn from the books that are shipped.", ""]
    lines += ["| book | title | days | rules |", "|---|---|---|---|"]
    for book in shelf:
        title, span = book.titles.best("en"), days(book.first_day, book.last_day)
        lines.append(f"| [{book.key}]({book.id}.md) | {title} | {span} | {len(book.rules)} |")
    return "\n".join(lines) + "\n"


def book_page(book: Book) -> str:
    """What a book covers and leaves out, its figures and its rules."""
    up = "../" * book.id.count("/")
    lines = [f"# {book.titles.best('en')}", "", f"`{book.key}`, hash `{book.hash}`.", ""]
    for language, title in book.titles.items():
        lines.append(f"- {LANGUAGES.get(language, language)}: {title}")
    lines += [
        "",
        f"Layers below it: {', '.join(f'`{key}`' for key in book.layers) or 'none'}.",
        "",
    ]
    for heading, texts in (("Covers", book.covers), ("Leaves out", book.leaves_out)):
        lines += [f"## {heading}", "", *(f"- {text.best('en')}" for text in texts), ""]
    lines += ["## Figures of the law", "", "| name | value | days | source | seen |"]
    lines += ["|---|---|---|---|---|"]
    for parameter in book.parameters.values():
        lines += figures(parameter, book)
    lines += ["", "## Rules", "", "| rule | name | severity | from |", "|---|---|---|---|"]
    for rule in book.rules.values():
        link = f"[{rule.code}]({up}{rule.code}.md)"
        lines.append(f"| {link} | {rule.name} | {rule.severity} | {rule.layer} |")
    lines += ["", "## Changes of the law", ""]
    for change in book.changes:
        lines.append(
            f"- {change.on}, {source(change.citation, book)}: {change.findings.best('en')}"
        )
    return "\n".join(lines) + "\n"


def figures(parameter: Parameter, book: Book) -> Iterator[str]:
    """One row of a table per dated value."""
    if not parameter.values:
        yield f"| `{parameter.name}` | set in the {' or the '.join(parameter.set_in)} | | | |"
    for value in parameter.values:
        yield (
            f"| `{parameter.name}` | {shown(value)} | {days(value.first, value.last)} | "
            f"{source(value.citation, book)} | {value.verification} |"
        )


def days(first: date | None, last: date | None) -> str:
    """Both days inside; nothing where neither is named."""
    return "" if first is None and last is None else f"{first or '…'} to {last or '…'}"


def shown(value: DatedValue) -> str:
    """The value, or why nobody knows it."""
    if value.value is None:
        return f"unknown: {value.why.best('en')}"
    if isinstance(value.value, frozenset):
        return ", ".join(sorted(value.value))
    return str(value.value)


def source(citation: Citation | None, book: Book) -> str:
    """A citation with its act spelled out, and a link where the book has one."""
    if citation is None:
        return "no source"
    act = book.acts.get(citation.act)
    if act is None:
        return str(citation)
    name = act.titles.best("en")
    link = act.eli or act.url
    named = f"[{name}]({link})" if link else name
    return f"{named}, {citation.pinpoint}" if citation.pinpoint else named


def rule_page(rule: Rule, book: Book) -> str:
    """One rule: what it checks, why, how to put it right, where it stands."""
    lines = [
        f"# {rule.code} {rule.name}",
        "",
        f"{rule.severity}, {rule.effect}; {rule.layer}.",
        "",
    ]
    lines += ["## What it says", ""]
    lines += [f"- {LANGUAGES.get(key, key)}: {text}" for key, text in rule.titles.items()]
    lines += [
        "",
        "## What it checks",
        "",
        f"Each {rule.scope}, on {' and '.join(rule.basis)}.",
        "",
    ]
    lines += ["```text", *conditions(rule), "```", ""]
    for heading, texts in (
        ("Why", rule.why),
        ("How to put it right", rule.remedy),
        ("Where it does not apply", rule.not_for),
    ):
        if texts:
            lines += [f"## {heading}", "", *(f"- {text}" for text in texts.values()), ""]
    named = sorted(parameters(rule) & set(book.parameters))
    if named:
        lines += ["## Figures it uses", "", "| name | value | days | source | seen |"]
        lines += ["|---|---|---|---|---|"]
        for name in named:
            lines += figures(book.parameters[name], book)
        lines.append("")
    seen = list(cases(rule.code))
    if seen:
        lines += ["## Cases the tests run", "", "| case | answer |", "|---|---|", *seen, ""]
    lines += ["## Sources", "", *(f"- {source(one, book)}" for one in rule.citations)]
    return "\n".join(lines) + "\n"


def formulas(rule: Rule) -> dict[str, Node | None]:
    """The formulas of a rule by their names in the book."""
    names = ("applies_when", "met_when", "measured", "at_least", "at_most", "where")
    return {name: getattr(rule, name) for name in names}


def conditions(rule: Rule) -> Iterator[str]:
    """The formulas of a rule as its author writes them."""
    for name, node in formulas(rule).items():
        if node is not None:
            yield f"{name} = {to_text(node)}"
    for exception in rule.exceptions:
        yield f"unless {exception.name}: {to_text(exception.when)}"


def parameters(rule: Rule) -> set[str]:
    """The names of the law's figures that a rule's formulas use."""
    return {
        one.name
        for node in formulas(rule).values()
        if node is not None
        for one in nodes(node)
        if one.op is Op.PARAMETER
    }


@cache
def every_case() -> list[dict[str, Any]]:
    """The cases of all books, read once."""
    files = [path.read_text(encoding="utf-8") for path in sorted(CASES.rglob("*.toml"))]
    return [case for text in files for case in tomllib.loads(text).get("case", [])]


def cases(code: str) -> Iterator[str]:
    """The cases that expect an answer of this rule; the tests run each of them."""
    for case in every_case():
        answer = case.get("expect", {}).get(code)
        if answer is not None:
            yield f"| {case.get('title', '')} | {answer} |"


def on_files(files: Any, config: Any) -> Any:
    """Called by mkdocs once it has collected the pages: add ours."""
    from mkdocs.structure.files import File  # only the builder of the site has it

    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files
