"""What keeps projects of tables from a whole answer: each is named, in both ways alike.

An amount has 16 digits before the point. A sum or a line of more is null in the frames; here is
held that it is never null without a reason, and that the digit below it is exact.
"""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from fundtrack.formulas import Kind
from fundtrack.frames import check, stream
from fundtrack.frames.asked import Asking, amount_text
from fundtrack.frames.keys import check_keys
from fundtrack.frames.problems import Beyond, gathered, joined, problem_columns, subject_of
from fundtrack.rulebooks import Book, load_book
from fundtrack.values import InputError
from tests.checks import small

CLUSTER = "lv/cluster-2016"
#: One minor unit of euro more than an amount can have.
LIMIT = 10**18
WAYS = ("values", "columns")
#: The steps that a cost of the programme passes unrefused.
STEPS = ["gross", "base", "admitted", "limited", "eligible"]


def costs(*nets: tuple[Any, int], vat: int = 0, **more: Any) -> dict[str, Any]:
    """Tables of costs that nothing refuses, of some projects."""
    size = len(nets)
    keys = [key for key, _ in nets]
    return {
        "project": {
            "project": [*dict.fromkeys(keys)],
            "plan.period.first": [date(2016, 12, 1)] * len({*keys}),
            "plan.period.last": [date(2019, 12, 1)] * len({*keys}),
        },
        "cost": {
            "project": keys,
            "id": [*range(1, size + 1)],
            "form": ["actual"] * size,
            "category": ["staff"] * size,
            "incurred_on": [date(2018, 3, 1)] * size,
            "paid_on": [date(2018, 3, 5)] * size,
            "net": [net for _, net in nets],
            "vat": [vat] * size,
            **more,
        },
    }


def asked(tables: Any, book: Book | None = None, **asks: Any) -> Any:
    """The same check in both ways, which name the same problems."""
    pytest.importorskip("numpy", reason="columns are arrays of numpy")
    pytest.importorskip("pyarrow", reason="columns are read by Arrow")
    book = book or load_book(CLUSTER)
    found = [check(tables, book, way=way, **asks) for way in WAYS]
    assert [one.way for one in found] == [*WAYS]
    assert found[0].problems == found[1].problems
    assert found[0].totals == found[1].totals
    return found[1]


# ---- Amounts of more digits than there can be ------------------------------------------------


def test_a_sum_of_more_digits_than_an_amount_has_is_told_by_its_name() -> None:
    nets = [("A", 10**15)] * 1_200 + [("B", 10**15)] * 3
    found = asked(costs(*nets), basis="claimed")
    assert found.totals["claimed.gross"] == [None, 3 * 10**15]
    assert found.problems == {
        "project": ["A"],
        "noun": [None],
        "id": [None],
        "problems": [
            8
        ],  # seven steps of claimed that come to a sum (own does not), what came in
        "message": ["claimed.gross is an amount of more digits than there can be"],
        "pointer": [""],
        "expected": ["at most 16 digits before the point"],
        "found": ["12000000000000000.00 EUR"],
        "remedy": ["see that all its amounts are in minor units"],
    }
    assert set(found.lines("claimed")["unknown"]) == {False}


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("last", "told"), [(-1, False), (0, True), (1, True)])
def test_the_last_amount_that_can_be_is_exact(sign: int, last: int, told: bool) -> None:
    half = LIMIT // 2
    found = asked(costs(("A", sign * half), ("A", sign * (half + last))), basis="claimed")
    total = sign * (LIMIT + last)
    assert found.totals["claimed.gross"] == [None if told else total]
    assert found.projects["claimed.gross.at_most"] == [None if told else total]
    assert bool(found.problems["project"]) is told


def test_a_line_of_more_digits_is_told_with_its_id() -> None:
    nets = [("B", 7), ("A", 1), ("A", LIMIT - 1), ("A", -LIMIT + 1), ("A", 5)]
    tables = costs(*nets, vat=0)
    tables["cost"]["vat"] = [0, 0, 1, -1, 0]
    found = asked(tables, load_book(small.book()), basis="claimed", keep=["eligible"])
    assert found.lines("claimed")["eligible"] == [7, 1, None, None, 5]
    assert found.lines("claimed")["unknown"] == [False, False, True, True, False]
    assert found.totals["claimed.eligible"] == [7, 6]  # the sum is whole, its lines are not
    told = {name: values[0] for name, values in found.problems.items()}
    assert (told["project"], told["noun"], told["id"], told["problems"]) == (
        "A",
        "cost",
        "3",
        2,
    )
    assert (told["pointer"], told["found"]) == ("/costs/1", "10000000000000000.00 EUR")
    assert told["message"].startswith("claimed.eligible is")


