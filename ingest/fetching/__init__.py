"""Fetch published reports: what `data/sources.yml` lists, politely, never half a file."""
