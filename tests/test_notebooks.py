"""The notebooks of the docs: they run from end to end, and show what is stored in them."""

import json
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent / "docs" / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))
ids = [path.name for path in NOTEBOOKS]


def shown(cell: dict[str, object]) -> list[object]:
    """What a cell shows: printed text, and results in every form."""
    outputs = cell.get("outputs", ())
    assert isinstance(outputs, list | tuple)
    return [one.get("text") or one.get("data") for one in outputs]


@pytest.mark.filterwarnings("ignore")  # of the machinery that runs it, not of ours
@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)
def test_a_notebook_runs_and_shows_what_is_stored(path: Path) -> None:
    nbformat = pytest.importorskip("nbformat", reason="notebooks run with the extra dev")
    nbclient = pytest.importorskip("nbclient", reason="notebooks run with the extra dev")
    stored = nbformat.read(path, as_version=4)
    again = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(EXAMPLES)}}
    nbclient.NotebookClient(again, timeout=120, resources=place).execute()
    assert stored.cells
    for before, after in zip(stored.cells, again.cells, strict=True):
        assert shown(after) == shown(before), before.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=ids)
def test_a_notebook_is_stored_with_its_results_and_names_no_machine(path: Path) -> None:
    text = path.read_text("utf-8")
    cells = [one for one in json.loads(text)["cells"] if one["cell_type"] == "code"]
    assert all("error" not in str(one["outputs"]) for one in cells)
    assert any(one["outputs"] for one in cells)
    assert "/work" not in text
    assert "/home" not in text
