"""For those who write books: case files, boundary cases made from formulas, mutation scores.

No rule is decided here; everything is asked of `checks`, as a caller would.
"""

from .cases import Case, CaseFile, read_case_file, read_cases
from .mutants import Mutant, mutants
from .pointers import look_up, plain, put, remove
from .score import BookScore, Survivor, score
from .sites import Unit
from .trials import Trial, Trials

__all__ = [
    "BookScore",
    "Case",
    "CaseFile",
    "Mutant",
    "Survivor",
    "Trial",
    "Trials",
    "Unit",
    "look_up",
    "mutants",
    "plain",
    "put",
    "read_case_file",
    "read_cases",
    "remove",
    "score",
]
