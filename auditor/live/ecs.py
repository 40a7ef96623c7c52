"""Asks Alibaba Cloud's APIs through its SDK: the SDK's client signs, and the raw body of what comes back is the answer.

The SDK's own way of sending loses what an answer that is not JSON said, follows `DEBUG=sdk` with secrets, and builds a
trust store for every host. Its public method `call_api`, through which every call of the client goes, is therefore
overridden: the request and its ACS3-HMAC-SHA256 signature are the SDK's, the sending is `live.post`. That method is the
SDK's generic one: what asks ECS asks every other product alike (protocol `aliyun`).
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import logging
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any
from urllib.parse import urlencode, urlsplit

from auditor import __version__
from auditor.errors import WireError
from auditor.live.credentials import AccountKey, Key
from auditor.live.pacing import Final, patiently
from auditor.live.personal import without_personal
from auditor.live.post import Answer, Posts
from auditor.live.scrub import scrubbed
from auditor.settings import Settings
from auditor.wire import ACTIONS, Query, Reply

FAULTS = 4
"""How often a server is tried that gives no answer at all. Throttling is waited for until the patience ends."""
FAILURES = 6
"""How often a server is tried that fails on its own side (5xx) and does not say when to come again: some ten seconds."""
FEWEST_MODELS = 1000

_ENDPOINT = re.compile(
    r"https?://(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]{1,64}){0,8}/?"
)


class Ecs:
    """The ECS API of all accounts, and every other API of theirs that is in `ACTIONS`.

    Args:
        settings: the accounts, `timeout` (seconds, of one attempt), `ecs_patience` (seconds, of one question with all its
            attempts), `concurrency` and `sts_endpoint`.
        clock: the present instant; it dates the signature and the answer.
    """

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock
        self._posts = Posts(settings.timeout, settings.concurrency)
        self._clients: dict[str, Any] = {}
        self._lock = Lock()

    def ask(self, query: Query) -> Reply:
        """What the API says, asked again while it throttles, fails on its side (5xx) or cannot be reached.

        Raises:
            ValueError: the action is not in `ACTIONS`, lacks what it is always called with, or is another protocol's; or
                the account is not in the settings.
            WireError: there is no answer (`unreachable`, `timeout`, `garbled`) or no credential (`denied`).
        """
        _refuse_what_may_not_be_called(query)
        if not _ENDPOINT.fullmatch(query.server):
            raise Final(
                "unreachable", f"{query.server[:100]!r} is no endpoint (https://host, https://host:port or with a path)"
            )
        attempts = _Attempts(self._client(query.account), query, self._clock)
        return patiently(attempts.make, wait=attempts.pause, patience=self._settings.ecs_patience)

    def _client(self, name: str) -> Any:
        with self._lock:
            if name not in self._clients:
                account = next((a for a in self._settings.accounts if a.name == name), None)
                if account is None:
                    raise ValueError(f"there is no account {name!r}")
                sdk = load(ram_role=any(a.ram_role for a in self._settings.accounts))
                key = AccountKey(account, self._settings, sdk.credentials)
                self._clients[name] = sdk.client(key, self._posts, self._clock)
            return self._clients[name]


def _refuse_what_may_not_be_called(query: Query) -> None:
    action = ACTIONS.get(query.question)
    if action is None or (action.product == "ecs") != (query.protocol == "ecs"):
        raise ValueError(f"this program may not call {query.question} by the protocol {query.protocol}")
    for name, value in action.always:
        if [each for each in query.parameters if each[0] == name] != [(name, value)]:
            raise ValueError(f"this program may not call {query.question} without {name}={value}")


class _Attempts:
    """The attempts at one question, and after each how long the API wants to be left alone."""

    def __init__(self, client: Any, query: Query, clock: Callable[[], datetime]) -> None:
        self._ask: Callable[[], Answer] = partial(client.ask, query)
        self._clock = clock
        self._faults = self._failures = 0
        self._pause: float | None = None

    def make(self) -> Reply:
        self._pause = None
        try:
            answer = self._ask()
        except Final:
            raise
        except WireError as error:
            self._faults += 1
            self._pause = 0.0 if error.reason != "garbled" and self._faults < FAULTS else None
            raise
        if _is_throttled(answer):
            self._pause = _asked_to_wait(answer.headers)
        elif answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._failures += 1
            self._pause = _asked_to_wait(answer.headers) or (0.0 if self._failures < FAILURES else None)
        return Reply(answer.status, answer.text, self._clock())

    def pause(self, _came: Reply | WireError) -> float | None:
        return self._pause


def _is_throttled(answer: Answer) -> bool:
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    return answer.status >= HTTPStatus.BAD_REQUEST and bool(re.search(r'"Code" ?: ?"Throttling', answer.text))


def _asked_to_wait(headers: Mapping[str, str]) -> float:
    """Seconds. `Retry-After` as a date is not read: our own backoff does for it."""
    for name, unit in (("x-acs-retry-after", 0.001), ("retry-after", 1.0)):
        if re.fullmatch(r"[0-9]{1,9}", headers.get(name, "").strip()):
            return int(headers[name]) * unit
    return 0.0


# --- the SDK ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sdk:
    """What is used of the SDK: its client, made to send through `live.post`, and its package of credential providers."""

    client: Callable[[AccountKey, Posts, Callable[[], datetime]], Any]
    credentials: ModuleType


@cache
def load(*, ram_role: bool) -> Sdk:
    """The SDK, imported at the first question: that takes a quarter of a second.

    It reads the environment while it is imported. The metadata address of an ECS instance stays out of bounds unless a
    RAM role is asked for, in the settings (`ram_role`) or with `ALIBABA_CLOUD_ECS_METADATA`.
    """
    if not ram_role and not os.environ.get("ALIBABA_CLOUD_ECS_METADATA"):
        os.environ.setdefault("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
    lazy_models()
    import alibabacloud_credentials.http
    import alibabacloud_credentials.provider
    from alibabacloud_ecs20140526.client import Client

    for name in ("darabonba-core", "alibabacloud-tea", "credentials"):
        # The SDK logs to stderr on its own, with DEBUG=sdk whole requests, and an error with the address it was sent to.
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).disabled = True
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # at DEBUG it writes addresses, and those of STS are signed
    return Sdk(type("EcsClient", (_Sends, Client), {}), alibabacloud_credentials)


class _Sends:
    """What makes the SDK's client give back every answer as it came; to be put before it among the base classes."""

    def __init__(self, key: AccountKey, posts: Posts, clock: Callable[[], datetime]) -> None:
        from alibabacloud_tea_openapi.utils_models import Config

        super().__init__(Config(region_id="cn-hangzhou", user_agent=f"icp-auditor/{__version__}"))  # type: ignore[call-arg]
        self._key, self._posts, self._clock = key, posts, clock

    def ask(self, query: Query) -> Answer:
        from alibabacloud_tea_openapi.utils_models import OpenApiRequest, Params
        from darabonba.runtime import RuntimeOptions

        server = urlsplit(query.server)
        params = Params(
            action=query.question,
            version=ACTIONS[query.question].version,
            protocol=server.scheme,
            pathname=f"{server.path.rstrip('/')}/",
            method="POST",
            auth_type="AK",
            style="RPC",
            req_body_type="formData",
            body_type="string",
        )
        request = OpenApiRequest(query=dict(query.parameters), endpoint_override=server.netloc)
        came = self.call_api(params, request, RuntimeOptions())
        return Answer(came["statusCode"], came["headers"], came["body"])

    def call_api(self, params: Any, request: Any, _runtime: Any) -> dict[str, Any]:
        key = self._key.read()
        headers = _signed(params, request, key, self._clock())
        url = f"{params.protocol}://{request.endpoint_override}{params.pathname}?{urlencode(request.query)}"
        answer = self._posts.post(url, headers)
        signature = headers["Authorization"].rpartition("=")[2]
        secrets = (key.id, key.secret, key.token, signature)
        text = scrubbed(answer.text, secrets, error=answer.status >= HTTPStatus.BAD_REQUEST)
        if ACTIONS[params.action].product != "ecs":
            text = without_personal(text)
        return {"statusCode": answer.status, "headers": answer.headers, "body": text}


