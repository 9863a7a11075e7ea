from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.reading.tables.grids import Cell, make_grid, make_page, recognise, values

HEADER: list[list[Cell]] = [
    [("项目", 4, 1), None, None, None, ("支出预算", 3, 1), None, None],
    [("功能分类科目编码", 3, 1), None, None, ("功能分类科目名称", 1, 2), ("合计", 1, 2),
     ("基本支出", 1, 2), ("项目支出", 1, 2)],
    ["类", "款", "项", None, None, None, None],
]  # fmt: skip
BODY: list[list[Cell]] = [
    ["201", "", "", "一般公共服务支出", "30.00", "10.00", "20.00"],
    ["201", "03", "", "政府办公厅（室）及相关机构事务", "30.00", "10.00", "20.00"],
    ["201", "03", "01", "行政运行", "10.00", "10.00", ""],
    ["201", "03", "02", "一般行政管理事务", "20.00", "", "20.00"],
]
TOTAL: list[list[Cell]] = [[("合计", 4, 1), None, None, None, "30.00", "10.00", "20.00"]]
ABOVE = ("2025年部门支出预算总表", "编制部门：某局 单位：元")
PATHS = [
    "项目 / 功能分类科目编码 / 类",
    "项目 / 功能分类科目编码 / 款",
    "项目 / 功能分类科目编码 / 项",
    "项目 / 功能分类科目名称",
    "支出预算 / 合计",
    "支出预算 / 基本支出",
    "支出预算 / 项目支出",
]


def test_recognise_tables__split_codes_and_merged_headers() -> None:
    frames = recognise(make_page(1, [make_grid(HEADER + BODY + TOTAL)], ABOVE)).frames
    assert values(frames["tables"], "table_kind", "table_title", "unit", "row_count") == [
        ("expenditure", "2025年部门支出预算总表", "元", 5)
    ]
    assert frames["columns"]["column_path"].to_list() == PATHS
    assert frames["columns"]["measure"].to_list() == [None] * 4 + ["total", "basic", "project"]
    assert values(frames["lines"], "row_code", "row_role") == [
        ("201", "code"),
        ("20103", "code"),
        ("2010301", "code"),
        ("2010302", "code"),
        (None, "total"),
    ]
    assert frames["figures"]["amount_yuan"].sum() == Decimal(240)


def test_recognise_tables__codes_of_two_systems_in_one_row() -> None:
    header: list[list[Cell]] = [
        [("科目编码", 3, 1), None, None, ("采购项目", 1, 2), ("支出经济科目编码", 2, 1), None,
         ("预算金额", 1, 2)],
        ["类", "款", "项", None, "类", "款", None],
    ]  # fmt: skip
    body: list[list[Cell]] = [
        ["220", "05", "07", "平台维护", "302", "07", "14"],
        ["220", "05", "09", "人工影响天气", "302", "27", "26"],
    ]
    above = ("2025年政府采购预算表", "单位：元")
    frames = recognise(make_page(1, [make_grid(header + body)], above)).frames
    assert frames["lines"]["row_code"].to_list() == ["2200507", "2200509"]


@pytest.mark.parametrize("repeated", [True, False])
def test_recognise_tables__continuation_page(repeated: bool) -> None:
    first = make_page(1, [make_grid(HEADER + BODY[:2])], ABOVE, ("- 1 -",))
    rest = (HEADER if repeated else []) + BODY[2:] + TOTAL
    second = make_page(2, [make_grid(rest, page=2)], (), ("- 2 -",))
    frames = recognise(first, second).frames
    assert values(frames["tables"], "first_page", "last_page", "row_count") == [(1, 2, 5)]
    assert frames["lines"]["page_number"].to_list() == [1, 1, 2, 2, 2]
    headers = frames["cells"].filter(pl.col("role") == "repeated_header")
    assert (len(headers) > 0) is repeated


