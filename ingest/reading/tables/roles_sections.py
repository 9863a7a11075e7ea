"""Trees of codes below headings without a code: a department's, and those of each of its units.

A table of codes may print one tree for the department and then one for each unit, which say the
same money again; or a tree for each unit and no total. Headings are rows without a code above
codes; whether one tree is the whole of the others, the sums decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.reading.tables.model import Line
from ingest.reading.tables.roles_rows import Block
from ingest.reading.tables.roles_sums import try_rows
from ingest.reading.tables.words import compact


@dataclass(slots=True)
class _Section:
    """Rows of codes below a heading.

    Attributes:
        head: the heading's row, None for the codes before any.
        tops: rows of codes that no code above contains.
        parents: the row that contains each other one.
    """

    head: int | None = None
    tops: list[int] = field(default_factory=list)
    parents: dict[int, int] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        """All rows of codes."""
        return [*self.tops, *self.parents]


def read_sections(block: Block) -> tuple[Block, dict[int, int]] | None:
    """Read a block as trees below several headings, or below the total and then headings.

    Returns:
        The block with its total's row, and the row that contains each (negative: says it again);
        None where the block is no such list, or its sums do not bear it out.
    """
    sections = _sections(block)
    if sections is None:
        return None
    first, others = sections[0], sections[1:]
    if block.root is None and first.head is not None and others:
        if _comes_to(block, first.head, [x.head for x in others]):
            return _whole(block, first, first.head, others)
        return _apart(block, sections)
    is_said_again = block.root is not None and first.head is None and first.tops and others
    if block.root and is_said_again and _comes_to(block, block.root, [x.head for x in others]):
        return _whole(block, first, block.root, others)
    return None


def _whole(
    block: Block, first: _Section, root: int, others: Sequence[_Section]
) -> tuple[Block, dict[int, int]] | None:
    """Take the first tree for the whole; where it has no codes, the others are its parts."""
    if first.tops and not _comes_to(block, root, first.tops):
        return None
    if not all(_comes_to(block, x.head, x.tops) for x in others):
        return None
    parents = {**first.parents, **dict.fromkeys(first.tops, root)}
    for section in others:
        if first.tops:
            parents |= {row: -root for row in (section.head, *section.rows) if row is not None}
        else:
            parents |= _own(section)
            if section.head is not None:
                parents[section.head] = root
    return replace(block, root=root), parents


def _apart(block: Block, sections: Sequence[_Section]) -> tuple[Block, dict[int, int]] | None:
    """Take each tree for a unit's own, of a whole that is not printed."""
    if not all(x.tops and _comes_to(block, x.head, x.tops) for x in sections):
        return None
    parents: dict[int, int] = {}
    for section in sections:
        parents |= _own(section)
    return block, parents


def _own(section: _Section) -> dict[int, int]:
    if section.head is None:
        return dict(section.parents)
    return {**section.parents, **dict.fromkeys(section.tops, section.head)}


def _comes_to(block: Block, whole: int | None, parts: Sequence[int | None]) -> bool:
    rows = [row for row in parts if row is not None]
    if whole is None or not rows:
        return False
    support = try_rows(block.sheet, whole, rows)
    return 0 < support.tried == support.held


def _sections(block: Block) -> list[_Section] | None:
    """Cut a block at its headings; None where a row is neither a heading nor a code."""
    sections = [_Section()]
    codes: dict[str, int] = {}
    for line in block.free:
        row, code = line.row_number, line.row_code
        if line.row_role == "code" and code:
            above = next(
                (codes[code[:n]] for n in range(len(code) - 1, 2, -1) if code[:n] in codes), None
            )
            if above is None:
                sections[-1].tops.append(row)
            else:
                sections[-1].parents[row] = above
            codes[code] = row
        elif _may_head(line):
            sections.append(_Section(row))
            codes = {}
        else:
            return None
    if sections[0].head is None and not sections[0].tops:
        sections = sections[1:]
    has_codes = sum(1 for section in sections if section.tops)
    has_heads = any(section.head is not None for section in sections)
    return sections if has_codes and has_heads else None


def _may_head(line: Line) -> bool:
    label = compact(line.row_label or "")
    is_plain = line.row_role in {"line", "unit"} and line.row_code is None and line.depth is None
    return is_plain and bool(label) and re.match("其中", label) is None
