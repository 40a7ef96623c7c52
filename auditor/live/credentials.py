"""Where an account's access key comes from: Alibaba Cloud's own places, looked at in Alibaba Cloud's own order.

The default chain is written out here instead of taken from the SDK, because the SDK's own ends at the metadata address of
an ECS instance, which nobody must be made to wait for, and starts a thread. Nothing an exception of the SDK says is
passed on: a message of its own may quote a line of a file, the output of a command or a signed address.
"""

from __future__ import annotations

import difflib
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any

from auditor.live.pacing import Final
from auditor.live.profiles import ProfileFile, config_json, credentials_ini
from auditor.settings import Account, Settings

ENV = "ALIBABA_CLOUD_"
ROLE_SECONDS = 3600
"""How long an assumed role lasts. The SDK renews it 15 minutes before the end, so 900 would be renewed at every question."""
REREAD_SECONDS = 60.0
"""How long a key is used before the provider is asked whether it has a newer one (a command without expiry runs each time)."""


@dataclass(frozen=True, slots=True)
class Key:
    """An access key with the STS token that belongs to it, if any. Its repr is empty on purpose."""

    id: str = field(repr=False)
    secret: str = field(repr=False)
    token: str = field(repr=False, default="")


class AccountKey:
    """The key of one account: found once, at the first question, and renewed by its provider when it is about to expire.

    Args:
        account: whose key.
        settings: `timeout` and `sts_endpoint` for assuming a role.
        sdk: the SDK's package `alibabacloud_credentials`, which only `live.ecs` imports.
    """

    def __init__(self, account: Account, settings: Settings, sdk: Any) -> None:
        self._find = partial(_provider, account, settings, sdk)
        self._provider: Callable[[], Key] | None = None
        self._failure: Final | None = None
        self._lock = Lock()
        self._key = Key("", "")
        self._read_at = 0.0

    def read(self) -> Key:
        """The key to sign the next question with. Many threads may ask; one looks.

        Raises:
            WireError: there is no credential (`denied`), or a role's STS endpoint gave no answer (`unreachable`). A first
                failure is remembered: every further question fails the same way at once.
        """
        with self._lock:
            if self._failure is not None:
                raise Final(self._failure.reason, str(self._failure))
            if self._provider is None:
                try:
                    self._provider = self._find()
                except Final as error:
                    self._failure = error
                    raise
            now = time.monotonic()
            if not self._key.id or now - self._read_at >= REREAD_SECONDS:
                self._key, self._read_at = self._provider(), now
            return self._key


@dataclass(frozen=True, slots=True)
class _Place:
    """A place where a credential may be. `absent` says why there is none, empty if there may be one."""

    name: str
    absent: str = ""
    build: Callable[[], Any] = lambda: None


def _provider(account: Account, settings: Settings, sdk: Any) -> Callable[[], Key]:
    """A function that gives the account's present key; it has given one already when this returns."""
    whose = f"account '{account.name}'"
    if account.ram_role:
        places = [_ram_role(account.ram_role, sdk)]
    elif account.profile:
        places = [_named_profile(account, sdk)]
    else:
        places = _default_chain(sdk)
    base = _first_that_works(places, f"no credential for {whose}")
    if not account.role_arn:
        return lambda: _read(base, f"the credential of {whose} cannot be renewed")
    role = _role(account, settings, base, sdk)
    trouble = f"the role {account.role_arn} of {whose} cannot be assumed"
    _read(role, trouble)
    return lambda: _read(role, trouble)


def _first_that_works(places: list[_Place], trouble: str) -> Any:
    looked_at = []
    for place in places:
        if place.absent:
            looked_at.append(f"{place.name} {place.absent}")
            continue
        try:
            provider = place.build()
            _key(provider.get_credentials())
        except Exception as error:  # noqa: BLE001 - the SDK raises whatever its libraries raise
            looked_at.append(f"{place.name} {_why(error)}")
        else:
            return provider
    raise Final("denied", f"{trouble}: {'; '.join(looked_at)}")


def _read(provider: Any, trouble: str) -> Key:
    try:
        return _key(provider.get_credentials())
    except Exception as error:  # noqa: BLE001 - the SDK raises whatever its libraries raise
        reason = "unreachable" if type(error).__name__ == "RetryError" else "denied"
        sentence = f"{trouble}: it {_why(error)}"
    raise Final(
        reason, sentence
    )  # out here, so that it does not carry the SDK's error, which may quote a signed address


def _key(found: Any) -> Key:
    """The key in `found`, which may lack its secret: the SDK does not look.

    Raises:
        ValueError: it is no key, or cannot be sent: one with a line break would be quoted by the HTTP library's error.
    """
    key = Key(found.get_access_key_id(), found.get_access_key_secret(), found.get_security_token() or "")
    for part in (key.id or None, key.secret or None, key.token):
        if not isinstance(part, str) or not part.isascii() or not part.isprintable() or part != part.strip():
            raise ValueError("not a key")
    return key


