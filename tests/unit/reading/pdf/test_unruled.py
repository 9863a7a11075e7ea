"""Tables without rules: columns and heads are told by white space, and doubtful ones not at all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.model import Box, Piece
from ingest.reading.pdf.pieces import Run
from ingest.reading.pdf.rules import join_dots
from ingest.reading.pdf.unruled import draw_rules
from ingest.reading.pdf.unruled_parts import part_amounts

SIZE = 9.0
# The columns as a ruled table would have them, and how their print is set.
EDGES = (50.0, 120.0, 300.0, 380.0, 460.0, 540.0)
HEAD = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
BODY = [
    ["", "合计", "1,753.54", "1,053.54", "700.00"],
    ["208", "社会保障和就业支出", "120.50", "120.50", ""],
    ["2080505", "机关事业单位基本养老保险缴费支出", "120.50", "120.50", ""],
    ["213", "农林水支出", "1,534.28", "834.28", "700.00"],
    ["2130301", "行政运行", "834.28", "834.28", ""],
]


def _width(text: str) -> float:
    return sum(SIZE if ch > "\u2e80" else SIZE / 2 for ch in text)


def _set(row: Sequence[str], y: float, align: str, edges: Sequence[float]) -> list[Piece]:
    """Set a row: heads at `align`, numbers always at the right."""
    pieces = []
    for column, text in enumerate(row):
        if not text:
            continue
        left, right, width = edges[column], edges[column + 1], _width(text)
        is_amount = text[-1].isdigit() and "." in text
        place = "right" if is_amount else align
        x = {"left": left + 3, "right": right - 3 - width}.get(place, (left + right - width) / 2)
        pieces.append(Piece(text, Box(x, y, x + width, y + SIZE), SIZE))
    return pieces


def _table(heads: str, *, top: float = 700.0) -> list[Piece]:
    pieces = [Piece("部门支出总表", Box(240, top + 60, 350, top + 76), 16.0)]
    pieces += [Piece("单位：万元", Box(490, top + 30, 535, top + 39), SIZE)]
    pieces += _set(HEAD, top, heads, EDGES)
    for number, row in enumerate(BODY, start=1):
        pieces += _set(row, top - 20 * number, "left", EDGES)
    return pieces


def _columns(down: Sequence[tuple[float, float, float, float]]) -> list[float]:
    return sorted({x for x, *_ in down})


@pytest.mark.parametrize("heads", ["left", "centre"])
def test_draw_rules__no_rules_at_all(heads: str) -> None:
    pieces = _table(heads)
    across, down = draw_rules(pieces, [])
    edges = _columns(down)
    assert len(edges) == len(EDGES)
    assert len({y for _, y, _, _ in across}) == len(BODY) + 2
    for piece in pieces[2:]:
        middle = (piece.box.x0 + piece.box.x1) / 2
        own = sum(x < middle for x in edges)
        assert own == sum(x < middle for x in EDGES), piece.text
        assert not any(piece.box.x0 < x < piece.box.x1 for x in edges), piece.text


def test_draw_rules__title_and_unit_stay_outside() -> None:
    across, _ = draw_rules(_table("centre"), [])
    assert max(y for _, y, _, _ in across) < 730


def test_draw_rules__rules_across_part_the_rows() -> None:
    rules = [(48.0, 715.0 - 20 * n, 542.0, 715.0 - 20 * n) for n in range(7)]
    across, down = draw_rules(_table("left"), rules)
    assert sorted({y for _, y, _, _ in across}) == sorted(y for _, y, _, _ in rules)
    assert len(_columns(down)) == len(EDGES)


def test_draw_rules__group_over_its_parts() -> None:
    edges = (50.0, 200.0, 290.0, 380.0, 470.0, 540.0)
    pieces = [Piece("单位：万元", Box(490, 740, 535, 749), SIZE)]
    pieces += _set(["项目", "小计", "购置费", "运行费", ""], 690, "centre", edges)[1:]
    pieces += _set(["项目", "", "", "", "接待费"], 698, "centre", edges)
    middle = (200 + 470) / 2
    pieces.append(Piece("公务用车", Box(middle - 18, 706, middle + 18, 715), SIZE))
    for number, row in enumerate(
        [["合计", "12.40", "2.00", "10.40", "3.20"], ["本级", "12.40", "2.00", "10.40", "3.20"]]
    ):
        pieces += _set(row, 660 - 20 * number, "left", edges)
    across, down = draw_rules(pieces, [])
    assert len(_columns(down)) == len(edges)
    header_foot = 680
    inner = [x for x, low, _, high in down if high < 712 and low >= header_foot - 15]
    assert len(inner) == 2  # between the three parts, below their head only
    assert any(699 < y < 706 and left > 130 and right < 500 for left, y, right, _ in across)


def test_draw_rules__columns_of_one_width_under_groups_of_two_storeys() -> None:
    """Three under each head: five, and seven, lie as evenly around some of them."""
    edges = (50.0, *(150.0 + 40 * i for i in range(13)))
    pieces = [Piece("单位：万元", Box(590, 750, 635, 759), SIZE)]

    def head(text: str, first: int, last: int, y: float) -> None:
        middle, width = (edges[first] + edges[last]) / 2, _width(text)
        pieces.append(Piece(text, Box(middle - width / 2, y, middle + width / 2, y + SIZE), SIZE))

    head("预算单位", 0, 1, 708)
    head("总计", 1, 4, 714)
    head("公务用车费", 4, 13, 724)
    for k, text in enumerate(("小计", "购置费", "运行费")):
        head(text, 4 + 3 * k, 7 + 3 * k, 708)
    for k in range(12):
        head("预算", 1 + k, 2 + k, 692)
    for row in range(3):
        pieces += _set(["某局", *["12.40"] * 12], 660 - 20 * row, "left", edges)
    across, down = draw_rules(pieces, [])
    assert len(_columns(down)) == len(edges)
    spans = sorted((x0, x1) for x0, y, x1, _ in across if 692 < y < 724 and x1 - x0 < 500)
    assert [round((x1 - x0) / 40) for x0, x1 in spans] == [3, 3, 9, 3, 3]


def test_draw_rules__heads_set_down_their_columns() -> None:
    pieces = [Piece("单位：万元", Box(490, 840, 535, 849), SIZE)]
    pieces += _set(["科目编码", "科目名称", "合计", "", ""], 740, "centre", EDGES)
    for column, text in ((3, "因公出国（境）费用"), (4, "公务用车运行维护费")):
        for k, character in enumerate(text):
            row = [""] * column + [character]
            y = 800 - 15 * k - 7 * (column - 3)
            pieces += _set([*row, *[""] * (4 - column)], y, "centre", EDGES)
    for number, row in enumerate(BODY, start=1):
        pieces += _set(row, 655 - 20 * number, "left", EDGES)
    across, down = draw_rules(pieces, [])
    assert len(_columns(down)) == len(EDGES)
    assert len({y for _, y, _, _ in across}) == len(BODY) + 2


def test_draw_rules__amounts_over_the_ends_of_labels() -> None:
    """Labels too long for their cells reach into the amounts: columns all the same."""
    pieces = [Piece("单位：万元", Box(490, 740, 535, 749), SIZE)]
    pieces += _set(["项目", "预算数"] * 2, 700, "centre", (50.0, 150.0, 250.0, 350.0, 450.0))
    for row in range(6):
        y = 680.0 - 15 * row
        for left in (53.0, 253.0):
            end = left + (99.0 if row % 2 else 60.0)
            pieces.append(Piece("支出", Box(left, y, end, y + SIZE), SIZE))
            pieces.append(Piece("12.50", Box(left + 98, y, left + 120, y + SIZE), SIZE))
    edges = _columns(draw_rules(pieces, [])[1])
    assert len(edges) == 5
    assert all(any(x - 1.5 < edge <= x for edge in edges) for x in (151, 351))


def test_draw_rules__blank_column_keeps_its_head() -> None:
    pieces = [Piece("单位：万元", Box(490, 740, 535, 749), SIZE)]
    pieces += _set(HEAD, 700, "centre", EDGES)
    for number, row in enumerate(BODY, start=1):
        pieces += _set([*row[:3], "", row[4]], 700 - 20 * number, "left", EDGES)
    assert len(_columns(draw_rules(pieces, [])[1])) == len(EDGES)


def test_draw_rules__amounts_without_a_head__nothing_is_drawn() -> None:
    pieces = [Piece("单位：万元", Box(490, 740, 535, 749), SIZE)]
    pieces += _set(HEAD[:3], 700, "left", EDGES)
    for number, row in enumerate(BODY, start=1):
        pieces += _set(row, 700 - 20 * number, "left", EDGES)
    assert draw_rules(pieces, []) == ([], [])


def test_draw_rules__prose_is_no_table() -> None:
    lines = ["2024年收入预算1753.54万元，其中：一般公共预算1653.54万元。", "二、支出情况。"]
    pieces = [
        Piece(text, Box(70, 700 - 20 * n, 70 + _width(text), 709 - 20 * n), SIZE)
        for n, text in enumerate(lines)
    ]
    assert draw_rules(pieces, []) == ([], [])


def test_draw_rules__page_without_header__goes_on_with_known_columns() -> None:
    pieces = []
    for number, row in enumerate(BODY[1:]):
        pieces += _set([row[0], row[1], row[2], "", ""], 780 - 20 * number, "left", EDGES)
    assert len(_columns(draw_rules(pieces, [])[1])) == 4
    assert _columns(draw_rules(pieces, [], EDGES)[1]) == list(EDGES)


def test_draw_rules__page_without_header__a_longer_label_moves_the_edge() -> None:
    pieces = []
    for number, row in enumerate(BODY[1:]):
        pieces += _set([row[0], row[1], row[2], "", ""], 780 - 20 * number, "left", EDGES)
    known = [50.0, 120.0, 270.0, 380.0, 460.0, 540.0]  # cuts 机关事业单位基本养老保险缴费支出
    edges = _columns(draw_rules(pieces, [], known)[1])
    assert len(edges) == len(known)
    assert 267 < edges[2] < 282


def _run(text: str, gaps: dict[int, float]) -> Run:
    glyphs, x = [], 0.0
    for place, character in enumerate(text):
        x += gaps.get(place, 0.0)
        width = _width(character)
        glyphs.append(Glyph(character, x, 0.0, x + width, SIZE, place))
        x += width
    return Run(glyphs, [""] * len(glyphs))


@pytest.mark.parametrize(
    ("text", "gaps", "parts"),
    [
        ("1,653.54一、农林水支出", {8: 4.0}, ["1,653.54", "一、农林水支出"]),
        ("1,653.54一、农林水支出", {}, ["1,653.54", "一、农林水支出"]),
        ("168,441.81154,304.22", {}, ["168,441.81", "154,304.22"]),
        ("22.50 33.50".replace(" ", ""), {5: 4.0}, ["22.50", "33.50"]),
        ("2080505养老保险", {7: 4.0}, ["2080505", "养老保险"]),
        ("2026年预算数", {4: 4.0}, ["2026年预算数"]),
        ("12.50万元", {}, ["12.50万元"]),
        ("一般公共预算", {}, ["一般公共预算"]),
        ("1,124.64", {2: 4.0}, ["1,124.64"]),
        ("1653.54", {1: 3.0}, ["1653.54"]),
        ("财政拨款收入事业收入", {6: 12.0}, ["财政拨款收入", "事业收入"]),
        ("合计", {1: 12.0}, ["合计"]),
        ("业务管理50501-工资福利", {4: 4.0}, ["业务管理", "50501-工资福利"]),
        ("15302", {2: 4.0}, ["15", "302"]),
    ],
)
def test_part_amounts(text: str, gaps: dict[int, float], parts: list[str]) -> None:
    assert [run.text for run in part_amounts([_run(text, gaps)])] == parts


def test_join_dots__dotted_border_is_a_rule() -> None:
    across = [(50.0 + 3 * n, 700.0, 51.0 + 3 * n, 701.0) for n in range(60)]
    up = [(50.0, 600.0 + 3 * n, 51.0, 601.0 + 3 * n) for n in range(30)]
    rules = join_dots(across + up)
    assert (50.0, 700.0, 228.0, 701.0) in rules
    assert (50.0, 600.0, 51.0, 688.0) in rules
    assert join_dots(across[:4]) == []
