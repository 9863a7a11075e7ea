"""One room per module: who may touch the world, read off the imports and calls of the sources."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.contract.versions import READING_SOURCES
from tests.conftest import REPOSITORY

SOURCES = sorted(
    path
    for room in ("ingest", "expectations", "notebooks")
    for path in (REPOSITORY / room).rglob("*.py")
)
NAMES = {path: path.relative_to(REPOSITORY).as_posix() for path in SOURCES}

PURE_ROOMS = (
    "ingest/reading/tables/",
    "ingest/reading/prose/",
    "ingest/reading/vocabulary/",
    "ingest/reading/identity/",
)
# From the ground up; rooms of one floor do not know each other. `docs/architecture.md` says what
# each is for.
OURS = ("ingest.", "expectations.", "notebooks.")
FLOORS = (
    ("ingest.errors", "ingest.contract", "ingest"),
    ("ingest.converting",),
    (
        "ingest.processes",
        "ingest.archives",
        "ingest.settings",
        "ingest.reading.vocabulary",
        "ingest.reading.pdf",
    ),
    (
        *("ingest.reading.office", "ingest.reading.scans"),
        *("ingest.reading.tables", "ingest.reading.prose"),
    ),
    ("ingest.reading.identity", "ingest.telling"),
    ("ingest.reading",),
    ("ingest.landing", "expectations"),
    ("ingest.engines",),
    ("ingest.building",),
    ("ingest.asking", "ingest.fetching"),
    ("ingest.cli",),
    ("ingest.__main__",),
    ("notebooks.asked",),
    ("notebooks.showing", "notebooks.pages", "notebooks.exports", "notebooks.dbt_docs"),
    ("notebooks.data_dictionary",),
    ("notebooks.site", "notebooks.audit", "notebooks"),
)
# What would let a pure room touch the world. `pathlib` and `importlib.resources` are how a
# vocabulary reads its own data files, which belong to the code.
WORLD = {
    *("os", "io", "shutil", "subprocess", "socket", "tempfile", "time", "datetime", "random"),
    *("duckdb", "camelot", "pypdfium2", "sqlite3", "urllib", "requests", "logging.handlers"),
}
DATA_READERS = ("ingest/reading/vocabulary/",)


@functools.cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def _imported(path: Path) -> frozenset[str]:
    return frozenset(_imports(_tree(path)))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _importers(package: str) -> set[str]:
    return {
        NAMES[path]
        for path in SOURCES
        if any(name == package or name.startswith(f"{package}.") for name in _imported(path))
    }


def _calls(path: Path, name: str) -> list[ast.Call]:
    return [call for called, call in _all_calls(path) if called == name]


@functools.cache
def _all_calls(path: Path) -> list[tuple[str, ast.Call]]:
    return [
        (ast.unparse(node.func), node)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
    ]


def test_rooms__only_one_module__imports_camelot() -> None:
    assert len(_importers("camelot")) == 1
    (importer,) = _importers("camelot")
    assert importer.startswith("ingest/reading/pdf/")


def test_rooms__only_ingest_pdf__opens_pdfs() -> None:
    assert all(name.startswith("ingest/reading/pdf/") for name in _importers("pypdfium2"))


def test_rooms__only_fetching__asks_the_web() -> None:
    assert _importers("requests") | _importers("urllib3") == {"ingest/fetching/transport.py"}


def test_rooms__only_one_module__knows_the_cluster() -> None:
    assert _importers("distributed") | _importers("dask") == {"ingest/engines/cluster.py"}
    assert _importers("fsspec") == {"ingest/landing/shared.py"}


def test_rooms__only_one_module__knows_the_protocol_of_assistants() -> None:
    assert _importers("mcp") == {"ingest/asking/assistant.py"}


def test_rooms__only_one_module__opens_duckdb_for_writing() -> None:
    writers = set()
    for path in SOURCES:
        for call in _calls(path, "duckdb.connect"):
            keywords = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            if keywords.get("read_only") != "True":
                writers.add(NAMES[path])
    # beside the one that builds: who copies the marts into a file of its own, for browsers
    assert writers == {"ingest/building/load.py", "notebooks/site/query.py"}


def test_rooms__only_settings__reads_the_environment() -> None:
    readers = {
        NAMES[path]
        for path in SOURCES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in ("os.environ", "os.getenv")
        # great-expectations is told by the environment not to call home
        and NAMES[path] != "expectations/runner.py"
    }
    # what `make audit`, `make notebooks` and a notebook itself are asked for
    edges = {"notebooks/audit/choosing.py", "notebooks/pages.py", "notebooks/showing.py"}
    assert readers - edges == {"ingest/settings.py"}


def test_rooms__only_cli__prints_and_exits() -> None:
    talkers = {
        NAMES[path]
        for path in SOURCES
        for name in ("print", "sys.exit", "exit", "quit", "input")
        if _calls(path, name)
    }
    assert talkers <= {
        *("ingest/cli.py", "ingest/__main__.py", "ingest/building/dbt_process.py"),
        "ingest/engines/worker.py",  # a process of its own, below a cluster's worker
        *("notebooks/site/__main__.py", "notebooks/audit/__main__.py", "notebooks/pages.py"),
        "notebooks/audit/letter.py",
        *("notebooks/exports/__main__.py", "notebooks/dbt_docs.py", "notebooks/data_dictionary.py"),
    }


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if NAMES[p].startswith(PURE_ROOMS)], ids=NAMES.get
)
def test_rooms__pure_room__touches_nothing(path: Path) -> None:
    imported = _imported(path)
    roots = {name.split(".")[0] for name in imported} | imported
    assert not roots & WORLD
    if not NAMES[path].startswith(DATA_READERS):
        assert "pathlib" not in roots
        assert not _calls(path, "open")
    forbidden = (
        "ingest.building.load",
        "ingest.landing.folder",
        "ingest.building.build",
        "ingest.settings",
        "ingest.cli",
    )
    assert not imported & set(forbidden)


def _floor(module: str) -> int:
    """Say how high a module of ours stands: the longest room of `FLOORS` that it is in."""
    rooms = [
        (len(room), height)
        for height, floor in enumerate(FLOORS)
        for room in floor
        if module == room or module.startswith(f"{room}.")
    ]
    assert rooms, f"{module} is in no room"
    return max(rooms)[1]


def _room(module: str) -> str:
    rooms = [r for floor in FLOORS for r in floor if module == r or module.startswith(f"{r}.")]
    return max(rooms, key=len)


@pytest.mark.parametrize("path", SOURCES, ids=NAMES.get)
def test_rooms__one_way__a_room_reads_only_rooms_below_it(path: Path) -> None:
    module = NAMES[path].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    # our own, without names that are no modules: `from ingest.errors import UsageError`
    imported = {name for name in _imported(path) if name.startswith(OURS)}
    assert not [
        name for name in imported if _room(name) != _room(module) and _floor(name) >= _floor(module)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=NAMES.get)
def test_sources__modules__hold_one_idea_in_400_lines(path: Path) -> None:
    assert path.name not in ("utils.py", "helpers.py", "common.py")
    # "under about 400 lines"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450


def test_versions__reader__covers_all_that_reading_imports() -> None:
    """A module that reading uses and the reader's version does not would leave stale landings."""
    seen: set[str] = set()
    waiting = ["ingest.reading.report"]
    while waiting:
        module = waiting.pop()
        path = REPOSITORY / f"{module.replace('.', '/')}.py"
        if not path.is_file():
            path = REPOSITORY / module.replace(".", "/") / "__init__.py"
        if module in seen or not path.is_file():
            continue
        seen.add(module)
        waiting += [name for name in _imported(path) if name.startswith("ingest.")]
    assert "ingest.reading.identity" in seen
    covered = tuple(
        f"ingest.{name.removesuffix('.py').replace('/', '.')}" for name in READING_SOURCES
    )
    assert not [
        m
        for m in seen - {"ingest.contract"}  # words only
        if not any(m == c or m.startswith(f"{c}.") for c in covered)
    ]


