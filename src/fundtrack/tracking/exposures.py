"""Which commitments of a programme are lost at the end of a year unless more is applied for.

A commitment must be used some years after it was made, for pre-financing and in applications
for payment (N+2, N+3: the book says). What the projects have had accepted, and what they plan,
says how much more can be applied for. That it will be is the will of the authority, so these
are figures of their own beside that of the account.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from fundtrack.checks import Figure, Missing, ParameterUse, Reason
from fundtrack.funding import Worked, decommitment_at_risk
from fundtrack.projects import Priority, ProgrammePlan, Project
from fundtrack.rulebooks import Book
from fundtrack.values import InputError, Money, Record, excerpt, read_date

from .between import Between, joined, summed
from .positions import position
from .programme_law import law_of

Projects = Iterable[Project] | Mapping[str, Iterable[Project]]
_NOTHING: Final = Between.exactly(0)


class Exposure(Record):
    """What a programme may lose on `last_day`, the last of the year asked about.

    `at_risk`: if nothing more is applied for. `if_applied`: if all is applied for that the
    projects have had accepted by the day asked about. `at_best`: if all they plan is accepted
    too, and applied for. `accepted` and `planned` are the Union's contribution in both.
    `closing`: from this day on the documents of closure decide, and nothing is lost by the
    passing of a year. `worked` says how `at_risk` came about, where it is known.
    """

    year: int
    last_day: date
    closing: bool
    at_risk: Figure
    if_applied: Figure
    at_best: Figure
    accepted: Figure
    planned: Figure
    worked: Worked | None
    parameters: tuple[ParameterUse, ...]


def exposure(
    projects: Projects,
    plan: ProgrammePlan,
    *,
    on: date,
    book: Book | str | None = None,
) -> Exposure:
    """What a programme loses at the end of a year unless more is applied for.

    The whole contribution of an application counts, of those submitted by `on`; pre-financing
    counts once it is paid. The contribution in a project's accepted costs is the rate of its
    priority of them; of a public base it may be less, since nobody says how much of them is
    public.

    Args:
        projects: The projects by the id of their priority; or in one list, and then each may
            belong to any priority. Empty: the programme's own account alone.
        plan: From `read_plan`.
        on: The day asked about; its year is the one at whose end the account is tested.
        book: The book of the plan, or its id; left out, the one the plan names.

    Raises:
        InputError: no book is named anywhere, a priority is none of the plan's, or a project
            counts in another currency than the plan.
        BookError: the book cannot be loaded.

    Source:
        Regulation 1303/2013, Article 136(1): n + 3 (verified).

    >>> from fundtrack.projects import read_plan
    >>> plan = read_plan({"schema_version": 1, "id": "P", "currency": "EUR",
    ...     "commitments": [{"year": 2014, "amount": "24.00 EUR"}], "exempted": [],
    ...     "prefinancing": [{"kind": "initial", "year": 2014, "amount": "3.50 EUR",
    ...                       "paid_on": "2014-10-01"}],
    ...     "applications": [
    ...         {"id": "A1", "submitted_on": "2017-05-02", "amount": "18.00 EUR"}]})
    >>> found = exposure([], plan, on=date(2017, 6, 30), book="eu/esif-plans-2014")
    >>> found.last_day, found.at_risk.value
    (datetime.date(2017, 12, 31), Money('2.50 EUR'))
    """
    day, law = read_date(on), law_of(plan, book)
    years, said = law.whole("decommitment_years")
    closes = law.day("commitments_close_on")
    last_day = date(day.year, 12, 31)
    currency = plan.currency
    closing = closes is not None and last_day >= closes
    accepted, planned = _contributions(projects, plan, day)
    if closing:
        due = covered = applied = _NOTHING
    elif years is None:
        due = Between(Fraction(0), None, said.missing)
        covered, applied = _covered(plan, day, None)
    else:
        due = _due(plan, day.year - years)
        covered, applied = _covered(plan, day, day.year - years)
    risk = (due - covered - applied).above_zero()
    if_applied = (due - covered - applied.at_least(accepted)).above_zero()
    at_best = (due - covered - applied.at_least(accepted).at_least(planned)).above_zero()
    return Exposure(
        year=day.year,
        last_day=last_day,
        closing=closing,
        at_risk=risk.figure(currency, "at_risk"),
        if_applied=if_applied.figure(currency, "if_applied"),
        at_best=at_best.figure(currency, "at_best"),
        accepted=accepted.figure(currency, "accepted"),
        planned=planned.figure(currency, "planned"),
        worked=_worked(plan, day, years) if risk.known and not closing else None,
        parameters=said.uses,
    )


# ---- The programme's own account -------------------------------------------------------------


def _due(plan: ProgrammePlan, last: int) -> Between:
    """The commitments whose time is over at the end of the year."""
    if plan.commitments is None:
        return Between(Fraction(0), None, (_unstated("commitments"),))
    return Between.exactly(
        sum(one.amount.minor for one in plan.commitments if one.year <= last)
    )


def _covered(plan: ProgrammePlan, day: date, last: int | None) -> tuple[Between, Between]:
    """What needs no application (pre-financing, exemptions), and the applications by then."""
    free: list[Between] = []
    if plan.prefinancing is None:
        free.append(Between(Fraction(0), None, (_unstated("prefinancing"),)))
    for at, one in enumerate(plan.prefinancing or ()):
        if one.paid_on is None:
            missing = Missing(
                Reason.MISSING, "prefinancing.paid_on", f"/prefinancing/{at}/paid_on"
            )
            free.append(Between(Fraction(0), Fraction(one.amount.minor), (missing,)))
        elif one.paid_on <= day:
            free.append(Between.exactly(one.amount.minor))
    if plan.exempted is None:
        free.append(Between(Fraction(0), None, (_unstated("exempted"),)))
    free += [
        Between.exactly(one.amount.minor)
        for one in plan.exempted or ()
        if last is None or one.year <= last
    ]
    if plan.applications is None:
        return summed(free), Between(Fraction(0), None, (_unstated("applications"),))
    applied = sum(one.amount.minor for one in plan.applications if one.submitted_on <= day)
    return summed(free), Between.exactly(applied)


def _worked(plan: ProgrammePlan, day: date, years: int | None) -> Worked | None:
    """The known figure with its formula."""
    if years is None or not plan.commitments:
        return None
    last, zero = day.year - years, Money.zero(plan.currency)
    free = [one for one in plan.prefinancing or () if one.paid_on and one.paid_on <= day]
    applied = [one for one in plan.applications or () if one.submitted_on <= day]
    spared = [one.amount for one in plan.exempted or () if one.year <= last]
    try:
        return decommitment_at_risk(
            [(one.year, one.amount) for one in plan.commitments],
            year=day.year,
            years=years,
            prefinancing=sum((one.amount for one in free), zero),
            applications=sum((one.amount for one in applied), zero),
            exemptions=sum(spared, zero),
        )
    except InputError:  # sums of more digits than an amount can have
        return None


def _unstated(name: str) -> Missing:
    return Missing(Reason.MISSING, name, f"/{name}")


# ---- The projects ----------------------------------------------------------------------------


def _contributions(
    projects: Projects, plan: ProgrammePlan, day: date
) -> tuple[Between, Between]:
    """The Union's contribution in what the projects had accepted, and in all they plan."""
    priorities = {one.id: (at, one) for at, one in enumerate(plan.priorities or ())}
    if isinstance(projects, Mapping):
        for name in projects:
            if name not in priorities:
                raise InputError(
                    "no such priority in the plan",
                    expected=", ".join(sorted(priorities)[:20]) or "a plan with priorities",
                    found=excerpt(name),
                )
        parts = [([priorities[name]], tuple(held)) for name, held in projects.items()]
    else:
        parts = [(list(priorities.values()), tuple(projects))]
    accepted: list[Between] = []
    planned: list[Between] = []
    for among, held in parts:
        rates = [_rate(one, plan, at) for at, one in among]
        low = min((rate.least for rate in rates if rate.least is not None), default=Fraction(0))
        high = max((rate.most for rate in rates if rate.most is not None), default=Fraction(1))
        missing = joined(*rates)
        if not rates and held:
            missing = (_unstated("priorities"),)
        elif len(rates) > 1 and low != high and held:
            missing = (*missing, Missing(Reason.MISSING, "priority of the projects"))
        for project in held:
            now, all_of_it = _costs(project, plan.currency, day)
            accepted.append(_share(now, low, high, missing))
            planned.append(_share(all_of_it, low, high, missing))
    return summed(accepted), summed(planned)


