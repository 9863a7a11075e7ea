"""The summary of a build: what was read, what was checked, what does not add up, where to look."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Final

from ingest.telling.calls import spell_call
from ingest.telling.lines import Line, render_lines

# A terminal page; the warehouse has the rest.
_REPORTS_SHOWN: Final = 40
_STATUSES: Final = ("proven", "partial", "quarantined", "rejected")
_FINDINGS_SHOWN: Final = 10
_MORE: Final = ("site", "export", "audit", "notebooks", "sql")
_STYLES: Final = {"proven": "good", "partial": "warning", "quarantined": "warning"}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report as the summary shows it."""

    file_name: str
    status: str
    status_reason: str | None
    department_name: str | None
    place_name: str | None
    budget_year: int | None
    report_kind: str | None
    page_count: int | None
    table_count: int
    figure_count: int
    is_new: bool
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One cause as the summary shows it."""

    file_name: str
    kind: str
    severity: str
    message_zh: str
    message_en: str
    explained: int
    acknowledged: bool
    impact_yuan: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """How a summary is told.

    Attributes:
        language: of findings: zh, en or both.
        width: cells of the terminal; None where it is none.
        is_coloured: whether the terminal shows colours.
        given: variables of this call, repeated in hints.
        is_make: whether hints say `make x` or `budgets x`.
    """

    language: str = "both"
    width: int | None = None
    is_coloured: bool = False
    given: Mapping[str, str] | None = None
    is_make: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """All that a finished build has to say; saved beside the warehouse and shown again.

    `coverage` is how many money figures a tried identity touches, of how many. `findings` counts
    the errors, `unacknowledged` those that nobody has acknowledged; `minors` and `doubts` are
    counted beside.
    """

    reports: tuple[ReportLine, ...]
    gone: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]
    figures: int
    check_counts: dict[str, int]
    coverage: tuple[int, int]
    finding_lines: tuple[FindingLine, ...]
    findings: int
    minors: int
    doubts: int
    unacknowledged: int
    stale_acknowledgements: tuple[str, ...]
    expectation_counts: dict[str, int]
    errored_expectations: tuple[str, ...]
    model_count: int
    shape_test_count: int
    broken_shapes: tuple[str, ...]
    warehouse: str
    docs: str | None
    seconds: float
    passed_over: tuple[tuple[str, int], ...] = ()  # suffix, files: no form of a report
    finding_kinds: tuple[tuple[str, int], ...] = ()  # of all errors, the most frequent first

    def count(self, status: str) -> int:
        """Count the reports of a status; a file that cannot be opened is a rejected one."""
        extra = len(self.unreadable) if status == "rejected" else 0
        return extra + sum(report.status == status for report in self.reports)


def summary_json(summary: Summary) -> str:
    """Make the contract's last line."""
    checks = summary.check_counts
    new = sum(report.is_new for report in summary.reports)
    return json.dumps(
        {
            "reports": len(summary.reports) + len(summary.unreadable),
            "new": new,
            "unchanged": len(summary.reports) - new,
            "rejected": summary.count("rejected"),
            "partial": summary.count("partial"),
            "quarantined": summary.count("quarantined"),
            "figures": summary.figures,
            "checks": sum(checks.values()),
            "holds": checks.get("holds", 0),
            "violated": checks.get("violated", 0),
            "not_applicable": checks.get("not_applicable", 0),
            "not_checkable": checks.get("not_checkable", 0),
            "findings": summary.findings,
            "errors": summary.findings,
            "minors": summary.minors,
            "doubts": summary.doubts,
            "unacknowledged": summary.unacknowledged,
            "passed_over": sum(count for _, count in summary.passed_over),
            "seconds": round(summary.seconds, 2),
        },
        separators=(",", ":"),
    )


def exit_status(summary: Summary, *, is_strict: bool) -> int:
    """Say how a published build ends: see CONTRACT.md."""
    if is_strict and (summary.unacknowledged or summary.stale_acknowledgements):
        return 4
    return 1 if any(map(summary.count, ("rejected", "quarantined", "partial"))) else 0


def dump_summary(summary: Summary) -> dict[str, Any]:
    """Turn a summary into what JSON can hold."""
    return asdict(summary)


def parse_summary(data: dict[str, Any]) -> Summary:
    """Turn JSON back into the summary."""
    reports = tuple(
        ReportLine(**{**line, "copies": tuple(line["copies"])}) for line in data["reports"]
    )
    return Summary(
        **{
            **data,
            "reports": reports,
            "gone": tuple(data["gone"]),
            "unreadable": tuple((path, reason) for path, reason in data["unreadable"]),
            "passed_over": tuple((suffix, count) for suffix, count in data["passed_over"]),
            "coverage": tuple(data["coverage"]),
            "finding_lines": tuple(FindingLine(**line) for line in data["finding_lines"]),
            "finding_kinds": tuple((kind, count) for kind, count in data["finding_kinds"]),
            "stale_acknowledgements": tuple(data["stale_acknowledgements"]),
            "errored_expectations": tuple(data["errored_expectations"]),
            "broken_shapes": tuple(data["broken_shapes"]),
        }
    )


