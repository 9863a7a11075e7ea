"""Text for a terminal: harmless, and as short as it goes."""

from __future__ import annotations

from pathlib import Path


def escape_controls(text: str) -> str:
    r"""Make control characters of names and texts harmless to a terminal.

    >>> escape_controls("a\x1b[31m\nb预算")
    'a\\x1b[31m\\x0ab预算'
    """
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return f"\\x{ord(char):02x}" if ord(char) <= 0xFF else f"\\u{ord(char):04x}"


def display_path(path: Path) -> str:
    """Show a path as short as it goes from the working folder.

    >>> display_path(Path.cwd() / "data" / "x")
    'data/x'
    """
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
