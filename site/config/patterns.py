"""Invented data for the pattern page, in both languages. Nothing here is anybody's."""

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import get_language

from common.forms import MoneyField, PhoneField, ResidentIdField, offer
from needs.causes import CATEGORY_ICONS, Category

ICONS = {
    "illness": "stethoscope",
    "injury": "circle-alert",
    "fire_flood": "flame",
    "shelter": "house",
    "school": "graduation-cap",
    "other": "circle-help",
}


def t(chinese: str, english: str) -> str:
    return english if (get_language() or "").startswith("en") else chinese


def categories() -> list[tuple[str, str]]:
    return [
        ("illness", t("突发疾病", "Sudden illness")),
        ("injury", t("意外伤害", "Injury")),
        ("fire_flood", t("火灾水灾", "Fire or flood")),
        ("shelter", t("临时住所", "Shelter")),
        ("school", t("学业中断", "School at risk")),
        ("other", t("其他困难", "Other")),
    ]


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    amount = MoneyField(at_least_fen=100)
    phone = PhoneField()
    resident_id = ResidentIdField(required=False)
    code = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}))
    day = forms.DateField()
    story = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=200)
    county = forms.ChoiceField()
    category = forms.ChoiceField(widget=forms.RadioSelect)
    shown_as = forms.ChoiceField(widget=forms.RadioSelect)
    aids = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    agreed = forms.BooleanField()
    photos = forms.FileField(required=False, widget=forms.FileInput(attrs={"accept": "image/*", "data-photos": "3"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name": t("怎么称呼您", "Your name"),
            "amount": t("捐赠金额", "Amount"),
            "phone": t("手机号码", "Mobile number"),
            "resident_id": t("居民身份证号码", "Resident ID number"),
            "code": t("短信验证码", "Code from the message"),
            "day": t("入户日期", "Date of the visit"),
            "story": t("发生了什么", "What happened"),
            "county": t("所在区县", "County"),
            "category": t("遇到了哪一类困难", "What kind of hardship is it"),
            "shown_as": t("捐赠名单怎样显示您", "How the list of donors shows you"),
            "aids": t("已经申请过的政府救助", "Government aid already applied for"),
            "agreed": t("当事人已口头同意上报", "The person has agreed to this report"),
            "photos": t("照片", "Photos"),
        }
        helps = {
            "amount": t("最少 1 元，最多 4,700 元（当前缺口）。", "From 1 yuan up to 4,700 yuan, the present gap."),
            "phone": t("只用来发送凭证和进展，不会公开。", "Only for your receipt and news. It is never published."),
            "story": t("写事情，不写姓名、电话和住址。", "Describe the event, without names, numbers or addresses."),
            "photos": t("最多 3 张，拍单据或受损情况，不拍人脸。", "Up to three, of papers or damage. No faces."),
            "agreed": t("尚未询问也可以先上报。", "You may report before you have asked."),
        }
        for name, field in self.fields.items():
            field.label, field.help_text = labels[name], helps.get(name, "")
        offer(
            self,
            "county",
            [
                ("", t("请选择", "Choose one")),
                ("1", t("澄阳区", "Chengyang District")),
                ("2", t("望川区", "Wangchuan District")),
            ],
        )
        offer(self, "category", categories())
        offer(
            self,
            "shown_as",
            [
                ("anonymous", t("匿名", "Anonymous")),
                ("surname", t("只写姓氏", "Family name only")),
                ("name", t("写全名", "Full name")),
            ],
        )
        offer(
            self,
            "aids",
            [
                ("temporary", t("临时救助", "Temporary relief")),
                ("medical", t("医疗救助", "Medical aid")),
                ("dibao", t("最低生活保障", "Subsistence allowance")),
            ],
        )


def sample() -> dict[str, Any]:
    """The whole context of the pattern page."""
    today = timezone.localdate()
    now = timezone.now()
    return {
        "form": SampleForm(),
        "bad_form": SampleForm(
            {
                "bad-amount": "-1",
                "bad-phone": "138 0013 800",
                "bad-resident_id": "110101",
                "bad-story": t("房子着火了。", "The house burned. ") * 40,
            },
            prefix="bad",
        ),
        "icons": ICONS,
        "hints": {"anonymous": t("名单上写“爱心人士”。", "The list says “a donor”.")},
        "needs": _needs(today),
        "programme": _programme(today),
        "payee": _payee(today),
        "cover": {"need_fen": 1_800_000, "government_fen": 600_000, "charity_fen": 500_000, "gifts_fen": 230_000},
        "cover_full": {"need_fen": 500_000, "government_fen": 0, "charity_fen": 400_000, "gifts_fen": 120_000},
        "cover_none": {"need_fen": 360_000, "government_fen": 0, "charity_fen": 0, "gifts_fen": 0},
        "answers": _answers(),
        "tasks": _tasks(),
        "steps": _timeline(),
        "costs": _costs(),
        "comparison": _comparison(),
        "diff": _diff(),
        "facets": _facets(),
        "chips": [
            {"label": t("突发疾病", "Sudden illness"), "url": "?"},
            {"label": t("澄阳区", "Chengyang District"), "url": "?"},
        ],
        "page_obj": Paginator(range(140), 10).get_page(6),
        "due_soon": now + datetime.timedelta(days=2),
        "due_late": now - datetime.timedelta(days=1, hours=3),
        "due_far": today + datetime.timedelta(days=12),
        "documents": _documents(now),
        "bars": [
            {"label": label, "percent": f"{value}%", "text": t(f"{value} 小时", f"{value} h")}
            for label, value in (
                (t("澄阳区", "Chengyang"), 31),
                (t("望川区", "Wangchuan"), 44),
                (t("青屏县", "Qingping"), 62),
            )
        ],
    }


def rail() -> dict[str, Any]:
    """What a workspace view gives its frame."""
    items = [
        ("今日待办", "Today", "list-checks", 9),
        ("受理队列", "Intake", "inbox", 12),
        ("疑似重复", "Duplicates", "copy-check", 3),
        ("入户核实", "Verification", "clipboard-check", 7),
        ("公开审批", "Publication", "megaphone", 4),
        ("匹配审批", "Matching", "scale", 5),
        ("转介跟踪", "Referrals", "send", 6),
        ("投诉与反馈", "Complaints", "message-square", 2),
        ("统计上报", "Statistics", "chart-column", 0),
        ("操作日志", "Audit log", "history", 0),
    ]
    return {
        "workspace_title": t("民政工作台", "Civil affairs desk"),
        "whoami": t("澄阳区 · 李科员", "Chengyang · Officer Li"),
        "rail": [
            {"label": t(zh, en), "url": f"#{icon}", "icon": icon, "count": count, "current": icon == "scale"}
            for zh, en, icon, count in items
        ],
    }


def _needs(today: datetime.date) -> list[dict[str, Any]]:
    rows = [
        (
            "illness",
            "家中主要劳动力突发脑血管疾病，术后两周康复费用未落实",
            "Main earner fell ill; two weeks of rehabilitation are not paid for",
            ("澄阳区", "Chengyang District"),
            "3-4",
            3,
            (1_800_000, 600_000, 500_000, 230_000),
            63,
        ),
        (
            "fire_flood",
            "租住房起火，老人和孩子需要过渡住处和冬被",
            "A rented home burned; an older person and a child need a place to stay and quilts",
            ("望川区", "Wangchuan District"),
            "1-2",
            1,
            (640_000, 200_000, 300_000, 90_000),
            21,
        ),
        (
            "school",
            "家长工伤后，一名高中生的住宿与伙食费断档",
            "After a parent's injury at work, a pupil's boarding and meals are unpaid",
            ("青屏县", "Qingping County"),
            "3-4",
            9,
            (360_000, 0, 240_000, 120_000),
            40,
        ),
    ]
    return [
        {
            "slug": f"sample{index}",
            "url": "#",
            "title": t(zh, en),
            "icon": CATEGORY_ICONS[Category(category)],
            "category_label": dict(categories())[category],
            "county_label": t(*county),
            "household_band": t(f"{band} 口", f"of {band}"),
            "deadline_on": today + datetime.timedelta(days=days),
            "updated_at": today,
            "need_fen": money[0],
            "government_fen": money[1],
            "charity_fen": money[2],
            "gifts_fen": money[3],
            "gift_count": gifts,
            "state": "covered" if sum(money[1:]) == money[0] else "published",
        }
        for index, (category, zh, en, county, band, days, money, gifts) in enumerate(rows)
    ]


def _programme(today: datetime.date) -> dict[str, Any]:
    return {
        "url": "#",
        "title": t("大病家庭康复援助", "Rehabilitation for families in illness"),
        "charity_label": t("澄川市慈善总会", "Chengchuan Charity Federation"),
        "purpose": t(
            "为突发大病后需要康复治疗、自付部分确有困难的家庭支付康复、护理和陪护食宿费用。",
            "Pays for rehabilitation, care supplies and a carer's stay where a family cannot after a sudden illness.",
        ),
        "filing_no": "51990000MJX0000001A26001",
        "cap_fen": 2_000_000,
        "last_report_on": today - datetime.timedelta(days=18),
        "open_needs": 7,
    }


def _payee(today: datetime.date) -> dict[str, Any]:
    return {
        "name": t("澄川市慈善总会", "Chengchuan Charity Federation"),
        "uscc": "51990000MJX0000001",
        "certificate_no": t("（2024）澄民募字第 003 号", "Chengchuan public-fundraising certificate 2024-003"),
        "certificate_to": today + datetime.timedelta(days=400),
        "programme": t("大病家庭康复援助", "Rehabilitation for families in illness"),
        "filing_no": "51990000MJX0000001A26001",
        "last_report_on": today - datetime.timedelta(days=18),
        "surplus": t("转给同一项目的下一位求助者", "Goes to the next person in the same programme"),
        "receipt": t("可开公益事业捐赠统一票据", "An official donation invoice can be issued"),
        "phone": "12345",
    }


def _answers() -> list[dict[str, Any]]:
    return [
        {"label": t("金额", "Amount"), "value": t("200 元", "200 yuan"), "url": "#amount"},
        {"label": t("收款方", "Paid to"), "value": t("澄川市慈善总会", "Chengchuan Charity Federation")},
        {"label": t("显示为", "Shown as"), "value": t("匿名", "Anonymous"), "url": "#shown"},
        {"label": t("留言", "Message"), "value": "", "url": "#message"},
    ]


def _tasks() -> list[dict[str, Any]]:
    return [
        {"label": t("基本信息", "Basic facts"), "url": "#1", "state": "done"},
        {
            "label": t("救助条件", "Conditions"),
            "url": "#2",
            "state": "doing",
            "hint": t("过去 90 天有 37 户符合", "37 households would have fitted in the last 90 days"),
        },
        {"label": t("收款方式", "Ways to receive money"), "url": "#3", "state": "todo"},
        {"label": t("提交审核", "Send for review"), "url": "#4", "state": "blocked"},
    ]


def _timeline() -> list[dict[str, Any]]:
    return [
        {"when": t("第 1 天", "Day 1"), "text": t("社区网格员上报", "Reported by a community worker")},
        {"when": t("第 2 天", "Day 2"), "text": t("两人入户核实并签字", "Visited and verified, signed by two people")},
        {
            "when": t("第 3 天", "Day 3"),
            "text": t("民政部门批准公开；临时救助已拨付", "Publication approved; temporary relief paid"),
            "amount_fen": 600_000,
        },
        {
            "when": t("第 4 天至今", "Since day 4"),
            "text": t("“驿灯”应急基金已匹配，正在接受捐赠", "“Relay Lamp” fund matched; gifts are being received"),
            "amount_fen": 500_000,
            "now": True,
        },
    ]


def _costs() -> list[dict[str, Any]]:
    return [
        {
            "label": t("康复治疗", "Rehabilitation"),
            "need_fen": 1_260_000,
            "secured_fen": 930_000,
            "evidence": t("已核凭证", "Papers checked"),
        },
        {
            "label": t("护理用品", "Care supplies"),
            "need_fen": 240_000,
            "secured_fen": 200_000,
            "evidence": t("已核凭证", "Papers checked"),
        },
        {
            "label": t("陪护食宿", "Carer's stay"),
            "need_fen": 300_000,
            "secured_fen": 200_000,
            "evidence": t("按当地标准", "Local standard rate"),
        },
    ]


def _comparison() -> dict[str, Any]:
    def row(label: tuple[str, str], *cells: tuple[str, str, str], strong: bool = False) -> dict[str, Any]:
        return {
            "label": t(*label),
            "strong": strong,
            "cells": [{"outcome": outcome, "fact": t(zh, en)} for outcome, zh, en in cells],
        }

    return {
        "caption": t("三个资金来源与这户人家的条件对照", "Three sources against this household"),
        "columns": [
            {
                "title": t("“驿灯”应急基金", "“Relay Lamp” fund"),
                "note": t("某物流集团，区慈善会托管", "A logistics group; held by the district charity"),
                "recommended": True,
            },
            {"title": t("市慈善总会大病项目", "City charity, serious illness"), "note": t("慈善项目", "Programme")},
            {"title": t("个人承诺", "Pledges"), "note": t("3 位", "3 people")},
        ],
        "rows": [
            row(
                ("地域", "Area"),
                ("pass", "全市", "Whole city"),
                ("pass", "全市", "Whole city"),
                ("pass", "限澄阳区", "Chengyang only"),
            ),
            row(
                ("经济状况", "Means"),
                (
                    "pass",
                    "人均月收入 1,420 元，不高于低保标准 1.5 倍",
                    "1,420 yuan a head, within 1.5 × the local line",
                ),
                ("fail", "要求低保或低保边缘证明", "Needs an allowance certificate"),
                ("pass", "未设条件", "No condition"),
            ),
            row(
                ("可用余额", "Available"),
                ("pass", "86,200 元", "86,200 yuan"),
                ("pass", "1,204,000 元", "1,204,000 yuan"),
                ("unknown", "承诺合计 3,000 元，未付", "3,000 yuan pledged, unpaid"),
            ),
            row(
                ("建议金额", "Suggested"),
                ("", "5,000 元", "5,000 yuan"),
                ("", "—", "—"),
                ("", "最多 3,000 元", "Up to 3,000 yuan"),
                strong=True,
            ),
        ],
    }


def _diff() -> list[dict[str, Any]]:
    return [
        {"label": t("社区", "Community"), "left": t("梧桐社区", "Wutong"), "right": t("梧桐社区", "Wutong")},
        {
            "label": t("手机尾号", "Phone ends in"),
            "left": "0412",
            "right": "0412",
            "signal": t("强信号", "Strong signal"),
        },
        {"label": t("困难类型", "Kind"), "left": t("突发疾病", "Sudden illness"), "right": t("其他困难", "Other")},
        {"label": t("上报人", "Reporter"), "left": t("网格员", "Grid worker"), "right": t("邻居", "Neighbour")},
    ]


def _facets() -> list[dict[str, Any]]:
    counts = [12, 5, 3, 4, 4, 0]
    return [
        {
            "name": "category",
            "label": t("困难类型", "Kind of hardship"),
            "many": True,
            "options": [
                {"value": value, "label": label, "count": count, "selected": value == "illness"}
                for (value, label), count in zip(categories(), counts, strict=True)
            ],
        },
        {
            "name": "gap",
            "label": t("还差多少", "Gap"),
            "many": False,
            "options": [
                {"value": "1", "label": t("1,000 元以内", "Up to 1,000 yuan"), "count": 7},
                {"value": "2", "label": t("1,000—5,000 元", "1,000–5,000 yuan"), "count": 12},
                {"value": "3", "label": t("5,000 元以上", "Over 5,000 yuan"), "count": 9},
            ],
        },
    ]


def _documents(now: datetime.datetime) -> list[dict[str, Any]]:
    return [
        {
            "name": t("费用预估单.pdf", "cost-estimate.pdf"),
            "kind": t("费用凭证", "Cost paper"),
            "size": 182_000,
            "at": now,
            "by": t("李科员", "Officer Li"),
            "url": "#doc",
            "note": t("已核", "Checked"),
        },
        {
            "name": t("户口页.jpg", "register-page.jpg"),
            "kind": t("身份材料", "Identity"),
            "size": 940_000,
            "at": now,
            "by": t("王网格员", "Grid worker Wang"),
        },
    ]
