"""JSON Pointers into a project as plain objects: put a value, take one out (RFC 6901)."""

from datetime import date
from decimal import Decimal

from fundtrack.projects import Json
from fundtrack.values import InputError


def plain(value: object) -> Json:
    """A fresh copy as JSON has it: days of TOML become text.

    Raises:
        InputError: it holds something that JSON has no form for, a binary float say.

    >>> plain({"costs": [{"paid_on": date(2016, 1, 1)}]})
    {'costs': [{'paid_on': '2016-01-01'}]}
    """
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if value is None or isinstance(value, str | bool | int | Decimal):
        return value
    if type(value) is date:
        return value.isoformat()
    raise InputError("no value of a project", expected="text, a whole number, true or a day")


def put(document: Json, pointer: str, value: Json) -> None:
    """Put a value at a pointer; objects on the way are made, `-` is one more at a list's end.

    Raises:
        InputError: the pointer goes through what is no object and no list, or past a list.

    >>> project = {"costs": [{"id": "INV-1"}]}
    >>> put(project, "/costs/0/facts/paid", True)
    >>> put(project, "/costs/-", {"id": "INV-2"})
    >>> project
    {'costs': [{'id': 'INV-1', 'facts': {'paid': True}}, {'id': 'INV-2'}]}
    """
    *path, last = _steps(pointer)
    for step in path:
        if isinstance(document, dict):
            document = document.setdefault(step, {})
        else:
            document = _list(document, pointer)[_place(document, step, pointer)]
    if isinstance(document, dict):
        document[last] = value
    elif last == "-":
        _list(document, pointer).append(value)
    else:
        _list(document, pointer)[_place(document, last, pointer)] = value


def remove(document: Json, pointer: str) -> None:
    """Take out what stands at a pointer.

    Raises:
        InputError: nothing stands there.

    >>> project = {"costs": [{"id": "INV-1", "net": "1.00 EUR"}]}
    >>> remove(project, "/costs/0/net")
    >>> project
    {'costs': [{'id': 'INV-1'}]}
    """
    *path, last = _steps(pointer)
    for step in path:
        document = look_up(document, f"/{escaped(step)}", pointer)
    look_up(document, f"/{escaped(last)}", pointer)
    if isinstance(document, dict):
        del document[last]
    else:
        del _list(document, pointer)[int(last)]


def look_up(document: Json, pointer: str, said: str = "") -> Json:
    """What stands at a pointer; `said` is the pointer an error names.

    Raises:
        InputError: nothing stands there.

    >>> look_up({"costs": [{"id": "INV-1"}]}, "/costs/0/id")
    'INV-1'
    """
    for step in _steps(pointer):
        if isinstance(document, dict):
            if step not in document:
                raise InputError("nothing stands here", pointer=said or pointer)
            document = document[step]
        else:
            place = _place(document, step, said or pointer)
            document = _list(document, said or pointer)[place]
    return document


def _steps(pointer: str) -> list[str]:
    if not pointer.startswith("/"):
        raise InputError("no JSON Pointer", expected="/costs/0/paid_on", found=pointer[:60])
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]


def escaped(step: str) -> str:
    """A name as a step of a pointer.

    >>> escaped("a/b~c")
    'a~1b~0c'
    """
    return step.replace("~", "~0").replace("/", "~1")


def _list(document: Json, pointer: str) -> list[Json]:
    if not isinstance(document, list):
        raise InputError("neither an object nor a list on the way", pointer=pointer)
    return document


def _place(document: Json, step: str, pointer: str) -> int:
    """A place in a list."""
    rows = _list(document, pointer)
    if step.isascii() and step.isdigit() and len(step) <= 6 and int(step) < len(rows):
        return int(step)
    raise InputError("no such place in the list", pointer=pointer)
