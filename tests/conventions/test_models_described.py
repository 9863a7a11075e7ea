"""Every dbt model, seed and column is described, in the same words as its contract demands."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY

PROJECT = REPOSITORY / "dbt_project"
SQL_MODELS = sorted((PROJECT / "models").rglob("*.sql"))
SEEDS = sorted((PROJECT / "seeds").rglob("*.csv"))


@functools.cache
def _described(kind: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for folder in ("models", "seeds"):
        for path in sorted((PROJECT / folder).rglob("*.yml")):
            content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}
            for entry in content.get(kind, []):
                found[entry["name"]] = entry
    return found


def test_models__each_is_found() -> None:
    assert SQL_MODELS
    assert SEEDS


@pytest.mark.parametrize("path", SQL_MODELS, ids=lambda path: path.stem)
def test_model__is_described(path: Path) -> None:
    entry = _described("models").get(path.stem)
    assert entry is not None, f"{path.stem} has no entry in a .yml"
    assert entry.get("description", "").strip()


@pytest.mark.parametrize(
    "path", [p for p in SQL_MODELS if "marts" in p.parts], ids=lambda path: path.stem
)
def test_mart__each_column__is_described(path: Path) -> None:
    columns = _described("models")[path.stem]["columns"]
    assert columns
    bare = [column["name"] for column in columns if not column.get("description", "").strip()]
    assert not bare


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seed__is_described(path: Path) -> None:
    entry = _described("seeds").get(path.stem)
    assert entry is not None
    assert entry.get("description", "").strip()


@pytest.mark.parametrize("path", SQL_MODELS, ids=lambda path: path.stem)
def test_model__name__tells_its_layer(path: Path) -> None:
    layer = path.relative_to(PROJECT / "models").parts[0]
    prefixes = {
        "staging": ("stg_",),
        "intermediate": ("int_",),
        "checks": ("int_", "fct_"),
        "marts": ("dim_", "fct_"),
    }
    assert path.stem.startswith(prefixes.get(layer, ("",)))