def _share(
    costs: Between, low: Fraction, high: Fraction, missing: tuple[Missing, ...]
) -> Between:
    found = costs.above_zero().times(low, high)
    return found.replace(missing=tuple(dict.fromkeys((*found.missing, *missing))))


def _costs(project: Project, currency: str, day: date) -> tuple[Between, Between]:
    """What a project had accepted and kept by a day, and what it plans."""
    if project.agreement.currency != currency:
        raise InputError(
            "a project counts in another currency than the plan",
            expected=currency,
            found=project.agreement.currency,
            remedy="convert it first",
        )
    found = position(project, on=day)
    now = Between.told(found.accepted) - Between.told(found.corrected)
    return now, Between.told(found.planned)


def _rate(priority: Priority, plan: ProgrammePlan, at: int) -> Between:
    """The rate of a priority: stated, else what its amounts give; of a public base, at most."""
    base = priority.base or plan.base
    rate: Fraction | None = None
    if priority.rate is not None:
        rate = priority.rate.fraction
    elif priority.union is not None and priority.total:
        rate = Fraction(priority.union.minor, priority.total.minor)
    if rate is None:
        missing = Missing(Reason.MISSING, "priority.rate", f"/priorities/{at}/rate")
        return Between(Fraction(0), Fraction(1), (missing,))
    if base == "total":
        return Between(rate, rate)
    missing = Missing(Reason.MISSING, "priority.base", f"/priorities/{at}/base")
    if base == "public":
        missing = Missing(Reason.MISSING, "public expenditure of the projects")
    return Between(Fraction(0), rate, (missing,))
