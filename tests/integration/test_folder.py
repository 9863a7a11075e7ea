"""One folder through the build's life: good reports, bad files, then change, removal, addition.

Through `make` and the command line, as a subprocess, in temporary folders. Builds are dear: the
same ones serve all tests of this module. That a folder is built alike twice: test_incremental.py
and test_installed.py.
"""

from __future__ import annotations

import io
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pypdf import PdfReader, PdfWriter

from tests.conftest import REPOSITORY, SHIPPED_REPORTS, Run, run_build
from tests.unbreakable.contents import leftovers
from tests.unbreakable.holding import ask, holding

GOOD = "2023 年 '部门' \"预算\" $HOME.pdf"
BAD = {
    "not a pdf.pdf": "not a PDF",
    "空文件.pdf": "empty",
    "加密 encrypted.PDF": "encrypted",
    "cut in half.pdf": "damaged",
}
_STATUSES = "select file_name, status, status_reason from marts.dim_reports"
_NO_TABLES = (
    "select r.status, r.status_reason, count(t.report_id) from marts.dim_reports as r "
    "left join marts.fct_tables as t using (report_id) "
    "where r.file_name = 'no tables.pdf' group by all"
)
_WHOLE = "select count(*) from marts.dim_reports where page_count > 20 and status = 'proven'"
_NAMES = "select file_name from raw.report_files"


def _shipped_bytes() -> bytes:
    (path,) = SHIPPED_REPORTS.glob("*.pdf")
    return path.read_bytes()


