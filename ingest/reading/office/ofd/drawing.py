"""Graphic objects of an OFD page → glyphs, paths and pictures in PDF points.

GB/T 33190-2016, 8 (pages), 9 (graphics), 11 (text). An object stands in a boundary; its own
coordinates go through its CTM, then through what it stands in. Millimetres downward become points
upward.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from unicodedata import east_asian_width

from lxml import etree  # type: ignore[import-untyped]

from ingest.reading.office.ofd.package import Package, Page, children, local_name, numbers_of
from ingest.reading.pdf.matrices import Matrix, apply, times

MM_PT: Final = 72 / 25.4
SLANT: Final = 0.05  # up by this much for each step to the right: three degrees
_USUAL_LINE_MM: Final = 0.353
_MOST_DEPTH: Final = 8  # drawn units in drawn units
# East Asian Width (UAX 11): wide, full, and what Chinese fonts set as wide (“ … ①)
_FULL_WIDTHS: Final = frozenset("WFA")
_NARROW_EM: Final = 0.5  # a digit in most Chinese fonts
_WIDEST_NARROW_EM: Final = 0.65

Colour = tuple[float, ...]
_SAME: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_UPSIDE_DOWN: Final[Matrix] = (1.0, 0.0, 0.0, -1.0, 0.0, 1.0)
_BLACK: Final[Colour] = (0.0, 0.0, 0.0)
# letter → how many numbers follow; PDF operator
_OPERATORS: Final = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


@dataclass(frozen=True, slots=True)
class DrawnText:
    """Characters on one line.

    Attributes:
        characters: each with its advance to the next one and its width, both in em.
        matrix: from em to points.
    """

    characters: tuple[tuple[str, float, float], ...]
    matrix: Matrix
    colour: Colour
    clips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawnPath:
    """A path in PDF operators, points."""

    operators: str
    width_pt: float
    is_filled: bool
    is_stroked: bool
    fill: Colour
    stroke: Colour
    clips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture.

    Attributes:
        matrix: where it stands: of the unit square, its top at 1.
        content: its file's bytes; none where the package does not hold it.
    """

    matrix: Matrix
    content: bytes


Drawn = DrawnText | DrawnPath | DrawnPicture


@dataclass(frozen=True, slots=True)
class _Place:
    """What an object stands in: from its coordinates to points, and what clips it."""

    matrix: Matrix
    clips: tuple[str, ...] = field(default=())
    depth: int = 0


def draw_page(page: Page, package: Package) -> Iterator[Drawn]:
    """Yield what is drawn on a page, the lowest first."""
    x, y, _, height = page.box
    place = _Place((MM_PT, 0.0, 0.0, -MM_PT, -x * MM_PT, (y + height) * MM_PT))
    for layer in page.layers:
        yield from _draw_all(layer, place, package)


def _draw_all(parent: etree._Element, place: _Place, package: Package) -> Iterator[Drawn]:
    for element in parent:
        name = local_name(element)
        if name == "PageBlock":
            yield from _draw_all(element, place, package)
            continue
        if name not in _DRAWERS or element.get("Visible") == "false":
            continue
        inner = _enter(element, place)
        if name == "TextObject":
            yield from _draw_text(element, inner)
        elif name == "PathObject":
            yield from _draw_path(element, inner)
        elif name == "ImageObject":
            content = package.pictures.get(element.get("ResourceID"), b"")
            yield DrawnPicture(times(_UPSIDE_DOWN, inner.matrix), content)
        elif (
            inner.depth < _MOST_DEPTH
            and (unit := package.units.get(element.get("ResourceID"))) is not None
        ):
            yield from _draw_all(unit, inner, package)


_DRAWERS: Final = frozenset({"TextObject", "PathObject", "ImageObject", "CompositeObject"})


def _enter(element: etree._Element, place: _Place) -> _Place:
    """Step into an object: its boundary moves, its CTM turns, its clips cut."""
    boundary = numbers_of(element.get("Boundary"))
    matrix = place.matrix
    if len(boundary) == 4:
        matrix = times((1.0, 0.0, 0.0, 1.0, boundary[0], boundary[1]), matrix)
    clips = [
        _path_operators(text, times(_ctm(path), matrix))
        for clip in children(next(children(element, "Clips"), None), "Clip")
        for area in children(clip, "Area")
        for path in children(area, "Path")
        for data in children(path, "AbbreviatedData")
        if (text := data.text or "")
    ]
    return replace(
        place,
        matrix=times(_ctm(element), matrix),
        clips=(*place.clips, *clips),
        depth=place.depth + 1,
    )


def _ctm(element: etree._Element) -> Matrix:
    numbers = numbers_of(element.get("CTM"))
    if len(numbers) != 6:
        return _SAME
    a, b, c, d, e, f = numbers
    return (a, b, c, d, e, f)


def _colour(element: etree._Element, name: str) -> Colour:
    """Read a colour as parts of one; patterns and indices count as black."""
    found = next(children(element, name), None)
    values = [] if found is None else numbers_of(found.get("Value"))
    if found is not None and found.get("Alpha") == "0":
        return (1.0, 1.0, 1.0)  # nothing on white paper
    if len(values) == 1:
        values *= 3
    return (
        tuple(min(1.0, max(0.0, value / 255)) for value in values) if len(values) == 3 else _BLACK
    )


