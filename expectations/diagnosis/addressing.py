"""Where a finding stands in a file that has no pages: in a workbook its sheet, else table and row.

Messages are worded for paper, 第N页. A workbook has sheets, and a Word file or a web page is as
long as its reader's window: there the table, row and column that a message names are the address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import duckdb

# Sheet or part of a report without pages → the name of its sheet, '' where it is none.
Places = Mapping[int, str]

_PLACES_SQL: Final = """
    select
        pages.report_id, pages.page_number,
        coalesce(
            min(regexp_extract(figures.locator, '^(.*)![A-Z]+[0-9]+$', 1))
                filter (where contains(figures.locator, '!')),
            ''
        )
    from raw.pages as pages
    left join marts.fct_figures as figures using (report_id, page_number)
    where pages.reading = 'office'
    group by pages.report_id, pages.page_number
"""
# What stands in quotation marks is the publisher's: a title may well say 第3页.
_QUOTED: Final = re.compile(r"“[^“”]*”")
_ZH: Final = re.compile(r"第([0-9]+)(?:至([0-9]+))?页(?:、(?=第[0-9]+页))?")
_PAGES: Final = r"pages? ([0-9]+)(?:(?:, [0-9]+)*(?:,? (?:and|to) ([0-9]+)))?"
_EN_ON: Final = re.compile(rf"(?:([Oo])n {_PAGES}, | on {_PAGES})")
_EN_BESIDE: Final = re.compile(rf",? {_PAGES}(,(?= (?:states|is|has|adds) ))?")


def read_places(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[int, str]]:
    """Read report → its parts → their sheets; reports on pages are not in it."""
    places: dict[str, dict[int, str]] = {}
    for report_id, part, sheet in connection.execute(_PLACES_SQL).fetchall():
        places.setdefault(report_id, {})[part] = sheet
    return places


def address_zh(text: str, places: Places) -> str:
    """Put the sheet in the place of a page, or nothing.

    >>> address_zh("表2“第3页”第1页“合计”行", {1: "表二"})
    '表2“第3页”工作表“表二”“合计”行'
    >>> address_zh("文字第1页、第2页称", {1: "", 2: ""})
    '文字称'
    """

    def said(found: re.Match[str]) -> str:
        names = [places.get(int(part), "") for part in found.groups() if part]
        return "、".join(f"工作表“{name}”" for name in dict.fromkeys(names) if name)

    return _outside_quotes(text, lambda part: _ZH.sub(said, part))


def address_en(text: str, places: Places) -> str:
    """Put the sheet in the place of a page, or nothing.

    >>> address_en("Table 2 (表), page 1, states 元; the prose on page 2 says", {1: "表二"})
    'Table 2 (表), sheet “表二”, states 元; the prose says'
    >>> address_en("Table 2, page 1, states 元. On page 1, the word", {1: ""})
    'Table 2 states 元. The word'
    """

    def beside(found: re.Match[str]) -> str:
        name = places.get(int(found[1]), "")
        return f", sheet “{name}”{found[3] or ''}" if name else ""

    def on(found: re.Match[str]) -> str:
        name = places.get(int(found[2] or found[4]), "")
        if found[1]:
            return f"{found[1]}n sheet “{name}”, " if name else "\0"
        return f" on sheet “{name}”" if name else ""

    def both(part: str) -> str:
        told = _EN_BESIDE.sub(beside, _EN_ON.sub(on, part))
        told = address_zh(told, places)  # the Chinese that an English message quotes bare
        # what a sentence begins with now
        return re.sub("\0(.?)", lambda found: found[1].upper(), told)

    return _outside_quotes(text, both)


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    parts: list[str] = []
    end = 0
    for found in _QUOTED.finditer(text):
        parts += [change(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, change(text[end:])])
