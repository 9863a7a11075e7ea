"""A static site over the published warehouse: `python -m notebooks.site`.

It opens from the file system: no server, no network. Every number on it leads to its page.
"""
