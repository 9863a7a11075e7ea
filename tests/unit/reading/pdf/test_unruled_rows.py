"""Rows of tables without rules: labels of several lines, numbers and sentences that are wrapped."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.reading.pdf.model import Box, Piece
from ingest.reading.pdf.unruled import draw_rules
from ingest.reading.pdf.unruled_blocks import find_blocks
from ingest.reading.pdf.unruled_rows import join_centred

SIZE, PITCH = 8.0, 15.5
SPANS = [(15.0, 63.0), (85.0, 125.0), (144.0, 184.0), (197.0, 237.0)]
AMOUNTS = ("404,415.23", "400,391.78", "366,195.79")


def _piece(text: str, x: float, y: float) -> Piece:
    width = sum(SIZE if ch > "\u2e80" else SIZE / 2 for ch in text)
    return Piece(text, Box(x, y - SIZE / 2, x + width, y + SIZE / 2), SIZE)


def _figures(y: float, texts: Sequence[str] = AMOUNTS) -> list[Piece]:
    return [_piece(text, x, y) for text, (x, _) in zip(texts, SPANS[1:], strict=False)]


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    rows: dict[float, list[Piece]] = {}
    for piece in pieces:
        rows.setdefault((piece.box.y0 + piece.box.y1) / 2, []).append(piece)
    return [sorted(rows[y], key=lambda p: p.box.x0) for y in sorted(rows, reverse=True)]


def _labels(rows: Sequence[Sequence[Piece]]) -> list[str]:
    return [
        "".join(p.text for p in sorted(row, key=lambda p: -p.box.y0) if p.box.x0 < 64)
        for row in rows
    ]


def _wrapped(*labels: Sequence[str]) -> list[Piece]:
    """Set labels line below line without more space between rows, figures in their middle."""
    pieces: list[Piece] = []
    y = 500.0
    for label in labels:
        pieces += [_piece(text, 15, y - PITCH * i) for i, text in enumerate(label)]
        pieces += _figures(y - PITCH * (len(label) - 1) / 2)
        y -= PITCH * len(label)
    return pieces


def test_join_centred__lines_belong_to_the_figures_in_their_middle() -> None:
    labels = (["合计"], ["市公安", "局"], ["市公安局", "交通管理", "支队"], ["市公安", "机动队"])
    rows = join_centred(_lines(_wrapped(*labels)), SPANS)
    assert rows is not None
    assert _labels(rows) == ["".join(label) for label in labels]


def test_join_centred__two_columns_wrap_apart() -> None:
    pieces = _wrapped(["甲项目", "一期"], ["乙项目"], ["丙项目", "二期"])
    first, last = 500 - PITCH / 2, 500 - PITCH * 3.5
    purpose = [_piece("长句子", 400, first + d) for d in (-4, 4)]
    purpose += [_piece("短", 400, last)]
    rows = join_centred(_lines([*pieces, *purpose]), [*SPANS, (400.0, 500.0)])
    assert rows is not None
    assert [sum(p.box.x0 == 400 for p in row) for row in rows] == [2, 0, 1]


def test_join_centred__figures_at_the_top_of_their_rows__is_not_guessed() -> None:
    pieces = [
        piece
        for row in range(4)
        for piece in (
            _piece("市公安局", 15, 500 - 40 * row),
            *_figures(500 - 40 * row),
            _piece("交通支队", 15, 500 - 40 * row - 10),
        )
    ]
    assert join_centred(_lines(pieces), SPANS) is None


def test_find_blocks__the_last_digit_of_a_wrapped_number_ends_no_table() -> None:
    pieces = [
        piece
        for row in range(3)
        for piece in (
            _piece("市局", 15, 480 - 32 * row),
            *_figures(480 - 32 * row),
            _piece("18,536.8", 380, 488 - 32 * row),
            _piece("8", 408, 472 - 32 * row),
        )
    ]
    (block,) = find_blocks([*pieces, _piece("- 20 -", 260, 40)], [])
    assert sum(piece.text == "8" for row in block.rows for piece in row) == 3
    assert not any(piece.text == "- 20 -" for row in block.rows for piece in row)


def test_find_blocks__a_sentence_whose_amounts_are_parted_is_no_row() -> None:
    table = [
        p
        for row in range(3)
        for p in (_piece("市局", 15, 480 - 20 * row), *_figures(480 - 20 * row))
    ]
    sentence = [
        _piece("我校本年收支总预算，共", 15, 380),
        _piece("490,808.40", 105, 380),
        _piece("万元，其中本年收入", 147, 380),
    ]
    (block,) = find_blocks([*table, *sentence], [])
    assert len(block.rows) == 3


def test_draw_rules__codes_set_by_their_depth_are_one_column() -> None:
    codes = ("301", "30101", "30102", "302", "30201")
    pieces = [
        _piece(text, x, 520) for text, x in (("科目编码", 15), ("合计", 92), ("基本支出", 148))
    ]
    for row, code in enumerate(codes):
        x = 15 if len(code) == 3 else 34
        pieces += [_piece(code, x, 500 - 20 * row), *_figures(500 - 20 * row, AMOUNTS[:2])]
    _, down = draw_rules(pieces, [])
    assert len({x for x, *_ in down}) == 4


def test_join_centred__rows_with_a_code_and_no_figures__are_no_lines_of_the_next() -> None:
    """2010302, 2010350 and 2010399, of which only the second has figures: three rows."""
    codes = ["2010301", "2010302", "2010350", "2010399", "20805"]
    pieces = [_piece(code, 15, 500 - 12 * i) for i, code in enumerate(codes)]
    for row in (0, 2, 4):
        pieces += _figures(500 - 12 * row)
    rows = join_centred(_lines(pieces), SPANS)
    assert rows is None or _labels(rows) == codes


def test_find_blocks__title_in_the_pieces_of_its_number__ends_the_table_above() -> None:
    rows = [
        [_piece(label, 15, 500 - 20 * i), *_figures(500 - 20 * i)]
        for i, label in enumerate("甲乙丙")
    ]
    title = [_piece("公开 09", 15, 420), _piece("表：", 85, 420), _piece("“三公”经费", 144, 420)]
    (block,) = find_blocks([*(p for row in rows for p in row), *title], [])
    assert len(block.rows) == len(rows)


@pytest.mark.parametrize(("gap", "is_own"), [(1.0, True), (2.5, True), (4.0, False)])
def test_find_blocks__a_head_alone_on_its_line__is_the_tables_below_the_unit(
    gap: float, is_own: bool
) -> None:
    heads = [_piece("小计", 85, 480), _piece("公务接待费", 144, 480)]
    group = _piece("“三公”经费", 100, 480 + SIZE * (1 + gap))
    unit = _piece("单位：万元", 400, group.box.y1 + 20)
    (block,) = find_blocks([unit, group, *heads, *_figures(460), *_figures(440)], [])
    assert (block.rows[0] == [group]) == is_own
