"""DuckDB-WASM, the engine of the query page: fetched by npm when asked, kept as scripts.

Nothing of it is in the repository. `make site QUERY=1` lets npm pack the pinned versions, holds
what came against the hashes below, and keeps it beside the other caches. A page opened from the
file system may not fetch: the engine is therefore kept as scripts that assign text, the
WebAssembly compressed and in base64.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.settings import Settings
from notebooks.site.render import script_json, write_if_changed
from notebooks.site.warehouse import SiteError

_NPM_SECONDS: Final = 600
_TARGET: Final = "(window.ENGINE=window.ENGINE||{})"


@dataclass(frozen=True, slots=True)
class _Package:
    """A package of npm, as published: its name with version, and the hash of its archive."""

    name: str
    integrity: str


# DuckDB-WASM 1.32.0 is DuckDB 1.4.3; Arrow is what its answers come in, of the version that it
# asks for.
_DUCKDB: Final = _Package(
    "@duckdb/duckdb-wasm@1.32.0",
    "sha512-IewXTNYEjsZCPE9weUWgtjGxUlMRo7qhX0GF6tq/KjK8bnY+RAl4cyUdYUfcdzbyb4b9ZxPC+FOsCcxgaKFWMg==",
)
_ARROW: Final = _Package(
    "apache-arrow@17.0.0",
    "sha512-X0p7auzdnGuhYMVKYINdQssS4EcKec9TCXyez/qtJt32DrIMGbzqiaMiQ0X6fQlQpw8Fl0Qygcv4dfRAr5Gu9Q==",
)

SCRIPTS: Final = ("arrow.js", "duckdb.js", "worker.js", "wasm.js")


def engine_dir(settings: Settings) -> Path:
    """Where the scripts are kept: beside the compiled project, by version."""
    digest = hashlib.sha256((_DUCKDB.integrity + _ARROW.integrity).encode()).hexdigest()
    return settings.compiled_dir.parent / "query" / digest[:12]


def is_set_up(settings: Settings) -> bool:
    """Say whether the engine is there."""
    return all((engine_dir(settings) / name).is_file() for name in SCRIPTS)


def set_up_engine(settings: Settings) -> None:
    """Fetch the engine, where it is not there yet.

    Raises:
        SiteError: there is no npm, it cannot fetch, or what it fetched is not what is pinned.
    """
    if is_set_up(settings):
        return
    target = engine_dir(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        folder = Path(scratch)
        duckdb = _fetch(_DUCKDB, folder / "duckdb")
        arrow = _fetch(_ARROW, folder / "arrow")
        made = folder / "made"
        made.mkdir()
        for name, content in zip(SCRIPTS, _scripts(duckdb, arrow), strict=True):
            (made / name).write_bytes(content)
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)


def write_engine(settings: Settings, site: Path) -> None:
    """Copy the engine beside the pages; without one, take an old one away."""
    folder = site / "query"
    for name in SCRIPTS:
        if is_set_up(settings):
            write_if_changed(folder / name, (engine_dir(settings) / name).read_bytes())
        else:
            (folder / name).unlink(missing_ok=True)


def packed_script(name: str, content: bytes) -> bytes:
    """Write bytes as a script: `ENGINE.<name>` becomes their gzip in base64.

    >>> packed_script("x", b"")[:48]
    b'(window.ENGINE=window.ENGINE||{}).x="H4sIAAAAAAA'
    """
    text = base64.b64encode(gzip.compress(content, 6, mtime=0)).decode()
    return f'{_TARGET}.{name}="{text}";\n'.encode()


def _fetch(package: _Package, folder: Path) -> Path:
    """Let npm pack a package, hold it against its hash, unpack it."""
    npm = shutil.which("npm")
    if npm is None:
        raise SiteError("QUERY=1 fetches DuckDB-WASM with npm, which is not installed")
    folder.mkdir()
    asked = [npm, "pack", package.name, "--silent", "--pack-destination", str(folder)]
    try:
        done = subprocess.run(
            asked, capture_output=True, text=True, check=False, timeout=_NPM_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise SiteError(f"npm did not fetch {package.name} in {_NPM_SECONDS} s") from error
    packed = sorted(folder.glob("*.tgz"))
    if done.returncode or not packed:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise SiteError(f"npm could not fetch {package.name}: {said[-1] if said else 'no reason'}")
    check_integrity(package.name, packed[0].read_bytes(), package.integrity)
    with tarfile.open(packed[0]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def check_integrity(name: str, content: bytes, pinned: str) -> None:
    """Hold an archive against its pinned hash, written as npm writes it.

    Raises:
        SiteError: it is another.
    """
    found = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != pinned:
        raise SiteError(f"{name} is not what is pinned: {pinned}, fetched {found}; nothing is kept")


def _scripts(duckdb: Path, arrow: Path) -> tuple[bytes, bytes, bytes, bytes]:
    """Make the scripts, in the order of SCRIPTS."""
    dist = duckdb / "dist"
    notices = "".join(
        f"{name}\n{(arrow / name).read_text(encoding='utf-8')}\n"
        for name in ("NOTICE.txt", "LICENSE.txt")
    ).replace("*/", "* /")
    library = (dist / "duckdb-browser.cjs").read_text(encoding="utf-8")
    # a module that asks for Arrow by name, made a script
    shaped = (
        f"/* DuckDB-WASM ({_DUCKDB.name}), MIT licence */\n"
        "(function(module,require){var exports=module.exports;"
        f"{library}\n;{_TARGET}.duckdb=module.exports;"
        "})({exports:{}},function(){return window.Arrow;});\n"
    )
    worker = (dist / "duckdb-browser-eh.worker.js").read_text(encoding="utf-8")
    return (
        f"/* {notices} */\n".encode() + (arrow / "Arrow.es2015.min.js").read_bytes(),
        shaped.encode(),
        f"{_TARGET}.worker={script_json(worker)};\n".encode(),
        packed_script("wasm", (dist / "duckdb-eh.wasm").read_bytes()),
    )
