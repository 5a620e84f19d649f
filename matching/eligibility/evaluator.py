"""The reference evaluator: one need item, one source, a reason per rule. What the optimiser may propose comes from here,
and approval asks it again under locks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.messages import named, said
from common.rules import Outcome, Reason, outcome
from matching.eligibility.history import History, as_helper, data_digest
from matching.eligibility.sources import Source
from matching.models import SourceKind
from needs import criteria
from needs.models import NeedItem
from policy.clocks import Clock
from policy.selectors import since


@dataclass(frozen=True)
class Judgement:
    """`amount` is the most that the rules allow, in fen, or in pieces or times; `bound` names the figure that set it: which of them is smallest."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    amount: int
    bound: dict[str, int]

    @property
    def eligible(self) -> bool:
        """No rule fails; an unknown fact keeps the pair for a person to look at, the consent above all."""
        return self.outcome != Outcome.FAIL and self.amount > 0

    @property
    def unknown(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.outcome == Outcome.UNKNOWN]

    @property
    def failed(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.outcome == Outcome.FAIL]


def judge(item: NeedItem, source: Source, history: History, *, at: datetime, facts: dict | None = None) -> Judgement:
    """Judge one pair. `facts` saves asking for them again where one item meets many sources."""
    on = localdate(at)
    clauses = criteria.judge(source.rules, facts or criteria.facts_of(item, on=on))[1]
    before = history.from_source(item, source)
    reasons = [_area(item, source), *clauses, _period(source, on), _enough(source), _once(source, before, on)]
    found = (
        _unrelated(item, source, history, at),
        _no_duplicate(item, history, at),
        _shared(item, source, history),
        _few(item, source, history, on),
        _not_returned(item, source, history),
    )
    reasons += [one for one in found if one]
    if source.kind != SourceKind.PLEDGE:
        reasons.append(_consent(item, source, at))
    bound = {"remaining": source.measure.remaining(item), "free": source.free}
    if (cap := history.cap_left(item, source)) is not None:
        bound["cap"] = cap
    if (ceiling := history.ceiling_left(item, on)) is not None:
        bound["ceiling"] = ceiling
    amount = min(bound.values())
    if amount < source.minimum:
        amount = 0
    return Judgement(outcome(reasons), tuple(reasons), amount, bound)


def _area(item: NeedItem, source: Source) -> Reason:
    code = item.case.township_id or item.case.county_id
    inside = code.startswith(source.region_prefix)
    return Reason(
        said(_("地域")),
        Outcome.PASS if inside else Outcome.FAIL,
        said(_("限%(region)s"), region=source.region_name),
        named(item.case.county),
        "area",
    )


def _period(source: Source, on: date) -> Reason:
    open_until = source.ends_on
    passed = open_until is None or on <= open_until
    requirement = said(_("长期")) if open_until is None else said(_("至 %(day)s"), day=str(open_until))
    return Reason(said(_("有效期")), Outcome.PASS if passed else Outcome.FAIL, requirement, str(on), "period")


def _enough(source: Source) -> Reason:
    left = source.measure.words(source.free)
    if source.kind == SourceKind.PLEDGE:
        return Reason(said(_("可用余额")), Outcome.UNKNOWN, said(_("承诺未付，须先征询")), left, "money")
    outcome = Outcome.PASS if source.free >= max(1, source.minimum) else Outcome.FAIL
    if source.kind == SourceKind.RESOURCE:
        return Reason(said(_("可用库存")), outcome, said(_("有合格的库存")), left, "stock")
    return Reason(said(_("可用余额")), outcome, said(_("余额足够")), left, "money")


