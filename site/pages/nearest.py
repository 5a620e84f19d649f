"""Nothing was found: which kinds of hardship come nearest to the words, so that nobody leaves with an empty page."""

from typing import Any

from django.db.models import Count

from needs.causes import Category
from pages.selectors import open_needs

# A word that people use → the kind under which such needs are published.
HINTS = {
    Category.ILLNESS: "病 医 术 癌 瘤 药 住院 透析 康复 护理 瘫 中风 ill sick hospital surgery cancer rehab",
    Category.INJURY: "伤 车祸 事故 骨折 坠 摔 烫 烧伤 工伤 injur accident fracture burn",
    Category.FIRE_FLOOD: "火 灾 洪 涝 淹 雹 塌 水灾 棉被 fire flood storm quilt",
    Category.SHELTER: "住 租 房 宿 流浪 无家 屋 shelter rent home house",
    Category.SCHOOL: "学 课 书 读 考 老师 学生 school pupil student tuition fee",
}


def nearest_categories(q: str, count: int = 3) -> list[dict[str, Any]]:
    """Kinds with open needs: first those that the words hint at, then those with the most."""
    rows = open_needs().order_by().values("category").annotate(n=Count("pk")).order_by("-n", "category")
    hinted = {category for category, words in HINTS.items() if any(word in q.lower() for word in words.split())}
    ranked = sorted(rows, key=lambda row: row["category"] not in hinted)[:count]
    return [{"value": row["category"], "label": Category(row["category"]).label, "count": row["n"]} for row in ranked]
