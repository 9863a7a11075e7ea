from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.tables.codes import (
    code_depth,
    code_domain,
    join_code_parts,
    parse_code,
    split_labelled_code,
    split_project_code,
)

ITEMS = st.tuples(st.integers(201, 234), st.integers(1, 99), st.integers(1, 99))


@given(ITEMS, st.sampled_from(["", " ", "-", "\n", "."]), st.sampled_from(["", "  "]))
def test_parse_code__any_separator(item: tuple[int, int, int], mark: str, lead: str) -> None:
    printed = lead + mark.join(f"{part:02}" for part in item)
    assert parse_code(printed) == "{}{:02}{:02}".format(*item)


@given(ITEMS)
def test_join_code_parts__only_what_changes_is_printed(item: tuple[int, int, int]) -> None:
    above = [str(item[0]), f"{item[1]:02}", None]
    assert join_code_parts([None, None, str(item[2])], above) == [*above[:2], f"{item[2]:02}"]


def test_join_code_parts__a_new_class_takes_nothing_from_above() -> None:
    assert join_code_parts(["208", None, None], ["201", "03", "01"]) == ["208", None, None]


@pytest.mark.parametrize(
    ("code", "domain", "depth"),
    [
        ("201", "functional", 1),
        ("20103", "functional", 2),
        ("2010301", "functional", 3),
        ("302", "economic", 1),
        ("3021101", "economic", 3),
        ("50201", "government_economic", 2),
        ("312001", "unit", None),
        ("105236", "unit", None),
    ],
)
def test_code_domain__and_depth(code: str, domain: str, depth: int | None) -> None:
    assert (code_domain(code), code_depth(code)) == (domain, depth)


@pytest.mark.parametrize(
    ("printed", "code", "label"),
    [
        ("[20103]政府办公厅（室）及相关机构事务", "20103", "政府办公厅(室)及相关机构事务"),
        ("2010350-事业运行", "2010350", "事业运行"),
        ("一般公共服务支出", None, "一般公共服务支出"),
        ("2024年安排", None, "2024年安排"),
    ],
)
def test_split_labelled_code__code_inside_the_label(
    printed: str, code: str | None, label: str
) -> None:
    assert split_labelled_code(printed) == (code, label)


def test_split_project_code__year_behind_the_code() -> None:
    assert split_project_code("50015223T000003454158-2023 年会议专项") == (
        "50015223T000003454158",
        "2023年会议专项",
    )
