"""The list of sources: what it may say, and how it is told that it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.fetching.sources import SourcesError, read_sources
from tests.conftest import REPOSITORY

GOOD = "sources: [{url: 'https://example.org/预算.pdf', department: 财政局, year: 2025}]"


def _read(tmp_path: Path, text: str) -> object:
    path = tmp_path / "sources.yml"
    path.write_text(text, encoding="utf-8")
    return read_sources(path)


def test_sources__good_list__is_read(tmp_path: Path) -> None:
    (source,) = _read(tmp_path, GOOD)  # type: ignore[misc]
    assert source.url == "https://example.org/%E9%A2%84%E7%AE%97.pdf"
    assert (source.department, source.year, source.place) == ("财政局", 2025, None)


def test_sources__shipped_list__is_readable() -> None:
    read_sources(REPOSITORY / "data" / "sources.yml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sources: [", "not YAML"),
        ("- a", "expected one key"),
        ("sources: x", "not a list"),
        ("sources: [x]", "entry 1: not a mapping"),
        (GOOD.replace("department: 财政局, ", ""), "entry 1: `department` is missing"),
        (GOOD.replace("2025", "'2025'"), "is not a year"),
        (GOOD.replace("2025", "20255"), "is not a year"),
        (GOOD.replace("https", "file"), "not an http(s) address"),
        (GOOD.replace("https://", "https://a:b@"), "not an http(s) address"),
        (GOOD.replace("https://example.org", ""), "not an http(s) address"),
        (GOOD.replace("year", "jear"), "`jear` is not a key"),
        (GOOD.replace("}", ", kind: 预算}"), "is none of budget"),
        (GOOD.replace("财政局", "[财政局]"), "is not text"),
        (GOOD.replace("}]", "}, " + GOOD[10:-1] + "]"), "is listed twice"),
    ],
)
def test_sources__faulty_list__is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SourcesError) as caught:
        _read(tmp_path, text)
    assert says in str(caught.value)


def test_sources__several_faults__are_named_together(tmp_path: Path) -> None:
    text = "sources: [{url: x, department: a, year: 2025}, {url: 'https://e.org/a', year: 1}]"
    with pytest.raises(SourcesError) as caught:
        _read(tmp_path, text)
    assert len(caught.value.problems) == 3


def test_sources__absent_list__is_said(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="no such file"):
        read_sources(tmp_path / "sources.yml")
