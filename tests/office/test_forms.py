"""One report in every form: the same figures, tables and claims as its PDF gives."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from ingest.converting import find_libreoffice
from ingest.reading.kept_pages import pack_document
from ingest.reading.pdf import DocumentRead, read_document
from ingest.reading.report import read_report
from tests.conftest import REPOSITORY, SHIPPED_REPORTS
from tests.typesetting.ofd import as_ofd
from tests.typesetting.office import (
    as_old_words,
    as_old_workbook,
    as_web_page,
    as_word,
    as_workbook,
)

FORMS: dict[str, Callable[[DocumentRead], bytes]] = {
    "docx": as_word,
    "xlsx": as_workbook,
    "xls": as_old_workbook,
    "html": as_web_page,
}
ALL_FORMS = (*FORMS, "ofd")
needs_office = pytest.mark.skipif(
    find_libreoffice() is None, reason="LibreOffice is not installed (libreoffice-writer-nogui)"
)
GOLDEN = ("chongqing", "shanghai", "sixdecimals", "final_account")
SHARED = REPOSITORY.parent / "shared"
TRUTHS = sorted((SHARED / "truth").glob("*.json")) if (SHARED / "truth").is_dir() else []
PLACE = ["table_number", "row_number", "column_number"]


def _paths() -> list[Path]:
    golden = [REPOSITORY / "tests" / "golden" / name / "report.pdf" for name in GOLDEN]
    return [*SHIPPED_REPORTS.glob("*.pdf"), *golden]


def _published(truth: Path) -> Path:
    return SHARED / "reports" / str(json.loads(truth.read_text(encoding="utf-8"))["file"])


@dataclass(frozen=True)
class _Kept:
    """Pages that are kept: read once for all forms."""

    packed: bytes

    def read(self, report_id: str) -> bytes:
        return self.packed

    def write(self, report_id: str, packed: bytes, part: str = "") -> None: ...


@functools.cache
def _document(path: Path) -> DocumentRead:
    return read_document(path.read_bytes(), path.name)


@functools.cache
def _printed(path: Path) -> dict[str, pl.DataFrame]:
    """Read what a PDF prints."""
    return read_report(path.read_bytes(), path.name, _Kept(pack_document(_document(path))))


@functools.cache
def _old_word_files() -> dict[Path, bytes]:
    """Write all that is compared as old Word files, in one go."""
    paths = [*_paths()[:2], *map(_published, TRUTHS)]
    return dict(zip(paths, as_old_words([as_word(_document(p)) for p in paths]), strict=True))


def _made(path: Path, form: str) -> bytes:
    """Write a PDF's report in another form: from what is read of it, or character by character."""
    if form == "ofd":
        return as_ofd(path.read_bytes())
    return _old_word_files()[path] if form == "doc" else FORMS[form](_document(path))


def _compare(path: Path, form: str) -> None:
    printed = _printed(path)
    read = read_report(_made(path, form), f"report.{form}")
    assert read["reports"].item(0, "status") == "proven", read["reports"].item(0, "status_reason")
    assert read["reports"].item(0, "number_count") == read["reports"].item(0, "conserved_count")
    for frame, columns in (
        ("figures", [*PLACE, "value", "unit", "decimals", "amount_yuan"]),
        ("tables", ["table_number", "table_kind", "table_title", "unit", "is_nil"]),
        ("columns", ["table_number", "column_number", "column_path", "measure", "stage"]),
        ("lines", ["table_number", "row_number", "block", "row_code", "row_label", "row_role"]),
    ):
        expected, found = (each[frame].select(columns) for each in (printed, read))
        assert found.rows() == expected.rows(), frame
    for frame, columns in (
        ("claims", ["subject", "measure", "claimed_value", "unit", "direction", "part_of"]),
        ("facts", ["fact", "value", "unit", "holder"]),
        ("reports", ["department_name", "budget_year", "report_kind", "place_name", "level"]),
    ):
        expected, found = (each[frame].select(columns) for each in (printed, read))
        assert found.rows() == expected.rows(), frame


@pytest.mark.parametrize("form", ALL_FORMS)
@pytest.mark.parametrize("path", _paths(), ids=lambda path: path.parent.name)
def test_form__typeset_report__reads_as_its_pdf(path: Path, form: str) -> None:
    _compare(path, form)


@needs_office
@pytest.mark.parametrize("path", _paths()[:2], ids=lambda path: path.parent.name)
def test_form__old_word_file__reads_as_its_pdf(path: Path) -> None:
    _compare(path, "doc")


@pytest.mark.skipif(not TRUTHS, reason="../shared/truth is not present")
@pytest.mark.parametrize("form", [*ALL_FORMS, pytest.param("doc", marks=needs_office)])
@pytest.mark.parametrize("truth", TRUTHS, ids=lambda path: path.stem)
def test_form__published_report__lands_all_that_its_pdf_lands(truth: Path, form: str) -> None:
    """What facts, checks and findings are made of is the same, so they are."""
    _compare(_published(truth), form)


def test_form__figure__says_where_it_stands(tmp_path: Path) -> None:
    (path,) = SHIPPED_REPORTS.glob("*.pdf")
    document = _document(path)
    patterns = {"xlsx": r"^Sheet\d+![A-Z]+\d+$", "docx": r"^table \d+, row \d+, column \d+$"}
    for form, pattern in patterns.items():
        figures = read_report(FORMS[form](document), form)["figures"]
        assert figures.filter(~pl.col("locator").str.contains(pattern)).is_empty()
    figures = _printed(path)["figures"]
    assert figures.filter(~pl.col("locator").str.contains(r"^p\.\d+ \[(\d+ ?){4}\]$")).is_empty()
