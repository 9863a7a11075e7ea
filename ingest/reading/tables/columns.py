"""Header path of a leaf column → role, measure, stage, year, side, block, unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ingest.contract.concepts import YUAN_PER_UNIT
from ingest.reading.tables.blocks import (
    LABEL_ROLES,
    assign_blocks,
    choose_labels,
    part_codes,
    printed_domain,
)
from ingest.reading.tables.forms_layout import indicator_concept
from ingest.reading.tables.model import Column, ReportContext, StitchedTable
from ingest.reading.tables.numbers import parse_number
from ingest.reading.tables.ordinals import split_ordinal
from ingest.reading.tables.sides import is_side
from ingest.reading.tables.stages import read_stage
from ingest.reading.tables.units import find_body_unit, find_header_unit, header_words
from ingest.reading.tables.words import compact, matchable
from ingest.reading.vocabulary.loading import find_concept, load_rules

TWO_SIDED: Final = frozenset({"summary", "appropriation"})

# Groups that repeat what the whole table is about: their 合计 is the row's total.
_TABLE_WIDE: Final[Mapping[str, frozenset[str]]] = {
    "general_budget": frozenset({"general_budget", "fiscal_appropriation"}),
    "government_fund": frozenset({"government_fund"}),
    "state_capital": frozenset({"state_capital"}),
    "basic_by_economic": frozenset({"basic", "general_budget", "fiscal_appropriation"}),
    "appropriation": frozenset({"fiscal_appropriation"}),
    "three_public": frozenset({"general_budget", "fiscal_appropriation"}),
    "projects": frozenset({"project"}),
}
_STOCKS: Final = frozenset({"carried_over", "opening_balance", "closing_balance", "increase"})
_COSTS: Final = frozenset(
    {"overseas", "reception", "vehicle", "vehicle_purchase", "vehicle_running"}
)
# 基本支出预算数 says of what it is the 预算数; 一般公共预算数 may say it of the whole table.
_NAMED_AMOUNTS: Final = _COSTS | {"basic", "project", "personnel", "operating"}
# What a header's 其中 names apart: a measure of its own beside the group's, not a part unsaid.
_NAMED_PARTS: Final = _COSTS | {"personnel", "operating"}
_PROJECT_GROUPS: Final = frozenset({"initial_targeted", "superior_special"})
_FUNDS: Final = frozenset({"general_budget", "government_fund", "state_capital"})
_TOTAL_WORDS: Final = re.compile(r"^(合计|总计|小计)$")
_RATES: Final = frozenset({"increase_rate", "share"})
# A column whose header no vocabulary knows holds figures when most of what it prints is numbers.
_NUMERIC_SHARE: Final = 0.6


def read_columns(
    table: StitchedTable, kind: str, context: ReportContext, unit: str | None
) -> tuple[Column, ...]:
    """Read what each leaf column is.

    Args:
        table: the stitched table.
        kind: its kind.
        context: the report's year and kind, against which headers are read.
        unit: the table's money unit, None where nobody knows it.
    """
    leaves = [matchable(path[-1]) if path else "" for path in table.column_paths]
    parts = {indicator_concept(leaf) for leaf in leaves}
    is_list = "level_3" in parts and "target" in parts
    has_final = any(
        "决算" in text or "执行" in text for path in table.column_paths for text in path
    )
    by_year = kind == "three_public" and any(leaf in {"年度", "年份"} for leaf in leaves)
    columns: list[Column] = []
    for number, path in enumerate(table.column_paths, start=1):
        column = _read_column(number, path, is_list=is_list)
        if by_year and leaves[number - 1] in {"年度", "年份"}:
            column = replace(column, role="name", is_unknown=False)
        stage, year = read_stage(path, context, kind, has_final=has_final)
        columns.append(replace(column, stage=stage, year=year))
    columns = _resolve_groups(columns, kind)
    columns = _read_content(table, columns)
    columns = _name_codes(columns, _printed_texts(table, columns))
    columns = _name_rows(columns)
    printed = _printed_texts(table, columns)
    if kind in TWO_SIDED:
        columns = _name_lines(columns, printed)
    columns = choose_labels(assign_blocks(part_codes(columns, printed), kind), kind, printed)
    if _is_listed_side(table, columns, kind):
        columns = [replace(column, side=kind) for column in columns]
    columns = _settle_totals(columns, kind)
    if kind == "projects":
        columns = _read_projects(columns)
    return tuple(_set_unit(column, unit) for column in columns)


def _read_column(number: int, path: tuple[str, ...], *, is_list: bool) -> Column:  # noqa: PLR0911 - one return per kind of header
    """Read a column by its own leaf."""
    leaf = header_words(path[-1]) if path else ""
    column = Column(number=number, block=1, path=path, role="text")
    if is_list and (concept := indicator_concept(leaf)) is not None:
        if concept in {"target", "weight"}:
            return replace(column, role="figure", measure=concept, concept=concept)
        return replace(column, concept=concept)
    if not leaf:
        return replace(column, is_unknown=True)
    role = find_concept(load_rules("headers", "role"), leaf)
    if role is not None:
        return replace(column, role=role)
    measure = find_concept(load_rules("headers", "measure"), leaf)
    is_generic = find_concept(load_rules("headers", "generic"), leaf) is not None
    if is_generic and measure not in _NAMED_AMOUNTS:
        return replace(column, role="figure")
    if measure is not None:
        return replace(column, role="figure", measure=measure)
    is_count = find_concept(load_rules("headers", "count"), leaf) is not None
    return replace(column, role="figure" if is_count else "text", is_unknown=not is_count)


def _is_listed_side(table: StitchedTable, columns: Sequence[Column], kind: str) -> bool:
    """Say whether a 收入总表 or 支出总表 lists one side of the balance, without any codes."""
    labels = [c for c in columns if c.role in LABEL_ROLES and c.role != "ordinal"]
    measures = {c.measure for c in columns if c.role == "figure"}
    if kind not in {"revenue", "expenditure"} or [c.role for c in labels] != ["name"]:
        return False
    if not measures <= {"total", "increase", "increase_rate", "share"}:
        return False
    number = labels[0].number
    rows = [c.text for c in table.cells if c.region == "body" and c.column_number == number]
    return is_side(rows, kind)


def _group_measure(text: str, kind: str) -> str | None:
    """Name what a header group says: a measure, "" for nothing of its own, None for unknown."""
    words = header_words(text)
    if kind == "three_public" and "三公" in words:
        return ""
    if find_concept(load_rules("headers", "neutral"), words) is not None:
        return ""
    measure = find_concept(load_rules("headers", "measure"), words)
    if measure is not None and measure in _TABLE_WIDE.get(kind, frozenset()):
        return ""
    if measure is not None:
        return measure
    return "" if find_concept(load_rules("headers", "generic"), words) is not None else None


def _resolve_groups(columns: Sequence[Column], kind: str) -> list[Column]:
    """Give 合计, 小计, 预算数 the measure of the group that they stand in."""
    resolved = [_resolve_generic(column, kind) for column in columns]
    return [_resolve_part(column, resolved, kind) for column in resolved]


def _generic(column: Column) -> str | None:
    leaf = header_words(column.path[-1]) if column.path else ""
    return find_concept(load_rules("headers", "generic"), leaf)


def _resolve_generic(column: Column, kind: str) -> Column:
    if column.role != "figure" or column.measure is not None:
        return column
    generic = _generic(column)
    if generic is None:
        return column
    for text in reversed(column.path[:-1]):
        measure = _group_measure(text, kind)
        if measure is None:
            return column
        if measure:
            return replace(column, measure=measure)
    if generic == "amount" and kind in TWO_SIDED:
        return replace(column, measure="amount")
    return replace(column, measure="total")


def _resolve_part(  # noqa: PLR0911 - one return per rule, in order
    column: Column, columns: Sequence[Column], kind: str
) -> Column:
    """Settle columns inside a group: parts of a carried-over stock, kinds that nobody names."""
    leaf = header_words(column.path[-1]) if column.path else ""
    if kind == "three_public" and "三公" in leaf and column.measure not in _COSTS:
        return replace(column, role="figure", measure="total", is_unknown=False)
    if len(column.path) < 2 or column.role not in {"figure", "text"}:
        return column
    group = column.path[:-1]
    siblings = [c for c in columns if c.path[: len(group)] == group and c is not column]
    measures = [m for text in group if (m := _group_measure(text, kind))]
    if measures and measures[-1] in _PROJECT_GROUPS and _generic(column) is None:
        return replace(column, role="figure", measure="project_kind", is_unknown=False)
    if _is_counted_part(column, measures, siblings):
        return replace(column, role="figure", measure=None, is_unknown=False)
    cost = next((m for m in reversed(measures) if m in _COSTS), None)
    if kind == "three_public" and column.measure in _FUNDS:
        # 三公 by cost and fund: the funds' columns of one cost sum to it
        totalled = any(_TOTAL_WORDS.match(matchable(t)) for t in group)
        return replace(column, measure=cost or ("total" if totalled else column.measure))
    stock = next((m for m in measures if m in _STOCKS), None)
    if stock is not None and (_generic(column) is None or column.measure != stock):
        counted = any(_generic(s) is not None for s in siblings) or stock == "increase"
        return replace(column, role="figure", measure=None if counted else stock, is_unknown=False)
    if not column.is_unknown or not measures:
        return column
    if any(s.measure == measures[-1] for s in siblings):
        return replace(column, role="figure", is_unknown=False)
    return replace(column, role="figure", measure=measures[-1], is_unknown=False)


def _is_counted_part(column: Column, measures: Sequence[str], siblings: Sequence[Column]) -> bool:
    """Say whether a column is only a part of what a sibling states whole.

    `事业收入 / 其中：教育收费` beside `事业收入 / 金额`; `项目支出 / 扣除基建项目后预算数` beside
    `项目支出 / 项目支出总数`. 决算数 beside 预算数 is no part of it, but another stage.
    """
    siblings = [
        s
        for s in siblings
        if (s.stage, s.year) == (column.stage, column.year) and not _are_apart(s, column, siblings)
    ]
    if not measures or not any(s.measure == measures[-1] for s in siblings):
        return False
    own = column.measure in _NAMED_PARTS and column.measure != measures[-1]
    among = not own and re.match(r"^其中[::].", compact(column.path[-1])) is not None
    named = any(
        s.measure == measures[-1] and (_generic(s) is None or s.number < column.number)
        for s in siblings
    )
    doubled = column.measure == measures[-1] and _generic(column) is not None and named
    return among or doubled


def _are_apart(one: Column, other: Column, siblings: Sequence[Column]) -> bool:
    """Say whether labels stand between two columns of a group: 公用经费 goes on side by side."""
    first, last = sorted((one.number, other.number))
    return any(first < s.number < last and s.role in LABEL_ROLES for s in siblings)


def _printed_texts(table: StitchedTable, columns: Sequence[Column]) -> dict[int, list[str]]:
    """Give what each column prints in the body, in cells of its own."""
    texts: dict[int, list[str]] = {column.number: [] for column in columns}
    for cells in table.body.values():
        for cell in cells:
            if cell.column_span == 1:
                texts[cell.column_number].append(cell.text)
    return texts


def _read_content(table: StitchedTable, columns: Sequence[Column]) -> list[Column]:
    """Let the body decide on columns whose header no vocabulary knows."""
    texts = _printed_texts(table, columns)
    return [_decide(column, texts[column.number]) for column in columns]


def _decide(column: Column, texts: Sequence[str]) -> Column:
    if not column.is_unknown or column.role != "text" or not texts:
        return column
    readings = [parse_number(text).reading for text in texts]
    numeric = sum(r in {"number", "nil", "unread"} for r in readings)
    if numeric >= _NUMERIC_SHARE * len(readings):
        return replace(column, role="figure")
    return replace(column, role="name") if not column.path and column.number == 1 else column


def _name_codes(columns: Sequence[Column], printed: Mapping[int, Sequence[str]]) -> list[Column]:
    """Take two columns without a header, of codes and of words, for 科目编码 and 科目名称.

    They open a block: no other label stands before them. A unit in the corner is no header.
    """
    named = list(columns)
    for before, column, after in zip([None, *columns], columns, columns[1:], strict=False):
        opens = before is None or before.role in {"figure", "ordinal"}
        is_named = bool(column.path) and not _is_unit_alone(column.path[-1])
        if not opens or is_named or not printed_domain(printed[column.number]):
            continue
        if after.role == "name" or (after.is_unknown and not after.path and after.role == "text"):
            named[column.number - 1] = replace(column, role="code", is_unknown=False)
            named[after.number - 1] = replace(after, role="name", is_unknown=False)
    return named


def _is_unit_alone(text: str) -> bool:
    """Say whether a header is only the table's unit: 单位：万元 in the corner."""
    said = compact(text).lstrip("(").removeprefix("金额")
    return said.startswith("单位") and find_body_unit(text) is not None


