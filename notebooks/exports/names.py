"""File names of reports: readable, and never more than a name."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# what a file system, a shell or a spreadsheet could take for more than a letter
_UNSAFE: Final = re.compile(r"[^\w（）()·-]+")
_LONGEST: Final = 80


def export_name(*parts: object, report_id: str) -> str:
    """Make the stem of a file's name from what a report is called; the id keeps it unique.

    >>> export_name("某市统计局", 2024, "预算", report_id="0a2c")
    '某市统计局_2024_预算_0a2c'
    >>> export_name("../x", "=cmd|' /C calc'!A0", None, report_id="0a2c")
    'x_cmd_C_calc_A0_0a2c'
    """
    words = (unicodedata.normalize("NFC", str(part)) for part in parts if part is not None)
    stem = _UNSAFE.sub("_", " ".join(words)).strip("_-")
    return "_".join(each for each in (stem[:_LONGEST].strip("_-"), report_id) if each)
