"""`fundtrack split`: an amount shared out by weights."""

import re
from collections.abc import Sequence
from typing import Annotated

import typer

from fundtrack.values import Money, Rate, split
from fundtrack.words import money, tell

from .shared import Lang, LangOption, say, told


def split_amount(
    amount: Annotated[str, typer.Argument(help='"100.00 EUR"')],
    weights: Annotated[list[str], typer.Argument(help="Numbers, rates or amounts: 1 2, 85 %.")],
    lang: LangOption = Lang.EN,
) -> None:
    """Split an amount by weights; the parts sum to the whole, to the cent."""
    with told():
        if re.fullmatch("[A-Z]{3}", weights[0]):  # 100.00 EUR without quotes
            amount, weights = f"{amount} {weights[0]}", weights[1:]
        whole = Money(amount)
        parts = split(whole, _weights(weights))
    told_parts = [money(part, lang.value) for part in (*parts, whole)]
    width = max(map(len, told_parts))
    names = [*weights, tell("in all", lang.value)]
    for part, name in zip(told_parts, names, strict=True):
        say(f"{part:>{width}}  {name}")


def _weights(texts: Sequence[str]) -> list[int] | list[Rate] | list[Money]:
    """All of one kind: numbers, amounts with a currency, or rates (85% needs no space here)."""
    if all(re.fullmatch("[0-9]{1,18}", text) for text in texts):
        return [int(text) for text in texts]
    if any(re.search("[A-Z]{3}", text) for text in texts):
        return [Money(text) for text in texts]
    return [Rate(re.sub("(?<=[0-9])%$", " %", text)) for text in texts]
