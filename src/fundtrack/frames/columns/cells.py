"""Arrays of Arrow as numpy sees them: whole numbers, Decimals, days, words; one pass each.

Nothing is known here about nouns. What is missing is 0 in what a function gives.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np

from ..engines import Frame, arrow
from ..given import DIGITS
from ..taken import dates
from .column import Array, found_span
from .told import Told

#: Decimals of a currency at most.
SCALE: Final = 4
#: Whole numbers up to here are exact in a binary float.
_SURE: Final = 2**53
_EPOCH: Final = date(1970, 1, 1).toordinal()
_FIRST: Final = date.min.toordinal() - _EPOCH
_LAST: Final = date.max.toordinal() - _EPOCH
#: Units of a day in what Arrow calls moments.
_A_DAY: Final = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_ONE_DAY: Final = "a day, or a moment at midnight without a zone"
_CAST: Final = "cast the column to dates"


def single(array: Frame) -> Frame:
    """One array in place of several chunks; what stands behind an extension."""
    pa = arrow()
    if isinstance(array, pa.ChunkedArray):
        if array.num_chunks == 1:
            array = array.chunk(0)
        else:
            array = array.combine_chunks() if array.num_chunks else pa.array([], array.type)
    if pa.types.is_dictionary(array.type) and array.dictionary.null_count:
        array = array.dictionary_decode()  # so that what is missing is said in one place
    return array.storage if isinstance(array, pa.ExtensionArray) else array


def unknown_of(array: Frame) -> Array | None:
    """Which values are missing; None where none is."""
    if not array.null_count:
        return None
    found: Array = array.is_null().to_numpy(zero_copy_only=False)
    return found


def known_rows(array: Frame) -> Array:
    """The rows that are not missing."""
    unknown = unknown_of(array)
    return np.arange(len(array)) if unknown is None else np.flatnonzero(~unknown)


def truths(array: Frame) -> Array:
    """Bits as numpy's truths, a byte each."""
    if array.null_count:
        array = array.fill_null(False)
    first, size = array.offset % 8, len(array)
    if not size:
        return np.zeros(0, bool)
    held = np.frombuffer(array.buffers()[1], np.uint8, offset=array.offset // 8)
    bits = np.unpackbits(held, count=first + size, bitorder="little")
    return bits[first:].view(bool)


def numbers(array: Frame) -> Array:
    """Numbers as they are."""
    pa = arrow()
    if array.null_count:
        array = array.fill_null(pa.scalar(0, pa.int64()).cast(array.type))
    found: Array = array.to_numpy(zero_copy_only=False)
    return found


def wholes(array: Frame) -> Array:
    """Whole numbers of any width as int64; Python ints where one is wider."""
    values = numbers(array)
    if values.dtype == np.uint64 and len(values) and int(values.max()) >= 2**63:
        return objects(values.tolist())
    return values.astype(np.int64, copy=False)


def objects(values: Sequence[Any]) -> Array:
    """Python values in an array, each as it is."""
    return np.fromiter(values, dtype=object, count=len(values))


def span(values: Array) -> tuple[int, int]:
    """The least and the greatest of whole numbers; 0 and 0 where there is none."""
    found = found_span(values)
    if found is None:
        return int(values.min()), int(values.max())
    return found.least, found.most


def decimals(array: Frame, told: Told) -> tuple[Array, int]:
    """Decimals as whole numbers and the scale they have, at most four decimals."""
    pa = arrow()
    kind, unknown = array.type, unknown_of(array)
    scale, digits = max(kind.scale, 0), kind.precision - min(kind.scale, 0)
    values: Array
    if kind.bit_width > 128 or digits > 38:
        values = _long(array, scale)
    else:
        if kind.bit_width < 128 or kind.scale < 0:
            array = array.cast(pa.decimal128(38 if kind.scale < 0 else digits, scale))
        values = _halves(array, unknown, digits)
    if scale > SCALE:
        by = 10 ** (scale - SCALE)
        values, rest = _cut(values, by)
        off = np.flatnonzero(rest)
        if len(off):
            told.wrong(
                off,
                "an amount finer than the minor unit of any currency",
                expected=f"at most {SCALE} decimals",
                found=str(array[int(off[0])].as_py()),
                remedy="round it first, as the programme says",
            )
        scale = SCALE
    if digits > DIGITS + scale:
        beyond(values, 10 ** (DIGITS + scale), told, "an amount", scale)
    return values, scale


def _cut(values: Array, by: int) -> tuple[Array, Array]:
    """Whole numbers divided by one, and what is left of them."""
    if values.dtype != object and by >= 2**63:
        values = values.astype(object)
    whole = values // by
    rest = np.asarray(values - whole * by, dtype=bool)
    if whole.dtype == object and all(abs(one) < 2**63 for one in whole.tolist()):
        whole = whole.astype(np.int64)
    return whole, rest


def _halves(array: Frame, unknown: Array | None, digits: int) -> Array:
    """Decimals of 128 bits: the lower half of each, where the upper says no more."""
    first, size = array.offset, len(array)
    buffer = array.buffers()[1]
    if buffer is None or not size:
        return np.zeros(size, np.int64)
    both = np.frombuffer(buffer, dtype="<i8", count=2 * size, offset=16 * first)
    low, high = np.ascontiguousarray(both[0::2]), both[1::2]
    if unknown is not None:
        low[unknown] = 0
    if digits <= 18:  # 64 bits hold them all
        return low
    upper = high if unknown is None else np.where(unknown, 0, high)
    if bool((upper == low >> 63).all()):
        return low
    pairs = zip(upper.tolist(), low.tolist(), strict=True)
    return objects([(above << 64) + (below & (2**64 - 1)) for above, below in pairs])


def _long(array: Frame, scale: int) -> Array:
    """Decimals of 256 bits, one by one."""
    found = []
    for value in array.to_pylist():
        sign, digits, exponent = (0, (0,), 0) if value is None else value.as_tuple()
        whole = int("".join(map(str, digits))) * 10 ** (scale + exponent)
        found.append(-whole if sign else whole)
    return objects(found)


def beyond(values: Array, limit: int, told: Told, what: str, scale: int = 0) -> None:
    """Note whole numbers that are no less than a limit in size."""
    least, most = span(values)
    if -limit < least and most < limit:
        return
    rows = np.flatnonzero((values <= -limit) | (values >= limit))
    told.wrong(
        rows,
        f"{what} of more digits than there can be",
        expected=f"at most {len(str(limit)) - 1 - scale} digits before the point",
        found=f"a number of {len(str(abs(int(values[rows[0]])))) - scale} digits",
        remedy="mend the row",
    )


def cents(array: Frame, told: Told, scales: Sequence[int]) -> tuple[Array, int]:
    """Binary floats that are each the nearest to a number of few decimals, and the decimals."""
    values = numbers(array).astype(np.float64)
    odd = ~np.isfinite(values)
    if odd.any():
        rows = np.flatnonzero(odd)
        told.wrong(
            rows,
            "an amount that is no number",
            expected="a finite number",
            found=str(values[rows[0]]),
            remedy="leave it missing (null) where the amount is not known",
        )
        values[odd] = 0
    with np.errstate(over="ignore", invalid="ignore"):
        for scale in scales:
            whole = np.rint(values * 10**scale)
            off = (whole / 10**scale != values) | (np.abs(whole) > _SURE)
            if not off.any():
                break
    if off.any():
        rows = np.flatnonzero(off)
        told.wrong(
            rows,
            "a float that is no exact amount",
            expected=f"the float nearest to an amount of at most {scale} decimals",
            found=repr(values[rows[0]].item()),
            remedy="round it where it is made, and give whole minor units or Decimals",
        )
        whole[off] = 0
    return whole.astype(np.int64), scale


def days(array: Frame, told: Told) -> Array:
    """Days, or moments at midnight, as days since 1970-01-01."""
    pa = arrow()
    kind = array.type
    zoned = pa.types.is_timestamp(kind) and kind.tz is not None
    if zoned:
        zone = f"a moment in {kind.tz}"
        rows = known_rows(array)
        told.wrong(rows, "a moment is no day", expected=_ONE_DAY, found=zone, remedy=_CAST)
        return np.zeros(len(array), np.int64)
    found = dates(array)
    if found is None:
        return _timed(array, told)
    values = numbers(found.view(pa.int32()))
    return _in_calendar(values, told)  # days of 32 bits stay so: they are stored, not added up


def _in_calendar(values: Array, told: Told) -> Array:
    """Tell of days before the year 1 or after the year 9999."""
    least, most = span(values)
    if least < _FIRST or most > _LAST:
        rows = np.flatnonzero((values < _FIRST) | (values > _LAST))
        told.wrong(rows, "a day outside the years 1 to 9999", found=f"day {values[rows[0]]}")
    return values


def _timed(array: Frame, told: Told) -> Array:
    """Tell of moments that are not at midnight."""
    pa = arrow()
    unit = "ms" if pa.types.is_date64(array.type) else array.type.unit
    moments = numbers(array.view(pa.int64()))
    values = moments // _A_DAY[unit]
    rows = np.flatnonzero(values * _A_DAY[unit] != moments)
    if len(rows):
        found = str(moments[rows[:1]].astype(f"datetime64[{unit}]")[0])
        told.wrong(rows, "a day with a time", expected=_ONE_DAY, found=found, remedy=_CAST)
    return _in_calendar(values, told)


def words(array: Frame) -> tuple[Array, list[Any]]:
    """Places in a list of distinct values, and the list."""
    pa = arrow()
    if pa.types.is_dictionary(array.type):
        held = array.dictionary
        whole = len(held) <= 2 * len(array) + 64
        values = held.to_pylist() if whole else []
        if not whole or len(set(values)) != len(values):
            return words(array.dictionary_decode())
        return numbers(array.indices).astype(np.int32, copy=False), values
    if str(array.type) in ("string_view", "halffloat"):
        array = array.cast(pa.large_string() if "view" in str(array.type) else pa.float32())
    coded = array.dictionary_encode()
    return numbers(coded.indices).astype(np.int32, copy=False), coded.dictionary.to_pylist()
