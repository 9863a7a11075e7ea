"""`python -m tests.readme warehouse.duckdb output.txt`: write what is real into the README."""

import sys
from pathlib import Path

import duckdb

from tests.readme.answers import README, rewrite_answers, rewrite_output


def main() -> None:
    """Rewrite the README from a build of the shipped report; look at the diff."""
    warehouse, output = map(Path, sys.argv[1:])
    text = rewrite_output(
        README.read_text(encoding="utf-8"),
        output.read_text(encoding="utf-8").replace(f"{warehouse.parent}/", "data/"),
    )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        text = rewrite_answers(text, connection)
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
