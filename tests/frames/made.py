"""Columns and rows as the kernel takes them, of plain lists; None is missing."""

import numpy as np

from fundtrack.formulas import Kind
from fundtrack.frames.columns.column import Column, Sheet
from fundtrack.frames.columns.rows import Rows


def mask(values):
    """Where values are missing; None where none is."""
    return np.array([one is None for one in values], bool) if None in values else None


def texts(values, words=None, kind=Kind.TEXT):
    """A column of texts; `words` are more than it has, or in another order."""
    held = [*dict.fromkeys(one for one in values if one is not None)]
    words = tuple(held if words is None else words)
    places = [0 if one is None else words.index(one) for one in values]
    return Column(kind, np.array(places, np.int32), mask(values), words)


def wholes(values, kind=Kind.TEXT):
    """A column of whole numbers; what is missing is 0 or one of the others."""
    there = [one for one in values if one is not None]
    filler = there[-1] if there else 0
    held = [filler if one is None else one for one in values]
    return Column(kind, np.array(held, np.int64), mask(values))


def keys(values):
    """A column of ids: texts, or whole numbers."""
    return texts(values) if any(isinstance(one, str) for one in values) else wholes(values)


def sheet(noun, **columns):
    """A table of lists or columns."""
    made = {
        name: one if isinstance(one, Column) else keys(one) for name, one in columns.items()
    }
    return Sheet(noun, len(next(iter(made.values()))), made)


def rows(counts, noun="cost", **columns):
    """Rows of projects, so many of each, in their order."""
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    owner = np.repeat(np.arange(len(counts)), counts)
    return Rows(noun, int(starts[-1]), owner, starts, columns)
