from __future__ import annotations

import inspect
import io
import sys
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from auditor.audit import Request
from auditor.commands import _options as o
from auditor.commands._asked import choices, domains_in, nearest, pairs, request, selection
from auditor.errors import UsageError
from auditor.model import Outcome, Verdict
from auditor.sources.ecs import Selection


def test_nothing_chosen_is_everything() -> None:
    assert selection(None, None, None, None) == Selection()
    assert selection([], [], [], []) == Selection()


def test_a_selection_is_what_was_typed() -> None:
    found = selection(["cn-hangzhou"], ["cn-beijing"], ["i-bp1A"], ["site=shop", "team=", "env", " a = b=c "])
    tags = (("site", "shop"), ("team", ""), ("env", ""), ("a", "b=c"))
    assert found == Selection(("cn-hangzhou",), ("cn-beijing",), ("i-bp1A",), tags)


@pytest.mark.parametrize("value", ["", "cn hangzhou", "cn-hangzhou\n", "../etc", "华东1", "i-1,i-2", "-\x00"])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_what_is_no_id_is_named_with_its_option(value: str, position: int) -> None:
    given: list[list[str] | None] = [None, None, None]
    given[position] = ["cn-hangzhou", value]
    option = ("--region", "--exclude-region", "--instance")[position]
    with pytest.raises(UsageError) as caught:
        selection(given[0], given[1], given[2], None)
    assert str(caught.value) == f"{option} {value!r} is not an id"
    assert caught.value.advice


@pytest.mark.parametrize("tag", ["", "=", "=shop", "  =x"])
def test_a_tag_without_a_key_is_refused(tag: str) -> None:
    with pytest.raises(UsageError, match="has no key"):
        selection(None, None, None, [tag])


def test_a_request_is_what_was_typed(tmp_path: Path) -> None:
    file = tmp_path / "domains.txt"
    file.write_text("c.cn\n", "utf-8")
    chosen = Selection(regions=("cn-hangzhou",))
    found = request(chosen, ["a.cn", " b.cn "], str(file), ["a.cn=i-1", " b.cn = i-2 "], "2027-01-31")
    assert found == Request(
        accounts=True,
        selection=chosen,
        domains=("a.cn", " b.cn ", "c.cn"),
        sites=(("a.cn", "i-1"), ("b.cn", "i-2")),
        as_of=date(2027, 1, 31),
    )
    assert request(None, ["a.cn"], None, None, None) == Request(accounts=False, domains=("a.cn",))


@pytest.mark.parametrize("name", ["", " ", "\t\n", "\u3000"])
def test_an_empty_domain_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="an empty domain was given"):
        request(None, ["a.cn", name], None, None, None)


@pytest.mark.parametrize("site", ["", "example.cn", "example.cn=", "=i-1", "example.cn=i 1", "a=b=c", "example.cn:i-1"])
def test_a_site_that_is_no_pair_is_refused(site: str) -> None:
    with pytest.raises(UsageError) as caught:
        request(Selection(), (), None, [site], None)
    assert str(caught.value) == f"--site {site!r} is not DOMAIN=INSTANCE"


@pytest.mark.parametrize(
    "day",
    [
        "2027",
        "2027-02-30",
        "2027-1-31",
        "31.01.2027",
        "20270131",
        "2027-W04-7",
        "today",
        "２０２７-01-31",
        "0000-01-01",
    ],
)
def test_a_day_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(UsageError) as caught:
        request(Selection(), (), None, None, day)
    assert str(caught.value) == f"--as-of {day!r} is not a day"


def test_an_option_that_was_given_empty_is_not_one_that_was_not_given() -> None:
    """`--domains-file "$UNSET"` would otherwise audit no domain, and `--as-of "$UNSET"` judge today, without a word."""
    with pytest.raises(UsageError):
        request(Selection(), (), "", None, None)
    with pytest.raises(UsageError):
        request(Selection(), (), None, None, "")


# --- domains in a file ----------------------------------------------------------------------------------------------------


