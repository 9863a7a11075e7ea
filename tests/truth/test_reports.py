"""The published reports of `../shared/reports`, read in one go: none lost, all proven.

They may not be in the repository, so these tests run where the folder is present.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path

import polars as pl
import pypdfium2 as pdfium
import pytest

from tests.conftest import ReadOnce

REPORTS = Path(__file__).parents[3] / "shared" / "reports"
PATHS = sorted(REPORTS.rglob("*.pdf")) if REPORTS.is_dir() else []

pytestmark = pytest.mark.skipif(
    not PATHS, reason="../shared/reports is not present: real reports are never committed"
)

# A line that ends with such a title promises a table of that kind in a budget report. Read
# from pdfium's plain text, which knows nothing of our vocabulary.
_TITLES = {
    "summary": r"(部门|单位)(财务)?收支(预算)?总(体情况)?表",
    "revenue": r"(部门|单位)收入(预算)?总(体情况)?表",
    "expenditure": r"(部门|单位)支出(预算)?总(体情况)?表",
    "appropriation": r"(部门|单位)?财政拨款收支(预算)?总(体情况)?表",
    "general_budget": r"(部门|单位)?一般公共预算(财政拨款)?支出(功能分类)?(预算|情况)?表",
    "basic_by_economic": (
        r"(部门|单位)?一般公共预算(财政拨款)?基本支出(部门预算经济分类)?(预算|情况)?表"
    ),
    "three_public": (
        r"(部门|单位)?(一般公共预算|财政拨款)?"
        r"[“\"]三公[”\"]经费(和机关运行经费)?(支出)?(预算|情况)?表"
    ),
}
# A department, a year or an annex number may stand in front.
_IN_FRONT = r".{0,24}?"


@functools.cache
def _promised_kinds(path: Path) -> set[str]:
    with pdfium.PdfDocument(path) as document:
        lines = [
            re.sub(r"\s+", "", unicodedata.normalize("NFKC", line))
            for page in document
            for line in page.get_textpage().get_text_bounded().splitlines()
        ]
    return {
        kind
        for kind, title in _TITLES.items()
        if any(re.fullmatch(_IN_FRONT + title, line) for line in lines)
    }


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def reading(
    request: pytest.FixtureRequest, read_once: ReadOnce
) -> tuple[Path, dict[str, pl.DataFrame]]:
    return request.param, read_once(request.param)


def test_report__is_proven(reading: tuple[Path, dict[str, pl.DataFrame]]) -> None:
    _, frames = reading
    report = frames["reports"].row(0, named=True)
    assert report["status"] == "proven", report["status_reason"]
    assert report["conserved_count"] == report["number_count"]
    assert frames["pages"].height == report["page_count"]
    assert report["department_name"]
    assert report["budget_year"]


def test_report__tables_are_what_their_titles_say(
    reading: tuple[Path, dict[str, pl.DataFrame]],
) -> None:
    path, frames = reading
    report = frames["reports"].row(0, named=True)
    landed = set(frames["tables"]["table_kind"])
    if report["report_kind"] != "budget" or frames["figures"].is_empty():
        assert landed <= {"other"} or report["report_kind"] == "final_account"
        return
    missing = _promised_kinds(path) - landed
    assert not missing, f"titled but not recognised: {missing}; landed {landed}"


def test_reports__all_thirty_are_there() -> None:
    assert len(PATHS) >= 30


def test_reports__titles_promise_kinds() -> None:
    """The check above compares something: most reports print plain titles."""
    promised = [_promised_kinds(path) for path in PATHS]
    assert sum(len(kinds) >= 3 for kinds in promised) >= 12, promised
