"""Tests of `ingest/identity`."""
