"""From a registry without a holder to the registrar that its answer names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from auditor.errors import WireError
from auditor.live import Live
from auditor.model import Answered, Known, Observation, Unknown
from auditor.names import parse
from auditor.settings import Settings
from auditor.sources import rdap, whois
from auditor.wire import Query, Reply, Wire
from tests.builders import TABLES, at
from tests.fakes import reply
from tests.servers.rdap import RdapServer
from tests.servers.whois import WhoisServer

NAME = "example.com"
VERISIGN, BY_WHOIS = "https://rdap.verisign.com/com/v1/", "whois.verisign-grs.com:43"
ALIBABA = "Alibaba Cloud Computing Ltd. d/b/a HiChina (www.net.cn)"
LINK = "https://rdap.registrar.net/rdap/domain/EXAMPLE.COM"
REGISTRAR = "https://rdap.registrar.net/rdap/"


def contact(role: str, name: str, iana_id: str = "") -> dict[str, Any]:
    ids = {"publicIds": [{"type": "IANA Registrar ID", "identifier": iana_id}]} if iana_id else {}
    return {"roles": [role], "vcardArray": ["vcard", [["fn", {}, "text", name]]], **ids}


def answer(
    name: str = NAME,
    *,
    link: str = "",
    registrar: str = ALIBABA,
    iana_id: str = "1599",
    holder: str = "",
    expires: str = "2028-05-20T03:00:00Z",
    **more: Any,
) -> str:
    """An RDAP answer; `link` is where the registry says that the registrar's is."""
    document: dict[str, Any] = {
        "objectClassName": "domain",
        "ldhName": name.upper(),
        "entities": [contact("registrar", registrar, iana_id), *([contact("registrant", holder)] if holder else [])],
        "events": [
            {"eventAction": "registration", "eventDate": "2021-05-20T03:00:00Z"},
            {"eventAction": "expiration", "eventDate": expires},
        ],
        "links": [{"rel": "related", "type": "application/rdap+json", "href": link}] if link else [],
        "status": ["client transfer prohibited"],
        "nameservers": [{"ldhName": "DNS9.HICHINA.COM"}],
    }
    return json.dumps({**document, **more}, ensure_ascii=False)


def printed(referral: str = "", holder: str = "", expires: str = "2028-05-20T03:00:00Z") -> str:
    """The same as WHOIS."""
    lines = [
        f"Domain Name: {NAME.upper()}",
        f"Registrar: {ALIBABA}",
        "Registrar IANA ID: 1599",
        *([f"Registrar WHOIS Server: {referral}"] if referral else []),
        "Creation Date: 2021-05-20T03:00:00Z",
        f"Registry Expiry Date: {expires}",
        *([f"Registrant Organization: {holder}"] if holder else []),
        "Domain Status: clientTransferProhibited",
        "Name Server: dns9.hichina.com",
    ]
    return "".join(f"{line}\r\n" for line in lines)


@dataclass
class Servers:
    """A wire of several servers: what each says, whatever it is asked; nobody else is there."""

    say: Mapping[str, str | Reply | WireError]
    asked: list[Query] = field(default_factory=list)

    def ask(self, query: Query) -> Reply:
        self.asked.append(query)
        said = self.say.get(query.server, WireError("unreachable", f"nobody at {query.server}"))
        if isinstance(said, WireError):
            raise said
        return reply(said) if isinstance(said, str) else said


def look_up(wire: Wire, name: str = NAME, **settings: Any) -> Observation:
    given = replace(Settings(), **settings)
    seen = rdap.observe(parse(name), wire, given, TABLES) or whois.observe(parse(name), wire, given, TABLES)
    assert seen is not None
    return seen


def holder(seen: Observation) -> Any:
    return seen.facts["holder"]


def remark(seen: Observation) -> str:
    (answered,) = seen.asked
    assert isinstance(answered, Answered), answered
    return answered.remark


# --- whom ---------------------------------------------------------------------------------------------------------------


