"""How rows reach other rows: by links, links of links, to groups, to the plan of a day.

A row that a link leads to is a place in the table of its noun; -1 where the link is not set,
less where no such row is there.
"""

from collections.abc import Hashable, Sequence

from fundtrack.checks import (
    Path,
)
from fundtrack.formulas import Kind, Type
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import PARTNER_OPTIONS

from ..question import Unsupported
from .places import Places
from .program import Arg
from .vectors import Vector


class Links(Places):
    """Follows links."""

    def follow(self, noun: str, links: Sequence[str]) -> tuple[str, str, Arg]:
        """The table at the end of links, what its columns begin with, the rows (None: own)."""
        table, prefix, index = noun, "", None
        for link in links:
            dated = noun_fields()[noun].dated if noun in noun_fields() else {}
            if link in dated:
                if index is not None:
                    raise Unsupported(f"{noun}.{link} behind another link")
                index = self.dated_plan(noun, dated[link])
                table, noun, prefix = "project", "plan", "plan."
                continue
            target = self.view.links(self.seen_as(noun))[link]
            if target == PARTNER_OPTIONS:
                noun, prefix = target, ""
            elif target in ("project", "plan"):
                raise Unsupported(f"{noun}.{link}")
            elif self.store.inner(target):
                noun, prefix = target, f"{prefix}{link}."
            else:
                index = self.linked(table, link, str(target), index)
                table, noun, prefix = str(target), str(target), ""
        return table, prefix, index

    def dated_plan(self, noun: str, field: str) -> Arg:
        """The project of each row whose plan is in force on a day of the row (D-07).

        A table tells of one plan; it holds from the day it took effect, else was approved.
        """
        day = self.fact(Path(noun, (), noun, field), Type(Kind.DATE))
        begins = self.plan_begins()
        late = self.surely(
            Vector(Kind.BOOL, self.out.step("more", begins.value, day.value), begins.unknown)
        )
        return self.out.step(
            "choose", self.both(self.known(day), self.not_(late)), self.project(), -1
        )

    def plan_begins(self) -> Vector:
        """The first day of each row's plan; unknown where it states none."""
        effective, approved = (
            self.project_fact(Path("plan", (), "plan", name), Type(Kind.DATE))
            for name in ("effective_from", "approved_on")
        )
        return self.chosen(Vector(Kind.BOOL, self.known(effective)), effective, approved)

    def linked(self, table: str, link: str, target: str, index: Arg) -> Arg:
        """The rows that a link leads to, of this loop's rows or of those an index names."""
        if target in self.book.groups:
            key: tuple[Hashable, ...] = ("member", target, table)
            if index is None:
                return self.column(key)
            onward = self.out.step("take", self.whole(key), index)
            return self.out.step("choose", self.out.step("less", index, 0), -1, onward)
        if table in self.book.groups:
            key = ("link", table, link)
            if index is None:
                return self.column(key)
            onward = self.out.step("take", self.whole(key), index)
            return self.out.step("choose", self.out.step("less", index, 0), -1, onward)
        held = self.store.link(table, link, target)
        if held is None:
            return self.nobody()
        if index is None and ("index", table, link) in self.store.arrays:
            return self.column(("index", table, link))
        resolver = self.store.resolver(table, link)
        owner = self.store.project_of(table)
        mask: Arg = None
        if index is None:
            if held.masked:
                mask = self.column((*held.key, "?"))
            return self.out.step(
                "link", resolver, self.column(held.key), mask, self.column(owner)
            )
        keys = self.out.step("take", self.whole(held.key), index)
        if held.masked:
            mask = self.out.step("take_mask", self.whole((*held.key, "?")), index)
        projects = self.out.step("take", self.whole(owner), index)
        onward = self.out.step("link", resolver, keys, mask, projects)
        return self.out.step("choose", self.out.step("less", index, 0), -1, onward)

    def nobody(self) -> Arg:
        """Where a link leads that no row sets."""
        return self.out.step("minus", self.out.step("times", self.project(), 0), 1)

    def own_rows(self) -> Arg:
        """The place of each row among those of its noun."""
        return self.column(("own", self.base(self.loop)))

    def _onward(self, links: Sequence[str], index: Arg) -> tuple[str, str, Arg]:
        noun, table, prefix = "partner", "partner", ""
        for link in links:
            target = self.view.links(noun)[link]
            if target == PARTNER_OPTIONS:
                noun, prefix = target, ""
            elif self.store.inner(target):
                noun, prefix = target, f"{prefix}{link}."
            else:
                index = self.linked(table, link, target, index)
                table, noun, prefix = target, target, ""
        return table, prefix, index

    def made_partner(self) -> Arg:
        """The partner of a computed line; None where it has none."""
        define = self.view.computed[self.loop]
        noun = self.view.loop(define.noun)
        if define.noun == "partner":
            return self.own_rows()
        if noun == "project" or self.view.links(noun).get("partner") != "partner":
            return None
        return self.linked(noun, "partner", "partner", None)

    def outward(self, path: Path) -> Path:
        """A path of the row an aggregate is for, as seen from the rows it ranges over."""
        link = self.view.link_to(self.loop, path.root)
        return Path(self.loop, (link, *path.links), path.noun, path.name)

    def seen_as(self, loop: str) -> str:
        """The noun a loop's rows are: of computed lines, that of lines."""
        return "line" if loop in self.view.computed else loop

    def fact(self, path: Path, type_: Type, said: str = "") -> Vector:
        """A fact of a row, or of what the row reaches through links."""
        raise NotImplementedError

    def project_fact(self, path: Path, type_: Type) -> Vector:
        """A fact of the project, or of the plan in force."""
        raise NotImplementedError
