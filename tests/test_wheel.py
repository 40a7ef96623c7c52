"""The wheel, installed alone in an empty environment: the command works there as it does in a checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def called(*command: str | Path, folder: Path, expected: int = 0) -> str:
    """What a command prints, in `folder` and without anything of the checkout in its way."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "PIP_NO_INPUT": "1"}
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env={**pip, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    called(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_tables_the_schema_and_the_sample_account(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tables = {f"auditor/config/{path.name}" for path in (ROOT / "config").iterdir()}
    sample = {f"auditor/cassettes/demo/{path.name}" for path in (ROOT / "cassettes" / "demo").iterdir()}
    assert tables | sample | {"auditor/report.schema.json"} <= names
    assert [name for name in names if name.startswith(("tests/", "config/", "cassettes/"))] == []


def test_installed_alone_the_command_runs_the_demo(wheel: Path, tmp_path: Path) -> None:
    alone = tmp_path / "venv"
    venv.create(alone, with_pip=True)
    called(alone / "bin" / "pip", "install", "--quiet", wheel, folder=tmp_path)
    command = alone / "bin" / "icp-auditor"
    report = json.loads(called(command, "demo", "-f", "json", folder=tmp_path, expected=10))
    checkout = called(sys.executable, "-m", "auditor", "demo", "-f", "json", folder=ROOT, expected=10)
    assert report == json.loads(checkout)
    assert called(command, "--version", folder=tmp_path).startswith("icp-auditor ")
    assert "instance-term" in called(command, "rules", folder=tmp_path)
    assert json.loads(called(command, "schema", folder=tmp_path))["$schema"].endswith("2020-12/schema")
    installed = called(alone / "bin" / "pip", "list", folder=tmp_path)
    assert "pytest" not in installed
    assert "mypy" not in installed
