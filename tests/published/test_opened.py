"""What people open, made of the published reports: notebooks and the site."""

from __future__ import annotations

import base64
import functools
import re
from pathlib import Path

import nbformat
import pytest

from notebooks.pages import NOTEBOOKS, run_notebook
from tests.conftest import Run
from tests.published.conftest import SHARED
from tests.site.conftest import run_site
from tests.site.links import dead_links

pytestmark = pytest.mark.skipif(
    not (SHARED / "reports").is_dir(),
    reason="../shared is not present: real reports are never committed",
)

_SIZE = re.compile(r'<svg[^>]* width="([\d.]+)"[^>]* height="([\d.]+)"')
# a kernel takes two seconds to start: what several tests look at is run once
_ran = functools.cache(run_notebook)
_TALLEST = 1000  # pixels: what is higher cannot be taken in at a glance


def _charts(notebook: nbformat.NotebookNode) -> list[tuple[float, float]]:
    """Width and height of each chart of a notebook that was run."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            svg = output.get("data", {}).get("image/svg+xml")
            if svg:
                text = svg if svg.lstrip().startswith("<") else base64.b64decode(svg).decode()
                match = _SIZE.search(text)
                assert match is not None
                found.append((float(match[1]), float(match[2])))
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook__over_many_departments__can_be_read(path: Path, published: Run) -> None:
    notebook = _ran(path, published.warehouse)
    charts = _charts(notebook)
    assert charts
    for width, height in charts:
        assert width < _TALLEST
        assert height < _TALLEST
    said = "".join(str(cell.get("outputs", "")) for cell in notebook.cells)
    assert "没有数据" not in said


def test_notebook__proposal__is_not_what_is_printed(published: Run) -> None:
    """The notebook follows a finding that proposes something, and its sums come to nothing."""
    (path,) = [each for each in NOTEBOOKS if each.stem == "03_follow_a_finding"]
    notebook = _ran(path, published.warehouse)
    said = "".join(str(cell.get("outputs", "")) for cell in notebook.cells)
    assert "没有提出改数" not in said
    # great_tables writes a true minus sign
    cells = re.findall(r'gt_right">([-\u2212]?[\d,.]+)</td>', str(notebook.cells[-1].outputs))
    amounts = [float(cell.replace(",", "").replace("\u2212", "-")) for cell in cells]
    assert amounts
    assert 0.0 not in amounts[::2]  # as printed
    assert set(amounts[1::2]) == {0.0}  # as proposed


def test_site__of_the_published_reports__has_no_dead_link(published: Run) -> None:
    done = run_site(published.warehouse, SHARED / "reports", "--images", "findings")
    assert done.returncode == 0, done.stderr
    assert not list(dead_links(published.warehouse.parent / "site"))