def _why(error: Exception) -> str:
    """What went wrong, in words of our own. Of an STS answer only the status and the error code are passed on."""
    if type(error).__name__ == "RetryError":
        return "could not be asked: its server cannot be reached"
    said = str(error)
    status = re.search(r"http_code[:=] ?(\d{3})\b", said)
    code = re.search(r'"Code" ?: ?"([A-Za-z]{1,40}(?:\.[A-Za-z]{1,40}){0,3})"', said)
    if status:
        return f"was refused with {status[1]}{f' {code[1]}' if code else ''}"
    return "gives no usable credential"


# --- the places ---------------------------------------------------------------------------------------------------------


def _default_chain(sdk: Any) -> list[_Place]:
    wanted = os.environ.get(f"{ENV}PROFILE", "")
    chain = [_environment(sdk), _oidc(sdk), *(_profile(file, wanted or file.current, sdk) for file in _files())]
    if os.environ.get(f"{ENV}ECS_METADATA"):
        chain.append(_ram_role(os.environ[f"{ENV}ECS_METADATA"], sdk))
    if uri := os.environ.get(f"{ENV}CREDENTIALS_URI"):
        chain.append(_Place(f"{ENV}CREDENTIALS_URI", "", lambda: sdk.provider.URLCredentialsProvider(uri=uri)))
    return chain


def _environment(sdk: Any) -> _Place:
    names = [f"{ENV}ACCESS_KEY_ID", f"{ENV}ACCESS_KEY_SECRET"]
    id_, secret = (os.environ.get(name, "") for name in names)
    token = os.environ.get(f"{ENV}SECURITY_TOKEN", "")
    missing = [name for name, value in zip(names, (id_, secret), strict=True) if not value]
    if missing:
        return _Place(f"the environment ({' and '.join(missing)})", "is not set")
    if not token:
        return _Place(
            "the environment",
            "",
            lambda: sdk.provider.StaticAKCredentialsProvider(access_key_id=id_, access_key_secret=secret),
        )
    return _Place(
        "the environment",
        "",
        lambda: sdk.provider.StaticSTSCredentialsProvider(
            access_key_id=id_, access_key_secret=secret, security_token=token
        ),
    )


def _oidc(sdk: Any) -> _Place:
    names = [f"{ENV}{name}" for name in ("ROLE_ARN", "OIDC_PROVIDER_ARN", "OIDC_TOKEN_FILE")]
    role, issuer, token_file = (os.environ.get(name, "") for name in names)
    return _Place(
        f"OIDC ({names[-1]})",
        "" if role and issuer and token_file else "is not set",
        lambda: sdk.provider.OIDCRoleArnCredentialsProvider(
            role_arn=role, oidc_provider_arn=issuer, oidc_token_file_path=token_file, duration_seconds=ROLE_SECONDS
        ),
    )


def _ram_role(role: str, sdk: Any) -> _Place:
    return _Place(
        f"the RAM role '{role}' of this ECS instance",
        "",
        lambda: sdk.provider.EcsRamRoleCredentialsProvider(role_name=role, async_update_enabled=False),
    )


def _role(account: Account, settings: Settings, base: Any, sdk: Any) -> Any:
    milliseconds = int(settings.timeout * 1000)
    return sdk.provider.RamRoleArnCredentialsProvider(
        credentials_provider=base,
        role_arn=account.role_arn,
        role_session_name="icp-auditor",
        duration_seconds=ROLE_SECONDS,
        external_id=account.external_id or None,
        sts_endpoint=settings.sts_endpoint or None,
        http_options=sdk.http.HttpOptions(connect_timeout=milliseconds, read_timeout=milliseconds),
    )


def _files() -> tuple[ProfileFile, ProfileFile]:
    return config_json(), credentials_ini()


def _named_profile(account: Account, sdk: Any) -> _Place:
    files = _files()
    for file in files:
        if account.profile in file.modes:
            return _profile(file, account.profile, sdk)
    known = sorted({name for file in files for name in file.modes})
    near = difflib.get_close_matches(account.profile, known, n=1)
    looked_in = " and ".join(f"{file.shown}{f' ({file.trouble})' if file.trouble else ''}" for file in files)
    raise Final(
        "denied",
        f"there is no profile '{account.profile}' (account '{account.name}') in {looked_in}"
        + (f"; there are: {', '.join(known)}" if known else "")
        + (f"; did you mean '{near[0]}'?" if near else ""),
    )


def _profile(file: ProfileFile, name: str, sdk: Any) -> _Place:
    if file.trouble:
        return _Place(file.shown, file.trouble)
    if name not in file.modes:
        return _Place(file.shown, f"has no profile '{name}'" if name else "names no current profile")
    build = getattr(sdk.provider, file.provider)
    called = f"profile '{name}' of {file.shown} (mode {file.modes[name] or 'missing'})"
    return _Place(called, "", lambda: build(profile_name=name, profile_file=str(file.path)))
