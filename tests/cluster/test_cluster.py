"""Reading on a loopback cluster: the pool's contract, whatever happens to the workers."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

import distributed

from ingest.contract.versions import reader_version
from ingest.engines import cluster
from ingest.engines.cluster import ClusterPlace, read_reports
from ingest.engines.pool import Landing, Outcome, Task
from ingest.engines.worker import Answer, BatchFailedError, Order, Parcel, read_batch
from ingest.errors import StageFailedError
from ingest.landing.folder import FolderPages, is_landed, landed_dir
from ingest.landing.shared import open_shared_landing

HERE = "tests.cluster.odd_reader:read"
FAULTY = "tests.integration.faulty_reader:read"


def _landing(folder: Path, reader: str = HERE, limit_seconds: float = 30.0) -> Landing:
    (folder / "scratch").mkdir(exist_ok=True)
    return Landing(
        folder / "landing", "v1", folder / "reading.log", folder / "scratch", limit_seconds, reader
    )


def _tasks(folder: Path, contents: list[Any]) -> list[Task]:
    tasks = []
    for number, content in enumerate(contents):
        packed = content if isinstance(content, bytes) else json.dumps(content).encode()
        path = folder / f"{number}.pdf"
        path.write_bytes(packed)
        tasks.append(Task(path, f"{number}.pdf", hashlib.sha256(packed).hexdigest()))
    return tasks


@pytest.fixture(scope="module")
def loopback(tmp_path_factory: pytest.TempPathFactory) -> Iterator[distributed.LocalCluster]:
    """A cluster as somebody else would run it: known by its address only."""
    folder = tmp_path_factory.mktemp("cluster")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        local_directory=str(folder),
        silence_logs=50,
    ) as running:
        yield running


@pytest.fixture
def quick_client(monkeypatch: pytest.MonkeyPatch) -> Iterator[distributed.Client]:
    """Workers that are threads, and a batch that reads nothing: for the order of things."""
    with distributed.Client(processes=False, n_workers=2, dashboard_address=None) as client:
        yield client


def test_cluster__worker_killed_in_the_middle__loses_nothing(
    loopback: distributed.LocalCluster, tmp_path: Path
) -> None:
    landing = _landing(tmp_path)
    contents = [{"touch": str(tmp_path / f"begun-{n}"), "sleep": 0.3} for n in range(8)]
    tasks = _tasks(tmp_path, contents)
    outcomes: list[Outcome] = []
    place = ClusterPlace(loopback.scheduler_address)
    reading = threading.Thread(
        target=lambda: outcomes.extend(read_reports(tasks, landing, 2, place))
    )
    reading.start()
    until = time.monotonic() + 60
    while not (begun := sorted(tmp_path.glob("begun-*"))) and time.monotonic() < until:
        time.sleep(0.02)
    victim = int(begun[0].read_text(encoding="utf-8") or "0")
    os.kill(victim, signal.SIGKILL)
    assert not outcomes, "killed too late to be in the middle"
    reading.join(120)
    assert sorted(outcome.file_name for outcome in outcomes) == [f"{n}.pdf" for n in range(8)]
    assert [outcome.failure for outcome in outcomes] == [None] * 8
    assert all(is_landed(landing.landing_dir, task.sha256[:16], "v1") for task in tasks)
    assert not list(landing.landing_dir.glob(".*"))


def test_cluster__bad_reports__fail_alone_as_in_the_pool(
    loopback: distributed.LocalCluster, tmp_path: Path
) -> None:
    contents = [b"die 1", b"good 1", b"hang", b"raise", b"good 2", b"scan", b"scan broken"]
    tasks = _tasks(tmp_path, contents)
    landing = replace(
        _landing(tmp_path, FAULTY, limit_seconds=6.0),
        pages_version="p1",
        page_reader=f"{FAULTY}_page",
    )
    place, heard = ClusterPlace(loopback.scheduler_address), list[int]()
    (tmp_path / "gone.pdf").unlink(missing_ok=True)
    tasks.append(Task(tmp_path / "gone.pdf", "gone.pdf", "0" * 64))
    outcomes = {
        outcome.file_name: outcome.failure
        for outcome in read_reports(tasks, landing, 2, place, heard.append)
    }
    assert len(outcomes) == len(tasks)
    assert outcomes["1.pdf"] is outcomes["4.pdf"] is outcomes["5.pdf"] is None
    # the pages of a scan were parted among the workers, and came back
    folder = landed_dir(landing.landing_dir, tasks[5].sha256[:16], "v1")
    said = pl.read_parquet(folder / "reports.parquet").item(0, "status_reason").split()
    assert said[3] == "0"
    assert len(FolderPages(landing.landing_dir, "p1").parts(tasks[5].sha256[:16])) == 3
    assert sum(heard) >= 3
    for name, reason in {
        "6.pdf": "process died",
        "0.pdf": "process died",
        "2.pdf": "longer than 6 s",
        "3.pdf": "RuntimeError: the page",
        "gone.pdf": "removed while the build ran",
    }.items():
        assert reason in (outcomes[name] or "")
    assert "faulty_reader.py" in landing.log_path.read_text(encoding="utf-8")


def test_cluster__report_that_takes_workers_with_it__is_given_up_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a cluster of our own, whose ports are looked at on the way."""
    # one worker per try, not three: each takes seconds to start
    monkeypatch.setitem(cluster._CONFIG, "distributed.scheduler.allowed-failures", 0)
    contents: list[Any] = [{"n": 1}, {"kill": True}, {"n": 2}]
    landing = _landing(tmp_path)
    before = _listening()
    outcomes: dict[str, str | None] = {}
    ports: set[tuple[str, int]] = set()
    for outcome in read_reports(_tasks(tmp_path, contents), landing, 1, ClusterPlace()):
        outcomes[outcome.file_name] = outcome.failure
        ports |= _listening() - before
    assert outcomes["0.pdf"] is outcomes["2.pdf"] is None
    assert "workers that read it died" in (outcomes["1.pdf"] or "")
    assert ports
    assert {address for address, _ in ports} == {"127.0.0.1"}
    assert 8787 not in {port for _, port in ports}  # the dashboard's


