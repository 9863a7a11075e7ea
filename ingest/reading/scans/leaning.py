"""Boxes of a page that was set straight → boxes of the page as it is displayed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from ingest.reading.pdf.model import DocumentRead, PageRead


def lean_boxes(frame: pl.DataFrame, document: DocumentRead) -> pl.DataFrame:
    """Move boxes back to where a person sees them: each about its middle, its size kept.

    Args:
        frame: with page_number, x0, y0, x1, y1 in points, and maybe a locator.
        document: the pages, with how far each was turned.
    """
    turned = {page.page_number: page for page in document.pages if page.skew_degrees}
    if not turned or frame.is_empty():
        return frame
    moved = [
        _moved(row, turned) if row["page_number"] in turned else row
        for row in frame.iter_rows(named=True)
    ]
    return pl.DataFrame(moved, schema=frame.schema, orient="row")


def name_files(frame: pl.DataFrame, document: DocumentRead) -> pl.DataFrame:
    """Say of a row of pictures which file a page is, before the page and the box.

    Args:
        frame: with page_number and locator.
        document: the pages, with the names of their files.
    """
    names = {page.page_number: page.source for page in document.pages if page.source}
    if not names or frame.is_empty() or "locator" not in frame.columns:
        return frame
    of_page = pl.col("page_number").replace_strict(names, default=None, return_dtype=pl.String)
    return frame.with_columns(
        locator=pl.when(of_page.is_null())
        .then("locator")
        .otherwise(pl.concat_str(of_page, pl.lit(" "), "locator"))
    )


def _moved(row: Mapping[str, Any], turned: Mapping[int, PageRead]) -> dict[str, Any]:
    page = turned[row["page_number"]]
    x0, y0, x1, y1 = (row[side] for side in ("x0", "y0", "x1", "y1"))
    about_x, about_y = page.width_pt / 2, page.height_pt / 2
    angle = math.radians(-page.skew_degrees)
    x, y = (x0 + x1) / 2 - about_x, (y0 + y1) / 2 - about_y
    right = about_x + x * math.cos(angle) - y * math.sin(angle) - (x0 + x1) / 2
    up = about_y + x * math.sin(angle) + y * math.cos(angle) - (y0 + y1) / 2
    box = {"x0": x0 + right, "y0": y0 + up, "x1": x1 + right, "y1": y1 + up}
    where = {}
    if row.get("locator"):
        corners = " ".join(f"{value:.0f}" for value in box.values())
        where["locator"] = f"p.{page.page_number} [{corners}] {page.skew_degrees:+.1f}°"
    return {**row, **box, **where}
