"""Files made of a report by other commands, where they were made: beside its page."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from ingest.settings import Settings
from notebooks.site.disclosures import department_key
from notebooks.site.render import write_script
from notebooks.site.reports import Report

# kind → folder beside the warehouse, and how such a file's name ends after the report's id
_MADE: Final = {
    "workbook": ("exports/workbooks", ".xlsx"),
    "audited": ("audit", ".pdf"),
    "letter": ("letters", ".docx"),
}


def write_files(
    site: Path, settings: Settings, reports: Sequence[Report], departments: Collection[str]
) -> None:
    """Copy what `make export`, `make audit` and `make letter` made, and list it for the page.

    The list stands in a script of its own: the page need not be made anew when a file is.
    """
    for report in reports:
        folder = site / "reports" / report.id
        listed = []
        if department_key(report) in departments:
            listed.append([f"../../departments/{department_key(report)}.html", "department"])
        for kind, (where, ending) in _MADE.items():
            made = sorted((settings.folder / where).glob(f"*{report.id}{ending}"))
            target = folder / f"{kind}{ending}"
            if made:
                _copy(made[0], target)
                listed.append([target.name, kind])
            else:
                target.unlink(missing_ok=True)
        write_script(folder / "files.js", "window.FILES", listed)


def _copy(source: Path, target: Path) -> None:
    if not target.is_file() or target.read_bytes() != source.read_bytes():
        shutil.copyfile(source, target)
