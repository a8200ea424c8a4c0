"""Other projects, for rules that look across them: who else was aided, what else was claimed.

The register is what the host says there is. A project in it that states no rows of a noun adds
none; a fact that the asking book does not read so is not known of it. The project that is
checked never counts against itself, if it is the same object: one that was read twice is two
projects, for two that say the same may both have been paid.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from fundtrack.funding import Given
from fundtrack.projects import Project


class Register:
    """The other projects of a programme, or of everybody.

    Leave out the project that is to be checked, or pass the very one that is checked.

    >>> len(Register([]))
    0
    """

    def __init__(self, projects: Iterable[Project]) -> None:
        self.projects = tuple(projects)
        self._held: dict[Hashable, Sequence[Mapping[str, Sequence[Given]]]] = {}
        self._kept: list[object] = []

    def __len__(self) -> int:
        return len(self.projects)

    def holds(self, asked: Hashable) -> bool:
        """Whether it is worked out what calculators are given where this is asked."""
        return asked in self._held

    def hold(
        self, asked: Hashable, given: Sequence[Mapping[str, Sequence[Given]]], *kept: object
    ) -> None:
        """Keep what calculators are given of each project, by the defines that call them.

        `asked` is all that it hangs on but for the project, `kept` what that names by identity.
        """
        self._held[asked] = given
        self._kept += kept

    def others(
        self, asked: Hashable, project: Project
    ) -> Iterator[tuple[Project, Mapping[str, Sequence[Given]]]]:
        """Every project but one, with what calculators are given of it."""
        for other, rows in zip(self.projects, self._held.get(asked, ()), strict=False):
            if other is not project:
                yield other, rows
