"""How a build grows with its reports: `make bench PARTS=scale N=10000`, into docs/scale.md.

A tenth of the corpus and all of it, each built afresh, once; what a report costs of each stage in
the one and in the other says what grows faster than the reports do.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from ingest.settings import REPOSITORY
from tests.bench.asking import QUESTIONS, ask_cold, read_questions
from tests.bench.peak import Cost, run_measured
from tests.bench.rebuilding import Event, build_environment, link_report

DOCUMENT: Final = REPOSITORY / "docs" / "scale.md"
_BEGIN: Final = "<!-- make bench PARTS=scale -->"
_END: Final = "<!-- until here -->"

_STAGES: Final = {
    "reading": "reading",
    "loading": "loading, modelling, diagnosing, merging",
    "checking": "expectations, Data Docs",
    "publishing": "publishing",
}


@dataclass(frozen=True, slots=True)
class Size:
    """What a corpus of one size costs.

    Attributes:
        report_count: reports in the warehouse.
        fresh: all of them, afresh.
        stage_seconds: stage → wall seconds of that.
        warehouse_bytes: the published file.
        landed_bytes: the landing.
        landed_files: its files.
        added: one new report into it.
        question_ms: the questions of docs/sql.md, each with a cold cache.
    """

    report_count: int
    fresh: Cost
    stage_seconds: dict[str, float]
    warehouse_bytes: int
    landed_bytes: int
    landed_files: int
    added: Cost
    question_ms: tuple[float, ...]


def measure_size(reports: Sequence[Path], folder: Path, say: Callable[[str], None]) -> Size:
    """Build reports afresh but for the last, which comes by itself.

    Args:
        reports: the reports.
        folder: emptied and filled: links to the reports, landing, warehouse.
        say: told what is being done.
    """
    shutil.rmtree(folder, ignore_errors=True)
    inbox, warehouse = folder / "reports", folder / "warehouse.duckdb"
    inbox.mkdir(parents=True)
    *known, newcomer = reports
    for path in known:
        link_report(path, inbox)
    say(f"{len(known):,} reports afresh")
    events_path, environment = folder / "events.json", build_environment(inbox, warehouse)
    fresh = run_measured(
        [sys.executable, "-m", "tests.bench.timed_build", str(events_path)], environment
    )
    events = [Event(*event) for event in json.loads(events_path.read_text(encoding="utf-8"))]
    landed = [path for path in (folder / "landing").rglob("*") if path.is_file()]
    say("asking")
    questions = read_questions(QUESTIONS.read_text(encoding="utf-8"))
    answers = ask_cold(warehouse, questions, lambda done, total: None)
    say(f"one new report into {len(known):,}")
    link_report(newcomer, inbox)
    size = Size(
        len(known),
        fresh,
        stage_seconds(events, fresh.seconds),
        warehouse.stat().st_size,
        sum(path.stat().st_size for path in landed),
        len(landed),
        run_measured([sys.executable, "-m", "ingest", "build"], environment),
        tuple(answer.milliseconds for answer in answers),
    )
    shutil.rmtree(folder)  # tens of gigabytes
    return size


def stage_seconds(events: Sequence[Event], end: float) -> dict[str, float]:
    """Say how long each stage took: from its first word to the next stage's.

    >>> events = [Event("reading", 0, 9, 1.0), Event("loading", 0, 2, 3.0),
    ...           Event("modelling", 0, 2, 4.0), Event("loading", 1, 2, 5.0),
    ...           Event("checking", 0, 0, 9.0), Event("publishing", 0, 0, 10.0)]
    >>> stage_seconds(events, 12.0)
    {'reading': 2.0, 'loading': 6.0, 'checking': 1.0, 'publishing': 2.0}
    """
    begins: dict[str, float] = {}
    for event in events:
        if event.stage in _STAGES:
            begins.setdefault(event.stage, event.seconds)
    ends = [*list(begins.values())[1:], end]
    return {
        stage: after - began for (stage, began), after in zip(begins.items(), ends, strict=True)
    }


def scaling_table(sizes: Sequence[Size]) -> str:
    """Write sizes as a Markdown table: a column each, and what a report costs of last to first."""
    rows: list[tuple[str, Callable[[Size], float], str, bool]] = [
        (words, lambda size, stage=stage: size.stage_seconds.get(stage, 0.0), "s", True)  # type: ignore[misc]
        for stage, words in _STAGES.items()
    ]
    rows += [
        ("all of it", lambda size: size.fresh.seconds, "s", True),
        ("processor", lambda size: size.fresh.seconds * size.fresh.cores_busy, "s", True),
        ("cores busy", lambda size: size.fresh.cores_busy, "", False),
        ("memory at the peak, all processes", lambda size: size.fresh.peak_mib, "MiB", False),
        ("warehouse", lambda size: size.warehouse_bytes / 2**20, "MiB", True),
        ("landed", lambda size: size.landed_bytes / 2**20, "MiB", True),
        ("files landed", lambda size: size.landed_files, "", True),
        ("one new report into it", lambda size: size.added.seconds, "s", False),
        ("of processor", lambda size: size.added.seconds * size.added.cores_busy, "s", False),
        ("slowest question of sql.md", lambda size: max(size.question_ms), "ms", False),
        ("the median of them", lambda size: median(size.question_ms), "ms", False),
    ]
    heads = [f"{size.report_count:,} reports" for size in sizes]
    lines = [
        f"| | {' | '.join(heads)} | a report, last : first |",
        f"|---|{'--:|' * (len(sizes) + 1)}",
    ]
    for words, value, unit, is_shared in rows:
        values = [value(size) for size in sizes]
        cells = [f"{each:,.{1 if each < 100 else 0}f} {unit}".strip() for each in values]
        first = values[0] / sizes[0].report_count
        growth = values[-1] / sizes[-1].report_count / first if first else 0.0
        lines.append(f"| {words} | {' | '.join(cells)} | {f'{growth:.2f}' if is_shared else ''} |")
    return "\n".join(lines)


def with_measured(document: str, text: str) -> str:
    """Put what was measured into the document, in place of what stands between its marks.

    >>> with_measured(f"a {_BEGIN} old {_END} b", "new") == f"a {_BEGIN}\\nnew\\n{_END} b"
    True
    """
    between = re.compile(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", re.DOTALL)
    if not between.search(document):
        raise ValueError(f"{DOCUMENT} has no {_BEGIN} … {_END}")
    return between.sub(lambda _: f"{_BEGIN}\n{text}\n{_END}", document, count=1)


def write_measured(text: str) -> None:
    """Write what was measured into docs/scale.md."""
    document = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(with_measured(document, text), encoding="utf-8")
