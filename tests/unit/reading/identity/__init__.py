"""Tests of `ingest/reading/identity`."""
