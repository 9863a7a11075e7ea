"""A report against last year, and a budget against the final account: two columns, code by code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from notebooks.site.facts import FUNCTION_KINDS, CodeRow, CodeTable, ReportFacts
from notebooks.site.warehouse import NOTHING, Amount


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Another loaded report on the same department.

    Attributes:
        report_id: Which one.
        facts: What it prints.
    """

    report_id: str
    facts: ReportFacts


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A code and its two amounts; the code is empty for the total."""

    code: str
    name: str
    before: Amount
    now: Amount

    @property
    def depth(self) -> int:
        """How far the code is set in: 类 0, 款 1, 项 2."""
        return max(0, (len(self.code) - 3) // 2)

    @property
    def change(self) -> Amount:
        """Now less before, where both are printed."""
        if self.before.yuan is None or self.now.yuan is None:
            return NOTHING
        return Amount(self.now.yuan - self.before.yuan, is_derived=True)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A section of the report's page.

    Attributes:
        key: `against_prior` or `against_final`.
        kind: The kind of table that is compared.
        before_id: The report that prints the first column, None for the page's own.
        now_id: The same of the second.
        note: Key of the sentence that says where the other column is from.
    """

    key: str
    kind: str
    rows: tuple[ComparedRow, ...]
    before_word: str
    now_word: str
    note: str
    before_id: str | None = None
    now_id: str | None = None

    @property
    def before_base(self) -> str:
        """Way from the report's folder to the one that prints the first column."""
        return f"../{self.before_id}/" if self.before_id else ""

    @property
    def now_base(self) -> str:
        """The same for the second column."""
        return f"../{self.now_id}/" if self.now_id else ""


_PRIOR: Final = "report.prior_year"
_NOW: Final = "report.this_year"
_BUDGET: Final = "report.budget"
_FINAL: Final = "report.final"


def compare_prior(facts: ReportFacts, last_year: Counterpart | None) -> Comparison | None:
    """Compare with last year: by the report's own column, or else by last year's report."""
    table = _table_with(facts, "prior")
    if table is not None:
        rows = _rows(table, table, "prior", "total")
        return Comparison("against_prior", table.kind, rows, _PRIOR, _NOW, "prior_from_column")
    table = facts.main_table
    other = _same_table(table, last_year)
    if table is None or other is None or last_year is None:
        return None
    return Comparison(
        "against_prior", table.kind, _rows(other, table, "total", "total"), _PRIOR, _NOW,
        "prior_from_report", before_id=last_year.report_id,
    )  # fmt: skip


def compare_final(
    facts: ReportFacts, *, is_final: bool, other: Counterpart | None
) -> Comparison | None:
    """Compare the budget with the final account of the same year.

    Args:
        facts: The page's own report.
        is_final: Whether that is the final account.
        other: The budget of the year, or its final account.
    """
    table = _table_with(facts, "initial") if is_final else None
    if table is not None:
        rows = _rows(table, table, "initial", "total")
        return Comparison(
            "against_final", table.kind, rows, "report.initial_budget", _FINAL,
            "initial_from_column",
        )  # fmt: skip
    table = facts.main_table
    counter = _same_table(table, other)
    if table is None or counter is None or other is None:
        return None
    if is_final:
        return Comparison(
            "against_final", table.kind, _rows(counter, table, "total", "total"), _BUDGET, _FINAL,
            "budget_from_report", before_id=other.report_id,
        )  # fmt: skip
    return Comparison(
        "against_final", table.kind, _rows(table, counter, "total", "total"), _BUDGET, _FINAL,
        "final_from_report", now_id=other.report_id,
    )  # fmt: skip


def _table_with(facts: ReportFacts, measure: str) -> CodeTable | None:
    for kind in FUNCTION_KINDS:
        table = facts.code_tables.get(kind)
        if table is not None and any(row.amount(measure).yuan is not None for row in table.rows):
            return table
    return None


def _same_table(table: CodeTable | None, other: Counterpart | None) -> CodeTable | None:
    if table is None or other is None:
        return None
    found = other.facts.code_tables.get(table.kind)
    return found if found is not None and found.rows else None


def _rows(
    before: CodeTable, now: CodeTable, before_measure: str, now_measure: str
) -> tuple[ComparedRow, ...]:
    """Join two columns by code; a code that only one of them has keeps its row."""
    olds, news = _by_code(before), _by_code(now)
    rows = []
    for code in sorted(olds.keys() | news.keys()):
        old = olds[code].amount(before_measure) if code in olds else NOTHING
        new = news[code].amount(now_measure) if code in news else NOTHING
        if old.yuan is None and new.yuan is None:
            continue
        name = (news.get(code) or olds[code]).name
        rows.append(ComparedRow(code, name, old, new))
    return tuple(rows)


def _by_code(table: CodeTable) -> Mapping[str, CodeRow]:
    return {row.code: row for row in (*([table.total] if table.total.amounts else []), *table.rows)}


def bar_rows(comparison: Comparison) -> list[ComparedRow]:
    """Choose the rows for the chart: the total and the 类, or the largest codes without them."""
    tops = [row for row in comparison.rows if len(row.code) == 3]
    if tops:
        return tops
    rows = [row for row in comparison.rows if row.code]
    return sorted(rows, key=lambda row: -(row.now.yuan or row.before.yuan or Decimal(0)))[:12]
