"""Lines of a scanned page → words, parted where the paper is white: for tables without rules.

A recogniser says which characters a line holds and about where; the ink says where they begin and
end. Both together give what the text of a PDF gives: characters with boxes, in runs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

import numpy as np

from ingest.reading.pdf.glyphs import Glyph
from ingest.reading.pdf.pieces import Run
from ingest.reading.scans.cells import DUST_PT, StraightPage, plain_text, without_dust
from ingest.reading.scans.detecting import PixelBox
from ingest.reading.scans.recognising import ReadLine

# In units of the usual height of a line's print, which is nine tenths of an em. A run ends where
# that of a PDF does; inside one, white as wide as this is a space between two tokens.
_RUN_GAP: Final = 0.65
_TOKEN_GAP: Final = 0.2
_SPACE_GAP: Final = 0.5
# The number of a label may stand farther from it: it is set with a space, or two.
_ORDINAL_GAP: Final = 1.6
_ORDINAL: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、]|[（(][一二三四五六七八九十\d]{1,2}[)）]"
)
_IDEOGRAPH: Final = re.compile("[\u4e00-\u9fff]")
_HALF: Final = 0.5
_CLOSING: Final = frozenset("、，。；：）》」】")
_OPENING: Final = frozenset("（《「【")
# Dust alone, as far from any print as this, is none.
_DUST_GAP: Final = 0.35
_FIRST_WIDE: Final = "\u2e80"
BARS: Final = frozenset("|丨┃│")  # a rule beside a number, read with it
_NARROW: Final = frozenset(",.，．:;'|·")
_WIDTHS: Final = {"wide": 1.0, "narrow": 0.28, "other": 0.52}

_Span = tuple[int, int]


def words_of(
    page: StraightPage, boxes: Sequence[PixelBox], read: Sequence[ReadLine], *, sure: float
) -> list[Run]:
    """Part lines into words.

    Args:
        page: the page, straight.
        boxes: its lines.
        read: what a recogniser made of each.
        sure: how certain it has to be of a line.

    Returns:
        Runs with one glyph a character; all are as high as the page's print usually is, about the
        middle of their ink, for digits are lower than ideographs.
    """
    inked = [
        (line, box, _ink_of(page, box))
        for box, line in zip(boxes, read, strict=True)
        if line.score >= sure and plain_text(line.text)
    ]
    heights = [high for _, _, (_, _, high) in inked if high]
    usual = float(median(heights)) if heights else 1.0
    runs: list[Run] = []
    for line, box, (spans, middle, high) in inked:
        if spans:
            runs.extend(_runs(page, line, box, spans, (middle, max(high, usual))))
    return _join_ordinals(runs)


def _ink_of(page: StraightPage, box: PixelBox) -> tuple[list[_Span], float, int]:
    """Find where a line's ink stands: spans across, the middle of its height, its height."""
    x0, y0, x1, y1 = box
    ink = page.ink[y0:y1, x0:x1]
    print_ = without_dust(ink, DUST_PT / page.points_per_pixel)
    rows = np.flatnonzero(print_.any(axis=1))
    if not len(rows):
        return [], 0.0, 0
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    high = bottom - top
    spans = _spans(ink[top:bottom].any(axis=0))
    printed = print_.any(axis=0)
    far = _DUST_GAP * high
    kept = [
        span
        for i, span in enumerate(spans)
        if printed[span[0] : span[1]].any()
        or (i and span[0] - spans[i - 1][1] < far)
        or (i + 1 < len(spans) and spans[i + 1][0] - span[1] < far)
    ]
    return [(a + x0, b + x0) for a, b in kept], y0 + (top + bottom) / 2, high


def _spans(columns: np.ndarray) -> list[_Span]:
    """Give the runs of columns that hold ink."""
    at = np.flatnonzero(columns)
    if not len(at):
        return []
    groups = np.split(at, np.flatnonzero(np.diff(at) > 1) + 1)
    return [(int(group[0]), int(group[-1]) + 1) for group in groups]


