"""Write the golden files anew."""

from __future__ import annotations

from tests.outputs.golden import FOLDER, RENDERINGS, render

for name in RENDERINGS:
    (FOLDER / name).write_bytes(render(name))
