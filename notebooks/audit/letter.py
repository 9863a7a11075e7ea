"""Write a letter to a department from its errors (审核意见): what `make letter REPORT=…` does.

A Word file for a person to edit: each error numbered, with page, what is printed, what should be
and why; the marked places as pictures behind it. One letter per disclosure (all its files). REPORT
is a report_id, a part of the file's name, or a department. The letter lies beside the warehouse, in
`letters/`; one that somebody has edited is never overwritten.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb

from ingest.errors import ReportRejectedError, UsageError
from ingest.settings import Settings
from notebooks.audit.choosing import (
    NotChosenError,
    choose_report,
    make_report_parser,
    read_published,
    read_wanted,
)
from notebooks.audit.crops import Crop, cut_crops
from notebooks.audit.findings import find_choices, read_findings, read_rotations, read_tally
from notebooks.audit.letter_document import Letter, count_beside, write_letter
from notebooks.audit.opinions import Opinion, make_opinion, read_parts
from notebooks.exports.marts import open_published
from notebooks.exports.names import export_name


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one letter; say where it is."""
    parser = make_report_parser(__doc__)
    try:
        settings, wanted = read_wanted(parser, arguments)
        with open_published(settings.warehouse) as connection:
            print(_write(connection, wanted, settings))
    except (NotChosenError, UsageError, ReportRejectedError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _write(connection: duckdb.DuckDBPyConnection, wanted: str, settings: Settings) -> str:
    """Write the letter; gives the line that says where it is."""
    chosen = choose_report(find_choices(connection, wanted), wanted)
    letter = make_letter(connection, chosen.report_id, settings.reports_dir)
    if not letter.opinions:
        return f"{chosen.file_name}: no errors (未发现差错), no letter"
    stem = export_name(
        chosen.department_name or chosen.file_name,
        chosen.budget_year,
        "审核意见",
        report_id=chosen.report_id,
    )
    target = _save(settings.folder / "letters", stem, write_letter(letter))
    pictures = sum(map(len, letter.crops.values()))
    return f"{target}   {len(letter.opinions)} errors, {pictures} pictures"


def make_letter(connection: duckdb.DuckDBPyConnection, report_id: str, reports_dir: Path) -> Letter:
    """Put together what a letter says about the disclosure of a report.

    Raises:
        NotChosenError: a published file is not there, or has changed.
        ReportRejectedError: it cannot be opened.
    """
    parts = read_parts(connection, report_id)
    opinions: list[Opinion] = []
    crops: dict[int, tuple[Crop, ...]] = {}
    severities: list[str] = []
    tally: Counter[str] = Counter()
    for part in parts:
        tally.update(read_tally(connection, part.report_id))
        findings = read_findings(connection, part.report_id)
        severities += [finding.severity for finding in findings]
        errors = [finding for finding in findings if finding.severity == "error"]
        if not errors:
            continue
        content = read_published(reports_dir, part)
        rotations = read_rotations(connection, part.report_id)
        for finding in errors:
            number = len(opinions) + 1
            opinions.append(make_opinion(connection, number, part, finding))
            # a workbook or a web page has cells, and no page to be cut
            if b"%PDF-" in content[:1024]:
                pictures = cut_crops(content, finding, rotations, file_name=part.file_name)
                crops |= {number: pictures} if pictures else {}
    return Letter(parts, tally, tuple(opinions), count_beside(severities), crops)


def _save(folder: Path, stem: str, content: bytes) -> Path:
    """Save a letter under a name that is free, unless this very letter lies there already."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        target = folder / (f"{stem}.docx" if number == 1 else f"{stem}_{number}.docx")
        if not target.exists():
            beside = target.with_name(f".{target.name}.new")
            beside.write_bytes(content)
            os.replace(beside, target)
            return target
        if target.read_bytes() == content:
            return target
        number += 1


if __name__ == "__main__":
    sys.exit(main())
