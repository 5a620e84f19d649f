"""Complaints in every state, among them one against the approver of a match, and the early signs that the detector finds."""

from __future__ import annotations

from datetime import datetime

from casework.complaints import services
from casework.complaints.access import complaints_for
from casework.complaints.models import Complaint
from casework.early_warning import services as signs
from common.regions.models import Region
from demo import moments
from demo.people import stable_id
from demo.stage import Stage
from matching.models import Match
from organisations.models import User
from publication.models import PublicNeed

HOME = "990121000000"
REPLY = "经核对办理记录，您反映的情况属实：材料齐全而没有按期办理。现已办结，经办窗口已作检查。给您带来不便，请您谅解。"


def against_the_approver(stage: Stage) -> Complaint:
    """25. Against the approver of a match: it does not exist for that approver; another person handles it."""
    approver = stage.cast.users["approver"]
    match = Match.objects.filter(county=HOME, decided_by=approver).order_by("-decided_at", "number").first()
    complaint = _filed(
        stage,
        "approver",
        6,
        kind="decision",
        subject=match.number if match else "",
        words="同样的情况别家批了，我家只批了一半，问理由说不清楚。",
    )
    complaint = _assigned(stage, complaint, 5)
    assert not complaints_for(User.objects.get(pk=approver.pk)).filter(pk=complaint.pk).exists()
    return services.start(complaint=complaint, by=stage.cast.users["complaints"], at=_at(stage, 4, 11))


def complaints(stage: Stage) -> None:
    """One in each state in 青屏县; one from a county without a handler, at the city; one appealed against."""
    _filed(stage, "new", 1, kind="decision", words="报上去十天了，一直没有人联系，打电话说在等。", hour=15)
    need = PublicNeed.objects.filter(county=HOME, live=True).order_by("slug").first()
    _assigned(
        stage,
        _filed(
            stage,
            "report",
            3,
            kind="information",
            subject=need.slug if need else "",
            subject_kind="need",
            words="说明里写的情况和实际不太一样，请再核实。",
        ),
        2,
    )
    _assigned(
        stage,
        _filed(
            stage,
            "sensitive",
            4,
            kind="conduct",
            about="某窗口的一位工作人员",
            words="暗示要意思意思才快办，我送了两条烟。",
        ),
        3,
        sensitive=True,
    )
    _submitted(
        stage,
        _filed(
            stage,
            "to-approve",
            9,
            kind="decision",
            phone="00013570002",
            name="一位家属",
            words="材料交了三次，每次都说缺一样，互相推诿。",
        ),
        8,
    )
    _closed(
        stage,
        _filed(stage, "answered", 13, kind="decision", words="答应一周办好，拖延到现在。", phone="00013570003"),
        12,
    )
    refused = _filed(stage, "refused", 12, kind="suggestion", words="希望也给没有困难的邻居发一份。")
    services.refuse(
        complaint=refused,
        reason="救助按困难程度给付，这项建议不能采纳；对其他事项有意见可以再反映。",
        by=stage.cast.users["complaint-lead"],
        at=_at(stage, 11),
    )
    appealed = _closed(stage, _filed(stage, "appealed", 16, kind="money", words="发放的米面比公示的少。"), 15)
    services.appeal(
        complaint=appealed,
        words="答复只说属实，没有说少的那部分什么时候补上。",
        at=_at(stage, 2),
        token=stable_id("complaint", "appeal"),
    )
    _at_the_city(stage)


def early_signs(stage: Stage) -> None:
    """20. The detector runs this morning: the five families of one employer wait for the analyst, with what else it found."""
    found = signs.sweep(at=stage.now)
    assert any(one.kind == "employer" and one.county_id.startswith("990103") and one.count >= 5 for one in found)


def _at_the_city(stage: Stage) -> None:
    users = stage.cast.users
    complaint = _filed(stage, "city", 7, county="990103000000", kind="conduct", words="打电话问进度，被训斥了一顿。")
    complaint = services.assign(
        complaint=complaint, to=users["city-complaints"], sensitive=False, by=users["city-approver"], at=_at(stage, 6)
    )
    services.start(complaint=complaint, by=users["city-complaints"], at=_at(stage, 5, 11))


def _filed(stage: Stage, key: str, back: int, *, county: str = HOME, hour: int = 9, **fields: str) -> Complaint:
    return services.file_complaint(
        token=stable_id("complaint", key), county=Region.objects.get(pk=county), at=_at(stage, back, hour), **fields
    )


def _assigned(stage: Stage, complaint: Complaint, back: int, *, sensitive: bool = False) -> Complaint:
    return services.assign(
        complaint=complaint,
        to=stage.cast.users["complaints"],
        sensitive=sensitive,
        by=stage.cast.users["complaint-lead"],
        at=_at(stage, back),
    )


def _submitted(stage: Stage, complaint: Complaint, assigned: int) -> Complaint:
    handler = stage.cast.users["complaints"]
    complaint = services.start(complaint=_assigned(stage, complaint, assigned), by=handler, at=_at(stage, 8, 14))
    return services.submit(
        complaint=complaint,
        facts="调阅收件记录：材料首次即齐全，未按期办理。",
        outcome="upheld",
        reply=REPLY,
        administrative=True,
        by=handler,
        at=_at(stage, 7, 16),
    )


def _closed(stage: Stage, complaint: Complaint, assigned: int) -> Complaint:
    return services.close(
        complaint=_submitted(stage, complaint, assigned), by=stage.cast.users["complaint-lead"], at=_at(stage, 6, 17)
    )


def _at(stage: Stage, back: int, hour: int = 10) -> datetime:
    return moments.office_day(stage.day, back, hour)
