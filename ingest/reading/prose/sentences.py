"""Paragraphs → sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ingest.reading.prose.model import Paragraph, Sentence

_STOP: Final = re.compile(r"[。！？][”’」』）)]*")
# 政府采购情况。无 is one statement.
_ANSWER: Final = re.compile(r"(无|没有)。?")
# A bracket that is not closed within so many characters was left open by mistake.
_BRACKET_REACH: Final = 300


def split_sentences(paragraphs: tuple[Paragraph, ...]) -> tuple[Sentence, ...]:
    """Split the body paragraphs into sentences, numbered from 1 through the report.

    A sentence ends at 。！？, not at ；: the parts that 其中 lists are separated by ；, and a part
    and its whole must stay in one sentence to be held against each other.
    """
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs, start=1):
        if paragraph.role == "heading":
            continue
        for offset, text in _split(paragraph.text):
            sentences.append(
                Sentence(
                    number=len(sentences) + 1,
                    paragraph_number=number,
                    page_number=paragraph.page_at(offset),
                    section=paragraph.section,
                    label=paragraph.label,
                    text=text,
                    chart=paragraph.chart,
                )
            )
    return tuple(sentences)


def _split(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, sentence); a stop within brackets does not end one.

    >>> list(_split("收入10万元。支出（其中项目1万元。）2万元。"))
    [(0, '收入10万元。'), (7, '支出（其中项目1万元。）2万元。')]
    """
    start = 0
    for stop in _STOP.finditer(text):
        if _in_brackets(text, start, stop.start()) or _ANSWER.fullmatch(text, stop.end()):
            continue
        if sentence := text[start : stop.end()].strip():
            yield start, sentence
        start = stop.end()
    if sentence := text[start:].strip():
        yield start, sentence


def _in_brackets(text: str, start: int, position: int) -> bool:
    before = text[start:position]
    is_open = len(re.findall("[（(]", before)) > len(re.findall("[）)]", before))
    return is_open and bool(re.search("[）)]", text[position : position + _BRACKET_REACH]))
