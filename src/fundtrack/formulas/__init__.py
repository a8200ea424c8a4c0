"""The small language in which books state amounts and conditions: parsed once, read in several ways.

No project, no book and no law lives here; a formula sees them through a `Schema` and a `World`.
"""

from .check import check
from .emit import HELPERS, Emitter, Leaf
from .errors import FormulaError
from .explanation import Exact, Explanation, Source
from .grammar import MAX_DEPTH, MAX_LENGTH, parse
from .kinds import Kind, Noun, Schema, Table, Type
from .printer import to_text
from .tree import AGGREGATES, Node, Op, nodes
from .walk import Frame, Walker, World

__all__ = [
    "AGGREGATES",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "HELPERS",
    "Emitter",
    "Exact",
    "Explanation",
    "FormulaError",
    "Frame",
    "Kind",
    "Leaf",
    "Node",
    "Noun",
    "Op",
    "Schema",
    "Source",
    "Table",
    "Type",
    "Walker",
    "World",
    "check",
    "nodes",
    "parse",
    "to_text",
]
