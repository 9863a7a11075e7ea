"""Workbooks: .xlsx by openpyxl, .xls by xlrd, each witnessed by calamine.

What is displayed counts: hidden sheets, rows and columns are left out and named; a formula whose
value the file does not hold shows as the formula, which is no number.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any, Final

import openpyxl  # type: ignore[import-untyped]
import python_calamine
import xlrd  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from ingest.errors import DamagedFileError, EncryptedFileError, HostileFileError
from ingest.reading.office.archive import open_archive
from ingest.reading.office.bounds import within_bounds
from ingest.reading.office.displayed import display, hidden_digits, is_date_format
from ingest.reading.office.model import Section, Words
from ingest.reading.office.sheets import Sheet, read_sheet

# The longest project list seen has 900 rows; a sheet formatted to its end has 1,048,576.
_MOST_CELLS: Final = 400_000
_MACROS: Final = "xl/vbaProject.bin"
_ERROR: Final = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)")


def read_workbook(content: bytes, file_name: str) -> tuple[Section, ...]:
    """Read an .xlsx file: one section per visible sheet that displays something."""
    content = within_bounds(content, file_name)
    archive = open_archive(content, file_name)
    witness = _witness(content, file_name)
    try:
        shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        # what is asked is read only where something is: most sheets hold values alone
        asked = (
            openpyxl.load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
            if _has_formulas(archive)
            else shown
        )
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise DamagedFileError(file_name, f"{type(error).__name__}: {error}") from error
    sections = []
    hidden = [sheet.title for sheet in shown.worksheets if sheet.sheet_state != "visible"]
    for sheet in shown.worksheets:
        if sheet.sheet_state != "visible":
            continue
        read = read_sheet(_openpyxl_sheet(sheet, asked[sheet.title], witness.get(sheet.title, [])))
        pictures = len(sheet._images)
        if read is not None:
            sections.append(replace(read, picture_count=pictures))
        elif pictures:
            name = Words((sheet.title,), is_centred=True)
            sections.append(Section((name,), picture_count=pictures))
    return _with_remark(_with_hidden(sections, hidden), archive)


def _with_remark(sections: tuple[Section, ...], archive: zipfile.ZipFile) -> tuple[Section, ...]:
    """Say of a workbook with macros that they were not run."""
    if not sections or _MACROS not in archive.namelist():
        return sections
    first = sections[0]
    remark = "; ".join(filter(None, [first.remark, "macros, not run (宏，未执行)"]))
    return (Section(first.blocks, remark, first.picture_count), *sections[1:])


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    return any(
        re.search(rb"<f[ >/]", archive.read(name))
        for name in archive.namelist()
        if name.startswith("xl/worksheets/")
    )


def read_old_workbook(content: bytes, file_name: str) -> tuple[Section, ...]:
    """Read an .xls file in the same way."""
    witness = _witness(content, file_name)
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=False, ragged_rows=True
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise EncryptedFileError(file_name) from error
        raise DamagedFileError(file_name, str(error)) from error
    except Exception as error:  # a damaged file raises whatever it runs into
        raise DamagedFileError(file_name, f"{type(error).__name__}: {error}") from error
    sections = []
    for sheet in book.sheets():
        if sheet.visibility:
            continue
        read = read_sheet(_xlrd_sheet(book, sheet, witness.get(sheet.name, [])))
        if read is not None:
            sections.append(read)
    return _with_hidden(sections, [sheet.name for sheet in book.sheets() if sheet.visibility])


def _with_hidden(sections: list[Section], hidden: list[str]) -> tuple[Section, ...]:
    if hidden and sections:
        first = sections[0]
        remark = "; ".join(
            filter(
                None, [first.remark, f"hidden sheets (隐藏的工作表，未读取): {', '.join(hidden)}"]
            )
        )
        sections[0] = Section(first.blocks, remark, first.picture_count)
    return tuple(sections)


def _witness(content: bytes, file_name: str) -> dict[str, list[list[Any]]]:
    """Read the values once more, by another library."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = {}
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            # counted from 0
            rows, columns = sheet.total_height + 1, sheet.total_width + 1
            if rows * columns > _MOST_CELLS:
                raise HostileFileError(file_name, f"the sheet {name} has {rows:,} rows (表格过大)")
            found[name] = sheet.to_python(skip_empty_area=False)
    except python_calamine.PasswordError as error:
        raise EncryptedFileError(file_name) from error
    except python_calamine.CalamineError as error:
        raise DamagedFileError(file_name, str(error)) from error
    return found


