"""Route A: each ruled cell by itself, cut out of the page and recognised.

The picture is cut, never cleaned. Which part of a cell holds print is told by its ink; dust of a
few pixels is no print, but stays in what is shown to the recogniser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from ingest.reading.pdf.glyphs import normalise_character
from ingest.reading.pdf.model import Box, Piece
from ingest.reading.scans.recognising import Picture, Recogniser

# What is left of the rules around a cell: half their thickness and a little.
_INSET_PT: Final = 1.0
# Dust: no side as long as this. A decimal point is as small, but never alone.
DUST_PT: Final = 1.8
_DUST_MARKS: Final = re.compile(
    r"(?<=[\u4e00-\u9fff])[.'`_|](?=[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff])[.·•'`_|]$|^[.·•'`_|](?=[\u4e00-\u9fff])"
)
# White around a line, as the recogniser was trained with: a share of the line's height.
_MARGIN: Final = 0.2
_LEAST_MARGIN_PT: Final = 1.2
# A line with no side as long as this share of the usual height is dust too: no dash is as short.
_SPECK: Final = 0.3
# What the recogniser makes of a smudge it is less sure of than this.
_GUESSED: Final = 0.35
# Lines of a cell are parted by white; so are the strokes of 二 and 三.
_ONE_LINE: Final = 1.15
_USUAL_SHARE: Final = 85  # percentile of heights: characters, not digits
_LEAST_HEIGHT_PT: Final = 4.5
_MOST_HEIGHT_PT: Final = 22.0


@dataclass(frozen=True, slots=True)
class StraightPage:
    """A page as it is read: straight, grey, with its ink and its scale.

    Attributes:
        picture: grey levels.
        ink: 1 where there is ink.
        points_per_pixel: how large a pixel is.
    """

    picture: Picture
    ink: Picture
    points_per_pixel: float

    @property
    def height_pt(self) -> float:
        """The page's height."""
        return float(self.picture.shape[0] * self.points_per_pixel)

    @property
    def width_pt(self) -> float:
        """The page's width."""
        return float(self.picture.shape[1] * self.points_per_pixel)

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        """Turn a box in points into left, top, right, bottom in pixels, within the page."""
        k, high = self.points_per_pixel, self.height_pt
        height, width = self.picture.shape
        return (
            min(max(round(box.x0 / k), 0), width),
            min(max(round((high - box.y1) / k), 0), height),
            min(max(round(box.x1 / k), 0), width),
            min(max(round((high - box.y0) / k), 0), height),
        )

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Turn pixels into a box in points."""
        k, high = self.points_per_pixel, self.height_pt
        return Box(left * k, high - bottom * k, right * k, high - top * k)


_Pixels = tuple[int, int, int, int]


def read_cells(
    page: StraightPage, boxes: Sequence[Box], recogniser: Recogniser
) -> list[tuple[Piece, ...]]:
    """Read what stands in each of the boxes, line by line.

    Args:
        page: the page.
        boxes: of ruled cells, as far as the middle of their rules.
        recogniser: of lines.

    Returns:
        For each box its lines from the top; none where it holds no print.
    """
    found = [_print_in(page, box) for box in boxes]
    usual = _usual_height(page, found)
    lines = [(i, line) for i, runs in enumerate(found) for line in _lines(runs, usual)]
    cut = [_cut(page, line, page.pixels(boxes[i])) for i, line in lines]
    read = recogniser.read([page.picture[t:b, x0:x1] for x0, t, x1, b in cut])
    pieces: list[list[Piece]] = [[] for _ in boxes]
    for (i, line), text in zip(lines, read, strict=True):
        plain = plain_text(text.text)
        if plain and text.score >= _GUESSED:
            box = page.box(*line)
            pieces[i].append(Piece(plain, box, round(box.y1 - box.y0, 2)))
    return [tuple(lines_of_cell) for lines_of_cell in pieces]


def plain_text(text: str) -> str:
    """Give what was recognised its plain form, as the text of a PDF is given.

    Dust beside and among words is read as a mark: 项目. is 项目.

    >>> plain_text("项目."), plain_text("行政.单位离退休"), plain_text("1. 事业收入")
    ('项目', '行政单位离退休', '1. 事业收入')
    """
    return _DUST_MARKS.sub("", "".join(map(normalise_character, text)).strip())


def _print_in(page: StraightPage, box: Box) -> list[_Pixels]:
    """Box the runs of rows that hold ink, within a cell; from the top."""
    k = page.points_per_pixel
    left, top, right, bottom = page.pixels(box)
    inset = max(1, round(_INSET_PT / k))
    left, top, right, bottom = left + inset, top + inset, right - inset, bottom - inset
    if right - left < 3 or bottom - top < 3:
        return []
    ink = page.ink[top:bottom, left:right]
    if not ink.any():
        return []
    print_ = without_dust(ink, DUST_PT / k)
    rows = np.flatnonzero(print_.any(axis=1))
    if not len(rows):
        return []
    runs: list[_Pixels] = []
    for group in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        columns = np.flatnonzero(print_[group[0] : group[-1] + 1].any(axis=0))
        runs.append(
            (
                left + int(columns[0]),
                top + int(group[0]),
                left + int(columns[-1]) + 1,
                top + int(group[-1]) + 1,
            )
        )
    return runs


def without_dust(ink: Picture, dust_px: float) -> Picture:
    """Leave out specks, and what a rule left at the very edge of the cell."""
    height, width = ink.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        np.ascontiguousarray(ink), connectivity=8
    )
    kept = np.zeros(count, dtype=np.uint8)
    for number, (x, y, w, h, _area) in enumerate(stats[1:count].tolist(), start=1):
        is_edge = (w <= dust_px and (x == 0 or x + w == width)) or (
            h <= dust_px and (y == 0 or y + h == height)
        )
        kept[number] = max(w, h) > dust_px and not is_edge
    found: Picture = kept[labels]
    return found


def _usual_height(page: StraightPage, found: Sequence[Sequence[_Pixels]]) -> float:
    """Say how high a line of characters is on this page, in pixels."""
    k = page.points_per_pixel
    heights = [
        bottom - top
        for runs in found
        for _, top, _, bottom in runs
        if _LEAST_HEIGHT_PT / k <= bottom - top <= _MOST_HEIGHT_PT / k
    ]
    return float(np.percentile(heights, _USUAL_SHARE)) if heights else 10.0 / k


def _lines(runs: Sequence[_Pixels], usual: float) -> list[_Pixels]:
    """Join runs that are strokes of one line; leave out dust."""
    lines: list[_Pixels] = []
    for run in runs:
        if lines and run[3] - lines[-1][1] <= _ONE_LINE * usual:
            above = lines[-1]
            lines[-1] = (min(above[0], run[0]), above[1], max(above[2], run[2]), run[3])
        else:
            lines.append(run)
    return [x for x in lines if max(x[2] - x[0], x[3] - x[1]) > _SPECK * usual]


def _cut(page: StraightPage, line: _Pixels, cell: _Pixels) -> _Pixels:
    """Give a line some of the white around it, not of its cell's rules."""
    left, top, right, bottom = line
    height = bottom - top
    margin = round(max(_MARGIN * height, _LEAST_MARGIN_PT / page.points_per_pixel))
    inset = max(1, round(_INSET_PT / page.points_per_pixel) - 1)
    return (
        max(left - margin, cell[0] + inset),
        max(top - margin, cell[1] + inset),
        min(right + margin, cell[2] - inset),
        min(bottom + margin, cell[3] - inset),
    )