def as_unchanged(summary: Summary, seconds: float) -> Summary:
    """Make the summary of a rerun that found nothing to do."""
    reports = tuple(replace(report, is_new=False) for report in summary.reports)
    return replace(summary, reports=reports, seconds=seconds)


def render_summary(summary: Summary, *, is_rerun: bool, telling: Telling | None = None) -> str:
    """Write the summary for a person; the last line is the contract's JSON."""
    telling = telling or Telling()
    lines: list[Line | str] = []
    if is_rerun:
        lines += ["Nothing has changed since the last build.", ""]
    lines += _read_section(summary)
    lines += _checked_section(summary)
    lines += _findings_section(summary, telling.language)
    lines += _defect_section(summary)
    lines += [Line("LOOK", "heading"), f"  warehouse   {summary.warehouse}"]
    lines += [f"  data docs   {summary.docs}"] if summary.docs else []
    lines += _more_lines(telling)
    lines += [f"  took        {summary.seconds:.1f} s", ""]
    text = render_lines(lines, width=telling.width, is_coloured=telling.is_coloured)
    return f"{text}\n{summary_json(summary)}"


def _more_lines(telling: Telling) -> list[str]:
    """Say how to go on, with the variables of this call: a hint that works as it stands."""
    given = telling.given or {}
    calls = [
        spell_call(command, given, is_make=telling.is_make)
        + ({True: " REPORT=…", False: " …"}[telling.is_make] if command == "audit" else "")
        for command in _MORE
    ]
    if not given:
        return [f"  more        {' · '.join(calls)}"]
    return [f"  {'more' if not n else '':<11} {call}" for n, call in enumerate(calls)]


def _read_section(summary: Summary) -> list[Line | str]:
    new = sum(report.is_new for report in summary.reports)
    total = len(summary.reports)
    lines: list[Line | str] = [
        Line(
            f"READ  {_count(total, 'report')}: {new} new or changed, {total - new} unchanged"
            + (f", {len(summary.gone)} gone" if summary.gone else ""),
            "heading",
        ),
        "  " + ", ".join(f"{summary.count(s)} {s}" for s in _STATUSES),
    ]
    shown = summary.reports
    if len(shown) > _REPORTS_SHOWN:
        shown = tuple(r for r in shown if r.status != "proven")[:_REPORTS_SHOWN]
        lines.append(f"  showing {len(shown)} that are not proven; marts.dim_reports has all")
    for report in shown:
        lines += _report_lines(report)
    for path, reason in summary.unreadable:
        lines += [Line(f"  {_sign('rejected')} {path}", "bad"), f"      rejected: {reason}"]
    lines += [f"  − {name}  no longer in the folder" for name in summary.gone[:_REPORTS_SHOWN]]
    if summary.passed_over:
        forms = ", ".join(f"{count} {suffix}" for suffix, count in summary.passed_over)
        lines.append(f"  − {forms}  not read: no form of a report (不是报告的文件形式，未读取)")
    return [*lines, ""]


def _report_lines(report: ReportLine) -> list[Line | str]:
    who = " ".join(
        str(part)
        for part in (report.department_name, report.budget_year, _kind_zh(report.report_kind))
        if part
    )
    what = ""
    if report.status != "rejected":
        what = (
            f"  {_count(report.page_count or 0, 'page')}, "
            f"{_count(report.table_count, 'table')}, {_count(report.figure_count, 'figure')}"
        )
    style = _STYLES.get(report.status, "bad")
    lines: list[Line | str] = [
        Line(f"  {_sign(report.status)} {who or report.file_name}{what}", style)
    ]
    if who:
        lines.append(f"      {report.file_name}")
    lines += [f"      the same file again: {name}" for name in report.copies]
    if report.status_reason:
        lines.append(f"      {report.status}: {report.status_reason}")
    return lines


