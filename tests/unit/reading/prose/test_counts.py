from __future__ import annotations

import pytest

from ingest.reading.prose.counts import find_counts
from ingest.reading.prose.model import Sentence


def _lists(*texts: str) -> list[tuple[str, list[str]]]:
    sentences = tuple(Sentence(n, 1, 1, (), None, text) for n, text in enumerate(texts, start=1))
    claims = find_counts(sentences, {1: 4})
    return [
        (
            f"{whole.subject.wording} {whole.mention.value}",
            [
                f"{part.subject.wording} {part.mention.value}"
                for part in claims
                if part.part_of == whole.position and part.sentence is whole.sentence
            ],
        )
        for whole in claims
        if whole.part_of is None
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ["本部门共有车辆3辆，其中：一般公务用车1辆、执法执勤用车0辆、其他用车2辆。"],
        [
            "本部门共有车辆3辆，其中一般公务用车1辆，执法执勤用车0辆，其他用车2辆；单价100万元以上设备4台。"
        ],
        ["本部门共有车辆3辆。", "其中，一般公务用车1辆、执法执勤用车0辆、其他用车2辆。"],
        ["本部门共有车辆3辆（其中：一般公务用车1辆；执法执勤用车0辆；其他用车2辆）。"],
        ["共有车辆3辆，包括一般公务用车1辆、执法执勤用车0辆和其他用车2辆。购置车辆0辆。"],
    ],
)
def test_counts__vehicles_by_kind(texts: list[str]) -> None:
    ((whole, parts),) = _lists(*texts)
    assert whole.endswith("车辆 3")
    assert parts == ["一般公务用车 1", "执法执勤用车 0", "其他用车 2"]


def test_counts__areas_within_areas() -> None:
    assert _lists(
        "本工程规划建筑面积约为13459平方米，其中地上建筑面积为8013平方米（其中计容面积7998平方米，"
        "不计容面积105平方米），地下建筑面积为5356平方米，建筑高度为29.8米。"
    ) == [
        ("本工程规划建筑面积 13459", ["地上建筑面积 8013", "地下建筑面积 5356"]),
        ("地上建筑面积 8013", ["计容面积 7998", "不计容面积 105"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "共有车辆3辆，购置车辆1辆。",
        "房屋1,359.76平方米，车辆0辆，单价在100万元以上的设备0台等。",
        "共有车辆3辆，其中一般公务用车3辆。",
        "占地50平方米，其中绿地10亩。",
    ],
)
def test_counts__no_list__states_none(text: str) -> None:
    assert _lists(text) == []


def test_counts__positions__go_on_after_the_amounts() -> None:
    sentence = Sentence(1, 1, 1, (), None, "共有车辆1辆，其中轿车1辆、其他车0辆。")
    assert [claim.position for claim in find_counts((sentence,), {1: 4})] == [5, 6, 7]
