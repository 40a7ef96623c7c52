from __future__ import annotations

from pathlib import Path

import pytest

import auditor
from auditor.plugins import modules

FOLDERS = ("commands", "outputs", "rules", "sources")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_public_file_of_a_folder_is_a_plug_in_and_no_other(folder: str) -> None:
    files = (Path(auditor.__file__).parent / folder).glob("[!_]*.py")
    assert list(modules(folder)) == sorted(file.stem.replace("_", "-") for file in files)
    assert all(module.__doc__ for module in modules(folder).values())


def test_a_plug_in_is_found_by_its_file_name_with_hyphens() -> None:
    assert modules("rules")["instance-term"].__name__ == "auditor.rules.instance_term"


def test_a_folder_that_there_is_not_is_our_own_mistake() -> None:
    with pytest.raises(ModuleNotFoundError):
        modules("frobnicators")
