"""Saying why: the comparison of sources for one need item, what bound the amount, and what a source's scarcity means.

Reasons of a stored match are shown as they were stored; sources that were not proposed are judged now, so that an
officer sees what speaks against each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.messages import Fen, named, said
from common.money import Money
from common.presence import present
from common.rules import Outcome, Reason
from donations.models import PledgeMode
from matching.eligibility.evaluator import Judgement, judge
from matching.eligibility.history import History
from matching.eligibility.near_misses import LOOKED_AT, misses_of
from matching.eligibility.outstanding import Outstanding
from matching.eligibility.sources import Source, names_of, source_of, sources_for
from matching.measures import Measure
from matching.models import Match, SourceKind
from matching.runs.priority_levels import Queue, price_words, queue_of
from matching.runs.records.models import NetworkRecord, Proof
from matching.runs.wording import amount_words, because_words, bottleneck_words, near_miss_words, refused_words
from matching.states import MatchState
from needs.models import NeedItem
from programmes.resources.models import Resource

MOST_COLUMNS = 4
WORST_FIRST = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS)

BOUND_WORDS = {
    "remaining": gettext_lazy("受缺口限制"),
    "free": gettext_lazy("受来源余额限制"),
    "cap": gettext_lazy("受单户上限限制"),
    "ceiling": gettext_lazy("受本地同一家庭上限限制"),
    "proposed": gettext_lazy("由全部求助的最优分配得出"),
}


def comparison(item: NeedItem, matches: list[Match], *, at: datetime, pools: Sequence[list[Match]] = ()) -> dict:
    """Conditions down, sources across: the proposals first, then near misses (fewest failed rules).

    `pools` are draws on small promises that belong together: a column for each.
    """
    history = History.of([item], Outstanding.besides([item]))
    proposed = [(match, source_of(match, localdate(at))) for match in matches]
    taken = {source.key for _match, source in proposed}
    columns = [_column(source, match) for match, source in proposed] + [_pool_column(one) for one in pools]
    cells = [_by_clause(match.why) for match, _source in proposed] + [_shared(one) for one in pools]
    amounts = [str(match.words) for match in matches] + [str(Fen(sum(one.amount for one in draws))) for draws in pools]
    caps = [_cap(source) for _match, source in proposed] + ["—" for _one in pools]
    for source, judgement in _others(item, taken, history, max(0, MOST_COLUMNS - len(columns)), at):
        columns.append(_column(source, None))
        cells.append(_by_clause(judgement.reasons))
        amounts.append(
            "—" if judgement.failed else _("最多 %(amount)s") % {"amount": source.measure.words(judgement.amount)}
        )
        caps.append(_cap(source))
    clauses = list(dict.fromkeys(clause for column in cells for clause in column))
    rows: list[dict[str, Any]] = [
        {"label": clause, "cells": [_cell(column.get(clause)) for column in cells]} for clause in clauses
    ]
    rows.append({"label": _("单户上限"), "cells": [{"outcome": "", "fact": cap} for cap in caps]})
    rows.append(
        {
            "label": _("建议金额") if Measure.of(item).is_money else _("建议数量"),
            "strong": True,
            "cells": [{"outcome": "", "fact": one} for one in amounts],
        }
    )
    return {"caption": _("各来源条件对照"), "columns": columns, "rows": rows}


def _others(
    item: NeedItem, taken: set[str], history: History, most: int, at: datetime
) -> list[tuple[Source, Judgement]]:
    """The sources that miss the fewest rules: the arrays narrow the field, the evaluator puts it in order."""
    open_now = history.outstanding.left_of(sources_for(item, localdate(at)))
    sources = [one for one in open_now if one.key not in taken and one.kind != SourceKind.PLEDGE]
    if not sources or not most:
        return []
    count = misses_of(item, sources, at)
    nearest = sorted(range(len(sources)), key=lambda j: (count[j], sources[j].key))[: most * LOOKED_AT]
    judged = [(sources[j], judge(item, sources[j], history, at=at)) for j in nearest]
    judged.sort(key=lambda pair: (len(pair[1].failed), pair[0].key))
    return judged[:most]


def _by_clause(reasons) -> dict[str, Reason]:
    """Stored and live reasons stand in one row: both are words in the reader's language."""
    return {str(reason.clause): reason for reason in reasons}


def _column(source: Source, match: Match | None) -> dict:
    return {
        "title": source.name,
        "note": source.holder,
        "recommended": match is not None and match.state == MatchState.PROPOSED,
    }


def _pool_column(draws: list[Match]) -> dict:
    return {
        "title": str(draws[0].get_source_kind_display()),
        "note": _("%(n)d 份合在一起") % {"n": len(draws)},
        "recommended": draws[0].state == MatchState.PROPOSED,
    }


def _shared(draws: list[Match]) -> dict[str, Reason]:
    """What holds for all draws alike; where they differ, the least certain verdict and no fact of one of them."""
    found: dict[str, Reason] = {}
    for clause, reason in ((clause, one) for match in draws for clause, one in _by_clause(match.why).items()):
        if clause not in found:
            found[clause] = reason
        elif (found[clause].outcome, str(found[clause].fact), str(found[clause].requirement)) != (
            reason.outcome,
            str(reason.fact),
            str(reason.requirement),
        ):
            worst = min((found[clause], reason), key=lambda one: WORST_FIRST.index(one.outcome))
            found[clause] = replace(worst, fact=said(gettext_lazy("各份不同")), requirement="")
    return found