def _name_rows(columns: Sequence[Column]) -> list[Column]:
    """Let the first text column name the rows of a table whose headers name none."""
    if any(c.role in LABEL_ROLES - {"ordinal"} for c in columns):
        return list(columns)
    first = next((c for c in columns if c.role == "text" and c.is_unknown), None)
    return [replace(c, role="name") if c is first else c for c in columns]


def _name_lines(columns: Sequence[Column], printed: Mapping[int, Sequence[str]]) -> list[Column]:
    """Take a column of numbered lines between figures for the names of a block of its own.

    Its header may be clipped at the cell's edge: 府预算支出经济科目（按大类.
    """
    named = list(columns)
    for before, column, after in zip(columns, columns[1:], columns[2:], strict=False):
        texts = [text for text in printed[column.number] if text.strip()]
        numbered = [text for text in texts if split_ordinal(text.strip())[0] is not None]
        is_between = before.role == after.role == "figure" and column.role == "text"
        if is_between and len(numbered) > max(1, _NUMERIC_SHARE * len(texts)):
            named[column.number - 1] = replace(column, role="name", is_unknown=False)
    return named


def _settle_totals(columns: Sequence[Column], kind: str) -> list[Column]:
    """Leave one total per block and stage where a table prints several levels of them."""
    settled = list(columns)
    keys = {(c.block, c.stage, c.year) for c in columns if c.measure == "total"}
    for key in sorted(keys, key=str):
        totals = [c for c in columns if c.measure == "total" and (c.block, c.stage, c.year) == key]
        if len(totals) < 2 or len({c.path[:-1] for c in totals if _generic(c) is None}) == 1:
            continue
        chosen = totals[0]
        if kind == "three_public":
            named = [c for c in totals if any("三公" in matchable(t) for t in c.path)]
            chosen = named[0] if named and len(named) < len(totals) else totals[0]
        for column in totals:
            if column is not chosen:
                settled[column.number - 1] = replace(column, measure=_lesser_total(column))
    return settled


