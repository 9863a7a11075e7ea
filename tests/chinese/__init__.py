"""Chinese names in dbt, written from one source each: `python -m tests.chinese`."""
