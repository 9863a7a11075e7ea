"""Which reading of a page to take: the cheapest that conserves every number.

Readings are tried from cheap to dear until one conserves: Camelot over the page's own rules
(`vector`), over the rendered page (`raster`), with finer lines (`raster-fine`), over both
(`combined`). Where none does, the one with fewest numbers at fault is kept, and the proof says
which they are. A reading that leaves two whole amounts in one cell is suspect although nothing
is lost: rules that the amounts imply are then added to those that are drawn (`vector-aligned`).
A page without a grid is `none`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from ingest.reading.pdf.account import account_for, promises_table, stands_in_columns
from ingest.reading.pdf.alignment import (
    count_crowded,
    find_amounts_apart,
    find_column_rules,
    find_open_ends,
    find_parting_rules,
    find_tabular_rows,
    stands_in_list,
)
from ingest.reading.pdf.characters import read_page_frame, read_page_text
from ingest.reading.pdf.conserving import NumberCount, count_conserved
from ingest.reading.pdf.covered import hidden_cells, pictures_on_top
from ingest.reading.pdf.glyphs import PageText
from ingest.reading.pdf.gutters import close_gutters, has_gutters
from ingest.reading.pdf.lattice import Bitmap, LatticeGrid, LatticePage, LatticeSettings
from ingest.reading.pdf.model import Box, Grid, PageRead, Piece, PrintedNumber
from ingest.reading.pdf.page_grids import is_regular, is_table, page_grid
from ingest.reading.pdf.pieces import Run, build_runs, lines_of, pieces_of_cell
from ingest.reading.pdf.rules import PageObjects, PaintedPicture, Segment, read_raw_objects
from ingest.reading.pdf.tokens import read_numbers
from ingest.reading.pdf.unruled import draw_rules
from ingest.reading.pdf.unruled_lists import draw_list_rules
from ingest.reading.pdf.unruled_parts import part_amounts, part_at_ends, part_at_starts

# A grid needs two rules each way; fewer are an underline or a frame's remains.
_MIN_RULES: Final = 2

# Runs are words of one column: what was cut into two is not joined again.
_COLUMN_GAP_EM: Final = -0.3

# Fewer shapes than this cannot rule a table; a picture or a shading can.
_MIN_SHAPES: Final = 4

_RENDER_SCALE: Final = 300 / 72  # Camelot's own resolution

_ALIGNED: Final = "vector-aligned"
_COLUMNS: Final = "vector-columns"  # columns where amounts stand, between rules across
_CLOSED: Final = "vector-closed"  # where white gutters part its cells
_OPEN: Final = "vector-open"  # rules that end together are joined there
_SHADED: Final = "shaded"  # by the edges of filled cells: maybe of the header alone
_UNRULED: Final = "aligned"  # by white space alone, but for the rules that are drawn across
# Readings whose rows and columns nothing that is drawn bears out.
ALIGNED_READINGS: Final = frozenset({_COLUMNS, _SHADED, _UNRULED})
_SETTINGS: Final = {
    "vector": LatticeSettings("vector"),
    _ALIGNED: LatticeSettings("vector"),
    _COLUMNS: LatticeSettings("vector"),
    _CLOSED: LatticeSettings("vector"),
    _OPEN: LatticeSettings("vector"),
    _SHADED: LatticeSettings("vector"),
    _UNRULED: LatticeSettings("vector"),
    "raster": LatticeSettings("raster"),
    "raster-fine": LatticeSettings("raster", line_scale=100),
    "combined": LatticeSettings("combined"),
}
_DEARER: Final = ("raster", "raster-fine", "combined")


@dataclass(frozen=True, slots=True)
class _Content:
    """What was read from the page before any grid was looked for."""

    page_number: int
    text: PageText
    objects: PageObjects
    lattice: LatticePage
    on_top: tuple[tuple[Segment, PaintedPicture], ...] = ()  # pictures that nothing is printed on
    known_edges: tuple[float, ...] = ()  # of a table without rules that ends the page before

    @property
    def is_ruled(self) -> bool:
        """Whether the page draws enough rules for a grid."""
        objects = self.objects
        return min(len(objects.horizontal), len(objects.vertical)) >= _MIN_RULES

    @property
    def draws_something(self) -> bool:
        """Whether it holds anything beside text that a table's rules could be."""
        return self.objects.image_count > 0 or self.objects.shape_count >= _MIN_SHAPES


