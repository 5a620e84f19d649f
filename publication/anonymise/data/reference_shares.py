"""Shares of a county's population, as design assumptions for the estimate of k; not a county's statistics.

Ages: shape of the seventh census (2020), national, rounded. Households: persons living in a household of the band.
Causes and illnesses: persons who could be described so within the period in which the public would look for one,
rounded down, so that k errs on the low side. Replace them by county figures where the statistics office has them.
"""

AGE = {
    "0–6": 0.08,
    "7–13": 0.09,
    "14–17": 0.05,
    "18–29": 0.13,
    "30–39": 0.15,
    "40–49": 0.15,
    "50–59": 0.16,
    "60–69": 0.10,
    "70–79": 0.06,
    "80+": 0.025,
}
HOUSEHOLD = {"1–2": 0.30, "3–4": 0.42, "5+": 0.28}
ILLNESS = {
    "肿瘤": 0.003,
    "心脑血管病": 0.02,
    "泌尿肾脏病": 0.003,
    "血液病": 0.001,
    "内分泌代谢病": 0.02,
    "神经精神疾病": 0.006,
    "呼吸系统病": 0.01,
    "消化系统病": 0.01,
    "皮肤骨骼病": 0.02,
    "先天性疾病": 0.001,
    "伤害": 0.01,
    "感染性疾病": 0.003,
    "眼耳疾病": 0.008,
    "妇产新生儿疾病": 0.002,
    "其他疾病": 0.01,
}
#: Cause groups of domain reference §7.2; HC14 (violence) is never published.
CAUSE = {
    "HC01": 0.01,
    "HC02": 0.03,
    "HC03": 0.003,
    "HC04": 0.005,
    "HC05": 0.004,
    "HC06": 0.001,
    "HC07": 0.01,
    "HC08": 0.02,
    "HC09": 0.02,
    "HC10": 0.02,
    "HC11": 0.002,
    "HC12": 0.01,
    "HC13": 0.006,
    "HC15": 0.001,
    "HC16": 0.002,
}
