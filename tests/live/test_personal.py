from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.live.personal import CUT, without_personal

PLANTED = "planted-91330100MA27XJ0A00"


def test_what_holds_nothing_personal_stays_word_for_word() -> None:
    for text in ('{ "DomainName":"示例.中国",\n "n" : 1.50 }', "[]", "null", '"x"', "", "<html>Address</html>", "busy"):
        assert without_personal(text) == text


@pytest.mark.parametrize("name", CUT)
@pytest.mark.parametrize("value", [PLANTED, [PLANTED], {"a": PLANTED}])
def test_a_personal_field_is_cut_wherever_it_stands(name: str, value: Any) -> None:
    for spelling in (name, name.lower(), name.upper()):
        for whole in (
            {spelling: value, "Kept": "示例"},
            {"Kept": "示例", "in": [[{spelling: value}]]},
            [{spelling: value}, "示例"],
        ):
            cut = without_personal(json.dumps(whole))
            assert PLANTED not in cut
            assert "示例" in cut
            assert json.loads(cut)


@pytest.mark.parametrize(
    "text",
    [
        f'{{"\\u0049dentityCredentialNo": "{PLANTED}"}}',
        f'{{"IdentityCredentialNo": "{PLANTED}", "IdentityCredentialNo": ""}}',
        f'{{"a": {{"IdentityCredentialNo": "{PLANTED}"}}, "a": 1}}',
        f'{{"IdentityCredentialNumber": "{PLANTED}", "IdentityCredentialType": "YYZZ"}}',
        json.dumps({"Message": f'{{"IdentityCredentialNo": "{PLANTED}"}}'}),
        json.dumps(json.dumps({"IdentityCredentialNo": PLANTED})),
        json.dumps([f"IdentityCredentialNo={PLANTED}"]),
        f'{{"IdentityCredentialNo": "{PLANTED}"',
        f'\ufeff{{"IdentityCredentialNo": "{PLANTED}"}}',
        f'  {{"\\u0049dentityCredentialNo": "{PLANTED}", }}',
        f'{{"n": {"9" * 5000}, "Email": "{PLANTED}"}}',
        f'{"[" * 100_000}"{PLANTED}"',
        f"<IdentityCredentialNo>{PLANTED}</IdentityCredentialNo>",
        f"<Email>{PLANTED}</Email>",
        f'callback({{"Email": "{PLANTED}"}})',
        f"identitycredentialno={PLANTED}",
    ],
)
def test_no_way_of_writing_gets_a_document_number_through(text: str) -> None:
    assert PLANTED not in without_personal(text)


def test_the_kind_of_a_document_is_not_personal() -> None:
    assert json.loads(without_personal('{"IdentityCredentialType": "YYZZ", "Email": "x"}')) == {
        "IdentityCredentialType": "YYZZ"
    }


def test_the_length_of_what_is_withheld_is_said() -> None:
    said = "(an answer of 30 characters, withheld: it is no whole JSON and may hold personal data)"
    assert without_personal('{"IdentityCredentialNo": "1101') == said


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Data", "Name", *CUT]), inner, max_size=3)
    ),
    max_leaves=12,
)


def names_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


def without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without(each) for name, each in value.items() if name not in CUT}
    return [without(each) for each in value] if isinstance(value, list) else value


@given(VALUE)
def test_nothing_but_personal_fields_is_cut(value: Any) -> None:
    cut = json.loads(without_personal(json.dumps(value)))
    assert cut == without(value)
    assert names_in(cut).isdisjoint(CUT)


@given(st.text())
def test_a_text_of_any_kind_is_kept_or_withheld(text: str) -> None:
    assert without_personal(text) == text or "withheld" in without_personal(text)
