"""`findings.html`: the rows that offend, in full, for a reader who has the report in hand.

great-expectations' own pages show counts only. This page is plain static HTML: every text from a
report is escaped, nothing is loaded but one stylesheet beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb

from expectations.causes_page import render_causes
from expectations.outcomes import ExpectationOutcome, ExpectationRun
from expectations.page_text import escape_text
from expectations.rules import Suite
from ingest.contract.concepts import REPORT_KINDS_ZH, TABLE_KINDS_ZH

# Rows shown per expectation: a shifted column alone can break a hundred; the rest is in the mart.
_ROWS_SHOWN: Final = 200

_VIOLATED_SQL: Final = """
with violated as (select * from marts.fct_invariant_checks where status = 'violated'),
witnesses as (select check_id, unnest(figure_ids) as figure_id from violated),
pages as (
    select witnesses.check_id, list_sort(list(distinct figure.page_number)) as page_numbers
    from witnesses join marts.fct_figures as figure using (figure_id) group by all
)
select violated.invariant_id, violated.table_kind, violated.subject, violated.report_id,
    -- identities about weights, not money, have their sides as printed
    coalesce(violated.left_yuan, violated.left_value) as left_side,
    coalesce(violated.right_yuan, violated.right_value) as right_side,
    coalesce(violated.difference_yuan, violated.left_value - violated.right_value) as difference,
    violated.tolerance_yuan,
    coalesce(report.department_name, report.file_name, violated.report_id) as department_name,
    report.budget_year, report.report_kind, report.file_name, violated.reason,
    pages.page_numbers
from violated
left join marts.dim_reports as report using (report_id)
left join pages using (check_id)
order by department_name, report.budget_year, violated.table_kind, violated.check_id
"""

_STATUS_ZH: Final = {
    "green": "通过 passed",
    "red": "不符 failed",
    "not_run": "未检验 not run",
}

_HEAD: Final = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>不符清单 · Findings</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static/findings.css">
</head>
<body>
<header>
<p><a href="index.html">← 数据质量首页 Data Docs</a></p>
<h1>不符清单 <small lang="en">Findings</small></h1>
<p>每一行是一个不成立的恒等式：它在哪份报告、哪张表、哪个科目，两侧各是多少，差多少，在第几页。
金额单位为元；容差由印出的小数位推出，不是人定的。</p>
<p lang="en">Each row is one identity that does not hold: where, both sides, the difference and the
pages. Amounts in yuan; the tolerance follows from the printed decimals.</p>
</header>
<main>
"""


def write_findings_page(run: ExpectationRun, warehouse: Path) -> None:
    """Write the page of offending rows to `run.findings_path`.

    Args:
        run: The outcomes.
        warehouse: The file that they are about, read only.
    """
    violated = _read_violated(warehouse) if _has_failed_identity(run) else []
    page = render_findings(run, violated, render_causes(warehouse))
    run.findings_path.write_text(page, encoding="utf-8")


def render_findings(
    run: ExpectationRun, violated: Sequence[Mapping[str, Any]], causes: str = ""
) -> str:
    """Write the page.

    Args:
        run: The outcomes.
        violated: One mapping per violated check, columns as _VIOLATED_SQL.
        causes: HTML of the sections that come first.

    Returns:
        One HTML document.
    """
    parts = [_HEAD, causes, _overview(run), _errors(run)]
    parts.extend(_suite_section(suite, run, violated) for suite in run.suites)
    parts.append(_not_run(run))
    parts.append("</main>\n</body>\n</html>\n")
    return "".join(parts)


def _has_failed_identity(run: ExpectationRun) -> bool:
    return any(each.invariant_id for each in run.failed)


