"""When what happened: from the event to the last thing done, each step after the one before, in office hours."""

import random
from datetime import date, datetime, timedelta

from common.calendar import add_working_days
from demo import cut, moments
from demo.stories import Story

# Days since the report of cases at each open stage of history: (least, most).
AGES = {
    "open": (9 + cut.DAYS, 44),
    "unpublished": (9 + cut.DAYS, 30),
    "covered": (16 + cut.DAYS, 42),
    "delivering": (19 + cut.DAYS, 48),
    "paused": (20 + cut.DAYS, 40),
}
WEEK = timedelta(days=7)
# How long each step takes, in days, when nothing holds it up.
DAYS = {
    "taken": 0.15,
    "opened": 0.6,
    "signed": 2.4,
    "seconded": 0.7,
    "aided": 0.4,
    "confirmed": 0.6,
    "consented": 0.3,
    "written": 0.5,
    "submitted": 0.15,
    "published": 1.1,
    "proposed": 2.4,
    "approved": 0.8,
    "accepted": 1.2,
    "given": 3.0,
    "paid": 1.4,
    "delivered": 1.3,
    "received": 1.4,
    "ended": 2.0,
}
TO_SECOND = ["taken", "opened", "signed", "seconded"]
TO_GAP = [*TO_SECOND, "aided", "confirmed", "consented"]
TO_PUBLIC = [*TO_GAP, "written", "submitted", "published"]
TO_GRANT = ["proposed", "approved", "accepted"]
TO_HOME = ["paid", "delivered", "received", "ended"]
NOTICE_DAYS = 5  # working days on the board before a grant of track C
NOTICE_TAKES = 8  # calendar days, about
NEVER_NOTICED = ("HC11", "HC14")
SLACK = timedelta(hours=2)  # steps of a few minutes each, one after another, past the last office hour
RUN_DAYS = (1, 4)  # a county's coordinator runs the matching on Tuesdays and Fridays


def start(chance: random.Random, story: Story, day: date, today: date) -> None:
    """The event and the report: the day of the event is earlier for an illness than for a fire."""
    before = 0 if story.cause in ("HC06", "HC07", "HC14", "HC15") else chance.randint(1, 20)
    hour = chance.choice([7, 8, 9, 10, 11, 13, 14, 15, 16, 19, 21])
    reported = datetime.combine(day, datetime.min.time(), moments.BEIJING) + timedelta(
        hours=hour, minutes=chance.randint(0, 59)
    )
    if reported.date() == today:
        reported = moments.morning(today) - timedelta(minutes=chance.randint(5, 600))
    story.times["reported"] = reported
    story.times["event"] = reported - timedelta(days=before, hours=1)


def steps(story: Story) -> list[str]:
    """What has been done to this case by now, in order."""
    if story.stage == "closed":
        return _closed(story)
    base = TO_PUBLIC if story.consent == "full" else [*TO_GAP, "published"]
    granted = TO_GRANT if story.grants else []
    if story.stage == "covered":
        return [*base, *granted, "given"]
    if story.stage == "delivering":
        reached = {"disbursing": 1, "delivered": 2, "verified": 3}[
            story.grants[0].state if story.grants else "disbursing"
        ]
        return [*base, *granted, "given", *TO_HOME[:reached]]
    return [*base, *granted, *(["given"] if story.presents else [])]


def _closed(story: Story) -> list[str]:
    public = TO_PUBLIC if story.consent in ("full", "withdrawn") and story.title is not None else [*TO_GAP, "published"]
    if story.cause == "HC14":
        public = [*TO_GAP, "published"]
    if story.ending in ("returned", "merged"):
        return [*TO_SECOND, "ended"] if story.ending == "returned" else ["taken", "opened", "ended"]
    if story.ending == "government":
        return [*TO_SECOND, "aided", "ended"]
    if story.ending == "withdrawn":
        return [*public, "ended"]
    if story.ending == "expired":
        return [*public, "ended"]
    given = ["given"] if story.presents else []
    return [*public, *TO_GRANT, *given, *TO_HOME]


def walk(chance: random.Random, story: Story, latest: datetime) -> None:
    """Fill `times` for every step done, the last one about `latest` at the latest.

    A notice that runs over a week of holidays may leave too little room: then all of it began a week earlier.
    """
    while _walk(chance, story, latest) > latest + SLACK:
        for name in ("event", "reported"):
            story.times[name] -= WEEK


def _walk(chance: random.Random, story: Story, latest: datetime) -> datetime:
    """One attempt; the time of the last step."""
    names = steps(story)
    speed = chance.uniform(0.7, 1.25) * (2.2 if story.late and story.stage == "closed" else 1.0)
    if story.urgency == "red":
        speed *= 0.5
    moment, room = story.times["reported"], _room(story, latest) - (NOTICE_TAKES if noticed(story) else 0)
    wanted = sum(DAYS[name] for name in names) * speed
    if story.stage != "closed" and wanted > room:
        speed *= room / wanted
    for name in names:
        if name == "aided" and noticed(story):
            moment = _on_the_board(chance, story, moment)
        hours = DAYS[name] * speed * 24 * chance.uniform(0.7, 1.1)
        following = moments.after(chance, moment, hours * 0.85, hours * 1.05)
        if name == "proposed":
            following = _run_moment(following)
        if story.stage == "closed" and name == "ended" and story.ending == "expired":
            following = moments.in_office(story.times["published"] + timedelta(days=31))
        if following > latest:
            following = max(min(latest, moment + timedelta(minutes=7)), moment + timedelta(minutes=2))
        story.times[name] = moment = following
    return moment


def noticed(story: Story) -> bool:
    """Track C hangs on a board before the decision, but for who is protected."""
    return story.track == "expenditure" and story.cause not in NEVER_NOTICED and story.temporary_fen > 0


def _on_the_board(chance: random.Random, story: Story, moment: datetime) -> datetime:
    story.times["notice_posted"] = posted = moments.after(chance, moment, 2, 6)
    story.times["notice_ended"] = add_working_days(posted, NOTICE_DAYS)
    return story.times["notice_ended"]


def _room(story: Story, latest: datetime) -> float:
    """Days between the report and yesterday evening, less what a weekend may take."""
    return max(0.3, (latest - story.times["reported"]).total_seconds() / 86_400 * 0.62)


def _run_moment(moment: datetime) -> datetime:
    day = moment.astimezone(moments.BEIJING)
    while day.weekday() not in RUN_DAYS or day.hour >= 10 and day.date() == moment.astimezone(moments.BEIJING).date():
        day = (day + timedelta(days=1)).replace(hour=9)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)
