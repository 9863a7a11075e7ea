"""From characters to runs: what goes into a cell as one piece, and what a line of prose is.

A run follows pdfium's order while the next character continues the line. It ends at a wide gap
and, once the rules are known, at a vertical rule: a right-aligned number must not be glued to
the left-aligned label of the next column (`189,767,551  一、一般公共服务支出`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.reading.pdf.glyphs import Glyph, PageText
from ingest.reading.pdf.model import Box, Piece, around
from ingest.reading.pdf.rules import Segment

# Gaps in units of the font size. Full-width characters touch (gap 0); justified prose opens
# them by up to 0.3; two columns of one line without a rule are an em and more apart.
_JOIN_GAP_EM: Final = 0.6
_JOIN_ACROSS_SPACE_EM: Final = 1.2
_OVERLAP_EM: Final = 0.5
_SPACE_EM: Final = 0.15
_WIDE_LETTER_GAP_EM: Final = 0.45

# A title and its unit at the right margin share a line but are two pieces.
_LINE_GAP_EM: Final = 2.0

# How far a rule may reach into a character that it passes beside.
_RULE_SLACK_PT: Final = 0.5
_RULE_SLACK_EM: Final = 0.1

# Typesetters pull these into the margin: their empty half may reach over a rule.
_OPENING: Final = frozenset("（《〈「『【〔［｛")
_FIGURES: Final = frozenset("0123456789.,，-")
# Four digits may be a year or a number of the label's own; decimals are an amount's.
_AMOUNT: Final = re.compile(r"-?\d[\d,，]*\.\d+")
_CLOSING: Final = frozenset("）》〉」』】〕］｝，。、．")
# One amount, whatever rule runs through it: figures of two columns that touch make none, and the
# three parts of a code have seven digits.
_ONE_NUMBER: Final = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d+|\d{8,})")
_TOUCHING_EM: Final = 0.05
# A number that overruns its cell to the left ends where the others of its column do: so near to
# the next rule.
_PADDING_PT: Final = 6.0


@dataclass(slots=True)
class Run:
    """Characters of one line in order, with the text that stands before each ("" or " ")."""

    glyphs: list[Glyph]
    spaces: list[str]
    _box: Box | None = None
    _text: str | None = None

    @property
    def text(self) -> str:
        """The run as printed; asked for once the run is complete, then kept."""
        if self._text is None:
            glyphs = self.glyphs
            self._text = "".join(
                [space + glyph[0] for space, glyph in zip(self.spaces, glyphs, strict=True)]
                if " " in self.spaces
                else [glyph[0] for glyph in glyphs]
            ).strip()
        return self._text

    @property
    def box(self) -> Box:
        """Bounding box of the characters; asked for once the run is complete, then kept."""
        if self._box is None:
            if len(self.glyphs) == 1:
                self._box = Box(*self.glyphs[0][1:5])
                return self._box
            _, x0s, y0s, x1s, y1s, _ = zip(*self.glyphs, strict=True)
            self._box = Box(min(x0s), min(y0s), max(x1s), max(y1s))
        return self._box


def build_runs(text: PageText) -> list[Run]:
    """Join characters that continue each other on one line, in pdfium's order.

    Args:
        text: the visible characters of the page.

    Returns:
        Runs in pdfium's order; every glyph is in exactly one.
    """
    runs: list[Run] = []
    breaks = text.breaks
    glyphs: list[Glyph] = []
    spaces: list[str] = []
    # the last character: its right edge, its lower and upper edge, its height, its place
    right = low = high = height = 0.0
    last_place = -1
    # the loop runs for every character: names are bound and edges compared in place
    for glyph in text.glyphs:
        _, x0, y0, x1, y1, place = glyph
        own_height = y1 - y0
        size = own_height if own_height < height else height
        gap = x0 - right
        is_spaced = place - last_place > 1 and (place - 1) in breaks
        limit = _JOIN_ACROSS_SPACE_EM if is_spaced else _JOIN_GAP_EM
        if (
            glyphs
            and -_OVERLAP_EM * size <= gap <= limit * size
            and (y1 if y1 < high else high) - (y0 if y0 > low else low) >= 0.5 * size
        ):
            glyphs.append(glyph)
            wide = gap > _WIDE_LETTER_GAP_EM * size
            spaces.append(" " if wide or (is_spaced and gap > _SPACE_EM * size) else "")
        else:
            glyphs, spaces = [glyph], [""]
            runs.append(Run(glyphs, spaces))
        right, low, high, height, last_place = x1, y0, y1, own_height, place
    return runs


def split_runs(runs: Iterable[Run], vertical: Sequence[Segment]) -> list[Run]:
    """Cut runs where a vertical rule passes between two of their characters.

    Args:
        runs: as built.
        vertical: rules as (x, y0, x, y1).

    Returns:
        Runs, none of which has a rule in one of its gaps.
    """
    rules = sorted(vertical)
    xs = [rule[0] for rule in rules]
    cut: list[Run] = []
    for run in runs:
        first, last = run.glyphs[0], run.glyphs[-1]
        low, high = bisect_left(xs, first.x1 - _RULE_SLACK_PT), bisect_left(xs, last.x1)
        if low >= high or len(run.glyphs) == 1:
            cut.append(run)
            continue
        middle = (first.y0 + first.y1) / 2
        crossing = [rule[0] for rule in rules[low:high] if rule[1] <= middle <= rule[3]]
        cut.extend(_cut(run, crossing) if crossing else [run])
    return cut


def _cut(run: Run, rules_x: list[float]) -> list[Run]:
    """Cut one run at the rules that pass between characters.

    Text that overruns its cell is crossed by the rule, with luck through a character: then it
    is left whole. So is a number of which the rule meets a gap. A number that touches the label of
    the next column has the rule at its very edge, or in itself where it overruns its cell to the
    left.
    """
    parts: list[Run] = []
    start = 0
    for index in range(1, len(run.glyphs)):
        left, right = run.glyphs[index - 1], run.glyphs[index]
        slack = min(_RULE_SLACK_PT, _RULE_SLACK_EM * (right.x1 - right.x0))
        end, start_of_next = _ink_end(left) - slack, _ink_start(right) + slack
        if (
            any(end <= x <= start_of_next for x in rules_x) and not _is_within_number(run, index)
        ) or (any(x > left.x0 for x in rules_x) and _is_amount(run, index, rules_x)):
            parts.append(Run(run.glyphs[start:index], run.spaces[start:index]))
            start = index
    parts.append(Run(run.glyphs[start:], run.spaces[start:]))
    return parts


def _is_within_number(run: Run, index: int) -> bool:
    """Say whether two characters are of one number: figures without a gap, one amount in all."""
    left, right = run.glyphs[index - 1], run.glyphs[index]
    if left.text not in _FIGURES or right.text not in _FIGURES:
        return False
    if right.x0 - left.x1 > _TOUCHING_EM * (right.y1 - right.y0):
        return False
    first, last = index - 1, index
    while first and run.glyphs[first - 1].text in _FIGURES:
        first -= 1
    while last + 1 < len(run.glyphs) and run.glyphs[last + 1].text in _FIGURES:
        last += 1
    digits = "".join(glyph.text for glyph in run.glyphs[first : last + 1])
    return _ONE_NUMBER.fullmatch(digits) is not None


def places_of(runs: Iterable[Run], vertical: Sequence[Segment]) -> list[float]:
    """Say where runs stand across: in their middle, or at the end that an overrun leaves in place.

    Args:
        runs: as cut.
        vertical: rules as (x, y0, x, y1).
    """
    rules = sorted(vertical)
    xs = [rule[0] for rule in rules]
    places = []
    for run in runs:
        x0, _, x1, _ = run.box
        low = bisect_left(xs, x0 + _RULE_SLACK_PT)
        is_crossed = low < len(xs) and xs[low] < x1 - _RULE_SLACK_PT
        if is_crossed and _AMOUNT.fullmatch(run.text):
            places.append(_fixed_end(run.box, rules))
        else:
            places.append((x0 + x1) / 2)
    return places


def _fixed_end(box: Box, rules: Sequence[Segment]) -> float:
    """Give the end of an amount that stands where the others of its column do; else its middle."""
    x0, y0, x1, y1 = box
    xs = [rule[0] for rule in rules if rule[1] <= (y0 + y1) / 2 <= rule[3]]
    is_crossed = any(x0 + _RULE_SLACK_PT < x < x1 - _RULE_SLACK_PT for x in xs)
    is_at_right = any(0 <= x - x1 <= _PADDING_PT for x in xs)
    is_at_left = any(0 <= x0 - x <= _PADDING_PT for x in xs)
    if not is_crossed or is_at_right == is_at_left:
        return (x0 + x1) / 2
    return x1 - _RULE_SLACK_PT if is_at_right else x0 + _RULE_SLACK_PT


def _is_amount(run: Run, index: int, rules_x: Sequence[float]) -> bool:
    """Say whether a label ends and an amount begins here, up to a rule or the end of the run.

    A label that is clipped at its cell's edge is cut through its last character; the amount of
    the next cell follows at once.
    """
    glyphs = run.glyphs
    if glyphs[index - 1].text in _FIGURES or glyphs[index].text not in _FIGURES:
        return False
    end = index + 1
    while end < len(glyphs) and glyphs[end].text in _FIGURES:
        end += 1
    if end < len(glyphs):
        last, after = glyphs[end - 1], glyphs[end]
        if not any(last.x1 - _RULE_SLACK_PT <= x <= after.x1 for x in rules_x):
            return False
    return _AMOUNT.fullmatch("".join(glyph.text for glyph in glyphs[index:end])) is not None


def _ink_end(glyph: Glyph) -> float:
    """Right edge of what is printed: a closing full-width mark fills the left half of its em."""
    half = (glyph.x1 - glyph.x0) / 2 if glyph.text in _CLOSING else 0.0
    return glyph.x1 - half


def _ink_start(glyph: Glyph) -> float:
    """Left edge of what is printed: an opening full-width mark fills the right half of its em."""
    half = (glyph.x1 - glyph.x0) / 2 if glyph.text in _OPENING else 0.0
    return glyph.x0 + half


def lines_of(runs: Iterable[Run], *, join_gap_em: float = _LINE_GAP_EM) -> list[Piece]:
    """Set runs into visual lines and join those that stand close, top to bottom.

    Args:
        runs: any runs, in any order.
        join_gap_em: the widest gap, in font sizes, across which two runs are one piece.

    Returns:
        Pieces in reading order.
    """
    return [piece for line in _visual_lines(runs) for piece in _join_line(line, join_gap_em)]


def pieces_of_cell(runs: Iterable[Run]) -> tuple[Piece, ...]:
    """Set the runs of one cell into pieces, top to bottom, left to right."""
    found = list(runs)
    if len(found) == 1:
        return (_piece(found),)
    return tuple(lines_of(found, join_gap_em=_WIDE_LETTER_GAP_EM))


def _visual_lines(runs: Iterable[Run]) -> list[list[tuple[Box, Run]]]:
    """Group runs whose heights overlap by half, highest line first, left to right."""
    boxed = sorted(((run.box, run) for run in runs), key=lambda item: (-_middle(item[0]), item[0]))
    lines: list[list[tuple[Box, Run]]] = []
    for box, run in boxed:
        if lines:
            above = lines[-1][0][0]
            overlap = min(above.y1, box.y1) - max(above.y0, box.y0)
            if overlap >= 0.5 * min(above.y1 - above.y0, box.y1 - box.y0):
                lines[-1].append((box, run))
                continue
        lines.append([(box, run)])
    for line in lines:
        line.sort(key=lambda item: item[0])
    return lines


def _middle(box: Box) -> float:
    """Height of a box's middle."""
    return (box.y0 + box.y1) / 2


def _join_line(line: list[tuple[Box, Run]], join_gap_em: float) -> list[Piece]:
    """Join the runs of one line across small gaps."""
    pieces: list[Piece] = []
    group: list[Run] = []
    right = 0.0
    for box, run in line:
        if group and box.x0 - right > join_gap_em * (box.y1 - box.y0):
            pieces.append(_piece(group))
            group = []
        right = max(right, box.x1) if group else box.x1
        group.append(run)
    pieces.append(_piece(group))
    return pieces


def _piece(runs: list[Run]) -> Piece:
    """Make one piece of runs that follow each other on a line."""
    if len(runs) == 1:
        box = runs[0].box
        return Piece(runs[0].text, box, round(box.y1 - box.y0, 2))
    text = runs[0].text
    boxes = [run.box for run in runs]
    for left, right, run in zip(boxes, boxes[1:], runs[1:], strict=False):
        wide = right.x0 - left.x1 > _WIDE_LETTER_GAP_EM * (right.y1 - right.y0)
        text += f" {run.text}" if wide else run.text
    box = around(boxes)
    return Piece(text, box, round(boxes[0].y1 - boxes[0].y0, 2))