def _once(source: Source, before: list[tuple[date, int]], on: date) -> Reason:
    total = sum(given for _day, given in before)
    recent = [day for day, _given in before if source.cooling_days and on - day < timedelta(days=source.cooling_days)]
    requirement = (
        said(_("同一家庭间隔 %(n)s 天"), n=source.cooling_days) if source.cooling_days else said(_("不超过单户上限"))
    )
    spent = source.cap is not None and total >= source.cap
    return Reason(
        said(_("已从此来源得到")),
        Outcome.FAIL if recent or spent else Outcome.PASS,
        requirement,
        source.measure.words(total),
        "once",
    )


def _unrelated(item: NeedItem, source: Source, history: History, at: datetime) -> Reason:
    """慈善法 40 and 59: nobody among donors, managers of the charity and of the fund has an interest."""
    household = item.case.household_id
    parties = history.interests.parties(household, at)
    if parties and parties & history.parties_of(source):
        outcome, fact = Outcome.FAIL, said(_("有利害关系"))
    elif household in history.interests.comparable:
        outcome, fact = Outcome.PASS, said(_("未发现"))
    else:
        outcome, fact = Outcome.UNKNOWN, said(_("没有可比对的号码"))
    return Reason(said(_("利害关系")), outcome, said(_("捐赠人和管理人与家庭无利害关系")), fact, "interest")


def _no_duplicate(item: NeedItem, history: History, at: datetime) -> Reason:
    counts = since(Clock.DUPLICATE_WINDOW, item.case.urgency, at, item.case.county_id)  # C22
    elsewhere = [one for one in history.helped_elsewhere.get(item.pk, ()) if one.since > counts]
    if any(one.same_item for one in elsewhere):
        outcome, fact = Outcome.FAIL, said(_("同一人在另一个案已有这个项目的救助"))
    elif elsewhere:
        outcome, fact = Outcome.UNKNOWN, said(_("同一人在另一个案有其他项目的救助，请核对"))
    else:
        outcome, fact = Outcome.PASS, said(_("未发现"))
    return Reason(said(_("重复救助")), outcome, said(_("同一人、同一原因、同一项目只救助一次")), fact, "duplicate")


def _shared(item: NeedItem, source: Source, history: History) -> Reason | None:
    alone = getattr(source.row, "co_funding", True) is False
    if not alone and item.pk not in history.exclusive:
        return None
    taken = item.pk in history.exclusive or history.is_helped(item)
    return Reason(
        said(_("共同救助")),
        Outcome.FAIL if taken else Outcome.PASS,
        said(_("由一个来源单独救助")),
        said(_("已有其他来源")) if taken else said(_("没有其他来源")),
        "co_funding",
    )


def _few(item: NeedItem, source: Source, history: History, on: date) -> Reason | None:
    """The county's limit of sources for one case: said only where it refuses."""
    if history.sources_left(item, on) != 0 or as_helper(source.key) in history.helpers[item.case_id]:
        return None
    most = history.limits(item, on).most_sources
    return Reason(
        said(_("来源个数")),
        Outcome.FAIL,
        said(_("一份求助最多 %(n)s 个来源"), n=most),
        said(_("已有 %(n)s 个"), n=len(history.helpers[item.case_id])),
        "sources",
    )


def _not_returned(item: NeedItem, source: Source, history: History) -> Reason | None:
    before = history.returned.get((item.pk, source.key))
    if before is None:
        return None
    same = before == data_digest(item, source)
    return Reason(
        said(_("曾被退回")),
        Outcome.FAIL if same else Outcome.PASS,
        said(_("退回之后情况有变化")),
        said(_("没有变化")) if same else said(_("有变化")),
        "returned",
    )


def _consent(item: NeedItem, source: Source, at: datetime) -> Reason:
    consents = [one for one in item.case.consents.all() if one.purpose == "share"]
    live = any(one.recipient_id == source.recipient.pk and one.is_live(at) for one in consents if source.recipient)
    return Reason(
        said(_("家庭同意")),
        Outcome.PASS if live else Outcome.UNKNOWN,
        said(_("同意向%(who)s提供资料"), who=named(source.recipient)),
        said(_("已同意")) if live else said(_("尚未取得")),
        "consent",
    )
