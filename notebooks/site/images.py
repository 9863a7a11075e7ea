"""Pictures of the pages that are cited: of every page with a figure, or of the findings' pages."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final, Literal

from ingest.archives import read_source, sha256_of_source
from ingest.errors import ReportRejectedError
from ingest.reading.pdf.model import Box
from ingest.reading.pdf.passages import Passage, find_passages
from ingest.reading.pdf.pictures import DEFAULT_DPI, PageToDraw, draw_pages
from notebooks.site.evidence import Evidence
from notebooks.site.findings import Finding
from notebooks.site.render import write_if_changed
from notebooks.site.warehouse import Row

ImageChoice = Literal["all", "findings"]
IMAGE_CHOICES: Final[tuple[ImageChoice, ...]] = ("all", "findings")

# ISO 32000: readers look for the header in the first kilobyte
_PDF_MARK: Final = b"%PDF-"
_PDF_MARK_WITHIN: Final = 1024

_log = logging.getLogger(__name__)

# A picture is made once per content, page, turn and resolution: this says how it was made.
PICTURE_VERSION: Final = f"webp-{DEFAULT_DPI}dpi-1"


def pages_cited(
    choice: ImageChoice, evidence: Evidence, findings: Collection[Finding]
) -> list[int]:
    """List the pages that are to have a picture.

    A page without one is drawn from the warehouse's coordinates: every figure in its place.
    """
    cited = {number for finding in findings for number in finding.page_numbers}
    if choice == "all":
        cited |= evidence.figure_pages()
        cited |= {claim["page_number"] for claim in evidence.claims}
    return sorted(cited & {page["page_number"] for page in evidence.pages if page["width_pt"]})


def draw_missing(
    folder: Path, wanted: Collection[int], evidence: Evidence, source: Path | None
) -> dict[int, tuple[int, int]]:
    """Draw the pages of a report that have no picture yet.

    Args:
        folder: The report's folder of the site; it is named by the content, so that a picture
            that is there is a picture of this content.
        wanted: Pages.
        evidence: Knows how each page is turned.
        source: The PDF, None where it is not to be had.

    Returns:
        Page → size in points, of the wanted pages that have a picture now.
    """
    pages = folder / "pages"
    sizes = {p["page_number"]: (p["width_pt"], p["height_pt"]) for p in evidence.pages}
    turns = {p["page_number"]: p["rotation"] or 0 for p in evidence.pages}
    version = pages / "version.txt"
    is_current = version.is_file() and version.read_text(encoding="utf-8") == PICTURE_VERSION
    missing = [n for n in wanted if not (is_current and (pages / f"{n}.webp").is_file())]
    if missing and source is not None:
        asked = [PageToDraw(number, turns[number]) for number in missing]
        try:
            for picture in draw_pages(read_source(source), asked, file_name=source.name):
                write_if_changed(pages / f"{picture.page_number}.webp", picture.content)
            write_if_changed(version, PICTURE_VERSION)
        except (ReportRejectedError, OSError) as error:
            _log.warning("no pictures of %s: %s", source.name, error)
    return {n: sizes[n] for n in wanted if (pages / f"{n}.webp").is_file()}


def locate_claims(claims: Collection[Row], source: Path | None) -> dict[str, tuple[Box, ...]]:
    """Find the amounts stated in prose on their pages: claim → its boxes, where they are found."""
    if source is None or not claims:
        return {}
    seen: Counter[tuple[int, str]] = Counter()
    wanted: dict[str, Passage] = {}
    for claim in sorted(claims, key=lambda each: (each["sentence_number"], each["position"])):
        said = (claim["sentence_number"], claim["claimed_text"])
        wanted[claim["claim_id"]] = Passage(
            claim["page_number"], claim["sentence"], claim["claimed_text"], seen[said]
        )
        seen[said] += 1
    try:
        found = find_passages(read_source(source), [*wanted.values()], file_name=source.name)
    except (ReportRejectedError, OSError) as error:
        _log.warning("no places of the prose of %s: %s", source.name, error)
        return {}
    return {name: boxes for name, boxes in zip(wanted, found, strict=True) if boxes}


def find_source(reports_dir: Path, files: Collection[Row]) -> Path | None:
    """Find a report's PDF: a file that raw.report_files names and whose content is the same.

    Word files, workbooks and web pages have no pages to draw: their sheets are drawn from the
    coordinates of their cells.
    """
    for file in files:
        path = reports_dir / str(file["file_path"])
        try:
            content = read_source(path)
        except OSError:
            continue
        if sha256_of_source(path, content) == file["sha256"]:
            return path if _PDF_MARK in content[:_PDF_MARK_WITHIN] else None
    return None


def choose_images(text: str) -> ImageChoice | None:
    """Read the option; None where it is neither."""
    choices: Mapping[str, ImageChoice] = {choice: choice for choice in IMAGE_CHOICES}
    return choices.get(text.strip().lower() or "all")
