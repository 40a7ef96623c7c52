"""`config/*.toml`: complete, consistent, cited, and read as `auditor.tables` says."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import idna
import pytest

from auditor.errors import AuditorError
from auditor.tables import Tables, config_folder, name_key, status_key

READ_ON = date(2026, 11, 23)

# Per table: the name of its rows, the key that is unique, keys a row must have, keys it may have.
SHAPES = {
    "regions": ("region", "id", "id name area source", "note"),
    "suffixes": ("suffix", "ascii", "ascii name status as_of source", "note"),
    "registries": ("registry", "suffix", "suffix protocol source", "rdap whois thin interval_seconds note"),
    "registrars": ("registrar", "", "brand location licensed evidence", "iana_id name name_zh former_names note"),
    "statuses": ("status", "status", "status meaning source", "note"),
    "locks": ("lock", "reason", "reason meaning source", ""),
    "policy": ("threshold", "name", "name value unit source read_on note", "url"),
}
WORDS = {
    ("regions", "area"): {"mainland", "outside", "special", "partner"},
    ("suffixes", "status"): {"approved", "not-approved", "unclear"},
    ("registries", "protocol"): {"rdap", "whois"},
    ("registrars", "licensed"): {"yes", "probable", "unknown", "no"},
    ("statuses", "meaning"): {"normal", "wait", "blocked"},
    ("policy", "unit"): {"months", "days", "date"},
}
NOT_TEXT: dict[str, type] = {"former_names": list, "thin": bool, "interval_seconds": int, "read_on": date}
NORMAL = """
    ok linked active associated validated locked proxy private removed obscured renewPeriod
    clientDeleteProhibited clientRenewProhibited clientTransferProhibited clientUpdateProhibited
    serverDeleteProhibited serverRenewProhibited serverTransferProhibited serverUpdateProhibited
    deleteProhibited renewProhibited transferProhibited updateProhibited
