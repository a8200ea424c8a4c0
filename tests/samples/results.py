"""Results made by hand, in the shapes a check gives: the pages are tested on these."""

from datetime import date

from fundtrack.checks import (
    Figure,
    Finding,
    Missing,
    NotChecked,
    Outcome,
    ParameterUse,
    Reason,
    Result,
    RoundingUse,
    Severity,
    Subject,
    Verdict,
)
from fundtrack.formulas import Explanation, Kind, Schema, Source, Type, parse
from fundtrack.projects import Project
from fundtrack.rulebooks import (
    Act,
    AskedFact,
    Book,
    Code,
    Define,
    Parameter,
    RoundingProfile,
    Rule,
    Texts,
    Verification,
)
from fundtrack.values import Citation, Money, Period, Rate, Rounding

HASH = "5f0c2a9d41b7e6830000000000000000000000000000000000000000000000aa"
MK = Citation("mk205#15")
CPR = Citation("cpr#69(3)(c)")

ACTIVITIES = {
    "experience": ("Experience exchange trips", "Pieredzes apmaiņas braucieni"),
    "training": ("Training of cluster members", "Klastera dalībnieku apmācības"),
    "excellence": ("Cluster excellence initiative", "Klasteru izcilības iniciatīva"),
    "sales": ("Cooperation for the growth of sales", "Sadarbība pārdošanas izaugsmei"),
    "export": ("Export capacity", "Eksportspēja"),
    "marketing": ("Marketing materials", "Mārketinga materiāli"),
    "productivity": ("Cooperation for productivity", "Sadarbība produktivitātei"),
    "innovation": ("Cooperation for innovation", "Sadarbība inovācijām"),
    "people": ("Human resources", "Cilvēkresursi"),
}


def texts(en: str, lv: str = "") -> Texts:
    return Texts({"en": en, "lv": lv} if lv else {"en": en})


def rule(code: str, name: str, scope: str, title: Texts, **fields: object) -> Rule:
    given = {
        "why": texts("The law says so.", "Tā nosaka tiesību akts."),
        "remedy": texts("Put it right.", "Novērsiet to."),
        "not_for": Texts(),
        "severity": "breach",
        "effect": "report",
        "citations": (MK,),
    }
    return Rule(
        code=code, name=name, scope=scope, basis=("plan",), titles=title, **given | fields
    )


RULES = {
    one.code: one
    for one in (
        rule(
            "LV-CLU-001",
            "support-above-rate",
            "project",
            texts(
                "Support of {measured} is above {limit}, by {margin}",
                "Atbalsts {measured} pārsniedz {limit} par {margin}",
            ),
            measured=parse("plan.support"),
            at_most=parse("project.eligible * support_rate"),
            rounding="support",
            why=texts(
                "The programme pays 85 % of the eligible costs at most.",
                "Programma sedz ne vairāk kā 85 % no attiecināmajām izmaksām.",
            ),
            remedy=texts("Lower the support to {limit}.", "Samaziniet atbalstu līdz {limit}."),
        ),
        rule(
            "LV-CLU-004",
            "paid-outside-project-period",
            "cost",
            texts(
                "Paid on {cost.paid_on}; the last eligible day is {limit}",
                "Samaksāts {cost.paid_on}; pēdējā attiecināmā diena ir {limit}",
            ),
            effect="exclude",
            measured=parse("cost.paid_on"),
            at_most=parse("plan.period.last"),
            citations=(MK, CPR),
            not_for=texts("Simplified costs.", "Vienkāršotajām izmaksām."),
        ),
        rule(
            "EU-VIS-001",
            "no-visibility",
            "project",
            texts("The Union's support is not shown"),
            severity="warning",
        ),
        rule(
            "LV-CLU-009",
            "too-few-members",
            "project",
            texts(
                "{measured} members; at least {limit} are needed",
                "{measured} dalībnieki; vajadzīgi vismaz {limit}",
            ),
            measured=parse("project.members"),
            at_least=parse("members_least"),
        ),
    )
}