def _checked_section(summary: Summary) -> list[Line | str]:
    checks = summary.check_counts
    witnessed, money = summary.coverage
    expectations = summary.expectation_counts
    return [
        Line(
            f"CHECKED  {_count(sum(checks.values()), 'identity', 'identities')} on "
            f"{_count(summary.figures, 'figure')}",
            "heading",
        ),
        f"  {checks.get('holds', 0):>7,} hold",
        f"  {checks.get('violated', 0):>7,} violated",
        f"  {checks.get('not_applicable', 0):>7,} not applicable (the row says which gate)",
        f"  {checks.get('not_checkable', 0):>7,} not checkable (the row says what is missing)",
        f"  {witnessed:>7,} of {money:,} money figures (覆盖率 coverage "
        f"{100 * witnessed / max(money, 1):.1f} %) are touched by one that was tried",
        f"  {_count(sum(expectations.values()), 'expectation')}: "
        f"{expectations.get('held', 0)} met, {expectations.get('failed', 0)} not met, "
        f"{expectations.get('not_run', 0)} with nothing to compare, "
        f"{expectations.get('errored', 0)} errored",
        f"  {_count(summary.model_count, 'model')} built, "
        f"{_count(summary.shape_test_count, 'shape test')}, {len(_broken_shapes(summary))} broken",
        "",
    ]


def _findings_section(summary: Summary, language: str) -> list[Line | str]:
    beside = f"{_count(summary.minors, 'trifle')} (细微), {_count(summary.doubts, 'doubt')} (存疑)"
    head = "FINDINGS  nothing that does not add up (未发现差错)"
    if summary.findings:
        known = summary.findings - summary.unacknowledged
        head = (
            f"FINDINGS  {_count(summary.findings, 'error')} (差错) of what does not add up"
            + (f", {known} acknowledged (已确认)" if known else "")
            + "; as published: never changed, never blocking"
        )
    lines: list[Line | str] = [Line(head, "heading")]
    if summary.minors or summary.doubts:
        lines.append(f"  beside: {beside}")
    told = summary.findings + summary.minors + summary.doubts
    shown = summary.finding_lines[:_FINDINGS_SHOWN]
    if told > len(shown) and summary.finding_kinds:
        kinds = " · ".join(f"{count:,} {kind}" for kind, count in summary.finding_kinds)
        lines += [f"  errors by kind: {kinds}", f"  the {len(shown)} gravest:"]
    file_name = ""
    for finding in shown:
        if finding.file_name != file_name:
            file_name = finding.file_name
            lines.append(f"  {file_name}")
        lines += _finding_lines(finding, language)
    if told > len(shown):
        lines.append(f"  … and {told - len(shown)} more: marts.fct_findings")
    if summary.stale_acknowledgements:
        head = "ACKNOWLEDGED, BUT FOUND NO LONGER (已确认而不复存在)  acknowledged.yml"
        lines += ["", Line(head, "heading")]
        lines += [f"  {line}" for line in summary.stale_acknowledgements]
    return [*lines, ""]


def _finding_lines(finding: FindingLine, language: str) -> list[Line | str]:
    known_sign = "✓ acknowledged " if finding.acknowledged else ""
    why = f"explains {_count(finding.explained, 'identity', 'identities')}"
    stake = ""
    if finding.impact_yuan is not None:
        stake = f"  {_whole_yuan(finding.impact_yuan)} yuan at stake"
    style = "bad" if finding.severity == "error" and not finding.acknowledged else "warning"
    messages = {"zh": [finding.message_zh], "en": [finding.message_en]}.get(
        language, [finding.message_zh, finding.message_en]
    )
    return [
        Line(f"    {known_sign}{finding.kind} ({finding.severity}, {why}){stake}", style),
        *(f"      {message}" for message in messages),
    ]


def _whole_yuan(text: str) -> str:
    """Write an amount without the digits that do not matter.

    >>> _whole_yuan("2556900.0000"), _whole_yuan("0.4000")
    ('2,556,900', '0.4')
    """
    amount = Decimal(text)
    return f"{amount:,.0f}" if abs(amount) >= 1 else f"{amount.normalize():f}"


def _broken_shapes(summary: Summary) -> tuple[str, ...]:
    # A test of shape that finds nothing to compare fails, as it should; but a warehouse without a
    # figure has nothing to compare.
    return summary.broken_shapes if summary.figures else ()


def _defect_section(summary: Summary) -> list[Line | str]:
    broken = [f"  shape     {line}" for line in _broken_shapes(summary)]
    broken += [f"  errored   {line}" for line in summary.errored_expectations]
    head = Line("DEFECTS OF THIS PROGRAM  please report", "heading")
    return [head, *broken, ""] if broken else []


def _count(number: int, one: str, many: str | None = None) -> str:
    """Say how many of what.

    >>> _count(1, "page"), _count(1200, "page")
    ('1 page', '1,200 pages')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _sign(status: str) -> str:
    return {"proven": "✓", "partial": "~", "quarantined": "!", "rejected": "✗"}.get(status, "?")


def _kind_zh(report_kind: str | None) -> str | None:
    return {"budget": "预算", "final_account": "决算"}.get(report_kind or "", report_kind)
