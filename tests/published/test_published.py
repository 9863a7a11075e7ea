"""The published reports of `../shared`, built into one warehouse: facts, findings, questions.

The reports may not be in the repository, nor the hand-checked values of some of them: these tests
run where the folders are present. The scripts beside the values judge; see `../shared/README.md`.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from notebooks.audit.findings import find_choices
from notebooks.exports.marts import open_published
from notebooks.exports.printed import read_faces, read_printed
from notebooks.exports.workbook import write_workbook
from tests.conftest import REPOSITORY, Run
from tests.readme.answers import ANSWERED, read_queries

SHARED = REPOSITORY.parent / "shared"
REPORTS, SCORE = SHARED / "reports", SHARED / "score"

pytestmark = pytest.mark.skipif(
    not (REPORTS.is_dir() and SCORE.is_dir()),
    reason="../shared is not present: real reports are never committed",
)

QUESTIONS = [
    query.sql for path in ANSWERED for query in read_queries(path.read_text(encoding="utf-8"))
]
# They ask for an amount that the shipped report prints.
MAY_BE_EMPTY = ("abs(difference_yuan) = 200", "amount_yuan = 11831300")


def _judge(script: str, warehouse: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, str(SCORE / script), str(warehouse), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_published__build__loses_no_report(published: Run) -> None:
    assert published.status in (0, 1), published.errors
    assert published.counts["rejected"] == published.counts["quarantined"] == 0
    assert "DEFECTS OF THIS PROGRAM" not in published.output


def test_published__headline_facts__are_what_was_checked_by_hand(
    published: Run, tmp_path: Path
) -> None:
    _judge("score_facts.py", published.warehouse, "--csv", str(tmp_path / "judged.csv"))
    with (tmp_path / "judged.csv").open(encoding="utf-8", newline="") as lines:
        judged = list(csv.DictReader(lines))
    assert len(judged) > 300
    bad = [row for row in judged if row["verdict"] not in ("equal", "rounded", "null")]
    assert bad == []


def test_published__errors__are_the_known_ones(published: Run, tmp_path: Path) -> None:
    _judge("score_findings.py", published.warehouse, "--json", str(tmp_path / "judged.json"))
    judged: dict[str, Any] = json.loads((tmp_path / "judged.json").read_text(encoding="utf-8"))
    # two of them need the report of 2017, which is not there
    assert set(judged["missed"]) <= {"b6f85578-i5", "b6f85578-i6"}
    assert judged["matching_error"] <= judged["gold_errors_found"]  # one cause, one finding


def test_published__facts__close(published: Run) -> None:
    with duckdb.connect(str(published.warehouse), read_only=True) as connection:
        ((share,),) = connection.execute(
            "select sum(fact_share * money) / sum(money) from marts.dim_reports inner join ("
            "select report_id, count(*) as money from marts.fct_figures "
            "where amount_yuan is not null and table_kind <> 'other' group by report_id"
            ") using (report_id)"
        ).fetchall()
        ((other,),) = connection.execute(
            "select avg(if(table_kind = 'other', 1.0, 0.0)) from marts.fct_figures"
        ).fetchall()
    assert share >= 0.99
    assert other <= 0.05


def test_published__term__lies_in_the_report_that_prints_it(published: Run) -> None:
    with duckdb.connect(str(published.warehouse), read_only=True) as connection:
        ((terms, elsewhere, astray),) = connection.execute(
            "select count(*), count(*) filter (figures.report_id <> terms.report_id), "
            "count(*) filter ("
            "(figures.report_id, figures.table_number, figures.row_number, figures.column_number) "
            "is distinct from (terms.printed_report_id, terms.table_number, terms.row_number, "
            "terms.column_number)) "
            "from marts.fct_invariant_terms as terms inner join marts.fct_figures as figures "
            "using (figure_id)"
        ).fetchall()
    assert terms > 90_000
    assert elsewhere > 100  # years beside years, and prose beside the tables of another file
    assert astray == 0


def test_published__check_of_prose__names_the_claim_it_is_about(published: Run) -> None:
    with duckdb.connect(str(published.warehouse), read_only=True) as connection:
        ((checks, nameless),) = connection.execute(
            "select count(*), count(*) filter (not coalesce(list_contains(claim_ids, claim_id), "
            "false)) from marts.fct_invariant_checks where len(claim_ids) > 0"
        ).fetchall()
    assert checks > 1000
    assert nameless == 0


def test_published__sums__are_those_that_the_terms_add_up_to(published: Run) -> None:
    with duckdb.connect(str(published.warehouse), read_only=True) as connection:
        states = connection.execute(
            "select status, count(*), sum(compared_count) from marts.fct_expectation_results "
            "where expectation = '逐项重算' group by status"
        ).fetchall()
    assert {state for state, _, _ in states} <= {"held", "not_run"}
    assert sum(rows for state, _, rows in states if state == "held") > 20_000


def test_published__workbook__of_a_disclosure_in_two_files_is_written(
    published: Run, tmp_path: Path
) -> None:
    with open_published(published.warehouse) as connection:
        parts = {
            report_id
            for (report_ids,) in connection.execute(
                "select report_ids from marts.dim_disclosures where part_count > 1"
            ).fetchall()
            for report_id in report_ids
        }
        assert len(parts) >= 6
        for face in read_faces(connection):
            if face.report_id in parts:
                path = write_workbook(read_printed(connection, face), tmp_path / "w.xlsx")
                assert openpyxl.load_workbook(path, read_only=True).sheetnames[:2] == [
                    "封面 Cover",
                    "勾稽核对 Checks",
                ]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ("西安市", 7),
        ("西安市气象局", 1),
        ("西安市气象局 2022", 1),
        ("上海市普陀区人民政府办公室", 2),
    ],
)
def test_published__report__is_meant_by_part_of_its_name(
    wanted: str, count: int, published: Run
) -> None:
    with open_published(published.warehouse) as connection:
        assert len(find_choices(connection, wanted)) == count


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_published__question__has_an_answer(number: int, published: Run) -> None:
    with duckdb.connect(str(published.warehouse), read_only=True) as connection:
        rows = connection.execute(QUESTIONS[number]).fetchall()
    assert rows or any(words in QUESTIONS[number] for words in MAY_BE_EMPTY)
