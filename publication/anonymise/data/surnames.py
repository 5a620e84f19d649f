# ruff: noqa: SIM905 - word lists read better as text
"""Surnames by how common they are (order of the 2020 household register report, from memory, then 百家姓)."""

FIRST = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
SECOND = (
    "郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟"
    "秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
THIRD = (
    "康温施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗"
    "谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑"
    "景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈"
    "匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练"
)
RARE = (
    "廉禹井漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹"
    "诺战慕危玉银亢嵇公哈湛宾戎勾茅利於居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧由"
    "滑邴麹糜松隗羿郏蓬郗璩濮扶堵郦郤姜别庾终暨步耿弘东殴沃蔚越夔厍聂晁勾敖融訾辛阚那空曾毋沙乜养须丰巢蒯逄缑疏法"
    "汝钦归仉督爱青哈谯笪年佟言福肇母潭邵来幺税荣藤信代蹇况盘问"
)
COMPOUND = frozenset(
    "欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 司徒 东方 独孤 南宫 夏侯 长孙 宇文 轩辕 端木 呼延 钟离 闻人 "
    "澹台 公冶 宗政 濮阳 "
    "淳于 单于 太叔 申屠 仲孙 鲜于 闾丘 司寇 拓跋 百里 西门 东郭 南门 爱新 完颜 纳兰 司空 东方 那拉 叶赫".split()
)

#: Share of people with the surname; a design value that only orders the tiers.
SHARE: dict[str, float] = {
    **dict.fromkeys(RARE, 0.00004),
    **dict.fromkeys(THIRD, 0.0005),
    **dict.fromkeys(SECOND, 0.003),
    **dict.fromkeys(FIRST, 0.02),
    **dict.fromkeys(COMPOUND, 0.0005),
}

#: Surnames as pinyin, for names in an English text.
PINYIN = frozenset(
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang "
    "han deng "
    "feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu lyu lv ding ren yao shen zhong "
    "cui tan fan "
    "liao shi jin jia xia fu fang zou xiong bai meng qin qiu hou yin xue yan duan lei long tao mao hao gu gong "
    "shao wan qian "
    "dai mo kong kang wen niu ge xing an qi yi qiao pang ni zhuang nie yue zhai zhan geng jiao zuo liu gan zhu "
    "bao ning shang "
    "ruan ke ji mei tong ling bi ouyang zhuge sima shangguan huangfu situ".split()
)
