"""`python -m tests.mutations [slips per kind] [warehouse]`: print how slips fare, per kind."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from expectations.diagnosis.explain import explain
from tests.mutations.bases import build_bases, read_bases
from tests.mutations.bench import run_bench, table_text

_PER_KIND = 100  # twelve kinds: 1,200 slips
_SEEDS = (2, 3, 6, 7)
_SEED = 20260101


def main(words: list[str]) -> int:
    """Build the bases (or take a warehouse that adds up), plant, print; 1 on a false alarm."""
    per_kind = int(words[0]) if words else _PER_KIND
    with tempfile.TemporaryDirectory(prefix="budget-mutations-") as folder:
        warehouse = Path(words[1]) if len(words) > 1 else build_bases(Path(folder), _SEEDS)
        bases = read_bases(warehouse)
    alarms = {name: explain(system) for name, system in bases.items()}
    false = {name: each for name, each in alarms.items() if each.edits or each.unexplained}
    for name in false:
        print(f"finding in the unmutated report {name}: left out")
    sound = {name: system for name, system in bases.items() if name not in false}
    started = time.perf_counter()
    verdicts = run_bench(sound, per_kind, _SEED)
    seconds = time.perf_counter() - started
    print(f"{len(verdicts)} slips in {len(sound)} reports, {seconds:.0f} s")
    print(table_text(verdict for _, verdict in verdicts))
    return 1 if false and len(words) < 2 else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
