"""A step whose value is known and whose way to it is gone only when somebody asks.

The value reading knows the amount of every line. An explanation of a total shows its lines, but
few readers open all of them.
"""

from collections.abc import Callable, Mapping

from fundtrack.formulas import Exact, Explanation, Kind


class Told(Explanation):
    """An explanation with a known value; everything else is worked out by `make`, once."""

    def __init__(
        self, make: Callable[[], Explanation], label: str, kind: Kind, value: Exact
    ) -> None:
        self.__dict__.update(
            label=label, kind=kind, value=value, missing=(), low=None, high=None, make=make
        )

    @property
    def real(self) -> Explanation:
        """The whole step."""
        held: Explanation | None = self.__dict__.get("made")
        if held is None:
            held = self.__dict__["made"] = self.__dict__["make"]()
        return held

    def whole(self) -> Mapping[str, object]:
        """Every field by name."""
        return self.real.whole()

    def _content(self) -> tuple[object, ...]:
        return tuple(self.whole().values())


def _asked(name: str) -> property:
    return property(lambda told: getattr(told.real, name))


for _name in ("formula", "exact", "rounding", "currency", "pointer", "source", "note", "parts",
              "subject"):  # fmt: skip
    setattr(Told, _name, _asked(_name))
