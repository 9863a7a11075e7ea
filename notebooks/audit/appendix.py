"""The pages of findings that are appended to an audited report."""

from __future__ import annotations

import html
import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from reportlab.lib.colors import HexColor  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    XPreformatted,
)

from ingest.contract.concepts import FINDING_KINDS_ZH, REPORT_KINDS_ZH, SEVERITIES_ZH
from notebooks.audit.findings import AuditFinding, Choice, Identity, reproducing_sql

_FACE: Final = Path(__file__).parent.parent / "fonts" / "arphic-sungtil-gb-subset.ttf"
_NAME: Final = "Sungti"
# for the rare characters that the face lacks: every viewer has a Song face of its own
_FALLBACK: Final = "STSong-Light"
_LISTED_IDENTITIES: Final = 12
PAGE_LINK: Final = "page:"  # followed by a page's number: made a link into the report afterwards


def make_appendix(
    report: Choice, findings: Sequence[AuditFinding], tally: Mapping[str, int]
) -> bytes:
    """Typeset the findings of a report.

    Args:
        report: who it is.
        findings: numbered.
        tally: identities by status.

    Returns:
        A PDF of one or more A4 pages; equal findings give equal bytes.
    """
    _register_faces()
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream, pagesize=A4, leftMargin=54, rightMargin=54, topMargin=54, bottomMargin=54,
        title="Findings", invariant=1,
    )  # fmt: skip
    document.build(_story(report, findings, tally))
    return stream.getvalue()


def _story(
    report: Choice, findings: Sequence[AuditFinding], tally: Mapping[str, int]
) -> list[object]:
    kind = REPORT_KINDS_ZH.get(report.report_kind or "", "")
    who = f"{report.department_name or report.file_name} {report.budget_year or ''}{kind}"
    story: list[object] = [
        Paragraph("核对附页 Findings", _style(16, space=4)),
        Paragraph(_text(who), _style(11)),
        Paragraph(
            _text(f"报告编号 report_id {report.report_id}   文件 file {report.file_name}"),
            _style(8),
        ),
        Paragraph(
            "以下各页为附加，原报告各页内容未改动；页上方框及编号对应下列疑点。"
            " The pages before this one are as published; boxes and numbers on them refer to the"
            " findings below. A finding is a hypothesis about the paper, never a correction.",
            _style(8, space=4),
        ),
    ]
    holds, violated = tally.get("holds", 0), tally.get("violated", 0)
    story.append(
        Paragraph(
            f"试过勾稽关系 {holds + violated} 项：成立 {holds}，不符 {violated}。"
            f" Identities tried {holds + violated}: {holds} hold, {violated} do not.",
            _style(8, space=8),
        )
    )
    if not findings:
        story.append(Paragraph("未发现疑点。 No finding.", _style(11)))
    for finding in findings:
        story.append(_block(report, finding))
    return story


def _block(report: Choice, finding: AuditFinding) -> KeepTogether:
    pages = sorted({mark.page_number for mark in finding.marks})
    pages += sorted({each.page_number for each in finding.passages} - set(pages))
    where = "、".join(
        f'<a href="{PAGE_LINK}{page}" color="#1F5FA8">第{page}页 p. {page}</a>' for page in pages
    )
    values = ""
    if finding.printed_value is not None:
        values = f"印作 printed {finding.printed_value.normalize():,f} {finding.unit}"
    if finding.proposed_value is not None:
        values += f"   应为 proposed {finding.proposed_value.normalize():,f} {finding.unit}"
    known = "   已确认 acknowledged" if finding.acknowledged else ""
    head = (
        f"{finding.number}   {FINDING_KINDS_ZH[finding.kind]} {finding.kind}   "
        f"{SEVERITIES_ZH[finding.severity]} {finding.severity}{known}"
    )
    choice = "   其一有误 one of the marked cells" if finding.are_alternatives else ""
    about = (
        f"{where or '—'}{choice}   解释 explains {len(finding.checks_explained)} 项勾稽关系"
        f" identities, 破坏 breaks {finding.checks_broken}"
    )
    parts = [
        Paragraph(
            _text(head), _style(11, colour="#8C1C13" if finding.severity == "error" else "#8A5A00")
        ),
        Paragraph(about, _style(8)),
        Paragraph(_text(finding.message_zh), _style(10)),
        Paragraph(_text(finding.message_en), _style(9)),
    ]
    if values:
        parts.insert(2, Paragraph(_text(values), _style(10)))
    listed = finding.identities[:_LISTED_IDENTITIES]
    parts += [Paragraph(_text(_equation(each)), _style(8, space=0)) for each in listed]
    if more := len(finding.identities) - len(listed):
        parts.append(Paragraph(f"……另 {more} 项 and {more} more", _style(8)))
    sql = reproducing_sql(report.report_id, finding.finding_id)
    code = ParagraphStyle("sql", fontName="Courier", fontSize=6.5, leading=8, leftIndent=8)
    parts.append(XPreformatted(html.escape(sql), code))
    parts.append(Spacer(1, 10))
    return KeepTogether(parts)


def _equation(identity: Identity) -> str:
    """Spell an identity out with both sides."""
    sides = ""
    if identity.left_yuan is not None and identity.right_yuan is not None:
        difference = identity.left_yuan - identity.right_yuan
        sides = (
            f"：{identity.left_yuan:,.2f} / {identity.right_yuan:,.2f} 元，差 {difference:+,.2f}"
        )
    return f"· {identity.invariant_id} {identity.subject}{sides}"


def _style(size: float, *, space: float = 2, colour: str = "#1B1B1B") -> ParagraphStyle:
    return ParagraphStyle(
        f"s{size}{space}{colour}", fontName=_NAME, fontSize=size, leading=size * 1.45,
        spaceAfter=space, wordWrap="CJK", textColor=HexColor(colour),
    )  # fmt: skip


def _text(text: str) -> str:
    """Escape a text; characters that the face lacks are set in the viewer's own.

    >>> _text("a<b")
    'a&lt;b'
    """
    known = _face_characters()
    pieces = []
    for character in text:
        shown = html.escape(character if character.isprintable() else " ", quote=False)
        is_known = ord(character) in known or character.isspace() or not character.isprintable()
        pieces.append(shown if is_known else f'<font name="{_FALLBACK}">{shown}</font>')
    return "".join(pieces)


@cache
def _register_faces() -> None:
    pdfmetrics.registerFont(TTFont(_NAME, str(_FACE)))
    pdfmetrics.registerFont(UnicodeCIDFont(_FALLBACK))


@cache
def _face_characters() -> frozenset[int]:
    return frozenset(TTFont(_NAME, str(_FACE)).face.charToGlyph)
