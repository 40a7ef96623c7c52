"""Fuzzing: what must hold for every reader, whatever it is fed.

`targets/` has one module for each family of readers, with `target(data)`, which asserts the law, and `seeds()`, from which
`python -m tests.fuzz.seeds` writes the first inputs. `corpus/` holds the inputs by target; the gate replays them without
atheris. `make fuzz` (or `python -m tests.fuzz NAME --seconds 60`) looks for new ones, and whatever breaks a target is written
into its corpus as `broke-…`, so that the gate fails until it is mended.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
CORPUS = FOLDER / "corpus"
NAMES = tuple(sorted(path.stem for path in (FOLDER / "targets").glob("*.py") if path.stem != "__init__"))