def test_recognise_tables__lone_total_with_fewer_columns() -> None:
    first = make_page(1, [make_grid(HEADER + BODY)], ABOVE)
    lone = make_grid([["合计", "30.00", "10.00", "20.00"]], 2, edges_pt=(50, 290, 350, 410, 470))
    frames = recognise(first, make_page(2, [lone])).frames
    assert values(frames["tables"], "row_count", "column_count") == [(5, 7)]
    last = frames["figures"].filter(pl.col("row_number") == 5)
    assert values(last, "column_number", "value") == [
        (5, Decimal("30.00")),
        (6, Decimal("10.00")),
        (7, Decimal("20.00")),
    ]


def test_recognise_tables__row_cut_by_a_page_break() -> None:
    cut = [*BODY[:3], ["201", "03", "02", "一般行政", "20.00", "", "20.00"]]
    second: list[list[Cell]] = [["", "", "", "管理事务", "", "", ""], *TOTAL]
    frames = recognise(
        make_page(1, [make_grid(HEADER + cut)], ABOVE), make_page(2, [make_grid(second, 2)])
    ).frames
    assert frames["lines"]["row_label"].to_list()[3:] == ["一般行政管理事务", "合计"]
    assert frames["tables"]["row_count"].to_list() == [5]


def test_recognise_tables__other_title_begins_another_table() -> None:
    fund: list[list[Cell]] = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "", "", "", ""],
    ]
    pages = (
        make_page(1, [make_grid(HEADER + BODY)], ABOVE),
        make_page(
            2,
            [make_grid(fund, 2)],
            ("政府性基金预算支出表", "单位：元"),
            ("注：本部门无政府性基金预算，故本表为空表。",),
        ),
    )
    result = recognise(*pages)
    assert values(result.frames["tables"], "table_kind", "is_nil", "row_count", "note") == [
        ("expenditure", False, 4, None),
        ("government_fund", True, 1, "注：本部门无政府性基金预算，故本表为空表。"),
    ]
    assert {(1, 0), (1, 1), (2, 0), (2, 1), (2, 2)} == result.consumed_lines


def test_recognise_tables__header_and_total_share_a_row() -> None:
    grid: list[list[Cell]] = [
        [("项目", 2, 1), None, ("年初结转和结余", 1, 2), ("本年支出", 3, 2), None, None],
        ["功能分类科目编码", "科目名称", None, None, None, None],
        [("合计", 2, 1), None, "", "合计", "基本支出", "项目支出"],
        ["", "", "", "", "", ""],
    ]
    frames = recognise(
        make_page(1, [make_grid(grid)], ("国有资本经营预算财政拨款收入支出决算表", "单位：万元")),
        report_kind="final_account",
    ).frames
    assert frames["columns"]["column_path"].to_list()[2:] == [
        "年初结转和结余",
        "本年支出 / 合计",
        "本年支出 / 基本支出",
        "本年支出 / 项目支出",
    ]
    assert values(frames["lines"], "row_role") == [("total",), ("blank",)]


def test_recognise_tables__column_numbers_are_no_figures() -> None:
    grid: list[list[Cell]] = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["**", "**", "1", "2", "3"],
        ["", "合计", "3", "1", "2"],
    ]
    frames = recognise(make_page(1, [make_grid(grid)], ABOVE)).frames
    assert frames["figures"]["value"].to_list() == [Decimal(3), Decimal(1), Decimal(2)]
    assert frames["cells"].filter(pl.col("role") == "column_number").height == 5


