"""An old workbook (.xls) as an .xlsx that comments can be written into: what its cells display."""

from __future__ import annotations

import io
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import xlrd  # type: ignore[import-untyped]
from openpyxl.styles import Border, Side  # type: ignore[import-untyped]

from ingest.errors import DamagedFileError

_VISIBLE = ("visible", "hidden", "veryHidden")
_BLANK = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
_RULED = Side(style="thin")
_UNITS_PER_CHARACTER = 256  # of a column's width
_TWIPS_PER_POINT = 20


def as_new_workbook(content: bytes, file_name: str) -> bytes:
    """Copy values, number formats, rules, merged and hidden cells of an .xls.

    Fonts, colours and pictures stay behind: it is for looking at cells by their address.

    Raises:
        DamagedFileError: it cannot be opened.
    """
    try:
        old = xlrd.open_workbook(file_contents=content, formatting_info=True)
    except Exception as error:  # a damaged file raises whatever it runs into
        raise DamagedFileError(file_name, f"{type(error).__name__}: {error}") from error
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in old.sheets():
        _copy_sheet(old, sheet, book.create_sheet(sheet.name))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _copy_sheet(old: Any, sheet: Any, copy: Any) -> None:
    copy.sheet_state = _VISIBLE[min(sheet.visibility, 2)]
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            _copy_cell(old, sheet.cell(row, column), copy.cell(row + 1, column + 1))
    for top, bottom, left, right in sheet.merged_cells:
        copy.merge_cells(start_row=top + 1, end_row=bottom, start_column=left + 1, end_column=right)
    for number, shape in sheet.colinfo_map.items():
        letter = openpyxl.utils.get_column_letter(number + 1)
        copy.column_dimensions[letter].width = max(1, shape.width / _UNITS_PER_CHARACTER)
        copy.column_dimensions[letter].hidden = bool(shape.hidden)
    for number, shape in sheet.rowinfo_map.items():
        copy.row_dimensions[number + 1].hidden = bool(shape.hidden)
        if shape.has_default_height == 0:
            copy.row_dimensions[number + 1].height = shape.height / _TWIPS_PER_POINT


def _copy_cell(old: Any, cell: Any, copy: Any) -> None:
    if cell.xf_index is not None:
        shape = old.xf_list[cell.xf_index]
        form = old.format_map.get(shape.format_key)
        copy.number_format = form.format_str if form is not None else "General"
        rules = shape.border
        copy.border = Border(
            left=_RULED if rules.left_line_style else None,
            right=_RULED if rules.right_line_style else None,
            top=_RULED if rules.top_line_style else None,
            bottom=_RULED if rules.bottom_line_style else None,
        )
    if cell.ctype in _BLANK:
        return
    if cell.ctype == xlrd.XL_CELL_ERROR:
        copy.value = xlrd.error_text_from_code.get(cell.value, "#ERROR")
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        copy.value = bool(cell.value)
    else:
        copy.value = cell.value
        if isinstance(cell.value, str):
            copy.data_type = "s"  # a text that begins with = is no formula here
