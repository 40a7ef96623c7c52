from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.errors import AuditorError, Interrupted, UsageError, WireError
from auditor.model import Gap, GapReason
from auditor.tape import Player, Recorder, cassette
from auditor.tape.cassette import LARGEST
from auditor.tape.request import fingerprint, request_of
from auditor.tape.scrub import scrub
from auditor.wire import ACTIONS, Query, Reply, reading

AT = datetime(2026, 11, 25, 1, 0, 0, 250_000, tzinfo=UTC)
ABOUT = {"tool": "icp-auditor 9.9", "started_at": "2026-11-25T01:00:00Z", "request": {"domains": ["示例.中国"]}}
HANGZHOU = "https://ecs.cn-hangzhou.aliyuncs.com"

REGIONS = Query("ecs", HANGZHOU, "DescribeRegions", account="default")
INSTANCES = Query(
    "ecs", HANGZHOU, "DescribeInstances", (("RegionId", "cn-hangzhou"), ("MaxResults", "100")), account="default"
)
RDAP = Query("rdap", "https://rdap.verisign.com/com/v1/", "domain/example.com")
WHOIS = Query("whois", "whois.cnnic.cn:43", "example.cn")
DNS = Query("dns", "system", "example.cn A")
EVERY_KIND = (REGIONS, INSTANCES, RDAP, WHOIS, DNS)
DOMAIN_SERVICE = "https://domain.aliyuncs.com"
HELD = Query("aliyun", DOMAIN_SERVICE, "QueryDomainByDomainName", (("DomainName", "示例.中国"),), "default")


class Script:
    """A wire that gives each question its answers in turn, the last one for ever."""

    def __init__(self, answers: Mapping[Query, Reply | WireError | list[Reply | WireError]]) -> None:
        self._answers = {q: list(a) if isinstance(a, list) else [a] for q, a in answers.items()}
        self._lock = threading.Lock()

    def ask(self, query: Query) -> Reply:
        with self._lock:
            answers = self._answers[query]
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, WireError):
            raise answer
        return answer


def reply(text: str, status: int = 200, at: datetime = AT) -> Reply:
    return Reply(status, text, at)


def record(folder: Path, answers: Mapping[Query, Any], about: Mapping[str, Any] = ABOUT) -> Player:
    """A recording of these answers, each question asked as often as it has answers; opened again."""
    with Recorder(Script(answers), folder, about) as recorder:
        for query, given_ in answers.items():
            for _ in given_ if isinstance(given_, list) else [given_]:
                outcome(recorder, query)
    return Player(folder)


def outcome(wire: Any, query: Query) -> Reply | tuple[str, str]:
    try:
        answer: Reply = wire.ask(query)
    except WireError as error:
        return error.reason, str(error)
    return answer


def everything_in(folder: Path) -> str:
    return "\n".join(f"{path.name}\n{path.read_text('utf-8')}" for path in sorted(folder.iterdir()))


def damaged(tmp_path: Path, content: str | bytes) -> Player:
    """A recording whose RDAP cassette is this text."""
    record(tmp_path / "tape", {RDAP: reply("{}")})
    path = tmp_path / "tape" / "rdap.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Player(tmp_path / "tape")


# --- round trip ---------------------------------------------------------------------------------------------------------


def test_every_kind_of_conversation_comes_back_verbatim_with_its_instant_and_status(tmp_path: Path) -> None:
    answers = {
        REGIONS: reply('{"Regions": {"Region": []}}', at=AT + timedelta(seconds=1)),
        INSTANCES: reply('{"Code": "Forbidden.RAM", "Message": "it\'s \\"no\\""}', 403, AT + timedelta(seconds=2)),
        RDAP: reply('{\n  "handle": "示例"\n}\n', 200, AT + timedelta(seconds=5)),
        WHOIS: reply("Domain Name: example.cn\r\nRegistrant: 示例科技有限公司\r\n\r\n", at=AT + timedelta(seconds=4)),
        DNS: reply("rcode NOERROR\nexample.cn. 300 IN A 203.0.113.10\n", at=AT + timedelta(seconds=3)),
    }
    player = record(tmp_path / "tape", answers)
    assert {query: player.ask(query) for query in answers} == answers
    assert player.last_received_at == AT + timedelta(seconds=5)


def test_a_recording_hands_on_what_the_wire_answered_as_it_is(tmp_path: Path) -> None:
    answer = reply("Signature=abc")
    refusal = WireError("refused", "no")
    with Recorder(Script({WHOIS: answer, DNS: refusal}), tmp_path / "tape", ABOUT) as recorder:
        assert recorder.ask(WHOIS) is answer
        with pytest.raises(WireError) as caught:
            recorder.ask(DNS)
    assert caught.value is refusal


def test_the_run_is_described_beside_its_cassettes(tmp_path: Path) -> None:
    player = record(tmp_path / "tape", {query: reply("x") for query in EVERY_KIND})
    assert player.about == {"format": "icp-auditor/tape/1", **ABOUT}
    names = sorted(path.name for path in (tmp_path / "tape").iterdir())
    assert names == ["dns.yaml", "ecs-default.yaml", "rdap.yaml", "run.json", "whois.yaml"]
    for name in names[:3]:
        head = (tmp_path / "tape" / name).read_text("utf-8").splitlines()[0]
        assert re.fullmatch(r"# A recording made by icp-auditor \S+ on 2026-11-25\. .*", head)


