# ruff: noqa: SIM905 - word lists read better as text
"""Full names of many kinds and the sentences they slip into."""

import random

from faker.providers.person.zh_CN import Provider

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜"
    "崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔温"
    "施文牛樊葛邢安齐庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉"
    "骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆"
)
#: Weighted as in the country: half of all people bear one of the first twenty.
_WEIGHTS = [20 if i < 20 else 4 if i < 100 else 1 for i in range(len(SURNAMES))]
RURAL = (
    "桂花 秀兰 秀英 玉兰 玉珍 淑芬 淑珍 凤英 翠花 桂芳 桂香 春梅 冬梅 腊梅 水生 火旺 土根 木根 金水 银花 来娣 "
    "招弟 引弟 满仓 有财 富贵 发财 大柱 铁柱 栓柱 狗剩 长根 根生 石头 建国 建军 国庆 卫东 卫国 援朝 跃进 爱国 "
    "爱民 爱华 文革 红军 向阳 永红 和平 胜利 解放 志强 志明 志刚 德福 德财 德旺 德顺 世昌 世荣 家旺 家宝 光明 "
    "光荣 光辉 树林 树根 树生 国强 国平 国民 天宝 天赐 连生 双喜 喜来 福生 福来 大勇 小勇 二狗 三妹 五妹 七斤 "
    "老实 "
    "素梅 素芳 彩霞 彩云 月娥 月英 雪梅 海燕 海军 海洋 晓明 晓红 晓东 小军 小兵 小红 小芳 小英 小龙 小梅 丽华 "
    "丽娟 丽萍 美玲 美华 巧云 巧珍 莲花 荷花 菊花 兰花 明珠 明霞 清莲 子涵 梓涵 梓轩 浩宇 浩然 雨桐 诗涵 欣怡 "
    "一诺 奕辰 "
    "宇航 俊杰 佳怡 思雨 若曦 沐宸 可欣 语嫣 嘉豪 嘉怡 梦琪 雅婷 静怡 晨曦 一鸣 天翔 博文 佳琪 雨欣 紫涵 心怡 "
    "梓萱 明轩 宇轩 皓轩 子轩 子墨 若彤 依诺 书瑶 锦程 润泽 致远 思远 修远 鸿飞 云飞 志远 长青 长江 长城 黄河 "
    "春生 秋生 "
    "冬生 夏莲 顺利 平安 健康 幸福 开心 高兴 成功 希望 光华 新民 新华 新生 正义 正直 忠诚 有福 有才 有德 得财 "
    "得胜 守信 守业 传宝 传家 继红 继光 兴国 兴旺 兴华 振华 振国 振兴 保国 保民 保平 全福 全友 万福 万金 万里 "
    "千里 百顺"
).split()
SINGLE = (
    "伟强磊洋勇军杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆旭宁龙林欢阳亮成峰晨瑞兵雷东博彬坤芳娜敏静丽艳娟霞秀英兰"
    "桂玉梅红燕玲萍莉淑珍凤琴云莲雪琳慧颖婷丹洁晶倩雯梦欣悦涵萱琪瑶诗轩雨桐皓然睿思彤晓文武学忠德福贵荣昌兴发松"
    "柏杨柳光清正才"
)
COMPOUND = "欧阳 上官 司马 诸葛 皇甫 尉迟 慕容 司徒 东方 夏侯".split()

#: {n} is the name. Strong context first, hardly any further down.
SENTENCES = (
    "户主{n}因病住院",
    "父亲{n}长期卧床",
    "母亲{n}患尿毒症",
    "{n}，男，40—49岁，因车祸受伤",
    "{n}，女，低保户",
    "姓名：{n}",
    "患者{n}确诊白血病",
    "他叫{n}，今年考上大学",
    "{n}先生急需帮助",
    "{n}女士独自抚养两个孩子",
    "{n}同学家庭困难",
    "{n}老人独居多年",
    "孩子名叫{n}",
    "女儿{n}正在读高中",
    "丈夫{n}在工地摔伤",
    "儿媳{n}改嫁",
    "{n}之子考上大学",
    "{n}夫妇年事已高",
    "{n}一家四口住在危房",
    "邻居{n}反映老人多日未出门",
    "班主任{n}报告学生缺餐",
    "村民{n}房屋失火",
    "{n}突发脑梗死，花费巨大",
    "{n}患癌症三年",
    "求助人{n}，急需治疗费",
    "请帮帮{n}吧",
    "{n}的父亲去世了",
    "{n}家中失火",
    "{n}和妻子都是残疾人",
    "联系人：{n}",
    "{n}（身份证已核验）",
    "受助人是{n}",
    "青屏县{n}家庭困难",
    "我叫{n}，家里失火了",
    "目前{n}仍在重症监护室",
    "为{n}筹集治疗费",
    "经核实，{n}情况属实",
    "希望大家帮助{n}渡过难关",
    "{n}、其妻及两名子女暂住安置点",
    "照顾瘫痪的{n}",
    "爷爷{n}靠捡废品供孙女读书",
    "申请人{n}已签字",
    "网格员{n}上门探访",
    "{n}今年夏天被烧伤",
    "由{n}代为申请",
    "因为{n}没有劳动能力",
    "{n}自述无力承担",
    "得知{n}的情况后，社区组织捐款",
    "{n}不幸离世",
    "困难群众{n}已获救助",
    "孤儿{n}由祖父母抚养",
    "这笔钱将打给{n}",
    "{n}：急需透析费",
    "感谢{n}提供的材料",
    "残疾人{n}需要轮椅",
    "向{n}家发放棉被",
    "{n}系唯一劳动力",
    "{n}在外务工时受伤",
    "{n}被拖欠工资",
    "对{n}开展心理疏导",
    "{n}每周透析三次",
    "{n}已卧床半年",
    "老党员{n}生活困难",
    "大学新生{n}学费没有着落",
)
AROUND = ("", "青屏县一户家庭遭遇困难。", "急需社会各界帮助，", "经民政部门核实，")
AFTER = ("。", "，缺口约5000元。", "，急需棉被和粮油。", "，已获临时救助1300元，仍需后续治疗费。")


def name(rng: random.Random) -> str:
    kind = rng.random()
    surname = rng.choices(SURNAMES, _WEIGHTS)[0] if kind > 0.02 else rng.choice(COMPOUND)
    if kind < 0.25:
        return surname + rng.choice(SINGLE)
    if kind < 0.6:
        return surname + rng.choice(RURAL)
    if kind < 0.8:
        return surname + rng.choice(SINGLE) + rng.choice(SINGLE)
    return surname + rng.choice(Provider.first_names)


def named_text(rng: random.Random) -> tuple[str, int, int]:
    """Text, start and end of the name in it."""
    who, before, sentence = name(rng), rng.choice(AROUND), rng.choice(SENTENCES)
    start = len(before) + sentence.index("{n}")
    return before + sentence.replace("{n}", who) + rng.choice(AFTER), start, start + len(who)
