"""Random books in layers: what one file says, told by two or three that stand on each other.

`Stack(said, seed, count)` takes a drawn book apart: rules in their order, amounts, groups and
parameters each as low as what reads them asks. The higher layers then do what a layer may: an
exception at the address of what it excepts, a tighter or another value, the value of an open
parameter. `Stack.flat` is the one file that says the same: there a higher layer's exception
goes `over` those below it, and a parameter has the values that are left.
"""

import json
import random
import re
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fundtrack.rulebooks import Book, Shelf, load_book
from tests.random_books import draw_book
from tests.random_formulas import Formulas
from tests.random_projects import RATES

NAMES = ("test/low", "test/middle", "test/random")
TEXTS = {"en": "text", "lv": "teksts"}
SIGNED = "project.agreement.signed_on"
#: What only the lowest layer says.
LOW = ("rounding", "set", "fact", "table")
#: What a higher layer may do to a parameter: how it is stated below, which way it is bound.
MAY = {
    "cap": ("tighten", "max"),
    "late_cap": ("tighten", "max"),
    "some_days": ("tighten", "min"),
    "first_day": ("tighten", "min"),
    "most_rate": ("tighten", "max"),
    "rate": ("replace", ""),
    "some_months": ("replace", ""),
    "direct": ("replace", ""),
}


def load_drawn(seed: int, *, sure: bool = False) -> Book:
    """A drawn book as the loader puts it together: of one, two, three layers in turn."""
    said, count = draw_book(seed, sure=sure), seed % 3 + 1
    return load_book(said) if count == 1 else Stack(said, seed, count, sure=sure).load()


