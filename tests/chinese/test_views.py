"""The schema zh says what the marts say: no view, name or description of its own."""

from __future__ import annotations

from collections import Counter

import yaml

from tests.chinese.views import MODELS, files, kinds_file


def test_files__are_as_written() -> None:
    written = files()
    assert {*(MODELS / "zh").iterdir()} == written.keys()
    stale = [path.name for path, text in written.items() if path.read_text("utf-8") != text]
    assert not stale, "run python -m tests.chinese"


def test_kinds__are_as_written() -> None:
    path, text = kinds_file()
    assert path.read_text("utf-8") == text, "run python -m tests.chinese"


def test_names__are_chinese_and_tell_columns_apart() -> None:
    models = yaml.safe_load(files()[MODELS / "zh" / "_zh__models.yml"])["models"]
    for model in models:
        names = Counter(column["name"] for column in model["columns"])
        assert max(names.values()) == 1, model["name"]
        assert "" not in names, model["name"]
        assert all(column["description"] for column in model["columns"]), model["name"]
