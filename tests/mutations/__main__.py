"""`python -m tests.mutations [slips per kind] [printed slips]`: how slips fare, per kind.

What `make bench-mutations` runs; it writes the tables into docs/diagnosis.md too.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path

from tests.mutations.bases import build_bases, count_findings, read_bases
from tests.mutations.bench import run_bench, table_text
from tests.mutations.printed import printed_table, run_printed

_PER_KIND = 100  # twelve kinds: 1,200 slips
_PRINTED = 60
_SEEDS = (2, 3, 6, 7)
_SEED = 20260101
_DOCUMENT = Path(__file__).parents[2] / "docs" / "diagnosis.md"
_RESULTS = re.compile(r"(?<=<!-- results -->\n).*?(?=<!-- end of results -->)", re.DOTALL)


def main(words: list[str]) -> int:
    """Build correct reports, plant, judge, print; 1 on a false alarm."""
    per_kind = int(words[0]) if words else _PER_KIND
    printed = int(words[1]) if len(words) > 1 else _PRINTED
    with tempfile.TemporaryDirectory(prefix="budget-mutations-") as folder:
        print("building correct reports …", file=sys.stderr)
        warehouse = build_bases(Path(folder) / "correct", _SEEDS)
        false_alarms = count_findings(warehouse)
        bases = read_bases(warehouse)
        print("planting …", file=sys.stderr)
        started = time.perf_counter()
        verdicts = [verdict for _, verdict in run_bench(bases, per_kind, _SEED)]
        seconds = time.perf_counter() - started
        print("building reports with a slip printed in each …", file=sys.stderr)
        on_paper = run_printed(Path(folder) / "printed", printed, _SEED)
    text = "\n".join(
        [
            f"{len(bases)} correct reports, {sum(false_alarms.values())} findings in them"
            + "".join(f"\nfalse alarm: {name}: {count}" for name, count in false_alarms.items()),
            "",
            f"{len(verdicts)} slips in memory, {seconds:.0f} s",
            table_text(verdicts),
            "",
            f"{len(on_paper)} slips in print",
            printed_table(on_paper),
        ]
    )
    print(text)
    if not words:
        document = _DOCUMENT.read_text(encoding="utf-8")
        replaced = _RESULTS.sub(lambda _: f"```text\n{text}\n```\n", document)
        _DOCUMENT.write_text(replaced, encoding="utf-8")
    return 1 if false_alarms else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
