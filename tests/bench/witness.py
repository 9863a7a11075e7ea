"""Recognition as a witness of text: what the text says and no eye sees on the drawn page.

A page with text is drawn as it is displayed and read by the network that reads whole pages of scans
(docs/scans.md). Each number that the reader took from the text is looked for where it stands.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pypdf

from ingest.errors import ReportRejectedError
from ingest.reading.pdf import read_document
from ingest.reading.pdf.model import Box, DocumentRead, PrintedNumber
from ingest.reading.pdf.scanned import draw_scanned
from ingest.reading.scans.cells import StraightPage
from ingest.reading.scans.detecting import line_detector
from ingest.reading.scans.models import ModelFiles, require_models
from ingest.reading.scans.straightening import is_ink
from ingest.reading.scans.witnessing import read_marks

# A searchable scan whose layer has a wrong digit; fonts without a map to characters; and the clean
# report whose maps exchange 3 and 8.
_CASES: Final = (
    "00_clean",
    "i06_searchable_scan_ocr_digit_wrong",
    "t01_no_tounicode_at_all",
    "t02_cid_identity_no_tounicode",
)
_EXCHANGED: Final = ("3", "8")
_TABLE_PAGES: Final = 2
_USUAL_REPORTS: Final = 4
# A character of the network's is placed to about so much of its height.
_SLACK: Final = 0.6
_NAMED: Final = 6


@dataclass(slots=True)
class Testimony:
    """What became of the numbers of some pages.

    Attributes:
        name: of the file.
        counts: seen, other (other digits stand there), unseen (no digit stands there).
        told: the ones that are not seen as they are: page, text, what is seen.
        rejected: why the file was not read.
    """

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    told: list[tuple[int, str, str]] = field(default_factory=list)
    rejected: str = ""


def measure_witness(shared: Path, count: int, tell: Callable[[str], None]) -> list[Testimony]:
    """Look at two table pages each of some published reports and of the cases.

    Args:
        shared: the folder with `reports/` and `cases/`.
        count: how many reports, evenly chosen.
        tell: called with each file.
    """
    files = require_models()
    reports = sorted((shared / "reports").rglob("*.pdf"))
    chosen = reports[:: max(1, len(reports) // (count or _USUAL_REPORTS))]
    found = []
    for path in chosen[: count or _USUAL_REPORTS]:
        tell(path.stem)
        found.append(hear(path.stem, path.read_bytes(), files))
    for name in _CASES:
        tell(name)
        found.append(hear(name, (shared / "cases" / f"{name}.pdf").read_bytes(), files))
    clean = (shared / "cases" / f"{_CASES[0]}.pdf").read_bytes()
    name = f"{_CASES[0]}, {' and '.join(_EXCHANGED)} exchanged in its maps"
    found.append(hear(name, exchange_digits(clean, *_EXCHANGED), files))
    return found


def hear(name: str, content: bytes, files: ModelFiles) -> Testimony:
    """Look at the first table pages of one file."""
    heard = Testimony(name)
    try:
        document = read_document(content, name)
    except ReportRejectedError as error:
        heard.rejected = error.reason
        return heard
    pages = _table_pages(document)
    for drawn in draw_scanned(content, pages):
        page = StraightPage(drawn.picture, is_ink(drawn.picture), drawn.points_per_pixel)
        boxes = line_detector(files).find_lines(drawn.picture, drawn.points_per_pixel)
        marks = read_marks(page, boxes, files)
        for number in document.pages[drawn.page_number - 1].numbers:
            seen, status = compare_number(number, marks)
            heard.counts[status] += 1
            if status != "seen":
                heard.told.append((drawn.page_number, number.text, seen))
    return heard


def _table_pages(document: DocumentRead) -> list[int]:
    pages = [page.page_number for page in document.pages if page.grids and page.numbers]
    return pages[:_TABLE_PAGES]


def compare_number(number: PrintedNumber, marks: Sequence[tuple[str, Box]]) -> tuple[str, str]:
    """Say what is seen where a number stands, and whether that is it.

    Args:
        number: as the text says it, with its place on the page.
        marks: characters that were seen, each with its place.

    Returns:
        The digits that are seen there, and seen, other or unseen.
    """
    box, slack = number.box, _SLACK * (number.box.y1 - number.box.y0)
    around = [
        (mark.x0 + mark.x1, text)
        for text, mark in marks
        if box.x0 - slack <= (mark.x0 + mark.x1) / 2 <= box.x1 + slack
        and box.y0 <= (mark.y0 + mark.y1) / 2 <= box.y1
    ]
    seen = _digits("".join(text for _, text in sorted(around)))
    if not seen:
        return seen, "unseen"
    return seen, "seen" if _digits(number.text) in seen else "other"


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def exchange_digits(content: bytes, one: str, other: str) -> bytes:
    """Exchange two digits in every font's map to characters: the page shows what it showed."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    codes = {f"<{ord(a):04x}>": f"<{ord(b):04x}>" for a, b in ((one, other), (other, one))}
    target = re.compile(rb"(<[0-9A-Fa-f]+>\s*)(<[0-9A-Fa-f]{4}>)(?=\s*(?:\n|\r|$))")
    exchanged = 0
    for item in writer._objects:
        if not isinstance(item, pypdf.generic.StreamObject) or b"begincmap" not in (
            data := item.get_data()
        ):
            continue

        def swap(found: re.Match[bytes]) -> bytes:
            nonlocal exchanged
            code = codes.get(found[2].decode().lower())
            exchanged += code is not None
            return found[1] + (code.encode() if code else found[2])

        item.set_data(target.sub(swap, data))
    assert exchanged, "no map names these digits one by one"
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def witness_table(heard: Sequence[Testimony]) -> str:
    """Write the table of the section."""
    lines = [
        "| file | numbers | seen | other digits seen | unseen | as the text says: as it is seen |",
        "|---|--:|--:|--:|--:|---|",
    ]
    for one in heard:
        if one.rejected:
            lines.append(f"| {one.name} | – | – | – | – | rejected: {one.rejected} |")
            continue
        told = [f"p.{page} {text}: {seen or 'nothing'}" for page, text, seen in one.told[:_NAMED]]
        more = len(one.told) - _NAMED
        shown = ", ".join(told) + (f" … and {more} more" if more > 0 else "")
        counts = [one.counts.total(), *(one.counts[each] for each in ("seen", "other", "unseen"))]
        lines.append(f"| {one.name} | {' | '.join(f'{n:,}' for n in counts)} | {shown} |")
    return "\n".join(lines)
