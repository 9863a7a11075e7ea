"""dbt's unit tests as cases in memory: the same files, milliseconds instead of a dbt run."""

from __future__ import annotations

from typing import Any

import yaml

from tests.sql.project import PROJECT
from tests.sql.running import Case, Rows


def read_units() -> list[Case]:
    """Read the unit tests of all models."""
    return [
        _case(entry)
        for path in sorted((PROJECT / "models").rglob("*unit_tests.yml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["unit_tests"]
    ]


def _case(entry: dict[str, Any]) -> Case:
    given: dict[str, Rows] = {
        each["input"].removeprefix("ref('").removesuffix("')"): each["rows"]
        for each in entry["given"]
    }
    return Case(
        name=entry["name"],
        model=entry["model"],
        through=entry["model"],
        given=given,
        expected=entry["expect"]["rows"],
        models=frozenset({entry["model"]}),
    )
