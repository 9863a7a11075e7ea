"""Route B: the lines of a whole page, read with the other network, laid into the cells afterwards.

It knows neither rules nor cells; which cell a character belongs to is told by its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.reading.pdf.model import Box, Grid, GridCell, PrintedNumber, around
from ingest.reading.pdf.tokens import NUMBER_TOKEN
from ingest.reading.scans.cells import StraightPage, plain_text
from ingest.reading.scans.detecting import PixelBox
from ingest.reading.scans.figures import figure_text
from ingest.reading.scans.models import ModelFiles
from ingest.reading.scans.recognising import ReadLine, Recogniser, page_recogniser
from ingest.reading.scans.words import BARS

# Dust and the ends of rules are read as a stroke now and then, and are not sure of it.
SURE: Final = 0.6
_WORDS: Final = re.compile("[\u4e00-\u9fff]")
_FEWEST_DIGITS: Final = 3
_DIGIT: Final = re.compile("[0-9]")
_FIGURES: Final = frozenset("0123456789.,，-")
# Characters of one number follow each other within so much, in the height of the line's box, which
# the detector has grown: digits by a third of it, an amount and that of the next column by all.
_ONE_TOKEN: Final = 0.6


@dataclass(frozen=True, slots=True)
class _Mark:
    """One character of route B, where it stands, and where the number that it is of does."""

    text: str
    box: Box
    owner: Box

    def place(self, is_aligned: bool) -> Box:
        """Say by what its cell is told."""
        return self.owner if is_aligned else self.box


def read_again(
    page: StraightPage, grids: Sequence[Grid], boxes: Sequence[PixelBox], recogniser: Recogniser
) -> list[_Mark]:
    """Read the lines within grids with the other network, but for those of words alone."""
    wordy = [cell.box for grid in grids for cell in grid.cells if _is_wordy(cell)]
    wanted = [box for box in boxes if not any(_covers(cell, page.box(*box)) for cell in wordy)]
    return list(_marks(page, wanted, read_boxes(page, wanted, recogniser)))


def read_marks(
    page: StraightPage, boxes: Sequence[PixelBox], files: ModelFiles
) -> list[tuple[str, Box]]:
    """Read lines with the network of whole pages: each character with its place on the page."""
    read = read_boxes(page, boxes, page_recogniser(files))
    return [(mark.text, mark.box) for mark in _marks(page, boxes, read)]


def _is_wordy(cell: GridCell) -> bool:
    """Say whether a cell holds words and no figure: nothing that has to be witnessed."""
    return bool(_WORDS.search(cell.text)) and not _DIGIT.search(cell.text)


def _covers(area: Box, box: Box) -> bool:
    """Say whether a box lies in an area but for its margins."""
    slack_x, slack_y = (box.y1 - box.y0) / 2, (box.y1 - box.y0) / 3
    return (
        area.x0 <= box.x0 + slack_x
        and box.x1 - slack_x <= area.x1
        and area.y0 <= box.y0 + slack_y
        and box.y1 - slack_y <= area.y1
    )


def read_boxes(
    page: StraightPage, boxes: Sequence[PixelBox], recogniser: Recogniser
) -> list[ReadLine]:
    """Read what the page shows in boxes."""
    return recogniser.read([page.picture[y0:y1, x0:x1] for x0, y0, x1, y1 in boxes])


def _marks(
    page: StraightPage, boxes: Sequence[PixelBox], read: Sequence[ReadLine]
) -> Iterator[_Mark]:
    """Give each character its place on the page, and that of the number that it is of."""
    for (x0, y0, x1, y1), line in zip(boxes, read, strict=True):
        if line.score < SURE:
            continue
        half = (x1 - x0) / max(len(line.text), 1) / 2
        own = [
            (text, x0 + share * (x1 - x0))
            for character, share in zip(line.text, line.places, strict=True)
            if (text := plain_text(character)) and text not in BARS
        ]
        for text, middle, owner in _owned(own, _ONE_TOKEN * (y1 - y0)):
            box = page.box(middle - half, y0, middle + half, y1)
            yield _Mark(text, box, page.box(owner, y0, owner, y1))


def _owned(
    characters: Sequence[tuple[str, float]], reach: float
) -> Iterator[tuple[str, float, float]]:
    """Give each character of a line the middle of the number that it is of, or its own."""
    token: list[tuple[str, float]] = []
    for text, x in (*characters, ("", 0.0)):
        is_figure = bool(text) and all(c in _FIGURES for c in text)
        if token and not (is_figure and x - token[-1][1] <= reach):
            middle = (token[0][1] + token[-1][1]) / 2
            yield from ((own, at, middle) for own, at in token)
            token = []
        if is_figure:
            token.append((text, x))
        elif text:
            yield text, x, x


def witness(
    grids: Sequence[Grid], marks: Sequence[_Mark], aligned: Collection[int]
) -> tuple[tuple[Grid, ...], tuple[PrintedNumber, ...]]:
    """Lay route B's characters into the cells, and list its numbers.

    Where rules part cells, each character is of the cell that it stands in. Where alignment does,
    a number is of the cell that its middle stands in, whole: what an edge cuts, both routes would
    cut alike.
    """
    witnessed = []
    numbers: list[PrintedNumber] = []
    for grid in grids:
        cells = []
        is_aligned = grid.grid_number in aligned
        own = [mark for mark in marks if holds(grid.box, mark.place(is_aligned))]
        for cell in grid.cells:
            within = [mark for mark in own if holds(cell.box, mark.place(is_aligned))]
            lines = _as_lines(within)
            found = list(_numbers(lines, grid.grid_number))
            if _is_wordy(cell):
                cells.append(cell)
                # words that alignment laid over a number: it is missed, and said so
                numbers += [n for n in found if is_aligned and len(n.text) >= _FEWEST_DIGITS]
                continue
            text = "\n".join("".join(mark.text for mark in line) for line in lines)
            twice = _unsmudged(replace(_plain(cell), second=text))
            cells.append(twice)
            numbers += found if twice.second else []
        witnessed.append(replace(grid, cells=tuple(cells)))
    return tuple(witnessed), tuple(numbers)


def _plain(cell: GridCell) -> GridCell:
    """Give a number its plain form: recognisers print a comma full-width now and then."""
    number = figure_text(cell.text)
    if number is None or len(cell.pieces) != 1 or cell.pieces[0].text == number:
        return cell
    return replace(cell, pieces=(replace(cell.pieces[0], text=number),))


def _unsmudged(cell: GridCell) -> GridCell:
    """Leave out a stroke that route B saw where there is no print larger than dust."""
    number = figure_text(cell.second or "") or ""
    is_print = bool(cell.pieces) or sum(map(str.isdigit, number)) >= _FEWEST_DIGITS
    return cell if is_print else replace(cell, second="")


def _as_lines(marks: Sequence[_Mark]) -> list[list[_Mark]]:
    """Sort characters into lines, top to bottom, left to right."""
    lines: list[list[_Mark]] = []
    for mark in sorted(marks, key=lambda m: (-(m.box.y0 + m.box.y1), m.box.x0)):
        if lines:
            above = lines[-1][0].box
            overlap = min(above.y1, mark.box.y1) - max(above.y0, mark.box.y0)
            if overlap >= 0.5 * (mark.box.y1 - mark.box.y0):
                lines[-1].append(mark)
                continue
        lines.append([mark])
    for line in lines:
        line.sort(key=lambda m: m.box.x0)
    return lines


def _numbers(lines: Sequence[Sequence[_Mark]], grid_number: int) -> Iterator[PrintedNumber]:
    for line in lines:
        owners = [mark for mark in line for _ in mark.text]
        for match in NUMBER_TOKEN.finditer("".join(mark.text for mark in line)):
            within = owners[match.start() : match.end()]
            yield PrintedNumber(match.group(), around([m.box for m in within]), grid_number)


def holds(area: Box, box: Box) -> bool:
    """Say whether an area holds a box's middle."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1
