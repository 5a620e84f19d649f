# ruff: noqa: SIM905 - word lists read better as text
"""Words before 村, 镇, 路 … that make it no particular place."""

#: A name does not run across these characters.
PLACE_STOP = frozenset(
    "的在到于住是自从往去回了着过由与和及至、为被将把对向跟离距该某本这那此每各我你他她它们个座条所处户名位"
)

#: One character before the kind that makes a common word or phrase of it.
GENERIC_BEFORE = {
    "村": frozenset("农山乡全本同某该外邻个各每进驻到回入出小我渔老一二两三几多整古城离返下归帮跨近原旧穷邻"),
    "镇": frozenset("城乡集小古重全本某该名到进各出跨镇邻外"),
    "乡": frozenset("家返下老城故他异还离思水侨外同本全各某该到进回出邻"),
    "寨": frozenset("山村本全某该"),
    "屯": frozenset("本全某该"),
    "路": frozenset(
        "道公马铁走迷出销线电修学网退土泥让问引思生活后前半养回赶探带领拦过挡占开筑铺短通气套门心末来去盲一条陆水山小"
        "大村岔段多远近上下沿顺绕弯陡险财门对错同归生死"
    ),
    "街": frozenset("沿大逛上临过小扫满当全老"),
    "巷": frozenset("小街深陋村里老"),
    "弄": frozenset("里小捉戏摆玩糊嘲卖拨搬"),
    "湾": frozenset(),
    "苑": frozenset("某该本"),
    "大队": frozenset("支总警"),
    "花园": frozenset("小大后空"),
    "家园": frozenset("建护归的新旧老爱保毁失"),
    "公寓": frozenset("年家人租生某"),
}
GENERIC_ANY = frozenset("本该某各老小村全两个多同外一几原新")
#: Words of two characters that end so and are generic all the same.
STILL_GENERIC = frozenset(
    "农村 山村 乡村 全村 外村 本村 邻村 城乡 家乡 老乡 故乡 返乡 下乡 回乡 同乡 离乡 公路 马路 铁路 道路 "
    "大街 小巷 一个 各个 多个 该村 同一 另一 周边 一条 每个 某个 整个 几个 两个 三个 这个 那个 单个 帮扶 "
    "对口 搬离 搬出 先后 前后 以后 今后 最后 病后 术后 生活 养活 快活 打开 离开 分开 公开 展开 回来 起来 "
    "下来 出来 过来 上来 回去 过去 出去 下去 上去".split()
)

NOT_A_PLACE = tuple(
    """
    行政 自然 贫困 城中 帮扶 安置 示范 脱贫 移民 重点 受灾 所在 户籍 邻近 附近 偏远 边远 偏僻 空心 搬迁 新农 美丽
    对口 联系 定点 革命老区 少数民族 沿海 沿江 沿河 高山 半山 深山 山区 库区 湖区 牧区 林区 矿区 城郊 郊区 近郊 乡镇
    驻
    上学 回家 高速 乡村 扶贫 致富 求医 就医 求学 探亲 上下学 上班 步行 商业 美食 老旧 封闭 保障房 廉租房 公租房
    商品房 普通 高档 无物业 居住 回迁 拆迁 还建 电梯 临街 开放式 同一 其他 另一 当地 本地 外地 城市 农村 基层 所属
    辖区 街道 城镇
    居住地 户籍地 居住地所在 全体 试点 养老 智慧 网格 经济技术 经济 高新 部分 多数 全市 全县 全区 全镇 全乡 我市
    我县 我区 本市 本县 本区 组织 发动 动员 帮助 热心 善良 困难 贫困 返乡 留守 年轻 重建 美好 温馨 幸福的 精神 共同
    人才 单身 职工 学生 廉租 救援 消防 交警 特警 刑警 支 巡逻 志愿
    城乡 各 每个 多个 几个 两个 三个 整个 大部分 有关 相关 周边 四周 邻边 别的 不同 省内 县内 市内 省外 市外 县外
    新型 大型 小型 工作 生活 干净
    """.split()
)
