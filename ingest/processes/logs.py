"""Logging in which the names of files and departments stay text."""

from __future__ import annotations

import logging
from typing import TextIO

from ingest.processes.text import escape_controls


class _PlainFormatter(logging.Formatter):
    """Escapes control characters and marks of direction: a log is read on a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(map(escape_controls, super().format(record).split("\n")))


def set_up_logging(stream: TextIO, level: int, layout: str) -> None:
    """Log to a stream.

    Args:
        stream: where to.
        level: what is less than this is left out.
        layout: of a line, as `logging.Formatter` takes it.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_PlainFormatter(layout))
    logging.basicConfig(level=level, handlers=[handler])
