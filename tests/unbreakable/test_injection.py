"""Names and cells that want to be code stay text: warehouse, Data Docs, terminal, logs."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from tests.conftest import REPOSITORY, Run, build_environment, run_build
from tests.typesetting.department import Department, make_department
from tests.typesetting.layout_sixdecimals import lay_out_sixdecimals
from tests.typesetting.press import typeset
from tests.typesetting.report import Report

# Set as these signs, which the page's own text layer then calls something else: a reader that
# looks at the page sees the signs, a program that reads it gets an escape sequence.
_CALLED = {"①": "\u202e", "②": "\x1b", "③": "\x07"}
# No name of a department holds <, >, " or a digit: identity takes such a text for a sentence.
DEPARTMENT = "海口市'--drop table reports|=cmd|{{env}}$(touch owned)②[m③①局"
PROJECTS = (
    "=cmd|' /C calc'!A0",
    "../../../../etc/passwd {{ env_var('HOME') }} ${HOME} $(touch owned) %s%n",
    "<script>alert(1)</script><img src=x onerror=alert(2)>②[31m①",
    "'; drop table raw.figures; --",
)
FILE_NAME = (
    "\x1b[31m'; drop table raw.reports;--<img src=x onerror=alert(3)>$(touch owned)\u202e.pdf"
)
_DANGEROUS = ("\x1b", "\x07", "\u202e")


def _hostile_department() -> Department:
    made = make_department(4, 2026, quantum=Decimal("0.01"), with_unit_funds=True)
    projects = tuple(
        replace(project, name=PROJECTS[number % len(PROJECTS)])
        for number, project in enumerate(made.projects)
    )
    return replace(made, name=DEPARTMENT, place="海口市", projects=projects)


def _with_a_slip(report: Report) -> Report:
    """Raise a figure of the first project's row, so that a finding has to name its label."""
    (number,) = [n for n, table in enumerate(report.tables) if table.kind == "projects"]
    rows = list(report.tables[number].rows)
    place = next(n for n, row in enumerate(rows) if any(PROJECTS[0] in cell for cell in row))
    row = list(rows[place])
    cell = max(n for n, text in enumerate(row) if re.fullmatch(r"[\d,.]+", text))
    row[cell] = "9" + row[cell].lstrip("0,")
    rows[place] = tuple(row)
    tables = list(report.tables)
    tables[number] = replace(tables[number], rows=tuple(rows))
    return replace(report, tables=tuple(tables))


def _renamed_glyphs(content: bytes) -> bytes:
    """Let the text layer call some glyphs by control characters."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    for font in _fonts(writer):
        stream = font["/ToUnicode"].get_object()
        assert isinstance(stream, StreamObject)
        text = stream.get_data().decode("ascii")
        for sign, called in _CALLED.items():
            text = re.sub(f"<{ord(sign):04X}>", f"<{ord(called):04X}>", text, flags=re.IGNORECASE)
        fresh = StreamObject()
        fresh.set_data(text.encode("ascii"))
        font[NameObject("/ToUnicode")] = writer._add_object(fresh)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _fonts(writer: PdfWriter) -> Iterator[DictionaryObject]:
    for thing in writer._objects:
        if isinstance(thing, DictionaryObject) and "/ToUnicode" in thing:
            yield thing


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A build of one report that means ill, from a folder that does too."""
    folder = tmp_path_factory.mktemp("hostile") / "..'\"<b>\x1b]0;owned\x07"
    folder.mkdir()
    report = _with_a_slip(lay_out_sixdecimals(_hostile_department()))
    (folder / FILE_NAME).write_bytes(_renamed_glyphs(typeset(report)))
    warehouse = tmp_path_factory.mktemp("target") / "w'\"; drop.duckdb"
    return run_build(folder, warehouse, "--verbose")


def _legible(name: str) -> str:
    """What is left of a name without white space and what cannot be seen, or cannot be known."""
    return "".join(char for char in name if char.isprintable() and char not in "①②③ \ufffd")


def _rows(run: Run, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(run.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_injection__names_and_cells__arrive_as_text(run: Run) -> None:
    assert run.status in (0, 1), run.errors
    ((file_name, department),) = _rows(
        run, "select file_name, department_name from marts.dim_reports"
    )
    assert file_name == FILE_NAME
    assert "--droptablereports|=cmd|{{env}}$(touchowned)" in re.sub(r"\s", "", department)
    names = _rows(run, "select distinct project_name from marts.dim_projects")
    found = {_legible(name) for (name,) in names}
    assert {_legible(name) for name in PROJECTS} <= found
    assert _rows(run, "select count(*) from raw.figures") > [(100,)]


def test_injection__terminal__shows_no_control_character(run: Run) -> None:
    for text in (run.output, run.errors):
        assert not [char for char in _DANGEROUS if char in text]
    assert "\\x1b[31m" in run.output
    assert "\\u202e" in run.output
    assert run.counts["reports"] == 1


def test_injection__finding__names_the_label_as_text(run: Run) -> None:
    messages = _rows(run, "select message_zh, message_en from marts.fct_findings")
    assert any("=cmd|" in zh and "=cmd|" in en for zh, en in messages), messages
    assert "=cmd|" in run.output


def test_injection__data_docs__hold_no_foreign_element(run: Run) -> None:
    pages = list((run.warehouse.parent / "quality").rglob("*.html"))
    assert pages
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert "<script>alert" not in html, page
        assert not re.search(r"<img[^>]*onerror", html), page
    findings = (run.warehouse.parent / "quality" / "findings.html").read_text(encoding="utf-8")
    assert "=cmd|" in findings


def test_injection__logs__hold_no_control_character(run: Run) -> None:
    logs = list((run.warehouse.parent / ".cache").rglob("*.log"))
    assert logs
    for log in logs:
        text = log.read_text(encoding="utf-8", errors="replace")
        assert not [char for char in _DANGEROUS if char in text], log


def test_injection__make_sql__shows_no_control_character(run: Run) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "sql"],
        cwd=REPOSITORY,
        env=build_environment(WAREHOUSE=str(run.warehouse)),
        input="select file_name, department_name from marts.dim_reports;\n",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "drop table" in done.stdout
    assert not [char for char in _DANGEROUS if char in done.stdout]


def test_injection__nothing__is_run_or_written_elsewhere(run: Run) -> None:
    for folder in (REPOSITORY, run.warehouse.parent, Path.home(), Path("/tmp")):
        assert not (folder / "owned").exists()
    assert not (run.warehouse.parent.parent / "etc").exists()
