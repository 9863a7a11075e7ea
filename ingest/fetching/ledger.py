"""The ledger of fetched files: what lies where, with which content and which validators.

Lies beside the list of sources. Losing it costs one full download of each source, which then
finds its file in place.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ingest.errors import UsageError

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Content:
    """One content that a source had.

    Attributes:
        file: path under the reports folder, '/'-separated.
        sha256: of the whole file.
        byte_count: its length.
        fetched_at: UTC, ISO 8601.
        etag: the server's validator, or None.
        last_modified: the server's date, as sent, or None.
        remark: what the file says of itself that was not expected, or None.
    """

    file: str
    sha256: str
    byte_count: int
    fetched_at: str
    etag: str | None = None
    last_modified: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """url → the contents that it had, the present one last."""

    contents: dict[str, tuple[Content, ...]]

    def present(self, url: str) -> Content | None:
        """The content that the source had when last fetched."""
        known = self.contents.get(url, ())
        return known[-1] if known else None

    def with_content(self, url: str, content: Content) -> Ledger:
        """A ledger in which this is the source's present content."""
        others = tuple(
            known for known in self.contents.get(url, ()) if known.sha256 != content.sha256
        )
        return Ledger({**self.contents, url: (*others, content)})


def read_ledger(path: Path) -> Ledger:
    """Read the ledger; an absent one is empty.

    Raises:
        UsageError: it is there and cannot be read. It is not thrown away: it says which file
            came from where.
    """
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != _FORMAT:
            raise UsageError(f"{path} has format {data['format']}, expected {_FORMAT}")
        return Ledger(
            {
                url: tuple(Content(**content) for content in contents)
                for url, contents in data["sources"].items()
            }
        )
    except FileNotFoundError:
        return Ledger({})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is not a ledger ({error}); move it away to start anew") from error


def save_ledger(path: Path, ledger: Ledger) -> None:
    """Write the ledger: whole or not at all."""
    data = {
        "format": _FORMAT,
        "sources": {
            url: [asdict(content) for content in contents]
            for url, contents in sorted(ledger.contents.items())
        },
    }
    beside = path.with_name(f".{path.name}.new")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(beside, path)
