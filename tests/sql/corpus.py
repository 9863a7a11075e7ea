"""A small corpus of readings on which every model runs: the shipped report and the fixtures.

What was read of it stands in `corpus/`, one file per raw table, so that no page is read to try SQL.
`python -m tests.sql.corpus` reads the reports anew.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import duckdb

from ingest.contract.schema import FRAMES
from tests.conftest import REPOSITORY
from tests.provinces.models import model_reports
from tests.sql.project import create_sources, in_order, model, model_paths

FOLDER: Final = Path(__file__).parent / "corpus"

# What no model of checks reads.
_LEFT_OUT: Final = frozenset({"cells", "paragraphs"})


def _documents() -> Iterator[tuple[str, bytes]]:
    for path in sorted(
        [*REPOSITORY.glob("tests/golden/*/*.pdf"), *REPOSITORY.glob("data/reports/*.pdf")]
    ):
        yield f"{path.parent.name}-{path.name}", path.read_bytes()


def write() -> None:
    """Read the reports and write what was read."""
    FOLDER.mkdir(exist_ok=True)
    with model_reports(dict(_documents()), ()) as connection:
        for name in [
            *(f"raw_{each}" for each in FRAMES if each not in _LEFT_OUT),
            "raw_report_files",
        ]:
            target = (FOLDER / f"{name}.parquet").as_posix()
            connection.execute(
                f"copy (from {name} order by all) to '{target}' (format parquet, compression zstd)"
            )


@functools.cache
def modelled() -> duckdb.DuckDBPyConnection:
    """Run all models but the views in Chinese on the corpus, in memory; rows in a fixed order."""
    connection = duckdb.connect(config={"threads": 1})
    create_sources(connection)
    for path in sorted(FOLDER.glob("*.parquet")):
        connection.execute(f"insert into {path.stem} by name from read_parquet(?)", [str(path)])
    for name in in_order():
        if "zh" not in model_paths()[name].parts:
            connection.execute(f"create table {name} as from ({model(name).sql}) order by all")
    return connection


if __name__ == "__main__":
    write()
