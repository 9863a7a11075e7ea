"""Tables that a file announces and does not hold are named; headings may be laid out as tables."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from ingest.errors import UnreadFormError
from ingest.reading.office import read_office
from ingest.reading.office.promises import LOOSE, NOTHING, PICTURES
from ingest.reading.report import read_report
from tests.office.expenditure import HEAD, ROWS, TITLE, UNIT, check
from tests.office.test_web_made import _ABOVE as WEB_ABOVE
from tests.office.test_web_made import _table as web_table
from tests.office.test_word_made import _ABOVE, _cell, _file, _grid, _p, _run, _table

_TABBED = "".join(
    "<w:p>" + "<w:r><w:tab/></w:r>".join(map(_run, row)) + "</w:p>" for row in [HEAD, *ROWS]
)
_STYLED = "".join(
    f"<div class=row>{''.join(f'<span>{text}</span>' for text in row)}</div>"
    for row in [HEAD, *ROWS]
)
_PRE = "<pre>" + "\n".join("\t".join(row) for row in [HEAD, *ROWS]) + "</pre>"


def _page(body: str) -> bytes:
    return f"<html>{WEB_ABOVE}{body}</html>".encode()


def _picture_book() -> bytes:
    """A workbook of which one sheet is a picture under the title of a table."""
    book, out, png = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    Image.new("RGB", (8, 6), "white").save(png, "PNG")
    book.active.title = "“三公”经费支出表"
    book.active.add_image(SheetImage(png), "A3")
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_page(_STYLED), LOOSE),
        (_page(_PRE), LOOSE),
        (_page("<img src=a.png>"), PICTURES),
        (_page(f"<script>write('{web_table()}')</script>"), NOTHING),
        (_file(_ABOVE + _TABBED), LOOSE),
        (_file(_ABOVE + "<w:p><w:r><w:drawing/></w:r></w:p>"), PICTURES),
        (_file(_p(TITLE) + "<w:p><w:r><w:drawing/></w:r></w:p>"), PICTURES),
        (_file(_ABOVE + "<w:p><w:r><w:object/></w:r></w:p>"), PICTURES),
        (_file(_ABOVE + '<w:altChunk w:id="rId9"/>'), NOTHING),
        (_picture_book(), PICTURES),
    ],
    ids=[
        *("styled rows", "pre", "picture", "script"),
        *("tabs", "picture in Word", "title and picture", "embedded workbook", "embedded page"),
        "picture in a workbook",
    ],
)
def test_promise__of_a_table_that_is_none__is_named(content: bytes, reason: str) -> None:
    report = read_report(content, "report")["reports"].row(0, named=True)
    assert report["status"] == "partial"
    assert reason in report["status_reason"]


@pytest.mark.parametrize(
    "body",
    [
        _ABOVE
        + _grid()
        + _p("某市水务局2025年政府性基金预算支出表")
        + _p(UNIT)
        + _p("本部门无此项支出。"),
        _ABOVE + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + _grid(),
        _ABOVE + _p("经区人大批准，公开如下。") + _grid() + "<w:p><w:r><w:drawing/></w:r></w:p>",
        _ABOVE + _grid() + _p(UNIT) + "<w:p><w:r><w:drawing/></w:r></w:p>" + _p("图1：收入结构图"),
    ],
    ids=["nil table", "table on the next page", "words between, a picture below", "a chart"],
)
def test_promise__that_is_kept__is_none(body: str) -> None:
    report = read_report(_file(body), "report")["reports"].row(0, named=True)
    assert report["status"] == "proven", report["status_reason"]


_ENDS = _cell("部门：某市水务局") + _cell(UNIT)
HEADINGS = {
    "department and unit": _file(_p(TITLE) + _table(_ENDS) + _grid()),
    "title, department and unit": _file(_table(_cell(TITLE) + _cell(""), _ENDS) + _grid()),
    "in a web page": (
        f"<html><table><tr><td>{TITLE}</table><table><tr><td>部门：某市水务局<td>{UNIT}</table>"
        f"{web_table()}"
    ).encode(),
}


@pytest.mark.parametrize("name", HEADINGS)
def test_heading__laid_out_as_a_table__is_that_of_the_table_below(name: str) -> None:
    check(HEADINGS[name])


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("\n".join("\t".join(row) for row in ROWS).encode("gb18030"), "制表符或逗号分隔的文本"),
        ("\n".join(",".join(row) for row in ROWS).encode("utf-16"), "制表符或逗号分隔的文本"),
        (_zip("[Content_Types].xml", "xl/workbook.bin"), ".xlsb"),
        (_zip("[Content_Types].xml", "ppt/presentation.xml"), ".pptx"),
        (_zip("mimetype", "content.xml"), ".odt"),
        (_zip("a.pdf"), "name it .zip"),
    ],
    ids=["tabs", "commas", "xlsb", "pptx", "odt", "zip"],
)
def test_form__that_nobody_reads__says_what_it_is(content: bytes, said: str) -> None:
    with pytest.raises(UnreadFormError, match=said):
        read_office(content, "导出.xls")


def _strict(content: bytes) -> bytes:
    """Save a file in the strict form: other names for the same parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(out, "w") as archive:
        for name in held.namelist():
            text = held.read(name)
            for room in (b"wordprocessingml", b"spreadsheetml", b"officeDocument"):
                text = text.replace(
                    b"http://schemas.openxmlformats.org/" + room + b"/2006/",
                    b"http://purl.oclc.org/ooxml/" + room + b"/",
                )
            archive.writestr(name, text)
    return out.getvalue()


def test_strict_form__is_read_like_the_other() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in ([TITLE], [UNIT], HEAD, *ROWS):
        book.active.append([float(t.replace(",", "")) if "." in t else t or None for t in row])
    book.save(out)
    for content in (_file(_ABOVE + _grid()), out.getvalue()):
        strict = _strict(content)
        assert b"schemas.openxmlformats.org/wordprocessingml" not in strict
        check(strict)
