"""Where each printed figure stands, where else its quantity stands, and what witnesses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Final

import duckdb

from ingest.connecting import connected
from notebooks.site.warehouse import Row, ask, group_by_report, short_key

# Identities that say "this is the same quantity, printed twice"; the others are sums of parts.
_SAME_QUANTITY: Final = ("B", "X", "Y")
_COMPARES_PARTS: Final = ("X10", "X14")  # part ≤ whole, sums of weights

_FIGURES_SQL: Final = """
select figure.report_id, figure.figure_id, figure.table_number, figure.page_number,
    figure.row_number, figure.column_number, printed.block, figure.row_code, figure.row_label,
    figure.column_path, figure.printed_text, figure.value, figure.unit, figure.decimals,
    figure.amount_yuan, figure.x0, figure.y0, figure.x1, figure.y1, figure.is_unread,
    figure.measure, figure.stage, figure.year, figure.table_kind,
    case when page.reading = 'office' then figure.locator end as locator
from marts.fct_figures as figure
join raw.figures as printed using (report_id, figure_id)
left join raw.pages as page
    on figure.report_id = page.report_id and figure.page_number = page.page_number
where figure.report_id in (select unnest(?))
order by figure.figure_id
"""

_CHECKS_SQL: Final = """
select instance.report_id, instance.check_id, instance.invariant_id, instance.table_kind,
    instance.subject, instance.status, instance.reason, instance.left_yuan, instance.right_yuan,
    instance.difference_yuan, instance.tolerance_yuan, instance.left_value, instance.right_value,
    instance.figure_ids, instance.claim_ids, instance.relation,
    coalesce(sides.left_figure_ids, []) as left_figure_ids,
    coalesce(sides.right_figure_ids, []) as right_figure_ids
from marts.fct_invariant_checks as instance
left join (
    select check_id,
        list(figure_id order by figure_id) filter (where side = 'left') as left_figure_ids,
        list(figure_id order by figure_id) filter (where side = 'right') as right_figure_ids
    from marts.fct_invariant_terms
    where report_id in (select unnest(?)) and figure_id is not null
    group by check_id
) as sides using (check_id)
where instance.report_id in (select unnest(?)) and instance.status in ('holds', 'violated')
    and (
        instance.status = 'violated'
        or len(instance.figure_ids) > 0 or len(coalesce(instance.claim_ids, [])) > 0
    )
order by instance.check_id
"""

_CLAIMS_SQL: Final = """
select report_id, claim_id, page_number, sentence, subject, function_name,
    sentence_number, position, claimed_text, claimed_value, unit, amount_yuan,
    matched_figure_id, status
from marts.fct_narrative_claims
where report_id in (select unnest(?)) order by claim_id
"""

_HEADS_SQL: Final = """
select cell.report_id, cell.table_number, cell.page_number, cell.row_number, cell.column_number,
    cell.column_span, cell.role, cell.x0, cell.y0, cell.x1, cell.y1, placed.block
from raw.cells as cell
left join raw.columns as placed using (report_id, table_number, column_number)
where cell.report_id in (select unnest(?))
    and cell.role in ('header', 'repeated_header', 'label', 'code', 'unit', 'text')
order by cell.table_number, cell.page_number, cell.cell_number
"""

_PAGES_SQL: Final = """
select report_id, page_number, width_pt, height_pt, rotation, reading
from raw.pages where report_id in (select unnest(?)) order by page_number
"""

_TABLES_SQL: Final = """
select report_id, table_number, table_kind, table_title, first_page, last_page, unit,
    figure_count, is_nil, note
from marts.fct_tables where report_id in (select unnest(?)) order by table_number
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One identity that was tried, with the terms of each side.

    Attributes:
        left: Figure ids of the left side; whole ids, for a term may stand in another report.
        right: Of the right side.
        others: Figures that it is about where it is no sum of figures.
    """

    row: Row
    left: tuple[str, ...]
    right: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def figure_ids(self) -> tuple[str, ...]:
        """All printed figures that it touches."""
        return (*self.left, *self.right, *self.others)

    @property
    def is_equality_of_two(self) -> bool:
        """Whether it says of two printed figures that they are the same quantity."""
        invariant_id: str = self.row["invariant_id"]
        return (
            len(self.left) == len(self.right) == 1
            and invariant_id.startswith(_SAME_QUANTITY)
            and invariant_id not in _COMPARES_PARTS
            and self.row["relation"] in (None, "=")
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the evidence and findings pages of one report know about its pages."""

    figures: tuple[Row, ...]
    checks: tuple[Check, ...]
    claims: tuple[Row, ...]
    heads: tuple[Row, ...]
    pages: tuple[Row, ...]
    tables: tuple[Row, ...]

    def places(self) -> dict[int, str]:
        """Name the parts of a file that has no pages: by sheet, else not; nothing for paper."""
        sheets = {
            figure["page_number"]: figure["locator"].rpartition("!")[0]
            for figure in self.figures
            if figure["locator"]
        }
        return {
            page["page_number"]: sheets.get(page["page_number"], "")
            for page in self.pages
            if page["reading"] == "office"
        }

    def figure_pages(self) -> set[int]:
        """Pages that print a figure of a table."""
        return {figure["page_number"] for figure in self.figures}


