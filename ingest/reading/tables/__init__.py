"""Grids → stitched, recognised tables → landed frames. Pure: values in, values out."""

from ingest.reading.tables.recognise import RecognisedTables, recognise_tables

__all__ = ["RecognisedTables", "recognise_tables"]
