"""Domain names as users write them, one on each line."""

from __future__ import annotations

from auditor.names import Name, parse, parse_all, to_ascii, to_unicode
from tests.fuzz.law import text_of


def target(data: bytes) -> None:
    text = text_of(data)
    lines = text.split("\n")
    for asked in (text, *lines):
        _name(asked, parse(asked))
    found = parse_all(lines)
    assert len({name.id for name in found}) == len(found), "one domain twice"
    assert {asked for name in found for asked in name.asked} == set(lines), "a name that was asked about is lost"


def _name(asked: str, name: Name) -> None:
    assert name.asked == (asked,)
    ascii_name = to_ascii(asked)
    assert ascii_name.isascii()
    assert isinstance(to_unicode(asked), str)
    if name.flaw:
        assert name.hosts == ()
        return
    assert name.id.isascii()
    assert name.id == name.id.lower().strip(".")
    assert len(name.id) <= 253
    assert "." in name.id
    assert name.suffix == name.id.rpartition(".")[2]
    (host,) = name.hosts
    assert f".{host}".endswith(f".{name.id}"), "the host is another domain's"
    for spelling in (name.id, name.unicode, f"{name.id}.", name.id.upper()):
        assert parse(spelling).id == name.id, f"{spelling!r} is another domain"


def seeds() -> dict[str, bytes]:
    said = {
        "plain": "example.cn",
        "host": "WWW.Example.COM.",
        "second-level": "www.example.com.cn",
        "chinese": "示例.中国\nwww.示例.公司.cn\n示例。网络",
        "a-labels": "xn--fsq092h.xn--fiqs8s\nxn--55qx5d.cn",
        "full-width": "ＥＸＡＭＰＬＥ．ＣＮ",
        "sharp-s": "faß.de\nfass.de",
        "joiner": "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.com",
        "right-to-left": "\u05d0\u05d1.com\n\u202eexample.com",
        "soft-hyphen": "exam\xadple.com",
        "bad-a-label": "xn--.cn\nxn--a.cn\nxn--zzzzzzzzz99999.com",
        "suffixes": "cn\ncom.cn\n中国",
        "unknown-suffix": "example.nosuchsuffix",
        "addresses": "192.0.2.1\n[2001:db8::1]\n192.0.2\n1.2.3.4.5",
        "web-address": "https://example.cn/path",
        "empty-labels": ".\n..\na..cn\n.cn",
        "spaces": "exam ple.cn\n\texample.cn \n\u3000example.cn",
        "underscores": "_dmarc.example.cn\n-a.cn\na-.cn\nab--c.cn",
        "long-label": "a" * 64 + ".cn",
        "long-name": ".".join(["a" * 60] * 5) + ".cn",
        "escapes": "\x1b[2J.cn\nexample\x00.cn",
        "twice": "example.cn\nEXAMPLE.cn\nwww.example.cn",
        "number-at-the-end": "example.123",
        "nothing": "",
    }
    return {**{name: text.encode() for name, text in said.items()}, "no-utf-8": b"\xff\xfe.cn\n\xed\xa0\x80.cn"}
