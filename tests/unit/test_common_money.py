"""Money: what people type, what is shown, and that no fen is lost."""

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from common.money import MOST_FEN, Money, NotAnAmount, total
from common.templatetags.money import amount, yuan


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("4700", 470_000),
        ("4,700", 470_000),
        ("4，700.5", 470_050),
        ("４，７００．５０", 470_050),
        ("￥4,700元", 470_000),
        ("¥ 0.01", 1),
        (" 4 700 元 ", 470_000),
        ("007", 700),
        (".5", 50),
        ("5.", 500),
        ("0", 0),
        ("100,000,000,000", MOST_FEN),
    ],
)
def test_reads_what_people_type(text: str, fen: int) -> None:
    assert Money.parse(text) == Money(fen)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "请填写金额。"),
        ("   ", "请填写金额。"),
        ("-3", "金额不能是负数。"),
        ("－3.50", "金额不能是负数。"),
        ("-¥3", "金额不能是负数。"),
        ("4.705", "金额最多到分，小数点后不能超过两位。"),
        ("100,000,000,000.01", "金额太大，请核对是否多写了数字。"),
        ("9" * 5000, "金额太大，请核对是否多写了数字。"),
        *[
            (text, "金额只能写数字，例如“4,700”或“4700.50”。")
            for text in ("四千", "1e3", "4,70", "4,7000", "1.2.3", "NaN", "Infinity", "$5", "-", ".", "٣٤")
        ],
    ],
)
def test_refuses_with_the_reason(text: str, sentence: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        Money.parse(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("wrong", [1.0, "1", True, None])
def test_takes_whole_fen_only(wrong: object) -> None:
    with pytest.raises(TypeError):
        Money(wrong)  # type: ignore[arg-type]


def test_arithmetic_is_exact() -> None:
    assert Money(10) + Money(5) - Money(1) == Money(14)
    assert Money(3) * 4 == 4 * Money(3) == Money(12)
    assert total([Money(1), Money(2)]) == Money(3)
    assert total([]) == Money(0)
    assert Money(1) < Money(2) <= Money(2)
    assert not Money(0)
    with pytest.raises(TypeError):
        Money(1) * 0.5  # type: ignore[operator]
    with pytest.raises(TypeError):
        Money(1) + 1  # type: ignore[operator]


def test_shares_go_to_the_largest_remainder_and_the_first_of_equals() -> None:
    assert [share.fen for share in Money(100).allocate([1, 1, 1])] == [34, 33, 33]
    assert [share.fen for share in Money(10).allocate([7, 0, 3])] == [7, 0, 3]
    assert [share.fen for share in Money(-100).allocate([1, 1, 1])] == [-34, -33, -33]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [0.5, 0.5]])
def test_no_shares_without_weights(weights: list) -> None:
    with pytest.raises(ValueError, match="Weights"):
        Money(100).allocate(weights)


@given(st.integers(-MOST_FEN, MOST_FEN), st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_shares_add_up_and_are_fair_to_a_fen(fen: int, weights: list[int]) -> None:
    shares = Money(fen).allocate(weights)
    assert total(shares) == Money(fen)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.fen * sum(weights) - fen * weight) < sum(weights)


@given(st.integers(0, MOST_FEN))
def test_what_is_shown_reads_back(fen: int) -> None:
    assert Money.parse(Money(fen).text) == Money.parse(Money(fen).amount) == Money(fen)


def test_shows_fen_only_where_there_are_any() -> None:
    assert Money(470_000).text == "4,700 元"
    assert Money(470_050).text == "4,700.50 元"
    assert Money(470_000).amount == "4,700.00"
    assert Money(-5).amount == "-0.05"
    with override("en"):
        assert Money(470_000).text == "4,700 yuan"


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (105, "壹元零伍分"),
        (115, "壹元壹角伍分"),
        (1_000, "壹拾元整"),
        (470_000, "肆仟柒佰元整"),
        (10_010_000, "壹拾万零壹佰元整"),
        (100_000_000, "壹佰万元整"),
        (1_000_001_000, "壹仟万零壹拾元整"),
        (100_000_000_100, "壹拾亿零壹元整"),
        (MOST_FEN, "壹仟亿元整"),
        (-470_000, "负肆仟柒佰元整"),
    ],
)
def test_capitals(fen: int, words: str) -> None:
    assert Money(fen).capitals == words


def test_filters_take_a_column_and_show_nothing_for_nothing() -> None:
    assert yuan(470_000) == yuan(Money(470_000)) == "4,700 元"
    assert amount(470_000) == "4,700.00"
    assert (yuan(None), amount(None)) == ("", "")
    page = Template("{% load money %}{{ x|yuan }} {{ x|amount }}").render(Context({"x": 5}))
    assert page == "0.05 元 0.05"
