"""Subject codes and their names, as printed in published reports: the list of the dbt seeds."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

_NOISE: Final = re.compile(r"[\s\"、,，。.:：;；·()/／—-]")


@cache
def load_codes() -> dict[str, tuple[str, ...]]:
    """Load all codes with the names that each goes by, in the order of the list.

    Raises:
        FileNotFoundError: `codes.csv` is missing.
    """
    text = (files(__package__) / "codes.csv").read_text(encoding="utf-8")
    return {
        row["code"]: (row["name"], *(name for name in row["other_names"].split("|") if name))
        for row in csv.DictReader(text.splitlines())
    }


@cache
def codes_by_name() -> dict[str, tuple[str, ...]]:
    """Index codes by normalised name; 行政运行 is many."""
    index: dict[str, list[str]] = {}
    for code, names in load_codes().items():
        for name in dict.fromkeys(normalise_name(n) for n in names):
            index.setdefault(name, []).append(code)
    return {name: tuple(codes) for name, codes in index.items()}


def normalise_name(name: str) -> str:
    """Bring a name into the form in which names are compared.

    >>> normalise_name("政府办公厅（室）及相关机构事务"), normalise_name("其它支出")
    ('政府办公厅室及相关机构事务', '其他')
    """
    bare = _NOISE.sub("", unicodedata.normalize("NFKC", name)).replace("其它", "其他")
    return bare.removesuffix("支出")
