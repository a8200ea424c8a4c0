"""What a register of clusters is asked: the rules with their codes and their words.

They ask whether a publisher's figures agree with each other; no programme and no law stands
behind them. `{stated}`, `{computed}` and `{difference}` are the figures of the answer.
"""

from typing import Final

from fundtrack.checks import Severity
from fundtrack.rulebooks import Texts
from fundtrack.values import Record


class ClusterRule(Record):
    """One question to a register: its code, what it means where it is broken, its sentences."""

    code: str
    name: str
    severity: Severity
    titles: Texts
    remedy: Texts


def _rule(
    code: str, name: str, severity: Severity, titles: Texts, remedy: Texts
) -> ClusterRule:
    return ClusterRule(f"FT-REG-{code}", name, severity, titles, remedy)


TOTAL: Final = _rule(
    "001",
    "stated-total-differs-from-the-rows",
    Severity.WARNING,
    Texts({
        "en": "The stated total is {stated}; the rows come to {computed} ({difference})",
        "lv": "Norādītā kopsumma ir {stated}; pēc rindām tā ir {computed} ({difference})",
    }),
    Texts({
        "en": "Find out which year and clusters the total is of, or correct one of the two.",
        "lv": "Noskaidrojiet, kura gada un kuru klasteru kopsumma tā ir, vai labojiet skaitli.",
    }),
)  # fmt: skip
YEAR: Final = _rule(
    "002",
    "totals-of-another-year-than-the-table",
    Severity.WARNING,
    Texts({
        "en": "The totals are of {stated}, the table is of {computed}",
        "lv": "Kopsummas ir par {stated}. gadu, bet tabula – par {computed}. gadu",
    }),
    Texts({
        "en": "Compare only figures of one year.",
        "lv": "Salīdziniet tikai viena gada skaitļus.",
    }),
)  # fmt: skip
SCOPE: Final = _rule(
    "003",
    "totals-of-other-clusters-than-the-table",
    Severity.WARNING,
    Texts({
        "en": "Clusters in the table: {computed}; the totals may be of {stated}",
        "lv": "Klasteru skaits tabulā: {computed}; kopsummas var aptvert {stated}",
    }),
    Texts({
        "en": "State which clusters the totals are of, or add the missing rows.",
        "lv": "Norādiet, kuru klasteru kopsummas tās ir, vai pievienojiet trūkstošās rindas.",
    }),
)  # fmt: skip
SOURCES: Final = _rule(
    "004",
    "sources-differ-on-the-clusters",
    Severity.WARNING,
    Texts({
        "en": "Clusters in the register: {stated}; in another source: {computed}",
        "lv": "Klasteru skaits reģistrā: {stated}, citā avotā: {computed}",
    }),
    Texts({
        "en": "Find out on which day each count was right.",
        "lv": "Noskaidrojiet, kurā dienā katrs skaits bijis pareizs.",
    }),
)  # fmt: skip
EXPORT: Final = _rule(
    "005",
    "export-above-turnover",
    Severity.BREACH,
    Texts({
        "en": "Export of {stated} is more than the turnover of {computed}",
        "lv": "Eksports {stated} pārsniedz apgrozījumu {computed}",
    }),
    Texts({
        "en": "Export is a part of turnover: correct the figure that is wrong.",
        "lv": "Eksports ir daļa no apgrozījuma: labojiet kļūdaino skaitli.",
    }),
)  # fmt: skip
GROWTH: Final = _rule(
    "006",
    "growth-not-borne-out",
    Severity.WARNING,
    Texts({
        "en": "Growth of {stated} is claimed; from the table to the total it is {computed}",
        "lv": "Norādītais pieaugums ir {stated}; no tabulas līdz kopsummai tas ir {computed}",
    }),
    Texts({
        "en": "Say which years and which clusters the growth is of.",
        "lv": "Norādiet, kuru gadu un kuru klasteru pieaugums tas ir.",
    }),
)  # fmt: skip
FAR: Final = _rule(
    "007",
    "row-far-above-the-others",
    Severity.WARNING,
    Texts({
        "en": "{stated} lies far above the other rows (bound: {computed})",
        "lv": "{stated} ir daudz vairāk nekā citās rindās (robeža: {computed})",
    }),
    Texts({
        "en": "Look the figure up in its source; it may well be right.",
        "lv": "Pārbaudiet skaitli avotā; tas var būt arī pareizs.",
    }),
)  # fmt: skip
QUOTE: Final = _rule(
    "008",
    "figure-that-cannot-be-read",
    Severity.WARNING,
    Texts({
        "en": "“{stated}” cannot be read as one figure",
        "lv": "“{stated}” nav viennozīmīgi nolasāms skaitlis",
    }),
    Texts({
        "en": "Look the figure up in its source; it is not corrected here.",
        "lv": "Pārbaudiet skaitli avotā; šeit tas netiek labots.",
    }),
)  # fmt: skip
MULTIPLE: Final = _rule(
    "009",
    "multiple-not-borne-out",
    Severity.WARNING,
    Texts({
        "en": "{stated} times is claimed; the two rates give {computed}",
        "lv": "Norādīts {stated} reižu pieaugums pret otru; pēc abām likmēm – {computed}",
    }),
    Texts({
        "en": "Correct the claim or one of the rates.",
        "lv": "Labojiet apgalvojumu vai kādu no likmēm.",
    }),
)  # fmt: skip
CLUSTER_RULES: Final = (
    TOTAL, YEAR, SCOPE, SOURCES, EXPORT, GROWTH, FAR, QUOTE, MULTIPLE,
)  # fmt: skip
