"""`python -m notebooks.pages`: run the notebooks on the published warehouse, write them as HTML.

What `make notebooks` does. The notebooks read marts only and are committed without output; the
pages have their charts as SVG and load nothing from anywhere.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter

from ingest.settings import read_settings

NOTEBOOKS: Final = tuple(sorted(Path(__file__).parent.glob("*.ipynb")))

_CELL_SECONDS: Final = 120


def run_notebook(path: Path, warehouse: Path) -> nbformat.NotebookNode:
    """Run a notebook from top to bottom.

    Args:
        path: The notebook.
        warehouse: The published file that it reads.

    Returns:
        The notebook with its output.

    Raises:
        CellExecutionError: A cell raised.
    """
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        notebook, timeout=_CELL_SECONDS, resources={"metadata": {"path": str(path.parent)}}
    )
    # the kernel is a child process, told by its environment where the warehouse lies
    environment = {**os.environ, "WAREHOUSE": str(warehouse.resolve())}
    client.execute(env=environment)
    return notebook


def write_page(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook that was run as one HTML page that loads nothing."""
    exporter = HTMLExporter(template_name="lab")  # type: ignore[no-untyped-call]
    # what the template would load from outside: none of it is used
    exporter.mathjax_url = exporter.require_js_url = exporter.jquery_url = ""
    exporter.mermaid_js_url = exporter.mermaid_layout_elk_js_url = ""
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    resources = {"metadata": {"name": notebook.metadata.get("title", path.stem)}}
    body, _ = exporter.from_notebook_node(notebook, resources=resources)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")


def main() -> int:
    """Run all notebooks; say where the pages are."""
    warehouse = read_settings().warehouse
    if not warehouse.exists():
        print(f"error: there is no {warehouse} yet: make build", file=sys.stderr)
        return 2
    folder = warehouse.parent / "notebooks"
    for path in NOTEBOOKS:
        try:
            notebook = run_notebook(path, warehouse)
        except CellExecutionError as error:
            print(f"error: {path.name}: {error}", file=sys.stderr)
            return 2
        write_page(notebook, folder / f"{path.stem}.html")
        print(folder / f"{path.stem}.html", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
