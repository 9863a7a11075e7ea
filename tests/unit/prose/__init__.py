"""Tests of `ingest/prose`."""
