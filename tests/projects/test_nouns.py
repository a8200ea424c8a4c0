"""What every noun promises: frozen to the bottom, compared by content, never unvalidated."""

import copy
import pickle
from collections.abc import Mapping
from datetime import date

import pytest
from pydantic import ValidationError

from fundtrack import projects
from fundtrack.projects import (
    NOUNS,
    Activity,
    BudgetLine,
    CostItem,
    Entry,
    Noun,
    Payment,
    Plan,
    Project,
    read_project,
)
from fundtrack.values import FrozenMap, Money
from tests.projects.small import document, plan, read, refusal
from tests.sample import ledger_project

LINE = {
    "id": "C1",
    "form": "actual",
    "net": "10.00 EUR",
    "facts": {"a": 1},
    "labels": {"b": "x"},
}


def line() -> CostItem:
    return CostItem.model_validate(LINE)


def test_a_noun_is_compared_and_hashed_by_content():
    assert line() == line()
    assert hash(line()) == hash(line())
    assert line() != line().replace(net="10.01 EUR")
    assert len({line(), line(), line().replace(id="C2")}) == 2


def test_the_whole_project_is_hashable():
    assert hash(read_project(ledger_project(3))) == hash(read_project(ledger_project(3)))


def test_what_is_left_out_and_what_is_null_are_the_same_unknown():
    assert CostItem(id="C1", form="actual", net=None) == CostItem(id="C1", form="actual")


@pytest.mark.parametrize("name", ["net", "facts", "labels", "unheard_of"])
def test_a_noun_cannot_be_changed(name: str):
    with pytest.raises((ValidationError, AttributeError)):
        setattr(line(), name, None)
    with pytest.raises((ValidationError, AttributeError)):
        delattr(line(), name)


def immutable(value: object) -> bool:
    if isinstance(value, Noun):
        return all(immutable(part) for _, part in value)
    if isinstance(value, tuple):
        return all(map(immutable, value))
    if isinstance(value, Mapping):
        return isinstance(value, FrozenMap) and all(map(immutable, value.values()))
    return not isinstance(value, list | dict | set | bytearray)


def test_a_project_is_immutable_to_the_bottom():
    assert immutable(read_project(ledger_project(3)))
    assert immutable(line())
    assert not immutable([])


def test_what_was_read_does_not_follow_its_source():
    source = plan(budget=[{"id": "B", "category": "x", "form": "actual", "amount": "1.00 EUR"}])
    project = read_project(source)
    before = hash(project)
    source["plans"][0]["budget"].append(source["plans"][0]["budget"][0])
    source["agreement"]["book"] = "other"
    assert hash(project) == before


def test_reading_a_mapping_does_not_change_it():
    source = ledger_project(40)
    before = copy.deepcopy(source)
    read_project(source)
    assert source == before


# ---- Every way to a copy goes through validation -------------------------------------------


def test_replace_validates():
    assert line().replace(net="5.00 EUR").net == Money("5.00 EUR")
    assert line().replace(net=None).net is None
    assert line().replace() == line()
    for wrong in ({"net": 5}, {"form": "x"}, {"unknown": 1}, {"id": None}):
        with pytest.raises(ValidationError):
            line().replace(**wrong)


def test_replace_validates_the_whole():
    project = read(costs=[LINE])
    with pytest.raises(ValidationError, match="this id is taken"):
        project.replace(costs=(line(), line()))
    assert project.replace(costs=()).costs == ()


def test_model_copy_validates():
    assert line().model_copy() is not None
    assert line().model_copy(deep=True) == line()
    assert line().model_copy(update={"net": "5.00 EUR"}).net == Money("5.00 EUR")
    with pytest.raises(ValidationError):
        line().model_copy(update={"net": 5})


def test_model_construct_is_refused():
    with pytest.raises(TypeError, match="cannot be built unvalidated"):
        CostItem.model_construct(id="C1")


def test_pickle_and_copy_give_the_equal():
    project = read_project(ledger_project(3))
    assert pickle.loads(pickle.dumps(project)) == project
    assert copy.copy(project) == copy.deepcopy(project) == project


def test_a_pickle_that_was_tampered_with_is_refused():
    good = pickle.dumps(line())
    assert good.count(b"actual") == 1
    with pytest.raises(ValidationError):
        pickle.loads(good.replace(b"actual", b"aktual"))


def test_a_bad_instance_inside_is_found():
    bad = line()
    bad.__dict__["net"] = "not an amount"
    with pytest.raises(ValidationError):
        read(costs=[LINE]).replace(costs=(bad,))


