"""Roles of rows and columns: what the words propose, and what the sums make of it."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading.tables.model import Column, Line
from ingest.reading.tables.roles import read_sum_roles
from ingest.reading.tables.roles_model import SumRoles
from ingest.reading.tables.roles_parse import parse_sums
from tests.unit.reading.tables.grids import Cell, make_grid, make_page, recognise

AMOUNT = Column(
    2, 1, ("预算数",), "figure", measure="total", stage="budget", unit="元", is_money=True
)


def read(
    rows: list[tuple[str, str | int]], kind: str = "projects", side: str | None = None
) -> SumRoles:
    """Read rows of (role and label, amount) in one column."""
    name = Column(1, 1, ("项目",), "name", side=side)
    amount = Column(2, 1, ("预算数",), "figure", side, "total", "budget", None, "元", True)
    lines = []
    for number, (text, _) in enumerate(rows, start=1):
        role, _, label = text.partition(":")
        code = label if label.isdigit() else None
        is_unit = role == "unit"
        lines.append(
            Line(
                number,
                1,
                role,
                row_code=None if is_unit else code,
                row_label=label,
                unit_code=code if is_unit else None,
            )
        )
    amounts = {
        (number, 2): Decimal(value)
        for number, (_, value) in enumerate(rows, start=1)
        if value != ""
    }
    return read_sum_roles(
        [name, amount], lines, amounts, kind=kind, title=None, indents={}
    )  # fmt: skip


def roles_of(read: SumRoles) -> list[tuple[str, int | None, bool]]:
    return [(r.sum_role, r.parent_row, r.is_leaf) for _, r in sorted(read.rows.items())]


def leaves(read: SumRoles) -> list[int]:
    return [row for (row, _), role in sorted(read.rows.items()) if role.is_leaf]


def test_rows__categories_without_a_word_of_their_own() -> None:
    found = read(
        [
            ("total:合计", 1200),
            ("project:全额", 1200),
            ("unit:234001", 1200),
            ("project:专用项目", 700),
            ("project:防雷执法", 285),
            ("project:增雨作业", 415),
            ("project:通用项目", 500),
            ("project:档案整理", 500),
        ]
    )
    assert found.status == "supported"
    assert roles_of(found) == [
        ("total", None, False),
        ("category", 1, False),
        ("unit", 2, False),
        ("category", 3, False),
        ("item", 4, True),
        ("item", 4, True),
        ("category", 3, False),
        ("item", 7, True),
    ]


def test_rows__two_equal_payments_are_both_real() -> None:
    found = read(
        [("total:合计", 90), ("project:甲", 40), ("project:援藏", 25), ("project:援藏", 25)]
    )
    assert leaves(found) == [2, 3, 4]


def test_rows__a_heading_equal_to_its_only_part() -> None:
    found = read(
        [("total:合计", 65), ("project:甲", 40), ("project:援藏", 25), ("project:援藏", 25)]
    )
    assert leaves(found) == [2, 4]


def test_rows__project_named_as_a_unit_is_none() -> None:
    found = read([("total:合计", 70), ("unit:CC(市本级)", 30), ("project:城市维护", 40)])
    assert roles_of(found)[1:] == [("item", 1, True), ("item", 1, True)]


def test_rows__label_of_a_subtotal_that_nothing_adds_up_to() -> None:
    found = read(
        [("total:合计", 100), ("project:甲", 30), ("subtotal:园林绿化管理", 30), ("project:乙", 40)]
    )
    assert leaves(found) == [2, 3, 4]


def test_rows__units_within_units() -> None:
    found = read(
        [
            ("unit:234", 100),
            ("unit:234001", 70),
            ("code:201", 70),
            ("code:20103", 70),
            ("unit:234002", 30),
            ("code:201", 30),
            ("code:20103", 30),
        ],
        kind="expenditure",
    )
    assert [r[1] for r in roles_of(found)] == [None, 1, 2, 3, 1, 5, 6]
    assert leaves(found) == [4, 7]


def test_rows__department_above_its_units_without_codes() -> None:
    found = read(
        [
            ("unit:某局", 100),
            ("unit:某局本级", 60),
            ("code:201", 60),
            ("unit:某中心", 40),
            ("code:201", 40),
        ],
        kind="expenditure",
    )
    assert [r[1] for r in roles_of(found)] == [None, 1, 2, 1, 4]


def test_rows__class_names_and_amounts_alone() -> None:
    """An economic table without codes: 工资福利支出 heads what adds up to it."""
    found = read(
        [
            ("total:合计", 100),
            ("line:工资福利支出", 70),
            ("line:基本工资", 30),
            ("line:奖金", 40),
            ("line:商品和服务支出", 30),
            ("line:办公费", 30),
        ],
        kind="basic_by_economic",
    )
    assert leaves(found) == [3, 4, 6]


def test_rows__total_at_the_foot_and_subtotals_that_close() -> None:
    found = read(
        [
            ("line:甲", 10),
            ("line:乙", 20),
            ("subtotal:小计", 30),
            ("line:丙", 5),
            ("line:丁", 6),
            ("subtotal:小计", 11),
            ("total:合计", 41),
        ],
        kind="other",
    )
    assert [r[1] for r in roles_of(found)] == [3, 3, 7, 6, 6, 7, None]
    assert leaves(found) == [1, 2, 4, 5]


def test_rows__total_printed_twice_is_no_leaf() -> None:
    found = read(
        [("total:合计", 30), ("line:甲", 10), ("line:乙", 20), ("total:总计", 30)], kind="other"
    )
    assert leaves(found) == [2, 3]


def test_rows__no_total_printed() -> None:
    found = read([("project:甲", "5.00"), ("project:乙", "2.00"), ("project:丙", "3.00")])
    assert found.status == "untested"
    assert leaves(found) == [1, 2, 3]


def test_rows__one_slip_leaves_the_roles() -> None:
    """A digit that is wrong in one row makes a finding, not another table."""
    found = read(
        [
            ("total:合计", "100.00"),
            ("code:201", "70.00"),
            ("code:20103", "70.00"),
            ("code:2010301", "30.00"),
            ("code:2010302", "41.00"),
            ("code:208", "30.00"),
            ("code:20805", "30.00"),
            ("code:2080505", "30.00"),
        ],
        kind="expenditure",
    )
    assert found.status == "supported"
    assert (found.row_sums.held, found.row_sums.tried) == (4, 5)
    assert leaves(found) == [4, 5, 8]


def test_rows__less_than_the_total__withheld() -> None:
    """公安 prints some of its codes only: what is printed may be added up all the same."""
    found = read([("total:合计", "106.30"), ("code:2040201", "1.40"), ("code:2080505", "1.00")])
    assert found.status == "unknown"
    assert leaves(found) == [2, 3]


def test_rows__more_than_the_total__unknown() -> None:
    found = read([("total:合计", 10), ("project:甲", 30), ("project:乙", 40)])
    assert found.status == "unknown"
    assert leaves(found) == []
    assert roles_of(found)[1][0] == "unknown"


def line(number: int, label: str, concept: str | None, role: str = "line") -> Line:
    return Line(number, 1, role, row_label=label, line_concept=concept)


def read_side(lines: list[Line], values: list[int], side: str) -> SumRoles:
    name = Column(1, 1, ("项目",), "name", side=side)
    amount = Column(2, 1, ("预算数",), "figure", side, "amount", "budget", None, "元", True)
    amounts = {(x.row_number, 2): Decimal(v) for x, v in zip(lines, values, strict=True)}
    return read_sum_roles([name, amount], lines, amounts, kind="summary", title=None, indents={})


def test_side__parts_of_stock_below_the_closing_line() -> None:
    found = read_side(
        [
            line(1, "一般公共预算资金", "source"),
            line(2, "政府性基金预算资金", "source"),
            line(3, "本年收入合计", "current_revenue"),
            line(4, "上年结转结余", "carried_over_in"),
            line(5, "一般公共预算拨款", "source"),
            line(6, "收入总计", "grand_revenue", "total"),
        ],
        [80, 20, 100, 7, 7, 107],
        "revenue",
    )
    assert [r[1] for r in roles_of(found)] == [3, 3, 6, 6, 4, None]
    assert leaves(found) == [1, 2, 5]


def test_side__mentioned_part_is_not_added() -> None:
    found = read_side(
        [
            line(1, "事业收入", "source"),
            line(2, "其中:教育收费", "part"),
            line(3, "其他收入", "source"),
            line(4, "收入总计", "grand_revenue", "total"),
        ],
        [80, 30, 20, 100],
        "revenue",
    )
    assert roles_of(found)[1] == ("memo", 1, False)
    assert leaves(found) == [1, 3]


def test_side__kinds_of_stock_beside_each_other() -> None:
    found = read_side(
        [
            line(1, "财政拨款", "source"),
            line(2, "一般公共预算拨款收入", "part"),
            line(3, "本年收入合计", "current_revenue"),
            line(4, "上年实户资金余额", "carried_over_in"),
            line(5, "上年结转", "carried_over_in_part"),
            line(6, "其中:财政拨款资金结转", "carried_over_in_part"),
            line(7, "收入总计", "grand_revenue", "total"),
        ],
        [3643, 3643, 3643, 41, 12, 12, 3696],
        "revenue",
    )
    assert leaves(found) == [2, 4, 6]


def test_side__the_same_money_by_function_and_by_nature() -> None:
    found = read_side(
        [
            line(1, "一般公共服务支出", "function_class"),
            line(2, "教育支出", "function_class"),
            line(3, "基本支出", "by_nature"),
            line(4, "项目支出", "by_nature"),
            line(5, "支出总计", "grand_expenditure", "total"),
        ],
        [60, 40, 55, 45, 100],
        "expenditure",
    )
    assert leaves(found) in ([1, 2], [3, 4])
    assert found.row_sums.held == found.row_sums.tried


def test_side__economic_classes_below_their_nature() -> None:
    found = read_side(
        [
            line(1, "人员经费和公用经费支出", "by_nature"),
            line(2, "工资福利支出", "by_economic"),
            line(3, "商品和服务支出", "by_economic"),
            line(4, "专项业务经费支出", "by_nature"),
            line(5, "商品和服务支出", "by_economic"),
            line(6, "本年支出合计", "current_expenditure"),
            line(7, "结转下年", "carried_over_out"),
            line(8, "支出总计", "grand_expenditure", "total"),
        ],
        [20, 15, 5, 16, 16, 36, 4, 40],
        "expenditure",
    )
    assert [r[1] for r in roles_of(found)] == [6, 1, 1, 6, 4, 8, 8, None]
    assert leaves(found) == [2, 3, 5, 7]


def test_rows__years_in_rows_do_not_mix() -> None:
    name = Column(1, 1, ("年度",), "name")
    amount = Column(2, 1, ("合计",), "figure", None, "total", "budget", None, "万元", True)
    printed = [("某局", 38264, 46917), ("本级", 3987, 14677), ("某中心", 34277, 32240)]
    lines, amounts = [], {}
    for unit, before, now in printed:
        for label, value in (("2025年", before), ("2026年", now), ("增减变化金额", now - before)):
            number = len(lines) + 1
            role = "year" if label.startswith("20") else "line"
            lines.append(Line(number, 1, role, row_label=label, unit_name=unit))
            amounts[number, 2] = Decimal(value)
    found = read_sum_roles(
        [name, amount], lines, amounts, kind="three_public", title=None, indents={}
    )  # fmt: skip
    assert [r[1] for r in roles_of(found)] == [None, None, None, 1, 2, None, 1, 2, None]
    assert [r[0] for r in roles_of(found)][:4] == ["unit", "unit", "memo", "item"]
    assert leaves(found) == [4, 5, 7, 8]


# ---- columns

LABELS: list[Cell] = ["科目编码", "科目名称"]


def columns_of(header: list[list[Cell]], rows: list[list[Cell]], title: str) -> pl.DataFrame:
    page = make_page(1, [make_grid(header + rows)], (title, "单位：万元"))
    return recognise(page).frames["columns"].filter(pl.col("role") == "figure")


def shown(frame: pl.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return frame.select(names).rows()


def test_columns__mentioned_beside_addends() -> None:
    frame = columns_of(
        [
            [("科目编码", 1, 2), ("科目名称", 1, 2), ("支出总计", 1, 2), ("基本支出", 1, 2),
             ("项目支出", 1, 2), ("政府采购项目", 2, 1), None],
            [None, None, None, None, None, "小计", "其中：预留中小企业"],
        ],
        [
            ["201", "一般公共服务支出", "30.00", "10.00", "20.00", "8.00", "3.00"],
            ["20103", "政府办公厅", "30.00", "10.00", "20.00", "8.00", "3.00"],
            ["2010301", "行政运行", "10.00", "10.00", "", "", ""],
            ["2010302", "一般行政管理事务", "20.00", "", "20.00", "8.00", "3.00"],
        ],
        "2025年部门支出总表",
    )  # fmt: skip
    assert shown(frame, "sum_role", "whole_column", "is_leaf", "nature") == [
        ("whole", None, False, "total"),
        ("addend", 3, True, "basic"),
        ("addend", 3, True, "project"),
        ("memo", 3, False, "total"),
        ("memo", 6, False, "total"),
    ]


def test_columns__fund_and_nature_in_one_header() -> None:
    frame = columns_of(
        [
            [("科目编码", 1, 2), ("科目名称", 1, 2), ("合计", 1, 2),
             ("一般公共预算", 3, 1), None, None, ("政府性基金预算", 3, 1), None, None],
            [None, None, None, "小计", "基本支出", "项目支出", "小计", "基本支出", "项目支出"],
        ],
        [
            ["201", "一般公共服务支出", "60", "50", "20", "30", "10", "4", "6"],
            ["208", "社会保障和就业支出", "9", "9", "9", "0", "0", "0", "0"],
        ],
        "2025年部门支出总表",
    )  # fmt: skip
    assert shown(frame, "whole_column", "is_leaf", "fund", "nature") == [
        (None, False, "all", "total"),
        (3, False, "general_budget", "total"),
        (4, True, "general_budget", "basic"),
        (4, True, "general_budget", "project"),
        (3, False, "government_fund", "total"),
        (7, True, "government_fund", "basic"),
        (7, True, "government_fund", "project"),
    ]


def test_columns__total_by_nature_repeats_the_funds() -> None:
    frame = columns_of(
        [
            [("科目编码", 1, 2), ("科目名称", 1, 2), ("合计", 3, 1), None, None,
             ("一般公共预算", 3, 1), None, None, ("政府性基金预算", 3, 1), None, None],
            [None, None, "小计", "基本支出", "项目支出", "小计", "基本支出", "项目支出",
             "小计", "基本支出", "项目支出"],
        ],
        [
            ["201", "一般公共服务支出", "60", "24", "36", "50", "20", "30", "10", "4", "6"],
            ["208", "社会保障和就业支出", "9", "9", "0", "9", "9", "0", "0", "0", "0"],
        ],
        "2025年部门支出总表",
    )  # fmt: skip
    leaf = frame.filter(pl.col("is_leaf"))["column_number"].to_list()
    assert leaf == [7, 8, 10, 11]


def test_columns__part_that_its_group_lost() -> None:
    frame = columns_of(
        [
            [("科目编码", 1, 2), ("科目名称", 1, 2), ("合计", 1, 2),
             ("本年收入", 3, 1), None, None, ("其他收入", 1, 2), ("上年结转", 1, 2)],
            [None, None, None, "小计", "一般公共预算", "事业收入", None, None],
        ],
        [["201", "一般公共服务支出", "1048.5", "992.6", "870.7", "118.9", "3.0", "55.9"]],
        "2025年部门收入总表",
    )  # fmt: skip
    assert shown(frame, "whole_column", "is_leaf") == [
        (None, False), (3, False), (4, True), (4, True), (4, True), (3, True)
    ]  # fmt: skip


def test_columns__three_public_of_each_fund() -> None:
    """广州: 合计 and the funds are the columns, the kinds of cost the rows, 行政经费 beside."""
    page = make_page(
        1,
        [
            make_grid(
                [
                    ["项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
                    ["行政经费", "988.45", "535.87", "0.00", "452.58"],
                    ["“三公”经费", "74.83", "42.79", "0.00", "32.04"],
                    ["其中：（一）因公出国（境）支出", "28.62", "28.62", "0.00", "0.00"],
                    ["（二）公务用车购置及运行维护支出", "34.29", "2.25", "0.00", "32.04"],
                    ["1.公务用车购置费", "0.00", "0.00", "0.00", "0.00"],
                    ["2.公务用车运行维护费", "34.29", "2.25", "0.00", "32.04"],
                    ["（三）公务接待费支出", "11.92", "11.92", "0.00", "0.00"],
                ]
            )
        ],
        ("2026年行政经费及“三公”经费预算表", "单位：万元"),
    )
    frames = recognise(page).frames
    assert shown(frames["lines"], "sum_role", "parent_row", "is_leaf") == [
        ("memo", None, False),
        ("subtotal", None, False),
        ("item", 2, True),
        ("subtotal", 2, False),
        ("item", 4, True),
        ("item", 4, True),
        ("item", 2, True),
    ]
    figures = frames["columns"].filter(pl.col("role") == "figure")
    assert shown(figures, "is_leaf", "fund") == [
        (False, "all"),
        (True, "general_budget"),
        (True, "government_fund"),
        (True, "state_capital"),
    ]


# ---- what is generated is found again


Tree = list["Tree"]
SHAPES: st.SearchStrategy[Tree] = st.recursive(
    st.just([]), lambda parts: st.lists(parts, min_size=2, max_size=4), max_leaves=25
)


def grow(shape: Tree, leaves_left: list[int], level: int = 0) -> list[tuple[int, int]]:
    """Give the rows (amount, level) of a tree, headings first.

    The amounts of leaves are strewn over nine digits, so that no two sets of them come to the same:
    with coincidences nobody could tell the trees apart.
    """
    if not shape:
        return [(pow(1_000 + leaves_left.pop(), 7, 999_999_937), level)]
    parts = [grow(part, leaves_left, level + 1) for part in shape]
    return [(sum(part[0][0] for part in parts), level), *(row for part in parts for row in part)]


@st.composite
def forests(draw: st.DrawFn) -> list[list[tuple[int, int]]]:
    """Draw the trees below a total."""
    shapes = draw(st.lists(SHAPES, min_size=2, max_size=4))
    leaves_left = draw(st.permutations(range(120)))
    return [grow(shape, leaves_left) for shape in shapes]


@settings(max_examples=150, deadline=None)
@given(forests())
def test_parse_sums__finds_the_tree_again(forest: list[list[tuple[int, int]]]) -> None:
    rows = [row for tree in forest for row in tree]
    total = sum(tree[0][0] for tree in forest)
    expected: dict[int, int] = {}
    stack: list[int] = []
    for place, (_, level) in enumerate(rows):
        del stack[level:]
        if stack:
            expected[place] = stack[-1]
        stack.append(place)
    assert parse_sums([value for value, _ in rows], total, 1) == expected


@settings(max_examples=60, deadline=None)
@given(
    forests(),
    st.booleans(),
    st.sampled_from(["project", "line"]),
    st.lists(st.integers(1, 5), min_size=3, max_size=3),
)
def test_rows__generated_tables_keep_their_leaves(
    forest: list[list[tuple[int, int]]], is_total_last: bool, role: str, shares: list[int]
) -> None:
    """Whatever the depth and the place of 合计, the leaves add up to it in every column."""
    rows = [row for tree in forest for row in tree]
    total = (sum(tree[0][0] for tree in forest), -1)
    printed = [*rows, total] if is_total_last else [total, *rows]
    kind = "projects" if role == "project" else "other"
    lines, amounts, expected = [], {}, []
    for number, (value, level) in enumerate(printed, start=1):
        lines.append(Line(number, 1, "total" if level < 0 else role, row_label=f"甲{number}"))
        for column, share in enumerate(shares, start=2):
            amounts[number, column] = Decimal(value * share)
        below = printed[number][1] if number < len(printed) else -1
        if level >= 0 and below <= level:
            expected.append(number)
    columns = [Column(1, 1, ("项目",), "name")] + [
        Column(c, 1, (f"列{c}",), "figure", None, None, "budget", None, "元", True)
        for c in range(2, 5)
    ]
    found = read_sum_roles(columns, lines, amounts, kind=kind, title=None, indents={})
    assert leaves(found) == expected
    assert found.row_sums.held == found.row_sums.tried


@pytest.mark.parametrize("unit", ["万元", "元"])
def test_landed__project_rows_follow_the_sums(unit: str) -> None:
    page = make_page(
        1,
        [
            make_grid(
                [
                    ["单位编码", "单位（项目）名称", "项目金额", "项目简介"],
                    ["合计", "", "90.00", ""],
                    ["114001", "某某管理处", "60.00", ""],
                    ["-", "专用项目", "60.00", ""],
                    ["-", "园林绿化管理", "25.00", ""],
                    ["-", "改造(市本级)", "35.00", ""],
                    ["114002", "某中心", "30.00", ""],
                    ["-", "通用项目", "30.00", ""],
                    ["-", "大宗印刷", "30.00", ""],
                ]
            )
        ],
        ("部门综合预算专项业务经费支出表", f"单位：{unit}"),
    )
    lines = recognise(page).frames["lines"].filter(pl.col("row_role") == "project")
    assert shown(lines, "project_name", "unit_name") == [
        ("园林绿化管理", "某某管理处"),
        ("改造(市本级)", "某某管理处"),
        ("大宗印刷", "某中心"),
    ]


@pytest.mark.parametrize("is_total_last", [True, False])
@pytest.mark.parametrize("twice", [0, 2, 4])
def test_rows__row_printed_twice_heads_nothing(twice: int, is_total_last: bool) -> None:
    """A doubled row leaves the total short; it is no heading of its double."""
    values = [264, 404, 321, 530, 517]
    listed = [(f"项目{n}", value) for n, value in enumerate(values)]
    listed.insert(twice, listed[twice])
    total = ("合计", sum(values))
    printed = [*listed, total] if is_total_last else [total, *listed]
    lines = [
        Line(n, 1, "total", row_label=label)
        if label == "合计"
        else Line(n, 1, "project", row_label=label, unit_name="本级")
        for n, (label, _) in enumerate(printed, start=1)
    ]
    amounts = {
        (n, column): Decimal(value)
        for n, (_, value) in enumerate(printed, start=1)
        for column in (2, 3)
    }
    columns = [Column(1, 1, ("项目",), "project_name")] + [
        Column(c, 1, (f"列{c}",), "figure", None, None, "budget", None, "元", True) for c in (2, 3)
    ]
    found = read_sum_roles(columns, lines, amounts, kind="projects", title=None, indents={})
    assert len(leaves(found)) == len(values) + 1
    assert found.row_sums.held == 0


def test_rows__each_project_under_one_of_its_name() -> None:
    """Where every project has a row of its own name above it, those are headings."""
    rows: list[tuple[str, str, int]] = [("total", "合计", 1189)]
    for name, value in (("项目甲", 264), ("项目乙", 404), ("项目丙", 521)):
        rows += [("project", name, value)] * 2
    lines = [Line(n, 1, role, row_label=label) for n, (role, label, _) in enumerate(rows, 1)]
    amounts = {(n, c): Decimal(v) for n, (_, _, v) in enumerate(rows, 1) for c in (2, 3)}
    columns = [Column(1, 1, ("项目",), "project_name")] + [
        Column(c, 1, (f"列{c}",), "figure", None, None, "budget", None, "元", True) for c in (2, 3)
    ]
    found = read_sum_roles(columns, lines, amounts, kind="projects", title=None, indents={})
    assert leaves(found) == [3, 5, 7]


def test_rows__page_subtotals__close_the_rows_of_their_page() -> None:
    found = read(
        [
            ("project:办公用房维修", 30),
            ("project:信息系统运维", 20),
            ("subtotal:本页小计", 50),
            ("project:普法宣传", 40),
            ("project:设备更新", 11),
            ("subtotal:本页小计", 51),
            ("total:合计", 101),
        ]
    )
    names = [role for role, _, _ in roles_of(found)]
    assert [names[2], names[5], names[6]] == ["page_subtotal", "page_subtotal", "total"]
    assert leaves(found) == [1, 2, 4, 5]
