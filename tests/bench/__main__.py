"""`python -m tests.bench [corpus]`: what `make bench` and `make bench-corpus` run.

Without a word it measures and writes docs/benchmarks.md; `corpus` typesets reports. The settings
come from the environment, as make passes them: N (reports), CORPUS (their folder, outside the
repository), PARTS (of reading, profile, rebuild, queries, census, unruled, scans, witness, scale),
WORKERS; REPORTS, the folder of reports that profile builds and census and unruled read. For scans N
says how many manners of scanning, for witness how many published reports; scale writes into
docs/scale.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress

from ingest.settings import DEFAULT_REPORTS, REPOSITORY, available_cores, limit_reader_threads
from tests.bench.corpus import read_manifest, typeset_corpus
from tests.bench.document import TITLES, describe_machine, write_section

_SEED: Final = 20260101
_SCALE: Final = "scale"  # the one part that has a document of its own
# what `make bench` measures without PARTS=: the others read every published report several times
_USUAL: Final = "reading,rebuild,queries"
_SMALL: Final = 100  # reports of a bench that nobody typeset a corpus for
_REAL_REPORTS: Final = REPOSITORY.parent / "shared" / "reports"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, or typeset a corpus."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("corpus",))
    parser.add_argument("--count", type=int, default=int(os.environ.get("N") or 0))
    parser.add_argument("--folder", type=Path, default=os.environ.get("CORPUS") or None)
    parser.add_argument("--parts", default=os.environ.get("PARTS") or _USUAL)
    options = parser.parse_args(arguments)
    folder = (options.folder or Path(tempfile.gettempdir()) / "budget-corpus").absolute()
    if folder.is_relative_to(REPOSITORY):
        parser.error(f"{folder} lies in the repository; a corpus belongs outside (CORPUS=dir)")
    parts = [part.strip() for part in options.parts.split(",")]
    known = [*TITLES, _SCALE]
    if unknown := sorted(set(parts) - set(known)):
        parser.error(f"PARTS: {', '.join(unknown)} is none of {', '.join(known)}")
    if options.command == "corpus":
        _typeset(folder, options.count or 1000)
        return 0
    limit_reader_threads()  # as in a reading worker
    for part in TITLES:
        if part in parts:
            text = _PARTS[part](folder, options.count)
            write_section(part, text)
            print(f"{TITLES[part]}\n\n{text}\n", flush=True)
    if _SCALE in parts:
        print(_scale(folder, options.count), flush=True)
    return 0


def _show(what: str) -> tuple[Progress, Callable[[int, int], None]]:
    """Make a bar on the terminal; plain lines would be noise in a log."""
    shown = Progress(console=Console(stderr=True))
    task = shown.add_task(what, total=None)
    return shown, lambda done, total: shown.update(task, completed=done, total=total)


def _say(text: str) -> None:
    print(f"{text} …", file=sys.stderr, flush=True)


def _typeset(folder: Path, count: int) -> None:
    workers = int(os.environ.get("WORKERS") or available_cores())
    _say(f"typesetting {count:,} reports into {folder}")
    shown, tell = _show("typesetting")
    with shown:
        typeset_corpus(folder, count, _SEED, workers, tell)
    entries = read_manifest(folder)
    slipped = sum(entry["slip"] is not None for entry in entries)
    pages = sum(entry["pages"] for entry in entries)
    print(f"{len(entries):,} reports, {pages:,} pages, {slipped:,} with a slip; {folder}")


def _corpus(folder: Path, count: int) -> list[Path]:
    """Give so many reports of the corpus, or all; typeset what is missing."""
    entries = read_manifest(folder)
    if len(entries) < (count or 1):
        _typeset(folder, count or _SMALL)
        entries = read_manifest(folder)
    files = [entry["file"] for entry in entries]
    return [folder / name for name in files[: count or len(files)]]


def _reading(folder: Path, count: int) -> str:
    from tests.bench.reading import (  # noqa: PLC0415 - after the threads are limited
        choose_reports,
        measure_reading,
        read_samples,
        reading_table,
    )

    where = describe_machine()
    paths = choose_reports((_REAL_REPORTS, folder, REPOSITORY / "tests" / "golden"))
    kind = "published" if paths[0].is_relative_to(_REAL_REPORTS) else "typeset"
    shown, tell = _show("reading")
    with shown:
        measured = measure_reading(read_samples(paths), tell)
    return (
        f"{where}\n\n{len(paths)} {kind} reports, all ways in one process and one run, taking "
        "turns on each report; median of three rounds, wall time. The slow ways read every eighth "
        "page once; their ratio is to the floor on the same pages. Ways that are not installed "
        "are left out (PyMuPDF is no dependency of this project: its licence is the AGPL).\n\n"
        f"{reading_table(measured)}"
    )


def _profile(_folder: Path, _count: int) -> str:
    reports = Path(os.environ.get("REPORTS") or DEFAULT_REPORTS).absolute()
    where = describe_machine()
    _say(f"building {reports} stage by stage")
    with tempfile.TemporaryDirectory() as scratch:
        found = subprocess.run(
            [sys.executable, "-m", "tests.bench.profile", str(reports), scratch],
            check=True,
            capture_output=True,
            text=True,
            cwd=REPOSITORY,
        )
    return (
        f"{where}\n\nThe shipped report (or REPORTS=) into an empty warehouse, every stage in one "
        "process, processor time of all its threads. A build has two processes at work: while "
        "one reads and models, the other imports great-expectations.\n\n" + found.stdout.strip()
    )


def _rebuild(folder: Path, count: int) -> str:
    from tests.bench.rebuilding import measure_rebuilding, rebuilding_table  # noqa: PLC0415

    where = describe_machine()
    rebuilt = measure_rebuilding(_corpus(folder, count), _built(folder), _say)
    return (
        f"{where}\n\nTypeset reports of the corpus; wall time; medians of five reruns and of three "
        f"new reports.\n\n{rebuilding_table(rebuilt)}"
    )


def _scale(folder: Path, count: int) -> str:
    """Measure a tenth of the corpus and all of it, and write it into docs/scale.md."""
    from tests.bench.scaling import measure_size, scaling_table, write_measured  # noqa: PLC0415

    where = describe_machine()
    reports = _corpus(folder, count)
    sizes = [
        measure_size(reports[:size], _built(folder) / "scale", _say)
        for size in (max(len(reports) // 10, 2), len(reports))
    ]
    text = f"{where}\n\n{scaling_table(sizes)}"
    write_measured(text)
    return text


def _queries(folder: Path, count: int) -> str:
    from tests.bench.asking import (  # noqa: PLC0415
        QUESTIONS,
        ask_cold,
        asking_table,
        count_reports,
        read_questions,
    )

    where = describe_machine()
    warehouse = _built(folder) / "warehouse.duckdb"
    if not warehouse.exists():
        _say(f"no warehouse yet in {warehouse.parent}: building one")
        _rebuild(folder, count)
    shown, tell = _show("asking")
    with shown:
        answers = ask_cold(warehouse, read_questions(QUESTIONS.read_text(encoding="utf-8")), tell)
    return (
        f"{where}\n\nThe questions of [sql.md](sql.md) over {count_reports(warehouse):,} reports "
        f"({warehouse.stat().st_size / 2**20:,.0f} MiB), each in a process of its own with the "
        "file dropped from the system's cache: opening the warehouse, asking, fetching every "
        f"row.\n\n{asking_table(answers)}"
    )


def _census(_folder: Path, _count: int) -> str:
    from tests.bench.census import census_table, count_report  # noqa: PLC0415

    where = describe_machine()
    counted = [count_report(path) for path in _shown("counting", _published())]
    return (
        f"{where}\n\nEvery digit string of every page of {len(counted)} published reports as "
        "pdfminer.six reads it, and where this program put it. *Unseen* is what the file "
        "holds and the rendered page does not show: "
        f"clipped, hidden, covered.\n\n{census_table(counted)}"
    )


def _unruled(_folder: Path, _count: int) -> str:
    from tests.bench.unruled import WAYS, compare, unruled_table  # noqa: PLC0415

    where = describe_machine()
    results = [compare(path, way) for path in _shown("reading", _published()) for way in WAYS]
    return (
        f"{where}\n\n{len(results) // len(WAYS)} published reports with all of their rules taken "
        "away, with those across "
        "left, with the first and the last left. *Recognised*: read again with its value at its "
        "place; *placed*: with the names of row and column and the amount that it has with "
        f"rules.\n\n{unruled_table(results)}"
    )


def _published() -> list[Path]:
    """List the reports of REPORTS=, else the published ones beside the repository."""
    folder = Path(os.environ.get("REPORTS") or _REAL_REPORTS)
    return sorted(folder.rglob("*.pdf"))


def _shown(what: str, paths: Sequence[Path]) -> Iterator[Path]:
    """Give one path after the other, and show how far they are."""
    shown, tell = _show(what)
    with shown:
        for number, path in enumerate(paths, 1):
            yield path
            tell(number, len(paths))


def _built(folder: Path) -> Path:
    """Name the folder of the bench's own builds: beside the corpus."""
    return folder.with_name(f"{folder.name}-built")


