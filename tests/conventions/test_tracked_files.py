"""What must not be in any tracked file: registry hosts, paths of a machine, published reports."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.conftest import REPOSITORY

# Spelled in parts, so that this file does not hold what it looks for.
HOSTS = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs"),
            ("registry", "yarnpkg"),
            ("deb", "debian", "org"),
        )
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w./])/(?:work|root|home/\w+|tmp/w)/")


def _tracked() -> list[str]:
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:  # an unpacked archive: everything that is not made here
        made = {".venv", ".git", ".hypothesis", "landing", "__pycache__", ".cache", "quality"}
        return [
            path.relative_to(REPOSITORY).as_posix()
            for path in REPOSITORY.rglob("*")
            if path.is_file()
            and not made & set(path.parts)
            and not any(part.endswith("_cache") for part in path.parts)
        ]
    return [name for name in done.stdout.decode().split("\0") if name]


@pytest.mark.parametrize(
    ("pattern", "meaning"),
    [(HOSTS, "a package registry's host"), (MACHINE_PATHS, "a path of somebody's machine")],
    ids=["hosts", "paths"],
)
def test_tracked_files__text__names_no(pattern: re.Pattern[str], meaning: str) -> None:
    faults = []
    for name in _tracked():
        path = REPOSITORY / name
        if not path.is_file():  # removed, not yet committed
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a PDF or a font
        faults += [
            f"{name}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    assert not faults, f"{meaning} in tracked files"


def test_tracked_files__reports__only_the_typeset_one() -> None:
    reports = [name for name in _tracked() if name.startswith("data/reports/")]
    assert len(reports) == 1


def test_tracked_files__size__nothing_large() -> None:
    large = [
        f"{name} {(REPOSITORY / name).stat().st_size}"
        for name in _tracked()
        if (REPOSITORY / name).is_file() and (REPOSITORY / name).stat().st_size > 12_000_000
    ]
    assert not large
