"""Which rows are a header: words propose, what stands below decides."""

from __future__ import annotations

import pytest

from ingest.reading.tables.headers import read_column_paths, read_roles
from tests.unit.reading.tables.grids import Cell, make_grid, make_page, recognise, values

NOTHING: frozenset[int] = frozenset()


def header_rows(*rows: list[Cell], known: frozenset[str] | None = None) -> tuple[int, ...]:
    return read_roles(make_grid(rows), NOTHING, known=known).header_rows


@pytest.mark.parametrize(
    "heads",
    [
        ("一、基本支出", "二、项目支出"),
        ("（一）基本支出", "（二）项目支出"),
        ("1.基本支出", "2.项目支出"),
        ("（1）基本支出", "（2）项目支出"),
        ("①基本支出", "②项目支出"),
        ("1）基本支出", "2）项目支出"),
        ("A.基本支出", "B.项目支出"),
        ("Ⅰ、基本支出", "Ⅱ、项目支出"),
        ("一、基本支出（2）", "二、项目支出3"),
        ("一、 基 本\n支 出", "二、 项 目\n支 出"),
    ],
)
def test_ordinals_above_figures__are_a_header(heads: tuple[str, str]) -> None:
    grid = make_grid(
        [["科目编码", "科目名称", "合计", *heads], ["", "合计", "9", "5", "4"]],
    )
    frames = recognise(make_page(1, [grid], above=["部门支出总表", "单位：万元"])).frames
    assert values(frames["columns"], "role", "measure") == [
        ("code", None),
        ("name", None),
        ("figure", "total"),
        ("figure", "basic"),
        ("figure", "project"),
    ]
    assert frames["figures"].height == 3


def test_ordinals_above_figures__on_every_page__are_its_header() -> None:
    header: list[Cell] = ["科目编码", "科目名称", "合计", "一、基本支出", "二、项目支出"]
    first = make_grid([header, ["", "合计", "9", "5", "4"], ["208", "社会保障", "5", "5", ""]])
    second = make_grid([header, ["221", "住房", "4", "", "4"]], page=2)
    frames = recognise(
        make_page(1, [first], above=["部门支出总表", "单位：万元"]), make_page(2, [second])
    ).frames
    assert values(frames["lines"], "row_label") == [("合计",), ("社会保障",), ("住房",)]


def test_ordinals_of_a_lower_storey__are_its_header() -> None:
    rows: list[list[Cell]] = [
        ["科目", ("支出", 3, 1), None, None],
        ["", "1.基本支出", "2.项目支出", "3.经营支出"],
        ["合计", "9", "5", "4"],
    ]
    grid = make_grid(rows)
    roles = read_roles(grid, NOTHING, known=None)
    assert roles.header_rows == (0, 1)
    assert read_column_paths(grid, roles)[1] == ("支出", "1.基本支出")


def test_ordinals_of_an_empty_table__are_a_header_by_its_words() -> None:
    rows: list[list[Cell]] = [
        ["科目编码", "科目名称", "一、基本支出", "二、项目支出"],
        ["", "", "", ""],
    ]
    assert header_rows(*rows) == (0,)


def test_ordinals_of_a_header_that_a_page_break_cuts__are_its_lower_storey() -> None:
    upper = make_grid([["科目编码", "科目名称", "支出"]], top_pt=120, edges_pt=(50, 110, 170, 350))
    lower = make_grid(
        [
            ["", "", "合计", "1.基本支出", "2.项目支出"],
            ["", "合计", "9", "5", "4"],
            ["208", "社会保障", "9", "5", "4"],
        ],
        page=2,
    )
    frames = recognise(
        make_page(1, [upper], above=["部门支出总表", "单位：万元"]), make_page(2, [lower])
    ).frames
    assert values(frames["columns"], "column_path", "measure")[2:] == [
        ("支出 / 合计", "total"),
        ("支出 / 1.基本支出", "basic"),
        ("支出 / 2.项目支出", "project"),
    ]
    assert values(frames["lines"], "row_code", "row_label") == [(None, "合计"), ("208", "社会保障")]


def test_ordinal_of_a_blank_column__is_a_header_beside_one_that_heads_figures() -> None:
    rows: list[list[Cell]] = [
        ["", "", "合计", "一、基本支出", "二、项目支出"],
        ["", "合计", "9", "", "9"],
    ]
    assert header_rows(*rows) == (0,)


@pytest.mark.parametrize("amount", ["", "5", "—"])
def test_lines_with_ordinals__stay_body(amount: str) -> None:
    lines: list[list[Cell]] = [
        ["一、一般公共预算拨款收入", amount, "一、基本支出", amount],
        ["二、政府性基金预算拨款收入", amount, "二、项目支出", amount],
        ["三、事业收入", amount, "三、经营支出", amount],
    ]
    assert header_rows(*lines) == ()
    pairs: list[Cell] = ["项目", "预算数", "项目", "预算数"]
    assert header_rows(pairs, *lines) == (0,)
    sides: list[Cell] = [("收入", 2, 1), None, ("支出", 2, 1), None]
    assert header_rows(sides, pairs, *lines) == (0, 1)
    assert header_rows(sides, *lines) == (0,)


def test_line_with_an_ordinal__on_a_later_page__stays_body() -> None:
    known = frozenset({"科目编码", "科目名称", "合计"})
    assert header_rows(["", "一、人员经费", "5"], ["301", "工资", "5"], known=known) == ()


@pytest.mark.parametrize(
    "numbers",
    [
        ["甲", "乙", "1=2+3", "2", "3"],
        ["", "", "1=2+3", "2", "3"],
        ["A", "B", "C=D+E", "D", "E"],
        ["", "", "A=B+C", "B", "C"],
        ["（1）", "（2）", "（3）=（4）+（5）", "（4）", "（5）"],
        ["栏次", "", "①=②+③", "②", "③"],
        ["栏次", "", "1栏=2栏+3栏", "2栏", "3栏"],
    ],
)
def test_numbers_of_columns__are_no_row(numbers: list[Cell]) -> None:
    header: list[Cell] = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    roles = read_roles(
        make_grid([header, numbers, ["", "合计", "9", "5", "4"]]), NOTHING, known=None
    )
    assert roles.number_rows == {1}


def test_three_small_amounts__are_no_numbers_of_columns() -> None:
    rows: list[list[Cell]] = [["合计", "基本支出", "项目支出"], ["7", "3", "4"]]
    assert read_roles(make_grid(rows), NOTHING, known=None).number_rows == NOTHING


def test_blank_header_over_codes_and_names() -> None:
    grid = make_grid(
        [
            ["", "", "合计", "基本支出", "项目支出"],
            ["", "合计", "9.00", "5.00", "4.00"],
            ["208", "社会保障", "5.00", "5.00", ""],
            ["20805", "养老", "5.00", "5.00", ""],
            ["221", "住房", "4.00", "", "4.00"],
        ]
    )
    frames = recognise(make_page(1, [grid], above=["部门支出总表", "单位：万元"])).frames
    assert values(frames["columns"], "role")[:2] == [("code",), ("name",)]
    assert values(frames["lines"], "row_code")[1:] == [("208",), ("20805",), ("221",)]
