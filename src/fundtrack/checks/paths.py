"""What a dotted path means on a basis: whose row, through which links, which field."""

from collections.abc import Mapping
from typing import Final

from fundtrack.formulas import Node, Op
from fundtrack.projects import noun_fields
from fundtrack.values import Record

from .bind import LINES
from .steps import STEPS

#: The order in which the value reading goes through the nouns; those a row may link to come
#: first.
ORDER: Final = {
    noun: place
    for place, noun in enumerate(
        (
            "project", "partner", "claim", "procurement", "activity", "option", "source",
            "budget_line", "cost", "entry", "payment", "aid", "indicator", "waiver",
        )
    )
}  # fmt: skip


def loop_of(noun: str, basis: str) -> str:
    """The loop that holds a noun's values; the plan in force sits beside the project."""
    if noun in ("project", "plan"):
        return "project"
    return LINES[basis] if noun == "line" else noun


class Path(Record):
    """A path looked up: start at `root`, follow `links`, end at `name` of `noun`."""

    root: str
    links: tuple[str, ...]
    noun: str
    name: str

    @property
    def own(self) -> bool:
        """Whether it stays on the row it starts at."""
        return not self.links


def path_of(node: Node, basis: str) -> Path:
    """The path of a fact or define, in the nouns that stand for it on this basis."""
    root, *parts = node.name.split(".")
    root = LINES[basis] if root == "line" else root
    noun, links = root, []
    while len(parts) > 1 and parts[0] in noun_links(noun):
        links.append(parts[0])
        noun = noun_links(noun)[parts.pop(0)]
    name = ".".join(parts)
    if noun == "cost":
        name = {"day": "paid_on", "amount": "gross"}.get(name, name)
    return Path(root, tuple(links), noun, name)


def is_define(node: Node, path: Path, basis: str) -> bool:
    """Whether a path names something computed."""
    return node.op is Op.DEFINE or (path.noun == LINES[basis] and path.name in STEPS)


def noun_links(noun: str) -> Mapping[str, str]:
    """The to-one links of a noun and what they reach; `cost.plan` is told by a day (D-07)."""
    said = noun_fields().get(noun)
    return {} if said is None else {**said.links, **dict.fromkeys(said.dated, "plan")}


def link_to(noun: str, target: str) -> str:
    """The link by which rows of `noun` belong to rows of `target`."""
    return next(link for link, reached in noun_links(noun).items() if reached == target)
