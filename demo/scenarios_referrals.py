"""Referrals of the city: scenario 12, and one in every state on the desks of 松坪镇, its departments and charities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from casework.referrals import services
from casework.referrals.models import Referral
from demo import moments
from demo.people import stable_id
from demo.stage import CONSENT_LASTS, Stage
from needs import services as needs
from needs.models import Case
from organisations.models import Organisation, User

SONGPING = "990121102"
OFFICIAL = ["situation", "costs", "verification", "name", "id_no", "phone"]
SHARED, AGREED = ["situation", "costs", "name", "phone"], ("name", "phone", "bank_account")
PURPOSES = {
    "medical-990121": "请核对是否符合医疗救助条件，符合的代办申请，并一次性告知所需材料。",
    "education-990121": "请核对资助政策是否已落实，未落实的办理补助。",
    "housing-990121": "请评估房屋能否居住，符合条件的纳入危房改造。",
    "labour-990121": "请核查工资拖欠情况，并提供公益性岗位信息。",
    "disabled-990121": "请评估辅助器具需求，符合条件的办理适配。",
    "emergency-990121": "请核对受灾情况，符合条件的给予过渡期救助。",
    "charity-city": "政府救助后仍有缺口，请评估能否给予帮扶。",
    "charity-qingping": "请安排志愿者探访，评估冬季取暖需要。",
    "county-990122": "家庭成员在贵县居住，请协助入户核实并反馈。",
}
ANSWERERS = {
    "charity-city": "charity",
    "charity-qingping": "charity-qingping",
    "county-990122": "county_coordinator-990122",
}
# (recipient, how far it came, how many days ago it was sent): the oldest case of the township takes the first line
COURSES = [
    ("medical-990121", "closed", 13),
    ("education-990121", "fed_back", 11),
    ("medical-990121", "answered", 9),
    ("disabled-990121", "working", 8),
    ("labour-990121", "returned", 6),
    ("housing-990121", "issued", 6),
    ("charity-city", "working", 6),
    ("emergency-990121", "accepted", 4),
    ("education-990121", "recalled", 4),
    ("county-990122", "accepted", 3),
    ("charity-city", "issued", 2),
    ("charity-qingping", "issued", 1),
    ("medical-990121", "issued", 1),
]


def returned_twice(stage: Stage) -> Referral:
    """12. Two departments return it, each with its reason: it waits for the county's supervisor, by name."""
    story = stage.draw("returned-twice", days=9, township=SONGPING, cause="HC10", urgency="yellow")
    case = stage.open(story, "returned-twice")
    stage.sign(story, case)
    clerk, at = stage.office.clerk(story), story.times["seconded"] + timedelta(hours=1)
    one = send(stage, case, "disabled-990121", at)
    one = services.return_referral(
        referral=one,
        reason="辅助器具已适配过，家庭现在需要的是长期护理，不属残联职责。",
        by=stage.cast.users["disabled-990121"],
        at=_next(stage, at),
    )
    one = services.reassign_referral(
        referral=one, recipient=stage.cast.bodies["medical-990121"], told=True, by=clerk, at=_next(stage, at, 2)
    )
    return services.return_referral(
        referral=one,
        reason="本县还没有长期护理保险，建议由残联统筹。",
        by=stage.cast.users["medical-990121"],
        at=stage.evening - timedelta(hours=2),
    )


def chapters() -> Iterator[tuple[str, Callable[[Stage], object]]]:
    yield "referrals", _in_every_state


def _in_every_state(stage: Stage) -> None:
    cases = Case.objects.filter(
        township=f"{SONGPING}000",
        closed_at=None,
        referrals=None,
        owner=stage.cast.users["clerk"],
        opened_at__lt=stage.evening - timedelta(days=1),
    ).exclude(cause__in=["HC14", "HC11"])
    for (recipient, state, days), case in zip(COURSES, cases.order_by("opened_at", "number"), strict=False):
        at = moments.in_office(max(stage.evening - timedelta(days=days, hours=5), case.opened_at + timedelta(hours=3)))
        one = send(stage, case, recipient, at)
        _carry(stage, one, recipient, state, one.sent_at)


def send(stage: Stage, case: Case, to: str, at: datetime) -> Referral:
    """From the township's clerk; a charity's by the family's consent, an office's after the family was told."""
    recipient, clerk = stage.cast.bodies[to], stage.cast.users["clerk"]
    official = recipient.kind in ("department", "civil_affairs")
    if not official:
        at = _agreed(case, recipient, clerk, at)
    return services.send_referral(
        case=case,
        recipient=recipient,
        purpose=PURPOSES[to],
        told=True,
        by=clerk,
        at=at,
        items=OFFICIAL if official else SHARED,
        token=stable_id("live-referral", case.number, to),
    )


def _agreed(case: Case, recipient: Organisation, clerk: User, at: datetime) -> datetime:
    """The family's consent for this recipient, asked for only once; the earliest moment at which it may be relied on."""
    known = case.consents.filter(recipient=recipient, withdrawn_at__isnull=True).first()
    if known is None:
        needs.record_consent(
            case=case,
            purpose="share",
            recipient=recipient,
            form="written",
            fields=AGREED,
            expires_at=at + CONSENT_LASTS,
            by=clerk,
            at=at - timedelta(minutes=20),
        )
        return at
    return max(at, known.given_at + timedelta(minutes=10))


def _carry(stage: Stage, one: Referral, to: str, state: str, at: datetime) -> None:
    """As far as `state`, each step by whoever takes it."""
    clerk, answerer = stage.cast.users["clerk"], stage.cast.users[ANSWERERS.get(to, to)]
    if state == "returned":
        services.return_referral(
            referral=one, reason="当事人已离职，不属欠薪，请转就业服务机构。", by=answerer, at=_next(stage, at)
        )
    elif state == "recalled":
        services.recall_referral(referral=one, reason="家庭已自行办妥，不需要了。", by=clerk, at=_next(stage, at))
    if state in ("issued", "returned", "recalled"):
        return
    services.accept_referral(referral=one, by=answerer, at=_next(stage, at))
    if state == "accepted":
        return
    services.start_referral(referral=one, by=answerer, at=_next(stage, at, 2))
    if state == "working":
        return
    services.answer_referral(
        referral=one,
        outcome="partly",
        words="已受理并给予一次补助，其余不在政策范围内。",
        by=answerer,
        at=_next(stage, at, 4),
    )
    if state in ("fed_back", "closed"):
        services.feed_back_referral(
            referral=one, words="已电话告知家庭结果，并说明不服可以申请复议。", by=clerk, at=_next(stage, at, 5)
        )
    if state == "closed":
        services.close_referral(referral=one, by=clerk, at=_next(stage, at, 6))


def _next(stage: Stage, at: datetime, days: int = 1) -> datetime:
    """So many days later, at an hour at which offices are open; yesterday evening at the latest."""
    return max(at, min(moments.in_office(at + timedelta(days=days, minutes=25)), stage.evening))