def test_the_registrar_of_a_thin_registry_is_asked_by_rdap_for_the_holder() -> None:
    wire = Servers({VERISIGN: answer(link=LINK), REGISTRAR: answer(holder="示例科技有限公司")})
    seen = look_up(wire)
    assert wire.asked[1:] == [Query("rdap", REGISTRAR, "domain/example.com", hearsay=True)]
    assert holder(seen).value == "示例科技有限公司"
    (evidence,) = holder(seen).evidence
    assert evidence.place.startswith(f"{REGISTRAR}domain/example.com ")
    assert seen.asked == (Answered("rdap", NAME),), "nothing went wrong"


def test_the_registrar_is_asked_by_whois_where_the_registry_was() -> None:
    down = WireError("timeout", "too long")
    wire = Servers(
        {VERISIGN: down, BY_WHOIS: printed("whois.registrar.net"), "whois.registrar.net:43": printed(holder="Example")}
    )
    seen = look_up(wire)
    assert wire.asked[2:] == [Query("whois", "whois.registrar.net:43", NAME, hearsay=True, pause=1.0)]
    assert holder(seen).value == "Example"
    assert remark(seen) == f"RDAP at {VERISIGN} gave no answer, so WHOIS at {BY_WHOIS} counts: timeout: too long"


@pytest.mark.parametrize(
    "own", [{"rdap_servers": {"com": "http://127.0.0.1:1/"}}, {"whois_servers": {"com": "127.0.0.1:1"}}]
)
def test_the_registrar_that_the_users_server_names_is_hearsay_too(own: dict[str, Any]) -> None:
    wire = Servers({"http://127.0.0.1:1/": answer(link=LINK), "127.0.0.1:1": printed("whois.registrar.net")})
    look_up(wire, **own)
    assert [query.hearsay for query in wire.asked] == [False, True]


def test_a_registrar_that_the_user_has_set_for_something_else_is_hearsay_all_the_same() -> None:
    wire = Servers({VERISIGN: answer(link=LINK)})
    look_up(wire, rdap_servers={"net": REGISTRAR})
    assert wire.asked[1].hearsay


@pytest.mark.parametrize(
    ("name", "server"), [("example.tv", "https://rdap.nic.tv/"), ("example.top", "https://rdap.zdnsgtld.com/top/")]
)
def test_any_rdap_answer_without_a_holder_is_followed(name: str, server: str) -> None:
    for hidden in ("", "REDACTED FOR PRIVACY"):
        wire = Servers(
            {
                server: answer(name, link=LINK.replace("EXAMPLE.COM", name), holder=hidden),
                REGISTRAR: answer(name, holder="Example"),
            }
        )
        assert holder(look_up(wire, name)).value == "Example"


def test_a_thick_registry_that_names_the_holder_is_not_followed() -> None:
    wire = Servers({"https://rdap.zdnsgtld.com/top/": answer("example.top", link=LINK, holder="Example")})
    assert holder(look_up(wire, "example.top")).value == "Example"
    assert len(wire.asked) == 1


def test_a_thick_registry_that_is_asked_by_whois_is_not_followed() -> None:
    thick = printed("whois.registrar.net", "REDACTED FOR PRIVACY").replace("EXAMPLE.COM", "EXAMPLE.IO")
    row = TABLES.registries["io"]
    assert (row.protocol, row.thin) == ("whois", False)
    wire = Servers({f"{row.whois}:43": thick})
    assert holder(look_up(wire, "example.io")).reason.startswith("redacted")
    assert len(wire.asked) == 1


def test_one_step_is_all_whatever_the_registrar_names() -> None:
    wire = Servers({VERISIGN: answer(link=LINK), REGISTRAR: answer(link="https://rdap.further.net/domain/example.com")})
    look_up(wire)
    assert len(wire.asked) == 2


def test_a_thin_registry_that_names_nobody_says_so() -> None:
    seen = look_up(Servers({VERISIGN: answer()}))
    assert holder(seen) == Unknown("not in this registry's answer; the registry names no server of the registrar")
    assert remark(seen) == ""


