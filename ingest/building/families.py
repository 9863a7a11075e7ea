"""Which reports a build has to build, and in which batches: whole families, and no others.

A report is compared with others of its department: the one it replaces, last year's, its units'.
So what a new report can change is its family, and a family is built as a whole. Everything else
in the warehouse stays as the last build left it. See docs/decisions/0005-batches-of-families.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.connecting import connected
from ingest.reading.identity.keys import department_key


@dataclass(frozen=True, slots=True)
class Kin:
    """What tells a report's family.

    Attributes:
        report_id: the report.
        department_name: whose report it is; None where it does not say.
        unit_names: the units that its tables list.
        place_name: the division that it says it belongs to, for names that leave it out.
    """

    report_id: str
    department_name: str | None
    unit_names: tuple[str, ...] = ()
    place_name: str | None = None

    @property
    def key(self) -> str:
        """The department's key, which its family shares."""
        return family_key(self.department_name, self.place_name)

    @property
    def unit_keys(self) -> tuple[str, ...]:
        """The keys of the units that it lists."""
        return tuple(family_key(unit, self.place_name) for unit in self.unit_names)


def family_key(name: str | None, place_name: str | None = None) -> str:
    """Reduce a name to what a department, its 本级 and its other forms have in common.

    Wider than the comparisons themselves, which look at the division too: a family that is too
    large costs time, one that is too small would leave a comparison out.

    >>> family_key("某市统计局（本级）"), family_key("某市统计局"), family_key(None)
    ('|某市统计局', '|某市统计局', '')
    """
    return department_key(name, place_name)


def find_families(kin: Iterable[Kin]) -> list[tuple[str, ...]]:
    """Group reports into families: of one name, or one listed among the units of the other.

    Returns:
        The report_ids of each family, sorted; the families sorted by their first.

    >>> find_families([Kin("c", "甲局"), Kin("b", "甲中心"), Kin("a", "甲局", ("甲中心",)),
    ...     Kin("d", "乙局", ("没有报告的中心",))])
    [('a', 'b', 'c'), ('d',)]
    """
    members = {each.report_id: each for each in kin}
    own: dict[str, list[str]] = defaultdict(list)
    for report_id, each in members.items():
        own[each.key].append(report_id)
    named = ((each.key, unit) for each in members.values() for unit in each.unit_keys)
    links = (link for link in named if link[1] and link[1] in own)
    families = (
        sorted(report_id for name in names for report_id in own[name])
        for names in connected(own, links)
    )
    return sorted(map(tuple, families))


def plan_batches(
    families: Sequence[tuple[str, ...]], touched: frozenset[str] | None, size: int
) -> list[tuple[str, ...]]:
    """Pack the families that have to be built into batches of about `size` reports.

    Args:
        families: all of them.
        touched: the reports that are new, changed or gone; None for all.
        size: reports per batch; a family is never divided.

    >>> plan_batches([("a", "b"), ("c",), ("d", "e")], None, 3)
    [('a', 'b', 'c'), ('d', 'e')]
    >>> plan_batches([("a", "b"), ("c",), ("d", "e")], frozenset("e"), 3)
    [('d', 'e')]
    """
    batches: list[list[str]] = []
    for family in families:
        if touched is not None and touched.isdisjoint(family):
            continue
        if batches and len(batches[-1]) + len(family) <= size:
            batches[-1] += family
        else:
            batches.append([*family])
    return [tuple(batch) for batch in batches]


def find_touched(
    before: Mapping[str, object], now: Mapping[str, object], read_now: Iterable[str]
) -> frozenset[str]:
    """Say which reports a warehouse does not hold as they are now.

    Args:
        before: report_id → its files, as the warehouse knows them.
        now: the same, as the folder has them.
        read_now: report_ids that this build read, or tried to.
    """
    return frozenset(read_now) | {
        report_id for report_id in {*before, *now} if before.get(report_id) != now.get(report_id)
    }
