"""The summary of a build: what was read, what was checked, what does not add up, where to look."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from ingest.processes.text import escape_controls

# A terminal page; the warehouse has the rest.
_REPORTS_SHOWN: Final = 40
_STATUSES: Final = ("proven", "partial", "quarantined", "rejected")
_FINDINGS_SHOWN: Final = 12
_MORE: Final = "make site · make export · make audit REPORT=… · make notebooks · make sql"


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
            "stale_acknowledgements": tuple(data["stale_acknowledgements"]),
            "errored_expectations": tuple(data["errored_expectations"]),
            "broken_shapes": tuple(data["broken_shapes"]),
        }
    )


def as_unchanged(summary: Summary, seconds: float) -> Summary:
    """Make the summary of a rerun that found nothing to do."""
    reports = tuple(replace(report, is_new=False) for report in summary.reports)
    return replace(summary, reports=reports, seconds=seconds)


def render_summary(summary: Summary, *, is_rerun: bool) -> str:
    """Write the summary for a person; the last line is the contract's JSON."""
    lines = ["Nothing has changed since the last build.", ""] if is_rerun else []
    lines += _read_section(summary)
    lines += _checked_section(summary)
    lines += _findings_section(summary)
    lines += _defect_section(summary)
    lines += ["LOOK", f"  warehouse   {summary.warehouse}"]
    lines += [f"  data docs   {summary.docs}"] if summary.docs else []
    lines += [f"  more        {_MORE}"]
    lines += [f"  took        {summary.seconds:.1f} s", ""]
    return "\n".join(escape_controls(line) for line in lines) + "\n" + summary_json(summary)


def _read_section(summary: Summary) -> list[str]:
    new = sum(report.is_new for report in summary.reports)
    total = len(summary.reports)
    lines = [
        f"READ  {_count(total, 'report')}: {new} new or changed, {total - new} unchanged"
        + (f", {len(summary.gone)} gone" if summary.gone else ""),
        "  " + ", ".join(f"{summary.count(s)} {s}" for s in _STATUSES),
    ]
    shown = summary.reports
    if len(shown) > _REPORTS_SHOWN:
        shown = tuple(r for r in shown if r.status != "proven")[:_REPORTS_SHOWN]
        lines.append(f"  showing {len(shown)} that are not proven; marts.dim_reports has all")
    for report in shown:
        lines += _report_lines(report)
    for path, reason in summary.unreadable:
        lines += [f"  {_sign('rejected')} {path}", f"      rejected: {reason}"]
    lines += [f"  − {name}  no longer in the folder" for name in summary.gone[:_REPORTS_SHOWN]]
    if summary.passed_over:
        forms = ", ".join(f"{count} {suffix}" for suffix, count in summary.passed_over)
        lines.append(f"  − {forms}  not read: no form of a report (不是报告的文件形式，未读取)")
    return [*lines, ""]


def _report_lines(report: ReportLine) -> list[str]:
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
    lines = [f"  {_sign(report.status)} {who or report.file_name}{what}"]
    if who:
        lines.append(f"      {report.file_name}")
    lines += [f"      the same file again: {name}" for name in report.copies]
    if report.status_reason:
        lines.append(f"      {report.status}: {report.status_reason}")
    return lines


def _checked_section(summary: Summary) -> list[str]:
    checks = summary.check_counts
    witnessed, money = summary.coverage
    expectations = summary.expectation_counts
    return [
        f"CHECKED  {_count(sum(checks.values()), 'identity', 'identities')} on "
        f"{_count(summary.figures, 'figure')}",
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
        f"{_count(summary.shape_test_count, 'shape test')}, {len(summary.broken_shapes)} broken",
        "",
    ]


def _findings_section(summary: Summary) -> list[str]:
    beside = f"{_count(summary.minors, 'trifle')} (细微), {_count(summary.doubts, 'doubt')} (存疑)"
    lines = ["FINDINGS  nothing that does not add up (未发现差错)"]
    if summary.findings:
        known = summary.findings - summary.unacknowledged
        lines = [
            f"FINDINGS  {_count(summary.findings, 'error')} (差错) of what does not add up"
            + (f", {known} acknowledged (已确认)" if known else "")
            + "; as published: never changed, never blocking"
        ]
    if summary.minors or summary.doubts:
        lines.append(f"  beside: {beside}")
    file_name = ""
    for finding in summary.finding_lines[:_FINDINGS_SHOWN]:
        if finding.file_name != file_name:
            file_name = finding.file_name
            lines.append(f"  {file_name}")
        known_sign = "✓ acknowledged " if finding.acknowledged else ""
        why = f"explains {_count(finding.explained, 'identity', 'identities')}"
        lines.append(f"    {known_sign}{finding.kind} ({finding.severity}, {why})")
        lines += [f"      {finding.message_zh}", f"      {finding.message_en}"]
    told = summary.findings + summary.minors + summary.doubts
    more = told - len(summary.finding_lines[:_FINDINGS_SHOWN])
    if more > 0:
        lines.append(f"  … and {more} more: marts.fct_findings")
    if summary.stale_acknowledgements:
        lines += ["", "ACKNOWLEDGED, BUT FOUND NO LONGER (已确认而不复存在)  acknowledged.yml"]
        lines += [f"  {line}" for line in summary.stale_acknowledgements]
    return [*lines, ""]


def _defect_section(summary: Summary) -> list[str]:
    # A test of shape that finds nothing to compare fails, as it should; but a warehouse without a
    # figure has nothing to compare.
    shapes = summary.broken_shapes if summary.figures else ()
    broken = [f"  shape     {line}" for line in shapes]
    broken += [f"  errored   {line}" for line in summary.errored_expectations]
    return ["DEFECTS OF THIS PROGRAM  please report", *broken, ""] if broken else []


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
