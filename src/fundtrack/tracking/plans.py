"""Two plans side by side: what an amendment changes, and what of it a book wants asked for."""

from datetime import date

from fundtrack.checks import Missing
from fundtrack.projects import Plan, Project
from fundtrack.rulebooks import Book, load_book
from fundtrack.values import InputError, Record, excerpt

from .plan_change import PlanChange, PlanPart, Side
from .plan_changes import differences
from .plan_rulings import Consent, Ruling, Rulings, gravest
from .plan_sums import currency_of


class PlanComparison(Record):
    """Every difference between two plans, and what a book says of those of the budget.

    `missing` is what a plan does not state, so that nobody can tell whether it changed.
    `rulings` are empty where no book was asked, and then `book` is "".
    """

    before: int  # the numbers of the plans
    after: int
    at_before: str  # /plans/0; "" for a plan that stands in no project given
    at_after: str
    changes: tuple[PlanChange, ...]
    missing: tuple[Missing, ...]
    rulings: tuple[Ruling, ...]
    book: str = ""
    hash: str = ""

    @property
    def effect(self) -> Consent | None:
        """What the whole amendment asks for by its budget: the gravest of its rulings.

        None where no book was asked, or where something unknown may ask for more.
        """
        return gravest(self.rulings) if self.book else None

    def of(self, part: PlanPart) -> tuple[PlanChange, ...]:
        """The changes of one part."""
        return tuple(one for one in self.changes if one.part is part)

    def asking(self, effect: Consent | None) -> tuple[Ruling, ...]:
        """The rulings with this effect; with None, those that nobody can decide."""
        return tuple(one for one in self.rulings if one.effect is effect)

    def to_dict(self) -> dict[str, object]:
        """The comparison as plain data, for JSON."""
        return {
            "before": {"plan": self.before, "at": self.at_before},
            "after": {"plan": self.after, "at": self.at_after},
            "book": self.book,
            "hash": self.hash,
            "effect": None if self.effect is None else self.effect.value,
            "changes": [one.to_dict() for one in self.changes],
            "rulings": [one.to_dict() for one in self.rulings],
            "missing": [
                {"reason": one.reason.value, "name": one.name, "pointer": one.pointer}
                for one in self.missing
            ],
        }


def compare_plans(
    a: Plan,
    b: Plan,
    *,
    book: Book | str | None = None,
    project: Project | None = None,
    on: date | None = None,
) -> PlanComparison:
    """Say what changes from one plan to another, each change once, in a stable order.

    Rows are the same where their ids agree; what is left pairs by what it is about (a line by
    partner, category, activity and form). Sums of the budget are compared by category, by
    partner, by both and by activity. A collection or a figure that a plan leaves out is
    unknown: it is in `missing`, and never taken for empty or zero.

    Args:
        a: The plan that holds: for a book's flexibilities the latest approved one.
        b: The plan that takes its place; it need not be in the project yet.
        book: Whose flexibilities are asked, loaded or by its id; without one nothing is ruled.
        project: The project of the plans. With it, places are those in its file, roles are
            known where a plan does not list them, and a flexibility that counts from an earlier
            plan finds it.
        on: The day asked about, for values of the law that are dated by it.

    Raises:
        InputError: something is no plan, or a fact or a term is not what the book says.

    >>> from fundtrack.projects import Plan
    >>> line = {"id": "b1", "category": "staff", "form": "actual", "partner": "A"}
    >>> first = {"number": 1, "budget": [line | {"amount": "74000.00 EUR"}]}
    >>> second = {"number": 2, "budget": [line | {"amount": "88800.01 EUR"}]}
    >>> found = compare_plans(Plan.model_validate(first), Plan.model_validate(second))
    >>> [(one.part.value, one.key, str(one.difference)) for one in found.changes][:2]
    [('budget', (), '14800.01 EUR'), ('category', ('staff',), '14800.01 EUR')]
    """
    for name, plan in (("a", a), ("b", b)):
        if not isinstance(plan, Plan):
            raise InputError(f"{name} is no plan", expected="a Plan", found=excerpt(plan))
    before, after = Side(a, _place(a, project)), Side(b, _place(b, project))
    currency = project.agreement.currency if project else currency_of(a, b)
    found = list(differences(before, after, project, currency))
    rulings: tuple[Ruling, ...] = ()
    if isinstance(book, str):
        book = load_book(book)
    if book is not None:
        rulings = tuple(Rulings(before, after, book, project, on, currency).all())
    missing = dict.fromkeys(one for one in found if isinstance(one, Missing))
    return PlanComparison(
        before=a.number,
        after=b.number,
        at_before=before.at,
        at_after=after.at,
        changes=tuple(one for one in found if isinstance(one, PlanChange)),
        missing=tuple(missing),
        rulings=rulings,
        book="" if book is None else book.key,
        hash="" if book is None else book.hash,
    )


def _place(plan: Plan, project: Project | None) -> str:
    """Where a plan stands in the project; "" for one that is not in it."""
    for index, one in enumerate(() if project is None else project.plans):
        if one == plan:
            return f"/plans/{index}"
    return ""
