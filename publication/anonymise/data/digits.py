"""Signs that people read as a digit."""

#: Chinese numerals, also financial, military ("洞幺两拐勾") and old forms, after folding to simplified characters.
NUMERALS = dict(
    zip(
        "零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两弌弍弎洞拐勾",
        "00012345678912345678912" + "123" + "079",
        strict=True,
    )
)

#: Letters typed in the place of a digit, alone or among digits …
ROUND_OR_STRAIGHT = {
    "O": "0",
    "o": "0",
    "О": "0",
    "о": "0",
    "Ο": "0",
    "ο": "0",
    "◯": "0",
    "⭕": "0",
    "l": "1",
    "I": "1",
    "|": "1",
    "丨": "1",
    "ǀ": "1",
    "Ι": "1",
    "І": "1",
    "!": "1",
}
#: … and letters that are believed only when they touch a digit.
SHAPED = {"D": "0", "Q": "0", "i": "1", "Z": "2", "z": "2", "S": "5", "s": "5", "B": "8", "b": "6", "q": "9", "g": "9"}
LOOKALIKES = ROUND_OR_STRAIGHT | SHAPED

#: The check character of a resident ID, as people draw it.
CHECK_LETTERS = dict.fromkeys("×✕✖✗✘╳хХχΧⅩⅹ⨯⨉", "X")

#: Signs with no compatibility form in Unicode.
KEYCAPS = {"🔟": "10", "⓿": "0", "🄌": "0", "🄋": "0"}
