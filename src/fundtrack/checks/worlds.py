"""The walks of one check, one for each basis, each made when it is first needed.

They are kept apart from the check itself, so that nothing of a check leads back to it: until
a walk is made, a project is let go with the last that asks about it. A walk leads back to
itself, and waits until somebody looks for garbage.
"""

from collections.abc import Mapping

from .bind import Bound
from .tally import Tally
from .world import World


class Worlds:
    """Walks by basis."""

    def __init__(self, bound: Bound, tallies: Mapping[str, Tally]) -> None:
        self.bound = bound
        self.tallies = tallies
        self._made: dict[str, World] = {}

    def __call__(self, basis: str) -> World:
        """The walk over one basis."""
        made = self._made.get(basis)
        if made is None:
            held = self.tallies[basis]
            made = self._made[basis] = World(self.bound, basis, held.columns, held.verdict)
        return made

    def forget(self) -> None:
        """Let go of all that was made."""
        self._made.clear()
