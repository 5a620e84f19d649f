"""A match as a line of a list, as a page, and a delivery as answers to check."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from common.messages import Words
from matching.act_subjects import deliverer_of
from matching.models import Delivery, Match, Method
from matching.states import MatchState as M
from partners import contacts, facts
from partners.summaries.words import day, row


def match_rows(matches: Iterable[Match], now: datetime) -> list[dict[str, Any]]:
    rows = []
    for match in matches:
        passed, conditions = facts.fit_of(match, now)
        rows.append(
            {
                "match": match,
                "title": facts.title_of(match),
                "area": match.county.local_name,
                "gap": match.measure.words(match.measure.asked(match.item)),
                "passed": passed,
                "conditions": conditions,
                "source": match.source.title,
                "due": match.reply_by if match.state == M.OFFERED else match.deliver_by,
            }
        )
    return rows


def match_page(match: Match, now: datetime) -> dict[str, Any]:
    """Everything that the page of one match shows before its forms."""
    passed, conditions = facts.fit_of(match, now)
    consent = facts.consent_of(match, now)
    return {
        "match": match,
        "title": facts.title_of(match),
        "facts": facts.facts_of(match, on=localdate(now)),
        "table": _table(match, now),
        "passed": passed,
        "conditions": conditions,
        "coverage": facts.coverage_of(match.item) if match.measure.is_money else None,
        "gap": match.measure.words(match.measure.asked(match.item)),
        "pieces": facts.pieces_of(match),
        "others": facts.other_sources(match),
        "consent": consent,
        "consent_fields": facts.field_labels(consent) if consent else [],
        "may_open": contacts.opening_consent(match, now) is not None,
        "withdrawn": match.case.consents.filter(
            purpose="share", recipient=deliverer_of(match), withdrawn_at__isnull=False
        ).exists(),
        "cap": cap_of(match),
        "officer": officer_of(match),
        "steps": steps_of(match),
        "delivery": Delivery.objects.filter(match=match).first(),
    }


def cap_of(match: Match) -> Words | None:
    cap = match.source.cap_shares if match.resource_id else match.source.cap_fen
    return None if cap is None else match.measure.words(cap)


def officer_of(match: Match) -> dict[str, str]:
    """Who decided, with the office's telephone: the person to ask."""
    officer = match.decided_by
    if officer is None:
        return {}
    membership = (
        officer.memberships.filter(ended_at__isnull=True, organisation__kind__in=["civil_affairs", "township"])
        .select_related("organisation")
        .first()
    )
    office = membership.organisation if membership else None
    return {
        "name": officer.display_name,
        "office": office.local_name if office else "",
        "phone": office.contact_phone if office else "",
    }


def steps_of(match: Match) -> list[dict[str, Any]]:
    """What happens from acceptance to the family's word, with where it stands now."""
    order: list[str] = [M.ACCEPTED, M.DISBURSING, M.DELIVERED, M.VERIFIED]
    here = order.index(match.state) if match.state in order else -1
    words = (
        [
            (_("接受"), _("数量已预留，等着交付")),
            (_("出库"), _("从最先到期的批次出库，记入库存")),
            (_("登记发放"), _("上传凭证，受助人手机收到确认码")),
            (_("确认收到"), _("确认码、签收单或见证人")),
        ]
        if match.resource_id
        else [
            (_("接受"), _("金额已冻结，等着发放")),
            (_("拨付"), _("付给家庭、医院或商家，记入账簿")),
            (_("登记发放"), _("上传凭证，受助人手机收到确认码")),
            (_("确认收到"), _("确认码、签收单或见证人")),
        ]
    )
    return [
        {"when": when, "text": text, "now": index == here, "done": index <= here}
        for index, (when, text) in enumerate(words)
    ]


def _table(match: Match, now: datetime) -> dict[str, Any]:
    reasons = facts.reasons_of(match, now)
    return {
        "caption": _("条件对照（第 %(version)s 版规则）") % {"version": match.rule_version},
        "corner": _("条件"),
        "columns": [{"title": _("要求")}, {"title": _("这份求助")}],
        "rows": [
            {
                "label": one.clause,
                "cells": [{"outcome": "", "fact": one.requirement}, {"outcome": one.outcome.value, "fact": one.fact}],
            }
            for one in reasons
        ],
    }


def delivery_answers(form, file_name: str) -> list[dict[str, Any]]:
    data = form.cleaned_data
    return [
        row(_("发放日期"), day(data["delivered_on"])),
        row(form.fields["amount"].label, form.match.measure.words(data["amount"])),
        row(_("方式"), Method(data["method"]).label),
        row(_("凭证"), file_name),
        row(_("给捐赠人看的话"), data["public_words"]),
        row(_("内部备注"), data["note"]),
    ]
