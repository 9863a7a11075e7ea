"""The notebooks run from top to bottom on the shipped report, and read nothing but marts."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import nbformat
import pytest

from notebooks.pages import NOTEBOOKS, run_notebook, write_page

_READS = re.compile(r"\b(?:from|join)\s+([a-z_]+\.[\w]+)", re.IGNORECASE)
# what a browser would fetch: an address in an attribute, an import or a style
_FETCHES = re.compile(
    r"""(?:src|href)\s*=\s*["']?https?:|url\(["']?https?:|import\(["']https?:""", re.IGNORECASE
)


def _ids(path: Path) -> str:
    return path.stem


# a kernel takes two seconds to start: what several tests look at is run once
_ran = functools.cache(run_notebook)


def test_notebooks__are_four() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_ids)
def test_notebook__committed__without_output_and_reads_marts_only(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)
    read = {name for cell in cells for name in _READS.findall(cell.source)}
    assert read
    assert {name.split(".")[0] for name in read} <= {"marts", "zh"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_ids)
def test_notebook__run__says_something_and_fetches_nothing(
    path: Path, shipped_warehouse: Path, tmp_path: Path
) -> None:
    notebook = _ran(path, shipped_warehouse)
    # the first cell opens the warehouse; every other one ends in a table, a text or a chart
    shown = [cell for cell in notebook.cells if cell.cell_type == "code"][1:]
    page = tmp_path / "a" / "page.html"
    write_page(notebook, page)
    html = page.read_text(encoding="utf-8")
    assert any(cell.outputs for cell in shown)
    assert "data:image/svg+xml" in html
    assert not _FETCHES.findall(html)


def test_notebook__finding__is_followed_to_its_cells(shipped_warehouse: Path) -> None:
    (path,) = [each for each in NOTEBOOKS if each.stem == "03_follow_a_finding"]
    text = str(_ran(path, shipped_warehouse))
    assert "2,962.43" in text
    assert "整体下移一行" in text
