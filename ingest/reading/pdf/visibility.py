"""What of a page's text a reader can see.

Not what is invisible, aslant, clipped away, on a layer that is switched off, white on white,
painted over, or printed over the text by a seal; and once what is printed over itself. Each needs a
look at the text object that a character belongs to, which costs more than the character: so a page
is looked at only where its objects give cause (`TextDoubts`).
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.reading.pdf.calls import (
    address_of,
    get_bounds,
    get_text_object,
)
from ingest.reading.pdf.clips import CUT, Buffers, clip_boxes, has_holes, reach_of
from ingest.reading.pdf.colours import (
    BLACK,
    drop_seals,
    drop_white,
    fill_of,
    fill_with,
    is_pale,
    is_red,
    is_white,
    overlap_of,
)
from ingest.reading.pdf.glyphs import UNREADABLE, Glyph, PageFrame
from ingest.reading.pdf.ink import Ink
from ingest.reading.pdf.matrices import Rectangle, Surroundings, bounds_on_page
from ingest.reading.pdf.shadows import find_shadows, print_of
from ingest.reading.pdf.slices import OF_NUMBERS, show_sliced

# PDF 32000-1, table 106: neither fill nor stroke; neither, but add to the clipping path
INVISIBLE_RENDER_MODES: Final = frozenset({3, 7})

# A character set at 30 degrees or more is higher than the same character upright: an ideograph by a
# third, a digit, half as wide, by a ninth.
_SLANTED_HEIGHT: Final = 1.08

# Two characters whose middles fall into one square of this size are printed over each other,
# or are two narrow digits of small print; that costs a look at their clip paths.
_COLLISION_PT: Final = 3.0
_MIN_COLLISIONS: Final = 2
# Digits that lie over each other by more than this share of the smaller one, from two texts that
# are not the same, are no number any more. Print that is set tight overlaps by a tenth.
_OVERPRINT: Final = 0.4
_SQUARE_PT: Final = 12.0  # digits are smaller

# The same character printed twice at one place: fattened by a shift of up to 0.3 pt, or repeated
# by an office suite within 0.01 pt. A bold that is made by printing twice shifts by more, sideways:
# by less than a quarter of a character, in which no other one stands.
_SAME_PLACE_PT: Final = 0.35
_FATTENED: Final = 0.25
_FATTENED_PT: Final = 1.0


@dataclass(slots=True)
class TextDoubts:
    """Whether some text object of a page may not be what a reader sees, although it is drawn.

    Attributes:
        is_clipped: it reaches out of its clip path.
        is_white: in white, or fully transparent.
        is_red: in the red of seals.
        is_pale: in a pale or transparent colour, as watermarks are.
        is_coloured: in another colour than black: shadows are.
        texts: addresses of the text objects, in the order that they are painted.
        inside: of those that stand in forms: what is around them.
        covers: areas painted over, each after so many of the text objects.
    """

    is_clipped: bool = False
    is_white: bool = False
    is_red: bool = False
    is_pale: bool = False
    is_coloured: bool = False
    texts: list[int] = field(default_factory=list)
    inside: dict[int, Surroundings] = field(default_factory=dict)
    covers: list[tuple[Rectangle, int]] = field(default_factory=list)

    def cover(self, area: Rectangle) -> None:
        """Note an area that is painted over what was printed before."""
        if self.texts:
            self.covers.append((area, len(self.texts)))


def visible_indices(textpage: object, characters: str | list[str]) -> frozenset[int] | None:
    """List the characters that print; None where the page has no other text than invisible.

    A scan with a text layer laid under it has nothing but invisible text, which is then what
    the page says. A second, invisible layer beside printed text is not what a reader sees.
    """
    visible = frozenset(
        index
        for index, character in enumerate(characters)
        if not character.isspace() and _render_mode(textpage, index) not in INVISIBLE_RENDER_MODES
    )
    return visible or None


def _render_mode(textpage: object, index: int) -> int:
    """Ask for the render mode of one character's text object; generated ones have none."""
    text_object = pdfium_c.FPDFText_GetTextObject(textpage, index)
    return int(pdfium_c.FPDFTextObj_GetTextRenderMode(text_object)) if text_object else 0


