"""Showing where the gate found something: the place in the text, and in words what kind of thing it is."""

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

KINDS = {
    "resident_id": _("身份证号"),
    "passport": _("证件号"),
    "mobile": _("手机号"),
    "landline": _("固定电话"),
    "bank_card": _("银行卡号"),
    "wechat": _("微信号"),
    "qq": _("QQ 号"),
    "plate": _("车牌"),
    "email": _("电子邮箱"),
    "url": _("网址"),
    "address": _("详细地址"),
    "date": _("具体日期"),
    "age": _("具体年龄"),
    "school": _("学校名"),
    "hospital": _("医院名"),
    "employer": _("单位名"),
    "name": _("姓名"),
    "known": _("本案中的个人信息"),
    "gate_error": _("检查程序出错，不能公开"),
    "input_error": _("内容无法检查"),
}


def findings(text: str, result) -> list[dict]:
    """Rows for the list of warnings: kind, level, and the words they stand on."""
    return [
        {"kind": KINDS.get(one.type, one.type), "blocks": one.level == "block", "words": text[one.start : one.end]}
        for one in result.findings
    ]


def marked(text: str, result, *, part: int) -> SafeString:
    """The title (part 0) or the story (part 1) with each found place in a `<mark>`; everything else escaped."""
    cut = text.index("\n")
    start, end = (0, cut) if part == 0 else (cut + 1, len(text))
    spans = sorted(
        (max(one.start, start), min(one.end, end), one.level)
        for one in result.findings
        if one.start < end and one.end > start
    )
    pieces: list[tuple[str]] = []
    at = start
    for begin, finish, level in spans:
        begin = max(begin, at)
        if finish <= begin:
            continue
        pieces.append((conditional_escape(text[at:begin]),))
        css = "mark--block" if level == "block" else "mark--warn"
        pieces.append((mark_safe(f'<mark class="{css}">{conditional_escape(text[begin:finish])}</mark>'),))
        at = finish
    pieces.append((conditional_escape(text[at:end]),))
    return format_html_join("", "{}", pieces)
