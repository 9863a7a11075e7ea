"""A reader that reads only who a report says it is; runs in the reading processes."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

import polars as pl

from ingest.contract import schema
from ingest.contract.frames import make_frame, rejected_frames
from ingest.errors import ReportRejectedError
from ingest.reading.identity import identify_report
from ingest.reading.pdf import read_document


def read_self_description(content: bytes, file_name: str, *_: object) -> dict[str, pl.DataFrame]:
    """Read a report's identity: the frame `reports`, one row."""
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        said = asdict(identify_report(read_document(content, file_name)))
    except ReportRejectedError as error:
        return {"reports": rejected_frames(sha256, error.reason)["reports"]}
    row = {column: said[column] for column in schema.FRAMES["reports"] if column in said}
    return {"reports": make_frame("reports", [{**row, "sha256": sha256, "status": "proven"}])}
