"""A reason is kept for ever in the audit: it is there, of bounded length, and holds no number of a person."""

import pytest

from common.errors import Refusal
from common.reasons import ReasonMissing, require_reason


@pytest.mark.parametrize(
    "number", ["13800138000", "138 0013 8000", "138-0013-8000", "00012345678", "99012119560312001X"]
)
def test_a_reason_with_a_telephone_or_identity_number_is_refused(number):
    with pytest.raises(Refusal, match="不要写电话和证件号码") as refusal:
        require_reason(f"请联系{number}核实", most=100)
    assert refusal.value.field == "reason"


@pytest.mark.parametrize(
    "text", ["个案 990121202611230003 已办结", "欠款 20000 元，2026-11-23 核实", "见文号 12345 号"]
)
def test_numbers_of_cases_dates_and_amounts_are_no_persons(text):
    assert require_reason(f" {text} ", most=100) == text


@pytest.mark.parametrize("text", ["", "  ", None])
def test_a_reason_is_there(text):
    with pytest.raises(ReasonMissing):
        require_reason(text, most=100)
