"""The defaults of the domain reference, §3.6, and what held until now; and the rules that the database keeps."""

from datetime import date

from django.db import migrations

from common.triggers import only_decided

SINCE = date(2014, 5, 1)  # the day on which the Interim Measures on Social Assistance came into force
LOCAL = ("参照多地现行做法（平台默认）", "After the practice of several places (platform default)")
DESIGN = ("平台默认", "Platform default")
PRACTICE = (
    "急难发生后先行救助的通行做法（平台默认）",
    "Common practice of aid first in an emergency (platform default)",
)
DIGEST = (
    "《关于进一步健全完善临时救助制度的意见》：小额快救一般 3 日内办结",
    "Opinion on improving temporary assistance: fast aid within three days as a rule",
)
SA = (
    "《社会救助暂行办法》第四十八条（期限为平台默认）",
    "Interim Measures on Social Assistance, Article 48 (the length is the platform's default)",
)

# clock, urgency, amount, unit, (basis, basis in English)
LIMITS = [
    ("clue.acknowledge", "red", 30, "minutes", DESIGN),
    ("clue.acknowledge", "", 1, "working_days", LOCAL),
    ("case.verify", "red", 24, "hours", PRACTICE),
    ("case.verify", "orange", 72, "hours", DIGEST),
    ("case.verify", "yellow", 10, "working_days", LOCAL),
    ("case.verify", "", 15, "working_days", LOCAL),
    ("case.decide", "", 5, "working_days", LOCAL),
    ("duplicate.window", "", 183, "days", DESIGN),
    ("notice.check", "", 1, "working_days", DESIGN),
    ("notice.posted", "", 5, "working_days", SA),
    ("notice.objection", "", 5, "working_days", DESIGN),
    ("publication.longest", "", 90, "days", DESIGN),
    ("publication.after_closing", "", 30, "days", DESIGN),
    ("match.decide", "red", 1, "working_days", DESIGN),
    ("match.decide", "orange", 1, "working_days", DESIGN),
    ("match.decide", "yellow", 3, "working_days", DESIGN),
    ("match.decide", "", 5, "working_days", DESIGN),
    ("match.reply", "red", 24, "hours", DESIGN),
    ("match.reply", "", 3, "working_days", DESIGN),
    ("match.deliver", "", 10, "working_days", DESIGN),
    ("match.reserved", "", 90, "days", DESIGN),
    ("match.objection", "", 3, "working_days", DESIGN),
    ("payout.confirm", "", 5, "working_days", DESIGN),
    ("referral.pass_on", "", 1, "working_days", DESIGN),
    ("referral.accept", "red", 2, "hours", DESIGN),
    ("referral.accept", "", 2, "working_days", DESIGN),
    ("referral.reply", "red", 24, "hours", DESIGN),
    ("referral.reply", "", 10, "working_days", DESIGN),
    ("referral.feed_back", "", 2, "working_days", DESIGN),
    ("referral.supervise", "", 1, "working_days", DESIGN),
    ("complaint.acknowledge", "", 1, "working_days", DESIGN),
    (
        "complaint.answer",
        "",
        15,
        "days",
        (
            "参照《浙江省社会救助条例》第五十八条（平台默认）",
            "After Article 58 of the Zhejiang Social Assistance Regulations (platform default)",
        ),
    ),
    ("signal.judge", "", 3, "working_days", DESIGN),
    ("partner.review", "", 3, "working_days", DESIGN),
    (
        "station.stay",
        "",
        10,
        "days",
        (
            "《城市生活无着的流浪乞讨人员救助管理办法实施细则》第十二条",
            "Rules for carrying out the 2003 Measures on aid to vagrants, Article 12",
        ),
    ),
    ("interest.lasts", "", 365, "days", DESIGN),
    ("pledge.longest", "", 366, "days", DESIGN),
    (
        "resource.confirm",
        "",
        183,
        "days",
        ("参照多地做法：供给清单每半年核对", "After local practice: lists of supply are confirmed half-yearly"),
    ),
    ("resource.remind", "", 14, "days", DESIGN),
    ("resource.expiring", "", 14, "days", DESIGN),
    (
        "volunteer.record",
        "",
        365,
        "days",
        ("《未成年人保护法》第六十二条：每年查询", "Law on the Protection of Minors, Article 62: asked every year"),
    ),
    ("programme.report", "", 3, "months", ("《慈善法》第七十九条", "Charity Law, Article 79")),
    ("programme.long", "", 6, "months", ("《慈善法》第七十九条", "Charity Law, Article 79")),
    ("programme.final_report", "", 3, "months", ("《慈善法》第七十九条", "Charity Law, Article 79")),
    ("programme.remind", "", 14, "days", DESIGN),
]

# Urgency 1 to 5 by basic, essential and other part; 0 is served first (`optimiser.model.levels.default_table`).
ORDER = [[8, 11, 13], [5, 9, 12], [3, 6, 10], [1, 4, 7], [0, 2, 5]]
ORDER_BASIS = (
    "急难优先，先保基本（《社会救助暂行办法》第二条“托底线、救急难”；次序为平台默认）",
    "Urgent hardship first, the basic part before the rest (Interim Measures, Article 2; the order is the platform's default)",
)

# Used places from 0 on without a gap; no part before a more basic one of the same urgency; no urgency before a greater one.
SOUND = """
create function policy_levels_sound(levels smallint[]) returns boolean language sql immutable as $$
  select coalesce(array_length(levels, 1) = 15 and array_position(levels, null) is null
    and (select count(distinct l) = max(l) + 1 and min(l) = 0 from unnest(levels) l)
    and (select bool_and(levels[i] <= levels[i + 1]) from generate_series(1, 14) i where i % 3 <> 0)
    and (select bool_and(levels[i + 3] <= levels[i]) from generate_series(1, 12) i), false)
$$;
alter table policy_urgencyorder add constraint policy_urgencyorder_sound check (policy_levels_sound(levels::smallint[]));
"""
UNSOUND = """
alter table policy_urgencyorder drop constraint policy_urgencyorder_sound;
drop function policy_levels_sound(smallint[]);
"""
DECISION = ("state", "decided_by_id", "decided_at")


def seed(apps, schema_editor):
    limits, orders = apps.get_model("policy", "TimeLimit"), apps.get_model("policy", "UrgencyOrder")
    limits.objects.bulk_create(
        limits(
            clock=clock,
            urgency=urgency,
            amount=amount,
            unit=unit,
            valid_from=SINCE,
            basis=basis,
            basis_en=english,
            state="confirmed",
        )
        for clock, urgency, amount, unit, (basis, english) in LIMITS
    )
    orders.objects.create(
        levels=[place for row in ORDER for place in row],
        valid_from=SINCE,
        basis=ORDER_BASIS[0],
        basis_en=ORDER_BASIS[1],
        state="confirmed",
    )


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_dated_rules")]

    operations = [
        migrations.RunSQL(SOUND, UNSOUND),
        only_decided("policy_timelimit", *DECISION),
        only_decided("policy_urgencyorder", *DECISION),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
