"""The marts that are not dbt's: what the diagnosis and the expectations leave in the warehouse.

Their names and meanings in both languages, from which their comments and `zh` views are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ingest.contract.keys import literal


@dataclass(frozen=True)
class PublishedMart:
    """A relation of schema `marts` that dbt does not build.

    Args:
        name: Its name, without schema.
        zh: Name of its `zh` view.
        description: Its grain and meaning, in English.
        columns: Column → (Chinese name, English meaning), in order, all of them.
        is_view: Whether it is a view.
    """

    name: str
    zh: str
    description: str
    columns: dict[str, tuple[str, str]]
    is_view: bool = False


FINDINGS: Final = PublishedMart(
    "fct_findings",
    "疑点",
    "One row per cause of violated identities: a hypothesis about the paper, never a correction.",
    {
        "finding_id": ("疑点编号", "Stable key within the report."),
        "report_id": ("报告编号", "The report that the finding is about."),
        "kind": ("类型", "Kind of slip, see docs/diagnosis.md."),
        "severity": ("程度", "error, minor (last digit, variant, detail) or doubt (our reading)."),
        "message_zh": ("说明", "What is wrong and what would mend it, in Chinese."),
        "message_en": ("英文说明", "The same in English."),
        "culprit_figure_ids": ("疑误数字", "The printed figures at fault, fct_figures.figure_id."),
        "culprit_cells": ("疑误单元格", "The cells at fault, blank ones too."),
        "printed_value": ("印作", "What the first culprit prints, in its own unit."),
        "proposed_value": ("应为", "What would heal, in the same unit; NULL where undetermined."),
        "proposed_figure_ids": ("更正数字", "The figures that the proposal changes."),
        "proposed_amounts_yuan": ("更正金额（元）", "What it changes them to; NULL for blank."),
        "checks_explained": ("可解释的核对", "The violated checks that it explains."),
        "checks_broken": ("会破坏的核对数", "How many checks that hold it would break."),
        "impact_yuan": ("影响金额（元）", "What the published amount would change by."),
        "support": ("依据", "Identities for and against; how the rule fares elsewhere."),
        "are_alternatives": (
            "数字择一有误",
            "One of the culprits is wrong; which, cannot be told.",
        ),
        "acknowledged": ("已确认", "Whether acknowledged.yml lists it."),
    },
)

ACKNOWLEDGEMENTS: Final = PublishedMart(
    "fct_acknowledgements",
    "已确认疑点",
    "One row per entry of expectations/acknowledged.yml.",
    {
        "report_id": ("报告编号", "The report."),
        "finding_id": ("疑点编号", "The finding that somebody looked up on the page."),
        "reason": ("理由", "What the page says."),
        "acknowledged_on": ("确认日期", "When it was looked up."),
        "acknowledged_by": ("确认人", "Who did."),
        "is_stale": ("已不复存在", "The report is loaded and no longer has the finding."),
    },
)

PROPOSED: Final = PublishedMart(
    "fct_figures_proposed",
    "更正后数字",
    "The printed figures with the proposals of the findings taken; what was printed stands beside.",
    {
        "figure_id": ("数字编号", "As in fct_figures."),
        "report_id": ("报告编号", "The report."),
        "table_number": ("表序号", "The table, in order of appearance."),
        "table_kind": ("表类型", "What the table is."),
        "page_number": ("页码", "Page, from 1."),
        "row_number": ("行号", "Row of the stitched body, from 1."),
        "column_number": ("列号", "Leaf column, from 1."),
        "row_code": ("行编码", "Code of the row."),
        "row_label": ("行名称", "Label of the row."),
        "column_path": ("列标题", "Header path."),
        "printed_text": ("原文", "What stands in the cell."),
        "unit": ("单位", "Unit of the printed number."),
        "printed_amount_yuan": ("印出金额（元）", "What is printed, in yuan."),
        "amount_yuan": ("更正后金额（元）", "What it would be with the proposal taken."),
        "is_proposed": ("是否更正", "Whether a finding proposes another amount."),
        "finding_id": ("疑点编号", "The finding that does."),
    },
    is_view=True,
)

RESULTS: Final = PublishedMart(
    "fct_expectation_results",
    "检验结果",
    "One row per expectation of the last build, with the first rows at fault.",
    {
        "suite": ("套件", "Suite: the table kind, across, reading or findings."),
        "suite_title": ("套件标题", "Number, Chinese title and name."),
        "expectation": ("检验", "Name of the rule; for an identity its id."),
        "invariant_id": ("勾稽关系", "The identity that it asserts."),
        "description": ("说明", "The rule in both languages."),
        "status": ("状态", "held, failed, errored (a fault of the program) or not_run."),
        "compared_count": ("比较行数", "Rows compared; NULL where that could not be counted."),
        "offending_count": ("不符行数", "Rows at fault."),
        "details": ("明细", "JSON: message, and the first rows at fault whole."),
    },
)


def comment_statements(mart: PublishedMart) -> list[str]:
    """Write the statements that comment on a mart and its `zh` view, columns too.

    >>> mart = PublishedMart("fct_x", "某", "Some.", {"a": ("甲", "First's.")})
    >>> for statement in comment_statements(mart):
    ...     print(statement)
    comment on table marts.fct_x is '某 — Some.'
    comment on view zh."某" is '某 — Some.'
    comment on column marts.fct_x."a" is '甲 — First''s.'
    comment on column zh."某"."甲" is '甲 — First''s.'
    """
    said = literal(f"{mart.zh} — {mart.description}")
    statements = [
        f"comment on {'view' if mart.is_view else 'table'} marts.{mart.name} is {said}",
        f'comment on view zh."{mart.zh}" is {said}',
    ]
    for column, (zh, meaning) in mart.columns.items():
        said = literal(f"{zh} — {meaning}")
        statements.append(f'comment on column marts.{mart.name}."{column}" is {said}')
        statements.append(f'comment on column zh."{mart.zh}"."{zh}" is {said}')
    return statements


def zh_view_statement(mart: PublishedMart) -> str:
    """Write the statement that creates a mart's view with Chinese names.

    >>> print(zh_view_statement(PublishedMart("fct_x", "某", "Some.", {"a": ("甲", "First.")})))
    create or replace view zh."某" as select "a" as "甲" from marts.fct_x
    """
    columns = ", ".join(f'"{column}" as "{zh}"' for column, (zh, _) in mart.columns.items())
    return f'create or replace view zh."{mart.zh}" as select {columns} from marts.{mart.name}'


def publishing_statements(*marts: PublishedMart) -> list[str]:
    """Write what makes the `zh` views of some marts, and the comments on both."""
    return [
        statement
        for mart in marts
        for statement in (zh_view_statement(mart), *comment_statements(mart))
    ]