def _encrypted(content: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt("geheim", algorithm="AES-256")
    return _written(writer)


def _prose_only(content: bytes) -> bytes:
    """The pages before the first table."""
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(content)).pages[:3]:
        writer.add_page(page)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a good report twice, a prose-only one and one of each bad kind."""
    folder = tmp_path_factory.mktemp("报告 'of' all") / "sub folder"
    (folder / "深" / "deeper").mkdir(parents=True)
    good = _shipped_bytes()
    (folder / GOOD).write_bytes(good)
    (folder / "深" / "deeper" / "the same again.pdf").write_bytes(good)
    (folder / "深" / "no tables.pdf").write_bytes(_prose_only(good))
    (folder / "not a pdf.pdf").write_text("这不是 PDF", encoding="utf-8")
    (folder / "空文件.pdf").write_bytes(b"")
    (folder / "加密 encrypted.PDF").write_bytes(_encrypted(good))
    (folder / "cut in half.pdf").write_bytes(good[: len(good) // 2])
    (folder / "notes.txt").write_text("not a report", encoding="utf-8")
    return folder


@dataclass(frozen=True)
class FromCron:
    """A finished build.

    Attributes:
        run: it.
        readers_answer: what somebody reads after it who has had the older warehouse open all along.
        left: what it left in the target's folder that is none of its own.
    """

    run: Run
    readers_answer: str
    left: list[str]


@pytest.fixture(scope="module")
def from_cron(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> FromCron:
    """The folder, built through make with what cron gives, while somebody reads the old warehouse.

    `env -i`: a shell, a short path, the C locale, no home; no standard input. The names are some
    that a shell would trip over.
    """
    warehouse = tmp_path_factory.mktemp("目标 \"t\" 'x'") / "仓库 $a.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table old as select 42 as answer")
    with holding(warehouse, is_writer=False) as reader:
        assert ask(reader) == "42"
        done = subprocess.run(
            [
                *("env", "-i", "SHELL=/bin/sh", "PATH=/usr/bin:/bin", "LANG=C", "LOGNAME=nobody"),
                *("make", "--no-print-directory", "-C", str(REPOSITORY), "build"),
                *(f"python={sys.executable}", "built="),
                *(f"REPORTS={reports}", f"WAREHOUSE={warehouse}"),
            ],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=500,
        )
        run = Run(done.returncode, done.stdout.decode(), done.stderr.decode(), warehouse)
        return FromCron(run, ask(reader), leftovers(warehouse.parent))


@pytest.fixture(scope="module")
def first(from_cron: FromCron) -> Run:
    return from_cron.run


@pytest.fixture(scope="module")
def unchanged(first: Run, reports: Path) -> tuple[Run, float]:
    """A rerun with nothing to do, and how long it took."""
    started = time.monotonic()
    rerun = run_build(reports, first.warehouse)
    return rerun, time.monotonic() - started


@pytest.fixture(scope="module")
def before_change(first: Run) -> dict[str, list[tuple[Any, ...]]]:
    """What the tests ask of the first build, before the next one takes its place."""
    return {sql: _rows(first, sql) for sql in (_STATUSES, _NO_TABLES, _WHOLE, _NAMES)}


@pytest.fixture(scope="module")
def changed(
    before_change: dict[str, list[tuple[Any, ...]]], unchanged: tuple[Run, float], reports: Path
) -> Run:
    """After one report changed, one was removed, one was added; the copy stands in for the rest."""
    assert before_change
    (reports / "深" / "no tables.pdf").write_bytes(_prose_only(_shipped_bytes()) + b"\n% later\n")
    (reports / GOOD).unlink()
    (reports / "深" / "新增.pdf").write_bytes(_shipped_bytes() + b"\n% added\n")
    for name in BAD:
        (reports / name).unlink()
    return run_build(reports, unchanged[0].warehouse)


def _rows(run: Run, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(run.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_build__from_cron__needs_no_terminal_no_home_and_no_language(from_cron: FromCron) -> None:
    output, errors = from_cron.run.output, from_cron.run.errors
    assert "Error 1" in errors, errors  # a report was rejected
    assert "重庆市潼南区" in output
    assert "\x1b" not in output + errors
    assert "\r" not in output + errors
    assert errors.splitlines()[0].startswith(("reading reports", "loading"))
    assert from_cron.left == []


def test_build__reader_holds_the_published_file__neither_waits(
    from_cron: FromCron, before_change: dict[str, list[tuple[Any, ...]]]
) -> None:
    assert from_cron.readers_answer == "42"  # who reads on reads the old one
    assert before_change[_STATUSES]  # who opened it then, the new


def test_build__bad_files__cost_no_other_report(first: Run) -> None:
    # make turns every failing status into its own 2 and says which it was
    assert "Error 1" in first.errors, first.errors
    assert first.counts["reports"] == 6
    assert first.counts["rejected"] == len(BAD)
    assert first.counts["quarantined"] == 0
    assert first.counts["new"] == 6
    assert first.counts["figures"] > 400


@pytest.mark.parametrize(("name", "reason"), BAD.items())
def test_build__bad_file__has_its_line_and_its_row(
    first: Run, before_change: dict[str, list[tuple[Any, ...]]], name: str, reason: str
) -> None:
    assert name in first.output
    (row,) = [row for row in before_change[_STATUSES] if row[0] == name]
    assert row[1] == "rejected"
    assert reason in row[2]
    assert row[2] in first.output


def test_build__no_tables__is_proven_with_no_table(
    before_change: dict[str, list[tuple[Any, ...]]],
) -> None:
    ((status, reason, tables),) = before_change[_NO_TABLES]
    assert (status, tables) == ("proven", 0)
    assert "没有表格" in reason


def test_build__same_file_twice__is_one_report_and_is_said(
    first: Run, before_change: dict[str, list[tuple[Any, ...]]]
) -> None:
    ((count,),) = before_change[_WHOLE]
    assert count == 1
    assert "the same file again: 深/deeper/the same again.pdf" in first.output


def test_build__names_with_quotes_dollars_chinese__arrive_as_typed(
    first: Run, before_change: dict[str, list[tuple[Any, ...]]]
) -> None:
    names = {name for (name,) in before_change[_NAMES]}
    assert {GOOD, *BAD} < names
    assert GOOD in first.output


def test_build__elsewhere__leaves_only_its_own_files(first: Run) -> None:
    stem = first.warehouse.stem
    left = {path.name for path in first.warehouse.parent.iterdir()}
    assert left == {
        first.warehouse.name,
        f"{stem}.catalogue.json",
        "landing",
        "quality",
        ".cache",
    }


def test_build__unchanged__does_nothing_and_says_the_same(
    first: Run, unchanged: tuple[Run, float]
) -> None:
    rerun, seconds = unchanged
    assert rerun.status == 1  # as the first, of which make says so
    assert rerun.counts["new"] == 0
    assert rerun.counts["unchanged"] == first.counts["reports"]
    same = ("reports", "rejected", "figures", "checks", "holds", "violated", "not_checkable")
    assert [rerun.counts[key] for key in same] == [first.counts[key] for key in same]
    assert seconds < 3


def test_build__changed_removed_added__reads_only_what_is_new(changed: Run) -> None:
    assert changed.status == 0, changed.errors
    # the copy was read before, under its other name
    assert changed.counts["reports"] == 3
    assert changed.counts["new"] == 2
    assert changed.counts["unchanged"] == 1
    assert "no longer in the folder" in changed.output


def test_build__changed_removed_added__remembers_every_file(changed: Run) -> None:
    files = _rows(
        changed, "select file_path, is_present, first_seen from raw.report_files order by all"
    )
    assert (GOOD, False, 1) in files
    assert ("深/no tables.pdf", False, 1) in files
    assert ("深/no tables.pdf", True, 2) in files
    assert ("深/新增.pdf", True, 2) in files
    # a report that has gone, or was replaced, is still known, but states no figures
    ((gone_count,),) = _rows(
        changed,
        "select count(*) from raw.figures where report_id in "
        "(select report_id from raw.report_files group by all having not bool_or(is_present))",
    )
    assert gone_count == 0
    assert {"not a pdf.pdf", GOOD} & {
        name for (name,) in _rows(changed, "select file_name from marts.dim_reports")
    }


def test_build__target_is_no_warehouse__is_refused(reports: Path, tmp_path: Path) -> None:
    precious = tmp_path / "thesis.duckdb"
    precious.write_text("do not replace me", encoding="utf-8")
    run = run_build(reports, precious)
    assert run.status == 2
    assert "not a DuckDB file" in run.errors
    assert precious.read_text(encoding="utf-8") == "do not replace me"


def test_build__folder_is_empty_all_of_a_sudden__warehouse_stands(
    changed: Run, tmp_path: Path
) -> None:
    before = changed.warehouse.read_bytes()
    run = run_build(tmp_path, changed.warehouse)  # what an unmounted share looks like
    assert run.status == 2
    assert run.output == ""
    assert "3 of 3 reports have gone" in run.errors
    assert "ALLOW_SHRINK=1" in run.errors
    assert changed.warehouse.read_bytes() == before
