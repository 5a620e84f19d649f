"""The figures of the demand side (domain reference §7.2): how often, how urgent, how dear, how it ends.

Shares are weights, not probabilities: they are drawn with `random.choices`. Amounts are yuan.
"""

from dataclasses import dataclass

# cause: (weight, share of red and orange in %, median cost, 90 % cost, median gap)
CAUSES: dict[str, tuple[float, int, int, int, int]] = {
    "HC01": (27, 40, 78_000, 240_000, 14_000),
    "HC02": (11, 8, 31_000, 72_000, 8_500),
    "HC03": (7, 55, 65_000, 210_000, 16_000),
    "HC04": (5, 50, 38_000, 120_000, 9_000),
    "HC05": (6, 45, 25_000, 90_000, 9_500),
    "HC06": (4, 90, 42_000, 150_000, 18_000),
    "HC07": (4, 70, 28_000, 95_000, 9_000),
    "HC08": (9, 5, 9_500, 18_000, 4_200),
    "HC09": (7, 15, 6_500, 16_000, 3_500),
    "HC10": (6, 5, 16_000, 48_000, 6_800),
    "HC11": (4, 25, 8_000, 20_000, 4_500),
    "HC12": (4, 20, 7_200, 22_000, 3_800),
    "HC13": (2, 30, 9_000, 26_000, 4_000),
    "HC14": (1, 95, 4_500, 12_000, 3_000),
    "HC15": (2, 90, 800, 3_000, 600),
    "HC16": (1, 60, 90_000, 280_000, 26_000),
}
INSURED = ("HC01", "HC02", "HC03", "HC04")
HIGHEST_COST = 600_000
TRACKS = {"fast": 38, "emergency": 21, "expenditure": 33, "charity": 8}
CHANNELS = {
    "grid": 23,
    "cadre": 19,
    "window": 18,
    "online": 9,
    "officer": 8,
    "hotline": 8,
    "hospital": 5,
    "data": 4,
    "school": 3,
    "charity": 3,
}
RED_CHANNELS = {"hotline": 40, "grid": 35, "hospital": 25}
SIZES = {1: 22, 2: 25, 3: 22, 4: 18, 5: 9, 6: 4}
IDENTITIES = {
    "dibao": 27,
    "marginal": 14,
    "rigid_spending": 12,
    "low_income": 10,
    "relapse_monitored": 9,
    "destitute": 5,
    "none": 23,
}
SEASON = (1.10, 1.05, 0.95, 0.90, 0.95, 1.05, 1.15, 1.30, 1.10, 0.95, 0.95, 1.05)
ITEMS = {1: 38, 2: 36, 3: 18, 4: 8}
CONSENTS = {"full": 71, "no_publicity": 22, "refused": 5, "withdrawn": 2}
LATE_PERCENT = 6
# What became of a closed case. In progress (11 %) are the open ones.
ENDINGS = {"met": 54, "partly": 24, "returned": 5, "withdrawn": 3, "expired": 2, "merged": 1}
DISABLED_PERCENT, LOCAL_PERCENT, FEMALE_PERCENT = 12, 91, 41

# What a case of this cause needs first: (category, share of the gap in tenths); the last takes the rest.
CASH: dict[str, tuple[str, ...]] = {
    "HC01": ("medical", "rehab", "care_stay"),
    "HC02": ("medical", "transport", "nursing"),
    "HC03": ("medical", "rehab", "care_stay"),
    "HC04": ("medical", "living", "nursing"),
    "HC05": ("living", "tuition"),
    "HC06": ("housing_repair", "rent", "living"),
    "HC07": ("housing_repair", "living"),
    "HC08": ("tuition", "living"),
    "HC09": ("living", "rent"),
    "HC10": ("rehab", "device", "nursing"),
    "HC11": ("living", "tuition"),
    "HC12": ("nursing", "living"),
    "HC13": ("medical", "nursing"),
    "HC14": ("rent", "living"),
    "HC15": ("living", "transport"),
    "HC16": ("medical", "living", "tuition"),
}
IN_KIND: dict[str, tuple[tuple[str, str, int], ...]] = {
    "HC01": (("service", "escort", 4), ("goods", "nursing", 6)),
    "HC02": (("service", "escort", 8),),
    "HC03": (("service", "legal", 2), ("goods", "wheelchair", 1)),
    "HC04": (("goods", "care_bed", 1),),
    "HC05": (("service", "counselling", 6), ("goods", "food", 2)),
    "HC06": (("goods", "quilt", 4), ("goods", "food", 2)),
    "HC07": (("goods", "quilt", 3), ("goods", "food", 3)),
    "HC08": (("goods", "school_kit", 1),),
    "HC09": (("service", "legal", 2), ("service", "job", 3)),
    "HC10": (("goods", "wheelchair", 1), ("service", "companion", 8)),
    "HC11": (("service", "tutoring", 12), ("service", "counselling", 6)),
    "HC12": (("service", "companion", 12), ("goods", "heater", 1)),
    "HC13": (("service", "companion", 6),),
    "HC14": (("service", "legal", 2), ("service", "counselling", 6)),
    "HC15": (("goods", "food", 1),),
    "HC16": (("service", "companion", 8), ("goods", "food", 2)),
}


@dataclass(frozen=True)
class Size:
    """How much of the city is made: `cases` in all; the parts are those that are still open."""

    cases: int
    verifying: int
    awaiting: int
    open: int
    unpublished: int
    covered: int
    delivering: int
    paused: int
    pledges: int
    waiting_clues: int

    @property
    def under_way(self) -> int:
        """Open cases of history; those that are verified or written about today are made by the services (`live`)."""
        return self.open + self.unpublished + self.covered + self.delivering + self.paused


SIZES_OF_CITY = {
    "city": Size(
        cases=2400,
        verifying=36,
        awaiting=22,
        open=78,
        unpublished=14,
        covered=16,
        delivering=26,
        paused=2,
        pledges=432,
        waiting_clues=36,
    ),
    "small": Size(
        cases=64,
        verifying=2,
        awaiting=2,
        open=6,
        unpublished=1,
        covered=1,
        delivering=2,
        paused=0,
        pledges=16,
        waiting_clues=4,
    ),
}