def test_a_question_without_an_answer_leaves_the_same_gap_on_replay(tmp_path: Path) -> None:
    errors = {
        query: WireError(reason, f"没有回答: {reason}\n0x")
        for query, reason in zip(EVERY_KIND, GapReason, strict=False)
    }
    player = record(tmp_path / "tape", errors)
    for query, error in errors.items():
        gap = reading("s", "t", lambda query=query: player.ask(query))  # type: ignore[misc]
        assert gap == Gap("s", "t", GapReason(error.reason), str(error))
    assert player.last_received_at is None


def test_a_question_that_is_not_on_the_tape_is_refused_by_name(tmp_path: Path) -> None:
    player = record(tmp_path / "tape", {query: reply("x") for query in EVERY_KIND})
    others = (
        Query("ecs", HANGZHOU, "DescribeInstances", (("RegionId", "cn-hangzhou"),), "default"),
        Query("ecs", HANGZHOU, "DescribeZones", account="default"),
        Query("ecs", HANGZHOU, "DescribeRegions", account="Default"),
        Query("ecs", HANGZHOU + ":8443", "DescribeRegions", account="default"),
        Query("ecs", "http://ecs.cn-hangzhou.aliyuncs.com", "DescribeRegions", account="default"),
        Query("rdap", "https://rdap.verisign.com/net/v1/", "domain/example.com"),
        Query("whois", "whois.cnnic.cn:4343", "example.cn"),
        Query("whois", "whois.cnnic.cn:43", "EXAMPLE.cn"),
        Query("dns", "192.0.2.1:53", "example.cn A"),
        Query("dns", "system", "example.cn AAAA"),
    )
    for query in others:
        assert outcome(player, query) == ("not-found", f"{query.question} at {query.server} is not on the tape")


def test_the_order_of_parameters_does_not_matter(tmp_path: Path) -> None:
    player = record(tmp_path / "tape", {INSTANCES: reply("x")})
    turned = Query("ecs", HANGZHOU + "/", "DescribeInstances", INSTANCES.parameters[::-1], "default", pause=1.0)
    assert player.ask(turned) == reply("x")


def test_a_question_asked_again_gets_the_next_answer_and_then_the_last_one_for_ever(tmp_path: Path) -> None:
    answers = [reply("busy", 503, AT + timedelta(seconds=9)), WireError("timeout", "silence"), reply("here", at=AT)]
    player = record(tmp_path / "tape", {RDAP: answers})
    seen = [outcome(player, RDAP) for _ in range(5)]
    assert seen == [answers[0], ("timeout", "silence"), answers[2], answers[2], answers[2]]


MARKS = (
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    "\x00",
    "\x1b",
    "\x7f",
    "\x85",
    "\u2028",
    "\ufeff",
    "\u3000",
    "甲",
    "😀",
    *"#:-|>'\"{[&*!%.a",
)
MARKED = st.lists(st.sampled_from(MARKS), max_size=8).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text() | MARKED, min_size=1, max_size=4), st.text() | MARKED, st.datetimes(timezones=st.just(UTC)))
@example(["a\r\n", "a\r\nb\n", "a\r\n\rb\r\n", "\r\n", "\n", ""], "\n", AT)
def test_any_text_comes_back_verbatim(texts: list[str], account: str, at: datetime) -> None:
    answers: dict[Query, Reply | WireError] = {}
    for number, text in enumerate(texts):
        ecs = Query("ecs", HANGZHOU, "DescribeInstances", (("NextToken", text), ("n", str(number))), account)
        answers[ecs] = reply(text, at=at)
        answers[Query("whois", "whois.cnnic.cn:43", f"{number}{text}")] = reply(text, at=at)
        answers[Query("rdap", "https://rdap.example/", f"domain/{number}")] = WireError("garbled", text)
    with TemporaryDirectory() as folder:
        player = record(Path(folder) / "tape", answers)
        for query, expected in answers.items():
            got = outcome(player, query)
            assert got == (expected if isinstance(expected, Reply) else ("garbled", str(expected)))


@settings(max_examples=100, deadline=None)
@given(st.text() | MARKED)
@example("{\x85")
def test_texts_survive_a_pyyaml_without_libyaml_too(text: str) -> None:
    class Pure(yaml.SafeDumper):
        pass

    Pure.add_representer(str, cassette._text)
    Pure.add_representer(list, cassette._list)
    written = yaml.dump([{"string": text}, {"x": [text]}], Dumper=Pure, allow_unicode=True, sort_keys=False)
    assert yaml.load(written, Loader=yaml.SafeLoader) == [{"string": text}, {"x": [text]}]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(("ecs", "aliyun", "rdap", "whois", "dns")),
    st.text(st.characters()) | st.text("[]:/@?#% \r\n\t㏄ａ℀0123456789ab.", max_size=12),
    st.text(st.characters()),
    st.text(st.characters(categories=["Cs", "Lu"])),
)
@example("whois", "whois.nic.signature:43", "credential:43", "")
@example("rdap", "//signature:443/", "", "")
def test_no_server_and_no_name_is_too_odd_to_be_asked_of_a_tape(
    protocol: str, server: str, question: str, odd: str
) -> None:
    for written in (server, "https://" + server):
        query = Query(protocol, written, question, (("Tag.1.Value", odd),), account=odd)
        method, scheme, host, *_ = request_of(query).key
        assert method in ("GET", "POST")
        assert scheme
        assert host
        with TemporaryDirectory() as folder:
            assert request_of(query).uri.isascii()
            assert outcome(EMPTY(Path(folder)), query)[0] == "not-found"  # type: ignore[index]