def read_evidence(
    connection: duckdb.DuckDBPyConnection, report_ids: Sequence[str]
) -> dict[str, Evidence]:
    """Read the evidence of several reports at once."""
    ids = [list(report_ids)]
    figures = group_by_report(ask(connection, _FIGURES_SQL, ids))
    checks = group_by_report(ask(connection, _CHECKS_SQL, [*ids, *ids]))
    claims = group_by_report(ask(connection, _CLAIMS_SQL, ids))
    heads = group_by_report(ask(connection, _HEADS_SQL, ids))
    pages = group_by_report(ask(connection, _PAGES_SQL, ids))
    tables = group_by_report(ask(connection, _TABLES_SQL, ids))
    return {
        report_id: Evidence(
            figures=tuple(figures.get(report_id, ())),
            checks=tuple(_check(row) for row in checks.get(report_id, ())),
            claims=tuple(claims.get(report_id, ())),
            heads=tuple(heads.get(report_id, ())),
            pages=tuple(pages.get(report_id, ())),
            tables=tuple(tables.get(report_id, ())),
        )
        for report_id in report_ids
    }


def _check(row: Row) -> Check:
    left, right = tuple(row["left_figure_ids"]), tuple(row["right_figure_ids"])
    known = {*left, *right}
    return Check(row, left, right, tuple(each for each in row["figure_ids"] if each not in known))


def group_same_quantities(evidence: Evidence) -> list[tuple[str, ...]]:
    """Find figures that print one quantity in several places.

    Two figures do if an identity across tables that holds equates them, or if another table
    prints the same amount for the same code, measure, stage and year.

    Returns:
        Groups of two or more figure ids (whole, for some may stand in another report), sorted.
    """
    links = [
        (check.left[0], check.right[0])
        for check in evidence.checks
        if check.is_equality_of_two and check.row["status"] == "holds"
    ]
    links += [(ids[0], other) for ids in _same_meaning(evidence.figures) for other in ids[1:]]
    groups = connected(sorted(set(chain.from_iterable(links))), links)
    return sorted(tuple(ids) for ids in groups if len(ids) > 1)


def _same_meaning(figures: Iterable[Row]) -> Iterable[list[str]]:
    """Group figures of different tables by code, measure, stage, year and amount."""
    found: dict[tuple[object, ...], dict[int, str]] = {}
    for figure in figures:
        if not (figure["row_code"] and figure["measure"] and figure["amount_yuan"]):
            continue
        measure = "total" if figure["measure"] == "amount" else figure["measure"]
        key = (figure["row_code"], measure, figure["stage"], figure["year"], figure["amount_yuan"])
        # the first of a table: a code may stand there under several units
        found.setdefault(key, {}).setdefault(figure["table_number"], figure["figure_id"])
    return ([*tables.values()] for tables in found.values() if len(tables) > 1)


def as_number(value: Decimal | float | None) -> float | int | None:
    """Make a number that JSON and scripts know, whole where it is whole."""
    if value is None:
        return None
    number = float(value)
    return int(number) if number.is_integer() else round(number, 6)


def box_of(row: Mapping[str, float | None]) -> list[float]:
    """Take the four sides of a box, to a hundredth of a point; empty where there is no page."""
    sides = [row[side] for side in ("x0", "y0", "x1", "y1")]
    placed = [round(side, 2) for side in sides if side is not None]
    return placed if len(placed) == len(sides) else []


def local_key(figure_id: str, report_id: str) -> str:
    """Call a figure by its short key in its own report, by its whole id elsewhere."""
    return short_key(figure_id) if figure_id.startswith(report_id) else figure_id
