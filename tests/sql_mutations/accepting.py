"""Mutants that no test can notice, each with why: they say the same in other words."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

from tests.sql_mutations.mutating import Mutant

_FOLDER: Final = Path(__file__).parent

Key = tuple[str, str, str, str]


@functools.cache
def accepted() -> Mapping[Key, str]:
    """Read the reasons, by file, part, line and what becomes of the line."""
    return {_key(each): each["because"] for each in _read("equivalent")}


@functools.cache
def sliced() -> frozenset[Key]:
    """Read which mutants the test suite tries: of many models and kinds, all noticed."""
    return frozenset(map(_key, _read("slice")))


def _read(name: str) -> list[dict[str, str]]:
    text = (_FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader) or []


def _key(entry: dict[str, str]) -> Key:
    return entry["file"], entry["part"], entry["before"], entry["after"]


def reason(mutant: Mutant) -> str | None:
    """Say why a mutant cannot be noticed; None where nobody has found that."""
    return accepted().get(mutant.key)
