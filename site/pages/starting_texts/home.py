# ruff: noqa: E501 — sentences of the pages, one to a line
"""The home page's sections, in the order in which they stand."""

from typing import Any

TITLES = {"zh-hans": "首页", "en": "Home"}

ZH: list[tuple[str, Any]] = [
    (
        "hero",
        {
            "promise": ["一件急事，", "一笔说得清的钱"],
            "lead": "每一条求助都经街道与民政两级核实，隐去身份后公开。钱进慈善组织自己的账户，用到哪里、剩多少，随时可查。",
        },
    ),
    (
        "urgent",
        {"heading": "此刻最急", "intro": "按最晚需要日排列。缺口只计已经冻结、到账、拨付或交付的钱，承诺不算。"},
    ),
    (
        "verification",
        {
            "heading": "每一条求助怎样核实",
            "steps": [
                {"icon": "flag", "title": "基层上报", "text": "网格员、邻居或本人上报，当天有人接手。"},
                {
                    "icon": "clipboard-check",
                    "title": "两人核实",
                    "text": "街道（乡镇）两名工作人员入户，逐项核对并签字。",
                },
                {"icon": "landmark", "title": "政府救助先行", "text": "先办应得的政府救助，再由民政部门确认还差多少。"},
                {
                    "icon": "badge-check",
                    "title": "脱敏公开",
                    "text": "经本人同意、程序检查、另一人批准，隐去身份后公开。",
                },
            ],
        },
    ),
    ("completed", {"heading": "最近完成的救助", "intro": "从上报到受助家庭确认收到，每一步都有记录。"}),
    ("money", {"heading": "钱在哪里", "intro": "平台不经手善款。钱在下列慈善组织自己的账户里，数字来自同一本账。"}),
    ("news", {"heading": "公告"}),
    (
        "links",
        {
            "heading": "想先了解",
            "links": [
                {"title": "救助政策", "text": "有哪些救助，找谁办，要多久", "page": "policy", "address": ""},
                {"title": "使用帮助", "text": "上报、捐款、承诺、查进度", "page": "help", "address": ""},
                {"title": "隐私保护", "text": "公开什么，不公开什么", "page": "privacy", "address": ""},
            ],
        },
    ),
]

EN: list[tuple[str, Any]] = [
    (
        "hero",
        {
            "promise": ["One urgent need,", "every yuan accounted for"],
            "lead": "Each need is verified by the township and by civil affairs, and published without anybody’s identity. The money goes to the charity’s own account, and you can see at any time where it went and what is left.",
        },
    ),
    (
        "urgent",
        {
            "heading": "Most urgent now",
            "intro": "By the last day on which help is useful. A gap counts only money that is reserved, received, paid out or delivered; pledges do not count.",
        },
    ),
    (
        "verification",
        {
            "heading": "How every need is verified",
            "steps": [
                {
                    "icon": "flag",
                    "title": "Reported",
                    "text": "By a community worker, a neighbour or the person concerned; taken up the same day.",
                },
                {
                    "icon": "clipboard-check",
                    "title": "Checked by two",
                    "text": "Two members of the township’s staff visit, check each fact and sign.",
                },
                {
                    "icon": "landmark",
                    "title": "Government first",
                    "text": "The aid that is due comes first; then civil affairs confirms what is missing.",
                },
                {
                    "icon": "badge-check",
                    "title": "Published safely",
                    "text": "With consent, a software check and a second officer’s approval; no identity is shown.",
                },
            ],
        },
    ),
    (
        "completed",
        {
            "heading": "Completed lately",
            "intro": "From the report to the family’s confirmation, every step is on record.",
        },
    ),
    (
        "money",
        {
            "heading": "Where the money is",
            "intro": "The platform never touches it. It is in these charities’ own accounts; all figures come from one ledger.",
        },
    ),
    ("news", {"heading": "Notices"}),
    (
        "links",
        {
            "heading": "Good to know first",
            "links": [
                {
                    "title": "Relief policies",
                    "text": "Which aid exists, whom to ask, how long it takes",
                    "page": "policy",
                    "address": "",
                },
                {"title": "Help", "text": "Reporting, giving, pledging, following", "page": "help", "address": ""},
                {"title": "Privacy", "text": "What is published and what is not", "page": "privacy", "address": ""},
            ],
        },
    ),
]
