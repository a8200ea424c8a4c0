"""From verdicts to findings: one per rule and verdict, the ten worst subjects told in full."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import chain

from fundtrack.formulas import Explanation, Kind, Node, Op, nodes
from fundtrack.projects import noun_fields
from fundtrack.rulebooks import Rule
from fundtrack.values import Citation, Money, Period, Price, Rate, Record

from .bind import Row
from .figures import NAMED, missing_of
from .judge import Judgement
from .result import STATED, Finding, Missing, Reason, Severity, Shown, Subject, Verdict
from .tally import Tally
from .units import amount_of, shown
from .uses import rule_uses
from .virtual import VIRTUAL, virtual
from .waivers import waived_by
from .world import World
from .worst import excess_of

#: Verdicts that name the stated totals they rest on.
_TOLD = (Verdict.BROKEN, Verdict.MET_WITHIN_ROUNDING)


class Asked(Record):
    """A rule's answer of one kind on one basis: the rows it was given for, what each lost."""

    rule: Rule
    verdict: Verdict
    rows: Sequence[Row]
    refused: dict[int, int]  # row -> minor units


def finding_of(
    world: World, tally: Tally, rule: Rule, verdict: Verdict, rows: Sequence[Row]
) -> Finding:
    """The finding of one rule and one verdict; the worst subjects first."""
    book = world.bound.book
    refuses = verdict is Verdict.BROKEN and rule.effect in ("exclude", "limit")
    asked = Asked(rule, verdict, rows, _lost(world, tally, rule, rows) if refuses else {})
    lost = sum(asked.refused.values())
    worst = _worst(world, tally, asked)
    return Finding(
        rule=rule.code,
        name=rule.name,
        verdict=asked.verdict,
        severity=Severity.BREACH
        if asked.verdict is Verdict.FAILED
        else Severity(rule.severity),
        basis=world.basis,
        count=len(asked.rows),
        refused=amount_of(lost, world.currency) if asked.refused else None,
        subjects=tuple(subject_of(world, rule, row, asked.refused) for row in worst),
        citations=_citations(world, rule, worst),
        parameters=rule_uses(world, rule),
        layer=rule.layer,
        book=book.key,
        hash=book.hash,
    )


def _citations(world: World, rule: Rule, rows: Sequence[Row]) -> tuple[Citation, ...]:
    """The rule's, and those of the exceptions by which it was answered for some rows."""
    if not rule.exceptions:
        return rule.citations
    more = (one for row in rows for one in world.judge.ask(rule, row).citations)
    return tuple(dict.fromkeys((*rule.citations, *more)))


def open_finding(world: World, rule: Rule, reason: Reason) -> Finding:
    """The finding of a rule that no row could be asked about."""
    book = world.bound.book
    at = world.tables.at(world.view.loop(rule.scope)) if reason is Reason.MISSING else ""
    name = rule.unsupported if reason is Reason.NEEDS_PORTFOLIO else at.rpartition("/")[2]
    missing = (Missing(reason, name, at),)
    subject = Subject("project", at or "/", missing=missing, missing_count=1)
    return Finding(
        rule=rule.code,
        name=rule.name,
        verdict=Verdict.UNKNOWN,
        severity=Severity(rule.severity),
        basis=world.basis,
        count=1,
        refused=None,
        subjects=(subject,),
        citations=rule.citations,
        parameters=(),
        layer=rule.layer,
        book=book.key,
        hash=book.hash,
    )


def _lost(world: World, tally: Tally, rule: Rule, rows: Sequence[Row]) -> dict[int, int]:
    """What each of some rows lost to a rule, in minor units, through the lines it refused."""
    indexes = {row.index for row in rows}
    lost: dict[int, int] = {}
    for line, _, reason, amount in tally.refused:
        if reason == rule.code and amount is not None:
            index = _refused_for(world, rule, line)
            if index in indexes:
                lost[index] = lost.get(index, 0) + amount
    return lost


def _refused_for(world: World, rule: Rule, line: int) -> int:
    """The row of a rule's noun for which a line lost something to it."""
    if world.view.loop(rule.scope) == world.line:
        return line
    subject = world.subject_of(world.all_lines[line], rule)
    return subject.index if isinstance(subject, Row) else -1


def _worst(world: World, tally: Tally, asked: Asked) -> list[Row]:
    """The ten rows that lost most, or went furthest over; else the first ten."""
    if asked.refused:
        rows = sorted(asked.rows, key=lambda row: -asked.refused.get(row.index, 0))
        return rows[:NAMED]
    if asked.rule.measured is None or asked.verdict is Verdict.UNKNOWN or len(asked.rows) == 1:
        return list(asked.rows[:NAMED])
    over = None
    if asked.verdict in _TOLD:
        over = excess_of(world, tally, asked.rule, asked.rows)
    if over is None:
        over = lambda row: world.judge.ask(asked.rule, row).excess or 0  # noqa: E731
    excess = {row.index: over(row) for row in asked.rows}
    return sorted(asked.rows, key=lambda row: -excess[row.index])[:NAMED]