def EMPTY(folder: Path) -> Player:  # noqa: N802 - stands for a constant
    (folder / "run.json").write_text('{"format": "icp-auditor/tape/1"}', "utf-8")
    return Player(folder)


def test_half_a_surrogate_pair_is_kept_as_its_escape(tmp_path: Path) -> None:
    odd = Query("ecs", HANGZHOU, "DescribeInstances", (("Tag.1.Key", "\udcff"),), "\udcff")
    player = record(tmp_path / "tape", {odd: reply("a\ud800b")}, {**ABOUT, "request": {"profile": "\udcff"}})
    assert player.ask(odd).text == "a\\ud800b"
    assert player.about["request"] == {"profile": "\udcff"}


# --- threads ------------------------------------------------------------------------------------------------------------


def many() -> dict[Query, Reply]:
    kinds = [
        lambda n: Query("ecs", HANGZHOU, "DescribeInstances", (("NextToken", str(n)),), f"account-{n % 3}"),
        lambda n: Query("rdap", "https://rdap.example/", f"domain/{n}.com"),
        lambda n: Query("whois", "whois.cnnic.cn:43", f"{n}.cn"),
        lambda n: Query("dns", "system", f"{n}.cn A"),
    ]
    return {kinds[n % 4](n): reply(f"answer {n}\r\n", at=AT + timedelta(seconds=n)) for n in range(800)}


def record_with_threads(folder: Path, answers: Mapping[Query, Reply], seed: int) -> None:
    queries = list(answers)
    random.Random(seed).shuffle(queries)  # noqa: S311 - no secret, an order
    with Recorder(Script(answers), folder, ABOUT) as recorder, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda part: [recorder.ask(q) for q in part], [queries[i::8] for i in range(8)]))


def test_eight_threads_lose_nothing_and_replay_to_eight_threads(tmp_path: Path) -> None:
    answers = many()
    record_with_threads(tmp_path / "tape", answers, seed=1)
    player = Player(tmp_path / "tape")
    queries = list(answers)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda part: [(q, player.ask(q)) for q in part], [queries[i::8] for i in range(8)]))
    assert dict(pair for part in got for pair in part) == answers


def test_two_recordings_of_one_conversation_are_byte_identical_whatever_the_threads_did(tmp_path: Path) -> None:
    answers = many()
    for seed in (1, 2):
        record_with_threads(tmp_path / str(seed), answers, seed)
    assert everything_in(tmp_path / "1") == everything_in(tmp_path / "2")


def test_threads_that_repeat_a_question_share_its_answers_among_them(tmp_path: Path) -> None:
    answers = [reply(str(n)) for n in range(40)]
    player = record(tmp_path / "tape", {WHOIS: list(answers)})
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: player.ask(WHOIS), range(40)))
    assert sorted(got, key=lambda r: int(r.text)) == answers


# --- what is never mixed, lost or half written --------------------------------------------------------------------------


def test_an_interrupted_run_leaves_what_was_answered(tmp_path: Path) -> None:
    def run() -> None:
        with Recorder(Script({WHOIS: reply("x"), DNS: reply("y")}), tmp_path / "t", ABOUT) as recorder:
            recorder.ask(WHOIS)
            raise Interrupted("stopped")

    with pytest.raises(Interrupted):
        run()
    player = Player(tmp_path / "t")
    assert player.ask(WHOIS) == reply("x")
    assert outcome(player, DNS) == ("not-found", "example.cn A at system is not on the tape")


def test_what_is_answered_after_the_end_is_handed_on_but_not_kept(tmp_path: Path) -> None:
    recorder = Recorder(Script({WHOIS: reply("x"), DNS: reply("y")}), tmp_path / "tape", ABOUT)
    recorder.ask(WHOIS)
    recorder.close()
    assert recorder.ask(DNS) == reply("y")
    assert recorder._kept == []
    recorder.close()
    assert sorted(p.name for p in (tmp_path / "tape").iterdir()) == ["run.json", "whois.yaml"]


def test_a_run_without_a_question_is_a_recording_too(tmp_path: Path) -> None:
    assert outcome(record(tmp_path / "tape", {}), WHOIS) == (
        "not-found",
        "example.cn at whois.cnnic.cn:43 is not on the tape",
    )


@pytest.mark.parametrize("name", ["run.json", "ecs-default.yaml"])
def test_two_runs_are_never_mixed_in_one_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", "utf-8")
    with pytest.raises(UsageError, match=re.escape(f"{tmp_path} already holds a recording")):
        Recorder(Script({}), tmp_path, ABOUT)
    assert [(p.name, p.read_text("utf-8")) for p in tmp_path.iterdir()] == [(name, "mine")]


def test_a_recording_that_appears_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    slow = Recorder(Script({WHOIS: reply("slow")}), tmp_path, ABOUT)
    slow.ask(WHOIS)
    record(tmp_path, {WHOIS: reply("quick")})
    with pytest.raises(UsageError, match="already holds a recording"):
        slow.close()
    assert Player(tmp_path).ask(WHOIS) == reply("quick")


def test_the_folder_is_made_and_other_files_in_it_are_left_alone(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "notes.txt").write_text("n", "utf-8")
    record(deep, {WHOIS: reply("x")})
    record(tmp_path / "c" / "d", {WHOIS: reply("x")})
    assert (deep / "notes.txt").read_text("utf-8") == "n"
    assert (tmp_path / "c" / "d" / "whois.yaml").is_file()


@pytest.mark.parametrize("where", ["file", "file/below"])
def test_a_place_that_is_no_folder_is_a_wrong_argument(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UsageError, match=r"file(/below)? is not a folder"):
        Recorder(Script({}), tmp_path / where, ABOUT)


