from __future__ import annotations

from decimal import Decimal

from ingest.contract import schema
from ingest.reading.prose import read_prose
from tests.unit.reading.prose.paper import Identity, document

PAGES = (
    [
        "一、单位基本情况",
        "区政府办机关行政编制为25名。",
        "四、“三公”经费情况说明",
        "2023 年“三公”经费预算 79 万元，比 2022 年减少 4 万元，原因是厉行节约。",
    ],
    ["国有资产占有使用情况。截至2022年12月，共有车辆8辆。"],
)


def test_read_prose__frames__are_of_the_schema_and_agree() -> None:
    frames = read_prose(
        document(*PAGES),
        report_id="r",
        identity=Identity(),
        consumed_lines=frozenset(),
        contents_pages=frozenset(),
    )
    assert set(frames) == {"paragraphs", "sentences", "claims", "facts"}
    for name, frame in frames.items():
        assert dict(frame.schema) == schema.FRAMES[name]
        assert not frame.select(schema.KEYS[name]).is_duplicated().any()
    claims = frames["claims"]
    assert claims["claim_id"].to_list() == ["r-n0001", "r-n0002"]
    assert claims["amount_yuan"].to_list() == [Decimal(790_000), Decimal(40_000)]
    assert claims["section"].unique().to_list() == ["四、“三公”经费情况说明"]
    assert set(claims["sentence"]) <= set(frames["sentences"]["sentence"])
    assert frames["facts"]["page_number"].to_list() == [1, 2]


def test_read_prose__contents_page_of_tables__is_left_out() -> None:
    frames = read_prose(
        document(*PAGES),
        report_id="r",
        identity=Identity(),
        consumed_lines=frozenset(),
        contents_pages=frozenset({1}),
    )
    assert frames["claims"].is_empty()
    assert frames["sentences"]["page_number"].to_list() == [2, 2]
