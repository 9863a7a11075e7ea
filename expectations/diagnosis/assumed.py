"""What last year's basic and project expenditure were, on the assumption that kinds stayed kinds.

A functional table prints last year's total of each code, rarely its split. Where every detailed
code is wholly basic or wholly project expenditure this year, and is taken to have been so last
year, the split of last year's total follows, and with it the changes that the prose should state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from expectations.diagnosis.findings import Finding

_WAN: Final = 10_000


@dataclass(frozen=True, slots=True)
class DetailRow:
    """A detailed code or the total of the general budget: last year's, this year's split, in yuan.

    Attributes:
        is_total: the row 合计.
        prior_figure_id: the printed figure of last year; None where blank.
    """

    is_total: bool
    label: str
    prior_figure_id: str | None
    prior_yuan: Decimal | None
    basic_yuan: Decimal | None
    project_yuan: Decimal | None


@dataclass(frozen=True, slots=True)
class AssumedChanges:
    """Changes of basic and project expenditure against last year, and the codes assumed."""

    basic_yuan: Decimal
    project_yuan: Decimal
    project_labels: tuple[str, ...]


def assume_changes(
    rows: Iterable[DetailRow], proposed: Mapping[str, Decimal | None]
) -> AssumedChanges | None:
    """Work out the changes with the proposals taken; None where a code is of both kinds.

    Args:
        rows: the total and all detailed codes of one table.
        proposed: figure_id → what a finding says it should be.
    """
    total: DetailRow | None = None
    before_project = Decimal(0)
    labels = []
    for row in rows:
        prior = row.prior_yuan
        if row.prior_figure_id is not None and row.prior_figure_id in proposed:
            prior = proposed[row.prior_figure_id]
        if row.is_total:
            total = replace(row, prior_yuan=prior)
            continue
        if prior and bool(row.basic_yuan) == bool(row.project_yuan):
            return None
        if prior and row.project_yuan:
            before_project += prior
            labels.append(row.label)
    if not labels or total is None or total.prior_yuan is None:
        return None
    # from the printed totals: rounded details may sum to a fen more or less
    basic, project = total.basic_yuan or Decimal(0), total.project_yuan or Decimal(0)
    return AssumedChanges(
        basic - (total.prior_yuan - before_project), project - before_project, tuple(labels)
    )


def with_assumption(finding: Finding, changes: AssumedChanges) -> tuple[str, str]:
    """Write a finding's messages with what the changes would be, and on what assumption."""
    labels = "、".join(f"“{label}”" for label in changes.project_labels)
    basic_zh, basic_en = _change(changes.basic_yuan)
    project_zh, project_en = _change(changes.project_yuan)
    return (
        f"{finding.message_zh}假定上年{labels}与本年一样全部为项目支出（此为假定，报告未印），则基本支出应"
        f"{basic_zh}，项目支出应{project_zh}，两者相加与支出总额的变化相符。",
        f"{finding.message_en} On the assumption, which the report does not print, that {labels}"
        f" was wholly project expenditure last year as it is this year, the prose should say that"
        f" basic expenditure {basic_en} and project expenditure {project_en}; these add up to the"
        " change of the whole.",
    )


def _change(amount_yuan: Decimal) -> tuple[str, str]:
    size = f"{abs(amount_yuan) / _WAN:,.2f}"
    if amount_yuan < 0:
        return f"减少{size}万元", f"fell by {size} 万元"
    return f"增加{size}万元", f"rose by {size} 万元"
