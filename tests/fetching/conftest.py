"""A server that misbehaves on request, and a fetch that is quick about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ingest.fetching.fetch import fetch
from ingest.fetching.summary import Fetched, FetchSummary
from ingest.settings import FetchSettings, RequestPolicy
from tests.fetching.misbehaving_server import Server, running_server

HASTY = RequestPolicy(
    user_agent="tests",
    delay_seconds=0.01,
    attempts=3,
    backoff_seconds=0.02,
    patience_seconds=1.0,
    connect_seconds=1.0,
    read_seconds=0.5,
    total_seconds=1.0,
    byte_limit=1 << 20,
    host_count=4,
)


@dataclass
class Desk:
    """A list of sources and a reports folder, to fetch with again and again."""

    folder: Path
    policy: RequestPolicy = HASTY

    @property
    def settings(self) -> FetchSettings:
        return FetchSettings(self.folder / "sources.yml", self.folder / "reports", self.policy)

    @property
    def ledger(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.settings.ledger_path.read_text(encoding="utf-8"))[
            "sources"
        ]
        return found

    def list(self, *urls: str, **said: Any) -> None:
        """Write the list: these addresses, all with the same department and year."""
        entry = {"department": "某某市财政局", "year": 2025, **said}
        entries = [{"url": url, **entry} for url in urls]
        text = json.dumps({"sources": entries}, ensure_ascii=False)  # JSON is YAML
        self.settings.sources_path.write_text(text, encoding="utf-8")

    def fetch(self) -> FetchSummary:
        return fetch(self.settings, lambda *_: None)

    def fetch_one(self, url: str, **said: Any) -> Fetched:
        self.list(url, **said)
        (fetched,) = self.fetch().fetched
        return fetched

    def files(self) -> dict[str, bytes]:
        """All files below the reports folder, unfinished ones too: name → content."""
        return {
            path.name: path.read_bytes()
            for path in (self.folder / "reports").rglob("*")
            if path.is_file()
        }


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server() as site:
        yield site


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    (tmp_path / "reports").mkdir()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    # what the new files say of themselves has a test of its own, and costs a second
    monkeypatch.setattr("ingest.fetching.fetch.compare_identities", lambda *_: {})
    return Desk(tmp_path)


@pytest.fixture
def with_policy(desk: Desk) -> Callable[..., Desk]:
    return lambda **policy: replace(desk, policy=replace(desk.policy, **policy))