def test_recognise_tables__title_and_unit_inside_the_grid() -> None:
    grid: list[list[Cell]] = [
        [("预算02表 支出总表", 5, 1), None, None, None, None],
        [("", 4, 1), None, None, None, "金额单位：万元"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", "3.000001", "1", "2.000001"],
    ]
    frames = recognise(make_page(1, [make_grid(grid)])).frames
    assert values(frames["tables"], "annex_label", "table_title", "unit", "row_count") == [
        ("预算02表", "支出总表", "万元", 1)
    ]
    assert frames["figures"]["amount_yuan"].to_list()[0] == Decimal("30000.0100")


def test_recognise_tables__unit_behind_the_title() -> None:
    page = make_page(1, [make_grid(HEADER + BODY)], ("部门支出总表（单位：万元）",))
    frames = recognise(page).frames
    assert values(frames["tables"], "table_title", "unit") == [("部门支出总表", "万元")]


def test_recognise_tables__unit_not_printed_is_the_reports() -> None:
    pages = (
        make_page(1, [make_grid(HEADER + BODY)], ABOVE),
        make_page(2, [make_grid(HEADER + BODY, 2)], ("部门支出总表",)),
    )
    frames = recognise(*pages).frames
    assert frames["tables"]["unit"].to_list() == ["元", "元"]
    assert "unit not printed" in frames["tables"]["recognition"][1]


def test_recognise_tables__side_by_side_codes() -> None:
    grid: list[list[Cell]] = [
        ["经济分类科目编码", "科目名称", "决算数", "经济分类科目编码", "科目名称", "决算数"],
        ["301", "工资福利支出", "5.00", "302", "商品和服务支出", "1.00"],
        [("人员经费合计", 2, 1), None, "5.00", ("公用经费合计", 2, 1), None, "1.00"],
    ]
    frames = recognise(
        make_page(1, [make_grid(grid)], ("一般公共预算财政拨款基本支出决算表", "单位：万元")),
        report_kind="final_account",
        year=2024,
    ).frames
    assert values(frames["lines"], "row_number", "block", "row_code", "line_source") == [
        (1, 1, "301", None),
        (1, 2, "302", None),
        (2, 1, None, "personnel"),
        (2, 2, None, "operating"),
    ]
    stages = frames["columns"].filter(pl.col("role") == "figure")
    assert values(stages, "block", "stage", "year") == [(1, "final", 2024), (2, "final", 2024)]


def test_recognise_tables__final_beside_budget__is_no_part_of_it() -> None:
    grid: list[list[Cell]] = [
        [("“三公”经费", 2, 1), None, ("因公出国（境）费", 2, 1), None, ("公务接待费", 2, 1), None],
        ["预算数", "决算数", "预算数", "决算数", "预算数", "决算数"],
        ["3.00", "2.00", "1.00", "1.50", "2.00", "0.50"],
    ]
    frames = recognise(
        make_page(1, [make_grid(grid)], ("财政拨款“三公”经费支出决算表", "单位：万元")),
        report_kind="final_account",
        year=2024,
    ).frames
    measures = ["total", "total", "overseas", "overseas", "reception", "reception"]
    assert frames["columns"]["measure"].to_list() == measures


def test_recognise_tables__two_sides() -> None:
    grid: list[list[Cell]] = [
        [("收入", 2, 1), None, ("支出", 4, 1), None, None, None],
        ["项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算"],
        ["一、本年收入", "5.00", "一、本年支出", "6.00", "6.00", ""],
        ["（一）一般公共预算拨款", "5.00", "（一）教育支出", "6.00", "6.00", ""],
        ["二、上年结转", "1.00", "二、结转下年", "", "", ""],
        ["（一）一般公共预算拨款", "1.00", "", "", "", ""],
        ["收入总计", "6.00", "支出总计", "6.00", "6.00", ""],
    ]
    frames = recognise(make_page(1, [make_grid(grid)], ("财政拨款收支总表", "单位：万元"))).frames
    assert values(frames["lines"].filter(pl.col("block") == 1), "line_concept", "line_source") == [
        ("current_revenue", None),
        ("source", "general_budget"),
        ("carried_over_in", None),
        ("carried_over_in_part", "general_budget"),
        ("grand_revenue", None),
    ]
    assert values(frames["lines"].filter(pl.col("block") == 2), "line_concept") == [
        ("current_expenditure",),
        ("function_class",),
        ("carried_over_out",),
        (None,),
        ("grand_expenditure",),
    ]
    assert values(frames["columns"].filter(pl.col("role") == "figure"), "side", "measure") == [
        ("revenue", "amount"),
        ("expenditure", "total"),
        ("expenditure", "general_budget"),
        ("expenditure", "government_fund"),
    ]


def test_recognise_tables__header_of_a_block_is_clipped() -> None:
    """府预算支出经济科目（按大类: its lines are numbered, and no other block's names."""
    grid: list[list[Cell]] = [
        [("收入", 2, 1), None, ("支出", 4, 1), None, None, None],
        [
            "项目",
            "预算数",
            "支出功能分科目（按大类）",
            "预算数",
            "府预算支出经济科目（按大类",
            "预算数",
        ],
        ["一、财政拨款", "9.00", "一、财政拨款", "9.00", "一、财政拨款", "9.00"],
        ["1、一般公共预算拨款", "9.00", "1、教育支出", "4.00", "1、机关工资福利支出", "2.00"],
        ["2、政府性基金拨款", "", "2、住房保障支出", "5.00", "2、机关商品和服务支出", "7.00"],
        ["收入总计", "9.00", "支出总计", "9.00", "支出总计", "9.00"],
    ]
    frames = recognise(make_page(1, [make_grid(grid)], ("财政拨款收支总表", "单位：万元"))).frames
    assert frames["columns"]["block"].to_list() == [1, 1, 2, 2, 3, 3]
    third = frames["lines"].filter(pl.col("block") == 3)
    assert third["row_label"].to_list()[1] == "机关工资福利支出"


def test_recognise_tables__one_side_listed_without_codes() -> None:
    grid = make_grid(
        [
            ["项目", "2025年预算"],
            ["一、预算拨款", "30.00"],
            ["一般公共预算拨款", "20.00"],
            ["政府性基金预算拨款", "10.00"],
            ["二、财政专户拨款", "0.00"],
            ["三、其他资金", "5.00"],
            ["事业收入", "5.00"],
            ["本年收入合计", "35.00"],
            ["四、上年结转", "1.00"],
            ["收入总计", "36.00"],
        ]
    )
    frames = recognise(make_page(1, [grid], ("2025年收入总体情况表", "单位：万元"))).frames
    assert set(frames["columns"]["side"]) == {"revenue"}
    assert values(frames["lines"], "line_concept", "line_source", "depth") == [
        ("source", "fiscal_appropriation", 1),
        ("part", "general_budget", 2),
        ("part", "government_fund", 2),
        ("source", "fiscal_account", 1),
        ("source", "other", 1),
        ("part", "operation", 2),
        ("current_revenue", None, None),
        ("carried_over_in", None, 1),
        ("grand_revenue", None, None),
    ]


def test_recognise_tables__revenue_by_unit__is_no_list_of_one_side() -> None:
    grid = make_grid(
        [
            ["项目", "合计", "财政拨款", "事业收入"],
            ["合计", "30.00", "20.00", "10.00"],
            ["某中心", "30.00", "20.00", "10.00"],
        ]
    )
    frames = recognise(make_page(1, [grid], ("2025年收入总表", "单位：万元"))).frames
    assert set(frames["columns"]["side"]) == {None}


def test_recognise_tables__prior_year_column() -> None:
    grid: list[list[Cell]] = [
        [("科目编码", 1, 2), ("科目名称", 1, 2), ("2024年预算数", 1, 2), ("2025年预算数", 3, 1),
         None, None],
        [None, None, None, "总计", "基本支出", "项目支出"],
        ["", "合计", "9", "8", "3", "5"],
    ]  # fmt: skip
    frames = recognise(make_page(1, [make_grid(grid)], ("一般公共预算支出表", "单位：元"))).frames
    figures = frames["columns"].filter(pl.col("role") == "figure")
    assert values(figures, "measure", "stage", "year") == [
        ("total", "prior_budget", 2024),
        ("total", "budget", 2025),
        ("basic", "budget", 2025),
        ("project", "budget", 2025),
    ]


def test_recognise_tables__unknown_table_lands_whole() -> None:
    grid: list[list[Cell]] = [["序号", "窗口", "甲类数额"], ["1", "本级", "1,400.93"]]
    result = recognise(make_page(1, [make_grid(grid)], ("窗口服务情况一览表", "单位：万元")))
    assert values(result.frames["tables"], "table_kind", "figure_count") == [("other", 1)]
    assert result.frames["cells"].height == 6
    assert "窗口服务情况一览表" in result.unknown_words


def test_recognise_tables__contents_page_is_no_table() -> None:
    names = (
        "部门收支总表",
        "部门收入总表",
        "部门支出总表",
        "财政拨款收支总表",
        "一般公共预算支出表",
    )
    grid: list[list[Cell]] = [["报表", "报表名称"], *([f"表{i}", n] for i, n in enumerate(names))]
    result = recognise(make_page(1, [make_grid(grid)], ("报表目录",)))
    assert result.contents_pages == {1}
    assert result.frames["tables"].is_empty()


def test_recognise_tables__project_form() -> None:
    grid: list[list[Cell]] = [
        ["项目名称", ("50015223T000003454158-2023 年会议专项", 7, 1)] + [None] * 6,
        ["资金总额（万元）", ("30", 3, 1), None, None, "项目属性", ("延续", 3, 1), None, None],
        ["项目起始时间", ("2023 年", 3, 1), None, None, "项目终止时间", ("长期", 3, 1), None, None],
        [("绩效指标", 1, 3), "一级指标", "二级指标", "三级指标", "指标值", "指标性质", "度量单位",
         "权重"],
        [None, ("产出指标", 1, 2), "数量指标", "会议次数", "280", "≥", "次", "10"],
        [None, None, "质量指标", "保障", "", "定性", "", "9%"],
    ]  # fmt: skip
    frames = recognise(
        make_page(1, [make_grid(grid)], ("2023年预算项目绩效目标表-1", "单位：万元")), year=2023
    ).frames
    assert frames["tables"]["table_kind"].to_list() == ["project_performance"]
    assert values(frames["figures"], "value", "unit", "is_money") == [
        (Decimal(30), "万元", True),
        (Decimal(280), "次", False),
        (Decimal(10), None, False),
        (Decimal(9), "%", False),
    ]
    assert values(frames["indicators"], "level_1", "level_3", "operator", "target_value") == [
        ("产出指标", "会议次数", "≥", Decimal(280)),
        ("产出指标", "保障", "定性", None),
    ]
    fields = dict(values(frames["form_fields"], "field", "value_text"))
    assert fields["amount"] == "30"
    assert fields["end_year"] == "长期"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 10**9), min_size=3, max_size=12), st.data())