def test_cli__unchanged_rerun__imports_nothing_heavy() -> None:
    """What `ingest.cli` and `building.build` import at the top, and what that imports, is light."""
    heavy = {"polars", "duckdb", "camelot", "pypdfium2", "dbt", "great_expectations", "pyarrow"}
    heavy |= {"requests", "distributed", "fsspec"}
    seen: set[str] = set()
    waiting = ["ingest.cli", "ingest.building.build"]
    while waiting:
        module = waiting.pop()
        path = REPOSITORY / f"{module.replace('.', '/')}.py"
        if module in seen or not path.is_file():
            continue
        seen.add(module)
        tree = _tree(path)
        at_start = ast.Module([node for node in tree.body if not isinstance(node, ast.If)], [])
        for node in at_start.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                waiting += list(_imports(node))
                assert not heavy & {name.split(".")[0] for name in _imports(node)}, module
    assert {"ingest.telling.summary", "ingest.contract.versions"} < seen


def test_processes__are_spawned__never_forked() -> None:
    """A process forked while another library's threads run (typst, polars) waits for ever."""
    forked = [
        path.relative_to(REPOSITORY).as_posix()
        for room in ("ingest", "expectations", "notebooks", "tests")
        for path in (REPOSITORY / room).rglob("*.py")
        for call in _calls(path, "ProcessPoolExecutor")
        if not any(keyword.arg == "mp_context" for keyword in call.keywords)
    ]
    assert forked == []
