"""What the catalogue notices of a folder."""

from __future__ import annotations

import os
from pathlib import Path

from ingest.building.catalogue import (
    Catalogue,
    ReportFile,
    catalogue_text,
    read_catalogue,
)
from ingest.building.surveying import survey_folder
from ingest.settings import Settings
from tests.typesetting.archives import zip_archive


def _paths(catalogue: Catalogue) -> list[str]:
    return [file.file_path for file in catalogue.present()]


def test_catalogue__names_in_any_language_and_case__are_found_sorted(tmp_path: Path) -> None:
    (tmp_path / "深").mkdir()
    for name in ("b.PDF", "a 'x' \"y\".pdf", "深/预算.Pdf", "notes.txt", "pdf"):
        (tmp_path / name).write_bytes(name.encode())
    assert _paths(survey_folder(tmp_path, Catalogue())) == [
        "a 'x' \"y\".pdf",
        "b.PDF",
        "深/预算.Pdf",
    ]


def test_catalogue__links__are_followed_once(tmp_path: Path) -> None:
    inside = tmp_path / "reports"
    inside.mkdir()
    (inside / "a.pdf").write_bytes(b"a")
    (inside / "loop").symlink_to(inside)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "b.pdf").write_bytes(b"b")
    (inside / "linked").symlink_to(elsewhere)
    assert _paths(survey_folder(inside, Catalogue())) == ["a.pdf", "linked/b.pdf"]


def test_catalogue__warehouse_among_its_reports__what_is_written_beside_it_is_none(
    tmp_path: Path,
) -> None:
    settings = Settings(tmp_path, tmp_path / "w.duckdb")
    for name in ("quality/index.html", "site/a.html", "audit/a.pdf", "2023/quality/预算.html"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(name)
    catalogue = survey_folder(tmp_path, Catalogue(), settings.output_dirs)
    assert _paths(catalogue) == ["2023/quality/预算.html"]
    # a folder of reports is one whatever it is called
    elsewhere = survey_folder(tmp_path / "site", Catalogue(), settings.output_dirs)
    assert _paths(elsewhere) == ["a.html"]


def test_catalogue__unreadable_files__are_named_and_cost_no_other(tmp_path: Path) -> None:
    (tmp_path / "good.pdf").write_bytes(b"a")
    (tmp_path / "broken link.pdf").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.pdf")
    catalogue = survey_folder(tmp_path, Catalogue())
    assert _paths(catalogue) == ["good.pdf"]
    assert [path for path, _ in catalogue.unreadable] == ["broken link.pdf", "pipe.pdf"]


def test_catalogue__same_size_and_time__changed_content_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"one")
    before = survey_folder(tmp_path, Catalogue())
    times = path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = survey_folder(tmp_path, before)
    assert [file.is_present for file in after.files] == [
        file.sha256 == after.present()[0].sha256 for file in after.files
    ]
    assert after.present()[0].sha256 != before.present()[0].sha256


def test_catalogue__removed_and_back__keeps_when_it_was_first_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"one")
    first = survey_folder(tmp_path, Catalogue())
    path.unlink()
    gone = survey_folder(tmp_path, first)
    assert gone.present() == ()
    assert [(file.first_seen, file.is_present) for file in gone.files] == [(1, False)]
    path.write_bytes(b"one")
    back = survey_folder(tmp_path, gone)
    assert [(file.first_seen, file.is_present) for file in back.files] == [(1, True)]
    assert back.build_number == 3


def test_catalogue__copies__have_one_primary(tmp_path: Path) -> None:
    for name in ("z.pdf", "a.pdf"):
        (tmp_path / name).write_bytes(b"same")
    catalogue = survey_folder(tmp_path, Catalogue())
    assert len(catalogue.present()) == 2
    assert [file.file_path for file in catalogue.primaries()] == ["a.pdf"]


