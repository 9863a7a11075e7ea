"""Write the exports of the published warehouse beside it: what `make export` does.

A part whose data has not changed is left as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb
from rich.console import Console
from rich.progress import track

from ingest.contract.concepts import REPORT_KINDS_ZH
from ingest.errors import UsageError
from ingest.fetching.ledger import read_ledger
from ingest.settings import Settings, read_fetch_settings
from notebooks.asked import make_parser, read_asked
from notebooks.exports.departments import FILE as DEPARTMENTS
from notebooks.exports.departments import write_departments
from notebooks.exports.fiscal_package import write_package
from notebooks.exports.integrated import FILE as INTEGRATED
from notebooks.exports.integrated import write_integrated
from notebooks.exports.marts import list_marts, open_published
from notebooks.exports.names import export_name
from notebooks.exports.printed import ReportFace, read_faces, read_printed
from notebooks.exports.tables import write_csv, write_dictionary, write_parquet
from notebooks.exports.workbook import write_workbook

_MADE_OF: Final = ".made-of.json"
# what a workbook is made of
_DIGESTS_SQL: Final = " union all by name ".join(
    f"select report_id, bit_xor(hash(each)) as digest, '{name}' as name from {name} as each"
    " group by report_id"
    for name in (
        *("marts.dim_reports", "marts.fct_tables", "marts.fct_figures", "marts.fct_findings"),
        *("marts.fct_invariant_checks", "marts.fct_invariant_terms", "raw.cells", "raw.columns"),
    )
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write what has changed; say where it is."""
    try:
        settings, _ = read_asked(make_parser(__doc__), arguments)
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    folder = settings.folder / "exports"
    with open_published(settings.warehouse) as connection:
        _write_tables(connection, settings.warehouse, folder, _read_addresses(settings))
        _write_workbooks(connection, folder / "workbooks")
    print(f"parquet    {folder / 'parquet'}   every mart, its columns described")
    print(f"csv        {folder / 'csv'}   the same for spreadsheets; columns.csv says what is what")
    print(f"package    {folder / 'fiscal-data-package' / 'datapackage.json'}")
    print(f"integrated {folder / 'integrated' / INTEGRATED}   field names of 预算管理一体化")
    print(
        f"excel      {folder / DEPARTMENTS}   all departments: a summary, totals, a sheet per fact"
    )
    print(f"workbooks  {folder / 'workbooks'}   one per report, its identities as formulas")
    return 0


def _read_addresses(settings: Settings) -> dict[str, str]:
    """Say where fetched files came from: SHA-256 → address."""
    ledger = read_ledger(read_fetch_settings(settings).ledger_path)
    return {each.sha256: url for url, contents in ledger.contents.items() for each in contents}


def _write_tables(
    connection: duckdb.DuckDBPyConnection,
    warehouse: Path,
    folder: Path,
    addresses: Mapping[str, str],
) -> None:
    status = warehouse.stat()
    made_of: dict[str, object] = {
        "warehouse": [status.st_size, status.st_mtime_ns],
        "code": _code_digest(),
        "addresses": dict(addresses),
    }
    if _read_made_of(folder) == made_of:
        return
    marts = list_marts(connection)
    progress = track(marts, "marts", console=Console(stderr=True), disable=not sys.stderr.isatty())
    parquet, csv = _emptied(folder / "parquet"), _emptied(folder / "csv")
    for mart in progress:
        write_parquet(connection, mart, parquet)
        write_csv(connection, mart, csv)
    write_dictionary(marts, csv / "columns.csv")
    write_package(connection, _emptied(folder / "fiscal-data-package"), addresses)
    write_integrated(connection, _emptied(folder / "integrated"))
    beside = folder / f".{DEPARTMENTS}.new"
    write_departments(connection, marts, beside)
    os.replace(beside, folder / DEPARTMENTS)
    _save_made_of(folder, made_of)


def _write_workbooks(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    digests: dict[str, dict[str, int]] = {}
    for report_id, digest, name in connection.execute(_DIGESTS_SQL).fetchall():
        digests.setdefault(report_id, {})[name] = digest
    known = _read_made_of(folder)
    code = _code_digest()
    now: dict[str, object] = {}
    faces = read_faces(connection)
    for face in track(
        faces, "workbooks", console=Console(stderr=True), disable=not sys.stderr.isatty()
    ):
        name = _workbook_name(face)
        now[name] = {"data": digests.get(face.report_id), "code": code}
        path = folder / name
        if known.get(name) == now[name] and path.exists():
            continue
        beside = path.with_name(f".{name}.new")
        write_workbook(read_printed(connection, face), beside)
        os.replace(beside, path)
    for path in folder.glob("*.xlsx"):
        if path.name not in now:
            path.unlink()
    _save_made_of(folder, now)


def _workbook_name(face: ReportFace) -> str:
    whose = face.department_name or face.file_name
    kind = REPORT_KINDS_ZH.get(face.report_kind or "")
    return export_name(whose, face.budget_year, kind, report_id=face.report_id) + ".xlsx"


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _code_digest() -> str:
    """Name the code that writes exports: what an older one wrote is written again."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read_made_of(folder: Path) -> dict[str, object]:
    try:
        found: dict[str, object] = json.loads((folder / _MADE_OF).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _save_made_of(folder: Path, made_of: dict[str, object]) -> None:
    (folder / _MADE_OF).write_text(json.dumps(made_of, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
