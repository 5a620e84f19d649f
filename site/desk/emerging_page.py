"""A finding in words, and the draft of its report, in which no place below the county and no body is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casework.complaints.models import SubjectKind
from casework.early_warning.models import Finding, SignalKind
from casework.early_warning.thresholds import TABLE
from common.regions.kinds import TownshipKind
from common.regions.models import Region
from needs.causes import Cause


@dataclass(frozen=True)
class Draft:
    """The parts of a 专报: what happened, what it was compared with, what is suggested."""

    title: str
    situation: str
    comparison: str
    suggestion: str


def draft(finding: Finding) -> Draft:
    kind = SignalKind(finding.kind)
    return Draft(
        _("关于%(county)s“%(what)s”的专报") % {"county": finding.county.local_name, "what": kind.label},
        situation(finding),
        comparison(finding),
        suggestion(kind),
    )


def situation(finding: Finding) -> str:
    values = {
        "since": finding.since.isoformat(),
        "until": finding.until.isoformat(),
        "n": finding.count,
        "place": masked(finding.township) or _("县内"),
        "days": TABLE[SignalKind(finding.kind)].days,
        **_named(finding),
    }
    sentences = {
        SignalKind.BURST: _("%(since)s 至 %(until)s，%(place)s因“%(cause)s”立案 %(n)s 件。"),
        SignalKind.COMPLAINTS: _("%(since)s 至 %(until)s，收到 %(n)s 件投诉，集中在%(about)s。"),
        SignalKind.EMPLOYER: _("%(since)s 至 %(until)s，%(n)s 户家庭反映被同一用人单位拖欠工资（%(place)s）。"),
        SignalKind.LATE: _("%(since)s 至 %(until)s，%(n)s 条线索首次联系超过期限。"),
        SignalKind.BOTTOM_LINE: _("%(since)s 至 %(until)s，接到 %(n)s 条涉及生命危险或家庭暴力的线索。"),
        SignalKind.TURNED_AWAY: _("%(since)s 至 %(until)s，%(place)s同一个村（社区）有 %(n)s 件求助被退回。"),
        SignalKind.CONCENTRATION: _("%(since)s 至 %(until)s，%(n)s 笔对接集中在%(who)s。"),
    }
    return sentences[SignalKind(finding.kind)] % values


def comparison(finding: Finding) -> str:
    """What it was measured against: earlier weeks, a share, or the number from which on it is told."""
    facts, kind = finding.facts, SignalKind(finding.kind)
    if kind == SignalKind.BURST:
        return _("此前 12 周每周平均 %(mean)s 件，标准差 %(deviation)s。") % facts
    if kind == SignalKind.LATE:
        return _("本期 %(all)s 条中 %(late)s 条超期；此前 12 周 %(all_before)s 条中 %(late_before)s 条超期。") % facts
    if kind == SignalKind.CONCENTRATION:
        return _("同期已决定的对接共 %(all)s 笔，其中 %(matches)s 笔。") % facts
    rule = TABLE[kind]
    return _("提示标准：%(days)s 天内 %(least)s 件以上。") % {"days": rule.days, "least": rule.least}


def suggestion(kind: SignalKind) -> str:
    return {
        SignalKind.BURST: _("建议查明共同原因，核对应急储备，必要时提前入户排查。"),
        SignalKind.COMPLAINTS: _("建议由与此无关的人员专项核查，一次性答复，改进办理环节。"),
        SignalKind.EMPLOYER: _("建议转人力资源社会保障部门核查，救助先行，不影响劳动者追讨。"),
        SignalKind.LATE: _("建议核对人手与值班，逐条补上首次联系。"),
        SignalKind.BOTTOM_LINE: _("建议逐件回访，核对报告与转介是否到位，分析成因。"),
        SignalKind.TURNED_AWAY: _("建议由县级复核退回理由，入户确认有无漏助。"),
        SignalKind.CONCENTRATION: _("建议核对匹配规则与决定理由，扩大来源。"),
    }[kind]


def masked(region: Region | None) -> str:
    """某街道, 某镇, 某乡: what kind of place, and no more."""
    if region is None:
        return ""
    kinds: Mapping[TownshipKind | None, str] = {
        TownshipKind.STREET: _("某街道"),
        TownshipKind.TOWN: _("某镇"),
        TownshipKind.TOWNSHIP: _("某乡"),
    }
    return kinds.get(region.township_kind, _("某地"))


def _named(finding: Finding) -> dict[str, Any]:
    facts = finding.facts
    return {
        "cause": Cause(facts["cause"]).label if "cause" in facts else "",
        "about": _about(facts.get("about", "")),
        "who": _("一家慈善组织") if facts.get("who") == "charity" else _("一位决定人"),
    }


def _about(key: str) -> str:
    """What the complaints have in common: a meaning of their words, or one and the same subject."""
    part, _colon, rest = key.partition(":")
    words = {
        "delay": _("“拖延、没有答复”"),
        "taking": _("“吃拿卡要、款物被截留”"),
        "manner": _("“态度”"),
        "privacy": _("“泄露隐私”"),
    }
    if part == "word":
        return words[rest]
    return _("同一%(kind)s") % {"kind": SubjectKind(part).label} if part in SubjectKind.values else ""
