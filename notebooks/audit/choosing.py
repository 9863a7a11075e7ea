"""Which report is meant by a word, and its published bytes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ingest.archives import read_source, sha256_of_source
from ingest.contract.concepts import REPORT_KINDS_ZH
from ingest.settings import Settings
from notebooks.asked import make_parser, read_asked
from notebooks.audit.findings import Choice

_LISTED: Final = 20


class NotChosenError(Exception):
    """There is nothing to show, or not one report; the message says what to do."""


def make_report_parser(description: str | None) -> argparse.ArgumentParser:
    """Make the parser of a command that is about one report and opens its published file."""
    parser = make_parser(description, is_of_reports=True)
    parser.add_argument("report", nargs="*", help="which (default: $REPORT)")
    return parser


def read_wanted(
    parser: argparse.ArgumentParser, arguments: Sequence[str] | None
) -> tuple[Settings, str]:
    """Settle what is asked, and the word that says of which report; "" where none was said.

    Raises:
        UsageError: there is no such warehouse, or a setting cannot be used.
    """
    settings, options = read_asked(parser, arguments)
    return settings, " ".join(options.report).strip() or os.environ.get("REPORT", "").strip()


def choose_report(choices: Sequence[Choice], wanted: str) -> Choice:
    """Take the one report that a word means.

    Args:
        choices: the reports that it may mean.
        wanted: the word; "" where none was said.

    Raises:
        NotChosenError: it means none or several, or one that was not taken into the warehouse.
    """
    if not wanted:
        raise NotChosenError("say which: REPORT=report_id, part of a file name or department")
    if len(choices) != 1:
        listed = "".join(f"\n  {_described(each)}" for each in choices[:_LISTED])
        more = len(choices) - _LISTED
        listed += f"\n  … and {more} more" if more > 0 else ""
        what = (
            "no report is called" if not choices else f"{len(choices)} reports (份报告) are called"
        )
        how = f"\nsay more, such as REPORT={choices[0].report_id}" if choices else ""
        raise NotChosenError(f"{what} {wanted!r}{listed}{how}")
    (report,) = choices
    if report.status == "rejected":
        raise NotChosenError(
            f"{report.file_name} was not taken into the warehouse (未收录): nothing of it was"
            " checked; the build's summary says why"
        )
    return report


def read_published(reports_dir: Path, report: Choice) -> bytes:
    """Read the published file, which must be the one that the warehouse was built from.

    Raises:
        NotChosenError: it is not there, or has changed.
    """
    path = reports_dir / report.file_path
    try:
        content = read_source(path)
    except OSError as error:
        raise NotChosenError(
            f"{path}: {error.strerror} (文件打不开); is REPORTS the folder of the build?"
        ) from error
    if sha256_of_source(path, content) != report.sha256:
        raise NotChosenError(f"{path} has changed since it was read (文件已变): make build")
    return content


def _described(report: Choice) -> str:
    kind = REPORT_KINDS_ZH.get(report.report_kind or "")
    whose = " ".join(
        str(part) for part in (report.department_name, report.budget_year, kind) if part
    )
    return f"{report.report_id}  {whose or '?'}  {report.file_name}"
