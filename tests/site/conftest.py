"""The site of the shipped report, one of a hostile twin, and a browser to open them in."""

from __future__ import annotations

import fcntl
import hashlib
import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pypdf import PdfReader, PdfWriter

from tests.conftest import REPOSITORY, SHIPPED_REPORTS, build_environment, shared_folder

HOSTILE_NAME = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\x07局"
HOSTILE_LABEL = "=cmd|'/c calc'!A1</td><script>alert(3)</script>"
HOSTILE_FILE = "报告 'of' \"all\" <b>.pdf"

# The page of annex 2: in the hostile twin it is stored on its side.
TURNED_PAGE = 7

BROWSER_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Site:
    """A built site and what it was built from."""

    folder: Path
    warehouse: Path
    reports: Path
    report_id: str

    @property
    def report(self) -> Path:
        """The report's folder."""
        return self.folder / "reports" / self.report_id

    def ask(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Query the warehouse."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()


def run_site(warehouse: Path, reports: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m notebooks.site` as a user would."""
    return subprocess.run(
        [sys.executable, "-m", "notebooks.site", *arguments],
        cwd=REPOSITORY,
        env=build_environment(REPORTS=str(reports), WAREHOUSE=str(warehouse)),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,  # 49 published reports on a busy machine
    )


def _built(warehouse: Path, reports: Path) -> Site:
    done = run_site(warehouse, reports)
    assert done.returncode == 0, done.stderr
    return _site_of(warehouse, reports)


def _site_of(warehouse: Path, reports: Path) -> Site:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        ((report_id,),) = connection.execute("select report_id from marts.dim_reports").fetchall()
    return Site(warehouse.parent / "site", warehouse, reports, report_id)


@pytest.fixture(scope="session")
def site(shipped_warehouse: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Site:
    """The site of the shipped report, built once for all workers; it is only looked at."""
    folder = shared_folder(tmp_path_factory.getbasetemp(), worker_id) / "site"
    warehouse = folder / "warehouse.duckdb"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "site").exists():
            folder.mkdir()
            shutil.copy(shipped_warehouse, warehouse)
            return _built(warehouse, SHIPPED_REPORTS)
    return _site_of(warehouse, SHIPPED_REPORTS)


@pytest.fixture(scope="session")
def hostile_site(shipped_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same with names out of hell, a title like a path, and a page stored on its side."""
    folder = tmp_path_factory.mktemp("hostile 'site' 网站")
    warehouse, reports = folder / "warehouse.duckdb", folder / "reports"
    shutil.copy(shipped_warehouse, warehouse)
    reports.mkdir()
    content = _turned(next(SHIPPED_REPORTS.glob("*.pdf")).read_bytes())
    (reports / HOSTILE_FILE).write_bytes(content)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "update marts.dim_reports set department_name = ?, place_name = ?, file_name = ?",
            [HOSTILE_NAME, HOSTILE_NAME, HOSTILE_FILE],
        )
        connection.execute(
            "update marts.fct_figures set row_label = ? where table_number = 2 and row_number = 2",
            [HOSTILE_LABEL],
        )
        connection.execute(
            "update intermediate.int_coded_rows_chosen set row_label = ? "
            "where table_number = 8 and row_code = '201'",
            [HOSTILE_LABEL],
        )
        connection.execute("update marts.fct_tables set table_title = ?", [HOSTILE_NAME])
        connection.execute(
            "update marts.fct_findings set message_zh = ?, message_en = ?",
            [HOSTILE_NAME, HOSTILE_NAME],
        )
        connection.execute(
            "update raw.report_files set file_path = ?, sha256 = ?",
            [HOSTILE_FILE, hashlib.sha256(content).hexdigest()],
        )
    return _built(warehouse, reports)


def _turned(content: bytes) -> bytes:
    """Store one page on its side: as displayed it lies, and reading turns it up again."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.pages[TURNED_PAGE - 1].rotate(90)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@dataclass
class Tab:
    """An open page that remembers what went wrong in it."""

    page: Any
    faults: list[str] = field(default_factory=list)

    def go(self, path: Path, after: str = "") -> Any:
        """Open a file; `after` is what follows its path: `?lang=en#…`."""
        self.page.goto("about:blank")  # so that a change of the fragment alone loads the page
        self.page.goto(path.absolute().as_uri() + after)
        return self.page


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium; without one these tests are skipped, and say so."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=list(BROWSER_OPTIONS))
        yield opened
        opened.close()


def _failure(request: Any) -> list[str]:
    """What failed to load; a picture that is left behind by going on did not fail."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"failed {request.url}"]


@pytest.fixture
def open_tab(browser: Any) -> Iterator[Callable[..., Tab]]:
    """Open tabs, each with a memory of its own; any fault in one of them fails the test."""
    tabs: list[Tab] = []
    contexts = []

    def opened(**options: Any) -> Tab:
        context = browser.new_context(
            **{"viewport": {"width": 1200, "height": 900}, "locale": "zh-CN", **options}
        )
        contexts.append(context)
        tab = Tab(context.new_page())
        tab.page.on("console", lambda said: said.type == "error" and tab.faults.append(said.text))
        tab.page.on("pageerror", lambda error: tab.faults.append(str(error)))
        tab.page.on("requestfailed", lambda request: tab.faults.extend(_failure(request)))
        tab.page.on("dialog", lambda dialog: (tab.faults.append("a dialog"), dialog.dismiss()))
        tab.page.on(
            "request",
            lambda request: (
                request.url.startswith(("file:", "data:", "about:", "blob:"))
                or tab.faults.append(f"network {request.url}")
            ),
        )
        tabs.append(tab)
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert [fault for tab in tabs for fault in tab.faults] == []