def test_a_place_that_cannot_be_written_to_is_noticed_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match=r"the recording cannot be written to .*: File name too long") as caught:
        Recorder(Script({}), tmp_path / ("x" * 300), ABOUT)
    assert caught.value.exit_code == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_sentence_and_leaves_no_half_recording(tmp_path: Path) -> None:
    recorder = Recorder(Script({query: reply("x") for query in EVERY_KIND}), tmp_path, ABOUT)
    for query in EVERY_KIND:
        recorder.ask(query)
    (tmp_path / ".rdap.yaml.part").symlink_to("/dev/full")
    with pytest.raises(AuditorError, match=r"the recording cannot be written to .*: No space left on device") as caught:
        recorder.close()
    assert caught.value.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_long_conversation_is_continued_in_further_cassettes(tmp_path: Path) -> None:
    page = "x" * 3_000_000
    answers: dict[Query, Any] = {
        Query("ecs", HANGZHOU, "DescribeInstances", (("NextToken", str(n)),), "default"): reply(f"{n}{page}")
        for n in range(4)
    }
    answers[WHOIS] = reply("x")
    player = record(tmp_path / "tape", answers)
    names = sorted(path.name for path in (tmp_path / "tape").iterdir())
    assert names == ["ecs-default.yaml", "ecs-default_0002.yaml", "run.json", "whois.yaml"]
    assert all(player.ask(query) == answer for query, answer in answers.items())
    assert max(path.stat().st_size for path in (tmp_path / "tape").iterdir()) < LARGEST


# --- account names ------------------------------------------------------------------------------------------------------


def test_any_account_name_gets_a_cassette_of_its_own_with_a_harmless_name(tmp_path: Path) -> None:
    names = (
        "default", "Default", "DEFAULT", "", "..", "../../etc", "a/b", "a\\b", "a b", "生产", "测试", "x" * 300, "x" * 301, "-", "con",
        "a_0002", f"default-{fingerprint('Default')}", "two\nlines", "a:b", "*", "😀",
    )  # fmt: skip
    answers = {Query("ecs", HANGZHOU, "DescribeRegions", account=name): reply(f"of {name}") for name in names}
    player = record(tmp_path / "tape", answers)
    assert all(player.ask(query) == answer for query, answer in answers.items())
    files = sorted(path.name for path in (tmp_path / "tape").iterdir() if path.name != "run.json")
    assert len({name.lower() for name in files}) == len(names)
    assert all(re.fullmatch(r"ecs-[a-z0-9-]{1,60}\.yaml", name) for name in files)
    written = everything_in(tmp_path / "tape")
    assert all(name in written for name in ("x-account: [生产]", "x-account: [测试]", "x-account: [default]"))


# --- readable -----------------------------------------------------------------------------------------------------------


def test_a_cassette_can_be_read_by_people(tmp_path: Path) -> None:
    record(
        tmp_path / "tape",
        {
            INSTANCES: reply('{"Instances": {"Instance": [{"InstanceName": "it\'s 示例"}]}}'),
            WHOIS: reply("Domain Name: example.cn\r\nRegistrant: 示例科技有限公司\r\n"),
            DNS: WireError("timeout", "no answer within 10 s"),
        },
    )
    written = everything_in(tmp_path / "tape")
    for passage in (
        'string: |-\n        {"Instances": {"Instance": [{"InstanceName": "it\'s 示例"}]}}\n',
        "string: |\n        Domain Name: example.cn\n        Registrant: 示例科技有限公司\n",
        f"uri: {HANGZHOU}/?MaxResults=100&RegionId=cn-hangzhou\n",
        "uri: whois://whois.cnnic.cn:43/example.cn\n",
        "uri: dns://system:53/example.cn%20A\n",
        "host: [ecs.cn-hangzhou.aliyuncs.com]\n      x-acs-action: [DescribeInstances]\n",
        "x-received-at: ['2026-11-25T01:00:00.250000Z']\n",
        "code: 599\n      message: no answer\n    headers:\n      x-no-answer: [timeout]\n    body:\n      string: no answer within 10 s",
    ):
        assert passage in written


HAND_MADE = """
# Written by hand; comments may stand anywhere.
version: 1
interactions:
- request:  # no x-account: the account `default`
    method: POST
    uri: https://ecs.cn-hangzhou.aliyuncs.com/?RegionId=cn-hangzhou&MaxResults=100
    body: null
    headers: {X-Acs-Action: [DescribeInstances], user-agent: [someone], accept: 7}
  response:
    status: {code: 200, message: OK}
    headers: {x-received-at: ['2026-11-25T09:00:00+08:00'], content-type: [application/json]}
    body:
      string: |
        {
          "Instances": {"Instance": []}
        }
"""


def test_a_cassette_written_by_hand_replays(tmp_path: Path) -> None:
    player = EMPTY(tmp_path)
    (tmp_path / "ecs-by-hand.yaml").write_text(HAND_MADE, "utf-8")
    answer = reply('{\n  "Instances": {"Instance": []}\n}\n', at=datetime(2026, 11, 25, 1, tzinfo=UTC))
    assert player.ask(INSTANCES) == answer
    other = Query("ecs", HANGZHOU, "DescribeInstances", INSTANCES.parameters, "other")
    assert outcome(player, other)[0] == "not-found"  # type: ignore[index]


# --- no secret ----------------------------------------------------------------------------------------------------------

