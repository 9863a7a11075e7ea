"""`python -m tests.typesetting [shipped] [fixture …]`: make them again; without words, all."""

from __future__ import annotations

import sys

from tests.typesetting.fixtures import FIXTURES, write_fixture, write_shipped


def main(words: list[str]) -> None:
    """Write the shipped report and the golden fixtures, or those that are named."""
    if not words or "shipped" in words:
        write_shipped()
    for name in FIXTURES:
        if not words or name in words:
            write_fixture(name)


if __name__ == "__main__":
    main(sys.argv[1:])
