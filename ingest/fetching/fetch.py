"""`make fetch`: bring what the list of sources names into the reports folder.

Hosts are asked in parallel, each host one request at a time. A file appears under its name whole
or not at all, an older content is never overwritten, and the ledger knows what came from where.
Addresses are those that somebody wrote into the list; nothing is crawled, so robots.txt, which is
for crawlers, is not asked for.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import queue
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ingest.building.publish import hold_lock
from ingest.fetching.errors import FetchFailedError
from ingest.fetching.identities import Arrived, compare_identities
from ingest.fetching.ledger import Content, Ledger, read_ledger, save_ledger
from ingest.fetching.naming import changed_stem, file_stem, folder_name
from ingest.fetching.sources import Source, read_sources
from ingest.fetching.summary import Fetched, FetchSummary
from ingest.fetching.throttling import FetchStoppedError, HostThrottle, wait_before
from ingest.fetching.transport import PART_PREFIX, Caller, Download, download, new_session
from ingest.settings import FetchSettings, Listener, RequestPolicy

_log = logging.getLogger(__name__)

# Where downloads lie under the reports folder: apart from what people put there by hand.
FETCHED_FOLDER: Final = "fetched"

# A killed fetch may forget what it downloaded since: those files are then found in place.
_SAVE_EVERY_SECONDS: Final = 5.0
_JOIN_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of one source: a download, nothing new (None), or why it failed."""

    source: Source
    download: Download | None = None
    failure: FetchFailedError | None = None


def fetch(settings: FetchSettings, listen: Listener) -> FetchSummary:
    """Fetch every source of the list.

    Raises:
        UsageError: the list or the ledger cannot be used; nothing was fetched.
        LockHeldError: another fetch is running.
        OSError: the disk does not take the files.
    """
    started = time.monotonic()
    sources = read_sources(settings.sources_path)
    target = settings.reports_dir / FETCHED_FOLDER
    with hold_lock(settings.ledger_path.with_suffix(".lock")):
        ledger = read_ledger(settings.ledger_path)
        fetched, ledger = _fetch_all(sources, ledger, settings, listen)
        arrived = [
            Arrived(one.source, settings.reports_dir / one.file, one.sha256)
            for one in fetched
            if one.file and one.sha256 and one.status in ("new", "changed")
        ]
        if arrived:
            listen("comparing", 0, 0)
            remarks = _compare(arrived, target, settings)
            fetched = [replace(one, remark=remarks.get(one.sha256 or "")) for one in fetched]
            ledger = _with_remarks(ledger, fetched)
        if sources:
            save_ledger(settings.ledger_path, ledger)
    return FetchSummary(tuple(fetched), settings.sources_path, time.monotonic() - started)


def _fetch_all(
    sources: Sequence[Source], ledger: Ledger, settings: FetchSettings, listen: Listener
) -> tuple[list[Fetched], Ledger]:
    """Fetch in parallel; results in the order of the list."""
    target = settings.reports_dir / FETCHED_FOLDER
    _drop_parts(target)
    throttle = HostThrottle(settings.policy.delay_seconds)
    answers: queue.Queue[_Answer | Exception] = queue.Queue()
    threads = _start_threads(sources, ledger, settings, throttle, answers.put)
    done: dict[str, Fetched] = {}
    saved_at = time.monotonic()
    listen("fetching", 0, len(sources))
    try:
        while len(done) < len(sources):
            answer = answers.get()
            if isinstance(answer, Exception):
                raise answer
            fetched, ledger = _settle(answer, ledger, settings.reports_dir)
            done[answer.source.url] = fetched
            listen("fetching", len(done), len(sources))
            if time.monotonic() - saved_at > _SAVE_EVERY_SECONDS:
                save_ledger(settings.ledger_path, ledger)
                saved_at = time.monotonic()
    finally:
        throttle.stop()
        for thread in threads:
            thread.join(_JOIN_SECONDS)
        _drop_parts(target)
    return [done[source.url] for source in sources], ledger


