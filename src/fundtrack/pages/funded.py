"""Who pays what as rows: each strand with what its sources bear, then each source in total."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from fundtrack.checks import Funding, Result, SourceShare, StrandShare
from fundtrack.rulebooks import Book
from fundtrack.values import Rate
from fundtrack.words import opening, rate, shown, tell, tell_count, visible, word

from .figures import bounds
from .paper import Course, Way


def funded(result: Result, language: str) -> tuple[Course, ...]:
    """Who pays what on each basis where there are sources and the book says how they share."""
    return tuple(
        Course(
            opening(word("basis", basis, language)), tuple(_ways(one, result.book, language))
        )
        for basis, one in result.funding.items()
        if one.sources
    )


def _ways(funding: Funding, book: Book, language: str) -> Iterator[Way]:
    names = _names(funding.sources)
    for strand in funding.strands:
        yield from _strand(strand, names, language)
    if funding.without:
        lines = _lines(len(funding.without), language)
        label = opening(tell("lines without a source", language))
        yield Way("=", label, "", lines, "", known=False)
    for source in funding.sources:
        label = tell("{source} in total", language, source=names[source.source])
        notes = _of_project(source.of_project, language) or bounds(source.share, book, language)
        value = source.share.value
        yield Way("=", opening(label), "", "", shown(value, language), notes, value is not None)


def _strand(strand: StrandShare, names: Mapping[str, str], language: str) -> Iterator[Way]:
    payers = ", ".join(names[one] for one in strand.shares)
    label = opening(tell("costs paid by {sources}", language, sources=payers))
    lines = _lines(strand.lines, language)
    total = shown(strand.eligible, language)
    yield Way("=", label, "", lines, total, known=strand.eligible is not None)
    for name, amount in strand.shares.items():
        notes = _of_strand(strand.rates.get(name), language)
        known = amount is not None
        yield Way("−", names[name], "", "", shown(amount, language), notes, known)
    if strand.gap is None or strand.gap:
        label = opening(tell("paid by nobody", language))
        yield Way("−", label, "", "", shown(strand.gap, language), known=strand.gap is not None)


def _of_project(part: Rate | None, language: str) -> tuple[str, ...]:
    """An average rate under the one of its two names; nothing where there is none."""
    if part is None:
        return ()
    return (tell("{rate} of the project", language, rate=rate(part, language)),)


def _of_strand(part: Rate | None, language: str) -> tuple[str, ...]:
    """The average rate under the other."""
    if part is None:
        return ()
    return (tell("{rate} of these costs", language, rate=rate(part, language)),)


def _lines(count: int, language: str) -> str:
    return tell_count("{count} line", "{count} lines", count, language)


def _names(sources: Sequence[SourceShare]) -> dict[str, str]:
    """Each source by its fund; two of one fund by their ids too."""
    often = Counter(one.fund for one in sources)
    return {
        one.source: visible(one.fund if often[one.fund] == 1 else f"{one.fund} ({one.source})")
        for one in sources
    }
