"""Pictures of single lines → their text, and where each character stands.

The networks are PaddleOCR's (CTC over steps of eight pixels of a line that is 48 high), run by
onnxruntime on one thread that does not spin while it waits: a report is read beside others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from ingest.reading.scans.models import ModelFiles

Picture = Any  # numpy.ndarray of uint8, height × width, 0 black

_HEIGHT: Final = 48
# Shorter lines are filled up to this width, as they were when the networks were trained.
_LEAST_WIDTH: Final = 320
_WIDTH_STEP: Final = 32
_LONGEST: Final = 3200
# The answer for each step of eight pixels is a probability for each of 18,000 characters: lines are
# read together up to this width, which is 24 MB of them.
_BATCH_WIDTH: Final = 2560
_BLANK: Final = 0


@dataclass(frozen=True, slots=True)
class ReadLine:
    """What a recogniser made of the picture of a line.

    Attributes:
        text: its characters, "" where it saw none.
        places: for each, where its middle stands, as a share of the picture's width.
        score: the mean of what it gave each character for certain, 0 to 1.
    """

    text: str
    places: tuple[float, ...]
    score: float


class Recogniser:
    """One network and its characters."""

    def __init__(self, model: Path, characters: Path | None = None) -> None:
        self._session = open_session(model)
        self._input = self._session.get_inputs()[0].name
        if characters is None:
            held = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        else:
            held = characters.read_text(encoding="utf-8").splitlines()
        self._characters = ["", *held, " "]

    def read(self, pictures: Sequence[Picture]) -> list[ReadLine]:
        """Read pictures of lines, each by itself.

        Args:
            pictures: grey, text upright.
        """
        found: dict[int, ReadLine] = {}
        resized = [_resize(picture) for picture in pictures]
        order = sorted(range(len(resized)), key=lambda i: (resized[i].shape[1], i))
        for batch in _batches(order, [line.shape[1] for line in resized]):
            width = _padded(resized[batch[-1]].shape[1])
            block = np.zeros((len(batch), 3, _HEIGHT, width), dtype=np.float32)
            for place, i in enumerate(batch):
                block[place, :, :, : resized[i].shape[1]] = resized[i]
            steps = self._session.run(None, {self._input: block})[0]
            for place, i in enumerate(batch):
                found[i] = self._decode(steps[place], resized[i].shape[1] / width)
        return [found[i] for i in range(len(pictures))]

    def _decode(self, steps: Any, share: float) -> ReadLine:
        """Take the likeliest character of each step; equal ones beside each other are one."""
        best = steps.argmax(axis=1)
        chosen = [
            i for i in range(len(best)) if best[i] != _BLANK and (not i or best[i - 1] != best[i])
        ]
        if not chosen:
            return ReadLine("", (), 0.0)
        ends = []
        for i in chosen:
            end = i
            while end + 1 < len(best) and best[end + 1] == best[i]:
                end += 1
            ends.append(end)
        filled = max(1.0, share * len(best))
        return ReadLine(
            "".join(self._characters[best[i]] for i in chosen),
            tuple(
                min(1.0, ((i + end + 1) / 2) / filled) for i, end in zip(chosen, ends, strict=True)
            ),
            float(np.mean([steps[i, best[i]] for i in chosen])),
        )


def open_session(model: Path) -> Any:
    """Open a network: one thread, so that equal bytes give equal answers whatever else runs."""
    # an extra, and half a second to import
    import onnxruntime  # type: ignore[import-not-found,import-untyped,unused-ignore] # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # what an arena keeps after a large page counts against the report's memory
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        str(model), sess_options=options, providers=["CPUExecutionProvider"]
    )


@lru_cache(maxsize=1)
def cell_recogniser(files: ModelFiles) -> Recogniser:
    """Open the recogniser of cells (route A), once a process."""
    return Recogniser(files.cells)


@lru_cache(maxsize=1)
def page_recogniser(files: ModelFiles) -> Recogniser:
    """Open the recogniser of a page's lines (route B), once a process."""
    return Recogniser(files.page_text, files.page_characters)


def _resize(picture: Picture) -> Any:
    height, width = picture.shape
    wide = max(8, min(_LONGEST, round(width * _HEIGHT / height)))
    way = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
    small = cv2.resize(picture, (wide, _HEIGHT), interpolation=way).astype(np.float32)
    return small / 127.5 - 1.0


def _batches(order: Sequence[int], widths: Sequence[int]) -> Iterator[list[int]]:
    """Group lines, from the shortest, so that no group is wider in all than `_BATCH_WIDTH`."""
    batch: list[int] = []
    for i in order:
        if batch and _padded(widths[i]) * (len(batch) + 1) > _BATCH_WIDTH:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _padded(width: int) -> int:
    return max(_LEAST_WIDTH, -(-width // _WIDTH_STEP) * _WIDTH_STEP)
