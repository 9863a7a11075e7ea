"""Word files as offices make them: text boxes, nested tables, tracked changes, notes, numbering."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable, Sequence

import pytest

from ingest.reading.office.word import read_word
from ingest.reading.report import read_report
from tests.office.expenditure import HEAD, ROWS, TITLE, UNIT, check
from tests.typesetting.office import word_file

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BOXES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'


def _run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t>{html.escape(text)}</w:t></w:r>"


def _p(text: str = "", properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{_run(text)}</w:p>"


def _cell(content: str, marks: str = "") -> str:
    inner = content if content.startswith("<") else _p(content)
    return f"<w:tc><w:tcPr>{marks}</w:tcPr>{inner}</w:tc>"


def _table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def _cells(rows: Sequence[Sequence[str]]) -> list[str]:
    return ["".join(map(_cell, row)) for row in rows]


def _grid(rows: Sequence[Sequence[str]] = (HEAD, *ROWS)) -> str:
    return _table(*_cells(rows))


def _with(code: str, column: int, content: str) -> str:
    """The table with other content in the cell of a code."""
    return _grid(
        [HEAD]
        + [[content if row[0] == code and i == column else x for i, x in enumerate(row)]
           for row in ROWS]
    )  # fmt: skip


def _file(body: str, **parts: str) -> bytes:
    stream = io.BytesIO(word_file(body, numbering=parts.pop("numbering", "")))
    with zipfile.ZipFile(stream, "a") as archive:
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return stream.getvalue()


_ABOVE = _p(TITLE, '<w:jc w:val="center"/>') + _p(UNIT)


def _box(content: str) -> str:
    """A text box as Word 2010 writes it: in two forms, of which one is shown."""
    new = f"<w:drawing><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></w:drawing>"
    return (
        f'<w:p><w:r><mc:AlternateContent {_BOXES}><mc:Choice Requires="wps">{new}</mc:Choice>'
        f"<mc:Fallback>{_old_box(content)}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def _old_box(content: str) -> str:
    return (
        f"<w:pict {_BOXES}><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></w:pict>"
    )


def _merged_head(rows: Sequence[Sequence[str]]) -> str:
    """Two rows of header, cells merged down and across."""
    start, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    above = "".join(_cell(text, start) for text in HEAD[:3])
    above += _cell("其中", '<w:gridSpan w:val="2"/>')
    below = "".join(_cell("", on) for _ in HEAD[:3]) + "".join(map(_cell, HEAD[3:]))
    return _table(above, below, *_cells(rows))


_DELETED_ROW = (
    '<w:tr><w:trPr><w:del w:id="6"/></w:trPr>'
    + "<w:tc><w:p><w:del><w:r><w:delText>9.00</w:delText></w:r></w:del></w:p></w:tc>" * 5
    + "</w:tr>"
)
_CHANGED = (
    "<w:p><w:del><w:r><w:delText>600.00</w:delText></w:r></w:del>"
    f"<w:ins>{_run('653.50')}</w:ins></w:p>"
)
_SUM_FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(ABOVE) \\# "0.00" '
    f"</w:instrText></w:r>{_run('1,753.50')}</w:p>"
)
_FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
_BOLD = "<w:rPr><w:b/></w:rPr>"
_SPLIT_RUNS = f"<w:p>{_run('65')}<w:proofErr/>{_run('3.', _BOLD)}{_run('50')}</w:p>"
_NOTED = f"<w:p>{_run('653.50')}{_run('1', _RAISED)}</w:p>"

FILES: dict[str, Callable[[], str]] = {
    "title in a text box": lambda: _box(_ABOVE) + _grid(),
    "table in a text box": lambda: _box(_ABOVE + _grid() + _p()),
    "table in a text box of Word 2007": lambda: (
        f"<w:p><w:r>{_old_box(_ABOVE + _grid() + _p())}</w:r></w:p>"
    ),
    "a table in one cell": lambda: _ABOVE + _with("2130305", 2, _grid([["653.50"]]) + _p()),
    "a text box in one cell": lambda: _ABOVE + _with("2130305", 2, _box(_p("653.50"))),
    "tracked changes": lambda: (
        _ABOVE + _with("2130305", 2, _CHANGED).replace("</w:tbl>", _DELETED_ROW + "</w:tbl>")
    ),
    "merged header on both pages": lambda: (
        _ABOVE + _merged_head(ROWS[:4]) + _PAGE_BREAK + _merged_head(ROWS[4:])
    ),
    "cut in two, header repeated": lambda: (
        _ABOVE + _grid([HEAD, *ROWS[:4]]) + _p() + _grid([HEAD, *ROWS[4:]])
    ),
    "cut in two": lambda: _ABOVE + _grid([HEAD, *ROWS[:4]]) + _p() + _grid(ROWS[4:]),
    "full-width digits": lambda: (
        _ABOVE + _grid([HEAD, *([x.translate(_FULL_WIDTH) for x in row] for row in ROWS)])
    ),
    "raised mark of a note": lambda: _ABOVE + _with("2130305", 2, _NOTED),
    "amount in several runs": lambda: _ABOVE + _with("2130305", 2, _SPLIT_RUNS),
    "sum as a field": lambda: _ABOVE + _with("", 2, _SUM_FIELD),
    "title and unit in the table": lambda: _table(
        _cell(TITLE, '<w:gridSpan w:val="5"/>'),
        _cell("部门：某市水务局", '<w:gridSpan w:val="3"/>')
        + _cell(UNIT, '<w:gridSpan w:val="2"/>'),
        *_cells([HEAD, *ROWS]),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_word__as_offices_make_it__is_read_whole(name: str) -> None:
    check(_file(_p("某市水务局2025年部门预算公开") + FILES[name]()))


def test_word__amounts_of_two_inner_cells__are_never_one() -> None:
    body = _ABOVE + _with("2130305", 2, _grid([["600.00", "53.50"]]) + _p())
    reason = read_report(_file(body), "x")["reports"].item(0, "status_reason")
    assert "not understood as numbers (无法识别): table 1, row 9, column 3 '600.00/53.50'" in reason


def test_word__two_tables_beside_each_other__are_two() -> None:
    public = _grid([["项目", "预算数"], ["公务接待费", "2.00"], ["合计", "2.00"]])
    bought = _grid([["采购项目", "预算数"], ["货物", "4.00"], ["合计", "4.00"]])
    body = _table(
        _cell(_p("“三公”经费预算表") + _p(UNIT) + public + _p())
        + _cell(_p("政府采购预算表") + _p(UNIT) + bought + _p())
    )
    tables = read_report(_file(body), "x")["tables"]
    assert tables.select("table_kind", "unit").rows() == [
        ("three_public", "万元"), ("procurement", "万元")
    ]  # fmt: skip


def _numbering(style: str = "", more: str = "") -> str:
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start '
        f'w:val="1"/><w:numFmt w:val="chineseCounting"/>{style}<w:lvlText w:val="%1、"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
        f"{more}</w:numbering>"
    )


_LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'


def test_word__numbered_rows__have_their_numbers() -> None:
    numbers = f"<w:p><w:pPr>{_LISTED.format(5)}</w:pPr></w:p>"
    rows = [
        ["序号", "项目名称", "预算数"],
        [numbers, "河道清淤", "4.00"],
        [numbers, "监测", "5.00"],
    ]
    body = (
        _p("某市水务局2025年部门项目支出预算表") + _p(UNIT) + _grid([*rows, ["", "合计", "9.00"]])
    )
    frames = read_report(_file(body, numbering=_numbering()), "x")
    assert frames["reports"].item(0, "status") == "proven"
    texts = frames["cells"]["printed_text"].to_list()
    assert [text for text in texts if text in ("一、", "二、")] == ["一、", "二、"]


def test_word__numbering_by_style_and_begun_anew__is_printed() -> None:
    anew = (
        '<w:num w:numId="6"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    styles = (
        f'<w:styles {W}><w:style w:styleId="H"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr>'
        '</w:pPr></w:style><w:style w:styleId="H2"><w:basedOn w:val="H"/></w:style></w:styles>'
    )
    heading = '<w:pStyle w:val="{}"/>'
    body = _p("概况", heading.format("H")) + _p("说明", heading.format("H2"))
    body += _p("收入", _LISTED.format(6)) + _p("支出", _LISTED.format(5))
    numbering = _numbering('<w:pStyle w:val="H"/>', anew)
    (section,) = read_word(_file(body, numbering=numbering, styles=styles), "x")
    texts = [block.pieces[0] for block in section.blocks]  # type: ignore[union-attr]
    assert texts == ["一、概况", "二、说明", "一、收入", "二、支出"]


def test_word__footnote__stands_below_its_page() -> None:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="0"><w:p/></w:footnote><w:footnote w:id="2">'
        f"{_p('含上年结转20.00万元。')}</w:footnote></w:footnotes>"
    )
    body = f"<w:p>{_run('一、收入')}{mark}</w:p>" + _p("说明。") + _PAGE_BREAK + _p("二、支出")
    sections = read_word(_file(body, footnotes=notes), "x")
    said = [[block.pieces[0] for block in s.blocks] for s in sections]  # type: ignore[union-attr]
    assert said == [["一、收入", "说明。", "含上年结转20.00万元。"], ["二、支出"]]
