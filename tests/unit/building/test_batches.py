"""Families hold all that a report is compared with; batches hold whole families."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.building.families import Kin, family_key, find_families, find_touched, plan_batches

NAMES = st.sampled_from(["甲局", "甲局（本级）", "乙中心", "乙中心 (机关)", "丙所", None])
KIN = st.lists(
    st.builds(Kin, st.uuids().map(str), NAMES, st.lists(NAMES.filter(bool), max_size=2).map(tuple)),
    max_size=12,
)


@given(KIN)
def test_families__are_a_partition(kin: list[Kin]) -> None:
    families = find_families(kin)
    assert sorted(report for family in families for report in family) == sorted(
        each.report_id for each in kin
    )


@given(KIN)
def test_families__one_name_or_a_listed_unit__is_one_family(kin: list[Kin]) -> None:
    where = {report: n for n, family in enumerate(find_families(kin)) for report in family}
    for one in kin:
        for other in kin:
            listed = {family_key(name) for name in one.unit_names}
            key = family_key(other.department_name)
            if key == family_key(one.department_name) or key in listed:
                assert where[one.report_id] == where[other.report_id]


@given(KIN, st.integers(min_value=1, max_value=5))
def test_batches__hold_whole_families_and_no_more_than_they_must(kin: list[Kin], size: int) -> None:
    families = find_families(kin)
    batches = plan_batches(families, None, size)
    assert sorted(report for batch in batches for report in batch) == sorted(
        each.report_id for each in kin
    )
    for batch in batches:
        inside = [family for family in families if set(family) <= set(batch)]
        assert sum(map(len, inside)) == len(batch)
        assert len(batch) <= size or len(inside) == 1


def test_batches__untouched_families__are_left_alone() -> None:
    families = find_families([Kin("a", "甲局"), Kin("b", "甲局"), Kin("c", "乙中心")])
    assert plan_batches(families, frozenset({"b"}), 100) == [("a", "b")]
    assert plan_batches(families, frozenset(), 100) == []


def test_touched__new_gone_moved_and_read_again() -> None:
    before = {"same": [1], "moved": ["a.pdf"], "gone": [3]}
    now = {"same": [1], "moved": ["b.pdf"], "new": [4], "failed before": [5]}
    touched = find_touched(before, now, ["read"])
    assert touched == {"moved", "gone", "new", "failed before", "read"}
