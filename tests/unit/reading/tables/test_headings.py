"""Headings in any order, wording and number of lines: title, kind and unit are found."""

from __future__ import annotations

import pytest

from ingest.reading.pdf.model import Box, PageRead, Piece
from ingest.reading.tables.headings import read_heading, read_unit_below
from ingest.reading.tables.kinds import recognise_kind
from tests.unit.reading.tables.grids import TOP_PT, make_grid, make_page

LEFT_PT, RIGHT_PT = 50.0, 410.0
TITLE_SIZE, SIZE = 16.0, 9.0
GRID = make_grid(
    [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "备注"],
        ["201", "某事", "1", "1", "", ""],
    ]
)


def set_lines(heading: str, *, top_pt: float = TOP_PT) -> list[Piece]:
    """Set a heading above a grid.

    One line of `heading` per printed line, top to bottom; `|` parts what stands left, in the
    middle and at the right; `#` begins a line set like a title.
    """
    lines = [line.strip() for line in heading.strip().splitlines()]
    pieces: list[Piece] = []
    y = top_pt + 4
    for line in reversed(lines):
        size = TITLE_SIZE if line.startswith("#") else SIZE
        cells = [cell.strip() for cell in line.lstrip("#").split("|")]
        places = {1: ["centre" if size > SIZE else "left"], 2: ["left", "right"]}.get(
            len(cells), ["left", "centre", "right"]
        )
        for place, text in zip(places, cells, strict=True):
            width = size * len(text)
            middle = (LEFT_PT + RIGHT_PT) / 2
            x0 = {"left": LEFT_PT, "centre": middle - width / 2, "right": RIGHT_PT - width}[place]
            if text:
                pieces.append(Piece(text, Box(x0, y, x0 + width, y + size), size))
        y += size + 3
    return list(reversed(pieces))


def page_of(heading: str, below: str = "") -> PageRead:
    page = make_page(3, [GRID])
    under = [
        Piece(text, Box(300, GRID.box.y0 - 14, 300 + SIZE * len(text), GRID.box.y0 - 5), SIZE)
        for text in below.splitlines()
    ]
    return PageRead(**{**_fields(page), "lines": (*set_lines(heading), *under)})


def _fields(page: PageRead) -> dict[str, object]:
    return {name: getattr(page, name) for name in PageRead.__slots__}


# One heading each: all of a 部门支出总表 in 万元.
VARIANTS = [
    # who prints it
    "表2\n#部门支出总表\n部门：临江县水务局|单位：万元",
    "#部门支出总表\n部门：|临江县水务局|单位：万元",
    "#部门支出总表\n部门名称：临江县水|\n务局|单位：万元",
    "#部门支出总表\n临江县水务局|\n|单位：万元",
    "#部门支出总表\n临江县水务局|单位：万元",
    "#部门支出总表\n【临江县水务局】|单位：万元",
    "#部门支出总表\n编制单位（盖章）：临江县水务局|单位：万元",
    "#部门支出总表\n部门（单位）名称：临江县水务局（本级）|单位：万元",
    "#部门支出总表\n335001-临江县水务局|单位：万元",
    "#部门支出总表\n[335]临江县水务局|单位：万元",
    "#部门支出总表\n填报单位：临江县水务局 单位负责人：王某某 填表人：李某某|\n|单位：万元",
    "#临江县水务局\n#部门支出总表\n|单位：万元",
    "#部门支出总表\n主管部门：临江县人民政府\n部门：临江县水务局|单位：万元",
    "#部门支出总表\n部门代码：335|部门：临江县水务局|单位：万元",
    # when
    "#部门支出总表\n打印日期：2024-01-15|\n部门：临江县水务局|单位：万元",
    "#部门支出总表\n填报日期：2024年1月15日|单位：万元",
    "#部门支出总表\n预算年度：2024年\n部门：临江县水务局|单位：万元",
    "#部门支出总表\n2024年|单位：万元",
    "#部门支出总表\n（2024年度）\n|单位：万元",
    "#部门支出总表\n2024年1月15日|单位：万元",
    "#部门支出总表\n年度：2024|单位：万元",
    "#部门支出总表\n2024年预算（草案）\n|单位：万元",
    # which form
    "#部门支出总表\n财决批复01表|\n|单位：万元",
    "#部门支出总表\n|预算公开03表\n部门：临江县水务局|单位：万元",
    "#部门支出总表\n|财预01-3表\n部门：临江县水务局|单位：万元",
    "#部门支出总表\n|Z03_1表\n部门：临江县水务局|单位：万元",
    "|公开03表\n#部门支出总表\n部门：临江县水务局|单位：万元",
    "附表3|\n#部门支出总表\n部门：临江县水务局|单位：万元",
    "附件2-3：\n#部门支出总表\n|单位：万元",
    "#表3 部门支出总表\n|单位：万元",
    "#三、部门支出总表\n|单位：万元",
    "#部门支出总表（表3）\n|单位：万元",
    "#部门支出总表-3\n|单位：万元",
    "#部门支出总表\n表号：公开03表|单位：万元",
    "#部门支出总表\n第1页 共3页|单位：万元",
    "#部门支出总表（续表）\n|单位：万元",
    # notes
    "#部门支出总表\n注：本表含上年结转。|\n|单位：万元",
    "#部门支出总表\n说明：数据四舍五入，合计可能有尾差\n部门：临江县水务局|单位：万元",
    "#部门支出总表\n（公开表样）\n|单位：万元",
    "#部门支出总表\n密级：公开|单位：万元",
    # the title itself
    "#部门支出总表\n|单位：万元",
    "#2024年临江县水务局部门支出总表\n|单位：万元",
    "#2024年度部门预算\n#支出总表\n|单位：万元",
    "#临江县水务局2024年部门\n#支出总表\n|单位：万元",
    "#部门支|出总表\n|单位：万元",
    "#《部门支出总表》\n|单位：万元",
    "#部门支出总表（单位：万元）",
    "#部门支出总表 金额单位：人民币（万元）",
    "#部门支出总表部门名称：临江县水务局\n|单位：万元",
    "#部门支出总表 编制单位：临江县水务局 单位：万元",
    "#表3：2024年部门支出总表（部门：临江县水务局）\n|单位：万元",
    "部门支出总表|单位：万元",
    "|部门支出总表|单位：万元",
    "表3|部门支出总表|单位：万元",
    "#部门支出总表\n\n部门：临江县水务局|单位：万元",
    "#部门支出总体情况表\n|单位：万元",
    # the unit
    "#部门支出总表\n部门：临江县水务局|单位：万\n|元",
    "#部门支出总表\n部门：临江县水务局|单位：\n|万元",
    "#部门支出总表\n部门：临江县水务局|金额单位：人\n|民币万元",
    "#部门支出总表\n部门：临江县水务局|单位：|万元",
    "#部门支出总表\n|金额单位：人民币（万元）",
    "#部门支出总表\n|单位：人民币万元",
    "#部门支出总表\n|币种：人民币  单位：万元",
    "#部门支出总表\n|单位∶万元",
    "#部门支出总表\n|单 位 ： 万 元",
    "#部门支出总表\n|（单位：万元）",
    "#部门支出总表\n|单位（万元）",
    "#部门支出总表\n|（万元）",
    "#部门支出总表\n|万元",
    "#部门支出总表\n|单位：%、万元",
    "#部门支出总表\n|金额单位为万元",
    "#部门支出总表\n（以万元为单位）|",
    "#部门支出总表\n2024年1月15日 单位：万元",
    "#部门支出总表\n单位：临江县水务局|金额单位：万元",
    "|单位：万元\n#部门支出总表",
    "|单位：万元\n#部门支出总表\n部门：临江县水务局",
    "#部门支出总表\n注：本表金额单位为万元，含上年结转|",
    "#部门支出总表\n编制单位：临江县水务局|编制日期：2024.1.15|单位：万元",
]