def test_catalogue__primary__is_one_that_is_present(tmp_path: Path) -> None:
    for name in ("z.pdf", "a.pdf"):
        (tmp_path / name).write_bytes(b"same")
    before = survey_folder(tmp_path, Catalogue())
    (tmp_path / "a.pdf").unlink()
    after = survey_folder(tmp_path, before)
    assert [(file.file_path, file.is_present) for file in after.primaries()] == [("z.pdf", True)]


def test_catalogue__written_and_read__is_the_same(tmp_path: Path) -> None:
    odd = os.fsdecode("名".encode() + b"\xff.pdf")
    files = (ReportFile(odd, "0" * 64, 3, 1, stamp=(1, 2, 3)),)
    path = tmp_path / "c.json"
    catalogue = Catalogue(4, files, archives=((odd, (1, 2, 3)),))
    path.write_text(catalogue_text(catalogue), encoding="utf-8")
    assert read_catalogue(path) == catalogue


def test_catalogue__broken_file__starts_anew(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text('{"format": 1, "fi', encoding="utf-8")
    assert read_catalogue(path) == Catalogue()


def test_catalogue__archive__gives_its_members_by_their_own_content(tmp_path: Path) -> None:
    path = tmp_path / "区县.zip"
    inner = zip_archive({"甲/决算.docx": b"inner"})
    path.write_bytes(
        zip_archive({"乙.zip": inner, "b.pdf": b"same", "~$b.docx": b"", "c.gif": b""})
    )
    (tmp_path / "z.pdf").write_bytes(b"same")
    catalogue = survey_folder(tmp_path, Catalogue())
    assert _paths(catalogue) == ["z.pdf", "区县.zip!b.pdf", "区县.zip!乙.zip!甲/决算.docx"]
    assert catalogue.unreadable == ()
    assert [file.file_name for file in catalogue.present()][2] == "区县.zip!乙.zip!甲/决算.docx"
    same, member, _ = catalogue.present()
    assert same.sha256 == member.sha256
    assert member.byte_count == 4


def test_catalogue__archive_that_gave_no_trouble__is_not_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_archive({"a.pdf": b"a", "b.pdf": b"b"}))
    before = survey_folder(tmp_path, Catalogue())
    known = Catalogue(1, before.files[:1], archives=before.archives)
    assert _paths(survey_folder(tmp_path, known)) == ["a.zip!a.pdf"]  # as it was known
    path.write_bytes(zip_archive({"c.pdf": b"c"}))
    after = survey_folder(tmp_path, before)
    assert _paths(after) == ["a.zip!c.pdf"]
    assert len(after.files) == 3


def test_catalogue__archives_with_trouble__are_named_each_time(tmp_path: Path) -> None:
    (tmp_path / "cut.zip").write_bytes(zip_archive({"a.pdf": b"a" * 99})[:50])
    (tmp_path / "pictures.zip").write_bytes(zip_archive({"1.gif": b"", "2.gif": b""}))
    (tmp_path / "bomb.zip").write_bytes(zip_archive({"a.pdf": bytes(8 << 20), "b.pdf": b"b"}))
    os.mkfifo(tmp_path / "pipe.zip")
    catalogue = survey_folder(tmp_path, Catalogue())
    for _ in range(2):
        assert _paths(catalogue) == ["bomb.zip!b.pdf"]
        reasons = dict(catalogue.unreadable)
        assert sorted(reasons) == ["bomb.zip!a.pdf", "cut.zip", "pictures.zip", "pipe.zip"]
        assert "2 .gif" in reasons["pictures.zip"]
        catalogue = survey_folder(tmp_path, catalogue)


def test_catalogue__word_file_called_an_archive__is_a_report(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zip_archive({"[Content_Types].xml": b"", "word/x.xml": b""}))
    assert _paths(survey_folder(tmp_path, Catalogue())) == ["a.zip"]


def test_catalogue__files_of_other_forms__are_counted(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.txt", "c.TXT", "README", "Thumbs.db", ".hidden", "~$a.docx"):
        (tmp_path / name).write_bytes(b"x")
    assert survey_folder(tmp_path, Catalogue()).passed_over == (("(no suffix)", 1), (".txt", 2))
