"""What the names of a formula mean, in the scope it is written for.

A dot reaches exactly one thing (D-01). In scope *X* a path may start at X, at `project` and at
`plan` (the plan in force); inside an aggregate also at the row the aggregate ranges over.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from .errors import FormulaError
from .kinds import Kind, Noun, Schema, Type
from .tree import Node, Op, nodes

_NAMED = frozenset({Op.FACT, Op.DEFINE, Op.PARAMETER, Op.SET, Op.READING, Op.TABLE})


#: So many names are compared with one that nobody knows, and so many letters of each.
_COMPARED: Final = 100
_LETTERS: Final = 40


def near(name: str, names: Iterable[str]) -> str:
    """A hint with the names that look like this one, or nothing.

    To compare two long texts takes long, so of long names their beginnings are compared, and of
    very many only those that are most alike in length.

    >>> near("suport", ["support", "eligible"])
    '; did you mean support'
    """
    from difflib import get_close_matches

    def unlike(one: str) -> tuple[bool, int, str]:
        return one[:1] != name[:1], abs(len(one) - len(name)), one

    nearest = sorted(names, key=unlike)[:_COMPARED]
    compared = {one[:_LETTERS]: one for one in reversed(nearest)}
    close = [compared[one] for one in get_close_matches(name[:_LETTERS], compared)]
    return f"; did you mean {' or '.join(close)}" if close else ""


class Names:
    """The names of one formula; `row` is the noun of the aggregate it is inside of, if any."""

    def __init__(self, root: Node, schema: Schema, scope: str) -> None:
        self.root = root
        self.schema = schema
        self.scope = scope
        self.row: str | None = None

    def visible(self) -> list[str]:
        """The nouns a path may start at, the nearest first."""
        return list(dict.fromkeys(filter(None, (self.row, self.scope, "plan", "project"))))

    def finest(self, args: Iterable[Node]) -> str:
        """The nearest noun at which one of the operands stands."""
        scopes = {arg.scope for arg in args}
        return next((scope for scope in self.visible() if scope in scopes), "project")

    def fact(self, node: Node) -> Node:
        """A name with dots: a fact, a define, or the id behind a link."""
        root, schema = node.name.split(".")[0], self.schema
        if root not in schema.nouns:
            raise self.unknown(f"no noun {root}", root, schema.nouns, node)
        if root not in self.visible():
            hint = f"; here stand {', '.join(self.visible())}"
            if root in schema.rows:
                hint += f"; reach rows of {root} with an aggregate, as in any({root}.…)"
            message = f"{root} cannot be reached from {self.scope}{hint}"
            raise FormulaError.of(message, node)
        noun, name = self.end(node.name)
        if name in noun.fields:
            op = Op.DEFINE if name in noun.defines else Op.FACT
            return node.replace(op=op, type=noun.fields[name], scope=root)
        if name in noun.links:
            self.hold_id(noun.links[name], node)
            return node.replace(op=Op.FACT, type=Type(Kind.TEXT), scope=root)
        names = [*noun.fields, *noun.links]
        raise self.unknown(f"{noun.name} has no {name}", name, names, node)

    def hold_id(self, noun: str, node: Node) -> None:
        """A link says the id of a row; a noun that stands inside another is no single value."""
        fields = self.schema.nouns[noun].fields
        if noun not in self.schema.rows or "id" not in fields:
            fact = next(iter(fields), "fact")
            message = f"{node.name} is a whole {noun}; say which of its facts"
            raise FormulaError.of(f"{message}, as in {node.name}.{fact}", node)

    def end(self, path: str) -> tuple[Noun, str]:
        """The noun at the end of a path, and the name that stands there."""
        root, *parts = path.split(".")
        noun = self.schema.nouns[root]
        while len(parts) > 1 and parts[0] in noun.links:
            noun = self.schema.nouns[noun.links[parts.pop(0)]]
        return noun, ".".join(parts)

    def bare(self, node: Node) -> Node:
        """A name without dots: a parameter, a set or a reading of the book."""
        name, schema = node.name, self.schema
        if name in schema.parameters:
            kind, dated = schema.parameters[name]
            if dated is not None and dated not in self.visible():
                by = f"dated by a fact of {dated}, which {self.scope} does not reach"
                raise FormulaError.of(f"{name} is {by}", node)
            return node.replace(op=Op.PARAMETER, type=kind, scope=dated or "project")
        if name in schema.sets:
            return node.replace(op=Op.SET, type=schema.sets[name], scope="project")
        if name in schema.readings:
            return node.replace(op=Op.READING, type=schema.readings[name], scope="project")
        if name in schema.nouns:
            message = f"{name} is a noun; say which of its facts, as in {name}.id"
            raise FormulaError.of(f"{message}{self.dashed(node)}", node)
        if name in schema.tables:
            raise FormulaError.of(f"{name} is a table; give its keys in brackets", node)
        raise self.unknown(f"the book names no {name}", name, self.declared(), node)

    def declared(self) -> list[str]:
        """Every bare name of the book."""
        schema = self.schema
        return [*schema.parameters, *schema.sets, *schema.readings, *schema.tables]

    def unknown(
        self, message: str, name: str, names: Iterable[str], node: Node
    ) -> FormulaError:
        """The refusal of a name that is not there, with the ones that look like it."""
        return FormulaError.of(message + (self.dashed(node) or near(name, names)), node)

    def dashed(self, node: Node) -> str:
        """A hint where a name was written with dashes: `support-rate` is a subtraction."""
        for name in _dashed(self.root, node):
            root = name.split(".")[0]
            if name in self.declared():
                return f"; did you mean {name}"
            if root in self.schema.nouns:
                noun, last = self.end(name)
                if last in noun.fields or last in noun.links:
                    return f"; did you mean {name}"
        return ""


def _dashed(root: Node, node: Node) -> Iterator[str]:
    """The names a node makes with its neighbours, one character away, the longest first."""
    names = [one for one in nodes(root) if one.op in _NAMED]
    first_at = {one.at[0]: one for one in names}
    last_at = {one.at[0] + len(one.name): one for one in names}
    run = [node]
    while before := last_at.get(run[0].at[0] - 1):
        run.insert(0, before)
    while after := first_at.get(run[-1].at[0] + len(run[-1].name) + 1):
        run.append(after)
    for length in range(len(run), 1, -1):
        for first in range(len(run) - length + 1):
            yield "_".join(one.name for one in run[first : first + length])