@pytest.mark.parametrize("heading", VARIANTS)
def test_read_heading__any_form(heading: str) -> None:
    found = read_heading(page_of(heading), GRID, frozenset())
    assert found.title is not None
    assert "临江县水务局" not in found.title.split("表", 1)[1]
    assert recognise_kind(found.title, (), is_form=False)[0] == "expenditure"
    assert found.unit == "万元"


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("#部门支出总表\n|单位：百元", "百元"),
        ("#部门支出总表\n|单位：人民币元", "元"),
        ("#部门支出总表\n|单位：千元", "千元"),
        ("#部门支出总表\n|单位：亿元", "亿元"),
        ("#部门支出总表\n单位：元氏县财政局|", None),
        ("#部门支出总表\n单位名称：临江县水务局|", None),
        ("#部门支出总表\n部门：临江县水务局|", None),
    ],
)
def test_read_heading__units(heading: str, unit: str | None) -> None:
    assert read_heading(page_of(heading), GRID, frozenset()).unit == unit


@pytest.mark.parametrize(
    "heading",
    [
        "2024年收入预算1753.54万元，其中：一般公共预算拨款收入1653.54万元。",
        "二、收支总体情况说明。\n本年支出较上年增加，主要原因是人员经费增加，项目增加。",
        "详见下表：",
    ],
)
def test_read_heading__prose_is_no_title(heading: str) -> None:
    assert read_heading(page_of(heading), GRID, frozenset()).title is None


def test_read_heading__prose_between_two_tables_ends_the_heading() -> None:
    heading = "#部门收入总表\n2024年收入预算1753.54万元，比上年增加，主要是项目增加。\n|单位：万元"
    found = read_heading(page_of(heading), GRID, frozenset())
    assert (found.title, found.unit) == (None, "万元")


def test_read_heading__title_without_its_word__by_size_and_place() -> None:
    heading = "#临江县城乡供水补助\n部门：临江县水务局|单位：万元"
    assert read_heading(page_of(heading), GRID, frozenset()).title == "临江县城乡供水补助"
    head = frozenset({"临江县城乡供水补助"})
    assert read_heading(page_of(heading), GRID, frozenset(), head).title is None


def test_read_heading__form_number_alone__names_the_table_when_it_names_a_kind() -> None:
    found = read_heading(page_of("部门收支总表01表\n|单位：万元"), GRID, frozenset())
    assert found.title == "部门收支总表01表"
    assert read_heading(page_of("财决批复01表\n|单位：万元"), GRID, frozenset()).title is None


def test_read_unit_below__right_below_the_grid() -> None:
    page = page_of("#部门支出总表", below="单位：万元")
    unit, lines = read_unit_below(page, GRID, frozenset())
    assert unit == "万元"
    assert len(lines) == 1
    assert read_unit_below(page_of("", below="审核人：王某"), GRID, frozenset())[0] is None
