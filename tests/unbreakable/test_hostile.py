"""Each kind of hostile file twice and more: none crashes the build or costs a good report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unbreakable.bench import lost_neighbours
from tests.unbreakable.hostile import (
    KINDS,
    NEIGHBOUR,
    HostileFile,
    Reading,
    make_hostile_files,
    read_hostile_files,
)

_COUNT = 60  # make bench-hostile reads thousands
_SEED = 7
# A million rectangles are for the bench.
_LARGEST = 0.05
_LIMIT_SECONDS = 6.0
_LIMIT_MEGABYTES = 600.0


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[HostileFile]:
    folder = tmp_path_factory.mktemp("hostile")
    return list(make_hostile_files(folder, _COUNT, _SEED, _LARGEST))


@pytest.fixture(scope="module")
def readings(
    files: list[HostileFile], tmp_path_factory: pytest.TempPathFactory
) -> dict[Path, Reading]:
    found = read_hostile_files(
        files,
        tmp_path_factory.mktemp("read"),
        worker_count=1,
        limit_seconds=_LIMIT_SECONDS,
        limit_megabytes=_LIMIT_MEGABYTES,
    )
    return {reading.file.path: reading for reading in found}


def test_hostile__same_seed__gives_the_same_files(files: list[HostileFile], tmp_path: Path) -> None:
    again = list(make_hostile_files(tmp_path, 30, _SEED, _LARGEST))
    assert [file.kind for file in again] == [file.kind for file in files][: len(again)]
    assert {file.kind for file in files} == {*KINDS, NEIGHBOUR}


def test_hostile__every_file__has_one_outcome(
    files: list[HostileFile], readings: dict[Path, Reading]
) -> None:
    assert len(files) == _COUNT + _COUNT // 20
    assert {reading.file.sha256 for reading in readings.values()} == {f.sha256 for f in files}


def test_hostile__good_neighbours__are_all_proven(readings: dict[Path, Reading]) -> None:
    assert sum(reading.file.kind == NEIGHBOUR for reading in readings.values()) == _COUNT // 20
    assert lost_neighbours(list(readings.values())) == []


def test_hostile__no_file__raises_or_kills_its_reader(readings: dict[Path, Reading]) -> None:
    assert [r for r in readings.values() if r.end in ("raised", "died")] == []


def test_hostile__nobody__is_waited_for_beyond_the_limit(readings: dict[Path, Reading]) -> None:
    assert max(reading.seconds for reading in readings.values()) < 3 * _LIMIT_SECONDS


def test_hostile__what_was_not_read__says_why_in_both_languages(
    readings: dict[Path, Reading],
) -> None:
    unread = [r for r in readings.values() if r.end not in ("proven", "quarantined")]
    assert unread
    for reading in unread:
        assert reading.detail.strip(), reading.file.path.name
        assert any("一" <= char <= "鿿" for char in reading.detail), reading.detail
