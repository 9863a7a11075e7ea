"""Correct reports, typeset and built: the systems that slips are planted into."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import duckdb

from expectations.diagnosis.reading import read_systems
from expectations.diagnosis.system import System
from tests.typesetting.layouts import LAYOUTS, make_report
from tests.typesetting.press import typeset

_YEAR = 2024


def typeset_bases(reports: Path, seeds: Iterable[int], layouts: Iterable[str] = LAYOUTS) -> None:
    """Typeset one correct report per layout and seed into a folder."""
    for layout in layouts:
        for seed in seeds:
            content = typeset(make_report(layout, seed, _YEAR))
            (reports / f"{layout}-{seed}.pdf").write_bytes(content)


def write_bases(
    reports: Path,
    seeds: Iterable[int],
    layouts: Iterable[str] = LAYOUTS,
    years: Iterable[int] = (_YEAR,),
) -> None:
    """Typeset one correct report per layout, seed and year into a folder."""
    reports.mkdir(parents=True, exist_ok=True)
    for layout, seed, year in product(layouts, seeds, years):
        content = typeset(make_report(layout, seed, year))
        (reports / f"{layout}-{seed}-{year}.pdf").write_bytes(content)


def build_folder(reports: Path, warehouse: Path, *, may_reject: bool = False) -> Path:
    """Build a warehouse of a folder of reports, as a user would; gives its path.

    Args:
        reports: the folder.
        warehouse: where to.
        may_reject: whether some reports may be rejected or partial, as published ones are.
    """
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "build"],
        env={**os.environ, "REPORTS": str(reports), "WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode > int(may_reject):
        raise RuntimeError(f"the base reports did not build:\n{done.stdout}\n{done.stderr}")
    return warehouse


def count_findings(warehouse: Path) -> dict[str, int]:
    """Count the findings of a warehouse's reports, by file name; those without are left out."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return dict(
            connection.execute(
                "select file_name, count(*) from marts.fct_findings "
                "inner join marts.dim_reports using (report_id) group by file_name order by all"
            ).fetchall()
        )


def read_bases(warehouse: Path) -> dict[str, System]:
    """Read the systems of a warehouse's reports, by file name."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        systems = read_systems(connection)
        names = dict(
            connection.execute("select report_id, file_name from marts.dim_reports").fetchall()
        )
    return {names[report_id]: system for report_id, system in systems.items()}
