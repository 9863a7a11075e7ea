"""English names of functional and economic codes: our own translation, never an official one."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

_PATH: Final = Path(__file__).with_name("code_names_en.csv")


@lru_cache(maxsize=1)
def read_english_names() -> Mapping[tuple[str, str], str]:
    """Read (`function` or `economic`, code) → English name: every 类, the common 款 and 项."""
    with _PATH.open(encoding="utf-8", newline="") as lines:
        return {(row["list"], row["code"]): row["name_en"] for row in csv.DictReader(lines)}


def english_name(kind: str, code: str) -> str:
    """Name a code in English; empty where nobody has translated it.

    >>> english_name("function", "221")
    'Housing'
    """
    return read_english_names().get((kind, code), "")