def _start_threads(
    sources: Sequence[Source],
    ledger: Ledger,
    settings: FetchSettings,
    throttle: HostThrottle,
    tell: Callable[[_Answer | Exception], None],
) -> list[threading.Thread]:
    """Start threads that take one host after the other; daemons, so that none outlives Ctrl-C."""
    by_host: dict[str, list[Source]] = {}
    for source in sources:
        by_host.setdefault(source.host, []).append(source)
    hosts: queue.SimpleQueue[list[Source]] = queue.SimpleQueue()
    for host_sources in by_host.values():
        hosts.put(host_sources)

    def work() -> None:
        try:
            with contextlib.suppress(queue.Empty, FetchStoppedError):
                while True:
                    _fetch_host(hosts.get_nowait(), ledger, settings, throttle, tell)
        except Exception as error:
            # Broad on purpose, and not swallowed: the main thread raises it. Nobody would see it
            # here, and the main thread would wait for this one for ever.
            tell(error)

    count = min(len(by_host), settings.policy.host_count)
    threads = [threading.Thread(target=work, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def _fetch_host(
    sources: Sequence[Source],
    ledger: Ledger,
    settings: FetchSettings,
    throttle: HostThrottle,
    tell: Callable[[_Answer], None],
) -> None:
    """Fetch one host's sources, one after the other over one connection."""
    with new_session(settings.policy) as session:
        caller = Caller(session, settings.policy, throttle)
        for source in sources:
            known = ledger.present(source.url)
            # without the file, or with another in its place, its validators mean nothing
            if known is not None and not _is_intact(settings.reports_dir, known):
                known = None
            folder = settings.reports_dir / FETCHED_FOLDER / folder_name(source)

            def ask(
                url: str = source.url, known: Content | None = known, folder: Path = folder
            ) -> Download | None:
                return download(caller, url, known, folder)

            try:
                tell(_Answer(source, _persist(ask, settings.policy, throttle)))
            except FetchFailedError as error:
                tell(_Answer(source, failure=error))


def _persist(
    ask: Callable[[], Download | None], policy: RequestPolicy, throttle: HostThrottle
) -> Download | None:
    """Ask until it works, with growing pauses.

    Raises:
        FetchFailedError: the last failure, or one that no patience would mend.
    """
    attempt = 1
    while True:
        try:
            return ask()
        except FetchFailedError as error:
            attempt += 1
            if not error.is_transient:
                raise
            problem = error.problem
            if attempt > policy.attempts:
                problem = f"{problem}; tried {policy.attempts} times"
                raise FetchFailedError(error.url, problem) from error
            seconds = wait_before(policy, attempt, error.wait_seconds)
            if seconds > policy.patience_seconds:
                problem = f"{problem}; the server asks to come back in {seconds:.0f} s"
                raise FetchFailedError(error.url, problem) from error
            _log.info("%s: %s; again in %.1f s", error.url, problem, seconds)
        throttle.wait(seconds)


def _is_intact(reports_dir: Path, content: Content) -> bool:
    path = reports_dir / content.file
    try:
        return path.stat().st_size == content.byte_count and _sha256(path) == content.sha256
    except FileNotFoundError:
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _settle(answer: _Answer, ledger: Ledger, reports_dir: Path) -> tuple[Fetched, Ledger]:
    """Put a download under its name and into the ledger."""
    source = answer.source
    known = ledger.present(source.url)
    if answer.failure is not None:
        return Fetched(source, "failed", problem=str(answer.failure)), ledger
    got = answer.download
    if got is None:
        assert known is not None
        return Fetched(source, "unchanged", known.file, known.sha256), ledger
    path = _keep(got, reports_dir / FETCHED_FOLDER / folder_name(source), file_stem(source))
    content = Content(
        file=path.relative_to(reports_dir).as_posix(),
        sha256=got.sha256,
        byte_count=got.byte_count,
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        etag=got.etag,
        last_modified=got.last_modified,
    )
    status = "new" if known is None else "changed"
    if known is not None and known.sha256 == got.sha256:
        status, content = "unchanged", replace(content, remark=known.remark)
    return Fetched(source, status, content.file, got.sha256), ledger.with_content(
        source.url, content
    )


def _keep(got: Download, folder: Path, stem: str) -> Path:
    """Give a download its name; a file that is there already, with another content, stays.

    The same content under the plain or the longer name is that file.
    """
    longer = changed_stem(stem, got.sha256)
    for name in (stem, longer, f"{longer}{got.sha256[8:]}"):
        path = folder / f"{name}.pdf"
        if path.exists():
            if _sha256(path) == got.sha256:
                got.part.unlink()
                return path
            continue
        got.part.chmod(0o644)  # a temporary file is for nobody else
        os.replace(got.part, path)
        return path
    raise FileExistsError(f"{path} exists and is not what its name says")


def _compare(arrived: Sequence[Arrived], target: Path, settings: FetchSettings) -> dict[str, str]:
    scratch = target / f"{PART_PREFIX}comparing"
    scratch.mkdir(parents=True)
    log_path = scratch / "reading.log"
    try:
        return compare_identities(
            arrived, scratch, log_path, settings.worker_count, settings.report_limit_seconds
        )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _with_remarks(ledger: Ledger, fetched: Sequence[Fetched]) -> Ledger:
    for one in fetched:
        present = ledger.present(one.source.url)
        if one.remark and present is not None:
            ledger = ledger.with_content(one.source.url, replace(present, remark=one.remark))
    return ledger


def _drop_parts(target: Path) -> None:
    """Remove what an interrupted or killed fetch left; only under the lock."""
    for path in target.glob(f"*/{PART_PREFIX}*"):
        path.unlink(missing_ok=True)
    for path in target.glob(f"{PART_PREFIX}*"):
        shutil.rmtree(path, ignore_errors=True)
