"""`python -m tests.unbreakable kills|hostile --count N`: the benches of docs/unbreakable.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.unbreakable.bench import bench_hostile, bench_kills

_BENCHES = {"kills": (bench_kills, 200), "hostile": (bench_hostile, 2000)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a bench, print its table; 1 when something broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.unbreakable", description=__doc__)
    parser.add_argument("bench", choices=tuple(_BENCHES))
    parser.add_argument("--count", type=int, help="how many kills, or files (default: 200, 2000)")
    parser.add_argument("--lanes", type=int, default=2, help="how many at the same time")
    parser.add_argument("--seed", type=int, default=20260101)
    options = parser.parse_args(arguments)
    run, count = _BENCHES[options.bench]
    text, is_broken = run(options.count or count, options.lanes, options.seed)
    print(text)
    return 1 if is_broken else 0


if __name__ == "__main__":
    sys.exit(main())
