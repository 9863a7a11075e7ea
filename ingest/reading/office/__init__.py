"""Word files, workbooks and web pages → the pages, lines, grids and numbers that PDFs give.

What comes after (`reading/tables`, `reading/prose`, the proof of reading) knows no difference. Each
form is read twice, by two libraries or a library and the raw text: the second reading gives the
numbers that conservation counts.
"""

from ingest.reading.office.reading import as_shown, is_web_page, read_office

__all__ = ["as_shown", "is_web_page", "read_office"]
