"""A step whose amount is known, or what it lacks; the way to it is gone when somebody asks.

The value reading knows the amount of every line. An explanation of a total shows its lines, but
few readers open all of them.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from fundtrack.formulas import Exact, Explanation, Kind

#: What is known at once.
_KNOWN: Final = ("label", "kind", "value", "missing", "low", "high")


class Told(Explanation):
    """An explanation of which `known` is known; all else is worked out by `make`, once."""

    def __init__(self, make: Callable[[], Explanation], known: Mapping[str, Any]) -> None:
        self.__dict__.update(known, make=make)

    @classmethod
    def of(
        cls, make: Callable[[], Explanation], label: str, kind: Kind, value: Exact
    ) -> "Told":
        """An explanation of a known value."""
        known = (label, kind, value, (), None, None)
        return cls(make, dict(zip(_KNOWN, known, strict=True)))

    @property
    def real(self) -> Explanation:
        """The whole step."""
        held: Explanation | None = self.__dict__.get("made")
        if held is None:
            held = self.__dict__["made"] = self.__dict__["make"]()
        return held

    def replace(self, **changes: Any) -> "Told":  # noqa: ANN401, of any field's type
        """The same with other values in some fields; its way stays unasked."""
        held = self.__dict__ | changes
        return Told(lambda: self.real.replace(**changes), {name: held[name] for name in _KNOWN})

    def whole(self) -> Mapping[str, object]:
        """Every field by name."""
        return self.real.whole()


def _asked(name: str) -> property:
    return property(lambda told: getattr(told.real, name))


for _name in ("formula", "exact", "rounding", "currency", "pointer", "source", "note", "parts",
              "subject"):  # fmt: skip
    setattr(Told, _name, _asked(_name))
