"""The rows of every noun on one basis: those a project states, and those of the book's groups.

A group's rows are the sets of its members that agree in everything the group goes by: an id
that a link names (none is a value too) and codes. A member whose code nobody states may belong
to any of them. Lines of the other basis belong to the rows that those of this one make: so a
group of costs and budget lines may hold what was spent against what was planned.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from fundtrack.rulebooks import FLAT, Define, Group
from fundtrack.values import Record

from .bind import LINES, ON_PLAN, ON_PROJECT, Bound, Made, Row
from .paths import View

#: What a member says of a link that names no row: no id is empty.
_NONE: Final = ""


def group_id(codes: Iterable[object]) -> str:
    """The id of a group's row: what its members agree in, in an order that tells rows apart.

    Where they name no row stands `-`. Inside a code `~0` stands for `~` and `~1` for `/`, as in
    a JSON Pointer, and `~2` for a code that is `-`.

    >>> group_id(["P", "travel"]), group_id(["P/a", "b"]), group_id(["", "-"])
    ('P/travel', 'P~1a/b', '-/~2')
    """
    return "/".join(group_part(str(code)) for code in codes)


def group_part(code: str) -> str:
    """One code in the id of a group's row."""
    if code in ("", "-"):
        return "~2" if code else "-"
    return code.replace("~", "~0").replace("/", "~1")


def made_line(define: Define, name: str, said: object, made: object) -> Made:
    """The line that a define counts as, for one row of its noun; `name` begins its id."""
    of = getattr(said, "id", "")
    partner = of if define.noun == "partner" else getattr(said, "partner", None)
    return Made(
        id=f"{name}:{of}" if of else name,
        category=define.counts_as,
        form=FLAT,
        partner=partner,
        activity=None,
        made=made,
    )


class Grouping(Record):
    """The rows of a group, and to which of them each member belongs.

    `index` goes by the identity of what a member says; `unsure` names for a member the fact
    that nobody states, `perhaps` the first of those that may make a row of their own.
    """

    rows: tuple[Row, ...]
    index: Mapping[int, int]
    members: Mapping[tuple[str, int], tuple[Row, ...]]  # by noun and row of the group
    unsure: Mapping[int, tuple[str, str]]  # a fact's name and place
    perhaps: tuple[str, str] | None

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Tables:
    """The rows of every noun of one bound project on one basis."""

    def __init__(self, bound: Bound, view: View) -> None:
        self.bound = bound
        self.view = view
        self._groups: dict[str, Grouping | None] = {}

    def rows(self, noun: str) -> Sequence[Row] | None:
        """The rows of a noun in the order of the file; None where nobody says."""
        if noun not in self.view.book.groups:
            return self.bound.rows(noun)
        grouping = self.grouping(noun)
        return None if grouping is None else grouping.rows

    def collection(self, noun: str) -> Sequence[object] | None:
        """What the rows of a noun say."""
        if noun not in self.view.book.groups:
            return self.bound.collection(noun)
        rows = self.rows(noun)
        return None if rows is None else [row.said for row in rows]

    def at(self, noun: str) -> str:
        """Where the rows of a noun stand in the file; of a group, where its members do."""
        group = self.view.book.groups.get(noun)
        if group is None:
            return self.bound.collection_at(noun)
        return next((self.bound.collection_at(one) for one in self.members(group)), "")

    def members(self, group: Group) -> Iterator[str]:
        """The nouns whose rows a group is made of on this basis."""
        for noun in dict.fromkeys(self.view.loop(one) for one in group.of):
            if noun == self.view.line or noun not in LINES.values():
                yield noun

    def grouping(self, name: str) -> Grouping | None:
        """The rows of a group; None where nobody says whether it has members."""
        if name not in self._groups:
            self._groups[name] = self._grouped(self.view.book.groups[name])
        return self._groups[name]

    def perhaps(self, noun: str) -> tuple[str, str] | None:
        """What nobody states, with its place, so that there may be rows we cannot name.

        Of a noun, whether it has any; of a group, the fact of a member that may make a further
        row. Such a row may have computed lines of its own.
        """
        if noun == "plan" and self.bound.plan is None:  # as far as anybody knows on that day
            return "plan", self.at(noun)
        if self.rows(noun) is None:
            return ON_PROJECT.get(noun) or ON_PLAN.get(noun, noun), self.at(noun)
        grouping = self.grouping(noun) if noun in self.view.book.groups else None
        return None if grouping is None else grouping.perhaps

    def _grouped(self, group: Group) -> Grouping | None:
        made = [*self.members(group)]
        if not made or any(self.bound.rows(noun) is None for noun in made):
            return None  # of lines of the other basis alone nothing can be told here
        others = [noun for noun in dict.fromkeys(group.of) if noun not in made]
        held: dict[tuple[object, ...], list[Row]] = {}
        unsure: dict[int, tuple[str, str]] = {}
        for noun in (*made, *others):
            for row in self.bound.rows(noun) or ():
                key = [self._code(noun, name, row) for name in group.by]
                if None in key:
                    name = group.by[key.index(None)]
                    unsure[id(row.said)] = (f"{noun}.{name}", self._place(noun, name, row))
                elif noun in made:
                    held.setdefault(tuple(key), []).append(row)
                elif tuple(key) in held:  # a line of the other basis makes no row of its own
                    held[tuple(key)].append(row)
        may = (unsure.get(id(row.said)) for noun in made for row in self.bound.rows(noun) or ())
        perhaps = next(filter(None, may), None)
        rows: list[Row] = []
        index: dict[int, int] = {}
        members: dict[tuple[str, int], tuple[Row, ...]] = {}
        for place, (codes, found) in enumerate(held.items()):
            rows.append(Row(group.name, place, found[0].at, self._said(group, codes)))
            index |= {id(row.said): place for row in found}
            for noun in (*made, *others):
                members[noun, place] = tuple(row for row in found if row.noun == noun)
        return Grouping(tuple(rows), index, members, unsure, perhaps)

    def _said(self, group: Group, codes: tuple[object, ...]) -> Made:
        """What a row of a group says: what its members agree in."""
        links = self.view.links(group.name)
        fields = {
            name: None if code == _NONE and name in links else code
            for name, code in zip(group.by, codes, strict=True)
        }
        return Made(id=group_id(codes), **fields)

    def _code(self, noun: str, name: str, row: Row) -> object:
        """What a member says of one thing the group goes by; None where it is not stated."""
        if name in self.view.links(noun):
            return getattr(row.said, name) or _NONE
        if (noun, name) in self.view.book.facts:
            return self.bound.asked(noun, name, row.said)
        return getattr(row.said, name, None)

    def _place(self, noun: str, name: str, row: Row) -> str:
        fact = (noun, name) in self.view.book.facts
        return f"{row.at}/facts/{name}" if fact else f"{row.at}/{name}"
