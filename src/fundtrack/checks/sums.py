"""Aggregates in generated code: opened before a loop over rows, fed in it, closed after it.

One for the whole project is a variable; one for each row of a noun is a dict by that row's id,
with a set of those that are unknown.
"""

from fundtrack.formulas import Op

from .items import Gathering
from .paths import link_to
from .reads import EMPTY, Reads


class Sums(Reads):
    """Says the statements of aggregates."""

    def open(self, gathering: Gathering) -> None:
        """Before the loop: nothing gathered yet."""
        name = self.gathered[gathering] = f"a{len(self.gathered)}"
        single = gathering.scope == "project"
        self.out.say(f"{name} = {EMPTY[gathering.node.op] if single else '{}'}")
        self.out.say(f"u_{name} = {'False' if single else 'set()'}")

    def close(self, gathering: Gathering, rows: str) -> None:
        """After the loop: unknown if a row was, or if nobody says whether there are rows."""
        name = self.gathered[gathering]
        doubt = f" or u_{name}" if gathering.scope == "project" else ""
        self.out.say(f"if {rows} is None{doubt}:")
        self.out.say(f"    {name} = None")

    def gather(self, gathering: Gathering) -> None:
        """One row's share of an aggregate."""
        out, node = self.out, gathering.node
        single = gathering.scope == "project"
        where = out.atomic([out.emit(arg) for arg in node.args[1:]])
        value, lines = out.branch(node.args[0])
        name = self.gathered[gathering]
        key = "" if single else f"r[{link_to(gathering.loop, gathering.scope)!r}]"
        doubt = f"u_{name} = True" if single else f"u_{name}.add({key})"
        keyword = "if"
        if where and not where[0].known:
            out.say(f"if {where[0].code} is None:")
            out.say(f"    {doubt}")
            keyword = "elif"
        out.say(f"{keyword} {where[0].code if where else 'True'}:")
        out.lines += lines
        out.depth += 1
        code = value.code
        if not value.known:
            code = out.stored(code)
            out.say(f"if {code} is None:")
            out.say(f"    {doubt}")
            out.say("else:")
            out.depth += 1
        self.add(node.op, name, key, code)
        out.depth -= 1 if value.known else 2

    def add(self, op: Op, name: str, key: str, code: str) -> None:
        """Add one known value to what is gathered."""
        empty = EMPTY[op]
        held = f"{name}.get({key}, {empty})" if key else name
        place = f"{name}[{key}]" if key else name
        match op:
            case Op.TOTAL:
                self.out.say(f"{place} = {held} + {code}")
            case Op.COUNT:
                self.out.say(f"{place} = {held} + (1 if {code} else 0)")
            case Op.ANY:
                self.out.say(f"{place} = {held} or {code}")
            case Op.ALL:
                self.out.say(f"{place} = {held} and {code}")
            case _:
                sign = "<" if op is Op.SMALLEST else ">"
                one = self.out.stored(code)
                best = self.out.stored(held) if key else held
                self.out.say(f"if {best} is None or {one} {sign} {best}:")
                self.out.say(f"    {place} = {one}")