def _read_violated(warehouse: Path) -> list[dict[str, Any]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        result = connection.execute(_VIOLATED_SQL)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _overview(run: ExpectationRun) -> str:
    rows = []
    for suite in run.suites:
        outcomes = [each for each in run.outcomes if each.suite == suite.name]
        status = run.suite_status(suite)
        failed = sum(each.status in ("failed", "errored") for each in outcomes)
        name = _text(suite.zh)
        link = f'<a href="#{suite.name}">{name}</a>' if failed else name
        rows.append(
            f'<tr class="{status}"><th scope="row">{link} <span lang="en">{suite.name}</span></th>'
            f"<td>{_STATUS_ZH[status]}</td>"
            f"<td>{sum(each.status == 'held' for each in outcomes)}</td><td>{failed}</td>"
            f"<td>{sum(each.status == 'not_run' for each in outcomes)}</td>"
            f"<td>{sum(each.offending_count for each in outcomes)}</td></tr>\n"
        )
    return (
        '<section><h2>总览 <small lang="en">Overview</small></h2>\n'
        '<table class="overview"><thead><tr><th>套件 Suite</th><th>结果 Result</th>'
        "<th>成立 Held</th><th>不符 Failed</th><th>未检验 Not run</th><th>不符行 Rows</th>"
        f"</tr></thead>\n<tbody>{''.join(rows)}</tbody></table></section>\n"
    )


def _errors(run: ExpectationRun) -> str:
    if not run.errored:
        return ""
    items = "".join(
        f"<li><b>{_text(each.suite)} · {_text(each.rule_name)}</b> {_text(each.zh)}"
        f"<pre>{_text(each.message)}</pre></li>\n"
        for each in run.errored
    )
    return (
        '<section class="errors"><h2>程序错误 <small lang="en">Program errors, not findings</small>'
        f"</h2>\n<ul>{items}</ul></section>\n"
    )


def _suite_section(suite: Suite, run: ExpectationRun, violated: Sequence[Mapping[str, Any]]) -> str:
    failed = [each for each in run.failed if each.suite == suite.name]
    if not failed:
        return ""
    blocks = "".join(_failed_block(each, _rows_of(each, suite, violated)) for each in failed)
    return (
        f'<section id="{suite.name}"><h2>{_text(suite.zh)}'
        f' <small lang="en">{suite.name}</small></h2>\n{blocks}</section>\n'
    )


def _rows_of(
    outcome: ExpectationOutcome, suite: Suite, violated: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    return [
        row
        for row in violated
        if row["invariant_id"] == outcome.invariant_id
        and suite.table_kind in (None, row["table_kind"])
    ]


def _failed_block(outcome: ExpectationOutcome, violated: list[Mapping[str, Any]]) -> str:
    compared = outcome.compared_count or 0
    table = _violated_table(violated) if outcome.invariant_id else _sample_table(outcome.sample)
    shown = min(len(violated) if outcome.invariant_id else len(outcome.sample), _ROWS_SHOWN)
    more = ""
    if 0 < shown < outcome.offending_count:
        more = (
            f'<p class="more">另有{outcome.offending_count - shown}行未列 · '
            f"{outcome.offending_count - shown} more rows not shown</p>\n"
        )
    return (
        f'<article><h3><span class="id">{_text(outcome.rule_name)}</span> {_text(outcome.zh)}'
        f' <small lang="en">{_text(outcome.en)}</small></h3>\n'
        f"<p>比较{compared}行，不符{outcome.offending_count}行。"
        f' <span lang="en">{outcome.offending_count} of {compared} rows offend.</span>'
        f" {_text(outcome.message) if not compared else ''}</p>\n{table}{more}</article>\n"
    )


def _violated_table(rows: list[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    body = "".join(
        f"<tr><td>{_text(row['department_name'])}</td><td>{_report_text(row)}</td>"
        f"<td>{_text(TABLE_KINDS_ZH.get(row['table_kind'], row['table_kind'] or '—'))}</td>"
        f"<td>{_subject(row)}</td>{_amount(row['left_side'])}"
        f"{_amount(row['right_side'])}{_amount(row['difference'])}"
        f"{_amount(row['tolerance_yuan'])}<td>{_pages(row['page_numbers'])}</td></tr>\n"
        for row in rows[:_ROWS_SHOWN]
    )
    return (
        '<div class="scroll"><table class="violated"><thead><tr>'
        "<th>报告 Report</th><th>年度 Year</th><th>表 Table</th><th>科目 Subject</th>"
        '<th class="n">左方 Left</th><th class="n">右方 Right</th>'
        '<th class="n">差额 Difference</th><th class="n">容差 Tolerance</th>'
        "<th>页 Pages</th></tr></thead>\n"
        f"<tbody>{body}</tbody></table></div>\n"
    )


def _sample_table(sample: Sequence[Mapping[str, str]]) -> str:
    if not sample:
        return ""
    names = list(dict.fromkeys(name for row in sample for name in row))
    head = "".join(f"<th>{_text(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{_text(row.get(name, ''))}</td>" for name in names) + "</tr>\n"
        for row in sample
    )
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>\n'
        f"<tbody>{body}</tbody></table></div>\n"
    )


def _not_run(run: ExpectationRun) -> str:
    outcomes = [each for each in run.outcomes if each.status == "not_run"]
    if not outcomes:
        return ""
    titles = {suite.name: suite.zh for suite in run.suites}
    groups: dict[tuple[str, str], list[ExpectationOutcome]] = {}
    for each in outcomes:
        groups.setdefault((each.suite, each.message), []).append(each)
    body = "".join(
        f"<tr><td>{_text(titles[suite])}</td><td>{_rule_list(group)}</td>"
        f"<td>{_text(message)}</td></tr>\n"
        for (suite, message), group in groups.items()
    )
    return (
        '<section id="not-run"><h2>未检验 <small lang="en">Not run, which is not passed</small>'
        '</h2>\n<div class="scroll"><table><thead><tr><th>套件 Suite</th><th>规则 Rules</th>'
        f"<th>缘由 Reason</th></tr></thead>\n<tbody>{body}</tbody></table>"
        "</div></section>\n"
    )


def _rule_list(outcomes: Iterable[ExpectationOutcome]) -> str:
    """Name the rules; what each says is in its tooltip."""
    return "、".join(
        f'<span title="{_text(each.zh)} · {_text(each.en)}">{_text(each.rule_name)}</span>'
        for each in outcomes
    )


def _subject(row: Mapping[str, Any]) -> str:
    reason = f"<br><small>{_text(row['reason'])}</small>" if row["reason"] else ""
    return _text(row["subject"] or "") + reason


def _report_text(row: Mapping[str, Any]) -> str:
    kind = REPORT_KINDS_ZH.get(row["report_kind"], "")
    file_name = _text(row["file_name"] or "")
    return f'<span title="{file_name}">{_text(row["budget_year"] or "")}{kind}</span>'


def _amount(value: Decimal | None) -> str:
    return f'<td class="n">{"" if value is None else f"{value:,.2f}"}</td>'


def _pages(page_numbers: Iterable[int] | None) -> str:
    return "、".join(str(page) for page in page_numbers or ())


def _text(value: object) -> str:
    return escape_text(value)
