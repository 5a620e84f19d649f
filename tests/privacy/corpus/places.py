# ruff: noqa: SIM905 - word lists read better as text
"""Addresses below the county, and schools, hospitals and employers by name."""

import random

STEMS = (
    "松坪 竹坳 石桥 柳树 李家 王家湾 张庄 马家 红星 新华 东风 平安 幸福 和平 大塘 小河 青龙 白云 双溪 长岭 黄泥 "
    "桃花 梅林 枫树 下洋 上坪 老虎冲 七里 八角 五里 三合 永兴 太平 民主 前进 向阳 光明 团结 文庙 城南 北门 金鸡 "
    "龙潭 凤凰 云峰 古楼 沙洲 高桥 大湾 石门 水口 岭脚"
).split()
ROADS = "解放 人民 建设 中山 文化 滨江 学府 朝阳 长征 青年 胜利 环城南 迎宾 工农 新华 育才 东门 西大 北正".split()
ESTATES = "阳光 锦绣 金色 滨江 翠园 幸福里 东方 碧水 丽景 世纪 安康 和谐 康乐 万家".split()
_DIGITS = "一二三四五六七八九"


def address(rng: random.Random) -> str:
    stem, road, estate = rng.choice(STEMS), rng.choice(ROADS), rng.choice(ESTATES)
    n, m, r = rng.randint(1, 300), rng.randint(1, 30), rng.randint(101, 2502)
    cn = rng.choice(_DIGITS)
    return rng.choice(
        (
            f"{stem}村",
            f"{stem}镇",
            f"{stem}乡",
            f"{stem}村{m}组",
            f"{stem}村{cn}组",
            f"{stem}社区",
            f"{stem}街道",
            f"{stem}镇{rng.choice(STEMS)}村",
            f"{stem}村第{cn}村民小组",
            f"{stem}屯",
            f"{stem}寨",
            f"{road}路{n}号",
            f"{road}街{n}号",
            f"{road}路{n}号{m}栋{r}室",
            f"{road}大道{n}号",
            f"{road}巷{m}号",
            f"{road}路{n}弄{m}号{r}室",
            f"{road}路 {n} 号",
            f"{road}路{n}—{m}号",
            f"{estate}小区{m}栋",
            f"{estate}小区{m}号楼{cn}单元{r}室",
            f"{estate}花园{m}幢{r}",
            f"{estate}家园",
            f"{estate}公寓{r}室",
            f"{m}号楼{r}室",
            f"{m}栋{cn}单元{r}",
            f"{estate}苑{m}-{cn}-{r}",
            f"{stem}镇{road}街",
            f"青屏县{stem}镇",
            f"澄阳区{road}路{n}号",
            f"{stem}街道{rng.choice(STEMS)}社区{estate}小区",
            f"{road}胡同{m}号",
            f"{stem}村村委会",
            f"{stem}村口小卖部",
            f"{stem}嘎查",
            f"{road}路与{rng.choice(ROADS)}路交叉口",
            f"{stem}自然村",
            f"{stem}新村{m}号",
            f"{stem}村委会旁",
            f"（{stem}村）",
            f"{stem}居委会",
            f"{stem}湾{m}组",
            f"{stem}大队{cn}队",
            f"{stem} 村",
            f"{stem}·镇",
        )
    )


SENTENCES = (
    "家住{n}",
    "住在{n}的一户家庭失火",
    "青屏县{n}一户家庭",
    "{n}一名独居老人",
    "{n}，三口之家",
    "该户位于{n}",
    "地址：{n}",
    "来自{n}的学生考上大学",
    "房屋在{n}，已烧毁",
    "请把棉被送到{n}",
    "租住在{n}",
    "{n}发生火灾",
    "一家四口暂住{n}",
    "户籍在{n}，现务工",
    "邻居反映{n}一位老人多日未出门",
    "求助人住{n}",
    "从{n}搬来",
    "经核实，{n}房屋倒塌",
    "{n}的孩子们上学路远",
    "去年在{n}租房",
)


def address_text(rng: random.Random) -> tuple[str, int, int]:
    sentence, where = rng.choice(SENTENCES), address(rng)
    before = rng.choice(("", "急需帮助，", "青屏县一户家庭遇到困难。"))
    start = len(before) + sentence.index("{n}")
    return before + sentence.replace("{n}", where) + rng.choice(("。", "，缺口5000元。")), start, start + len(where)


def institution(rng: random.Random) -> tuple[str, str]:
    city = rng.choice("澄川市 青屏县 北京 岩泉县 上海 禾丰市 省城".split())
    stem = rng.choice(STEMS)
    kind = rng.choice(("school", "hospital", "employer"))
    return kind, rng.choice(
        {
            "school": (
                f"{stem}小学",
                f"{stem}中学",
                f"{city}第一中学",
                f"{city}第{rng.choice(_DIGITS)}小学",
                f"{stem}镇中心小学",
                f"{city}实验小学",
                f"{stem}幼儿园",
                f"{city}一中",
                "清华大学",
                "浙江师范大学",
                f"{city}职业技术学院",
                f"{stem}希望小学",
            ),
            "hospital": (
                f"{city}人民医院",
                f"{city}第一人民医院",
                f"{stem}镇卫生院",
                "北京协和医院",
                "华西医院",
                f"{city}中医院",
                f"{stem}医院",
                f"{stem}卫生室",
                "湘雅二医院",
                f"{city}妇幼保健院",
                "白鹭仁爱医院",
            ),
            "employer": (
                f"{stem}服装厂",
                "澄川钢构有限公司",
                f"{stem}建筑工程有限公司",
                "川岭电力集团",
                f"{stem}煤矿",
                "富士康",
                f"{stem}砖厂",
                f"{stem}茶叶专业合作社",
                f"{stem}超市",
                f"{stem}酒店",
                "望川华盛电子厂",
            ),
        }[kind]
    )


INSTITUTION_SENTENCES = {
    "school": (
        "孩子就读于{n}",
        "女儿在{n}读书",
        "今年考上{n}",
        "{n}的班主任反映",
        "儿子考取{n}，学费不足",
        "被{n}录取",
    ),
    "hospital": ("在{n}住院治疗", "转入{n}手术", "{n}确诊为白血病", "每周到{n}透析", "欠{n}医药费", "{n}建议转院"),
    "employer": ("在{n}打工", "被{n}拖欠工资", "父亲是{n}职工", "就职于{n}", "{n}倒闭后失业", "在{n}受工伤"),
}


def institution_text(rng: random.Random) -> tuple[str, int, int, str]:
    kind, what = institution(rng)
    sentence = rng.choice(INSTITUTION_SENTENCES[kind])
    before = rng.choice(("", "青屏县一户家庭，", "父亲病重，"))
    start = len(before) + sentence.index("{n}")
    return before + sentence.replace("{n}", what) + "，急需帮助。", start, start + len(what), kind
