"""What stands behind a figure is told once, and nothing that is behind it is left untold."""

from fundtrack.formulas import Explanation
from fundtrack.pages import explanation_text
from fundtrack.rulebooks import load_book
from tests.checks.small import TEXTS, book, check, cost, parameter, project, rule

NUMBER = {"kind": "number", "ask": TEXTS, "cite": "act#1"}


def printed(step: Explanation, said: dict[str, object], language: str = "en") -> list[str]:
    text = explanation_text(step, load_book(said), language)
    return [line.strip("│├└─ ") for line in text.splitlines()]


def test_a_figure_that_comes_again_points_at_where_it_was_told() -> None:
    define = {
        "x": {"value": "project.k + project.j", "cite": "act#1"},
        "y": {"value": "project.x + project.k", "cite": "act#1"},
        "z": {"value": "project.x + project.y", "cite": "act#1"},
    }
    said = book(fact={"project": {"k": NUMBER, "j": NUMBER}}, define={"project": define})
    checked = check(said, on_project=project(facts={"k": "7", "j": "3"}))
    lines = printed(checked.explain("z"), said)
    assert [line for line in lines if line.startswith("X =")] == ["X = 10", "X = 10"]
    assert lines.count("formula: project.k + project.j") == 1
    assert lines[lines.index("X = 10", lines.index("X = 10") + 1) + 1] == "see above"
    assert "sk. iepriekš" in printed(checked.explain("z"), said, "lv")


def test_an_amount_that_several_limits_may_cut_is_told_down_to_what_is_known() -> None:
    """Before and after a limit nobody can decide it has one name and no value."""
    open_ = parameter("money", {"unknown": True, "why": TEXTS})
    cut = rule("cost", measured="cost.admitted", effect="limit", limits="line.admitted")
    said = book(
        parameter={f"cap_{at}": open_ for at in range(3)}
        | {"share": parameter("rate", {"value": "50 %"})},
        define={
            "cost": {
                "base": {
                    "value": "cost.net * share + cost.vat",
                    "rounding": "cents",
                    "cite": "act#1",
                }
            }
        },
        rule={f"T-{at}": cut | {"at_most": f"cap_{at}"} for at in range(3)},
    )
    checked = check(said, on_project=project(cost("A")))
    lines = printed(checked.explain("cost:A.limited"), said)
    assert "see above" not in lines
    assert "100.00 × 50 % + 0.00 = 50.00" in lines


def test_what_was_too_deep_to_tell_is_told_where_it_comes_again() -> None:
    define = {"a0": {"value": "project.k * 1 + project.j", "cite": "act#1"}}
    for at in range(1, 12):
        define[f"a{at}"] = {"value": f"project.a{at - 1} + project.k", "cite": "act#1"}
    define["top"] = {"value": "project.a11 + project.a0", "cite": "act#1"}
    said = book(fact={"project": {"k": NUMBER, "j": NUMBER}}, define={"project": define})
    checked = check(said, on_project=project(facts={"k": "7", "j": "3"}))
    lines = printed(checked.explain("top"), said)
    assert "see above" not in lines
    assert lines.count("stated at /facts/j") == 1


def test_a_condition_of_an_exception_stands_under_its_name() -> None:
    said = book(
        fact={"project": {"k": NUMBER, "j": NUMBER}},
        define={
            "project": {
                "x": {
                    "value": "project.k",
                    "cite": "act#1",
                    "unless": {
                        "large": {
                            "when": "project.k > project.j",
                            "value": "project.j",
                            "cite": "act#2",
                        }
                    },
                }
            }
        },
    )
    checked = check(said, on_project=project(facts={"k": "7", "j": "3"}))
    lines = printed(checked.explain("x"), said)
    assert lines[0] == "X = 3"
    assert lines[lines.index("Exception large = yes") + 1] == "7 > 3 = yes"
    assert "Izņēmums large = jā" in printed(checked.explain("x"), said, "lv")
