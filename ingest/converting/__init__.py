"""Forms that only another program reads: handed to it, locked up, and taken back in ours."""

from ingest.converting.libreoffice import find_libreoffice, word_to_docx

__all__ = ["find_libreoffice", "word_to_docx"]
