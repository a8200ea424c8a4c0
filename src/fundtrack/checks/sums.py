"""Aggregates in generated code: opened before a loop over rows, fed in it, closed after it.

One for the whole project is a variable; one for each row of a noun is a dict by that row's id,
with a set of those that are unknown. A total of what may be a ratio is a `Sum`, which knows
where it ends.
"""

from fundtrack.formulas import Node, Op

from .items import Gathering, Items
from .reads import EMPTY, Reads


class Sums(Reads):
    """Says the statements of aggregates."""

    def __init__(self, items: Items) -> None:
        super().__init__(items)
        self.closed: set[Gathering] = set()

    def open(self, gathering: Gathering) -> None:
        """Before the loop: nothing gathered yet, unless another loop has begun."""
        key = (gathering.node, gathering.scope)
        if key in self.gathered:
            return
        name = self.gathered[key] = f"a{len(self.gathered)}"
        if gathering.scope == "running":
            self.out.say(f"{name} = []")
            return
        single = gathering.scope == "project"
        empty = "_Sum()" if self.view.may_end(gathering.node) else EMPTY[gathering.node.op]
        self.out.say(f"{name} = {empty if single else '{}'}")
        self.out.say(f"u_{name} = {'False' if single else 'set()'}")
        self.out.say(f"n_{name} = False")

    def close(self, gathering: Gathering, rows: str) -> None:
        """After the loop: unknown if a row was, or if nobody says whether there are rows."""
        name = self.gathered[gathering.node, gathering.scope]
        self.closed.add(gathering)
        if gathering.scope == "running":
            self.out.say(f"{name} = X.running({name})")
            return
        made = self.view.computed.get(gathering.loop)
        noun = gathering.loop if made is None else self.view.maker(made)
        ask = made is not None or noun in self.book.groups
        more = f" or X.perhaps({noun!r})" if ask else ""
        self.out.say(f"n_{name} = n_{name} or {rows} is None{more}")
        if any(one not in self.closed for one in self.items.gathered(gathering.node)):
            return
        doubt = f" or u_{name}" if gathering.scope == "project" else ""
        self.out.say(f"if n_{name}{doubt}:")
        self.out.say(f"    {name} = None")
        if self.view.may_end(gathering.node):
            end = f"{name}.value" if gathering.scope == "project" else f"_sums({name})"
            self.out.say("else:")
            self.out.say(f"    {name} = {end}")

    def gather(self, gathering: Gathering) -> None:
        """One row's share of an aggregate."""
        if gathering.scope == "running":
            self.follow(gathering)
            return
        out, node = self.out, gathering.node
        where = out.atomic([out.emit(arg) for arg in node.args[1:]])
        value, lines = out.branch(node.args[0])
        name = self.gathered[gathering.node, gathering.scope]
        key, doubt = self.belongs(gathering, name)
        keyword = "if"
        if gathering.scope in self.book.groups:
            out.say(f"if {key} is None:")  # which of the groups, nobody knows
            out.say(
                f"    n_{name} = n_{name} or {where[0].code if where else 'True'} is not False"
            )
            keyword = "elif"
        if gathering.loop in self.view.computed:  # of nothing there is no line
            test = f"{where[0].code} is not False" if where else "True"
            out.say(f"{keyword} r['made'] is None:")
            out.say(f"    if {test}:")
            out.say(f"        {doubt}")
            keyword = "elif"
        if where and not where[0].known:
            out.say(f"{keyword} {where[0].code} is None:")
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
        self.add(node, name, key, code)
        out.depth -= 1 if value.known else 2

    def belongs(self, gathering: Gathering, name: str) -> tuple[str, str]:
        """The id of the row that this one counts for, and what to do if it is doubtful."""
        if gathering.scope == "project":
            return "", f"u_{name} = True"
        if gathering.scope in self.book.groups:
            ids = self.reader(f"X.group_of({gathering.scope!r}, {gathering.loop!r})")
            key = self.out.fresh("g")
            self.out.say(f"{key} = {ids}[i]")
            return key, f"u_{name}.add({key})"
        noun = self.seen_as(gathering.loop)
        key = f"r[{self.view.link_to(noun, gathering.scope)!r}]"
        return key, f"u_{name}.add({key})"

    def follow(self, gathering: Gathering) -> None:
        """One row's place in a running total: its group, its order, its amount."""
        out, node = self.out, gathering.node
        value, *order = (out.emit(arg).code for arg in node.args)
        within = self.within(node.name, gathering.loop)
        name = self.gathered[gathering.node, gathering.scope]
        keys = "".join(f"{code}, " for code in order)
        out.say(f"{name}.append(({within}, ({keys}), r.get('id', ''), {value}))")

    def within(self, noun: str, loop: str) -> str:
        """The row of the noun inside which a total runs; True where it is not told apart."""
        if noun == "project":
            return "True"
        if noun in self.book.groups:
            return f"{self.reader(f'X.group_of({noun!r}, {loop!r})')}[i]"
        return f"(r[{self.view.link_to(loop, noun)!r}] or True)"

    def add(self, node: Node, name: str, key: str, code: str) -> None:
        """Add one known value to what is gathered."""
        op = node.op
        empty = EMPTY[op]
        held = f"{name}.get({key}, {empty})" if key else name
        place = f"{name}[{key}]" if key else name
        match op:
            case Op.TOTAL if self.view.may_end(node):
                added = f"_add_at({name}, {key}, {code})" if key else f"{name}.add({code})"
                self.out.say(added)
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
