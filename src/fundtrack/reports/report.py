"""The answer to one check: what was found, in data, in words, on paper."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NoReturn

from fundtrack.checks import (
    Checked,
    Figure,
    Finding,
    Funding,
    Line,
    Missing,
    NotChecked,
    Outcome,
    ParameterUse,
    Refusal,
    RoundingUse,
    Verdict,
    Waterfall,
)
from fundtrack.pages import fragment, html, markdown, text
from fundtrack.projects import Project
from fundtrack.rulebooks import Book
from fundtrack.values import MissingExtra, Money, Record

from .amounts import Amounts, unknown
from .explained import Explained
from .wire import report_dict

#: Subjects under one finding, wherever a report is written out.
LIMIT = 10


class Report(Record):
    """Everything one check found about a project.

    `outcome` is `breached` (a breach-rule is broken, in conflict or failed), else `undecided`
    (a rule lacks a fact), else `in_order`; `ok` is true only in order. Neither says anything of
    what was *not* checked: `not_checked` and `unverified` do.

    It refuses to be a bool, because undecided is neither; ask `report.ok`.
    """

    result: Checked

    @property
    def outcome(self) -> Outcome:
        """The whole report in a word."""
        return self.result.outcome

    @property
    def ok(self) -> bool:
        """Whether every rule was decided and no breach found."""
        return self.result.outcome is Outcome.IN_ORDER

    @property
    def project(self) -> Project:
        """The project asked about."""
        return self.result.project

    @property
    def book(self) -> Book:
        """The book that was asked, with its layers, edition and hash."""
        return self.result.book

    @property
    def pinned(self) -> bool:
        """Whether the edition was named, by the agreement or by the caller."""
        return self.result.pinned

    @property
    def on(self) -> date | None:
        """The day asked about."""
        return self.result.on

    @property
    def amounts(self) -> Amounts:
        """Amounts by name: `support`, `eligible`, `own`, …, `claimed.support` of a ledger."""
        return Amounts(self.result.amounts)

    @property
    def stated(self) -> Mapping[str, Figure]:
        """The totals that the plan states: `total_cost`, `eligible`, `support`, `own`."""
        return self.result.stated

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is not met: broken, unknown, in conflict, failed, met within rounding."""
        return self.result.findings

    @property
    def headroom(self) -> tuple[Finding, ...]:
        """The limits that were kept, with what is left of each."""
        return self.result.headroom

    @property
    def summary(self) -> Mapping[str, Mapping[Verdict, int]]:
        """How often each rule gave each verdict."""
        return self.result.summary

    @property
    def parameters(self) -> tuple[ParameterUse, ...]:
        """The values of the law and of the grant that the answers rest on."""
        return self.result.parameters

    @property
    def roundings(self) -> tuple[RoundingUse, ...]:
        """The roundings used, and the modes that would give the same."""
        return self.result.roundings

    @property
    def not_checked(self) -> tuple[NotChecked, ...]:
        """What no rule looked at."""
        return self.result.not_checked

    @property
    def unverified(self) -> int:
        """How many of the values used nobody has verified in their source."""
        return self.result.unverified

    def lines(self, basis: str = "plan") -> Sequence[Line]:
        """Every line with its amount after each step and what was refused of it.

        Args:
            basis: `plan` (budget lines), `claimed` (costs) or `accepted` (what the entries
                leave of the costs).

        Raises:
            InputError: the project gives no lines on that basis.

        """
        return self.result.lines(basis)

    def table(self, basis: str = "plan") -> list[dict[str, str | Money | None]]:
        """All lines as rows for a data frame: a column for each step, the refusals in words.

        Lines that are worked out (flat rates) come last; `missing` names what keeps an amount
        from being known.
        """
        return [
            {
                "line": line.key,
                "at": line.at,
                "gross": line.gross,
                "base": line.base,
                "admitted": line.admitted,
                "limited": line.limited,
                "eligible": line.eligible,
                "refused": "; ".join(map(_refusal, line.refusals)),
                "missing": ", ".join(_places(line.missing)),
            }
            for line in self.lines(basis)
        ]

    def waterfall(self, basis: str = "plan") -> Waterfall:
        """The way from gross to payable: each step, and each reason with its lines and sum.

        Gross is what is stated and computed; every step after it is the one before less what
        was refused, is open, or is left out of it. What nobody knows is None, with its bounds.

        Args:
            basis: `plan`, `claimed` or `accepted`.

        Raises:
            InputError: the project gives no lines on that basis.

        """
        self.result.lines(basis)  # which refuses a basis that was not given
        return self.result.waterfalls[basis]

    def funding(self, basis: str = "plan") -> Funding | None:
        """Who pays what: what each source bears, strand by strand and in total.

        None where the book does not say how sources share the lines, or no source is stated.

        Args:
            basis: `plan`, `claimed` or `accepted`.

        Raises:
            InputError: the project gives no lines on that basis.

        """
        self.result.lines(basis)  # which refuses a basis that was not given
        return self.result.funding.get(basis)

    def explain(self, name: str) -> Explained:
        """How an amount came about, as a tree that prints itself.

        Args:
            name: An amount of the report (`support`, `claimed.eligible`), or a line's step
                (`cost:INV-17.base`).

        Raises:
            InputError: there is no such amount; the near ones are named.

        """
        if name not in self.result.amounts and ":" not in name:
            raise unknown(name, self.result.amounts)
        return Explained(self.result.explain(name), self.book)

    def to_dict(self, limit: int = LIMIT, language: str | None = None) -> dict[str, object]:
        """The report as plain JSON: whole counts and sums, at most `limit` rows of a kind.

        Where there are more than forty findings, they share the room of forty.

        It follows the shipped schema `report-1.json`; with a language it carries sentences.
        """
        return report_dict(self.result, limit, language)

    def to_text(self, language: str = "en", limit: int = LIMIT) -> str:
        """The report as plain text."""
        return text(self.result, language, limit)

    def to_markdown(self, language: str = "en", limit: int = LIMIT) -> str:
        """The report as Markdown."""
        return markdown(self.result, language, limit)

    def to_html(self, language: str = "en", limit: int = LIMIT) -> str:
        """The report as a page that stands alone and prints.

        Raises:
            MissingExtra: jinja2 is not installed.

        """
        return html(self.result, language, limit)

    def __repr__(self) -> str:
        return f"<Report {self.outcome.value}: {self.book.key}, {len(self.findings)} findings>"

    def __str__(self) -> str:
        return self.to_text().rstrip("\n")

    def _repr_html_(self) -> str:
        """What a notebook shows; without jinja2 the text."""
        try:
            return fragment(self.result)
        except MissingExtra:
            from html import escape

            return f"<pre>{escape(self.to_text())}</pre>"

    def __bool__(self) -> NoReturn:
        raise TypeError("a report is not true or false; ask report.ok or report.outcome")


def _refusal(refusal: Refusal) -> str:
    return f"{refusal.reason} {refusal.step} {refusal.amount}"


def _places(missing: Iterable[Missing]) -> Iterable[str]:
    """Where what is missing would stand, each place once."""
    return dict.fromkeys(one.pointer or one.name for one in missing)