def test_a_file_holds_one_name_a_line_and_comments(tmp_path: Path) -> None:
    file = tmp_path / "domains.txt"
    file.write_bytes("\ufeff# ours\r\na.cn # the shop\r\n\r\n  示例.中国\t\r\n#b.cn\nc.cn".encode())
    assert domains_in(str(file)) == ["a.cn", "示例.中国", "c.cn"]


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    file = tmp_path / "domains.txt"
    with pytest.raises(UsageError, match=f"the domains file {file} cannot be read: No such file or directory"):
        domains_in(str(file))
    with pytest.raises(UsageError, match=f"the domains file {tmp_path} cannot be read: Is a directory"):
        domains_in(str(tmp_path))
    file.write_bytes("a.cn\n示例.cn\n".encode() + "示例.cn\n".encode("gb18030"))
    with pytest.raises(UsageError, match=r"is not UTF-8 text in line 3$"):
        domains_in(str(file))
    file.write_text("# nothing\n\n", "utf-8")
    with pytest.raises(UsageError, match="holds no domain"):
        domains_in(str(file))


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, names in ((b"a.cn\n", ["a.cn"]), (b"", None), (b"\xff", None)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "ascii"))
        if names is None:
            with pytest.raises(UsageError, match=r"^standard input "):
                domains_in("-")
        else:
            assert domains_in("-") == names


# --- lists of words -------------------------------------------------------------------------------------------------------


def test_a_list_of_words_becomes_members() -> None:
    assert choices("--status", "fail, UNKNOWN,,not-applicable", Outcome) == {
        Outcome.FAIL,
        Outcome.UNKNOWN,
        Outcome.NOT_APPLICABLE,
    }
    assert choices("--status", None, Outcome) == frozenset()
    assert choices("--fail-on", " ", Verdict) == frozenset()


def test_a_word_that_is_not_known_is_named_with_its_nearest_and_all_that_are() -> None:
    with pytest.raises(UsageError) as caught:
        choices("--fail-on", "eligible,inelligible", Verdict)
    assert str(caught.value) == "--fail-on 'inelligible' is not known; did you mean ineligible?"
    assert caught.value.advice == "known are eligible, ineligible, undetermined"


def test_nothing_is_near_to_nonsense() -> None:
    assert nearest("instance-trem", ["instance-term", "domain-name"]) == "; did you mean instance-term?"
    assert nearest("xyz", ["instance-term"]) == ""


def test_pairs_can_be_typed_again() -> None:
    tags = (("site", "shop"), ("a", "b=c"), ("any", ""))
    assert selection(None, None, None, list(pairs(tags))).tags == tags


# --- options --------------------------------------------------------------------------------------------------------------


@dataclass
class Heard:
    given: Any = None
    common: o.Common | None = None


def test_a_reporting_command_takes_its_own_options_and_each_common_one() -> None:
    heard = Heard()

    def command(names: list[str] | None = None, owner: o.Owner = None, *, common: o.Common) -> None:
        """What it does."""
        heard.given, heard.common = (names, owner), common

    made = o.reporting(command)
    parameters = inspect.signature(made).parameters
    assert list(parameters) == ["names", "owner", *(f.name for f in fields(o.Common))]
    assert made.__doc__ == "What it does."
    for name, hint in get_type_hints(o.Common, include_extras=True).items():
        annotation = parameters[name].annotation
        assert annotation.__origin__ == hint.__origin__
        assert vars(annotation.__metadata__[0]) == vars(hint.__metadata__[0])
    defaults = {f.name: f.default for f in fields(o.Common)}
    assert {name: parameters[name].default for name in defaults} == defaults
    made(names=["a.cn"], owner="x", **{**defaults, "as_of": "2027-01-31", "quiet": True})
    assert heard.given == (["a.cn"], "x")
    assert heard.common == o.Common(as_of="2027-01-31", quiet=True)


def test_every_common_option_is_described() -> None:
    for name, hint in get_type_hints(o.Common, include_extras=True).items():
        (option,) = hint.__metadata__
        assert option.help, name
        # Typer takes the first of the names for the default until it has seen that the annotation has none.
        assert option.default == "--" + {"formats": "format", "outputs": "output"}.get(name, name).replace("_", "-")
