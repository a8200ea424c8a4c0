"""The same books over tables: any frame in, the same kind out, to the cent.

A table holds the rows of one noun for many projects. Small tables, and books that ask what
columns cannot answer, are read project by project; everything else by one kernel over columns.
"""

from .answers import Checks
from .by_project import Answered, answer_each
from .front import check
from .money import co_fund, money, split
from .needs import Need, needs
from .rebuilt import ProjectRows, project_of
from .stream import Streamed, stream
from .tables import tables_of

__all__ = [
    "Answered",
    "Checks",
    "Need",
    "ProjectRows",
    "Streamed",
    "answer_each",
    "check",
    "co_fund",
    "money",
    "needs",
    "project_of",
    "split",
    "stream",
    "tables_of",
]
