"""The published reports of `../shared`, built once for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.conftest import REPOSITORY, Run, build_once

SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Run:
    """All reports, built once for all workers."""
    base = tmp_path_factory.getbasetemp()
    return build_once(base, worker_id, "published", SHARED / "reports")
