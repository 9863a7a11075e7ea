"""What may be trusted of a report: what is at fault costs its table, and no other.

Three questions, in this order. Which tables are held back: those with a number that landed wrong,
a cell that is no number, an error in reading them, or a page of theirs that was not read whole.
Which pages have something unread beside: they are named. And the report: *proven* when there is
neither, *partial* when there is, *quarantined* when nothing of it can be trusted: no table with
figures is proven, or the file itself is damaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from ingest.reading.conservation import FAILED_READING, Conservation
from ingest.reading.pdf.account import HIDDEN_CELLS, UNREADABLE_TEXT
from ingest.reading.pdf.extras import UNSEEN_FIELDS
from ingest.reading.pdf.model import DocumentRead
from ingest.reading.tables.unit_evidence import UNKNOWN as UNIT_UNKNOWN

# A reason that lists every number at fault of a scrambled report would be longer than the report;
# raw.pages has them all.
_NUMBERS_NAMED: Final = 12

_MISSING: Final = "on the page but in no cell (页面上有、表格中无)"
_NO_VALUE: Final = (
    "the file does not hold the values of its formulas (公式无缓存值): open it in a spreadsheet "
    "program and save it"
)
_INVENTED: Final = "in a cell but not on the page (表格中有、页面上无)"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be trusted of a report.

    Attributes:
        status: one of `concepts.STATUSES`.
        reasons: faults first, then remarks; English with the Chinese term.
        held_back: table_number → why.
    """

    status: str
    reasons: tuple[str, ...]
    held_back: dict[int, str] = field(default_factory=dict)


def judge_reading(
    document: DocumentRead,
    conservation: Conservation,
    tables: pl.DataFrame,
    figures: pl.DataFrame,
    *,
    damaged_objects: Sequence[int] = (),
    failures: Sequence[str] = (),
    doubts: Mapping[int, str] | None = None,
    scanned: Sequence[str] = (),
) -> Verdict:
    """Judge a reading.

    Args:
        document: the pages as read.
        conservation: the proof over them.
        tables: `schema.FRAMES["tables"]`; a table whose reading failed says so already.
        figures: `schema.FRAMES["figures"]`.
        damaged_objects: parts of the file that are broken and on no page that could be named.
        failures: rooms that could not do their work (prose), with the error.
        doubts: table_number → why it may be read wrong although nothing of it is lost.
        scanned: figures of scanned pages that are not certain; they cost no table.
    """
    held_back = (
        dict(doubts or {})
        | _cut_off(document, tables)
        | _garbled(document, tables)
        | _held_back(conservation, tables, figures)
    )
    damage = []
    if damaged_objects:
        listed = _some([str(number) for number in damaged_objects])
        damage = [
            f"{len(damaged_objects)} objects of the file are damaged (文件数据损坏): {listed}"
        ]
        held_back = dict.fromkeys(tables["table_number"], damage[0]) | held_back
    faults = [
        *damage,
        *_number_faults(conservation),
        *_unread_cells(figures),
        *_failed_tables(tables),
        *_doubted_tables(tables, doubts or {}),
        *failures,
        *scanned,
        *_unread_pages(document),
    ]
    remarks = _remarks(document, conservation.pages, tables)
    status = "proven"
    if faults:
        with_figures = tables.filter(pl.col("figure_count") > 0)["table_number"].to_list()
        # pages without any table that could be read do not make the prose untrue
        is_lost = not set(with_figures) - held_back.keys() and bool(
            tables.height
            or conservation.missing
            or all(page.reading == FAILED_READING for page in document.pages)
        )
        status = "quarantined" if damage or is_lost else "partial"
    if status == "quarantined":
        why = "no table of the report can be trusted (全部表格均未证实)"
        held_back = dict.fromkeys(tables["table_number"], why) | held_back
    held = _held_back_tables(tables, held_back) if status == "partial" else []
    return Verdict(status, (*faults, *held, *remarks), held_back)


