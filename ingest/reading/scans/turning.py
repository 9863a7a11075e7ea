"""Which way up a scanned page is: wide tables are fed sideways, and now and then upside down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ingest.reading.scans.detecting import PixelBox
from ingest.reading.scans.recognising import Picture, Recogniser

# The longest lines tell; more of them tell no more.
_LINES_TRIED: Final = 8
# A line along the page is longer than it is high by this at least; single characters tell nothing.
_LENGTHY: Final = 1.8
# Lines that stand upright are read with 0.95 and more; lines on their head with 0.3 to 0.7.
_READABLE: Final = 0.8


def quarter_turns(page: Picture, boxes: Sequence[PixelBox], recogniser: Recogniser) -> int:
    """Say how many quarters a page has to be turned clockwise for its text to stand upright.

    Args:
        page: grey levels, near enough straight one way or another.
        boxes: where its lines are.
        recogniser: of lines.
    """
    wide = [box for box in boxes if box[2] - box[0] > _LENGTHY * (box[3] - box[1])]
    tall = [box for box in boxes if box[3] - box[1] > _LENGTHY * (box[2] - box[0])]
    is_sideways = len(tall) > len(wide)
    told = sorted(tall if is_sideways else wide, key=_extent)[-_LINES_TRIED:]
    if not told:
        return 0
    lines = [page[y0:y1, x0:x1] for x0, y0, x1, y1 in told]
    ways = (1, 3) if is_sideways else (0, 2)
    scores = {}
    for turns in ways:
        read = recogniser.read([turned(line, turns) for line in lines])
        scores[turns] = float(np.mean([line.score for line in read]))
        if scores[turns] > _READABLE:
            return turns
    return max(ways, key=lambda turns: scores[turns])


def turned(picture: Picture, turns: int) -> Picture:
    """Turn a picture by quarters, clockwise.

    >>> turned(np.array([[1, 2], [3, 4]]), 1).tolist()
    [[3, 1], [4, 2]]
    """
    return np.ascontiguousarray(np.rot90(picture, -turns))


def _extent(box: PixelBox) -> tuple[int, PixelBox]:
    return max(box[2] - box[0], box[3] - box[1]), box
