from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from ingest.contract.schema import FRAMES
from ingest.reading.conservation import prove_conservation
from ingest.reading.pdf import Box, DocumentRead, PageRead, read_document

from .conftest import XS, YS, fill
from .drawing import DrawnPage, pdf_of

FAILED = PageRead(2, 0, 0, 0, (), (), (), 0, 0, "failed", "the page cannot be read")


@pytest.fixture(scope="module")
def document() -> DocumentRead:
    drawn = fill(DrawnPage().rules(XS, YS)).text(60, 400, "in prose: 77 and 1,000.00")
    return read_document(pdf_of(drawn), "a.pdf")


def landed(document: DocumentRead) -> pl.DataFrame:
    rows = [
        {
            "report_id": "r",
            "table_number": 1,
            "page_number": page.page_number,
            "cell_number": number,
            "printed_text": cell.text,
            **cell.box._asdict(),
        }
        for page in document.pages
        for grid in page.grids
        for number, cell in enumerate(grid.cells, 1)
        if cell.text
    ]
    return pl.DataFrame(rows, schema=FRAMES["cells"], orient="row")


def changed(cells: pl.DataFrame, old: str, new: str) -> pl.DataFrame:
    text = pl.col("printed_text")
    return cells.with_columns(
        pl.when(text == old).then(pl.lit(new)).otherwise(text).alias("printed_text")
    )


def test_conservation__whole(document: DocumentRead) -> None:
    proof = prove_conservation(document, landed(document), frozenset())
    assert proof.is_proven
    assert proof.reason is None
    assert (proof.number_count, proof.conserved_count) == (15, 15)  # the prose is not counted
    assert dict(proof.pages.schema) == FRAMES["pages"]
    assert proof.pages.row(0, named=True)["page_role"] == "table"
    assert proof.pages["report_id"].to_list() == ["r"]


def test_conservation__lost_cell(document: DocumentRead) -> None:
    cells = landed(document).filter(pl.col("printed_text") != "3,200.50")
    proof = prove_conservation(document, cells, frozenset())
    assert proof.missing == ((1, "3,200.50"),)
    assert proof.invented == ()
    assert proof.conserved_count == 14
    assert "3,200.50 (page 1)" in (proof.reason or "")


def test_conservation__changed_digit(document: DocumentRead) -> None:
    proof = prove_conservation(
        document, changed(landed(document), "3,200.50", "3,200.60"), frozenset()
    )
    assert (proof.missing, proof.invented) == (((1, "3,200.50"),), ((1, "3,200.60"),))


def test_conservation__swapped_cells(document: DocumentRead) -> None:
    cells = landed(document)
    swapped = changed(
        changed(changed(cells, "3,200.50", "x"), "4,100.50", "3,200.50"), "x", "4,100.50"
    )
    proof = prove_conservation(document, swapped, frozenset())
    assert sorted(number for _, number in proof.missing) == ["3,200.50", "4,100.50"]


def test_conservation__landed_twice(document: DocumentRead) -> None:
    cells = landed(document)
    proof = prove_conservation(document, pl.concat([cells, cells.tail(1)]), frozenset())
    assert proof.invented == ((1, "5,300.50"),)


def test_conservation__number_from_nowhere(document: DocumentRead) -> None:
    cells = landed(document)
    stray = cells.head(1).with_columns(
        printed_text=pl.lit("8.88"), y0=pl.lit(10.0), y1=pl.lit(20.0)
    )
    proof = prove_conservation(document, pl.concat([cells, stray]), frozenset())
    assert proof.invented == ((1, "8.88"),)


@pytest.mark.parametrize("parts", [("1,234,5", "67.89"), ("20101", "02")])
def test_conservation__wrapped_number(parts: tuple[str, str]) -> None:
    page = (
        DrawnPage().rules(XS, YS).text(155, 732, parts[0], size=7).text(155, 723, parts[1], size=7)
    )
    document = read_document(pdf_of(page), "a.pdf")
    joined = changed(landed(document), "\n".join(parts), "".join(parts))
    assert joined["printed_text"].to_list() == ["".join(parts)]
    assert prove_conservation(document, joined, frozenset()).is_proven


def test_conservation__one_printed_cell_landed_in_parts(document: DocumentRead) -> None:
    cells = landed(document)
    whole = cells.filter(pl.col("printed_text") == "2,100.50")
    parts = pl.concat([cells, whole.with_columns(printed_text=pl.lit("a title"))])
    assert prove_conservation(document, parts, frozenset()).is_proven


def test_conservation__contents_page_is_not_counted(document: DocumentRead) -> None:
    nothing = landed(document).clear()
    proof = prove_conservation(document, nothing, frozenset({1}), report_id="r")
    assert proof.is_proven
    assert proof.pages["page_role"].to_list() == ["contents"]


def test_conservation__unread_page_is_a_fault(document: DocumentRead) -> None:
    with_failed = DocumentRead((*document.pages, FAILED), None)
    proof = prove_conservation(with_failed, landed(document), frozenset())
    assert not proof.is_proven
    assert proof.pages["page_role"].to_list() == ["table", "unread"]
    assert "page 2" in (proof.reason or "")


def test_conservation__columns_of_amounts_without_a_grid_are_missing() -> None:
    document = _without_grids(read_document(pdf_of(fill(DrawnPage())), "a.pdf"))
    proof = prove_conservation(document, landed(document), frozenset(), report_id="r")
    assert len(proof.missing) == proof.number_count == 12


def _without_grids(document: DocumentRead) -> DocumentRead:
    """Put what stands in cells back among the lines, as if no grid had been found."""
    page = document.pages[0]
    pieces = [p for grid in page.grids for cell in grid.cells for p in cell.pieces]
    pieces.sort(key=lambda p: (-round(p.box.y0), p.box.x0))
    numbers = tuple(replace(number, grid_number=0) for number in page.numbers)
    return replace(document, pages=(replace(page, grids=(), lines=tuple(pieces), numbers=numbers),))


def test_box__is_ordered(document: DocumentRead) -> None:
    boxes: list[Box] = [cell.box for cell in document.pages[0].grids[0].cells]
    assert all(box.x0 < box.x1 and box.y0 < box.y1 for box in boxes)