def mark_tables(tables: pl.DataFrame, held_back: dict[int, str]) -> pl.DataFrame:
    """Give each table its status and the reason for it."""
    numbers = tables["table_number"].to_list()
    return tables.with_columns(
        status=pl.Series(
            ["held_back" if number in held_back else "proven" for number in numbers],
            dtype=pl.String(),
        ),
        status_reason=pl.Series([held_back.get(number) for number in numbers], dtype=pl.String()),
    )


# How many characters cannot be told differs by page; what is said of them does not.
_DIGITS: Final = re.compile(r"^\d+ ")


def _held_back(
    conservation: Conservation, tables: pl.DataFrame, figures: pl.DataFrame
) -> dict[int, str]:
    """Say which tables something is wrong with, and what."""
    reasons: dict[int, list[str]] = {}
    named = tables.select("table_number", "status_reason").filter(
        pl.col("status_reason").is_not_null()
    )
    for number, reason in named.iter_rows():
        reasons.setdefault(number, []).append(reason)
    for is_invented, meaning in ((False, _MISSING), (True, _INVENTED)):
        by_table: dict[int, list[str]] = {}
        for fault in conservation.faults:
            if fault.table_number is not None and fault.is_invented == is_invented:
                by_table.setdefault(fault.table_number, []).append(
                    f"p.{fault.page_number} {fault.text}"
                )
        for number, texts in by_table.items():
            reasons.setdefault(number, []).append(f"{len(texts)} numbers {meaning}: {_some(texts)}")
    unread = _not_understood(figures)
    for number in unread["table_number"].unique().sort():
        reasons.setdefault(number, []).extend(
            _unread_cells(unread.filter(pl.col("table_number") == number))
        )
    return {number: "; ".join(reasons[number]) for number in sorted(reasons)}


def _garbled(document: DocumentRead, tables: pl.DataFrame) -> dict[int, str]:
    """Hold back the tables on pages whose characters, fields or hidden cells cannot be told."""
    reasons = {
        page.page_number: reason
        for page in document.pages
        for reason in page.unread
        if any(said in reason for said in (UNREADABLE_TEXT, UNSEEN_FIELDS, HIDDEN_CELLS))
    }
    return {
        number: f"p.{page} {reason}"
        for number, first, last in tables.select(
            "table_number", "first_page", "last_page"
        ).iter_rows()
        for page, reason in reasons.items()
        if first <= page <= last
    }


def _cut_off(document: DocumentRead, tables: pl.DataFrame) -> dict[int, str]:
    """Hold back the tables that may go on, or may have begun, on a page that was not read.

    One whose sums hold is whole.
    """
    failed = {page.page_number for page in document.pages if page.reading == FAILED_READING}
    reasons = {}
    for number, title, first, last, roles in tables.select(
        "table_number", "table_title", "first_page", "last_page", "roles_status"
    ).iter_rows():
        beside = {last + 1} if title else {first - 1, last + 1}
        lost = failed & set(range(first, last + 1)) or (roles != "supported" and failed & beside)
        if lost:
            reasons[number] = f"a part may stand on p.{min(lost)}, not read (相邻页未能读取)"
    return reasons


def _number_faults(conservation: Conservation) -> list[str]:
    """Name the numbers that landed wrong, wherever they are."""
    faults = []
    for meaning, numbers in ((_MISSING, conservation.missing), (_INVENTED, conservation.invented)):
        texts = [f"p.{page} {text}" for page, text in numbers]
        if texts:
            faults.append(f"{len(texts)} numbers {meaning}: {_some(texts)}")
    return faults


def _not_understood(figures: pl.DataFrame) -> pl.DataFrame:
    """Give the cells that are no number; one whose two readings differ is named as such."""
    return figures.filter(pl.col("is_unread") & pl.col("reading_status").is_null())


def _unread_cells(figures: pl.DataFrame) -> list[str]:
    """Name the cells that hold digits and are no number."""
    unread = _not_understood(figures)
    if unread.is_empty():
        return []
    cells = [
        f"{_place(page, locator)} {text!r}"
        for page, locator, text in unread.select(
            "page_number", "locator", "printed_text"
        ).iter_rows()
    ]
    said = f"{len(cells)} cells not understood as numbers (无法识别): {_some(cells)}"
    if any(text.startswith("=") for text in unread["printed_text"]):
        said += f"; {_NO_VALUE}"
    return [said]


