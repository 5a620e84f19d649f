"""The reference evaluator: one need item, one source, a reason per rule. What the optimiser may propose comes from here,
and approval asks it again under locks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from common.messages import named, said
from common.rules import Outcome, Reason, outcome
from matching.eligibility.household_checks import Circumstances
from matching.eligibility.sources import Source
from matching.models import Match, SourceKind
from matching.states import COMMITTED
from needs import criteria
from needs.models import NeedItem


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


@dataclass(frozen=True)
class History:
    """What households already got from which source: (household, source key) → [(day, fen, or pieces or times)]."""

    given: dict[tuple, list[tuple[date, int]]]
    circumstances: Circumstances = field(default_factory=lambda: Circumstances([]))

    @classmethod
    def of(cls, items) -> History:
        items = list(items)
        households = {item.case.household_id for item in items}
        given: dict[tuple, list[tuple[date, int]]] = {}
        rows = Match.objects.filter(case__household__in=households, state__in=COMMITTED).values_list(
            "case__household_id",
            "source_key",
            "decided_at",
            "accepted_fen",
            "approved_fen",
            "accepted_quantity",
            "approved_quantity",
        )
        for household, source, at, *amounts in rows:
            given.setdefault((household, source), []).append((at.date(), next(one for one in amounts if one)))
        return cls(given, Circumstances(items))

    def from_source(self, item: NeedItem, source: Source) -> list[tuple[date, int]]:
        return self.given.get((item.case.household_id, source.key), [])

    def cap_left(self, item: NeedItem, source: Source) -> int | None:
        """What the source may still give this household; None where it sets no cap."""
        if source.cap is None:
            return None
        return max(0, source.cap - sum(given for _day, given in self.from_source(item, source)))


def judge(item: NeedItem, source: Source, history: History, *, at: datetime, facts: dict | None = None) -> Judgement:
    """Judge one pair. `facts` saves asking for them again where one item meets many sources."""
    on = at.date()
    clauses = criteria.judge(source.rules, facts or criteria.facts_of(item, on=on))[1]
    before = history.from_source(item, source)
    reasons = [_area(item, source), *clauses, _period(source, on), _enough(source), _once(source, before, on)]
    reasons += history.circumstances.rules(item, source, at)
    if source.kind != SourceKind.PLEDGE:
        reasons.append(_consent(item, source, at))
    bound = {"remaining": source.measure.remaining(item), "free": source.free}
    if (cap := history.cap_left(item, source)) is not None:
        bound["cap"] = cap
    if (ceiling := history.circumstances.ceiling_left(item, on)) is not None:
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
