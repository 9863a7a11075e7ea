"""What goes into Camelot and what comes out, without importing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ingest.reading.pdf.model import Box
from ingest.reading.pdf.pieces import Run
from ingest.reading.pdf.rules import Segment

Bitmap = Any  # numpy.ndarray, BGR; numpy is Camelot's business, not ours

# Cells drawn as boxes of their own leave slits of 3 pt between them; no print is that small.
# Camelot's default, 2, makes rows of the slits.
SAME_RULE_PT: Final = 3.5

# Camelot's own default is 15, a fifteenth of the page: longer than most rows are high.
DEFAULT_LINE_SCALE: Final = 40


@dataclass(frozen=True, slots=True)
class LatticePage:
    """A page as Camelot is shown it.

    Attributes:
        runs: the page's text, displayed coordinates.
        horizontal: rules as (x0, y, x1, y).
        vertical: rules as (x, y0, x, y1).
        width_pt: as displayed.
        height_pt: as displayed.
        render: gives the page upright as a BGR array; called by the raster engines only.
    """

    runs: tuple[Run, ...]
    horizontal: tuple[Segment, ...]
    vertical: tuple[Segment, ...]
    width_pt: float
    height_pt: float
    render: Callable[[], Bitmap]


@dataclass(frozen=True, slots=True)
class LatticeSettings:
    """How hard to look.

    Attributes:
        engine: "vector" (rules only), "raster" (rendered page only) or "combined".
        line_scale: raster: the shortest rule is the page's size divided by this.
        tolerance_pt: rules closer than this are one.
    """

    engine: str = "vector"
    line_scale: int = DEFAULT_LINE_SCALE
    tolerance_pt: float = SAME_RULE_PT


@dataclass(frozen=True, slots=True)
class LatticeCell:
    """A cell after merging: its place, its box and the runs that Camelot put into it."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class LatticeGrid:
    """One grid as Camelot sees it: descending row edges, ascending column edges."""

    box: Box
    row_edges_pt: tuple[float, ...]
    column_edges_pt: tuple[float, ...]
    cells: tuple[LatticeCell, ...]