@dataclass(frozen=True, slots=True)
class _Reading:
    """One attempt: its grids, what is left outside and how many numbers it conserves."""

    name: str
    grids: tuple[Grid, ...]
    lines: tuple[Piece, ...]  # what is left outside
    numbers: tuple[PrintedNumber, ...]
    count: NumberCount
    crowded_count: int  # cells with two whole amounts
    loose_count: int  # lines of amounts in columns, and amounts alone at a grid, outside it

    @property
    def is_good(self) -> bool:
        """Whether it found a grid, lost nothing and parted what is printed apart."""
        return bool(self.grids) and not (
            self.count.fault_count or self.crowded_count or self.loose_count
        )

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """Some grid is better than none, then fewest faults, then most numbers."""
        count = self.count
        suspect_count = self.crowded_count + self.loose_count
        return bool(self.grids), -count.fault_count, -suspect_count, count.conserved_count


def read_page(
    page: pdfium.PdfPage,
    page_number: int,
    *,
    stock_content: bytes | None = None,
    hidden_layers: Collection[str] = (),
    before: PageRead | None = None,
) -> PageRead:
    """Read one open page.

    Args:
        page: the page; the caller closes it.
        page_number: 1….
        stock_content: the whole PDF, to take Camelot's own path instead of ours.
        hidden_layers: names of the document's layers that are switched off.
        before: the page before; a table without rules may go on from it.

    Returns:
        The page with the reading that conserves most.
    """
    read = _read_content(page, page_number, hidden_layers)
    content = replace(read, known_edges=_unruled_edges(before))
    if stock_content is not None:
        reading, reason = _stock_reading(content, stock_content), "asked for"
    else:
        reading, reason = _best_reading(content)
    frame = content.text.frame
    account = account_for(
        glyphs=content.text.glyphs,
        lines=reading.lines,
        grids=reading.grids,
        pictures=[Box(*image) for image in content.objects.images],
        page_size=(frame.width_pt, frame.height_pt),
        is_invisible=content.text.is_invisible,
        drawn=[Box(*shape) for shape in content.objects.drawn],
        hidden_count=hidden_cells(page, content.on_top, reading.grids) if content.on_top else 0,
        may_go_on=bool(content.known_edges),
    )
    return PageRead(
        page_number=page_number,
        width_pt=frame.width_pt,
        height_pt=frame.height_pt,
        rotation=frame.quarter_turns * 90,
        lines=reading.lines,
        grids=reading.grids,
        numbers=reading.numbers,
        character_count=len(content.text.glyphs),
        image_count=content.objects.image_count,
        reading=reading.name,
        reading_reason=reason,
        unread=account.unread,
        remarks=account.remarks,
    )


def _read_content(
    page: pdfium.PdfPage, page_number: int, hidden_layers: Collection[str]
) -> _Content:
    """Read characters, rules and counts."""
    raw_objects = read_raw_objects(page)
    text = read_page_text(
        page,
        has_invisible_text=raw_objects.has_invisible_text,
        doubts=raw_objects.doubts,
        hidden_layers=hidden_layers,
    )
    objects = raw_objects.show(text.frame)
    lattice = LatticePage(
        runs=tuple(build_runs(text)),
        horizontal=tuple(objects.horizontal),
        vertical=tuple(objects.vertical),
        width_pt=text.frame.width_pt,
        height_pt=text.frame.height_pt,
        render=_renderer(page, text.frame.quarter_turns),
    )
    on_top = [(text.frame.show(*p.area), p) for p in pictures_on_top(raw_objects)]
    return _Content(page_number, text, objects, lattice, tuple(on_top))


def _unruled_edges(before: PageRead | None) -> tuple[float, ...]:
    """Give the column edges of the table that ends a page, if white space alone told them."""
    if before is None or before.reading != _UNRULED or not before.grids:
        return ()
    return before.grids[-1].column_edges_pt


