"""A read document → its tables, recognised: the one public function of this room."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ingest.contract.concepts import FURTHER_KINDS, YUAN_PER_UNIT
from ingest.reading.pdf.model import DocumentRead
from ingest.reading.tables.assembly import Draft, collect_drafts
from ingest.reading.tables.columns import TWO_SIDED, find_inner_unit, read_columns
from ingest.reading.tables.contents import find_contents_pages
from ingest.reading.tables.cut_amounts import join_cut_amounts
from ingest.reading.tables.cuts import join_cut_rows
from ingest.reading.tables.forms import read_form, read_list
from ingest.reading.tables.forms_layout import field_concept, has_indicator_header
from ingest.reading.tables.frames import build_frames
from ingest.reading.tables.kinds import demote_whole_fund, recognise_kind
from ingest.reading.tables.landing import Landed, land_table
from ingest.reading.tables.lines import read_lines
from ingest.reading.tables.lost import land_lost_table
from ingest.reading.tables.model import Column, Form, Line, Part, ReportContext, StitchedTable
from ingest.reading.tables.named_codes import infer_codes, keep_misprinted
from ingest.reading.tables.nesting import heads_its_projects
from ingest.reading.tables.numbers import parse_number
from ingest.reading.tables.stitching import drop_blank_columns, stitch
from ingest.reading.tables.unit_evidence import UnitEvidence

_PERFORMANCE = frozenset({"department_performance", "project_performance"})


@dataclass(frozen=True)
class RecognisedTables:
    """All tables of a report.

    Attributes:
        frames: the landed frames tables, columns, lines, cells, figures, form_fields, indicators.
        consumed_lines: (page_number, index in page.lines) of titles, unit lines and notes.
        contents_pages: pages whose grids are a ruled contents list.
        unknown_words: headers and titles that no vocabulary knows.
    """

    frames: dict[str, pl.DataFrame]
    consumed_lines: frozenset[tuple[int, int]]
    contents_pages: frozenset[int]
    unknown_words: tuple[str, ...]


@dataclass(slots=True)
class _Recognised:
    table: StitchedTable
    kind: str
    reason: str
    is_form: bool


def recognise_tables(
    document: DocumentRead, *, report_id: str, identity: ReportContext
) -> RecognisedTables:
    """Recognise every table of a report.

    Args:
        document: the pages as read.
        report_id: the report's key in all frames.
        identity: budget year and report kind, against which headers are read.
    """
    contents = find_contents_pages(document)
    items = [_tried(draft) for draft in collect_drafts(document, contents)]
    recognised = [item for item in items if isinstance(item, _Recognised)]
    kinds = demote_whole_fund([r.kind for r in recognised], [r.table.title for r in recognised])
    units = UnitEvidence(document, [(r.table, r.table.unit) for r in recognised])
    landed = Landed()
    for known, kind in zip(recognised, kinds, strict=True):
        if kind != known.kind:
            known.kind, known.reason = kind, f"{known.reason}; 一般公共预算 has its own table"
    for number, item in enumerate(items, start=1):
        lost = item if isinstance(item, _Lost) else None
        if isinstance(item, _Recognised):
            try:
                _land(landed, number, item, identity=identity, units=units, report_id=report_id)
            except Exception as error:
                landed.take_out(number)
                lost = _Lost(item.table.parts, _error_reason(error))
        if lost is not None:
            land_lost_table(
                landed,
                report_id=report_id,
                table_number=number,
                parts=lost.parts,
                reason=lost.reason,
            )
    return RecognisedTables(
        frames=build_frames(landed.rows),
        consumed_lines=frozenset(line for r in recognised for line in r.table.lines),
        contents_pages=contents,
        unknown_words=tuple(sorted(set(landed.unknown_words))),
    )


@dataclass(frozen=True, slots=True)
class _Lost:
    """A table that we could not make sense of: an error of ours costs it, and no other."""

    parts: tuple[Part, ...]
    reason: str


def _tried(draft: Draft) -> _Recognised | _Lost:
    """Recognise a table; what is raised on the way is the reason why it is lost."""
    if draft.error is not None:
        return _Lost(tuple(draft.parts), _error_reason(draft.error))
    try:
        return _recognise(draft)
    except Exception as error:
        return _Lost(tuple(draft.parts), _error_reason(error))


def _error_reason(error: Exception) -> str:
    """Word an error of ours; running out of memory is for the one who set the limit."""
    if isinstance(error, MemoryError):
        raise error
    return f"could not be read (程序出错，表格未读取): {type(error).__name__}: {error}"


def _recognise(draft: Draft) -> _Recognised:
    table = stitch(draft, is_form=draft.is_form)
    if not draft.is_form:
        table = drop_blank_columns(table)
    kind, reason = recognise_kind(table.title, table.column_paths, is_form=draft.is_form)
    if draft.is_form and table.title is None:
        kind, reason = recognise_form(table)
    return _Recognised(table, kind, reason, draft.is_form)


def recognise_form(table: StitchedTable) -> tuple[str, str]:
    """Name the kind of a form without a title by its head fields."""
    fields = {field_concept(c.text) for c in table.cells if c.region == "body"}
    if not any(has_indicator_header(part.grid) for part in table.parts):
        return "other", "form without title and indicators"
    if fields & {"project", "project_code"}:
        return "project_performance", "form: 项目名称 with indicators"
    return "department_performance", "form: 部门名称 with indicators"


def _land(
    landed: Landed,
    number: int,
    item: _Recognised,
    *,
    identity: ReportContext,
    units: UnitEvidence,
    report_id: str,
) -> None:
    """Read one table's columns, lines and values, and append them to what is landed."""
    table, reason = item.table, item.reason
    unit = table.unit or find_inner_unit(table)
    if unit is None and _needs_unit(item, identity):
        unit, why = units.settle(table)
        reason = f"{reason}; {why}"
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    doubt = None
    if item.kind == "projects_by_code" and heads_its_projects(
        read_lines(table, read_columns(table, item.kind, identity, unit), item.kind)
    ):
        item.kind, reason = "projects", f"{reason}; rows: projects below their codes"
    if item.is_form:
        form = read_form(table)
        columns, lines = _form_columns(table), _form_lines(table, form)
    else:
        columns = read_columns(table, item.kind, identity, unit)
        table, doubt = join_cut_amounts(table, columns)
        table = join_cut_rows(table, columns, by_figures=item.kind not in TWO_SIDED)
        printed = keep_misprinted(read_lines(table, columns, item.kind))
        lines = tuple(infer_codes(printed, columns, item.kind))
        form = Form()
        if item.kind in _PERFORMANCE or any(c.concept == "level_3" for c in columns):
            form = read_list(table, columns)
    land_table(
        landed,
        report_id=report_id,
        table_number=number,
        table=table,
        kind=item.kind,
        reason=reason,
        unit=unit if unit in YUAN_PER_UNIT else None,
        columns=columns,
        lines=lines,
        form=form,
        is_form=item.is_form,
        doubt=doubt,
    )


