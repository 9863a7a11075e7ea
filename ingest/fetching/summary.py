"""The summary of a fetch: what came, what is as it was, what failed and why."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.fetching.sources import Source
from ingest.processes.text import display_path, escape_controls

_SIGNS: Final = {"new": "+", "changed": "~", "failed": "✗"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one source.

    Attributes:
        status: `new`, `unchanged`, `changed` or `failed`.
        file: where it lies under the reports folder; None when it failed.
        problem: why it failed.
        remark: what a new file says of itself that was not expected.
    """

    source: Source
    status: str
    file: str | None = None
    sha256: str | None = None
    problem: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class FetchSummary:
    """All of a fetch, in the order of the list."""

    fetched: tuple[Fetched, ...]
    sources_path: Path
    seconds: float

    @property
    def exit_status(self) -> int:
        """0: every source is here · 1: some failed, the others are."""
        return 1 if any(one.status == "failed" for one in self.fetched) else 0


def render_fetch_summary(summary: FetchSummary) -> str:
    """Write the summary as text; its last line is one line of JSON."""
    lines = []
    if not summary.fetched:
        lines.append(f"{display_path(summary.sources_path)} lists no source yet")
    for one in summary.fetched:
        if one.status == "failed":
            lines.append(f"✗ {one.source.department} {one.source.year}: {one.problem}")
        elif one.status in _SIGNS:
            lines.append(f"{_SIGNS[one.status]} {one.file} ({one.status})")
        if one.remark:
            lines.append(f"    warning: {one.remark}")
    counts = Counter(one.status for one in summary.fetched)
    numbers = {
        "sources": len(summary.fetched),
        **{status: counts[status] for status in ("new", "unchanged", "changed", "failed")},
        "warnings": sum(one.remark is not None for one in summary.fetched),
        "seconds": round(summary.seconds, 2),
    }
    lines.append(
        f"{numbers['sources']} sources: {numbers['new']} new, {numbers['unchanged']} unchanged, "
        f"{numbers['changed']} changed, {numbers['failed']} failed"
    )
    return "\n".join([*(escape_controls(line) for line in lines), json.dumps(numbers)])