def _signed(params: Any, request: Any, key: Key, now: datetime) -> dict[str, str]:
    """The headers of a request, as the SDK makes and signs them."""
    from alibabacloud_tea_openapi.utils import Utils
    from darabonba.request import DaraRequest

    nothing = hashlib.sha256(b"").hexdigest()
    signed = DaraRequest()
    signed.method, signed.pathname, signed.query = params.method, params.pathname, request.query
    signed.headers = {
        "host": request.endpoint_override,
        "accept": "application/json",
        "user-agent": Utils.get_user_agent(f"icp-auditor/{__version__}"),
        "x-acs-action": params.action,
        "x-acs-version": params.version,
        "x-acs-date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": Utils.get_nonce(),
        "x-acs-content-sha256": nothing,
    }
    if key.token:
        signed.headers |= {"x-acs-accesskey-id": key.id, "x-acs-security-token": key.token}
    authorization = Utils.get_authorization(signed, "ACS3-HMAC-SHA256", nothing, key.id, key.secret)
    return {**signed.headers, "Authorization": authorization, "accept-encoding": "identity"}


def lazy_models() -> ModuleType:
    """Put a stand-in for the ECS client's 1,150 model modules in place that imports each when it is first used.

    The client imports all of them, which takes longer than everything else together, and here none is ever used. If the
    package does not look as expected, the real thing is imported: that costs time, nothing else.
    """
    name = "alibabacloud_ecs20140526.models"
    if name in sys.modules:
        return sys.modules[name]
    package = importlib.import_module("alibabacloud_ecs20140526")
    spec = importlib.util.find_spec(name)
    source = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
    where = {model: module for module, model in re.findall(r"^from \.(\w+) import (\w+)$", source, re.MULTILINE)}
    if spec is None or len(where) < FEWEST_MODELS:
        return importlib.import_module(name)
    models = importlib.util.module_from_spec(spec)

    def find(model: str) -> Any:
        if model not in where:
            raise AttributeError(model)
        return getattr(importlib.import_module(f"{name}.{where[model]}"), model)

    models.__getattr__ = find  # type: ignore[method-assign]
    sys.modules[name] = models
    package.models = models  # type: ignore[attr-defined]
    return models