def _best_reading(content: _Content) -> tuple[_Reading, str]:
    """Try readings until one conserves; say which was taken and why."""
    first = (
        _grid_reading("vector", content)
        if content.is_ruled
        else _reading_of("none", content, [], content.lattice.runs)
    )
    if content.is_ruled and has_gutters(first.grids):
        closed = _closed_reading(content)
        if closed.is_good and not has_gutters(closed.grids):
            return closed, "the gutters between its cells are closed"
    if first.is_good:
        return first, f"conserves all {first.count.number_count} numbers"
    if first.grids:
        why = f"vector has {_faults(first)}"
    elif _announces_table(first, content):
        why = "looks like a table, but its rules are not drawn as lines"
    else:
        return first, "rules, but no grid" if content.is_ruled else "no rules"
    best = first
    for reading in _dearer_readings(first, content):
        if reading.rank > best.rank:
            best = reading
        if best.is_good:
            break
    if best is first:
        return best, f"{why}; no other reading is better"
    return best, f"{why}; {best.name} has {_faults(best)}"


def _faults(reading: _Reading) -> str:
    """Word the faults of a reading."""
    count = reading.count
    crowded = f", {reading.crowded_count} cells with two amounts" if reading.crowded_count else ""
    loose = f", {reading.loose_count} rows outside the grid" if reading.loose_count else ""
    return f"{count.fault_count} at fault of {count.number_count} numbers{crowded}{loose}"


def _dearer_readings(first: _Reading, content: _Content) -> Iterator[_Reading]:
    """Yield further readings, cheapest first; rendered ones where there is something to see."""
    # what a picture shows is seen better than what white space implies
    is_picture = content.objects.image_count > 0
    if first.loose_count:
        yield _open_reading(content)
    if not first.grids and content.objects.shaded[0]:
        yield _shaded_reading(content)
    if not first.grids and not is_picture:
        yield _unruled_reading(content)
    if first.crowded_count or first.loose_count:
        yield _aligned_reading(first, content)
    if content.draws_something:
        for name in _DEARER:
            yield _grid_reading(name, content)
    if not first.grids and is_picture:
        yield _unruled_reading(content)


def _aligned_reading(first: _Reading, content: _Content) -> _Reading:
    """Add the rules that amounts imply, columns before rows."""
    reading, lattice = first, content.lattice
    if first.loose_count:
        lattice = _with_rules(lattice, content.objects.shaded)
        reading = _grid_reading(_ALIGNED, replace(content, lattice=lattice))
    if reading.loose_count:
        added = find_column_rules(first.lines, lattice.horizontal)
        lattice = _with_rules(lattice, added)
        reading = _grid_reading(_COLUMNS, replace(content, lattice=lattice))
    if reading.crowded_count:
        lattice = _with_rules(lattice, find_parting_rules(reading.grids))
        name = _COLUMNS if reading.name == _COLUMNS else _ALIGNED
        reading = _grid_reading(name, replace(content, lattice=lattice))
    return reading


def _open_reading(content: _Content) -> _Reading:
    """Join rules that end together where nothing is drawn across them."""
    lattice = content.lattice
    lattice = _with_rules(lattice, (find_open_ends(lattice.horizontal, lattice.vertical), []))
    return _grid_reading(_OPEN, replace(content, lattice=lattice))


def _closed_reading(content: _Content) -> _Reading:
    """Close the gutters between cells that stand apart."""
    lattice = content.lattice
    across, down = close_gutters(lattice.horizontal, lattice.vertical, lattice.runs)
    lattice = replace(lattice, horizontal=tuple(across), vertical=tuple(down))
    return _grid_reading(_CLOSED, replace(content, lattice=lattice))


def _shaded_reading(content: _Content) -> _Reading:
    """Take the edges of filled rectangles as rules."""
    lattice = _with_rules(content.lattice, content.objects.shaded)
    return _grid_reading(_SHADED, replace(content, lattice=lattice))


