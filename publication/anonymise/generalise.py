"""Exact facts into the bands that may be published (trust reference §2.4, domain reference §4.3)."""

from bisect import bisect_right
from datetime import date

#: Lower bounds and names; an infant, a schoolchild and a grown child are helped by different programmes.
AGE_BANDS = (
    (0, "0–6"),
    (7, "7–13"),
    (14, "14–17"),
    (18, "18–29"),
    (30, "30–39"),
    (40, "40–49"),
    (50, "50–59"),
    (60, "60–69"),
    (70, "70–79"),
    (80, "80+"),
)
HOUSEHOLD_BANDS = ((1, "1–2"), (3, "3–4"), (5, "5+"))
#: In yuan.
AMOUNT_BANDS = (
    (0, "1,000 以下"),
    (1_000, "1,000–3,000"),
    (3_000, "3,000–5,000"),
    (5_000, "5,000–10,000"),
    (10_000, "10,000–20,000"),
    (20_000, "20,000–50,000"),
    (50_000, "50,000–100,000"),
    (100_000, "100,000 以上"),
)

#: ICD-10 chapters, by the last code of each, as the public may read them. Rare or stigmatised ones share a class.
_ICD_CLASSES = (
    ("B99", "感染性疾病"),
    ("D48", "肿瘤"),
    ("D89", "血液病"),
    ("E90", "内分泌代谢病"),
    ("F99", "神经精神疾病"),
    ("G99", "神经精神疾病"),
    ("H95", "眼耳疾病"),
    ("I99", "心脑血管病"),
    ("J99", "呼吸系统病"),
    ("K93", "消化系统病"),
    ("L99", "皮肤骨骼病"),
    ("M99", "皮肤骨骼病"),
    ("N99", "泌尿肾脏病"),
    ("O99", "妇产新生儿疾病"),
    ("P96", "妇产新生儿疾病"),
    ("Q99", "先天性疾病"),
    ("R99", "其他疾病"),
    ("T98", "伤害"),
    ("Y98", "伤害"),
    ("Z99", "其他疾病"),
)
OTHER_ILLNESS = "其他疾病"
#: The rarest diagnoses have words of their own and are read before the chapter.
_WORDS = (
    (("癌", "肿瘤", "白血病", "淋巴瘤", "骨髓瘤", "肉瘤"), "肿瘤"),
    (("尿毒症", "肾", "透析"), "泌尿肾脏病"),
    (("脑梗", "脑出血", "中风", "心", "冠脉", "高血压", "动脉"), "心脑血管病"),
    (("贫血", "血友病", "血小板"), "血液病"),
    (("糖尿病", "甲状腺", "代谢"), "内分泌代谢病"),
    (("精神", "抑郁", "癫痫", "帕金森", "阿尔茨海默", "自闭", "孤独症", "脑瘫"), "神经精神疾病"),
    (("肺", "哮喘", "呼吸"), "呼吸系统病"),
    (("肝", "胃", "肠", "胰", "胆"), "消化系统病"),
    (("骨折", "烧伤", "截肢", "外伤", "车祸", "坠落"), "伤害"),
    (("骨", "关节", "脊柱", "红斑狼疮", "皮肤"), "皮肤骨骼病"),
    (("先天",), "先天性疾病"),
)


def age_band(years: int) -> str:
    return _band(AGE_BANDS, years)


def household_band(people: int) -> str:
    return _band(HOUSEHOLD_BANDS, people)


def amount_band(fen: int) -> str:
    """Of whole fen."""
    return _band(AMOUNT_BANDS, fen // 100)


def month(day: date) -> str:
    return f"{day.year}年{day.month}月"


def ten_days(day: date) -> str:
    """上旬, 中旬 or 下旬: for staff and matched organisations; the public sees the month."""
    return f"{month(day)}{('上旬', '中旬', '下旬')[min((day.day - 1) // 10, 2)]}"


def illness_class(diagnosis: str) -> str:
    """Of an ICD-10 code (``N18.5``) or of the words of a diagnosis; unknown ones share 其他疾病."""
    code = diagnosis.strip().upper()[:3]
    if len(code) == 3 and code[0].isascii() and code[0].isalpha() and code[1:].isdigit():
        return next((name for last, name in _ICD_CLASSES if code <= last), OTHER_ILLNESS)
    return next((name for words, name in _WORDS if any(word in diagnosis for word in words)), OTHER_ILLNESS)


def county_code(region_code: str) -> str:
    """The county of any 12-digit division code at or below it."""
    if len(region_code) != 12 or not region_code.isdigit() or region_code[4:6] == "00":
        raise ValueError("a 12-digit division code of a county or below is expected")
    return region_code[:6] + "000000"


def _band(bands: tuple[tuple[int, str], ...], value: int) -> str:
    if value < bands[0][0]:
        raise ValueError("the value is below every band")
    return bands[bisect_right(bands, value, key=lambda band: band[0]) - 1][1]
