"""The ledger that tests and benchmarks share: the same every time, and in order."""

from fundtrack.projects import read_project
from tests.sample import LINES, ledger_bytes, ledger_project


def test_the_same_seed_gives_the_same_bytes():
    assert ledger_bytes() == ledger_bytes()
    assert ledger_bytes(seed=1) != ledger_bytes(seed=2)


def test_the_ledger_has_its_lines_and_is_read():
    project = read_project(ledger_bytes())
    assert len(project.costs or ()) == LINES == 200
    assert project == read_project(ledger_project())


def test_every_line_is_complete_and_inside_the_plan():
    project = read_project(ledger_bytes())
    plan = project.plans[-1]
    partners = {partner.id for partner in project.partners or ()}
    activities = {activity.id for activity in plan.activities or ()}
    for cost in project.costs or ():
        for day in (cost.issued_on, cost.incurred_on, cost.paid_on):
            assert plan.period is not None
            assert day is not None
            assert day in plan.period
        assert cost.partner in partners
        assert cost.activity in activities
        assert cost.net is not None
        assert cost.vat is not None
        assert cost.vat_recoverable in (cost.vat, cost.vat.zero("EUR"))
        assert cost.document
        assert cost.supplier
