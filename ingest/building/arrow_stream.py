"""Frames on their way into DuckDB."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class FrameStream:
    """A frame as DuckDB can read it without pyarrow, which takes a tenth of a second to import.

    A polars frame itself DuckDB would ask for a table of pyarrow's.
    """

    frame: pl.DataFrame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give the frame's columns as Arrow's C interface has them."""
        return self.frame.__arrow_c_stream__(requested_schema)
