"""Codes of tables that print names alone."""

from __future__ import annotations

import csv
from pathlib import Path

from ingest.reading.vocabulary.codes import load_codes
from tests.unit.reading.tables.grids import Cell, make_grid, make_page, recognise, values

HEADER: list[list[Cell]] = [["功能分类科目名称", "合计", "基本支出", "项目支出"]]
TITLE = ("2026年市级部门一般公共预算支出预算表", "单位：万元")


def lines_of(rows: list[list[Cell]]) -> list[tuple[object, ...]]:
    frame = recognise(make_page(1, [make_grid(HEADER + rows)], TITLE), year=2026).frames["lines"]
    return values(frame, "row_code", "row_role", "is_code_inferred", "parent_row", "is_leaf")


def test_infer_codes__by_name_within_what_stands_above() -> None:
    assert lines_of(
        [
            ["合计", "100.00", "60.00", "40.00"],
            ["科学技术支出", "30.00", "", "30.00"],
            ["技术研究与开发", "30.00", "", "30.00"],
            ["科技成果转化与扩散", "30.00", "", "30.00"],
            ["社会保障和就业支出", "70.00", "60.00", "10.00"],
            ["行政事业单位养老支出", "60.00", "60.00", ""],
            ["行政单位离退休", "40.00", "40.00", ""],
            ["机关事业单位基本养老保险缴费支出", "20.00", "20.00", ""],
            ["抚恤", "10.00", "", "10.00"],
            ["死亡抚恤", "10.00", "", "10.00"],
        ]
    ) == [
        (None, "total", False, None, False),
        ("206", "code", True, 1, False),
        ("20604", "code", True, 2, False),
        ("2060404", "code", True, 3, True),
        ("208", "code", True, 1, False),
        ("20805", "code", True, 5, False),
        ("2080501", "code", True, 6, True),
        ("2080505", "code", True, 6, True),
        ("20808", "code", True, 5, False),
        ("2080801", "code", True, 9, True),
    ]


def test_infer_codes__names_that_no_list_knows_get_none() -> None:
    found = lines_of(
        [
            ["合计", "50.00", "30.00", "20.00"],
            ["综合管理", "30.00", "30.00", ""],
            ["教育支出", "10.00", "", "10.00"],
            ["信息化专项", "10.00", "", "10.00"],
        ]
    )
    assert [code for code, *_ in found] == [None] * 4


CODED: list[list[Cell]] = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]


def test_keep_misprinted__first_digit_wrong_beside_its_name__is_a_code_as_printed() -> None:
    """A unit's row at the end would make the total that of the unit alone."""
    rows: list[list[Cell]] = [
        ["", "合计", "90.00", "60.00", "30.00"],
        ["206", "科学技术支出", "30.00", "", "30.00"],
        ["20604", "技术研究与开发", "30.00", "", "30.00"],
        ["2060404", "科技成果转化与扩散", "30.00", "", "30.00"],
        ["221", "住房保障支出", "60.00", "60.00", ""],
        ["22102", "住房改革支出", "60.00", "60.00", ""],
        ["6210201", "住房公积金", "60.00", "60.00", ""],
    ]
    frame = recognise(make_page(1, [make_grid(CODED + rows)], TITLE), year=2026).frames["lines"]
    found = values(frame, "row_code", "row_role", "unit_code", "depth")
    assert found[-1] == ("6210201", "code", None, 3)


def test_keep_misprinted__number_of_another_name__is_a_unit() -> None:
    rows: list[list[Cell]] = [
        ["", "合计", "90.00", "60.00", "30.00"],
        ["6210201", "市住房保障中心", "90.00", "60.00", "30.00"],
        ["2060404", "科技成果转化与扩散", "30.00", "", "30.00"],
        ["2210201", "住房公积金", "60.00", "60.00", ""],
    ]
    frame = recognise(make_page(1, [make_grid(CODED + rows)], TITLE), year=2026).frames["lines"]
    assert values(frame, "row_code", "row_role", "unit_code")[1] == ("6210201", "unit", "6210201")


def test_codes__are_those_of_the_seeds() -> None:
    """One list in two places: dbt reads its seeds, recognition its vocabulary."""
    seeds = Path(__file__).parents[4] / "dbt_project" / "seeds"
    printed: dict[str, str] = {}
    for name in ("seed_functional_codes.csv", "seed_economic_codes.csv"):
        with (seeds / name).open(encoding="utf-8") as file:
            printed |= {row["code"]: row["name"] for row in csv.DictReader(file)}
    assert {code: names[0] for code, names in load_codes().items()} == printed
