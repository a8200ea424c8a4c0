"""What flat rates stand on: which costs each is taken of, which it covers, in which order.

What a flat rate covers is paid once: not as real cost too, and not by a second flat rate. What
it is taken of is stated: real costs, with 0.00 where there are none, or another flat rate.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from fundtrack.values import InputError, Money, Rate, Record, excerpt

from .exact import named
from .given import listed, share

#: Flat rates of one call: a programme offers about five.
_OPTIONS: Final = 12


class FlatRate(Record):
    """A flat rate as a programme defines it.

    `base` names the categories it is taken of, real or flat; `base_if_real` those that count
    only while no flat rate covers them. `covers` names the categories it pays for; None means
    all costs but those of its base and those `beside` it. Its own amount goes by `name`, which
    is a category it covers or a name of its own.

    >>> FlatRate(
    ...     name="staff",
    ...     rate=Rate("20 %"),
    ...     base=("external", "equipment", "infrastructure"),
    ...     base_if_real=("travel",),
    ...     covers=("staff",),
    ... ).rate
    Rate('20 %')
    """

    name: str
    rate: Rate
    base: tuple[str, ...]
    covers: tuple[str, ...] | None
    base_if_real: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class FlatPlan:
    """The flat rates of a call: what each covers and stands on, held to be free of doubles."""

    def __init__(self, costs: Mapping[str, Money], options: Iterable[FlatRate]) -> None:
        self.costs = costs
        self.flats: dict[str, FlatRate] = {}
        self.covered: dict[str, str] = {}  # a category and the flat rate that pays for it
        for option in listed("options", options, least=0):
            self._take(option)
        for option in self.flats.values():
            self._hold(option)
        self.bases = {name: self._base(option) for name, option in self.flats.items()}

    def refuse(self, forbidden: Iterable[tuple[str, str]]) -> None:
        """Refuse two flat rates that exclude each other."""
        for pair in listed("forbidden", forbidden, least=0):
            if not isinstance(pair, tuple) or len(pair) != 2:
                raise InputError(
                    "forbidden is pairs of names",
                    expected='("office", "other")',
                    found=excerpt(pair),
                )
            first, second = pair
            if first in self.flats and second in self.flats:
                raise InputError(
                    f"the flat rates {first} and {second} exclude each other",
                    remedy="choose one of them",
                )

    def ordered(self) -> Iterator[FlatRate]:
        """Each flat rate after those it is taken of, else by name: no matter how they came."""
        done: set[str] = set()
        for name in sorted(self.flats):
            yield from self._after(name, done, ())

    def _after(self, name: str, done: set[str], path: tuple[str, ...]) -> Iterator[FlatRate]:
        if name in path:
            loop = " → ".join((*path[path.index(name) :], name))
            raise InputError(
                f"flat rates are taken of each other: {loop}",
                remedy="take one of them out of the base of the next, or claim it as real cost",
            )
        if name in done:
            return
        for below in self.bases[name][1]:
            yield from self._after(below, done, (*path, name))
        done.add(name)
        yield self.flats[name]

    def _take(self, option: FlatRate) -> None:
        """Note a flat rate and the categories it covers."""
        if type(option) is not FlatRate:
            raise InputError("not a flat rate", expected="FlatRate", found=excerpt(option))
        name = named("a flat rate", option.name)
        if name in self.flats:
            raise InputError(f"two flat rates are called {name}")
        share(f"the rate of {name}", option.rate)
        if len(self.flats) == _OPTIONS:
            raise InputError(f"more than {_OPTIONS} flat rates", found=name)
        for given in (option.base, option.base_if_real, option.beside, option.covers or ()):
            for category in listed(f"the categories of {name}", given, least=0):
                named("a cost category", category)
        if not option.base and not option.base_if_real:
            raise InputError(f"the flat rate {name} has no base")
        self.flats[name] = option
        for category in option.covers or ():
            other = self.covered.setdefault(category, name)
            if other != name:
                raise _twice(category, f"by the flat rates {other} and {name}")

    def _hold(self, option: FlatRate) -> None:
        """Refuse what would be paid twice, or would go by the name of something else."""
        name, covers = option.name, option.covers
        if self.covered.get(name, name) != name or (
            name in self.costs and name not in (covers or ())
        ):
            raise InputError(
                f"the flat rate {name} has the name of a category it does not cover",
                remedy=f"call it {name}_flat_rate",
            )
        if covers is None:
            outside = {*option.base, *option.base_if_real, *option.beside, name}
            for other in self.flats.values():
                paid = [one for one in other.covers or (other.name,) if one not in outside]
                if paid and other.name not in outside:
                    raise _twice(paid[0], f"by the flat rates {other.name} and {name}")
            covers = tuple(one for one in self.costs if one not in outside)
        for category in covers:
            if self.costs.get(category):
                raise _twice(category, f"as real cost and by the flat rate {name}")

    def _base(self, option: FlatRate) -> tuple[list[str], list[str]]:
        """The real costs and the flat rates that a flat rate is taken of, each once."""
        real: dict[str, None] = {}
        flat: dict[str, None] = {}
        for category in option.base:
            below = self.covered.get(category, category)
            if below not in self.flats:
                real[self._stated(category, option)] = None
                continue
            flat[below] = None
            missing = {*(self.flats[below].covers or ())} - {*option.base}
            if below != category and missing:
                raise InputError(
                    f"the base of {option.name} has {category}, which {below} covers together "
                    f"with {', '.join(sorted(missing))}",
                    remedy="put all of them into the base, or split the flat rate",
                )
        for category in option.base_if_real:
            if self.covered.get(category, category) not in self.flats:
                real[self._stated(category, option)] = None
        return list(real), list(flat)

    def _stated(self, category: str, option: FlatRate) -> str:
        if category in self.costs:
            return category
        raise InputError(
            f"the base of {option.name} has {category}, which nobody stated",
            expected="an amount in costs, or a flat rate that covers it",
            remedy="state 0.00 where there are no such costs",
        )


def _twice(category: str, how: str) -> InputError:
    return InputError(
        f"double financing: {category} is paid {how}",
        remedy="leave one of them out",
    )
