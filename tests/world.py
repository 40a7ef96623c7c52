"""A small world on loopback, and the real command in it: Alibaba Cloud's APIs, WHOIS, RDAP and DNS servers.

No run can leave this machine: `tests/offline` sees to that. Whatever a run leaves behind is looked through each time: no
secret and none of the personal data that the servers plant in their answers may be in it, no traceback, no attempt to ask
elsewhere, and a JSON report is what the schema says.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any, Self, TypeAlias

from jsonschema import Draft202012Validator

from auditor.codec import schema
from tests.offline.sitecustomize import LEFT
from tests.sample_account.domains import HICHINA, cnnic
from tests.servers.aliyun_answers import PERSONAL, Holdings
from tests.servers.aliyun_domain import AliyunServer
from tests.servers.dns import DnsServer, Records
from tests.servers.ecs import Identity, ecs_instance
from tests.servers.ecs_faults import Fault as EcsFault
from tests.servers.rdap import Answer as RdapAnswer
from tests.servers.rdap import RdapServer
from tests.servers.whois import Answer as WhoisAnswer
from tests.servers.whois import WhoisServer

ROOT = Path(__file__).parent.parent
OFFLINE = ROOT / "tests" / "offline"
BOOTSTRAP = "/dns.json"
"""Where the RDAP server would have IANA's list of RDAP servers. Unless a test puts one there, it has none."""
KEY, SECRET = "LTAI5tPlantedKeyOfTests0", "PlantedSecretOfTests0123456789"
OTHER_KEY, OTHER_SECRET = "LTAI5tPlantedKeyOfTests1", "PlantedSecretOfTests9876543210"
TOKEN = "PlantedStsTokenOfTests0123456789"
OWNER = "示例科技有限公司"
ADDRESS = "203.0.113.10"
INSTANCE = "i-bp1audit0000000000001"
DAY = "2026-11-25"
"""The day that `audit` and `domain` judge: what they say does not depend on the day the tests are run."""

Process: TypeAlias = subprocess.Popen[bytes]

_PERSONAL = {spelling for each in PERSONAL for spelling in (each, json.dumps(each)[1:-1])}
_SIGNED = re.compile(r"ACS3-HMAC|Signature=|string ?to ?sign(?! \*{3})", re.IGNORECASE)


@dataclass(frozen=True)
class Ran:
    """What a run of the command left behind."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def verdicts(self) -> dict[str, str]:
        return {s["id"]: s["verdict"] for s in self.report["subjects"]}

    @property
    def gaps(self) -> dict[str, str]:
        """The reasons of the gaps by their targets."""
        return {g["target"]: g["reason"] for g in self.report["gaps"]}

    def subject(self, identity: str) -> dict[str, Any]:
        return next(s for s in self.report["subjects"] if s["id"] == identity)

    def finding(self, identity: str, rule: str) -> dict[str, Any]:
        found: dict[str, Any] = next(f for f in self.subject(identity)["findings"] if f["rule"] == rule)
        return found

    def outcome(self, identity: str, rule: str) -> str:
        return str(self.finding(identity, rule)["outcome"])

    def fact(self, identity: str, name: str) -> Any:
        """A fact's value; KeyError for an unknown one."""
        return self.subject(identity)["facts"][name]["value"]

    def gap(self, target: str) -> dict[str, Any]:
        return next(g for g in self.report["gaps"] if target in g["target"])


