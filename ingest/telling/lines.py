"""Lines for a terminal: wrapped at words under their indent, coloured where there is colour.

Pure. Somewhere else than on a terminal a line stays one line, as `grep` and logs want it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ingest.processes.text import escape_controls

# What a line must not begin with, and what it must not end with, in Chinese as in English.
_CLOSING: Final = frozenset("，。、；：？！”’）》】〕」』％…—·,.;:?!)]}%")
_OPENING: Final = frozenset("“‘（《【〔「『([{")

_COLOURS: Final = {
    "heading": "1",  # bold
    "good": "32",  # green
    "bad": "31",  # red
    "warning": "33",  # yellow
    "faint": "2",
}

# A terminal narrower than this wraps by itself: there is no room for an indent.
_NARROWEST: Final = 30


class Line(NamedTuple):
    """A line and what it is: a key of `_COLOURS`, "" for plain text."""

    text: str
    style: str = ""


def render_lines(lines: Iterable[Line | str], *, width: int | None, is_coloured: bool) -> str:
    r"""Write lines, control characters made harmless.

    Args:
        lines: plain text or with a style.
        width: cells of the terminal; None leaves every line whole.
        is_coloured: whether to say styles in ANSI colours.

    >>> render_lines([Line("READ", "heading"), "  二 words"], width=None, is_coloured=True)
    '\x1b[1mREAD\x1b[0m\n  二 words'
    """
    rendered = []
    for line in lines:
        text, style = (line, "") if isinstance(line, str) else line
        safe = escape_controls(text)
        colour = _COLOURS.get(style) if is_coloured else None
        for part in wrap_line(safe, width):
            rendered.append(f"\x1b[{colour}m{part}\x1b[0m" if colour and part else part)
    return "\n".join(rendered)


def wrap_line(text: str, width: int | None) -> list[str]:
    """Break a line at words, or between Chinese characters; what follows keeps the indent.

    >>> wrap_line("  Table 2, page 7 prints it", 17)
    ['  Table 2, page 7 prints it']
    >>> wrap_line("    Table 2, page 7 prints the figure too far down", 32)
    ['    Table 2, page 7 prints the', '    figure too far down']
    >>> wrap_line("    第二页印作一百二十三点四五万元，应为一百", 34)
    ['    第二页印作一百二十三点四五万', '    元，应为一百']
    """
    if width is None or width < _NARROWEST or display_width(text) <= width:
        return [text]
    body = text.lstrip(" ")
    indent = text[: len(text) - len(body)]
    room = width - len(indent)
    parts: list[str] = []
    line, used = "", 0
    for piece in _pieces(body):
        size = display_width(piece.rstrip(" "))
        if line and used + size > room:
            parts.append(indent + line.rstrip(" "))
            line, used = "", 0
        line += piece
        used += display_width(piece)
    return [*parts, indent + line]


def _pieces(text: str) -> Iterator[str]:
    """Cut a text where a line may end; each piece keeps the spaces after it."""
    start = 0
    for place in range(1, len(text)):
        before, after = text[place - 1], text[place]
        is_break = (before == " " and after != " ") or (
            (_is_wide(before) or _is_wide(after))
            and after not in _CLOSING
            and after != " "
            and before not in _OPENING
        )
        if is_break:
            yield text[start:place]
            start = place
    yield text[start:]


def display_width(text: str) -> int:
    """Count the cells that a text takes on a terminal: two for a Chinese character.

    >>> display_width("2,506.79万元")
    12
    """
    return sum(2 if _is_wide(char) else 0 if unicodedata.combining(char) else 1 for char in text)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"
