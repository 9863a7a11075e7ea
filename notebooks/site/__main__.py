"""`python -m notebooks.site`: what `make site` runs."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Sequence

from ingest.errors import IngestError
from ingest.processes.text import escape_controls
from ingest.settings import Settings, read_settings
from notebooks.site.build import build_site
from notebooks.site.engine import set_up_engine
from notebooks.site.images import IMAGE_CHOICES, choose_images


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the site of the published warehouse and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m notebooks.site", description=__doc__)
    parser.add_argument("--warehouse", help="published file (default: $WAREHOUSE)")
    parser.add_argument("--reports", help="folder of the PDFs, for pictures (default: $REPORTS)")
    parser.add_argument("--images", default="all", help=f"{' or '.join(IMAGE_CHOICES)} (all)")
    parser.add_argument("--workers", type=int, help="processes (default: one per core)")
    parser.add_argument("--query", action="store_true", help="fetch DuckDB-WASM (npm), once, for"
                        " the query page (QUERY=1)")  # fmt: skip
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    images = choose_images(options.images)
    if images is None:
        return _complain(f"IMAGES={options.images}: say {' or '.join(IMAGE_CHOICES)}")
    try:
        settings = read_settings(
            reports=options.reports, warehouse=options.warehouse, worker_count=options.workers
        )
        if options.query:
            set_up_engine(settings)
        return _build(settings, images)
    except (IngestError, OSError) as error:
        return _complain(str(error))


def _build(settings: Settings, images: str) -> int:
    start = time.monotonic()
    is_terminal = sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if is_terminal:
            print(f"\r\x1b[Kbuilding pages … {done}/{total}", end="", file=sys.stderr, flush=True)

    built = build_site(settings, choose_images(images) or "all", show)
    if is_terminal:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    print(
        f"site: {built.report_count} reports, {built.rebuilt_count} rebuilt,"
        f" {built.picture_count} page pictures, {time.monotonic() - start:.1f} s"
    )
    if built.without_source_count:
        print(
            f"note: the files of {built.without_source_count} of {built.report_count} reports are"
            f" not in {escape_controls(str(settings.reports_dir))}: their pages are drawn from"
            " coordinates; with REPORTS=folder the pictures come\n"
            f"（{built.without_source_count} 份报告的原文件不在上述文件夹：页面按坐标绘出，"
            "用 REPORTS=文件夹 指明后即有原页图片）",
            file=sys.stderr,
        )
    print(f"open  {escape_controls(str(built.index))}")
    return 0


def _complain(text: str) -> int:
    print(f"error: {escape_controls(text)}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
