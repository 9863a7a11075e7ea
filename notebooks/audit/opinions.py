"""What a letter says: the errors of a disclosure, each with place, print, proposal and basis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import duckdb

from ingest.contract.concepts import FINDING_KINDS_ZH
from notebooks.audit.findings import CHOICES_SQL, AuditFinding, Choice, Identity

# Errors of words and codes: the amounts beside them are there to compare.
_OF_WORDS: Final = (
    *("narrative", "code", "last_year_text", "other_text", "withheld", "other_version"),
)
_UNIT_YUAN: Final = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 10**8}
_BASES_SHOWN: Final = 6
_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")

# What a person has to look up.
TO_BE_FOUND: Final = "〔待核〕"

_CELLS_SQL: Final = """
    select f.page_number, f.table_number, coalesce(f.table_title, ''),
        coalesce(
            nullif(concat_ws(' ', f.row_code, f.row_label), ''), format('第{}行', f.row_number)
        ),
        coalesce(nullif(f.column_path, ''), format('第{}列', f.column_number)),
        f.printed_text, coalesce(f.unit, ''), f.figure_id,
        list_contains(x.proposed_figure_ids, f.figure_id),
        x.proposed_amounts_yuan[list_position(x.proposed_figure_ids, f.figure_id)],
        case when pages.reading = 'office' then f.locator end
    from marts.fct_findings as x
    inner join marts.fct_figures as f
        on x.report_id = f.report_id
        and list_contains(list_concat(x.culprit_figure_ids, x.proposed_figure_ids), f.figure_id)
    left join raw.pages as pages
        on f.report_id = pages.report_id and f.page_number = pages.page_number
    where x.report_id = ? and x.finding_id = ?
    order by f.table_number, f.row_number, f.column_number
"""
_PARTS_SQL: Final = f"""
    {CHOICES_SQL}
    inner join marts.dim_reports as asked
        on reports.disclosure_id = asked.disclosure_id and reports.is_current = asked.is_current
    where asked.report_id = ? and reports.status <> 'rejected'
    order by reports.report_id <> asked.report_id, reports.file_name
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed number at fault, or one that shows that another is.

    Attributes:
        address: the page, or the cell's address in a file that has none (表1!B12).
        place: table, row and column in words.
        printed: as printed, with its unit.
        proposed: what should be, or what the number is there for.
    """

    address: str
    place: str
    printed: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """One error as a letter states it."""

    number: int
    heading: str
    report: Choice
    finding: AuditFinding
    pages: tuple[int, ...]
    cells: tuple[Cell, ...]
    bases: tuple[str, ...]


def read_parts(connection: duckdb.DuckDBPyConnection, report_id: str) -> tuple[Choice, ...]:
    """List the files of a report's disclosure, the report first."""
    return tuple(Choice(*row) for row in connection.execute(_PARTS_SQL, [report_id]).fetchall())


def make_opinion(
    connection: duckdb.DuckDBPyConnection, number: int, report: Choice, finding: AuditFinding
) -> Opinion:
    """State one error."""
    rows = connection.execute(_CELLS_SQL, [report.report_id, finding.finding_id]).fetchall()
    pages = {row[0] for row in rows}
    pages |= {mark.page_number for mark in finding.marks}
    pages |= {passage.page_number for passage in finding.passages}
    return Opinion(
        number=number,
        heading=FINDING_KINDS_ZH[finding.kind],
        report=report,
        finding=finding,
        pages=() if finding.is_without_pages else tuple(sorted(pages)),
        cells=(*_stated(finding), *_cells(finding, rows)),
        bases=_bases(finding.identities),
    )


def _cells(finding: AuditFinding, rows: Sequence[tuple[Any, ...]]) -> tuple[Cell, ...]:
    """List the cells of a finding; a table's title is said once."""
    has_proposals = any(is_changed for *_, is_changed, _, _ in rows)
    # what the prose is compared with is not at fault
    otherwise = (
        "〔对照〕" if finding.kind in _OF_WORDS else "不变" if has_proposals else TO_BE_FOUND
    )
    cells: list[Cell] = []
    named: set[int] = set()
    for page, table, title, row, column, text, unit, _, is_changed, amount, address in rows:
        named_title = f"“{title}”" if title and table not in named else ""
        named.add(table)
        place = f"表{table}{named_title}“{row}”行“{column}”栏"
        proposed = _proposed(amount, unit) if is_changed else otherwise
        cells.append(Cell(address or str(page), place, f"{text}{unit}", proposed))
    return tuple(cells)


def _stated(finding: AuditFinding) -> tuple[Cell, ...]:
    """List the amounts that the prose states wrongly, each once for its page."""
    stated = dict.fromkeys((each.page_number, each.stated) for each in finding.passages)
    return tuple(
        Cell(
            "" if finding.is_without_pages else str(page),
            "文字说明",
            text,
            _proposed_text(finding, text),
        )
        for page, text in stated
    )


def _proposed_text(finding: AuditFinding, stated: str) -> str:
    """Write what the prose should state, in the unit that it states."""
    number = _NUMBER.search(stated)
    if finding.proposed_value is None or finding.printed_value is None or number is None:
        return TO_BE_FOUND
    if Decimal(number[0].replace(",", "")) != abs(finding.printed_value):
        return TO_BE_FOUND
    digits = len(number[0].partition(".")[2])
    # the prose says 减少 and an amount without a sign
    proposed = f"{round(abs(finding.proposed_value), digits):,f}{stated[number.end() :]}"
    is_turned = finding.proposed_value * finding.printed_value < 0
    return f"{proposed}（方向相反）" if is_turned else proposed


def _proposed(amount_yuan: Decimal | None, unit: str) -> str:
    """Write a proposal in the unit of the cell.

    >>> _proposed(Decimal("29624300.0000"), "万元"), _proposed(None, "元")
    ('2,962.43万元', '空白')
    """
    if amount_yuan is None:
        return "空白"
    amount = amount_yuan / _UNIT_YUAN.get(unit, 1)
    return f"{plain_number(amount)}{unit if unit in _UNIT_YUAN else '元'}"


def plain_number(number: Decimal) -> str:
    """Write a number with commas and without zeros at its end.

    >>> plain_number(Decimal("1200.5000")), plain_number(Decimal("3000"))
    ('1,200.5', '3,000')
    """
    whole, _, digits = f"{number:,f}".partition(".")
    digits = digits.rstrip("0")
    return f"{whole}.{digits}" if digits else whole


def _bases(identities: Sequence[Identity]) -> tuple[str, ...]:
    """Say which identities the error breaks, and by how much."""
    lines = [_basis(identity) for identity in identities[:_BASES_SHOWN]]
    more = len(identities) - _BASES_SHOWN
    return (*lines, f"另有{more}项勾稽关系") if more > 0 else tuple(lines)


def _basis(identity: Identity) -> str:
    left, right = identity.left_yuan, identity.right_yuan
    if left is None or right is None:
        return f"{identity.subject}（{identity.invariant_id}）"
    return (
        f"{identity.subject}（{identity.invariant_id}）：{plain_number(left)}元"
        f"与{plain_number(right)}元，相差{plain_number(abs(left - right))}元"
    )
