"""Worked: a figure that says how it came about, and a record of several of them.

A function of this room computes in integers and hands back its figure with the formula it
followed, in the language of books, and the numbers that went in. Nothing is traced while it
computes: the explanation is the same formula read by the walk, which knows nothing of the
integers, so a figure whose formula did not lead to it would be found out (tests/funding).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, Self, Union, cast

from fundtrack.formulas import (
    Exact,
    Explanation,
    Frame,
    Kind,
    Node,
    Noun,
    Schema,
    Source,
    Type,
    Walker,
    World,
    check,
    parse,
)
from fundtrack.values import InputError, Money, Price, Rate, Record, Rounding

#: A number that goes into a formula, or comes out of it.
Number = Money | Price | Rate | Fraction | int | date
Given = Union[Number, "Worked"]

_KINDS: Final[Mapping[type, Kind]] = {
    Money: Kind.MONEY,
    Price: Kind.PRICE,
    Rate: Kind.RATE,
    Fraction: Kind.NUMBER,
    int: Kind.NUMBER,
    date: Kind.DATE,
}
_SIGNS: Final = {"*": "×", "/": "÷", "-": "−", "<=": "≤", ">=": "≥"}
_WORD: Final = r"[a-z_][a-z0-9_]*|<=|>=|[-*/]"
#: Decimals of an exact figure that does not end.
_DECIMALS: Final = 6


class Worked(Record):
    """A figure, the formula it follows, and the numbers that went in.

    `value` is the figure after `rounding`; without one it is exact. `given` names the numbers
    as `formula` does, in the language of books; one that was worked out itself brings its own
    formula. `policy` says what else decided: which part of a split took the last cent. `source`
    is where the formula is written.

    >>> from fundtrack.values import Money, Rate, Rounding
    >>> eligible, rate, down = Money("586584.85 EUR"), Rate("85 %"), Rounding("down 0.01")
    >>> support = rate.of(eligible, rounding=down)
    >>> worked = Worked(support, "eligible * rate", {"eligible": eligible, "rate": rate}, down)
    >>> print(worked.explain("support"))
    support = eligible × rate
        = 586584.85 EUR × 85 % = 498597.1225 EUR, down 0.01: 498597.12 EUR
    >>> worked.exact
    Fraction(199438849, 400)
    """

    value: Number
    formula: str
    given: Mapping[str, Given]
    rounding: Rounding | None
    source: str
    policy: str

    def __init__(  # written out: the cheapest way there is to fill a frozen record
        self,
        value: Number,
        formula: str,
        given: Mapping[str, Given],
        rounding: Rounding | None = None,
        source: str = "",
        policy: str = "",
    ) -> None:
        held = self.__dict__
        held["value"] = value
        held["formula"] = formula
        held["given"] = given
        held["rounding"] = rounding
        held["source"] = source
        held["policy"] = policy

    def _content(self) -> tuple[object, ...]:
        held = self.__dict__
        return (*(v for k, v in held.items() if k != "given"), tuple(self.given.items()))

    @property
    def money(self) -> Money:
        """The figure, which is an amount.

        Raises:
            InputError: it is a rate, a number or a day.
        """
        if not isinstance(self.value, Money):
            raise InputError("this figure is no amount", found=str(self.value))
        return self.value

    @property
    def exact(self) -> Exact:
        """What the formula gives before rounding; money in whole units, never minor ones."""
        exact = self.explanation().exact
        assert exact is not None  # noqa: S101 (every number of a worked figure is known)
        return exact

    def explanation(self, label: str = "") -> Explanation:
        """The formula read by the walk: what a report shows, in any language."""
        world = cast(World[None], _Given(self))  # its formulas name nothing but parameters
        walked = Walker(world).walk(_typed(self), {"project": None})
        return walked.replace(
            label=label,
            formula=self.formula,
            kind=_KINDS[type(self.value)],
            value=_exact(self.value),
            exact=walked.value,
            currency=_currency(self.value),
            rounding="" if self.rounding is None else str(self.rounding),
            source=Source(None, None, None, "", self.source) if self.source else None,
            note=self.policy,
        )

    def explain(self, name: str = "value") -> str:
        """Say it in plain text: the formula, the numbers, the rounding, the source."""
        return "\n".join(_lines(name, self, ""))

    def __str__(self) -> str:
        return self.explain()


class Workings(Record):
    """Several figures that belong together; each can say how it came about.

    Its heirs name them. It can be asked for all at once. Where there may be many, the function
    that works them out makes a `late` one: whole numbers, and how the figures are made of them.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name in cls.__annotations__:
            setattr(cls, name, _Late(name))

    @classmethod
    def late(cls, make: Callable[[], Self], **known: object) -> Self:
        """One whose figures `make` makes, once, when the first of them is asked for.

        What is `known` can be read before. Nobody can tell it from what `make` makes: it is
        compared, shown, copied and pickled as that.

        >>> from fundtrack.funding import shares_rest_last
        >>> halves = shares_rest_last(Money("0.03 EUR"), [1, 1], rounding=Rounding("down 0.01"))
        >>> halves.amounts[1], halves.parts[1].formula
        (Money('0.02 EUR'), 'whole - others')
        """
        one = object.__new__(cls)
        held = one.__dict__
        held.update(known)
        held["_make"] = make
        return one

    def _made(self) -> Mapping[str, object]:
        """All that is held, when the figures are made."""
        held = self.__dict__
        make = held.get("_make")
        if make is not None:
            for name, value in make()._made().items():
                held.setdefault(name, value)  # of two threads, the first one's figures stay
            held.pop("_make", None)
        return held

    def _content(self) -> tuple[object, ...]:
        return tuple(map(self._made().__getitem__, self._fields))

    def __getstate__(self) -> dict[str, object]:
        return dict(zip(self._fields, self._content(), strict=True))

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401, of any field's type
        """The same with other values in some fields."""
        return type(self)(**self.__getstate__() | changes)

    def explain(self) -> str:
        """Say all figures in plain text, one after the other."""
        return "\n".join(line for name, one in self.worked() for line in _lines(name, one, ""))

    def worked(self) -> Iterator[tuple[str, Worked]]:
        """Every figure with its name, in the order of the fields."""
        for name in self._fields:
            yield from _worked(name, getattr(self, name))


