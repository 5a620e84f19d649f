"""Contacts on the net, exact days and ages."""

import pytest

from tests.unit.test_anonymise_numbers import found


@pytest.mark.parametrize(
    "text, contact, kind",
    [
        ("微信zhangsan123", "zhangsan123", "wechat"),
        ("加V：abc12345", "abc12345", "wechat"),
        ("薇信号lihua_88", "lihua_88", "wechat"),
        ("vx lihua1988", "lihua1988", "wechat"),
        ("QQ：123456789", "123456789", "qq"),
        ("扣扣12 34 56 789", "12 34 56 789", "qq"),
        ("QQ一二三四五六七八九", "一二三四五六七八九", "qq"),
        ("信箱foo@bar.com", "foo@bar.com", "email"),
        ("foo＠bar．com", "foo＠bar．com", "email"),
        ("foo艾特bar点com", "foo艾特bar点com", "email"),
        ("foo(at)bar(dot)com", "foo(at)bar(dot)com", "email"),
        ("见www.abc.cn", "www.abc.cn", "url"),
        ("见https://t.cn/a1", "https://t.cn/a1", "url"),
        ("abc点com", "abc点com", "url"),
    ],
)
def test_a_contact_blocks_where_it_stands(text, contact, kind):
    assert (contact, kind, "block") in found(text)


@pytest.mark.parametrize(
    "text, day",
    [
        ("2026年11月3日失火", "2026年11月3日"),
        ("11月3号", "11月3号"),
        ("11.3日起火", "11.3日"),
        ("2026-11-03", "2026-11-03"),
        ("二〇二六年十一月三日", "二〇二六年十一月三日"),
        ("腊月二十三受伤", "腊月二十三"),
        ("生日20080512", "20080512"),
        ("上月3号", "上月3号"),
    ],
)
def test_an_exact_day_blocks(text, day):
    assert found(text) == [(day, "date", "block")]


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月",
        "11月上旬",
        "每月5日发放",
        "连续7日",
        "3日内送达",
        "40—49岁",
        "70多岁",
        "年满60周岁",
        "18岁以下未成年人",
    ],
)
def test_months_bands_and_recurring_days_pass(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text, age", [("43岁", "43岁"), ("四十三岁", "四十三岁"), ("现年43", "现年43"), ("1983年出生", "1983年出生")]
)
def test_an_exact_age_warns(text, age):
    assert found(text) == [(age, "age", "warn")]
