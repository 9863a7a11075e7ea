"""Benchmarks of reading, rebuilding and asking, and the corpus that they run on.

`make bench` and `make bench-corpus`; what was measured is in docs/benchmarks.md.
"""