def test_recognise_tables__page_breaks_change_no_sum(
    amounts: list[int], data: st.DataObject
) -> None:
    rows: list[list[Cell]] = [
        [f"20103{i:02}", f"科目{chr(0x4E00 + i)}", f"{amount:,}.00"]
        for i, amount in enumerate(amounts)
    ]
    header: list[list[Cell]] = [["科目编码", "科目名称", "合计"]]
    cut = data.draw(st.integers(1, len(rows) - 1))
    repeated = data.draw(st.booleans())
    whole = recognise(make_page(1, [make_grid(header + rows)], ABOVE))
    parts = recognise(
        make_page(1, [make_grid(header + rows[:cut])], ABOVE),
        make_page(2, [make_grid((header if repeated else []) + rows[cut:], 2)]),
    )
    names = ("row_number", "column_number", "value", "amount_yuan")
    assert values(parts.frames["figures"], *names) == values(whole.frames["figures"], *names)
    assert parts.frames["tables"].height == 1


def test_recognise_tables__columns_numbered_with_formulas() -> None:
    numbers: list[Cell] = ["1", "2", "3=4+5", "4", "5"]
    header: list[Cell] = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    body: list[Cell] = ["201", "一般公共服务支出", "30.00", "10.00", "20.00"]
    frames = recognise(make_page(1, [make_grid([header, numbers, body])], ABOVE)).frames
    assert values(frames["lines"], "row_code") == [("201",)]
    assert frames["figures"]["amount_yuan"].to_list() == [30, 10, 20]


