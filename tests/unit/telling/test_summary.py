"""What the summary says, and how a build ends."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from ingest.telling.lines import display_width
from ingest.telling.summary import (
    FindingLine,
    ReportLine,
    Summary,
    Telling,
    as_unchanged,
    dump_summary,
    exit_status,
    parse_summary,
    render_summary,
)

REPORT = ReportLine("a.pdf", "proven", None, "某局", "某市", 2023, "budget", 3, 2, 40, is_new=True)
REJECTED = ReportLine("b.pdf", "rejected", "not a PDF", *([None] * 5), 0, 0, is_new=True)
SUMMARY = Summary(
    reports=(REPORT,),
    gone=(),
    unreadable=(),
    figures=40,
    check_counts={"holds": 5, "violated": 1},
    coverage=(30, 40),
    finding_lines=(FindingLine("a.pdf", "digit", "error", "应为2", "should be 2", 3, False),),
    findings=1,
    minors=0,
    doubts=0,
    unacknowledged=0,
    stale_acknowledgements=(),
    expectation_counts={"held": 3},
    errored_expectations=(),
    model_count=10,
    shape_test_count=20,
    broken_shapes=(),
    warehouse="w.duckdb",
    docs=None,
    seconds=1.234,
    passed_over=((".jpg", 2), (".txt", 1)),
)


@pytest.mark.parametrize(
    ("summary", "is_strict", "status"),
    [
        (SUMMARY, False, 0),
        (SUMMARY, True, 0),
        (replace(SUMMARY, unacknowledged=2), False, 0),
        (replace(SUMMARY, unacknowledged=2), True, 4),
        (replace(SUMMARY, stale_acknowledgements=("r f: gone",)), False, 0),
        (replace(SUMMARY, stale_acknowledgements=("r f: gone",)), True, 4),
        (replace(SUMMARY, reports=(REPORT, REJECTED)), False, 1),
        (replace(SUMMARY, reports=(replace(REPORT, status="quarantined"),)), False, 1),
        (replace(SUMMARY, reports=(replace(REPORT, status="partial"),)), False, 1),
        (replace(SUMMARY, unreadable=(("x.pdf", "no"),)), False, 1),
        (replace(SUMMARY, reports=(REPORT, REJECTED), unacknowledged=1), True, 4),
    ],
)
def test_exit_status__follows_the_contract(summary: Summary, is_strict: bool, status: int) -> None:
    assert exit_status(summary, is_strict=is_strict) == status


def test_summary__saved_and_read__is_the_same() -> None:
    summary = replace(SUMMARY, unreadable=(("x.pdf", "no"),), broken_shapes=("t: 3",))
    assert parse_summary(json.loads(json.dumps(dump_summary(summary)))) == summary


def test_summary__last_line__is_the_json() -> None:
    text = render_summary(replace(SUMMARY, reports=(REPORT, REJECTED)), is_rerun=False)
    counts = json.loads(text.splitlines()[-1])
    assert (counts["reports"], counts["new"], counts["rejected"]) == (2, 2, 1)
    assert (counts["checks"], counts["holds"], counts["not_checkable"]) == (6, 5, 0)


def test_summary__rerun__has_nothing_new() -> None:
    counts = json.loads(render_summary(as_unchanged(SUMMARY, 0.1), is_rerun=True).splitlines()[-1])
    assert (counts["new"], counts["unchanged"], counts["seconds"]) == (0, 1, 0.1)


def test_summary__control_characters_in_names__are_escaped() -> None:
    nasty = replace(
        REPORT,
        file_name="a\x1b[2J\r\nb\u202e.pdf",
        department_name=None,
        budget_year=None,
        report_kind=None,
    )
    text = render_summary(replace(SUMMARY, reports=(nasty,)), is_rerun=False)
    assert "\x1b" not in text
    assert "\\x1b[2J\\x0d\\x0ab\\u202e.pdf" in text


def test_summary__many_reports__shows_those_not_proven() -> None:
    many = (replace(REPORT, file_name=f"{n}.pdf") for n in range(100))
    reports = (*many, REJECTED)
    text = render_summary(replace(SUMMARY, reports=reports), is_rerun=False)
    assert "b.pdf" in text
    assert "77.pdf" not in text


def test_summary__files_of_other_forms__are_named() -> None:
    text = render_summary(SUMMARY, is_rerun=False)
    assert "2 .jpg, 1 .txt  not read" in text
    assert json.loads(text.splitlines()[-1])["passed_over"] == 3


def test_summary__language__chooses_the_messages() -> None:
    def told(language: str) -> str:
        return render_summary(SUMMARY, is_rerun=False, telling=Telling(language=language))

    assert ("应为2" in told("zh"), "should be 2" in told("zh")) == (True, False)
    assert ("应为2" in told("en"), "should be 2" in told("en")) == (False, True)
    assert ("应为2" in told("both"), "should be 2" in told("both")) == (True, True)


def test_summary__many_findings__ten_gravest_and_a_count() -> None:
    many = tuple(replace(SUMMARY.finding_lines[0], message_zh=f"第{n}项") for n in range(30))
    summary = replace(
        SUMMARY, finding_lines=many, findings=45, finding_kinds=(("digit", 40), ("cell", 5))
    )
    text = render_summary(summary, is_rerun=False)
    assert "第9项" in text
    assert "第10项" not in text
    assert "errors by kind: 40 digit · 5 cell" in text
    assert "the 10 gravest" in text
    assert "and 35 more: marts.fct_findings" in text


def test_summary__terminal__wraps_under_the_indent_and_colours() -> None:
    long = replace(SUMMARY.finding_lines[0], message_zh="应为" * 60, message_en="should be " * 30)
    summary = replace(SUMMARY, finding_lines=(long,))
    text = render_summary(summary, is_rerun=False, telling=Telling(width=60, is_coloured=True))
    lines = text.splitlines()[:-1]  # the last is a program's
    plain = [re.sub(r"\x1b\[\d*m", "", line) for line in lines]
    assert max(map(display_width, plain)) <= 60
    assert all(line.startswith("      ") for line in plain if "应为" in line or "be " in line)
    assert sum("\x1b[" in line for line in lines) >= 4
    assert "\x1b" not in text.splitlines()[-1]
    assert "\x1b" not in render_summary(summary, is_rerun=False)


def test_summary__hints__repeat_the_variables_of_the_call() -> None:
    given = {"REPORTS": "my reports", "WAREHOUSE": "w.duckdb"}
    text = render_summary(SUMMARY, is_rerun=False, telling=Telling(given=given))
    assert "make site REPORTS='my reports' WAREHOUSE=w.duckdb" in text
    assert "make sql WAREHOUSE=w.duckdb" in text
    text = render_summary(SUMMARY, is_rerun=False, telling=Telling(given=given, is_make=False))
    assert "budgets site --reports 'my reports' --warehouse w.duckdb" in text