KEY_ID = "LTAI5tPLANTEDkeyId0123456"
STS_ID = "STS.NUplanted0Key1Id2Abcdefg"
SECRET = "plantedSECRET0123456789abcdefg"
TOKEN = "CAIS" + "planted/Token+0" * 20 + "=="
SIGNATURE = "pl4ntedS1gn4ture/+abcdef="
PLANTED = (KEY_ID, STS_ID, SECRET, TOKEN, SIGNATURE, "pl4ntedS1gn4ture", "planted/Token", "planted%2FToken")

LEAKS = (
    f"Authorization: ACS3-HMAC-SHA256 Credential={KEY_ID},SignedHeaders=host;x-acs-date,Signature={SIGNATURE}",
    f"{{'Authorization': 'ACS3 Signature={SIGNATURE}', 'x-acs-security-token': '{TOKEN}'}}",
    json.dumps({"Credentials": {"AccessKeyId": STS_ID, "AccessKeySecret": SECRET, "SecurityToken": TOKEN}}),
    json.dumps({"Message": json.dumps({"SecurityToken": TOKEN, "Signature": SIGNATURE.replace("/", "\\/")})}),
    f"x-acs-security-token:{TOKEN}\nx-acs-accesskey-id:{STS_ID}",
    f"/?AccessKeyId={KEY_ID}&SecurityToken={TOKEN.replace('/', '%2F').replace('+', '%2B')}&Signature={SIGNATURE}&Format=JSON",
    f"string to sign is:POST&%2F&AccessKeyId%3D{SECRET}%26Format%3DJSON%26SecurityToken%3Dplanted%252FToken%26Version%3D1",
    f"the key {KEY_ID} is not {STS_ID}. Token {TOKEN}!",
    f"Authorization: Bearer {SECRET}",
    f"https://user:{SECRET}@proxy.example:8080/",
)


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_secret_reaches_no_file(tmp_path: Path, leak: str) -> None:
    odd = Query("ecs", f"https://me:{SECRET}@ecs.example", "DescribeInstances", (("NextToken", leak),), KEY_ID)
    other = Query("ecs", f"https://me:{SECRET}@ecs.example", "DescribeInstances", (("NextToken", leak),), KEY_ID + "2")
    answers = {
        odd: reply(leak),
        other: reply("of another account"),
        RDAP: WireError("refused", leak),
        WHOIS: reply(f"a\r\n{leak}\r\n"),
        Query("rdap", leak, leak): reply("x"),
    }
    player = record(tmp_path / "tape", answers, {**ABOUT, "request": {"profiles": [leak]}})
    written = everything_in(tmp_path / "tape")
    assert [secret for secret in PLANTED if secret in written or secret.lower() in written.lower()] == []
    assert player.ask(other).text == "of another account"
    assert "***" in player.ask(odd).text
    missing = Query("ecs", f"https://me:{SECRET}@ecs.example", "DescribeZones", account=KEY_ID)
    assert not any(secret in str(outcome(player, missing)) for secret in PLANTED)


def test_only_the_secret_itself_is_taken_out() -> None:
    told = f"POST&%2F&AccessKeyId%3D{KEY_ID}%26Format%3DJSON&Signature={SIGNATURE}&Version=1 (https://me:{SECRET}@a.example/)"
    assert scrub(told) == "POST&%2F&AccessKeyId%3D***%26Format%3DJSON&Signature=***&Version=1 (https://***@a.example/)"
    assert scrub(scrub(told)) == scrub(told)


@pytest.mark.parametrize("name", ["Signature", "SecurityToken"])
def test_a_parameter_whose_name_says_secret_is_not_written(tmp_path: Path, name: str) -> None:
    query = Query("ecs", HANGZHOU, "DescribeInstances", ((name, SECRET),), "default")
    assert record(tmp_path / "tape", {query: reply("x")}).ask(query) == reply("x")
    assert SECRET not in everything_in(tmp_path / "tape")


def test_questions_that_differ_beside_a_secret_stay_different(tmp_path: Path) -> None:
    first, second = (
        Query("ecs", HANGZHOU, "DescribeInstances", (("NextToken", f"{KEY_ID},{n}"),), "default") for n in (1, 2)
    )
    player = record(tmp_path / "tape", {first: reply("1"), second: reply("2")})
    assert [player.ask(second).text, player.ask(first).text] == ["2", "1"]
    assert KEY_ID not in everything_in(tmp_path / "tape")


HARMLESS = (
    "Domain Name: VOLTAIRENET.ORG",
    "Name Server: STS.MICROSOFT365.COM",
    "Name Server: STS.PHOTOGRAPHY",
    "Registrar: MALTAIRPORT LTAI",
    '{"Code": "InvalidAccessKeyId.NotFound", "Message": "Specified access key is not found."}',
    '{"Code": "SignatureDoesNotMatch", "SignatureNonce": "abc", "NextToken": "caeba0bbb2be03f84eb48b699f0a4883"}',
    "DNSSEC: signedDelegation\r\nDesignature: none\r\nAuthorization Code: held by the registrar",
    "mail a@b.example about https://example.cn/ now",
)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_resembles_a_secret_stays_verbatim(tmp_path: Path, text: str) -> None:
    assert record(tmp_path / "tape", {WHOIS: reply(text)}).ask(WHOIS).text == text


NAMES = st.sampled_from(
    ("Authorization", "SecurityToken", "signature", "x-acs-security-token", "AccessKeyId", "Message")
)
JSON_TEXTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.builds("{}{}{}".format, NAMES, st.sampled_from(":= %3"), st.text()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=4),
)


