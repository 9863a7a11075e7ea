"""The outcomes of a run as a frame, for `marts.fct_expectation_results`.

Apart from `outcomes.py`, so that the process that checks does without polars.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

RESULT_COLUMNS: Final[dict[str, pl.DataType]] = {
    "suite": pl.String(),
    "suite_title": pl.String(),
    "expectation": pl.String(),
    "invariant_id": pl.String(),
    "description": pl.String(),
    "status": pl.String(),
    "compared_count": pl.Int64(),
    "offending_count": pl.Int64(),
    "details": pl.String(),
}


def expectation_results(rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    """Make a frame of `outcomes.result_rows`: one row per expectation, as RESULT_COLUMNS."""
    return pl.DataFrame(rows, schema=RESULT_COLUMNS, orient="row")
