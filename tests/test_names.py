from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.names import parse, parse_all, to_ascii, to_unicode


@pytest.mark.parametrize(
    ("asked", "identity", "shown"),
    [
        ("example.cn", "example.cn", "example.cn"),
        ("  EXAMPLE.cn\t", "example.cn", "example.cn"),
        ("example.cn.", "example.cn", "example.cn"),
        ("www.example.cn", "example.cn", "example.cn"),
        ("example。cn", "example.cn", "example.cn"),
        ("example．cn｡", "example.cn", "example.cn"),
        ("ｅｘａｍｐｌｅ.ｃｎ", "example.cn", "example.cn"),
        ("示例.中国", "xn--fsq092h.xn--fiqs8s", "示例.中国"),
        ("XN--FSQ092H.xn--FIQS8S", "xn--fsq092h.xn--fiqs8s", "示例.中国"),
        ("www.示例.公司.cn", "xn--fsq092h.xn--55qx5d.cn", "示例.公司.cn"),
        ("faß.de", "xn--fa-hia.de", "faß.de"),  # IDNA 2003 would make fass.de of it, which is somebody else's
        ("βόλος.com", "xn--nxasmm1c.com", "βόλος.com"),
        ("fass.de", "fass.de", "fass.de"),
        ("a.b.example.com.cn", "example.com.cn", "example.com.cn"),
        ("shop.example.bj.cn", "example.bj.cn", "example.bj.cn"),
        ("www.example.hl.cn", "example.hl.cn", "example.hl.cn"),
        ("www.tsinghua.edu.cn", "tsinghua.edu.cn", "tsinghua.edu.cn"),
        ("shop.github.io", "github.io", "github.io"),  # a private suffix: who registered github.io files
        (
            "example.frobnicate",
            "example.frobnicate",
            "example.frobnicate",
        ),  # no suffix we know: that is for a rule to say
    ],
)
def test_a_name_becomes_its_registrable_domain_in_one_spelling(asked: str, identity: str, shown: str) -> None:
    name = parse(asked)
    assert (name.id, name.unicode, name.flaw) == (identity, shown, "")
    assert name.suffix == identity.rpartition(".")[2]
    assert name.asked == (asked,)


@pytest.mark.parametrize("asked", ["com.cn", "bj.cn", "cn", "中国", "公司.cn", "COM.CN.", "co.uk", "foo.ck", "io"])
def test_what_others_register_under_is_a_public_suffix(asked: str) -> None:
    assert parse(asked).flaw == "a public suffix"


@pytest.mark.parametrize("asked", ["localhost", "icp-demo-shop", "示例"])
def test_a_single_word_that_is_no_suffix_is_a_slip_and_not_a_public_suffix(asked: str) -> None:
    assert parse(asked).flaw.startswith("malformed")


@pytest.mark.parametrize("asked", ["192.0.2.1", "192.0.2.1.", "2001:db8::1", "[2001:db8::1]", "::ffff:192.0.2.1"])
def test_an_ip_address_is_no_domain(asked: str) -> None:
    name = parse(asked)
    assert name.flaw == "an IP address"
    assert name.hosts == ()


@pytest.mark.parametrize(
    ("asked", "flaw"),
    [
        ("", "empty"),
        (" ", "empty"),
        (".", "empty"),
        ("a..cn", "malformed: an empty label"),
        (".example.cn", "malformed: an empty label"),
        ("example.cn..", "malformed: an empty label"),
        ("example。。cn", "malformed: an empty label"),
        ("exam ple.cn", "malformed: a space in it"),
        ("exam\u3000ple.cn", "malformed: a space in it"),
        ("https://example.cn", "malformed: a web address, where its domain alone is wanted"),
        ("example.cn/path", "malformed: a web address, where its domain alone is wanted"),
        ("a" * 64 + ".cn", "malformed: a label longer than 63 characters"),
        (".".join(["a" * 60] * 5) + ".cn", "malformed: longer than 253 characters"),
        ("1.2.3", "malformed: it ends in a number"),
        ("192.0.2.256", "malformed: it ends in a number"),
        ("example.cn:80", "malformed: characters that a domain name cannot have"),
        ("someone@example.cn", "malformed: characters that a domain name cannot have"),
        ("*.example.cn", "malformed: characters that a domain name cannot have"),
        ("_dmarc.example.cn", "malformed: characters that a domain name cannot have"),
        ("-example.cn", "malformed: characters that a domain name cannot have"),
        ("example-.cn", "malformed: characters that a domain name cannot have"),
        ("xn--a.cn", "malformed: characters that a domain name cannot have"),
        ("ex\x00ample.cn", "malformed: characters that a domain name cannot have"),
        ("\ud800.cn", "malformed: characters that a domain name cannot have"),
    ],
)
def test_what_cannot_be_a_domain_says_why_and_keeps_its_spelling(asked: str, flaw: str) -> None:
    name = parse(asked)
    assert (name.flaw, name.id, name.unicode) == (flaw, asked.strip().casefold(), asked.strip())
    assert (name.hosts, name.suffix) == ((), "")


