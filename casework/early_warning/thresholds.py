"""From when on a signal speaks: one table (domain reference §3.9). Where it gives no period, the choice is ours [design].

Days are calendar days back from the run.
"""

from dataclasses import dataclass

from casework.early_warning.models import SignalKind


@dataclass(frozen=True)
class Threshold:
    """`least` rows within `days`; `before`: days of comparison ahead of them; `factor`: how much more than then."""

    least: int
    days: int
    before: int = 0
    factor: float = 0


TABLE = {
    SignalKind.BURST: Threshold(least=5, days=7, before=84, factor=2),  # above the mean of 12 weeks by 2 deviations
    SignalKind.COMPLAINTS: Threshold(least=3, days=14),
    SignalKind.EMPLOYER: Threshold(least=3, days=90),
    SignalKind.LATE: Threshold(least=5, days=28, before=84, factor=2),  # the share of late ones doubles
    SignalKind.BOTTOM_LINE: Threshold(least=2, days=30),
    SignalKind.TURNED_AWAY: Threshold(least=3, days=90),
    SignalKind.CONCENTRATION: Threshold(least=12, days=90, factor=0.6),  # this share of at least so many matches
}

# What complaints have in common when they name no subject: words that mean one thing, and the code that is kept for it.
KEYWORDS = {
    "delay": ("拖延", "推诿", "没人联系", "没有人联系", "没有答复", "跑了几趟", "一直没办"),
    "taking": ("好处费", "红包", "送礼", "吃拿卡要", "截留", "冒领", "克扣", "回扣"),
    "manner": ("态度", "训斥", "辱骂", "不耐烦"),
    "privacy": ("泄露", "隐私", "认出来"),
}
