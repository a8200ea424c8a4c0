"""Our rounding replays the General Decimal Arithmetic cases of Python's own tests.

They are IBM's, an oracle that nobody here wrote; some builds of Python leave them out.
"""

import re
import sysconfig
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from fundtrack.values import MODES, Money, Rounding

SUITE = Path(sysconfig.get_path("stdlib")) / "test" / "decimaltestdata"
CASE = re.compile(r"\S+\s+(quantize|rescale)\s+'?(\S+?)'?\s+'?(\S+?)'?\s+->\s+'?(\S+?)'?(\s|$)")
PLAIN = re.compile(r"[-+]?[0-9.]+([eE][-+]?[0-9]+)?")


def cases(name: str) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """(mode, number, unit, result) of the cases that an amount of money could be."""
    path = SUITE / name
    if not path.is_file():
        pytest.skip("this Python comes without the decimal cases")
    found, mode = [], "half_up"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.lower().startswith("rounding:"):
            mode = line.split(":")[1].strip().lower()
        match = CASE.match(line)
        if match is None or mode not in MODES:
            continue
        operation, number, by, result = match.group(1, 2, 3, 4)
        if all(PLAIN.fullmatch(text) for text in (number, by, result)):
            unit = Decimal(by)
            places = int(unit) if operation == "rescale" else unit.as_tuple().exponent
            if -4 <= places <= 15 and abs(Decimal(result)) < 10**16:
                found.append((mode, Decimal(number), places, Decimal(result)))
    return found


@pytest.mark.parametrize(
    ("name", "least"), [("quantize.decTest", 300), ("rescale.decTest", 300)]
)
def test_the_cases_of_the_decimal_suite(name, least):
    replayed = cases(name)
    assert len(replayed) >= least
    for mode, number, places, result in replayed:
        unit = Decimal((0, (1,), 0)).scaleb(places)
        rounded = Rounding(mode, f"{unit:f}").of(Fraction(number), "CLF")
        assert rounded == Money(f"{abs(result):f} CLF") * (-1 if result < 0 else 1), (
            mode,
            number,
        )
