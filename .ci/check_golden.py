"""`python .ci/check_golden.py warehouse.duckdb`: compare the shipped report's golden values."""

import sys
from pathlib import Path

import duckdb


def main() -> int:
    """Print each value and return 1 when one is wrong."""
    sql = Path(__file__).with_name("golden.sql").read_text(encoding="utf-8")
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        rows = connection.execute(sql).fetchall()
    for what, expected, found, is_right in rows:
        print("ok   " if is_right else "WRONG", f"{what}: expected {expected}, found {found}")
    return 0 if rows and all(row[3] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
