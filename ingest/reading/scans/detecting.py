"""A whole page → where its lines of text are: route B, which knows of no rules and no cells."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import cv2
import numpy as np

from ingest.reading.scans.models import ModelFiles
from ingest.reading.scans.recognising import Picture, open_session

_STEP: Final = 32
# As PaddleOCR has them; a page that was set straight has upright boxes.
_LIKELY: Final = 0.3
_BOX_SCORE: Final = 0.5
_UNCLIP: Final = 1.6
_LEAST_SIDE_PX: Final = 4
# Lines are found at this resolution as well as at 200 (99 boxes of a page, then 85: the others
# were dust), in a third of the time. Larger pages than A3 are looked at smaller.
_POINTS_PER_PIXEL: Final = 72 / 144
_LONGEST_PX: Final = 2400
# A whole page at once takes 500 MB; so it takes 200. A line is 40 pixels high at most.
_BAND_PX: Final = 320
_BESIDE_PX: Final = 64
# mean and deviation of red, green and blue, as the network was trained
_LEVELS: Final = tuple(
    (np.float32(mean), np.float32(deviation))
    for mean, deviation in ((0.485, 0.229), (0.456, 0.224), (0.406, 0.225))
)

PixelBox = tuple[int, int, int, int]  # left, top, right, bottom; right and bottom outside


class Detector:
    """The network that says of each pixel whether it is of a line's kernel."""

    def __init__(self, files: ModelFiles) -> None:
        self._session = open_session(files.page_lines)
        self._input = self._session.get_inputs()[0].name

    def find_lines(self, page: Picture, points_per_pixel: float) -> list[PixelBox]:
        """Box the lines of a page, top to bottom, left to right.

        Args:
            page: grey, straight.
            points_per_pixel: how large a pixel is.
        """
        height, width = page.shape
        shrink = min(1.0, points_per_pixel / _POINTS_PER_PIXEL, _LONGEST_PX / max(height, width))
        tall = max(_STEP, round(height * shrink / _STEP) * _STEP)
        wide = max(_STEP, round(width * shrink / _STEP) * _STEP)
        small = cv2.resize(page, (wide, tall), interpolation=cv2.INTER_AREA)
        likely = self._look(small)
        across, down = width / wide, height / tall
        boxes = [_scaled(box, across, down, (width, height)) for box in _boxes_of(likely)]
        return sorted(boxes, key=lambda box: (box[1], box[0]))

    def _look(self, small: Picture) -> Any:
        """Look at a page band by band, each with what is just above and below it."""
        tall = small.shape[0]
        likely = np.zeros(small.shape, dtype=np.float32)
        for top in range(0, tall, _BAND_PX):
            first, last = max(0, top - _BESIDE_PX), min(tall, top + _BAND_PX + _BESIDE_PX)
            plane = small[first:last].astype(np.float32) / np.float32(255)
            block = np.stack([(plane - mean) / deviation for mean, deviation in _LEVELS])[None]
            seen = self._session.run(None, {self._input: block})[0][0, 0]
            bottom = min(tall, top + _BAND_PX)
            likely[top:bottom] = seen[top - first : bottom - first]
        return likely


@lru_cache(maxsize=1)
def line_detector(files: ModelFiles) -> Detector:
    """Open the detector, once a process."""
    return Detector(files)


def _boxes_of(likely: Any) -> list[tuple[float, float, float, float]]:
    """Grow each kernel back to its line."""
    mask = (likely > _LIKELY).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = []
    for number in range(1, count):
        x, y, w, h, area = stats[number]
        if min(w, h) < _LEAST_SIDE_PX - 1 or not area:
            continue
        inside = labels[y : y + h, x : x + w] == number
        if float(likely[y : y + h, x : x + w][inside].mean()) < _BOX_SCORE:
            continue
        grown = w * h * _UNCLIP / (2 * (w + h))
        found.append((x - grown, y - grown, x + w + grown, y + h + grown))
    return found


def _scaled(
    box: tuple[float, float, float, float], across: float, down: float, size: tuple[int, int]
) -> PixelBox:
    left, top, right, bottom = box
    return (
        max(0, round(left * across)),
        max(0, round(top * down)),
        min(size[0], round(right * across)),
        min(size[1], round(bottom * down)),
    )
