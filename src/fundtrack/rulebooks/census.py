"""How much there is in a book, how much of it somebody has verified, and what waits."""

from collections import Counter
from collections.abc import Iterable, Mapping

from fundtrack.values import FrozenMap, Record

from .book import Book, Define, Parameter, Rule, Verification


class Census(Record):
    """The counts of a book with its layers; `own` are those of the book without them.

    A parameter counts as verified where each of its known values is; one without any known
    value counts neither way.
    """

    book: str
    parameters: int
    verification: Mapping[str, int]  # parameters by their least certain value
    rules: int
    defines: int
    own: Mapping[str, int]  # parameters, rules, defines
    unsupported: tuple[tuple[str, str], ...]  # address and reason, in book order

    @property
    def not_verified(self) -> int:
        """How many parameters rest on a value that nobody has read in its source."""
        verified = self.verification.get(Verification.VERIFIED.value, 0)
        return sum(self.verification.values()) - verified

    def to_dict(self) -> dict[str, object]:
        """The counts as plain data, for JSON."""
        return {
            "book": self.book,
            "parameters": self.parameters,
            "not_verified": self.not_verified,
            "verification": dict(self.verification),
            "rules": self.rules,
            "defines": self.defines,
            "own": dict(self.own),
            "unsupported": [
                {"address": address, "reason": reason} for address, reason in self.unsupported
            ],
        }


def census_of(book: Book) -> Census:
    """Count a book.

    >>> from fundtrack.rulebooks import load_book
    >>> found = census_of(load_book("lv/cluster-2016"))
    >>> found.own["rules"], found.not_verified, found.unsupported
    (11, 6, ())
    """
    least = Counter(filter(None, map(_least, book.parameters.values())))
    return Census(
        book=book.key,
        parameters=len(book.parameters),
        verification=FrozenMap({one.value: least[one] for one in Verification if least[one]}),
        rules=len(book.rules),
        defines=len(book.defines),
        own=FrozenMap(
            {
                "parameters": _own(book.parameters.values(), book),
                "rules": _own(book.rules.values(), book),
                "defines": _own(book.defines.values(), book),
            }
        ),
        unsupported=tuple(_unsupported(book)),
    )


def _least(parameter: Parameter) -> Verification | None:
    """How sure the least certain of its known values is."""
    rank = list(Verification)
    seen = [one.verification for one in parameter.values if one.value is not None]
    return max(seen, key=rank.index, default=None)


def _own(parts: Iterable[Parameter | Rule | Define], book: Book) -> int:
    return sum(one.layer == book.key for one in parts)


def _unsupported(book: Book) -> Iterable[tuple[str, str]]:
    for rule in book.rules.values():
        if rule.unsupported:
            yield f"rule.{rule.code}", rule.unsupported
