"""The columns reading: exact integers in numpy arrays, a block of rows at a time.

Nothing imports this package at a door; it is loaded by name where numpy is there.
"""

__all__: list[str] = []
