"""Ordinals before a label: 一、（一）1.（1）."""

from __future__ import annotations

import re
from typing import Final

_ORDINALS: Final = (
    (1, re.compile(r"^([一二三四五六七八九十]{1,3})\s*、")),
    (2, re.compile(r"^[(（]\s*([一二三四五六七八九十]{1,3})\s*[)）]、?")),
    (4, re.compile(r"^[(（]\s*(\d{1,2})\s*[)）]、?")),
    (3, re.compile(r"^(\d{1,2})\s*[、.．](?!\d)")),
)


def split_ordinal(label: str) -> tuple[str | None, int | None, str]:
    """Take the ordinal off a label.

    >>> split_ordinal("（一）一般公共预算拨款")
    ('（一）', 2, '一般公共预算拨款')
    >>> split_ordinal("1、一般公共预算资金")
    ('1、', 3, '一般公共预算资金')
    """
    for depth, form in _ORDINALS:
        found = form.match(label)
        if found is not None:
            return found.group(), depth, label[found.end() :]
    return None, None, label