def _read_projects(columns: Sequence[Column]) -> list[Column]:
    """Read what lists of projects head in their own way: 项目支出合计 over 商品和服务支出, …."""
    read = list(columns)
    whole = [c for c in columns if c.measure in {"total", "project"}]
    if len(whole) == 1 and whole[0].measure == "project":
        read[whole[0].number - 1] = replace(whole[0], measure="total")
    for column in columns:
        leaf = header_words(column.path[-1]) if column.path else ""
        if column.role == "figure" and column.measure is None and _generic(column) is None:
            concept = find_concept(load_rules("headers", "economic_class"), leaf)
            read[column.number - 1] = replace(column, measure=concept)
    return read


def _lesser_total(column: Column) -> str | None:
    joined = matchable("".join(column.path))
    if "本年收入" in joined:
        return "current_revenue"
    return "current_expenditure" if "本年支出" in joined else None


def _set_unit(column: Column, unit: str | None) -> Column:
    """Give a figure column its unit, and say whether it is money."""
    if column.role != "figure":
        return replace(column, measure=None, stage=None, year=None)
    if column.measure in {"target", "weight"}:
        return replace(column, stage=None, year=None)
    if column.measure in _RATES:
        return replace(column, unit="%", stage=None)
    printed = None
    for text in column.path:
        printed = find_header_unit(text) or printed
    leaf = header_words(column.path[-1]) if column.path else ""
    if find_concept(load_rules("headers", "count"), leaf) is not None:
        return replace(column, unit=printed)
    own = printed or unit
    return replace(column, unit=own, is_money=own in YUAN_PER_UNIT)


def find_inner_unit(table: StitchedTable) -> str | None:
    """Find a money unit inside a table: 项目资金（万元）, 预算数（单位：万元）, 单位：万元."""
    for cell in table.cells:
        if cell.region in {"header", "body"}:
            find = find_header_unit if cell.region == "header" else find_body_unit
            unit = find(cell.text)
            if unit in YUAN_PER_UNIT:
                return unit
    return None
