"""Every time limit of the field work by its name (domain reference §3.6); how long it is stands in dated rows.

What the machine needs for itself is no policy and stays beside its code: how long a payment page and its hold live, a
session, a lock, a pause between two tries, the windows in which the early-warning detectors count.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Clock(models.TextChoices):
    CLUE_ACKNOWLEDGE = "clue.acknowledge", _("线索接手")
    CASE_VERIFY = "case.verify", _("入户核实")
    CASE_DECIDE = "case.decide", _("确认缺口后作出决定")
    DUPLICATE_WINDOW = "duplicate.window", _("同一人、同一原因、同一项目视为重复救助的时间")
    NOTICE_CHECK = "notice.check", _("公示核对与张贴")
    NOTICE_POSTED = "notice.posted", _("公示张贴时间")
    NOTICE_OBJECTION = "notice.objection", _("公示异议复核")
    PUBLICATION_LONGEST = "publication.longest", _("求助公开的最长时间")
    PUBLICATION_AFTER_CLOSING = "publication.after_closing", _("办结后页面保留")
    MATCH_DECIDE = "match.decide", _("对接建议审批")
    MATCH_REPLY = "match.reply", _("捐赠方答复")
    MATCH_DELIVER = "match.deliver", _("接受后交付")
    MATCH_RESERVED = "match.reserved", _("批准的款项为其预留")
    MATCH_OBJECTION = "match.objection", _("答复家庭对安排的异议")
    PAYOUT_CONFIRM = "payout.confirm", _("捐赠送到后向家庭核实")
    REFERRAL_PASS_ON = "referral.pass_on", _("首问转出")
    REFERRAL_ACCEPT = "referral.accept", _("转介接收或退回")
    REFERRAL_REPLY = "referral.reply", _("转介办理答复")
    REFERRAL_FEED_BACK = "referral.feed_back", _("向家庭反馈转介结果")
    REFERRAL_SUPERVISE = "referral.supervise", _("督办决定")
    COMPLAINT_ACKNOWLEDGE = "complaint.acknowledge", _("投诉受理")
    COMPLAINT_ANSWER = "complaint.answer", _("投诉答复")
    SIGNAL_JUDGE = "signal.judge", _("苗头信息研判")
    PARTNER_REVIEW = "partner.review", _("基金变更与资金划转审批")
    STATION_STAY = "station.stay", _("救助站停留")
    INTEREST_LASTS = "interest.lasts", _("利害关系结束后仍然回避")
    PLEDGE_LONGEST = "pledge.longest", _("捐赠意愿的最长有效期")
    RESOURCE_CONFIRM = "resource.confirm", _("资源清单核对")
    RESOURCE_REMIND = "resource.remind", _("资源核对提前提醒")
    RESOURCE_EXPIRING = "resource.expiring", _("物资临近有效期的提醒")
    VOLUNTEER_RECORD = "volunteer.record", _("志愿者记录查询的有效期")
    PROGRAMME_REPORT = "programme.report", _("慈善项目定期公开")
    PROGRAMME_LONG = "programme.long", _("超过此时长的慈善项目须定期公开")
    PROGRAMME_FINAL_REPORT = "programme.final_report", _("慈善项目结束后全面公开")
    PROGRAMME_REMIND = "programme.remind", _("项目公开提前提醒")


#: The same everywhere: a statute sets it, or what it counts crosses counties. No county has a row of its own.
NATIONWIDE = (
    Clock.STATION_STAY,
    Clock.INTEREST_LASTS,
    Clock.PLEDGE_LONGEST,
    Clock.RESOURCE_CONFIRM,
    Clock.RESOURCE_REMIND,
    Clock.RESOURCE_EXPIRING,
    Clock.VOLUNTEER_RECORD,
    Clock.PROGRAMME_REPORT,
    Clock.PROGRAMME_LONG,
    Clock.PROGRAMME_FINAL_REPORT,
    Clock.PROGRAMME_REMIND,
)

#: Only in these units: working days have no way back from the end of a window, and a board is read on working days.
UNITS: dict[Clock, tuple[str, ...]] = {
    Clock.DUPLICATE_WINDOW: ("days", "months"),
    Clock.NOTICE_POSTED: ("working_days",),
}
LONGEST_DAYS = 3660  # of any limit, and the furthest day ahead from which one may hold

#: In the order of the page: what a family waits for, then what partners and the office keep among themselves.
CHAPTERS = (
    (_("发现与核实"), ("clue.", "case.", "duplicate.")),
    (_("公示与公开"), ("notice.", "publication.")),
    (_("对接与交付"), ("match.", "payout.")),
    (_("转介办理"), ("referral.",)),
    (_("投诉与研判"), ("complaint.", "signal.")),
    (
        _("救助站、合作方与其他"),
        ("station.", "partner.", "interest.", "pledge.", "resource.", "volunteer.", "programme."),
    ),
)


def chapter(prefixes: tuple[str, ...]) -> list[Clock]:
    return [clock for clock in Clock if clock.startswith(prefixes)]
