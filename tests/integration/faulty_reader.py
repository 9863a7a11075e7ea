"""A reader that goes wrong in the ways that a real one might; stands in for `read_report`."""

from __future__ import annotations

import hashlib
import os
import time

import polars as pl

from ingest.contract.frames import rejected_frames

_poisoned: list[bytes] = []


def read(content: bytes, file_name: str, *_: object) -> dict[str, pl.DataFrame]:
    """Do what the content says: die, hang, raise, take memory bit by bit or at once, or read."""
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