def book(**changes: object) -> Book:
    fields: dict[str, object] = {
        "id": "lv/cluster-2016",
        "edition": 1,
        "hash": HASH,
        "titles": texts(
            "Cluster programme of Latvia, 2014-2020", "Klasteru programma, 2014-2020"
        ),
        "first_day": date(2016, 4, 12),
        "last_day": date(2023, 12, 31),
        "covers": (texts("the rate of support", "atbalsta likme"),),
        "leaves_out": (texts("State aid"),),
        "read_by": (),
        "layers": ("fundtrack/base@1", "eu/erdf-2014@1"),
        "acts": {
            "mk205": Act(
                "mk205",
                texts(
                    "Cabinet Regulation No 205 of 5 April 2016",
                    "Ministru kabineta 2016. gada 5. aprīļa noteikumi Nr. 205",
                ),
                url="https://likumi.lv/ta/id/281433",
            ),
            "cpr": Act(
                "cpr",
                texts("Regulation (EU) No 1303/2013", "Regula (ES) Nr. 1303/2013"),
                "32013R1303",
            ),
        },
        "parameters": {
            "support_rate": Parameter(
                "support_rate",
                Type(Kind.RATE),
                (),
                titles=texts("rate of support", "atbalsta likme"),
            ),
            "project_last_day": Parameter(
                "project_last_day",
                Type(Kind.DATE),
                (),
                titles=texts("last day of a project", "projekta pēdējā diena"),
            ),
            "aid_cap": Parameter(
                "aid_cap",
                Type(Kind.MONEY),
                (),
                titles=texts("most support for a project", "maksimālais atbalsts projektam"),
            ),
        },
        "tables": {},
        "sets": {"activities": frozenset(ACTIVITIES)},
        "categories": {},
        "activities": {
            code: Code(code, texts(*titles), MK) for code, titles in ACTIVITIES.items()
        },
        "facts": {
            ("project", "visibility"): AskedFact(
                "project",
                "visibility",
                Type(Kind.BOOL),
                texts(
                    "Does the project page name the Union's support?",
                    "Vai projekta lapā norādīts Eiropas Savienības atbalsts?",
                ),
                CPR,
            )
        },
        "readings": {},
        "groups": {},
        "roundings": {
            "support": RoundingProfile(
                "support", Rounding("down 0.01"), Verification.UNVERIFIED
            )
        },
        "defines": {
            "project.support": Define(
                "project",
                "support",
                parse("project.eligible * support_rate"),
                "support",
                MK,
                titles=texts("ERDF support", "ERAF atbalsts"),
            ),
            "project.own": Define(
                "project", "own", parse("project.eligible - project.support")
            ),
        },
        "rules": RULES,
        "changes": (),
        "schema": Schema({}, frozenset()),
    }
    return Book(**fields | changes)


def project() -> Project:
    return Project(
        agreement={"book": "lv/cluster-2016", "currency": "EUR"},
        titles={"en": "Life Science Cluster of Latvia"},
        plans=[
            {
                "number": 1,
                "period": Period("/2022-12-31"),
                "eligible": "586584.85 EUR",
                "support": "498597.12 EUR",
                "activities": [
                    {"id": f"A{n}", "category": code} for n, code in enumerate(ACTIVITIES, 1)
                ],
            }
        ],
        notes=["“Life Science Cluster of Latvia”, project page"],
    )


RATE = ParameterUse(
    "support_rate",
    Rate("85 %"),
    date(2016, 4, 12),
    None,
    MK,
    Verification.VERIFIED,
    layer="lv/cluster-2016@1",
)
LAST_DAY = ParameterUse(
    "project_last_day", date(2022, 12, 31), date(2021, 12, 22), None, MK, Verification.SECONDARY
)
ROUNDING = RoundingUse(
    "support",
    "down",
    "0.01",
    None,
    Verification.UNVERIFIED,
    ("half_up", "half_even"),
    "project.support",
)
FIRST_DAY = Missing(Reason.MISSING, "plan.period.first", "/plans/0/period")
CAP = Missing(Reason.VALUE_UNKNOWN, "aid_cap")


def finding(
    code: str, verdict: Verdict, *subjects: Subject, count: int = 0, **changes: object
) -> Finding:
    one = RULES[code]
    fields: dict[str, object] = {
        "rule": code,
        "name": one.name,
        "verdict": verdict,
        "severity": Severity(one.severity),
        "basis": "plan",
        "count": count or len(subjects),
        "refused": None,
        "subjects": subjects,
        "citations": one.citations,
        "parameters": (RATE,),
        "layer": "lv/cluster-2016@1",
        "book": "lv/cluster-2016@1",
        "hash": HASH,
    }
    return Finding(**fields | changes)


HEADROOM = finding(
    "LV-CLU-001",
    Verdict.MET,
    Subject(
        "project",
        "/plans/0/support",
        Money("498597.12 EUR"),
        Money("498597.12 EUR"),
        Money("0.00 EUR"),
    ),
)
OPEN = (
    finding(
        "LV-CLU-004",
        Verdict.UNKNOWN,
        Subject("project", "/plans/0/period", missing=(FIRST_DAY,), missing_count=1),
    ),
    finding(
        "EU-VIS-001",
        Verdict.UNKNOWN,
        Subject(
            "project",
            "/facts/visibility",
            missing=(Missing(Reason.MISSING, "project.visibility", "/facts/visibility"), CAP),
            missing_count=2,
        ),
    ),
)


