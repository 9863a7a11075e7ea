"""Benches that try to break a build: kills at any instant, hostile files."""
