"""README.md and the example settings say what the program does."""

from __future__ import annotations

import re
import tomllib

from auditor.plugins import modules
from auditor.settings import KEYS, load
from auditor.tables import config_folder
from tests.readme import PARTS, README, renewed


def test_the_generated_parts_are_up_to_date() -> None:
    text = README.read_text(encoding="utf-8")
    assert set(re.findall(r"<!-- generated: ([\w-]+) -->", text)) == set(PARTS)
    assert renewed(text) == text, "run make docs"


def test_every_format_is_described() -> None:
    text = README.read_text(encoding="utf-8")
    assert [name for name in modules("outputs") if f"| `{name}` |" not in text] == []


def test_every_section_that_a_message_points_to_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    sources = "".join(path.read_text(encoding="utf-8") for path in (README.parent / "auditor").rglob("*.py"))
    named = set(re.findall(r"README, “(\w+)”", sources))
    assert named
    assert [section for section in named if not re.search(rf"^#+ {section}\b", text, re.MULTILINE)] == []


def test_the_example_settings_load_and_show_every_key() -> None:
    example = config_folder() / "auditor.example.toml"
    settings = load({}, {}, example)
    assert {name for key, (name, _) in KEYS.items()} == set(settings.origins) - {"accounts"}
    assert len(settings.accounts) == len(tomllib.loads(example.read_text(encoding="utf-8"))["account"])
