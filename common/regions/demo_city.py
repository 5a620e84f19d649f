"""澄川市 (Chengchuan): the invented city of the demo, with figures that the rest of the demo builds on.

Every name and number is invented. The codes begin with 99, which the state has given to no province, and the province
is called 演示省, so that no row can be taken for a real place. The figures are those of the domain reference, §7.1.
"""

import datetime
from dataclasses import dataclass

from common.regions.divisions import Division

PROVINCE = Division(code="990000000000", name="演示省", name_en="Demo Province", valid_from=datetime.date(2020, 1, 1))
CITY_CODE = "990100000000"
VALID_FROM = PROVINCE.valid_from


@dataclass(frozen=True, slots=True)
class County:
    """One county of the demo city.

    The 低保 standards are fen per person and month. `case_share` is the county's weight among the demo's cases: about
    percent (the reference's eight numbers add up to 99).
    """

    code: str
    name: str
    name_en: str
    population: int
    streets: int
    towns: int
    townships: int
    villages: int
    communities: int
    dibao_urban_fen: int
    dibao_rural_fen: int
    case_share: int
    character: str

    @property
    def prefix(self) -> str:
        return self.code[:6]


def _county(
    digits: str, name: str, name_en: str, people: int, kinds: str, places: str, dibao: str, share: int, note: str
) -> County:
    """As the reference prints it: people in 10,000, 街道/镇/乡, villages+communities, 低保 urban/rural in yuan."""
    streets, towns, townships = map(int, kinds.split("/"))
    villages, communities = map(int, places.split("+"))
    urban, rural = (int(yuan) * 100 for yuan in dibao.split("/"))
    return County(
        code=digits + "000000",
        name=name,
        name_en=name_en,
        population=people * 10_000,
        streets=streets,
        towns=towns,
        townships=townships,
        villages=villages,
        communities=communities,
        dibao_urban_fen=urban,
        dibao_rural_fen=rural,
        case_share=share,
        character=note,
    )


COUNTIES = (
    _county("990102", "澄阳区", "Chengyang District", 72, "9/2/0", "38+96", "790/680", 17, "old town, migrants"),
    _county("990103", "望川区", "Wangchuan District", 58, "6/5/0", "74+52", "790/680", 13, "industry, unpaid wages"),
    _county("990121", "青屏县", "Qingping County", 46, "1/11/4", "212+18", "760/640", 14, "hills, tea, elderly"),
    _county("990122", "岩泉县", "Yanquan County", 38, "1/8/6", "186+12", "740/620", 12, "mountain, no hospital"),
    _county("990123", "溪口县", "Xikou County", 41, "1/10/3", "198+16", "760/640", 12, "floods May–July"),
    _county("990124", "白鹭县", "Bailu County", 35, "1/7/5", "164+11", "740/620", 11, "lake, fishery ban"),
    _county("990125", "茗山县", "Mingshan County", 29, "1/6/6", "151+9", "740/620", 9, "left-behind children"),
    _county("990181", "禾丰市", "Hefeng City", 33, "3/9/1", "142+31", "770/650", 11, "grain, small factories"),
)
POPULATION = sum(county.population for county in COUNTIES)
CITY = Division(code=CITY_CODE, name="澄川市", name_en="Chengchuan City", valid_from=VALID_FROM, population=POPULATION)

# Places that texts, tests and the tour name.
QINGPING_STREET = "990121001000"
SONGPING_TOWN = "990121102000"
ZHUAO_TOWNSHIP = "990121205000"
SONGPING_VILLAGE = "990121102201"
WENMIAO_COMMUNITY = "990121001003"
