"""Word files and workbooks get their findings as comments, in place; nothing else changes."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment

from ingest.reading.pdf import read_document
from ingest.reading.pdf.passages import Passage
from ingest.reading.report import read_report
from notebooks.audit.commented import NotCommentedError, audit_office
from notebooks.audit.findings import AuditFinding, Mark
from notebooks.audit.notes import Note, make_notes
from tests.conftest import SHIPPED_REPORTS
from tests.typesetting.office import as_web_page, as_word, as_workbook

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def document() -> object:
    (path,) = SHIPPED_REPORTS.glob("*.pdf")
    return read_document(path.read_bytes(), path.name)


def _finding(number: int, marks: tuple[Mark, ...], passages: tuple[Passage, ...]) -> AuditFinding:
    return AuditFinding(
        *(number, "f", "digit", "error", f"第{number}项", "a digit", None, None, "", (), 0),
        *(False, False, (), marks, passages),
    )


def _members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_notes__finding_without_a_place__is_about_the_file() -> None:
    mark = Mark(1, (0, 0, 1, 1), "1.00", "表1!B4")
    passage = Passage(1, "支出1.00万元。", "1.00")
    notes = make_notes([_finding(1, (mark, mark), (passage,)), _finding(2, (), ())])
    assert [(note.locator, note.sentence) for note in notes] == [
        ("表1!B4", None), (None, "支出1.00万元。"), (None, None),
    ]  # fmt: skip
    assert "第1项" in notes[0].text


def test_workbook__comments__stand_beside_their_cells(document: object) -> None:
    content = as_workbook(document)  # type: ignore[arg-type]
    before = read_report(content, "x.xlsx")
    figure = before["figures"].row(3, named=True)
    sheet, _, cell = figure["locator"].rpartition("!")
    audited, suffix = audit_office(
        content, "x.xlsx", [Note(figure["locator"], None, "应为2"), Note(None, None, "缺表")]
    )
    assert suffix == ".xlsx"
    book = openpyxl.load_workbook(io.BytesIO(audited))
    assert book[sheet][cell].comment.text == "应为2"
    assert book.worksheets[0]["A1"].comment.text == "缺表"
    after = read_report(audited, "x.xlsx")
    assert (
        after["figures"]
        .drop("report_id", "figure_id")
        .equals(before["figures"].drop("report_id", "figure_id"))
    )


def test_workbook__publishers_comments_and_parts__stay() -> None:
    book = openpyxl.Workbook()
    book.active["B2"], book.active["C3"] = 1.5, "=B2*2"
    book.active["B2"].comment = Comment("原有", "局")
    stream = io.BytesIO()
    book.save(stream)
    notes = [Note("Sheet!B2", None, "疑点1"), Note("Sheet!C3", None, "疑点2")]
    audited, _ = audit_office(stream.getvalue(), "x.xlsx", notes)
    sheet = openpyxl.load_workbook(io.BytesIO(audited)).active
    assert sheet["B2"].comment.text == "原有\n疑点1"
    assert sheet["C3"].comment.text == "疑点2"
    assert sheet["C3"].value == "=B2*2"
    one, other = _members(stream.getvalue()), _members(audited)
    assert [name for name in one if one[name] != other[name]] == [
        name for name in one if "omment" in name or name.endswith(".vml")
    ]
    assert audited == audit_office(stream.getvalue(), "x.xlsx", notes)[0]


def test_word__comments__stand_beside_cells_and_sentences(document: object) -> None:
    content = as_word(document)  # type: ignore[arg-type]
    before = read_report(content, "x.docx")
    figure = before["figures"].row(10, named=True)
    claim = before["claims"].row(0, named=True)
    audited, suffix = audit_office(
        content,
        "x.docx",
        [
            Note(figure["locator"], None, "应为2\nshould be 2"),
            Note(None, claim["sentence"], "文字"),
            Note(None, None, "缺表"),
        ],
    )
    assert suffix == ".docx"
    members = _members(audited)
    comments = etree.fromstring(members["word/comments.xml"])
    assert ["".join(comment.itertext()) for comment in comments] == [
        *("应为2should be 2", "文字", "缺表")
    ]
    body = etree.fromstring(members["word/document.xml"])
    marked = ["".join(mark.getparent().itertext()) for mark in body.iter(f"{W}commentRangeStart")]
    assert figure["printed_text"] in marked
    bare = ["".join(text.split()) for text in marked]
    assert any("".join(claim["claimed_text"].split()) in text for text in bare)
    assert len(marked) == 3
    assert b"comments.xml" in members["word/_rels/document.xml.rels"]
    assert b"/word/comments.xml" in members["[Content_Types].xml"]
    after = read_report(audited, "x.docx")
    for frame in ("figures", "claims"):
        keys = [name for name in before[frame].columns if name.endswith("_id")]
        assert after[frame].drop(keys).equals(before[frame].drop(keys))


def test_web_page__takes_no_comments__and_says_where_findings_are(document: object) -> None:
    with pytest.raises(NotCommentedError, match="make export"):
        audit_office(as_web_page(document), "x.html", [])  # type: ignore[arg-type]
