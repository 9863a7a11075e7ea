"""The ruling lines of a page, taken from its path objects.

Rules are not always strokes: some publishers fill rectangles half a point high, some fill
polygons or curves of that shape, some put a whole table into one path or inside a form
XObject. What they share is that the drawn shape is long and thin; that is what is looked for.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.reading.pdf.calls import (
    address_of,
    get_bounds,
    get_draw_mode,
    get_fill_colour,
    get_form_object,
    get_object_type,
    get_page_object,
    get_path_segment,
    get_segment_close,
    get_segment_point,
    get_segment_type,
    get_text_render_mode,
)
from ingest.reading.pdf.clips import Buffers, clip_boxes, is_cut
from ingest.reading.pdf.colours import is_pale, is_red, is_white
from ingest.reading.pdf.glyphs import PageFrame
from ingest.reading.pdf.matrices import (
    Matrix,
    Point,
    Surroundings,
    apply,
    bounds_of,
    bounds_on_page,
)
from ingest.reading.pdf.visibility import (
    INVISIBLE_RENDER_MODES,
    TextDoubts,
)

# A filled shape narrower than this is a rule. The heaviest borders seen are 2.25 pt (Word's
# thick box), a line of the smallest print is 5 pt high.
RULE_THICKNESS_PT: Final = 3.0

# Shorter marks are dots, dashes of a leader, or strokes of a drawn glyph.
_MIN_LENGTH_PT: Final = 1.0

# A dotted border has a dot every few points; a dozen make a rule.
_DOT_GAP_PT: Final = 5.0
_FEWEST_DOTS: Final = 6

# A nominally straight edge may lean by rounding.
_SLANT_PT: Final = 0.5

# A rectangle's, with the first one again.
_CORNERS: Final = 5
_LARGEST_CHARACTER_PT: Final = 24.0
_MAX_FORM_DEPTH: Final = 8
_OPAQUE: Final = 255


Segment = tuple[float, float, float, float]


@dataclass(slots=True)
class PageObjects:
    """What the page's content stream draws, beside its characters.

    Attributes:
        horizontal: rules as (x0, y, x1, y), displayed coordinates.
        vertical: rules as (x, y0, x, y1), displayed coordinates.
        shaded: edges of filled rectangles, horizontal and vertical; rules only where a table
            has no others.
        image_count: pictures and shadings, those inside forms included.
        shape_count: path objects that paint something.
        has_invisible_text: some text object has render mode 3.
        images: where the pictures are.
        drawn: shapes of the size and the making of characters: text turned into outlines, maybe.
        doubts: what of its text objects has to be looked at before they are taken for printed.
    """

    horizontal: list[Segment] = field(default_factory=list)
    vertical: list[Segment] = field(default_factory=list)
    shaded: tuple[list[Segment], list[Segment]] = field(default_factory=lambda: ([], []))
    image_count: int = 0
    shape_count: int = 0
    has_invisible_text: bool = False
    images: tuple[Segment, ...] = ()
    drawn: tuple[Segment, ...] = ()
    doubts: TextDoubts = field(default_factory=TextDoubts)


@dataclass(frozen=True, slots=True)
class PaintedPicture:
    """A picture, and when it was painted.

    Attributes:
        area: what its clip paths leave of it, in user space.
        address: of the picture's object.
        text_count: of the text objects that were painted before.
        rule_count: of the rules that were drawn before.
        is_see_through: a form around it is.
    """

    area: Segment
    address: int
    text_count: int
    rule_count: int
    is_see_through: bool = False


@dataclass(slots=True)
class RawObjects:
    """The same in user space, before it is known which way up the page is."""

    segments: list[Segment] = field(default_factory=list)
    shadings: list[Segment] = field(default_factory=list)
    dots: list[Segment] = field(default_factory=list)
    image_count: int = 0
    shape_count: int = 0
    has_invisible_text: bool = False
    images: list[Segment] = field(default_factory=list)
    drawn: list[Segment] = field(default_factory=list)
    doubts: TextDoubts = field(default_factory=TextDoubts)
    pictures: list[PaintedPicture] = field(default_factory=list)

    def show(self, frame: PageFrame) -> PageObjects:
        """Turn into displayed coordinates and sort by direction."""
        shown = PageObjects(
            image_count=self.image_count,
            shape_count=self.shape_count,
            has_invisible_text=self.has_invisible_text,
            images=tuple(frame.show(*image) for image in self.images),
            drawn=tuple(frame.show(*shape) for shape in self.drawn),
            doubts=self.doubts,
        )
        width, height = frame.width_pt, frame.height_pt
        for segment in (*self.segments, *join_dots(self.dots)):
            x0, y0, x1, y1 = frame.show(*segment)
            if x1 < 0 or y1 < 0 or x0 > width or y0 > height:
                continue
            if x1 - x0 >= y1 - y0:
                middle = (y0 + y1) / 2
                shown.horizontal.append((x0, middle, x1, middle))
            else:
                middle = (x0 + x1) / 2
                shown.vertical.append((middle, y0, middle, y1))
        for shading in self.shadings:
            x0, y0, x1, y1 = frame.show(*shading)
            shown.shaded[0].extend(((x0, y0, x1, y0), (x0, y1, x1, y1)))
            shown.shaded[1].extend(((x0, y0, x0, y1), (x1, y0, x1, y1)))
        return shown


def read_raw_objects(page: pdfium.PdfPage) -> RawObjects:
    """Read rules and counts from the page's objects, in one pass.

    Args:
        page: an open page.
    """
    found = RawObjects()
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    objects = map(get_page_object, [address_of(page.raw)] * count, range(count))
    _collect(objects, Surroundings(), found)
    return found


def _collect(objects: Iterable[int], around: Surroundings, found: RawObjects) -> None:
    """Walk objects, into forms too."""
    buffers = Buffers()
    matrices = around.matrices
    for page_object in objects:
        kind = get_object_type(page_object)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            found.segments.extend(_rules_of_path(page_object, matrices, found, buffers))
        elif kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            if get_text_render_mode(page_object) in INVISIBLE_RENDER_MODES:
                found.has_invisible_text = True
            _doubt_text(page_object, found.doubts, buffers)
            found.doubts.texts.append(page_object)
            if matrices:
                found.doubts.inside[page_object] = around
        elif kind in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING):
            found.image_count += 1
            if get_bounds(page_object, *buffers.side_addresses):
                area = bounds_on_page(tuple(buffers.sides), matrices)
                found.images.append(area)
                found.doubts.cover(area)
                if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                    found.pictures.append(_painted(page_object, area, around, found))
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and len(matrices) < _MAX_FORM_DEPTH:
            count = pdfium_c.FPDFFormObj_CountObjects(_handle(page_object))
            inner = map(get_form_object, [page_object] * count, range(count))
            clips = [bounds_on_page(box, matrices) for box in clip_boxes(page_object)]
            inside = Surroundings(
                (_matrix_of(page_object), *matrices),
                (*around.clips, *clips),
                around.is_see_through or _is_see_through(page_object),
            )
            _collect(inner, inside, found)


def _painted(
    picture: int, area: Segment, around: Surroundings, found: RawObjects
) -> PaintedPicture:
    """Note a picture: what is seen of it, and what was there before."""
    boxes = [bounds_on_page(box, around.matrices) for box in clip_boxes(picture)]
    x0, y0, x1, y1 = zip(area, *boxes, *around.clips, strict=True)
    return PaintedPicture(
        area=(max(x0), max(y0), min(x1), min(y1)),
        address=picture,
        text_count=len(found.doubts.texts),
        rule_count=len(found.segments),
        is_see_through=around.is_see_through,
    )


def _is_see_through(form: int) -> bool:
    """Say whether what is below a form shows through it: by opacity, a mask or how it is mixed."""
    return bool(pdfium_c.FPDFPageObj_HasTransparency(_handle(form)))


def _doubt_text(text_object: int, doubts: TextDoubts, buffers: Buffers) -> None:
    """Note what may hide a text object; clips are looked at only until one cuts."""
    if get_fill_colour(text_object, *buffers.colour_addresses):
        colours = buffers.colours
        if colours[0]:  # black, as most text is, has no red in it
            doubts.is_coloured = True
            doubts.is_white = doubts.is_white or is_white(*colours)
            doubts.is_red = doubts.is_red or is_red(*colours)
            doubts.is_pale = doubts.is_pale or is_pale(*colours)
        elif colours[3] < _OPAQUE:
            doubts.is_coloured = True
            doubts.is_white = doubts.is_white or not colours[3]
            doubts.is_pale = doubts.is_pale or is_pale(*colours)
        elif colours[1] or colours[2]:
            doubts.is_coloured = True
    doubts.is_clipped = doubts.is_clipped or is_cut(text_object, buffers)


def _handle(page_object: int) -> object:
    """Make the binding's handle of an object's address."""
    return ctypes.cast(page_object, pdfium_c.FPDF_PAGEOBJECT)


def _matrix_of(page_object: int) -> Matrix:
    """Read the object's own matrix."""
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(_handle(page_object), ctypes.byref(matrix)):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _rules_of_path(
    path: int, matrices: tuple[Matrix, ...], found: RawObjects, buffers: Buffers
) -> Sequence[Segment]:
    """List the rules that one path object draws, in page user space."""
    if not get_draw_mode(path, *buffers.mode_addresses):
        return ()
    fill, stroke = buffers.modes
    if not fill and not stroke:
        return ()  # a clipping path
    found.shape_count += 1
    if not get_bounds(path, *buffers.side_addresses):
        return ()
    corners = tuple(buffers.sides)
    if matrices:
        corners = bounds_on_page(corners, matrices)
    whole = _thin(corners)
    if whole is not None:
        return (whole,)
    if max(corners[2] - corners[0], corners[3] - corners[1]) <= RULE_THICKNESS_PT:
        found.dots.append(corners)
        return ()
    rules: list[Segment] = []
    for points, is_closed in _subpaths(path, (_matrix_of(path), *matrices)):
        thin = _thin(bounds_of(points))
        if fill and len(points) > _CORNERS and _is_small(bounds_of(points)):
            found.drawn.append(bounds_of(points))
        if thin is not None:
            rules.append(thin)
        elif stroke or len(points) > _CORNERS:
            # A filled outline of more corners than a rectangle's is a frame.
            rules.extend(_straight_edges(points, is_closed=is_closed or bool(fill)))
        else:
            found.shadings.append(bounds_of(points))
    if fill:
        found.doubts.cover(corners)
    return rules


