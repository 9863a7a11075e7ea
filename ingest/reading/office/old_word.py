"""An old Word file (.doc, .wps): LibreOffice's .docx of it, if its cells are those of the file.

LibreOffice loses or joins cells of some merged headers. So the text of the .doc is read from its
own bytes too (`old_text.py`), and every cell must say the same in both.
"""

from __future__ import annotations

from ingest.converting import word_to_docx
from ingest.errors import DamagedFileError
from ingest.reading.office.model import Section
from ingest.reading.office.old_text import printed_cells, read_old_text
from ingest.reading.office.word import bare_tables, read_word


def read_old_word(content: bytes, file_name: str) -> tuple[Section, ...]:
    """Read an old Word file as its .docx.

    Raises:
        MissingProgramError: LibreOffice is not installed.
        EncryptedFileError: it asks for a password.
        DamagedFileError: it cannot be converted, or not without loss.
    """
    text = read_old_text(content, file_name)  # before anything is started for it
    docx = word_to_docx(content, file_name)
    _check_cells(printed_cells(text), bare_tables(docx, file_name), file_name)
    return read_word(docx, file_name)


def _check_cells(said: list[str], tables: list[list[str]], file_name: str) -> None:
    """Hold the cells of the .docx against those of the .doc.

    Raises:
        DamagedFileError: they differ; the message names the first place.
    """
    place = 0
    for number, cells in enumerate(tables, start=1):
        for index, cell in enumerate(cells):
            other = said[place] if place < len(said) else ""
            # before a table's first cell stand the paragraphs above the table
            if cell != other and not (index == 0 and other.endswith(cell)):
                raise DamagedFileError(
                    file_name,
                    f"LibreOffice reads table {number} otherwise than it is stored "
                    f"(转换结果与原文不符): “{cell[:20]}” for “{other[:20]}”; save it as .docx",
                )
            place += 1
    if place < len(said):
        raise DamagedFileError(
            file_name,
            f"LibreOffice loses {len(said) - place} cells (转换丢失单元格), the first "
            f"“{said[place][:20]}”; save it as .docx",
        )
