"""Lines outside tables → paragraphs, sentences, claims and facts. Pure: values in, values out."""

from ingest.reading.prose.read import read_prose

__all__ = ["read_prose"]
