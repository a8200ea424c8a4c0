"""Whether two checks of one project say the same: every verdict of every row, every amount."""

from fundtrack.checks import Checked, Tally


def differ(ours: Checked, theirs: Checked) -> bool:
    """Whether any verdict of any subject or any amount differs.

    Both are checks of one project, under a book and a changed form of it with the same rules.

    >>> from fundtrack.checks import run
    >>> from fundtrack.projects import read_project
    >>> from fundtrack.rulebooks import load_book
    >>> project = read_project("docs/examples/life-science-cluster.json")
    >>> book = load_book("lv/cluster-2016")
    >>> differ(run(project, book), run(project, book.replace(hash="another")))
    False
    """
    for basis in ours.bases:
        one, other = ours.tally(basis), theirs.tally(basis)
        if (one.project, one.columns) != (other.project, other.columns):
            return True
        if _refused(one) != _refused(other):
            return True
    if all(ours.tally(basis).marks == theirs.tally(basis).marks for basis in ours.bases):
        return False
    return _verdicts(ours) != _verdicts(theirs)  # the walk may decide what the marks leave open


def _refused(tally: Tally) -> list[str]:
    return sorted(map(repr, tally.refused))


def _verdicts(checked: Checked) -> object:
    """Every row that a rule does not answer with met, by basis, rule and verdict."""
    found = {
        (basis, code, verdict): [row.index for row in rows]
        for (basis, code), answers in checked.verdicts.answers.items()
        for verdict, rows in answers.items()
    }
    skipped = {}
    for basis in checked.bases:
        tally = checked.tally(basis)
        for loop, codes in tally.rules.items():
            skipped[basis, loop] = [mark >> 3 * len(codes) for mark in tally.marks[loop]]
    return found, skipped
