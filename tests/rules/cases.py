"""What each rule says of subjects at its boundaries and in its traps, besides the examples in its docstring.

The contract tests check these tables, and the mutant tests demand that examples and tables notice every changed comparison.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model import Known, Subject, Unknown
from tests.builders import TODAY, domain, instance, known, site, unknown
from tests.rules.account_cases import ACCOUNT


@dataclass(frozen=True, slots=True)
class Case:
    """A subject, and what is to be found in all that `examples.tell` tells."""

    says: str
    subject: Subject
    as_of: str = TODAY


ENDLESS = "2099-12-31T15:59Z"
SILENT = unknown("not said")
CONFLICT = Unknown("two answers differ", known("1697 / 3775").evidence)


def sponsor(name: str) -> Known[str]:
    """A registrar as CNNIC names it."""
    return known(name, f"Sponsoring Registrar: {name}")


NOBODY, CERNET = sponsor("某某有限公司"), sponsor("赛尔网络有限公司")

INSTANCE: dict[str, list[Case]] = {
    "instance-region": [
        Case("pass", instance(region_id="cn-wuhan-lr")),
        Case("fail: ap-southeast-1", instance(region_id="ap-southeast-1")),
        Case("fail: cn-hongkong-finance-pop", instance(region_id="cn-hongkong-finance-pop")),
        Case("fail: mars-1", instance(region_id="mars-1")),
        Case("unknown: cn-zhengzhou-jva is a partner region", instance(region_id="cn-zhengzhou-jva")),
        Case("unknown: cn-north-2-gov-1 is a special region", instance(region_id="cn-north-2-gov-1")),
        Case("unknown: cn-hangzhou-9", instance(region_id="cn-hangzhou-9")),
        Case("fail: CN-HANGZHOU", instance(region_id="CN-HANGZHOU")),
    ],
    "instance-subscription": [
        Case("pass", instance(spot_strategy=SILENT)),
        Case("fail: the instance is a spot", instance(charge_type="PostPaid", spot_strategy="SpotWithPriceLimit")),
        Case("fail: the instance is pay-as-you-go", instance(charge_type="PostPaid", spot_strategy=SILENT)),
        Case("unknown: prepaid", instance(charge_type="prepaid")),
    ],
    "instance-term": [
        # Month ends are clamped: 30 November and three months is 28 February, 29 in a leap year.
        Case("pass", instance(created_at="2025-11-30T02:00Z", expires_at="2026-02-28T02:00Z")),
        Case("fail", instance(created_at="2025-11-30T02:00Z", expires_at="2026-02-28T01:59Z")),
        Case("fail", instance(created_at="2023-11-30T02:00Z", expires_at="2024-02-28T02:00Z")),
        Case("pass", instance(created_at="2023-11-30T02:00Z", expires_at="2024-02-29T02:00Z")),
        # 89 days from 1 February are three months; 90 days from 1 March are not.
        Case("pass", instance(created_at="2026-01-31T16:00Z", expires_at="2026-04-30T16:00Z")),
        Case("fail", instance(created_at="2026-02-28T16:00Z", expires_at="2026-05-29T16:00Z")),
        # 31 January in Beijing is 30 January in UTC, and three months end on 30 April in Beijing, not in UTC.
        Case("fail", instance(created_at="2026-01-30T17:00Z", expires_at="2026-04-29T16:59Z")),
        Case("pass", instance(created_at="2026-01-30T17:00Z", expires_at="2026-04-29T17:00Z")),
        # The whole term counts, whatever is left of it: this one ended long ago.
        Case("pass", instance(created_at="2024-01-01", expires_at="2024-04-01")),
        Case("pass", instance(created_at="2026-11-01", expires_at="2027-02-01")),
        Case("by at least 1 more month(s)", instance(created_at="2026-09-01", expires_at="2026-11-01")),
        Case("by at least 2 more month(s)", instance(created_at="2026-09-01", expires_at="2026-10-31")),
        Case("by at least 2 more month(s)", instance(created_at="2026-09-01", expires_at="2026-10-01")),
        Case("by at least 3 more month(s)", instance(created_at="2026-09-01", expires_at="2026-09-01")),
        # One minute late in a month whose end is clamped: three months more would end 22 hours too early.
        Case(
            "by at least 4 more month(s)",
            instance(created_at="2025-11-29T15:00Z", expires_at="2025-11-29T17:00Z"),
        ),
        Case("no subscription term", instance(charge_type="PostPaid", expires_at=SILENT)),
        Case("unknown: AfterPay", instance(charge_type="AfterPay")),
        Case("unknown: not said", instance(charge_type=SILENT)),
        Case("unknown: not said", instance(expires_at=SILENT)),
        Case("pass", instance(created_at="2009-09-10")),
        Case("before there was any", instance(created_at="2009-09-09T15:59Z")),
        Case("before there was any", instance(created_at="1970-01-01")),
        Case("in the future", instance(created_at="2026-11-25T01:01Z", expires_at="2027-11-25")),
        Case("pass", instance(created_at="2026-11-25T01:00Z", expires_at="2027-11-25")),
        # It is the run's clock that tells the future, not the day that is judged.
        Case("in the future", instance(created_at="2026-12-01", expires_at="2027-12-01"), "2027-01-01"),
        Case("pass", instance(created_at="2026-11-01", expires_at="2027-12-01"), "2026-06-01"),
        Case("pass", instance(expires_at="2098-12-31T15:59Z")),
        Case("not one of a subscription", instance(expires_at="2098-12-31T16:00Z")),
        Case("not one of a subscription", instance(expires_at="9999-12-31T23:59Z")),
        Case("before the creation", instance(created_at="2026-09-01T02:00Z", expires_at="2026-09-01T01:59Z")),
    ],
    "instance-not-expired": [
        Case("fail", instance(), "2027-03-02"),
        Case("pass", instance(), "2027-03-01"),
        Case("pass", instance(expires_at="2098-12-31T15:59Z")),
        Case("unknown", instance(expires_at="2098-12-31T16:00Z")),
        Case("fail", instance(expires_at="2009-09-10")),
        Case("unknown", instance(expires_at="2009-09-09T15:59Z")),
        Case("unknown", instance(expires_at="9999-12-31T23:59Z")),
        Case("unknown: not said", instance(charge_type=SILENT)),
        Case("fail", instance(charge_type="AfterPay", expires_at="2026-01-01")),
    ],
    "instance-review-window": [
        Case("warn", instance(expires_at="2026-11-24T16:01Z")),
        Case("pass", instance(expires_at="2098-12-31T15:59Z")),
        Case("unknown", instance(expires_at="2098-12-31T16:00Z")),
        Case("unknown", instance(expires_at="9999-12-31T23:59Z")),
        Case("warn", instance(expires_at="2027-03-01"), "2027-01-16"),
        Case("pass", instance(expires_at="2027-03-01"), "2027-01-15"),
        Case("unknown: not said", instance(charge_type=SILENT)),
    ],
    "instance-public-address": [
        Case("203.0.113.10, 198.51.100.1", instance(public_addresses=("203.0.113.10", "198.51.100.1"))),
        Case(
            "pass: the instance has the public address 47.1.1.1", instance(public_addresses=("172.16.0.9", "47.1.1.1"))
        ),
        Case("fail: the instance has no public address", instance(public_addresses=(), ipv6_addresses=SILENT)),
        Case("unknown: 2001:db8::1 is not", instance(public_addresses=("2001:db8::1",))),
        Case("unknown: web is not", instance(public_addresses=("web",))),
        *(
            Case(f"unknown: {address} is not", instance(public_addresses=(address,)))
            for address in (
                *("0.0.0.0", "10.255.255.255", "100.64.0.1", "127.0.0.1", "169.254.169.254"),
                *("172.31.255.255", "192.168.0.1", "224.0.0.1", "255.255.255.255"),
            )
        ),
        *(
            Case("pass", instance(public_addresses=(address,)))
            for address in (
                *("1.0.0.0", "11.0.0.1", "100.63.255.255", "100.128.0.1"),
                *("172.15.0.1", "172.32.0.1", "192.169.0.1", "223.5.5.5"),
            )
        ),
    ],
    "instance-bandwidth": [
        Case("pass", instance(bandwidth_mbps=200)),
        Case("unknown: the instance has only IPv6", instance(public_addresses=(), ipv6_addresses=("2001:db8::1",))),
        Case("fail: the instance has no public address", instance(public_addresses=(), ipv6_addresses=SILENT)),
        Case("unknown: not said", instance(public_addresses=SILENT)),
        Case("fail", instance(public_addresses=(), bandwidth_mbps=SILENT)),
    ],
    "instance-running": [
        *(
            Case(f"warn: the instance is {status}", instance(status=status))
            for status in ("Pending", "Starting", "Stopping")
        ),
        Case("unknown: running", instance(status="running")),
        Case("unknown: Deleted", instance(status="Deleted")),
    ],
    "instance-unlocked": [
        Case("fail: the instance is locked (Financial)", instance(locks=("Financial",))),
        Case("(security): Alibaba Cloud blocked it", instance(locks=("lunar", "security"))),
        Case("fail: the instance is locked (refunded)", instance(locks=("refunded",), recyclable=SILENT)),
        Case("spot instance about to be released", instance(locks=("recycling",))),
        Case("fail: the instance is in the recycle bin", instance(locks=SILENT, recyclable=True)),
        Case("pass: the instance has no lock, and nothing says", instance(recyclable=SILENT)),
        Case("unknown: odd", instance(recyclable=Unknown("odd", known("yes").evidence))),
        Case("what the lock lunar means", instance(locks=("lunar",), recyclable=SILENT)),
    ],
}

DOMAIN: dict[str, list[Case]] = {
    "domain-name": [
        Case(
            "pass: 示例.中国",
            domain("xn--fsq092h.xn--fiqs8s", "示例.中国", asked=("示例。中国", " XN--FSQ092H.xn--fiqs8s. ")),
        ),
        Case("warn: www.示例.中国 is", domain("xn--fsq092h.xn--fiqs8s", "示例.中国", asked=("www.示例.中国",))),
        Case("pass", domain("example.com.cn")),
        Case("warn: a.b.example.com.cn", domain("example.com.cn", asked=("a.b.example.com.cn",))),
        Case("unknown: which domain", domain("a b.cn", flaw="malformed: a space in it")),
        Case("unknown: which domain", domain("", flaw="empty")),
    ],
    "domain-suffix": [
        Case("pass: .中国 is approved", domain("xn--fsq092h.xn--fiqs8s")),
        Case("pass: .cn", domain("example.org.cn")),
        Case("fail: .org is", domain("example.org")),
        Case("unknown: whether MIIT approved .香港", domain("a.xn--j6w193g")),
    ],
    "domain-registrar": [
        Case("pass", domain(registrar=SILENT, registrar_iana_id="420")),
        Case("pass", domain(registrar="A name in no row", registrar_iana_id="420")),
        Case("fail: Alibaba Cloud US LLC is international", domain(registrar=SILENT, registrar_iana_id="3819")),
        Case(
            "from alibabacloud.com to aliyun.com", domain(registrar="ALIBABA.COM SINGAPORE E-COMMERCE PRIVATE LIMITED")
        ),
        Case("fail: Xiamen Domains, Inc. (seat: unknown)", domain(registrar="Xiamen Domains, Inc.")),
        Case("fail: Alibaba (China) Technology", domain(registrar=SILENT, registrar_iana_id="1377")),
        Case("unknown: Hangzhou AiMing Network Co., Ltd. is in the mainland", domain(registrar="杭州爱名网络有限公司")),
        Case("unknown", domain(registrar=SILENT, registrar_iana_id="671")),
        Case("unknown: 阿里云 is in no row", domain(registrar="阿里云", registrar_iana_id=SILENT)),
        Case("unknown: 9999 is in no row", domain(registrar=unknown("no name"), registrar_iana_id="9999")),
        Case("unknown: Nobody is in no row", domain(registrar="Nobody", registrar_iana_id="9999")),
        Case("unknown: no name", domain(registrar=unknown("no name"), registrar_iana_id=unknown("no id"))),
        Case("; 1697: CN-mainland, yes: ", domain(registrar="DNSPod, Inc.", registrar_iana_id="1697")),
        # Those that sponsor .cn names only have no IANA id and a Chinese name.
        Case("pass: 中企动力科技股份有限公司 is a licensed", domain(registrar="中企动力科技股份有限公司")),
        Case("; 中企动力科技股份有限公司: CN-mainland, yes: ", domain(registrar="中企动力科技股份有限公司")),
        Case(
            "unknown: the IANA id 9999 is not that of the registrar named, 中企动力科技股份有限公司",
            domain(registrar="中企动力科技股份有限公司", registrar_iana_id="9999"),
        ),
        # An id and a name that are those of two registrars, whichever of the two is licensed.
        Case("unknown: the IANA id 3775 is not that", domain(registrar="DNSPod, Inc.", registrar_iana_id="3775")),
        Case(
            "unknown: the IANA id 1697 is not that of the registrar named, NameSilo, LLC",
            domain(registrar="NameSilo, LLC", registrar_iana_id="1697"),
        ),
        Case("unknown: the IANA id 9999 is not that", domain(registrar="DNSPod, Inc.", registrar_iana_id="9999")),
        # A name does not make up for ids that contradict each other; an id does for names that are spelled differently.
        Case("unknown: two answers differ", domain(registrar="DNSPod, Inc.", registrar_iana_id=CONFLICT)),
        Case("unknown: two answers differ", domain(registrar=CONFLICT, registrar_iana_id=SILENT)),
        Case("pass: DNSPod, Inc.", domain(registrar=CONFLICT, registrar_iana_id="1697")),
        Case("fail: NameSilo, LLC", domain(registrar=CONFLICT, registrar_iana_id="1479")),
        # A mainland firm without a licence seen: CNNIC's word for it, of its own names only.
        *(
            Case("warn: no licence of 赛尔网络有限公司 was seen", domain(name, registrar=CERNET))
            for name in ("example.cn", "example.com.cn", "xn--fsq092h.xn--fiqs8s", "xn--fsq092h.xn--fiqz9s")
        ),
        Case("Sponsoring Registrar: 赛尔网络有限公司; 赛尔网络有限公司: CN-mainland", domain(registrar=CERNET)),
        Case("warn: no licence of 赛尔网络有限公司 was seen", domain(registrar=CERNET, registrar_country="CN")),
        Case("warn: no licence of Shenzhen HuLian", domain(registrar=sponsor("深圳市互联先锋科技有限公司"))),
        Case("warn", domain(registrar=known("赛尔网络有限公司", "SPONSORING REGISTRAR : 赛尔网络有限公司"))),
        Case(
            "unknown: 赛尔网络有限公司 is in the mainland, but no",
            domain(registrar=known("赛尔网络有限公司", "Registrar: 赛尔网络有限公司")),
        ),
        Case(
            "unknown: 赛尔网络有限公司 is in the mainland, but no",
            domain(registrar=known("赛尔网络有限公司", "the text behind Sponsoring Registrar")),
        ),
        *(
            Case("unknown: 赛尔网络有限公司 is in the mainland, but no", domain(name, registrar=CERNET))
            for name in ("example.com", "cn.com", "example.xn--55qx5d", "example.xn--io0a7i")
        ),
        # Both are quoted when the published contact contradicts the table.
        Case(
            "; builders: HK; 赛尔网络有限公司: CN-mainland, probable",
            domain(registrar=CERNET, registrar_country="HK"),
        ),
        Case("unknown: 赛尔网络有限公司 is in", domain(registrar=CERNET, registrar_country="HK")),
        # CNNIC names another firm than the one that the id leads to.
        Case("unknown: Hangzhou AiMing", domain(registrar=NOBODY, registrar_iana_id="1465")),
        # What the table saw outweighs that they sponsor .cn names, and any contact.
        Case("fail: Dynadot Inc (seat: US)", domain(registrar=sponsor("Dynadot Inc"), registrar_country="CN")),
        Case("fail: Alibaba (China)", domain(registrar=sponsor("Alibaba (China) Technology Co., Ltd."))),
        Case("pass: DNSPod, Inc.", domain(registrar_iana_id="1697", registrar=SILENT, registrar_country="HK")),
        # One in no row is where its contact is. `+1` is shared by several countries, none of which is China.
        *(
            Case(f"outside the mainland ({code})", domain(registrar=NOBODY, registrar_country=code))
            for code in ("HK", "MO", "TW", "SG", "US", "+1", "+44")
        ),
        Case(
            "[builders: Sponsoring Registrar: 某某有限公司; builders: TW]",
            domain(registrar=NOBODY, registrar_country="TW"),
        ),
        Case("fail: 9999 is in no row", domain(registrar=SILENT, registrar_iana_id="9999", registrar_country="US")),
        Case("unknown: not said", domain(registrar=SILENT, registrar_iana_id=SILENT, registrar_country="US")),
        Case("unknown: 某某有限公司 is in no row", domain("example.com.cn", registrar=NOBODY, registrar_country="CN")),
        Case("unknown: 某某有限公司 is in no row", domain("a.xn--fiqs8s", registrar=NOBODY, registrar_country="CN")),
        Case("unknown: 某某有限公司 is in no row", domain("a.com", registrar=NOBODY, registrar_country="CN")),
        Case("unknown: 某某有限公司 is in no row", domain(registrar="某某有限公司", registrar_country="CN")),
        Case("unknown: 某某有限公司 is in no row", domain(registrar=NOBODY)),
        Case(
            "1697 / 3775]",
            domain(registrar=NOBODY, registrar_country=Unknown("two values that differ", CONFLICT.evidence)),
        ),
        # Two answers of CNNIC's that differ name no sponsor.
        Case(
            "unknown: 9999 is in no row",
            domain(
                registrar=Unknown("two answers differ", (*NOBODY.evidence, *CERNET.evidence)),
                registrar_iana_id="9999",
                registrar_country="CN",
            ),
        ),
    ],
    "domain-expiry": [
        Case("fail: the registration ended", domain(expires_at="2026-11-24T16:00Z")),
        Case("in 0 days", domain(expires_at="2026-11-24T16:01Z")),
        # 15:59Z and 16:00Z are two days in Beijing.
        Case("fail: the registration ends 2027-01-08, in 44 days", domain(expires_at="2027-01-08T15:59Z")),
        Case("warn: the registration ends 2027-01-09, in 45 days", domain(expires_at="2027-01-08T16:00Z")),
        Case("warn: the registration ends 2027-02-23, in 90 days", domain(expires_at="2027-02-23T15:59Z")),
        Case("pass: the registration ends 2027-02-24, in 91 days", domain(expires_at="2027-02-23T16:00Z")),
        Case("warn", domain(expires_at="2027-02-24"), "2027-01-01"),
        Case("pass", domain(expires_at="2098-12-31T15:59Z")),
        Case("unknown", domain(expires_at="2098-12-31T16:00Z")),
        Case("unknown", domain(expires_at="9999-12-31T23:59Z")),
    ],
    "domain-status": [
        Case("pass", domain(statuses=("client transfer prohibited", "serverDeleteProhibited (a remark)"))),
        Case("fail", domain(statuses=("clientHold https://icann.org/epp#clientHold",))),
        Case("of use: redemptionPeriod, pendingDelete", domain(statuses=("redemptionPeriod", "ok", "pendingDelete"))),
        Case("fail", domain(statuses=("frobnicated", "pendingTransfer", "server hold"))),
        Case(
            "unknown: the table of statuses does not say what this means: frobnicated",
            domain(statuses=("pendingTransfer", "frobnicated")),
        ),
        Case("warn", domain(statuses=("ok", "ADD PERIOD"))),
    ],
    "domain-holder": [
        Case("pass", domain(holder="ＥＸＡＭＰＬＥ　Ltd", owner="Example LTD")),
        Case("pass", domain(holder="甲【北京】有限公司", owner=" 甲（北京） 有限公司\t")),
        *(
            Case("pass", domain(holder=f"甲{left}北京{right}有限公司", owner="甲（北京）有限公司"))
            for left, right in (
                "()",
                "[]",
                "<>",
                "〔〕",
                "【】",
                "〖〗",
                "《》",
                "〈〉",
                "「」",
                "［］",
                "｛｝",
                "﹙﹚",
                "＜＞",
            )
        ),
        Case("pass", domain(holder="甲（北京）有限公司", owner="甲{北京}有限公司")),
        Case("fail", domain(holder="甲北京有限公司", owner="甲<北京>有限公司")),
        Case("fail", domain(holder="甲)北京(有限公司", owner="甲(北京)有限公司")),
        Case("fail", domain(holder="甲>北京<有限公司", owner="甲(北京)有限公司")),
        *(
            Case("pass", domain(holder=spelling, owner="Example Co., Ltd."))
            for spelling in (
                "EXAMPLE CO.,LTD",
                "Example Co Ltd",
                "example co. ltd",
                "Ｅｘａｍｐｌｅ Ｃｏ．，Ｌｔｄ．",
                "EXAMPLE-CO LTD",
            )
        ),
        *(
            Case("pass", domain(holder=f"约翰{dot}史密斯", owner="约翰·史密斯"))
            for dot in ("", " ", "・", "•", "‧", "∙", "⋅", "･", ".", "．", "。", "、", "，", "'", "’", "“", "–")
        ),
        Case("pass", domain(holder="Groß GmbH", owner="GROSS GmbH")),
        Case("pass", domain(holder="E\u0301mile", owner="émile")),
        Case("fail", domain(holder="Emile", owner="Émile")),
        # What stands for a word, a mask or lost characters is no punctuation.
        Case("fail", domain(holder="A & B Ltd", owner="AB Ltd")),
        Case("fail", domain(holder="张**", owner="张")),
        Case("fail", domain(holder="??科技有限公司", owner="科技有限公司")),
        Case("fail", domain(holder="示例科技...", owner="示例科技")),
        Case("fail", domain(holder="示例科技…", owner="示例科技")),
        Case("pass", domain(holder="示例科技...", owner="示例科技…")),
        Case("fail", domain(holder="Example Ltd", owner="Example Limited")),
        Case("fail", domain(holder="甲有限责任公司", owner="甲有限公司")),
        Case("fail", domain(holder="甲乙", owner="乙甲")),
        Case("fail", domain(holder="San Zhang", owner="Zhang San")),
        Case("fail", domain(holder="張三", owner="张三")),
        Case("fail", domain(holder="甲有限公司北京分公司", owner="甲有限公司")),
        # Without a letter or a digit there is nothing to compare, and nothing is equal to it.
        *(
            Case(
                f"unknown: «{nothing}» is no name that could be compared → Look up the holder",
                domain(holder=nothing, owner=nothing),
            )
            for nothing in ("", " ", "。", "（）", "***", "-", "\u3000")
        ),
        Case("unknown: «...» is no name that could be compared → Say who", domain(owner="...")),
        Case("pass: the holder 7 is", domain(holder="7", owner="７")),
        # Aliases: in one spelling, too, the first that fits, and the user's words are quoted.
        Case(
            "by the alias Example Technology Co., Ltd. →  [builders: example technology co ltd; "
            "builders: 示例科技有限公司; owner_aliases: Example Technology Co., Ltd.]",
            domain(
                holder="example technology co ltd",
                owner_aliases=("旧示例有限公司", "Example Technology Co., Ltd.", "Example Technology Co Ltd"),
            ),
        ),
        Case("pass: the holder 示例科技有限公司 is who will file → ", domain(owner_aliases=("示例科技有限公司", "乙"))),
        Case("pass", domain(holder="旧示例（北京）有限公司", owner_aliases=("旧示例(北京)有限公司",))),
        Case("fail", domain(holder="旧示例北京有限公司", owner_aliases=("旧示例(北京)有限公司", ""))),
        Case("unknown: «,»", domain(holder=",", owner_aliases=("", "."))),
        Case("unknown: whether the holder will", domain(holder="乙", owner=SILENT, owner_aliases=("乙",))),
        Case("unknown: not said", domain(holder=SILENT, owner_aliases=("乙",))),
        Case("unknown: whether the holder will file", domain(holder=SILENT, owner=unknown("not asked"))),
    ],
}

OURS = ("203.0.113.10", "2001:db8::1")
DUAL = instance(ipv6_addresses=("2001:db8::1",))
OTHER = ("198.51.100.7",)

SITE: dict[str, list[Case]] = {
    "site-address": [
        Case("pass: example.cn leads to 203.0.113.10, 2001:db8::1", site(domain(addresses=OURS), DUAL)),
        Case("pass: example.cn leads to 2001:db8::1", site(domain(addresses=OURS[1:]), DUAL)),
        Case("unknown: example.cn leads to 2001:db8::1, which", site(domain(addresses=OURS))),
        Case("unknown: example.cn leads to 2001:db8::1", site(domain(addresses=OURS), instance(ipv6_addresses=SILENT))),
        Case("unknown: not said", site(instance_=instance(region_id=SILENT))),
        Case("unknown: not said", site(instance_=instance(public_addresses=SILENT))),
        Case("fail", site(instance_=instance(region_id="cn-hongkong"))),
        Case("fail", site(domain(addresses=()), instance(region_id="us-east-1"), declared=True)),
        Case("fail", site(domain(addresses=SILENT), instance(region_id="mars-1"), declared=True)),
        # One address of two that leads abroad is enough, and so is a new region that is not one of the mainland.
        Case("(ap-southeast-1)", site(domain(addresses=(*OURS[:1], *OTHER)), elsewhere=("ap-southeast-1",))),
        Case("(mars-1)", site(domain(addresses=OTHER), declared=True, elsewhere=("cn-beijing", "mars-1"))),
        Case("warn", site(domain(addresses=(*OURS[:1], *OTHER)), elsewhere=("cn-beijing",))),
        Case("warn: example.cn does not lead to this instance alone", site(elsewhere=("cn-beijing",))),
        Case(
            "Point example.cn at this instance's public address",
            site(domain(addresses=OTHER), instance(public_addresses=()), declared=True, elsewhere=("cn-beijing",)),
        ),
        Case(
            "Point example.cn at 203.0.113.10", site(domain(addresses=OTHER), declared=True, elsewhere=("cn-beijing",))
        ),
        # Partly to nobody known; to a region of which it is not known whether it can be filed.
        Case("unknown", site(domain(addresses=(*OURS[:1], "192.0.2.80")))),
        Case("unknown", site(domain(addresses=(*OTHER, "192.0.2.80")), declared=True, elsewhere=("cn-beijing",))),
        Case("unknown", site(domain(addresses=OTHER), declared=True, elsewhere=("cn-atlantis",))),
        Case("unknown", site(domain(addresses=OTHER), declared=True, elsewhere=("cn-beijing-gov-1",))),
        Case("pass", site(instance_=instance(region_id="cn-atlantis"))),
        Case("unknown: example.cn leads nowhere", site(domain(addresses=()))),
        Case("unknown: example.cn leads nowhere", site(domain(addresses=()), declared=False)),
        Case(
            "point it at the instance's public address",
            site(domain(addresses=()), instance(public_addresses=()), declared=True),
        ),
    ],
}

CASES = {**INSTANCE, **DOMAIN, **SITE, **{rule: [Case(*row) for row in rows] for rule, rows in ACCOUNT.items()}}