@settings(max_examples=300, deadline=None)
@example(['a "Signature":', "b"], {})
@example("AUTHORIZATION:\x1f", {})
@given(JSON_TEXTS, st.sampled_from(({}, {"indent": 2}, {"ensure_ascii": False})))
def test_scrubbed_json_is_still_json(value: object, style: dict[str, Any]) -> None:
    text = json.dumps(value, **style)
    assert isinstance(json.loads(scrub(text)), type(value))
    assert isinstance(json.loads(json.loads(scrub(json.dumps(text)))), type(value))


# --- hostile or damaged recordings --------------------------------------------------------------------------------------


def interaction(**changes: str) -> str:
    parts = {
        "method": "GET",
        "uri": "https://rdap.verisign.com/com/v1/domain/example.com",
        "sent": "{}",
        "status": "{code: 200, message: OK}",
        "came": "{x-received-at: ['2026-11-25T01:00:00Z']}",
        "body": "{string: x}",
        **changes,
    }
    request = f"{{method: {parts['method']}, uri: {parts['uri']!r}, body: null, headers: {parts['sent']}}}"
    response = f"{{status: {parts['status']}, headers: {parts['came']}, body: {parts['body']}}}"
    return f"version: 1\ninteractions:\n- request: {request}\n  response: {response}\n"


def test_the_pattern_of_the_damaged_cassettes_is_sound(tmp_path: Path) -> None:
    assert damaged(tmp_path, interaction()).ask(RDAP) == reply("x", at=datetime(2026, 11, 25, 1, tzinfo=UTC))


def test_bytes_and_an_empty_body_are_texts_too(tmp_path: Path) -> None:
    assert damaged(tmp_path, interaction(body="{string: !!binary /2E=}")).ask(RDAP).text == "\ufffda"
    assert Player(tmp_path / "tape").about["tool"] == "icp-auditor 9.9"
    (tmp_path / "tape" / "rdap.yaml").write_text(interaction(body="{string: null}"), "utf-8")
    assert Player(tmp_path / "tape").ask(RDAP).text == ""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "it is not a vcrpy cassette of version 1"),
        ("[]", "it is not a vcrpy cassette of version 1"),
        ("version: 2\ninteractions: []", "it is not a vcrpy cassette of version 1"),
        ("version: 1", "it has no list of interactions"),
        ("version: 1\ninteractions: {}", "it has no list of interactions"),
        ("version: 1\ninteractions: [1]", "interaction 1: there is no request"),
        ("version: 1\ninteractions: [{request: {}}]", "interaction 1: there is no response"),
        (interaction(method="7"), "interaction 1: method is not text"),
        (interaction(uri="https://[x/"), "interaction 1: .*"),
        (interaction(sent="7"), "interaction 1: there is no headers"),
        (interaction(sent="{x-acs-action: [7]}"), r"interaction 1: x-acs-action is not text \(put it in quotes\)"),
        (interaction(status="{code: '200'}"), "interaction 1: the status code is not a number"),
        (interaction(status="7"), "interaction 1: there is no status"),
        (interaction(came="{}"), "interaction 1: there is no x-received-at"),
        (interaction(came="{x-received-at: 2026-11-25T01:00:00Z}"), "interaction 1: x-received-at is not text .*"),
        (interaction(came="{x-received-at: yesterday}"), "interaction 1: .*yesterday.*"),
        (interaction(came="{x-received-at: ['2026-11-25T01:00:00']}"), "interaction 1: x-received-at has no time zone"),
        (interaction(came="{x-no-answer: [whim]}"), "interaction 1: 'whim' is not .*"),
        (interaction(body="{string: 7}"), "interaction 1: the body is not text .*"),
        (interaction(body="x"), "interaction 1: there is no body"),
        (
            interaction(body="{string: !!python/object/apply:os.system ['touch hacked']}"),
            "it is not plain YAML .*python.*",
        ),
        (interaction(body="{string: !!python/name:os.system }"), "it is not plain YAML .*python.*"),
        (interaction(body="{string: !!timestamp x}"), "it is not plain YAML"),
        (interaction(body="{string: !!int ''}"), "it is not plain YAML"),
        (interaction(body="{string: !!bool x}"), "it is not plain YAML"),
        (interaction(body="{string: 2026-99-99}"), "it is not plain YAML"),
        ("version: 1\ninteractions:\n- request: {", r"it is not plain YAML \(.*, line 4\)"),
        ("version: 1\ninteractions: &a [*a]", "interaction 1: there is no request"),
        ("[" * 100_000, "it is not plain YAML .*"),
        ("- " * 100_000, "it is not plain YAML .*"),
        (b"version: 1\xff", "it is not plain YAML"),
        (b"version: 1\x00", "it is not plain YAML"),
    ],
)
def test_a_damaged_or_hostile_cassette_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    player = damaged(tmp_path, content)
    for use in (lambda: player.ask(RDAP), lambda: player.last_received_at):
        with pytest.raises(UsageError) as caught:
            use()
        path = re.escape(str(tmp_path / "tape" / "rdap.yaml"))
        assert re.fullmatch(f"{path} cannot be replayed: {why}", str(caught.value))
        assert caught.value.advice
    assert not (tmp_path / "hacked").exists()


def test_a_huge_cassette_is_not_even_read(tmp_path: Path) -> None:
    player = damaged(tmp_path, "")
    with (tmp_path / "tape" / "rdap.yaml").open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(UsageError, match=r"rdap\.yaml cannot be replayed: it is larger than 96 MB"):
        player.ask(RDAP)


