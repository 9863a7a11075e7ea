"""Pages kept: restored as they were, and the PDF not opened again when only meaning changed."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ingest.contract import versions
from ingest.contract.versions import PAGE_SHOWING
from ingest.landing.folder import FolderPages
from ingest.reading import report
from ingest.reading.kept_pages import keep_document, pack_document, unpack_document
from ingest.reading.pdf import read_document
from ingest.reading.pdf.model import DocumentRead
from ingest.reading.report import read_report
from tests.conftest import REPOSITORY, SHIPPED_REPORTS


@pytest.fixture(scope="module")
def content() -> bytes:
    (path,) = SHIPPED_REPORTS.rglob("*.pdf")
    return path.read_bytes()


@pytest.fixture(scope="module")
def document(content: bytes) -> DocumentRead:
    return read_document(content, "report.pdf")


@dataclass
class Shelf:
    """Keeps pages in memory."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def read(self, report_id: str) -> bytes | None:
        return self.kept.get(report_id)

    def write(self, report_id: str, packed: bytes, part: str = "") -> None:
        self.kept[report_id] = packed


def test_kept_pages__document__is_restored_exactly(document: DocumentRead) -> None:
    packed = pack_document(document)
    assert unpack_document(packed) == document
    assert pack_document(document) == packed


