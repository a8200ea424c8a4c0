"""What the walk works out over several rows: limits that lines share, running totals."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Protocol

from fundtrack.formulas import Explanation, First, Kind, Node, Op
from fundtrack.funding import PORTFOLIO, Answer
from fundtrack.rulebooks import Rule
from fundtrack.values import Record, exponent_of

from .bind import Bound, Row
from .calls import Call, others_of
from .judge import UNDECIDED, UNSURE, Judge, Judgement, Miss
from .limits import PRO_RATA, Order, holds, order_of, shares
from .paths import View
from .result import Reason, Verdict
from .tables import Tables

_ZERO = Fraction(0)


class Asked(Protocol):
    """What this needs of a world."""

    bound: Bound
    view: View
    tables: Tables
    judge: Judge

    def walk(self, node: Node, row: Row) -> Explanation:
        """The value of a formula in the scope of a row."""
        ...

    def fact(self, row: Row, name: str, kind: Kind) -> Explanation:
        """A fact of a row."""
        ...

    def lines_of(self, loop: str) -> Sequence[Row]:
        """The computed lines of a define."""
        ...

    def subject_of(self, row: Row, rule: Rule) -> Row | Explanation | None:
        """The row a rule is asked about, of those a line belongs to."""
        ...


class _Line(Record):
    """A line that takes part in a limit."""

    row: Row
    where: Explanation | None
    answer: Judgement | None  # None: nobody knows to which subject it belongs
    subject: tuple[str, int]

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Shared:
    """Answers about several rows of one world; each is kept."""

    def __init__(self, world: Asked, before_limits: Callable[[Row, str], Explanation]) -> None:
        self.world = world
        self.before_limits = before_limits  # a step of a line before shared limits cut it
        self._left: dict[str, dict[tuple[str, int], Explanation]] = {}
        self._called: dict[str, dict[tuple[str, int], Explanation]] = {}
        self._before: dict[tuple[Node, str], dict[int, Sequence[Row] | Explanation]] = {}

    # -- limits --------------------------------------------------------------------------------

    def left(self, row: Row, step: str) -> Explanation:
        """What the limits of a step leave of a line."""
        if step not in self._left:
            self._left[step] = self._limited(step)
        return self._left[step][row.noun, row.index]

    def _limited(self, step: str) -> dict[tuple[str, int], Explanation]:
        world = self.world
        rows = [*(world.tables.rows(world.view.line) or ())]
        for loop in world.view.computed if step == "eligible" else ():
            rows += world.lines_of(loop)
        left = {(row.noun, row.index): self.before_limits(row, step) for row in rows}
        for rule in world.view.bulk[step]:
            taking = (row for row in rows if left[row.noun, row.index].value != 0)
            lines = [self._line(rule, row) for row in taking]
            self._take(rule, [one for one in lines if one is not None], left)
        return left

    def _line(self, rule: Rule, row: Row) -> _Line | None:
        """How a line stands to a limit; None where the limit is not about it."""
        world = self.world
        if world.view.loop(rule.scope) == world.view.line:
            subject: Row | Explanation | None = row if row.noun == world.view.line else None
        else:
            subject = world.subject_of(row, rule)
        if not holds(rule, row.noun in world.view.computed):
            return None
        where = None if rule.where is None else world.walk(rule.where, row)
        if subject is None or (where is not None and where.value is False):
            return None
        if isinstance(subject, Explanation):
            everyone = world.tables.rows(rule.scope) or ()
            known = all(_free(world.judge.acting(rule, one)) for one in everyone)
            return None if known else _Line(row, subject, None, ("", 0))
        answer = world.judge.acting(rule, subject)
        return (
            None if _free(answer) else _Line(row, where, answer, (subject.noun, subject.index))
        )

    def _take(
        self, rule: Rule, lines: Sequence[_Line], left: dict[tuple[str, int], Explanation]
    ) -> None:
        chosen: dict[tuple[str, int], list[_Line]] = {}
        for one in lines:
            if one.answer is None or (one.where is not None and one.where.value is None):
                missing = () if one.where is None else one.where.missing
                key = one.row.noun, one.row.index
                left[key] = _undecided(left[key], missing)
            else:
                chosen.setdefault(one.subject, []).append(one)
        for held in chosen.values():
            self._share(rule, held, left)

    def _share(
        self, rule: Rule, lines: list[_Line], left: dict[tuple[str, int], Explanation]
    ) -> None:
        """What the lines of one subject keep."""
        answer = lines[0].answer
        assert answer is not None  # noqa: S101
        places = {one: self._order(rule, one.row) for one in lines}
        orders = {one: place for one, (place, _) in places.items()}
        amounts = [left[one.row.noun, one.row.index] for one in lines]
        broken = answer.verdict is Verdict.BROKEN and answer.limit is not None
        if not broken or None in orders.values() or any(one.value is None for one in amounts):
            missing = dict.fromkeys(
                (
                    *answer.missing,
                    *(miss for one in amounts for miss in one.missing),
                    *(miss for _, missing in places.values() for miss in missing),
                )
            )
            for one in lines:
                key = one.row.noun, one.row.index
                left[key] = _undecided(left[key], tuple(missing))
            return
        lines.sort(key=lambda one: orders[one])  # type: ignore[arg-type, return-value]
        cents = Fraction(10) ** exponent_of(self.world.bound.currency)
        before = [left[one.row.noun, one.row.index] for one in lines]
        cap: Any = answer.limit.value if answer.limit else None
        kept = shares(
            [int(one.value * cents) for one in before],  # type: ignore[operator]
            int(cap * cents),
            pro_rata=rule.consume == PRO_RATA,
        )
        for one, held, share in zip(lines, before, kept, strict=True):
            if share / cents != held.value:
                left[one.row.noun, one.row.index] = held.replace(
                    value=share / cents,
                    exact=None,
                    rounding="",
                    note=f"limited:{rule.code}",
                    parts=(held, *((answer.limit,) if answer.limit else ())),
                )

    def _order(self, rule: Rule, row: Row) -> tuple[Order, Sequence[Miss]]:
        """A line's place in the order of a limit, and what keeps it from being known."""
        view = self.world.view
        missing: list[Miss] = []

        def read(name: str) -> object:
            node = Node(Op.FACT, (), f"{row.noun}.{name}")
            path = view.path(node)
            noun = view.book.schema.nouns.get(path.noun)
            if noun is None or path.name not in noun.fields:
                return ...
            found = self.world.walk(node.replace(type=noun.fields[path.name]), row)
            missing.extend(found.missing)
            return found.value

        computed = row.noun in view.computed
        return order_of(rule, getattr(row.said, "id", ""), computed, read), missing

    # -- calculators ---------------------------------------------------------------------------

    def called(self, address: str, row: Row) -> Explanation:
        """The answer of a calculator for a row, with what it was given."""
        if address not in self._called:
            self._called[address] = self._calculated(address)
        return self._called[address][row.noun, row.index]

    def _calculated(self, address: str) -> dict[tuple[str, int], Explanation]:
        world = self.world
        call = world.view.calls[address]
        noun = call.define.noun
        rows = [*(world.tables.rows(world.view.loop(noun)) or ())]
        if noun == "plan":
            rows = [*(world.bound.rows("plan") or ())]
        parts = [tuple(world.walk(node, row) for node in call.formulas) for row in rows]
        own = [call.given([part.value for part in held]) for held in parts]
        others = others_of(world.bound, world.view.basis, call)
        failed = ""
        try:
            answers = call.answers(own, others)
        except ArithmeticError as error:  # a finding of the rules that rest on it
            answers, failed = [Answer(None)] * len(rows), str(error)
        return {
            (row.noun, row.index): self._told(call, answer, held, failed)
            for row, answer, held in zip(rows, answers, parts, strict=True)
        }

    def _told(
        self, call: Call, answer: Answer, parts: tuple[Explanation, ...], failed: str
    ) -> Explanation:
        """An answer as a step of an explanation."""
        lacks = [(Reason.FAILED.value, failed, "")] if failed else []
        lacks += [miss for part in parts if part.value is None for miss in part.missing]
        if PORTFOLIO in answer.missing:
            lacks.append((Reason.NEEDS_PORTFOLIO.value, call.define.address, ""))
        elif answer.missing and not lacks:
            lacks = [(Reason.MISSING.value, name, "") for name in answer.missing]
        kind = call.calculator.gives
        return Explanation(
            label=call.define.address,
            formula=call.calculator.name,
            kind=kind,
            value=answer.value,
            currency=self.world.bound.currency if kind is Kind.MONEY else "",
            missing=() if answer.value is not None else tuple(dict.fromkeys(lacks)),
            note=f"call:{call.calculator.name}",
            parts=parts,
        )

    # -- running totals ------------------------------------------------------------------------

    def before(self, row: Row, node: Node) -> Sequence[Row] | Explanation:
        """The rows of its group up to and with a row, in the order a running total says."""
        key = (node, row.noun)
        if key not in self._before:
            self._before[key] = self._ordered(row.noun, node)
        return self._before[key][row.index]

    def _ordered(self, noun: str, node: Node) -> dict[int, Sequence[Row] | Explanation]:
        rows = self.world.tables.rows(noun) or ()
        groups: dict[object, list[Row]] = {}
        for row in rows:
            group = self._group(row, node.name)
            if isinstance(group, Explanation):  # it may stand before any of them
                return {one.index: group for one in rows}
            groups.setdefault(group, []).append(row)
        found: dict[int, Sequence[Row] | Explanation] = {}
        for held in groups.values():
            said = {row: [self.world.walk(arg, row) for arg in node.args[1:]] for row in held}
            unknown = next(
                (one for got in said.values() for one in got if one.value is None), None
            )
            if unknown is not None:
                found |= {row.index: unknown for row in held}
                continue
            held.sort(key=lambda row: (*(one.value for one in said[row]), _name(row)))
            found |= {row.index: First(held, place + 1) for place, row in enumerate(held)}
        return found

    def _group(self, row: Row, within: str) -> object:
        """What tells the groups of a running total apart."""
        world = self.world
        if within == "project":
            return True
        if within in world.view.book.groups:
            grouping = world.tables.grouping(within)
            if grouping is None or id(row.said) in grouping.unsure:
                name, at = ("", "") if grouping is None else grouping.unsure[id(row.said)]
                missing = (("missing", name or within, at or world.tables.at(within)),)
                return Explanation(within, within, Kind.TEXT, None, missing=missing)
            return grouping.index.get(id(row.said), True)
        return getattr(row.said, world.view.link_to(row.noun, within), None) or True


def _name(row: Row) -> str:
    return str(getattr(row.said, "id", ""))


def _free(answer: Judgement) -> bool:
    """Whether a limit leaves its lines as they are."""
    return answer.verdict is not Verdict.BROKEN and answer.verdict not in UNSURE


def _undecided(amount: Explanation, missing: Sequence[tuple[str, str, str]]) -> Explanation:
    """An amount that a limit may yet cut."""
    low = amount.value if isinstance(amount.value, Fraction) else amount.low
    high = amount.value if isinstance(amount.value, Fraction) else amount.high
    return amount.replace(
        value=None,
        exact=None,
        missing=tuple(dict.fromkeys((*amount.missing, *missing))),
        low=None if low is None else min(low, _ZERO),
        high=None if high is None else max(high, _ZERO),
        note=UNDECIDED,
        parts=(amount,),
    )
