"""Whatever one report does to the process that reads it, the others are read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from ingest.engines.pool import Landing, Outcome, Task, read_reports
from ingest.errors import StageFailedError
from ingest.landing.folder import FolderPages, is_landed, landed_dir

CONTENTS = [
    *(b"die 1", b"good 1", b"hang", b"eat", b"good 2", b"raise", b"die 2", b"gulp", b"good 3"),
    *(b"scan", b"scan broken"),
]
_LIMIT_MEGABYTES = 400


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Landing:
    folder = tmp_path_factory.mktemp("landing")
    return Landing(
        folder / "landing",
        "v1",
        folder / "reading.log",
        folder,
        5.0,
        "tests.integration.faulty_reader:read",
        pages_version="p1",
        limit_megabytes=_LIMIT_MEGABYTES,
        page_reader="tests.integration.faulty_reader:read_page",
    )


def _tasks(folder: Path, contents: Sequence[bytes]) -> list[Task]:
    tasks = []
    for number, content in enumerate(contents):
        path = folder / f"{number}.pdf"
        path.write_bytes(content)
        tasks.append(Task(path, content.decode(), hashlib.sha256(content).hexdigest()))
    return tasks


@pytest.fixture(scope="module")
def outcomes(landing: Landing) -> dict[str, Outcome]:
    tasks = _tasks(landing.log_path.parent, CONTENTS)
    return {outcome.file_name: outcome for outcome in read_reports(tasks, landing, 2)}


def test_pool__every_report__has_one_outcome(outcomes: dict[str, Outcome]) -> None:
    assert sorted(outcomes) == sorted(content.decode() for content in CONTENTS)


def test_pool__good_reports__land_whatever_the_others_do(
    outcomes: dict[str, Outcome], landing: Landing
) -> None:
    for name in ("good 1", "good 2", "good 3"):
        assert outcomes[name].failure is None
        assert is_landed(landing.landing_dir, outcomes[name].sha256[:16], "v1")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("die 1", "internal error while reading (读取时发生内部错误): the reading process died"),
        ("die 1", "SIGABRT"),
        ("hang", "longer than 5 s"),
        ("raise", "internal error while reading (读取时发生内部错误): RuntimeError: the page"),
        ("eat", "more than 400 MB of memory"),
        ("gulp", "more than 400 MB of memory"),
    ],
)
def test_pool__bad_report__says_why_and_lands_nothing(
    outcomes: dict[str, Outcome], landing: Landing, name: str, reason: str
) -> None:
    failure = outcomes[name].failure
    assert failure is not None
    assert reason in failure
    assert "\n" not in failure
    assert not is_landed(landing.landing_dir, outcomes[name].sha256[:16], "v1")


def test_pool__scan__its_pages_are_read_one_by_one_and_kept(
    outcomes: dict[str, Outcome], landing: Landing
) -> None:
    outcome = outcomes["scan"]
    assert (outcome.failure, outcome.waiting_scans) == (None, ())
    folder = landed_dir(landing.landing_dir, outcome.sha256[:16], "v1")
    *readers, missing = pl.read_parquet(folder / "reports.parquet").item(0, "status_reason").split()
    assert missing == "0"  # all three were there when the report was read
    assert len(readers) == 3


def test_pool__scan_with_a_page_that_kills__fails_as_it_does_alone(
    outcomes: dict[str, Outcome], landing: Landing
) -> None:
    outcome = outcomes["scan broken"]
    assert "the reading process died (SIGABRT)" in (outcome.failure or "")
    kept = FolderPages(landing.landing_dir, "p1").parts(outcome.sha256[:16])
    assert sorted(kept) == [".v1.p0001", ".v1.p0003"]  # not to be read again


def test_pool__raised_error__leaves_its_traceback_in_the_log(
    outcomes: dict[str, Outcome], landing: Landing
) -> None:
    assert outcomes
    log = landing.log_path.read_text(encoding="utf-8", errors="replace")
    assert "faulty_reader.py" in log
    assert "second line" in log


def test_pool__neighbour_poisoned_the_process__costs_no_other_report(
    landing: Landing, tmp_path: Path
) -> None:
    """The second report dies of what the first did, and is read in a fresh process."""
    tasks = _tasks(tmp_path, [b"poison", b"good 1", b"good 2"])
    outcomes = list(read_reports(tasks, landing, 1))
    assert [(o.file_name, o.failure) for o in outcomes] == [
        ("poison", None),
        ("good 1", None),
        ("good 2", None),
    ]


def test_pool__content_changed_meanwhile__is_said(landing: Landing, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"good, but another")
    (outcome,) = read_reports([Task(path, "x.pdf", "0" * 64)], landing, 1)
    assert "changed while the build ran" in (outcome.failure or "")


def test_pool__file_gone_meanwhile__is_said(landing: Landing, tmp_path: Path) -> None:
    gone = Task(tmp_path / "gone.pdf", "gone.pdf", "0" * 64)
    (tmp_path / "folder.pdf").mkdir()  # as any other reason why it cannot be opened
    locked = Task(tmp_path / "folder.pdf", "folder.pdf", "1" * 64)
    failures = {o.file_name: o.failure or "" for o in read_reports([gone, locked], landing, 1)}
    assert failures["gone.pdf"].startswith("the file was removed while the build ran")
    assert failures["folder.pdf"].startswith("cannot be opened (无法打开): Is a directory")


def test_pool__landing_cannot_be_written__fails_the_stage(landing: Landing, tmp_path: Path) -> None:
    obstacle = tmp_path / "a file"
    obstacle.write_bytes(b"")
    blocked = replace(landing, landing_dir=obstacle)
    path = tmp_path / "x.pdf"
    path.write_bytes(b"good")
    with pytest.raises(StageFailedError):
        list(read_reports([Task(path, "x.pdf", hashlib.sha256(b"good").hexdigest())], blocked, 1))


def test_pool__reader_does_not_import__fails_the_stage(landing: Landing, tmp_path: Path) -> None:
    """Not one rejected report after another: nothing is wrong with any of them."""
    path = tmp_path / "x.pdf"
    path.write_bytes(b"good")
    missing = replace(landing, reader="ingest.reading.report:no_such")
    with pytest.raises(StageFailedError, match="cannot be imported"):
        list(read_reports([Task(path, "x.pdf", hashlib.sha256(b"good").hexdigest())], missing, 1))
