"""Findings, amounts, days and citations as sentences in English and Latvian.

Nothing is computed, rounded or laid out here; a page decides where a sentence stands.
"""

from .catalogue import tell, tell_count, word, word_count
from .days import day, days, in_force, period
from .figures import decimal_of, exact_money, money, number, rate
from .fill import fill, placeholders, visible
from .languages import LANGUAGES, language_of
from .law import best, citation, link
from .names import amount_name, ends, fact_at, missing_name, name_of, opening
from .sentences import need, needs, room, say, spoken
from .shown import beside, gap, is_below, is_short, shortened, shown, written
from .subjects import category_name, computed_name, noun_name, subject_name

__all__ = [
    "LANGUAGES",
    "amount_name",
    "beside",
    "best",
    "category_name",
    "citation",
    "computed_name",
    "day",
    "days",
    "decimal_of",
    "ends",
    "exact_money",
    "fact_at",
    "fill",
    "gap",
    "in_force",
    "is_below",
    "is_short",
    "language_of",
    "link",
    "missing_name",
    "money",
    "name_of",
    "need",
    "needs",
    "noun_name",
    "number",
    "opening",
    "period",
    "placeholders",
    "rate",
    "room",
    "say",
    "shortened",
    "shown",
    "spoken",
    "subject_name",
    "tell",
    "tell_count",
    "visible",
    "word",
    "word_count",
    "written",
]
