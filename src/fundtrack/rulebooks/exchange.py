"""`[exchange.NOUN]`: how amounts in another currency become amounts of the agreement's.

The rates themselves are data: irrevocable ones are law, one stated on a row is a fact, and the
host supplies the others. The book says which of them count and in which order, the day, whether
its month or itself, and the rounding.
"""

from typing import Final

from fundtrack.formulas import near

from .book import Conversion, RoundingProfile
from .layers import Layer, Stated, once
from .typed import Sources
from .wire import ExchangeWire

#: The nouns whose amounts are converted, and the days a rate may be of.
CONVERTED: Final = {"cost": ("paid_on", "incurred_on", "issued_on", "submitted_on")}


def read_conversions(
    layers: tuple[Layer, ...], sources: Sources, roundings: dict[str, RoundingProfile]
) -> dict[str, Conversion]:
    """The conversions of all layers, by noun.

    Raises:
        BookError: a noun that is not converted, a day it does not have, a rate without its
            rounding or its day.
    """
    found: dict[str, Conversion] = {}
    for noun, one in once(layers, "exchange", lambda wire: wire.exchange).items():
        _check(noun, one, roundings)
        found[noun] = Conversion(
            noun=noun,
            rates=one.said.rates,
            citation=sources.cite(one.said.cite, one.layer, one.place / "cite"),
            on=one.said.on or "",
            by=one.said.by or "",
            rounding=one.said.rounding or "",
            layer=one.layer.key,
        )
    return found


def _check(noun: str, one: Stated[ExchangeWire], roundings: dict[str, RoundingProfile]) -> None:
    said, place = one.said, one.place
    if noun not in CONVERTED:
        raise place.refuse(f"no amounts of a {noun} are converted{near(noun, CONVERTED)}")
    if not said.rates or len(set(said.rates)) < len(said.rates):
        raise (place / "rates").refuse("name the rates that count, each once")
    if said.on is not None and said.on not in CONVERTED[noun]:
        known = near(said.on, CONVERTED[noun])
        raise (place / "on").refuse(f"no day {said.on} of a {noun}{known}")
    host, fixed = "host" in said.rates, said.rates == ("fixed",)
    for key in ("on", "by"):
        if (getattr(said, key) is None) is host:
            told = "the host's rate needs its day" if host else "only the host's rate has a day"
            raise (place / key).refuse(told)
    if fixed is not (said.rounding is None):
        told = "the law makes the rounding of a fixed rate" if fixed else "name the rounding"
        raise (place / "rounding").refuse(told)
    if said.rounding is not None and said.rounding not in roundings:
        raise (place / "rounding").refuse(
            f"no rounding {said.rounding}{near(said.rounding, roundings)}"
        )
