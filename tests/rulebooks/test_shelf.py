"""Books are found by walking folders; the path of a file is the id of its book."""

import pytest

from fundtrack.rulebooks import BASE, Shelf, books, load_book
from fundtrack.rulebooks.plain import MAX_BYTES
from fundtrack.values import BookError
from tests.rulebooks.small import WHOLE

TEXT = WHOLE.read_text("utf-8")


def put(folder, path, text=TEXT, **head):
    """Write a book at a path, with its id and edition as told."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    book_id = head.get("id", path.removesuffix(".toml").split("@")[0])
    text = text.replace('id = "test/whole"', f'id = "{book_id}"')
    file.write_text(text.replace("edition = 2", f"edition = {head.get('edition', 2)}"), "utf-8")


def test_the_shipped_books_are_found():
    found = books()
    assert {"eu/erdf-2014", "lv/cluster-2016"} <= set(found)
    assert list(found) == sorted(found)
    info = found["lv/cluster-2016"]
    assert info.id == "lv/cluster-2016"
    assert info.edition in info.editions
    assert info.extends
    assert set(info.titles) >= {"en", "lv"}
    assert info.file.endswith("lv/cluster-2016.toml")


def test_the_librarys_own_book_is_on_every_shelf_and_in_no_list(tmp_path):
    assert BASE not in books()
    assert BASE not in Shelf(tmp_path).ids()
    assert Shelf(tmp_path).fetch(BASE).wire.book.id == BASE


def test_a_folder_of_ones_own_adds_books(tmp_path):
    put(tmp_path, "mine.toml")
    put(tmp_path, "se/north/2030.toml")
    shelf = Shelf(tmp_path)
    assert {"mine", "se/north/2030"} <= set(shelf.ids())
    assert set(books()) <= set(shelf.ids())
    assert load_book("se/north/2030", shelf=shelf).key == "se/north/2030@2"
    assert "mine" not in books()


@pytest.mark.parametrize(
    "name",
    ["a/.hidden.toml", "a/Upper.toml", "a/b.json", "a/b.toml~", "a/b@0.toml", "a_b/c.toml"],
)
def test_other_files_are_no_books(tmp_path, name):
    put(tmp_path, name)
    assert Shelf(tmp_path).ids() == Shelf().ids()


def test_folders_go_six_deep(tmp_path):
    put(tmp_path, "a/b/c/d/e/f/g.toml")
    put(tmp_path, "a/b/c/d/e/f/g/h.toml")
    assert set(Shelf(tmp_path).ids()) - set(Shelf().ids()) == {"a/b/c/d/e/f/g"}


@pytest.mark.parametrize(
    ("length", "message"), [(200, "no book a"), (201, "is no id of a book")]
)
def test_an_id_has_an_end(length, message):
    with pytest.raises(BookError, match=message):
        load_book("a" * length)


@pytest.mark.parametrize("more", [0, 1])
def test_a_file_on_the_shelf_is_as_large_as_any(tmp_path, more):
    short = TEXT.replace("test/whole", "a")
    pad = "#" * (MAX_BYTES - len(short.encode()) + more)
    put(tmp_path, "a.toml", text=short + pad)
    if more:
        with pytest.raises(BookError, match="larger than 1048576 bytes"):
            load_book("a", shelf=Shelf(tmp_path))
    else:
        assert load_book("a", shelf=Shelf(tmp_path)).id == "a"


def test_a_superseded_edition_stays(tmp_path):
    put(tmp_path, "test/whole@1.toml", edition=1)
    put(tmp_path, "test/whole@2.toml", edition=2)
    put(tmp_path, "test/whole.toml", edition=10)
    shelf = Shelf(tmp_path)
    assert load_book("test/whole", shelf=shelf).edition == 10
    assert [load_book(f"test/whole@{n}", shelf=shelf).edition for n in (1, 2, 10)] == [1, 2, 10]
    assert shelf.infos()["test/whole"].editions == (1, 2, 10)
    assert shelf.infos()["test/whole"].edition == 10
    with pytest.raises(BookError, match="no edition 3 of test/whole; there are 1, 2, 10"):
        load_book("test/whole@3", shelf=shelf)


def test_without_a_newest_file_the_highest_number_is_the_newest(tmp_path):
    put(tmp_path, "test/whole@9.toml", edition=9)
    put(tmp_path, "test/whole@10.toml", edition=10)
    assert load_book("test/whole", shelf=Shelf(tmp_path)).edition == 10


REFUSED = [
    ([("a/b.toml", {"id": "a/c"})], "/book/id", "the id is a/c, but the file stands at a/b"),
    (
        [("a/b@1.toml", {"edition": 2})],
        "/book/edition",
        "the edition is 2, but the file's name says 1",
    ),
    (
        [("a/b@3.toml", {"edition": 3}), ("a/b.toml", {"edition": 2})],
        "/book/edition",
        "edition 3 is there too, so this is not the newest",
    ),
]


@pytest.mark.parametrize(("files", "place", "message"), REFUSED)
def test_a_file_is_what_its_place_says(tmp_path, files, place, message):
    for path, head in files:
        put(tmp_path, path, **head)
    with pytest.raises(BookError) as caught:
        Shelf(tmp_path).infos()
    assert (caught.value.pointer, caught.value.message) == (place, message)


@pytest.mark.parametrize("taken", ["lv/cluster-2016", BASE])
def test_a_folder_cannot_take_the_id_of_another_book(tmp_path, taken):
    put(tmp_path, f"{taken}.toml")
    with pytest.raises(BookError, match=f"the id {taken} is already taken"):
        Shelf(tmp_path).ids()


def test_two_folders_cannot_hold_one_book(tmp_path):
    put(tmp_path, "one/a.toml", id="a")
    put(tmp_path, "two/a.toml", id="a")
    with pytest.raises(BookError, match="the id a is already taken"):
        Shelf(tmp_path / "one", tmp_path / "two").ids()


def test_a_folder_is_there(tmp_path):
    with pytest.raises(BookError, match="no such folder of books"):
        Shelf(tmp_path / "none").ids()


def test_near_ids_are_named():
    with pytest.raises(BookError) as caught:
        load_book("nordic/bsr-inovation-exprs")
    assert str(caught.value) == (
        "no book nordic/bsr-inovation-exprs on the shelf; "
        "did you mean nordic/bsr-innovation-express"
    )
