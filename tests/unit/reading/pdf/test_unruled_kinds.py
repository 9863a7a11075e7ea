"""Kinds of tables as published, without their rules: each kind once, in the least that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import pytest

from ingest.reading.aligned import _has_unended_amount
from ingest.reading.pdf.alignment import stands_in_list
from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.model import Box, Piece
from ingest.reading.pdf.pieces import Run
from ingest.reading.pdf.unruled import draw_rules
from ingest.reading.pdf.unruled_blocks import find_blocks
from ingest.reading.pdf.unruled_forms import opens_form
from ingest.reading.pdf.unruled_headers import read_header
from ingest.reading.pdf.unruled_parts import part_amounts, part_at_ends
from ingest.reading.pdf.unruled_rows import join_centred

SIZE = 10.0


def piece(text: str, x: float, y: float, *, right: bool = False, middle: bool = False) -> Piece:
    """Set a text at its left end, its right end or its middle; y is its own middle."""
    width = sum(SIZE if ch > "\u2e80" else SIZE / 2 for ch in text)
    x0 = x - width if right else x - width / 2 if middle else x
    return Piece(text, Box(x0, y - SIZE / 2, x0 + width, y + SIZE / 2), SIZE)


def lines_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    rows: dict[float, list[Piece]] = {}
    for each in pieces:
        rows.setdefault((each.box.y0 + each.box.y1) / 2, []).append(each)
    return [sorted(rows[y], key=lambda p: p.box.x0) for y in sorted(rows, reverse=True)]


def texts(row: Sequence[Piece], low: float = 0, high: float = 1000) -> str:
    inside = [p for p in row if low <= p.box.x0 < high]
    return "".join(p.text for p in sorted(inside, key=lambda p: (-p.box.y1, p.box.x0)))


def columns(pieces: Sequence[Piece], known: Sequence[float] = ()) -> list[float]:
    return sorted({x for x, *_ in draw_rules(pieces, [], known)[1]})


# rows


@pytest.mark.parametrize("foot", [0, 6])
def test_code_at_the_foot_of_its_row__belongs_to_the_figures_above(foot: float) -> None:
    spans = [(10.0, 40.0), (60.0, 130.0), (200.0, 240.0)]
    pieces = []
    for number in range(4):
        y = 500 - 40 * number
        pieces += [piece("120.50", 240, y, right=True), piece(f"23400{number}", 10, y - foot)]
        pieces += [piece("西安市某局", 60, y + 6), piece("服务中心", 60, y - 6)]
    rows = join_centred(lines_of(pieces), spans)
    assert rows is not None
    assert [texts(row, 0, 50) for row in rows] == [f"23400{number}" for number in range(4)]
    assert {texts(row, 50, 150) for row in rows} == {"西安市某局服务中心"}


def test_subject_codes_that_all_stand_below_their_figures__begin_no_rows() -> None:
    spans = [(10.0, 45.0), (60.0, 130.0), (200.0, 240.0)]
    pieces = []
    for number, code in enumerate(("2130301", "2130302", "2130304")):
        y = 500 - 30 * number
        pieces += [piece("120.50", 240, y, right=True), piece(code, 10, y - 8)]
        pieces += [piece("水利工程", 60, y + 6), piece("建设", 60, y - 6)]
    rows = join_centred(lines_of(pieces), spans)
    assert rows is not None
    assert [texts(row, 0, 50) for row in rows] == ["2130301", "2130302", "2130304"]


def test_label_half_a_line_over_its_figures__is_taken_apart_from_them() -> None:
    spans = [(10.0, 110.0), (200.0, 240.0)]
    lines = []
    for number, label in enumerate((["甲项目", "一期"], ["乙项目", "二期"], ["丙项目", "三期"])):
        y = 500 - 26 * number
        upper, lower = piece(label[0], 10, y + 6), piece(label[1], 10, y - 6)
        lines += [[upper, piece("120.50", 240, y, right=True)], [lower]]
    rows = join_centred(lines, spans)
    assert rows is not None
    assert [texts(row, 0, 150) for row in rows] == ["甲项目一期", "乙项目二期", "丙项目三期"]


def test_many_labels_that_together_stand_in_the_middle__are_not_one() -> None:
    spans = [(10.0, 110.0), (200.0, 240.0)]
    pieces = []
    for number in range(5):
        y = 500 - 30 * number
        pieces += [piece("120.50", 240, y, right=True)]
        pieces += [piece("某项目", 10, y + 7 + number % 2), piece(f"{number}期", 10, y - 7)]
    rows = join_centred(lines_of(pieces), spans)
    assert rows is not None
    assert [texts(row, 0, 150) for row in rows] == [f"某项目{number}期" for number in range(5)]


def test_amount_wrapped_in_its_cell__is_no_row_of_its_own() -> None:
    spans = [(10.0, 60.0), (100.0, 150.0), (200.0, 245.0)]
    pieces = []
    for number in range(3):
        y = 500 - 40 * number
        pieces += [piece("市局", 10, y), piece("7,600.00", 150, y, right=True)]
        pieces += [piece("18,536.8", 245, y + 8, right=True), piece("8", 245, y - 8, right=True)]
    rows = join_centred(lines_of(pieces), spans)
    assert rows is not None
    assert [texts(row) for row in rows] == ["18,536.8市局7,600.008"] * 3


# heads


def test_group_over_one_head_in_its_middle__is_a_group_where_its_parts_would_be_alone() -> None:
    below = [piece(text, x, 450, middle=True) for text, x in (("小计", 125), ("公务接待费", 225))]
    middle = [piece("专户管", 325, 456, middle=True), piece("理资金", 325, 444, middle=True)]
    right = [piece(text, x, 450, middle=True) for text, x in (("事业收入", 425), ("其他", 525))]
    far = [piece("小计", 625, 450, middle=True), piece("一般", 725, 450, middle=True)]
    heads = [piece("本年收入", 325, 470, middle=True), piece("上年结转结余", 675, 470, middle=True)]
    name = [piece("单位名称", 40, 465, middle=True)]
    pieces = [*below, *middle, *right, *far, *heads, *name]
    spans = [(15.0, 65.0), *((x - 20.0, x + 20.0) for x in range(125, 826, 100))]
    body = [[piece("某局", 15, 400), *(piece("1.00", b, 400, right=True) for _, b in spans[1:])]]
    header = read_header(pieces, body, spans, (10.0, 780.0))
    assert sorted(group.leaves for group in header.groups) == [(1, 2, 3, 4, 5), (6, 7)]


def test_head_of_a_column_between_groups__is_over_none_of_their_parts() -> None:
    parts = [
        piece(t, x, 400, middle=True)
        for t, x in zip("类款项类款", (90, 115, 140, 600, 630), strict=True)
    ]
    alone = [piece(t, x, 415, middle=True) for t, x in (("采购项目", 250), ("数量", 560))]
    alone += [piece("购买服", 430, 421, middle=True), piece("务内容", 430, 409, middle=True)]
    groups = [piece("科目编码", 115, 428, middle=True), piece("经济科目", 615, 428, middle=True)]
    spans = [(p.box.x0, p.box.x1) for p in (*parts[:3], alone[0], alone[1], *parts[3:])]
    body = [
        [piece("214", 82, 350), piece("某项目", 235, 350), piece("40.00", 575, 350, right=True)]
    ]
    header = read_header([*parts, *alone, *groups], body, spans, (70.0, 650.0))
    assert sorted(group.leaves for group in header.groups) == [(0, 1, 2), (6, 7)]


def test_group_head_of_two_lines_set_to_the_left__is_one() -> None:
    parts = [piece(t, x, 400) for t, x in (("小计", 100), ("购置费", 150), ("运行费", 200))]
    head = [piece("公务用车购置及运行", 100, 432), piece("维护费", 100, 421)]
    spans = [(95.0, 130.0), (145.0, 180.0), (195.0, 230.0)]
    body = [[piece("某局", 20, 350), *(piece("1.00", b, 350, right=True) for _, b in spans)]]
    header = read_header([*parts, *head], body, spans, (15.0, 240.0))
    assert [group.leaves for group in header.groups] == [(0, 1, 2)]
    assert len(header.cells) == 3


# columns


def listed(
    heads: Sequence[str], rows: Sequence[Mapping[float, str]], top: float = 600
) -> list[Piece]:
    """Set a list: heads over their columns, then rows, numbers ending where their column does."""
    pieces = [piece(text, 60 + 100 * i, top) for i, text in enumerate(heads)]
    for number, row in enumerate(rows, start=1):
        for x, text in row.items():
            is_amount = text.replace(".", "").replace(",", "").isdigit() and "." in text
            pieces.append(piece(text, x, top - 24 * number, right=is_amount))
    return pieces


def test_total_whose_characters_stand_apart__is_in_one_column() -> None:
    rows = [{40: "合", 90: "计", 240: "9.50", 340: "9.50"}]
    rows += [{20: "公共服务", 240: f"{n}.50", 340: f"{n}.50"} for n in range(1, 10)]
    found = columns(listed(["一级", "", "金额", "上年"], rows))
    assert len(found) == 4


def test_code_without_a_head__is_of_the_column_beside() -> None:
    rows = [{20: "某项目", 150: "1", 240: "9.50"}]
    rows += [{20: "某项目", 165: "222001", 240: f"{n}.50"} for n in range(1, 10)]
    pieces = [piece("采购项目", 20, 600), piece("单位编码", 160, 600), piece("金额", 220, 600)]
    found = columns([*pieces, *listed([], rows)])
    assert len(found) == 4


def test_label_set_by_its_depth__is_in_one_column_though_one_line_begins_left() -> None:
    rows = [{50: "某管理处", 240: "9.50"}]
    rows += [{70: "基本工资", 240: f"{n}.50"} for n in range(1, 18)]
    rows += [{30: "险缴费"}, {50: "某某某管理处", 240: "8.50"}]
    found = columns([piece("类别", 80, 600), piece("金额", 220, 600), *listed([], rows)])
    assert len(found) == 3


def run(text: str, gaps: Mapping[int, float], x: float = 10.0) -> Run:
    """Set characters half as wide as high, with more space before some."""
    glyphs = []
    for place, character in enumerate(text):
        x += gaps.get(place, 0.0)
        width = SIZE if character > "\u2e80" else SIZE / 2
        glyphs.append(Glyph(character, x, 0, x + width, SIZE, place))
        x += width
    return Run(glyphs, [" " if place in gaps else "" for place in range(len(text))])


@pytest.mark.parametrize(
    ("text", "gap", "parts"),
    [
        ("234001西安市气象局", {6: 2.5}, ["234001", "西安市气象局"]),
        ("02720", {1: 12.0}, ["0", "2720"]),
        ("20801", {3: 5.0}, ["208 01"]),
        ("2026年预算", {4: 2.5}, ["2026 年预算"]),
    ],
)
def test_whole_numbers_and_unit_codes__end_their_column(
    text: str, gap: dict[int, float], parts: list[str]
) -> None:
    assert [part.text for part in part_amounts([run(text, gap)])] == parts


def test_whole_numbers_near_each_other__part_where_others_end() -> None:
    runs = [run("0", {}, x=25.0), *(run("23807140", {4: 4.0}) for _ in range(3))]
    assert [r.text for r in part_at_ends(runs)] == ["0", *["2380", "7140"] * 3]
    codes = [run("208", {}, x=10.0), *(run("20805", {3: 4.0}) for _ in range(3))]
    assert [r.text for r in part_at_ends(codes)] == ["208", *["208 05"] * 3]


# pages

GOAL = ("深入贯彻落实有关精神，推动工作", "取得新进展，为社会提供服务；", "全面完成年度任务。")


def goals(count: int, *, top: float = 600) -> list[Piece]:
    """Set a list whose last column is sentences, three lines to a row."""
    pieces = [
        piece("项目", 60, top),
        piece("预算数（单位：万元）", 120, top),
        piece("目标", 400, top),
    ]
    for number in range(count):
        y = top - 40 - 48 * number
        pieces += [piece(f"项目{number}", 20, y), piece(f"{number}2.50", 180, y, right=True)]
        pieces += [piece(text, 300, y + 14 - 14 * i) for i, text in enumerate(GOAL)]
    return pieces


def test_list_with_a_column_of_sentences__is_a_table_to_its_end() -> None:
    pieces = goals(6)
    (block,) = find_blocks([*pieces, piece("- 28 -", 310, 40)], [])
    assert sum(len(row) for row in block.rows) == len(pieces)
    across, down = draw_rules(pieces, [])
    assert len({x for x, *_ in down}) == 4
    assert len({y for x0, y, x1, _ in across if x1 - x0 > 400}) == 8
    assert stands_in_list(pieces)


def test_sentences_without_amounts_beside__are_no_list() -> None:
    prose = [piece(text, 60, 700 - 16 * i) for i, text in enumerate(GOAL * 5)]
    assert not stands_in_list(prose)
    assert find_blocks(prose, []) == []


def test_list_goes_on_in_the_middle_of_a_row() -> None:
    rest = [piece("取得新进展，为社会提供服务；", 300, 618), piece("全面完成年度任务。", 300, 604)]
    pieces = [*rest, *(p for p in goals(5) if p.box.y1 < 590)]
    known = columns(goals(6))
    across, down = draw_rules(pieces, [], known)
    assert len({x for x, *_ in down}) == 4
    assert len({y for *_, y in across}) >= 2


def test_title_between_two_tables__parts_them() -> None:
    rows = [{20: "某项目", 240: "9.50", 340: "8.50", 440: "7.50"} for _ in range(4)]
    upper, lower = listed([], rows, 700), listed([], rows, 560)
    title = piece("某某大学收入预算表", 180, 582)
    assert len(find_blocks([*upper, title, *lower], [])) == 2


def test_heads_of_a_list__open_no_form() -> None:
    heads = [
        piece(t, 100 * i, 600) for i, t in enumerate(("单位名称", "项目名称", "金额", "绩效目标"))
    ]
    fields = [
        piece(t, 100 * i, 600) for i, t in enumerate(("项目名称", "某工程", "主管部门", "某局"))
    ]
    assert not opens_form([heads])
    assert opens_form([fields])


@pytest.mark.parametrize(
    ("decimals", "is_unended"),
    [([2, 2, 2, 2, 2, 2, 2, 2, 2, 1], True), ([2, 2, 2, 0], False), ([2, 1, 2, 1], False)],
)
def test_amount_with_fewer_decimals_than_all_others__goes_on_elsewhere(
    decimals: list[int], is_unended: bool
) -> None:
    figures = pl.DataFrame({"decimals": decimals, "is_money": [True] * len(decimals)})
    assert _has_unended_amount(figures) is is_unended
