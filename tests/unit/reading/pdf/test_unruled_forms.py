"""Forms without rules: bands of rows, each with columns of its own."""

from __future__ import annotations

import pytest

from ingest.reading.pdf.model import Box, Piece
from ingest.reading.pdf.unruled import draw_rules
from ingest.reading.pdf.unruled_forms import opens_form

SIZE = 9.0


def _piece(text: str, x: float, y: float) -> Piece:
    width = sum(SIZE if ch > "\u2e80" else SIZE / 2 for ch in text)
    return Piece(text, Box(x, y, x + width, y + SIZE), SIZE)


FORM = [
    *(("项目绩效目标表", 250, 760), ("（2024年度）", 270, 748)),
    *(("项目名称", 70, 730), ("城镇保障性租赁住房补助资金", 250, 730)),
    *(("主管部门", 70, 710), ("市住建局", 200, 710), ("实施单位", 330, 710)),
    ("保障中心", 450, 710),
    *(("年度预算资金总额：", 180, 690), ("234.00", 440, 690)),
    *(("项目资金", 70, 672), ("其中：财政拨款", 180, 668), ("204.00", 440, 668)),
    *(("（万元）", 70, 660), ("其他资金", 180, 646), ("30.00", 440, 646)),
]


def test_draw_rules__form__its_bands_have_their_own_columns() -> None:
    pieces = [_piece(*each) for each in FORM]
    across, down = draw_rules(pieces, [])
    for y, count in ((714, 3), (650, 2)):
        edges = {x for x, low, _, high in down if low < y < high and 80 < x < 480}
        assert len(edges) == count
        printed = [p for p in pieces if abs(p.box.y0 + SIZE / 2 - y) < 10]
        assert not any(p.box.x0 < x < p.box.x1 for x in edges for p in printed)
    # the amounts are parted; their label goes over all three
    for y in (682, 660):
        (begin,) = {x0 for x0, at, _, _ in across if abs(at - y) < 4}
        assert begin > 100


@pytest.mark.parametrize(
    ("texts", "is_form"),
    [
        (["项目名称", "某项目"], True),
        (["部门（单位）名称", "某局"], True),
        (["项目名称", "金额", "说明"], False),
        (["科目编码", "科目名称"], False),
    ],
)
def test_opens_form(texts: list[str], is_form: bool) -> None:
    row = [_piece(text, 70 + 100 * place, 700) for place, text in enumerate(texts)]
    assert opens_form([row]) == is_form