def _draw_text(element: etree._Element, place: _Place) -> Iterator[DrawnText]:
    size = next(iter(numbers_of(element.get("Size"))), 0.0)
    is_drawn = element.get("Fill") != "false" or element.get("Stroke") == "true"
    if size <= 0 or not is_drawn or not _is_straight(place.matrix):
        return
    stretch = next(iter(numbers_of(element.get("HScale"))), 1.0)
    colour = _colour(element, "FillColor")
    if element.get("Alpha") == "0":
        colour = (1.0, 1.0, 1.0)
    x = y = 0.0
    for code in children(element, "TextCode"):
        x = next(iter(numbers_of(code.get("X"))), x)
        y = next(iter(numbers_of(code.get("Y"))), y)
        text = code.text or ""
        right = _deltas(code.get("DeltaX"), len(text))
        down = _deltas(code.get("DeltaY"), len(text))
        for start, end, at_x, at_y, advances in _runs(text, right, down, (x, y), size * stretch):
            characters = tuple(
                (character, advance, _width(character, advance))
                for character, advance in zip(text[start:end], advances, strict=True)
            )
            # the text's own up is against the object's y
            em = (size * stretch, 0.0, 0.0, -size, at_x, at_y)
            yield DrawnText(characters, times(em, place.matrix), colour, place.clips)


def _is_straight(matrix: Matrix) -> bool:
    """Say whether text runs along or across the page: what is aslant is a watermark."""
    right, up = abs(matrix[0]), abs(matrix[1])
    return min(right, up) <= SLANT * max(right, up)


def _usual_width(character: str) -> float:
    return 1.0 if east_asian_width(character) in _FULL_WIDTHS else _NARROW_EM


def _width(character: str, advance: float) -> float:
    """Say how wide a character is, in em: as far as the next one, unless that stands apart."""
    usual = _usual_width(character)
    most = _WIDEST_NARROW_EM if usual == _NARROW_EM else usual
    return advance if 0 < advance <= most else usual


def _deltas(text: str | None, most: int) -> list[float]:
    """Read distances, as many as there are characters; `g 3 2.5` is three times 2.5 (11.3).

    >>> _deltas("1 g 2 5 3", 9), _deltas("g 4000000 1", 2), _deltas(None, 9)
    ([1.0, 5.0, 5.0, 3.0], [1.0, 1.0], [])
    """
    words = (text or "").split()
    found: list[float] = []
    while words and len(found) < most:
        word = words.pop(0)
        if word == "g":
            times, value = [*numbers_of(" ".join(words[:2])), 0.0, 0.0][:2]
            found += [value] * min(max(0, int(times)), most)
            del words[:2]
        else:
            found += numbers_of(word)
    return found


def _runs(
    text: str, right: list[float], down: list[float], origin: tuple[float, float], em_mm: float
) -> Iterator[tuple[int, int, float, float, list[float]]]:
    """Cut a text where it steps up or down; gives start, end, place and advances in em."""
    x, y = origin
    start, at = 0, (x, y)
    advances: list[float] = []
    for index, character in enumerate(text):
        step = right[index] if index < len(right) else None
        fall = down[index] if index < len(down) else 0.0
        if step is None:  # a line set downward has no steps to the right
            step = 0.0 if down else _usual_width(character) * em_mm
        is_last = index + 1 == len(text)
        if step < 0 or fall or is_last:
            tail = _usual_width(character)
            if advances and advances[-1] > 0:  # as wide as its neighbour, if it is of its kind
                tail = min(tail, advances[-1]) if _alike(text, index) else tail
            yield start, index + 1, *at, [*advances, tail]
            start, advances = index + 1, []
            x, y = x + step, y + fall
            at = (x, y)
        else:
            advances.append(step / em_mm)
            x += step


def _alike(text: str, index: int) -> bool:
    return _usual_width(text[index]) == _usual_width(text[index - 1])


def _draw_path(element: etree._Element, place: _Place) -> Iterator[DrawnPath]:
    data = next(children(element, "AbbreviatedData"), None)
    operators = _path_operators((data.text or "") if data is not None else "", place.matrix)
    is_filled = element.get("Fill") == "true"
    is_stroked = element.get("Stroke") != "false"
    if not operators or not (is_filled or is_stroked):
        return
    a, b, c, d, _, _ = place.matrix
    width = next(iter(numbers_of(element.get("LineWidth"))), _USUAL_LINE_MM)
    yield DrawnPath(
        operators=operators,
        width_pt=width * abs(a * d - b * c) ** 0.5,
        is_filled=is_filled,
        is_stroked=is_stroked,
        fill=_colour(element, "FillColor"),
        stroke=_colour(element, "StrokeColor"),
        clips=place.clips,
    )


def _path_operators(data: str, matrix: Matrix) -> str:
    """Turn abbreviated path data into PDF operators; an arc becomes its chord.

    >>> _path_operators("M 0 0 L 10 0 C", (1, 0, 0, 1, 5, 5))
    '5.000 5.000 m 15.000 5.000 l h'
    """
    words = data.replace(",", " ").split()
    parts: list[str] = []
    here = (0.0, 0.0)

    def point(x: float, y: float) -> str:
        at_x, at_y = apply((matrix,), x, y)
        return f"{at_x:.3f} {at_y:.3f}"

    while words:
        letter = words.pop(0)
        count = _OPERATORS.get(letter)
        if count is None:
            continue
        numbers = numbers_of(" ".join(words[:count]))
        if len(numbers) < count:
            break
        del words[:count]
        if letter == "C":
            parts.append("h")
            continue
        end = (numbers[-2], numbers[-1])
        if letter in ("M", "S"):
            parts.append(f"{point(*end)} m")
        elif letter in ("L", "A"):
            parts.append(f"{point(*end)} l")
        else:
            if letter == "Q":  # a quadratic curve as a cubic one
                (x0, y0), (x1, y1, x2, y2) = here, numbers
                numbers = [
                    *(x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3),
                    *(x2 + (x1 - x2) * 2 / 3, y2 + (y1 - y2) * 2 / 3, x2, y2),
                ]
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            parts.append(" ".join(point(x, y) for x, y in pairs) + " c")
        here = end
    return " ".join(parts)
