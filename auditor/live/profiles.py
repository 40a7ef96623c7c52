"""The profiles in Alibaba Cloud's two credential files: their names and modes, so that an error can name them."""

from __future__ import annotations

import configparser
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CLI, SDK = "CLIProfileCredentialsProvider", "ProfileCredentialsProvider"


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """One credential file. `trouble` says why it holds no profile, empty if it does; `modes` are its profiles' by name.

    `provider` is the SDK's class that reads it.
    """

    provider: str
    path: Path
    modes: Mapping[str, str]
    current: str = ""
    trouble: str = ""

    @property
    def shown(self) -> str:
        """The path as people write it, from their home."""
        home = Path.home()
        return f"~/{self.path.relative_to(home).as_posix()}" if self.path.is_relative_to(home) else str(self.path)


def config_json() -> ProfileFile:
    """The file of the Alibaba Cloud CLI, `~/.aliyun/config.json`."""
    path = Path.home() / ".aliyun" / "config.json"
    if os.environ.get("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "").lower() == "true":
        return ProfileFile(CLI, path, {}, trouble="is switched off (ALIBABA_CLOUD_CLI_PROFILE_DISABLED)")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        return ProfileFile(CLI, path, {}, trouble=f"is not valid JSON (line {error.lineno})")
    except (OSError, UnicodeError, RecursionError) as error:
        return ProfileFile(CLI, path, {}, trouble=_cannot_read(error))
    profiles = found.get("profiles") if isinstance(found, dict) else None
    if not isinstance(profiles, list):
        return ProfileFile(CLI, path, {}, trouble="has no list of profiles")
    named = [p for p in profiles if isinstance(p, dict) and isinstance(p.get("name"), str)]
    modes = {p["name"]: str(p.get("mode", "")) for p in named}
    current = found.get("current")
    return ProfileFile(CLI, path, modes, current if isinstance(current, str) else "")


def credentials_ini() -> ProfileFile:
    """The file of the SDKs: the one `ALIBABA_CLOUD_CREDENTIALS_FILE` names, else `~/.alibabacloud/credentials.ini`.

    The name without `.ini`, which older documents use, is taken if there is only that.
    """
    path = Path.home() / ".alibabacloud" / "credentials.ini"
    if given := os.environ.get("ALIBABA_CLOUD_CREDENTIALS_FILE"):
        path = Path(given)
    elif not path.exists() and path.with_suffix("").exists():
        path = path.with_suffix("")
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        return ProfileFile(SDK, path, {}, trouble=_cannot_read(error))
    except configparser.Error:
        return ProfileFile(SDK, path, {}, trouble="is not a valid INI file")
    return ProfileFile(SDK, path, {s: parser.get(s, "type", fallback="") for s in parser.sections()}, "default")


def _cannot_read(error: Exception) -> str:
    return "does not exist" if isinstance(error, FileNotFoundError) else "cannot be read"
