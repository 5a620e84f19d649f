"""What staff write into the file (T1 text, domain reference §7.4): facts, no pity, no minors' names."""

import random
from typing import Any

TEMPLATES: dict[str, tuple[str, ...]] = {
    "HC01": (
        "{surname}某，{age}岁，{when}突发{disease}，总费用{total}元，医保和救助支付{paid}元，一家{members}口靠{income_src}，后续治疗缺{gap}元。",
        "该户{members}口，{when}确诊{disease}，需{cycles}个疗程，家属停工{months}个月，借款{debt}元，需治疗费和生活补助。",
    ),
    "HC02": ("{surname}某长期患病，每周治疗{n}次，往返{km}公里，年自付{gap}元，需交通补助和用药支持。",),
    "HC03": ("{when}，{surname}某遇交通事故，{injury}，肇事方赔付不足，已垫付{paid}元，治疗费缺{gap}元，需法律援助。",),
    "HC04": ("{surname}某修瓦坠落，{injury}，系唯一劳动力，{months}个月不能劳动，需生活费和护理床。",),
    "HC05": ("{surname}某病故，留下老人和{n}名在读子女，借款{debt}元，失去主要收入。",),
    "HC06": ("{when}{village}一户失火，烧毁{n}间，无人伤亡，{members}口暂住村委会，急需棉被、炊具和临时住所。",),
    "HC07": (
        "{when}强降雨，房屋进水{depth}厘米，{mu}亩水稻绝收，一家{members}口暂住安置点，需粮油、消毒用品和房屋修缮。",
    ),
    "HC08": ("该生考取{school_level}，学费住宿费{total}元，父亲患病，已获助学贷款{loan}元，仍差{gap}元。",),
    "HC09": ("{surname}某等{n}人在{industry}务工，欠薪{months}个月，人社已立案，需过渡生活费和法律帮助。",),
    "HC10": ("{surname}某，肢体二级残疾，轮椅损坏，需轮椅、无障碍改造和每周两次康复指导。",),
    "HC11": ("该户儿童父亲服刑、母亲失联，随祖父母生活，需生活补助、课业辅导和心理陪伴。",),
    "HC12": ("{age}岁独居老人，半失能，{when}跌倒被网格员发现，需助餐、探访和防跌倒改造。",),
    "HC13": ("家中病人近{n}周未规律服药，需送药、家属喘息服务和社区随访。",),
    "HC14": ("求助人因人身安全需临时离家，携未成年子女{n}名，已报警，需庇护住处、法律援助和心理支持。",),
    "HC15": ("外省务工人员{surname}某途经本市，钱款证件遗失，需临时食宿、补办证件和返乡车票。",),
    "HC16": ("该户{members}口，户主患病，儿子受伤，家中有在读学生，月收入{income}元，借款{debt}元，建议一案一策。",),
}
DISEASES = ("脑血管疾病", "心血管疾病", "恶性肿瘤", "重症肺炎", "血液系统疾病", "急性肾损伤")
INJURIES = ("右腿骨折", "多处软组织挫伤", "左臂骨折", "腰椎压缩性骨折")
INCOMES = ("种茶", "打零工", "养殖", "外出务工", "做小买卖")
INDUSTRIES = ("建筑工地", "制衣厂", "物流仓库", "家具厂")
SCHOOLS = ("大学本科", "高职", "高中", "中专")

# What somebody says who calls or stands in the village: not yet checked.
REPORTED: dict[str, tuple[str, ...]] = {
    "illness": ("家里有人突然病了，住院花了很多钱，邻居说已经借了不少。", "村里一户有人做了手术，家里没有别的收入。"),
    "injury": ("干活摔伤了，现在躺在家里，家里靠他一个人挣钱。", "路上出了车祸，人在医院，对方还没有赔。"),
    "fire_flood": ("昨晚家里着火，人都出来了，被子粮食都没了。", "下大雨屋里进水，现在住在亲戚家。"),
    "shelter": ("车站有个外地人没地方住，说钱和证件都丢了。", "有人晚上没有地方可去，想问问能不能帮忙。"),
    "school": (
        "孩子考上学了，学费还差不少，家里今年出了事。",
        "班主任反映一名学生近几周缺餐，家庭变故，建议保密走访。",
    ),
    "other": (
        "老人好几天没有出门，敲门才应，家里很冷。",
        "家里的顶梁柱没了，还有上学的孩子。",
        "几个月没发工资，房租交不上了。",
    ),
}


def summary(cause: str, chance: random.Random, facts: dict[str, Any]) -> str:
    words = {
        "disease": chance.choice(DISEASES),
        "injury": chance.choice(INJURIES),
        "income_src": chance.choice(INCOMES),
        "industry": chance.choice(INDUSTRIES),
        "school_level": chance.choice(SCHOOLS),
        "cycles": chance.randint(3, 8),
        "months": chance.randint(2, 6),
        "n": chance.randint(2, 4),
        "km": chance.randint(20, 90),
        "depth": chance.randint(20, 90),
        "mu": chance.randint(2, 12),
        "loan": chance.randint(4, 9) * 1000,
        "debt": chance.randint(2, 20) * 5000,
    }
    return chance.choice(TEMPLATES[cause]).format(**{**words, **facts})


def reported(category: str, chance: random.Random) -> str:
    return chance.choice(REPORTED[category])
