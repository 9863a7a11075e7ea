"""`make fetch`, against a server that behaves and one that does not."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.building.publish import hold_lock
from ingest.errors import LockHeldError, UsageError
from ingest.fetching.fetch import fetch
from tests.conftest import REPOSITORY, SHIPPED_REPORTS, build_environment
from tests.fetching.conftest import Desk
from tests.fetching.misbehaving_server import (
    PDF,
    Behaviour,
    Handler,
    Server,
    answer,
    drip,
    hang_up,
    no_length,
    reset_in_the_body,
    serve,
    silence,
    talk_nonsense,
    wrong_length,
)

OTHER = PDF.replace(b"small", b"other")
MONDAY = "Mon, 06 Jan 2025 08:00:00 GMT"
PAGE = b"<!DOCTYPE html><html><body>" + "页面不存在".encode() * 300 + b"</body></html>"


def test_fetch__good_server__lands_whole_file_and_ledger(server: Server, desk: Desk) -> None:
    url = server.behave("/a.pdf", serve(etag='"1"'))
    fetched = desk.fetch_one(url)
    assert fetched.status == "new"
    assert fetched.file is not None
    assert (desk.folder / "reports" / fetched.file).read_bytes() == PDF
    assert fetched.file.startswith(f"fetched/127.0.0.1_{server.port}/某某市财政局2025年-")
    (content,) = desk.ledger[url]
    assert content["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert content["etag"] == '"1"'
    assert server.asked[0].headers["User-Agent"] == "tests"


@pytest.mark.parametrize(
    ("validators", "header"),
    [({"etag": '"1"'}, "If-None-Match"), ({"modified": MONDAY}, "If-Modified-Since")],
    ids=["etag", "last-modified"],
)
def test_fetch__unchanged__is_asked_conditionally_and_not_sent_again(
    server: Server, desk: Desk, validators: dict[str, str], header: str
) -> None:
    url = server.behave("/a.pdf", serve(**validators))
    desk.fetch_one(url)
    before = desk.files()
    assert desk.fetch_one(url).status == "unchanged"
    assert header in server.asked[1].headers
    assert desk.files() == before


def test_fetch__etag_changes_but_not_the_file__is_unchanged(server: Server, desk: Desk) -> None:
    url = server.behave("/a.pdf", serve(etag='"1"'), serve(etag='"2"'))
    desk.fetch_one(url)
    assert desk.fetch_one(url).status == "unchanged"
    assert len(desk.files()) == 1
    (content,) = desk.ledger[url]
    assert content["etag"] == '"2"'


def test_fetch__changed_file__lies_beside_the_old_one(server: Server, desk: Desk) -> None:
    url = server.behave("/a.pdf", serve(etag='"1"'), serve(OTHER, etag='"2"'))
    old = desk.fetch_one(url)
    new = desk.fetch_one(url)
    assert (old.status, new.status) == ("new", "changed")
    assert sorted(desk.files().values()) == sorted([PDF, OTHER])
    assert [content["sha256"] for content in desk.ledger[url]] == [old.sha256, new.sha256]
    assert desk.fetch_one(url).status == "unchanged"


def test_fetch__file_removed_here__is_fetched_again(server: Server, desk: Desk) -> None:
    url = server.behave("/a.pdf", serve(etag='"1"'))
    file = desk.fetch_one(url).file
    assert file is not None
    (desk.folder / "reports" / file).unlink()
    desk.fetch_one(url)
    assert list(desk.files().values()) == [PDF]


def test_fetch__file_edited_here__is_kept_and_the_published_one_lies_beside(
    server: Server, desk: Desk
) -> None:
    url = server.behave("/a.pdf", serve(etag='"1"'))
    file = desk.fetch_one(url).file
    assert file is not None
    (desk.folder / "reports" / file).write_bytes(b"notes")
    desk.fetch_one(url)
    assert sorted(desk.files().values()) == sorted([PDF, b"notes"])


def test_fetch__ledger_lost__finds_its_file_in_place(server: Server, desk: Desk) -> None:
    url = server.behave("/a.pdf", serve())
    desk.fetch_one(url)
    desk.settings.ledger_path.unlink()
    desk.fetch_one(url)
    assert list(desk.files().values()) == [PDF]
    assert url in desk.ledger


@pytest.mark.parametrize(
    "misbehaves",
    [
        answer(500),
        answer(503, Retry_After="0"),
        answer(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
        reset_in_the_body(),
        wrong_length(),
        no_length(PDF[:-100]),
        drip(0.05),
        silence(1.0),
        hang_up,
    ],
    ids=["500", "503", "429", "reset", "wrong-length", "cut", "drip", "silence", "hang-up"],
)
def test_fetch__passing_trouble__is_tried_again(
    server: Server, desk: Desk, misbehaves: Behaviour
) -> None:
    url = server.behave("/a.pdf", misbehaves, serve())
    fetched = desk.fetch_one(url)
    assert fetched.status == "new", fetched.problem
    assert list(desk.files().values()) == [PDF]
    assert server.count("/a.pdf") == 2


@pytest.mark.parametrize(
    ("misbehaves", "says"),
    [
        (answer(500), "500 Internal Server Error; tried 3 times"),
        (reset_in_the_body(), "the connection failed"),
        (wrong_length(), "the connection failed"),
        (no_length(PDF[:-100]), "the end of the file is missing"),
        (drip(0.01), "not finished after 1 s"),
        (silence(1.0), "no answer in time"),
    ],
    ids=["500", "reset", "wrong-length", "cut", "drip", "silence"],
)
def test_fetch__lasting_trouble__is_named_and_leaves_nothing(
    server: Server, desk: Desk, misbehaves: Behaviour, says: str
) -> None:
    url = server.behave("/a.pdf", misbehaves)
    fetched = desk.fetch_one(url)
    assert fetched.status == "failed"
    assert says in (fetched.problem or "")
    assert url in (fetched.problem or "")
    assert server.count("/a.pdf") == 3
    assert desk.files() == {}


@pytest.mark.parametrize(
    ("misbehaves", "says"),
    [
        (answer(404), "404 Not Found"),
        (answer(403), "403 Forbidden"),
        (answer(200, PAGE), "a web page"),
        (answer(200, b"\xef\xbb\xbf\r\n<html>short</html>"), "a web page"),
        (answer(200), "nothing came"),
        (answer(200, b"PK\x03\x04" * 1000), "begins with"),
        (answer(206, PDF[:50]), "206"),
        (answer(304), "304"),  # nobody asked whether it changed
        (answer(200, PDF + b" " * (1 << 20) + b"%%EOF"), "too large"),
        (no_length(PDF + b" " * (1 << 20) + b"%%EOF"), "too large"),
        (answer(503, Retry_After="3600"), "asks to come back in 3600 s"),
        (answer(302), "without a Location"),
        (answer(302, Location="file:///etc/passwd"), "not http(s)"),
        (answer(302, Location="ftp://127.0.0.1/a.pdf"), "not http(s)"),
        (answer(302, Location="http://me:secret@127.0.0.1/a.pdf"), "not http(s)"),
        (answer(302, Location="http://[oops/a.pdf"), "not http(s)"),
        (answer(301, Location="/a.pdf"), "in a circle"),
    ],
)
def test_fetch__what_no_patience_mends__is_not_tried_again(
    server: Server, desk: Desk, misbehaves: Behaviour, says: str
) -> None:
    fetched = desk.fetch_one(server.behave("/a.pdf", misbehaves))
    assert fetched.status == "failed"
    assert says in (fetched.problem or "")
    assert server.count("/a.pdf") == 1
    assert desk.files() == {}


def test_fetch__server_speaks_no_http__is_quoted_in_short(server: Server, desk: Desk) -> None:
    fetched = desk.fetch_one(server.behave("/a.pdf", talk_nonsense))
    assert fetched.status == "failed"
    assert "the connection failed" in (fetched.problem or "")
    assert len(fetched.problem or "") < 300
    assert desk.files() == {}


def test_fetch__changed_to_an_error_page__keeps_the_old_file(server: Server, desk: Desk) -> None:
    url = server.behave("/a.pdf", serve(etag='"1"'), answer(200, PAGE), serve(etag='"1"'))
    desk.fetch_one(url)
    assert desk.fetch_one(url).status == "failed"
    assert list(desk.files().values()) == [PDF]
    assert desk.fetch_one(url).status == "unchanged"


def test_fetch__redirects__are_followed_to_the_file(server: Server, desk: Desk) -> None:
    server.behave("/b", answer(301, Location="/预算.pdf".encode().decode("latin-1")))
    server.behave("/%E9%A2%84%E7%AE%97.pdf", serve())
    assert desk.fetch_one(server.behave("/a", answer(302, Location="b"))).status == "new"


def test_fetch__redirects_without_end__are_given_up(server: Server, desk: Desk) -> None:
    for number in range(20):
        server.behave(f"/{number}", answer(302, Location=f"/{number + 1}"))
    assert "more than 5 times" in (desk.fetch_one(server.url("/0")).problem or "")


@pytest.mark.parametrize(
    ("location", "says"),
    [("http://10.0.0.1/a.pdf", "private network"), ("http://127.0.0.1/a", "private network")],
)
def test_fetch__redirect_from_outside_to_inside__is_refused(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch, location: str, says: str
) -> None:
    """The loopback server plays a public one: only addresses of the redirect count as inside."""
    monkeypatch.setattr(
        "ingest.fetching.transport._is_inside",
        lambda host: host in location and host != "localhost",
    )
    server.behave("/a.pdf", answer(302, Location=location))
    fetched = desk.fetch_one(server.url("/a.pdf", host="localhost"))
    assert says in (fetched.problem or "")


def test_fetch__one_bad_source__costs_no_other(server: Server, desk: Desk) -> None:
    urls = [
        server.behave("/1.pdf", serve()),
        server.behave("/2.pdf", answer(200, PAGE)),
        server.behave("/3.pdf", serve(OTHER)),
        "http://127.0.0.1:9/refused.pdf",
    ]
    desk.list(*urls)
    summary = desk.fetch()
    assert [one.status for one in summary.fetched] == ["new", "failed", "new", "failed"]
    assert summary.exit_status == 1
    assert sorted(desk.files().values()) == sorted([PDF, OTHER])


def test_fetch__one_host__is_asked_one_at_a_time_with_pauses_over_one_connection(
    server: Server, with_policy: Callable[..., Desk]
) -> None:
    desk = with_policy(delay_seconds=0.1)
    desk.list(*(server.behave(f"/{n}.pdf", serve(PDF + b"%%EOF" * n)) for n in range(5)))
    assert desk.fetch().exit_status == 0
    assert server.most_at_once == 1
    assert len({one.port for one in server.asked}) == 1
    assert min(b.at - a.at for a, b in pairwise(server.asked)) >= 0.1


def test_fetch__several_hosts__are_asked_side_by_side(server: Server, desk: Desk) -> None:
    def slowly(handler: Handler) -> None:
        time.sleep(0.3)
        serve()(handler)

    server.behave("/a.pdf", slowly)
    desk.list(server.url("/a.pdf"), server.url("/a.pdf", host="localhost"))
    assert desk.fetch().exit_status == 0
    assert server.most_at_once == 2


def test_fetch__names_of_the_list__stay_inside_the_folder(server: Server, desk: Desk) -> None:
    url = server.behave("/..%2F..%2Fetc%2Fpasswd", serve())
    fetched = desk.fetch_one(url, department="../../=cmd|' /C calc'!A0\x07预算局", place=".../..")
    assert fetched.file is not None
    path = (desk.folder / "reports" / fetched.file).resolve()
    assert path.parent.parent == (desk.folder / "reports" / "fetched").resolve()
    assert "预算局2025年" in path.name
    assert "\x07" not in path.name


def test_fetch__already_running__is_refused(server: Server, desk: Desk) -> None:
    desk.list(server.behave("/a.pdf", serve()))
    lock_path = desk.settings.ledger_path.with_suffix(".lock")
    with hold_lock(lock_path), pytest.raises(LockHeldError):
        desk.fetch()
    assert not server.asked


def test_fetch__leftovers_of_a_killed_one__are_removed(server: Server, desk: Desk) -> None:
    left = desk.folder / "reports" / "fetched" / "example.org" / ".part-x"
    left.parent.mkdir(parents=True)
    left.write_bytes(PDF[:10])
    desk.fetch_one(server.behave("/a.pdf", serve()))
    assert list(desk.files().values()) == [PDF]


def test_fetch__disk_error__ends_the_fetch(
    server: Server, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingest.fetching.transport.os.fsync", full)
    desk.list(server.behave("/a.pdf", serve()))
    with pytest.raises(OSError, match="No space left"):
        desk.fetch()
    assert desk.files() == {}


def test_fetch__interrupted__leaves_nothing_half(
    server: Server, with_policy: Callable[..., Desk]
) -> None:
    """One host still drips while the other's file is settled: the whole one stays."""
    desk = with_policy(total_seconds=60.0)
    server.behave("/a.pdf", drip(0.01))

    def slowly(handler: Handler) -> None:
        time.sleep(0.2)
        serve()(handler)

    desk.list(server.url("/a.pdf", host="localhost"), server.behave("/b.pdf", slowly))
    was_half: list[bool] = []

    def interrupt(stage: str, done: int, total: int) -> None:
        if done:
            was_half.extend(name.startswith(".part-") for name in desk.files())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(desk.settings, interrupt)
    assert any(was_half)
    assert list(desk.files().values()) == [PDF]


