"""The press: the same bytes each time, one sheet per page, the committed fixtures up to date."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from typing import Any, cast

import pypdfium2  # type: ignore[import-untyped]
import pytest
from pypdf import PdfReader

from tests.typesetting.expected import expected_figures, figures_csv, meta_json
from tests.typesetting.fixtures import FIXTURES, GOLDEN, fixture_pdf
from tests.typesetting.layouts import LAYOUTS, make_report
from tests.typesetting.press import PageOverflowError, typeset
from tests.typesetting.report import Page, Paragraph, Report, with_cell
from tests.typesetting.tongnan import TRANSCRIPT


def _page_texts(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return texts


@pytest.mark.parametrize("name", sorted(FIXTURES))
def test_fixture__committed_files_are_what_the_generator_makes(name: str) -> None:
    report = FIXTURES[name]()
    assert fixture_pdf(name).read_bytes() == typeset(report)
    assert (GOLDEN / name / "meta.json").read_text(encoding="utf-8") == meta_json(report)
    for number, table in enumerate(report.tables):
        path = GOLDEN / name / "tables" / f"{number + 1:02d}_{table.kind}.csv"
        assert path.read_text(encoding="utf-8") == figures_csv(report, number)


@pytest.mark.parametrize("name", sorted(FIXTURES))
def test_fixture__every_expected_figure_is_in_its_pages_text_layer(name: str) -> None:
    report = FIXTURES[name]()
    texts = [re.sub(r"\s", "", text) for text in _page_texts(fixture_pdf(name).read_bytes())]
    absent = [
        figure
        for number in range(len(report.tables))
        for figure in expected_figures(report, number)
        if re.sub(r"\s", "", figure.printed_text) not in texts[figure.page - 1]
    ]
    assert absent == []


@pytest.mark.parametrize("name", sorted(FIXTURES))
def test_fixture__one_embedded_face_prints_everything(name: str) -> None:
    faces = set()
    for page in PdfReader(fixture_pdf(name)).pages:
        fonts = cast(dict[str, Any], cast(dict[str, Any], page["/Resources"])["/Font"])
        faces |= {font.get_object()["/BaseFont"].split("+")[-1] for font in fonts.values()}
    assert faces == {"BousungEG-Light-GB"}


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@pytest.mark.parametrize("seed", [20, 21])
def test_layout__any_department_fits_its_pages_and_prints_the_same_again(
    layout: str, seed: int
) -> None:
    assert typeset(make_report(layout, seed, 2022)) == typeset(make_report(layout, seed, 2022))


def test_press__a_page_that_overflows_is_an_error() -> None:
    page = Page(tuple(Paragraph("长文" * 40) for _ in range(60)))
    report = Report("标题", "某局", "某市", 2024, "budget", (), (page,))
    with pytest.raises(PageOverflowError, match="4 sheets instead of 1"):
        typeset(report)


def test_slip__changes_one_expected_figure() -> None:
    report = FIXTURES["chongqing"]()
    slipped = with_cell(report, 1, 3, 3, "1.23")
    before, after = (
        {(each.row_number, each.column_number): each.value for each in expected_figures(made, 1)}
        for made in (report, slipped)
    )
    assert {place for place in before if before[place] != after[place]} == {(4, 4)}
    assert after[4, 4] == Decimal("1.23")


def test_quirks__second_text_layer_lies_beyond_the_sheet() -> None:
    content = fixture_pdf("quirks").read_bytes()
    page = PdfReader(io.BytesIO(content)).pages[8]
    assert "9,999.99" in page.extract_text()
    assert "9,999.99" not in _page_texts(content)[8]


def test_polygons__no_rule_is_stroked() -> None:
    for page in PdfReader(fixture_pdf("shanghai_polygon")).pages:
        contents = page.get_contents()
        assert contents is not None
        assert not re.search(rb"\bl\s+S\b", contents.get_data())


def test_tongnan__every_word_of_the_transcript_is_printed() -> None:
    transcript = json.loads(TRANSCRIPT.read_text(encoding="utf-8"))
    printed = re.sub(r"\s", "", "".join(_page_texts(fixture_pdf("tongnan_2023").read_bytes())))
    words = [*transcript["narrative"]]
    for table in transcript["tables"]:
        words += [table["title"], *table["notes"]]
        words += [text for row in table["header_rows"] + table["rows"] for text in row]
    absent = {word for word in words if re.sub(r"\s", "", word) not in printed}
    assert absent == set()
