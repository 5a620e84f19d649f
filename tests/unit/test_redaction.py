"""Free words lose what tells who it is, and nothing else."""

import pytest

from common.sealed import HIDDEN
from privacy.redaction import redacted

KNOWN = ["张大山", "买买提·艾力", "松坪村3组12号", ""]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("张大山住院", f"{HIDDEN}住院"),
        ("张 大 山住院", f"{HIDDEN}住院"),
        ("邻居说买买提艾力摔伤", f"邻居说{HIDDEN}摔伤"),
        ("住松坪村3组12号，来电", f"住{HIDDEN}，来电"),
        ("电话138 0013 8000，", f"电话{HIDDEN}，"),
        ("电话０００１２３４５６７８", f"电话{HIDDEN}"),
        ("0571-8788-8888转8012", f"{HIDDEN}转8012"),
        ("身份证99012119560312001X。", f"身份证{HIDDEN}。"),
        ("卡号6222 0211 2345 6789 012", f"卡号{HIDDEN}"),
    ],
)
def test_what_tells_who_it_is_is_hidden(text, left):
    assert redacted(text, KNOWN) == left


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23 入院，20261124 手术",
        "２０２６年１１月２３日",
        "花费 1,234,567.00 元，另借 2000000 元，共 3234567.50 元",
        "门牌 12 号，3 口人，欠 45000",
        "山上大风",
    ],
)
def test_dates_amounts_and_plain_words_stay(text):
    assert redacted(text, KNOWN) == text