def test_recognise_tables__one_group_over_two_blocks() -> None:
    header: list[list[Cell]] = [
        [("人员经费", 3, 1), None, None, ("公用经费", 6, 1), None, None, None, None, None],
        ["科目编码", "科目名称", "决算数"] * 3,
    ]
    body: list[list[Cell]] = [
        ["301", "工资福利支出", "9", "302", "商品和服务支出", "5", "30202", "印刷费", "2"],
        ["30101", "基本工资", "9", "30201", "办公费", "3", "", "", ""],
        [("人员经费合计", 2, 1), None, "9", ("公用经费合计", 5, 1), None, None, None, None, "5"],
    ]
    above = ("2024年一般公共预算财政拨款基本支出决算明细表", "单位：元")
    frames = recognise(make_page(1, [make_grid([*header, *body])], above)).frames
    measures = [m for m in frames["columns"]["measure"].to_list() if m]
    assert measures == ["personnel", "operating", "operating"]
    subtotals = frames["lines"].filter(pl.col("row_role") == "subtotal")
    assert values(subtotals, "block", "row_label") == [(1, "人员经费合计"), (3, "公用经费合计")]


def test_recognise_tables__codes_of_units_are_no_figures() -> None:
    header: list[Cell] = ["部门（单位）代码", "部门（单位）名称", "合计", "一般公共预算"]
    body: list[Cell] = ["530001", "某某中心", "30.00", "30.00"]
    above = ("部门收入预算表", "单位：元")
    frames = recognise(make_page(1, [make_grid([header, body])], above)).frames
    assert frames["columns"]["role"].to_list() == ["unit_code", "unit_name", "figure", "figure"]


