"""Golden reports: what is landed is what the layouts put on paper, figure by figure.

The expected CSVs come from the generator's own values (`tests.typesetting.expected`), never from
the reader; `python -m tests.typesetting` rewrites them, and their diff is reviewed like code.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from ingest.reading.report import read_report
from tests.typesetting.expected import bare
from tests.typesetting.fixtures import FIXTURES, GOLDEN, fixture_pdf

Place = tuple[int, int, int]  # table, row, column, from 1


@dataclass(frozen=True, slots=True)
class Golden:
    """A fixture's expectation beside what was read of it."""

    meta: dict[str, Any]
    expected: dict[Place, dict[str, str]]
    frames: dict[str, pl.DataFrame]

    def tables(self, *, forms: bool) -> set[int]:
        """Give the numbers of the forms, or of the plain tables."""
        return {table["table_number"] for table in self.meta["tables"] if table["is_form"] is forms}


@pytest.fixture(scope="module", params=sorted(FIXTURES))
def golden(request: pytest.FixtureRequest) -> Golden:
    folder = GOLDEN / request.param
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    expected: dict[Place, dict[str, str]] = {}
    for table in meta["tables"]:
        name = f"{table['table_number']:02d}_{table['table_kind']}.csv"
        with (folder / "tables" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                place = (table["table_number"], int(row["row_number"]), int(row["column_number"]))
                expected[place] = row
    path = fixture_pdf(request.param)
    return Golden(meta, expected, read_report(path.read_bytes(), path.name))


def _landed(golden: Golden) -> dict[Place, dict[str, Any]]:
    lines = golden.frames["lines"].select(
        "table_number", "row_number", "block", "row_code", "row_label", "ordinal"
    )
    columns = golden.frames["columns"].select("table_number", "column_number", "column_path")
    figures = (
        golden.frames["figures"]
        .join(lines, on=["table_number", "row_number", "block"], how="left")
        .join(columns, on=["table_number", "column_number"], how="left")
    )
    return {
        (row["table_number"], row["row_number"], row["column_number"]): row
        for row in figures.iter_rows(named=True)
    }


def test_golden__is_proven(golden: Golden) -> None:
    (report,) = golden.frames["reports"].iter_rows(named=True)
    assert (report["status"], report["status_reason"]) == ("proven", None)


def test_golden__says_who_and_when(golden: Golden) -> None:
    (report,) = golden.frames["reports"].iter_rows(named=True)
    names = ("budget_year", "report_kind", "level", "department_name", "page_count")
    assert {name: report[name] for name in names} == {name: golden.meta[name] for name in names}


def test_golden__tables_are_what_they_are(golden: Golden) -> None:
    names = ("table_kind", "unit", "first_page", "last_page", "is_nil", "row_count")
    tables = golden.frames["tables"].sort("table_number")
    found = [
        (bare(row["table_title"]), *(row[name] for name in names))
        for row in tables.iter_rows(named=True)
    ]
    assert found == [
        (bare(table["table_title"]), *(table[name] for name in names))
        for table in golden.meta["tables"]
    ]


def test_golden__notes_are_kept(golden: Golden) -> None:
    found = {
        row["table_number"]: bare(row["note"] or "")
        for row in golden.frames["tables"].iter_rows(named=True)
    }
    assert found == {
        table["table_number"]: bare("".join(table["notes"])) for table in golden.meta["tables"]
    }


def test_golden__header_paths(golden: Golden) -> None:
    found: dict[int, list[str]] = {}
    for row in golden.frames["columns"].sort("table_number", "column_number").iter_rows(named=True):
        found.setdefault(row["table_number"], []).append(bare(row["column_path"] or ""))
    plain = golden.tables(forms=False)
    assert {number: paths for number, paths in found.items() if number in plain} == {
        table["table_number"]: [bare(path) for path in table["columns"]]
        for table in golden.meta["tables"]
        if table["table_number"] in plain
    }


def test_golden__every_figure_on_its_page_at_its_place(golden: Golden) -> None:
    found = {place: (row["page_number"], row["value"]) for place, row in _landed(golden).items()}
    expected = {
        place: (int(row["page"]), Decimal(row["value"])) for place, row in golden.expected.items()
    }
    missing = {place: expected[place] for place in expected.keys() - found.keys()}
    beside = {place: found[place] for place in found.keys() - expected.keys()}
    assert (missing, beside) == ({}, {})
    wrong = {place: (found[place], expected[place]) for place in expected
             if found[place] != expected[place]}  # fmt: skip
    assert wrong == {}


def test_golden__figures_of_tables_know_their_row_column_and_unit(golden: Golden) -> None:
    plain = golden.tables(forms=False)
    landed = _landed(golden)
    wrong = {}
    for place, row in golden.expected.items():
        if place[0] not in plain or place not in landed:
            continue
        found = landed[place]
        # the ordinal is taken off the label where it was printed in front of it, 一、
        label = bare(found["row_label"] or "")
        if label != bare(row["row_label"]):
            label = bare(found["ordinal"] or "") + label
        told = (
            found["row_code"] or "",
            label,
            bare(found["column_path"] or ""),
            bare(found["printed_text"]),
            found["unit"] or "",
        )
        names = ("row_code", "row_label", "column_path", "printed_text", "unit")
        wanted = tuple(bare(row[name]) for name in names)
        if told != wanted:
            wrong[place] = (told, wanted)
    assert wrong == {}
