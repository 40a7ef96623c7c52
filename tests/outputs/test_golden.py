from __future__ import annotations

import pytest

from tests.outputs.golden import FOLDER, RENDERINGS, render


@pytest.mark.parametrize("name", RENDERINGS)
def test_the_small_report_looks_as_it_did(name: str) -> None:
    assert render(name) == (FOLDER / name).read_bytes(), "wanted? python -m tests.outputs.golden"


def test_every_golden_file_is_compared() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.suffix not in {".py", ""}} == set(RENDERINGS)