def test_the_longest_label_and_the_longest_name_are_still_domains() -> None:
    assert parse("a" * 63 + ".cn").flaw == ""
    longest = ".".join(["a" * 62] * 3 + ["a" * 61]) + ".cn"
    assert len(longest) == 253
    assert parse(longest).flaw == ""
    assert parse("a" + longest).flaw.startswith("malformed")


def test_spellings_of_one_domain_are_one_domain_and_all_are_remembered_in_order() -> None:
    asked = ["example.cn", "other.com", "WWW.Example.CN.", "example.cn", "ｅｘａｍｐｌｅ。cn", "api.example.cn"]
    first, second = parse_all(asked)
    assert (first.id, second.id) == ("example.cn", "other.com")
    assert first.asked == ("example.cn", "WWW.Example.CN.", "ｅｘａｍｐｌｅ。cn", "api.example.cn")
    assert first.hosts == ("example.cn", "www.example.cn", "api.example.cn")


def test_a_malformed_name_does_not_swallow_the_good_one_beside_it() -> None:
    names = parse_all(["example..cn", "example.cn", "EXAMPLE..cn"])
    assert [(name.id, bool(name.flaw)) for name in names] == [("example..cn", True), ("example.cn", False)]


def test_no_domain_asked_is_no_domain() -> None:
    assert parse_all([]) == []


@pytest.mark.parametrize(
    ("suffix", "label"),
    [("中国", "xn--fiqs8s"), (".CN", "cn"), ("edu.cn.", "edu.cn"), ("", ""), ("a b", ""), ("7", ""), ("..", "")],
)
def test_a_suffix_has_one_spelling_or_none(suffix: str, label: str) -> None:
    assert to_ascii(suffix) == label


def test_what_cannot_be_shown_in_unicode_stays_as_it_is() -> None:
    assert to_unicode("xn--fsq092h.cn") == "示例.cn"
    assert to_unicode("xn--a.cn") == "xn--a.cn"


LABELS = st.text(st.characters(), max_size=8) | st.sampled_from(
    ("www", "示例", "faß", "xn--fsq092h", "com", "CN", "中国", "1", "xn--", "-", "ｃｎ", "a" * 63, "a\u200d", "\u0301")
)
NAMES = st.text() | st.lists(LABELS, min_size=1, max_size=6).flatmap(
    lambda labels: st.sampled_from(".。．｡").map(lambda dot: dot.join(labels))
)


@given(NAMES)
@example("İ.cn")
@example("ẞ..cn")
def test_no_text_is_too_odd_to_parse_and_its_id_means_itself(text: str) -> None:
    name = parse(text)
    again = parse(name.id)
    assert again.id == name.id
    if not name.flaw:
        assert (again.flaw, again.unicode, again.suffix) == ("", name.unicode, name.suffix)
        assert name.id.isascii()
        assert name.id == name.id.lower()
        assert name.hosts
        assert len(name.id) <= 253


@given(st.lists(NAMES, max_size=6))
def test_merging_loses_no_spelling_and_makes_no_domain_twice(texts: list[str]) -> None:
    names = parse_all(texts)
    assert sorted({asked for name in names for asked in name.asked}) == sorted(set(texts))
    assert len({name.id for name in names}) == len(names)