def test_nobody_is_followed_from_an_answer_without_a_registration() -> None:
    wire = Servers({VERISIGN: reply('{"errorCode": 404}', 404)})
    look_up(wire)
    assert len(wire.asked) == 1


# --- hostile referrals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "base"),
    [
        (LINK, REGISTRAR),
        ("https://RDAP.Registrar.net/rdap/domain/example.com/", REGISTRAR),
        ("https://rdap.registrar.net:443/rdap/domain/example.com.", REGISTRAR),
        ("https://rdap.registrar.net/rdap/", REGISTRAR),
        ("https://rdap.registrar.net/rdap", REGISTRAR),
        ("https://rdap.registrar.net", "https://rdap.registrar.net/"),
        ("https://rdap.registrar.net/domain/EXAMPLE.COM", "https://rdap.registrar.net/"),
        ("https://169.254.169.254/latest/meta-data/", "https://169.254.169.254/latest/meta-data/"),
        ("https://100.100.100.200/", "https://100.100.100.200/"),
    ],
)
def test_a_link_is_asked_as_hearsay_about_the_domain_and_nothing_else(link: str, base: str) -> None:
    wire = Servers({VERISIGN: answer(link=link)})
    look_up(wire)
    assert wire.asked[1:] == [Query("rdap", base, "domain/example.com", hearsay=True)]


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("http://rdap.registrar.net/domain/example.com", "only https is trusted"),
        ("https://user:hunter2@rdap.registrar.net/domain/example.com", "not the address of a server"),
        ("https://user@rdap.registrar.net/", "not the address of a server"),
        ("https://localhost/domain/example.com", "not the address of a server"),
        ("https://[::1]/domain/example.com", "not the address of a server"),
        ("https://rdap.registrar.net:22/domain/example.com", "rdap.registrar.net"),
        ("https://rdap.registrar.net:99999/", "not an address"),
        ("https://[rdap.registrar.net/", "not an address"),
        ("https://rdap.registrar.net/delete?domain/example.com", "rdap.registrar.net"),
        ("https://rdap.registrar.net/domain/other.com", "about another domain: rdap.registrar.net"),
        ("https://rdap.registrar.net/" + "a" * 480, "not the address of a server"),
        ("https://rdap.verisign.com/com/v1/domain/EXAMPLE.COM?again", "not the address of an RDAP server"),
        ("https://rdap.verisign.com/net/v1/domain/EXAMPLE.COM", "rdap.verisign.com is the registry's own"),
        ("https://whois.verisign-grs.com/", "whois.verisign-grs.com is the registry's own"),
    ],
)
def test_a_link_that_leads_astray_is_not_asked_and_the_reason_is_said(link: str, why: str) -> None:
    wire = Servers({VERISIGN: answer(link=link)})
    seen = look_up(wire)
    assert len(wire.asked) == 1
    assert remark(seen).startswith("the server that the registry names is not asked: ")
    assert why in remark(seen)
    assert holder(seen).reason == f"not in this registry's answer; {remark(seen)}"
    assert "hunter2" not in remark(seen)
    assert isinstance(seen.facts["registrar"], Known), "the registry's own answer stands"


@pytest.mark.parametrize(
    ("referral", "asked"),
    [
        ("whois.hichina.com", "whois.hichina.com:43"),
        ("whois.hichina.com/", "whois.hichina.com:43"),
        ("WHOIS.HiChina.com.", "whois.hichina.com:43"),
        ("whois://whois.hichina.com", "whois.hichina.com:43"),
        ("rwhois://whois.hichina.com//", "whois.hichina.com:43"),
        ("http://whois.hichina.com/", "whois.hichina.com:43"),
        ("169.254.169.254", "169.254.169.254:43"),
    ],
)
def test_a_whois_host_is_asked_as_hearsay_without_scheme_and_slashes(referral: str, asked: str) -> None:
    wire = Servers({VERISIGN: WireError("timeout", "too long"), BY_WHOIS: printed(referral)})
    look_up(wire)
    assert wire.asked[2:] == [Query("whois", asked, NAME, hearsay=True, pause=1.0)]


