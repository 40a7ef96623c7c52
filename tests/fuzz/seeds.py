"""Write the first inputs of every target into its corpus: `python -m tests.fuzz.seeds`. What was found later stays."""

from __future__ import annotations

from importlib import import_module

from tests.fuzz import CORPUS, NAMES


def main() -> None:
    for name in NAMES:
        folder = CORPUS / name
        folder.mkdir(parents=True, exist_ok=True)
        for seed, data in import_module(f"tests.fuzz.targets.{name}").seeds().items():
            (folder / seed).write_bytes(data)


if __name__ == "__main__":
    main()
