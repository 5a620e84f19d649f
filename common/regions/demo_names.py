"""Invented names for the demo city: written by hand for townships, combined from pools for villages and communities.

Some will exist somewhere in China by chance; none means that place. No character here has two common readings, so that
`pypinyin` gives the right English.
"""

from itertools import product

# county prefix → 街道, 镇, 乡 in the order of their codes; how many there are is the reference's number
TOWNSHIPS: dict[str, tuple[str, str, str]] = {
    "990102": ("文昌 鼓楼 南关 西津 澄江 北塘 东湖 龙井 新华", "柳塘 石马", ""),
    "990103": ("望江 工农 铁山 航运 春光 迎宾", "清渡 下坝 大窑 平沙 罗埠", ""),
    "990121": ("青屏", "茶埠 松坪 云峰 石门 双溪 白岩 杨柳 桐岭 兰田 古驿 深冲", "高坪 大竹 龙潭 竹坳"),
    "990122": ("岩泉", "天池 鹰嘴 冷水 岩下 石灰 黄柏 响水 太平", "云顶 雪岭 羊角 寨坡 木瓜 小河"),
    "990123": ("溪口", "大溪 合水 渡口 沙洲 临江 三汊 桥头 湾里 水口 永安", "源头 芦荡 深坑"),
    "990124": ("白鹭", "莲湖 渔梁 苇塘 东洲 荷叶 珠港 鸥鸣", "湖心 菱角 官垱 双堤 圩上"),
    "990125": ("茗山", "春芽 云雾 甘泉 红岩 梅岭 平坪", "半坡 野茶 石笋 岭背 冲头 花桥"),
    "990181": ("禾丰 仓前 稻香", "金谷 大圩 麦岭 平原 五里 新集 牌坊 油坊 马店", "沙窝"),
}
# Numbers that are not simply the next one: `990121205` 竹坳乡 follows 203, since 204 was merged before our time.
TOWNSHIP_NUMBERS = {"竹坳": 205}

# What a village is named after, by the county's landscape.
LANDFORMS: dict[str, str] = {
    "990102": "桥塘湾庄井店坝岗",
    "990103": "渡坝湾窑矿桥洲埠",
    "990121": "坳坪冲岭湾坡溪坝",
    "990122": "岩寨坡垭沟岭坪泉",
    "990123": "溪口湾滩洲渡桥堰",
    "990124": "湖堤洲港圩湾塘垱",
    "990125": "坪岭冲坳坡沟园井",
    "990181": "庄集店屯楼仓桥圩",
}
_FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓"
_NATURE = "石松竹茶梅柳桐枫榆枣金银清白青红黑大小新"
_LANDMARKS = (
    "东门 书院 文庙 钟楼 北街 码头 状元 城隍 会馆 桂花 紫薇 幸福 和平 民主 胜利 光明 团结 建设 滨江 锦绣 春晓 翠竹 "
    "丹桂 玉兰 花园 迎春 振兴 富民 康宁 安居 学府 天桥 车站 水厂 纺织 机械 百货 邮电 粮站 卫校"
)
_QUARTERS = ("东西南北中新", "门街桥巷塘井园坊河渠")
_MIX = 11  # coprime to the sizes of both pools: the walk meets each name once
_COMMUNITY_SHIFT = 11  # each county starts elsewhere in the pool


def village_names(county: str) -> list[str]:
    """More different names than the county has villages, mixed, the same at every call."""
    land = LANDFORMS[county]
    families = [f"{family}家{form}" for family, form in product(_FAMILIES, land)]
    return _mixed([*families, *(nature + form for nature, form in product(_NATURE, land))])


def community_names(county: str) -> list[str]:
    """The same for communities; 青屏县 starts at the pool's first names, which texts refer to."""
    first, rest = _LANDMARKS.split()[:3], _LANDMARKS.split()[3:]
    quarters = ["".join(pair) for pair in product(*_QUARTERS)]
    pool = first + _mixed([name for name in dict.fromkeys([*rest, *quarters]) if name not in first])
    counties = list(TOWNSHIPS)
    shift = (counties.index(county) - counties.index("990121")) * _COMMUNITY_SHIFT
    return [pool[(i + shift) % len(pool)] for i in range(len(pool))]


def _mixed(pool: list[str]) -> list[str]:
    return [pool[i * _MIX % len(pool)] for i in range(len(pool))]