def quarter_turns_of(textpage: object, index: int) -> float:
    """Ask for the direction of one character in quarter turns; pdfium measures clockwise."""
    return float(pdfium_c.FPDFText_GetCharAngle(textpage, index)) / (math.pi / 2)


def is_tilted(textpage: object, index: int) -> bool:
    """Say whether a character's base line is aslant; letters that lean (italics) have a level one.

    pdfium measures a character's direction by how it leans.
    """
    if is_straight(quarter_turns_of(textpage, index)):
        return False
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix)):
        return True
    return not is_straight(math.atan2(matrix.b, matrix.a) / (math.pi / 2))


def is_straight(quarters: float) -> bool:
    """Say whether a direction is along or across the page, give or take three degrees."""
    return abs(quarters - round(quarters)) < 1 / 30


def drop_slanted(
    textpage: object, glyphs: list[Glyph], heights: Sequence[float], *, is_likely: bool
) -> list[Glyph]:
    """Drop text printed aslant across the page: a watermark.

    Args:
        textpage: the page's text.
        glyphs: its characters.
        heights: theirs, sorted.
        is_likely: some are known to stand aslant; else only characters higher than most are asked
            for their direction: a slanted box is.
    """
    if not glyphs:
        return glyphs
    usual = 0.0 if is_likely else heights[len(heights) // 2] * _SLANTED_HEIGHT
    if heights[-1] <= usual:
        return glyphs
    return [
        glyph
        for glyph in glyphs
        if glyph.y1 - glyph.y0 <= usual or not is_tilted(textpage, glyph.place)
    ]


def shadows_of(
    textpage: object, glyphs: Sequence[Glyph], doubts: TextDoubts
) -> tuple[frozenset[int], frozenset[int]]:
    """Find the characters of a page that are shadows of others.

    Returns:
        Their places; and of shadows whose print has no characters (`print_of`) the text objects.
    """
    handle, buffers = address_of(textpage), Buffers()
    objects = [get_text_object(handle, glyph.place) or 0 for glyph in glyphs]
    own = set(objects)
    fills = {address: fill_with(address, buffers) for address in own.union(doubts.texts)}
    if len(set(fills.values())) == 1:
        return frozenset(), frozenset()
    left_out = [address for address in doubts.texts if address not in own]
    printed = {}
    if left_out:
        coloured = {a: fills[a] for a in own if a and fills[a] != BLACK}
        areas = {a: _area_on_page(a, doubts, buffers) for a in (*coloured, *left_out)}
        printed = print_of(
            {a: (areas[a], fill) for a, fill in coloured.items()},
            ((areas[a], fills[a]) for a in left_out),
        )
        fills |= printed
    return find_shadows(glyphs, [fills[address] for address in objects]), frozenset(printed)


def _area_on_page(address: int, doubts: TextDoubts, buffers: Buffers) -> Rectangle:
    """Give the bounds of a text object on the page; none where it has none."""
    if not get_bounds(address, *buffers.side_addresses):
        return (0.0, 0.0, 0.0, 0.0)
    left, bottom, right, top = buffers.sides
    around = doubts.inside.get(address)
    own = (left, bottom, right, top)
    return bounds_on_page(own, around.matrices) if around else own


def drop_unseen(
    page: pdfium.PdfPage,
    textpage: object,
    glyphs: list[Glyph],
    frame: PageFrame,
    *,
    doubts: TextDoubts,
    hidden_layers: Collection[str],
    printed: Collection[int] = (),
) -> list[Glyph]:
    """Drop what is drawn and not seen, and what is printed over itself.

    A spreadsheet prints the second line of a cell that is one line high, clips it, and prints
    the next row over it: pages where characters collide are asked for clip paths too.

    Args:
        page: the page, to be rendered where white text has to be looked for.
        textpage: its text.
        glyphs: the characters, upright.
        frame: which way up the page is.
        doubts: what its objects give cause to look for.
        hidden_layers: names of the document's layers that are switched off.
        printed: text objects that stand for print at their place, whatever their own colour.
    """
    step = 2 * _COLLISION_PT
    taken = {((x0 + x1) // step, (y0 + y1) // step) for _, x0, y0, x1, y1, _ in glyphs}
    is_crowded = len(glyphs) - len(taken) >= _MIN_COLLISIONS
    if is_crowded:
        glyphs = _drop_repeated(glyphs)
    has_clips = is_crowded or doubts.is_clipped or any(s.clips for s in doubts.inside.values())
    handle, ink = address_of(textpage), Ink(page, frame)
    covered = _find_covered(glyphs, doubts, frame, handle)
    if covered:
        glyphs = [g for g in glyphs if g.place not in covered or ink.shows(g)]
    is_coloured = doubts.is_white or doubts.is_red or doubts.is_pale
    if not (has_clips or is_coloured or hidden_layers):
        return glyphs
    objects = {glyph.place: get_text_object(handle, glyph.place) or 0 for glyph in glyphs}
    if hidden_layers:
        glyphs = _drop_hidden(glyphs, objects, hidden_layers, ink)
    if has_clips:
        buffers = Buffers()
        reaching = {a: reach_of(a, buffers) for a in set(objects.values()) if a}
        glyphs = _drop_clipped(glyphs, objects, frame, reaching, doubts.inside)
        if holed := {a for a, reach in reaching.items() if reach == CUT and has_holes(a)}:
            glyphs = [g for g in glyphs if objects[g.place] not in holed or ink.shows(g)]
    if doubts.is_white:
        white = {address for address in set(objects.values()) if is_white(*fill_of(address))}
        white -= set(printed)
        glyphs = drop_white(glyphs, {g.place for g in glyphs if objects[g.place] in white}, ink)
    if doubts.is_red or doubts.is_pale:
        fills = {address: fill_of(address) for address in set(objects.values())}
        over = {address for address, fill in fills.items() if is_red(*fill) or is_pale(*fill)}
        over -= set(printed)
        glyphs = drop_seals(glyphs, objects, over)
    if not is_crowded:
        return glyphs
    # a clipped line may have the same characters nearly there: it is gone by now
    return _spoil_overprinted(_drop_repeated(glyphs, _FATTENED), objects)


def _drop_hidden(
    glyphs: list[Glyph], objects: dict[int, int], hidden_layers: Collection[str], ink: Ink
) -> list[Glyph]:
    """Drop what is on layers that are switched off, and leaves no ink.

    pdfium names the layer that marked content is on; not that of a form, of a picture, or of a
    layer that others decide about (OCMD): there the rendered page tells.
    """
    hidden = {
        address
        for address in set(objects.values())
        if not _layers_of(address).isdisjoint(hidden_layers)
    }
    return [g for g in glyphs if objects[g.place] not in hidden and ink.shows(g)]


def _drop_clipped(
    glyphs: list[Glyph],
    objects: dict[int, int],
    frame: PageFrame,
    reaching: Mapping[int, int],
    inside: dict[int, Surroundings],
) -> list[Glyph]:
    """Drop what its clip paths leave out; a number cut in two cannot be told.

    A clip of the page may stand on the form that holds a text; one in a form is in its space.
    """
    on_page = Surroundings()
    clips: dict[int, list[Rectangle]] = {}
    for address in set(objects.values()):
        around = inside.get(address, on_page)
        boxes = list(around.clips)
        if reaching.get(address):
            boxes += [bounds_on_page(box, around.matrices) for box in clip_boxes(address)]
        if boxes:
            clips[address] = [frame.show(*box) for box in boxes]
    kept: list[Glyph] = []
    seen: Glyph | None = None  # the character right before, if it is seen
    unseen: Glyph | None = None  # … if it is not
    cut = {address for address in clips if reaching.get(address) == CUT}
    outer = {a: [frame.show(*box) for box in inside[a].clips] for a in clips if a in inside}
    sliced = show_sliced(glyphs, objects, clips, cut)
    for whole in glyphs:
        address = objects[whole.place]
        own = clips[address] if address in cut else outer.get(address, [])
        glyph, areas = sliced.get(whole.place) or (whole, own)
        if all(_holds(clip, glyph) for clip in areas):
            if unseen is not None and _is_cut_in_two(unseen, glyph, objects):
                kept.append(unseen._replace(text=UNREADABLE))
            kept.append(glyph)
            seen, unseen = glyph, None
            continue
        if seen is not None and _is_cut_in_two(seen, glyph, objects):
            kept.append(glyph._replace(text=UNREADABLE))
        seen, unseen = None, glyph
    return kept


def _is_cut_in_two(left: Glyph, right: Glyph, objects: dict[int, int]) -> bool:
    """Say whether two characters, one of them not seen, stand in one number."""
    return (
        right.place == left.place + 1
        and left.text in OF_NUMBERS
        and right.text in OF_NUMBERS
        and objects[left.place] == objects[right.place]
        and abs(left.y0 - right.y0) < _SAME_PLACE_PT
    )


def _find_covered(
    glyphs: list[Glyph], doubts: TextDoubts, frame: PageFrame, handle: int
) -> set[int]:
    """Find the characters that something was painted over, by their places in the text."""
    if not doubts.covers:
        return set()
    painted = {address: order for order, address in enumerate(doubts.texts)}
    by_height = sorted(((g.y0 + g.y1) / 2, g.place, g) for g in glyphs)
    heights = [height for height, _, _ in by_height]
    covered = set()
    for area, before in doubts.covers:
        shown = frame.show(*area)
        low, high = bisect_left(heights, shown[1]), bisect_right(heights, shown[3])
        for _, place, glyph in by_height[low:high]:
            if place not in covered and _holds(shown, glyph):
                order = painted.get(get_text_object(handle, place) or 0)
                if order is not None and order < before:
                    covered.add(place)
    return covered


def _drop_repeated(glyphs: list[Glyph], share: float = 0.0) -> list[Glyph]:
    """Keep one of the characters that are printed over themselves, shifted by a share of them."""
    kept: list[Glyph] = []
    places: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        column, row = int(glyph.x0 // 1), int(glyph.y0 // 1)
        near = [
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in places.get((glyph.text, x, y), ())
        ]
        shift = max(_SAME_PLACE_PT, min(share * (glyph.x1 - glyph.x0), _FATTENED_PT))
        if any(
            abs(other.x0 - glyph.x0) <= shift and abs(other.y0 - glyph.y0) <= _SAME_PLACE_PT
            for other in near
        ):
            continue
        places.setdefault((glyph.text, column, row), []).append(glyph)
        kept.append(glyph)
    return kept


def _spoil_overprinted(glyphs: list[Glyph], objects: dict[int, int]) -> list[Glyph]:
    """Make digits that another text is printed over unreadable: nobody can tell them."""
    squares: dict[tuple[float, float], list[Glyph]] = {}
    spoilt: set[int] = set()
    for glyph in glyphs:
        if glyph.text not in OF_NUMBERS:
            continue
        column, row = glyph.x0 // _SQUARE_PT, glyph.y0 // _SQUARE_PT
        for x in (column - 1, column, column + 1):
            for y in (row - 1, row, row + 1):
                for other in squares.get((x, y), ()):
                    if objects[other.place] != objects[glyph.place] and overlap_of(
                        glyph, other
                    ) > _OVERPRINT * min(_area_of(glyph), _area_of(other)):
                        spoilt |= {glyph.place, other.place}
        squares.setdefault((column, row), []).append(glyph)
    return [g._replace(text=UNREADABLE) if g.place in spoilt else g for g in glyphs]


def _area_of(glyph: Glyph) -> float:
    return (glyph.x1 - glyph.x0) * (glyph.y1 - glyph.y0)


def _handle(address: int) -> object:
    return ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT)


def _layers_of(address: int) -> set[str]:
    """Name the layers (optional content groups) that a text object is on."""
    names = set()
    handle = _handle(address) if address else None
    for number in range(max(pdfium_c.FPDFPageObj_CountMarks(handle), 0) if handle else 0):
        mark = pdfium_c.FPDFPageObj_GetMark(handle, number)
        buffer, length = (ctypes.c_ushort * 256)(), ctypes.c_ulong()
        if pdfium_c.FPDFPageObjMark_GetName(mark, buffer, 512, length) and (
            _utf16(buffer, length) == "OC"
            and pdfium_c.FPDFPageObjMark_GetParamStringValue(mark, b"Name", buffer, 512, length)
        ):
            names.add(_utf16(buffer, length))
    return names


def _utf16(buffer: object, length: ctypes.c_ulong) -> str:
    text = ctypes.string_at(buffer, length.value).decode("utf-16-le", "replace")  # type: ignore[arg-type]
    return text.rstrip("\0")


def _holds(area: Rectangle, glyph: Glyph) -> bool:
    """Say whether an area holds the middle of a character."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.y0 + glyph.y1) / 2
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]