def _openpyxl_sheet(sheet: Any, asked: Any, values: list[list[Any]]) -> Sheet:
    is_zero_blank = sheet.sheet_view.showZeros is False
    rows = {number for number, shape in sheet.row_dimensions.items() if shape.hidden}
    columns = {
        number
        for shape in sheet.column_dimensions.values()
        if shape.hidden
        for number in range(shape.min or 0, (shape.max or 0) + 1)
    }
    texts: dict[tuple[int, int], str] = {}
    witness: dict[tuple[int, int], str] = {}
    addresses: dict[tuple[int, int], str] = {}
    stored: dict[tuple[int, int], str] = {}
    for (row, column), cell in sheet._cells.items():
        if row in rows or column in columns:
            continue
        place = (row - 1, column - 1)
        value, form = cell.value, cell.number_format
        if value is None and asked.cell(row, column).data_type == "f":
            # without its digits: they are no numbers of the sheet
            asked_for = asked.cell(row, column).value
            formula = re.sub(r"\d+", "", str(getattr(asked_for, "text", asked_for)))
            value, form = f"=({formula.removeprefix('=')})", None
        text = "" if is_zero_blank and value == 0 else display(value, form)
        if text.strip():
            texts[place] = text
            addresses[place] = f"{get_column_letter(column)}{row}"
            if (behind := hidden_digits(value, text)) is not None:
                stored[place] = behind
        seen = _value(values, *place)
        if is_zero_blank and seen == 0 and not isinstance(seen, str):
            continue
        if isinstance(value, str) or is_date_format(form):
            # calamine gives nothing for an error, and numbers for dates
            is_kept = is_date_format(form) or str(seen) in ("", str(value))
            seen = value if is_kept or _ERROR.fullmatch(str(value)) else seen
        if (said := display(seen, form)).strip():
            witness[place] = said
    merged = {
        (area.min_row - 1, area.min_col - 1): (
            area.max_row - area.min_row + 1,
            area.max_col - area.min_col + 1,
        )
        for area in sheet.merged_cells.ranges
    }
    ruled = {
        (row - 1, column - 1)
        for (row, column), cell in sheet._cells.items()
        if cell.has_style and _has_border(cell.border)
    }
    _add_unread(values, texts, witness, rows, columns, is_zero_blank=is_zero_blank)
    remark = _hidden_parts(sheet.title, rows, columns)
    return Sheet(sheet.title, texts, witness, merged, addresses, ruled, remark, stored)


def _has_border(border: Any) -> bool:
    """Say whether a cell is ruled below or at its left; a side that a file leaves out is None."""
    return any(side is not None and side.style for side in (border.bottom, border.left))


def _hidden_parts(title: str, rows: set[int], columns: set[int]) -> str | None:
    """Say what of a sheet is hidden."""
    parts = [f"rows {len(rows)}"] * bool(rows) + [f"columns {len(columns)}"] * bool(columns)
    return f"hidden in {title} (隐藏的行列，未读取): {', '.join(parts)}" if parts else None


def _add_unread(
    values: list[list[Any]],
    texts: dict[tuple[int, int], str],
    witness: dict[tuple[int, int], str],
    hidden_rows: set[int],
    hidden_columns: set[int],
    *,
    is_zero_blank: bool,
) -> None:
    """Keep what only the second reading has: conservation will ask for it."""
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            if row + 1 in hidden_rows or column + 1 in hidden_columns:
                continue
            if is_zero_blank and value == 0:
                continue
            if value not in ("", None) and (row, column) not in texts:
                witness.setdefault((row, column), display(value, None))


def _value(values: list[list[Any]], row: int, column: int) -> Any:
    if row < len(values) and column < len(values[row]):
        value = values[row][column]
        return None if value == "" else value
    return None


def _xlrd_sheet(book: Any, sheet: Any, values: list[list[Any]]) -> Sheet:
    is_zero_blank = not sheet.show_zero_values
    rows = {number + 1 for number, shape in sheet.rowinfo_map.items() if shape.hidden}
    columns = {number + 1 for number, shape in sheet.colinfo_map.items() if shape.hidden}
    texts: dict[tuple[int, int], str] = {}
    witness: dict[tuple[int, int], str] = {}
    addresses: dict[tuple[int, int], str] = {}
    stored: dict[tuple[int, int], str] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            if row + 1 in rows or column + 1 in columns:
                continue
            cell = sheet.cell(row, column)
            form = _xls_format(book, cell)
            value: Any = cell.value
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                value = None
            elif cell.ctype == xlrd.XL_CELL_DATE:
                value = xlrd.xldate_as_datetime(value, book.datemode)
            elif cell.ctype == xlrd.XL_CELL_NUMBER and value == int(value):
                value = int(value)
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                value = xlrd.error_text_from_code.get(value, "#ERROR")
            is_blank = is_zero_blank and value == 0 and not isinstance(value, str)
            text = "" if is_blank else display(value, form)
            if text.strip():
                texts[row, column] = text
                addresses[row, column] = f"{get_column_letter(column + 1)}{row + 1}"
                if (behind := hidden_digits(value, text)) is not None:
                    stored[row, column] = behind
            seen = _value(values, row, column)
            seen = value if cell.ctype in (xlrd.XL_CELL_DATE, xlrd.XL_CELL_ERROR) else seen
            if not is_blank and (said := display(seen, form)).strip():
                witness[row, column] = said
    merged = {
        (top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells
    }
    _add_unread(values, texts, witness, rows, columns, is_zero_blank=is_zero_blank)
    ruled = {
        (row, column)
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
        if _is_ruled(book, sheet.cell(row, column))
    }
    remark = _hidden_parts(sheet.name, rows, columns)
    return Sheet(sheet.name, texts, witness, merged, addresses, ruled, remark, stored)


def _is_ruled(book: Any, cell: Any) -> bool:
    if cell.xf_index is None:
        return False
    border = book.xf_list[cell.xf_index].border
    return bool(border.bottom_line_style or border.left_line_style)


def _xls_format(book: Any, cell: Any) -> str | None:
    if cell.xf_index is None:
        return None
    shape = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return None if shape is None else str(shape.format_str)
