"""Words of scans that were misread by one character → the word of the vocabulary they look like.

A column's meaning hangs on such words: 合汁 is 合计, 项日支出 项目支出, 一股公共预算 一般公共预算.
Only characters that are taken for each other by their shape are exchanged, one in a word, and a
lost 一 (般公共预算) is put back, and only where that makes one word and no other. Near words are no
misreadings: 邮电费 and 水电费, 上年结转 and 上年结余 are one character apart. Digits are never
touched, nor pages that have text.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Final

from ingest.reading.pdf.model import DocumentRead, Grid, GridCell, PageRead, Piece
from ingest.reading.pdf.scanned import SCANNED_READINGS
from ingest.reading.vocabulary.loading import load_vocabulary

# Shorter words stand by themselves; as a part of other text they may be anything.
_FEWEST_WITHIN: Final = 4
REMARK: Final = "words of scans taken by likeness (按字形近似取词)"


@dataclass(frozen=True, slots=True)
class Likeness:
    """The words of the vocabulary and what they are misread as.

    Attributes:
        words: as they are, without white space; and others that merely look like one.
        misread: what one likely misreading makes of one word and of no other → in which place it
            was misread, and what stands there.
        lengths: of all of them, the longest first.
    """

    words: frozenset[str]
    misread: Mapping[str, tuple[int, str]]
    lengths: tuple[int, ...]


@cache
def load_likeness() -> Likeness:
    """Load the words, and misread each of them in every likely way."""
    vocabulary = load_vocabulary("likeness")
    known = frozenset((*vocabulary["words"], *vocabulary["others"]))
    shapes = {shape[0]: shape[1:] for shape in vocabulary["shapes"]}
    meant: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for word in vocabulary["words"]:
        for place, character in enumerate(word):
            for other in shapes.get(character, ""):
                meant[word[:place] + other + word[place + 1 :]].add((place, character))
            if character in vocabulary["lost"] and place + 1 < len(word):
                meant[word[:place] + word[place + 1 :]].add((place, word[place : place + 2]))
    misread = {
        text: min(said) for text, said in meant.items() if len(said) == 1 and text not in known
    }
    lengths = sorted({len(text) for text in (*known, *misread)}, reverse=True)
    return Likeness(known, misread, tuple(lengths))


def match_words(text: str, likeness: Likeness) -> str:
    """Put the words of the vocabulary where a text has what they were misread as.

    Args:
        text: of a cell or a line; white space and everything else in it stays where it is.
        likeness: the words.

    >>> known = load_likeness()
    >>> [match_words(text, known) for text in ("合 汁", "项日支出", "2025年一股公共预算支出表")]
    ['合 计', '项目支出', '2025年一般公共预算支出表']
    >>> [match_words(text, known) for text in ("单位：方元", "会计", "水电费", "三、合同")]
    ['单位：万元', '会计', '水电费', '三、合同']
    >>> [match_words(text, known) for text in ("般公共预算", "—般公共预算", "一般公共预算")]
    ['一般公共预算', '一般公共预算', '一般公共预算']
    """
    places = [place for place, character in enumerate(text) if not character.isspace()]
    plain = "".join(_plain(text[place]) for place in places)
    found = list(_parts(plain, likeness))
    settled = {i for start, part in found if part in likeness.words for i in _span(start, part)}
    changed = list(text)
    for _, alike in groupby(found, key=lambda one: len(one[1])):
        said: dict[int, set[str]] = defaultdict(set)
        covered: set[int] = set()
        for start, part in alike:
            if part in likeness.misread:
                place, meant = likeness.misread[part]
                said[start + place].add(meant)
                covered.update(_span(start, part))
        for place, meant_there in said.items():
            if len(meant_there) == 1 and place not in settled:
                changed[places[place]] = min(meant_there)
        settled |= covered
    return "".join(changed)


def _span(start: int, part: str) -> range:
    return range(start, start + len(part))


def _parts(plain: str, likeness: Likeness) -> Iterator[tuple[int, str]]:
    """Give the parts of a text that are words, or look like one, the longest first."""
    for length in likeness.lengths:
        if length < _FEWEST_WITHIN and length != len(plain):
            continue
        for start in range(len(plain) - length + 1):
            part = plain[start : start + length]
            if part in likeness.words or part in likeness.misread:
                yield start, part


@cache
def _plain(character: str) -> str:
    """Give a mark its ASCII form, one character for one."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def match_scans(document: DocumentRead) -> DocumentRead:
    """Match the words of scanned pages to the vocabulary.

    What was read stays on record: `PageRead.reading_reason` names each word with what it was taken
    for, and a remark names the pages.
    """
    if not any(page.reading in SCANNED_READINGS for page in document.pages):
        return document
    likeness = load_likeness()
    return replace(
        document,
        pages=tuple(
            _match_page(page, likeness) if page.reading in SCANNED_READINGS else page
            for page in document.pages
        ),
    )


def _match_page(page: PageRead, likeness: Likeness) -> PageRead:
    taken: dict[str, str] = {}
    grids = tuple(_match_grid(grid, likeness, taken) for grid in page.grids)
    # lines of a text layer beside a picture are the publisher's: which are which is not told
    lines = page.lines if page.has_text else _match_lines(page.lines, likeness, taken)
    if not taken:
        return page
    told = ", ".join(f"{read!r} as {word!r}" for read, word in sorted(taken.items()))
    return replace(
        page,
        grids=grids,
        lines=lines,
        reading_reason=f"{page.reading_reason}; by likeness {told}",
        remarks=(*page.remarks, REMARK),
    )


def _match_lines(
    lines: tuple[Piece, ...], likeness: Likeness, taken: dict[str, str]
) -> tuple[Piece, ...]:
    return tuple(
        piece
        if (text := _take(piece.text, likeness, taken)) == piece.text
        else replace(piece, text=text)
        for piece in lines
    )


def _match_grid(grid: Grid, likeness: Likeness, taken: dict[str, str]) -> Grid:
    return replace(grid, cells=tuple(_match_cell(cell, likeness, taken) for cell in grid.cells))


def _match_cell(cell: GridCell, likeness: Likeness, taken: dict[str, str]) -> GridCell:
    """Match a cell as a whole: its words are broken into lines anywhere."""
    if cell.is_unread or not cell.pieces:
        return cell
    printed = "\n".join(piece.text for piece in cell.pieces)
    matched = _take(printed, likeness, taken)
    if matched == printed:
        return cell
    pieces = zip(cell.pieces, matched.split("\n"), strict=True)
    return replace(cell, pieces=tuple(replace(piece, text=text) for piece, text in pieces))


def _take(text: str, likeness: Likeness, taken: dict[str, str]) -> str:
    matched = match_words(text, likeness)
    if matched != text:
        taken["".join(text.split())] = "".join(matched.split())
    return matched
