"""What other programs open: Parquet, CSV, a Fiscal Data Package, one workbook per report.

Made from the published warehouse, read-only; `python -m notebooks.exports`.
"""
