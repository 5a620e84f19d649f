"""Numbers that lead to a person: exact stretch and type."""

import pytest

from publication.anonymise import gate


def found(text, known=None):
    return [(text[f.start : f.end], f.type, f.level) for f in gate.check(text, known).findings]


@pytest.mark.parametrize(
    "text, number, kind",
    [
        ("身份证11010119900307803X。", "11010119900307803X", "resident_id"),
        ("身份证110101199003078515，一户", "110101199003078515", "resident_id"),
        ("号码110101 1990 0307 8515", "110101 1990 0307 8515", "resident_id"),
        ("旧号110101900307851", "110101900307851", "resident_id"),
        ("9901**********001X", "9901**********001X", "resident_id"),
        ("请打13800138000联系", "13800138000", "mobile"),
        ("请打00012345678联系", "00012345678", "mobile"),
        ("+86 138-0013-8000", "138-0013-8000", "mobile"),
        ("000****0001", "000****0001", "mobile"),
        ("前三位138，中间0013，后面8000", "前三位138，中间0013，后面8000", "mobile"),
        ("座机0571-87654321", "0571-87654321", "landline"),
        ("（010）12345678", "010）12345678", "landline"),
        ("固话8765-4321", "8765-4321", "landline"),
        ("热线400-123-4567", "400-123-4567", "landline"),
        ("卡6222021234567890123", "6222021234567890123", "bank_card"),
        ("卡6222 0212 3456 7890", "6222 0212 3456 7890", "bank_card"),
        ("账号1234567890", "1234567890", "bank_card"),
        ("卡号尾号1234", "卡号尾号1234", "bank_card"),
        ("护照EA1234567", "EA1234567", "passport"),
        ("住院号：0012345678", "0012345678", "passport"),
        ("车牌川A·12345", "川A·12345", "plate"),
        ("粤BD12345", "粤BD12345", "plate"),
    ],
)
def test_a_number_blocks_where_it_stands(text, number, kind):
    assert found(text) == [(number, kind, "block")]


def test_a_mistyped_check_digit_still_leads_to_the_person():
    assert found("身份证110101199003078511") == [("110101199003078511", "resident_id", "block")]


@pytest.mark.parametrize(
    "text",
    [
        "请拨打12345或12349，紧急时110、119、120、122",
        "自付12000、8000、3500元",
        "缺口约5000—10000元",
        "2026年3月，150、3000、2000元三笔借款",
        "透析3次，往返60公里，自付31000元",
        "全镇37户受灾，其中5户房屋全部倒塌",
        "3，5，8人",
        "已筹5.2万元，共需8.5万元",
    ],
)
def test_amounts_counts_and_public_hotlines_pass(text):
    assert found(text) == []


def test_the_last_four_digits_of_a_phone_only_warn_when_the_case_does_not_know_them():
    assert found("手机尾号8000") == [("手机尾号8000", "mobile", "warn")]
