"""Which rules bounds may decide, told from the book alone, before a single row is asked.

While something is unknown the walk knows between what it lies only where lines, or totals of
them, stand behind it (D-12): a missing fact has no bounds, and neither has what a calculator
answers. A rule that reaches no line's amount stays unknown, so nobody need ask the walk for it.
"""

from fundtrack.formulas import Kind, Node, Op
from fundtrack.rulebooks import Rule

from .paths import View
from .steps import LINE_STEPS, STEPS, defined

#: Operations whose result has bounds where all that they take have; a product where one has.
_PASSED_ON = (Op.ADD, Op.SUB, Op.MIN, Op.MAX, Op.MUL, Op.DIV, Op.RUNNING_TOTAL)


def bounds_may_decide(view: View, rule: Rule) -> bool:
    """Whether a rule may be met or broken although what it measures is not known.

    Only what reports is decided by bounds; of days and of texts there are none.
    """
    if rule.effect != "report" or rule.measured is None or rule.measured.type is None:
        return False
    if rule.measured.type.kind is Kind.DATE:
        return False
    sides = (rule.measured, rule.at_most, rule.at_least)
    return any(may_have_bounds(view, one) for one in sides if one is not None)


def may_have_bounds(view: View, node: Node) -> bool:
    """Whether a formula may lie between bounds while it is unknown."""
    if node.op is Op.TOTAL:  # nobody may know whether a row counts, whose amount is known
        return True
    if node.op is Op.IF:
        return any(may_have_bounds(view, one) for one in node.args[1:])
    if node.op is Op.RUNNING_TOTAL:
        return may_have_bounds(view, node.args[0])
    if node.op in _PASSED_ON:
        return any(may_have_bounds(view, one) for one in node.args)
    if node.op not in (Op.FACT, Op.DEFINE):
        return False
    path = view.path(node)
    if not view.is_define(node, path):
        return False
    if path.noun == "project" and path.name in (*STEPS, "own"):
        return True
    if path.name in LINE_STEPS and path.noun in (view.line, "line"):
        return path.name != "gross"
    address = defined(view.book, path.noun, path.name, view.basis)
    define = view.book.defines.get(address)
    if define is None or define.address in view.calls:
        return False
    values = (define.value, *(one.value for one in define.exceptions))
    return bool(define.strands) or any(
        may_have_bounds(view, one) for one in values if one is not None
    )
