"""The rules of the house, read from the syntax tree of each module: what may import what.

`faults` takes one module and returns sentences; `test_house` asks it about every module of the
package and, to show that each rule bites, about one planted bad module per rule.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

PACKAGE = "fundtrack"
SOURCE = Path(__file__).resolve().parent.parent / "src" / PACKAGE

#: The floors of `docs/design.md`. A room imports only rooms of lower floors.
FLOORS = {
    "values": 1,
    "projects": 3,
    "formulas": 3,
    "rulebooks": 4,
    "funding": 4,
    "checks": 5,
    "words": 6,
    "frames": 6,
    "tracking": 6,
    "pages": 7,
    "exchange": 7,
    "reports": 8,
    "": 9,  # the front door, `fundtrack/__init__.py`: it imports the rooms below it
    "testing": 9,
    "cli": 10,
    "__main__": 11,
}
#: What any module may import at its top besides the standard library and the rooms below.
CORE = {"pydantic", "pydantic_core", "dateutil"}
#: Optional packages, and the rooms that may import them at their top because no door imports
#: those rooms, or those parts of a room. Everywhere else an optional package is imported where
#: it is used.
OPTIONAL = {"cli": {"typer", "rich", "click"}, "frames/columns": {"numpy"}}


@dataclass(frozen=True)
class Module:
    """A module's place in the house and its syntax tree."""

    place: str  # values/money.py
    tree: ast.Module

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree, walked once for all questions."""
        return list(ast.walk(self.tree))

    @property
    def parts(self) -> tuple[str, ...]:
        """`("values", "money")`; the `__init__` of a room is the room itself."""
        parts = self.place.removesuffix(".py").split("/")
        return tuple(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        """The room, or "" for the front door."""
        return self.parts[0] if self.parts else ""

    @property
    def package(self) -> tuple[str, ...]:
        """What a relative import of one dot starts from."""
        return self.parts if self.place.endswith("__init__.py") else self.parts[:-1]


@cache
def modules() -> list[Module]:
    """Every module of the package."""
    return [
        Module(path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(SOURCE.rglob("*.py"))
    ]


def imports(module: Module, node: ast.AST) -> list[str]:
    """The absolute names one import statement asks for, `[]` for any other node."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    if not node.level:
        base = (node.module or "").split(".")
    else:
        up = len(module.package) - (node.level - 1)
        base = [PACKAGE, *module.package[: max(up, 0)], *(node.module or "").split(".")]
        base = [part for part in base if part]
    if base == [PACKAGE]:  # `from fundtrack import values` asks for a room by its name
        return [
            f"{PACKAGE}.{alias.name}" if alias.name in FLOORS else PACKAGE
            for alias in node.names
        ]
    return [".".join(base)]


def first_party(module: Module, node: ast.AST) -> list[str]:
    """The rooms one import statement asks for."""
    names = [name.split(".") for name in imports(module, node)]
    return [name[1] if len(name) > 1 else "" for name in names if name[0] == PACKAGE]


def inside_functions(module: Module) -> Iterator[ast.AST]:
    """Every node that stands inside a function."""
    for outer in module.nodes:
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from (node for node in ast.walk(outer) if node is not outer)


def floors(module: Module) -> Iterator[str]:
    """Arrows point only down, and rooms on one floor do not know each other."""
    if module.room not in FLOORS:
        yield f"{module.room} is no room of the house"
        return
    for node in module.nodes:
        for room in first_party(module, node):
            if room == module.room:
                continue
            if room not in FLOORS:
                yield f"line {node.lineno}: {room} is no room of the house"
            elif FLOORS[room] >= FLOORS[module.room]:
                here, there = module.room or "the door", room or "the door"
                yield f"line {node.lineno}: {here} may not know {there}"


def doors(module: Module) -> Iterator[str]:
    """Another room is entered by its door, absolutely; one's own room by relative imports."""
    for node in module.nodes:
        if not isinstance(node, ast.ImportFrom | ast.Import):
            continue
        relative = isinstance(node, ast.ImportFrom) and node.level > 0
        for name in imports(module, node):
            parts = name.split(".")
            if parts[0] != PACKAGE:
                continue
            own = len(parts) > 1 and parts[1] == module.room
            if own and not relative:
                yield f"line {node.lineno}: {name} is this room, import it relatively"
            elif not own and relative and module.room:
                yield f"line {node.lineno}: a relative import leaves the room"
            elif not own and len(parts) > 2:
                yield f"line {node.lineno}: {name} is inside another room, import from its door"


def hidden_imports(module: Module) -> Iterator[str]:
    """No first-party import hides inside a function."""
    for node in inside_functions(module):
        if first_party(module, node):
            yield f"line {node.lineno}: a first-party import inside a function"


def type_only_imports(module: Module) -> Iterator[str]:
    """No first-party import is for type checkers alone: that hides a ring."""
    for block in module.nodes:
        if not isinstance(block, ast.If) or "TYPE_CHECKING" not in ast.unparse(block.test):
            continue
        for statement in block.body:
            for node in ast.walk(statement):
                if first_party(module, node):
                    yield f"line {node.lineno}: a first-party import for type checkers only"


def binary_floats(module: Module) -> Iterator[str]:
    """No binary floating point: neither `float(...)` nor a literal such as 0.5.

    One use is no amount: how alike two words are, `get_close_matches(…, cutoff=0.5)`.
    """
    alike = {
        id(node.value)
        for node in module.nodes
        if isinstance(node, ast.keyword) and node.arg == "cutoff"
    }
    for node in module.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"float", "builtins.float"}:
            yield f"line {node.lineno}: float(...)"
        elif isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            if id(node) in alike:
                continue
            yield f"line {node.lineno}: the binary float {node.value}"


def early_imports(module: Module) -> Iterator[str]:
    """An optional package, and Babel, are imported where they are used, not at the top."""
    late = set(map(id, inside_functions(module)))
    part = "/".join(module.parts[:2])
    optional = OPTIONAL.get(module.room, set()) | OPTIONAL.get(part, set())
    allowed = CORE | {PACKAGE, "__future__"} | optional
    for node in module.nodes:
        if id(node) in late:
            continue
        for name in imports(module, node):
            top = name.split(".")[0]
            if top not in allowed and top not in sys.stdlib_module_names:
                yield f"line {node.lineno}: {top} is imported before it is needed"


def captions(module: Module) -> Iterator[str]:
    """Every module says in its first lines what it is."""
    if not ast.get_docstring(module.tree):
        yield "no docstring"


def public_names(module: Module) -> list[str]:
    """The names in a module's `__all__`."""
    for node in module.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            assert node.value is not None
            return list(ast.literal_eval(node.value))
    return []


def door_names(module: Module) -> Iterator[str]:
    """No name of the front door is a room's name: `fundtrack.checks` must stay the room."""
    if not module.room:
        for name in public_names(module):
            if name in FLOORS:
                yield f"the door's {name} hides the room {name}"


def room_doors(module: Module) -> Iterator[str]:
    """The `__init__` of a room says with `__all__` what it lends out."""
    is_door = module.place.endswith("__init__.py") and len(module.parts) <= 1
    if is_door and not public_names(module):
        yield "no __all__"


RULES: tuple[Callable[[Module], Iterator[str]], ...] = (
    floors,
    doors,
    hidden_imports,
    type_only_imports,
    binary_floats,
    early_imports,
    captions,
    door_names,
    room_doors,
)


def faults(module: Module) -> list[str]:
    """Everything that is wrong with one module, each with its place and the rule."""
    return [
        f"{module.place}: {fault} ({rule.__name__})" for rule in RULES for fault in rule(module)
    ]
