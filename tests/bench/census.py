"""Every digit string of a page, counted by a reader of another make, and where ours put each.

pdfminer.six (through pdfplumber) reads a page's characters by code that shares nothing with
pdfium: its digit strings are what the page prints. Ours put each into a table's cell, into prose
or into the page's furniture: numbers of pages, headings, units and notes of tables, contents, the
labels of a chart. What one of them has and the other has not is listed by page, and so is what
ours read and neither a table nor the prose nor any furniture took.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pdfplumber
import polars as pl

from ingest.reading.kept_pages import unpack_document
from ingest.reading.pdf.model import PageRead
from ingest.reading.report import read_report

_STRING: Final = re.compile(r"[0-9](?:[0-9,.]*[0-9])?")
# A string goes on where the next character stands within a third of a character's height.
_GAP_EM: Final = 0.35
_COVERED: Final = 0.3  # of a character's area
_SCALE: Final = 3  # pixels per point, where it has to be looked for
_INK: Final = 60  # of 255, between the darkest and the lightest pixel of a character


@dataclass(frozen=True, slots=True)
class PageCensus:
    """What two readers find on one page.

    Attributes:
        printed: digit strings of the other reader.
        tables: of those, in the cells of our tables; so `prose` and `furniture`.
        unseen: strings that the other reader has and the rendered page does not show.
        lost: the other reader's further strings that ours has not.
        added: our strings that the other reader has not.
    """

    page_number: int
    printed: int
    tables: int
    prose: int
    furniture: int
    unseen: int = 0
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Census:
    """A report's pages; `reason` says why it has none."""

    name: str
    status: str
    pages: tuple[PageCensus, ...] = ()
    reason: str = ""

    def total(self, what: str) -> int:
        """Add up a count over the pages."""
        return sum(int(getattr(page, what)) for page in self.pages)

    @property
    def differing(self) -> tuple[PageCensus, ...]:
        """The pages on which the readers differ."""
        return tuple(page for page in self.pages if page.lost or page.added)


@dataclass(slots=True)
class _InMemory:
    """Keeps the pages of one report, so that it is read once."""

    packed: dict[str, bytes] = field(default_factory=dict)

    def read(self, report_id: str, part: str = "") -> None:
        """Have nothing yet."""

    def write(self, report_id: str, packed: bytes, part: str = "") -> None:
        """Keep packed pages."""
        self.packed[report_id + part] = packed


def digit_strings(text: str) -> list[str]:
    """List the digit strings of a text; full-width digits are digits, ① and ² are not.

    >>> digit_strings("2023年 1,234.50万元，3．5％ ②"), digit_strings("３，０００")
    (['2023', '1,234.50', '3.5'], ['3', '000'])
    """
    return _STRING.findall("".join(map(_plain, text)))


def _plain(character: str) -> str:
    """Give the plain form of a digit or point; other characters part strings."""
    if unicodedata.category(character) == "No" or character in "，":
        return " "
    return unicodedata.normalize("NFKC", character)


def count_report(path: Path) -> Census:
    """Compare both readers on every page of a report."""
    content = path.read_bytes()
    kept = _InMemory()
    frames = read_report(content, path.name, kept)
    row = frames["reports"].row(0, named=True)
    packed = kept.packed.get(row["report_id"])
    document = unpack_document(packed) if packed else None
    if document is None:
        return Census(path.stem, row["status"], reason=row["status_reason"] or "")
    cells: dict[int, list[str]] = {}
    for number, text in frames["cells"].select("page_number", "printed_text").iter_rows():
        cells.setdefault(number, []).extend(digit_strings(text or ""))
    of_contents = frames["pages"].filter(pl.col("page_role") == "contents")
    contents = set(of_contents["page_number"])
    prose = re.sub(r"\s", "", "".join(frames["paragraphs"]["text"]))
    with pdfplumber.open(io.BytesIO(content)) as other:
        pages = tuple(
            _compare(
                printed,
                cells.get(page.page_number, []),
                *_parted(page, prose, is_contents=page.page_number in contents),
            )
            for page, printed in zip(document.pages, other.pages, strict=True)
        )
    return Census(path.stem, row["status"], pages)


def _parted(page: PageRead, prose: str, *, is_contents: bool) -> tuple[list[str], list[str]]:
    """Part the digit strings of a page outside its tables: prose, furniture; contents are that."""
    read: list[str] = []
    furniture: list[str] = []
    if is_contents:
        texts = (cell.text for grid in page.grids for cell in grid.cells)
        furniture.extend(string for text in texts for string in digit_strings(text))
    for line in page.lines:
        of = read if re.sub(r"\s", "", line.text) in prose else furniture
        of.extend(digit_strings(line.text))
    return read, furniture


def _compare(
    page: Any, tables: Sequence[str], prose: Sequence[str], furniture: Sequence[str]
) -> PageCensus:
    """Compare one page's strings; what one reader parts and the other does not is no difference."""
    ours = [*tables, *prose, *furniture]
    printed = _printed(page)
    texts = [string.text for string in printed]
    unseen = 0
    missing = Counter(subtract(texts, ours))
    if missing:
        # the hair strokes of a large title leave little ink: only what ours lacks is looked for
        for string in printed:
            if missing[string.text] and not _is_seen(page, string):
                missing[string.text] -= 1
                texts.remove(string.text)
                unseen += 1
    lost, added = subtract(texts, ours), subtract(ours, texts)
    lost, added = drop_parted(lost, added)
    added, lost = drop_parted(added, lost)
    lost, added = drop_touching(lost, added)
    page.close()
    counts = (len(texts), len(tables), len(prose), len(furniture), unseen)
    return PageCensus(page.page_number, *counts, tuple(lost), tuple(added))


