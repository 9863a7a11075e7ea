"""The annotated PDF: a published report with every culprit boxed, and its findings appended.

Made from the published warehouse and the report's own file; `python -m notebooks.audit REPORT`.
"""
