"""A made-up report of four tables, and how else its traits may be printed."""