def test_an_unreadable_cassette_is_one_sentence(tmp_path: Path) -> None:
    player = EMPTY(tmp_path)
    (tmp_path / "rdap.yaml").mkdir()
    with pytest.raises(UsageError, match=r"rdap\.yaml cannot be replayed: Is a directory"):
        player.ask(RDAP)


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ("", "run.json cannot be replayed: it is not JSON"),
        ("[" * 100_000, "run.json cannot be replayed: it is not JSON"),
        ("1" * 5000, "run.json cannot be replayed: it is not JSON"),
        ("[]", "run.json cannot be replayed: its format is not icp-auditor/tape/1"),
        ('{"format": "icp-auditor/tape/2"}', "run.json cannot be replayed: its format is not icp-auditor/tape/1"),
    ],
)
def test_a_recording_of_another_kind_is_one_sentence(tmp_path: Path, about: str, why: str) -> None:
    (tmp_path / "run.json").write_text(about, "utf-8")
    with pytest.raises(UsageError, match=re.escape(why)):
        Player(tmp_path)


def test_a_folder_without_a_recording_is_one_sentence(tmp_path: Path) -> None:
    for folder, why in (
        (tmp_path / "nowhere", f"there is no folder {tmp_path}/nowhere to replay"),
        (tmp_path, f"{tmp_path} holds no recording (run.json is missing)"),
        (tmp_path / ("x" * 300), "cannot be replayed: File name too long"),
    ):
        with pytest.raises(UsageError, match=re.escape(why)) as caught:
            Player(folder)
        assert caught.value.advice


def test_a_cassette_is_read_only_when_something_is_asked_of_its_protocol(tmp_path: Path) -> None:
    record(tmp_path / "tape", {RDAP: reply("x"), WHOIS: reply("y")})
    (tmp_path / "tape" / "rdap.yaml").write_text("{", "utf-8")
    assert Player(tmp_path / "tape").ask(WHOIS) == reply("y")


# --- vcrpy itself -------------------------------------------------------------------------------------------------------

NO_VCR = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from auditor.tape import Player, Recorder
from auditor.wire import Query, Reply

class Fixed:
    def ask(self, query):
        return Reply(200, "x", datetime(2026, 11, 25, tzinfo=UTC))

folder = Path(sys.argv[1])
recorder = Recorder(Fixed(), folder, {})
recorder.ask(Query("whois", "whois.cnnic.cn:43", "example.cn"))
before = "vcr" in sys.modules
recorder.close()
print(before, "vcr" in sys.modules)
for name in [name for name in sys.modules if name.partition(".")[0] == "vcr"]:
    del sys.modules[name]
