"""What each body row of each block is about: code, label, role, concept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ingest.reading.tables.blocks import LABEL_ROLES
from ingest.reading.tables.codes import (
    code_depth,
    code_domain,
    complete_codes,
    join_code_parts,
    parse_code,
    split_labelled_code,
    split_project_code,
)
from ingest.reading.tables.model import Column, Line, PlacedCell, StitchedTable
from ingest.reading.tables.nesting import (
    carry_closing,
    carry_units,
    label_indents,
    nest_by_code,
    nest_by_indent,
    promote_coded_units,
    promote_lone_unit,
)
from ingest.reading.tables.ordinals import split_ordinal
from ingest.reading.tables.sides import read_sides
from ingest.reading.tables.totals import is_subtotal, is_total
from ingest.reading.tables.words import compact, matchable
from ingest.reading.vocabulary.loading import find_concept, load_rules

_CLASS_DIGITS: Final = 3
_PARTS: Final = ("code_class", "code_group", "code_item")
UNIT_NAME: Final = re.compile(
    r"(厅|局|办公室|委员会|中心|院|所|队|站|学校|大学|学院|法院|检察院|委|办|部|馆|园|会|(本级|机关|汇总))[)）]?$"
)
_LISTS: Final = frozenset({"projects", "procurement"})
_YEAR_LABEL: Final = re.compile(
    r"^(20\d{2}年?(度)?(预算|决算|执行)?(数)?|上年.{0,4}|本年.{0,4}|当年.{0,4})$"
)


@dataclass(slots=True)
class _Labels:
    """The label cells of one row in one block, by column role."""

    texts: dict[str, str] = field(default_factory=dict)
    has_other: bool = False  # figures or text beside the labels


def read_lines(table: StitchedTable, columns: Sequence[Column], kind: str) -> tuple[Line, ...]:
    """Read one line per body row and block."""
    lines: list[Line] = []
    for block in sorted({c.block for c in columns}):
        lines.extend(_read_block(table, columns, kind, block))
    lines = carry_closing(lines, _blocks_with_more(table, columns))
    return tuple(sorted(lines, key=lambda line: (line.row_number, line.block)))


def _read_block(
    table: StitchedTable, columns: Sequence[Column], kind: str, block: int
) -> list[Line]:
    members = {c.number: c for c in columns if c.block == block}
    above: list[str | None] = []
    side = next((c.side for c in members.values()), None)
    parts = [role for role in _PARTS if any(c.role == role for c in members.values())]
    spanned = _spanned_labels(table, members)
    read: list[tuple[int, _Labels, str | None]] = []
    for row, cells in table.body.items():
        labels = _collect(cells, members, columns)
        code = _read_code(labels, parts, above)
        if code is not None and parts:
            above = _split(code, len(parts))
        read.append((row, labels, code))
    codes = [code for _, _, code in read]
    lines = [
        _read_line((row, block), labels, code, kind=kind, side=side, spanned=spanned.get(row, {}))
        for (row, labels, _), code in zip(
            read, codes if parts else complete_codes(codes), strict=True
        )
    ]
    if kind == "three_public":
        lines = carry_units(lines, "year")
    if kind == "projects":
        lines = nest_by_indent(lines, label_indents(table, members))
        lines = nest_by_code(lines)
        lines = carry_units(promote_coded_units(lines), "project")
    if side is not None:
        return read_sides(lines, side)
    return lines if kind in {"three_public", "procurement"} else promote_lone_unit(lines)


def _blocks_with_more(
    table: StitchedTable, columns: Sequence[Column]
) -> frozenset[tuple[int, int]]:
    """Find the (row, block) in which something stands that is no label."""
    others = {c.number: c.block for c in columns if c.role not in LABEL_ROLES}
    return frozenset(
        (row, others[cell.column_number])
        for row, cells in table.body.items()
        for cell in cells
        if cell.column_number in others and cell.text.strip()
    )


def _collect(
    cells: Sequence[PlacedCell], members: dict[int, Column], columns: Sequence[Column]
) -> _Labels:
    labels = _Labels()
    parts: dict[str, int] = {}
    for cell in cells:
        column = members.get(_named_column(cell, columns))
        if column is None:
            continue
        # 类 and 款 once more: of a second system, an economic code behind the functional one
        if column.role in _PARTS and parts.setdefault(column.role, column.number) != column.number:
            continue
        if column.role in LABEL_ROLES:
            known = labels.texts.get(column.role)
            text = re.sub(r"\s+", "", cell.text)
            # a row cut by a page break prints its label in two cells
            labels.texts[column.role] = text if known is None else known + text
        else:
            labels.has_other = True
            if column.role == "text" and is_total(cell.text):
                # 合计 over all columns before the figures, of which the first holds no label
                labels.texts.setdefault("text", re.sub(r"\s+", "", cell.text))
    return labels


def _named_column(cell: PlacedCell, columns: Sequence[Column]) -> int:
    """Give the column that a label cell stands in.

    One that is merged over a whole block and into the label columns of the next (公用经费合计
    before its amount in the third block) names the block in which it ends.
    """
    first = columns[cell.column_number - 1]
    last = columns[min(cell.column_number + cell.column_span - 1, len(columns)) - 1]
    ends_in_labels = last.role in LABEL_ROLES and first.role in LABEL_ROLES
    return last.number if ends_in_labels and last.block != first.block else first.number


def _spanned_labels(table: StitchedTable, members: dict[int, Column]) -> dict[int, dict[str, str]]:
    """Give unit and project of the rows that a vertically merged label cell covers."""
    spanned: dict[int, dict[str, str]] = {}
    for placed in table.cells:
        column = members.get(placed.column_number)
        if placed.region != "body" or placed.row_number is None or column is None:
            continue
        if column.role not in {"unit_name", "unit_code", "project_name", "project_code"}:
            continue
        for offset in range(1, placed.cell.row_span if placed.text.strip() else 1):
            text = re.sub(r"\s+", "", placed.text)
            spanned.setdefault(placed.row_number + offset, {})[column.role] = text
    return spanned


def _read_code(labels: _Labels, parts: list[str], above: list[str | None]) -> str | None:
    """Read the row's code from one column or from its 类, 款, 项 columns."""
    if "code" in labels.texts:
        code = parse_code(labels.texts["code"])
        if code is not None:
            return code
        labelled, rest = split_labelled_code(labels.texts["code"])
        if labelled is not None:
            labels.texts.setdefault("name", rest)
            return labelled
    if parts:
        printed = [
            parse_code(labels.texts[part]) if part in labels.texts else None for part in parts
        ]
        # 301 | 30101: each column prints whole codes
        whole = next((part for part in reversed(printed) if part is not None), "")
        if len(whole) > _CLASS_DIGITS and code_domain(whole) != "unit":
            return whole
        if any(printed):
            return "".join(p for p in join_code_parts(printed, above) if p)
    for role in ("name", "unit_name"):
        if role in labels.texts:
            labelled, rest = split_labelled_code(labels.texts[role])
            if labelled is not None and rest:
                labels.texts[role] = rest
                return labelled
    return None


