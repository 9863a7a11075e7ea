"""Read one report: bytes in, landed frames out. Depends on nothing but the bytes.

The one function that any engine can map over reports (see DESIGN.md, "Beyond one machine").
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, Final

import polars as pl

from ingest import schema
from ingest.conservation import Conservation, prove_conservation
from ingest.errors import ReportRejectedError
from ingest.frames import conform_frame, make_frame, rejected_frames
from ingest.identity import ReportIdentity, identify_report
from ingest.kept_pages import KeptPages, pack_document, unpack_document
from ingest.pdf import read_document
from ingest.pdf.model import DocumentRead
from ingest.pdf.streams import find_damaged_streams
from ingest.prose import read_prose
from ingest.tables import recognise_tables
from ingest.versions import reader_version

# A reason that lists every number at fault of a scrambled report would be longer than the report;
# raw.pages has them all.
_NUMBERS_NAMED: Final = 12


def read_report(
    content: bytes, file_name: str, kept: KeptPages | None = None
) -> dict[str, pl.DataFrame]:
    """Read a report into its frames.

    Args:
        content: the PDF's bytes.
        file_name: for messages only; what a report is comes from its content.
        kept: where the pages are kept once they have been read; the PDF is not opened when they
            are there. The frames are the same with and without.

    Returns:
        One frame per key of `schema.FRAMES`, each exactly of its columns and types, sorted by
        its key. A file that cannot be read as a report gives a `reports` row with
        `status = 'rejected'` and its reason, and no other rows.
    """
    with _uncollected():
        return _read_report(content, file_name, kept)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for cycles meanwhile.

    A page is thousands of small tuples, none of them in a cycle; looking for cycles among them
    again and again takes a sixth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _read_report(content: bytes, file_name: str, kept: KeptPages | None) -> dict[str, pl.DataFrame]:
    sha256 = hashlib.sha256(content).hexdigest()
    report_id = sha256[:16]
    try:
        document = _read_pages(content, file_name, report_id, kept)
    except ReportRejectedError as error:
        return rejected_frames(sha256, error.reason)
    identity = identify_report(document)
    tables = recognise_tables(document, report_id=report_id, identity=identity)
    prose = read_prose(
        document,
        report_id=report_id,
        identity=identity,
        consumed_lines=tables.consumed_lines,
        contents_pages=tables.contents_pages,
    )
    conservation = prove_conservation(document, tables.frames["cells"], tables.contents_pages)
    report = _report_row(sha256, document, identity, conservation, tables.frames)
    if damaged := find_damaged_streams(content):
        report = _quarantined(report, damaged)
    frames = {
        **tables.frames,
        **prose,
        "pages": conservation.pages.with_columns(report_id=pl.lit(report_id)),
        "reports": make_frame("reports", [report]),
    }
    return {name: conform_frame(name, frames[name]) for name in schema.FRAMES}


def _read_pages(
    content: bytes, file_name: str, report_id: str, kept: KeptPages | None
) -> DocumentRead:
    """Take the pages from where they are kept, else read and keep them."""
    packed = kept.read(report_id) if kept is not None else None
    document = unpack_document(packed) if packed is not None else None
    if document is None:
        document = read_document(content, file_name)
        if kept is not None:
            kept.write(report_id, pack_document(document))
    return document


def _report_row(
    sha256: str,
    document: DocumentRead,
    identity: ReportIdentity,
    conservation: Conservation,
    frames: Mapping[str, pl.DataFrame],
) -> dict[str, Any]:
    faults = _faults(conservation.pages, frames["figures"])
    remarks = _remarks(conservation.pages, frames["tables"])
    said = asdict(identity)
    return {
        **{column: said[column] for column in schema.FRAMES["reports"] if column in said},
        "report_id": sha256[:16],
        "sha256": sha256,
        "page_count": len(document.pages),
        "status": "quarantined" if faults else "proven",
        "status_reason": "; ".join(faults + remarks) or None,
        "number_count": conservation.number_count,
        "conserved_count": conservation.conserved_count,
        "reader_version": reader_version(),
        "producer": document.producer,
    }


def _quarantined(report: dict[str, Any], damaged: Sequence[int]) -> dict[str, Any]:
    """Say that parts of the file are damaged: what stood in them is on no page that was read."""
    listed = _some([str(number) for number in damaged])
    fault = f"{len(damaged)} objects of the file are damaged (文件数据损坏): {listed}"
    reasons = [fault, *filter(None, [report["status_reason"]])]
    return {**report, "status": "quarantined", "status_reason": "; ".join(reasons)}


def _faults(pages: pl.DataFrame, figures: pl.DataFrame) -> list[str]:
    """Say what keeps the reading from being proven; empty when nothing does."""
    faults = []
    for meaning, column in (
        ("on the page but in no cell (页面上有、表格中无)", "missing_numbers"),
        ("in a cell but not on the page (表格中有、页面上无)", "invented_numbers"),
    ):
        numbers = [
            f"p.{page} {number}"
            for page, found in pages.select("page_number", column).sort("page_number").iter_rows()
            for number in found or ()
        ]
        if numbers:
            faults.append(f"{len(numbers)} numbers {meaning}: {_some(numbers)}")
    unequal = pages.filter(
        (pl.col("number_count") != pl.col("conserved_count"))
        & (pl.col("missing_numbers").list.len().fill_null(0) == 0)
    )
    if not unequal.is_empty():
        listed = [f"p.{page}" for page in unequal["page_number"].sort()]
        faults.append(f"numbers not in exactly one cell (数字未唯一落入单元格): {_some(listed)}")
    unread = figures.filter(pl.col("is_unread"))
    if not unread.is_empty():
        cells = [
            f"p.{page} {text!r}"
            for page, text in unread.select("page_number", "printed_text").iter_rows()
        ]
        faults.append(f"{len(cells)} cells not understood as numbers (无法识别): {_some(cells)}")
    failed = pages.filter(pl.col("reading") == "failed")
    if not failed.is_empty():
        listed = [
            f"p.{page} {reason}"
            for page, reason in failed.select("page_number", "reading_reason").iter_rows()
        ]
        faults.append(f"{len(listed)} pages could not be read (页面无法读取): {_some(listed)}")
    return faults


def _remarks(pages: pl.DataFrame, tables: pl.DataFrame) -> list[str]:
    """Say what a reader of a proven report should still know."""
    remarks = []
    if tables.is_empty():
        remarks.append("no table, prose only (没有表格，仅有文字)")
    images = pages.filter(pl.col("page_role") == "image")["page_number"].sort()
    if len(images):
        listed = [f"p.{page}" for page in images]
        remarks.append(f"pictures without text, not read (图片页，未读取): {_some(listed)}")
    return remarks


def _some(items: list[str]) -> str:
    more = len(items) - _NUMBERS_NAMED
    return ", ".join(items[:_NUMBERS_NAMED]) + (f" … and {more} more" if more > 0 else "")