def test_kept_pages__damaged__is_none(document: DocumentRead) -> None:
    packed = pack_document(document)
    turned = bytearray(packed)
    turned[len(turned) // 2] ^= 0xFF
    for damaged in (b"", b"x", packed[:-1], packed[: len(packed) // 2], bytes(turned)):
        assert unpack_document(damaged) is None


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
@given(st.from_type(DocumentRead))
def test_kept_pages__any_document__is_restored_exactly(made: DocumentRead) -> None:
    """Whatever text and numbers: −0.0, 1e-300, infinity, nothing at all."""
    try:
        restored = unpack_document(pack_document(made))
    except OverflowError:  # a count of more than 64 bits, which no page has
        assume(False)
    assert repr(restored) == repr(made)  # NaN is not equal to itself


def test_kept_pages__half_of_a_character__is_not_kept(document: DocumentRead) -> None:
    shelf = Shelf()
    keep_document(shelf, "a", document)
    keep_document(shelf, "b", replace(document, producer="\ud800"))
    assert shelf.kept.keys() == {"a"}


def test_read_report__pages_kept__gives_the_same_without_the_pdf(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf()
    plain = read_report(content, "a.pdf")
    first = read_report(content, "a.pdf", shelf)
    assert len(shelf.kept) == 1

    def refuse(*_: object) -> DocumentRead:
        raise AssertionError("the PDF was opened")

    monkeypatch.setattr(report, "read_document", refuse)
    second = read_report(content, "a.pdf", shelf)
    for name, frame in plain.items():
        assert frame.equals(first[name])
        assert frame.equals(second[name])


def test_read_report__kept_pages_damaged__reads_and_keeps_anew(content: bytes) -> None:
    shelf = Shelf()
    read_report(content, "a.pdf", shelf)
    ((report_id, packed),) = shelf.kept.items()
    shelf.kept[report_id] = packed[:-10]
    frames = read_report(content, "a.pdf", shelf)
    assert frames["reports"]["status"].to_list() == ["proven"]
    assert shelf.kept[report_id] == packed


def test_read_report__rejected__keeps_nothing() -> None:
    shelf = Shelf()
    assert read_report(b"no pdf", "a.pdf", shelf)["reports"]["status"].to_list() == ["rejected"]
    assert not shelf.kept


def test_folder_pages__no_room__is_no_error(tmp_path: Path) -> None:
    (tmp_path / "pages").write_bytes(b"a file in the way")
    pages = FolderPages(tmp_path, "v1")
    pages.write("ab", b"packed")
    with pytest.raises(NotADirectoryError):
        pages.read("ab")


def _copy_code(target: Path) -> None:
    for room in ("ingest", "expectations", "dbt_project"):
        shutil.copytree(
            REPOSITORY / room,
            target / room,
            ignore=shutil.ignore_patterns("target", "logs"),
        )


def _run(folder: Path, code: str, *arguments: str) -> str:
    """Run code with the modules of a copy; compiled modules stay in it for the next run."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _touch(path: Path) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\n# a line more\n")


_READING = """
import hashlib, sys
from pathlib import Path
from ingest.landing.folder import is_landed
from ingest.engines.pool import Landing, Task, read_reports
from ingest.contract.versions import page_reader_version, reader_version

report, reader = Path(sys.argv[1]), sys.argv[2]
sha256 = hashlib.sha256(report.read_bytes()).hexdigest()
here = Path.cwd()
landing = Landing(
    here / "landing", reader_version(), here / "log", here, 60.0, reader,
    pages_version=page_reader_version(),
)
if is_landed(landing.landing_dir, sha256[:16], reader_version()):
    print("nothing to read")
else:
    landing.landing_dir.mkdir(exist_ok=True)
    (outcome,) = read_reports([Task(report, "a.pdf", sha256)], landing, 1)
    if outcome.failure is None:
        assert is_landed(landing.landing_dir, sha256[:16], reader_version())
    print(outcome.failure or "read")
"""
_WITHOUT_PDFS = """
from ingest.reading import report

def read(content, file_name, kept, pages):
    def refuse(*_):
        raise AssertionError("the PDF was opened")
    report.read_document = refuse
    return report.read_report(content, file_name, kept, pages)
"""


def test_reading__words_change__recognises_anew_and_opens_no_pdf(tmp_path: Path) -> None:
    """From the first build to a change of words, of checks and of the page reader, in a copy."""
    (path,) = SHIPPED_REPORTS.rglob("*.pdf")
    _copy_code(tmp_path)
    (tmp_path / "without_pdfs.py").write_text(_WITHOUT_PDFS, encoding="utf-8")

    def read(reader: str = "without_pdfs:read") -> str:
        return _run(tmp_path, _READING, str(path), reader).strip()

    assert "the PDF was opened" in read()
    assert read("ingest.reading.report:read_report") == "read"
    _touch(tmp_path / "expectations" / "diagnosis" / "causes.py")
    assert read() == "nothing to read"
    _touch(tmp_path / "ingest" / "reading" / "vocabulary" / "headers.toml")
    assert read() == "read"
    _touch(tmp_path / "ingest" / "reading" / "pdf" / "rules.py")
    assert "the PDF was opened" in read()


# page reader, reader, builder
_TOUCHED = {
    "ingest/reading/pdf/rules.py": (True, True, True),
    "ingest/reading/vocabulary/headers.toml": (False, True, True),
    "ingest/reading/tables/codes.py": (False, True, True),
    "ingest/reading/prose/claims.py": (False, True, True),
    "ingest/errors.py": (False, True, True),
    "expectations/diagnosis/causes.py": (False, False, True),
    "dbt_project/dbt_project.yml": (False, False, True),
    "ingest/building/load.py": (False, False, True),
    "ingest/fetching/fetch.py": (False, False, False),
}
_VERSIONS = """
import sys
from ingest.contract import versions

for path in ["", *sys.argv[1:]]:
    if path:
        with open(path, "a", encoding="utf-8") as stream:
            stream.write("\\n# a line more\\n")
    for told in vars(versions).values():
        getattr(told, "cache_clear", int)()
    print(versions.page_reader_version(), versions.reader_version(), versions.builder_version())
"""


@pytest.fixture(scope="module")
def told_apart(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bool, ...]]:
    """Which versions are others after each of these files has changed, one after the other."""
    folder = tmp_path_factory.mktemp("copy")
    _copy_code(folder)
    said = [line.split() for line in _run(folder, _VERSIONS, *_TOUCHED).splitlines()]
    return {
        touched: tuple(a != b for a, b in zip(before, after, strict=True))
        for touched, before, after in zip(_TOUCHED, said[:-1], said[1:], strict=True)
    }


@pytest.mark.parametrize(("touched", "changes"), _TOUCHED.items())
def test_versions__a_file_changes__just_what_depends_on_it_is_done_again(
    told_apart: dict[str, tuple[bool, ...]], touched: str, changes: tuple[bool, bool, bool]
) -> None:
    assert told_apart[touched] == changes


def _imported(module: str, seen: set[str]) -> Iterator[str]:
    """All modules that a module of ours imports, and those that they import."""
    path = REPOSITORY / f"{module.replace('.', '/')}.py"
    if not path.is_file():
        path = REPOSITORY / module.replace(".", "/") / "__init__.py"
    if module in seen:
        return
    seen.add(module)
    yield module
    if not module.startswith("ingest") or not path.is_file():
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _imported(alias.name, seen)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from _imported(node.module, seen)


def test_versions__page_reader__covers_all_that_reading_pages_imports() -> None:
    modules = set(_imported("ingest.reading.pdf", set()))
    ours = {name for name in modules if name.startswith("ingest")}
    # its classes are raised and caught; their words are not in the pages
    assert ours - {"ingest.errors"} == {
        name for name in ours if name.startswith("ingest.reading.pdf")
    }
    showing = {f"ingest.{name.removesuffix('.py').replace('/', '.')}" for name in PAGE_SHOWING}
    assert not ours & showing
    owners = packages_distributions()
    standard = sys.stdlib_module_names
    packages = {
        owner
        for root in {name.split(".")[0] for name in modules} - {"ingest"} - standard
        for owner in owners[root]
    }
    assert packages <= set(versions._PAGE_PACKAGES), "name them in versions.py"
