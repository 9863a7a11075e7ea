"""A letter to a department (审核意见) as a Word file, for a person to edit and sign.

Laid out after GB/T 9704 (党政机关公文格式): margins, 仿宋 of size 三号, lines of 28 points. What
only the sender knows stands in 〔brackets〕. Equal opinions give equal bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from notebooks.audit.crops import Crop
from notebooks.audit.findings import Choice
from notebooks.audit.opinions import Opinion

_KIND: Final = {"budget": "预算", "final_account": "决算"}
_BODY_FACE: Final = "仿宋"
_HEAD_FACE: Final = "黑体"
_BODY_PT: Final = 16.0  # 三号
_TABLE_PT: Final = 10.5  # 五号
_LINE_PT: Final = 28.0
_TITLE_PT: Final = 22.0  # 二号
_WIDTH_MM: Final = 156.0  # of A4 between the margins
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
# More cells than these are a matter for the annotated file.
_CELLS_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a letter says.

    Attributes:
        parts: the files of the disclosure.
        tally: identities by status, of all its files.
        opinions: its errors, numbered.
        beside: how many findings are left out: trifles, doubts.
        crops: number of an opinion → its pictures.
    """

    parts: tuple[Choice, ...]
    tally: Mapping[str, int]
    opinions: tuple[Opinion, ...]
    beside: tuple[int, int]
    crops: Mapping[int, tuple[Crop, ...]]


def write_letter(letter: Letter) -> bytes:
    """Write the letter as a Word file."""
    document = Document()
    _set_up(document)
    _write_head(document, letter)
    for opinion in letter.opinions:
        _write_opinion(document, opinion, has_several_files=len(letter.parts) > 1)
    _write_end(document, letter)
    _write_pictures(document, letter)
    stream = io.BytesIO()
    document.save(stream)
    return _without_clock(stream.getvalue())


def _set_up(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _BODY_FACE, Pt(_BODY_PT)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _BODY_FACE)
    style.paragraph_format.space_after = Pt(0)


def _write_head(document: DocumentType, letter: Letter) -> None:
    first = letter.parts[0]
    whose = first.department_name or first.file_name
    what = f"{first.budget_year or ''}年部门{_KIND.get(first.report_kind or '', '预算')}"
    _paragraph(
        document, f"关于{whose}{what}公开内容的审核意见", size=_TITLE_PT, face=_HEAD_FACE,
        alignment=WD_ALIGN_PARAGRAPH.CENTER, line=36.0,
    )  # fmt: skip
    _paragraph(document, "（代拟稿，供审核人核对、修改；〔〕内请填写）", size=12.0,
               alignment=WD_ALIGN_PARAGRAPH.CENTER)  # fmt: skip
    _paragraph(document, f"{whose}：", indent=False)
    holds, violated = letter.tally.get("holds", 0), letter.tally.get("violated", 0)
    files = "、".join(f"《{part.file_name}》" for part in letter.parts)
    _paragraph(
        document,
        f"根据〔审核依据〕，我们对你单位公开的{what}（{files}）进行了审核，共核对勾稽关系"
        f"{holds + violated:,}项，其中成立{holds:,}项、不符{violated:,}项。不符的关系归结为以下"
        f"{len(letter.opinions)}处差错，请逐处对照原件核实：",
    )


def _write_opinion(document: DocumentType, opinion: Opinion, *, has_several_files: bool) -> None:
    pages = "、".join(f"第{page}页" for page in opinion.pages)
    where = f"（{opinion.report.file_name}）" if has_several_files else ""
    _paragraph(
        document,
        f"{opinion.number}. {opinion.heading}{f'，{pages}' if pages else ''}{where}",
        face=_HEAD_FACE,
    )
    _paragraph(document, opinion.finding.message_zh)
    if opinion.cells:
        _write_cells(document, opinion)
    if opinion.bases:
        _paragraph(document, f"依据：{'；'.join(opinion.bases)}。")


def _write_cells(document: DocumentType, opinion: Opinion) -> None:
    shown = opinion.cells[:_CELLS_SHOWN]
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    table.autofit = False
    widths = (14.0, 82.0, 30.0, 30.0)
    heads = ("页" if opinion.pages else "地址", "位置", "印作", "应为")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        _fill(cell, text, is_head=True)
    for each in shown:
        texts = (each.address, each.place, each.printed, each.proposed)
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            _fill(cell, text)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    if len(opinion.cells) > len(shown):
        _paragraph(document, f"（共{len(opinion.cells)}格，以上为前{len(shown)}格）", size=12.0)


def _write_end(document: DocumentType, letter: Letter) -> None:
    minors, doubts = letter.beside
    if minors or doubts:
        _paragraph(document, f"另有细微不符{minors}处、存疑{doubts}处，未列入本意见，可另行提供。")
    _paragraph(
        document,
        "以上按公开原件的勾稽关系推断，未改动任何公开数字。请于〔日期〕前核实；确属差错的，请更正后"
        "重新公开，并将核实情况书面反馈我们。",
    )
    if letter.crops:
        _paragraph(document, "附件：标注页")
    _paragraph(document, "〔审核单位〕", alignment=WD_ALIGN_PARAGRAPH.RIGHT)
    _paragraph(document, "〔　　年　　月　　日〕", alignment=WD_ALIGN_PARAGRAPH.RIGHT)


def _write_pictures(document: DocumentType, letter: Letter) -> None:
    is_first = True
    for opinion in letter.opinions:
        for crop in letter.crops.get(opinion.number, ()):
            if is_first:
                document.add_page_break()  # type: ignore[no-untyped-call]
                _paragraph(document, "附件：标注页", face=_HEAD_FACE, indent=False)
                is_first = False
            caption = _paragraph(
                document, f"{opinion.number}. {opinion.heading}，第{crop.page_number}页",
                size=12.0, indent=False,
            )  # fmt: skip
            caption.paragraph_format.keep_with_next = True
            # a whole page leaves room for its caption
            width, height = (None, Mm(205)) if crop.is_whole else (Mm(_WIDTH_MM), None)
            document.add_picture(io.BytesIO(crop.content), width=width, height=height)


def _paragraph(
    document: DocumentType, text: str, *, size: float = _BODY_PT, face: str = _BODY_FACE,
    alignment: WD_ALIGN_PARAGRAPH | None = None, indent: bool = True, line: float = _LINE_PT,
) -> Paragraph:  # fmt: skip
    paragraph = document.add_paragraph()
    if alignment is not None:
        paragraph.alignment = alignment
    elif indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    paragraph.paragraph_format.line_spacing = Pt(line)
    _write_run(paragraph, text, size=size, face=face)
    return paragraph


def _fill(cell: _Cell, text: str, *, is_head: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    _write_run(paragraph, text, size=_TABLE_PT, face=_HEAD_FACE if is_head else _BODY_FACE)


def _write_run(paragraph: Paragraph, text: str, *, size: float, face: str) -> None:
    # what XML cannot hold, a report's text should not either
    run = paragraph.add_run("".join(char if char.isprintable() else " " for char in text))
    run.font.size, run.font.name = Pt(size), face
    # python-docx names the face of Latin text only
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _without_clock(content: bytes) -> bytes:
    """Write the parts again without the time: equal letters are equal files."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return stream.getvalue()


def count_beside(severities: Sequence[str]) -> tuple[int, int]:
    """Count what a letter leaves out: trifles and doubts.

    >>> count_beside(["error", "doubt", "doubt"])
    (0, 2)
    """
    return severities.count("minor"), severities.count("doubt")
