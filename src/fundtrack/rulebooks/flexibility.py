"""How far an amendment may move a budget before somebody is asked: the flexibilities of a book.

They are a programme's rule, never the library's. What they measure, in which direction and
against which plan is said in so many words, for nothing of it can be guessed.
"""

from typing import Final

from fundtrack.formulas import Kind, Node, near

from .book import Flexibility
from .defines import Surroundings, fractional
from .layers import Layer, Place, Stated, once
from .typed import texts_of
from .wire import FlexibilityWire
from .world import type_of

#: What follows, from the lightest to the gravest.
EFFECTS: Final = ("free", "notify", "consent", "forbidden")
#: What lines can be looked at by, also together; and what stands alone.
OF_LINES: Final = ("partner", "category", "activity")
MAX_FLEXIBILITIES: Final = 200


def read_flexibilities(
    layers: tuple[Layer, ...], around: Surroundings
) -> dict[str, Flexibility]:
    """The flexibilities of all layers by name.

    Raises:
        BookError: a key that is missing or does not belong, a formula that is no share, amount
            or condition, an effect that is no graver beyond the limit than within it.
    """
    found = once(layers, "flexibility", lambda wire: wire.flexibility)
    if len(found) > MAX_FLEXIBILITIES:
        raise layers[-1].place.refuse(f"more than {MAX_FLEXIBILITIES} flexibilities")
    return {name: _read(one, around) for name, one in found.items()}


def _read(one: Stated[FlexibilityWire], around: Surroundings) -> Flexibility:
    said, place = one.said, one.place
    _check_by(said, place, around)
    up_to = _formula(said.up_to, place / "up_to", around, None)
    _check_limit(said, up_to, place)
    consented = _formula(said.consented_when, place / "consented_when", around, Kind.BOOL)
    if (said.against == "consent") is (consented is None):
        message = "against = consent and consented_when go together: which plans had consent"
        raise (place / "consented_when").refuse(message)
    if not said.cite:
        raise (place / "cite").refuse('a citation is missing, as cite = "act#65(2)"')
    return Flexibility(
        name=one.name,
        by=said.by,
        counts=said.counts,
        against=said.against,
        effect=said.effect,
        citations=tuple(
            around.sources.cite(text, one.layer, place / "cite" / index)
            for index, text in enumerate(said.cite)
        ),
        titles=texts_of(said.title, place / "title"),
        why=texts_of(said.why, place / "why"),
        remedy=texts_of(said.remedy, place / "remedy"),
        within=said.within or "",
        up_to=up_to,
        of=said.of or "",
        only=said.only,
        applies_when=_formula(said.applies_when, place / "applies_when", around, Kind.BOOL),
        consented_when=consented,
        layer=one.layer.key,
    )


def _formula(
    text: str | None, place: Place, around: Surroundings, want: Kind | None
) -> Node | None:
    """A formula about the project, whose plan is the one that counts as agreed."""
    return None if text is None else around.world.read(text, place, "project", want)


def _check_by(said: FlexibilityWire, place: Place, around: Surroundings) -> None:
    """Lines are looked at by what they share; sources, and the whole, by themselves."""
    if not said.by or len(set(said.by)) < len(said.by):
        raise (place / "by").refuse("by what the budget is looked at, each named once")
    if len(said.by) > 1 and not set(said.by) <= set(OF_LINES):
        message = (
            f"only {', '.join(OF_LINES)} go together; source, fund and project stand alone"
        )
        raise (place / "by").refuse(message)
    if not said.only:
        return
    if not {"category", "source", "fund"} & set(said.by):
        raise (place / "only").refuse("only names categories, or the funds of sources")
    lost = [one for one in said.only if one not in around.categories]
    if "category" in said.by and around.categories and lost:
        raise (place / "only").refuse(
            f"no category {lost[0]}{near(lost[0], around.categories)}"
        )


def _check_limit(said: FlexibilityWire, up_to: Node | None, place: Place) -> None:
    """A share is of something, an amount is whole cents; beyond the limit it is graver."""
    if up_to is None:
        for key in ("of", "within"):
            if getattr(said, key):
                raise (place / key).refuse(
                    f"{key} belongs to up_to; without it any move counts"
                )
        return
    kind = type_of(up_to).kind
    if kind not in (Kind.RATE, Kind.MONEY):
        raise (place / "up_to").refuse(f"a row moves by a share or an amount, not a {kind}")
    if (kind is Kind.RATE) is not bool(said.of):
        message = "a share is of the figure or of the total; an amount is of nothing"
        raise (place / "of").refuse(message)
    if kind is Kind.MONEY and fractional(up_to):
        message = "an amount is whole cents; name a define with a rounding"
        raise (place / "up_to").refuse(message)
    if not said.within:
        raise (place / "within").refuse("what follows up to the limit: free, notify or consent")
    if EFFECTS.index(said.within) >= EFFECTS.index(said.effect):
        message = f"beyond the limit it is {said.effect}, within it no less: {said.within}"
        raise (place / "within").refuse(message)
