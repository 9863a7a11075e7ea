"""The marts that are not dbt's: their published columns are those that they are made with."""

from __future__ import annotations

import pytest

from expectations import acknowledged, published
from expectations.diagnosis import causes
from expectations.results import RESULT_COLUMNS


@pytest.mark.parametrize(
    ("mart", "columns"),
    [
        (published.FINDINGS, causes.FINDINGS),
        (published.ACKNOWLEDGEMENTS, acknowledged.ACKNOWLEDGEMENTS),
        (published.RESULTS, RESULT_COLUMNS),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_published__columns__are_those_of_the_frame(
    mart: published.PublishedMart, columns: dict[str, object]
) -> None:
    assert [*mart.columns] == [*columns]
    assert len({zh for zh, _ in mart.columns.values()}) == len(columns)


def test_published__quote_in_a_meaning__stays_text() -> None:
    mart = published.PublishedMart("fct_x", "某", "It's.", {"a": ("甲", "One's own.")})
    said = "; ".join(published.comment_statements(mart))
    assert "'某 — It''s.'" in said
    assert "'甲 — One''s own.'" in said
