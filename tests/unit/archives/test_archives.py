"""Members of archives: found, opened by name, and refused when they are out for harm."""

from __future__ import annotations

import io
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from ingest.archives import Member, entries, read_source, source_exists, walk_archive
from tests.typesetting.archives import rar_archive, zip_archive

needs_unpacker = pytest.mark.skipif(
    shutil.which("bsdtar") is None, reason="bsdtar is not installed (libarchive-tools)"
)


def _walk(path: Path, content: bytes) -> list[Member]:
    path.write_bytes(content)
    return list(walk_archive(path, lambda name: True))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_zip__names_without_a_flag__are_chinese(tmp_path: Path, encoding: str) -> None:
    files = {"区县/某局2025年预算.pdf": b"a", "区县\\部门\\决算.pdf": b"b"}
    members = _walk(tmp_path / "a.zip", zip_archive(files, encoding))
    assert [(member.name, member.content) for member in members] == [
        ("区县/某局2025年预算.pdf", b"a"),
        ("区县/部门/决算.pdf", b"b"),
    ]


def test_source__member__is_read_like_a_file(tmp_path: Path) -> None:
    inner = zip_archive({"丙/决算.pdf": b"inner"})
    (tmp_path / "甲.ZIP").write_bytes(zip_archive({"乙.zip": inner, "通知!.pdf": b"outer"}))
    (tmp_path / "plain!.pdf").write_bytes(b"plain")
    assert read_source(tmp_path / "甲.ZIP!乙.zip!丙/决算.pdf") == b"inner"
    assert read_source(tmp_path / "甲.ZIP!通知!.pdf") == b"outer"
    assert read_source(tmp_path / "plain!.pdf") == b"plain"
    assert source_exists(tmp_path / "甲.ZIP!通知!.pdf")
    assert not source_exists(tmp_path / "乙.zip!a.pdf")
    with pytest.raises(FileNotFoundError):
        read_source(tmp_path / "甲.ZIP!没有.pdf")


def test_zip__links_and_paths_that_lead_out__are_refused_one_by_one(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("link.pdf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        for name in ("/etc/a.pdf", "../b.pdf", "c/../../d.pdf", "C:\\e.pdf", "good.pdf"):
            archive.writestr(name, b"x")
    members = _walk(tmp_path / "a.zip", stream.getvalue())
    assert [member.name for member in members if member.content is not None] == ["good.pdf"]
    reasons = [member.reason or "" for member in members if member.content is None]
    assert ["link" in reason for reason in reasons] == [True, False, False, False, False]
    assert all("leads out" in reason for reason in reasons[1:])


def test_zip__two_files_of_one_name__are_not_guessed_between(tmp_path: Path) -> None:
    members = _walk(tmp_path / "a.zip", zip_archive({"a.pdf": b"1", "./a.pdf": b"2"}))
    assert [member.content for member in members] == [b"1", None]


def test_zip__bomb__is_refused_and_costs_no_neighbour(tmp_path: Path) -> None:
    content = zip_archive({"bomb.pdf": bytes(8 << 20), "good.pdf": b"good"})
    bomb, good = _walk(tmp_path / "a.zip", content)
    assert (bomb.content, good.content) == (None, b"good")
    assert "8,388,608" in (bomb.reason or "")


def test_zip__archives_in_archives__end_somewhere(tmp_path: Path) -> None:
    content = zip_archive({"a.pdf": b"x"})
    for depth in range(5):
        content = zip_archive({f"{depth}.zip": content, f"{depth}.pdf": b"x"})
    members = _walk(tmp_path / "a.zip", content)
    assert [member.name for member in members] == [
        *("4.zip!3.zip!2.zip", "4.zip!3.zip!2.pdf", "4.zip!3.pdf", "4.pdf"),
    ]
    assert "deep" in (members[0].reason or "")


def test_zip__very_many_files__are_refused(tmp_path: Path) -> None:
    content = zip_archive({f"{number}.txt": b"" for number in range(5001)})
    with pytest.raises(OSError, match="5000 files"):
        _walk(tmp_path / "a.zip", content)


def test_zip__damaged_or_encrypted_member__is_named(tmp_path: Path) -> None:
    content = bytearray(zip_archive({"a.pdf": b"hello" * 9, "b.pdf": b"b"}))
    content[content.index(b"a.pdf") + 6] ^= 0xFF
    damaged, good = _walk(tmp_path / "a.zip", bytes(content))
    assert "damaged" in (damaged.reason or "")
    assert good.content == b"b"
    content = bytearray(zip_archive({"a.pdf": b"hello"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (locked,) = _walk(tmp_path / "b.zip", bytes(content))
    assert "encrypted" in (locked.reason or "")


def test_archive__cut_off__says_so(tmp_path: Path) -> None:
    for content in (zip_archive({"a.pdf": b"x" * 999})[:60], b"PK\x03\x04", b""):
        with pytest.raises(OSError, match=r"damaged|empty") as caught:
            _walk(tmp_path / "a.zip", content)
        assert caught.value.strerror


@needs_unpacker
def test_rar__members__are_read(tmp_path: Path) -> None:
    files = {"某局/2025年预算.pdf": b"a" * 70_000, "b.pdf": b"b"}
    members = _walk(tmp_path / "甲.rar", rar_archive(files))
    assert {member.name: member.content for member in members} == files
    assert read_source(tmp_path / "甲.rar!b.pdf") == b"b"
    nested = _walk(tmp_path / "b.zip", zip_archive({"in.rar": rar_archive(files)}))
    assert [member.name for member in nested] == ["in.rar!某局/2025年预算.pdf", "in.rar!b.pdf"]


@needs_unpacker
def test_rar__cut_off__is_an_error_and_what_came_before_stands(tmp_path: Path) -> None:
    content = rar_archive({"a.pdf": b"a" * 99_000, "b.pdf": b"b" * 99_000})
    (tmp_path / "a.rar").write_bytes(content[:-60])
    walked = walk_archive(tmp_path / "a.rar", lambda name: True)
    assert next(walked).name == "a.pdf"
    with pytest.raises(OSError, match="damaged"):
        list(walked)


def test_rar__without_its_unpacker__names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries.shutil, "which", lambda program: None)
    with pytest.raises(OSError, match="apt-get install libarchive-tools"):
        _walk(tmp_path / "a.rar", rar_archive({"a.pdf": b"x"}))