def _needs_unit(item: _Recognised, identity: ReportContext) -> bool:
    """Say whether a table without a printed unit holds money all the same."""
    if item.is_form:
        return item.kind != "other"
    columns = read_columns(item.table, item.kind, identity, "元")
    is_known = item.kind not in {"other", *FURTHER_KINDS}
    return any(c.is_money and (c.measure is not None or is_known) for c in columns)


def _form_columns(table: StitchedTable) -> tuple[Column, ...]:
    return tuple(
        Column(number=number, block=1, path=(), role="text")
        for number in range(1, table.column_count + 1)
    )


def _form_lines(table: StitchedTable, form: Form) -> tuple[Line, ...]:
    """Give each row of a form its role; indicator rows bear the indicator's name."""
    indicators = {i.row_number: i for i in form.indicators}
    fields: dict[int, str] = {}
    for pair in form.fields:
        fields.setdefault(pair.row_number, pair.label)
    lines = []
    for row, cells in table.body.items():
        role, label = "text", None
        if row in indicators:
            role, label = "indicator", indicators[row].levels[2]
        elif row in fields:
            role, label = "field", fields[row]
        elif not cells:
            role = "blank"
        elif row not in form.header_rows:
            numeric = [c for c in cells if parse_number(c.text).reading == "number"]
            label = None if numeric else cells[0].text.replace("\n", "")
        lines.append(Line(row_number=row, block=1, row_role=role, row_label=label))
    return tuple(lines)
