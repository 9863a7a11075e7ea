"""The letter to a department: every error, true to the warehouse, and pictures of its places."""

from __future__ import annotations

import io
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import docx
import duckdb
import pytest
from PIL import Image

from notebooks.audit.findings import AuditFinding
from notebooks.audit.opinions import _proposed_text
from tests.conftest import REPOSITORY, SHIPPED_REPORTS, build_environment


def _letter(warehouse: Path, report: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ingest", "letter"],
        cwd=REPOSITORY,
        env=build_environment(
            WAREHOUSE=str(warehouse), REPORT=report, REPORTS=str(SHIPPED_REPORTS)
        ),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copied(shipped_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    warehouse = tmp_path_factory.mktemp("letters") / "warehouse.duckdb"
    warehouse.write_bytes(shipped_warehouse.read_bytes())
    return warehouse


@pytest.fixture(scope="module")
def written(copied: Path) -> Path:
    done = _letter(copied, "潼南")
    assert done.returncode == 0, done.stderr
    (path,) = (copied.parent / "letters").glob("*.docx")
    return path


def test_letter__every_error__is_numbered_with_its_message(written: Path, copied: Path) -> None:
    with duckdb.connect(str(copied), read_only=True) as connection:
        messages = [
            message
            for (message,) in connection.execute(
                "select message_zh from marts.fct_findings where severity = 'error'"
            ).fetchall()
        ]
    texts = [paragraph.text for paragraph in docx.Document(str(written)).paragraphs]
    assert len(messages) == 3
    assert not [message for message in messages if message not in texts]
    for number in (1, 2, 3):
        assert any(text.startswith(f"{number}. ") for text in texts)
    assert sum(text.startswith("依据：") for text in texts) == 3
    assert "〔审核单位〕" in texts  # what only the sender knows


def test_letter__cells__say_what_is_printed_and_what_should_be(written: Path) -> None:
    shift, narrative, _ = docx.Document(str(written)).tables
    rows = [[cell.text for cell in row.cells] for row in shift.rows]
    assert rows[0] == ["页", "位置", "印作", "应为"]
    assert len(rows) == 17
    printed = {place.split("“")[-2]: (was, is_) for _, place, was, is_ in rows[1:]}
    assert printed["2010301 行政运行”行"] == ("2962.43万元", "669.54万元")
    assert printed["20103 政府办公厅（室）及相关机构事务”行"] == ("2962.43万元", "不变")
    assert rows[-1][3] == "空白"
    assert [cell.text for cell in narrative.rows[1].cells] == [
        *("2", "文字说明", "711.31万元", "711.33万元")
    ]


def test_letter__pictures__show_red_boxes_on_the_page(written: Path) -> None:
    document = docx.Document(str(written))
    pictures = [
        Image.open(io.BytesIO(part.blob))
        for part in document.part.package.iter_parts()
        if part.partname.endswith(".png")
    ]
    assert len(pictures) == len(document.inline_shapes) >= 3
    for picture in pictures:
        colours = {colour: count for count, colour in picture.convert("RGB").getcolors(1 << 24)}
        assert colours.get((194, 18, 31), 0) > 100
        assert colours[(255, 255, 255)] > picture.width * picture.height / 2
    for shape in document.inline_shapes:
        assert shape.width.mm <= 156.1


def test_letter__edited_by_somebody__is_not_overwritten(written: Path, copied: Path) -> None:
    assert _letter(copied, "潼南").returncode == 0
    assert len(list(written.parent.iterdir())) == 1, "equal letters are one file"
    original = written.read_bytes()
    document = docx.Document(str(written))
    document.paragraphs[0].text = "已改"
    document.save(str(written))
    edited = written.read_bytes()
    assert _letter(copied, "潼南").returncode == 0
    assert written.read_bytes() == edited
    (second,) = (path for path in written.parent.iterdir() if path != written)
    assert second.read_bytes() == original


@pytest.mark.parametrize(
    ("stated", "printed", "proposed", "text"),
    [
        ("减少711.31万元", "-711.31", "-711.33", "711.33万元"),
        ("增加9.49万元", "9.49", "-9.49", "9.49万元（方向相反）"),
        ("10.06%", "10.06", "10.085879", "10.09%"),
        ("1,200万元", "1200", "1300.0000", "1,300万元"),
        ("0.24万元", "0.27", "0", "〔待核〕"),
    ],
)
def test_opinion__amount_of_the_prose__in_its_own_unit_and_digits(
    stated: str, printed: str, proposed: str, text: str
) -> None:
    finding = AuditFinding(
        *(1, "f", "narrative", "error", "", "", Decimal(printed), Decimal(proposed), ""),
        *((), 0, False, False, (), (), ()),
    )
    assert _proposed_text(finding, stated) == text
