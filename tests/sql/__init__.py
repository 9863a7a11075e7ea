"""Check SQL by itself: models rendered without dbt, run in memory over a few rows."""