def join_dots(dots: Sequence[Segment]) -> list[Segment]:
    """Join dots that follow each other on a line into rules (dotted borders).

    Args:
        dots: boxes of marks too small to be rules of their own.

    Returns:
        A segment for each run of dots, across and upward.
    """
    if len(dots) < _FEWEST_DOTS:
        return []
    found: list[Segment] = []
    for axis in (0, 1):
        lines: dict[int, list[Segment]] = {}
        for dot in dots:
            lines.setdefault(round((dot[1 - axis] + dot[3 - axis]) / 2), []).append(dot)
        for line in lines.values():
            line.sort(key=lambda dot: dot[axis])
            run = [line[0]]
            for dot in line[1:]:
                if dot[axis] - run[-1][axis + 2] > _DOT_GAP_PT:
                    found.extend(_run_of(run))
                    run = []
                run.append(dot)
            found.extend(_run_of(run))
    return found


def _run_of(run: Sequence[Segment]) -> Sequence[Segment]:
    """Give the rule that a run of dots makes; a few dots make none."""
    return (
        [bounds_of([p for x0, y0, x1, y1 in run for p in ((x0, y0), (x1, y1))])]
        if (len(run) >= _FEWEST_DOTS)
        else []
    )


def _is_small(box: Segment) -> bool:
    """Say whether a shape is no larger than a character of a table's print."""
    return max(box[2] - box[0], box[3] - box[1]) <= _LARGEST_CHARACTER_PT


