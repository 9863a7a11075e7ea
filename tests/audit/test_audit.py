"""The annotated PDF: every culprit boxed where the warehouse says, findings appended and true."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader, PdfWriter

from ingest.reading.pdf.glyphs import PageFrame
from notebooks.audit.appendix import make_appendix
from notebooks.audit.choosing import NotChosenError, choose_report
from notebooks.audit.findings import Choice, find_choices, read_findings, reproducing_sql
from notebooks.audit.marking import _hide, add_mark
from tests.conftest import REPOSITORY, SHIPPED_REPORTS, build_environment


def _audit(warehouse: Path, report: str, reports: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "notebooks.audit"],
        cwd=REPOSITORY,
        env=build_environment(WAREHOUSE=str(warehouse), REPORT=report, REPORTS=str(reports)),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copied(shipped_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    warehouse = tmp_path_factory.mktemp("audited") / "warehouse.duckdb"
    warehouse.write_bytes(shipped_warehouse.read_bytes())
    return warehouse


@pytest.fixture(scope="module")
def audited(copied: Path) -> Path:
    done = _audit(copied, "潼南", SHIPPED_REPORTS)
    assert done.returncode == 0, done.stderr
    (path,) = (copied.parent / "audit").glob("*.pdf")
    return path


def test_audit__published_pages__keep_their_content(audited: Path) -> None:
    (published,) = SHIPPED_REPORTS.glob("*.pdf")
    before, after = PdfReader(published), PdfReader(audited)
    assert len(after.pages) > len(before.pages)
    for one, other in zip(before.pages, after.pages, strict=False):
        assert one.get_contents().get_data() == other.get_contents().get_data()


def test_audit__culprits__are_boxed_where_they_are_printed(audited: Path, copied: Path) -> None:
    with duckdb.connect(str(copied), read_only=True) as connection:
        boxes = connection.execute(
            "select page_number, x0, y0, x1, y1 from marts.fct_figures where figure_id in "
            "(select unnest(culprit_figure_ids) from marts.fct_findings)"
        ).fetchall()
    pages = PdfReader(audited).pages
    marks = {
        number: [
            [float(edge) for edge in annotation.get_object()["/Rect"]]
            for annotation in page.get("/Annots", [])
            if annotation.get_object()["/Subtype"] == "/Stamp"
        ]
        for number, page in enumerate(pages, start=1)
    }
    assert len(boxes) > 10
    for number, x0, y0, x1, y1 in boxes:
        assert any(
            mark[0] < x0 and mark[1] < y0 and mark[2] > x1 and mark[3] > y1
            and mark[2] - x1 < 3 and mark[3] - y1 < 3
            for mark in marks[number]
        )  # fmt: skip
    assert len(marks[2]) >= 2, "the amounts that the prose states are boxed too"


def test_audit__appendix__says_every_finding_in_both_languages(audited: Path) -> None:
    (published,) = SHIPPED_REPORTS.glob("*.pdf")
    first = len(PdfReader(published).pages)
    with pdfium.PdfDocument(audited) as document:
        text = "".join(
            document[number].get_textpage().get_text_bounded()
            for number in range(first, len(document))
        )
    plain = re.sub(r"\s", "", text)
    for words in ("row_shift", "2,962.43", "711.33", "假定", "Ontheassumption", "整体下移一行"):
        assert words in plain


def test_audit__sql__reproduces_what_each_finding_explains(copied: Path) -> None:
    with duckdb.connect(str(copied), read_only=True) as connection:
        (report,) = find_choices(connection, "潼南")
        findings = read_findings(connection, report.report_id)
        assert [finding.number for finding in findings] == [1, 2, 3]
        for finding in findings:
            rows = connection.execute(
                reproducing_sql(report.report_id, finding.finding_id)
            ).fetchall()
            assert len(rows) == len(finding.checks_explained)
            assert {row[-1] for row in rows} == {"violated"}


@pytest.mark.parametrize("turns", range(4))
def test_marking__turned_page__box_goes_back_to_where_it_came_from(turns: int) -> None:
    frame = PageFrame(10, 20, 110, 220, turns)
    stored = (30.0, 50.0, 45.0, 80.0)
    assert _hide(frame, frame.show(*stored)) == stored


def test_marking__turned_page__is_seen_at_the_box() -> None:
    """A box in displayed coordinates of a page stored on its side, seen by another program."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 400)
    page.rotate(90)
    box = (100.0, 50.0, 160.0, 70.0)
    add_mark(writer, 1, 90, box, label="1", severity="error", title="t", message="m")
    stream = io.BytesIO()
    writer.write(stream)
    with pdfium.PdfDocument(stream.getvalue()) as document:
        picture = document[0].render(scale=1, may_draw_forms=True).to_pil().convert("RGB")
    assert picture.size == (400, 200)
    red = [
        (x, y)
        for x in range(picture.width)
        for y in range(picture.height)
        if picture.getpixel((x, y))[0] > 150 and picture.getpixel((x, y))[1] < 100
    ]
    assert red
    assert max(x for x, _ in red) == pytest.approx(box[2], abs=3)
    assert min(y for _, y in red) == pytest.approx(200 - box[3], abs=3)
    assert max(y for _, y in red) == pytest.approx(200 - box[1], abs=3)


def test_audit__appendix__leads_to_the_pages_it_cites(audited: Path) -> None:
    (published,) = SHIPPED_REPORTS.glob("*.pdf")
    pages = PdfReader(audited).pages
    first = len(PdfReader(published).pages)
    links = [
        annotation.get_object()
        for page in pages[first:]
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]
    references = [page.indirect_reference for page in pages[:first]]
    assert links
    assert all(link.raw_get("/Dest")[0] in references for link in links)


def test_appendix__no_finding__says_so(copied: Path) -> None:
    with duckdb.connect(str(copied), read_only=True) as connection:
        (report,) = find_choices(connection, "潼南")
    with pdfium.PdfDocument(make_appendix(report, (), {"holds": 3})) as document:
        assert "No finding" in document[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    ("report", "words"), [("no such report", "no report is called"), ("", "say which")]
)
def test_audit__unknown_report__is_a_clear_error(copied: Path, report: str, words: str) -> None:
    done = _audit(copied, report, SHIPPED_REPORTS)
    assert done.returncode == 2
    assert words in done.stderr


def test_choice__several_reports__are_listed_with_year_and_kind() -> None:
    choices = [
        Choice(f"id{year}", f"{year}.pdf", f"{year}.pdf", "", "某局", year, kind, "proven")
        for year, kind in ((2022, "budget"), (2023, "final_account"), (2024, "budget"))
    ]
    with pytest.raises(NotChosenError) as told:
        choose_report(choices, "某局")
    lines = str(told.value).splitlines()
    assert lines[0] == "3 reports (份报告) are called '某局'"
    assert lines[2] == "  id2023  某局 2023 决算  2023.pdf"
    assert lines[-1].endswith("REPORT=id2022")


def test_audit__changed_or_missing_file__is_a_clear_error(copied: Path, tmp_path: Path) -> None:
    missing = _audit(copied, "潼南", tmp_path)
    assert missing.returncode == 2
    assert "is REPORTS the folder" in missing.stderr
    (published,) = SHIPPED_REPORTS.glob("*.pdf")
    (tmp_path / published.name).write_bytes(published.read_bytes() + b"\n")
    changed = _audit(copied, "潼南", tmp_path)
    assert changed.returncode == 2
    assert "has changed" in changed.stderr
