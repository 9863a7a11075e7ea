"""What office files do that paper does not: formats, hidden parts, numbering, and ill will."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from ingest.reading.office.displayed import display
from ingest.reading.office.word import read_word
from ingest.reading.report import read_report
from tests.typesetting.office import word_file

TITLE, UNIT = "某市水务局2024年部门收支总表", "单位：万元"
HEADER = ["收入项目", "预算数", "支出项目", "预算数"]
ROWS: list[list[Any]] = [
    ["一般公共预算拨款收入", 1653.5, "农林水支出", 1703.5],
    ["事业收入", 100, "住房保障支出", 50],
    ["本年收入合计", 1753.5, "本年支出合计", 1753.5],
]


def _workbook(change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表1"
    for row in ([TITLE], [None, None, None, UNIT], HEADER, *ROWS):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    for row in sheet["B4:D6"]:
        for cell in row:
            cell.number_format = "#,##0.00"
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _read(content: bytes) -> tuple[str, str, list[str]]:
    frames = read_report(content, "report")
    report = frames["reports"].row(0, named=True)
    printed = frames["figures"].sort("row_number", "column_number")["printed_text"].to_list()
    return report["status"], report["status_reason"] or "", printed


PRINTED = ["1,653.50", "1,703.50", "100.00", "50.00", "1,753.50", "1,753.50"]


def test_workbook__what_is_displayed__is_printed() -> None:
    frames = read_report(_workbook(), "report.xlsx")
    assert _read(_workbook()) == ("proven", "", PRINTED)
    assert frames["tables"].select("table_title", "unit").row(0) == (TITLE, "万元")
    assert frames["figures"]["decimals"].unique().to_list() == [2]
    assert frames["figures"].sort("row_number")["locator"].to_list()[0] == "表1!B4"


def test_workbook__number_behind_what_is_displayed__is_kept_beside() -> None:
    def store(sheet: Any) -> None:
        sheet["B4"] = 1653.504

    frames = read_report(_workbook(store), "report.xlsx")
    figures = frames["figures"].sort("row_number", "column_number")
    assert figures["printed_text"].to_list() == PRINTED
    assert figures["stored_text"].to_list() == ["1653.504", None, None, None, None, None]
    assert str(figures["value"].to_list()[0]) == "1653.500000"


def test_workbook__hidden_rows_and_sheets__are_left_out_and_named() -> None:
    def hide(sheet: Any) -> None:
        sheet.append(["其他收入", 77.5, None, None])
        sheet.row_dimensions[7].hidden = True
        other = sheet.parent.create_sheet("草稿")
        other.append(["草稿", 12.5])
        other.sheet_state = "hidden"

    status, _, printed = _read(_workbook(hide))
    assert (status, printed) == ("proven", PRINTED)
    pages = read_report(_workbook(hide), "x")["pages"]
    assert "草稿" in pages.item(0, "reading_reason")
    assert "rows 1" in pages.item(0, "reading_reason")


@pytest.mark.parametrize(
    "formula",
    [
        *("=SUM(B4:B5)", "=B4+B5", "=-B4", "=表2!B6", "='[http://127.0.0.1:9/其他.xlsx]表'!A1"),
        ArrayFormula("B6", "=SUM(B4:B5*1)"),
    ],
)
def test_workbook__formula_without_a_value__is_no_number(formula: Any) -> None:
    def ask(sheet: Any) -> None:
        sheet["B6"] = formula  # openpyxl computes nothing: the file holds no value

    status, reason, printed = _read(_workbook(ask))
    assert status != "proven"
    assert "not understood as numbers" in reason
    assert " object at " not in reason
    assert "1,753.50" in printed


def test_workbook__hidden_column__is_named_in_the_reports_reason() -> None:
    def hide(sheet: Any) -> None:
        sheet["F5"] = 9.5
        sheet.column_dimensions["F"].hidden = True

    status, reason, printed = _read(_workbook(hide))
    assert (status, printed) == ("proven", PRINTED)
    assert "hidden in 表1 (隐藏的行列，未读取): columns 1" in reason


def test_workbook__zeros_that_the_sheet_does_not_show__are_blank() -> None:
    def zero(sheet: Any) -> None:
        sheet["B5"] = 0
        sheet.sheet_view.showZeros = False

    assert _read(_workbook(zero)) == ("proven", "", [*PRINTED[:2], *PRINTED[3:]])


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#REF!"])
def test_workbook__error__is_one_fault_and_no_number(error: str) -> None:
    def fail(sheet: Any) -> None:
        sheet["B5"] = error
        sheet["B5"].data_type = "e"

    status, reason, _ = _read(_workbook(fail))
    assert status == "quarantined"  # of its one table an amount is not known
    assert reason == f"1 cells not understood as numbers (无法识别): 表1!B5 '{error}'"


def test_workbook__amounts_and_codes_as_text__are_read() -> None:
    def write(sheet: Any) -> None:
        sheet["B4"], sheet["B5"], sheet["D5"] = "1,653.50", "100.00 ", "\u00a050.00"

    assert _read(_workbook(write)) == ("proven", "", PRINTED)


def test_workbook__encrypted__says_so() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    status, reason, _ = _read(content)
    assert (status, "encrypted" in reason) == ("rejected", True)


def test_workbook__two_tables_on_a_sheet__are_two() -> None:
    def add(sheet: Any) -> None:
        for row in ([None], ["某市水务局2024年“三公”经费预算表"], ["单位：万元"]):
            sheet.append(row)
        sheet.append(["合计", "因公出国（境）费", "公务接待费", "公务用车购置及运行费"])
        sheet.append([3.5, 0, 1.5, 2])

    kinds = read_report(_workbook(add), "x")["tables"]["table_kind"].to_list()
    assert kinds == ["summary", "three_public"]


def test_workbook__narrower_table_on_the_next_sheet__is_no_continuation() -> None:
    # its rules lie on the first ones of the table before it only because the paper is made up
    book = openpyxl.Workbook()
    wide, narrow = book.active, book.create_sheet("绩效")
    wide.append(["某市水务局2024年部门预算项目支出表"])
    wide.append(["单位：万元"])
    wide.append(["项目名称", "总计", "一般公共预算", "政府性基金预算", "其他资金"])
    for row in (["合计", 30, 25, 0, 5], ["河道清淤", 20, 20, 0, 0], ["水质监测", 10, 5, 0, 5]):
        wide.append(row)
    narrow.append(["重点项目绩效目标情况如下："])
    narrow.append(["项目", "预算数（单位：万元）", "绩效目标"])
    for row in (["河道清淤", 20, "清淤3公里"], ["水质监测", 10, "监测断面12个"]):
        narrow.append(row)
    stream = io.BytesIO()
    book.save(stream)
    tables = read_report(stream.getvalue(), "x")["tables"]
    assert tables.filter(tables["table_kind"] == "projects")["row_count"].to_list() == [3]
    assert tables.height == 2


@pytest.mark.parametrize("blank", ["code", "last", "both", "none"])
@pytest.mark.parametrize("second", ["sheet", "after a blank row"])
def test_workbook__rest_of_a_list_with_blank_outer_columns__is_the_same_table(
    blank: str, second: str
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["某市水务局2024年部门支出总表"],
        ["单位：万元"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "其他支出"],
        [None, "合计", 42, 22, 15, 5],
        ["205", "教育支出", 35, 15, 15, 5],
        ["208", "社会保障和就业支出", 5, 5, None, None],
    ):
        sheet.append(row)
    code = None if blank in {"code", "both"} else "221"
    last = None if blank in {"last", "both"} else 0
    row_number = sheet.max_row + 2
    if second == "sheet":
        sheet, row_number = book.create_sheet("续"), 1
    for column, value in enumerate([code, "住房保障支出", 2, 2, 0, last], start=1):
        if value is not None:
            sheet.cell(row_number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    frames = read_report(stream.getvalue(), "x")
    tables = frames["tables"].select("table_kind", "row_count", "unit", "roles_status").rows()
    assert tables == [("expenditure", 4, "万元", "supported")]
    rest = frames["figures"].filter(pl.col("row_number") == 4)
    assert rest["column_number"].to_list()[:3] == [3, 4, 5]


@pytest.mark.parametrize("again", ["", "续表", "2024年部门支出总表（续）"])
@pytest.mark.parametrize("width", [4, 5])
def test_word__rest_of_a_list_over_the_page__is_the_same_table(again: str, width: int) -> None:
    def printed(text: str) -> str:
        return _paragraph(f"<w:r><w:t>{text}</w:t></w:r>")

    def table(rows: list[list[str]]) -> str:
        cells = "".join(
            f"<w:tr>{''.join(f'<w:tc>{printed(text)}</w:tc>' for text in row)}</w:tr>"
            for row in rows
        )
        return f"<w:tbl><w:tblGrid>{'<w:gridCol/>' * len(rows[0])}</w:tblGrid>{cells}</w:tbl>"

    head = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    first = [head, ["", "合计", "9", "6", "3"], ["205", "教育支出", "7", "4", "3"]]
    rest = ["208", "社会保障和就业支出", "2", "2", ""][:width]
    over = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + (printed(again) if again else "")
    body = printed("2024年部门支出总表") + printed("单位：万元")
    tables = read_report(word_file(body + table(first) + over + table([rest])), "x")["tables"]
    assert tables.select("table_kind", "row_count", "roles_status").rows() == [
        ("expenditure", 3, "supported")
    ]


def test_web_page__page_number_between_two_pieces__parts_no_table() -> None:
    head = (
        "<tr><td>科目编码</td><td>科目名称</td><td>合计</td><td>基本支出</td><td>项目支出</td></tr>"
    )

    def row(code: str, name: str, *amounts: str) -> str:
        cells = "".join(f"<td>{text}</td>" for text in (code, name, *amounts))
        return f"<tr>{cells}</tr>"

    first = (
        head + row("", "合计", "9.00", "6.00", "3.00") + row("205", "教育支出", "4.00", "4.00", "")
    )
    second = row("208", "社会保障和就业支出", "5.00", "2.00", "3.00")
    page = (
        "<p>2024年部门支出总表</p><p>单位：万元</p>"
        f"<table>{first}</table><p>第9页，共45页</p><table>{second}</table>"
    )
    tables = read_report(f"<html><body>{page}</body></html>".encode(), "x.html")["tables"]
    assert tables.select("table_kind", "row_count").rows() == [("expenditure", 3)]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0.125, "0.0%", "12.5%"),
        (2.675, "0.00", "2.68"),  # what the sheet shows, not what the float is
        (-5.5, '#,##0.00_);[Red](#,##0.00)', "(5.50)"),
        (0, '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)', "-"),
        (3, "00", "03"),
        (12500, '#,##0.00,', "12.50"),
        (16535000, '0\\.0,"万元"', "1653.5万元"),
        (-12, '0\\.0000', "-0.0012"),
        (5, '0.00"万元"', "5.00万元"),
        (7.0, "General", "7"),
        (0.1 + 0.2, "General", "0.3"),
        ("2010301", "@", "2010301"),
        (1.5, "0.##", "1.5"),
    ],
)  # fmt: skip
def test_display__format__shows_what_the_sheet_shows(value: Any, form: str, shown: str) -> None:
    assert display(value, form) == shown


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def test_word__deleted_and_hidden_text__is_not_printed() -> None:
    text = (
        "<w:r><w:t>支出100万元</w:t></w:r>"
        "<w:del><w:r><w:t>9</w:t><w:delText>旧</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r><w:ins><w:r><w:t>。</w:t></w:r></w:ins>"
    )
    (section,) = read_word(word_file(_paragraph(text)), "x.docx")
    assert section.blocks[0].pieces == ("支出100万元。",)  # type: ignore[union-attr]


def test_word__automatic_numbering__is_printed() -> None:
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start '
        'w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText '
        'w:val="%2."/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/>'
        "</w:num></w:numbering>"
    )

    def item(level: int) -> str:
        mark = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr>'
        return _paragraph("<w:r><w:t>项</w:t></w:r>", mark)

    body = item(0) + item(1) + item(1) + item(0) + item(1)
    (section,) = read_word(word_file(body, numbering=numbering), "x.docx")
    texts = [block.pieces[0] for block in section.blocks]  # type: ignore[union-attr]
    assert texts == ["一、项", "1.项", "2.项", "二、项", "1.项"]


def test_word__number_that_only_the_second_reading_sees__is_missing() -> None:
    """A text box in a cell: the first reading takes it, so both agree; a lost row is a fault."""
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{_paragraph(f'<w:r><w:t>{c}</w:t></w:r>')}</w:tc>" for c in row)
        + "</w:tr>"
        for row in ([*HEADER], ["一般公共预算", "12.50", "农林水支出", "12.50"])
    )  # fmt: skip
    number = _paragraph("<w:r><w:t>99.9</w:t></w:r>")
    hidden = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{number}</w:tc></w:tr>"
    body = _paragraph(f"<w:r><w:t>{TITLE}</w:t></w:r>") + f"<w:tbl>{rows}{hidden}</w:tbl>"
    status, reason, printed = _read(word_file(body))
    assert printed == ["12.50", "12.50"]
    assert status != "proven"  # the raw text still holds the number
    assert "99.9" in reason


def _word_table(*rows: list[str]) -> str:
    lines = "".join(
        "<w:tr>" + "".join(f"<w:tc>{_paragraph(f'<w:r><w:t>{c}</w:t></w:r>')}</w:tc>" for c in row)
        + "</w:tr>"
        for row in rows
    )  # fmt: skip
    return f"<w:tbl>{lines}</w:tbl>"


def test_word__table_that_lays_out_a_page__is_no_table() -> None:
    inner = _word_table(HEADER, ["一般公共预算", "12.50", "农林水支出", "12.50"])
    title, unit = (_paragraph(f"<w:r><w:t>{text}</w:t></w:r>") for text in (TITLE, UNIT))
    outer = f"<w:tbl><w:tr><w:tc>{title}{unit}{inner}{_paragraph('')}</w:tc></w:tr></w:tbl>"
    frames = read_report(word_file(outer + inner), "x.docx")
    assert frames["reports"].item(0, "status") == "proven"
    assert frames["tables"].item(0, "table_title") == TITLE
    figures = frames["figures"].sort("table_number", "column_number")
    assert figures["printed_text"].to_list() == ["12.50"] * 4
    assert set(figures["locator"]) == {
        f"table {table}, row 2, column {column}" for table in (1, 2) for column in (2, 4)
    }


@pytest.mark.parametrize("name", ["word/document.xml", "xl/workbook.xml"])
def test_hostile__entities_and_bombs__are_refused(name: str) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'
    for content, said in (
        (bomb, "entities" if "word" in name else ""),
        (b"0" * (64 << 20), "unpacks"),
    ):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        status, reason, _ = _read(stream.getvalue())
        assert status == "rejected"
        assert said in reason


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"?" * 99, "old Office file"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"{\\rtf1\\ansi 12.50}", "RTF"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML workbook",
        ),
    ],
)
def test_form__that_nobody_reads__is_named(content: bytes, said: str) -> None:
    status, reason, _ = _read(content)
    assert status == "rejected"
    assert said in reason


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_web_archive__parts__are_read_as_pages(encoding: str) -> None:
    rows = [HEADER, ["一般公共预算", "12.50", "农林水支出", "12.50"]]
    table = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
    page = f"<html><body><p>{TITLE}</p><p>{UNIT}</p><table>{table}</table></body></html>"
    body = page.encode("gb18030")
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}[encoding](body)
    content = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n--B\r\n'
        b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: '
        + f"{encoding}\r\n\r\n".encode() + coded + b"\r\n--B\r\n"
        b"Content-Type: image/png\r\n\r\n123.45\r\n--B--\r\n"
    )  # fmt: skip
    status, reason, printed = _read(content)
    assert (status, reason, printed) == ("proven", "", ["12.50", "12.50"])


def test_web_page__layout_tables_scripts_and_hidden_parts__are_no_tables() -> None:
    page = f"""<html><head><meta charset="utf-8">
    <script>var x = "<table><td>1</td></table>"</script>
    </head><body><table><tr><td><p>{TITLE}</p><div style="display:none">旧表<table><tr><td>1</td>
    <td>2</td></tr></table></div><p>{UNIT}</p><table><tr>{"".join(f"<th>{h}</th>" for h in HEADER)}
    </tr><tr><td>一般公共预算<br>拨款收入</td><td>12.50</td><td>农林水支出</td><td>&#49;2.50</td></tr>
    </table></td></tr></table></body></html>"""
    frames = read_report(page.encode(), "x.html")
    assert frames["reports"].item(0, "status") == "proven"
    assert frames["tables"].select("table_title", "unit").rows() == [(TITLE, "万元")]
    assert frames["figures"].select(pl.col("value").cast(pl.String)).to_series().to_list() == [
        "12.500000", "12.500000"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "unseen",
    [
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>77</w:t></w:r>",
        "<w:moveFrom><w:r><w:t>77</w:t></w:r></w:moveFrom>",
        "<w:del><w:r><w:delText>77</w:delText></w:r></w:del>",
    ],
)
def test_word__what_a_cell_does_not_show__is_in_neither_reading(unseen: str) -> None:
    seen = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>50</w:t></w:r>'
    cell = f"<w:tc><w:p><w:r><w:t>12.</w:t></w:r>{unseen}{seen}</w:p></w:tc>"
    body = _word_table(HEADER, ["一般公共预算", "@", "农林水支出", "12.50"])
    body = body.replace(f"<w:tc>{_paragraph('<w:r><w:t>@</w:t></w:r>')}</w:tc>", cell)
    head = "".join(_paragraph(f"<w:r><w:t>{text}</w:t></w:r>") for text in (TITLE, UNIT))
    assert _read(word_file(head + body)) == ("proven", "", ["12.50", "12.50"])


def _web_table(*rows: str) -> bytes:
    head = "".join(f"<th>{h}</th>" for h in HEADER)
    body = "".join(rows)
    return (
        f"<html><body><p>{TITLE}</p><p>{UNIT}</p><table><tr>{head}</tr>{body}"
        "<tr><td>一般公共预算</td><td>12.50</td><td>农林水支出</td><td>12.50</td></tr></table>"
        "</body></html>"
    ).encode()


def test_web_page__hidden_rows_and_cells__are_in_neither_reading() -> None:
    hidden = (
        '<tr style="display: none"><td>旧</td><td>99</td><td>旧</td><td>98</td></tr>',
        "<tr hidden><td>旧</td><td>97</td></tr>",
        '<tr><td>其他收入</td><td style="display:none">96</td><td>1.50</td><td>-</td><td>2</td>'
        "</tr>",
    )
    status, reason, printed = _read(_web_table(*hidden))
    assert (status, reason) == ("proven", "")
    assert printed == ["1.50", "2", "12.50", "12.50"]


def test_web_page__nested_deeper_than_anybody_reads__is_not_taken_for_prose() -> None:
    content = _web_table().replace(b"<p>", b"<div>" * 900 + b"<p>", 1)
    status, reason, _ = _read(content)
    assert status == "rejected"
    assert "1 tables with numbers" in reason
