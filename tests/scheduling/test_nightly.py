"""The example of docs/scheduling.md, run: which commands it calls, and how it ends."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

SCRIPT = REPOSITORY / "docs" / "examples" / "nightly.sh"

# A program that writes down how it is called, and ends as the test says.
_PROGRAM = """\
#!/bin/sh
echo "$1" >> "$CALLS"
eval "exit \\${STATUS_$1:-0}"
"""


@pytest.mark.parametrize(
    ("statuses", "calls", "end"),
    [
        ({}, "fetch build site export", 0),
        ({"fetch": 1}, "fetch build site export", 0),  # a source that is down costs nothing
        ({"build": 1}, "fetch build site export", 1),
        ({"build": 2}, "fetch build", 2),
        ({"build": 3}, "fetch build", 0),
        ({"build": 4}, "fetch build site export", 4),
        ({"site": 2}, "fetch build site export", 5),
    ],
)
def test_nightly__each_status__goes_on_or_stops(
    statuses: dict[str, int], calls: str, end: int, tmp_path: Path
) -> None:
    assert _run(tmp_path, SOURCES="sources.yml", **_told(statuses)) == (calls, end)


def test_nightly__no_sources__fetches_nothing(tmp_path: Path) -> None:
    assert _run(tmp_path) == ("build site export", 0)


def test_nightly__faults_are_ignored__ends_with_0(tmp_path: Path) -> None:
    assert _run(tmp_path, FAULTS="ignore", **_told({"build": 1})) == ("build site export", 0)


def test_scheduling__document__names_the_example_and_its_commands_exist() -> None:
    text = (REPOSITORY / "docs" / "scheduling.md").read_text(encoding="utf-8")
    assert "examples/nightly.sh" in text
    called = set(re.findall(r"\$budgets (\w+)|command in (\w+) (\w+)", SCRIPT.read_text("utf-8")))
    commands = {word for words in called for word in words if word}
    assert commands == {"fetch", "build", "site", "export"}


def _told(statuses: dict[str, int]) -> dict[str, str]:
    return {f"STATUS_{name}": str(status) for name, status in statuses.items()}


def _run(folder: Path, **settings: str) -> tuple[str, int]:
    program, calls = folder / "a program", folder / "calls"
    program.write_text(_PROGRAM, encoding="utf-8")
    program.chmod(0o755)
    link = folder / "budgets"
    link.symlink_to(program)
    done = subprocess.run(
        ["/bin/sh", str(SCRIPT)],
        cwd=folder,
        # as a timer does: hardly any environment
        env={"PATH": f"{folder}{os.pathsep}/usr/bin:/bin", "CALLS": str(calls), **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return " ".join(calls.read_text(encoding="utf-8").split()), done.returncode
