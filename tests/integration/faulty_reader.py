"""A reader that goes wrong in the ways that a real one might; stands in for `read_report`."""

from __future__ import annotations

import hashlib
import os
import time

import polars as pl

from ingest.contract.frames import rejected_frames
from ingest.contract.keys import report_id_of
from ingest.reading.kept_pages import KeptPages, LeavingPages

_poisoned: list[bytes] = []


def read(
    content: bytes, file_name: str, kept: KeptPages | None = None, *_: object
) -> dict[str, pl.DataFrame]:
    """Do what the content says: die, hang, raise, take memory bit by bit or at once, or read.

    A scan has three pages, which say which process read them; its report, how many it read itself.
    """
    if content.startswith(b"scan"):
        return _read_scan(content, kept)
    if content.startswith(b"die"):
        os.abort()
    if content.startswith(b"hang"):
        time.sleep(600)
    if content.startswith(b"eat"):
        eaten = []
        while True:
            eaten.append(b"x" * (1 << 24))
            time.sleep(0.02)
    if content.startswith(b"gulp"):
        bytes(1 << 40)
    if _poisoned:
        os.abort()
    if content.startswith(b"poison"):  # leaves the process fit for nothing
        _poisoned.append(content)
    if content.startswith(b"raise"):
        raise RuntimeError(f"the page of {file_name} is odd\nsecond line")
    return rejected_frames(hashlib.sha256(content).hexdigest(), "read")


def read_page(content: bytes, _: str, kept: KeptPages, page_number: int) -> None:
    """Keep one page of a scan; of one that is broken, the second page kills who reads it."""
    if content.startswith(b"scan broken") and page_number == 2:
        os.abort()
    kept.write(_report_id(content), f"{os.getpid()}".encode(), _part(page_number))


def _read_scan(content: bytes, kept: KeptPages | None) -> dict[str, pl.DataFrame]:
    assert kept is not None
    report_id = _report_id(content)
    missing = [n for n in (1, 2, 3) if kept.read(report_id, _part(n)) is None]
    if isinstance(kept, LeavingPages):
        kept.leave(missing)
    for number in missing:
        read_page(content, "", kept, number)
    readers = [kept.read(report_id, _part(n)) or b"" for n in (1, 2, 3)]
    said = " ".join(reader.decode() for reader in readers)
    return rejected_frames(hashlib.sha256(content).hexdigest(), f"{said} {len(missing)}")


def _report_id(content: bytes) -> str:
    return report_id_of(hashlib.sha256(content).hexdigest())


def _part(page_number: int) -> str:
    return f".v1.p{page_number:04}"
