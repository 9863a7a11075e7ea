"""Text of reports on pages: names and cells stay text, whatever they hold."""

from __future__ import annotations

import html


def escape_text(value: object) -> str:
    r"""Escape a value for HTML, and show control characters and marks of direction as signs.

    HTML has no place for the first, and the second would turn the page around them.

    >>> escape_text("<b>水利局\x07\u202e"), escape_text("上\n下")
    ('&lt;b&gt;水利局\\x07\\u202e', '上\n下')
    """
    shown = (c if c.isprintable() or c in "\n\t" else _sign(ord(c)) for c in str(value))
    return html.escape("".join(shown))


def _sign(number: int) -> str:
    return f"\\x{number:02x}" if number <= 0xFF else f"\\u{number:04x}"
