"""Names of people, addresses, schools, hospitals and employers."""

import pytest

from tests.unit.test_anonymise_numbers import found


@pytest.mark.parametrize(
    "text, name",
    [
        ("父亲王建国病重", "王建国"),
        ("户主张伟", "张伟"),
        ("小明同学", "小明"),
        ("欧阳修远来电", "欧阳修远"),
        ("买买提·阿布都拉", "买买提·阿布都拉"),
        ("王 建 国求助", "王 建 国"),
        ("戶主張偉", "張偉"),
        ("李桂花反映", "李桂花"),
        ("Zhang Wei is ill", "Zhang Wei"),
        ("女儿乐乐", "乐乐"),
        ("姓王名建国", "姓王名建国"),
        ("余欢水，男", "余欢水"),
    ],
)
def test_a_name_blocks_where_it_stands(text, name):
    assert found(text) == [(name, "name", "block")]


@pytest.mark.parametrize(
    "text, part", [("李某患病", "李某"), ("李某某", "李某某"), ("张女士独居", "张女士"), ("王大爷跌倒", "王大爷")]
)
def test_a_bare_or_masked_surname_warns(text, part):
    assert found(text) == [(part, "name", "warn")]


@pytest.mark.parametrize(
    "text",
    [
        "父亲高血压，周末马上要手术",
        "方面张贴，王者万元，白血病金额",
        "高中时常年贫血",
        "于县城向上级申请",
        "老人何时能出院",
        "母亲改嫁，由叔叔抚养",
        "司机逃逸",
        "石料厂",
        "养老金",
        "金堂县一户家庭",
        "阿尔茨海默症",
    ],
)
def test_words_that_begin_like_surnames_pass(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text, place",
    [
        ("家住松坪村", "松坪村"),
        ("青屏县松坪镇一户", "松坪镇"),
        ("解放路12号", "12号"),
        ("住3栋2单元501室", "501室"),
        ("前进村3组", "前进村"),
        ("阳光小区居民", "阳光小区"),
        ("文庙社区", "文庙社区"),
        ("松坪 村", "松坪 村"),
    ],
)
def test_an_address_blocks(text, place):
    assert (place, "address", "block") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "青屏县一户家庭",
        "澄川市望川区一户家庭",
        "农村低收入家庭",
        "全村饮水困难",
        "所在社区组织义卖",
        "山洪冲毁了进村公路",
        "老旧小区没有电梯",
        "返乡治疗",
        "驻村工作队",
        "城乡低保",
        "10床棉被",
        "两组衣柜",
    ],
)
def test_counties_and_kinds_of_places_pass(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text, what, kind",
    [
        ("就读青屏县第一中学", "青屏县第一中学", "school"),
        ("考上清华大学", "清华大学", "school"),
        ("在松坪小学读书", "松坪小学", "school"),
        ("在澄川市第一人民医院住院", "澄川市第一人民医院", "hospital"),
        ("转入华西医院", "华西医院", "hospital"),
        ("在澄川钢构有限公司打工", "澄川钢构有限公司", "employer"),
    ],
)
def test_a_named_institution_blocks(text, what, kind):
    assert (what, kind, "block") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "当地医院",
        "某中学",
        "县医院建议转院",
        "孙女正在读高中",
        "考上大学",
        "在建筑公司打工",
        "村卫生室",
        "省城医院",
        "重点高中",
        "一家鞋厂",
        "保险公司理赔",
        "大学生",
        "乡镇卫生院随访",
    ],
)
def test_nobodys_institution_in_particular_passes(text):
    assert found(text) == []
