"""Tests of `ingest/reading/prose`."""
