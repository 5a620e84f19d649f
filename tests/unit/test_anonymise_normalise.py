"""Forms of a text and the way back to the original characters (trust reference §2.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.anonymise.normalise import forms

MOBILE = "13800138000"


@pytest.mark.parametrize(
    "spelling",
    [
        "１３８００１３８０００",
        "①③⑧⓪⓪①③⑧⓪⓪⓪",
        "❶❸❽⓿⓿❶❸❽⓿⓿⓿",
        "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎",
        "١٣٨٠٠١٣٨٠٠٠",
        "13\u00ad800\u200b138\u180e000\ufe01",
        "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣",
        "一三八零零一三八零零零",
        "壹叁捌〇〇壹叁捌〇〇〇",
        "幺三八洞洞幺三八洞洞洞",
        "1叁8零〇壹三八000",
    ],
)
def test_every_way_to_write_a_digit_is_one_digit_in_the_light_form(spelling):
    assert forms(spelling).light.text == MOBILE


@pytest.mark.parametrize(
    "spelling",
    [
        "138-0013-8000",
        "138，0013、8000",
        "1 3 8 0 0 1 3 8 0 0 0",
        "138\r\n00138000",
        "138…0013—8000",
        "138OO138OOO",
        "l3800l38000",
        "1加3加8加0加0加1加3加8加0加0加0",
        "一三八 0013 8000",
    ],
)
def test_the_heavy_form_joins_what_was_broken(spelling):
    assert forms(spelling).heavy.text == MOBILE


def test_more_than_three_separators_are_not_joined():
    assert forms("138----00138000").heavy.text == "138----00138000"


def test_quantities_in_words_stay_words():
    assert forms("一家三口，两间房，借款三万元").light.text == "一家三口,两间房,借款三万元"


def test_a_character_that_expands_points_back_to_itself():
    light = forms("电话⑫号").light
    assert light.text == "电话12号"
    assert light.span(2, 4) == (2, 3)


def test_a_joined_window_spans_its_separators():
    heavy = forms("打138-0013-8000吧").heavy
    at = heavy.text.index(MOBILE)
    assert heavy.span(at, at + 11) == (1, 14)


def test_blanks_between_characters_are_closed_in_the_tight_form():
    assert forms("张 伟，王·建·国").tight.text == "张伟,王建国"


@given(st.text(max_size=200))
def test_every_form_maps_back_into_the_original_in_order(text):
    for form in (forms(text).raw, forms(text).light, forms(text).heavy, forms(text).tight):
        assert len(form.text) == len(form.starts) == len(form.ends)
        assert list(form.starts) == sorted(form.starts)
        assert all(0 <= start < end <= len(text) for start, end in zip(form.starts, form.ends, strict=True))


@given(st.text(alphabet="138０①一三八-， \u200b，张元", max_size=60))
def test_a_span_contains_the_characters_it_stands_for(text):
    heavy = forms(text).heavy
    for index in range(len(heavy.text)):
        start, end = heavy.span(index, index + 1)
        assert heavy.text[index] in forms(text[start:end] * 1).light.text + "01234567890"
