"""The library's own answer to the workload: the eight rules as a book, over tables.

`judge` is to be filled in once `fundtrack.frames` reads the workload's book: it is handed the
`Workload` and returns `Answers`. What it needs once (the book loaded, tables as the caller has
them) belongs into `ready`, which is not timed; answers in another form into `answers`.
"""

from tests.benchmarks.contest import Contender
from tests.benchmarks.workload import Answers, Workload


class NotThereYet(NotImplementedError):
    """The contender has a place and no way yet: reported as absent, never as passed."""


def judge(work: Workload) -> Answers:
    """The workload's book over the workload's tables."""
    raise NotThereYet("fundtrack.frames does not answer the workload yet; fill in judge here")


FUNDTRACK = Contender(judge)