@dataclass
class World:
    """Servers as configured, and `run` for the command. By default: one eligible instance, one eligible domain on it.

    `holdings` is what the account of an access key has besides instances. `caching` is whether one run is served what an
    earlier one was answered: not by default, so that no test depends on those before it.
    """

    home: Path
    regions: Mapping[str, Sequence[dict[str, Any]]] = field(default_factory=lambda: {"cn-hangzhou": [ecs_instance()]})
    eips: Sequence[dict[str, Any]] = ()
    identities: Mapping[str, Identity] = field(default_factory=dict)
    faults: Mapping[str, Sequence[EcsFault]] = field(default_factory=dict)
    whois: Mapping[str, WhoisAnswer | list[WhoisAnswer]] = field(default_factory=dict)
    rdap: Mapping[str, RdapAnswer | list[RdapAnswer]] = field(default_factory=dict)
    zone: Mapping[tuple[str, str], Records] = field(default_factory=dict)
    rcodes: Mapping[str, str] = field(default_factory=dict)
    holdings: Mapping[str, Holdings] = field(default_factory=dict)
    caching: bool = False

    def __enter__(self) -> Self:
        self._open = ExitStack()
        self._identities = {KEY: Identity(SECRET, self.regions, self.eips), **self.identities}
        self.ecs = self._open.enter_context(AliyunServer(self._identities, self.faults, holdings=self.holdings))
        record = cnnic("example.cn", HICHINA, OWNER, "2028-03-18 10:05:31")
        self.whois_server = self._open.enter_context(WhoisServer({"example.cn": record, **self.whois}))
        self.rdap_server = self._open.enter_context(RdapServer(self.rdap))
        zone = {
            ("example.cn", "A"): [ADDRESS],
            ("example.cn", "NS"): ["dns7.hichina.com.", "dns8.hichina.com."],
            **self.zone,
        }
        self.dns_server = self._open.enter_context(DnsServer(zone, self.rcodes))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def environment(self) -> dict[str, str]:
        """All that the command sees; no test may inherit the developer's."""
        return {
            **bare(self.home),
            "ALIBABA_CLOUD_ACCESS_KEY_ID": KEY,
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": SECRET,
            "AUDITOR_ECS_ENDPOINT_URL": self.ecs.url,
            "AUDITOR_ECS_PATIENCE": "2",
            "AUDITOR_WHOIS_SERVERS": f"cn={self.whois_server.address},中国={self.whois_server.address}",
            "AUDITOR_RDAP_SERVERS": f"com={self.rdap_server.url},net={self.rdap_server.url}",
            "AUDITOR_RDAP_BOOTSTRAP_URL": f"http://{self.rdap_server.address}{BOOTSTRAP}",
            "AUDITOR_DNS_NAMESERVERS": self.dns_server.address,
            "AUDITOR_DOMAIN_ENDPOINT_URL": self.ecs.url,
            "AUDITOR_FILING_CDN_URL": self.ecs.url,
            "AUDITOR_FILING_COMPANYREG_URL": self.ecs.url,
            **({} if self.caching else {"AUDITOR_CACHE_TTL": "0"}),
        }

    @property
    def questions(self) -> list[str]:
        """Everything that any of the servers was asked, as far as it was understood."""
        registries = (self.whois_server, self.rdap_server, self.dns_server)
        asked = [f"{each.action} {each.region or each.params.get('DomainName', '')}".strip() for each in self.ecs.asked]
        return asked + [question for server in registries for question in server.questions]

    def run(
        self,
        *arguments: str,
        env: Mapping[str, str | None] | None = None,
        stdin: bytes = b"",
        stdout: int | None = None,
    ) -> Ran:
        """`icp-auditor ARGUMENTS`; a variable that is None is not set. `stdout` is a descriptor to write to."""
        environment = self._with(env)
        ran = run(*arguments, environment=environment, folder=self.home, stdin=stdin, stdout=stdout)
        self.look_through(ran, environment)
        return ran

    def audit(self, *arguments: str, env: Mapping[str, str | None] | None = None) -> Ran:
        """`icp-auditor audit` as JSON, on `DAY`."""
        return self.run("audit", "-f", "json", "--as-of", DAY, *arguments, env=env)

    def domain(self, *arguments: str, env: Mapping[str, str | None] | None = None, stdin: bytes = b"") -> Ran:
        """`icp-auditor domain` as JSON, on `DAY`."""
        return self.run("domain", "-f", "json", "--as-of", DAY, *arguments, env=env, stdin=stdin)

    @contextmanager
    def started(self, *arguments: str, env: Mapping[str, str | None] | None = None, **how: Any) -> Iterator[Process]:
        """The command, running. What it leaves behind is for `look_through`."""
        with subprocess.Popen(_command(arguments), env=self._with(env), cwd=self.home, **how) as process:
            try:
                yield process
            finally:
                process.kill()

    def write(self, name: str, text: str | bytes) -> Path:
        """A file in the home, which is also where the command runs."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def look_through(self, ran: Ran, environment: Mapping[str, str] | None = None) -> None:
        """What must be true of every run, whatever happened: see the module."""
        assert "Traceback" not in ran.err, ran.err
        assert "broke: " not in ran.err, ran.err
        assert LEFT not in ran.err, ran.err
        secrets = self._secrets(environment or self.environment)
        for place, text in {"stdout": ran.out, "stderr": ran.err, **dict(_files(self.home))}.items():
            assert not _SIGNED.search(text), f"something signed is in {place}"
            for secret in secrets:
                assert secret not in text, f"a secret is in {place}"
            for planted in _PERSONAL:
                assert planted not in text, f"personal data are in {place}"
            if text.startswith('{\n  "schema"'):
                validate(json.loads(text))

    def _with(self, env: Mapping[str, str | None] | None) -> dict[str, str]:
        merged = {**self.environment, **(env or {})}
        return {name: value for name, value in merged.items() if value is not None}

    def _secrets(self, environment: Mapping[str, str]) -> set[str]:
        planted = {value for name, value in environment.items() if re.search(r"ACCESS_KEY|SECURITY_TOKEN", name)}
        for key, identity in self._identities.items():
            planted |= {key, identity.secret, identity.token}
        return planted - {""}


def bare(home: Path) -> dict[str, str]:
    """The least of an environment: no credential, no settings."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join((str(OFFLINE), str(ROOT))),
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        "AUDITOR_RDAP_BOOTSTRAP_URL": "off",
    }


def run(
    *arguments: str, environment: Mapping[str, str], folder: Path, stdin: bytes = b"", stdout: int | None = None
) -> Ran:
    """The command in a process of its own, in `folder`."""
    out: int | IO[bytes] = subprocess.PIPE if stdout is None else stdout
    process = subprocess.run(
        _command(arguments),
        env=dict(environment),
        cwd=folder,
        input=stdin,
        stdout=out,
        stderr=subprocess.PIPE,
        timeout=120,
        check=False,
    )
    return Ran(process.returncode, (process.stdout or b"").decode(), process.stderr.decode())


def validate(document: dict[str, Any]) -> None:
    """The document is a report as `icp-auditor schema` describes it."""
    error = next(_validator().iter_errors(document), None)
    assert error is None, f"{error.json_path}: {error.message}"


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema()), format_checker=Draft202012Validator.FORMAT_CHECKER)


def _command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "auditor", *arguments]


def _files(home: Path) -> Iterator[tuple[str, str]]:
    """What the command may have written, and its folder's own names."""
    for path in home.rglob("*"):
        name = str(path.relative_to(home))
        if path.is_file() and not name.startswith((".aliyun", ".alibabacloud")):
            yield name, path.read_text(encoding="utf-8", errors="replace")
