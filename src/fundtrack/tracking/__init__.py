"""Where a project stands: plans, accounts, periods, deadlines, forecasts, indicators.

It asks books through checks, and makes no sentence.
"""

from .positions import Position, position
from .standing import Standing

__all__ = ["Position", "Standing", "position"]
