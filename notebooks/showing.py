"""What every notebook begins with: the published warehouse, read-only, and tables that read well.

Imported from the notebooks' own folder: `from showing import open_warehouse, show`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import altair as alt
import duckdb
import polars as pl
import polars.selectors as cs
from great_tables import GT

# Two that stay apart for colour-blind readers, on white and in print.
PAIR: Final = ("#2f6690", "#d98324")
_SHIPPED: Final = Path(__file__).resolve().parent.parent / "data" / "warehouse.duckdb"


def open_warehouse() -> duckdb.DuckDBPyConnection:
    """Open the warehouse that WAREHOUSE names, or the one of `make build`, for reading only."""
    alt.renderers.enable("svg")  # charts without a network
    return duckdb.connect(os.environ.get("WAREHOUSE", str(_SHIPPED)), read_only=True)


def show(rows: duckdb.DuckDBPyRelation | pl.DataFrame) -> GT:
    """Set rows as a table: amounts with two decimals, a blank stays blank, a year is no amount."""
    frame = rows if isinstance(rows, pl.DataFrame) else rows.pl()
    return (
        GT(frame)
        .fmt_number(cs.decimal() | cs.float(), decimals=2)
        .sub_missing(missing_text="")
        .tab_options(table_font_size="13px", data_row_padding="4px", table_margin_left="0px")
        .opt_row_striping()
    )


def draw(rows: pl.DataFrame, chart: Callable[[pl.DataFrame], alt.TopLevelMixin]) -> object:
    """Draw a chart of rows, amounts as numbers that Vega knows; of no rows it says so.

    Vega makes of a chart without rows a picture of any size (33,554,432 pixels once).
    """
    if rows.is_empty():
        return show(pl.DataFrame({"": ["没有数据 · nothing to draw"]}))
    return chart(rows.with_columns(cs.decimal().cast(pl.Float64)))
