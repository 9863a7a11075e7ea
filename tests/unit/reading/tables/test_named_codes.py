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


def test_codes__are_those_of_the_seeds() -> None:
    """One list in two places: dbt reads its seeds, recognition its vocabulary."""
    seeds = Path(__file__).parents[4] / "dbt_project" / "seeds"
    printed: dict[str, str] = {}
    for name in ("seed_functional_codes.csv", "seed_economic_codes.csv"):
        with (seeds / name).open(encoding="utf-8") as file:
            printed |= {row["code"]: row["name"] for row in csv.DictReader(file)}
    assert {code: names[0] for code, names in load_codes().items()} == printed
