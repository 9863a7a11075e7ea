"""Old Word files: through LibreOffice, believed only where the file's own bytes say the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingest.converting import find_libreoffice, libreoffice
from ingest.engines.one import read_one
from ingest.engines.tasks import Landing, Task
from ingest.errors import DamagedFileError, EncryptedFileError, MissingProgramError
from ingest.reading.office.old_text import printed_cells, read_old_text
from ingest.reading.office.old_word import _check_cells, read_old_word
from ingest.reading.report import read_report
from tests.typesetting.office import as_old_word, word_file

needs_office = pytest.mark.skipif(
    find_libreoffice() is None, reason="LibreOffice is not installed (libreoffice-writer-nogui)"
)


def _cell(text: str, more: str = "") -> str:
    return (
        f"<w:tc><w:tcPr><w:tcW w:w='2000' w:type='dxa'/>{more}</w:tcPr><w:p><w:r><w:t>{text}</w:t>"
        "</w:r></w:p></w:tc>"
    )


def _row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _report() -> bytes:
    """A table whose header is merged across and down, and a blank cell."""
    span, start, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        _row(_cell("科目编码", start), _cell("科目名称", start), _cell("2024年预算数", span)),
        _row(_cell("", on), _cell("", on), _cell("基本支出"), _cell("项目支出")),
        _row(_cell("合计"), _cell(""), _cell("1,653.50"), _cell("100.00")),
        _row(_cell("213"), _cell("农林水支出"), _cell("1,653.50"), _cell("100.00")),
    ]
    grid = "<w:tblGrid>" + "<w:gridCol w:w='2000'/>" * 4 + "</w:tblGrid>"
    title = "<w:p><w:r><w:t>某市水务局2024年一般公共预算支出表</w:t></w:r></w:p>"
    unit = "<w:p><w:r><w:t>单位：万元</w:t></w:r></w:p>"
    return word_file(f"{title}{unit}<w:tbl>{grid}{''.join(rows)}</w:tbl><w:p/>")


@pytest.fixture(scope="module")
def old_word() -> bytes:
    return as_old_word(_report())


@needs_office
def test_old_word__merged_header__is_read_and_proven(old_word: bytes) -> None:
    new = read_report(_report(), "report.docx")
    old = read_report(old_word, "report.doc")
    assert old["reports"].select("status", "producer").rows() == [("proven", "Word (doc)")]
    for frame, columns in (
        ("figures", ["row_number", "column_number", "printed_text", "unit"]),
        ("columns", ["column_number", "column_path"]),
        ("tables", ["table_title", "unit"]),
    ):
        assert old[frame].select(columns).rows() == new[frame].select(columns).rows()
    assert old["figures"].height == 4


@needs_office
def test_old_text__main_text__has_every_cell(old_word: bytes) -> None:
    cells = printed_cells(read_old_text(old_word, "report.doc"))
    assert cells[0].endswith("单位：万元科目编码")
    assert cells[1:3] == ["科目名称", "2024年预算数"]
    assert len(cells) == 12


@needs_office
def test_old_word__encrypted_or_cut_off__is_named(old_word: bytes) -> None:
    start = old_word.index(b"\xec\xa5")  # the magic number of the main stream
    locked = bytearray(old_word)
    locked[start + 11] |= 1
    with pytest.raises(EncryptedFileError):
        read_old_word(bytes(locked), "report.doc")
    with pytest.raises(DamagedFileError):
        read_old_word(old_word[:2000], "report.doc")


def test_old_word__cells_that_differ__are_not_believed() -> None:
    said = ["标题项目", "预算数", "12.50"]
    _check_cells(said, [["项目", "预算数", "12.50"]], "x")
    for tables, reason in (
        ([["项目预算数", "12.50"]], "项目预算数"),
        ([["项目", "预算数", "12.60"]], "12.60"),
        ([["项目", "预算数"]], "loses 1 cells"),
        ([], "loses 3 cells"),
        ([["项目", "预算数", "12.50", "多"]], "多"),
    ):
        with pytest.raises(DamagedFileError, match=reason):
            _check_cells(said, tables, "x")


@needs_office
def test_old_word__without_libreoffice__is_tried_again_when_it_is_there(
    old_word: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice.shutil, "which", lambda name: None)
    with pytest.raises(MissingProgramError, match="apt-get install"):
        read_report(old_word, "report.doc")
    path = tmp_path / "report.doc"
    path.write_bytes(old_word)
    sha256 = hashlib.sha256(old_word).hexdigest()
    landing = Landing(tmp_path, "v", tmp_path / "log", tmp_path, 60)
    outcome = read_one(Task(path, path.name, sha256), landing, print)
    assert "LibreOffice, which is not installed" in (outcome.failure or "")
    assert not outcome.is_environment
