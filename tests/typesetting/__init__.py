"""Typeset budget disclosures: the shipped report, the golden fixtures and random corpora.

Values of `report` say what is printed and where; `typst_source` turns them into typst, `press`
into bytes; `layout_*` and `tongnan` make them.
"""