def _scans(folder: Path, count: int) -> str:
    """Scan table pages of the hand-checked reports, and read them again."""
    # the recognisers are an extra
    from tests.bench.scans import measure_scans, write_scores  # noqa: PLC0415
    from tests.typesetting.scanning import MANNERS  # noqa: PLC0415

    scores = measure_scans(_REAL_REPORTS.parent, list(MANNERS)[: count or None], _say)
    return f"{describe_machine()}\n\n{_SCANS}\n\n{write_scores(scores)}"


_SCANS: Final = (
    "Four table pages each of the hand-checked reports, printed and scanned by "
    "`tests/typesetting/scanning.py`, then read as any scan ([how](scans.md)); compared with what "
    "their text says, figure by figure. Certain are those that are proven or settled by sums."
)


def _witness(_folder: Path, count: int) -> str:
    """Look at pages with text whether they show what their text says."""
    # the recognisers are an extra
    from tests.bench.witness import measure_witness, witness_table  # noqa: PLC0415

    heard = measure_witness(_REAL_REPORTS.parent, count, _say)
    return f"{describe_machine()}\n\n{_WITNESS}\n\n{witness_table(heard)}"


_WITNESS: Final = (
    "Two table pages each of some published reports and of hostile files, drawn as displayed and "
    "read by the network that reads whole pages of scans ([how](scans.md)). Every number that the "
    "reader took from the text is looked for where it stands: other digits there are a wrong map "
    "to characters, a misread layer of text, or a misreading of the witness."
)

_PARTS: Final[dict[str, Callable[[Path, int], str]]] = {
    "reading": _reading,
    "profile": _profile,
    "rebuild": _rebuild,
    "queries": _queries,
    "census": _census,
    "unruled": _unruled,
    "scans": _scans,
    "witness": _witness,
}

if __name__ == "__main__":
    raise SystemExit(main())
