"""Headings of paragraphs: which are headings, and the path of headings above each paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ingest.reading.prose.model import Paragraph
from ingest.reading.prose.ordinals import find_ordinal
from ingest.reading.prose.paragraphs import is_heading_text

_TITLE_DEPTH: Final = 1  # a centred title without number stands where 第一部分 stands elsewhere
_CAPTION: Final = re.compile(
    r"^(图|表|注)\s*[\d一二三四五六七八九十：:]|构成(情况)?(表|图)?$|(情况|示意)图$|(?<!预算)(?<!决算)表$"
)
_LABEL: Final = re.compile(r"^(?P<label>[^，,。；;：:]{2,80}?)[。：:]")
# A duty ends with 。 too; a run-in heading is short, or the path of a function.
_LABEL_LENGTH: Final = 25
# Where an item may begin within a paragraph: behind a sentence, also one that only says 其中.
_ITEM: Final = re.compile(
    r"。[”’）)」』]*(?:(?:其中|(?:具体|主要)?包括|(?:具体)?如下|具体为)[：:])?"
    r"(?=[（(]?[\d一二三四五六七八九十①-⑳])"
)
_FUNCTION: Final = re.compile(r"[^，,。；;：:（(]{2,40}[（(](?:[类款项]|\d{3}(?:\d\d){0,2})[）)]")
# 一般公共服务支出（类）财政事务（款）行政运行（项）。年初预算为…: what the paragraph speaks of.
_PATH: Final = re.compile(
    r"(?P<path>(?:[^，,。；;：:（(\d]{2,40}(?:[（(][^（）()]{1,20}[）)][^，,。；;：:（(\d]{0,20})?[（(]\d{0,3}[类款项][）)]){1,3})[。：:]"
)
_STOPPED: Final = re.compile(r"[^，,。；;：:]{2,25}(情况|说明)[。：:]")


def add_sections(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Give each paragraph its role, its section path and its run-in heading.

    A run-in heading (1. 机关运行经费。2023 年 …) is part of the path of its own paragraph and of
    deeper numbered ones below it, but not of what follows without a number.
    """
    stack: list[tuple[int, str]] = []
    run_in: set[int] = set()  # depths in the stack that are run-in headings
    placed: list[Paragraph] = []
    for paragraph in (item for one in paragraphs for item in _part_items(one)):
        if paragraph.chart:
            placed.append(replace(paragraph, section=(*_path(stack), paragraph.chart)))
            continue
        ordinal = find_ordinal(paragraph.text)
        depth = ordinal.depth if ordinal else None
        is_title = _is_title(paragraph)
        if placed and _is_bare_part(placed[-1]) and _names_part(paragraph):
            # 第一部分 alone on a line, its name on the next
            stack = [(1, stack[-1][1] + paragraph.text)] if stack else []
            placed.append(replace(paragraph, role="heading", section=_path(stack)))
            continue
        if depth is None and is_title:
            depth = _TITLE_DEPTH
        if depth is None:
            stack = [entry for entry in stack if entry[0] not in run_in]
        else:
            stack = [entry for entry in stack if entry[0] < depth]
        run_in = {entry[0] for entry in stack if entry[0] in run_in}
        if is_heading_text(paragraph.text) or is_title or _is_stopped_heading(paragraph.text):
            if depth is not None and not _is_cover(paragraph, placed):
                stack.append((depth, paragraph.text.rstrip("：:。")))
            placed.append(replace(paragraph, role="heading", section=_path(stack)))
            continue
        label = (
            _find_label(paragraph.text[ordinal.end :]) if ordinal else _path_label(paragraph.text)
        )
        if ordinal and label:
            stack.append((ordinal.depth, ordinal.text + label))
            run_in.add(ordinal.depth)
        placed.append(replace(paragraph, section=_path(stack), label=label))
    return tuple(placed)


def _part_items(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Part a paragraph before each numbered item in it that has a run-in heading of its own.

    A web page or a Word file may run the items of a list on in one paragraph; each is spoken of
    by its heading, as where every item begins a line.
    """
    text, start = paragraph.text, 0
    for stop in _ITEM.finditer(text):
        ordinal = find_ordinal(text[stop.end() :])
        if ordinal and _names_item(text[stop.end() + ordinal.end :]):
            yield _cut(paragraph, start, stop.end())
            start = stop.end()
    yield _cut(paragraph, start, len(text)) if start else paragraph


def _names_item(text: str) -> bool:
    return _find_label(text) is not None or _FUNCTION.match(text) is not None


def _cut(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    """Take characters start to end of a paragraph, with the pages they stand on."""
    later = ((max(at - start, 0), page) for at, page in paragraph.page_starts if start < at < end)
    pages = ((0, paragraph.page_at(start)), *later)
    return replace(paragraph, text=paragraph.text[start:end], page_starts=pages)


def _path(stack: list[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(text for _, text in stack)


def _is_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        paragraph.is_centred
        and 3 < len(text) <= 50
        and not _CAPTION.search(text)
        and re.search(r"[。；，：]|\d\s*(亿|万|千)?元|^[\d.%-]+$", text) is None
    )


def _is_cover(paragraph: Paragraph, before: list[Paragraph]) -> bool:
    """Say whether a title is the report's own: on the first page, before anything numbered."""
    first = before[0].page_starts[0][1] if before else paragraph.page_starts[0][1]
    return paragraph.page_starts[0][1] == first and all(
        find_ordinal(one.text) is None for one in (*before, paragraph)
    )


def _is_bare_part(paragraph: Paragraph) -> bool:
    return paragraph.role == "heading" and bool(
        re.fullmatch(r"第[一二三四五六七八九十]+部分[：:]?", paragraph.text)
    )


def _names_part(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return find_ordinal(text) is None and len(text) <= 30 and not re.search(r"[。；，：]", text)


def _is_stopped_heading(text: str) -> bool:
    """Say whether a numbered heading only bears a stop: 2.政府采购情况。, 1.行政运行（项）。."""
    ordinal = find_ordinal(text)
    if ordinal is None:
        return False
    named = text[ordinal.end :]
    return bool(_STOPPED.fullmatch(named) or _PATH.fullmatch(named))


def _path_label(text: str) -> str | None:
    """Find the path of a function that a paragraph without number begins with, as a label."""
    hit = _PATH.match(text)
    return hit["path"].strip() if hit else None


def _find_label(text: str) -> str | None:
    hit = _LABEL.match(text)
    if hit is None or re.search(r"\d\s*(亿|万|千)?元|\d%", hit["label"]):
        return None
    label: str = hit["label"].strip()
    is_function = re.search(r"[（(]\d{0,3}[类款项][）)]", label) is not None
    return label if is_function or len(label) <= _LABEL_LENGTH else None