@pytest.mark.parametrize(
    "referral",
    ["localhost", "whois.hichina.com:22", "user@whois.hichina.com", "https://user:pw@whois.hichina.com", "whois.hichina.com/a", "a b.com", BY_WHOIS, BY_WHOIS[:-3]],
)  # fmt: skip
def test_a_whois_host_that_is_none_or_the_registrys_own_is_not_asked(referral: str) -> None:
    wire = Servers({VERISIGN: WireError("timeout", "too long"), BY_WHOIS: printed(referral)})
    seen = look_up(wire)
    assert len(wire.asked) == 2
    assert isinstance(holder(seen), Unknown)
    assert "the registry names" in holder(seen).reason


def test_a_registrar_out_of_reach_is_the_reason_of_the_holder_and_a_remark_and_no_gap() -> None:
    seen = look_up(Servers({VERISIGN: answer(link=LINK), REGISTRAR: WireError("refused", "not a public address")}))
    said = f"the registrar's server {REGISTRAR} could not be asked: refused: not a public address"
    assert seen.asked == (Answered("rdap", NAME, said),)
    assert holder(seen) == Unknown(f"not in this registry's answer; {said}")
    assert seen.facts["registrar"].value == ALIBABA  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (reply("slow down", 429), "rate-limited"),
        (reply('{"errorCode": 404}', 404), "not-found"),
        (reply(answer("other.com")), "mismatched"),
        (reply("<html>"), "garbled"),
    ],
)
def test_a_registrar_that_does_not_tell_is_the_reason_too(said: Reply, kind: str) -> None:
    seen = look_up(Servers({VERISIGN: answer(link=LINK), REGISTRAR: said}))
    assert remark(seen).startswith(f"the registrar's server {REGISTRAR} does not tell: {kind}: ")
    assert holder(seen).reason.endswith(remark(seen))


def test_a_redaction_at_the_registry_stays_the_first_reason() -> None:
    top = {
        "https://rdap.zdnsgtld.com/top/": answer(
            "example.top", link=LINK.replace("COM", "TOP"), holder="REDACTED FOR PRIVACY"
        )
    }
    seen = look_up(Servers(top), "example.top")
    assert holder(seen).reason.startswith("redacted: «REDACTED FOR PRIVACY»; the registrar's server ")
    assert [e.quote for e in holder(seen).evidence] == ["REDACTED FOR PRIVACY"]


# --- what the two say together ----------------------------------------------------------------------------------------------


def both(registry: str, registrar: str) -> Observation:
    return look_up(Servers({VERISIGN: registry, REGISTRAR: registrar}))


def test_what_the_registry_says_of_dates_statuses_and_servers_counts() -> None:
    seen = both(
        answer(link=LINK),
        answer(
            holder="Example",
            expires="2029-01-01T00:00:00Z",
            status=["client hold"],
            nameservers=[{"ldhName": "ns1.example.net"}],
        ),
    )
    facts = {name: fact.value for name, fact in seen.facts.items() if isinstance(fact, Known)}
    assert facts["expires_at"] == at("2028-05-20T03:00Z")
    assert facts["statuses"] == ("client transfer prohibited",)
    assert facts["name_servers"] == ("dns9.hichina.com",)


def test_what_only_the_registrar_says_is_taken_from_it() -> None:
    seen = both(answer(link=LINK, events=[], status=[], nameservers=None), answer(holder="Example"))
    for name in ("created_at", "expires_at", "statuses", "name_servers"):
        fact = seen.facts[name]
        assert isinstance(fact, Known)
        assert fact.evidence[0].place.startswith(REGISTRAR)


def test_a_date_of_the_registrys_that_cannot_be_read_is_not_replaced() -> None:
    events = [{"eventAction": "expiration", "eventDate": "soon"}]
    assert isinstance(both(answer(link=LINK, events=events), answer(holder="Example")).facts["expires_at"], Unknown)


def test_two_holders_are_none_with_both_quotes() -> None:
    seen = both(answer(link=LINK, holder="Example Ltd."), answer(holder="Other Ltd."))
    assert holder(seen).reason == "the sources disagree"
    assert [e.quote for e in holder(seen).evidence] == ["Example Ltd.", "Other Ltd."]


