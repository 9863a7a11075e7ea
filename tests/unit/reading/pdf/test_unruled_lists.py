"""Lists of projects with their indicators, without rules: rows within rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.model import Box, Piece
from ingest.reading.pdf.pieces import Run
from ingest.reading.pdf.unruled_lists import draw_list_rules
from ingest.reading.pdf.unruled_parts import part_at_starts

SIZE, PITCH = 8.0, 14.0
EDGES = (50.0, 120.0, 180.0, 230.0, 330.0, 400.0, 460.0, 560.0, 600.0)
HEADS = [
    "项目名称",
    "项目总额",
    "其他资金",
    "绩效目标",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
]


def _width(text: str) -> float:
    return sum(SIZE if ch > "\u2e80" else SIZE / 2 for ch in text)


def _piece(text: str, x: float, middle: float) -> Piece:
    return Piece(text, Box(x, middle - SIZE / 2, x + _width(text), middle + SIZE / 2), SIZE)


def _project(name: Sequence[str], amount: str, rows: int, top: float) -> list[Piece]:
    """Set a project in the middle of its rows, whatever is left of them on the page."""
    centre = top - PITCH * rows / 2
    pieces = [
        _piece(line, EDGES[0] + 2, centre + SIZE * ((len(name) - 1) / 2 - k))
        for k, line in enumerate(name)
    ]
    pieces.append(_piece(amount, EDGES[2] - 3 - _width(amount), centre))
    pieces.append(_piece("保障工作开展", EDGES[3] + 2, centre))
    for row in range(rows):
        y = top - PITCH * (row + 0.5)
        for column, text in enumerate(["产出指标", "数量指标", f"完成数量{row}", "100"], start=4):
            pieces.append(_piece(text, EDGES[column] + 2, y))
    return pieces


def _page(top: float) -> list[Piece]:
    pieces = _project(["11000022T", "-甲项目"], "65.574000", 4, top)
    pieces += _project(["乙项目"], "29.742252", 3, top - 4 * PITCH)
    return pieces + _project(["丙项目"], "9.120000", 5, top - 7 * PITCH)


def _headed() -> list[Piece]:
    heads = [
        _piece(text, (left + right - _width(text)) / 2, 700)
        for text, left, right in zip(HEADS, EDGES, EDGES[1:], strict=False)
    ]
    return [_piece("项目支出绩效目标表", 250, 760), *heads, *_page(680)]


def _heights(across: Sequence[tuple[float, ...]], left: float) -> list[float]:
    return sorted({y for x0, y, _, _ in across if x0 <= left + 1}, reverse=True)


def test_draw_list_rules__projects_stand_in_the_middle_of_their_rows() -> None:
    across, down = draw_list_rules(_headed())
    assert len({x for x, *_ in down}) == len(EDGES)
    whole = [y for y in _heights(across, 50) if y < 690]
    # below the header: three projects, parted where rows are
    assert whole[-3:] == pytest.approx([680 - 4 * PITCH, 680 - 7 * PITCH, 680 - 12 * PITCH], abs=4)
    assert len(_heights(across, 330)) - len(_heights(across, 50)) == 12 - 3


def test_draw_list_rules__next_page_goes_on_with_the_columns() -> None:
    assert draw_list_rules(_page(780)) == ([], [])
    across, down = draw_list_rules(_page(780), EDGES)
    assert sorted({x for x, *_ in down}) == list(EDGES)
    assert _heights(across, 50)[-3:-1] == pytest.approx([780 - 4 * 14, 780 - 7 * 14], abs=3)


def test_draw_list_rules__a_project_that_the_page_cuts() -> None:
    """Three of its nine rows are on the page before: its print stands above their middle."""
    kept = [p for p in _project(["甲"], "65.574000", 9, 780 + 3 * PITCH) if p.box.y1 < 780]
    pieces = [*kept, *_project(["乙项目"], "29.742252", 4, 780 - 6 * PITCH)]
    across, _ = draw_list_rules(pieces, EDGES)
    assert any(abs(y - (780 - 6 * PITCH)) < 3 for y in _heights(across, 50))


def test_draw_list_rules__a_form_has_its_amounts_above() -> None:
    assert draw_list_rules([p for p in _headed() if "." not in p.text]) == ([], [])


def test_part_at_starts__text_that_fills_its_cell_up_to_the_next_column() -> None:
    def run(text: str, x: float, gaps: dict[int, float] | None = None) -> Run:
        glyphs = []
        for place, character in enumerate(text):
            x += (gaps or {}).get(place, 0.0)
            glyphs.append(Glyph(character, x, 0.0, x + SIZE, SIZE, place))
            x += SIZE
        return Run(glyphs, [""] * len(glyphs))

    column = [run("产出指标", 119) for _ in range(5)]
    filled = run("宣传短视频产出指标", 77, {5: 2.0})
    grid = run("一二三四五六七八九", 77, {})  # its characters stand where no column begins
    parted = [r.text for r in part_at_starts([*column, filled, grid])]
    assert parted[5:] == ["宣传短视频", "产出指标", "一二三四五六七八九"]
    assert len(part_at_starts([*column, filled], amounts_only=True)) == 6
    # an amount over the end of a label that is too long
    amounts = [run("0.00", 117) for _ in range(5)]
    long = run("资本性支出12.50", 79, {5: -2.0})
    parted = [r.text for r in part_at_starts([*amounts, long], amounts_only=True)]
    assert parted[5:] == ["资本性支出", "12.50"]
