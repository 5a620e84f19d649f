"""Numbers of people and bodies: the standard's vectors, plain reasons, masks, invented numbers."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import ids

RESIDENT_IDS = ["99012119560312001X", "990122198807210025", "990181201506010032", "990102197902150040"]
USCCS = [
    "53990100MJ0000001Y",
    "51990100MJ00000028",
    "52990121MJ0000003M",
    "91990100MA0000004R",
    "11990121000000005F",
    "91990100MA00000060",
    "91110000600037341L",
]


def said(errors: list) -> list[str]:
    return [str(error) for error in errors]


@pytest.mark.parametrize("number", RESIDENT_IDS)
def test_valid_resident_ids(number: str) -> None:
    assert ids.resident_id_errors(number) == []


def test_odd_seventeenth_digit_is_male() -> None:
    assert [ids.is_male(number) for number in RESIDENT_IDS] == [True, False, True, False]


@pytest.mark.parametrize("code", USCCS)
def test_valid_usccs(code: str) -> None:
    assert ids.uscc_errors(code) == []


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("9901211956031200", "身份证号应为18位。"),
        ("", "身份证号应为18位。"),
        ("99012119560312A01X", "身份证号只能是数字，最后一位可以是X。"),
        ("99012119560312001Y", "身份证号只能是数字，最后一位可以是X。"),
        ("990121195602300013", "身份证号中的出生日期不存在。"),
        ("990121203001010016", "身份证号中的出生日期不存在。"),
        ("990121195603120011", "身份证号的校验位不对，请逐位核对。"),
    ],
)
def test_says_what_is_wrong_with_a_resident_id(number: str, sentence: str) -> None:
    assert said(ids.resident_id_errors(number, date(2025, 11, 24))) == [sentence]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("53990100MJ0000001", "统一社会信用代码应为18位。"),
        ("53990100MI0000001Y", "统一社会信用代码只能是数字和大写字母，且不含I、O、S、V、Z。"),
        ("53990100MJ0000001X", "统一社会信用代码的校验位不对，请逐位核对。"),
    ],
)
def test_says_what_is_wrong_with_a_uscc(code: str, sentence: str) -> None:
    assert said(ids.uscc_errors(code)) == [sentence]


def test_full_width_spaces_and_lower_case_are_the_same_number() -> None:
    assert ids.resident_id_errors("９９０１２１ 19560312 001x") == []
    assert ids.compact("990121-19560312-001ｘ") == "99012119560312001X"


@pytest.mark.parametrize("number", RESIDENT_IDS)
def test_any_single_wrong_digit_is_found(number: str) -> None:
    for place in range(17):
        for digit in "0123456789":
            changed = number[:place] + digit + number[place + 1 :]
            assert (ids.resident_id_errors(changed) == []) == (changed == number)


@given(st.dates(date(1900, 1, 1), date(2025, 1, 1)), st.integers(0, 999))
def test_invented_ids_are_valid(birth: date, sequence: int) -> None:
    number = ids.make_resident_id("990121", birth, sequence)
    assert ids.resident_id_errors(number) == []
    assert ids.birth_date(number) == birth
    assert ids.is_male(number) == (sequence % 2 == 1)


@given(st.integers(0, 9_999_999))
def test_invented_usccs_are_valid_also_where_the_check_character_is_0(n: int) -> None:
    assert ids.uscc_errors(ids.make_uscc("53990100", n)) == []


def test_invented_numbers_match_the_vectors() -> None:
    assert ids.make_resident_id("990121", date(1956, 3, 12), 1) == RESIDENT_IDS[0]
    assert ids.make_uscc("53990100", 1) == USCCS[0]
    assert ids.make_uscc("91990100MA", 6) == USCCS[5]


def test_no_invented_number_on_a_real_province() -> None:
    with pytest.raises(ValueError, match="99"):
        ids.make_resident_id("110101", date(1956, 3, 12), 1)
    with pytest.raises(ValueError, match="99"):
        ids.make_uscc("53110100", 1)


@pytest.mark.parametrize(
    "text", ["13812345678", "+86 138-1234-5678", "８６１３８１２３４５６７８", "0086 138 1234 5678", "138 1234 5678"]
)
def test_one_mobile_number_in_many_spellings(text: str) -> None:
    assert ids.normalise_phone(text) == "13812345678"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("138123456", "手机号应为11位。"),
        ("1381234567a", "手机号只能是数字。"),
        ("", "手机号只能是数字。"),
        ("12345678901", "这不是中国内地的手机号。"),
    ],
)
def test_says_what_is_wrong_with_a_phone(text: str, sentence: str) -> None:
    with pytest.raises(ids.BadPhone, match=re.escape(sentence)):
        ids.normalise_phone(text)


def test_undiallable_numbers_only_in_the_demo(settings) -> None:
    assert ids.normalise_phone("000 1234 0001") == "00012340001"
    settings.IS_DEMO = False
    with pytest.raises(ids.BadPhone):
        ids.normalise_phone("00012340001")


def test_masks() -> None:
    assert ids.mask_name("张三") == ids.mask_name("张三丰") == "张＊＊"
    assert ids.mask_name("") == ""
    assert ids.mask_resident_id("99012119560312001X") == "9901**********001X"
    assert ids.mask_phone("00012340001") == "000****0001"
    assert ids.mask_bank_account("6222000000001234") == "************1234"
    assert ids.mask_phone("123") == "***"