def _split(code: str, count: int) -> list[str | None]:
    pieces: list[str | None] = [code[:3] or None, code[3:5] or None, code[5:7] or None]
    return pieces[:count]


def _read_line(
    place: tuple[int, int],
    labels: _Labels,
    code: str | None,
    *,
    kind: str,
    side: str | None,
    spanned: dict[str, str],
) -> Line:
    """Read a line at its (row, block) from its label cells and its code."""
    texts = labels.texts
    label = _label(texts, kind)
    if label is not None:
        label = split_project_code(label)[1] if split_project_code(label)[0] else label
    ordinal, depth, bare = split_ordinal(label) if label else (None, None, label)
    if ordinal is not None and not bare:
        ordinal, depth, bare = None, None, label
    unit_code, unit_name = _unless_dash(texts.get("unit_code")), texts.get("unit_name")
    if code is not None and code_domain(code) == "unit" and unit_code is None:
        unit_code, unit_name = code, unit_name or texts.get("name")
    function_code = texts.get("function_code")
    project_code, project_name = _project(texts, spanned)
    line = Line(
        row_number=place[0],
        block=place[1],
        row_role="text",
        row_code=code,
        row_label=bare or None,
        ordinal=ordinal or texts.get("ordinal"),
        depth=code_depth(code) if code is not None else depth,
        unit_code=unit_code or spanned.get("unit_code"),
        unit_name=_unless_total(unit_name or spanned.get("unit_name")),
        project_code=project_code,
        project_name=_unless_total(project_name),
        function_code=(parse_code(function_code) if function_code else None)
        or (code if kind in {"projects", "procurement"} and code else None),
        function_name=_unless_total(texts.get("function_name")),
    )
    role = _row_role(line, labels, kind, side)
    return replace(line, row_role=role, line_source=_source(line, kind))