def subject_of(world: World, rule: Rule, row: Row, refused: dict[int, int]) -> Subject:
    """What a rule said of one row, with the figures behind it."""
    answer = world.judge.ask(rule, row)
    missing = missing_of(answer.missing)
    lost = refused.get(row.index)
    at = _place(world, rule, row, missing)
    return Subject(
        key=row.key,
        at=at,
        measured=_shown(world, answer.measured) if answer.measured else _seen(rule, row, at),
        limit=_shown(world, answer.limit) if answer.limit else None,
        margin=_margin(world, answer),
        refused=None if lost is None else amount_of(lost, world.currency),
        missing=missing[:NAMED],
        missing_count=len(missing),
        waived_by=waived_by(world.bound, rule, row) or "",
        values={name: value_at(world, row, name) for name in rule.placeholders if "." in name},
        stated=_stated(world, answer) if answer.verdict in _TOLD else (),
    )


def _stated(world: World, answer: Judgement) -> tuple[str, ...]:
    """The plan's own totals among what an answer rests on: two of them may disagree (D-06)."""
    places = {f"{world.bound.plan_at}/{name}": name for name in STATED}
    found: set[str] = set()
    todo, seen = list(answer.parts), set[int]()
    while todo:
        step = todo.pop()
        if id(step) in seen or step.formula.startswith("total("):
            continue
        seen.add(id(step))
        if step.pointer in places and step.value is not None:
            found.add(places[step.pointer])
        todo += step.parts
    return tuple(name for name in STATED if name in found)


def _shown(world: World, one: Explanation) -> Shown:
    return shown(one.value, one.kind, world.currency)


def _seen(rule: Rule, row: Row, at: str) -> Shown:
    """What stands at the place that makes a fact of the library's own false."""
    node = rule.met_when
    if node is None or node.op is not Op.FACT or node.name.rpartition(".")[2] not in VIRTUAL:
        return None
    field, _, key = at.removeprefix(f"{row.at}/").partition("/")
    said = getattr(row.said, field, None)
    value = said.get(key) if isinstance(said, Mapping) else said
    return value if isinstance(value, Money | Price | Rate | str) else None


def _margin(world: World, answer: Judgement) -> Shown:
    """Room that is left, negative when there is none: of a rate a rate, of a date days."""
    if answer.excess is None or answer.measured is None:
        return None
    kind = Kind.DAYS if answer.measured.kind is Kind.DATE else answer.measured.kind
    return shown(Fraction(-answer.excess), kind, world.currency)


def _place(world: World, rule: Rule, row: Row, missing: Sequence[Missing]) -> str:
    """The place in the file that decides.

    That is the fact that is missing, or the first one read of the row itself; else the link to
    the row that was asked.
    """
    if missing and missing[0].pointer:
        return missing[0].pointer
    formulas = [one for one in (rule.met_when, rule.measured, rule.at_most) if one is not None]
    read = [node for formula in formulas for node in nodes(formula)]
    facts = (_fact_at(world, row, node) for node in read)
    links = (_link_at(world, row, node) for node in read)
    return next(filter(None, chain(facts, links)), row.at or "/")


def _fact_at(world: World, row: Row, node: Node) -> str:
    """Where a fact of the rule's own row stands; the plan's facts are the project's too."""
    if node.op is not Op.FACT:
        return ""
    path = world.view.path(node)
    mine = {row.noun, "plan"} if row.noun == "project" else {row.noun}
    if not path.own or path.root not in mine:
        return ""
    start = world.frame(row).get(path.root)
    if start is None:
        return ""
    if path.name in VIRTUAL:
        return virtual(world.bound, start, path.name)[1]
    return world.fact(start, path.name, node.type.kind if node.type else Kind.TEXT).pointer


def _link_at(world: World, row: Row, node: Node) -> str:
    """Where the rule's own row names the row whose fact was read."""
    path = world.view.path(node) if node.op in (Op.FACT, Op.DEFINE) else None
    if path is None or path.own or path.root != row.noun:
        return ""
    link = path.links[0]
    dated = noun_fields()[row.noun].dated if row.noun in noun_fields() else {}  # of a group
    return f"{row.at}/{dated.get(link, link)}"


def value_at(world: World, row: Row, name: str) -> Shown:
    """The value of a placeholder: `cost.paid_on`, `plan.period`, `project.support`."""
    root, *parts = name.split(".")
    start: Row | None = world.frame(row).get(root)
    while start is not None and len(parts) > 1:
        noun = world.bound.book.schema.nouns.get(start.noun)
        if noun is None or parts[0] not in noun.links:
            break
        reached = _linked(world, start, parts[0])
        if reached is None:  # not set, or the row is not there
            return None
        start = reached
        parts.pop(0)
    if start is None:
        return None
    last = ".".join(parts)
    said = getattr(start.said, parts[0], None)
    if isinstance(said, Period) and len(parts) == 1:
        return said
    noun = world.bound.book.schema.nouns.get(start.noun)
    kind = noun.fields[last].kind if noun and last in noun.fields else Kind.TEXT
    define = noun is not None and last in noun.defines
    made = world.define(start, last) if define else world.fact(start, last, kind)
    return shown(made.value, made.kind, world.currency)


def _linked(world: World, row: Row, name: str) -> Row | None:
    noun = world.bound.book.schema.nouns.get(row.noun)
    if noun is None or name not in noun.links:
        return None
    reached = world.link(row, name)
    return reached if isinstance(reached, Row) else None
