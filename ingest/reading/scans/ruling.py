"""A straight page → the rules that it prints, as segments in points: for the lattice way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from ingest.reading.pdf.rules import Segment
from ingest.reading.scans.recognising import Picture

# A stroke of a character is shorter: print in tables is 12 pt at most.
_SHORTEST_PT: Final = (18.0, 11.0)  # across, down
_NO_STROKE_PT: Final = 24.0
_NEAR_PT: Final = 2.5
# Faint rules break; dust and a seal's edge break them too.
_GAP_PT: Final = 2.5
_THICKEST_PT: Final = 4.0


def find_rules(ink: Picture, points_per_pixel: float) -> tuple[list[Segment], list[Segment]]:
    """Find the rules across and down.

    Args:
        ink: 1 where there is ink, of a straight page.
        points_per_pixel: how large a pixel is.

    Returns:
        Horizontal rules as (x0, y, x1, y) and vertical ones as (x, y0, x, y1), in points from the
        bottom left.
    """
    height = ink.shape[0] * points_per_pixel
    across = [
        (x0, height - (y0 + y1) / 2, x1, height - (y0 + y1) / 2)
        for x0, y0, x1, y1 in _long_runs(ink, points_per_pixel, _SHORTEST_PT[0])
    ]
    upright = [
        (y0, x0, y1, x1)
        for x0, y0, x1, y1 in _long_runs(
            np.ascontiguousarray(ink.T), points_per_pixel, _SHORTEST_PT[1]
        )
    ]
    down = [((x0 + x1) / 2, height - y1, (x0 + x1) / 2, height - y0) for x0, y0, x1, y1 in upright]
    return across, [rule for rule in down if _is_rule(rule, across)]


def _is_rule(rule: Segment, across: Sequence[Segment]) -> bool:
    """Say whether an upright stroke is a rule: as long as none of print, or from rule to rule.

    A tall character in a cell (厅, 部) has strokes as long as a low row is high; they end in the
    white of their cell.
    """
    x, y0, _, y1 = rule
    if y1 - y0 >= _NO_STROKE_PT:
        return True
    beside = [y for x0, y, x1, _ in across if x0 - _NEAR_PT <= x <= x1 + _NEAR_PT]
    return any(abs(y - y0) <= _NEAR_PT for y in beside) and any(
        abs(y - y1) <= _NEAR_PT for y in beside
    )


def _long_runs(ink: Picture, points_per_pixel: float, shortest_pt: float) -> list[Segment]:
    """Box what is long across and thin, in points from the top left."""
    shortest = round(shortest_pt / points_per_pixel)
    gap = max(1, round(_GAP_PT / points_per_pixel))
    # a rule that leans by a pixel is still one
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    # gaps are closed last: the characters of a word would make a rule
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    found = []
    for x, y, w, h, _area in stats[1:count].tolist():
        if (h - 2) * points_per_pixel <= _THICKEST_PT:
            x0, y0, x1, y1 = (v * points_per_pixel for v in (x, y, x + w, y + h))
            found.append((x0, y0, x1, y1))
    return found
