"""Count numbers: does each one that is printed in a cell's area stand in that cell, once?

What counts, exactly:

* A *number* is a token of the page's text layer (`tokens.NUMBER_TOKEN`). It belongs to the
  smallest cell whose box holds its centre. Numbers outside every cell do not come here.
* Cells with the same box are one place: a printed cell that was landed in parts (title and
  header in one ruled cell) is compared as a whole.
* Within a place the tokens of both sides are compared as multisets. Equal ones are conserved.
* What remains is compared as one string of digits: a number wrapped over two lines, a code cut
  in two, a number that one route reads as two tokens and the other as one are conserved when
  the digits agree in order. Otherwise the page's tokens are missing and the cell's invented.
* A printed number that reaches over a rule may be read into any cell that it touches; two
  numbers that touch at a rule are one token of the page and stand in two cells. So a missing
  token is conserved after all when the invented tokens of the cells that it touches have its
  digits, left to right; but not where it is one amount (123,456.50), which no two cells share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.reading.pdf.model import Box, PrintedNumber
from ingest.reading.pdf.tokens import number_tokens

# A row is about as high: a number is looked for among the cells of its row or two.
_BAND_PT: Final = 20.0
_MOST_BANDS: Final = 200  # of a page, however high it says that it is
_ONE_AMOUNT: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{2}")


@dataclass(frozen=True, slots=True)
class NumberCount:
    """Numbers printed, numbers found again, and those at fault (as printed)."""

    number_count: int
    conserved_count: int
    missing: tuple[str, ...]
    invented: tuple[str, ...]
    # where they are: the box of each missing number, the cell of each invented one
    missing_boxes: tuple[Box, ...] = ()
    invented_boxes: tuple[Box, ...] = ()

    @property
    def fault_count(self) -> int:
        """Numbers that are missing or invented."""
        return len(self.missing) + len(self.invented)


@dataclass(slots=True)
class _Place:
    """A cell's area: what is printed there and what was read from there."""

    box: Box
    texts: list[str]
    numbers: Sequence[PrintedNumber] = ()
    lost: Sequence[PrintedNumber] = ()
    added: list[str] = field(default_factory=list)


def count_conserved(
    numbers: Iterable[PrintedNumber], cells: Iterable[tuple[Box, str]]
) -> NumberCount:
    """Compare printed numbers with the cells that should hold them.

    Args:
        numbers: those of one page that lie in a table's area.
        cells: box and text of every cell of the page.

    Returns:
        The count over the page, faults in order of appearance.
    """
    places = _places(cells)
    bands = _bands(places)
    homeless: list[PrintedNumber] = []
    number_count = 0
    for number in numbers:
        number_count += 1
        place = _place_at(number.box, bands)
        if place is None:
            homeless.append(number)
        else:
            place.numbers = (*place.numbers, number)
    for place in places:
        if place.numbers or any(place.texts):
            place.lost, place.added = _compare(place)
    missing = [
        number
        for number in (*homeless, *(number for place in places for number in place.lost))
        if not _is_taken_elsewhere(number, places)
    ]
    invented = [(token, place.box) for place in places for token in place.added]
    return NumberCount(
        number_count,
        number_count - len(missing),
        tuple(number.text for number in missing),
        tuple(token for token, _ in invented),
        tuple(number.box for number in missing),
        tuple(box for _, box in invented),
    )


def _places(cells: Iterable[tuple[Box, str]]) -> list[_Place]:
    """Gather cells by box, smallest area first."""
    places: dict[Box, _Place] = {}
    for box, text in cells:
        place = places.get(box)
        if place is None:
            places[box] = _Place(box, [text])
        else:
            place.texts.append(text)
    return [places[box] for box in sorted(places, key=_area)]


def _area(box: Box) -> float:
    x0, y0, x1, y1 = box
    return (x1 - x0) * (y1 - y0)


@dataclass(frozen=True, slots=True)
class _Bands:
    """Horizontal bands of a page, and the places that reach into each, smallest first."""

    height_pt: float
    places: dict[int, list[_Place]]


def _bands(places: Sequence[_Place]) -> _Bands:
    """Sort places into bands about as high as a row."""
    low = min((place.box.y0 for place in places), default=0.0)
    high = max((place.box.y1 for place in places), default=0.0)
    height_pt = max(_BAND_PT, (high - low) / _MOST_BANDS)
    bands: dict[int, list[_Place]] = {}
    for place in places:
        _, y0, _, y1 = place.box
        for band in range(int(y0 // height_pt), int(y1 // height_pt) + 1):
            bands.setdefault(band, []).append(place)
    return _Bands(height_pt, bands)


def _place_at(box: Box, bands: _Bands) -> _Place | None:
    """Return the smallest place that holds the box's centre."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    for place in bands.places.get(int(y // bands.height_pt), ()):
        x0, y0, x1, y1 = place.box
        if x0 <= x <= x1 and y0 <= y <= y1:
            return place
    return None


def _compare(place: _Place) -> tuple[list[PrintedNumber], list[str]]:
    """List the numbers that the place lost and the tokens that it made up."""
    printed = [number.text for number in place.numbers]
    read = [token for text in place.texts for token in number_tokens(text)]
    if printed == read:
        return [], []
    equal = Counter(printed) & Counter(read)
    lost, added = _unmatched(printed, equal), _unmatched(read, equal)
    if not lost and not added:
        return [], []
    by_place = [number.text for number in sorted(place.numbers, key=_reading_order)]
    for order in (printed, by_place):
        if _digits(order) == _digits(read):
            return [], []
    lost_tokens, added_tokens = [printed[i] for i in lost], [read[i] for i in added]
    if lost and _digits(lost_tokens) == _digits(added_tokens):
        return [], []
    return [place.numbers[i] for i in lost], added_tokens


def _is_taken_elsewhere(number: PrintedNumber, places: Iterable[_Place]) -> bool:
    """Say whether the cells that a missing number touches hold it after all; take it there."""
    touched = sorted(
        (place for place in places if place.added and _touch(place.box, number.box)),
        key=lambda place: place.box.x0,
    )
    wanted = _digits([number.text])
    for place in touched:
        if number.text in place.added:
            place.added.remove(number.text)
            return True
    if _ONE_AMOUNT.fullmatch(number.text):
        return False
    if wanted and _digits(token for place in touched for token in place.added) == wanted:
        for place in touched:
            place.added.clear()
        return True
    return False


def _touch(area: Box, box: Box) -> bool:
    """Say whether a number's middle line runs through an area."""
    middle = (box.y0 + box.y1) / 2
    return area.y0 <= middle <= area.y1 and area.x0 < box.x1 and box.x0 < area.x1


def _unmatched(tokens: Sequence[str], taken: Counter[str]) -> list[int]:
    """List the positions of the tokens that were not matched."""
    left = Counter(taken)
    kept = []
    for position, token in enumerate(tokens):
        if left[token]:
            left[token] -= 1
        else:
            kept.append(position)
    return kept


def _digits(tokens: Iterable[str]) -> str:
    """Join the digits of tokens.

    >>> _digits(["1,234,5", "67.89"])
    '123456789'
    """
    return "".join(character for token in tokens for character in token if character.isdigit())


def _reading_order(number: PrintedNumber) -> tuple[float, float]:
    """Sort key: lines from the top (to a third of their height), then left to right."""
    height = max(number.box.y1 - number.box.y0, 1.0)
    return -round(number.box.y0 / height * 1.5), number.box.x0