def _unruled_reading(content: _Content) -> _Reading:
    """Draw the rules that the print's white space implies."""
    lattice = content.lattice
    runs = part_at_ends(part_amounts(lattice.runs))
    listed = lines_of(part_at_starts(runs), join_gap_em=_COLUMN_GAP_EM)
    across, down = draw_list_rules(listed, content.known_edges)
    if not down:
        lines = lines_of(part_at_starts(runs, amounts_only=True), join_gap_em=_COLUMN_GAP_EM)
        across, down = draw_rules(lines, lattice.horizontal, content.known_edges)
    if not down:
        return _reading_of("none", content, [], lattice.runs)
    ruled = replace(lattice, horizontal=tuple(across), vertical=tuple(down))
    return _grid_reading(_UNRULED, replace(content, lattice=ruled))


def _with_rules(lattice: LatticePage, added: tuple[list[Segment], list[Segment]]) -> LatticePage:
    """Add horizontal and vertical rules to those drawn."""
    return replace(
        lattice,
        horizontal=(*lattice.horizontal, *added[0]),
        vertical=(*lattice.vertical, *added[1]),
    )


def _grid_reading(name: str, content: _Content) -> _Reading:
    """Let Camelot find the grids."""
    # Camelot brings pandas and OpenCV, two seconds of imports: not for a report of prose.
    from ingest.reading.pdf.camelot_grids import extract_grids  # noqa: PLC0415

    found, runs = extract_grids(content.lattice, _SETTINGS[name])
    if name in _DEARER:
        found = [grid for grid in found if is_regular(grid)]
    return _reading_of(name, content, found, runs)


def _stock_reading(content: _Content, stock_content: bytes) -> _Reading:
    """Let stock Camelot read the page; what lies outside its grids stays ours."""
    from ingest.reading.pdf.camelot_grids import extract_stock_grids  # noqa: PLC0415

    found = extract_stock_grids(stock_content, content.page_number)
    outside = [
        run for run in content.lattice.runs if not any(_holds(grid.box, run.box) for grid in found)
    ]
    return _reading_of("stock", content, found, outside)


def _reading_of(
    name: str, content: _Content, found: Sequence[LatticeGrid], runs: Sequence[Run]
) -> _Reading:
    """Keep what is a table, give the rest back to the lines, and count."""
    kept = sorted(filter(is_table, found), key=lambda grid: (-grid.box.y1, grid.box.x0))
    in_cells = {id(run) for grid in kept for cell in grid.cells for run in cell.runs}
    grids = tuple(
        page_grid(
            grid,
            content.page_number,
            number,
            (pieces_of_cell(cell.runs) if cell.runs else () for cell in grid.cells),
        )
        for number, grid in enumerate(kept, 1)
    )
    numbers = read_numbers(content.text, [grid.box for grid in grids])
    count = count_conserved(
        (number for number in numbers if number.grid_number),
        ((cell.box, cell.text) for grid in grids for cell in grid.cells),
    )
    lines = tuple(lines_of(run for run in runs if id(run) not in in_cells))
    return _Reading(
        name=name if grids else "none",
        grids=grids,
        lines=lines,
        numbers=numbers,
        count=count,
        crowded_count=count_crowded(grids),
        loose_count=len(find_tabular_rows(lines)) + len(find_amounts_apart(lines, grids)),
    )


def _holds(area: Box, box: Box) -> bool:
    """Say whether an area holds a box's centre."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1


def _announces_table(reading: _Reading, content: _Content) -> bool:
    """Say whether a page without a grid holds a table by its lines or by its title.

    A title alone also stands over a chart and in a list of contents: a table has a row of three
    cells, a header at least, or three rows of two.
    """
    if content.known_edges and stands_in_columns(reading.lines):
        return True  # it may go on with the table of the page before
    return bool(reading.loose_count or stands_in_list(reading.lines)) or (
        stands_in_columns(reading.lines)
        and any(promises_table(line.text) for line in reading.lines)
    )


def _renderer(page: pdfium.PdfPage, quarter_turns: int) -> Callable[[], Bitmap]:
    """Give a function that renders the page upright as a BGR array, once."""
    kept: list[Bitmap] = []

    def render() -> Bitmap:
        if not kept:
            stored_turns = read_page_frame(page).quarter_turns
            bitmap = page.render(
                scale=_RENDER_SCALE, rotation=(quarter_turns - stored_turns) % 4 * 90
            )
            kept.append(bitmap.to_numpy()[:, :, :3].copy())
        return kept[0]

    return render
