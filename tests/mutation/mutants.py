"""The small wrongs a planted defect may be: one change of one node of a module.

Left out, because nothing of it runs: annotations, docstrings, `__all__`, the bodies of
overloads, the type that a `cast` names, and a `TypeVar`.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one wrong in it: where, what was there, what is there now."""

    line: int
    before: str
    after: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"line {self.line}: {self.before}  ->  {self.after}"


def mutants(source: str) -> Iterator[Mutant]:
    """All mutants of a module, in the order of its text."""
    tree = ast.parse(source)
    nodes = list(_running(tree))
    for place, node in enumerate(nodes):
        for variant in _variants(node):
            changed = copy.deepcopy(tree)
            target = list(_running(changed))[place]
            _put(changed, target, copy.deepcopy(variant))
            ast.fix_missing_locations(changed)
            line = getattr(node, "lineno", 0)
            yield Mutant(line, _shown(node), _shown(variant), changed)


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that do something when the module runs, outer before inner."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "type_params", "decorator_list"):
            continue
        children = value if isinstance(value, list) else [value]
        for i, child in enumerate(children):
            if not isinstance(child, ast.AST) or _is_still(tree, name, i, child):
                continue
            yield child
            yield from _running(child)


def _is_still(parent: ast.AST, field: str, index: int, child: ast.AST) -> bool:
    """Whether nothing runs here: a docstring, the list of names of a room, an overload."""
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True  # a docstring, or the `...` of an overload
    if isinstance(child, ast.Call) and isinstance(child.func, ast.Name):
        return child.func.id == "TypeVar"
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name):
        return parent.func.id == "cast" and (field, index) == ("args", 0)
    if isinstance(child, ast.Assign) and isinstance(child.targets[0], ast.Name):
        return child.targets[0].id == "__all__"
    return isinstance(child, ast.Import | ast.ImportFrom) or field == "ctx"


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, operators, right):
            for i, operator in enumerate(operators):
                other = [*operators]
                other[i] = COMPARISONS[type(operator)]()
                yield ast.Compare(left, other, right)
        case ast.BinOp(left, operator, right) if type(operator) in OPERATORS:
            yield ast.BinOp(left, OPERATORS[type(operator)](), right)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for i in range(len(values)):
                rest = values[:i] + values[i + 1 :]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(operator, rest)
        case ast.UnaryOp(_, operand):
            yield operand
        case ast.IfExp(test, then, otherwise):
            yield ast.IfExp(test, otherwise, then)
        case ast.Constant(value):
            yield from (ast.Constant(other) for other in _other_constants(value))
        case ast.If(test, then, otherwise):
            yield ast.If(ast.UnaryOp(ast.Not(), test), then, otherwise)
        case ast.Return(value) if value is not None and not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.Raise() | ast.Expr() | ast.AugAssign() | ast.Continue() | ast.Break():
            yield ast.Pass()
        case ast.comprehension(target, source, conditions, is_async) if conditions:
            yield ast.comprehension(target, source, [], is_async)
        case ast.Call(function, arguments, keywords):
            for i in range(len(keywords)):
                yield ast.Call(function, arguments, keywords[:i] + keywords[i + 1 :])
        case ast.Slice(lower, upper, step):
            if lower is not None:
                yield ast.Slice(None, upper, step)
            if upper is not None:
                yield ast.Slice(lower, None, step)


def _other_constants(value: object) -> list[object]:
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1, value - 1]
        case str():
            return ["XX" + value] + ([""] if value else [])
        case None:
            return [""]
        case _:
            return []


def _put(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put `new` where `old` stands."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list):
                for i, child in enumerate(value):
                    if child is old:
                        value[i] = new
                        return


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _shown(node: ast.AST) -> str:
    text = ast.unparse(ast.fix_missing_locations(copy.deepcopy(node)))
    first, _, more = text.partition("\n")
    return f"{first} ..." if more else first
