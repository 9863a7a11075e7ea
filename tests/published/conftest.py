"""The published reports of `../shared`, built once for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.conftest import REPOSITORY, Run, run_build

SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All reports, built once."""
    return run_build(SHARED / "reports", tmp_path_factory.mktemp("published") / "warehouse.duckdb")