"""
WAIT = "pendingTransfer pendingUpdate pendingRenew addPeriod transferPeriod autoRenewPeriod inactive"
BLOCKED = "clientHold serverHold redemptionPeriod pendingRestore pendingDelete pendingCreate"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables()


def document(name: str) -> dict[str, Any]:
    return tomllib.loads((config_folder() / f"{name}.toml").read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document(name)[SHAPES[name][0]]
    return found


def names_of(row: dict[str, Any]) -> list[str]:
    return [name for name in (row.get("name"), row.get("name_zh"), *row.get("former_names", [])) if name]


def flaws(name: str, row: dict[str, Any]) -> list[str]:
    """What is wrong with the keys and the types of a row."""
    _, _, must, may = SHAPES[name]
    found = [f"lacks {key}" for key in must.split() if key not in row]
    found += [f"unknown key {key}" for key in row if key not in {*must.split(), *may.split()}]
    for key, value in row.items():
        if (name, key) == ("policy", "value"):
            fits = type(value) is (date if row["unit"] == "date" else int)
        else:
            fits = type(value) is NOT_TEXT.get(key, str) and value not in ("", [], False, 0)
        found += [] if fits else [f"{key} is {value!r}"]
        found += [f"{key} is {value!r}"] if value not in WORDS.get((name, key), [value]) else []
    return found


# --- every table --------------------------------------------------------------------------------------------------------


def test_every_table_loads_and_says_when_its_facts_were_read() -> None:
    tables = Tables()
    assert all((tables.regions, tables.suffixes, tables.registries, tables.statuses, tables.locks, tables.policy))
    assert tables.registrar_by_id("420")
    assert [table.name for table in tables.used] == sorted(SHAPES)
    assert {table.read_on for table in tables.used} == {READ_ON}


def test_a_table_that_nobody_asked_for_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "locks.toml").write_text((config_folder() / "locks.toml").read_text(encoding="utf-8"), encoding="utf-8")
    tables = Tables(tmp_path)
    assert tables.locks
    assert [table.name for table in tables.used] == ["locks"]


@pytest.mark.parametrize(
    "content", [None, b"[table", b'lock = "no table"', b"[table]\nread_on = 2026-11-23", b"# \xd6\xd0"]
)
def test_a_table_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "locks.toml").write_bytes(content)
    with pytest.raises(AuditorError, match=r"locks\.toml cannot be read") as caught:
        _ = Tables(tmp_path).locks
    assert caught.value.advice


@pytest.mark.parametrize("name", SHAPES)
def test_every_table_says_who_says_so_and_explains_its_columns(name: str) -> None:
    head = document(name)["table"]
    assert sorted(head) == ["note", "publisher", "read_on", "url"]
    assert all(head.values())
    assert head["url"].startswith("https://")
    comment = (config_folder() / f"{name}.toml").read_text(encoding="utf-8").split("[table]", 1)[0]
    keys = SHAPES[name][2].split()
    assert [key for key in keys if not re.search(rf"^# .*\b{key}\b", comment, re.MULTILINE)] == []


def test_config_holds_no_table_that_nothing_checks() -> None:
    assert {path.stem for path in config_folder().glob("*.toml")} - {"auditor.example"} == set(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_every_row_has_its_keys_its_source_and_no_other_key(name: str) -> None:
    assert [(row, flaws(name, row)) for row in rows(name) if flaws(name, row)] == []


def test_a_row_with_an_unknown_key_or_a_wrong_value_is_noticed() -> None:
    good = rows("registrars")[0]
    wrong = {"licence": "yes", "evidence": "", "licensed": "maybe", "iana_id": 420, "former_names": "甲", "note": ""}
    assert flaws("registrars", good) == []
    assert [key for key in wrong if not flaws("registrars", good | {key: wrong[key]})] == []


@pytest.mark.parametrize("name", [name for name in SHAPES if SHAPES[name][1]])
def test_no_two_rows_have_the_same_key(name: str) -> None:
    key = status_key if name == "statuses" else str.lower
    seen = Counter(key(row[SHAPES[name][1]]) for row in rows(name))
    assert [each for each, n in seen.items() if n > 1] == []


# --- regions ------------------------------------------------------------------------------------------------------------


def test_regions_are_complete(tables: Tables) -> None:
    areas = Counter(region.area for region in tables.regions.values())
    assert areas == {"mainland": 15, "special": 6, "partner": 1, "outside": 21}


@pytest.mark.parametrize(
    ("area", "regions"),
    [
        ("mainland", "cn-hangzhou cn-wuhan-lr cn-zhongwei"),
        ("outside", "cn-hongkong cn-hongkong-finance-pop ap-southeast-1 us-east-1 me-central-1"),
        ("special", "cn-shanghai-finance-1 cn-beijing-finance-1 cn-north-2-gov-1 cn-beijing-gov-1"),
        ("partner", "cn-zhengzhou-jva"),
    ],
)
def test_a_region_is_told_by_the_table_and_not_by_its_prefix(tables: Tables, area: str, regions: str) -> None:
    assert {tables.regions[region].area for region in regions.split()} == {area}


def test_no_region_without_the_mainland_prefix_is_in_the_mainland(tables: Tables) -> None:
    assert {r.area for r in tables.regions.values() if not r.id.startswith("cn-")} == {"outside"}


# --- suffixes and registries ----------------------------------------------------------------------------------------------


def test_suffixes_are_complete(tables: Tables) -> None:
    status = Counter(suffix.status for suffix in tables.suffixes.values())
    assert status == {"approved": 156, "not-approved": 41, "unclear": 3}


@pytest.mark.parametrize(
    ("status", "suffixes"),
    [("approved", "com cn xn--fiqs8s me pw"), ("not-approved", "org io ai game"), ("unclear", "hk xn--j6w193g tel")],
)
def test_a_suffix_has_the_status_that_was_seen(tables: Tables, status: str, suffixes: str) -> None:
    assert {tables.suffixes[suffix].status for suffix in suffixes.split()} == {status}


def test_every_suffix_is_the_a_label_of_its_name(tables: Tables) -> None:
    for suffix in tables.suffixes.values():
        assert idna.encode(suffix.name).decode("ascii") == suffix.ascii
        assert idna.decode(suffix.ascii) == suffix.name


def test_every_suffix_says_on_which_day_its_status_was_seen(tables: Tables) -> None:
    assert all(date(2022, 8, 30) <= date.fromisoformat(s.as_of) <= READ_ON for s in tables.suffixes.values())


def test_every_suffix_has_a_registry_to_ask(tables: Tables) -> None:
    assert set(tables.registries) == {*tables.suffixes, "edu.cn"}
    assert Counter(r.protocol for r in tables.registries.values()) == {"rdap": 175, "whois": 26}


def test_every_registry_has_the_server_its_protocol_needs(tables: Tables) -> None:
    host = r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z0-9]"
    for registry in tables.registries.values():
        needed = registry.rdap if registry.protocol == "rdap" else registry.whois
        assert needed, registry.suffix
        assert re.fullmatch(rf"(https://{host}/([\w.-]+/)*)?", registry.rdap), registry.rdap
        assert re.fullmatch(rf"({host})?", registry.whois), registry.whois


def test_a_registry_outside_the_bootstrap_is_asked_by_whois_only(tables: Tables) -> None:
    assert [r.suffix for r in tables.registries.values() if r.protocol == "whois" and r.rdap] == []
    assert [row["suffix"] for row in rows("registries") if "://" in row.get("note", "")] == []


def test_cnnic_is_asked_by_whois_with_a_pause_and_by_rdap_where_it_has_it(tables: Tables) -> None:
    for suffix in ("cn", "xn--fiqs8s", "xn--fiqz9s"):
        registry = tables.registries[suffix]
        assert (registry.protocol, registry.whois, registry.rdap) == ("whois", "whois.cnnic.cn", "")
        assert registry.interval == timedelta(seconds=1)
    for suffix in ("xn--55qx5d", "xn--io0a7i"):
        assert (tables.registries[suffix].protocol, tables.registries[suffix].rdap) == (
            "rdap",
            "https://rdap.ngtld.cn/",
        )


def test_only_the_thin_registries_are_thin(tables: Tables) -> None:
    assert {r.suffix for r in tables.registries.values() if r.thin} == {"com", "net", "cc"}


# --- registrars -----------------------------------------------------------------------------------------------------------


def test_registrars_are_complete() -> None:
    found = rows("registrars")
    assert Counter(row["licensed"] for row in found) == {"yes": 48, "probable": 30, "unknown": 28, "no": 204}
    assert sum(row["location"] == "CN-mainland" for row in found) == 107
    assert {row["location"] for row in found if row["licensed"] != "no"} == {"CN-mainland"}
    assert all(re.fullmatch(r"CN-mainland|[A-Z]{2}|unknown", row["location"]) for row in found)
    assert "CN" not in {row["location"] for row in found}


# The registrars that most foreign names are with, and those that users of Alibaba Cloud come from.
LARGE = {
    "146": "GoDaddy.com, LLC", "1068": "NameCheap, Inc.", "69": "Tucows Domains Inc.", "2": "Network Solutions, LLC",
    "895": "Squarespace Domains II LLC", "3827": "Squarespace Domains LLC", "83": "IONOS SE", "48": "eNom, LLC",
    "49": "GMO Internet Group, Inc. d/b/a Onamae.com", "269": "Key-Systems GmbH", "1636": "HOSTINGER operations, UAB",
    "433": "OVH sas", "81": "Gandi SAS", "1910": "Cloudflare, Inc.", "1861": "Porkbun LLC", "1479": "NameSilo, LLC",
    "472": "Dynadot Inc", "3862": "Spaceship, Inc.", "3775": "Dominet (HK) Limited", "3819": "Alibaba Cloud US LLC",
    "1923": "Gname.com Pte. Ltd.", "292": "MarkMonitor Inc.", "299": "CSC Corporate Domains, Inc.", "447": "SafeNames Ltd.",
    "470": "Nom-iq Ltd. dba COM LAUDE", "1387": "1API GmbH", "303": "PDR Ltd. d/b/a PublicDomainRegistry.com",
    "106": "Ascio Technologies, Inc. Danmark - Filial af Ascio technologies, Inc. USA", "3817": "Wix.com Ltd.",
    "839": "Realtime Register B.V.", "1531": "Automattic Inc.", "9": "Register.com - Network Solutions, LLC",
    "1154": "FastDomain Inc.", "625": "Name.com, Inc.", "617": "Epik LLC", "609": "Sav.com, LLC", "141": "Cronon GmbH",
    "1647": "Hosting Concepts B.V. d/b/a Registrar.eu", "1408": "united-domains GmbH", "3240": "Infomaniak Network SA",
    "1390": "Mesh Digital Limited", "1515": "123-Reg Limited", "1291": "Dreamscape Networks International Pte Ltd",
    "1443": "Vautron Rechenzentrum AG", "1489": "Megazone Corp., dba HOSTING.KR", "244": "Gabia, Inc.",
    "1495": "BigRock Solutions Ltd.", "1441": "TurnCommerce, Inc. DBA NameBright.com", "228": "Moniker Online Services LLC",
    "468": "Amazon Registrar, Inc.", "440": "Wild West Domains, LLC", "151": "InterNetX GmbH", "1336": "Net-Chinese Co., Ltd.",
    "460": "Web Commerce Communications Limited dba WebNic.cc", "3858": "Aceville Pte. Ltd.", "1420": "INWX GmbH",
    "3765": "NICENIC INTERNATIONAL GROUP CO., LIMITED", "1915": "West263 International Limited", "896": "Aruba SpA",
}  # fmt: skip


def test_the_large_foreign_registrars_are_in_no_doubt(tables: Tables) -> None:
    assert sum(row["location"] != "CN-mainland" for row in rows("registrars")) > 2 * 100
    for iana_id, name in LARGE.items():
        row = tables.registrar_by_id(iana_id)
        assert row is not None
        assert row == tables.registrar_by_name(name), name
        assert (row.licensed, row.location == "CN-mainland") == ("no", False)


def test_every_registrar_is_found_by_its_own_id_and_names_and_nobody_else_has_them(tables: Tables) -> None:
    found = rows("registrars")
    ids = [row["iana_id"] for row in found if "iana_id" in row]
    keys = [name_key(name) for row in found for name in names_of(row)]
    assert all(re.fullmatch(r"[1-9]\d*", each) for each in ids)
    assert (len(set(ids)), len(set(keys))) == (len(ids), len(keys))
    for row in found:
        same = [tables.registrar_by_name(name) for name in names_of(row)]
        same += [tables.registrar_by_id(row["iana_id"])] if "iana_id" in row else []
        assert same
        assert all(each and (each.brand, each.evidence) == (row["brand"], row["evidence"]) for each in same), row


@pytest.mark.parametrize(
    ("decision", "iana_ids"),
    [
        (("CN-mainland", "yes"), "120 420 1555 1599 1697 3755"),
        (("CN-mainland", "probable"), "1316 1465 1723 3233"),
        (("CN-mainland", "unknown"), "671 3838 4153"),
        (("HK", "no"), "3775 1915 1481 3765 4543"),
        (("US", "no"), "3819 82 292"),
        (("SG", "no"), "1923 3858 3888"),
        (("unknown", "no"), "817 1873 1905 1921 1922"),
    ],
)
def test_an_iana_id_decides(tables: Tables, decision: tuple[str, str], iana_ids: str) -> None:
    for iana_id in iana_ids.split():
        row = tables.registrar_by_id(iana_id)
        assert row is not None
        assert (row.location, row.licensed) == decision
        assert row.read_on == READ_ON


def test_international_alibaba_cloud_is_told_from_the_licensed_one_on_the_same_host(tables: Tables) -> None:
    for iana_id in ("3775", "3819"):
        row = tables.registrar_by_id(iana_id)
        assert row is not None
        assert "alibabacloud.com" in row.note
        assert "420 and 1599" in row.note


@pytest.mark.parametrize(
    ("iana_id", "names"),
    [
        ("420", ["Alibaba Cloud Computing (Beijing) Co., Ltd.", "ALIBABA CLOUD COMPUTING（BEIJING）CO.,LTD"]),
        ("420", ["阿里巴巴云计算（北京）有限公司", "阿里巴巴云计算(北京) 有限公司"]),
        ("420", ["HiChina Zhicheng Technology Ltd.", "ＨｉＣｈｉｎａ　Zhicheng Technology Ltd."]),
        ("1599", ["阿里云计算有限公司", "阿里云计算有限公司（万网）", "阿里云计算有限公司(原万网)"]),
        ("1588", ["北京国科云计算技术有限公司（原北京中科三方网络技术有限公司）", "北京中科三方网络技术有限公司"]),
        ("3775", ["Dominet (HK) Limited", "Alibaba.com Singapore E-Commerce Private Limited"]),
        ("1697", ["DNSPod, Inc.", "烟台帝思普网络科技有限公司"]),
        ("1905", ["Xiamen Domains, Inc."]),
        ("", ["华为云计算技术有限公司"]),
        # Both were once names of a licensed firm, too: they lead to the row that is not sure of a licence.
        ("1465", ["Hangzhou AiMing Network Co., Ltd."]),
        ("1316", ["厦门三五互联科技股份有限公司"]),
    ],
)
def test_an_exact_name_decides_whatever_its_width_case_and_spacing(
    tables: Tables, iana_id: str, names: list[str]
) -> None:
    for name in names:
        row = tables.registrar_by_name(name)
        assert row is not None
        assert row.iana_id == iana_id


def test_a_part_of_a_name_proves_nothing(tables: Tables) -> None:
    parts = "Alibaba 阿里云 阿里云计算有限责任公司 示例科技有限公司 DNSPod Xiamen 。"
    assert [part for part in ("", "Alibaba Cloud", *parts.split()) if tables.registrar_by_name(part)] == []


def test_an_id_that_is_in_no_row_is_in_no_row(tables: Tables) -> None:
    assert [each for each in ("", "0", "9999", "99999999") if tables.registrar_by_id(each)] == []


# --- statuses, locks, policy ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("statuses", "meaning"), [(NORMAL, "normal"), (WAIT, "wait"), (BLOCKED, "blocked")])
def test_every_epp_and_rdap_status_of_a_domain_means_what_it_does_to_a_filing(
    tables: Tables, statuses: str, meaning: str
) -> None:
    for status in statuses.split():
        words = re.sub(r"(?=[A-Z])", " ", status).lower()
        spellings = (status, words, words.upper(), f"{status} https://icann.org/epp#{status}", f"{status} (a remark)")
        assert {tables.statuses[status_key(spelling)] for spelling in spellings} == {meaning}
        assert {tables.status_meaning(spelling) for spelling in spellings} == {meaning}


@pytest.mark.parametrize("status", ["administrative", "reserved", "", "frobnicated"])
def test_a_status_that_says_nothing_known_of_a_domain_has_no_meaning(tables: Tables, status: str) -> None:
    assert status_key(status) not in tables.statuses
    assert tables.status_meaning(status) == ""


def test_every_documented_lock_is_explained(tables: Tables) -> None:
    assert set(tables.locks) == {"financial", "security", "recycling", "dedicatedhostfinancial", "refunded"}
    assert all(re.fullmatch(r"\S.*[a-z]", meaning) for meaning in tables.locks.values())


def test_the_policy_has_the_published_thresholds(tables: Tables) -> None:
    policy = tables.policy
    assert policy.term_months == 3
    assert policy.review_window == timedelta(days=45)
    assert (policy.domain_expiry_fail, policy.domain_expiry_warn) == (timedelta(days=45), timedelta(days=90))
    assert (policy.earliest_creation, policy.endless_from) == (date(2009, 9, 10), date(2099, 1, 1))
    assert (policy.real_name_fresh, policy.real_name_settled) == (timedelta(days=3), timedelta(days=7))
    assert policy.real_name_loaded_from == date(2018, 1, 1)
    assert policy.real_name_assumed_after == timedelta(days=30)
    assert date(2099, 12, 31) >= policy.endless_from
