"""Great Expectations over the finished warehouse: does what they printed make sense?

The room reads a DuckDB file and writes Data Docs beside it; it never writes to the warehouse.
Importing this package is cheap: great-expectations (five seconds) is imported only by a run.
"""
