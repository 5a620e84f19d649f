"""What approval asks again under its locks, on today's facts and today's rules. Each refusal names its rule and the fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.messages import said
from common.presence import present
from common.rules import Reason
from funds import selectors as funds
from matching.eligibility.evaluator import Judgement, judge
from matching.eligibility.history import History
from matching.eligibility.sources import Source
from matching.models import Match, SourceKind
from matching.runs.explanations import BOUND_WORDS
from needs.models import NeedItem
from programmes import selectors as programmes
from programmes.resources import selectors as resources
from programmes.selectors import Blocker

OF_THE_NEED = frozenset({"remaining", "ceiling"})  # limits that everything approved at once for an item shares


class NoLongerFits(Refusal):
    """A rule fails on today's facts; the sentence names it. `rule` is its short name."""

    def __init__(self, sentence, rule: str, field: str | None = None) -> None:
        super().__init__(sentence, field=field)
        self.rule = rule


class NoSharingConsent(Refusal):
    def __init__(self, recipient) -> None:
        super().__init__(
            _("家庭还没有同意向%(who)s提供资料，不能批准。请先登记同意。") % {"who": recipient.local_name},
            field="consent",
        )


@dataclass(frozen=True)
class Reading:
    """An item and its history as they stand under the locks; one act that decides about several draws reads them once."""

    item: NeedItem
    history: History

    @classmethod
    def of(cls, match: Match) -> Reading:
        item = (
            NeedItem.objects.select_related("case__household", "case__county", "case__township")
            .prefetch_related("case__consents")
            .get(pk=match.item_id)
        )
        return cls(item, History.of([item]))


def require_fit(
    match: Match, source: Source, amount: int, at: datetime, *, together: int, reading: Reading | None = None
) -> Judgement:
    """Everything that must hold for this amount now; the need must hold `together`, which the same act brings to it.

    The caller holds the locks of source, household, case and match.
    """
    reading = reading or Reading.of(match)
    item = reading.item
    if item.case.state != "open":
        raise NoLongerFits(
            _("这份求助目前是“%(state)s”，不能批准对接。") % {"state": item.case.get_state_display()}, "case"
        )
    _require_good_standing(match, at)
    judgement = judge(item, source, reading.history, at=at)
    if judgement.failed:
        raise NoLongerFits(_sentence(match, judgement.failed[0]), judgement.failed[0].rule)
    _require_amount(judgement, source, amount, together)
    if source.recipient and not any(
        one.purpose == "share" and one.recipient_id == source.recipient.pk and one.is_live(at)
        for one in item.case.consents.all()
    ):
        raise NoSharingConsent(source.recipient)
    return judgement


def _sentence(match: Match, failed: Reason):
    """The rule with its requirement, the fact as it is, and as it was when the match was proposed if that differs."""
    words = {"clause": failed.clause, "need": failed.requirement, "fact": failed.fact}
    before = next((one for one in match.why if one.rule == failed.rule and str(one.clause) == str(failed.clause)), None)
    if before is None or str(before.fact) == str(failed.fact):
        return said(_("条件“%(clause)s”不再符合：要求%(need)s，实际%(fact)s。"), **words)
    return said(
        _("条件“%(clause)s”不再符合：要求%(need)s，提出建议时是%(before)s，现在是%(fact)s。"),
        **words,
        before=before.fact,
    )


def _require_good_standing(match: Match, at: datetime) -> None:
    """Certificate, reports, agreement and period of the source; a promise that is still registered."""
    on = localdate(at)
    blocker: Blocker | None = None
    if match.programme:
        blocker = programmes.matching_blocker(match.programme, on)
    elif match.fund:
        blocker = funds.matching_blocker(match.fund, on)
    elif match.resource:
        blocker = resources.blocker(match.resource, on)
    else:
        pledge = present(match.pledge)
        if pledge.state != "registered" or pledge.until < on:
            raise NoLongerFits(_("这份承诺已经结束，不能再用。"), "standing")
    if blocker:
        raise NoLongerFits(blocker.sentence, "standing")


def _require_amount(judgement: Judgement, source: Source, amount: int, together: int) -> None:
    asked = {name: together if name in OF_THE_NEED else amount for name in judgement.bound}
    over = [name for name, most in judgement.bound.items() if most < asked[name]]
    if over:
        tight = min(over, key=lambda name: judgement.bound[name])
        raise NoLongerFits(
            _("现在最多可以批准 %(most)s（%(why)s），不足 %(asked)s。")
            % {
                "most": source.measure.words(judgement.bound[tight]),
                "why": BOUND_WORDS[tight],
                "asked": source.measure.words(asked[tight]),
            },
            tight,
            field="amount",
        )
    if amount < source.minimum and source.kind != SourceKind.PLEDGE:
        raise NoLongerFits(
            _("低于这个来源的最低救助额 %(least)s。") % {"least": source.measure.words(source.minimum)},
            "minimum",
            field="amount",
        )