def result(**changes: object) -> Result:
    """The Life Science Cluster as its page states it: nothing broken, three things open."""
    read = project()
    fields: dict[str, object] = {
        "project": read,
        "plan": read.plans[0],
        "book": book(),
        "pinned": False,
        "on": None,
        "known_on": None,
        "outcome": Outcome.UNDECIDED,
        "amounts": {
            "gross": Figure(
                None,
                missing=(Missing(Reason.MISSING, "plan.budget", "/plans/0/budget"),),
                missing_count=1,
            ),
            "eligible": Figure(Money("586584.85 EUR"), stated="/plans/0/eligible"),
            "support": Figure(Money("498597.12 EUR")),
            "own": Figure(Money("87987.73 EUR")),
        },
        "findings": OPEN,
        "headroom": (HEADROOM,),
        "summary": {
            "LV-CLU-001": {Verdict.MET: 1},
            "LV-CLU-004": {Verdict.UNKNOWN: 1},
            "EU-VIS-001": {Verdict.UNKNOWN: 1},
            "LV-CLU-009": {Verdict.NOT_APPLICABLE: 1},
        },
        "parameters": (RATE, LAST_DAY),
        "roundings": (ROUNDING,),
        "not_checked": (
            NotChecked("claimed", "no_ledger"),
            NotChecked("", "left_out", texts("State aid")),
        ),
        "unverified": 2,
    }
    return Result(**fields | changes)


LATE = Subject(
    "cost:INV-17",
    "/costs/17/paid_on",
    date(2023, 1, 2),
    date(2022, 12, 31),
    -2,
    Money("120.00 EUR"),
    values={"cost.paid_on": date(2023, 1, 2)},
)


def broken() -> Result:
    """The same project with a cent too much, three late costs and one payment date missing."""
    cent = Subject(
        "project",
        "/plans/0/support",
        Money("498597.14 EUR"),
        Money("498597.12 EUR"),
        Money("-0.02 EUR"),
    )
    members = Subject("project", "/facts/members", 18, 20, -2)
    return result(
        outcome=Outcome.BREACHED,
        findings=(
            finding("LV-CLU-001", Verdict.BROKEN, cent),
            finding(
                "LV-CLU-004",
                Verdict.BROKEN,
                LATE,
                count=3,
                refused=Money("360.00 EUR"),
                basis="claimed",
            ),
            finding("LV-CLU-009", Verdict.BROKEN, members),
            finding("EU-VIS-001", Verdict.BROKEN, Subject("project", "/facts/visibility")),
            *OPEN,
        ),
        headroom=(),
        amounts={
            "eligible": Figure(Money("586584.85 EUR"), stated="/plans/0/eligible"),
            "support": Figure(Money("498597.12 EUR")),
            "own": Figure(Money("87987.73 EUR")),
            "claimed.eligible": Figure(
                None,
                Money("498495.12 EUR"),
                Money("498597.12 EUR"),
                (Missing(Reason.MISSING, "cost.paid_on", "/costs/17/paid_on"),),
                1,
            ),
        },
        summary={
            "LV-CLU-001": {Verdict.BROKEN: 1},
            "LV-CLU-004": {Verdict.BROKEN: 3, Verdict.MET: 197},
            "LV-CLU-009": {Verdict.BROKEN: 1},
            "EU-VIS-001": {Verdict.BROKEN: 1},
        },
        unverified=2,
    )


def explanation() -> Explanation:
    """586,584.85 × 85 %, rounded down to the cent."""
    from fractions import Fraction

    eligible = Explanation(
        "project.eligible",
        "plan.eligible",
        Kind.MONEY,
        Fraction("586584.85"),
        currency="EUR",
        note="stated_fallback",
        parts=(
            Explanation(
                "plan.eligible",
                "plan.eligible",
                Kind.MONEY,
                Fraction("586584.85"),
                currency="EUR",
                pointer="/plans/0/eligible",
            ),
        ),
    )
    rate = Explanation(
        "support_rate",
        "support_rate",
        Kind.RATE,
        Fraction(17, 20),
        source=Source(MK, date(2016, 4, 12), None, "verified"),
    )
    exact = Fraction("498597.1225")
    product = Explanation(
        "",
        "project.eligible * support_rate",
        Kind.MONEY,
        exact,
        currency="EUR",
        parts=(eligible, rate),
    )
    return Explanation(
        "project.support",
        "project.eligible * support_rate",
        Kind.MONEY,
        Fraction("498597.12"),
        exact,
        "down 0.01",
        "EUR",
        source=Source(MK, None, None, ""),
        parts=(product,),
    )
