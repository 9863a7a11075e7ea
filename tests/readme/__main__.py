"""`python -m tests.readme warehouse.duckdb output.txt`: write what is real into README and docs."""

import sys
from pathlib import Path

import duckdb

from tests.readme.answers import ANSWERED, README, rewrite_answers, rewrite_output


def main() -> None:
    """Rewrite README and docs/sql.md from a build of the shipped report; look at the diff."""
    warehouse, output = map(Path, sys.argv[1:])
    printed = output.read_text(encoding="utf-8").replace(f"{warehouse.parent}/", "data/")
    README.write_text(rewrite_output(README.read_text("utf-8"), printed), "utf-8")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for document in ANSWERED:
            text = rewrite_answers(document.read_text("utf-8"), connection)
            document.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