def test_calling_a_noun_raises_the_error_of_pydantic():
    with pytest.raises(ValidationError) as caught:
        CostItem(id="C1", form="actual", net="secret" * 1_000)
    assert str(caught.value).count("secret") < 20


@pytest.mark.parametrize("name", [name for name in projects.__all__ if name[0].isupper()])
def test_every_noun_says_what_it_is(name: str):
    assert (getattr(projects, name).__doc__ or "no doc") != "no doc" or name in (
        "NOUNS",
        "Json",
    )


def test_facts_are_normal():
    facts = {
        "date": date(2016, 1, 1), "amount": Money("1.00 EUR"), "yes": True, "count": 3,
        "text": "x",
    }  # fmt: skip
    held = read(facts=facts).facts
    assert dict(held) == {
        "amount": "1.00 EUR", "count": 3, "date": "2016-01-01", "text": "x", "yes": True
    }  # fmt: skip
    assert held["yes"] is True
    assert list(held) == sorted(held)


# ---- Rows that cannot be told apart ----------------------------------------------------------

IDENTIFIED = {
    "partners": {"id": "1", "role": "lead"},
    "costs": {"id": "1", "form": "actual"},
    "entries": {
        "id": "1", "kind": "declared", "amount": "1.00 EUR", "decided_on": "2016-01-01",
        "cost": "1",
    },
    "procurements": {"id": "1", "kind": "works"},
    "claims": {"id": "1", "number": 1, "final": False},
    "payments": {"id": "1", "kind": "final", "amount": "1.00 EUR", "paid_on": "2016-01-01"},
    "aid": {"id": "1", "undertaking": "U", "regulation": "2023/2831", "instrument": "grant"},
    "indicators": {"id": "1", "code": "RCO01", "unit": "firms", "kind": "output",
                   "counting": "annual"},
}  # fmt: skip
IN_A_PLAN = {
    "activities": {"id": "1", "category": "x"},
    "budget": {"id": "1", "category": "x", "amount": "1.00 EUR", "form": "actual"},
    "sources": {"id": "1", "fund": "ERDF", "kind": "union", "base": "total", "order": 1,
                "residual": False},
}  # fmt: skip


@pytest.mark.parametrize("collection", IDENTIFIED)
def test_an_id_stands_once_in_a_project(collection: str):
    row = IDENTIFIED[collection]
    assert read(**{collection: [row, row | {"id": "2"}]})
    error = refusal(document(**{collection: [row, row | {"id": "2"}, row]}))
    assert error.pointer == f"/{collection}/2/id"
    assert error.message == "this id is taken"


@pytest.mark.parametrize("collection", IN_A_PLAN)
def test_an_id_stands_once_in_a_plan(collection: str):
    row = IN_A_PLAN[collection]
    error = refusal(plan(**{collection: [row, row]}))
    assert error.pointer == f"/plans/0/{collection}/1/id"
    again = {"number": 2, "effective_from": "2017-01-01", collection: [row]}
    assert read(plans=[{"number": 1, collection: [row]}, again])


def test_ids_of_different_nouns_do_not_meet():
    assert read(**{name: [row] for name, row in IDENTIFIED.items()})


def test_every_collection_with_ids_was_tried():
    identified = {
        rows.rpartition("/")[2] for model, rows in NOUNS.values()
        if rows and "id" in model.model_fields
    }  # fmt: skip
    assert identified == set(IDENTIFIED) | set(IN_A_PLAN)


# ---- Signs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("collection", ["entries", "payments"])
def test_the_kind_gives_the_sign(collection: str):
    row = IDENTIFIED[collection]
    assert read(**{collection: [row | {"amount": "0.00 EUR"}]})
    error = refusal(document(**{collection: [row | {"amount": "-0.01 EUR"}]}))
    assert error.pointer == f"/{collection}/0/amount"
    assert error.expected == "zero or more"


def test_a_credit_note_is_negative():
    assert read(costs=[LINE | {"net": "-10.00 EUR", "reverses": "C0"}])


@pytest.mark.parametrize("links", [
    {}, {"cost": "1", "claim": "1"}, {"cost": "1", "procurement": "1", "claim": "1"},
    {"in_claim": "1"},
])  # fmt: skip
def test_an_entry_is_about_exactly_one_thing(links: dict[str, str]):
    row = {key: value for key, value in IDENTIFIED["entries"].items() if key != "cost"}
    error = refusal(document(entries=[row | links]))
    assert (error.pointer, error.message) == (
        "/entries/0",
        "an entry is about exactly one thing",
    )