def test_one_holder_in_two_spellings_is_one_with_both_quotes() -> None:
    seen = both(answer(link=LINK, holder="Example Ltd."), answer(holder="EXAMPLE LTD"))
    assert holder(seen).value == "Example Ltd."
    assert [e.quote for e in holder(seen).evidence] == ["Example Ltd.", "EXAMPLE LTD"]


@pytest.mark.parametrize("silent", ["", "REDACTED FOR PRIVACY"])
def test_a_holder_that_only_the_registry_names_stays(silent: str) -> None:
    assert holder(both(answer(link=LINK, holder="Example Ltd."), answer(holder=silent))).value == "Example Ltd."


def test_a_holder_whom_neither_names_is_unknown_with_both_reasons() -> None:
    seen = both(answer(link=LINK), answer())
    assert holder(seen) == Unknown("not in this registry's answer; the registrar does not say it either")
    seen = both(answer(link=LINK), answer(holder="REDACTED FOR PRIVACY"))
    assert holder(seen).reason == "not in this registry's answer; at the registrar: redacted: «REDACTED FOR PRIVACY»"
    assert [e.quote for e in holder(seen).evidence] == ["REDACTED FOR PRIVACY"]


def test_a_holder_that_the_registry_garbles_is_not_the_registrars() -> None:
    two = [contact("registrar", ALIBABA, "1599"), contact("registrant", "One"), contact("registrant", "Two")]
    seen = both(answer(link=LINK, entities=two), answer(holder="Example"))
    assert isinstance(holder(seen), Unknown)


def test_two_registrars_are_none_and_two_names_of_one_iana_id_are_one() -> None:
    seen = both(answer(link=LINK), answer(registrar="Dominet (HK) Limited", iana_id="3775"))
    for name, said in (("registrar", [ALIBABA, "Dominet (HK) Limited"]), ("registrar_iana_id", ["1599", "3775"])):
        fact = seen.facts[name]
        assert isinstance(fact, Unknown)
        assert fact.reason == "the sources disagree"
        assert [e.quote for e in fact.evidence] == said
    seen = both(answer(link=LINK), answer(registrar="阿里云计算有限公司", iana_id="1599"))
    assert seen.facts["registrar"].value == ALIBABA  # type: ignore[union-attr]


def test_a_registrar_with_another_name_and_no_number_is_another() -> None:
    seen = both(answer(link=LINK), answer(registrar="Dominet (HK) Limited", iana_id=""))
    assert isinstance(seen.facts["registrar"], Unknown)
    assert seen.facts["registrar_iana_id"].value == "1599"  # type: ignore[union-attr]


# --- over the real wire -----------------------------------------------------------------------------------------------------


def live() -> Live:
    return Live(replace(Settings(), timeout=2.0, ecs_patience=0.0), lambda: datetime(2026, 11, 25, tzinfo=UTC))


@pytest.mark.parametrize(
    "link",
    ["https://169.254.169.254/latest/domain/example.com", "https://127.0.0.2/domain/example.com", "https://10.0.0.1/"],
)
def test_a_link_to_a_private_address_is_refused_by_the_wire_and_said(link: str) -> None:
    with RdapServer({"/domain/example.com": (200, {}, answer(link=link))}) as server:
        seen = look_up(live(), rdap_servers={"com": server.url})
    assert "could not be asked: refused: " in remark(seen)
    assert "which is not a public address" in holder(seen).reason
    assert seen.facts["registrar"].value == ALIBABA  # type: ignore[union-attr]


@pytest.mark.parametrize("host", ["169.254.169.254", "127.0.0.2", "100.100.100.200"])
def test_a_whois_host_at_a_private_address_is_refused_by_the_wire_and_said(host: str) -> None:
    with WhoisServer({NAME: printed(host)}) as server:
        seen = look_up(live(), whois_servers={"com": server.address})
        assert server.questions == [NAME]
    assert "which is not a public address" in remark(seen)
    assert isinstance(holder(seen), Unknown)