@pytest.mark.parametrize(("code", "limit"), [("JPY", 10**16), ("EUR", 10**18), ("KWD", 10**19)])
def test_how_many_digits_there_can_be_is_the_currency_s(code: str, limit: int) -> None:
    part = limit // 20
    tables = costs(*[("A", part)] * 19, ("A", part - 1), ("B", part))
    tables["project"]["agreement.currency"] = [code] * 2
    assert asked(tables, basis="claimed").problems["project"] == []
    tables["cost"]["net"][19] += 1
    assert asked(tables, basis="claimed").problems["project"] == ["A"]


def test_projects_of_any_currency_or_unreadable_are_told_in_their_order() -> None:
    tables = costs(*[("A", LIMIT // 2), ("B", LIMIT // 2), ("C", 1), ("D", 2)] * 2)
    tables["project"]["agreement.currency"] = ["EUR", "KWD", "EUR", "SEK"]
    tables["cost"]["id"][2] = tables["cost"]["id"][6] = 9
    tables["cost"]["net"][3] = tables["cost"]["net"][7] = LIMIT // 2
    found = asked(tables, basis="claimed").problems
    assert found["project"] == ["A", "C", "D"]
    assert found["pointer"] == ["", "/costs/1/id", ""]
    assert (found["noun"], found["id"]) == ([None, "cost", None], [None, "9", None])


def test_a_plan_and_rows_of_other_nouns_are_told_too() -> None:
    said = small.book(
        define={
            "partner": {"twice": {"value": "partner.worth + partner.worth", "cite": "act#1"}}
        },
        fact={"partner": {"worth": {"kind": "money", "ask": small.TEXTS, "cite": "act#1"}}},
    )
    tables = {
        "project": {"project": ["A", "B"]},
        "partner": {"project": ["B", "A"], "id": ["L", "L"], "role": ["lead"] * 2,
                    "worth": [1, LIMIT - 1]},
        "budget_line": {"project": ["A"] * 2, "id": ["1", "2"], "category": ["staff"] * 2,
                        "form": ["actual"] * 2, "amount": [LIMIT - 1, 1]},
    }  # fmt: skip
    found = asked(tables, load_book(said))
    told = {name: values[0] for name, values in found.problems.items()}
    assert found.problems["project"] == ["A"]
    assert (told["noun"], told["id"], told["pointer"]) == ("partner", "L", "/partners/0")
    assert told["message"].startswith("twice is")
    assert told["found"] == "19999999999999999.98 EUR"
    assert found.totals["gross"] == [None, 0]


def grouped(*ids: Any) -> tuple[dict[str, Any], Book]:
    """Tables of partners with these ids, and a book that adds up what each spends on what."""
    said = small.book(
        group={"partner_category": {"of": ["cost"], "by": ["partner", "category"]}},
        define={"partner_category": {"spent": {"value": "total(cost.net)", "cite": "act#1"}}},
    )
    tables = costs(("A", 7), ("B", 5), ("A", 14), ("B", 6), ("A", 14))
    two = len(ids)
    tables["partner"] = {"project": ["A"] * two + ["B"] * two, "id": [*ids] * 2}
    tables["partner"]["role"] = ["lead", *["partner"] * (two - 1)] * 2
    tables["cost"]["partner"] = [ids[0], ids[0], ids[0], ids[1], ids[1]]
    return tables, load_book(said)


@pytest.mark.parametrize("ids", [(3, 12), ("X", "LEAD")])
def test_a_row_of_a_group_is_told_with_its_id(ids: Any) -> None:
    tables, book = grouped(*ids)
    tables["cost"]["net"][0] = LIMIT - 14
    tables["cost"]["net"][4] = -LIMIT + 10
    found = asked(tables, book, basis="claimed", keep=["base"])
    rows = found.rows("partner_category", "claimed")
    none = [at for at, spent in enumerate(rows["spent"]) if spent is None]
    assert [rows["id"][at] for at in none] == [f"{ids[0]}/staff"]
    assert found.totals["claimed.gross"] == [10, 11]
    told = {name: values[0] for name, values in found.problems.items()}
    assert (told["project"], told["noun"]) == ("A", "partner_category")
    assert (told["id"], told["pointer"], told["problems"]) == (f"{ids[0]}/staff", "", 1)
    assert told["message"].startswith("claimed.spent is")


def test_rows_are_told_before_what_they_add_up_to() -> None:
    sums = Beyond(0, "plan", "", 0, 0, "gross", LIMIT, "EUR")
    line = Beyond(0, "plan", "budget_line", 7, 2, "gross", LIMIT, "EUR")
    later = Beyond(0, "claimed", "cost", 3, 0, "gross", LIMIT, "EUR")
    before = later._replace(row=9, place=1)
    group = line._replace(noun="sort", row=-1, id="staff")
    every = [sums, group, before, later, line]
    fallen = sums._replace(fell=("stated", ""))
    every.insert(0, fallen)
    order = [later, before, line, group, sums, fallen]
    while every:
        (told,) = gathered(every, ("plan", "claimed"))
        first = order.pop(0)
        assert (told.project, told.of) == (0, len(every))
        assert (told.noun, told.row, told.id) == (first.noun, first.row, first.id)
        assert told.first == first.problem()
        every.remove(first)


#: Amounts of a project in the order in which they are told: noun, place, id, name, what fell.
IN_ORDER: tuple[tuple[str, int, str, str, tuple[str, str] | None], ...] = (
    ("partner", 9, "", "base", None),
    ("partner", 9, "", "after", None),
    ("partner", 10, "", "gross", None),
    ("cost", 3, "", "gross", None),
    ("sort", 0, "land", "spent", None),
    ("sort", 0, "staff", "spent", None),
    ("", 0, "", "gross", None),
    ("", 0, "", "support", None),
    ("", 0, "", "a_define", None),
    ("", 0, "", "own", None),
    ("", 0, "", "gross", ("stated", "")),
    ("", 0, "", "admitted", ("refused", "T-1")),
    ("", 0, "", "admitted", ("refused", "T-2")),
)


def test_problems_of_two_parts_of_a_book_are_one_row_of_a_project() -> None:
    amounts = [
        Beyond(0, "claimed", noun, 5, place, name, LIMIT, "EUR", id_, fell)
        for noun, place, id_, name, fell in IN_ORDER
    ]

    def rows(*some: Beyond) -> list[dict[str, Any]]:
        told = gathered(some, ["claimed"])
        places, columns = problem_columns(told, {})
        names = ["project", *columns]
        return [
            dict(zip(names, row, strict=True))
            for row in zip(places, *columns.values(), strict=True)
        ]

    other = amounts[0]._replace(project=1)
    for at, first in enumerate(amounts):
        for second in amounts[at:]:
            for one, two in ((first, second), (second, first)):
                assert [*joined(rows(one, other), rows(two))] == rows(one, two, other)
                (told,) = rows(one, two)
                assert (told["message"], told["id"]) == (
                    first.problem().message,
                    first.id or None,
                )


def test_the_first_basis_is_told_first() -> None:
    line = Beyond(0, "accepted", "cost", 3, 0, "gross", LIMIT, "EUR")
    for some in (
        [line, line._replace(basis="claimed")],
        [line._replace(basis="claimed"), line],
    ):
        (told,) = gathered(some, ("claimed", "accepted"))
        assert told.first.message.startswith("claimed.gross")


def test_a_line_of_which_something_is_unknown_has_no_amount_that_is_too_large() -> None:
    tables = costs(("A", LIMIT - 1), ("A", LIMIT - 1), ("A", 5))
    tables["cost"]["vat"] = [0, 0, None]
    found = asked(tables, load_book(small.book()), basis="claimed")
    # no line is, and nobody knows what they come to; what is known of them is told apart
    assert found.problems["message"] == [
        "stated on the way to claimed.gross is an amount of more digits than there can be"
    ]
    tables["cost"]["net"][1] = 0
    assert asked(tables, load_book(small.book()), basis="claimed").problems["project"] == []


def test_lines_of_two_currencies_are_told_by_their_own_rows() -> None:
    tables = costs(("A", 1), ("B", 1), ("A", 2), ("B", LIMIT * 10 - 1), ("A", LIMIT - 1))
    tables["cost"]["vat"] = [0, 0, 0, 1, 1]
    tables["project"]["agreement.currency"] = ["EUR", "KWD"]
    found = asked(tables, load_book(small.book()), basis="claimed").problems
    assert (found["project"], found["id"]) == (["A", "B"], ["5", "4"])
    assert found["pointer"] == ["/costs/2", "/costs/1"]


@pytest.mark.parametrize("gap", [None, 0, 1, 2])
@pytest.mark.parametrize("many", [1, 12])
def test_a_waterfall_takes_in_what_a_line_alone_cannot_tell(gap: Any, many: int) -> None:
    said = small.book(
        rule={"T-1": small.rule("cost", met_when="cost.category == 'staff'", effect="exclude")}
    )
    tables = costs(*[("A", LIMIT - 1), ("A", 3), ("A", 5 - LIMIT), ("B", 4)] * many)
    size = len(tables["cost"]["id"])
    tables["cost"]["vat"] = [LIMIT - 1, 1, 5 - LIMIT, 1] * many
    if gap is not None:
        tables["cost"]["category"][gap] = None
    tables["cost"]["category"][size - 1] = "land"
    found = asked(tables, load_book(said), basis="claimed")
    other = check(tables, load_book(said), basis="claimed", way="values")
    for by_project in (True, False):
        mine = found.waterfall("claimed", by_project=by_project)
        assert mine == other.waterfall("claimed", by_project=by_project)
    assert found.lines("claimed") == other.lines("claimed")
    assert found.projects == other.projects
    gross = dict(
        zip(mine["kind"], zip(mine["lines"], mine["amount"], strict=True), strict=True)
    )
    assert gross["stated"] == (size, many * (2 * (LIMIT - 1) + 4 + 2 * (5 - LIMIT) + 5))


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("last", "told"), [(-1, False), (0, True)])
@pytest.mark.parametrize("gap", [None, 4])
def test_a_part_of_a_waterfall_that_the_rest_evens_out_is_told_by_its_reason(
    sign: int, last: int, told: bool, gap: Any
) -> None:
    said = small.book(
        rule={
            "T-1": small.rule("cost", met_when="cost.category != 'land'", effect="exclude"),
            "T-2": small.rule("cost", met_when="cost.category != 'travel'", effect="exclude"),
        }
    )
    half = sign * LIMIT // 2
    nets = [("A", half), ("A", half + sign * last), ("A", -half), ("A", -half), ("A", 1)]
    tables = costs(*nets, ("B", 4))
    tables["cost"]["category"][:4] = ["land", "land", "travel", "travel"]
    if gap is not None:
        tables["cost"]["vat"][gap] = None
    found = asked(tables, load_book(said), basis="claimed", keep=["eligible"])
    parts = found.waterfall("claimed", by_project=True)
    taken = dict(zip(parts["reason"], parts["amount"], strict=True))
    assert taken["T-1"] == (None if told else sign * (LIMIT - 1))
    assert taken["T-2"] is None
    assert found.problems["project"] == ["A"]
    first = "T-1" if told else "T-2"
    amount = LIMIT if told else -LIMIT
    assert found.problems["message"] == [
        f"refused on the way to claimed.admitted by {first} "
        "is an amount of more digits than there can be"
    ]
    assert found.problems["found"] == [amount_text(sign * amount, "EUR")]
    assert found.problems["problems"] == [1 + told]
    assert (found.problems["noun"], found.problems["pointer"]) == ([None], [""])


def test_a_part_of_lines_that_a_book_makes_larger_is_told_by_its_reason() -> None:
    said = small.book(
        define={"line": {"base": {"value": " + ".join(["line.gross"] * 20), "cite": "act#1"}}},
        rule={
            "T-1": small.rule("cost", met_when="cost.net <= -cost.net", effect="exclude"),
            "T-2": small.rule("cost", met_when="-cost.net <= cost.net", effect="exclude"),
        },
    )
    tables = costs(*[("A", LIMIT // 500)] * 30, *[("A", -LIMIT // 500)] * 30)
    found = asked(tables, load_book(said), basis="claimed", keep=["eligible"])
    assert found.problems["problems"] == [2]
    assert found.problems["found"] == ["12000000000000000.00 EUR"]


def test_what_is_named_like_a_step_but_is_none_is_no_part() -> None:
    for kind in ("partner.role", "partner.id", "plan.period.first"):
        said = small.book(define={"partner": {"base": {"value": kind, "cite": "act#1"}}})
        tables = costs(("A", 5))
        tables["partner"] = {"project": ["A"], "id": ["L"], "role": ["lead"]}
        assert asked(tables, load_book(said), basis="claimed").problems["project"] == []


#: A line computed of what was stated, and a limit that both take up; a fact caps it.
SHARED = small.book(
    define={
        "project": {
            "flat": {
                "value": "total(line.limited, where=line.category == 'staff')",
                "counts_as": "office",
                "cite": "act#1",
            }
        }
    },
    fact={"project": {"cap": {"kind": "money", "ask": small.TEXTS, "cite": "act#1"}}},
    rule={
        "T-1": small.rule(
            "project", basis="claimed", limits="line.limited", effect="limit",
            measured="total(line.limited)", at_most="project.cap", consume="pro_rata",
        )
    },
)  # fmt: skip


@pytest.mark.parametrize(("cap", "sign"), [(0, 1), (None, 1), (None, -1)])
@pytest.mark.parametrize(("last", "told"), [(-1, False), (0, True)])
def test_what_one_reason_takes_of_stated_and_of_computed_lines_is_one_part(
    cap: Any, sign: int, last: int, told: bool
) -> None:
    tables = costs(("A", sign * (LIMIT // 2 + last)), ("B", 4))
    tables["project"]["cap"] = [cap, 0]
    book = load_book(SHARED)
    found, other = (check(tables, book, basis="claimed", way=way) for way in WAYS)
    for by_project in (True, False):
        mine = found.waterfall("claimed", by_project=by_project)
        assert mine == other.waterfall("claimed", by_project=by_project)
    assert found.problems == other.problems
    assert found.problems["project"] == ["A"] * told
    parts = other.waterfall("claimed", by_project=True)
    open_ = [at for at, kind in enumerate(parts["kind"]) if kind == "open"]
    assert bool(open_) is (cap is None)
    ends = [parts["at_most" if sign > 0 else "at_least"][at] for at in open_]
    assert ends == [None if told else sign * (LIMIT - 2)] * len(open_)


#: Twenty of it are 2**64 + 4: a sum that comes round in 64 bits is 4.
ROUND = 922_337_203_685_477_581


def test_refused_lines_that_fill_64_bits_do_not_come_round_to_a_small_sum() -> None:
    land = small.rule("cost", met_when="cost.category == 'land'", effect="exclude")
    tables = costs(*[("A", ROUND)] * 20)
    found = asked(tables, load_book(small.book(rule={"T-1": land})), basis="claimed")
    parts = found.waterfall("claimed", by_project=True)
    assert dict(zip(parts["reason"], parts["amount"], strict=True)) == {"": None, "T-1": None}
    assert found.problems["project"] == ["A"]


def test_what_is_taken_of_stated_and_computed_lines_does_not_come_round_either() -> None:
    flat = SHARED["define"]["project"]["flat"]
    many = {**SHARED, "define": {"project": {f"flat{at}": flat for at in range(19)}}}
    tables = costs(("A", ROUND))
    tables["project"]["cap"] = [0]
    found = asked(tables, load_book(many), basis="claimed")
    parts = found.waterfall("claimed", by_project=True)
    taken = [
        (lines, amount)
        for lines, why, amount in zip(
            parts["lines"], parts["reason"], parts["amount"], strict=True
        )
        if why == "T-1"
    ]
    assert taken == [(20, None)]
    assert found.problems["project"] == ["A"]


def test_what_a_define_leaves_out_does_not_come_round_beside_twenty_reasons() -> None:
    cap = {"value": "project.cap", "cite": "act#1"}
    said = small.book(
        define={"project": {"base": cap, "admitted": cap}},
        fact={"project": {"cap": {"kind": "money", "ask": small.TEXTS, "cite": "act#1"}}},
        rule={
            f"T-{at}": small.rule(
                "cost", met_when=f"cost.category != 'c{at}'", effect="exclude"
            )
            for at in range(20)
        },
    )
    tables = costs(*[("A", ROUND)] * 20)
    tables["cost"]["category"] = [f"c{at}" for at in range(20)]
    tables["project"]["cap"] = [5]
    found = asked(tables, load_book(said), basis="claimed")
    parts = found.waterfall("claimed", by_project=True)
    rest = dict(
        zip(zip(parts["step"], parts["kind"], strict=True), parts["amount"], strict=True)
    )
    assert rest["admitted", "rest"] is None
    assert found.problems["project"] == ["A"]


def test_projects_that_fill_64_bits_do_not_come_round_to_a_small_sum() -> None:
    tables = costs(*[(f"P{at}", LIMIT - 1) for at in range(40)])
    found = asked(tables, load_book(small.book()), basis="claimed")
    assert found.waterfall("claimed")["amount"] == [40 * (LIMIT - 1)]
    assert found.problems["project"] == []


def test_computed_lines_that_even_each_other_out_are_told() -> None:
    many = " + ".join(["partner.staff"] * 20)
    flat = {"counts_as": "office", "cite": "act#1"}
    said = small.book(
        define={
            "partner": {
                "staff": {
                    "value": "total(line.limited, where=line.category == 'staff')",
                    "cite": "act#1",
                },
                "more": {"value": many, **flat},
                "less": {"value": f"-({many})", **flat},
            }
        }
    )
    tables = costs(("A", LIMIT // 40), ("A", LIMIT // 40), partner=["L", "M"])
    tables["partner"] = {"project": ["A", "A"], "id": ["L", "M"], "role": ["lead", "partner"]}
    found = asked(tables, load_book(said), basis="claimed")
    assert found.totals["claimed.eligible"] == [LIMIT // 20]
    assert found.problems["problems"] == [2]
    assert found.problems["message"] == [
        "computed on the way to claimed.gross by partner.less "
        "is an amount of more digits than there can be"
    ]


@pytest.mark.parametrize("other", ["EUR", "KWD"])
@pytest.mark.parametrize("amount", [2**63 - 1, 2**63, 10**19 - 1, 10**19])
def test_amounts_of_three_decimals_are_exact_beside_those_of_two(
    amount: int, other: str
) -> None:
    tables = costs(("A", amount - 1), ("B", 5), vat=1)
    tables["project"]["agreement.currency"] = ["KWD", other]
    found = asked(tables, load_book(small.book()), basis="claimed")
    told = amount if amount < 10**19 else None
    assert found.totals["claimed.gross"] == [told, 6]
    assert found.lines("claimed")["eligible"] == [told, 6]
    assert found.projects["claimed.gross.at_most"] == [told, 6]
    assert found.problems["project"] == ["A"] * (told is None)


#: What a book says of the project's amounts, and the part of the waterfall that comes of it.
PARTS: dict[str, tuple[dict[str, Any], str, int]] = {
    "the rest of an amount": (
        {"define": {"project": {"payable": {"value": "-project.support", "cite": "act#1"}}}},
        "rest on the way to claimed.payable by project.payable", 2,
    ),
    "the rest of an amount that a book makes larger": (
        {"define": {"project": {
            "support": {"value": " + ".join(["project.eligible"] * 8), "cite": "act#1"},
            "payable": {"value": "-project.support", "cite": "act#1"}}}},
        "rest on the way to claimed.payable by project.payable", 16,
    ),
    "a cut of an amount that a book makes larger": (
        {"define": {"project": {"payable": {
            "value": " + ".join(["project.support"] * 26), "cite": "act#1"}}},
         "rule": {"T-1": small.rule(
            "project", basis="claimed", limits="project.support", effect="limit",
            measured=" + ".join(["project.support"] * 26),
            at_most="project.eligible")}},
        "refused on the way to claimed.payable by T-1", 25,
    ),
}  # fmt: skip


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("last", "told"), [(-1, False), (0, True)])
@pytest.mark.parametrize("case", PARTS)
def test_a_part_of_a_project_s_amount_is_told_by_its_reason(
    case: str, last: int, told: bool, sign: int
) -> None:
    said, name, times = PARTS[case]
    if sign < 0 and "rule" in said:
        sign = 1  # nothing is cut off an amount below zero
    tables = costs(("A", sign * (LIMIT // times + last)), ("B", 4))
    found = asked(tables, load_book(small.book(**said)), basis="claimed")
    parts = found.waterfall("claimed", by_project=True)
    assert (None in parts["amount"]) is told
    assert found.problems["project"] == ["A"] * told
    for message in found.problems["message"]:
        assert message == f"{name} is an amount of more digits than there can be"


def test_a_stream_writes_them_and_reads_on(tmp_path: Any) -> None:
    pa = pytest.importorskip("pyarrow", reason="a stream writes Parquet")
    from pyarrow import parquet

    held = costs(("A", LIMIT // 2), ("A", LIMIT // 2), ("B", 5))
    for noun, table in held.items():
        parquet.write_table(pa.table(table), tmp_path / f"{noun}.parquet")
    files = {noun: tmp_path / f"{noun}.parquet" for noun in held}
    found = stream(files, load_book(CLUSTER), out=tmp_path / "out", basis="claimed")
    (row,) = parquet.read_table(tmp_path / "out/problems.parquet").to_pylist()
    assert (row["project"], row["noun"], row["found"]) == (
        "A",
        None,
        "10000000000000000.00 EUR",
    )
    assert found.summary["totals"]["EUR"]["claimed.gross"]["known"] == "0.05 EUR"


def test_what_frames_have_of_rows_is_what_is_looked_at() -> None:
    book = load_book(CLUSTER)
    asking = Asking(book=book, bases=("claimed",), on=None, known_on=None,
                    require_verified=False, calculators=(), across=False, fx=None,
                    keep=("base",))  # fmt: skip
    assert asking.moneys("cost", "claimed") == ("base", "eligible")
    assert asking.moneys("budget_line", "claimed") == ()
    assert {*STEPS, "support", "own"} <= {*asking.moneys("project", "claimed")}
    kinds = asking.amounts("claimed")
    assert {kinds[name] for name in asking.moneys("project", "claimed")} == {Kind.MONEY}


# ---- The row a problem is about --------------------------------------------------------------


@pytest.mark.parametrize(("pointer", "subject"), [
    ("", ("", -1)),
    ("/costs", ("", -1)),
    ("/costs/12", ("cost", 12)),
    ("/partners/0/enterprise/size", ("partner", 0)),
    ("/plans/0/sources/3/rate", ("source", 3)),
    ("/plans/0/eligible", ("", -1)),
    ("/facts/1", ("", -1)),
    ("/budget/1", ("", -1)),
    ("/plans/1/budget/2", ("", -1)),
    ("/costs/first/net", ("", -1)),
])  # fmt: skip
def test_a_place_in_a_document_is_that_of_a_row(pointer: str, subject: Any) -> None:
    assert subject_of(pointer) == subject


@pytest.mark.parametrize(("id_", "told"), [(4, "4"), ("INV-7", "INV-7"), (None, None)])
def test_the_row_of_a_project_that_cannot_be_read_has_its_own_id(id_: Any, told: Any) -> None:
    tables = costs(("B", 1), ("A", 2), ("B", 3), ("A", 4), ids=[None] * 4)
    kind: Any = str if isinstance(id_, str) else int
    tables["cost"]["id"] = [kind(90), kind(91), kind(92), id_]
    tables["cost"]["net"] = ["1.00 EUR", "2.00 EUR", "3.00 EUR", "x"]
    found = asked(tables).problems
    assert (found["project"], found["noun"], found["id"]) == (["A"], ["cost"], [told])


# ---- Keys that do not fit --------------------------------------------------------------------

NO_KEY = "a row without its key"
LONG = "x" * 201
#: Keys of projects, keys of costs, and each problem with its place.
KEYS: dict[str, tuple[list[Any], list[Any], list[tuple[str, str]]]] = {
    "none": (["A"], ["A", None, None], [("/cost/1/project", f"{NO_KEY}, in 2 rows: 1, 2")]),
    "one none": (["A"], [None, "A", "A"], [("/cost/0/project", NO_KEY)]),
    "strays": (["A"], ["C", "B", "C"], [
        ("/cost/0/project", "no such project, in 2 rows: 0, 2"),
        ("/cost/1/project", "no such project"),
    ]),
    "five strays, all named": (["A"], ["C"] * 5, [
        ("/cost/0/project", "no such project, in 5 rows: 0, 1, 2, 3, 4"),
    ]),
    "six strays, five named": (["A"], ["C"] * 6, [
        ("/cost/0/project", "no such project, in 6 rows: 0, 1, 2, 3, 4 …"),
    ]),
    "strays that begin alike": (["A"], ["C" * 150, "C" * 150 + "D"], [
        ("/cost/0/project", "no such project"), ("/cost/1/project", "no such project"),
    ]),
    "a stray and one of none": (["A"], ["C", None], [
        ("/cost/1/project", NO_KEY), ("/cost/0/project", "no such project"),
    ]),
    "twice": (["A", "B", "A"], ["A"], [
        ("/project/0/project", "two projects have this key, in 2 rows: 0, 2"),
    ]),
    "numbers twice": ([7, 8, 8, 7, 8], [7], [
        ("/project/0/project", "two projects have this key, in 2 rows: 0, 3"),
        ("/project/1/project", "two projects have this key, in 3 rows: 1, 2, 4"),
    ]),
    "a project of none": (["A", None], ["A"], [("/project/1/project", NO_KEY)]),
    "nothing": (["A", ""], ["A"], [("/project/1/project", "an empty text")]),
    "too long": ([LONG, "x" * 200], ["x" * 200], [
        ("/project/0/project", "a text of more than 200 characters"),
    ]),
    "hidden": (["A", "A\u200b"], ["A"], [("/project/1/project", "a key with a hidden sign")]),
    "below zero": ([0, -1], [0], [("/project/1/project", "a whole number that is no key")]),
    "too large": ([10**18 - 1, 10**18], [10**18 - 1], [
        ("/project/1/project", "a whole number that is no key"),
    ]),
    "truths": ([1, 2], [True, 2], [("/cost/0/project", "not a key")]),
    "of another form": (["A"], ["A", 7, None], [
        ("/cost/1/project", "a key of another form than those of projects"),
        ("/cost/2/project", NO_KEY),
    ]),
    "of another form than the projects": ([7], ["7", "7"], [
        ("/cost/0/project", "a key of another form than those of projects, in 2 rows: 0, 1"),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("way", ["auto", *WAYS])
@pytest.mark.parametrize("case", KEYS)
def test_keys_that_do_not_fit_are_told_alike_by_both_ways(case: str, way: Any) -> None:
    if way == "columns":
        pytest.importorskip("numpy", reason="columns are arrays of numpy")
        pytest.importorskip("pyarrow", reason="columns are read by Arrow")
    projects, rows, told = KEYS[case]
    tables = {
        "project": {"project": projects},
        "cost": {"project": rows, "id": [*range(len(rows))], "form": ["actual"] * len(rows)},
    }
    with pytest.raises(InputError) as caught:
        check(tables, load_book(CLUSTER), way=way)
    assert [(one.pointer, one.message) for one in caught.value.problems] == told


def test_twenty_keys_that_do_not_fit_are_told_and_each_is_found() -> None:
    with pytest.raises(InputError) as caught:
        check_keys({"project": ["A"], "cost": [f"N{one}" for one in range(30)]})
    found = [one.found for one in caught.value.problems]
    assert found == [f'"N{one}"' for one in range(20)]


def test_tables_refused_for_something_else_keep_their_reason() -> None:
    pytest.importorskip("numpy", reason="columns are arrays of numpy")
    pytest.importorskip("pyarrow", reason="columns are read by Arrow")
    tables = costs(("A", 1))
    tables["cost"]["net"] = ["1.00 EUR", "2.00 EUR"]
    for way in WAYS:
        with pytest.raises(InputError, match="of one length"):
            check(tables, load_book(CLUSTER), way=way)  # type: ignore[arg-type]


# ---- Explanations by the ids of the tables ---------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_row_is_explained_by_the_id_its_table_has(way: Any) -> None:
    if way == "columns":
        pytest.importorskip("numpy", reason="columns are arrays of numpy")
        pytest.importorskip("pyarrow", reason="columns are read by Arrow")
    checks = check(
        costs(*[("A", 100 * one) for one in range(1, 13)]), load_book(CLUSTER), way=way
    )
    for name in (
        "cost:7.gross",
        "cost:07.gross",
        "claimed.cost:7.gross",
        "claimed.cost:07.base",
    ):
        assert checks.explain("A", name).value == 7
    assert checks.explain("A", "cost:12.gross").value == 12
    for name in ("cost:13.gross", "cost:7.nothing", "costs:7.gross", "cost:7", "cost:x.gross"):
        with pytest.raises(InputError, match="no amount"):
            checks.explain("A", name)


@pytest.mark.parametrize("way", WAYS)
def test_an_id_is_one_text_in_explanations_whoever_is_asked(way: Any) -> None:
    if way == "columns":
        pytest.importorskip("numpy", reason="columns are arrays of numpy")
        pytest.importorskip("pyarrow", reason="columns are read by Arrow")
    tables = costs(("A", 100), ("A", 200), *[("B", 1)] * 10)
    checks = check(tables, load_book(CLUSTER), way=way)
    assert checks.explain("A", "cost:01.gross").value == 1
    assert "cost:01" in repr(checks.explain("A", "claimed.gross"))


@pytest.mark.parametrize("way", WAYS)
def test_a_row_of_a_group_is_explained_by_the_ids_of_the_tables(way: Any) -> None:
    if way == "columns":
        pytest.importorskip("numpy", reason="columns are arrays of numpy")
        pytest.importorskip("pyarrow", reason="columns are read by Arrow")
    tables, book = grouped(3, 12, 250)
    checks = check(tables, book, way=way, basis="claimed")
    spent = {"003": 21, "012": 14, "250": 0}
    for id_ in (3, 12):
        name = f"partner_category:{id_}/staff.spent"
        assert checks.explain("A", name).value == Fraction(spent[f"{id_:03}"], 100)
        padded = name.replace(f":{id_}", f":{id_:03}")
        assert checks.explain("A", padded).value == checks.explain("A", name).value


@pytest.mark.parametrize("way", WAYS)
def test_an_amount_that_is_not_there_is_refused_by_the_name_that_was_asked(way: Any) -> None:
    if way == "columns":
        pytest.importorskip("numpy", reason="columns are arrays of numpy")
        pytest.importorskip("pyarrow", reason="columns are read by Arrow")
    checks = check(costs(*[("A", 1)] * 12), load_book(CLUSTER), way=way)
    with pytest.raises(InputError, match=r"no amount 'cost:7\.nothing'"):
        checks.explain("A", "cost:7.nothing")


@pytest.mark.parametrize("way", WAYS)
def test_ids_that_are_texts_are_taken_as_they_stand(way: Any) -> None:
    if way == "columns":
        pytest.importorskip("numpy", reason="columns are arrays of numpy")
        pytest.importorskip("pyarrow", reason="columns are read by Arrow")
    tables = costs(("A", 100), ("A", 200))
    tables["cost"]["id"] = ["07", "12"]
    checks = check(tables, load_book(CLUSTER), way=way)
    assert checks.explain("A", "cost:07.gross").value == 1
    with pytest.raises(InputError, match="no amount"):
        checks.explain("A", "cost:7.gross")
