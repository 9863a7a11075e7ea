"""Contents lists that are printed as lines: what to drop so that headings are not read twice."""

from __future__ import annotations

import re
from typing import Final

from ingest.reading.prose.model import ProseLine
from ingest.reading.prose.ordinals import find_ordinal

_LEADER: Final = re.compile(r"[.·…．]{4,}|…{2,}")
_TITLE: Final = re.compile(r"^目\s*录$")
_ENTRY_TAIL: Final = re.compile(r"[.·…．\s]*[-—]?\s*\d*\s*[-—]?$")
# A page that goes on with the list: most of its lines are entries. Wrapped entries are not.
_ENTRY_SHARE: Final = 0.6


def drop_contents(lines: list[ProseLine]) -> list[ProseLine]:
    """Drop the lines of contents lists.

    A list begins at 目录 and ends where its first entry comes again, where running text begins,
    or at the end of its page when the next page is no list. Lines with dot leaders always go.
    """
    kept: list[ProseLine] = []
    seen: set[str] = set()
    page = 0
    is_open = False
    for index, line in enumerate(lines):
        if _TITLE.match(line.text):
            is_open, seen, page = True, set(), line.page_number
            continue
        if is_open and line.page_number != page:
            page = line.page_number
            is_open = _goes_on([one for one in lines[index:] if one.page_number == page], seen)
        has_leader = bool(_LEADER.search(line.text))
        entry = _entry(line.text)
        if is_open and not has_leader and (_is_running_text(line.text) or _repeats(entry, seen)):
            is_open = False
        if is_open:
            seen.add(entry)
        elif not has_leader:
            kept.append(line)
    return kept


def _entry(text: str) -> str:
    return re.sub(r"\s", "", _ENTRY_TAIL.sub("", _LEADER.split(text)[0]))


def _is_running_text(text: str) -> bool:
    return bool(re.search(r"[。；;]|[，,](?!\d)", text))


def _repeats(entry: str, seen: set[str]) -> bool:
    """Say whether an entry comes again: whole, or its 第一部分 alone on the first body page."""
    if re.fullmatch(r"第[一二三四五六七八九十]+部分", entry):
        return any(one.startswith(entry) for one in seen)
    return len(entry) > 3 and entry in seen


def _goes_on(page_lines: list[ProseLine], seen: set[str]) -> bool:
    if any(_LEADER.search(line.text) for line in page_lines):
        return True
    if any(_is_running_text(line.text) or _repeats(_entry(line.text), seen) for line in page_lines):
        return False
    entries = sum(find_ordinal(line.text) is not None for line in page_lines)
    return entries >= _ENTRY_SHARE * len(page_lines)
