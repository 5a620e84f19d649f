"""Stored facts of a run and of a proposal, in the reader's words: short sentences, one fact each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.messages import Listed, Words, listed, said, shown
from matching.eligibility.arrays.misses import AREA
from matching.measures import Measure
from matching.runs.priority_levels import Queue, level_words
from needs.causes import Urgency
from needs.criteria import VOCABULARY

_MOVED = {
    "asked": _("缺口由 %(before)s 变为 %(now)s"),
    "covered": _("已落实由 %(before)s 变为 %(now)s"),
    "urgency": _("紧急程度由%(before)s变为%(now)s"),
    "free": _("来源可用余额由 %(before)s 变为 %(now)s"),
    "cap": _("单户上限由 %(before)s 变为 %(now)s"),
    "minimum": _("最低救助额由 %(before)s 变为 %(now)s"),
    "rules": _("规则由第 %(before)s 版变为第 %(now)s 版"),
}
_CAME = {
    "items_new": _("新的需要"),
    "items_gone": _("需要已结束或已落实"),
    "sources_new": _("来源新参与对接"),
    "sources_gone": _("来源不再参与或已用完"),
}
_BINDING = {
    "sources": _("%(n)s 份求助的来源会超过上限"),
    "alone": _("%(n)s 项需要会有只单独救助的来源与别的来源同时救助"),
    "least": _("%(n)s 笔会低于来源的最低救助额"),
}
_AMOUNTS = ("asked", "covered", "free", "cap", "minimum")


def because_words(moved: dict[str, Any], measure: Measure) -> Words:
    """Which datum moved an award."""
    if not moved["because"]:
        return said(_("因其他求助或来源的变化而调整"))
    return listed((_datum(one, measure) for one in moved["because"]), _("；"))


def _datum(one: dict[str, Any], measure: Measure) -> Words:
    if one["what"] in _CAME:
        return said(_CAME[one["what"]])
    return said(
        _MOVED[one["what"]],
        before=_value(one["what"], one["before"], measure),
        now=_value(one["what"], one["now"], measure),
    )


def _value(what: str, value: Any, measure: Measure) -> Words:
    if value is None:
        return said(_("不设"))
    if what in _AMOUNTS:
        return measure.words(value)
    return said(Urgency(value).label) if what == "urgency" else str(value)


def amount_words(moved: dict[str, Any], measure: Measure) -> Words:
    """How an award moved."""
    if not moved["before"]:
        return said(_("新增 %(now)s"), now=measure.words(moved["now"]))
    if not moved["now"]:
        return said(_("不再建议（原 %(before)s）"), before=measure.words(moved["before"]))
    return said(_("由 %(before)s 变为 %(now)s"), before=measure.words(moved["before"]), now=measure.words(moved["now"]))


def refused_words(refused: dict[str, int]) -> Listed:
    """“地域 10 个、困难原因 5 个”: how many sources each rule refuses, the commonest first."""
    counts = sorted(refused.items(), key=lambda one: (-one[1], one[0]))
    labels = {AREA: _("地域"), **{name: field.label for name, field in VOCABULARY.items()}}
    return listed(said(_("%(rule)s %(n)s 个"), rule=said(labels[name]), n=n) for name, n in counts if name in labels)


def near_miss_words(one: dict[str, Any]) -> Words:
    """A source that one fact keeps away."""
    reason = one["reason"]
    return said(
        _("%(source)s：%(clause)s要求%(need)s，实际%(fact)s"),
        source=shown(one["source"]),
        clause=shown(reason["clause"]),
        need=shown(reason["requirement"]),
        fact=shown(reason["fact"]),
    )


def unmet_words(one: dict[str, Any], queue: Queue | None = None) -> Words:
    """Why something is left over."""
    if one["why"] == "no_source":
        if not one.get("refused"):
            return said(_("没有来源可以对接"))
        return said(_("没有来源符合条件，不符之处：%(rules)s"), rules=refused_words(one["refused"]))
    if one["why"] == "promises":
        return said(_("只有小额个人承诺符合条件，凑不够"))
    if one["why"] == "limit":
        return said(_("这份求助的来源已到本地规定的上限（%(n)s 个）"), n=one["most"])
    if one["why"] == "caps":
        return said(_("%(n)s 个符合条件的来源都已给到单户上限"), n=one["sources"])
    if not one["level"]:
        return said(_("符合条件的来源余额不足"))
    return said(_("符合条件的来源已用在同样急或更急的求助上（%(who)s）"), who=level_words(one["level"] - 1, queue))


def rules_words(level: int, more: int, measure: Measure, queue: Queue | None = None) -> Words:
    """What the rules between sources take from a place of the queue, or leave to it."""
    sentence = _("%(level)s：多 %(amount)s") if more > 0 else _("%(level)s：少 %(amount)s")
    return said(sentence, level=level_words(level, queue), amount=measure.words(abs(more)))


def binding_words(binding: dict[str, int]) -> Words:
    """Which of the rules between sources the plan without them would break, and how often."""
    return listed((said(_BINDING[rule], n=n) for rule, n in binding.items() if n), _("；"))


def share_words(part: int, whole: int) -> str:
    """A share in percent, never told as nothing where there is something: `0.4%`, `< 0.1%`."""
    tenths = 1000 * part // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}%" if tenths else "< 0.1%"


def bottleneck_words(one: dict[str, Any], names: list[Words], measure: Measure, queue: Queue | None = None) -> Words:
    """The group whose money adds up: budgets + what came from outside up to its caps, and promises = what was served."""
    parts = {
        "names": listed(names),
        "budgets": measure.words(one["budgets"]),
        "n": one["needs"],
        "served": measure.words(one["served"]),
        "level": level_words(one["level"], queue),
    }
    if one.get("promises"):
        return said(
            _(
                "%(names)s的余额共 %(budgets)s，加上其他来源按单户上限给出的 %(caps)s 和个人承诺 %(promises)s，合计 %(served)s，"
                "全部用在 %(n)s 项需要上，没有一笔用在比“%(level)s”更缓的地方。"
            ),
            caps=measure.words(one["caps"]),
            promises=measure.words(one["promises"]),
            **parts,
        )
    if not one["caps"]:
        return said(
            _("%(names)s的余额共 %(budgets)s，全部用在 %(n)s 项需要上，没有一笔用在比“%(level)s”更缓的地方。"), **parts
        )
    return said(
        _(
            "%(names)s的余额共 %(budgets)s，加上其他来源按单户上限给出的 %(caps)s，合计 %(served)s，全部用在 %(n)s 项需要上，"
            "没有一笔用在比“%(level)s”更缓的地方。"
        ),
        caps=measure.words(one["caps"]),
        **parts,
    )