def _runs(
    page: StraightPage,
    line: ReadLine,
    box: PixelBox,
    spans: Sequence[_Span],
    upright: tuple[float, float],
) -> list[Run]:
    """Give a line's characters their places, token by token; `upright`: its middle, its height."""
    middle, high = upright
    x0, _, x1, _ = box
    characters = [
        (plain, x0 + share * (x1 - x0))
        for text, share in zip(line.text, line.places, strict=True)
        if (plain := plain_text(text)) and plain not in BARS
    ]
    tokens = _tokens(spans, [x for _, x in characters], high)
    runs: list[Run] = []
    right = float("-inf")
    for (left, end), members in tokens:
        glyphs = [
            Glyph(text, *page.box(a, middle - high / 2, b, middle + high / 2), 0)
            for (text, _), (a, b) in zip(
                (characters[i] for i in members),
                _shares([characters[i][0] for i in members], left, end),
                strict=True,
            )
        ]
        gap = (left - right) / high
        if runs:
            gap -= _white_of(runs[-1].glyphs[-1].text, glyphs[0].text)
        if runs and gap <= _RUN_GAP:
            runs[-1].spaces.extend([" " if gap > _SPACE_GAP else "", *[""] * (len(glyphs) - 1)])
            runs[-1].glyphs.extend(glyphs)
        else:
            runs.append(Run(glyphs, [""] * len(glyphs)))
        right = end
    return runs


def _white_of(before: str, after: str) -> float:
    """Say how much of the white between two characters is theirs: 、 fills half of its em."""
    return _HALF * ((before in _CLOSING) + (after in _OPENING))


def _join_ordinals(runs: Sequence[Run]) -> list[Run]:
    """Join the number of a label to the label, whether or not they are one line to the detector."""
    joined: list[Run] = []
    taken: set[int] = set()
    for run in runs:
        if id(run) in taken or not _is_ordinal(run):
            continue
        high = run.box.y1 - run.box.y0
        after = [
            other
            for other in runs
            if 0 <= other.box.x0 - run.box.x1 <= _ORDINAL_GAP * high
            and abs(other.box.y0 - run.box.y0) < high / 2
        ]
        if after and _IDEOGRAPH.match((label := min(after, key=lambda r: r.box.x0)).text):
            taken |= {id(run), id(label)}
            spaces = [*run.spaces, *label.spaces]
            joined.append(Run([*run.glyphs, *label.glyphs], spaces))
    return [*(run for run in runs if id(run) not in taken), *joined]


def _is_ordinal(run: Run) -> bool:
    """Say whether a run is the number of a label: 一、 or 1. or （一）."""
    return _ORDINAL.fullmatch("".join(glyph.text for glyph in run.glyphs)) is not None


def _tokens(
    spans: Sequence[_Span], places: Sequence[float], high: float
) -> list[tuple[_Span, list[int]]]:
    """Join spans of ink to tokens, and say which characters each holds; none holds nothing."""
    joined: list[_Span] = []
    for span in spans:
        if joined and span[0] - joined[-1][1] < _TOKEN_GAP * high:
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    held: list[list[int]] = [[] for _ in joined]
    for i, x in enumerate(places):
        nearest = min(
            range(len(joined)), key=lambda n: max(joined[n][0] - x, x - joined[n][1], 0.0)
        )
        held[nearest].append(i)
    tokens: list[tuple[_Span, list[int]]] = []
    waiting: _Span | None = None
    for span, members in zip(joined, held, strict=True):
        if members:
            start = waiting[0] if waiting is not None else span[0]
            tokens.append(((start, span[1]), members))
            waiting = None
        elif tokens and (waiting is None):
            # strokes of the character before: 川
            (start, _), own = tokens[-1]
            tokens[-1] = ((start, span[1]), own)
        else:
            waiting = (waiting or span)[0], span[1]
    return tokens


def _shares(characters: Sequence[str], left: int, right: int) -> list[tuple[float, float]]:
    """Share a token's width among its characters, by how wide they are set."""
    widths = [_width(character) for character in characters]
    scale = (right - left) / sum(widths)
    edges = [left + scale * sum(widths[:i]) for i in range(len(widths) + 1)]
    return list(pairwise(edges))


def _width(character: str) -> float:
    if character >= _FIRST_WIDE:
        return _WIDTHS["wide"]
    return _WIDTHS["narrow" if character in _NARROW else "other"]
