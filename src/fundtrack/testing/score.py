"""The mutation score of a book: how many planted wrongs its boundary cases notice."""

from collections.abc import Iterable

from fundtrack.checks import run
from fundtrack.rulebooks import Book
from fundtrack.values import BookError, Record

from .answers import differ
from .cases import Case
from .equal import equal_by
from .ground import ALONE
from .mutants import Mutant, mutants
from .trials import Trial, Trials


class Survivor(Record):
    """A wrong that no case noticed: its place in the book's file, what stood and what stands.

    `why` says why no project can tell the two apart, where that is proven; "" where it is not.
    """

    pointer: str
    before: str
    after: str
    why: str = ""

    def __str__(self) -> str:
        why = f"  ({self.why})" if self.why else ""
        return f"{self.pointer}: {self.before}  ->  {self.after}{why}"


class BookScore(Record):
    """What became of the mutants of one layer of a book."""

    book: str
    layer: str
    planted: int
    killed: int
    survivors: tuple[Survivor, ...]

    @property
    def unexplained(self) -> tuple[Survivor, ...]:
        """The survivors that are not proven to be no wrong at all."""
        return tuple(one for one in self.survivors if not one.why)

    def to_dict(self) -> dict[str, object]:
        """The same as plain data."""
        survivors = [
            {"pointer": one.pointer, "before": one.before, "after": one.after, "why": one.why}
            for one in self.survivors
        ]
        return {
            "layer": self.layer,
            "planted": self.planted,
            "killed": self.killed,
            "survivors": survivors,
        }


def score(book: Book, cases: Iterable[Case], *, layer: str = "") -> BookScore:
    """Plant every wrong in a book, one at a time, and ask its boundary cases about each.

    A wrong is noticed where any verdict of any subject, or any amount, differs. Rules that look
    across projects are asked of each project alone. Nothing is drawn by chance: the same book
    and cases give the same score.

    Args:
        book: From `load_book`.
        cases: Projects to start from, those in order first; of `read_case_file`, the project
            and the cases.
        layer: Whose formulas, as `eu/erdf-2014@1`; the book's own where nobody says.

    Raises:
        InputError: there is no project, or one that cannot be read under the book.

    >>> from pathlib import Path
    >>> from fundtrack.rulebooks import load_book
    >>> from fundtrack.testing import read_case_file
    >>> said = read_case_file(Path("tests/cases/eu/erdf-2014.toml"), "eu/erdf-2014")
    >>> book = load_book("eu/erdf-2014")
    >>> rules = {"EU-ERDF14-001": book.rules["EU-ERDF14-001"]}
    >>> only = book.replace(rules=rules, defines={}, hash="one rule")
    >>> made = score(only, [said.project, *said.cases])
    >>> made.planted > 0, made.unexplained
    (True, ())
    """
    layer = layer or book.key
    trials = Trials(book, cases)
    planted, survivors = 0, []
    for mutant in mutants(book, layer=layer, currency=trials.currency):
        try:
            why = _survives(mutant, trials)
        except BookError:  # no book: a flat rate that would be taken of itself, say (D-26)
            continue
        planted += 1
        if why is not None:
            survivors.append(Survivor(mutant.pointer, mutant.before, mutant.after, why))
    killed = planted - len(survivors)
    return BookScore(book.key, layer, planted, killed, tuple(survivors))


def _survives(mutant: Mutant, trials: Trials) -> str | None:
    """None where a case notices the wrong; else why none can, "" where that is not proven."""
    if _noticed(mutant, trials.near(mutant.units)):
        return None
    why = equal_by(mutant, trials.book)
    return None if not why and _noticed(mutant, trials.far(mutant.units)) else why


def _noticed(mutant: Mutant, trials: Iterable[Trial]) -> bool:
    """Whether any case answers otherwise under the changed book."""
    return any(
        differ(trial.checked, run(trial.project, mutant.book, on=trial.on, register=ALONE))
        for trial in trials
        if mutant.currency in ("", trial.project.agreement.currency)
    )
