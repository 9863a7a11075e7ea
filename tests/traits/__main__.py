"""`python -m tests.traits [reports]`: correct reports with odd traits, and what is called wrong.

What `make bench-traits` runs; fails where one finding is called an error.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.traits.bench import TRAITS, count_checks, run_traits

_REPORTS = 500
_SEED = 20261128


def main(words: list[str]) -> int:
    """Print, build, count; 1 where a correct report has an error."""
    count = int(words[0]) if words else _REPORTS
    with tempfile.TemporaryDirectory(prefix="budget-traits-") as folder:
        warehouse, findings = run_traits(Path(folder), count, _SEED)
        checks = count_checks(warehouse)
    by_trait: dict[str, Counter[str]] = {name: Counter() for name in TRAITS}
    for file_name, severity, _ in findings:
        by_trait[file_name[5:].removesuffix(".pdf")][severity] += 1
    print(f"{'trait':26} {'checks':>7} {'error':>6} {'minor':>6} {'doubt':>6}")
    for name, found in by_trait.items():
        severities = (found["error"], found["minor"], found["doubt"])
        print(f"{name:26} {checks.get(name, 0):7}", *(f"{n:6}" for n in severities))
    errors = [each for each in findings if each[1] == "error"]
    for file_name, _, message in errors[:40]:
        print(f"{file_name}: {message.splitlines()[0]}")
    print(f"{count} correct reports with odd traits: {len(errors)} errors called")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