def _listening() -> set[tuple[str, int]]:
    """Addresses and ports that somebody on this machine listens on."""
    found = set()
    for name in ("tcp", "tcp6"):
        lines = Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()[1:]
        for line in lines:
            address, state = line.split()[1], line.split()[3]
            if state == "0A":
                host, port = address.split(":")
                is_loopback = host in ("0100007F", "0000000000000000FFFF00000100007F")
                found.add(("127.0.0.1" if is_loopback else host, int(port, 16)))
    return found


def test_cluster__own_cluster__shows_no_page(tmp_path: Path) -> None:
    landing = _landing(tmp_path)
    with cluster._connected(ClusterPlace(), 1, landing) as client:
        port = client.cluster.scheduler.http_server.port
        for page in ("status", "info/main/workers.html", "metrics", "health"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=5)
        assert client.cluster.scheduler_address.startswith("tls://127.0.0.1:")


def test_cluster__no_scheduler_there__fails_the_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.5)
    tasks = _tasks(tmp_path, [{}])
    place = ClusterPlace("tcp://127.0.0.1:9")
    with pytest.raises(StageFailedError, match="no cluster to read on"):
        list(read_reports(tasks, _landing(tmp_path), 1, place))


def test_cluster__other_program_on_the_worker__is_refused(tmp_path: Path) -> None:
    order = Order(_landing(tmp_path), "another", None)
    with pytest.raises(BatchFailedError, match="install the same program"):
        read_batch(order, [Parcel("0" * 64, "a.pdf", b"")])


def test_cluster__reader_does_not_import__fails_the_stage(tmp_path: Path) -> None:
    order = Order(_landing(tmp_path, "ingest.reading.report:no_such"), reader_version())
    with pytest.raises(BatchFailedError, match="cannot be imported"):
        read_batch(order, [Parcel(hashlib.sha256(b"x").hexdigest(), "a.pdf", b"x")])


def test_cluster__shared_landing__is_written_by_the_workers(tmp_path: Path) -> None:
    url = f"file://{tmp_path}/shared 预算"
    order = Order(_landing(tmp_path, FAULTY), reader_version(), url)
    sha256 = hashlib.sha256(b"good").hexdigest()
    answers, _ = read_batch(order, [Parcel(sha256, "a.pdf", b"good")])
    shared = open_shared_landing(url)
    assert shared.landed("v1") == {sha256[:16]}
    assert shared.read(sha256[:16], "v1") == answers[0].packed


def test_cluster__many_reports__are_not_all_on_their_way_at_once(
    quick_client: distributed.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(_: Order, parcels: list[Parcel]) -> tuple[list[Answer], str]:
        time.sleep(0.02)
        outcomes = [Outcome(one.sha256, one.file_name, 0.0) for one in parcels]
        return [Answer(outcome, {"x.parquet": b"x"}, None) for outcome in outcomes], ""

    monkeypatch.setattr(cluster, "read_batch", answer)
    monkeypatch.setattr(cluster, "_BATCH_REPORTS", 2)
    tasks = _tasks(tmp_path, [{"n": n} for n in range(60)])
    landing = _landing(tmp_path)
    reading = cluster._Reading(quick_client, Order(landing, ""), landing)
    thread_count = sum(quick_client.nthreads().values())
    most = 0
    outcomes = []
    for outcome in reading.read(tasks):
        outcomes.append(outcome.file_name)
        most = max(most, len(reading._flying))
    assert sorted(outcomes) == sorted(task.file_name for task in tasks)
    assert 1 <= most <= 2 * thread_count


def test_cluster__disk_of_the_build_is_full__fails_the_stage(
    quick_client: distributed.Client, tmp_path: Path
) -> None:
    obstacle = tmp_path / "a file"
    obstacle.write_bytes(b"")
    landing = replace(_landing(tmp_path), landing_dir=obstacle)
    reading = cluster._Reading(quick_client, Order(landing, ""), landing)
    answer = Answer(Outcome("0" * 64, "a.pdf", 0.0), {"x.parquet": b"x"}, None)
    with pytest.raises(StageFailedError, match="a file"):
        reading._land(answer)
