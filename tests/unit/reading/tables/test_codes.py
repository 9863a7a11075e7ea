from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.tables.codes import (
    code_depth,
    code_domain,
    complete_codes,
    join_code_parts,
    parse_code,
    split_labelled_code,
    split_project_code,
)
from tests.unit.reading.tables.grids import make_grid, make_page, recognise, values

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


def test_split_labelled_code__names_that_begin_like_counts() -> None:
    assert split_labelled_code("[20801]人力资源和社会保障管理事务")[0] == "20801"
    assert split_labelled_code("[20101]人大事务")[0] == "20101"
    assert split_labelled_code("2010101-人大行政运行")[0] == "2010101"
    assert split_labelled_code("2070201万村书库")[0] == "2070201"
    assert split_labelled_code("300人")[0] is None
    assert split_labelled_code("50100人次")[0] is None
    assert split_labelled_code("2024年安排")[0] is None
    assert split_labelled_code("125个项目")[0] is None


def test_split_labelled_code__code_behind_its_name() -> None:
    assert split_labelled_code("行政运行（2010101）") == ("2010101", "行政运行")
    assert split_labelled_code("人大事务 20101") == ("20101", "人大事务")
    assert split_labelled_code("一般公共服务支出[201]") == ("201", "一般公共服务支出")
    assert split_labelled_code("文件处理费用 300") == (None, "文件处理费用300")


@pytest.mark.parametrize(
    ("printed", "completed"),
    [
        # 款 in two digits between whole 类 and 项, units among them
        (
            ["125001", "208", "05", "2080505", "2080506", "99", "2089901", "210", "11", "2101101"],
            [
                "125001", "208", "20805", "2080505", "2080506",
                "20899", "2089901", "210", "21011", "2101101",
            ],
        ),
        # 项 in two digits below whole 款
        (["208", "20805", "05", "06"], ["208", "20805", "2080505", "2080506"]),
        # nothing tells 款 from 项 below the first
        (["208", "05", "06"], ["208", "20805", None]),
        ([None, "05"], [None, None]),
        (["30101", "30102"], ["30101", "30102"]),
    ],
)  # fmt: skip
def test_complete_codes(printed: list[str | None], completed: list[str | None]) -> None:
    assert complete_codes(printed) == completed


def test_two_code_systems_in_one_table__one_names_the_rows() -> None:
    rows = [
        ["科目编码", "科目名称", "科目编码", "科目名称", "金额"],
        ["2080505", "养老保险缴费", "30108", "养老保险缴费", "5"],
        ["2010101", "行政运行", "30101", "基本工资", "7"],
    ]
    page = make_page(1, [make_grid(rows)], above=["一般公共预算支出表", "单位：万元"])
    lines = recognise(page).frames["lines"]
    assert values(lines, "row_code", "row_label") == [
        ("2080505", "养老保险缴费"),
        ("2010101", "行政运行"),
    ]


def test_code_in_three_columns_under_one_header() -> None:
    rows = [
        [("科目编码", 3, 1), None, None, "科目名称", "合计"],
        ["208", "", "", "社会保障", "5"],
        ["208", "05", "", "行政事业单位养老", "5"],
        ["208", "05", "05", "养老保险缴费", "5"],
    ]
    page = make_page(1, [make_grid(rows)], above=["一般公共预算支出表", "单位：万元"])
    lines = recognise(page).frames["lines"]
    assert [code for (code,) in values(lines, "row_code")] == ["208", "20805", "2080505"]
