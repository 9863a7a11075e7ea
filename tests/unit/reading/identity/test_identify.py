from __future__ import annotations

import pytest

from ingest.reading.identity import ReportIdentity, identify_report
from ingest.reading.pdf.model import Box, DocumentRead, Grid, GridCell, PageRead, Piece


def _piece(text: str, row: int = 0) -> Piece:
    return Piece(text, Box(50, 800 - 20 * row, 50 + 12 * len(text), 812 - 20 * row), 12)


def _grid(number: int, rows: list[list[str]]) -> Grid:
    box = Box(50, 100, 500, 700)
    cells = tuple(
        GridCell(r, c, 1, 1, box, (_piece(text),) if text else ())
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    width = max(map(len, rows))
    edges = tuple(float(i) for i in range(width + 1))
    return Grid(number, 1, box, len(rows), width, (), edges, cells)


def _page(number: int, lines: list[str], *grids: list[list[str]]) -> PageRead:
    pieces = tuple(_piece(text, row) for row, text in enumerate(lines))
    made = tuple(_grid(number, rows) for rows in grids)
    return PageRead(number, 596, 842, 0, pieces, made, (), 0, 0, "none", "")


def _identify(*pages: list[str]) -> ReportIdentity:
    return identify_report(
        DocumentRead(tuple(_page(n, lines) for n, lines in enumerate(pages, start=1)), None)
    )


def test_identity__chongqing_cover__all_fields() -> None:
    identity = _identify(
        [
            "重庆市潼南区人民政府办公室",
            "2023 年部门预算情况说明",
            "一、单位基本情况",
            "比 2022 年预算减少。",
        ],
        ["附件 1", "重庆市潼南区人民政府办公室财政拨款收支总表"],
    )
    assert identity.report_title == "重庆市潼南区人民政府办公室2023年部门预算情况说明"
    assert (identity.place_name, identity.division_code) == ("重庆市潼南区", "500152")
    assert identity.department_name == "重庆市潼南区人民政府办公室"
    assert (identity.budget_year, identity.report_kind, identity.level) == (
        *(2023, "budget"),
        "department",
    )


def test_identity__answers_below_the_title__are_none_of_it() -> None:
    identity = _identify(
        [
            *("附件2", "某市卫生健康委员会（汇总）", "2022年度部门决算", "保密审查情况："),
            *("已审查", "部门主要负责人审签情况：已审签"),
        ]
    )
    assert identity.report_title == "某市卫生健康委员会（汇总）2022年度部门决算"


@pytest.mark.parametrize(
    ("title", "label", "level"),
    [
        (
            "上海市普陀区2025年区级部门预算",
            "预算主管部门：上海市普陀区人民政府办公室",
            "department",
        ),
        ("上海市普陀区2025年区级单位预算", "预算单位：上海市普陀区人民政府办公室", "unit"),
    ],
)
def test_identity__one_office_two_reports__level_tells_them_apart(
    title: str, label: str, level: str
) -> None:
    identity = _identify([title, label], ["目 录"])
    assert identity.level == level
    assert identity.department_name == "上海市普陀区人民政府办公室"
    assert identity.division_code == "310107"


@pytest.mark.parametrize(
    ("lines", "name", "code", "year", "kind", "level"),
    [
        (
            ["2026 年深圳市统计局（本级）部门预", "算", "目 录"],
            *("深圳市统计局", "440300", 2026, "budget", "unit"),
        ),
        (
            ["2026年", "广州市人民政府办公厅部门预算"],
            *("广州市人民政府办公厅", "440100", 2026, "budget", "department"),
        ),
        (
            ["中共上海市普陀区委", "社会工作部 2024 年度", "部门决算"],
            *("中共上海市普陀区委社会工作部", "310107", 2024, "final_account", "department"),
        ),
        (
            ["西安市人民政府办公厅（汇总）", "2026年部门预算公开说明"],
            *("西安市人民政府办公厅", "610100", 2026, "budget", "department"),
        ),
        (
            ["二〇二五年度", "福州经济技术开发区生态", "环境局", "单位预算"],
            *("福州经济技术开发区生态环境局", "350100", 2025, "budget", "unit"),
        ),
        (
            ["彭水苗族土家族自治县教育委员会2024年部门预算"],
            *("彭水苗族土家族自治县教育委员会", "500243", 2024, "budget", "department"),
        ),
        (
            ["西南大学 2023 年度部门决算", "2024 年 8 月"],
            *("西南大学", None, 2023, "final_account", "department"),
        ),
    ],
)
def test_identity__covers__of_many_kinds(
    lines: list[str], name: str, code: str | None, year: int, kind: str, level: str
) -> None:
    identity = _identify(lines, ["学校主体位于重庆市北碚区，重庆市人民政府共建。"] * 2)
    assert (identity.department_name, identity.division_code) == (name, code)
    assert (identity.budget_year, identity.report_kind, identity.level) == (year, kind, level)


def test_identity__stale_cover__is_outvoted_by_tables_and_prose() -> None:
    body = ["2022年部门预算收入100万元，2022年收入预算100万元，较2021年预算减少。"] * 12
    tables = [f"2022年部门{kind}总表" for kind in ("收支", "收入", "支出", "财政拨款收支")]
    identity = _identify(["西安市人民政府办公厅", "2026年部门预算"], body, tables)
    assert identity.budget_year == 2022


@pytest.mark.parametrize(
    ("text", "code"),
    [("上海市人民政府", "310107"), ("浙江省舟山市", "330903"), ("", None)],
)
def test_identity__place_of_two_cities__is_decided_by_the_text(text: str, code: str | None) -> None:
    identity = _identify(["普陀区财政局2025年部门预算"], [text])
    assert identity.division_code == code
    assert identity.place_name in ("普陀区", "上海市普陀区", "舟山市普陀区")


def test_identity__name_without_place__takes_it_from_the_governments_named() -> None:
    identity = _identify(
        ["财政局2025年部门预算"],
        ["承办昆山市人民政府交办的事项。", "昆山市政府组成部门，苏州市下辖。"],
    )
    assert (identity.place_name, identity.division_code) == ("苏州市昆山市", "320583")


def test_identity__no_cover__reads_forms_and_codes() -> None:
    form = [["部门名称", "北京市政务服务和数据管理局"], ["年度", "（2026年度）"]]
    codes = [["部门编码", "总计"], ["126", "5"], ["126001", "3"], ["126002", "2"]]
    pages = (_page(1, [], [["预算01表 收支总表"]]), _page(2, ["（2026年度）"], form, codes))
    identity = identify_report(DocumentRead(pages, None))
    assert identity.department_name == "北京市政务服务和数据管理局"
    assert (identity.department_code, identity.budget_year) == ("126", 2026)
    assert identity.report_title is None


def test_identity__two_years_said_alike__is_of_the_later() -> None:
    # one table of a budget by itself: last year's amounts beside this year's
    for years in (["2022年预算数", "2023年预算数"], ["2023年预算数", "2022年预算数"]):
        page = _page(1, ["某局收支总表"], [["科目", *years]])
        assert identify_report(DocumentRead((page,), None)).budget_year == 2023


def test_identity__nothing_said__is_none() -> None:
    identity = _identify(["第 1 页"])
    assert (identity.place_name, identity.department_name, identity.budget_year) == (None,) * 3
    assert (identity.level, identity.report_kind) == (None, "budget")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>统计局", '某市"平安"办公室'])
def test_identity__name_that_no_department_has__is_kept_as_text(name: str) -> None:
    identity = _identify([f"{name}2025年部门预算"], ["收支总表"])
    assert identity.department_name == name


def test_identity__self_evaluation_or_template__is_neither_budget_nor_account() -> None:
    form = _identify(["某市统计局2023年度项目支出绩效自评表"], ["项目名称"])
    template = _identify(["XX局2024年部门预算"], ["一、收支总表"])
    account = _identify(["某市统计局2023年部门决算"], ["收入支出决算总表"], ["项目支出绩效自评表"])
    assert (form.report_kind, template.report_kind) == ("other", "other")
    assert account.report_kind == "final_account"


def test_identity__without_a_word_of_level__is_a_department() -> None:
    assert _identify(["江苏省政协办公厅2018年度预算公开"]).level == "department"
