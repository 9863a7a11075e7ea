"""Titles, units and departments in the wordings and places that publishers use."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.reading.report import read_report
from tests.variants.comparing import figures_of, outcome, plain_figures
from tests.variants.linjiang import DEPARTMENT, TABLES, Look, heading, line, print_report, quote

UNITS = (
    *("单位：万\n元", "单位：\n万元", "（单位：万\n元）", "单\n位：万元", "金额单位：万 元"),
    *(
        "单位:万元",
        "单 位 ： 万 元",
        "（单位：万元）",
        "单位: 人民币万元",
        "2024年3月1日 单位：万元",
    ),
    *("单位：万元 第1页", "金额单位：万元（保留两位小数）", "单位：万元/人", "金额单位：万元、%"),
    *("单位：（万元）", "计量单位：万元", "货币单位：人民币万元", "单位：人民币\n（万元）"),
    *(
        "人民币单位：万元",
        "单位：万元（人民币）",
        "金额：万元",
        "万元",
        "（万元）",
        "单位：万元，人",
    ),
)
OTHER_UNITS = {"元": 1, "百元": 100, "千元": 1_000, "仟元": 1_000, "亿元": 100_000_000}
LINES_BETWEEN = (
    *("临江县水务局（本级）", "[102001]临江县水务局", "102001临江县水务局", "预算年度：2024"),
    *("打印日期：2024年2月5日", "2024-01-24 10:22:31", "财决批复01表", "预算01-1表", "公开01表"),
    *("附表1-2", "Z01_1表", "财预公开07表", "表号：F03", "附件2-1", "审核人：张三 制表人：李四"),
    *(
        "注：本表反映部门本年度总收支情况。",
        "说明：金额单位转换时可能存在尾数误差。",
        "第1页，共4页",
    ),
    *("（本表反映部门本年度总收支和年末结转结余情况）", "版本：V2", "数据来源：预算一体化系统"),
)
DEPARTMENTS = (
    "部门：临江县\n水务局",
    "部门名称：临江县水务局\n（临江县河长制办公室）",
    "编制单位：临江县水务局（临江县\n河长制工作委员会办公\n室）机关",
)
PIECES = (
    ("部门：", DEPARTMENT, "单位：万元"),
    ("填报单位", DEPARTMENT, "单位：万元"),
    ("编制部门：", DEPARTMENT, "编制日期：2024-02-01", "单位：万元"),
    ("编制单位：", DEPARTMENT, "2024年", "单位：万元", "第1页"),
    ("预算单位：", DEPARTMENT, "单位：", "万元"),
)
BELOW = (
    "单位：万元",
    "注：金额单位为万元。",
    "注：本表金额单位为万元，小数点后保留两位。",
    "1. 本表以万元为单位。",
)


def in_pieces(number: int, title: str, pieces: tuple[str, ...]) -> str:
    cells = ", ".join(f"[#{quote(piece)}]" for piece in pieces)
    spread = f"#grid(columns: {len(pieces)}, column-gutter: 1fr, {cells})"
    return "\n".join([line(f"表{number}", "left"), line(title, size=16), spread])


LOOKS: dict[str, Look] = {
    **{f"unit {unit!r}": Look(above=lambda n, t, u=unit: heading(n, t, unit=u)) for unit in UNITS},
    **{
        f"between {text!r}, {align}": Look(
            above=lambda n, t, x=text, a=align: heading(n, t, more=[line(x, a)])
        )
        for text in LINES_BETWEEN
        for align in ("center", "left")
    },
    **{
        f"department {text!r}": Look(above=lambda n, t, d=text: heading(n, t, department=d))
        for text in DEPARTMENTS
    },
    **{
        f"pieces {pieces}": Look(above=lambda n, t, p=pieces: in_pieces(n, t, p))
        for pieces in PIECES
    },
    **{
        f"below {text!r}": Look(
            above=lambda n, t: heading(n, t, unit=""), below=lambda _, x=text: line(x, "right")
        )
        for text in BELOW
    },
    **{
        f"in the title {tail!r}": Look(above=lambda n, t, e=tail: heading(n, t + e, unit=""))
        for tail in ("（单位：万元）", "（万元）", "\n（单位：万元）")
    },
}
MONEY_HEADS = {"预算数", "合计", "基本支出", "项目支出", "小计"} | {
    cell[0] for row in TABLES[3].header for cell in row if cell and cell[2] == 1
}


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_variant__another_heading__is_the_same(name: str) -> None:
    assert outcome(print_report(LOOKS[name]))[0] == "same"


@pytest.mark.parametrize("tail", ["（万元）", "\n（万\n元）", "\n单位：万元"])
def test_variant__a_unit_in_every_head__is_the_same(tail: str) -> None:
    heads = {
        (number, row, column): cell[0] + tail
        for number, table in enumerate(TABLES, 1)
        for row, cells in enumerate(table.header)
        for column, cell in enumerate(cells)
        if cell and cell[0] in MONEY_HEADS
    }
    look = Look(above=lambda n, t: heading(n, t, unit=""), header=heads)
    assert outcome(print_report(look))[0] == "same"


@pytest.mark.parametrize("unit", sorted(OTHER_UNITS))
def test_variant__another_unit__is_multiplied_out(unit: str) -> None:
    look = Look(above=lambda n, t: heading(n, t, unit=f"单位：{unit}"))
    factor = Decimal(OTHER_UNITS[unit]) / 10_000
    found = figures_of(read_report(print_report(look), "a.pdf"))
    assert found == {
        (kind, code, label, yuan and (yuan * factor).normalize()): count
        for (kind, code, label, yuan), count in plain_figures().items()
    }


def test_variant__no_unit_anywhere__what_prose_does_not_settle_is_said() -> None:
    look = Look(above=lambda n, t: heading(n, t, unit=""))
    found, reason = outcome(print_report(look))
    assert found == "other"
    assert "未印单位" in reason
