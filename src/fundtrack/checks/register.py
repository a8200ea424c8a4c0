"""Other projects, for rules that look across them: who else was aided, what else was claimed.

The register is what the host says there is. A project in it that states no rows of a noun adds
none; a fact that the asking book does not read so is not known of it; the project that is
checked never counts against itself.
"""

from collections.abc import Iterable, Mapping, Sequence

from fundtrack.funding import Given
from fundtrack.projects import Project


class Register:
    """The other projects of a programme, or of everybody.

    >>> len(Register([]))
    0
    """

    def __init__(self, projects: Iterable[Project]) -> None:
        self.projects = tuple(projects)
        self._held: dict[tuple[str, str], Sequence[Mapping[str, Sequence[Given]]]] = {}

    def __len__(self) -> int:
        return len(self.projects)

    def held(self, book: str, basis: str) -> Sequence[Mapping[str, Sequence[Given]]] | None:
        """What calculators of a book are given of each project, if that is worked out."""
        return self._held.get((book, basis))

    def hold(
        self, book: str, basis: str, given: Sequence[Mapping[str, Sequence[Given]]]
    ) -> None:
        """Keep what calculators of a book are given, by the defines that call them."""
        self._held[book, basis] = given

    def others(self, book: str, basis: str, address: str, project: Project) -> list[Given]:
        """The rows of every project but one that a define's calculator counts."""
        held = self._held.get((book, basis), ())
        return [
            given
            for other, rows in zip(self.projects, held, strict=False)
            if other is not project
            for given in rows.get(address, ())
        ]
