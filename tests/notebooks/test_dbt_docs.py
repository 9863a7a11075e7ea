"""dbt's documentation as one page: every model in it, nothing fetched, no path of the machine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import REPOSITORY, build_environment


def test_dbt_docs__page__is_whole_and_names_no_path(
    shipped_warehouse: Path, tmp_path: Path
) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    warehouse.write_bytes(shipped_warehouse.read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "notebooks.dbt_docs"],
        cwd=REPOSITORY,
        env=build_environment(WAREHOUSE=str(warehouse)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "dbt-docs" / "index.html").read_text(encoding="utf-8")
    models = [path.stem for path in (REPOSITORY / "dbt_project" / "models").rglob("*.sql")]
    assert len(models) > 80
    assert [name for name in models if f"model.budget_warehouse.{name}" not in page] == []
    assert json.dumps("勾稽核对").strip('"') in page
    assert str(REPOSITORY) not in page
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']https?://", page)
    assert warehouse.read_bytes() == shipped_warehouse.read_bytes()
