"""Slips printed into published reports: one digit of a figure in each, read and built again.

Typeset reports obey the rules that this program knows; published ones obey their own. The digit
is changed in the page's own text, so that reading meets it as it would meet a misprint.
"""

from __future__ import annotations

import ctypes
import io
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from tests.mutations.bases import build_folder

_SET_NAMED: Final = 3
_DRAWS: Final = 40
_NEAR_PT: Final = 2.0
_SHORTEST: Final = 4  # signs of a figure: of shorter ones a digit is most of the amount
_FIGURES_SQL: Final = """
    select file_path, page_number, table_number, row_number, column_number, printed_text, value,
        x0, y0, x1, y1
    from marts.fct_figures inner join marts.dim_reports using (report_id)
    where amount_yuan <> 0 and witness_count > 0 and is_current
    order by all
"""
_FINDINGS_SQL: Final = """
    select file_path, kind, severity, culprit_cells, are_alternatives, proposed_value
    from marts.fct_findings inner join marts.dim_reports using (report_id)
    order by all
"""


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A witnessed figure of a published report, and where it stands."""

    page: int
    cell: str
    text: str
    value: Decimal
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Misprint:
    """A report with one digit changed."""

    figure: PublishedFigure
    printed: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PublishedVerdict:
    """How a slip in a published report fared.

    Attributes:
        is_detected: there is a finding that the report did not have before.
        is_named: such a finding names the figure, in a set of at most three.
        is_restored: it proposes what was printed.
        severity: of the finding that names it.
        extra: further findings that the report did not have before.
    """

    file_name: str
    misprint: Misprint
    is_detected: bool
    is_named: bool
    is_restored: bool
    severity: str
    extra: int


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    severity: str
    cells: frozenset[str]
    are_alternatives: bool
    proposed: Decimal | None


def run_published(reports: Path, folder: Path, seed: int) -> list[PublishedVerdict]:
    """Build a folder of reports, change a digit in each, build them again and compare."""
    before = build_folder(reports, folder / "before.duckdb", may_reject=True)
    rng = random.Random(seed)
    planted: dict[str, Misprint] = {}
    target = folder / "reports"
    target.mkdir(parents=True, exist_ok=True)
    for name, figures in witnessed_figures(before).items():
        misprint = misprint_one(reports / name, figures, rng)
        if misprint is not None:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(misprint.content)
            planted[name] = misprint
    after = build_folder(target, folder / "after.duckdb", may_reject=True)
    known, found = _findings(before), _findings(after)
    return [
        _judge(name, misprint, known.get(name, []), found.get(name, []))
        for name, misprint in planted.items()
    ]


def misprint_one(
    path: Path, figures: Sequence[PublishedFigure], rng: random.Random
) -> Misprint | None:
    """Change one digit of one figure in a PDF; None where its text cannot be changed."""
    for figure in rng.sample(figures, min(_DRAWS, len(figures))):
        places = [n for n, sign in enumerate(figure.text) if sign.isdigit()]
        # the last digit is within what rounding allows
        place = rng.choice(places[:-1]) if len(places) > 1 else places[0]
        digit = rng.choice([each for each in "123456789" if each != figure.text[place]])
        wrong = figure.text[:place] + digit + figure.text[place + 1 :]
        content = _with_text(path, figure, place, digit)
        if content is not None and _reads(content, figure, wrong):
            return Misprint(figure, wrong, content)
    return None


def _with_text(path: Path, figure: PublishedFigure, place: int, digit: str) -> bytes | None:
    """Replace one sign of a figure in the text objects that lie in its box."""
    document = pdfium.PdfDocument(path)
    page = document[figure.page - 1]
    text_page = pdfium_c.FPDFText_LoadPage(page.raw)
    pieces = sorted(_pieces(page.raw, text_page, figure.box), key=lambda piece: piece[0])
    pdfium_c.FPDFText_ClosePage(text_page)
    if "".join(text.strip() for _, text, _ in pieces) != figure.text:
        return None
    at = place
    for _, text, handle in pieces:
        inner = text.strip()
        if at < len(inner):
            start = text.index(inner) + at
            changed = text[:start] + digit + text[start + 1 :]
            pdfium_c.FPDFText_SetText(handle, _utf16(changed))
            pdfium_c.FPDFPage_GenerateContent(page.raw)
            buffer = io.BytesIO()
            document.save(buffer)
            return buffer.getvalue()
        at -= len(inner)
    return None


def _pieces(
    page: Any, text_page: Any, box: tuple[float, float, float, float]
) -> Iterator[tuple[float, str, Any]]:
    """Give the text objects in a box: left edge, text, handle."""
    x0, y0, x1, y1 = box
    for number in range(pdfium_c.FPDFPage_CountObjects(page)):
        handle = pdfium_c.FPDFPage_GetObject(page, number)
        if pdfium_c.FPDFPageObj_GetType(handle) != pdfium_c.FPDF_PAGEOBJ_TEXT:
            continue
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        pdfium_c.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
        middle = ((left.value + right.value) / 2, (bottom.value + top.value) / 2)
        if (
            x0 - _NEAR_PT <= middle[0] <= x1 + _NEAR_PT
            and y0 - _NEAR_PT <= middle[1] <= y1 + _NEAR_PT
        ):
            text = _text_of(handle, text_page)
            if text.strip():
                yield left.value, text, handle


def _text_of(handle: Any, text_page: Any) -> str:
    size = pdfium_c.FPDFTextObj_GetText(handle, text_page, None, 0)
    buffer = (ctypes.c_ushort * max(size // 2, 1))()
    pdfium_c.FPDFTextObj_GetText(handle, text_page, buffer, size)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")


def _utf16(text: str) -> Any:
    encoded = (text + "\0").encode("utf-16-le")
    return (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded)


def _reads(content: bytes, figure: PublishedFigure, wrong: str) -> bool:
    """Say whether the changed page still reads: a subset font may lack the digit."""
    page = pdfium.PdfDocument(content)[figure.page - 1]
    x0, y0, x1, y1 = figure.box
    text = page.get_textpage().get_text_bounded(x0 - 1, y0 - 1, x1 + 1, y1 + 1)
    return "".join(text.split()) == wrong


def witnessed_figures(warehouse: Path) -> dict[str, list[PublishedFigure]]:
    """Read the printed amounts that a tried identity touches, by file."""
    figures: dict[str, list[PublishedFigure]] = defaultdict(list)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(_FIGURES_SQL).fetchall()
    for name, page, table, row, column, text, value, *box in rows:
        if len(text) >= _SHORTEST and None not in box:
            cell = f"t{table:03d}-r{row:04d}-c{column:03d}"
            x0, y0, x1, y1 = map(float, box)
            figures[name].append(PublishedFigure(page, cell, text, value, (x0, y0, x1, y1)))
    return dict(figures)


def _findings(warehouse: Path) -> Mapping[str, list[_Found]]:
    found: dict[str, list[_Found]] = defaultdict(list)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name, kind, severity, cells, alternatives, proposed in connection.execute(
            _FINDINGS_SQL
        ).fetchall():
            found[name].append(_Found(kind, severity, frozenset(cells), alternatives, proposed))
    return found


def _judge(
    name: str, misprint: Misprint, known: Sequence[_Found], found: Sequence[_Found]
) -> PublishedVerdict:
    old = {(each.kind, each.cells) for each in known}
    new = [each for each in found if (each.kind, each.cells) not in old]
    named = [
        each
        for each in new
        if misprint.figure.cell in each.cells
        and (not each.are_alternatives or len(each.cells) <= _SET_NAMED)
    ]
    return PublishedVerdict(
        name,
        misprint,
        bool(new),
        bool(named),
        any(each.proposed == misprint.figure.value for each in named),
        named[0].severity if named else "",
        len(new) - len(named),
    )


def published_table(verdicts: Sequence[PublishedVerdict]) -> str:
    """Write what was found, in one line, and the slips that were not named below it."""
    lines = [
        f"{len(verdicts)} planted, {sum(each.is_detected for each in verdicts)} detected,"
        f" {sum(each.is_named for each in verdicts)} named"
        f" ({sum(each.severity == 'error' for each in verdicts)} as an error),"
        f" {sum(each.is_restored for each in verdicts)} restored,"
        f" {sum(each.extra for each in verdicts)} further findings"
    ]
    lines += [
        f"  {'unnamed' if each.is_detected else 'undetected'} {each.file_name}"
        f" p{each.misprint.figure.page} {each.misprint.figure.cell}"
        f" {each.misprint.figure.text} → {each.misprint.printed}"
        for each in verdicts
        if not each.is_named
    ]
    return "\n".join(lines)
