"""One target under atheris, in a process of its own, since atheris never comes back: `tests.fuzz` starts it."""

from __future__ import annotations

import sys
from importlib import import_module

from tests.fuzz.mutate import mutated


def main(name: str, arguments: list[str]) -> None:
    """Fuzz the target; `arguments` are libFuzzer's.

    Raises:
        SystemExit: atheris is not installed.
    """
    try:
        atheris = import_module("atheris")  # of the group `fuzz` only: neither the gate nor mypy has it
    except ModuleNotFoundError:
        sys.exit("atheris is not installed: pip install --group fuzz (it has wheels for Linux)")
    with atheris.instrument_imports(include=["auditor"]):
        module = import_module(f"tests.fuzz.targets.{name}")
    is_json = getattr(module, "IS_JSON", False)

    def mutator(data: bytes, longest: int, seed: int) -> bytes:
        changed = mutated(data, seed, atheris.Mutate) if seed % 4 else None
        return bytes(atheris.Mutate(data, longest) if changed is None or len(changed) > longest else changed)

    atheris.Setup([sys.argv[0], *arguments], module.target, **({"custom_mutator": mutator} if is_json else {}))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