def _cap(source: Source) -> str:
    return str(source.measure.words(source.cap)) if source.cap is not None else "—"


def _cell(reason: Reason | None) -> dict:
    """A rule that a source does not have is no finding at all."""
    if reason is None:
        return {"outcome": "", "fact": _("未设条件")}
    return {"outcome": reason.outcome.value, "fact": str(reason.fact), "clause": str(reason.requirement)}


def bound_words(match: Match) -> str:
    """Which figure set the amount."""
    proposed = match.bound.get("proposed")
    limits, unit = {name: most for name, most in match.bound.items() if name != "proposed"}, match.measure.unit
    tight = [name for name, most in limits.items() if most // unit == (proposed or 0) // unit]
    if not tight and (record := _kept_of(match)) is not None and record.proof is Proof.FEASIBLE:
        return _("由遵守来源之间规则的分配得出，未证明最优")
    return str(_bound_words(tight[0] if tight else "proposed", match))


def _kept_of(match: Match) -> NetworkRecord | None:
    """What was kept of the network in which it was proposed."""
    if match.run is None:
        return None
    records = NetworkRecord.objects.filter(run=match.run_id, network=match.measure.key)
    return records.only("facts", "rows", "rules_cost").first()


def _bound_words(name: str, match: Match):
    return _("受库存限制") if name == "free" and match.resource_id else BOUND_WORDS[name]


def _queue(match: Match) -> Queue:
    """The order of urgency under which it was proposed."""
    return queue_of(match.county_id, match.proposed_at)


def explained(match: Match) -> list[str]:
    """Why this source and this amount, in a few sentences: what bound it, the price, the bottleneck, what changed."""
    sentences = [
        bound_words(match),
        str(said(gettext_lazy("%(price)s。"), price=price_words(match.price_level, match.measure, _queue(match)))),
    ]
    if bottleneck := _bottleneck(match):
        sentences.append(str(bottleneck))
    stored = getattr(match, "explanation", None)
    if stored is not None and (moved := stored.facts.get("changed")):
        sentences.append(
            _("与上次运行相比：%(amount)s，%(why)s。")
            % {"amount": amount_words(moved, match.measure), "why": because_words(moved, match.measure)}
        )
    return sentences


def not_the_others(match: Match) -> list[str]:
    """Near misses as they stood when the match was proposed, and how many sources each rule refused."""
    stored = getattr(match, "explanation", None)
    if stored is None:
        return []
    sentences = [str(near_miss_words(one)) for one in stored.facts["near"]]
    if stored.facts["refused"]:
        sentences.append(
            _("共 %(n)d 个来源，不符之处：%(rules)s。")
            % {"n": stored.facts["sources"], "rules": refused_words(stored.facts["refused"])}
        )
    return sentences


def _bottleneck(match: Match):
    """Where the source is scarce: the group whose money adds up."""
    record = _kept_of(match) if match.price_level else None
    if record is None:
        return None
    group = next((one for one in record.facts["witness"] if one["level"] == match.price_level - 1), None)
    if group is None:
        return None
    keys = [record.rows["sources"][j] for j in group["sources"]]
    names = names_of(keys)
    return bottleneck_words(group, [names[key] for key in keys], match.measure, _queue(match))


def effects(match: Match) -> list[str]:
    """What approval does, said before it is done."""
    if match.resource:
        return _effects_in_kind(match, match.resource)
    who = match.source.title if match.source_kind != SourceKind.PLEDGE else _("承诺人")
    if match.source_kind == SourceKind.PLEDGE:
        return [_("征询%(who)s是否愿意按承诺捐赠") % {"who": who}, _("承诺不冻结资金，缺口不变，到账后才计入")]
    left = match.item.remaining_fen - match.proposed
    return [
        _("从“%(who)s”冻结 %(amount)s") % {"who": who, "amount": Money(match.proposed).text},
        _("通知来源方答复，同意后发放"),
        _("缺口变为 %(left)s") % {"left": Money(max(0, left)).text} if left > 0 else _("缺口补足，公开页面显示已补足"),
    ]


def effects_of_pool(draws: list[Match]) -> list[str]:
    """What approval of a pool does, said before it is done."""
    automatic = sum(present(one.pledge).mode == PledgeMode.AUTOMATIC for one in draws)
    sentences = (
        [_("分别征询 %(n)d 位承诺人，各自答复；没有答复的到期自动失效") % {"n": len(draws) - automatic}]
        if automatic < len(draws)
        else []
    )
    if automatic:
        sentences.append(_("%(n)d 份按登记的承诺自动同意") % {"n": automatic})
    return [*sentences, _("承诺不冻结资金，缺口不变，到账后才计入")]


def _effects_in_kind(match: Match, resource: Resource) -> list[str]:
    left = match.measure.remaining(match.item) - match.proposed
    return [
        _("从“%(who)s”的库存中预留 %(amount)s，先到期的先用") % {"who": resource.name, "amount": match.words},
        _("通知%(who)s答复，同意后由%(keeper)s交付") % {"who": named(resource.owner), "keeper": named(resource.keeper)},
        _("还差 %(left)s") % {"left": match.measure.words(left)} if left > 0 else _("这一项已安排齐"),
    ]
