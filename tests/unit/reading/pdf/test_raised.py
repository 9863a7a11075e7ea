"""Digits that are set raised or lowered: marks of notes."""

from __future__ import annotations

import pytest

from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.raised import mark_raised


def line(*parts: tuple[str, float, float]) -> list[Glyph]:
    """Set characters on one line, each part in its size and so much above the line."""
    glyphs: list[Glyph] = []
    x = 0.0
    for text, size, raised in parts:
        for character in text:
            foot = raised - size / 5
            glyphs.append(Glyph(character, x, foot, x + size / 2, foot + size, len(glyphs)))
            x += size / 2
    return glyphs


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([("98.76", 10, 0), ("1", 6, 4)], "98.76¹"),
        ([("98.76", 10, 0), ("12", 6, 4), ("万", 10, 0)], "98.76¹²万"),
        ([("98.76", 10, 0), ("1", 6, -2)], "98.76₁"),
        ([("1", 6, 4), ("98.76", 10, 0)], "¹98.76"),
        ([("住房公积金", 10, 0), ("2", 6, 4), ("98.76", 10, 0)], "住房公积金²98.76"),
        ([("住房公积金", 10, 0), ("2", 6, 4), ("万", 10, 0)], "住房公积金2万"),
        # on the line itself, behind what is whole without it
        ([("98.76", 10, 0), ("1", 6, 0)], "98.76¹"),
        ([("1,753.54", 10, 0), ("12", 6, 0), ("万", 10, 0)], "1,753.54¹²万"),
        ([("1,753", 10, 0), ("1", 7, 0)], "1,753¹"),
        ([("98.76", 16, 0), ("1", 10, 0)], "98.76¹"),
        # … or is not
        ([("98", 10, 0), ("1", 6, 0)], "98\ufffd"),
        ([("98.7", 10, 0), ("6", 6, 0)], "98.7\ufffd"),
        ([("1", 6, 0), ("98.76", 10, 0)], "\ufffd98.76"),
        ([("98.76", 10, 0), ("123", 6, 0)], "98.76\ufffd\ufffd\ufffd"),
        ([("98.76", 10, 0), ("1.5", 6, 0)], "98.76\ufffd.5"),
        # smaller print on the same line, a title before small print, all of one size
        ([("98", 10, 0), (".76", 6, 0)], "98.76"),
        ([("98.76", 10, 0), ("单位", 6, 0)], "98.76单位"),
        ([("98.76", 10, 0), ("1", 9, 3)], "98.761"),
    ],
)
def test_mark_raised(parts: list[tuple[str, float, float]], text: str) -> None:
    glyphs = [*line(("合计支出预算总表数目", 10, 0)), *line(*parts)]
    glyphs = [g._replace(place=place) for place, g in enumerate(glyphs)]
    ink = {g.place: (g.y0 + (g.y1 - g.y0) / 5, g.y1 - (g.y1 - g.y0) / 5) for g in glyphs[10:]}
    marked = mark_raised(glyphs, ink.__getitem__)
    assert "".join(g.text for g in marked[10:]) == text
    own = [g for g, was in zip(marked, glyphs, strict=True) if g.text not in (was.text, "\ufffd")]
    size = max(size for _, size, _ in parts)
    assert all((g.y0, g.y1) == (-size / 5, size - size / 5) for g in own)


def test_mark_raised__a_font_with_lower_boxes__is_none() -> None:
    glyphs = [*line(("合计支出预算总表数目98.7", 10, 0)), Glyph("6", 70, 0, 75, 7, 14)]
    glyphs = [g._replace(place=place) for place, g in enumerate(glyphs)]
    assert mark_raised(glyphs, lambda _: (0.0, 7.0)) == glyphs
