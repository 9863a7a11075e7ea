"""Charts as word processors draw them: what their labels say is read, what stands apart is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import typst

from ingest.reading.pdf import read_document
from ingest.reading.prose.read import read_prose
from tests.provinces.said import Identity
from tests.typesetting.press import TIMESTAMP, _load_fonts

_LEAD = "三、支出决算情况说明"
_SAID = "2023年度支出合计3047.66万元，其中：基本支出1367.42万元；项目支出1680.24万元。"
_FURTHER = "四、财政拨款收入支出决算总体情况说明"

# Each label is (x, y, its lines); a chart is its labels, its title and what else it prints.
Label = tuple[float, float, Sequence[str]]
CHARTS: dict[str, tuple[str, Sequence[Label]]] = {
    "in one line": (
        "图2：支出决算结构图",
        [(60, 20, ["基本支出, 44.87%"]), (300, 90, ["项目支出, 55.13%"])],
    ),
    "in two lines": (
        "支出决算结构",
        [(60, 20, ["基本支出", "44.87%"]), (300, 90, ["项目支出,", "55.13%"])],
    ),
    "in three lines": (
        "支出决算构成情况图",
        [
            (60, 20, ["基本支出", "1367.42", "44.87%"]),
            (300, 60, ["项目支出", "1680.24", "55.13%"]),
        ],
    ),
    "number first": (
        "支出决算构成图",
        [(60, 20, ["44.87%", "基本支出"]), (300, 60, ["55.13%", "项目支出"])],
    ),
    "with unit": (
        "2023年度支出决算占比图",
        [(60, 20, ["基本支出 1367.42万元 44.87%"]), (260, 60, ["项目支出 1680.24万元 55.13%"])],
    ),
}
APART: dict[str, tuple[str, Sequence[Label]]] = {
    "legend": (
        "支出决算构成图",
        [
            (60, 20, ["44.87%"]),
            (200, 60, ["55.13%"]),
            (320, 30, ["基本支出"]),
            (320, 45, ["项目支出"]),
        ],
    ),
    "two years": (
        "图1：收、支决算总计变动情况",
        [
            (20, 10, ["3500.00"]),
            (20, 40, ["3000.00"]),
            (20, 70, ["2500.00"]),
            (100, 60, ["2465.27"]),
            (250, 30, ["3047.66"]),
            (100, 110, ["2022年"]),
            (250, 110, ["2023年"]),
        ],
    ),
    "of something unknown": (
        "各科室经费情况图",
        [(60, 20, ["办公室, 44.87%"]), (300, 90, ["财务科, 55.13%"])],
    ),
}


def _page(title: str, labels: Sequence[Label]) -> str:
    placed = "\n".join(
        f'#place(top + left, dx: {x}pt, dy: {y + 12 * at}pt, text(size: 10pt, "{line}"))'
        for x, y, lines in labels
        for at, line in enumerate(lines)
    )
    return (
        f'#par("{_LEAD}")\n#par("{_SAID}")\n#block(width: 100%, height: 140pt)[{placed}]\n'
        f'#align(center, text(size: 10pt, "{title}"))\n#par("{_FURTHER}")'
    )


def _claims(title: str, labels: Sequence[Label]) -> list[tuple[object, ...]]:
    source = (
        "#set page(width: 595pt, height: 842pt, margin: 80pt)\n#set text(size: 14pt)\n"
        + _page(title, labels)
    )
    content = typst.compile(
        source.encode(), format="pdf", font_paths=_load_fonts(), timestamp=TIMESTAMP, pdf_tags=False
    )
    frames = read_prose(
        read_document(content, "chart.pdf"),
        report_id="r",
        identity=Identity(2023, "final_account", "department", None),
        consumed_lines=set(),
        contents_pages=set(),
    )
    claims = frames["claims"].filter(frames["claims"]["sentence"] != _SAID)
    return claims.select(
        "subject_concept", "measure", "claimed_text", "unit", "base_concept"
    ).rows()


@pytest.mark.parametrize("name", CHARTS)
def test_charts__labels__are_claims_of_what_they_name(name: str) -> None:
    title, labels = CHARTS[name]
    amounts = {
        ("basic", "amount", _printed("1367.42", labels), "万元", None),
        ("project", "amount", _printed("1680.24", labels), "万元", None),
    }
    shares = {
        ("basic", "share", "44.87%", "%", "expenditure"),
        ("project", "share", "55.13%", "%", "expenditure"),
    }
    has_amounts = any("1367.42" in line for _, _, lines in labels for line in lines)
    assert set(_claims(title, labels)) == (shares | amounts if has_amounts else shares)


def _printed(digits: str, labels: Sequence[Label]) -> str:
    lines = " ".join(line for _, _, each in labels for line in each)
    return f"{digits}万元" if f"{digits}万元" in lines else digits


@pytest.mark.parametrize("name", APART)
def test_charts__numbers_apart_from_their_names__say_nothing(name: str) -> None:
    told = _claims(*APART[name])
    assert [each for each in told if each[0] is not None and each[4] != "unknown"] == []
