"""Write dbt's own documentation of every model, as one static page: what `make docs` does.

dbt opens its warehouse for writing, so it is given a copy; the page has all
it needs inside and names no path of the machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ingest.errors import UsageError
from ingest.processes.scratch import scratch_folder
from ingest.settings import DBT_PROJECT, REPOSITORY, Settings, child_environment
from notebooks.asked import make_parser, read_asked

_PAGE: Final = "static_index.html"


def write_dbt_docs(settings: Settings) -> Path:
    """Write the page beside the warehouse.

    Returns:
        Its path.

    Raises:
        subprocess.CalledProcessError: dbt failed; its output says why.
    """
    target = settings.folder / "dbt-docs" / "index.html"
    with scratch_folder("dbt-docs") as folder:
        copy, scratch = folder / "warehouse.duckdb", str(folder)
        shutil.copyfile(settings.warehouse, copy)
        command = [sys.executable, "-m", "dbt.cli.main", "docs", "generate", "--static"]
        command += ["--no-use-colors", "--no-version-check", "--log-level-file", "none"]
        command += ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
        command += ["--target-path", scratch, "--log-path", scratch]
        subprocess.run(
            command,
            cwd=scratch,
            env={**child_environment(settings), "BUDGET_WAREHOUSE": str(copy)},
            capture_output=True,
            text=True,
            check=True,
        )
        page = (folder / _PAGE).read_text(encoding="utf-8")
    for path in (scratch, str(DBT_PROJECT), str(REPOSITORY)):
        page = page.replace(path, "")
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(".index.html.new")
    beside.write_text(page, encoding="utf-8")
    os.replace(beside, target)
    return target


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; say where it is."""
    try:
        settings, _ = read_asked(make_parser(__doc__), arguments)
        print(write_dbt_docs(settings))
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        print(f"error: dbt docs: {error.stdout[-2000:]}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
