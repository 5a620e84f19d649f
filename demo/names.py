"""Invented people: common surnames with made-up given names, numbers on the unassigned prefix 99, phones nobody can dial."""

import random
from datetime import date

from common.ids import make_resident_id

SURNAMES = "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
WEIGHTS = [60 if i < 5 else 20 if i < 20 else 6 for i in range(len(SURNAMES))]
FIRST = "德秀桂玉春永志淑素兆敬廷佩慧锦润彩荷菊茂宗绍耀庭汝"
MALE = "山河柱根财贵祥林平生泉斌昌海宽"
FEMALE = "芳兰英莲珍娥梅琴霞云芝香菱凤"


def person_name(chance: random.Random, *, male: bool) -> str:
    surname = chance.choices(SURNAMES, WEIGHTS)[0]
    return surname + chance.choice(FIRST) + chance.choice(MALE if male else FEMALE)


def resident_id(county6: str, born: date, serial: int, *, male: bool) -> str:
    """`serial` is the household's own number: two people of one birthday and county never share a number."""
    return make_resident_id(county6, born, (serial * 2 + (1 if male else 0)) % 1000)


def phone(serial: int) -> str:
    """`000` and eight digits; the factor spreads neighbours so that a list does not look counted."""
    return f"000{serial * 48_271 % 100_000_000:08d}"


def bank_account(serial: int) -> str:
    """Nineteen digits that fail the Luhn check, so that no bank has given them to anybody."""
    body = f"621799{serial * 7_919 % 10**12:012d}"
    right = _luhn_digit(body)
    return body + str((right + 1 + serial % 8) % 10)


def luhn_holds(number: str) -> bool:
    return _luhn_digit(number[:-1]) == int(number[-1])


def _luhn_digit(body: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return (10 - total % 10) % 10
