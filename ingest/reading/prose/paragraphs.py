"""Printed lines → paragraphs, also over page breaks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ingest.reading.prose.model import Paragraph, ProseLine
from ingest.reading.prose.ordinals import find_ordinal

# Characters of indent from which a line begins a paragraph: two are usual, some draw less.
_INDENT_EM: Final = 1.2
# A line that ends further from the right margin than this was ended by its writer: full lines were
# seen to end up to two characters early, where a stop or a bracket may not begin a line.
_SHORT_EM: Final = 2.6
_CENTRE_EM: Final = 4.0
_CLOSED: Final = re.compile(r"[。；;！？：:][”’）)」』]*$")
# What no paragraph begins with: a stop, a unit, or an amount that did not fit on the line above.
_CONTINUES: Final = re.compile(
    r"^([，,。；;、：:）)”’%》」]|(亿|万|千)?元|[（(](类|款|项)[）)]|\d[\d,.]*\s*((亿|万|千)?元|%|辆|台|人))"
)
_CJK: Final = r"\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”‘’—…·①-⑳"


def join_paragraphs(lines: tuple[ProseLine, ...]) -> tuple[Paragraph, ...]:
    """Join lines into paragraphs by indent, fullness of the line above, stops and headings."""
    groups: list[list[ProseLine]] = []
    uses_indent = _uses_indent(lines)
    for line in lines:
        if (
            not groups
            or line.chart
            or groups[-1][-1].chart
            or _starts_paragraph(groups[-1], line, uses_indent=uses_indent)
        ):
            groups.append([line])
        else:
            groups[-1].append(line)
    return tuple(_join(group) for group in groups)


def is_heading_text(text: str) -> bool:
    """Say whether a text is worded as a numbered heading: no stop within, no amount, short."""
    return (
        find_ordinal(text) is not None
        and len(text) <= 60
        and re.search(r"[。；;]|[，,](?!\d)|\d\s*(亿|万|千)?元", text) is None
    )


def _uses_indent(lines: Iterable[ProseLine]) -> bool:
    indents = [_is_indented(line) for line in lines]
    return sum(indents) > 0.1 * len(indents) if indents else False


def _starts_paragraph(group: list[ProseLine], line: ProseLine, *, uses_indent: bool) -> bool:
    above = group[-1]
    if line.block != above.block or line.page_number - above.page_number > 1:
        return True
    is_closed = bool(_CLOSED.search(above.text))
    if not is_closed and _CONTINUES.match(line.text):
        return False
    if _is_centred(line) or _is_centred(above):
        return is_closed or not _is_one_title(above, line)
    return _breaks_text(group, line, is_closed=is_closed, uses_indent=uses_indent)


def _is_one_title(above: ProseLine, line: ProseLine) -> bool:
    """Say whether two centred lines are one title that wraps."""
    return (
        _is_centred(line)
        and _is_centred(above)
        and line.page_number == above.page_number
        and find_ordinal(line.text) is None
    )


def _breaks_text(
    group: list[ProseLine], line: ProseLine, *, is_closed: bool, uses_indent: bool
) -> bool:
    """Say whether running text begins anew, by number, indent and how full the line above is."""
    above = group[-1]
    is_full = above.x1 >= above.right - _SHORT_EM * above.em
    if ordinal := find_ordinal(line.text):
        return ordinal.depth <= 2 or _is_indented(line) or is_closed or not is_full
    if _is_indented(line):
        return is_closed or not is_full or not _hangs(group, line)
    if is_full:
        return is_closed and not uses_indent and above.text.endswith("。")
    return is_closed or is_heading_text(above.text)


def _is_indented(line: ProseLine) -> bool:
    return line.x0 > line.left + _INDENT_EM * line.em


def _hangs(group: list[ProseLine], line: ProseLine) -> bool:
    """Say whether an indented line goes on with a block that is indented as a whole."""
    return (
        len(group) == 1
        and abs(line.x0 - group[0].x0) < 0.5 * line.em
        and not is_heading_text(group[0].text)
    )


def _is_centred(line: ProseLine) -> bool:
    """Say whether a line stands clear of both margins, about equally."""
    before, after = line.x0 - line.left, line.right - line.x1
    clear = _CENTRE_EM * line.em
    return before > clear and after > clear and abs(before - after) < max(clear, 0.25 * before)


def _join(group: list[ProseLine]) -> Paragraph:
    text = ""
    starts: list[tuple[int, int]] = []
    for line in group:
        piece = close_spaces(line.text)
        if text and re.match(r"[A-Za-z]", piece) and re.search(r"[A-Za-z]$", text):
            text += " "
        if not starts or starts[-1][1] != line.page_number:
            starts.append((len(text), line.page_number))
        text += piece
    is_centred = all(_is_centred(line) for line in group)
    return Paragraph(text, tuple(starts), is_centred=is_centred, chart=group[0].chart)


def close_spaces(text: str) -> str:
    """Remove the white space that typesetting put between Chinese and digits.

    Kept between Latin words and between two numbers.

    >>> close_spaces("2023 年 “三公” 经费预算 79 万元, by Word art")
    '2023年“三公”经费预算79万元, by Word art'
    """
    spaced = re.sub(r"\s+", " ", text.strip())
    spaced = re.sub(rf"(?<=[{_CJK}]) | (?=[{_CJK}])", "", spaced)
    spaced = re.sub(r"(?<=\d,) (?=\d{3}(?:\D|$))", "", spaced)  # 1, 537.40
    spaced = re.sub(r"(?<=\d) (?=[%.])|(?<=[(（]) | (?=[)）])", "", spaced)
    return re.sub(r"(?<=[A-Za-z]) (?=\d)|(?<=\d) (?=[A-Za-z])", " ", spaced)
