"""What the search says of where a sentence stands."""

from __future__ import annotations

import duckdb

from notebooks.site.search_index import prose_index


def test_search__sentence__stands_on_a_page_a_sheet_or_in_a_paragraph() -> None:
    with duckdb.connect() as connection:
        connection.execute("""
            create schema raw;
            create table raw.pages as from (values
                ('pdf', 3, 'vector'), ('xlsx', 1, 'office'), ('docx', 1, 'office')
            ) as pages (report_id, page_number, reading);
            create table raw.figures as from (values
                ('pdf', 3, 'p.3 [1 2 3 4]'), ('xlsx', 1, '表!1!B12'),
                ('docx', 1, 'table 1, row 2, column 3')
            ) as figures (report_id, page_number, locator);
            create table raw.sentences as from (values
                ('pdf', 3, 1, 1, '本年支出九万元。'), ('xlsx', 1, 1, 1, '本年支出九万元。'),
                ('docx', 1, 1, 7, '本年支出九万元。'), ('gone', 1, 1, 1, '本年支出九万元。'),
                ('pdf', 3, 2, 1, '短。')
            ) as sentences (report_id, page_number, sentence_number, paragraph_number, sentence)
        """)
        (part,) = prose_index(connection, {"pdf": 0, "xlsx": 1, "docx": 2}).values()
    assert part[1] == [
        [2, 1, "本年支出九万元。", 7],
        [0, 3, "本年支出九万元。"],
        [1, 1, "本年支出九万元。", "表!1"],
    ]
