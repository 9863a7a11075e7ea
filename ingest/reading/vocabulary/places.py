"""Administrative divisions as data: provinces, cities and counties of GB/T 2260."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Place:
    """One division: six-digit code, full name, and the shorter forms it goes by."""

    code: str
    name: str
    short_forms: tuple[str, ...]

    @property
    def level(self) -> str:
        """`province`, `city` or `county`, as the code says."""
        if self.code.endswith("0000"):
            return "province"
        return "city" if self.code.endswith("00") else "county"


@cache
def load_places() -> dict[str, Place]:
    """Load all divisions by code, in order of code.

    Raises:
        FileNotFoundError: `places.csv` is missing.
    """
    text = (files(__package__) / "places.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        row["code"]: Place(
            code=row["code"],
            name=row["name"],
            short_forms=tuple(form for form in row["short_forms"].split("|") if form),
        )
        for row in rows
    }


@cache
def places_by_name() -> dict[str, tuple[Place, ...]]:
    """Index divisions by full name; a name such as 普陀区 can be several."""
    index: dict[str, list[Place]] = {}
    for place in load_places().values():
        index.setdefault(place.name, []).append(place)
    return {name: tuple(found) for name, found in index.items()}
