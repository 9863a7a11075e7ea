"""`python -m tests.mutations [slips per kind] [slips on paper]`: how slips fare, per kind.

`python -m tests.mutations published FOLDER` plants a slip into what was read of each report of a
folder, twice, the kinds in turn, and counts what is found of them
(`make bench-mutations PUBLISHED=folder`).

What `make bench-mutations` runs. Without arguments it writes the tables into docs/diagnosis.md,
and fails where a correct report has a finding or the bench falls below what it must reach.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.mutations.bases import build_folder, count_findings, read_bases, write_bases
from tests.mutations.bench import Verdict, run_bench, shares, table_text
from tests.mutations.printed import missed_text, printed_table, run_printed
from tests.mutations.published import (
    PublishedVerdict,
    missed_published,
    published_table,
    run_published,
)
from tests.typesetting.layouts import LAYOUTS

_PER_KIND = 100  # fourteen kinds: 1,400 slips
_ON_PAPER = 150  # ten of each kind
_ROUNDS = (1, 2)  # of slips into published reports
_SEEDS = (1, 2, 3, 4, 5)
_YEARS = (2023, 2024)
_SEED = 20260101
_MUST_REACH = {"detected": 0.99, "named": 0.95, "restored": 0.90}
_DOCUMENT = Path(__file__).parents[2] / "docs" / "diagnosis.md"
_RESULTS = re.compile(r"(?<=<!-- results -->\n).*?(?=<!-- end of results -->)", re.DOTALL)


def main(words: list[str]) -> int:
    """Build correct reports, plant, judge, print; 1 on a false alarm or too few found."""
    if words[:1] == ["published"]:
        return _published(Path(words[1]))
    per_kind = int(words[0]) if words else _PER_KIND
    on_paper = int(words[1]) if len(words) > 1 else _ON_PAPER
    with tempfile.TemporaryDirectory(prefix="budget-mutations-") as folder:
        print("building correct reports …", file=sys.stderr)
        write_bases(Path(folder) / "correct", _SEEDS, years=_YEARS)
        warehouse = build_folder(Path(folder) / "correct", Path(folder) / "warehouse.duckdb")
        false_alarms = count_findings(warehouse)
        bases = read_bases(warehouse)
        print("planting …", file=sys.stderr)
        started = time.perf_counter()
        verdicts = [verdict for _, verdict in run_bench(bases, per_kind, _SEED)]
        seconds = time.perf_counter() - started
        print("building reports with a slip in each …", file=sys.stderr)
        printed = run_printed(Path(folder) / "printed", on_paper, _SEED)
    text = "\n".join(
        [
            f"{len(bases)} correct reports of {len(LAYOUTS)} layouts and two years:"
            f" {sum(false_alarms.values())} findings in them",
            *(f"false alarm: {name}: {count}" for name, count in false_alarms.items()),
            "",
            f"{len(verdicts)} slips in memory, {seconds:.0f} s",
            table_text(verdicts),
            "",
            f"{len(printed)} slips on paper, one per report: typeset, read, built, diagnosed",
            printed_table(printed),
        ]
    )
    print(text, missed_text(printed), sep="\n")
    if not words:
        document = _DOCUMENT.read_text(encoding="utf-8")
        replaced = _RESULTS.sub(lambda _: f"```text\n{text}\n```\n", document)
        _DOCUMENT.write_text(replaced, encoding="utf-8")
    return 1 if false_alarms or _falls_short(verdicts) else 0


def _published(reports: Path) -> int:
    """Plant into published reports, a round per seed; nothing is written but to the terminal."""
    verdicts: list[PublishedVerdict] = []
    with tempfile.TemporaryDirectory(prefix="budget-published-") as folder:
        print("building the reports as they are …", file=sys.stderr)
        before = build_folder(reports, Path(folder) / "before.duckdb", may_reject=True)
        for seed in _ROUNDS:
            print(f"planting and building, round {seed} …", file=sys.stderr)
            verdicts += run_published(reports, Path(folder) / str(seed), seed, before)
    print(published_table(verdicts), missed_published(verdicts), sep="\n")
    return 0


def _falls_short(verdicts: Sequence[Verdict]) -> bool:
    reached = shares(verdicts)
    short = {name: share for name, share in reached.items() if share < _MUST_REACH[name]}
    for name, share in short.items():
        print(f"{name}: {share:.1%} is less than {_MUST_REACH[name]:.0%}", file=sys.stderr)
    return bool(short)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
