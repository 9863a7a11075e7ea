"""How well scans are read: hand-checked reports, printed, scanned and read, against themselves.

What the pages print is what their text says, which `tests/truth` holds against the checked tables.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from ingest.reading.report import read_report
from tests.typesetting.scanning import MANNERS, scan_pdf

# Tables by place in a truth, and which of their pages is scanned: a balance, the first page of a
# list, the last of another (without a header), a list of economic codes.
_SAMPLE: Final = ((0, 0), (1, 0), (4, -1), (7, 0))
# How far a figure may be from where its text says, in points: skew is taken back but for this.
_NEAR_PT: Final = (25.0, 8.0)
_CERTAIN: Final = ("proven", "settled")


@dataclass(slots=True)
class Score:
    """What became of the figures of one manner of scanning."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    page_count: int = 0


def measure_scans(
    shared: Path, manners: Sequence[str], tell: Callable[[str], None]
) -> dict[str, Score]:
    """Scan and read four table pages of each hand-checked report.

    Args:
        shared: the folder with `truth/` and `reports/`.
        manners: of `MANNERS`.
        tell: called with each report and manner.
    """
    scores = {manner: Score() for manner in manners}
    for path in sorted((shared / "truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        content = (shared / "reports" / truth["file"]).read_bytes()
        tables = truth["tables"]
        pages = sorted({tables[table]["pages"][page] for table, page in _SAMPLE})
        printed = read_report(content, path.name)["figures"]
        for manner, score in scores.items():
            tell(f"{path.stem} {manner}")
            scan = scan_pdf(content, MANNERS[manner], pages)
            started = time.process_time()
            read = read_report(scan, path.name)["figures"]
            score.seconds += time.process_time() - started
            score.page_count += len(pages)
            for number, page in enumerate(pages, start=1):
                score.counts += compare_page(
                    printed.filter(pl.col("page_number") == page).to_dicts(),
                    read.filter(pl.col("page_number") == number).to_dicts(),
                )
    return scores


def compare_page(printed: Sequence[dict[str, Any]], read: Sequence[dict[str, Any]]) -> Counter[str]:
    """Find each printed figure among those that were read, by its place."""
    counts: Counter[str] = Counter(printed=len(printed))
    for figure in printed:
        found = min(read, key=lambda each: _apart(each, figure), default=None)
        if found is None or _apart(found, figure) > 1:
            counts["missing"] += 1
        elif found["value"] is None:
            counts["unread"] += 1
        else:
            is_right = found["value"] == figure["value"]
            counts["right" if is_right else "wrong"] += 1
            counts[found["reading_status"]] += 1
            if not is_right and found["reading_status"] in _CERTAIN:
                counts["wrong and certain"] += 1
    return counts


def _apart(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Say how far apart two figures stand; more than 1 is elsewhere.

    Figures are set flush with one side of their cell, or in its middle.
    """
    across = min(
        abs(one["x1"] - other["x1"]),
        abs(one["x0"] - other["x0"]),
        abs(one["x0"] + one["x1"] - other["x0"] - other["x1"]) / 2,
    )
    upward = abs(one["y0"] + one["y1"] - other["y0"] - other["y1"]) / 2
    return float(max(across / _NEAR_PT[0], upward / _NEAR_PT[1]))


def write_scores(scores: dict[str, Score]) -> str:
    """Write the table of the section."""
    shown = (
        *("printed", "right", "wrong", "wrong and certain", "unread", "missing"),
        *("proven", "settled", "agreed"),
    )
    lines = [
        f"| scan | {' | '.join(shown)} | s of CPU a page |",
        f"|---{'|--:' * (len(shown) + 1)}|",
    ]
    for manner, score in scores.items():
        counts = " | ".join(f"{score.counts[name]:,}" for name in shown)
        lines.append(f"| {manner} | {counts} | {score.seconds / max(score.page_count, 1):.1f} |")
    return "\n".join(lines)