def test_fetch__broken_ledger__is_not_thrown_away(server: Server, desk: Desk) -> None:
    desk.list(server.behave("/a.pdf", serve()))
    desk.settings.ledger_path.write_text("{half", encoding="utf-8")
    with pytest.raises(UsageError, match="not a ledger"):
        desk.fetch()
    assert desk.settings.ledger_path.read_text(encoding="utf-8") == "{half"


def test_command__fetch__compares_and_sums_up(server: Server, tmp_path: Path) -> None:
    """The whole command, with a real report that is not what the list says."""
    (report,) = SHIPPED_REPORTS.rglob("*.pdf")
    server.behave("/a.pdf", serve(report.read_bytes()))
    (tmp_path / "sources.yml").write_text(
        "sources:\n"
        f"  - {{url: '{server.url('/a.pdf')}', department: 潼南区人民政府办公室, year: 2024}}\n",
        encoding="utf-8",
    )
    (tmp_path / "reports").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "fetch"],
        cwd=REPOSITORY,
        env=build_environment(
            REPORTS=str(tmp_path / "reports"),
            SOURCES=str(tmp_path / "sources.yml"),
            WAREHOUSE=str(tmp_path / "w.duckdb"),
            NO_PROXY="127.0.0.1",
            FETCH_CONTACT="audit@example.org",
        ),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "warning: year: expected 2024, the report says 2023\n" in done.stdout
    assert '"new": 1' in done.stdout.splitlines()[-1]
    assert "contact: audit@example.org" in server.asked[0].headers["User-Agent"]
    assert os.listdir(tmp_path / "reports") == ["fetched"]
    assert not list(tmp_path.rglob(".part-*"))