def test_recognise_tables__projects_by_economic_class() -> None:
    header: list[Cell] = ["项目分类", "项目名称", "项目支出合计", "商品和服务支出", "资本性支出"]
    body: list[list[Cell]] = [
        ["其他运转类", "普查", "30.00", "10.00", "20.00"],
        [("合 计", 2, 1), None, "30.00", "10.00", "20.00"],
    ]
    above = ("一般公共预算项目支出情况表", "单位：元")
    frames = recognise(make_page(1, [make_grid([header, *body])], above)).frames
    assert frames["tables"]["table_kind"].to_list() == ["projects"]
    assert [m for m in frames["columns"]["measure"].to_list() if m] == [
        "total",
        "project_kind",
        "project_kind",
    ]
    assert frames["lines"]["row_role"].to_list() == ["project", "total"]


def test_recognise_tables__amount_merged_over_text_columns__lands_in_the_money_column() -> None:
    grid = make_grid(
        [
            ["支出功能分类科目", "部门支出经济分类科目", "合计", "基本支出", "项目支出"],
            ["2130301-行政运行", "30101-基本工资", "100.00", "100.00", ""],
            ["2130306-水利工程运行与维护", "30227-委托业务费", "20.00", "", "20.00"],
            ["合 计", ("120.00", 2, 1), None, "100.00", "20.00"],
        ]
    )
    frames = recognise(make_page(1, [grid], ["支出总表", "金额单位：万元"])).frames
    totals = frames["figures"].filter(pl.col("row_number") == 3)
    assert values(totals, "column_number", "printed_text") == [
        (3, "120.00"),
        (4, "100.00"),
        (5, "20.00"),
    ]