def _project(texts: dict[str, str], spanned: dict[str, str]) -> tuple[str | None, str | None]:
    """Give project code and name, the code taken off the name where it stands before it."""
    code = texts.get("project_code") or spanned.get("project_code")
    name = texts.get("project_name") or spanned.get("project_name")
    own, bare = split_project_code(name) if name else (None, None)
    return code or own, bare if own else name


def _label(texts: dict[str, str], kind: str) -> str | None:
    """Choose the text that names the row; a total may stand in any label column."""
    for text in texts.values():
        if is_total(text) or is_subtotal(text):
            return text
    order = ("name", "project_name", "unit_name", "function_name", "code", "code_class")
    if kind in {"projects", "project_performance"}:
        order = ("project_name", "name", "unit_name", "function_name", "code", "code_class")
    return next(
        (texts[role] for role in order if role in texts and not _is_digits(texts[role])), None
    )


def _is_digits(text: str) -> bool:
    return parse_code(text) is not None


def _closes_unit(label: str | None) -> bool:
    """Say whether a row of a list sums a unit's rows: 某局本级小计."""
    return label is not None and compact(label).endswith("小计")


def _unless_dash(text: str | None) -> str | None:
    return text if text and re.search(r"\w", text) else None


def _unless_total(text: str | None) -> str | None:
    return None if is_total(text) or is_subtotal(text) else text


def _row_role(  # noqa: PLR0911 - one per role
    line: Line, labels: _Labels, kind: str, side: str | None
) -> str:
    label = line.row_label
    if not labels.texts and not labels.has_other:
        return "blank"
    if is_total(label):
        return "total"
    if side is None and (is_subtotal(label) or (kind in _LISTS and _closes_unit(label))):
        return "subtotal"
    if label and re.match(r"^[(（]?(注|备注|说明)[:：]", label):
        return "note"
    if side is not None:
        return "line"
    special = {
        "three_public": _three_public_role,
        "procurement": _procurement_role,
        "projects": _project_role,
        "project_performance": _project_role,
    }.get(kind)
    if special is not None and (role := special(line)) is not None:
        return role
    if line.row_code is not None:
        return "unit" if code_domain(line.row_code) == "unit" else "code"
    if line.project_name is not None:
        return "project"
    if line.unit_name is not None or line.unit_code is not None:
        return "unit"
    return "line" if label else "text"


def _three_public_role(line: Line) -> str | None:
    label = line.row_label
    if label is None and line.unit_name is None:
        return "line"
    if label is not None and _YEAR_LABEL.match(compact(label)):
        return "year"
    if label is not None and find_concept(load_rules("lines", "cost"), matchable(label)):
        return "kind"
    return "unit" if line.unit_name or line.unit_code else None


def _procurement_role(line: Line) -> str | None:
    words = matchable(line.row_label or "")
    return "category" if find_concept(load_rules("lines", "category"), words) else None


def _project_role(line: Line) -> str | None:
    label = line.row_label
    if line.project_name is not None and label == line.project_name:
        if line.unit_code and (label == line.unit_name or UNIT_NAME.search(label)):
            return "unit"
        return "project"
    if label is not None and line.row_code is None:
        return "unit" if UNIT_NAME.search(label) else "project"
    return None


def _source(line: Line, kind: str) -> str | None:
    """Name the measure that a row's label states, in tables whose rows are measures."""
    words = matchable(line.row_label or "")
    if kind == "three_public":
        return find_concept(load_rules("lines", "cost"), words)
    if kind == "basic_by_economic" and is_subtotal(line.row_label):
        return find_concept(load_rules("lines", "part_source"), words)
    return None
