"""Whether the figures of a register of clusters agree: the table, its totals, what is claimed.

A difference is named with what is stated, what is computed and where it stands. It is broken
only where both are of one year and of the same clusters; where nobody says so it is unknown,
and what would have to be said is named. Nothing is corrected, no two figures are averaged.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from fundtrack.checks import Verdict
from fundtrack.projects import ClusterRegister, ClusterTotals
from fundtrack.rulebooks import Entries
from fundtrack.values import InputError, Record, excerpt

from .cluster_answers import ClusterFinding
from .cluster_claims import growth, multiple, quote
from .cluster_rules import CLUSTER_RULES
from .cluster_table import COLUMNS, Table

#: Verdicts that nobody has to look at.
_QUIET: Final = (Verdict.MET, Verdict.NOT_APPLICABLE)


class ClusterReport(Record):
    """All answers about a register, in the order of the rules."""

    answers: tuple[ClusterFinding, ...]

    @property
    def findings(self) -> tuple[ClusterFinding, ...]:
        """What is not simply met."""
        return tuple(one for one in self.answers if one.verdict not in _QUIET)

    @property
    def summary(self) -> Mapping[str, Mapping[Verdict, int]]:
        """How many places each rule was asked about, by its answer."""
        found: dict[str, Counter[Verdict]] = {rule.code: Counter() for rule in CLUSTER_RULES}
        for one in self.answers:
            found[one.rule.code][one.verdict] += 1
        return Entries({code: Entries(counts) for code, counts in found.items()})


def check_clusters(register: ClusterRegister) -> ClusterReport:
    """Hold a register of clusters against itself.

    Raises:
        InputError: that is no register.

    >>> from fundtrack.projects import read_clusters
    >>> report = check_clusters(read_clusters({
    ...     "schema_version": 1, "currency": "EUR", "year": 2017,
    ...     "clusters": [{"id": "a", "members": 30}, {"id": "b", "members": 24}],
    ...     "counts": [{"id": "all", "of": "network", "value": 2}],
    ...     "totals": {"year": 2017, "members": 58},
    ... }))
    >>> for one in report.findings:
    ...     print(one.at, one.verdict.value, one.stated, one.computed, one.difference)
    /totals/members broken 58 54 -4
    """
    if not isinstance(register, ClusterRegister):
        raise InputError(
            "not a register of clusters",
            expected="what read_clusters gives",
            found=excerpt(register),
        )
    return ClusterReport(tuple(_answers(register)))


def _answers(register: ClusterRegister) -> Iterator[ClusterFinding]:
    """The answers, rule by rule; a register without totals is asked nothing about them."""
    table = Table(register, register.totals or ClusterTotals())
    if register.totals is not None:
        yield from table.totals()
        yield from table.year()
        yield from table.scope()
    yield from table.sources()
    yield from table.exports()
    for at, claim in enumerate(register.growth or ()):
        yield growth(table, at, claim)
    for column in COLUMNS:
        yield from table.far(column)
    for at, written in enumerate(register.quotes or ()):
        yield quote(table, at, written)
    for at, claimed in enumerate(register.multiples or ()):
        yield multiple(table, at, claimed)
