"""The small language in which books state amounts and conditions: parsed once, read twice.

No project, no book and no law lives here; a formula sees them through a `Schema` and a `World`.
"""

from .check import check
from .emit import Emitter, Leaf
from .errors import FormulaError
from .explanation import Exact, Explanation, Source
from .grammar import parse
from .helpers import HELPERS
from .kinds import Kind, Noun, Schema, Table, Type
from .names import near
from .printer import to_text
from .running import First
from .scan import MAX_DEPTH, MAX_LENGTH
from .summed import SUM_BITS, Sum, sum_of
from .tree import AGGREGATES, Node, Op, nodes
from .walk import Walker
from .world import Frame, World

__all__ = [
    "AGGREGATES",
    "HELPERS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "SUM_BITS",
    "Emitter",
    "Exact",
    "Explanation",
    "First",
    "FormulaError",
    "Frame",
    "Kind",
    "Leaf",
    "Node",
    "Noun",
    "Op",
    "Schema",
    "Source",
    "Sum",
    "Table",
    "Type",
    "Walker",
    "World",
    "check",
    "near",
    "nodes",
    "parse",
    "sum_of",
    "to_text",
]
