"""How Data Docs pages are written: great-expectations' own views, whose templates compile once.

Import this module only where great-expectations is wanted: it costs a second or two.
"""

from __future__ import annotations

from typing import Any, Final

from great_expectations.render.view.view import DefaultJinjaIndexPageView, DefaultJinjaPageView
from jinja2.bccache import Bucket, BytecodeCache


class _Memory(BytecodeCache):
    """Keeps what a template was compiled to, for the other views of this process."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


# Each section of the site has a view of its own, each of which compiled the same templates.
_MEMORY: Final = _Memory()


class PageView(DefaultJinjaPageView):
    """A page of a suite or of a validation."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.env.bytecode_cache = _MEMORY


class IndexView(DefaultJinjaIndexPageView):
    """The first page."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.env.bytecode_cache = _MEMORY
