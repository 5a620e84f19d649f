"""Known values of the case in every shape (trust reference §2.3)."""

import pytest

from publication.anonymise import gate

KNOWN = {
    "names": ["王建国"],
    "ids": ["110101197503128513"],
    "phones": ["13800138000"],
    "accounts": ["6222021234567890123"],
    "places": ["青屏县松坪镇竹坳村3组"],
    "schools": ["青屏县第一中学"],
    "hospitals": ["澄川市第一人民医院"],
    "employers": ["川岭鑫源制衣有限公司"],
    "other": ["canary-7f3a9c"],
    "nickname": "老幺头",
}


def leaks(text, known=KNOWN):
    return [text[f.start : f.end] for f in gate.check(text, known).findings if (f.type, f.level) == ("known", "block")]


@pytest.mark.parametrize(
    "text, leak",
    [
        ("王建国", "王建国"),
        ("王*建-国", "王*建-国"),
        ("王\n建\u200b国", "王\n建\u200b国"),
        ("建国的孩子", "建国"),
        ("国王建国王", "王建国"),
        ("wangjianguo", "wangjianguo"),
        ("Wang Jian-guo", "Wang Jian-guo"),
        ("Wáng Jiànguó", "Wáng Jiànguó"),
        ("jianguo wang", "jianguo wang"),
        ("姓名WJG", "WJG"),
        ("小建", "建"),
        ("尾号8000", "8000"),
        ("后六位8-5-1-3", "8-5-1-3"),
        ("128513", "128513"),
        ("生于19750312", "19750312"),
        ("一三八00138000", "一三八00138000"),
        ("松坪", "松坪"),
        ("竹坳乡亲", "竹坳"),
        ("青屏一中", "青屏一中"),
        ("鑫源制衣", "鑫源制衣"),
        ("CANARY 7F3A9C", "CANARY 7F3A9C"),
        ("老幺头", "老幺头"),
        ("ｃａｎａｒｙ７ｆ３ａ９ｃ", "ｃａｎａｒｙ７ｆ３ａ９ｃ"),
    ],
)
def test_a_known_value_blocks_in_this_shape(text, leak):
    assert leak in leaks(text)


def test_a_traditional_spelling_is_the_same_name():
    assert "張偉" in leaks("張偉", {"names": ["张伟"]})
    assert "张伟" in leaks("张伟", {"names": ["張偉"]})


@pytest.mark.parametrize("text", ["青屏县一户家庭", "国家建设", "缺口8000元", "wang", "在医院治疗", "读中学"])
def test_what_the_case_shares_with_the_county_passes(text):
    assert leaks(text) == []


def test_the_stem_of_a_town_is_not_meant_in_the_county_of_the_same_name():
    assert leaks("青屏县一户家庭", {"places": ["青屏街道"]}) == []
    assert leaks("青屏一户家庭", {"places": ["青屏街道"]}) == ["青屏"]


@pytest.mark.parametrize(
    "known", [["王建国"], "王建国", {"unheard_of": ["王建国"]}, {"names": {"head": "王建国"}}, {"names": ("王建国",)}]
)
def test_every_string_in_known_is_a_secret_whatever_its_key(known):
    assert leaks("王建国", known) == ["王建国"]


def test_a_known_value_that_cannot_be_searched_for_refuses_the_text():
    result = gate.check("青屏县一户家庭", {"names": [object()]})
    assert result.blocked and [f.type for f in result.findings] == ["gate_error"]