def subtract(some: Iterable[str], others: Iterable[str]) -> list[str]:
    """Take away strings, as often as they occur, and keep the order of the rest.

    >>> subtract(["1", "2", "1", "3"], ["1", "4"])
    ['2', '1', '3']
    """
    left = Counter(others)
    kept = []
    for each in some:
        if left[each]:
            left[each] -= 1
        else:
            kept.append(each)
    return kept


def drop_parted(whole: Sequence[str], parts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Drop strings that the other reader has in parts that follow each other: wrapped numbers.

    >>> drop_parted(["2080505", "7"], ["20805", "1", "05", "20805", "05"])
    (['7'], ['20805', '1', '05'])
    """
    left = list(parts)
    kept = []
    for each in whole:
        span = _run_that_makes(re.sub(r"\D", "", each), left)
        if span:
            del left[span[0] : span[1]]
        else:
            kept.append(each)
    return kept, left


def _run_that_makes(digits: str, parts: Sequence[str]) -> tuple[int, int] | None:
    for first in range(len(parts)):
        joined = ""
        for last in range(first, len(parts)):
            joined += re.sub(r"\D", "", parts[last])
            if joined == digits:
                return first, last + 1
            if not digits.startswith(joined):
                break
    return None


def drop_touching(whole: Sequence[str], parts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Drop strings that are two of the other reader's: cells that touch, in whatever order.

    >>> drop_touching(["1,935.361"], ["1", "7", "1,935.36"])
    ([], ['7'])
    """
    left = list(parts)
    kept = []
    for each in whole:
        pair = next(
            ((a, b) for a in left for b in left if a is not b and a + b == each),
            None,
        )
        if pair is None:
            kept.append(each)
        else:
            for part in pair:
                left.remove(part)
    return kept, left


@dataclass(frozen=True, slots=True)
class _String:
    """A digit string and the characters that it is made of."""

    text: str
    characters: tuple[dict[str, Any], ...]


def _printed(page: Any) -> list[_String]:
    """Give the digit strings of a page as the other reader has them, in the order of its stream."""
    left, top, right, bottom = page.bbox
    text, owners = "", []
    before: dict[str, Any] | None = None
    for each in page.chars:
        x, y = (each["x0"] + each["x1"]) / 2, (each["top"] + each["bottom"]) / 2
        if not (left <= x <= right and top <= y <= bottom):
            continue
        added = "".join(map(_plain, each["text"]))
        if before is not None and not _follows(before, each):
            added = f" {added}"
        text += added
        owners += [each] * len(added)
        before = each
    return [
        _String(found.group(), tuple(owners[found.start() : found.end()]))
        for found in _STRING.finditer(text)
    ]


def _is_seen(page: Any, string: _String) -> bool:
    """Say whether a page shows a string: its ink, and not that of what is printed over it.

    The line that a spreadsheet's cell cuts off lies under the next cell's: clipped, but in ink.
    """
    own = {id(each) for each in string.characters}
    covered = sum(
        any(_overlap(each, other) > _COVERED for other in page.chars if id(other) not in own)
        for each in string.characters
    )
    return covered < len(string.characters) and _has_ink(page, string)


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Give the share of a character that another one lies over."""
    across = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    area = (one["x1"] - one["x0"]) * (one["bottom"] - one["top"])
    return float(max(across, 0.0) * max(down, 0.0) / area) if area > 0 else 0.0


def _has_ink(page: Any, string: _String) -> bool:
    """Say whether the page as rendered shows a string: not what is clipped, hidden or covered."""
    picture = _rendered(page)
    shown = 0
    for each in string.characters:
        x0, x1 = (int(_SCALE * (each[side] - page.bbox[0])) for side in ("x0", "x1"))
        y0, y1 = (int(_SCALE * (each[side] - page.bbox[1])) for side in ("top", "bottom"))
        area = picture[max(y0, 0) : y1 + 1, max(x0, 0) : x1 + 1]
        shown += bool(area.size) and int(area.max()) - int(area.min()) > _INK
    return shown * 2 > len(string.characters)


def _rendered(page: Any) -> Any:
    """Render a page in grey, once."""
    if not hasattr(page, "rendered_for_census"):
        image = page.to_image(resolution=72 * _SCALE).original.convert("L")
        page.rendered_for_census = np.asarray(image)
    return page.rendered_for_census


def _follows(left: dict[str, Any], right: dict[str, Any]) -> bool:
    """Say whether a character stands beside the one before it, upright or turned."""
    gap = _GAP_EM * max(left["size"], right["size"], 1.0)
    across = max(left["x0"], right["x0"]) - min(left["x1"], right["x1"])
    down = max(left["top"], right["top"]) - min(left["bottom"], right["bottom"])
    return bool((across <= gap and down < 0) or (down <= gap and across < 0))


def census_table(counted: Sequence[Census]) -> str:
    """Write the counts as a Markdown table, and the differences as a list by page."""
    head = (
        "| report | status | pages | printed | tables | prose | furniture | unseen | lost | added |"
    )
    lines = [head, "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |"]
    for one in counted:
        lost = sum(len(page.lost) for page in one.pages)
        added = sum(len(page.added) for page in one.pages)
        sums = " | ".join(
            f"{one.total(what):,}" for what in ("printed", "tables", "prose", "furniture", "unseen")
        )
        lines.append(
            f"| {one.name} | {one.status} | {len(one.pages)} | {sums} | {lost} | {added} |"
        )
    listed = [
        f"* {one.name} p.{page.page_number}: lost {' '.join(page.lost) or '–'}; "
        f"added {' '.join(page.added) or '–'}"
        for one in counted
        for page in one.differing
    ]
    return "\n".join([*lines, "", *(listed or ["No page differs."])])