print(Player(folder).ask(Query("whois", "whois.cnnic.cn:43", "example.cn")).text, "vcr" in sys.modules)
"""


def test_vcrpy_is_imported_only_to_write(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", NO_VCR, str(tmp_path / "tape")],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path.cwd(),
    )
    assert ran.stdout.split() == ["False", "True", "x", "False"]


def test_vcrpy_loads_every_cassette_and_finds_every_answer(tmp_path: Path) -> None:
    from vcr import matchers
    from vcr.cassette import Cassette
    from vcr.record_mode import RecordMode
    from vcr.request import Request

    answers: dict[Query, Any] = {query: reply(f"{query.protocol} 示例{query.question}") for query in EVERY_KIND}
    answers[RDAP] = reply("{\r\n}\r\n")
    answers[Query("whois", "whois.cnnic.cn:43", "silent.cn")] = WireError("timeout", "silence")
    record(tmp_path / "tape", answers)
    parts = ("method", "scheme", "host", "port", "path", "query")
    match_on = (*(getattr(matchers, part) for part in parts), acs_action)
    for path in (tmp_path / "tape").glob("*.yaml"):
        tape = Cassette.load(path=str(path), record_mode=RecordMode.NONE, match_on=match_on)
        for query, answer in answers.items():
            if path.name.startswith(query.protocol):
                request = request_of(query)
                played = tape.play_response(Request(request.method, request.uri, b"", dict(request.headers)))
                text = str(answer) if isinstance(answer, WireError) else answer.text
                assert played["body"]["string"] == text.encode()
                assert played["status"]["code"] == (599 if isinstance(answer, WireError) else 200)
        assert tape.all_played


def acs_action(a: Any, b: Any) -> bool:
    return bool(a.headers.get("x-acs-action") == b.headers.get("x-acs-action"))


def vcr_against(path: Path) -> Any:
    import vcr

    ordinary = vcr.VCR(record_mode="none", match_on=["method", "scheme", "host", "port", "path", "query", "acs_action"])
    ordinary.register_matcher("acs_action", acs_action)
    return ordinary.use_cassette(str(path))


def sdk(endpoint: str) -> Any:
    from alibabacloud_ecs20140526.client import Client
    from alibabacloud_tea_openapi.utils_models import Config

    return Client(
        Config(access_key_id="dummy-id", access_key_secret="dummy-secret", endpoint=endpoint, region_id="cn-hangzhou")
    )


def page(region: str, ids: Iterable[str], token: str) -> Reply:
    rows = [{"InstanceId": each, "InstanceName": "示例", "RegionId": region} for each in ids]
    return reply(
        json.dumps({"RequestId": "R", "NextToken": token, "Instances": {"Instance": rows}}, ensure_ascii=False)
    )


def pages() -> dict[Query, Reply]:
    def ask(region: str, *more: tuple[str, str]) -> Query:
        parameters = (("RegionId", region), ("MaxResults", "100"), *more)
        return Query("ecs", HANGZHOU, "DescribeInstances", parameters, "default")

    refusal = {"Code": "Forbidden.RAM", "Message": "User not authorized to operate.", "RequestId": "R-403"}
    return {
        REGIONS: reply(
            '{"RequestId": "R", "Regions": {"Region": [{"RegionId": "cn-hangzhou", "LocalName": "华东1"}]}}'
        ),
        ask("cn-hangzhou"): page("cn-hangzhou", ["i-1", "i-2"], "a+b/c=="),
        ask("cn-hangzhou", ("NextToken", "a+b/c==")): page("cn-hangzhou", ["i-3"], ""),
        ask("cn-beijing"): reply(json.dumps(refusal), 403),
    }


def test_an_ecs_cassette_replays_under_ordinary_vcrpy_against_the_real_sdk(tmp_path: Path) -> None:
    from alibabacloud_ecs20140526 import models
    from alibabacloud_tea_openapi.exceptions import ClientException

    answers = pages()
    record(tmp_path / "tape", answers)
    client = sdk("ecs.cn-hangzhou.aliyuncs.com")
    with vcr_against(tmp_path / "tape" / "ecs-default.yaml") as tape:
        regions = client.describe_regions(models.DescribeRegionsRequest()).body.regions.region
        assert [(region.region_id, region.local_name) for region in regions] == [("cn-hangzhou", "华东1")]
        ids: list[str] = []
        token: str | None = None
        while token != "":
            request = models.DescribeInstancesRequest(region_id="cn-hangzhou", max_results=100, next_token=token)
            body = client.describe_instances(request).body
            ids += [row.instance_id for row in body.instances.instance]
            token = body.next_token
        assert ids == ["i-1", "i-2", "i-3"]
        with pytest.raises(ClientException) as caught:
            client.describe_instances(models.DescribeInstancesRequest(region_id="cn-beijing", max_results=100))
        assert (caught.value.code, caught.value.status_code) == ("Forbidden.RAM", 403)
        assert tape.all_played


def test_the_sdks_raw_answer_under_ordinary_vcrpy_is_the_players_text(tmp_path: Path) -> None:
    from alibabacloud_tea_openapi.utils_models import OpenApiRequest, Params
    from darabonba.runtime import RuntimeOptions

    answers = pages()
    player = record(tmp_path / "tape", answers)
    client = sdk("ecs.cn-hangzhou.aliyuncs.com")
    with vcr_against(tmp_path / "tape" / "ecs-default.yaml"):
        for query, answer in answers.items():
            if answer.status == 200:
                params = Params(
                    action=query.question, version="2014-05-26", protocol="HTTPS", pathname="/", method="POST",
                    auth_type="AK", style="RPC", req_body_type="formData", body_type="string",
                )  # fmt: skip
                raw = client.call_api(params, OpenApiRequest(query=dict(query.parameters)), RuntimeOptions())
                assert raw["body"] == player.ask(query).text == answer.text


def test_the_other_apis_have_a_cassette_of_their_own_for_each_account(tmp_path: Path) -> None:
    other = replace(HELD, account="Größe")
    answers = {
        HELD: reply('{"DomainName": "示例.中国"}', at=AT + timedelta(seconds=9)),
        other: reply("{}"),
        REGIONS: reply("{}"),
    }
    player = record(tmp_path / "tape", answers)
    assert {query: player.ask(query) for query in answers} == answers
    assert player.last_received_at == AT + timedelta(seconds=9)
    names = sorted(path.name for path in (tmp_path / "tape").glob("*.yaml"))
    assert names == ["aliyun-default.yaml", f"aliyun-gr-e-{fingerprint('Größe')}.yaml", "ecs-default.yaml"]


def test_an_action_is_written_down_with_the_version_of_its_own_api() -> None:
    versions = {name: dict(request_of(replace(HELD, question=name)).headers)["x-acs-version"] for name in ACTIONS}
    assert versions == {name: action.version for name, action in ACTIONS.items()}
    assert versions["QueryDomainList"] == "2018-01-29"
    assert dict(request_of(INSTANCES).headers)["x-acs-version"] == "2014-05-26"


def test_a_cassette_of_the_domain_service_replays_under_ordinary_vcrpy_against_the_sdks_generic_client(
    tmp_path: Path,
) -> None:
    from alibabacloud_tea_openapi.client import Client
    from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
    from darabonba.runtime import RuntimeOptions

    answer = reply('{"DomainName": "示例.中国"}')
    record(tmp_path / "tape", {HELD: answer})
    client = Client(Config(access_key_id="dummy-id", access_key_secret="dummy-secret", endpoint="domain.aliyuncs.com"))
    params = Params(
        action=HELD.question, version="2018-01-29", protocol="HTTPS", pathname="/", method="POST",
        auth_type="AK", style="RPC", req_body_type="formData", body_type="string",
    )  # fmt: skip
    with vcr_against(tmp_path / "tape" / "aliyun-default.yaml") as tape:
        raw = client.call_api(params, OpenApiRequest(query=dict(HELD.parameters)), RuntimeOptions())
        assert raw["body"] == answer.text
        assert tape.all_played


def test_a_cassette_is_plain_yaml(tmp_path: Path) -> None:
    record(tmp_path / "tape", pages())
    written = yaml.safe_load((tmp_path / "tape" / "ecs-default.yaml").read_text("utf-8"))
    assert written["version"] == 1
    assert set(written["interactions"][0]) == {"request", "response"}
    assert written["interactions"][0]["request"]["headers"]["x-acs-version"] == ["2014-05-26"]
