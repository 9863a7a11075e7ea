"""Every case of check SQL comes out as expected."""

from __future__ import annotations

import pytest

from tests.sql.running import Case, read_cases, run_case


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
def test_case(case: Case) -> None:
    assert run_case(case) == []
