"""Fields for what people type by hand."""

from uuid import UUID

import pytest
from django import forms
from django.core.exceptions import ValidationError

from common.forms import MoneyField, PhoneField, ResidentIdField, TokenField, UsccField


class Gift(forms.Form):
    amount = MoneyField(at_least_fen=100, at_most_fen=1_000_000)
    token = TokenField()


def test_money_cleans_to_fen() -> None:
    assert MoneyField().clean("￥4,700.50元") == 470_050
    assert MoneyField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0.99", "金额不能少于1 元。"),
        ("10,000.01", "金额不能超过10,000 元。"),
        ("-5", "金额不能是负数。"),
    ],
)
def test_money_within_limits(text: str, sentence: str) -> None:
    form = Gift({"amount": text, "token": "7b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"})
    assert form.errors == {"amount": [sentence]}


def test_money_shows_a_column_as_yuan() -> None:
    form = Gift(initial={"amount": 470_000})
    assert 'value="4,700"' in str(form["amount"])


def test_other_fields_clean_to_one_spelling() -> None:
    assert PhoneField().clean("+86 138-1234-5678") == "13812345678"
    assert ResidentIdField().clean("９９０１２１19560312001x") == "99012119560312001X"
    assert UsccField().clean("53990100mj0000001y") == "53990100MJ0000001Y"
    assert PhoneField(required=False).clean("") == ""


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (PhoneField(), "138", "手机号应为11位。"),
        (ResidentIdField(), "990121195603120011", "身份证号的校验位不对，请逐位核对。"),
        (UsccField(), "53990100MJ0000001X", "统一社会信用代码的校验位不对，请逐位核对。"),
    ],
)
def test_other_fields_say_what_is_wrong(field: forms.Field, text: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field.clean(text)
    assert refused.value.messages == [sentence]


def test_each_new_form_has_its_own_token_and_a_returned_one_keeps_it() -> None:
    first, second = Gift(), Gift()
    assert first["token"].value() != second["token"].value()
    token = UUID("7b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed")
    returned = Gift({"amount": "x", "token": str(token)})
    assert not returned.is_valid()
    assert returned["token"].value() == str(token)
    assert returned.cleaned_data["token"] == token
