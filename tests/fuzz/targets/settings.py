"""Settings: the first line is the value of each environment variable in turn, the rest the settings file."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from pathlib import Path

from auditor.errors import UsageError
from auditor.settings import KEYS, Settings, load, variable
from tests.fuzz.law import assert_blames, scratch, text_of

_DEFAULT = Settings()


def target(data: bytes) -> None:
    head, _, body = data.partition(b"\n")
    file = scratch("auditor.toml")
    file.write_bytes(body)
    _settings({}, file)
    for key in KEYS:
        _settings({variable(key): text_of(head)}, None)


def _settings(environ: dict[str, str], file: Path | None) -> None:
    try:
        found = load({}, environ, file)
    except UsageError as error:
        assert_blames(error, str(file), *environ)
        return
    for field in fields(Settings):
        value, default = getattr(found, field.name), getattr(_DEFAULT, field.name)
        assert isinstance(value, type(default)), field.name
        assert field.name in found.origins or value == default or field.name == "origins", field.name
    assert 0.1 <= found.timeout <= 600
    assert 1 <= found.concurrency <= 64
    assert 0 <= found.ecs_patience <= 3600
    assert timedelta() <= found.cache_ttl
    assert all(0 <= seconds <= 3600 for seconds in found.whois_intervals.values())
    assert all(suffix.isascii() for suffix in (*found.whois_servers, *found.rdap_servers, *found.whois_intervals))
    for address in (found.ecs_endpoint_url, found.domain_endpoint_url, *found.rdap_servers.values()):
        assert address.isprintable()
        assert not address or address.lower().startswith(("http://", "https://"))
        assert "@" not in address.partition("://")[2].partition("/")[0], "a password in an address"
    assert len({account.name for account in found.accounts}) == len(found.accounts) >= 1


def seeds() -> dict[str, bytes]:
    example = (Path(__file__).parents[3] / "config" / "auditor.example.toml").read_text("utf-8")
    said = {
        "example": ("示例科技有限公司", example),
        "number": ("10.5", "timeout = 10\nconcurrency = 8.0\n[ecs]\npatience = 1e3\n"),
        "numbers-out-of-range": ("nan", "timeout = inf\n"),
        "negative": ("-1", "concurrency = -1\n"),
        "switch": ("yes", "[domain]\nservice = true\n[filing]\ncheck = 'no'\n"),
        "duration": ("7d", "[cache]\nttl = 90\n"),
        "duration-too-long": ("9999999d", "[cache]\nttl = '9999999d'\n"),
        "address": ("https://ecs.{region}.example:8443/", "[ecs]\nendpoint_url = 'http://[::1]:80'\n"),
        "password": ("https://user:secret@example", "[domain]\nendpoint_url = 'https://a:b@c'\n"),
        "braces": ("https://{x}.example", "[ecs]\nendpoint_url = 'https://[/'\n"),
        "host-port": ("sts.example:443", "[sts]\nendpoint = '[2001:db8::1]:443'\n"),
        "suffixes": (
            "cn=whois.example:43,中国=192.0.2.1",
            "[whois]\nservers = { 中国 = 'h:1' }\nintervals = { cn = 0 }\n",
        ),
        "no-suffix": ("..=x", "[rdap]\nservers = { 'a b' = 'https://x' }\n"),
        "resolvers": ("192.0.2.53,[2001:db8::1]:53", "[dns]\nnameservers = ['192.0.2.53:53', 'fe80::1%eth0']\n"),
        "list": ("a; b;;", "owner_aliases = ['a', 'b']\n"),
        "list-of-numbers": ("", "owner_aliases = [1, [2], {a = 3}]\n"),
        "accounts": ("", "[[account]]\nname = 'a'\n[[account]]\nrole_arn = 'acs:ram::1:role/x'\n"),
        "accounts-twice": ("", "[[account]]\n[[account]]\n"),
        "account-is-a-text": ("", "account = 'a'\n"),
        "unknown-key": ("", "timeuot = 1\n"),
        "section-is-a-text": ("", "ecs = 'x'\nwhois.servers.cn = 1\n"),
        "key-with-an-escape": ("\x1b[2J", '"\\u001b[2J" = 1\n'),
        "date": ("", "timeout = 2026-11-25T01:00:00Z\nowner = 01:00:00\n"),
        "twice": ("", "timeout = 1\ntimeout = 2\n"),
        "long-number": ("1" * 5000, "timeout = " + "1" * 5000 + "\n"),
        "long-hexadecimal-number": ("0x1", "timeout = 0x" + "f" * 5000 + "\n"),
        "long-duration": ("1", "[cache]\nttl = 0x" + "f" * 5000 + "\n"),
        "deep": ("", "owner = " + "[" * 3000 + "\n"),
        "nothing": ("", ""),
    }
    found = {name: f"{head}\n{body}".encode() for name, (head, body) in said.items()}
    return {**found, "no-utf-8": b"\xff\nowner = '\xff'\n"}