class Stack:
    """A book in layers, lowest first, and the same in one file."""

    def __init__(
        self, said: dict[str, Any], seed: int, count: int, *, sure: bool = False
    ) -> None:
        self.draw = random.Random(seed * 67867967 + 17)
        self.flat, self.count, self.sure = deepcopy(said), count, sure
        self.formulas = self._formulas()
        self._open_rate()
        #: The layer of each table, by its path.
        self.level = {path: self.draw.randrange(count) for path in self._paths()}
        for index, path in enumerate(one for one in self.level if one[0] == "rule"):
            self.level[path] = index * count // len(self.flat["rule"])
        self.exceptions = {path: self._exception(path) for path in (*self.level,)}
        self._sink()
        self.layers = [self._layer(level) for level in range(count)]
        for name, (way, bound) in MAY.items():
            self._change(name, way, bound)
        self._give_open_rate()

    def load(self) -> Book:
        """The highest layer from a shelf on which the others stand."""
        with TemporaryDirectory() as place:
            for layer in self.layers:
                file = Path(place) / f"{layer['book']['id']}.toml"
                file.parent.mkdir(exist_ok=True)
                file.write_text(json.dumps(layer, default=str), encoding="utf-8")
            return load_book(self.layers[-1]["book"]["id"], shelf=Shelf(Path(place)))

    # -- which layer says what -----------------------------------------------------------------

    def _paths(self) -> list[tuple[str, ...]]:
        said = self.flat
        amounts = [("define", noun, name) for noun in said["define"] for name in
                   said["define"][noun]]  # fmt: skip
        names = [(part, name) for part in ("parameter", "group", "rule") for name in said[part]]
        return [*amounts, *names]

    def _at(self, path: tuple[str, ...]) -> dict[str, Any]:
        found = self.flat
        for step in path:
            found = found[step]
        return found

    def _sink(self) -> None:
        """Put what a layer reads into it or below it, until no layer reads a higher one."""
        words = {path: _words(path, self._at(path)) for path in self.level}
        readers = [*self.level]
        changed = True
        while changed:
            changed = False
            for path, level in self.level.items():
                exceptions = self.exceptions[path]
                needed = [
                    *(self.level[one] for one in readers if path[-1] in words[one]),
                    *(at for at, _, one in self._excepted() if path[-1] in _words((), one)),
                    *([min(at for at, _ in exceptions.values())] if exceptions else []),
                ]
                lowest = min([level, *needed])
                if lowest < level:
                    self.level[path], changed = lowest, True

    def _excepted(self) -> list[tuple[int, str, dict[str, Any]]]:
        return [(level, name, one) for each in self.exceptions.values()
                for name, (level, one) in each.items()]  # fmt: skip

    def _layer(self, level: int) -> dict[str, Any]:
        """What stands in one file."""
        name, below = NAMES[level - self.count], NAMES[-self.count : level - self.count]
        head = self.flat["book"] | {"id": name, "extends": [f"{one}@1" for one in below[-1:]]}
        made: dict[str, Any] = {"book": head, "act": {f"act{level}": {"title": TEXTS}}}
        if not level:
            made |= {part: self.flat[part] for part in LOW}
            made["act"] |= self.flat["act"]
        for path, own in self.level.items():
            holder = made
            for step in path[:-1]:
                holder = holder.setdefault(step, {})
            if own == level:
                holder[path[-1]] = deepcopy(self._at(path))
            above = {
                name: one for name, (at, one) in self.exceptions[path].items() if at == level
            }
            if above:
                holder.setdefault(path[-1], {}).setdefault("unless", {}).update(above)
        for path in self.level:
            self._join(path, level)
        self.flat["act"][f"act{level}"] = {"title": TEXTS}
        return {part: held for part, held in made.items() if held}

    # -- exceptions of higher layers -----------------------------------------------------------

    def _formulas(self) -> Formulas:
        """Formulas of what is stated alone, so that none goes round."""
        formulas = Formulas(self.draw, sure=self.sure)
        for name, said in self.flat["group"].items():
            formulas.add_group(name, tuple(said["by"]), tuple(said["of"]))
        amounts = (one for held in self.flat["define"].values() for one in held.values())
        if any("counts_as" in one for one in amounts):
            formulas.kept = "line.category in ('land', 'travel')"
        return formulas

    def _exception(self, path: tuple[str, ...]) -> dict[str, tuple[int, dict[str, Any]]]:
        """What layers above the one that states a table except from it, by name."""
        said, draw, formulas = self._at(path), self.draw, self.formulas
        scope = path[1] if path[0] == "define" else said.get("scope", "")
        sought = path[0] == "rule" or (path[0] == "define" and "value" in said)
        if not sought or scope not in formulas.money or "counts_as" in said:
            return {}
        if self.sure and path[-1] == "base":
            return {}
        made = {}
        for level in range(self.level[path] + 1, self.count):
            if draw.random() < 0.3:
                one = {"when": formulas.text("bool", scope, 1), "cite": f"act{level}#1"}
                if path[0] == "define":
                    one["value"] = formulas.text("money", scope, 1)
                elif said["effect"] != "limit" and draw.random() < 0.5:
                    one["met_when"] = formulas.text("bool", scope, 1)
                made[f"above{level}"] = (level, one)
        if path[0] == "define" and made and "rounding" not in said:
            said["rounding"] = "cents"
        return made

    def _join(self, path: tuple[str, ...], level: int) -> None:
        """The same exceptions in one file: each beats those of the layers below it."""
        for name, (at, one) in self.exceptions[path].items():
            if at == level:
                held = self._at(path).setdefault("unless", {})
                held[name] = one | {"over": [*held]}

    # -- values of higher layers ---------------------------------------------------------------

    def _open_rate(self) -> None:
        """The rate that a grant may state has a bound."""
        self.flat["parameter"]["most_rate"] = {
            "kind": "rate",
            "title": TEXTS,
            "values": [_value(self.draw.choice(["90 %", "100 %"]), 0)],
        }
        self.flat["parameter"]["term_rate"]["at_most"] = "most_rate"

    def _give_open_rate(self) -> None:
        """A layer gives the open parameter its value; the lowest says only who may state it."""
        low = self.level["parameter", "term_rate"]
        if low + 1 < self.count and self.draw.random() < 0.7:
            values = self.layers[low]["parameter"]["term_rate"].pop("values")
            above = self.layers[self.draw.randrange(low + 1, self.count)]
            above.setdefault("parameter", {})["term_rate"] = {"values": values}

    def _change(self, name: str, way: str, bound: str) -> None:
        """Let higher layers give a parameter other values where it allows them."""
        low, flat = self.level["parameter", name], self.flat["parameter"][name]
        stated = self.layers[low]["parameter"][name]
        for one in (stated, flat):
            one |= {"layers": way, **({"bound": bound} if bound else {})}
        for level in range(low + 1, self.count):
            if self.draw.random() < 0.6:
                made = self._other(name, level)
                self.layers[level].setdefault("parameter", {})[name] = made

    def _other(self, name: str, level: int) -> dict[str, Any]:
        """What a layer says in place of the values so far; it changes the flat book too."""
        draw, flat = self.draw, self.flat["parameter"][name]
        held = flat["values"]
        if name == "late_cap":  # known until the middle only
            cut = f"{draw.randrange(_euros(held[0]))}.50 EUR"
            held[0] = _value(cut, level, to=held[0]["to"])
            return {"as_of": flat["as_of"], "values": [held[0]]}
        least = held[0]["value"]
        value: Any
        if name == "cap":
            value = f"{draw.randrange(min(map(_euros, held)) + 1)}.00 EUR"
        elif name in ("some_days", "some_months"):
            value = max(one["value"] for one in held) + draw.randrange(200)
        elif name == "first_day":
            value = max(one["value"] for one in held) + timedelta(days=draw.randrange(200))
        elif name == "direct":
            value = draw.sample(["travel", "land", "other"], 2)  # no computed line
        elif name == "most_rate":
            value = "60 %" if least != "60 %" else "45 %"
        else:
            value = draw.choice(RATES)
        if name == "most_rate" or len(held) > 1 or draw.random() < 0.5:
            flat["values"] = [_value(value, level)]
            flat.pop("as_of", None)
            return {"values": flat["values"]}
        return self._from_a_day(flat, value, level)

    def _from_a_day(self, flat: dict[str, Any], value: Any, level: int) -> dict[str, Any]:
        """Another value from a day on; a layer that replaces says the days before it again."""
        day = date(2016, 1, 1) + timedelta(days=self.draw.randrange(700))
        before = {**flat["values"][0], "to": day - timedelta(days=1)}
        after = _value(value, level) | {"from": day}
        flat |= {"as_of": SIGNED, "values": [before, after]}
        given = [after] if flat["layers"] == "tighten" else [before, after]
        return {"as_of": SIGNED, "values": given}


def _words(path: tuple[str, ...], said: dict[str, Any]) -> set[str]:
    """Every word that a table says; its own name is not among them."""
    return {*path[1:-1], *re.findall(r"\w+", json.dumps(said, default=str))}


def _value(value: Any, level: int, **more: Any) -> dict[str, Any]:
    return {"value": value, "cite": f"act{level}#2", "verification": "unverified", **more}


def _euros(held: dict[str, Any]) -> int:
    return int(held["value"].split(".")[0])
