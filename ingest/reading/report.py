"""Read one report: bytes in, landed frames out. Depends on nothing but the bytes.

The one function that any engine can map over reports (see DESIGN.md, "Beyond one machine").
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any, Final

import polars as pl

from ingest.contract import schema
from ingest.contract.frames import conform_frame, make_frame, rejected_frames
from ingest.contract.keys import PageRange, report_id_of, sha256_of_pages
from ingest.contract.versions import reader_version, scan_reader_version
from ingest.errors import NoTextError, ReportRejectedError
from ingest.reading.aligned import doubt_aligned
from ingest.reading.bound import (
    BoundDisclosure,
    doubt_bound,
    find_bound,
    first_disclosure,
    identify_bound,
    leave_own,
    refuse_own_reports,
    take_pages,
)
from ingest.reading.conservation import FAILED_READING, Conservation, prove_conservation
from ingest.reading.identity import ReportIdentity, identify_report
from ingest.reading.kept_pages import KeptPages, KeptScans, keep_document, unpack_document
from ingest.reading.misplaced import doubt_stray, doubt_unnamed, doubt_wordy
from ingest.reading.office import as_shown, read_office
from ingest.reading.pdf import read_document
from ingest.reading.pdf.damage import blank_damaged_pages
from ingest.reading.pdf.model import DocumentRead
from ingest.reading.pdf.scanned import scanned_pages
from ingest.reading.pdf.streams import find_damaged_streams
from ingest.reading.prose import read_prose
from ingest.reading.scans import (
    read_picture,
    read_scan_alone,
    read_scans,
    read_sheet_alone,
)
from ingest.reading.scans.leaning import lean_boxes, name_files
from ingest.reading.scans.likeness import match_scans
from ingest.reading.scans.settling import find_statuses, has_scans, propose, settle
from ingest.reading.scans.telling import mark_figures, tell_uncertain
from ingest.reading.tables import RecognisedTables, recognise_tables
from ingest.reading.verdict import Verdict, judge_reading, mark_tables

_DOUBTED: Final = ("tables", "lines", "figures", "cells")
_WORDY: Final = ("tables", "cells", "columns")
_ALIGNED: Final = ("tables", "cells", "lines", "figures")
_PROSE_FRAMES: Final = ("paragraphs", "sentences", "claims", "facts")


def read_report(
    content: bytes,
    file_name: str,
    kept: KeptPages | None = None,
    pages: PageRange | None = None,
) -> dict[str, pl.DataFrame]:
    """Read a report into its frames.

    Args:
        content: the PDF's bytes.
        file_name: for messages only; what a report is comes from its content.
        kept: where the pages are kept once they have been read; the PDF is not opened when they
            are there. The frames are the same with and without.
        pages: of a file that binds several disclosures (合订本), those of the one to read, as
            `reports.bound_pages` of the file names them; None reads what is the file's own.

    Returns:
        One frame per key of `schema.FRAMES`, each exactly of its columns and types, sorted by
        its key. A file that cannot be read as a report gives a `reports` row with
        `status = 'rejected'` and its reason, and no other rows.
    """
    with _uncollected():
        return _read_report(content, file_name, kept, pages)


def read_scan(content: bytes, file_name: str, kept: KeptPages, page_number: int) -> None:
    """Read one scanned page of a report by itself, and keep it; `read_report` then finds it there.

    Args:
        content: the report's bytes.
        file_name: for messages only.
        kept: where pages are kept.
        page_number: 1….
    """
    report_id = report_id_of(hashlib.sha256(content).hexdigest())
    scans = KeptScans(kept, report_id, scan_reader_version())
    if read_sheet_alone(content, file_name, page_number, scans):
        return
    packed = kept.read(report_id)
    document = unpack_document(packed) if packed is not None else None
    if document is None:
        document = read_office(content, file_name) or read_document(content, file_name)
    read_scan_alone(document, as_shown(content, file_name), page_number, scans)


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


def _read_report(
    content: bytes, file_name: str, kept: KeptPages | None, pages: PageRange | None
) -> dict[str, pl.DataFrame]:
    file_sha256 = hashlib.sha256(content).hexdigest()
    sha256 = sha256_of_pages(file_sha256, pages)
    report_id = report_id_of(sha256)
    try:
        document = match_scans(_read_pages(content, file_name, report_id_of(file_sha256), kept))
        refuse_own_reports(document, file_name)
    except ReportRejectedError as error:
        return rejected_frames(sha256, error.reason)
    damaged = find_damaged_streams(content)
    if damaged:
        readable = blank_damaged_pages(document, content, damaged)
        document, damaged = (readable, ()) if readable is not None else (document, damaged)
    if pages is None:
        identity = identify_report(document)
        as_read = document
    else:
        identity = identify_bound(document, pages)
        as_read = take_pages(document, pages)
    document, tables, scanned = _recognise(as_read, report_id, identity)
    bound: tuple[BoundDisclosure, ...] = ()
    if pages is None:
        bound = find_bound(document, tables.frames["tables"], tables.frames["figures"])
    if bound:
        identity = identify_report(first_disclosure(as_read, bound))
        document, tables, scanned = _recognise(leave_own(as_read, bound), report_id, identity)
    own = first_disclosure(document, bound)
    prose, failures = _try_prose(own, report_id, identity, tables)
    conservation = prove_conservation(document, tables.frames["cells"], tables.contents_pages)
    verdict = judge_reading(
        document,
        conservation,
        tables.frames["tables"],
        tables.frames["figures"],
        damaged_objects=damaged,
        failures=failures,
        scanned=scanned,
        doubts={
            **doubt_unnamed(*(tables.frames[name] for name in _DOUBTED)),
            **doubt_stray(tables.frames["tables"], tables.frames["cells"]),
            **doubt_wordy(*(tables.frames[name] for name in _WORDY)),
            **doubt_aligned(document, *(tables.frames[name] for name in _ALIGNED)),
            **doubt_bound(bound, tables.frames["tables"]),
        },
    )
    own_reports = [each for each in bound if each.is_own]
    verdict = replace(verdict, reasons=(*verdict.reasons, *(each.remark for each in own_reports)))
    report = _report_row(sha256, document, identity, conservation, verdict)
    report["bound_pages"] = [str(each.pages) for each in own_reports] or None
    frames = {
        **tables.frames,
        **prose,
        "tables": mark_tables(tables.frames["tables"], verdict.held_back),
        "pages": conservation.pages.with_columns(report_id=pl.lit(report_id)),
        "reports": make_frame("reports", [report]),
    }
    frames |= {
        name: name_files(lean_boxes(frames[name], document), document)
        for name in ("cells", "figures")
    }
    return {name: conform_frame(name, frames[name]) for name in schema.FRAMES}


def _read_pages(
    content: bytes, file_name: str, report_id: str, kept: KeptPages | None
) -> DocumentRead:
    """Take the pages from where they are kept, else read and keep them."""
    scans = KeptScans(kept, report_id, scan_reader_version()) if kept is not None else None
    packed = kept.read(report_id) if kept is not None else None
    document = unpack_document(packed) if packed is not None else None
    if document is None:
        document = (
            read_picture(content, file_name, scans)
            or read_office(content, file_name)
            or read_document(content, file_name)
        )
        if kept is not None:
            keep_document(kept, report_id, document)
    if scanned_pages(document):
        document = read_scans(document, as_shown(content, file_name), scans)
    if not any(page.character_count or page.reading == FAILED_READING for page in document.pages):
        raise NoTextError(file_name, f"{len(document.pages)} pages")
    return document


def _recognise(
    document: DocumentRead, report_id: str, identity: ReportIdentity
) -> tuple[DocumentRead, RecognisedTables, tuple[str, ...]]:
    """Recognise the tables; those of scans twice, for their sums settle what two readings dispute.

    Returns:
        The pages with the readings that were taken, the tables, and what is not certain of them.
    """
    if not has_scans(document):
        return document, recognise_tables(document, report_id=report_id, identity=identity), ()
    proposed = propose(document)
    tables = recognise_tables(proposed, report_id=report_id, identity=identity)
    settlement = settle(document, proposed, tables.frames)
    if settlement.document != proposed:
        tables = recognise_tables(settlement.document, report_id=report_id, identity=identity)
    statuses = find_statuses(document, tables.frames, settlement)
    figures = mark_figures(tables.frames["figures"], statuses)
    tables = replace(tables, frames={**tables.frames, "figures": figures})
    return settlement.document, tables, tell_uncertain(figures, settlement)


def _try_prose(
    document: DocumentRead, report_id: str, identity: ReportIdentity, tables: RecognisedTables
) -> tuple[dict[str, pl.DataFrame], tuple[str, ...]]:
    """Read the prose; an error of ours costs it, and no table."""
    try:
        prose = read_prose(
            document,
            report_id=report_id,
            identity=identity,
            consumed_lines=tables.consumed_lines,
            contents_pages=tables.contents_pages,
        )
    except MemoryError:
        raise
    except Exception as error:
        reason = f"the prose could not be read (文字未读取): {type(error).__name__}: {error}"
        return {name: make_frame(name, []) for name in _PROSE_FRAMES}, (reason,)
    return prose, ()


def _report_row(
    sha256: str,
    document: DocumentRead,
    identity: ReportIdentity,
    conservation: Conservation,
    verdict: Verdict,
) -> dict[str, Any]:
    said = asdict(identity)
    return {
        **{column: said[column] for column in schema.FRAMES["reports"] if column in said},
        "report_id": report_id_of(sha256),
        "sha256": sha256,
        "page_count": len(document.pages),
        "status": verdict.status,
        "status_reason": "; ".join(verdict.reasons) or None,
        "number_count": conservation.number_count,
        "conserved_count": conservation.conserved_count,
        "reader_version": reader_version(),
        "producer": document.producer,
    }
