"""Files that bind several disclosures (合订本): each further one is a report of its own.

What a file binds is known once it has been read: `raw.reports.bound_pages`. Its entries in the
catalogue, `合订本.pdf!第21-40页`, stand as long as the file does; `surveying.py` carries them on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import polars as pl

from ingest.archives import name_pages, split_pages
from ingest.building.catalogue import Catalogue, ReportFile
from ingest.contract.keys import PageRange, sha256_of_pages
from ingest.landing.folder import is_landed, landed_dir


def enter_bound(
    catalogue: Catalogue, landing_dir: Path, reader_version: str, read_now: Collection[str]
) -> Catalogue:
    """Enter the disclosures that files bind, and take out those that they do not any more.

    Only files that were read now, or that no build knew, are looked at: of the others it is known.

    Args:
        catalogue: the files as surveyed.
        landing_dir: where they have landed.
        reader_version: of which reader.
        read_now: sha256 of the files that this build read.
    """
    files = {(file.file_path, file.sha256): file for file in catalogue.files}
    parts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, file in files.items():
        if file.page_range is not None:
            parts[split_pages(file.file_path)[0]].append(key)
    for file in catalogue.present():
        is_new = file.sha256 in read_now or file.first_seen == catalogue.build_number
        # what a file binds that could not be read this time is what it was known to bind
        is_told = is_new and is_landed(landing_dir, file.report_id, reader_version)
        if file.page_range is not None or not is_told:
            continue
        for key in parts[file.file_path]:
            files[key] = replace(files[key], is_present=False)
        for pages in _bound_pages(landing_dir, file, reader_version):
            part = replace(
                file,
                file_path=name_pages(file.file_path, pages),
                sha256=sha256_of_pages(file.sha256, pages),
            )
            key = (part.file_path, part.sha256)
            first_seen = files[key].first_seen if key in files else catalogue.build_number
            files[key] = replace(part, first_seen=first_seen)
    return replace(catalogue, files=tuple(sorted(files.values())))


def _bound_pages(landing_dir: Path, file: ReportFile, reader_version: str) -> list[PageRange]:
    path = landed_dir(landing_dir, file.report_id, reader_version) / "reports.parquet"
    (found,) = pl.read_parquet(path, columns=["bound_pages"])["bound_pages"].to_list()
    return [PageRange.parse(text) for text in found or ()]
