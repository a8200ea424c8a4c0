"""Between which whole numbers the results of a step lie; what keeps 64 bits from wrapping.

The least and greatest of every column are known before a run; each step tells where its result
lies if its operands lie there. `None` is no bound: a column of Fractions, or of anything that
is worked out on Python ints.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple


class Span(NamedTuple):
    """From `least` to `most`, both inside."""

    least: int
    most: int


#: Everything a step works out on the way stays inside this, so that int64 has room for it.
ROOM: Final = 2**62
_TRUTH: Final = Span(0, 1)
_DAYS: Final = Span(-800_000, 3_000_000)
_MONTHS: Final = Span(-130_000, 130_000)
_Given = Sequence[object]


def fits(span: Span | None) -> bool:
    """Whether 64 bits hold every number of a span with room to spare.

    >>> fits(Span(0, 10**18)), fits(Span(0, 10**19)), fits(None)
    (True, False, False)
    """
    return span is not None and span.least > -ROOM and span.most < ROOM


def narrow(span: Span | None) -> bool:
    """Whether 32 bits hold every number of a span.

    >>> narrow(Span(-(2**31), 2**31 - 1)), narrow(Span(0, 2**31)), narrow(None)
    (True, False, False)
    """
    return span is not None and span.least >= -(2**31) and span.most < 2**31


def all_narrow(name: str, given: _Given, found: Span | None) -> bool:
    """Whether 32 bits hold a step's operands, its result, and all on the way to it.

    >>> all_narrow("times", [Span(0, 10**6), 17], Span(0, 17 * 10**6))
    True
    >>> all_narrow("at_most", [Span(0, 10**6), 10**10], Span(0, 1))
    False
    """
    if name == "rounded":  # beside what is divided there is at most twice the divisor
        above, (below, step) = _as_span(given[1]), given[2:]
        if above is None or not isinstance(below, int) or not isinstance(step, int):
            return False
        slack = 2 * below * step
        return narrow(found) and narrow(Span(above.least - slack, above.most + slack))
    return narrow(found) and all(narrow(_as_span(one)) for one in _each(given))


def _each(given: _Given) -> Iterator[object]:
    """Every operand, and every number of a short table."""
    for one in given:
        if type(one) is tuple:
            yield from _each(one)
        else:
            yield one


def wide(given: object) -> bool:
    """Whether an operand is known to pass 64 bits; its step may not, as nothing times it.

    >>> wide(Span(0, 10**18)), wide(10**19), wide(None)
    (False, True, False)
    """
    span = _as_span(given)
    return span is not None and not fits(span)


def joined(spans: Sequence[Span | None]) -> Span | None:
    """The span of a choice among several."""
    sure = [one for one in spans if one is not None]
    if len(sure) < len(spans) or not sure:
        return None
    return Span(min(one.least for one in sure), max(one.most for one in sure))


def span_of(name: str, given: _Given) -> Span | None:
    """Where the result of a step lies.

    >>> span_of("times", [Span(-2, 5), 85])
    Span(least=-170, most=425)
    """
    rule = _SPANS.get(name)
    return _TRUTH if rule is None else rule(given)


def _as_span(one: object) -> Span | None:
    if isinstance(one, Span) or one is None:
        return one
    return Span(int(one), int(one)) if isinstance(one, int) else None


def _of(rule: Callable[..., Span]) -> Callable[[_Given], Span | None]:
    def found(given: _Given) -> Span | None:
        spans = [_as_span(one) for one in given]
        return None if None in spans else rule(*spans)

    return found


def _products(one: Span, two: Span) -> Span:
    corners = [a * b for a in one for b in two]
    return Span(min(corners), max(corners))


def _rounded(given: _Given) -> Span | None:
    above, below, step = _as_span(given[1]), given[2], given[3]
    if above is None or not isinstance(below, int) or not isinstance(step, int):
        return None
    if not fits(Span(2 * above.least - 2 * below * step, 2 * above.most + 2 * below * step)):
        return None
    return Span(above.least // below - step, above.most // below + step + 1)


def _looked_up(given: _Given) -> Span | None:
    table = given[1]
    assert isinstance(table, tuple)  # noqa: S101
    return joined([_as_span(one) for one in table])


_SPANS: Final[Mapping[str, Callable[[_Given], Span | None]]] = {
    "plus": _of(lambda a, b: Span(a.least + b.least, a.most + b.most)),
    "minus": _of(lambda a, b: Span(a.least - b.most, a.most - b.least)),
    "times": _of(_products),
    "negative": _of(lambda a: Span(-a.most, -a.least)),
    "size": _of(lambda a: Span(0, max(abs(a.least), abs(a.most)))),
    "least": _of(lambda a, b: Span(min(a.least, b.least), min(a.most, b.most))),
    "most": _of(lambda a, b: Span(max(a.least, b.least), max(a.most, b.most))),
    "choose": lambda given: joined([_as_span(one) for one in given[1:]]),
    "rounded": _rounded,
    "quotient": lambda given: None,
    "months_after": lambda given: _DAYS,
    "year_end": lambda given: _DAYS,
    "months_between": lambda given: _MONTHS,
    "take": lambda given: _as_span(given[0]),
    "link": lambda given: Span(-(2**60), 2**60),
    "lookup": _looked_up,
    "recode": lambda given: Span(0, 2**40),
    "dated": lambda given: Span(0, 2**20),
    "picked": lambda given: Span(-2, 2**20),
}
