"""great-expectations without what only its statistics and charts need.

Importing it takes seconds, two fifths of that for altair and scipy.stats: one of its expectations
draws a chart, three are tests of distributions. The suites have none of them. So both are stood in
for until somebody asks them for something; then they are what they are.
"""

from __future__ import annotations

import gc
import importlib
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final

_SELDOM_NEEDED: Final = ("altair", "scipy.stats")


def import_great_expectations() -> Any:
    """Import great-expectations (a second or two) and give the module."""
    for name in _SELDOM_NEEDED:
        _put_off(name)
    was_enabled = gc.isenabled()
    gc.disable()  # what importing makes stays: there is no garbage to look for
    try:
        return importlib.import_module("great_expectations")
    finally:
        if was_enabled:
            gc.enable()


def _put_off(name: str) -> None:
    """Let a module be imported when the first of its attributes is asked for."""
    if name in sys.modules:
        return
    spec = find_spec(name)  # imports the package that it is in
    if spec is None:  # great-expectations says itself what it lacks
        return
    stand_in = ModuleType(name)
    stand_in.__spec__ = spec
    if spec.submodule_search_locations is not None:
        stand_in.__path__ = spec.submodule_search_locations

    def look_up(attribute: str) -> Any:
        # what is asked by whoever goes over all modules is no need
        if attribute.startswith("__") and attribute != "__version__":
            raise AttributeError(attribute)
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    stand_in.__dict__["__getattr__"] = look_up
    sys.modules[name] = stand_in
    package, _, child = name.rpartition(".")
    if package:
        setattr(sys.modules[package], child, stand_in)