class _Late:
    """A field as its class has it: asked only where the instance does not hold one yet."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, one: Workings | None, kind: type) -> object:
        if one is not None:
            held = one._made()
            if self.name in held:
                return held[self.name]
        raise AttributeError(self.name)


def _worked(name: str, held: object) -> Iterator[tuple[str, Worked]]:
    if isinstance(held, Worked):
        yield name, held
    elif isinstance(held, Workings):
        for inner, one in held.worked():
            yield f"{name}_{inner}", one
    elif isinstance(held, tuple):
        for place, one in enumerate(held, 1):
            yield from _worked(f"{name}_{place}", one)


def _lines(name: str, worked: Worked, indent: str) -> Iterator[str]:
    """A figure, and under it those that went into it."""
    signs = _substituted(worked.formula, {})
    yield f"{indent}{_words(name)} = {signs}"
    numbers = _substituted(worked.formula, worked.given)
    exact, shown = worked.exact, _shown(worked.value)
    reached = _exact_shown(exact, worked.value)
    told = shown if reached == shown else f"{reached}, {_how(worked)}: {shown}"
    same = "" if numbers in (shown, reached) else f"{numbers} = "
    source = f" ({worked.source})" if worked.source else ""
    yield f"{indent}    = {same}{told}{source}"
    for inner, given in worked.given.items():
        if isinstance(given, Worked):
            yield from _lines(inner, given, indent + "  ")


def _how(worked: Worked) -> str:
    return ", ".join(
        filter(None, (str(worked.rounding) if worked.rounding else "", worked.policy))
    )


def _substituted(formula: str, given: Mapping[str, Given]) -> str:
    """The formula with the signs of arithmetic, and the numbers in place of their names."""

    def put(found: re.Match[str]) -> str:
        word = found[0]
        if word in given:
            return _shown(given[word])
        return _SIGNS.get(word) or _words(word)

    return re.sub(_WORD, put, formula)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _shown(given: Given) -> str:
    if isinstance(given, Worked):
        return _shown(given.value)
    return _decimal(given) if isinstance(given, Fraction) else str(given)


def _exact_shown(exact: Exact, value: Number) -> str:
    """What the formula gives, in the unit of the figure."""
    if not isinstance(exact, Fraction):
        return str(exact)
    if isinstance(value, Rate):
        return str(Rate(exact))
    if not isinstance(value, Money):
        return _decimal(exact)
    minor = exact * 10**value.exponent
    if minor.denominator == 1 and minor == value.minor:
        return str(value)
    return f"{_decimal(exact)} {value.currency}"


def _decimal(exact: Fraction) -> str:
    """A number in decimals; one that does not end is cut and says so.

    >>> _decimal(Fraction(1, 8)), _decimal(Fraction(-2, 3))
    ('0.125', '-0.666666…')
    """
    decimals = 0
    while (exact * 10**decimals).denominator > 1 and decimals < 2 * _DECIMALS:
        decimals += 1
    ends = (exact * 10**decimals).denominator == 1
    decimals = decimals if ends else _DECIMALS
    digits = str(int(abs(exact) * 10**decimals)).rjust(decimals + 1, "0")
    whole, rest = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    sign = "-" if exact < 0 else ""
    return f"{sign}{whole}{'.' if rest else ''}{rest}{'' if ends else '…'}"


def _exact(number: Number) -> Exact:
    match number:
        case Money() | Price():
            return Fraction(number.amount)
        case Rate():
            return number.fraction
        case int():
            return Fraction(number)
    return number


def _currency(number: Number) -> str:
    return number.currency if isinstance(number, Money | Price) else ""


def _typed(worked: Worked) -> Node:
    """The formula as a typed tree; its names are parameters of what went in."""
    kinds = {name: (Type(_kind(given)), None) for name, given in worked.given.items()}
    schema = Schema({"project": Noun("project", {})}, frozenset(), kinds)
    return check(parse(worked.formula), schema, scope="project")


def _kind(given: Given) -> Kind:
    return _KINDS[type(given.value if isinstance(given, Worked) else given)]


class _Given:
    """The world of one formula: it knows the numbers that went in and nothing else."""

    def __init__(self, worked: Worked) -> None:
        self.given = worked.given
        plain = (one.value if isinstance(one, Worked) else one for one in self.given.values())
        self.currency = next(filter(None, map(_currency, plain)), "")

    def parameter(self, name: str, frame: Frame[None]) -> Explanation:
        """The number of this name."""
        one = self.given[name]
        if isinstance(one, Worked):
            return one.explanation(name)
        return Explanation(name, name, _kind(one), _exact(one), currency=_currency(one))