def _thin(box: Segment) -> Segment | None:
    """Return the box when it is long and thin, else None."""
    width, height = box[2] - box[0], box[3] - box[1]
    short, long = (width, height) if width < height else (height, width)
    if short <= RULE_THICKNESS_PT and long >= max(_MIN_LENGTH_PT, 2 * short):
        return box
    return None


def _straight_edges(points: list[Point], *, is_closed: bool) -> Iterator[Segment]:
    """Yield the horizontal and vertical edges of an outline."""
    ends = [*points[1:], points[0]] if is_closed else points[1:]
    for (x0, y0), (x1, y1) in zip(points, ends, strict=False):
        dx, dy = abs(x1 - x0), abs(y1 - y0)
        if min(dx, dy) <= _SLANT_PT and max(dx, dy) >= _MIN_LENGTH_PT:
            yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _subpaths(path: int, matrices: tuple[Matrix, ...]) -> Iterator[tuple[list[Point], bool]]:
    """Yield each subpath's points on the page and whether it is closed.

    Control points of curves are kept as points: the hull of a thin curve is thin.
    """
    count = pdfium_c.FPDFPath_CountSegments(_handle(path))
    x, y = ctypes.c_float(), ctypes.c_float()
    x_address, y_address = ctypes.addressof(x), ctypes.addressof(y)
    points: list[Point] = []
    is_closed = False
    for index in range(count):
        segment = get_path_segment(path, index)
        if get_segment_type(segment) == pdfium_c.FPDF_SEGMENT_MOVETO and points:
            yield points, is_closed
            points, is_closed = [], False
        if get_segment_point(segment, x_address, y_address):
            points.append(apply(matrices, x.value, y.value))
        is_closed = is_closed or bool(get_segment_close(segment))
    if points:
        yield points, is_closed
