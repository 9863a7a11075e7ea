"""Printed text → the form in which vocabularies match it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_SPACE = re.compile(r"\s+")
_QUOTES = re.compile(r"[\"'“”‘’「」『』《》]")

# A table's texts are brought into the same form a dozen times on the way; a report has some
# thousand different ones.
REMEMBERED: Final = 4096


@lru_cache(REMEMBERED)
def compact(text: str) -> str:
    r"""Normalise to NFKC and remove all white space.

    >>> compact("政府性基\n金 预算（拨款）")
    '政府性基金预算(拨款)'
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(REMEMBERED)
def matchable(text: str) -> str:
    """Compact text without quotation marks and a leading 其中, as vocabularies match it.

    >>> matchable("其中：“三公” 经费")
    '三公经费'
    """
    bare = _QUOTES.sub("", compact(text))
    return re.sub(r"^其中[::]", "", bare) if len(bare) > 3 else bare