@pytest.mark.parametrize("link", ["cost", "procurement", "claim"])
def test_an_entry_may_be_about_each(link: str):
    row = {key: value for key, value in IDENTIFIED["entries"].items() if key != "cost"}
    assert read(entries=[row | {link: "1", "in_claim": "2"}])


# ---- What is a finding of a check, and therefore reads ---------------------------------------


def test_what_a_check_reports_is_read():
    project = read_project({
        "schema_version": 1,
        "agreement": {"book": "no/such-book@99", "currency": "EUR"},
        "plans": [{
            "number": 1, "period": "2016-01-01/2016-12-31", "eligible": "1.00 SEK",
            "support": "2.00 EUR", "terms": {"support_rate": "200 %"},
            "budget": [{"id": "B", "category": "no_such", "form": "flat", "amount": "-1.00 USD",
                        "partner": "NOBODY", "activity": "NOTHING"}],
        }],
        "costs": [{"id": "C", "form": "actual", "paid_on": "1990-01-01", "net": "1 JPY",
                   "partner": "NOBODY", "reverses": "C"}],
        "partners": [],
    })  # fmt: skip
    assert project.partners == ()
    assert project.claims is None


# ---- Which plan is in force (D-07) -----------------------------------------------------------

PLANS = [
    {"number": 1},
    {"number": 2, "approved_on": "2017-05-20", "effective_from": "2017-06-01"},
    {"number": 3, "approved_on": "2018-03-01"},
    {"number": 4, "approved_on": "2019-02-01", "effective_from": "2018-01-01"},
]


@pytest.mark.parametrize(("day", "known_on", "number"), [
    (None, None, 4), ("2016-01-01", None, 1), ("2017-05-31", None, 1), ("2017-06-01", None, 2),
    ("2017-12-31", None, 2), ("2018-01-01", None, 4), ("2018-01-01", "2019-01-31", 2),
    ("2018-03-01", "2019-01-31", 3), ("2018-02-28", "2018-12-31", 2),
    ("2018-01-01", "2019-02-01", 4), (None, "2017-05-19", 1), (None, "2017-05-20", 2),
])  # fmt: skip
def test_the_plan_in_force(day: str | None, known_on: str | None, number: int):
    days = [date.fromisoformat(text) if text else None for text in (day, known_on)]
    for plans in (PLANS, PLANS[::-1]):
        found = read(plans=plans).plan_on(*days)
        assert found is not None
        assert found.number == number


def test_before_the_first_day_no_plan_is_in_force():
    project = read(plans=[{"number": 1, "effective_from": "2016-01-01"}])
    assert project.plan_on(date(2015, 12, 31)) is None
    assert project.plan_on(date(2016, 1, 1)) is not None
    assert project.plan_on() is not None


def test_a_plan_without_dates_is_usable_alone():
    assert read(plans=[{"number": 7}]).plan_on(date(1990, 1, 1), date(1990, 1, 1)) is not None


@pytest.mark.parametrize(("plans", "pointer"), [
    ([{"number": 1}, {"number": 2}], "/plans/1/effective_from"),
    ([{"number": 2}, {"number": 1}], "/plans/0/effective_from"),
    ([{"number": 1, "approved_on": "2016-01-01"}, {"number": 2}], "/plans/1/effective_from"),
    ([{"number": 1}, {"number": 1, "approved_on": "2016-01-01"}], "/plans/1/number"),
])  # fmt: skip
def test_plans_of_which_nobody_knows_which_is_in_force(plans: list[object], pointer: str):
    assert refusal(document(plans=plans)).pointer == pointer


def test_models_are_typed_as_they_are_used():
    held = read(
        plans=[{"number": 1, "activities": [IN_A_PLAN["activities"]],
                "budget": [IN_A_PLAN["budget"]]}],
        entries=[IDENTIFIED["entries"]], payments=[IDENTIFIED["payments"]],
    )  # fmt: skip
    assert isinstance(held, Project)
    assert isinstance(held.plans[0], Plan)
    assert held.plans[0].activities is not None
    assert isinstance(held.plans[0].activities[0], Activity)
    assert held.plans[0].budget is not None
    assert isinstance(held.plans[0].budget[0], BudgetLine)
    assert held.entries is not None
    assert isinstance(held.entries[0], Entry)
    assert held.payments is not None
    assert isinstance(held.payments[0], Payment)
