"""A scanned page → the same page set straight: how far its lines lean, told by its row profile.

Nothing else is done to the picture. Wiping dust off it wiped the stroke of a 4.
"""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np

from ingest.reading.scans.recognising import Picture

# Sheets are laid on a scanner, or fed, with less; a photograph leans more and is no scan.
_MOST_DEGREES: Final = 4.0
_COARSE_DEGREES: Final = 0.25
_FINE_DEGREES: Final = 0.02
# Lines are told from each other at this height as well as at any.
_LOOKED_AT_PX: Final = 1100
_WHITE: Final = 255
# Of the contrast of the page's darkest ink: the strokes of 二 in a song typeface are hairlines,
# which a third of it did not see.
_CONTRAST: Final = 0.22
_LEAST_CONTRAST: Final = 20.0


def find_skew(page: Picture) -> float:
    """Say by how many degrees a page has to be turned counter-clockwise to stand straight.

    Ink is summed along lines of every slope: where they are the page's own, rows and rules are
    sharp peaks.
    """
    height = page.shape[0]
    shrink = min(1.0, _LOOKED_AT_PX / max(height, 1))
    small = cv2.resize(page, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    y, x = np.nonzero(is_ink(small))
    if len(x) < 2:
        return 0.0
    x = x - small.shape[1] / 2
    best = 0.0
    for reach, step in ((_MOST_DEGREES, _COARSE_DEGREES), (_COARSE_DEGREES, _FINE_DEGREES)):
        count = round(reach / step)
        tried = [best + i * step for i in sorted(range(-count, count + 1), key=abs)]
        best = max(tried, key=lambda degrees: _sharpness(x, y, degrees))
    return round(best, 2)


def _sharpness(x: np.ndarray, y: np.ndarray, degrees: float) -> float:
    rows = np.rint(y - x * math.tan(math.radians(degrees))).astype(np.int64)
    profile = np.bincount(rows - rows.min())
    return float(np.square(profile, dtype=np.float64).sum())


def turn(page: Picture, degrees: float) -> Picture:
    """Turn a page counter-clockwise about its middle; what comes in from outside is white."""
    if not degrees:
        return page
    height, width = page.shape
    around = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    return cv2.warpAffine(page, around, (width, height), flags=cv2.INTER_CUBIC, borderValue=_WHITE)


def is_ink(page: Picture) -> Picture:
    """Say which pixels are ink: darker than what surrounds them; paper is never evenly white."""
    reach = max(15, min(page.shape) // 24) | 1
    ground = cv2.blur(page, (reach, reach))
    contrast = max(_LEAST_CONTRAST, _CONTRAST * float(ground.mean() - np.percentile(page, 1)))
    return (page.astype(np.int16) < ground.astype(np.int16) - contrast).astype(np.uint8)
