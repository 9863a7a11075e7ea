"""Side-by-side blocks of a table, their sides, and which label columns name their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType
from typing import Final

from ingest.contract.concepts import FURTHER_KINDS
from ingest.reading.tables.codes import code_domain, parse_code
from ingest.reading.tables.model import Column
from ingest.reading.tables.words import matchable

LABEL_ROLES: Final = frozenset(
    {
        "code",
        "code_class",
        "code_group",
        "code_item",
        "name",
        "ordinal",
        "unit_code",
        "unit_name",
        "project_code",
        "project_name",
        "function_code",
        "function_name",
    }
)
_SUBJECT_ROLES: Final = frozenset({"code", "code_class", "code_group", "code_item", "name"})
# In these, labels may follow figures without starting a second block, unless the first label's
# header stands there again: 机构运行信息表 prints 项目 | 预算数 | 决算数 | 项目 | 决算数.
_ONE_BLOCK: Final = frozenset(
    {"procurement", "projects", "department_performance", "project_performance", "three_public"}
)
_PARTS: Final = ("code_class", "code_group", "code_item")
_NOTHING: Final[Mapping[int, Sequence[str]]] = MappingProxyType({})
# A column of codes: two of them at least, nine in ten of one system.
_FEWEST_CODES: Final = 2
_CODE_SHARE: Final = 0.9
_BY_FUNCTION: Final = frozenset({"basic_by_function", "fiscal_revenue", "fiscal_expenditure"})
_ROWS_ARE_NOT_CODES: Final = frozenset({"procurement", "projects", "project_performance"})


def assign_blocks(columns: Sequence[Column], kind: str) -> list[Column]:
    """Number the blocks and, in two-sided tables, say which side each is.

    A block begins at a label column (项目, 科目编码 …) that follows a figure column.
    """
    assigned: list[Column] = []
    block, seen_figure = 1, False
    last_figure = max((c.number for c in columns if c.role == "figure"), default=0)
    first = next((c for c in columns if c.role in LABEL_ROLES), None)
    for column in columns:
        starts = column.role in LABEL_ROLES and seen_figure and column.number < last_figure
        again = first is not None and (column.role, column.path[-1:]) == (
            first.role,
            first.path[-1:],
        )
        if starts and (again or kind not in _ONE_BLOCK):
            block, seen_figure = block + 1, False
        seen_figure = seen_figure or column.role == "figure"
        assigned.append(replace(column, block=block))
    if kind not in {"summary", "appropriation"}:
        return assigned
    return [replace(c, side=_side(c, assigned)) for c in assigned]


def _side(column: Column, columns: Sequence[Column]) -> str:
    """Read the side off the block's headers; the first block is the revenue side otherwise."""
    words = "".join(matchable(c.path[0]) for c in columns if c.block == column.block and c.path)
    has_revenue, has_expenditure = "收入" in words, "支出" in words
    if has_revenue != has_expenditure:
        return "revenue" if has_revenue else "expenditure"
    return "revenue" if column.block == 1 else "expenditure"


def part_codes(columns: Sequence[Column], printed: Mapping[int, Sequence[str]]) -> list[Column]:
    """Take two or three columns of codes under one header as 类, 款, 项."""
    parted = list(columns)
    for _, same in groupby(columns, key=lambda c: (c.role, c.path)):
        group = list(same)
        are_codes = all(
            parse_code(text) for c in group for text in printed.get(c.number, ()) if text.strip()
        )
        if group[0].role == "code" and 1 < len(group) <= len(_PARTS) and are_codes:
            for column, role in zip(group, _PARTS, strict=False):
                parted[column.number - 1] = replace(column, role=role)
    return parted


def choose_labels(
    columns: Sequence[Column], kind: str, printed: Mapping[int, Sequence[str]] = _NOTHING
) -> list[Column]:
    """Leave one classification to name the rows of each block; the others become text.

    Some places print the department's and the government's economic codes (部门/政府预算支出
    经济分类), or the function as well, side by side for one figure.

    Args:
        columns: with blocks assigned.
        kind: the table's kind.
        printed: what each column prints in the body.
    """
    chosen = list(columns)
    for block in sorted({c.block for c in columns}):
        subjects = [c for c in columns if c.block == block and c.role in _SUBJECT_ROLES]
        domains = _domains(subjects, printed)
        present = set(domains.values()) - {None}
        primary = _primary_domain(present, kind)
        for column in subjects:
            if len(present) > 1 and domains[column.number] not in {primary, None}:
                chosen[column.number - 1] = replace(column, role="text")
    if kind in _ROWS_ARE_NOT_CODES:
        return _as_functions(chosen)
    return chosen


_DOMAINS: Final = {
    "functional": "function",
    "economic": "economic",
    "government_economic": "government",
}


def printed_domain(texts: Sequence[str]) -> str | None:
    """Name the classification that nearly all codes of a column belong to."""
    codes = [code for text in texts if (code := parse_code(text)) is not None]
    counts = Counter(_DOMAINS.get(code_domain(code)) for code in codes)
    domain, count = counts.most_common(1)[0] if counts else (None, 0)
    return domain if count >= _FEWEST_CODES and count >= _CODE_SHARE * len(codes) else None


def _domains(
    subjects: Sequence[Column], printed: Mapping[int, Sequence[str]]
) -> dict[int, str | None]:
    """Name the classification of each subject column; a bare code is that of the name behind it."""
    domains: dict[int, str | None] = {}
    behind: str | None = None
    has_item = {c.path[:-1] for c in subjects if c.role == "code_item"}
    for column in reversed(subjects):
        words = matchable("".join(column.path))
        own = None
        if "经济" in words:
            own = "government" if "政府" in words else "economic"
        elif "功能" in words:
            own = "function"
        elif column.path[:-1] in has_item and column.role != "name":
            own = "function"  # only functional codes have a 项
        if column.role == "name":
            behind = own
        domains[column.number] = own or behind
    _read_domains(subjects, printed, domains)
    return domains


def _read_domains(
    subjects: Sequence[Column],
    printed: Mapping[int, Sequence[str]],
    domains: dict[int, str | None],
) -> None:
    """Let the codes decide where two code columns have headers that do not name a system."""
    codes = [c for c in subjects if c.role == "code"]
    if len(codes) < 2 or any(domains[c.number] for c in codes):
        return
    read = {c.number: printed_domain(printed.get(c.number, ())) for c in codes}
    if len({domain for domain in read.values() if domain}) < 2:
        return
    last: str | None = None
    for column in subjects:
        last = read.get(column.number, last)
        domains[column.number] = domains[column.number] or last


def _primary_domain(present: set[str | None], kind: str) -> str | None:
    order = ("function", "economic", "government")
    if kind in {"basic_by_economic", "other", *FURTHER_KINDS} - _BY_FUNCTION:
        order = ("economic", "function", "government")
    if kind == "government_economic":
        order = ("government", "economic", "function")
    return next((domain for domain in order if domain in present), None)


def _as_functions(columns: Sequence[Column]) -> list[Column]:
    """In lists of projects or purchases a subject code says what a row is spent on."""
    named = any(c.role == "project_name" for c in columns)
    roles = {"code": "function_code"} | ({"name": "function_name"} if named else {})
    return [replace(column, role=roles.get(column.role, column.role)) for column in columns]
