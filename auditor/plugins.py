"""Load the modules of a folder: a plug-in is a module, its file name is its id, and nothing is registered."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


@cache
def modules(folder: str) -> dict[str, ModuleType]:
    """The public modules of the package `auditor.<folder>` by id (`instance_term.py` is `instance-term`), sorted by id."""
    package = import_module(f"auditor.{folder}")
    names = sorted(m.name for m in iter_modules(package.__path__) if not m.name.startswith("_"))
    return {name.replace("_", "-"): import_module(f"{package.__name__}.{name}") for name in names}
