"""What a report says of its scanned figures: their status, and which are not certain."""

from __future__ import annotations

from typing import Final

import polars as pl

from ingest.reading.scans.settling import AGREED, UNREAD, Settlement

_NAMED: Final = 8


def mark_figures(figures: pl.DataFrame, statuses: pl.DataFrame) -> pl.DataFrame:
    """Give the figures of scans their status and both readings.

    Args:
        figures: `schema.FRAMES["figures"]`, one row per figure.
        statuses: as `find_statuses` gives them.
    """
    columns = figures.columns
    known = ["reading_status", "first_reading", "second_reading"]
    joined = figures.drop(known).join(statuses, on="figure_id", how="left", maintain_order="left")
    return joined.select(columns)


def tell_uncertain(figures: pl.DataFrame, settlement: Settlement) -> tuple[str, ...]:
    """Name the figures that keep a report with scans from being proven."""
    told = []
    unread = figures.filter(pl.col("reading_status") == UNREAD)
    if unread.height:
        listed = [
            f"p.{page} {first!r} or {second!r}"
            for page, first, second in unread.select(
                "page_number", "first_reading", "second_reading"
            ).iter_rows()
        ]
        told.append(
            f"{unread.height} figures of scans read differently twice, or as no number, and no sum "
            f"says which is right (两次识别不一致，金额未取): {_some(listed)}"
        )
    agreed = figures.filter(pl.col("reading_status") == AGREED).height
    if agreed:
        told.append(
            f"{agreed} figures of scans read alike twice, with no sum to bear them out "
            "(两次识别一致，无勾稽关系可证)"
        )
    if settlement.others:
        listed = [f"p.{page} {first!r} or {second!r}" for page, first, second in settlement.others]
        told.append(
            f"{len(listed)} cells with digits that are no figure and not certain "
            f"(含数字而未能识别的单元格): {_some(listed)}"
        )
    return tuple(told)


def _some(items: list[str]) -> str:
    more = len(items) - _NAMED
    return ", ".join(items[:_NAMED]) + (f" … and {more} more" if more > 0 else "")
