"""How Chinese places and organisations are named: what may be published, what may be left off, what is shortened."""

import re

_HAN = r"[\u4e00-\u9fff]"

#: Province, city and county in front of a name (greedy over the levels, shortest over each).
ABOVE_TOWN = re.compile(
    rf"^(?:{_HAN}{{2,8}}?(?:省|自治区|特别行政区))?(?:{_HAN}{{2,8}}?(?:市|自治州|地区|盟))?"
    rf"(?:{_HAN}{{1,8}}?(?:自治县|县(?!城)|(?<![社小街园院校景库山矿林片])区(?!域)|市(?!场)|旗(?!村|镇|乡|社|街|"
    rf"小|中)))?"
)

#: Stem and kind of each part of an address below the county.
PLACE_TAILS = re.compile(
    r"([\u4e00-\u9fffa-z0-9]+?)(社区居民委员会|村民委员会|居民委员会|社区居委会|街道办事处|村委会|居委会|街道|"
    r"社区|小区|村民小组|自然村|"
    r"新村|大道|胡同|花园|家园|公寓|苑|镇|乡|村|屯|寨|组|路|街|巷|弄|号楼|号院|号|栋|幢|单元|室|$)"
)

ORGANISATION_TAILS = (
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    "集团公司",
    "分公司",
    "公司",
    "集团",
    "工厂",
    "厂",
    "合作社",
    "学校",
    "小学",
    "中学",
    "大学",
    "学院",
    "幼儿园",
    "医院",
    "卫生院",
    "卫生室",
    "诊所",
    "中心",
)

SHORT_FORMS = (
    (re.compile(r"第([一二三四五六七八九十])(?:高级|初级)?中学$"), r"\1中"),
    (re.compile(r"第([一二三四五六七八九十])(?:中心)?小学$"), r"\1小"),
    (re.compile(r"实验小学$"), "实小"),
    (re.compile(r"实验中学$"), "实中"),
    (re.compile(r"中心小学$"), "中心校"),
    (re.compile(r"职业技术学院$"), "职院"),
    (re.compile(r"第([一二三四五六])(?:人民)?医院$"), r"\1院"),
    (re.compile(r"人民医院$"), "医院"),
    (re.compile(r"中医医院$|中医院$"), "中医院"),
    (re.compile(r"妇幼保健院$"), "妇幼"),
    (re.compile(r"大学$"), "大"),
)
