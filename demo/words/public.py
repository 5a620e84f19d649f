"""One public text: a title, what happened, what was done, what is missing. Varied so that a list does not look cloned."""

import random
from collections.abc import Iterator

from demo.words import illness, living

TEXTS = {**illness.TEXTS, **living.TEXTS}
CLOSINGS = {
    "illness": [
        "眼下缺的是自付的治疗费用，到位就能按计划继续治疗。",
        "缺口补足后，款项直接用于医院结算。",
        "希望帮助这个家庭把后面的治疗做完。",
        "费用清单已经核对，缺口只包括自付的部分。",
    ],
    "injury": [
        "缺的是手术后的康复和生活过渡。",
        "款项用于医院结算和康复训练。",
        "缺口补足后可以安心完成康复。",
        "费用已核对，先补足最急的部分。",
    ],
    "fire_flood": [
        "缺的是修缮材料和过渡期的开支。",
        "希望在天冷之前把房子修好。",
        "款项用于修缮和必需的生活用品。",
        "缺口补足后，一家人可以搬回去住。",
    ],
    "shelter": ["缺的只是这几天的食宿和路费。", "帮助到位就能平安返乡。", "费用不多，时间很紧。"],
    "school": [
        "缺的是今年的学费和住宿费。",
        "补足以后，学业可以接着读下去。",
        "款项直接缴给学校。",
        "只差这一部分，家里会继续想办法。",
    ],
    "other": [
        "缺的是过渡期的生活费。",
        "补足缺口，就能撑到收入恢复。",
        "款项按月给到家庭，用于日常开支。",
        "工作人员会继续跟进后面的安排。",
    ],
}


def variants(cause: str, category: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Endless texts for this cause, in an order of chance: the caller takes the first that the gate lets pass."""
    parts = TEXTS[cause]
    while True:
        middles = chance.sample(parts["middles"], chance.choice([1, 2]))
        sentences = [chance.choice(parts["openings"]), *middles, chance.choice(CLOSINGS[category])]
        yield chance.choice(parts["titles"]), "".join(sentences)
