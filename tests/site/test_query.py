"""The query page: its engine, its data, and a browser that answers SQL from a file."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from ingest.settings import Settings, read_settings
from notebooks.data_dictionary import read_dictionary
from notebooks.site import engine, query
from notebooks.site.engine import check_integrity, is_set_up, set_up_engine
from notebooks.site.query import pack_marts, write_query
from notebooks.site.questions import read_shipped_questions
from notebooks.site.warehouse import SiteError
from tests.site.conftest import Site, Tab
from tests.site.links import dead_links

OpenTab = Callable[..., Tab]
MISSING = "DuckDB-WASM is not set up: make site QUERY=1"


@pytest.fixture
def settings(site: Site) -> Settings:
    return read_settings(reports=str(site.reports), warehouse=str(site.warehouse))


def _opened(content: bytes, folder: Path) -> duckdb.DuckDBPyConnection:
    path = folder / "copied.duckdb"
    path.write_bytes(content)
    return duckdb.connect(str(path), read_only=True)


def test_query__without_engine__says_the_command_and_lists_the_questions(
    site: Site, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (engine, query):
        monkeypatch.setattr(module, "is_set_up", lambda _settings: False)
    write_query(settings, tmp_path, "made of this")
    text = (tmp_path / "query.html").read_text(encoding="utf-8")
    assert "make site QUERY=1" in text
    assert 'id="run"' not in text
    questions = read_shipped_questions()
    assert len(questions) == 40
    assert all(each.asked.zh != each.asked.en for each in questions)
    for each in questions:
        assert f'id="ask-{each.number}"' in text
        assert each.asked.zh in text
    for mart in read_dictionary():
        assert f"<code>{mart.name}</code>" in text
    assert not list(tmp_path.glob("query/*"))
    for name in ("questions.html", "data.html"):
        assert "query.html" in (site.folder / name).read_text(encoding="utf-8")
    assert not list(dead_links(site.folder))


def test_engine__what_is_not_pinned__is_refused() -> None:
    pinned = "sha512-" + base64.b64encode(hashlib.sha512(b"a package").digest()).decode()
    check_integrity("a package", b"a package", pinned)
    with pytest.raises(SiteError, match="nothing is kept"):
        check_integrity("a package", b"another", pinned)


def test_engine__without_npm__is_told(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = replace(settings, warehouse=tmp_path / "w.duckdb")
    monkeypatch.setattr(engine, "engine_dir", lambda _settings: tmp_path / "cache" / "engine")
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(SiteError, match="npm, which is not installed"):
        set_up_engine(elsewhere)
    assert not is_set_up(elsewhere)
    assert not list((tmp_path / "cache").iterdir())


def test_marts__copied__answer_the_same_and_hold_the_chinese_views(
    site: Site, tmp_path: Path
) -> None:
    left_out, content = pack_marts(site.warehouse)
    assert left_out == ()
    with _opened(content, tmp_path) as copied:
        for sql in (
            "select count(*), sum(amount_yuan) from marts.fct_figures",
            "select count(*) from zh.疑点",
            "select count(*) from marts.fct_figures_proposed where is_proposed",
        ):
            assert copied.execute(sql).fetchall() == site.ask(sql)
            assert copied.execute(sql).fetchall() != [(0,)]
        ((version,),) = copied.execute(
            "select tags['storage_version'] from duckdb_databases() where not internal"
        ).fetchall()
    assert version.startswith("v1.0.0")  # what the engine, an older DuckDB, reads


def test_marts__too_large__the_largest_are_left_out(site: Site, tmp_path: Path) -> None:
    _, whole = pack_marts(site.warehouse)
    left_out, content = pack_marts(site.warehouse, len(whole) - 1)
    assert 0 < len(left_out) < 5
    assert len(content) < len(whole)
    with _opened(content, tmp_path) as copied:
        kept = {
            name for (name,) in copied.execute("select table_name from duckdb_tables()").fetchall()
        }
    assert kept
    assert not kept & set(left_out)


@pytest.fixture
def page(site: Site, settings: Settings, open_tab: OpenTab) -> Any:
    if not is_set_up(settings):
        pytest.skip(MISSING)
    return open_tab().go(site.folder / "query.html", "#sql=" + quote("select 1 as one"))


def _ask(page: Any, sql: str) -> str:
    """Run a query; what it says when it is refused."""
    page.locator("#sql").fill(sql)
    page.locator("#run").click()
    page.wait_for_function("!document.getElementById('run').disabled", timeout=60_000)
    fault = page.locator("#fault")
    return str(fault.inner_text()) if fault.is_visible() else ""


def _rows(page: Any) -> list[list[str]]:
    rows: list[list[str]] = page.eval_on_selector_all(
        "#result tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
    )
    return rows


def test_query__from_a_file__answers_as_the_warehouse_does(site: Site, page: Any) -> None:
    # an address runs what it asks
    page.wait_for_selector("#result tbody tr", timeout=60_000)
    assert _rows(page) == [["1"]]
    # every question that the document lists
    for number, each in enumerate(read_shipped_questions()):
        assert _ask(page, each.sql) == "", each.asked.en
        if number % 5 == 0:
            assert len(_rows(page)) == len(site.ask(each.sql.rstrip(";"))), each.asked.en
    # exact decimals, and names in Chinese without a schema
    assert (
        _ask(page, "select 0.1::decimal(22,4) as a, -1234567.5::decimal(22,4) as b, [1, 2]") == ""
    )
    assert _rows(page) == [["0.1", "-1,234,567.5", "[1, 2]"]]
    assert _ask(page, "select count(*) from 疑点") == ""
    assert _rows(page) == [[str(site.ask("select count(*) from marts.fct_findings")[0][0])]]
    # a figure leads to its place
    key = "002-0001-004"
    _ask(page, f"select '{site.report_id}-{key}' as figure_id")
    link = page.locator("#result tbody a")
    assert link.get_attribute("href") == f"reports/{site.report_id}/evidence.html#{key}"
    # the whole answer as CSV, and formulas as text
    _ask(page, "select range as n, '=1+1' as f from range(600)")
    with page.expect_download() as download:
        page.locator("#save-result").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as lines:
        read = list(csv.reader(lines))
    assert (len(read), read[0], read[1]) == (601, ["n", "f"], ["0", "'=1+1"])
    # and its address asks the same elsewhere
    assert page.url.endswith(
        "#sql=" + quote("select range as n, '=1+1' as f from range(600)", safe="()*'!")
    )


def test_query__what_is_wrong__is_told_and_goes_nowhere(page: Any) -> None:
    page.wait_for_selector("#result tbody tr", timeout=60_000)
    assert "syntax error" in _ask(page, "selec 1")
    assert not page.locator("#result").is_visible()
    for sql in (
        "from 'https://example.org/x.csv'",
        "copy (select 1) to 'x.csv'",
        "create table marts.t as select 1",
        "set enable_external_access = true",
    ):
        assert _ask(page, sql), sql
    assert _ask(page, "select count(*) from fct_figures") == ""
    # a query that does not end is stopped, and the next one is answered
    endless = ", ".join(f"range(100000) as r{number}" for number in range(4))
    page.locator("#sql").fill(f"select count(*) from {endless}")
    page.locator("#run").click()
    page.locator("#stop").click()
    assert _ask(page, "select 2 as two") == ""
    assert _rows(page) == [["2"]]


def test_packed_script__holds_the_bytes() -> None:
    packed = engine.packed_script("wasm", b"\0asm").split(b'"')[1]
    assert gzip.decompress(base64.b64decode(packed)) == b"\0asm"
