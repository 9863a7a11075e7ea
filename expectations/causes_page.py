"""Two parts of `findings.html`: the causes that the diagnosis found, and what nothing witnesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb

from expectations.page_text import escape_text
from ingest.contract.concepts import FINDING_KINDS_ZH, SEVERITIES_ZH

# What a reader scrolls through; marts.fct_findings and marts.fct_figures have the rest.
_FINDINGS_SHOWN: Final = 300
_REPORTS_SHOWN: Final = 300

_FINDINGS_SQL: Final = f"""
select reports.department_name, reports.budget_year, reports.file_name, findings.kind,
    findings.severity, findings.message_zh, findings.message_en, findings.printed_value,
    findings.proposed_value, len(findings.checks_explained) as explained_count,
    findings.acknowledged,
    (
        select list_sort(list(distinct figures.page_number)) from marts.fct_figures as figures
        where list_contains(findings.culprit_figure_ids, figures.figure_id)
    ) as page_numbers
from marts.fct_findings as findings
inner join marts.dim_reports as reports using (report_id)
order by findings.acknowledged, explained_count desc, reports.file_name, findings.finding_id
limit {_FINDINGS_SHOWN}
"""
_COVERAGE_SQL: Final = f"""
with money as (
    select report_id, table_number, any_value(table_title) as table_title, count(*) as money_count,
        count(*) filter (where witness_count = 0) as unwitnessed_count,
        min(page_number) filter (where witness_count = 0) as first_page
    from marts.fct_figures where amount_yuan is not null group by report_id, table_number
)
select reports.department_name, reports.budget_year, reports.file_name,
    sum(money.money_count) as money_count, sum(money.unwitnessed_count) as unwitnessed_count,
    list(
        format('表{{}} {{}}（第{{}}页）: {{}}', money.table_number,
            coalesce(money.table_title, ''), money.first_page, money.unwitnessed_count)
        order by money.table_number
    ) filter (where money.unwitnessed_count > 0) as tables
from money
inner join marts.dim_reports as reports using (report_id)
group by all
order by sum(money.unwitnessed_count) / sum(money.money_count) desc, reports.file_name
limit {_REPORTS_SHOWN}
"""


def render_causes(warehouse: Path) -> str:
    """Write the sections on causes and on coverage.

    Args:
        warehouse: The finished file, read only; nothing is written where it has no findings' mart.

    Returns:
        HTML of two sections, every text of a report escaped.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        try:
            findings = _rows(connection, _FINDINGS_SQL)
            coverage = _rows(connection, _COVERAGE_SQL)
        except (duckdb.CatalogException, duckdb.BinderException):
            return ""  # the expectations over these marts say that they are missing
    return _causes(findings) + _coverage(coverage)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _causes(findings: Sequence[Mapping[str, Any]]) -> str:
    head = (
        '<section id="causes"><h2>疑点 <small lang="en">Causes of what does not add up</small>'
        "</h2>\n"
    )
    if not findings:
        return f'{head}<p>未发现疑点。 <span lang="en">None.</span></p></section>\n'
    body = "".join(
        f"<tr><td>{_text(row['department_name'] or row['file_name'])}"
        f" {_text(row['budget_year'] or '')}</td>"
        f'<td>{FINDING_KINDS_ZH.get(row["kind"], "")} <span lang="en">{_text(row["kind"])}</span>'
        f"<br>{SEVERITIES_ZH.get(row['severity'], '')}"
        f"{'，已确认' if row['acknowledged'] else ''}</td>"
        f"<td>{'、'.join(str(page) for page in row['page_numbers'] or ())}</td>"
        f'<td>{_text(row["message_zh"])}<br><span lang="en">{_text(row["message_en"])}</span></td>'
        f"{_number(row['printed_value'])}{_number(row['proposed_value'])}"
        f'<td class="n">{row["explained_count"]}</td></tr>\n'
        for row in findings
    )
    more = (
        f'<p class="more">只列{_FINDINGS_SHOWN}项，全部见 marts.fct_findings · first'
        f" {_FINDINGS_SHOWN} shown</p>\n"
        if len(findings) == _FINDINGS_SHOWN
        else ""
    )
    return (
        f'{head}<div class="scroll"><table class="causes"><thead><tr><th>报告 Report</th>'
        "<th>类型 Kind</th><th>页 Pages</th><th>说明 What is wrong</th>"
        '<th class="n">印作 Printed</th><th class="n">应为 Proposed</th>'
        '<th class="n">可解释 Explains</th></tr></thead>\n'
        f"<tbody>{body}</tbody></table></div>\n{more}</section>\n"
    )


def _coverage(reports: Sequence[Mapping[str, Any]]) -> str:
    if not reports:
        return ""
    body = "".join(
        f"<tr><td>{_text(row['department_name'] or row['file_name'])}"
        f" {_text(row['budget_year'] or '')}</td>"
        f'<td class="n">{row["money_count"]}</td>'
        f'<td class="n">{row["unwitnessed_count"]}</td>'
        f'<td class="n">{100 * (1 - row["unwitnessed_count"] / row["money_count"]):.1f} %</td>'
        f"<td>{'<br>'.join(_text(table) for table in row['tables'] or ())}</td></tr>\n"
        for row in reports
    )
    return (
        '<section id="coverage"><h2>核对覆盖 <small lang="en">Coverage: which money figures a tried'
        " identity touches</small></h2>\n"
        "<p>未被任何恒等式触及的数字无从核对：<code>select * from marts.fct_figures where"
        " witness_count = 0 and amount_yuan is not null</code>。</p>\n"
        '<div class="scroll"><table class="coverage"><thead><tr><th>报告 Report</th>'
        '<th class="n">金额数 Figures</th><th class="n">无核对 Unwitnessed</th>'
        '<th class="n">覆盖率 Coverage</th><th>无核对数字所在的表 Where</th></tr></thead>\n'
        f"<tbody>{body}</tbody></table></div></section>\n"
    )


def _number(value: Decimal | None) -> str:
    return f'<td class="n">{"" if value is None else f"{value.normalize():,f}"}</td>'


def _text(value: object) -> str:
    return escape_text(value)