def _place(page: int, locator: str | None) -> str:
    """Name a page, or the cell where the form has no pages: 表1!B12."""
    return f"p.{page}" if locator is None or locator.startswith("p.") else locator


def _failed_tables(tables: pl.DataFrame) -> list[str]:
    """Name the tables whose reading ended in an error."""
    failed = tables.filter(pl.col("status_reason").is_not_null())
    return [
        f"table {number} on p.{page} {reason}"
        for number, page, reason in failed.select(
            "table_number", "first_page", "status_reason"
        ).iter_rows()
    ]


def _doubted_tables(tables: pl.DataFrame, doubts: Mapping[int, str]) -> list[str]:
    """Name the tables that may be read wrong, by what makes it doubtful."""
    pages = dict(tables.select("table_number", "first_page").iter_rows())
    by_reason: dict[str, list[str]] = {}
    for number, reason in doubts.items():
        by_reason.setdefault(reason, []).append(f"{number} (p.{pages[number]})")
    return [f"{reason}: {_some(listed)}" for reason, listed in by_reason.items()]


def _unread_pages(document: DocumentRead) -> list[str]:
    """Name the pages that could not be read."""
    failed = [
        f"p.{page.page_number} {page.reading_reason}"
        for page in document.pages
        if page.reading == FAILED_READING
    ]
    faults = []
    if failed:
        faults.append(f"{len(failed)} pages could not be read (页面无法读取): {_some(failed)}")
    by_reason: dict[str, list[int]] = {}
    for page in document.pages:
        for reason in page.unread:
            by_reason.setdefault(_DIGITS.sub("", reason).strip(), []).append(page.page_number)
    faults += [f"{reason}: {_pages(numbers)}" for reason, numbers in by_reason.items()]
    return faults


def _held_back_tables(tables: pl.DataFrame, held_back: dict[int, str]) -> list[str]:
    """Name the tables that a partial report is without."""
    held = [
        f"{number} {title or kind} (p.{first}{f'–{last}' if last != first else ''})"
        for number, title, kind, first, last in tables.select(
            "table_number", "table_title", "table_kind", "first_page", "last_page"
        ).iter_rows()
        if number in held_back
    ]
    return [f"tables held back (未证实、暂不入库的表): {_some(held)}"] if held else []


def _remarks(document: DocumentRead, pages: pl.DataFrame, tables: pl.DataFrame) -> list[str]:
    """Say what a reader of a proven report should still know."""
    remarks = []
    if tables.is_empty():
        remarks.append("no table, prose only (没有表格，仅有文字)")
    named = {page.page_number for page in document.pages if page.unread}
    images = pages.filter(pl.col("page_role") == "image")["page_number"].sort()
    if beside := [number for number in images if number not in named]:
        remarks.append(f"pictures without text, not read (图片页，未读取): {_pages(beside)}")
    by_remark: dict[str, list[int]] = {}
    for page in document.pages:
        for remark in page.remarks:
            by_remark.setdefault(remark, []).append(page.page_number)
    remarks += [f"{remark}: {_pages(numbers)}" for remark, numbers in by_remark.items()]
    if document.attachments:
        remarks.append(f"attached files, not read (附件，未读取): {_some([*document.attachments])}")
    bare = tables.filter(
        pl.col("recognition").str.contains(UNIT_UNKNOWN, literal=True)
        & (pl.col("figure_count") > 0)
    )
    if bare.height:
        listed = [f"{n} (p.{page})" for n, page in bare["table_number", "first_page"].iter_rows()]
        remarks.append(f"tables without a unit, no amounts (未印单位，金额未知): {_some(listed)}")
    return remarks


def _pages(numbers: Iterable[int]) -> str:
    """List page numbers."""
    return _some([f"p.{number}" for number in numbers])


def _some(items: list[str]) -> str:
    """List the first of many."""
    more = len(items) - _NUMBERS_NAMED
    return ", ".join(items[:_NUMBERS_NAMED]) + (f" … and {more} more" if more > 0 else "")
