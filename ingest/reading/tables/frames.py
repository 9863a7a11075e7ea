"""Recognised tables → landed frames, exactly as `schema.FRAMES` defines them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from ingest.contract import schema

FRAME_NAMES = ("tables", "columns", "lines", "cells", "figures", "form_fields", "indicators")


def build_frames(rows: Mapping[str, Sequence[dict[str, Any]]]) -> dict[str, pl.DataFrame]:
    """Build the landed frames from rows, sorted by key.

    Args:
        rows: for each frame of `FRAME_NAMES` its rows as dictionaries.
    """
    frames: dict[str, pl.DataFrame] = {}
    for name in FRAME_NAMES:
        layout = schema.FRAMES[name]
        frame = pl.DataFrame(
            {column: [row[column] for row in rows.get(name, ())] for column in layout},
            schema=layout,
        )
        frames[name] = frame.sort(list(schema.KEYS[name]))
    return frames
