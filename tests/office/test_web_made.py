"""Web pages as content systems and offices make them: layouts, frames, encodings, Word's HTML."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import polars as pl
import pytest

from ingest.reading.report import read_report
from tests.office.expenditure import HEAD, ROWS, TITLE, UNIT, check

_ABOVE = f"<p>{TITLE}</p><p>{UNIT}</p>"


def _table(rows: Sequence[Sequence[str]] = (HEAD, *ROWS), cell: Callable[[str], str] = str) -> str:
    shown = ("".join(f"<td>{cell(text) or '&nbsp;'}</td>" for text in row) for row in rows)
    lines = "".join(f"<tr>{cells}</tr>" for cells in shown)
    return f"<table border=1>{lines}</table>"


def _nested_amount(text: str) -> str:
    return f"<table><tr><td>{text}</td></tr></table>" if text == "653.50" else text


def _noted(text: str) -> str:
    return "653.50<sup>1</sup>" if text == "653.50" else text


_LAID_OUT = (
    "<table width=980><tr><td><table><tr><td>首页 &gt; 信息公开</td><td>1</td><td>2</td></tr>"
    "</table></td></tr><tr><td><table><tr><td><h1>某市水务局2025年部门预算公开</h1><div>浏览次数："
    f"1234</div><div class=TRS_Editor>{_ABOVE}{_table()}</div></td></tr></table></td></tr>"
    "<tr><td>备案号 12345678</td></tr></table>"
)
_TWO_ROWS = (
    "<table><thead><tr>"
    + "".join(f"<th rowspan=2>{text}</th>" for text in HEAD[:3])
    + f"<th colspan=2>其中</th></tr><tr><th>{HEAD[3]}</th><th>{HEAD[4]}</th></tr></thead><tbody>"
    + _table(ROWS, lambda text: f"&nbsp;&nbsp;&nbsp;&nbsp;{text}&nbsp;")[len("<table border=1>") :]
)
_IN_TABLE = (
    f"<table><tr><td colspan=5>{TITLE}</td></tr><tr><td colspan=3>部门：某市水务局</td>"
    f"<td colspan=2>{UNIT}</td></tr>" + _table()[len("<table border=1>") :]
)
_OF_WORD = (
    "<!--[if gte mso 9]><xml><x:Name>99.9</x:Name></xml><![endif]-->"
    '<style>\n<!-- .xl65 {mso-number-format:"\\#\\,\\#\\#0\\.00";} -->\n</style>'
    f"<div class=WordSection1>{_ABOVE}<![if !supportMisalignedColumns]>"
    + _table(
        cell=lambda text: (
            "<p class=MsoNormal style='mso-char-indent-count:2.0'><span lang=EN-US style='font-size"
            f":10.5pt'>{text or '&nbsp;'}<o:p></o:p></span></p>"
        )
    )
    + "<![endif]></div>"
)
_OF_EXCEL = (
    f"<table x:str><col width=72 span=5><tr><td colspan=5>{TITLE}</td></tr><tr><td colspan=4></td>"
    f"<td>{UNIT}</td></tr>"
    + _table()[len("<table border=1>") : -len("</table>")]
    + "<tr height=0 style='display:none'><td width=72></td></tr></table>"
)
PAGES = {
    "laid out in tables": _LAID_OUT,
    "header of two rows": _ABOVE + _TWO_ROWS,
    "title and unit in the table": _IN_TABLE,
    "a table in cells": _ABOVE + _table(cell=_nested_amount),
    "raised marks of notes": _ABOVE + _table(cell=_noted),
    "written by Word": _OF_WORD,
    "written by Excel": _OF_EXCEL,
    "in a frame that holds it": f'<iframe srcdoc="{html.escape(_ABOVE + _table())}"></iframe>',
    "cells and rows not closed": _ABOVE
    + _table().replace("</td>", "").replace("</tr>", "").replace("&nbsp;", ""),
    "unit beside the department": f"<div>{TITLE}</div><div><span>部门：某市水务局</span>"
    f"<span>{UNIT}</span></div>{_table()}<script>var a=123.45;</script>",
}


@pytest.mark.parametrize("name", PAGES)
def test_web_page__as_offices_make_it__is_read_whole(name: str) -> None:
    head = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    check(f"<html><head>{head}</head><body>{PAGES[name]}</body></html>".encode("gb18030"))


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_web_page__that_names_no_encoding__is_read(encoding: str) -> None:
    check(f"<html><body>{_ABOVE}{_table()}</body></html>".encode(encoding))


def test_web_page__amounts_of_two_inner_cells__are_never_one() -> None:
    inner = "<table><tr><td>600.00</td><td>53.50</td></tr></table>"
    page = f"<html><body>{_ABOVE}{_table(cell=lambda x: inner if x == '653.50' else x)}</body>"
    reason = read_report(page.encode(), "x")["reports"].item(0, "status_reason")
    assert "'600.00/53.50'" in reason


def test_web_page__table_where_scripts_are_off__misleads_no_witness() -> None:
    other = "<noscript><table><tr><td>9.99</td><td>8</td></tr></table></noscript>"
    check(f"<html><body>{other}{_ABOVE}{_table()}</body></html>".encode())


@pytest.mark.parametrize("beside", ["", _ABOVE + _table()])
def test_web_page__page_shown_within_it__is_named_and_not_fetched(beside: str) -> None:
    """What stands between the tags of a frame is for programs that know no frames."""
    frame = f'<iframe src="http://127.0.0.1:9/表.html">{_table([["旧", "9.99"]])}</iframe>'
    ad = '<iframe src="http://127.0.0.1:9/count" width=0 height=0></iframe>'
    page = f"<html><body>{ad}{frame}{beside}</body></html>".encode()
    report = read_report(page, "x")["reports"]
    assert report.item(0, "status") == ("proven" if beside else "rejected")
    reason = report.item(0, "status_reason")
    assert "(内嵌网页，不在文件内): http://127.0.0.1:9/表.html" in reason
    assert "count" not in reason


def test_web_page__frames_in_frames__come_to_an_end() -> None:
    page = _ABOVE + _table()
    for _ in range(6):
        page = f'<iframe srcdoc="{html.escape(page)}"></iframe><p>说明</p>'
    frames = read_report(f"<html><body>{page}</body></html>".encode(), "x")
    assert frames["figures"].filter(pl.col("value").is_not_null()).is_empty()
