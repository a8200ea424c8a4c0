"""What a programme's plan is asked: the rules with their codes and their words.

A rule measures what the plan states; every figure of the law comes from the book. `words` and
`pages` fill the sentences; `{limit}` and `{measured}` are the figures of the answer.
"""

from typing import Final

from fundtrack.checks import Severity
from fundtrack.rulebooks import Texts
from fundtrack.values import Record


class PlanRule(Record):
    """One question to a plan: its code, what follows where it is broken, its sentences."""

    code: str
    name: str
    severity: Severity
    titles: Texts
    remedy: Texts


def _rule(code: str, name: str, severity: Severity, titles: Texts, remedy: Texts) -> PlanRule:
    return PlanRule(f"FT-PLAN-{code}", name, severity, titles, remedy)


ABOVE_CEILING: Final = _rule(
    "001",
    "union-above-the-ceiling",
    Severity.BREACH,
    Texts({
        "en": "The Union pays {measured}; the highest rate gives {limit}",
        "lv": "Savienības daļa ir {measured}; augstākā likme dod {limit}",
    }),
    Texts({
        "en": "Lower the Union's amount, or state the ground for a higher rate.",
        "lv": "Samaziniet Savienības daļu vai norādiet augstākas likmes pamatojumu.",
    }),
)  # fmt: skip
BELOW_FLOOR: Final = _rule(
    "002",
    "union-below-the-floor",
    Severity.BREACH,
    Texts({
        "en": "The Union pays {measured}; the lowest rate asks for {limit}",
        "lv": "Savienības daļa ir {measured}; zemākā likme prasa {limit}",
    }),
    Texts({
        "en": "Raise the Union's amount, or lower the public part.",
        "lv": "Palieliniet Savienības daļu vai samaziniet publisko daļu.",
    }),
)  # fmt: skip
PARTS: Final = _rule(
    "003",
    "parts-differ-from-the-total",
    Severity.WARNING,
    Texts({
        "en": "The Union's and the national part come to {measured}; the total is {limit}",
        "lv": "Savienības un valsts daļa kopā ir {measured}; kopsumma ir {limit}",
    }),
    Texts({
        "en": "Correct the figure that is wrong.",
        "lv": "Labojiet kļūdaino skaitli.",
    }),
)  # fmt: skip
SUMS: Final = _rule(
    "004",
    "priorities-differ-from-the-programme",
    Severity.WARNING,
    Texts({
        "en": "The priorities come to {measured}; the programme states {limit}",
        "lv": "Prioritārie virzieni kopā ir {measured}; programmā norādīts {limit}",
    }),
    Texts({
        "en": "Correct the figure that is wrong, or add the priority that is left out.",
        "lv": "Labojiet kļūdaino skaitli vai pievienojiet trūkstošo prioritāro virzienu.",
    }),
)  # fmt: skip
RATE: Final = _rule(
    "005",
    "rate-differs",
    Severity.NOTE,
    Texts({
        "en": "The Union pays {measured}; the stated rate gives {limit}",
        "lv": "Savienības daļa ir {measured}; norādītā likme dod {limit}",
    }),
    Texts({
        "en": "State the exact rate; a printed one is often rounded.",
        "lv": "Norādiet precīzu likmi; publicētā bieži ir noapaļota.",
    }),
)  # fmt: skip
PUBLIC: Final = _rule(
    "006",
    "public-above-national",
    Severity.WARNING,
    Texts({
        "en": "Public national money is {measured}, all national money {limit}",
        "lv": "Valsts publiskais finansējums ir {measured}, viss valsts finansējums – {limit}",
    }),
    Texts({
        "en": "Correct the figure that is wrong.",
        "lv": "Labojiet kļūdaino skaitli.",
    }),
)  # fmt: skip
COMMITTED: Final = _rule(
    "007",
    "committed-above-the-plan",
    Severity.WARNING,
    Texts({
        "en": "{measured} is committed; the Union pays {limit} in all",
        "lv": "Saistības ir {measured}; Savienības daļa pavisam ir {limit}",
    }),
    Texts({
        "en": "Check the commitments and the Union's amount of the programme.",
        "lv": "Pārbaudiet saistības un programmas Savienības daļu.",
    }),
)  # fmt: skip
PREFINANCED: Final = _rule(
    "008",
    "prefinancing-differs",
    Severity.NOTE,
    Texts({
        "en": "Pre-financing is {measured}; the share of the year gives {limit}",
        "lv": "Priekšfinansējums ir {measured}; gada daļa dod {limit}",
    }),
    Texts({
        "en": "Check the support it is a share of, and which shares hold for the state.",
        "lv": "Pārbaudiet, no kāda atbalsta to rēķina un kuras daļas attiecas uz valsti.",
    }),
)  # fmt: skip
AT_RISK: Final = _rule(
    "009",
    "commitment-at-risk",
    Severity.WARNING,
    Texts({
        "en": "{measured} is lost at the end of the year unless more is applied for",
        "lv": "Gada beigās zudīs {measured}, ja netiks pieprasīts vairāk",
    }),
    Texts({
        "en": "Submit an application for payment before the last day of the year.",
        "lv": "Iesniedziet maksājuma pieteikumu līdz gada pēdējai dienai.",
    }),
)  # fmt: skip
PLAN_RULES: Final = (
    ABOVE_CEILING, BELOW_FLOOR, PARTS, SUMS, RATE, PUBLIC, COMMITTED, PREFINANCED, AT_RISK,
)  # fmt: skip
