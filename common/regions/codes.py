"""Division codes: what the twelve digits of GB/T 2260 and GB/T 10114 say by themselves.

Province 2 + city 2 + county 2 + township 3 + village 3 digits, padded with zeros on the right. A level's digits are
never all zero, with one real exception: a city without counties (东莞, 中山, 儋州) has townships whose county digits
are `00`. Cutting such a township's code back to its county digits gives the city's own code, so the city is its parent
and no rule here needs a special case.
"""

LENGTH = 12
PROVINCE, CITY, COUNTY, TOWNSHIP, VILLAGE = 1, 2, 3, 4, 5
INVENTED = "99"  # an unassigned province: the demo's
DIGITS = {PROVINCE: 2, CITY: 4, COUNTY: 6, TOWNSHIP: 9, VILLAGE: 12}  # significant digits of each level

# What a code of each level looks like; PostgreSQL and Python read these alike.
_CITY_PART = r"^(?!00)[0-9]{2}(?!00)[0-9]{2}"
PATTERNS = {
    PROVINCE: r"^(?!00)[0-9]{2}0{10}$",
    CITY: _CITY_PART + r"0{8}$",
    COUNTY: _CITY_PART + r"(?!00)[0-9]{2}0{6}$",
    TOWNSHIP: _CITY_PART + r"[0-9]{2}(?!000)[0-9]{3}0{3}$",
    VILLAGE: _CITY_PART + r"[0-9]{2}(?!000)[0-9]{3}(?!000)[0-9]{3}$",
}


def pad(digits: str) -> str:
    """The twelve-digit form: `990121` → `990121000000`."""
    return digits.ljust(LENGTH, "0")


def level_of(code: str) -> int:
    """The level that the trailing zeros say; the same answer that the database enforces."""
    if code[9:] != "000":
        return VILLAGE
    if code[6:9] != "000":
        return TOWNSHIP
    if code[4:6] != "00":
        return COUNTY
    return CITY if code[2:4] != "00" else PROVINCE


def prefix_of(code: str) -> str:
    """The significant digits, which every code inside begins with."""
    return code[: DIGITS[level_of(code)]]


def parent_of(code: str) -> str | None:
    """The code one level up; for a township of a city without counties that is the city."""
    level = level_of(code)
    return None if level == PROVINCE else pad(code[: DIGITS[level - 1]])
